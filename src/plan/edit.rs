//! Edits in TestRail that the mapping does not let be overwritten.

use super::Editor;
use crate::model::{CaseId, FieldName, Finding, FindingKind, Severity, TestCaseId};

/// Fields of a case that somebody edited and that the mapping keeps or wants settled. It becomes a finding when the
/// name of who did it was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The TestOps case.
    pub test_case: TestCaseId,
    /// The TestRail case.
    pub case: CaseId,
    /// The fields, one at least.
    pub fields: Vec<FieldName>,
    /// Who edited the case last.
    pub by: Editor,
    /// True when the case gets no action before this is settled.
    pub blocks: bool,
}

impl Edit {
    /// What a person should know about it.
    pub fn finding(&self) -> Finding {
        let Self {
            test_case,
            case,
            fields,
            by,
            blocks,
        } = self;
        let names: Vec<&str> = fields.iter().map(FieldName::as_str).collect();
        let were = if names.len() == 1 { "was" } else { "were" };
        let message = format!(
            "{} of {case} {were} edited in TestRail by {by}",
            names.join(", ")
        );
        let (severity, message, mend) = if *blocks {
            let mend = "Take the edit over into TestOps or undo it, or set `onDrift: overwrite` in the mapping";
            (Severity::BlocksCase, message, mend)
        } else {
            (Severity::Notice, format!("{message}, and kept so"), "")
        };
        Finding {
            severity,
            kind: FindingKind::Edited,
            place: None,
            test_case: Some(*test_case),
            cases: vec![*case],
            message,
            mend: mend.to_owned(),
        }
    }
}
