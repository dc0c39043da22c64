//! Edits in TestRail that the mapping does not let be overwritten.

use super::Editor;
use crate::model::{CaseId, Finding, FindingKind, Severity, TestCaseId};

/// Fields of a case that somebody edited and that the mapping keeps or wants settled. It becomes a finding when the
/// name of who did it was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The TestOps case.
    pub test_case: TestCaseId,
    /// The TestRail case.
    pub case: CaseId,
    /// The system names of the fields, with commas between them.
    pub fields: String,
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
        let were = if fields.contains(", ") { "were" } else { "was" };
        let message = format!("{fields} of {case} {were} edited in TestRail by {by}");
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
