//! Between TestRail's JSON of a case and the project's values.

use serde::de::IgnoredAny;
use serde_json::{Map, Value as Json};

use super::wire::Case;
use crate::field::folded_title;
use crate::model::{
    AlmostMarked, Candidate, CaseId, DesiredCase, FieldName, FieldSpec, Identity, ObservedCase,
    SectionId, TestCaseId, UnmarkedCase, Value, reference_entries,
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
    let entries = entries(text, identity).into_iter();
    let mut marks: Vec<_> = entries.filter_map(|entry| identity.parse(entry)).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// What reads like markers in a case and is none.
pub(super) fn almost_marked(case: &Case<'_>, id: CaseId, identity: &Identity) -> Vec<AlmostMarked> {
    let text: Option<String> = case.optional(identity.field.as_str());
    let text = text.unwrap_or_default();
    let mut found = Vec::new();
    for entry in entries(&text, identity) {
        if identity.parse(entry).is_none() {
            found.extend(
                identity
                    .alike(entry)
                    .into_iter()
                    .map(|test_case| AlmostMarked {
                        test_case,
                        case: id,
                        text: entry.into(),
                    }),
            );
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The parts of the identity's field, each of which may be a marker.
fn entries<'a>(text: &'a str, identity: &Identity) -> Vec<&'a str> {
    if identity.in_refs() {
        // Nothing forbids a semicolon in a prefix.
        return if identity.prefix.contains(';') {
            text.split(',').collect()
        } else {
            reference_entries(text).collect()
        };
    }
    // A Text field in place of a String field is wrapped by newer servers.
    let text = text.trim();
    let inner = text
        .strip_prefix("<p>")
        .and_then(|text| text.strip_suffix("</p>"));
    vec![inner.unwrap_or(text)]
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
        status: case
            .optional("case_status_id")
            .or_else(|| case.optional("status")),
        fields: fields.iter().map(value).collect::<Result<_, _>>()?,
        created_on: case.optional("created_on").unwrap_or_default(),
        created_by: case.optional("created_by"),
        updated_on: case.optional("updated_on").unwrap_or_default(),
        updated_by: case.optional("updated_by"),
    })
}

/// A case of others; whole where the fields are named that are evidence for adopting it.
pub(super) fn unmarked(
    case: &Case<'_>,
    fields: &[FieldSpec],
    evidence: Option<&[FieldName]>,
) -> Result<UnmarkedCase, serde_json::Error> {
    let title: Option<String> = case.optional("title");
    let candidate = |evidence: &[FieldName]| -> Result<_, serde_json::Error> {
        let text = |name: &FieldName| case.optional::<String>(name.as_str()).unwrap_or_default();
        Ok(Box::new(Candidate {
            case: observed(case, Vec::new(), fields)?,
            evidence: evidence.iter().map(|name| text(name).into()).collect(),
        }))
    };
    Ok(UnmarkedCase {
        candidate: evidence.map(candidate).transpose()?,
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
