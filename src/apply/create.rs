//! Creating cases, exactly once each.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Progress;
use super::cases::{Stop, Stored, Written, concerns_all};
use crate::model::{DesiredCase, Observed, TestCaseId, Value};
use crate::plan::{Action, ConfigPlan};
use crate::testrail::{CaseScope, Reader, WriteError, Writer, create_batches};

/// How often a case whose answer was lost is looked up and, if absent, sent again.
const MAX_ROUNDS: usize = 3;

/// How long to wait before looking for cases whose answer was lost: a gateway may give up on a request that the
/// server behind it is still carrying out.
const SETTLE: Duration = Duration::from_secs(1);

/// Creates every case that the plan creates, batch by batch.
pub(super) async fn all(
    plan: &ConfigPlan,
    project_id: u64,
    target: &(impl Reader + Writer + Sync),
    progress: &impl Progress,
    stop: &Stop,
) -> BTreeMap<TestCaseId, Written> {
    let cases: Vec<&DesiredCase> = plan
        .actions
        .iter()
        .filter_map(|action| match action {
            Action::Create(create) => Some(&create.case),
            Action::Update(_) => None,
        })
        .collect();
    let mut fates = BTreeMap::new();
    for batch in create_batches(cases.iter().copied()) {
        if stop.is_requested() {
            break;
        }
        let batch: Vec<DesiredCase> = cases[batch].iter().map(|case| (*case).clone()).collect();
        let n = batch.len();
        let written = self::batch(plan, project_id, target, batch, stop).await;
        let is_over = written.values().any(concerns_all);
        fates.extend(written);
        progress.ended(n);
        if is_over {
            break;
        }
    }
    fates
}

/// Creates one batch. Where the answer was lost, the cases are looked up by their markers before any is sent again.
async fn batch(
    plan: &ConfigPlan,
    project_id: u64,
    target: &(impl Reader + Writer + Sync),
    mut cases: Vec<DesiredCase>,
    stop: &Stop,
) -> BTreeMap<TestCaseId, Written> {
    let mut fates: BTreeMap<TestCaseId, Written> = BTreeMap::new();
    for round in 1.. {
        let Some(section) = cases.first().map(|case| case.section) else {
            break;
        };
        let answers = target
            .create_cases(section, &plan.identity, &plan.fields, &cases)
            .await;
        let mut unclear = Vec::new();
        for (case, answer) in cases.drain(..).zip(answers) {
            match answer {
                Ok(created) => {
                    fates.insert(
                        case.id,
                        Ok(stored(plan, &case, created.case, &created.stored)),
                    );
                }
                Err(error @ WriteError::Unclear(_)) => {
                    unclear.push(case.clone());
                    fates.insert(case.id, Err(error));
                }
                Err(error) => {
                    fates.insert(case.id, Err(error));
                }
            }
        }
        if unclear.is_empty() {
            break;
        }
        tokio::time::sleep(SETTLE).await;
        let scope = CaseScope {
            section_id: Some(section),
            ..CaseScope::suite(project_id, plan.destination.suite)
        };
        let Ok(found) = target.cases(&scope, &plan.identity, &plan.fields).await else {
            break;
        };
        for case in unclear {
            match read_back(plan, &case, &found) {
                Some(written) => {
                    fates.insert(case.id, Ok(written));
                }
                // Absent: the request was not carried out, so that sending it again cannot make a second case.
                None => cases.push(case),
            }
        }
        if round == MAX_ROUNDS || stop.is_requested() {
            break;
        }
    }
    fates
}

fn read_back(plan: &ConfigPlan, case: &DesiredCase, found: &Observed) -> Option<Stored> {
    let observed = found
        .cases
        .iter()
        .find(|observed| observed.marked.contains(&case.id))?;
    Some(stored(plan, case, observed.id, &observed.fields))
}

fn stored(
    plan: &ConfigPlan,
    case: &DesiredCase,
    id: crate::model::CaseId,
    answered: &[Value],
) -> Stored {
    let mut stored = Stored {
        case: id,
        rewritten: Vec::new(),
        faithful: Vec::new(),
    };
    for (spec, answered) in plan.fields.iter().zip(answered) {
        let Some(field) = case.field(&spec.name) else {
            continue;
        };
        if spec.kind.is_same(&field.value, answered) {
            stored.faithful.push(spec.name.clone());
        } else {
            let (name, sent) = (spec.name.clone(), field.value.clone());
            stored.rewritten.push((name, sent, answered.clone()));
        }
    }
    stored
}
