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
    /// Who edited them; `None` where TestRail does not tell.
    pub by: Option<Editor>,
    /// True when the case gets no action before this is settled.
    pub blocks: bool,
}

impl Edit {
    /// What a person should know about it.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let code = CaseCode::EditedByHand {
            case: self.case.0,
            fields: self.fields.iter().map(ToString::to_string).collect(),
            by: self.by.as_ref().map(ToString::to_string),
            kept: !self.blocks,
        };
        let severity = if self.blocks {
            Severity::BlocksCase
        } else {
            Severity::Notice
        };
        Diagnostic::new(severity, code)
            .about(self.test_case)
            .about(self.case)
    }
}
