//! `kind: Mapping`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::row::RowForms;
use super::{AnyRow, Entries, Kind, Located, StatusRef};
use crate::field::BUILT_IN;

/// The rules of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct MappingSpec {
    /// TestRail field: where its value comes from.
    pub fields: FieldsSpec,
    /// Results of launches.
    pub results: ResultsSpec,
}

impl Kind for MappingSpec {
    const KIND: &str = "Mapping";
    const DECLARES: &str = "How fields of TestOps map to fields of TestRail.";
    const NAMED: &str = "The name of the mapping.";
    const SPECIFIES: &str = "The rules.";
}

/// One row for each TestRail field, by its system name.
pub(crate) type FieldsSpec = Entries<String, Located<AnyRow>>;

impl JsonSchema for FieldsSpec {
    fn schema_name() -> Cow<'static, str> {
        "Fields".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let row = generator.subschema_for::<RowForms>();
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

/// Results of launches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ResultsSpec {
    /// TestOps status: TestRail status, by system name or id.
    pub statuses: ResultStatusesSpec,
}

/// TestOps status: TestRail status, by system name or id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct ResultStatusesSpec {
    /// The status for passed results.
    pub passed: Option<Located<StatusRef>>,
    /// The status for failed results: an assertion did not hold.
    pub failed: Option<Located<StatusRef>>,
    /// The status for broken results: the test itself did not work.
    pub broken: Option<Located<StatusRef>>,
    /// The status for skipped results.
    pub skipped: Option<Located<StatusRef>>,
    /// The status for results without a verdict.
    pub unknown: Option<Located<StatusRef>>,
    /// The status for muted results. Absent: by their own status.
    pub muted: Option<Located<StatusRef>>,
    /// The status for results with a known defect. Absent: by their own status.
    pub known: Option<Located<StatusRef>>,
}
