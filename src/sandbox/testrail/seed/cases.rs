//! Cases of a seed.

use serde_json::Value;

use super::places::{check_id, dangling, parent};
use super::{first_user, made_on};
use crate::sandbox::seed::Error;
use crate::sandbox::testrail::body;
use crate::sandbox::testrail::cases::Case;
use crate::sandbox::testrail::history::{CUSTOM, CaseEntry};
use crate::sandbox::testrail::state::State;

pub(super) fn add_cases(state: &mut State, cases: Vec<Case>) -> Result<(), Error> {
    let author = first_user(state);
    for (place, mut case) in cases.into_iter().enumerate() {
        let path = format!("cases[{place}]");
        check_id(&path, case.id, state.cases.contains(case.id))?;
        case.section_id = parent(
            &path,
            "section_id",
            case.section_id,
            &state.sections,
            |section| section.id,
        )?;
        case.suite_id = state
            .sections
            .get(case.section_id)
            .map_or(0, |section| section.suite_id);
        let or = |id: u64, default: u64| if id == 0 { default } else { id };
        case.template_id = or(case.template_id, state.default_template());
        case.type_id = or(case.type_id, state.default_type());
        case.priority_id = or(case.priority_id, state.default_priority());
        let status = case.case_status_id;
        case.case_status_id = status.or_else(|| state.default_case_status());
        case.created_by = or(case.created_by, author);
        case.updated_by = or(case.updated_by, case.created_by);
        case.created_on = made_on(case.created_on);
        case.updated_on = if case.updated_on == 0 {
            case.created_on
        } else {
            case.updated_on
        };
        case.display_order = or(case.display_order, state.next_case_order(case.section_id));
        case.labels = labels(&path, state, case.custom.remove("labels"))?;
        case.custom
            .retain(|key, value| key.starts_with("custom_") && !value.is_null());
        state.insert_case(case);
    }
    Ok(())
}

/// What was changed in cases, the oldest first.
pub(super) fn add_history(state: &mut State, entries: Vec<CaseEntry>) -> Result<(), Error> {
    let author = first_user(state);
    for (place, CaseEntry { case_id, mut entry }) in entries.into_iter().enumerate() {
        let path = format!("history[{place}]");
        if !state.cases.contains(case_id) {
            return Err(dangling(&path, "case_id", case_id));
        }
        let or = |id: u64, default: u64| if id == 0 { default } else { id };
        entry.id = or(entry.id, state.last_history_id + 1);
        entry.user_id = or(entry.user_id, author);
        entry.created_on = made_on(entry.created_on);
        if entry.type_id == 0 {
            entry.type_id = CUSTOM;
        }
        state.add_history(case_id, entry);
    }
    Ok(())
}

/// Labels are in a case as objects or ids.
fn labels(path: &str, state: &State, given: Option<Value>) -> Result<Vec<u64>, Error> {
    let labels = match given {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(labels)) => labels,
        Some(_) => {
            return Err(Error::value(
                format!("{path}.labels"),
                "this is no list",
                "put the labels in [ ]",
            ));
        }
    };
    Ok(labels
        .iter()
        .filter_map(|label| body::id(label).or_else(|| body::id(label.get("id")?)))
        .filter(|id| state.labels.contains(*id))
        .collect())
}
