//! Updating cases, several at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream;

use super::super::{Progress, Stop};
use super::{CaseTarget, Stored, Written, note};
use crate::manifest::OnDrift;
use crate::model::{FieldName, FieldSpec, TestCaseId, Value};
use crate::plan::{Action, Change, ConfigPlan, Update};
use crate::testrail::{CaseReader, Error, Reader, WriteError, Writer};

/// How many updates are begun at once. Each concerns another case, so that their order does not matter. How many
/// requests are under way is for the target to say, by what its server bears.
const IN_FLIGHT: usize = 10;

/// How many different cases in a row may be refused for want of a right before nothing more is tried: one may be locked
/// or approved, several mean that the user lacks the right.
const REFUSED_IN_A_ROW: usize = 3;

/// Updates every case that the plan updates.
pub(super) async fn update_cases(
    plan: &ConfigPlan,
    target: &CaseTarget<'_, impl Reader + CaseReader, impl Writer>,
    progress: &impl Progress,
    stop: &Stop,
) -> BTreeMap<TestCaseId, Written> {
    let mut updates = plan.actions.iter().filter_map(|action| match action {
        Action::Update(update) => Some((action, update)),
        Action::Create(_) => None,
    });
    let rights = &Rights::default();
    let attempt = |(action, update)| async move {
        if stop.is_requested() || rights.is_over.load(Ordering::SeqCst) {
            return None;
        }
        let written = match look_again(plan, update, target.reader).await {
            Ok(()) => update_case(plan, update, target.writer).await,
            Err(error) => Err(error),
        };
        note(&target.notes, plan, action, &written);
        rights.note(&written);
        progress.ended(1);
        Some((update.test_case, written))
    };
    let mut outcomes = BTreeMap::new();
    // The first ones go alone, so that a missing right takes few requests to find out and not as many as may be in flight.
    for next in updates.by_ref() {
        outcomes.extend(attempt(next).await);
        if !rights.are_doubted() {
            break;
        }
    }
    let rest = stream::iter(updates)
        .map(attempt)
        .buffer_unordered(IN_FLIGHT);
    let rest: Vec<_> = rest
        .filter_map(|ended| async move { ended })
        .collect()
        .await;
    outcomes.extend(rest);
    if rights.are_proved() {
        outcomes.values_mut().for_each(as_refusal_of_one_case);
    }
    outcomes
}

/// What the answers so far tell about what the user may do.
#[derive(Default)]
struct Rights {
    /// Nothing more is sent, for this or any other reason.
    is_over: AtomicBool,
    is_missing: AtomicBool,
    is_any_written: AtomicBool,
    refused_in_a_row: AtomicUsize,
}

impl Rights {
    fn note(&self, written: &Written) {
        let is_over = match written {
            Ok(_) => {
                self.is_any_written.store(true, Ordering::SeqCst);
                self.refused_in_a_row.store(0, Ordering::SeqCst);
                false
            }
            Err(WriteError::Forbidden(_)) => {
                let refused = self.refused_in_a_row.fetch_add(1, Ordering::SeqCst) + 1;
                let is_missing = refused >= REFUSED_IN_A_ROW;
                self.is_missing.fetch_or(is_missing, Ordering::SeqCst);
                is_missing
            }
            Err(error) => error.concerns_all(),
        };
        self.is_over.fetch_or(is_over, Ordering::SeqCst);
    }

    /// True while the last case was refused, and it may be about that case alone.
    fn are_doubted(&self) -> bool {
        self.refused_in_a_row.load(Ordering::SeqCst) > 0 && !self.is_over.load(Ordering::SeqCst)
    }

    /// True once a case was updated, and not several others in a row were refused since.
    fn are_proved(&self) -> bool {
        self.is_any_written.load(Ordering::SeqCst) && !self.is_missing.load(Ordering::SeqCst)
    }
}

/// Where others were updated, a missing right is a matter of this case alone.
fn as_refusal_of_one_case(written: &mut Written) {
    if let Err(WriteError::Forbidden(error)) = written {
        let message = error.server_message().unwrap_or_default().to_owned();
        *written = Err(WriteError::Refused { message });
    }
}

/// Makes sure that nobody edited meanwhile what the mapping does not let be overwritten: one request, where there is
/// such a field.
async fn look_again(
    plan: &ConfigPlan,
    update: &Update,
    reader: &impl CaseReader,
) -> Result<(), WriteError> {
    let guarded = update
        .changes
        .iter()
        .filter(|change| change.on_drift != OnDrift::Overwrite);
    let guarded = guarded.filter_map(|change| Some((plan.field(&change.field)?, change)));
    let (specs, changes): (Vec<&FieldSpec>, Vec<&Change>) = guarded.unzip();
    if specs.is_empty() {
        return Ok(());
    }
    let values = reader.field_values(update.case, &specs).await;
    let values = values.map_err(not_looked_at)?;
    let both = specs.into_iter().zip(changes).zip(values);
    let edited = both.filter(|((spec, change), now)| !spec.kind.is_same(&change.before, now));
    let fields: Vec<FieldName> = edited.map(|((spec, _), _)| spec.name.clone()).collect();
    if fields.is_empty() {
        Ok(())
    } else {
        Err(WriteError::EditedMeanwhile { fields })
    }
}

fn not_looked_at(error: Error) -> WriteError {
    match error {
        Error::Credentials(error) => WriteError::Credentials(error),
        Error::ApiDisabled(error) | Error::Forbidden(error) | Error::Http(error) => {
            WriteError::Http(error)
        }
    }
}

async fn update_case(plan: &ConfigPlan, update: &Update, writer: &impl Writer) -> Written {
    let Update { case, changes, .. } = update;
    let fields: Vec<(&FieldSpec, &Value)> = changes
        .iter()
        .filter_map(|change| Some((plan.field(&change.field)?, &change.after)))
        .collect();
    let updated = writer.update_case(*case, &fields).await?;
    let written = fields.into_iter().zip(&updated.stored);
    let written = written.map(|((spec, sent), stored)| (spec, sent, stored));
    Ok(Stored::new(*case, written))
}

#[cfg(test)]
mod tests {
    use super::super::tests::fakes::error;
    use super::*;
    use crate::model::CaseId;

    /// What is known after cases that were updated (`+`), refused (`-`) or not begun (`.`).
    fn after(answers: &str) -> (bool, bool, bool) {
        let rights = Rights::default();
        for answer in answers.chars() {
            rights.note(&match answer {
                '+' => Ok(Stored::new(CaseId(1), [].into_iter())),
                '-' => Err(WriteError::Forbidden(error())),
                _ => Err(WriteError::NotBegun),
            });
        }
        let is_over = rights.is_over.load(Ordering::SeqCst);
        (rights.are_doubted(), rights.are_proved(), is_over)
    }

    #[test]
    fn one_locked_case_is_no_missing_right_whatever_else_happens() {
        for (answers, doubted, proved, over) in [
            ("-", true, false, false),
            ("--", true, false, false),
            ("---", false, false, true),
            ("--+", false, true, false),
            ("+-", true, true, false),
            ("+--+-", true, true, false),
            ("+---", false, false, true),
            // The server fell silent, and that is what ends it.
            ("+-.", false, true, true),
        ] {
            assert_eq!(after(answers), (doubted, proved, over), "{answers}");
        }
    }
}
