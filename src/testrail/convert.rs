//! Between TestRail's JSON of a case and the project's values.

use serde::de::IgnoredAny;
use serde_json::{Map, Value as Json};

use super::wire::Case;
use crate::field::folded_title;
use crate::model::{
    CaseId, DesiredCase, FieldSpec, Identity, ObservedCase, SectionId, TestCaseId, UnmarkedCase,
    Value,
};

/// The TestOps cases whose markers a case carries, each once.
pub(super) fn marks(case: &Case<'_>, identity: &Identity) -> Vec<TestCaseId> {
    let Some(text) = case.optional::<String>(identity.field.as_str()) else {
        return Vec::new();
    };
    marks_in(&text, identity)
}

/// The same for the text of the identity's field.
pub(super) fn marks_in(text: &str, identity: &Identity) -> Vec<TestCaseId> {
    let mut marks: Vec<_> = if identity.in_refs() {
        text.split(',')
            .filter_map(|entry| identity.parse(entry))
            .collect()
    } else {
        // A Text field in place of a String field is wrapped by newer servers.
        let text = text.trim();
        let inner = text
            .strip_prefix("<p>")
            .and_then(|text| text.strip_suffix("</p>"));
        identity.parse(inner.unwrap_or(text)).into_iter().collect()
    };
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// A marked case, reduced to the fields that are asked for.
pub(super) fn observed(
    case: &Case<'_>,
    marked: Vec<TestCaseId>,
    fields: &[FieldSpec],
) -> Result<ObservedCase, serde_json::Error> {
    let value = |spec: &FieldSpec| observed_value(case, spec);
    // What has no title is no case.
    let _: IgnoredAny = case.required("title")?;
    Ok(ObservedCase {
        id: CaseId(case.required("id")?),
        marked,
        section: SectionId(case.required("section_id")?),
        fields: fields.iter().map(value).collect::<Result<_, _>>()?,
        created_on: case.optional("created_on").unwrap_or_default(),
        created_by: case.optional("created_by"),
        updated_on: case.optional("updated_on").unwrap_or_default(),
        updated_by: case.optional("updated_by"),
    })
}

/// A case of others.
pub(super) fn unmarked(case: &Case<'_>) -> Result<UnmarkedCase, serde_json::Error> {
    let title: Option<String> = case.optional("title");
    Ok(UnmarkedCase {
        id: CaseId(case.required("id")?),
        section: SectionId(case.optional("section_id").unwrap_or_default()),
        title: folded_title(&title.unwrap_or_default()),
    })
}

/// What is in a field of a case.
pub(super) fn observed_value(
    case: &Case<'_>,
    FieldSpec { name, kind }: &FieldSpec,
) -> Result<Value, serde_json::Error> {
    match case.raw(name.as_str()) {
        Some(raw) => serde_json::from_str(raw).map(|json| kind.decode(&json)),
        None => Ok(Value::Empty),
    }
}

/// What an answer says that was stored in a field.
pub(super) fn stored_value(answer: &Map<String, Json>, field: &FieldSpec) -> Value {
    let stored = answer.get(field.name.as_str());
    stored.map_or(Value::Empty, |json| field.kind.decode(json))
}

/// The fields of a case that is written, each with its value.
pub(super) fn written_fields<'a>(
    case: &'a DesiredCase,
    fields: &'a [FieldSpec],
) -> impl Iterator<Item = (&'a FieldSpec, &'a Value)> {
    let values = fields.iter().map(|spec| (spec, case.field(&spec.name)));
    values.filter_map(|(spec, field)| Some((spec, &field?.value)))
}

/// The JSON of a new case or of a change.
pub(super) fn case_request<'a>(
    fields: impl IntoIterator<Item = (&'a FieldSpec, &'a Value)>,
) -> Json {
    let entry =
        |(spec, value): (&FieldSpec, &Value)| (spec.name.to_string(), spec.kind.encode(value));
    Json::Object(fields.into_iter().map(entry).collect())
}
