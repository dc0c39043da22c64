//! The plan of a run: every sync config at once, so that whoever else exports into a suite is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::adoption::{Adoptions, pair_up};
use super::rendered::find_rendered;
use super::twins::{Twin, find_twins};
use super::{
    ConfigPlan, Context, Edit, Editor, LeftFields, MarkerScope, Memory, Outcome, Owners, Policy,
    compare_cases,
};
use crate::diagnostic::{CaseCode, Diagnostic, Severity};
use crate::model::{CaseId, Clue, DesiredCase, Observed, TestCaseId};

/// The test cases that a sync config exports, with the case of each; `None` where the same apply creates it.
pub(crate) type Exported = BTreeMap<TestCaseId, Option<CaseId>>;

/// One sync config of a run, as far as it could be read.
#[derive(Debug)]
pub(crate) enum Reading {
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

impl Reading {
    /// Where the markers of the sync config must be unique.
    pub(super) fn scope(&self) -> &MarkerScope {
        match self {
            Self::Stopped { scope, .. } => scope,
            Self::Read(sides) => &sides.scope,
        }
    }
}

/// Both sides of a sync config, and whatever planning looks at besides.
#[derive(Debug)]
pub(crate) struct Sides {
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
    /// What the rules of adoption look for on behalf of each of them.
    pub clues: BTreeMap<TestCaseId, Vec<Clue>>,
    /// The marked cases of the suite.
    pub observed: Arc<Observed>,
}

/// The plan of one sync config, and what its launches need to know of it.
#[derive(Debug)]
pub(crate) struct PlannedConfig {
    /// The plan.
    pub plan: ConfigPlan,
    /// The test cases that it exports.
    pub exported: Exported,
    /// Fields that are left as they are.
    pub(super) left: LeftFields,
    /// Edits by hand that become diagnostics once it is known who made them.
    pub(super) edits: Vec<Edit>,
    /// Cases that would be created beside one of the same title.
    pub(super) twins: Vec<Twin>,
    /// True when it is told that the server makes HTML of Markdown.
    pub(super) renders: bool,
    /// What the sync config allows.
    pub(super) policy: Policy,
    /// What earlier applies learnt.
    pub(super) memory: Arc<Memory>,
    /// The marked cases of the suite, until it is settled who changed them.
    pub(super) observed: Arc<Observed>,
}

/// Plans the cases of all sync configs of a run. They come in the order of their names; `elsewhere` are the scopes of
/// sync configs that are declared and not part of the run.
pub(crate) fn plan_cases(readings: Vec<Reading>, elsewhere: &[MarkerScope]) -> Vec<PlannedConfig> {
    let owners = owners(&readings, elsewhere);
    let adoptions = pair_up(&readings, &owners, elsewhere);
    let mut told = BTreeSet::new();
    readings
        .into_iter()
        .zip(adoptions)
        .map(|(reading, adoptions)| match reading {
            Reading::Stopped { plan, .. } => PlannedConfig::stopped(*plan),
            Reading::Read(sides) => {
                let is_first = told.insert(sides.scope.clone());
                plan_config(*sides, &owners, &adoptions, is_first)
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

fn plan_config(
    sides: Sides,
    owners: &Owners,
    adoptions: &Adoptions,
    tells_out_of_scope: bool,
) -> PlannedConfig {
    let Sides {
        mut plan,
        scope,
        policy,
        memory,
        desired,
        unmappable,
        clues: _,
        observed,
    } = sides;
    let integration = &plan.destination.integration;
    let rendered = find_rendered(&plan.fields, &observed, integration, &policy);
    let renders = rendered.is_some();
    plan.diagnostics.extend(rendered);
    let compared = compare_cases(
        &Context {
            config: &plan.name,
            scope: &scope,
            identity: &plan.identity,
            fields: &plan.fields,
            policy: &policy,
            memory: &memory,
            renders,
        },
        desired,
        &observed,
        owners,
        adoptions,
    );
    let twins = find_twins(&compared.actions, &observed);
    plan.one_by_one = memory.one_by_one;
    plan.actions = compared.actions;
    plan.unchanged = compared.unchanged;
    plan.protected = compared.protected;
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
    // Where marked cases are left over, a guard says more.
    if plan.in_scope() == 0 && plan.marked_unclaimed == 0 {
        let nothing = Diagnostic::new(Severity::Warning, CaseCode::NothingSelected);
        plan.diagnostics.push(Diagnostic {
            place: policy.scope_place.clone(),
            ..nothing
        });
    }
    plan.diagnostics.sort();
    let exported = exported(&plan, &observed);
    PlannedConfig {
        plan,
        exported,
        left: compared.left,
        edits: Vec::new(),
        twins,
        renders,
        policy,
        memory,
        observed,
    }
}

fn exported(plan: &ConfigPlan, observed: &Observed) -> Exported {
    let cases: BTreeMap<TestCaseId, CaseId> = observed
        .cases
        .iter()
        .flat_map(|case| case.marked.iter().map(|id| (*id, case.id)))
        .collect();
    let in_plan = plan.actions.iter().map(super::Action::test_case);
    let standing = plan.unchanged.iter().chain(&plan.protected).copied();
    let all = standing.chain(in_plan);
    let mut exported: Exported = all.map(|id| (id, cases.get(&id).copied())).collect();
    // An adopted case carries no marker yet.
    exported.extend(plan.actions.iter().filter_map(|action| match action {
        super::Action::Update(update) if update.adopted.is_some() => {
            Some((update.test_case, Some(update.case)))
        }
        _ => None,
    }));
    exported
}

impl PlannedConfig {
    /// A sync config of which nothing was compared.
    pub(crate) fn stopped(plan: ConfigPlan) -> Self {
        Self {
            plan,
            exported: Exported::new(),
            left: LeftFields::default(),
            edits: Vec::new(),
            twins: Vec::new(),
            renders: false,
            policy: Policy::default(),
            memory: Arc::default(),
            observed: Arc::default(),
        }
    }

    /// True when both sides were compared.
    pub(crate) fn is_compared(&self) -> bool {
        self.plan.outcome == Outcome::Compared
    }

    /// The user that railwright works as, where the server told.
    pub(crate) fn user(&self) -> Option<u64> {
        let own = self.policy.own_users.as_ref()?;
        own.first().copied()
    }

    /// What the list of cases told, where a case would be created because of what it did not tell.
    pub(crate) fn believed_absent(&self) -> Option<(&Observed, &Memory)> {
        (self.plan.to_create() + self.plan.to_adopt() > 0)
            .then_some((&*self.observed, &*self.memory))
    }

    /// Notes who else writes for us.
    pub(crate) fn add_own_users(&mut self, users: impl IntoIterator<Item = u64>) {
        self.policy.own_users.get_or_insert_default().extend(users);
    }

    /// Everybody whose name is wanted.
    pub(crate) fn editors(&mut self) -> impl Iterator<Item = &mut Editor> {
        let updates = self.plan.actions.iter_mut();
        let updates = updates.flat_map(super::Action::editors);
        updates.chain(self.edits.iter_mut().filter_map(|edit| edit.by.as_mut()))
    }

    /// The plan, when the names are known.
    pub(crate) fn finish(self) -> ConfigPlan {
        let mut plan = self.plan;
        plan.diagnostics
            .extend(self.edits.iter().map(Edit::diagnostic));
        plan.diagnostics.extend(self.left.diagnostics());
        plan.diagnostics.sort();
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{CaseCode, Code, Diagnostic, GuardCode};
    use crate::manifest::Guard;
    use crate::model::{Identity, ObservedCase, SectionId, SuiteId};
    use crate::plan::tests::{desired, fields, observed, place, policy, scope};
    use crate::plan::{DestinationEnd, SourceEnd, config_guards};

    fn outline(name: &str) -> ConfigPlan {
        ConfigPlan {
            name: name.into(),
            source: SourceEnd {
                integration: "testops".into(),
                project_id: 7,
            },
            destination: DestinationEnd {
                integration: "testrail".into(),
                project: "Web Shop".into(),
                suite: SuiteId(29),
                section: SectionId(310),
            },
            outcome: Outcome::Compared,
            failure: None,
            actions: Vec::new(),
            unchanged: Vec::new(),
            protected: Vec::new(),
            blocked: Vec::new(),
            protect: BTreeMap::new(),
            marked_unclaimed: 0,
            twins: 0,
            diagnostics: Vec::new(),
            fields: fields(),
            identity: Identity {
                field: crate::model::FieldName::new("refs"),
                prefix: "ALLURE-".into(),
            },
            one_by_one: false,
            launches: None,
        }
    }

    /// A sync config that selects these test cases, in a suite with these marked cases.
    fn config(name: &str, selected: &[i64], marked: &[ObservedCase]) -> Reading {
        Reading::Read(Box::new(Sides {
            plan: outline(name),
            scope: scope(),
            policy: policy(),
            memory: Arc::default(),
            desired: selected.iter().map(|id| desired(*id)).collect(),
            unmappable: Vec::new(),
            clues: BTreeMap::new(),
            observed: Arc::new(Observed {
                fields: fields().into_iter().map(|spec| spec.name).collect(),
                cases: marked.to_vec(),
                unmarked: Vec::new(),
                evidence: Vec::new(),
                almost_marked: Vec::new(),
            }),
        }))
    }

    fn stopped(name: &str) -> Reading {
        Reading::Stopped {
            plan: Box::new(outline(name)),
            scope: scope(),
        }
    }

    fn plans(readings: Vec<Reading>, elsewhere: &[MarkerScope]) -> Vec<ConfigPlan> {
        let planned = plan_cases(readings, elsewhere).into_iter();
        planned.map(PlannedConfig::finish).collect()
    }

    fn said(plan: &ConfigPlan) -> Vec<&'static str> {
        let ids = plan
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code.id());
        ids.collect()
    }

    #[test]
    fn a_case_that_two_sync_configs_select_goes_by_the_first_and_is_no_drift_of_the_second() {
        let plans = plans(
            vec![config("basket", &[1, 2], &[]), config("shop", &[2, 3], &[])],
            &[],
        );
        assert_eq!(plans[0].to_create(), 2);
        assert_eq!(plans[1].blocked, [TestCaseId(2)]);
        let claimed = &plans[1].diagnostics[0];
        let owner = "basket".to_owned();
        let expected = Code::from(CaseCode::ClaimedByOtherConfig { owner });
        assert_eq!(claimed.code, expected);
        assert!(!claimed.code.is_drift());
    }

    #[test]
    fn cases_that_nobody_selects_are_named_once_a_suite() {
        let marked = [observed(91, &[91]), observed(94, &[94]), observed(95, &[5])];
        let both = vec![
            config("basket", &[5], &marked),
            config("shop", &[6], &marked),
        ];
        let plans = plans(both, &[]);
        let expected = Diagnostic::notice(CaseCode::OutOfScope {
            cases: vec![91, 94],
        });
        assert_eq!(plans[0].diagnostics[0].code, expected.code);
        assert_eq!(plans[0].diagnostics[0].place, Some(place(12)));
        assert!(!said(&plans[1]).contains(&"RW0204"));
    }

    #[test]
    fn cases_that_a_stopped_or_absent_sync_config_may_select_are_left_unnamed() {
        let marked = [observed(91, &[91])];
        let only = || config("shop", &[], &marked);
        assert_eq!(said(&plans(vec![only()], &[])[0]), ["RW0204"]);
        assert!(said(&plans(vec![stopped("basket"), only()], &[])[1]).is_empty());
        assert!(said(&plans(vec![only()], &[scope()])[0]).is_empty());
    }

    #[test]
    fn an_aql_that_selects_nothing_is_guarded_whoever_shares_the_suite() {
        let marked = [observed(91, &[91]), observed(92, &[92])];
        let guards = |plan: &ConfigPlan| config_guards(plan, &Guard::default());
        let empty = || config("b", &[], &marked);
        let shared = plans(vec![config("a", &[91], &marked), empty()], &[]);
        assert!(guards(&shared[0]).is_empty());
        assert_eq!(
            guards(&shared[1]),
            [GuardCode::NothingInScope { marked: 1 }]
        );
        let alone = plans(vec![empty()], &[scope()]);
        assert_eq!(guards(&alone[0]), [GuardCode::NothingInScope { marked: 2 }]);
    }
}
