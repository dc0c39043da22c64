//! Workflow status → dropdown option.

use super::StatusRule;
use crate::diagnostic::Place;
use crate::model::{Reason, Value, WorkflowStatus};

/// Finds the option for a status: its row, else the default. `None` when the mapping is silent about it.
pub(super) fn option(
    rule: &StatusRule,
    status: Option<&WorkflowStatus>,
) -> Option<(Value, Reason)> {
    let row = status.and_then(|status| rule.rows.get(&status.id));
    let (id, place): &(i64, Place) = row.or(rule.default.as_ref())?;
    let because = match (status, row) {
        (Some(WorkflowStatus { id, name }), Some(_)) => format!("TestOps status {name} ({id})"),
        (Some(WorkflowStatus { id, name }), None) => {
            format!("default, for TestOps status {name} ({id})")
        }
        (None, _) => "default, for a test case without status".to_owned(),
    };
    Some((
        Value::Number(*id),
        Reason {
            because,
            place: place.clone(),
        },
    ))
}
