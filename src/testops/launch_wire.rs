//! What TestOps answers about launches, as far as it is used. Results borrow from the body, because a launch may have a
//! hundred thousand.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::pages::Row;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Launch {
    pub(super) id: i64,
    pub(super) name: Option<String>,
    pub(super) closed: Option<bool>,
    pub(super) created_date: Option<i64>,
    pub(super) last_modified_date: Option<i64>,
    pub(super) tags: Option<Vec<Named>>,
}

impl Row for Launch {
    fn id(&self) -> i64 {
        self.id
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) name: Option<String>,
}

/// A value of a variable of the environment.
#[derive(Debug, Deserialize)]
pub(super) struct EnvironmentValue {
    pub(super) name: Option<String>,
    pub(super) variable: Option<Named>,
}

/// A launch in the list that counts results.
#[derive(Debug, Deserialize)]
pub(super) struct LaunchPreview {
    pub(super) id: i64,
    pub(super) statistic: Option<Vec<StatusCount>>,
}

/// How many results have a status.
#[derive(Debug, Deserialize)]
pub(super) struct StatusCount {
    pub(super) status: Option<String>,
    pub(super) count: Option<u64>,
}

/// A text that is copied only where it is escaped in the body.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestResult<'a> {
    pub(super) id: i64,
    pub(super) test_case_id: Option<i64>,
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) message: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) trace: Option<Text<'a>>,
    pub(super) start: Option<i64>,
    pub(super) stop: Option<i64>,
    pub(super) duration: Option<i64>,
    pub(super) muted: Option<bool>,
    pub(super) known: Option<bool>,
    pub(super) hidden: Option<bool>,
    #[serde(borrow)]
    pub(super) tested_by: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) parameters: Option<Vec<Parameter<'a>>>,
}

/// A parameter as it is in the body: no message about one that is odd can quote what is hidden.
#[derive(Deserialize)]
pub(super) struct Parameter<'a> {
    #[serde(borrow)]
    pub(super) name: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) value: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) hidden: Option<&'a RawValue>,
}

impl std::fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parameter")
    }
}

/// How the steps of a result went.
#[derive(Debug, Deserialize)]
pub(super) struct Execution {
    pub(super) steps: Option<Vec<Step>>,
}

/// A step in the current shape or in that of servers before 25, which call its text `name`. Its parameters are not
/// read: some are hidden.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Step {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) body: Option<String>,
    pub(super) name: Option<String>,
    pub(super) expected_result: Option<String>,
    pub(super) status: Option<String>,
    pub(super) message: Option<String>,
    pub(super) steps: Option<Vec<Self>>,
    pub(super) expected_result_steps: Option<Vec<Self>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issue {
    pub(super) name: Option<String>,
    pub(super) display_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attachment {
    pub(super) id: i64,
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) content_length: Option<u64>,
    pub(super) missed: Option<bool>,
    pub(super) from_test_case: Option<bool>,
}

impl Row for Attachment {
    fn id(&self) -> i64 {
        self.id
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub(super) id: i64,
    pub(super) username: Option<String>,
    pub(super) email: Option<String>,
}

impl Row for Account {
    fn id(&self) -> i64 {
        self.id
    }
}
