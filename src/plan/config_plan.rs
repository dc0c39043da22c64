//! The plan of a run and of one sync config in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Action, LaunchPlan, LaunchesPlan, Update};
use crate::diagnostic::Diagnostic;
use crate::field::create_batches;
use crate::model::{FieldName, FieldSpec, Identity, SectionId, SuiteId, TestCaseId};

/// What a run would do, one entry for each sync config in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// The sync configs.
    pub configs: Vec<ConfigPlan>,
}

impl Plan {
    /// True when nothing would be written.
    pub(crate) fn is_empty(&self) -> bool {
        self.configs.iter().all(ConfigPlan::is_empty)
    }

    /// True unless planning came to nothing for every sync config.
    pub(crate) fn is_planned(&self) -> bool {
        let is_planned =
            |config: &ConfigPlan| !matches!(config.outcome, Outcome::Failed | Outcome::Blocked);
        self.configs.iter().any(is_planned)
    }
}

/// What would be done for one sync config.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConfigPlan {
    /// The name of the sync config.
    pub name: String,
    /// Where cases come from.
    pub source: SourceEnd,
    /// Where they go.
    pub destination: DestinationEnd,
    /// How far planning came.
    pub outcome: Outcome,
    /// Why planning failed, if it did.
    pub failure: Option<Diagnostic>,
    /// The writes, in the order of the TestOps ids.
    pub actions: Vec<Action>,
    /// Cases that are up to date.
    pub unchanged: Vec<TestCaseId>,
    /// Cases that differ and are left as they are because of their status.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protected: Vec<TestCaseId>,
    /// Cases that get no action because of a diagnostic.
    pub blocked: Vec<TestCaseId>,
    /// Statuses of cases that are left as they are, with their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub protect: BTreeMap<i64, String>,
    /// How many cases of the suite carry a marker that no sync config of this run selects.
    pub marked_unclaimed: usize,
    /// How many cases would be created beside one of the same title in the destination's section or below it.
    #[serde(default, skip_serializing_if = "is_none_at_all")]
    pub twins: usize,
    /// What a person should know.
    pub diagnostics: Vec<Diagnostic>,
    /// The fields that are written, in the order in which they are shown.
    pub fields: Vec<FieldSpec>,
    /// How cases are marked.
    pub identity: Identity,
    /// True when the server is known not to create several cases at once. No part of what is saved, because it depends
    /// on what was done before and changes nothing about the plan.
    #[serde(skip)]
    pub one_by_one: bool,
    /// What would be done about launches; `None` where they are switched off.
    pub launches: Option<LaunchesPlan>,
}

impl ConfigPlan {
    /// How many test cases the sync config selects: the sum of all that happens to them.
    pub(crate) fn in_scope(&self) -> usize {
        self.actions.len() + self.unchanged.len() + self.protected.len() + self.blocked.len()
    }

    /// Finds a field by its name.
    pub(crate) fn field(&self, name: &FieldName) -> Option<&FieldSpec> {
        self.fields.iter().find(|spec| spec.name == *name)
    }

    /// True when nothing would be written.
    pub(crate) fn is_empty(&self) -> bool {
        self.actions.is_empty() && self.launches.as_ref().is_none_or(LaunchesPlan::is_empty)
    }

    /// How many cases would be created.
    pub(crate) fn to_create(&self) -> usize {
        self.actions
            .iter()
            .filter(|action| matches!(action, Action::Create(_)))
            .count()
    }

    /// How many cases of ours would be updated.
    pub(crate) fn to_update(&self) -> usize {
        self.updates()
            .filter(|update| update.adopted.is_none())
            .count()
    }

    /// How many cases of others would become ours.
    pub(crate) fn to_adopt(&self) -> usize {
        self.updates()
            .filter(|update| update.adopted.is_some())
            .count()
    }

    /// The cases that are written and are there already.
    pub(crate) fn updates(&self) -> impl Iterator<Item = &Update> {
        self.actions.iter().filter_map(|action| match action {
            Action::Update(update) => Some(update),
            Action::Create(_) => None,
        })
    }

    /// How many launches would be exported.
    pub(crate) fn to_export(&self) -> usize {
        self.launches.as_ref().map_or(0, LaunchesPlan::to_export)
    }

    /// How many TestRail requests carrying it out takes. A server that cannot create several cases at once and was
    /// never asked to takes more.
    pub(crate) fn requests(&self) -> usize {
        let creates = self.actions.iter().filter_map(|action| match action {
            Action::Create(create) => Some(&create.case),
            Action::Update(_) => None,
        });
        let launches = self.launches.iter().flat_map(|plan| &plan.launches);
        let creates = if self.one_by_one {
            creates.count()
        } else {
            create_batches(creates).len()
        };
        // At the end of each it is looked for what others made at the same time.
        let runs = launches.clone().filter(|launch| launch.creates()).count();
        let looks = listing_pages(self.to_create()) + listing_pages(runs);
        // A case that becomes ours is looked at once more.
        let adopted = self.updates().filter(|update| update.adopted.is_some());
        let updates = self.updates().count() + adopted.count();
        creates + looks + updates + launches.map(LaunchPlan::requests).sum::<usize>()
    }
}

/// How many requests a list of so many rows takes: a page begins with the last row of the one before it.
fn listing_pages(rows: usize) -> usize {
    const PAGE: usize = 250;
    match rows {
        0 => 0,
        rows => (rows - 1).div_ceil(PAGE - 1).max(1),
    }
}

/// How far planning a sync config came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Both sides were compared.
    Compared,
    /// The sync config is disabled; nothing was asked of any server.
    Paused,
    /// A server could not be read.
    Failed,
    /// A diagnostic about the destination or the mapping stopped it before any case was compared.
    Blocked,
}

/// The TestOps end of a sync config.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct SourceEnd {
    /// The integration.
    pub integration: String,
    /// The project.
    pub project_id: i64,
}

/// The TestRail end of a sync config.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct DestinationEnd {
    /// The integration.
    pub integration: String,
    /// The project's name.
    pub project: String,
    /// The suite.
    #[serde(rename = "suite_id")]
    pub suite: SuiteId,
    /// The section that new cases are created in.
    #[serde(rename = "section_id")]
    pub section: SectionId,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out a reference"
)]
fn is_none_at_all(count: &usize) -> bool {
    *count == 0
}
