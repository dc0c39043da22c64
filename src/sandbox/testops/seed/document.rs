//! What a seed may say. A key that is not here is an error, so that a misspelt one is found.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::scenario::{AttachmentSeed, StepSeed};
use crate::sandbox::seed::forms::{Entries, OneOrMany, Scalar, Short};

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

/// A field of every project: a name, or an object.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CustomFieldSeed {
    pub(super) id: Option<i64>,
    pub(super) name: String,
    pub(super) single_select: Option<bool>,
    pub(super) required: Option<bool>,
    pub(super) locked: Option<bool>,
    pub(super) archived: Option<bool>,
    /// Values that stand there whether or not a test case has them.
    pub(super) values: Option<Vec<Scalar>>,
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
pub(super) struct UserSeed {
    pub(super) id: Option<i64>,
    pub(super) username: String,
    pub(super) email: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) enabled: Option<bool>,
    pub(super) admin: Option<bool>,
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
pub(super) struct IntegrationSeed {
    pub(super) id: i64,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) settings: Option<Map<String, Value>>,
}

/// An export as the UI of TestOps has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExportSeed {
    pub(super) id: i64,
    pub(super) integration_id: i64,
    pub(super) project_id: i64,
    pub(super) project_key: Option<String>,
    pub(super) tc_aql: Option<String>,
    pub(super) launch_aql: Option<String>,
    pub(super) settings: Option<Map<String, Value>>,
    pub(super) disabled: Option<bool>,
    pub(super) disable_tc_create: Option<bool>,
    pub(super) disable_launch_sync: Option<bool>,
    pub(super) sync_delay_sec: Option<i64>,
    pub(super) notification_email: Option<String>,
    pub(super) created_date: Option<i64>,
    pub(super) last_modified_date: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TestCaseSeed {
    pub(super) id: i64,
    pub(super) project_id: i64,
    pub(super) name: String,
    pub(super) full_name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) precondition: Option<String>,
    pub(super) expected_result: Option<String>,
    pub(super) status_id: Option<i64>,
    pub(super) automated: Option<bool>,
    pub(super) deleted: Option<bool>,
    pub(super) muted: Option<bool>,
    pub(super) layer: Option<Short<NamedSeed>>,
    /// If it is none of the two that every installation has.
    pub(super) workflow: Option<Short<NamedSeed>>,
    pub(super) tags: Option<Vec<Short<NamedSeed>>>,
    pub(super) links: Option<Vec<Short<LinkSeed>>>,
    pub(super) issues: Option<Vec<Short<IssueSeed>>>,
    pub(super) members: Option<Members>,
    pub(super) custom_fields: Option<Entries<OneOrMany<Scalar>>>,
    pub(super) test_keys: Option<Vec<Short<TestKeySeed>>>,
    pub(super) parameters: Option<Vec<Short<ParameterNameSeed>>>,
    pub(super) examples: Option<Vec<ExampleSeed>>,
    pub(super) steps: Option<Vec<Short<StepSeed>>>,
    pub(super) attachments: Option<Vec<Short<AttachmentSeed>>>,
    pub(super) created_date: Option<i64>,
    pub(super) created_by: Option<String>,
    pub(super) last_modified_date: Option<i64>,
    pub(super) last_modified_by: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct LaunchSeed {
    pub(super) id: i64,
    pub(super) project_id: i64,
    pub(super) name: String,
    pub(super) closed: Option<bool>,
    pub(super) tags: Option<Vec<Short<NamedSeed>>>,
    pub(super) links: Option<Vec<Short<LinkSeed>>>,
    pub(super) issues: Option<Vec<Short<IssueSeed>>>,
    pub(super) environment: Option<Entries<OneOrMany<Scalar>>>,
    pub(super) results: Option<Vec<ResultSeed>>,
    pub(super) created_date: Option<i64>,
    pub(super) created_by: Option<String>,
    pub(super) last_modified_date: Option<i64>,
    pub(super) last_modified_by: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ResultSeed {
    pub(super) id: i64,
    pub(super) test_case_id: Option<i64>,
    pub(super) name: Option<String>,
    pub(super) full_name: Option<String>,
    /// None, or `null`, while it is in progress.
    pub(super) status: Option<ResultStatus>,
    pub(super) message: Option<String>,
    pub(super) trace: Option<String>,
    pub(super) start: Option<i64>,
    pub(super) stop: Option<i64>,
    pub(super) duration: Option<i64>,
    pub(super) hidden: Option<bool>,
    pub(super) muted: Option<bool>,
    pub(super) manual: Option<bool>,
    pub(super) tested_by: Option<String>,
    pub(super) parameters: Option<Vec<ParameterSeed>>,
    pub(super) steps: Option<Vec<Short<ResultStepSeed>>>,
    pub(super) issues: Option<Vec<Short<IssueSeed>>>,
    /// That of the launch if it is absent.
    pub(super) environment: Option<Entries<OneOrMany<Scalar>>>,
    pub(super) attachments: Option<Vec<Short<AttachmentSeed>>>,
    pub(super) created_date: Option<i64>,
    pub(super) created_by: Option<String>,
    pub(super) last_modified_date: Option<i64>,
    pub(super) last_modified_by: Option<String>,
}

/// A step that was carried out: a text, or an object with more. With an attachment alone it is a file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ResultStepSeed {
    pub(super) body: Option<String>,
    pub(super) status: Option<ResultStatus>,
    pub(super) message: Option<String>,
    pub(super) trace: Option<String>,
    pub(super) start: Option<i64>,
    pub(super) stop: Option<i64>,
    pub(super) duration: Option<i64>,
    pub(super) parameters: Option<Vec<ParameterSeed>>,
    pub(super) expected_result: Option<OneOrMany<String>>,
    pub(super) attachment: Option<Short<AttachmentSeed>>,
    pub(super) steps: Option<Vec<Short<Self>>>,
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
pub(super) enum ResultStatus {
    Passed,
    Failed,
    Broken,
    Skipped,
    Unknown,
}

impl ResultStatus {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Broken => "broken",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
        }
    }
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

/// The key that a test case has in another system, or an object with it as `name`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TestKeySeed {
    pub(super) id: Option<i64>,
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) integration_id: Option<i64>,
}

impl From<String> for TestKeySeed {
    fn from(name: String) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }
}

/// A list of `{"role", "name"}`, or `{"Owner": ["qa-lead"]}`.
#[derive(Debug)]
pub(super) struct Members(pub(super) Vec<MemberSeed>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms;

        impl<'de> Visitor<'de> for Forms {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list or an object")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Members)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let Entries(roles) =
                    Entries::<OneOrMany<String>>::deserialize(MapAccessDeserializer::new(map))?;
                let members = roles.into_iter().flat_map(|(role, OneOrMany(names))| {
                    names.into_iter().map(move |name| MemberSeed {
                        name,
                        role: Short(NamedSeed::from(role.clone())),
                    })
                });
                Ok(Members(members.collect()))
            }
        }

        deserializer.deserialize_any(Forms)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberSeed {
    pub(super) name: String,
    pub(super) role: Short<NamedSeed>,
}

/// A parameter of a test case, which has no value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterNameSeed {
    pub(super) name: String,
}

impl From<String> for ParameterNameSeed {
    fn from(name: String) -> Self {
        Self { name }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParameterSeed {
    pub(super) name: String,
    pub(super) value: Option<Scalar>,
    pub(super) hidden: Option<bool>,
    pub(super) excluded: Option<bool>,
}

/// A row of the table of parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleSeed {
    pub(super) id: Option<i64>,
    pub(super) parameters: Vec<ExampleValueSeed>,
    pub(super) status: Option<ResultStatus>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleValueSeed {
    pub(super) name: String,
    pub(super) value: Option<Scalar>,
}
