//! A test case, except its scenario.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::launch::ResultStatus;
use super::scenario::{AttachmentSeed, StepSeed};
use super::{IssueSeed, LinkSeed, NamedSeed};
use crate::sandbox::seed::forms::{Entries, OneOrMany, Scalar, Short};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct TestCaseSeed {
    pub(in crate::sandbox::testops::seed) id: i64,
    pub(in crate::sandbox::testops::seed) project_id: i64,
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) full_name: Option<String>,
    pub(in crate::sandbox::testops::seed) description: Option<String>,
    pub(in crate::sandbox::testops::seed) precondition: Option<String>,
    pub(in crate::sandbox::testops::seed) expected_result: Option<String>,
    pub(in crate::sandbox::testops::seed) status_id: Option<i64>,
    pub(in crate::sandbox::testops::seed) automated: Option<bool>,
    pub(in crate::sandbox::testops::seed) deleted: Option<bool>,
    pub(in crate::sandbox::testops::seed) muted: Option<bool>,
    pub(in crate::sandbox::testops::seed) layer: Option<Short<NamedSeed>>,
    /// If it is none of the two that every installation has.
    pub(in crate::sandbox::testops::seed) workflow: Option<Short<NamedSeed>>,
    pub(in crate::sandbox::testops::seed) tags: Option<Vec<Short<NamedSeed>>>,
    pub(in crate::sandbox::testops::seed) links: Option<Vec<Short<LinkSeed>>>,
    pub(in crate::sandbox::testops::seed) issues: Option<Vec<Short<IssueSeed>>>,
    pub(in crate::sandbox::testops::seed) members: Option<Members>,
    pub(in crate::sandbox::testops::seed) custom_fields: Option<Entries<OneOrMany<Scalar>>>,
    pub(in crate::sandbox::testops::seed) test_keys: Option<Vec<Short<TestKeySeed>>>,
    pub(in crate::sandbox::testops::seed) parameters: Option<Vec<Short<ParameterNameSeed>>>,
    pub(in crate::sandbox::testops::seed) examples: Option<Vec<ExampleSeed>>,
    pub(in crate::sandbox::testops::seed) steps: Option<Vec<Short<StepSeed>>>,
    /// The steps of the last run of an automated test case; just its `steps` if there are none.
    pub(in crate::sandbox::testops::seed) steps_from_run: Option<Vec<Short<StepSeed>>>,
    pub(in crate::sandbox::testops::seed) attachments: Option<Vec<Short<AttachmentSeed>>>,
    pub(in crate::sandbox::testops::seed) created_date: Option<i64>,
    pub(in crate::sandbox::testops::seed) created_by: Option<String>,
    pub(in crate::sandbox::testops::seed) last_modified_date: Option<i64>,
    pub(in crate::sandbox::testops::seed) last_modified_by: Option<String>,
}

/// The key that a test case has in another system, or an object with it as `name`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct TestKeySeed {
    pub(in crate::sandbox::testops::seed) id: Option<i64>,
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) url: Option<String>,
    pub(in crate::sandbox::testops::seed) integration_id: Option<i64>,
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
pub(in crate::sandbox::testops::seed) struct Members(
    pub(in crate::sandbox::testops::seed) Vec<MemberSeed>,
);

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
pub(in crate::sandbox::testops::seed) struct MemberSeed {
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) role: Short<NamedSeed>,
}

/// A parameter of a test case, which has no value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct ParameterNameSeed {
    pub(in crate::sandbox::testops::seed) name: String,
}

impl From<String> for ParameterNameSeed {
    fn from(name: String) -> Self {
        Self { name }
    }
}

/// A row of the table of parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct ExampleSeed {
    pub(in crate::sandbox::testops::seed) id: Option<i64>,
    pub(in crate::sandbox::testops::seed) parameters: Vec<ExampleValueSeed>,
    pub(in crate::sandbox::testops::seed) status: Option<ResultStatus>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sandbox::testops::seed) struct ExampleValueSeed {
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) value: Option<Scalar>,
}
