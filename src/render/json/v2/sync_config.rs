//! One sync config: both its ends, how far planning came, and all that would be done for it.

use schemars::JsonSchema;
use serde::Serialize;

use super::actions::{self, Action};
use super::diagnostics::Diagnostic;
use super::launches::Launches;
use crate::plan::{ConfigPlan, DestinationEnd, Outcome, SourceEnd};

/// What would be done for one sync config.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SyncConfig {
    /// Its name.
    name: String,
    source: SourceEnd,
    destination: DestinationEnd,
    outcome: Outcome,
    /// Why planning failed, where the outcome is `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Diagnostic>,
    summary: Summary,
    /// The writes, in the order of the TestOps ids.
    actions: Vec<Action>,
    /// TestOps ids of the cases that are up to date.
    unchanged: Vec<i64>,
    /// TestOps ids of the cases that differ and are left as they are because of their status in TestRail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    protected: Vec<i64>,
    /// TestOps ids of the cases that get no action because of a diagnostic.
    blocked: Vec<i64>,
    /// What a person should know.
    diagnostics: Vec<Diagnostic>,
    /// What would be done about launches; absent where they are switched off.
    #[serde(skip_serializing_if = "Option::is_none")]
    launches: Option<Launches>,
}

/// Counts that balance: `in_scope` is the sum of the next five.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Test cases that the AQL selects.
    in_scope: usize,
    /// Cases to create.
    create: usize,
    /// Cases of others that become ours.
    adopt: usize,
    /// Cases of ours to update.
    update: usize,
    /// Cases that are up to date.
    unchanged: usize,
    /// Cases that differ and are left as they are because of their status in TestRail.
    #[serde(skip_serializing_if = "is_zero")]
    protected: usize,
    /// Cases that get no action because of a diagnostic.
    blocked: usize,
    /// TestRail requests that applying takes, on a server with bulk creation.
    requests: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out a reference"
)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl From<&ConfigPlan> for SyncConfig {
    fn from(plan: &ConfigPlan) -> Self {
        let ConfigPlan {
            name,
            source,
            destination,
            outcome,
            failure,
            actions,
            unchanged,
            protected,
            blocked,
            protect: _,
            marked_unclaimed: _,
            twins: _,
            diagnostics,
            fields: _,
            identity: _,
            one_by_one: _,
            launches,
        } = plan;
        Self {
            name: name.clone(),
            source: source.clone(),
            destination: destination.clone(),
            outcome: *outcome,
            failure: failure.as_ref().map(Diagnostic::from),
            summary: Summary {
                in_scope: plan.in_scope(),
                create: plan.to_create(),
                adopt: plan.to_adopt(),
                update: plan.to_update(),
                unchanged: unchanged.len(),
                protected: protected.len(),
                blocked: blocked.len(),
                requests: plan.requests(),
            },
            actions: actions
                .iter()
                .map(|action| actions::action(action, plan))
                .collect(),
            unchanged: unchanged.iter().map(|id| id.0).collect(),
            protected: protected.iter().map(|id| id.0).collect(),
            blocked: blocked.iter().map(|id| id.0).collect(),
            diagnostics: diagnostics.iter().map(Diagnostic::from).collect(),
            launches: launches.as_ref().map(Launches::from),
        }
    }
}
