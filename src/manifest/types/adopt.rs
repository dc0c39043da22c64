//! Which cases that are in TestRail already become ours.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{IdentitySpec, Located, SourceName, TextOr};
use crate::model::CaseSource;

/// Which cases without our marker are taken for the cases of test cases, and what is written to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct AdoptSpec {
    /// What shows that a case belongs to a test case, tried in this order: `testKey` (a key of the test case in TestOps
    /// leads to the case), `title` (equal titles), or a mapping with `pattern`, `field` or `marker`. A pair must be the
    /// only one on both sides.
    #[schemars(with = "Vec<RuleForms>", length(min = 1), example = rules_example())]
    pub by: Vec<Located<AdoptRule>>,
    /// What an adopted case gets. Absent: everything.
    #[serde(default)]
    pub write: Located<AdoptWrite>,
}

impl AdoptSpec {
    /// What is needed of a test case to follow the rules.
    pub(crate) fn sources(&self) -> Vec<CaseSource> {
        let sources = self.by.iter().flat_map(|rule| match &rule.value {
            TextOr::Mapping(EvidenceSpec {
                equals: Some(source),
                ..
            }) => vec![source.value.0.clone()],
            TextOr::Mapping(EvidenceSpec {
                pattern: Some(_), ..
            }) => vec![CaseSource::Name, CaseSource::Tags],
            TextOr::Mapping(_) | TextOr::Text(_) => Vec::new(),
        });
        sources.collect()
    }
}

/// What an adopted case gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum AdoptWrite {
    /// The marker, and all fields that the mapping names.
    #[default]
    Everything,
    /// The marker alone: a first step, which changes nothing that people see. The plan tells what would differ.
    Markers,
}

/// What shows that a case belongs to a test case.
#[derive(JsonSchema)]
#[schemars(untagged, rename = "AdoptRule", example = &"title")]
#[expect(dead_code, reason = "the schema of a rule, whichever form it has")]
enum RuleForms {
    /// A rule that has nothing to say.
    Word(AdoptWord),
    /// A rule that says more.
    Full(Box<EvidenceSpec>),
}

/// A rule that has nothing to say.
struct AdoptWord;

impl JsonSchema for AdoptWord {
    fn schema_name() -> Cow<'static, str> {
        "AdoptWord".into()
    }

    // Derived, it would have no type, by which a mapping is told from a misspelt word.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`testKey`: a key that the test case has in TestOps is the address of a case of this \
                            TestRail. `title`: the titles are equal, and no other case or test case has that title, in \
                            the section first, then in the suite.",
            "type": "string",
            "enum": ["testKey", "title"],
        })
    }
}

/// A rule that says more: one of `pattern`, `field` and `marker`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1))]
pub(crate) struct EvidenceSpec {
    /// A regular expression with one group, which finds the id of the case in the name or in a tag of the test case.
    #[schemars(length(min = 1, max = 1000), example = &r"^C(\d+)\b")]
    pub pattern: Option<Located<String>>,
    /// A String or Text field of TestRail that holds what `equals` names.
    #[schemars(regex(pattern = r"^custom_[A-Za-z0-9_]+$"), example = &"custom_automation_id")]
    pub field: Option<Located<String>>,
    /// The source that the field holds.
    #[schemars(example = &"fullName")]
    pub equals: Option<Located<SourceName>>,
    /// Our own former marker: its field and prefix. It is replaced where the new one is in the same field.
    pub marker: Option<Located<IdentitySpec>>,
}

/// A rule in any form.
pub(crate) type AdoptRule = TextOr<EvidenceSpec>;

fn rules_example() -> serde_json::Value {
    serde_json::json!(["testKey", "title"])
}
