//! What the texts that stand in fields are written in, all in all.

use crate::diagnostic::{DestinationCode, Diagnostic, Place, Severity};
use crate::model::{FieldKind, Markup, Value};
use crate::text::told_markup;

/// How many texts tell what they are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextFormats {
    html: usize,
    markdown: usize,
}

impl TextFormats {
    /// Counts the texts of a field. Fields without markup tell nothing.
    pub(crate) fn add(&mut self, kind: &FieldKind, value: &Value) {
        if !kind.has_markup() {
            return;
        }
        match value {
            Value::Text(text) => self.add_text(text),
            Value::Steps(rows) => {
                for row in rows {
                    self.add_text(&row.content);
                    self.add_text(&row.expected);
                }
            }
            Value::Empty | Value::Number(_) => {}
        }
    }

    fn add_text(&mut self, text: &str) {
        match told_markup(text) {
            Some(Markup::Html) => self.html += 1,
            Some(Markup::Markdown) => self.markdown += 1,
            Some(Markup::Plain) | None => {}
        }
    }

    /// Says that most of the texts are written in something else than this, which the setting at `place` decides.
    pub(crate) fn finding(
        self,
        markup: Markup,
        integration: &str,
        place: &Place,
        ours: bool,
    ) -> Option<Diagnostic> {
        let Self { html, markdown } = self;
        let other = match markup {
            Markup::Html => markdown,
            Markup::Markdown => html,
            Markup::Plain => 0,
        };
        let told = html + markdown;
        let code = DestinationCode::TextsOfOtherFormat {
            integration: integration.to_owned(),
            writes_html: markup == Markup::Html,
            other,
            told,
            ours,
        };
        (2 * other > told).then(|| Diagnostic::new(Severity::Warning, code).at(place))
    }
}
