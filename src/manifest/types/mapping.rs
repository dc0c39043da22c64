//! `kind: Mapping`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::{ApiVersion, Metadata, OptionRef, SourceName, StatusRef};
use crate::field::BUILT_IN;

/// How fields of TestOps map to fields of TestRail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mapping {
    /// The version of the manifest format: `railwright/v1`.
    pub api_version: ApiVersion,
    /// What this document declares.
    pub kind: MappingKind,
    /// The name of the mapping.
    pub metadata: Metadata,
    /// The rules.
    pub spec: MappingSpec,
}

/// The kind of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum MappingKind {
    /// How fields map.
    Mapping,
}

/// The rules of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MappingSpec {
    /// TestRail field: where its value comes from.
    pub fields: FieldsSpec,
    /// Results of launches.
    pub results: ResultsSpec,
}

/// One row for each TestRail field, by its system name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct FieldsSpec(pub BTreeMap<String, RowSpec>);

impl JsonSchema for FieldsSpec {
    fn schema_name() -> Cow<'static, str> {
        "Fields".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let row = generator.subschema_for::<RowSpec>();
        let mut built_in = row.clone();
        built_in.insert(
            "description".to_owned(),
            "A field that every case has.".into(),
        );
        let built_in: BTreeMap<&str, &Schema> =
            BUILT_IN.into_iter().map(|name| (name, &built_in)).collect();
        json_schema!({
            "description": "TestRail field, by its system name: where its value comes from. A field that is absent is \
                            not written; the title is the name of the test case unless a row says otherwise.",
            "type": "object",
            "properties": built_in,
            "patternProperties": {"^custom_[A-Za-z0-9_]+$": row},
            "additionalProperties": false,
            "examples": [{"custom_preconds": "precondition", "custom_description": {"from": "description", "onDrift": "keep"}}],
        })
    }
}

/// Where the value of a TestRail field comes from: a source, a list of sources, or a mapping that says more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(example = &"precondition")]
pub enum RowSpec {
    /// A source.
    Source(SourceName),
    /// Several sources.
    Sources(#[schemars(length(min = 1))] Vec<SourceName>),
    /// More than that.
    Full(FullRowSpec),
}

/// Where the value of a TestRail field comes from, and how it gets there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FullRowSpec {
    /// The source, or a list of them.
    #[schemars(example = &"status")]
    pub from: SourcesSpec,
    /// For a field with options: which option stands for what. A number is an id; put a name that looks like one in
    /// quotes. What has no row gets the option of the same name.
    #[serde(default)]
    #[schemars(example = values_example())]
    pub values: BTreeMap<String, OptionRef>,
    /// For a field with options: the option where neither a row nor an option of the same name applies.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "OptionRef", example = &"custom_1")]
    pub default: Option<OptionRef>,
    /// For a field with options: what happens where nothing says which one stands for what the source holds. Absent:
    /// skip.
    #[serde(default)]
    pub on_unmapped: Option<OnUnmapped>,
    /// What stands between the entries of a list in a text. Absent: `, `, or a line for each.
    #[serde(default)]
    #[schemars(example = &"; ")]
    pub join: Option<String>,
    /// What happens when somebody has edited the field in TestRail.
    #[serde(default)]
    pub on_drift: OnDrift,
}

fn values_example() -> serde_json::Value {
    serde_json::json!({"-3": 2, "Draft": "In work", "Blocker": null})
}

/// Null is a value.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OptionRef>, D::Error> {
    OptionRef::deserialize(deserializer).map(Some)
}

/// A source, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SourcesSpec {
    /// A source.
    One(SourceName),
    /// Several sources.
    Several(#[schemars(length(min = 1))] Vec<SourceName>),
}

/// What happens to a field with options where nothing says which one stands for what the source holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OnUnmapped {
    /// The field of that case is left alone.
    #[default]
    Skip,
    /// The case gets no action.
    Block,
}

/// What happens to a field that somebody edited in TestRail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OnDrift {
    /// It is written as TestOps has it.
    #[default]
    Overwrite,
    /// It is left as it was edited, and the plan says so.
    Keep,
    /// The case gets no action until somebody has settled it.
    Fail,
}

/// Results of launches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ResultsSpec {
    /// TestOps status: TestRail status, by system name or id.
    pub statuses: ResultStatusesSpec,
}

/// TestOps status: TestRail status, by system name or id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ResultStatusesSpec {
    /// The status for passed results.
    pub passed: Option<StatusRef>,
    /// The status for failed results: an assertion did not hold.
    pub failed: Option<StatusRef>,
    /// The status for broken results: the test itself did not work.
    pub broken: Option<StatusRef>,
    /// The status for skipped results.
    pub skipped: Option<StatusRef>,
    /// The status for results without a verdict.
    pub unknown: Option<StatusRef>,
    /// The status for muted results. Absent: by their own status.
    pub muted: Option<StatusRef>,
    /// The status for results with a known defect. Absent: by their own status.
    pub known: Option<StatusRef>,
}
