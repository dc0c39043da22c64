//! Compares the cases of one sync config.

use super::adoption::{Adoption, Adoptions, adopted_changes, ambiguous};
use super::compare;
use super::observed_index::ObservedIndex;
use super::rendered::is_rendered;
use super::settle::known_editor;
use super::{
    Action, Adopted, Change, Create, LeftFields, MarkerScope, Memory, NoCreate, Owners, Policy,
    Update,
};
use crate::diagnostic::{CaseCode, Diagnostic, NamedField};
use crate::field::{fingerprint, title_of};
use crate::manifest::OnEmpty;
use crate::model::{
    AlmostMarked, CaseId, DesiredCase, FieldName, FieldSpec, Identity, Observed, ObservedCase,
    TestCaseId,
};

/// What comparing the two sides of a sync config comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    /// The writes, in the order of the TestOps ids.
    pub actions: Vec<Action>,
    /// Cases that are up to date.
    pub unchanged: Vec<TestCaseId>,
    /// Cases that differ and are left as they are because of their status.
    pub protected: Vec<TestCaseId>,
    /// Cases that get no action because of a diagnostic.
    pub blocked: Vec<TestCaseId>,
    /// What a person should know.
    pub diagnostics: Vec<Diagnostic>,
    /// Fields that are left as they are.
    pub left: LeftFields,
}

/// Everything that planning one sync config looks at besides the two sides.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The name of the sync config.
    pub config: &'a str,
    /// Where its markers must be unique.
    pub scope: &'a MarkerScope,
    /// How cases are marked.
    pub identity: &'a Identity,
    /// The fields that are written.
    pub fields: &'a [FieldSpec],
    /// What the sync config allows.
    pub policy: &'a Policy,
    /// What earlier applies learnt.
    pub memory: &'a Memory,
    /// True when it is told that the server makes HTML of Markdown, so that no text has to be named for it.
    pub renders: bool,
}

/// Compares desired cases with observed ones. The order in which either came does not matter.
pub(super) fn compare_cases(
    context: &Context<'_>,
    mut desired: Vec<DesiredCase>,
    observed: &Observed,
    owners: &Owners,
    adoptions: &Adoptions,
) -> Compared {
    let mut compared = Compared::default();
    let index = ObservedIndex::new(context.fields, observed, !adoptions.is_empty());
    desired.sort_by_key(|case| case.id);
    let mut moved: Vec<CaseId> = Vec::new();
    let mut not_created: Vec<TestCaseId> = Vec::new();
    for case in desired {
        if let Some(owner) = owners.other_owner(context.scope, context.config, case.id) {
            let finding = claimed_elsewhere(context, case.id, owner);
            compared.block(case.id, finding);
            continue;
        }
        match index.marked.get(&case.id).map(Vec::as_slice) {
            None | Some([]) if let Some(almost) = index.almost_marked.get(&case.id) => {
                let finding = almost_marked(context.identity, almost);
                compared.block(case.id, finding);
            }
            None | Some([]) if let Some(adoption) = adoptions.get(&case.id) => {
                adopt_case(context, &mut compared, &case, adoption, &index);
            }
            None | Some([]) if context.policy.no_create.is_some() => not_created.push(case.id),
            None | Some([]) => create_case(context, &mut compared, case),
            Some([one]) if one.marked.len() > 1 => {
                let finding = several_markers(context.identity, case.id, one);
                compared.block(case.id, finding);
            }
            Some([one]) => {
                if one.section != case.section {
                    moved.push(one.id);
                }
                compare_case(context, &mut compared, &case, one, &index.columns);
            }
            Some(several) => {
                let finding = several_cases(case.id, several);
                compared.block(case.id, finding);
            }
        }
    }

    if let (Some(reason), false) = (&context.policy.no_create, not_created.is_empty()) {
        compared
            .diagnostics
            .push(cannot_create(reason, &not_created));
        compared.blocked.append(&mut not_created);
        compared.blocked.sort_unstable();
    }
    if !moved.is_empty() {
        compared
            .diagnostics
            .push(in_other_section(context.policy, moved));
    }
    compared
}

impl Compared {
    fn block(&mut self, case: TestCaseId, diagnostic: Diagnostic) {
        self.blocked.push(case);
        self.diagnostics.push(diagnostic);
    }
}

/// Creates a case, unless it lacks a field without which TestRail refuses it.
fn create_case(context: &Context<'_>, compared: &mut Compared, case: DesiredCase) {
    let is_missing = |field: &&NamedField| case.field(&FieldName::new(&*field.name)).is_none();
    if let Some(field) = context.policy.required.iter().find(is_missing) {
        let field = field.clone();
        let code = CaseCode::RequiredFieldEmpty { field };
        compared.block(case.id, Diagnostic::blocks_case(code).about(case.id));
        return;
    }
    compared.actions.push(Action::Create(Create {
        marker: context.identity.marker(case.id),
        case,
    }));
}

fn compare_case(
    context: &Context<'_>,
    compared: &mut Compared,
    desired: &DesiredCase,
    observed: &ObservedCase,
    columns: &[(&FieldSpec, usize)],
) {
    let mut changes = compare::changed_fields(desired, observed, columns);
    changes.retain(|change| {
        let keeps = context.policy.on_empty.get(&change.field) == Some(&OnEmpty::Keep);
        !(keeps && change.empties())
    });
    let mut rewritten: Vec<String> = Vec::new();
    changes.retain(|change| {
        let known = is_rewritten(context.memory, observed.id, change);
        if known && !(context.renders && is_rendered_change(columns, change)) {
            rewritten.push(change.field.to_string());
        }
        !known
    });
    if !rewritten.is_empty() {
        let code = CaseCode::KeepsBeingRewritten {
            case: observed.id.0,
            fields: rewritten,
        };
        let diagnostic = Diagnostic::notice(code).about(desired.id);
        compared.diagnostics.push(diagnostic.about(observed.id));
    }
    for change in &mut changes {
        change.by = known_editor(context.memory, observed, change);
        let rule = context.policy.on_drift.get(&change.field);
        change.on_drift = rule.copied().unwrap_or_default();
    }
    if changes.is_empty() {
        compared.unchanged.push(desired.id);
        return;
    }
    if let Some(code) = protection(context, observed, &changes) {
        let diagnostic = Diagnostic::notice(code).about(desired.id);
        compared.diagnostics.push(diagnostic.about(observed.id));
        compared.protected.push(desired.id);
        return;
    }
    compared.actions.push(Action::Update(Update {
        test_case: desired.id,
        marker: context.identity.marker(desired.id),
        case: observed.id,
        title: title_of(desired).to_owned(),
        changes,
        updated_on: observed.updated_on,
        adopted: None,
    }));
}

/// Makes a case ours that is there already.
fn adopt_case(
    context: &Context<'_>,
    compared: &mut Compared,
    desired: &DesiredCase,
    adoption: &Adoption,
    index: &ObservedIndex<'_>,
) {
    let (case, evidence) = match adoption {
        Adoption::Pair(case, evidence) => (*case, evidence),
        Adoption::Ambiguous {
            evidence,
            cases,
            rivals,
        } => {
            let diagnostic = ambiguous(desired.id, evidence, cases, rivals);
            compared.block(desired.id, diagnostic);
            return;
        }
    };
    let Some(candidate) = index.candidates.get(&case) else {
        return;
    };
    let mut left = LeftFields::default();
    let changes = adopted_changes(
        context,
        desired,
        &candidate.case,
        evidence,
        &index.columns,
        &mut left,
    );
    if let Some(code) = protection(context, &candidate.case, &changes) {
        let diagnostic = Diagnostic::blocks_case(code).about(desired.id);
        compared.block(desired.id, diagnostic.about(case));
        return;
    }
    compared.left.add(left);
    compared.actions.push(Action::Update(Update {
        test_case: desired.id,
        marker: context.identity.marker(desired.id),
        case,
        title: title_of(desired).to_owned(),
        changes,
        updated_on: candidate.case.updated_on,
        adopted: Some(Adopted {
            evidence: evidence.clone(),
        }),
    }));
}

fn is_rendered_change(columns: &[(&FieldSpec, usize)], change: &Change) -> bool {
    let mut columns = columns.iter();
    let spec = columns.find(|(spec, _)| spec.name == change.field);
    spec.is_some_and(|(spec, _)| is_rendered(&spec.kind, &change.before))
}

/// Why a case is left as it is because of its status, if so.
fn protection(
    context: &Context<'_>,
    observed: &ObservedCase,
    changes: &[Change],
) -> Option<CaseCode> {
    let status = context.policy.protected.get(observed.status.as_ref()?)?;
    Some(CaseCode::Protected {
        case: observed.id.0,
        status: status.clone(),
        fields: changes.iter().map(|it| it.field.to_string()).collect(),
    })
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

fn claimed_elsewhere(context: &Context<'_>, case: TestCaseId, owner: &str) -> Diagnostic {
    let owner = owner.to_owned();
    Diagnostic {
        place: context.policy.scope_place.clone(),
        ..Diagnostic::blocks_case(CaseCode::ClaimedByOtherConfig { owner }).about(case)
    }
}

fn several_markers(identity: &Identity, case: TestCaseId, observed: &ObservedCase) -> Diagnostic {
    let markers = observed.marked.iter();
    Diagnostic::blocks_case(CaseCode::SeveralMarkers {
        case: observed.id.0,
        markers: markers.map(|id| identity.marker(*id).0.into()).collect(),
    })
    .about(case)
    .about(observed.id)
}

/// It may be the case that was meant, and a second one would stand beside it; but it is people's to say so.
fn almost_marked(identity: &Identity, almost: &AlmostMarked) -> Diagnostic {
    Diagnostic::blocks_case(CaseCode::AlmostMarked {
        case: almost.case.0,
        text: almost.text.to_string(),
        field: identity.field.to_string(),
        marker: identity.marker(almost.test_case).0.into(),
    })
    .about(almost.test_case)
    .about(almost.case)
}

fn several_cases(case: TestCaseId, observed: &[&ObservedCase]) -> Diagnostic {
    let cases = observed.iter().map(|case| case.id);
    Diagnostic::blocks_case(CaseCode::SeveralCases {
        cases: cases.clone().map(|case| case.0).collect(),
    })
    .about(case)
    .about_all(cases)
}

fn cannot_create(reason: &NoCreate, cases: &[TestCaseId]) -> Diagnostic {
    let count = cases.len();
    let (code, place) = match reason {
        NoCreate::Disabled { place } => (CaseCode::CreateDisabled { count }, place),
        NoCreate::Required { fields, place } => {
            let fields = fields.clone();
            (CaseCode::RequiredFieldUnmapped { fields, count }, place)
        }
    };
    let diagnostic = Diagnostic::notice(code).at(place);
    match cases {
        [one] => diagnostic.about(*one),
        _ => diagnostic,
    }
}

fn in_other_section(policy: &Policy, mut cases: Vec<CaseId>) -> Diagnostic {
    cases.sort_unstable();
    Diagnostic {
        place: policy.section_place.clone(),
        ..Diagnostic::notice(CaseCode::InOtherSection {
            cases: cases.iter().map(|case| case.0).collect(),
        })
        .about_all(cases)
    }
}
