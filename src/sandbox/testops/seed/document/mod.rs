//! What a seed may say. A key that is not here is an error, so that a misspelt one is found.

use serde::Deserialize;

use self::instance::{CustomFieldSeed, ExportSeed, IntegrationSeed, UserSeed};
use self::launch::LaunchSeed;
use self::test_case::TestCaseSeed;
use crate::sandbox::seed::forms::Short;

pub(super) mod instance;
pub(super) mod launch;
pub(super) mod scenario;
pub(super) mod test_case;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Document {
    pub(super) token_lifetime_seconds: Option<u64>,
    pub(super) projects: Option<Vec<ProjectSeed>>,
    pub(super) statuses: Option<Vec<StatusSeed>>,
    pub(super) custom_fields: Option<Vec<Short<CustomFieldSeed>>>,
    pub(super) users: Option<Vec<Short<UserSeed>>>,
    pub(super) integrations: Option<Vec<IntegrationSeed>>,
    pub(super) exports: Option<Vec<ExportSeed>>,
    pub(super) test_cases: Option<Vec<TestCaseSeed>>,
    pub(super) launches: Option<Vec<LaunchSeed>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectSeed {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) forbidden: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusSeed {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) color: Option<String>,
}

/// A tag, a layer, a role: a name, or an object with `name` and perhaps `id`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedSeed {
    pub(super) id: Option<i64>,
    pub(super) name: String,
}

impl From<String> for NamedSeed {
    fn from(name: String) -> Self {
        Self { id: None, name }
    }
}

/// An address, or an object with `url` and perhaps `name` and `type`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkSeed {
    pub(super) name: Option<String>,
    pub(super) url: String,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
}

impl From<String> for LinkSeed {
    fn from(url: String) -> Self {
        Self {
            name: None,
            url,
            kind: None,
        }
    }
}

/// A key of a tracker, or an object with it as `name`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct IssueSeed {
    pub(super) id: Option<i64>,
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) status: Option<String>,
    pub(super) closed: Option<bool>,
    pub(super) integration_id: Option<i64>,
    pub(super) integration_type: Option<String>,
}

impl From<String> for IssueSeed {
    fn from(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }
}
