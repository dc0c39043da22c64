//! Looks afterwards whether somebody edited a case between our last look at it and our write.

use super::super::LostEdit;
use crate::manifest::OnDrift;
use crate::model::{CaseHistory, FieldChange, FieldSpec, HistoryEntry, Value};
use crate::plan::{Change, ConfigPlan, Editor, Update};
use crate::testrail::HistoryReader;

/// What an update changes and the mapping does not let be overwritten.
pub(super) fn guarded<'a>(
    plan: &'a ConfigPlan,
    update: &'a Update,
) -> Vec<(&'a FieldSpec, &'a Change)> {
    let mut guarded = changed(plan, update);
    guarded.retain(|(_, change)| change.on_drift != OnDrift::Overwrite);
    guarded
}

/// All that an update changes.
pub(super) fn changed<'a>(
    plan: &'a ConfigPlan,
    update: &'a Update,
) -> Vec<(&'a FieldSpec, &'a Change)> {
    let changes = update.changes.iter();
    changes
        .filter_map(|change| Some((plan.field(&change.field)?, change)))
        .collect()
}

/// Edits that an update replaced although nobody saw them: one request, where there is such a field. `stored` is what
/// TestRail made of a field. The update is done, so that what cannot be asked is not told.
pub(super) async fn lost_edits(
    plan: &ConfigPlan,
    update: &Update,
    stored: impl Fn(&FieldSpec) -> Option<Value>,
    reader: &impl HistoryReader,
) -> Vec<LostEdit> {
    let guarded = guarded(plan, update);
    if guarded.is_empty() {
        return Vec::new();
    }
    let specs: Vec<FieldSpec> = guarded.iter().map(|(spec, _)| (*spec).clone()).collect();
    let Ok(Some(history)) = reader.history(update.case, &specs).await else {
        return Vec::new();
    };
    let lost = guarded.into_iter().filter_map(|(spec, change)| {
        let stored = stored(spec).unwrap_or_default();
        lost_edit(&history, spec, change, &stored)
    });
    lost.collect()
}

/// The edit right before our write of a field, if it is somebody else's and the plan did not know it.
fn lost_edit(
    history: &CaseHistory,
    spec: &FieldSpec,
    change: &Change,
    stored: &Value,
) -> Option<LostEdit> {
    let is_same = |a: &Value, b: &Value| spec.kind.is_same(a, b);
    let of_field = |entry: &HistoryEntry| -> Option<FieldChange> {
        let fields = entry.fields.as_ref()?;
        fields.iter().find(|it| it.field == spec.name).cloned()
    };
    let mut changes = history
        .entries
        .iter()
        .rev()
        .filter_map(|entry| Some((entry.by, of_field(entry)?)));
    let is_ours =
        |(_, it): &(_, FieldChange)| is_same(&it.new, &change.after) || is_same(&it.new, stored);
    let (us, ours) = changes.find(is_ours)?;
    let (them, theirs) = changes.next()?;
    let is_known = is_same(&theirs.new, &change.before) || is_same(&ours.old, &change.before);
    (us != them && !is_known).then(|| LostEdit {
        field: spec.clone(),
        value: theirs.new,
        by: them.map(Editor::new),
    })
}
