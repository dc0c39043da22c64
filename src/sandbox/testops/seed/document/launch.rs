//! A launch and its results.

use serde::Deserialize;

use super::scenario::AttachmentSeed;
use super::{IssueSeed, LinkSeed, NamedSeed};
use crate::sandbox::seed::forms::{Entries, OneOrMany, Scalar, Short};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct LaunchSeed {
    pub(in crate::sandbox::testops::seed) id: i64,
    pub(in crate::sandbox::testops::seed) project_id: i64,
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) closed: Option<bool>,
    pub(in crate::sandbox::testops::seed) tags: Option<Vec<Short<NamedSeed>>>,
    pub(in crate::sandbox::testops::seed) links: Option<Vec<Short<LinkSeed>>>,
    pub(in crate::sandbox::testops::seed) issues: Option<Vec<Short<IssueSeed>>>,
    pub(in crate::sandbox::testops::seed) environment: Option<Entries<OneOrMany<Scalar>>>,
    pub(in crate::sandbox::testops::seed) results: Option<Vec<ResultSeed>>,
    pub(in crate::sandbox::testops::seed) created_date: Option<i64>,
    pub(in crate::sandbox::testops::seed) created_by: Option<String>,
    pub(in crate::sandbox::testops::seed) last_modified_date: Option<i64>,
    pub(in crate::sandbox::testops::seed) last_modified_by: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct ResultSeed {
    pub(in crate::sandbox::testops::seed) id: i64,
    pub(in crate::sandbox::testops::seed) test_case_id: Option<i64>,
    pub(in crate::sandbox::testops::seed) name: Option<String>,
    pub(in crate::sandbox::testops::seed) full_name: Option<String>,
    /// None, or `null`, while it is in progress.
    pub(in crate::sandbox::testops::seed) status: Option<ResultStatus>,
    pub(in crate::sandbox::testops::seed) message: Option<String>,
    pub(in crate::sandbox::testops::seed) trace: Option<String>,
    pub(in crate::sandbox::testops::seed) start: Option<i64>,
    pub(in crate::sandbox::testops::seed) stop: Option<i64>,
    pub(in crate::sandbox::testops::seed) duration: Option<i64>,
    pub(in crate::sandbox::testops::seed) hidden: Option<bool>,
    pub(in crate::sandbox::testops::seed) muted: Option<bool>,
    pub(in crate::sandbox::testops::seed) manual: Option<bool>,
    pub(in crate::sandbox::testops::seed) tested_by: Option<String>,
    pub(in crate::sandbox::testops::seed) parameters: Option<Vec<ParameterSeed>>,
    pub(in crate::sandbox::testops::seed) steps: Option<Vec<Short<ResultStepSeed>>>,
    pub(in crate::sandbox::testops::seed) issues: Option<Vec<Short<IssueSeed>>>,
    /// That of the launch if it is absent.
    pub(in crate::sandbox::testops::seed) environment: Option<Entries<OneOrMany<Scalar>>>,
    pub(in crate::sandbox::testops::seed) attachments: Option<Vec<Short<AttachmentSeed>>>,
    pub(in crate::sandbox::testops::seed) created_date: Option<i64>,
    pub(in crate::sandbox::testops::seed) created_by: Option<String>,
    pub(in crate::sandbox::testops::seed) last_modified_date: Option<i64>,
    pub(in crate::sandbox::testops::seed) last_modified_by: Option<String>,
}

/// A step that was carried out: a text, or an object with more. With an attachment alone it is a file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct ResultStepSeed {
    pub(in crate::sandbox::testops::seed) body: Option<String>,
    pub(in crate::sandbox::testops::seed) status: Option<ResultStatus>,
    pub(in crate::sandbox::testops::seed) message: Option<String>,
    pub(in crate::sandbox::testops::seed) trace: Option<String>,
    pub(in crate::sandbox::testops::seed) start: Option<i64>,
    pub(in crate::sandbox::testops::seed) stop: Option<i64>,
    pub(in crate::sandbox::testops::seed) duration: Option<i64>,
    pub(in crate::sandbox::testops::seed) parameters: Option<Vec<ParameterSeed>>,
    pub(in crate::sandbox::testops::seed) expected_result: Option<OneOrMany<String>>,
    pub(in crate::sandbox::testops::seed) attachment: Option<Short<AttachmentSeed>>,
    pub(in crate::sandbox::testops::seed) steps: Option<Vec<Short<Self>>>,
}

impl From<String> for ResultStepSeed {
    fn from(body: String) -> Self {
        Self {
            body: Some(body),
            ..Self::default()
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::sandbox::testops::seed) enum ResultStatus {
    Passed,
    Failed,
    Broken,
    Skipped,
    Unknown,
}

impl ResultStatus {
    pub(in crate::sandbox::testops::seed) fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Broken => "broken",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct ParameterSeed {
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) value: Option<Scalar>,
    pub(in crate::sandbox::testops::seed) hidden: Option<bool>,
    pub(in crate::sandbox::testops::seed) excluded: Option<bool>,
}
