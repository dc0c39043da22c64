//! The planning itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::compare;
use super::{
    Action, Change, Claims, Create, Edit, Editor, Memory, NoCreate, Policy, Territory, Update,
};
use crate::field::fingerprint;
use crate::manifest::OnDrift;
use crate::model::{
    CaseId, DesiredCase, FieldSpec, Finding, FindingKind, Identity, Observed, ObservedCase, Place,
    Severity, TestCaseId,
};

/// What comparing the two sides of a sync config comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The writes, in the order of the TestOps ids.
    pub actions: Vec<Action>,
    /// Cases that stand as they should.
    pub unchanged: Vec<TestCaseId>,
    /// Cases that get no action because of a finding.
    pub blocked: Vec<TestCaseId>,
    /// What a person should know.
    pub findings: Vec<Finding>,
    /// What a person should know as soon as it can be said who it was.
    pub edits: Vec<Edit>,
}

/// Everything that planning one sync config looks at besides the two sides.
#[derive(Debug)]
pub struct Context<'a> {
    /// The name of the sync config.
    pub config: &'a str,
    /// Where its markers must be unique.
    pub territory: &'a Territory,
    /// How cases are marked.
    pub identity: &'a Identity,
    /// The mapped fields.
    pub fields: &'a [FieldSpec],
    /// What the sync config allows.
    pub policy: &'a Policy,
    /// What earlier applies learnt.
    pub memory: &'a Memory,
}

/// Compares desired cases with observed ones. The order in which either came does not matter.
pub fn plan(
    context: &Context<'_>,
    mut desired: Vec<DesiredCase>,
    observed: &Observed,
    claims: &mut Claims,
) -> Compared {
    let mut compared = Compared::default();
    let mut marked: BTreeMap<TestCaseId, Vec<&ObservedCase>> = BTreeMap::new();
    for case in &observed.cases {
        for id in &case.marked {
            marked.entry(*id).or_default().push(case);
        }
    }
    for cases in marked.values_mut() {
        cases.sort_by_key(|case| case.id);
        cases.dedup_by_key(|case| case.id);
    }

    desired.sort_by_key(|case| case.id);
    let mut moved: Vec<CaseId> = Vec::new();
    let mut not_created: Vec<TestCaseId> = Vec::new();
    for case in desired {
        if let Err(owner) = claims.take(context.territory, case.id, context.config) {
            let finding = claimed_elsewhere(context, case.id, owner);
            compared.block(case.id, finding);
            continue;
        }
        match marked.get(&case.id).map(Vec::as_slice) {
            None | Some([]) if context.policy.no_create.is_some() => not_created.push(case.id),
            None | Some([]) => compared.actions.push(Action::Create(Create {
                marker: context.identity.marker(case.id),
                case,
            })),
            Some([one]) if one.marked.len() > 1 => {
                let finding = several_markers(context.identity, case.id, one);
                compared.block(case.id, finding);
            }
            Some([one]) => {
                if one.section != case.section {
                    moved.push(one.id);
                }
                compare_case(context, &mut compared, &case, one);
            }
            Some(several) => {
                let finding = several_cases(case.id, several);
                compared.block(case.id, finding);
            }
        }
    }

    if let (Some(reason), false) = (&context.policy.no_create, not_created.is_empty()) {
        compared.findings.push(cannot_create(reason, &not_created));
        compared.blocked.append(&mut not_created);
        compared.blocked.sort_unstable();
    }
    if !moved.is_empty() {
        compared
            .findings
            .push(stand_elsewhere(context.policy, moved));
    }
    compared
}

/// Lists marked cases that no sync config selects any more. Asked after every sync config has claimed its cases.
pub fn out_of_scope(
    territory: &Territory,
    scope_place: Option<&Place>,
    marked: &[(CaseId, Vec<TestCaseId>)],
    claims: &Claims,
) -> Option<Finding> {
    let mut cases: Vec<CaseId> = marked
        .iter()
        .filter(|(_, ids)| ids.iter().all(|id| !claims.covers(territory, *id)))
        .map(|(case, _)| *case)
        .collect();
    cases.sort_unstable();
    (!cases.is_empty()).then(|| Finding {
        severity: Severity::Notice,
        kind: FindingKind::OutOfScope,
        place: scope_place.cloned(),
        test_case: None,
        message: format!(
            "{} no longer in scope: {} (left as {})",
            words(
                cases.len(),
                "case carries our marker and is",
                "cases carry our marker and are"
            ),
            list(&cases),
            if cases.len() == 1 {
                "it is"
            } else {
                "they are"
            }
        ),
        mend: String::new(),
        cases,
    })
}

impl Compared {
    /// Everybody whose name is wanted.
    pub fn editors(&mut self) -> impl Iterator<Item = &mut Editor> {
        let updates = self.actions.iter_mut().filter_map(|action| match action {
            Action::Update(update) => update.edited_by.as_mut(),
            Action::Create(_) => None,
        });
        updates.chain(self.edits.iter_mut().map(|edit| &mut edit.by))
    }

    fn block(&mut self, case: TestCaseId, finding: Finding) {
        self.blocked.push(case);
        self.findings.push(finding);
    }
}

fn compare_case(
    context: &Context<'_>,
    compared: &mut Compared,
    desired: &DesiredCase,
    observed: &ObservedCase,
) {
    let mut changes = compare::changes(desired, observed, context.fields, context.policy);
    let mut rewritten: Vec<&str> = Vec::new();
    changes.retain(|change| {
        let known = is_rewritten(context.memory, observed.id, change);
        if known {
            rewritten.extend(
                context
                    .fields
                    .iter()
                    .map(|field| field.name.as_str())
                    .find(|name| *name == change.field.as_str()),
            );
        }
        !known
    });
    if !rewritten.is_empty() {
        compared.findings.push(Finding {
            severity: Severity::Notice,
            kind: FindingKind::Rewritten,
            place: None,
            test_case: Some(desired.id),
            cases: vec![observed.id],
            message: format!(
                "TestRail keeps rewriting {} of {}: what it stores is not what was written",
                rewritten.join(", "),
                observed.id
            ),
            mend: "Compare the field in TestRail with TestOps, and check `textFormat` of the integration".to_owned(),
        });
    }
    let edited_by = context
        .policy
        .own_users
        .as_ref()
        .and_then(|own| observed.edited_by_others(own))
        .map(Editor::new);
    if let Some(by) = &edited_by
        && !settle_edits(context, compared, desired, observed, by, &mut changes)
    {
        return;
    }
    if changes.is_empty() {
        compared.unchanged.push(desired.id);
        return;
    }
    compared.actions.push(Action::Update(Update {
        test_case: desired.id,
        marker: context.identity.marker(desired.id),
        case: observed.id,
        title: desired.title.clone(),
        changes,
        updated_on: observed.updated_on,
        edited_by,
    }));
}

/// Deals with fields that somebody edited: leaves out those that the mapping leaves to people. False when the case is
/// blocked until somebody has settled it.
fn settle_edits(
    context: &Context<'_>,
    compared: &mut Compared,
    desired: &DesiredCase,
    observed: &ObservedCase,
    by: &Editor,
    changes: &mut Vec<Change>,
) -> bool {
    let rule = |change: &Change| {
        context
            .policy
            .on_drift
            .get(&change.field)
            .copied()
            .unwrap_or_default()
    };
    let names = |wanted: OnDrift| {
        let fields = changes
            .iter()
            .filter(|change| rule(change) == wanted)
            .map(|change| change.field.clone());
        fields.collect::<Vec<_>>()
    };
    let (failing, kept) = (names(OnDrift::Fail), names(OnDrift::Keep));
    let edit = |fields, blocks| Edit {
        test_case: desired.id,
        case: observed.id,
        fields,
        by: by.clone(),
        blocks,
    };
    if !failing.is_empty() {
        compared.blocked.push(desired.id);
        compared.edits.push(edit(failing, true));
        return false;
    }
    if !kept.is_empty() {
        compared.edits.push(edit(kept, false));
        changes.retain(|change| rule(change) != OnDrift::Keep);
    }
    true
}

fn is_rewritten(memory: &Memory, case: CaseId, change: &Change) -> bool {
    memory
        .rewritten
        .get(&(case, change.field.clone()))
        .is_some_and(|known| {
            known.sent == fingerprint::value(&change.after)
                && known.stored == fingerprint::value(&change.before)
        })
}

fn claimed_elsewhere(context: &Context<'_>, case: TestCaseId, owner: &str) -> Finding {
    Finding {
        severity: Severity::BlocksCase,
        kind: FindingKind::Duplicate,
        place: context.policy.scope_place.clone(),
        test_case: Some(case),
        cases: Vec::new(),
        message: format!("sync config {owner} exports this test case into the same suite"),
        mend: "Narrow the AQL of one of them, or give one another `identity.prefix`".to_owned(),
    }
}

fn several_markers(identity: &Identity, case: TestCaseId, observed: &ObservedCase) -> Finding {
    let markers: Vec<String> = observed
        .marked
        .iter()
        .map(|id| identity.marker(*id).0.into())
        .collect();
    Finding {
        severity: Severity::BlocksCase,
        kind: FindingKind::Duplicate,
        place: None,
        test_case: Some(case),
        cases: vec![observed.id],
        message: format!(
            "{} carries several markers: {}",
            observed.id,
            markers.join(", ")
        ),
        mend: "Leave it the one it belongs to".to_owned(),
    }
}

fn several_cases(case: TestCaseId, observed: &[&ObservedCase]) -> Finding {
    let cases: Vec<CaseId> = observed.iter().map(|case| case.id).collect();
    let (message, mend) = match cases.as_slice() {
        [one, other] => (
            format!("{one} and {other} both carry this marker"),
            "Remove it from one of them".to_owned(),
        ),
        _ => (
            format!("{} all carry this marker", list(&cases)),
            "Remove it from all but one of them".to_owned(),
        ),
    };
    Finding {
        severity: Severity::BlocksCase,
        kind: FindingKind::Duplicate,
        place: None,
        test_case: Some(case),
        cases,
        message,
        mend,
    }
}

fn cannot_create(reason: &NoCreate, cases: &[TestCaseId]) -> Finding {
    let new = words(cases.len(), "test case has", "test cases have");
    let (kind, place, message, mend) = match reason {
        NoCreate::Disabled { place } => (
            FindingKind::CreateDisabled,
            place,
            format!("{new} no case in TestRail, and `testCases.create` is false: not created"),
            "Set it to true to create them".to_owned(),
        ),
        NoCreate::Required { fields, place } => {
            let names: Vec<String> = fields
                .iter()
                .map(|(name, label)| format!("{label} ({name})"))
                .collect();
            (
                FindingKind::Required,
                place,
                format!(
                    "{new} no case in TestRail, which requires {} of a new one and nothing is mapped to {}: not created",
                    names.join(", "),
                    if fields.len() == 1 { "it" } else { "them" }
                ),
                "Map a value, or clear \"required\" or give a default in Administration → Customizations → Case Fields"
                    .to_owned(),
            )
        }
    };
    Finding {
        severity: Severity::Notice,
        kind,
        place: Some(place.clone()),
        test_case: match cases {
            [one] => Some(*one),
            _ => None,
        },
        cases: Vec::new(),
        message,
        mend,
    }
}

fn stand_elsewhere(policy: &Policy, mut cases: Vec<CaseId>) -> Finding {
    cases.sort_unstable();
    Finding {
        severity: Severity::Notice,
        kind: FindingKind::Moved,
        place: policy.section_place.clone(),
        test_case: None,
        message: format!(
            "{} in another section: {} (kept up to date there, not moved)",
            words(cases.len(), "case stands", "cases stand"),
            list(&cases)
        ),
        mend: String::new(),
        cases,
    }
}

/// `1 case carries`, `2 cases carry`.
fn words(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Ids as people list them, the first ten and how many more.
fn list(cases: &[CaseId]) -> String {
    const SHOWN: usize = 10;
    let mut text = cases
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    if cases.len() > SHOWN {
        let _ = write!(text, " and {} more", cases.len() - SHOWN);
    }
    text
}
