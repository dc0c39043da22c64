//! What was changed in a case, by whom and when.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::{Call, Outcome};
use super::cases::Case;
use super::paging::page;
use super::state::State;

/// The `type_id` of an entry that updates a case, and of a change in a custom field.
pub(super) const CUSTOM: u8 = 6;
/// The `type_id` of a change in a system field.
const SYSTEM: u8 = 1;

/// One update of a case, as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) type_id: u8,
    pub(super) created_on: i64,
    pub(super) user_id: u64,
    changes: Vec<Value>,
    comments: Vec<Value>,
}

/// An update of a seed, which says of which case.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct CaseEntry {
    pub(super) case_id: u64,
    #[serde(flatten)]
    pub(super) entry: Entry,
}

/// `get_history_for_case/{id}`, newest first.
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.case(call, call.id(0, "case_id")?)?.id;
    let entries = state.history.get(&id).into_iter().flatten().rev();
    Ok(page(state, call, "history", entries, |entry| json!(entry))?.into())
}

impl State {
    /// Puts an update of a seed behind those that are known of its case.
    pub(super) fn add_history(&mut self, case: u64, entry: Entry) {
        self.last_history_id = self.last_history_id.max(entry.id);
        self.history.entry(case).or_default().push(entry);
    }

    /// Every update of every case.
    pub(super) fn all_history(&self) -> Vec<CaseEntry> {
        let of = |case: &Case| {
            let case_id = case.id;
            let entries = self.history.get(&case_id).cloned().unwrap_or_default();
            entries
                .into_iter()
                .map(move |entry| CaseEntry { case_id, entry })
        };
        self.cases.iter().flat_map(of).collect()
    }

    /// Records what an update changed, if anything.
    pub(super) fn record_history(&mut self, call: &Call<'_>, before: &Case, after: &Case) {
        let mut changes: Vec<Value> = system_values(before)
            .into_iter()
            .zip(system_values(after))
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| {
                json!({ "type_id": SYSTEM, "field": field, "old_value": old, "new_value": new })
            })
            .collect();
        for field in &self.case_fields {
            let name = &field.system_name;
            let (old, new) = (before.custom.get(name), after.custom.get(name));
            if old == new {
                continue;
            }
            changes.push(json!({
                "type_id": CUSTOM,
                "old_text": null,
                "new_text": null,
                "label": field.label,
                "options": field.configs.first().map(|config| &config.options),
                "field": name,
                "old_value": old,
                "new_value": new,
            }));
        }
        if changes.is_empty() {
            return;
        }
        self.last_history_id += 1;
        self.history.entry(after.id).or_default().push(Entry {
            id: self.last_history_id,
            type_id: CUSTOM,
            created_on: call.now,
            user_id: call.user.id,
            changes,
            comments: Vec::new(),
        });
    }
}

fn system_values(case: &Case) -> [(&'static str, Value); 7] {
    [
        ("title", json!(case.title)),
        ("template_id", json!(case.template_id)),
        ("type_id", json!(case.type_id)),
        ("priority_id", json!(case.priority_id)),
        ("estimate", json!(case.estimate)),
        ("milestone_id", json!(case.milestone_id)),
        ("refs", json!(case.refs)),
    ]
}
