//! Tells which fields of a case differ.

use crate::model::{
    DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Markup, ObservedCase, Value,
};
use crate::plan::{Change, Policy};
use crate::text;

/// Lists the fields in which an observed case differs from the desired one: the title first, then the mapped
/// fields in their order, the template last.
pub(super) fn changes(
    desired: &DesiredCase,
    observed: &ObservedCase,
    fields: &[FieldSpec],
    policy: &Policy,
) -> Vec<Change> {
    // Taken apart whole, so that a new part of a case does not compile until it is compared here. Identity and
    // section are settled before: a case that people moved stays where it is.
    let DesiredCase {
        id: _,
        title,
        section: _,
        template,
        fields: desired_fields,
    } = desired;
    let mut changes = Vec::new();
    let before = Value::Text(observed.title.clone());
    let after = Value::Text(title.clone());
    if !same(&before, &after, &FieldKind::String) {
        changes.push(Change {
            field: FieldName::new("title"),
            kind: FieldKind::String,
            before,
            after,
            reason: None,
        });
    }
    let mut template_matters = false;
    for ((spec, desired), before) in fields.iter().zip(desired_fields).zip(&observed.fields) {
        let DesiredField {
            name,
            value: after,
            reason,
        } = desired;
        template_matters |= matches!(spec.kind, FieldKind::Steps { .. }) && !after.is_empty();
        if !same(before, after, &spec.kind) {
            changes.push(Change {
                field: name.clone(),
                kind: spec.kind.clone(),
                before: before.clone(),
                after: after.clone(),
                reason: reason.clone(),
            });
        }
    }
    if let (Some(after), Some(before), true) = (template, observed.template, template_matters)
        && before != *after
        && policy
            .fitting_templates
            .as_ref()
            .is_some_and(|fitting| !fitting.contains(&before))
    {
        changes.push(Change {
            field: FieldName::new("template_id"),
            kind: FieldKind::Other("template".into()),
            before: Value::Template(before),
            after: Value::Template(*after),
            reason: None,
        });
    }
    changes
}

/// True when two values of a field mean the same to whoever reads it in TestRail.
pub(crate) fn same(a: &Value, b: &Value, kind: &FieldKind) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => text::same(a, b, markup(kind)),
        (Value::Steps(a), Value::Steps(b)) => {
            let markup = markup(kind);
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| {
                    text::same(&a.content, &b.content, markup)
                        && text::same(&a.expected, &b.expected, markup)
                })
        }
        (Value::Text(text), Value::Empty) | (Value::Empty, Value::Text(text)) => {
            text::canonical(text, markup(kind)).is_empty()
        }
        (a, b) => a == b || (a.is_empty() && b.is_empty()),
    }
}

/// What the texts of a field hold.
pub(crate) fn markup(kind: &FieldKind) -> Markup {
    match kind {
        FieldKind::Text(markup)
        | FieldKind::Steps {
            markup,
            has_expected: _,
        } => *markup,
        FieldKind::String
        | FieldKind::Dropdown(_)
        | FieldKind::Other(_)
        | FieldKind::Unknown(_) => Markup::Plain,
    }
}
