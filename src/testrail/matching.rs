//! Finds out which created case is which: answers may be short, out of order or doubled.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::convert;
use crate::field::title_of;
use crate::model::{CaseId, DesiredCase, FieldSpec, Identity, TestCaseId, Value};
use crate::testrail::{Created, Updated, WriteError};

/// A case as a write answers it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Answered {
    id: u64,
    #[serde(flatten)]
    rest: Map<String, Json>,
}

impl Answered {
    fn text(&self, key: &str) -> Option<&str> {
        self.rest.get(key)?.as_str()
    }

    fn seconds(&self, key: &str) -> i64 {
        self.rest
            .get(key)
            .and_then(Json::as_i64)
            .unwrap_or_default()
    }

    fn marks(&self, identity: &Identity) -> Vec<TestCaseId> {
        self.text(identity.field.as_str())
            .map(|text| convert::marks_in(text, identity))
            .unwrap_or_default()
    }

    /// What was stored for a new case, unless the answer tells that its marker was not.
    pub(super) fn created_marked(
        &self,
        id: TestCaseId,
        identity: &Identity,
        fields: &[FieldSpec],
    ) -> Result<Created, WriteError> {
        let field = &identity.field;
        let is_told = self.rest.contains_key(field.as_str());
        if is_told && !self.marks(identity).contains(&id) {
            return Err(WriteError::MarkerNotStored {
                object: CaseId(self.id).to_string(),
                field: field.clone(),
            });
        }
        Ok(self.created(fields))
    }

    /// What was stored for a new case.
    pub(super) fn created(&self, fields: &[FieldSpec]) -> Created {
        let stored = fields
            .iter()
            .map(|spec| convert::stored_value(&self.rest, spec));
        Created {
            case: CaseId(self.id),
            created_on: self.seconds("created_on"),
            stored: stored.collect(),
            lacks: Vec::new(),
        }
    }

    /// What was stored for a change.
    pub(super) fn updated(&self, changes: &[(&FieldSpec, &Value)]) -> Updated {
        let stored = changes.iter();
        Updated {
            updated_on: self.seconds("updated_on"),
            stored: stored
                .map(|(spec, _)| convert::stored_value(&self.rest, spec))
                .collect(),
            lacks: Vec::new(),
        }
    }
}

/// Finds the answered case of each desired one: by its marker, or where an answer tells no marker at all, by place
/// and title together.
pub(super) fn match_up(
    desired: &[&DesiredCase],
    fields: &[FieldSpec],
    answered: &[Answered],
    identity: &Identity,
) -> Vec<Option<Result<Created, WriteError>>> {
    let mut by_marker = HashMap::new();
    for case in answered {
        for mark in case.marks(identity) {
            by_marker.entry(mark).or_insert(case);
        }
    }
    let same_length = desired.len() == answered.len();
    desired
        .iter()
        .enumerate()
        .map(|(index, wanted)| {
            let by_place = || {
                answered.get(index).filter(|case| {
                    same_length
                        && case.marks(identity).is_empty()
                        && case.text("title") == Some(title_of(wanted))
                })
            };
            let case = by_marker.get(&wanted.id).copied().or_else(by_place)?;
            Some(case.created_marked(wanted.id, identity, fields))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::{DesiredField, FieldName, SectionId};

    fn identity() -> Identity {
        Identity {
            field: FieldName::new("refs"),
            prefix: "ALLURE-".into(),
        }
    }

    fn desired(id: i64, title: &str) -> DesiredCase {
        DesiredCase {
            id: TestCaseId(id),
            section: SectionId(1),
            fields: vec![DesiredField::new(
                FieldName::new("title"),
                Value::Text(title.into()),
            )],
        }
    }

    fn answered(json: Json) -> Answered {
        serde_json::from_value(json).expect("a case")
    }

    #[test]
    fn without_any_marker_place_and_title_decide() {
        let wanted = [desired(1, "a"), desired(2, "b"), desired(3, "c")];
        let answers = [
            answered(json!({"id": 11, "title": "a"})),
            answered(json!({"id": 12, "title": "renamed"})),
            answered(json!({"id": 13, "title": "c", "refs": "ALLURE-9"})),
        ];
        let ids: Vec<_> = match_up(&wanted.each_ref(), &[], &answers, &identity())
            .into_iter()
            .map(|created| created.map(|created| created.expect("marked").case.0))
            .collect();
        assert_eq!(ids, [Some(11), None, None]);
    }

    proptest! {
        #[test]
        fn markers_decide_in_any_order(order in Just((1..20).collect::<Vec<i64>>()).prop_shuffle(), doubled in 0usize..19) {
            let wanted: Vec<_> = (1..20).map(|id| desired(id, "the same title")).collect();
            let mut answers: Vec<_> = order
                .iter()
                .map(|id| answered(json!({"id": 500 + id, "title": "the same title", "refs": format!("X-1,ALLURE-{id}")})))
                .collect();
            answers.push(answers[doubled].clone());
            let created = match_up(&wanted.iter().collect::<Vec<_>>(), &[], &answers, &identity());
            for (wanted, created) in wanted.iter().zip(created) {
                let case = created.map(|created| created.expect("marked").case);
                prop_assert_eq!(case, Some(CaseId(wanted.id.0.unsigned_abs() + 500)));
            }
        }
    }
}
