//! Something that a person should know and the plan cannot settle.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CaseId, TestCaseId};

/// A place in a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column } = self;
        write!(f, "{file}:{line}:{column}")
    }
}

/// How much a finding stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing of this sync config can be planned.
    BlocksConfig,
    /// One case gets no action.
    BlocksCase,
    /// Everything goes on.
    Notice,
}

/// What a finding is about, for programs. The words are in [`Finding::message`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FindingKind {
    /// The destination as declared does not exist or cannot take cases: project, suite, section, suite mode.
    Destination,
    /// A mapped field is missing, inactive, of the wrong type or not shown.
    Field,
    /// An option of a dropdown does not exist.
    Option,
    /// A required field has no value.
    Required,
    /// A workflow status has neither a row nor a default.
    UnmappedStatus,
    /// Several cases carry one marker, or one case several.
    Duplicate,
    /// A case stands in another section than the declared one.
    Moved,
    /// Somebody edited a field in TestRail, and the mapping leaves it to people.
    Edited,
    /// Cases carry our marker and are no longer selected.
    OutOfScope,
    /// New cases are not created because the sync config says so.
    CreateDisabled,
    /// Something had to be shortened or simplified to fit.
    Lossy,
    /// TestRail keeps rewriting a field.
    Rewritten,
    /// A closed run lacks results that came later.
    ClosedRun,
    /// A certificate is not verified.
    Insecure,
}

/// Something that a person should know, with its place and its mend.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// How much it stops.
    pub severity: Severity,
    /// What it is about.
    pub kind: FindingKind,
    /// The manifest's place that it goes back to, if any.
    pub place: Option<Place>,
    /// The TestOps case that it is about, if one.
    pub test_case: Option<TestCaseId>,
    /// The TestRail cases that it names.
    pub cases: Vec<CaseId>,
    /// What is the matter, as one sentence.
    pub message: String,
    /// What to do about it, as one sentence; empty when nothing has to be done.
    pub mend: String,
}
