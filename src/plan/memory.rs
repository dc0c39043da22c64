//! What earlier applies learnt about a TestRail server.

use std::collections::BTreeMap;

use crate::model::{CaseId, FieldName, LaunchId, RunId, SuiteId};

/// What a server does in its own way. Forgetting it costs a request or two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Fields that TestRail stored otherwise than they were written, by case and field. Such a field would be updated
    /// for ever otherwise.
    pub rewritten: BTreeMap<(CaseId, FieldName), Rewritten>,
    /// What our own writes left in fields, by case and field.
    pub written: BTreeMap<(CaseId, FieldName), Written>,
    /// The cases that our applies wrote, each with its suite.
    pub cases: BTreeMap<CaseId, SuiteId>,
    /// The runs that our applies created, with their markers and the texts that they gave them.
    pub runs: BTreeMap<RunId, WrittenRun>,
    /// True when the server cannot create several cases at once.
    pub one_by_one: bool,
}

/// A run that was created by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrittenRun {
    /// The launch.
    pub launch: LaunchId,
    /// The suite.
    pub suite: SuiteId,
    /// The name that we gave it, by fingerprints.
    pub name: Option<Written>,
    /// Our block of the description, by fingerprints.
    pub description: Option<Written>,
}

/// One field or text that was written, by fingerprints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Of the value that was sent.
    pub sent: String,
    /// Of the value that TestRail answered. Another one means that somebody touched the field since.
    pub stored: String,
}

/// One field that TestRail stored otherwise than it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rewritten {
    /// Fingerprint of the value that was sent.
    pub sent: String,
    /// Fingerprint of the value that TestRail answered. Another one means that somebody touched the field since.
    pub stored: String,
}
