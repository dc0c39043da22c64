//! Servers that make HTML of the Markdown that they are sent: one setting is wrong, not each of the texts.

use super::Policy;
use crate::diagnostic::Diagnostic;
use crate::field::TextFormats;
use crate::model::{FieldKind, FieldSpec, Markup, Observed, Value};
use crate::text::told_markup;

/// Says that most of what stands in our cases is HTML although it is written as Markdown.
pub(super) fn find_rendered(
    fields: &[FieldSpec],
    observed: &Observed,
    integration: &str,
    policy: &Policy,
) -> Option<Diagnostic> {
    let mut formats = TextFormats::default();
    for spec in fields.iter().filter(|spec| is_markdown(&spec.kind)) {
        let Some(index) = observed.position(&spec.name) else {
            continue;
        };
        let values = observed.cases.iter();
        let values = values.filter_map(|case| case.fields.get(index));
        values.for_each(|value| formats.add(&spec.kind, value));
    }
    let place = policy.text_place.as_ref()?;
    formats.finding(Markup::Markdown, integration, place, true)
}

/// Whether a text in a Markdown field is HTML, whatever else became of it.
pub(super) fn is_rendered(kind: &FieldKind, stored: &Value) -> bool {
    let is_html = |text: &str| told_markup(text) == Some(Markup::Html);
    is_markdown(kind)
        && match stored {
            Value::Text(text) => is_html(text),
            Value::Steps(rows) => rows
                .iter()
                .any(|row| is_html(&row.content) || is_html(&row.expected)),
            Value::Empty | Value::Number(_) => false,
        }
}

fn is_markdown(kind: &FieldKind) -> bool {
    kind.markup == Markup::Markdown && kind.has_markup()
}
