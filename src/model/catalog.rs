//! What the destination accepts: its project, suite, section, fields, options and templates.

use super::{FieldKind, FieldName, NamedId, SectionId, SuiteId, TemplateId};
use crate::diagnostic::{NamedField, NamedNumber};

/// Everything about a destination that planning has to know before it can compare a single case. A `None` is an
/// answer ("there is no such suite"), not an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Catalog {
    /// The project of the wanted name.
    pub project: Option<Project>,
    /// Names of the projects that are visible, for a "did you mean".
    pub project_names: Vec<String>,
    /// The suite of the wanted id.
    pub suite: Option<Suite>,
    /// The suites of the project, for "did you mean"; empty when they were not needed.
    pub suites: Vec<NamedId>,
    /// The section of the wanted id.
    pub section: Option<Section>,
    /// Case fields of the installation, by system name. A field that is inactive or belongs to other projects is
    /// listed and says so.
    pub fields: Vec<CatalogField>,
    /// Templates of the project.
    pub templates: Vec<Template>,
    /// The user whom the credentials belong to, where the server tells.
    pub user: Option<User>,
    /// The statuses that a case may have; `None` where nobody asked, or the server has none.
    pub case_statuses: Option<Vec<NamedId>>,
}

impl Catalog {
    /// Finds a field by its system name.
    pub(crate) fn field(&self, name: &FieldName) -> Option<&CatalogField> {
        self.fields.iter().find(|field| field.name == *name)
    }
}

/// A TestRail project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Project {
    /// The id.
    pub id: u64,
    /// The name.
    pub name: String,
    /// How it keeps suites.
    pub suite_mode: SuiteMode,
    /// True when it is completed, that is read-only.
    pub is_completed: bool,
}

/// How a TestRail project keeps suites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SuiteMode {
    /// One suite for all cases.
    Single,
    /// One suite with baselines.
    Baselines,
    /// Several suites: the only mode that the export supports.
    Multiple,
    /// A number that nobody has documented.
    Unknown(u64),
}

/// A TestRail suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suite {
    /// The id.
    pub id: SuiteId,
    /// The name.
    pub name: String,
    /// The project it belongs to.
    pub project_id: u64,
    /// True when it is completed, that is read-only.
    pub is_completed: bool,
}

/// A TestRail section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// The id.
    pub id: SectionId,
    /// The name.
    pub name: String,
    /// The suite it belongs to; old servers do not tell.
    pub suite_id: Option<SuiteId>,
    /// The section that it is in, if it is not at the top.
    pub parent: Option<SectionId>,
}

/// A case field with its configuration for the project.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts, as TestRail tells them"
)]
pub(crate) struct CatalogField {
    /// The system name.
    pub name: FieldName,
    /// The label that people see.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
    /// False when an administrator switched it off.
    pub is_active: bool,
    /// True when some configuration of it applies to the project.
    pub in_project: bool,
    /// True when TestRail refuses a case without it.
    pub is_required: bool,
    /// What TestRail fills in when nothing is sent.
    pub has_default: bool,
    /// Templates that show it; `None` means all.
    pub templates: Option<Vec<TemplateId>>,
}

impl From<&CatalogField> for NamedField {
    fn from(field: &CatalogField) -> Self {
        Self {
            name: field.name.as_str().to_owned(),
            label: field.label.clone(),
        }
    }
}

impl From<&NamedId> for NamedNumber {
    fn from(NamedId { id, name }: &NamedId) -> Self {
        Self {
            id: *id,
            name: name.clone(),
        }
    }
}

impl CatalogField {
    /// True when cases of this template show the field.
    pub(crate) fn shown_by(&self, template: TemplateId) -> bool {
        self.templates
            .as_ref()
            .is_none_or(|ids| ids.contains(&template))
    }
}

/// A case template of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// The id.
    pub id: TemplateId,
    /// The name.
    pub name: String,
    /// True for the one that new cases get.
    pub is_default: bool,
}

/// A TestRail user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    /// The id, as `created_by` and `updated_by` have it.
    pub id: u64,
    /// The name.
    pub name: String,
    /// The name of the role, where the server tells.
    pub role: Option<String>,
    /// True for administrators, who may do everything.
    pub is_admin: bool,
}
