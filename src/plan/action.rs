//! What has to be done to one case, with nothing left to choose.

use serde::{Deserialize, Serialize};

use super::Editor;
use crate::field::fingerprint;
use crate::model::{CaseId, DesiredCase, FieldName, Marker, Reason, TestCaseId, Value};

/// One write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Action {
    /// A case that TestRail does not have yet.
    Create(Create),
    /// A case that differs.
    Update(Update),
}

impl Action {
    /// The TestOps case that the action is for.
    pub(crate) fn test_case(&self) -> TestCaseId {
        match self {
            Self::Create(create) => create.case.id,
            Self::Update(update) => update.test_case,
        }
    }

    /// Whose edit by hand the action overwrites.
    pub(crate) fn editor(&mut self) -> Option<&mut Editor> {
        match self {
            Self::Create(_) => None,
            Self::Update(update) => update.edited_by.as_mut(),
        }
    }
}

impl Create {
    /// What names this creation, in every plan of a sync config in which it is the same.
    pub(crate) fn id(&self, config: &str) -> String {
        let fields = self.case.fields.iter();
        let fields = fields.flat_map(|field| {
            let value = fingerprint::value(&field.value);
            [field.name.to_string(), value]
        });
        let object = format!("test case {}", self.case.id);
        let names = [config.to_owned(), object, "case".to_owned(), String::new()];
        fingerprint::name_of(names.into_iter().chain(fields))
    }
}

impl Update {
    /// What names one of its changes, in every plan of a sync config in which it is the same.
    pub(crate) fn change_id(&self, config: &str, change: &Change) -> String {
        fingerprint::name_of([
            config,
            &self.case.to_string(),
            change.field.as_str(),
            &fingerprint::value(&change.before),
            &fingerprint::value(&change.after),
        ])
    }
}

/// A case to create.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Create {
    /// Its marker.
    pub marker: Marker,
    /// How it should be.
    pub case: DesiredCase,
}

/// A case to update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Update {
    /// The TestOps case.
    pub test_case: TestCaseId,
    /// Its marker.
    pub marker: Marker,
    /// The TestRail case.
    pub case: CaseId,
    /// The title it will have.
    pub title: String,
    /// The fields that differ, in the order they are shown; never empty.
    pub changes: Vec<Change>,
    /// When TestRail saw the last change of the case, in seconds since 1970.
    pub updated_on: i64,
    /// Who made that change, if it was an edit of somebody else, as far as TestRail tells.
    pub edited_by: Option<Editor>,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// The field.
    pub field: FieldName,
    /// What is in TestRail.
    pub before: Value,
    /// What will be there.
    pub after: Value,
    /// Why, where the mapping had to decide.
    pub reason: Option<Reason>,
}
