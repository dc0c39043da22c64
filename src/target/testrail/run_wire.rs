//! What TestRail answers about runs, as leniently as it can be read.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::wire::Flag;

#[derive(Debug, Deserialize)]
pub(super) struct Run {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) suite_id: Option<u64>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) include_all: Flag,
    #[serde(default)]
    pub(super) is_completed: Flag,
    #[serde(default)]
    pub(super) refs: Option<String>,
    #[serde(default)]
    pub(super) url: Option<String>,
    /// The counters among them: one for each status, whatever statuses there are.
    #[serde(flatten)]
    pub(super) rest: HashMap<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Test {
    pub(super) id: u64,
    pub(super) case_id: u64,
    #[serde(default)]
    pub(super) template_id: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RunResult {
    pub(super) id: u64,
    pub(super) test_id: u64,
    #[serde(default)]
    pub(super) comment: Option<String>,
    #[serde(default)]
    pub(super) attachment_ids: Value,
}

/// A result as adding it answers.
#[derive(Debug, Deserialize)]
pub(super) struct Added {
    pub(super) id: u64,
    pub(super) test_id: u64,
    /// Since 10.5.
    #[serde(default)]
    pub(super) case_id: Option<u64>,
}

/// A file: old servers tell its result, newer ones what kind of thing it is at and that thing's id.
#[derive(Debug, Deserialize)]
pub(super) struct Attachment {
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) filename: Option<String>,
    #[serde(default)]
    pub(super) size: Value,
    #[serde(default)]
    pub(super) result_id: Value,
    #[serde(default)]
    pub(super) entity_type: Option<String>,
    #[serde(default)]
    pub(super) entity_id: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Status {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) is_untested: Flag,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) email: Option<String>,
    #[serde(default)]
    pub(super) is_active: Option<Flag>,
}
