//! Tells which fields of a case differ.

use super::{Change, LastEditor};
use crate::manifest::OnDrift;
use crate::model::{DesiredCase, FieldSpec, ObservedCase};

/// Lists the fields in which an observed case differs from the desired one, in their order; `columns` are the fields with
/// the places of their observed values. Identity and section are settled before: a case that people moved stays where it
/// is.
pub(super) fn changed_fields(
    desired: &DesiredCase,
    observed: &ObservedCase,
    columns: &[(&FieldSpec, usize)],
) -> Vec<Change> {
    let change = |(spec, index): &(&FieldSpec, usize)| {
        let field = desired.field(&spec.name).filter(|field| !field.only_new)?;
        let before = observed.fields.get(*index)?;
        let after = spec.kind.merge(&field.value, before);
        (!spec.kind.is_same(before, &after)).then(|| Change {
            field: field.name.clone(),
            before: before.clone(),
            after,
            reason: field.reason.clone(),
            by: LastEditor::NotAsked,
            on_drift: OnDrift::Overwrite,
        })
    };
    columns.iter().filter_map(change).collect()
}
