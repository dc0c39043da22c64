//! What an adopted case gets. All its text counts as people's: nothing of it is emptied, and what the mapping keeps or
//! wants settled stays.

use super::super::{Change, Context, LastEditor, LeftFields, compare};
use crate::field::replace_reference;
use crate::manifest::{OnDrift, OnEmpty};
use crate::model::{DesiredCase, Evidence, FieldName, FieldSpec, ObservedCase, Value};

/// What is written to a case that becomes ours: its marker always, and of the rest what nobody loses by.
pub(in crate::plan) fn adopted_changes(
    context: &Context<'_>,
    desired: &DesiredCase,
    case: &ObservedCase,
    evidence: &Evidence,
    columns: &[(&FieldSpec, usize)],
    left: &mut LeftFields,
) -> Vec<Change> {
    let marker = &context.identity.field;
    let adopt = context.policy.adopt.as_ref();
    let markers_alone = adopt.is_some_and(|adopt| adopt.markers_alone);
    let mut changes = compare::changed_fields(desired, case, columns);
    for change in &mut changes {
        change.by = LastEditor::BeforeAdoption;
        let rule = context.policy.on_drift.get(&change.field);
        change.on_drift = rule.copied().unwrap_or_default();
        if change.field == *marker {
            change.on_drift = OnDrift::Overwrite;
            change.after = with_marker(context, desired, change, evidence);
        }
    }
    let (own, rest): (Vec<Change>, Vec<Change>) = changes
        .into_iter()
        .partition(|change| change.field == *marker);
    let is_written = |change: &Change| {
        let clears = context.policy.on_empty.get(&change.field) == Some(&OnEmpty::Clear);
        change.on_drift == OnDrift::Overwrite && (clears || !change.after.is_empty())
    };
    let names = |changes: &[Change]| -> Vec<FieldName> {
        changes.iter().map(|change| change.field.clone()).collect()
    };
    let mut written = if markers_alone {
        left.markers_alone.add(names(&rest).iter());
        Vec::new()
    } else {
        let (written, kept): (Vec<Change>, Vec<Change>) = rest.into_iter().partition(is_written);
        left.adopted.add(names(&kept).iter());
        written
    };
    written.extend(own);
    // In the order in which fields are shown.
    let position = |change: &Change| {
        columns
            .iter()
            .position(|(spec, _)| spec.name == change.field)
    };
    written.sort_by_key(position);
    written
}

/// The marker's field with the marker in it, in place of the former one where that is in the same field.
fn with_marker(
    context: &Context<'_>,
    desired: &DesiredCase,
    change: &Change,
    evidence: &Evidence,
) -> Value {
    let Evidence::Marker(former) = evidence else {
        return change.after.clone();
    };
    let marker = context.identity.marker(desired.id);
    match &change.before {
        Value::Text(before) if context.identity.in_refs() => {
            replace_reference(before, former, &marker.0)
                .map_or_else(|| change.after.clone(), Value::Text)
        }
        _ => change.after.clone(),
    }
}
