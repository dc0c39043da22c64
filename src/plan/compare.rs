//! Tells which fields of a case differ.

use super::Change;
use crate::model::{DesiredCase, FieldSpec, ObservedCase};

/// Lists the fields in which an observed case differs from the desired one, in the order of the field specs. Identity
/// and section are settled before: a case that people moved stays where it is.
pub(super) fn changes(
    desired: &DesiredCase,
    observed: &ObservedCase,
    fields: &[FieldSpec],
) -> Vec<Change> {
    let change = |(spec, before): (&FieldSpec, &_)| {
        let field = desired.field(&spec.name).filter(|field| !field.only_new)?;
        let after = spec.kind.merge(&field.value, before);
        (!spec.kind.is_same(before, &after)).then(|| Change {
            field: field.name.clone(),
            before: before.clone(),
            after,
            reason: field.reason.clone(),
        })
    };
    fields
        .iter()
        .zip(&observed.fields)
        .filter_map(change)
        .collect()
}
