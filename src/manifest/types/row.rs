//! A row of a mapping.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{Entries, Located, Nullable, OptionRef, SourceName};
use crate::model::CaseSource;

/// Where the value of a TestRail field comes from: a source, a list of sources, or a mapping that says more.
#[derive(JsonSchema)]
#[schemars(untagged, rename = "RowSpec", example = &"precondition")]
#[expect(dead_code, reason = "the schema of a row, whichever form it has")]
pub(super) enum RowForms {
    /// A source.
    Source(SourceName),
    /// Several sources.
    Sources(#[schemars(length(min = 1))] Vec<SourceName>),
    /// More than that.
    Full(Box<RowSpec>),
}

/// Where the value of a TestRail field comes from, and how it gets there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "FullRowSpec", deny_unknown_fields)]
pub(crate) struct RowSpec {
    /// The source, or a list of them.
    #[schemars(example = &"status")]
    pub from: Located<SourcesSpec>,
    /// For a field with options: which option stands for what. A number is an id; put a name that looks like one in
    /// quotes. What has no row gets the option of the same name.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, OptionRef>", example = values_example())]
    pub values: ValuesSpec,
    /// For a field with options: the option where neither a row nor an option of the same name applies.
    #[serde(default, deserialize_with = "written")]
    #[schemars(with = "OptionRef", example = &"custom_1")]
    pub default: Option<Nullable<OptionRef>>,
    /// For a field with options: what happens where nothing says which one stands for what the source holds. Absent:
    /// skip.
    #[serde(default)]
    pub on_unmapped: Option<Located<OnUnmapped>>,
    /// What is between the entries of a list in a text. Absent: `, `, or a line for each.
    #[serde(default)]
    #[schemars(example = &"; ")]
    pub join: Option<Located<String>>,
    /// What happens when somebody has edited the field in TestRail.
    #[serde(default)]
    pub on_drift: Located<OnDrift>,
    /// What happens where the source is empty and the field is not. Absent: the field is emptied where we wrote what is
    /// there, and otherwise left as it is, and the plan says so.
    #[serde(default)]
    pub on_empty: Option<Located<OnEmpty>>,
}

/// Null is a value.
fn written<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Nullable<OptionRef>>, D::Error> {
    Nullable::deserialize(deserializer).map(Some)
}

fn values_example() -> serde_json::Value {
    serde_json::json!({"-3": 2, "Draft": "In work", "Blocker": null})
}

/// A row in any form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AnyRow(pub RowSpec);

impl From<SourcesSpec> for AnyRow {
    fn from(sources: SourcesSpec) -> Self {
        Self(RowSpec {
            from: Located::absent(sources),
            ..RowSpec::default()
        })
    }
}

impl<'de> Deserialize<'de> for AnyRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyRowVisitor)
    }
}

struct AnyRowVisitor;

impl<'de> Visitor<'de> for AnyRowVisitor {
    type Value = AnyRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a source, a list of sources, or a mapping")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<AnyRow, E> {
        SourcesVisitor.visit_str(name).map(AnyRow::from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<AnyRow, A::Error> {
        SourcesVisitor.visit_seq(names).map(AnyRow::from)
    }

    fn visit_map<A: MapAccess<'de>>(self, keys: A) -> Result<AnyRow, A::Error> {
        RowSpec::deserialize(MapAccessDeserializer::new(keys)).map(AnyRow)
    }
}

/// A source, or a list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SourcesSpec {
    /// The sources.
    pub names: Vec<CaseSource>,
    /// True for a list, even of one.
    pub is_list: bool,
}

impl<'de> Deserialize<'de> for SourcesSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SourcesVisitor)
    }
}

struct SourcesVisitor;

impl<'de> Visitor<'de> for SourcesVisitor {
    type Value = SourcesSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a source, or a list of them")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<SourcesSpec, E> {
        let SourceName(source) = SourceName::deserialize(StrDeserializer::new(name))?;
        Ok(SourcesSpec {
            names: vec![source],
            is_list: false,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<SourcesSpec, A::Error> {
        let names: Vec<SourceName> = Vec::deserialize(SeqAccessDeserializer::new(names))?;
        Ok(SourcesSpec {
            names: names.into_iter().map(|name| name.0).collect(),
            is_list: true,
        })
    }
}

impl JsonSchema for SourcesSpec {
    fn schema_name() -> Cow<'static, str> {
        "SourcesSpec".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let source = generator.subschema_for::<SourceName>();
        json_schema!({
            "description": "A source, or a list of them.",
            "anyOf": [source, {"type": "array", "items": source, "minItems": 1}],
        })
    }
}

/// Which option stands for what.
pub(crate) type ValuesSpec = Entries<ValueKey, Nullable<OptionRef>>;

/// What is in the source: a number without quotes is an id, everything else a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(untagged)]
pub(crate) enum ValueKey {
    /// An id.
    Id(i64),
    /// A name.
    Name(String),
}

impl Default for ValueKey {
    fn default() -> Self {
        Self::Name(String::new())
    }
}

/// What happens to a field with options where nothing says which one stands for what the source holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum OnUnmapped {
    /// The field of that case is left alone.
    #[default]
    Skip,
    /// The case gets no action.
    Block,
}

/// What happens where the source is empty and the field is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum OnEmpty {
    /// The field is emptied, whoever wrote what is there.
    #[default]
    Clear,
    /// The field is left as it is.
    Keep,
}

/// What happens to a field that somebody edited in TestRail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum OnDrift {
    /// It is written as TestOps has it.
    #[default]
    Overwrite,
    /// It is left as it was edited, and the plan says so.
    Keep,
    /// The case gets no action until somebody has settled it.
    Fail,
}
