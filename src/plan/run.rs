//! The plan of a run: every sync config at once, so that whoever else exports into a suite is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    ConfigPlan, Context, Edit, Editor, MarkerScope, Memory, Outcome, Owners, Policy, compare_cases,
};
use crate::model::{CaseId, DesiredCase, Observed, TestCaseId};

/// The test cases that a sync config exports, with the case of each; `None` where the same apply creates it.
pub type Exported = BTreeMap<TestCaseId, Option<CaseId>>;

/// One sync config of a run, as far as it could be read.
#[derive(Debug)]
pub enum Reading {
    /// Paused, stopped by a diagnostic, or failed.
    Stopped {
        /// What is known about it.
        plan: Box<ConfigPlan>,
        /// Where its markers would be.
        scope: MarkerScope,
    },
    /// Both sides.
    Read(Box<Sides>),
}

/// Both sides of a sync config, and whatever planning looks at besides.
#[derive(Debug)]
pub struct Sides {
    /// The plan as far as it is known without comparing anything.
    pub plan: ConfigPlan,
    /// Where its markers must be unique.
    pub scope: MarkerScope,
    /// What the sync config allows.
    pub policy: Policy,
    /// What earlier applies learnt.
    pub memory: Arc<Memory>,
    /// How cases should be.
    pub desired: Vec<DesiredCase>,
    /// Test cases that cannot be mapped.
    pub unmappable: Vec<TestCaseId>,
    /// The marked cases of the suite.
    pub observed: Arc<Observed>,
}

/// The plan of one sync config, and what its launches need to know of it.
#[derive(Debug)]
pub struct PlannedConfig {
    /// The plan.
    pub plan: ConfigPlan,
    /// The test cases that it exports.
    pub exported: Exported,
    /// Edits by hand that become diagnostics once it is known who made them.
    edits: Vec<Edit>,
}

/// Plans the cases of all sync configs of a run. They come in the order of their names; `elsewhere` are the scopes of
/// sync configs that are declared and not part of the run.
pub fn plan_cases(readings: Vec<Reading>, elsewhere: &[MarkerScope]) -> Vec<PlannedConfig> {
    let owners = owners(&readings, elsewhere);
    let mut told = BTreeSet::new();
    readings
        .into_iter()
        .map(|reading| match reading {
            Reading::Stopped { plan, .. } => PlannedConfig {
                plan: *plan,
                exported: Exported::new(),
                edits: Vec::new(),
            },
            Reading::Read(sides) => {
                let is_first = told.insert(sides.scope.clone());
                plan_config(*sides, &owners, is_first)
            }
        })
        .collect()
}

fn owners(readings: &[Reading], elsewhere: &[MarkerScope]) -> Owners {
    let mut owners = Owners::default();
    for scope in elsewhere {
        owners.share(scope);
    }
    for reading in readings {
        match reading {
            Reading::Stopped { scope, .. } => owners.share(scope),
            Reading::Read(sides) => {
                let mapped = sides.desired.iter().map(|case| case.id);
                let selected = mapped.chain(sides.unmappable.iter().copied());
                owners.add(&sides.scope, &sides.plan.name, selected);
            }
        }
    }
    owners
}

fn plan_config(sides: Sides, owners: &Owners, tells_out_of_scope: bool) -> PlannedConfig {
    let Sides {
        mut plan,
        scope,
        policy,
        memory,
        desired,
        unmappable,
        observed,
    } = sides;
    let compared = compare_cases(
        &Context {
            config: &plan.name,
            scope: &scope,
            identity: &plan.identity,
            fields: &plan.fields,
            policy: &policy,
            memory: &memory,
        },
        desired,
        &observed,
        owners,
    );
    plan.one_by_one = memory.one_by_one;
    plan.actions = compared.actions;
    plan.unchanged = compared.unchanged;
    plan.blocked = [unmappable, compared.blocked].concat();
    plan.blocked.sort_unstable();
    plan.diagnostics.extend(compared.diagnostics);
    plan.marked_unclaimed = owners.count_unclaimed(&scope, &observed.cases);
    // One diagnostic a suite is enough.
    if tells_out_of_scope {
        let place = policy.scope_place.as_ref();
        plan.diagnostics
            .extend(owners.out_of_scope(&scope, place, &observed.cases));
    }
    plan.diagnostics.sort();
    let exported = exported(&plan, &observed);
    PlannedConfig {
        plan,
        exported,
        edits: compared.edits,
    }
}

fn exported(plan: &ConfigPlan, observed: &Observed) -> Exported {
    let cases: BTreeMap<TestCaseId, CaseId> = observed
        .cases
        .iter()
        .flat_map(|case| case.marked.iter().map(|id| (*id, case.id)))
        .collect();
    let in_plan = plan.actions.iter().map(super::Action::test_case);
    let all = plan.unchanged.iter().copied().chain(in_plan);
    all.map(|id| (id, cases.get(&id).copied())).collect()
}

impl PlannedConfig {
    /// True when both sides were compared.
    pub fn is_compared(&self) -> bool {
        self.plan.outcome == Outcome::Compared
    }

    /// Everybody whose name is wanted.
    pub fn editors(&mut self) -> impl Iterator<Item = &mut Editor> {
        let updates = self.plan.actions.iter_mut();
        let updates = updates.filter_map(super::Action::editor);
        updates.chain(self.edits.iter_mut().map(|edit| &mut edit.by))
    }

    /// The plan, when the names are known.
    pub fn finish(self) -> ConfigPlan {
        let mut plan = self.plan;
        plan.diagnostics
            .extend(self.edits.iter().map(Edit::diagnostic));
        plan.diagnostics.sort();
        plan
    }
}
