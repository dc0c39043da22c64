//! The writes to cases.

use schemars::JsonSchema;
use serde::Serialize;

use super::places::Reason;
use super::values::Value;
use crate::field::title_of;
use crate::model;
use crate::plan::{self, ConfigPlan, Create, Editor, LastEditor, Update};

/// One write.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
pub(super) enum Action {
    /// A case that TestRail does not have yet.
    Create {
        /// 16 hexadecimal digits that name this creation: of the sync config, the test case and what is written. No other
        /// creation or change of a plan has them, and every plan in which it is the same does.
        id: String,
        /// The TestOps id.
        test_case: i64,
        /// The token that ties the TestRail case to it.
        marker: String,
        /// The title.
        title: String,
        /// The section it is created in.
        section_id: u64,
        /// The fields that are written, title, marker and template among them.
        fields: Vec<Field>,
    },
    /// A case that differs.
    Update {
        /// The TestOps id.
        test_case: i64,
        /// The token that ties the TestRail case to it.
        marker: String,
        /// The TestRail id, shown there as `C501`.
        case: u64,
        /// The title it will have.
        title: String,
        /// The fields that differ.
        changes: Vec<Change>,
        /// When TestRail saw its last change, in seconds since 1970.
        updated_on: i64,
        /// What shows that it belongs to the test case, where it becomes ours by this; absent where it is ours.
        #[serde(skip_serializing_if = "Option::is_none")]
        adopted_by: Option<Evidence>,
        /// True when a field that differs was changed last by somebody else, as far as TestRail tells.
        edited_by_others: bool,
        /// Who that was, of the first such field; absent when it was nobody else.
        #[serde(skip_serializing_if = "Option::is_none")]
        edited_by: Option<Editor>,
    },
}

/// What shows that a case belongs to a test case.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub(super) enum Evidence {
    /// A key of the test case in TestOps is the address of the case.
    TestKey,
    /// A pattern finds the id of the case in the name or in a tag of the test case.
    Pattern,
    /// A field of the case holds something of the test case.
    Field {
        /// Its system name.
        field: String,
    },
    /// The case carries a former marker.
    Marker {
        /// The marker.
        marker: String,
    },
    /// The titles are equal.
    Title {
        /// True when the case is in the section where a new one would be.
        in_section: bool,
    },
}

impl From<&model::Evidence> for Evidence {
    fn from(evidence: &model::Evidence) -> Self {
        match evidence {
            model::Evidence::TestKey => Self::TestKey,
            model::Evidence::Pattern => Self::Pattern,
            model::Evidence::Field(field) => Self::Field {
                field: field.to_string(),
            },
            model::Evidence::Marker(marker) => Self::Marker {
                marker: marker.to_string(),
            },
            model::Evidence::TitleInSection => Self::Title { in_section: true },
            model::Evidence::Title => Self::Title { in_section: false },
        }
    }
}

/// A field and its value.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Field {
    /// The system name.
    #[serde(rename = "field")]
    name: String,
    value: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Reason>,
}

/// A field and its two values.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Change {
    /// 16 hexadecimal digits that name this change: of the sync config, the case, the field and both values. No other
    /// change or creation of a plan has them, and every plan in which it is the same does.
    id: String,
    /// The system name.
    field: String,
    before: Value,
    after: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Reason>,
    /// Who gave the field what is in TestRail.
    changed_by: ChangedBy,
    /// Who that was, where it was somebody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_by: Option<Editor>,
    /// When, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    edited_on: Option<i64>,
}

/// Who gave a field its value.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChangedBy {
    /// One of our own users.
    Us,
    /// Somebody else.
    Person,
    /// Nobody knows: so many cases differ that TestRail was not asked about this one.
    NotAsked,
    /// Nobody knows, although TestRail was asked.
    Unknown,
    /// People, since the case is adopted by this plan.
    BeforeAdoption,
}

pub(super) fn action(action: &plan::Action, plan: &ConfigPlan) -> Action {
    match action {
        plan::Action::Create(create) => {
            let Create { marker, case } = create;
            let model::DesiredCase {
                id,
                section,
                fields,
            } = case;
            let field = |field| self::field(field, plan);
            Action::Create {
                id: create.id(&plan.name),
                test_case: id.0,
                marker: marker.0.to_string(),
                title: title_of(case).to_owned(),
                section_id: section.0,
                fields: fields.iter().filter_map(field).collect(),
            }
        }
        plan::Action::Update(update) => {
            let Update {
                test_case,
                marker,
                case,
                title,
                changes,
                updated_on,
                adopted,
            } = update;
            let mut edits = changes.iter().filter_map(|change| change.by.person());
            let edited_by = edits.next().map(|(editor, _)| editor.clone());
            let change = |change| self::change(update, change, plan);
            Action::Update {
                test_case: test_case.0,
                marker: marker.0.to_string(),
                case: case.0,
                title: title.clone(),
                changes: changes.iter().filter_map(change).collect(),
                updated_on: *updated_on,
                adopted_by: adopted
                    .as_ref()
                    .map(|adopted| Evidence::from(&adopted.evidence)),
                edited_by_others: edited_by.is_some(),
                edited_by,
            }
        }
    }
}

fn field(field: &model::DesiredField, plan: &ConfigPlan) -> Option<Field> {
    let model::DesiredField {
        name,
        value,
        reason,
        ..
    } = field;
    Some(Field {
        name: name.to_string(),
        value: plan.field(name)?.kind.show(value).into(),
        because: reason.as_ref().map(Reason::from),
    })
}

fn change(update: &Update, change: &plan::Change, plan: &ConfigPlan) -> Option<Change> {
    let plan::Change {
        field,
        before,
        after,
        reason,
        by,
        on_drift: _,
    } = change;
    let kind = &plan.field(field)?.kind;
    Some(Change {
        id: update.change_id(&plan.name, change),
        field: field.to_string(),
        before: kind.show(before).into(),
        after: kind.show(after).into(),
        because: reason.as_ref().map(Reason::from),
        changed_by: match by {
            LastEditor::Us => ChangedBy::Us,
            LastEditor::Person { .. } => ChangedBy::Person,
            LastEditor::NotAsked => ChangedBy::NotAsked,
            LastEditor::Unknown => ChangedBy::Unknown,
            LastEditor::BeforeAdoption => ChangedBy::BeforeAdoption,
        },
        edited_by: by.person().map(|(editor, _)| editor.clone()),
        edited_on: by.person().map(|(_, on)| on),
    })
}
