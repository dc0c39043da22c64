//! Edits in TestRail that the mapping does not let be overwritten.

use super::Editor;
use crate::diagnostic::{CaseCode, Diagnostic, Severity};
use crate::model::{CaseId, FieldName, TestCaseId};

/// Fields of a case that somebody edited and that the mapping keeps or wants settled. It becomes a diagnostic when the
/// name of who did it was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
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
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let Self {
            test_case,
            case,
            fields,
            by,
            blocks,
        } = self;
        let code = CaseCode::EditedByHand {
            case: case.0,
            fields: fields.iter().map(ToString::to_string).collect(),
            by: by.to_string(),
            kept: !blocks,
        };
        let severity = if *blocks {
            Severity::BlocksCase
        } else {
            Severity::Notice
        };
        Diagnostic::new(severity, code)
            .about(*test_case)
            .about(*case)
    }
}
