//! Finds out which created case is which: answers may be short, out of order or doubled.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::convert;
use crate::model::{CaseId, DesiredCase, FieldName, Identity, TestCaseId, Value};
use crate::target::{Created, Updated};

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

    /// What was stored for a new case.
    pub(super) fn created(&self, desired: &DesiredCase) -> Created {
        Created {
            case: CaseId(self.id),
            title: self.text("title").unwrap_or_default().to_owned(),
            created_on: self.seconds("created_on"),
            stored: desired
                .fields
                .iter()
                .map(|field| convert::stored(self.rest.get(field.name.as_str()), &field.value))
                .collect(),
        }
    }

    /// What was stored for a change.
    pub(super) fn updated(&self, changes: &[(FieldName, Value)]) -> Updated {
        Updated {
            updated_on: self.seconds("updated_on"),
            stored: changes
                .iter()
                .map(|(name, value)| convert::stored(self.rest.get(name.as_str()), value))
                .collect(),
        }
    }
}

/// Finds the answered case of each desired one: by its marker, or where an answer tells no marker at all, by place
/// and title together.
pub(super) fn match_up(
    desired: &[DesiredCase],
    answered: &[Answered],
    identity: &Identity,
) -> Vec<Option<Created>> {
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
                        && case.text("title") == Some(wanted.title.as_str())
                })
            };
            let case = by_marker.get(&wanted.id).copied().or_else(by_place)?;
            Some(case.created(wanted))
        })
        .collect()
}
