//! What has to be done to one case, with nothing left to choose.

use serde::{Deserialize, Serialize};

use super::{Adopted, Editor, LastEditor};
use crate::field::fingerprint;
use crate::manifest::OnDrift;
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

    /// Whose edits by hand the action overwrites.
    pub(crate) fn editors(&mut self) -> impl Iterator<Item = &mut Editor> {
        let changes = match self {
            Self::Create(_) => &mut [][..],
            Self::Update(update) => &mut update.changes,
        };
        changes
            .iter_mut()
            .filter_map(|change| match &mut change.by {
                LastEditor::Person { editor, .. } => Some(editor),
                LastEditor::Us
                | LastEditor::NotAsked
                | LastEditor::Unknown
                | LastEditor::BeforeAdoption => None,
            })
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
    /// The fields whose value may be somebody's edit, put together by who that is.
    pub(crate) fn edits(&self) -> Vec<(&LastEditor, Vec<&FieldName>)> {
        let mut edits: Vec<(&LastEditor, Vec<&FieldName>)> = Vec::new();
        for change in self
            .changes
            .iter()
            .filter(|change| change.by.may_be_somebody())
        {
            match edits.iter_mut().find(|(by, _)| **by == change.by) {
                Some((_, fields)) => fields.push(&change.field),
                None => edits.push((&change.by, vec![&change.field])),
            }
        }
        edits
    }

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
    /// Why it becomes ours, where it is not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<Adopted>,
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
    /// Who gave the field what is in TestRail.
    pub by: LastEditor,
    /// What happens to an edit by hand: what is not overwritten is looked at once more before it is written.
    pub on_drift: OnDrift,
}

impl Change {
    /// True where TestOps has nothing, without a row of the mapping that chose nothing.
    pub(super) fn empties(&self) -> bool {
        self.after.is_empty() && !self.before.is_empty() && self.reason.is_none()
    }
}
