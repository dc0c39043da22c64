//! What belongs to the whole installation.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::sandbox::seed::forms::Scalar;

/// A field of every project: a name, or an object.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct CustomFieldSeed {
    pub(in crate::sandbox::testops::seed) id: Option<i64>,
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) single_select: Option<bool>,
    pub(in crate::sandbox::testops::seed) required: Option<bool>,
    pub(in crate::sandbox::testops::seed) locked: Option<bool>,
    pub(in crate::sandbox::testops::seed) archived: Option<bool>,
    /// Values that are there whether or not a test case has them.
    pub(in crate::sandbox::testops::seed) values: Option<Vec<Scalar>>,
}

impl From<String> for CustomFieldSeed {
    fn from(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }
}

/// A login, or an object.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct UserSeed {
    pub(in crate::sandbox::testops::seed) id: Option<i64>,
    pub(in crate::sandbox::testops::seed) username: String,
    pub(in crate::sandbox::testops::seed) email: Option<String>,
    pub(in crate::sandbox::testops::seed) first_name: Option<String>,
    pub(in crate::sandbox::testops::seed) last_name: Option<String>,
    pub(in crate::sandbox::testops::seed) enabled: Option<bool>,
    pub(in crate::sandbox::testops::seed) admin: Option<bool>,
}

impl From<String> for UserSeed {
    fn from(username: String) -> Self {
        Self {
            username,
            ..Self::default()
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct IntegrationSeed {
    pub(in crate::sandbox::testops::seed) id: i64,
    pub(in crate::sandbox::testops::seed) name: String,
    #[serde(rename = "type")]
    pub(in crate::sandbox::testops::seed) kind: String,
    pub(in crate::sandbox::testops::seed) settings: Option<Map<String, Value>>,
}

/// An export as the UI of TestOps has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct ExportSeed {
    pub(in crate::sandbox::testops::seed) id: i64,
    pub(in crate::sandbox::testops::seed) integration_id: i64,
    pub(in crate::sandbox::testops::seed) project_id: i64,
    pub(in crate::sandbox::testops::seed) project_key: Option<String>,
    pub(in crate::sandbox::testops::seed) tc_aql: Option<String>,
    pub(in crate::sandbox::testops::seed) launch_aql: Option<String>,
    pub(in crate::sandbox::testops::seed) settings: Option<Map<String, Value>>,
    pub(in crate::sandbox::testops::seed) disabled: Option<bool>,
    pub(in crate::sandbox::testops::seed) disable_tc_create: Option<bool>,
    pub(in crate::sandbox::testops::seed) disable_launch_sync: Option<bool>,
    pub(in crate::sandbox::testops::seed) sync_delay_sec: Option<i64>,
    pub(in crate::sandbox::testops::seed) notification_email: Option<String>,
    pub(in crate::sandbox::testops::seed) created_date: Option<i64>,
    pub(in crate::sandbox::testops::seed) last_modified_date: Option<i64>,
}
