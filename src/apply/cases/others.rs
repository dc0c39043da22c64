//! Cases that others created since the plan was made, with the markers of ours.

use std::collections::{BTreeMap, BTreeSet};

use super::CaseTarget;
use crate::diagnostic::Twice;
use crate::model::{CaseId, TestCaseId};
use crate::plan::ConfigPlan;
use crate::testrail::{CaseScope, Error, Reader};

/// The cases that carry our markers, by what was created since the plan was made.
#[derive(Debug, Default)]
pub(super) struct Others(BTreeMap<TestCaseId, BTreeSet<CaseId>>);

impl Others {
    /// Looks for what was created since the last look: one request.
    pub(super) async fn look(
        &mut self,
        plan: &ConfigPlan,
        target: &CaseTarget<'_, impl Reader, impl Sized>,
    ) -> Result<(), Error> {
        let scope = CaseScope {
            created_after: Some(target.watch.look()),
            ..CaseScope::suite(target.project_id, plan.destination.suite)
        };
        let observed = target.reader.cases(&scope, &plan.identity, &[]).await?;
        for case in observed.cases {
            for id in case.marked {
                self.0.entry(id).or_default().insert(case.id);
            }
        }
        Ok(())
    }

    /// The case that somebody created for a test case.
    pub(super) fn of(&self, id: TestCaseId) -> Option<CaseId> {
        self.0.get(&id)?.first().copied()
    }

    /// Those of the cases that we created which somebody else created as well.
    pub(super) fn twins(
        mut self,
        plan: &ConfigPlan,
        created: impl Iterator<Item = (TestCaseId, CaseId)>,
    ) -> Vec<Twice> {
        let twins = created.filter_map(|(id, case)| {
            let mut carriers = self.0.remove(&id)?;
            carriers.insert(case);
            (carriers.len() > 1).then(|| Twice {
                marker: plan.identity.marker(id).0.into(),
                carriers: carriers.iter().map(ToString::to_string).collect(),
            })
        });
        twins.collect()
    }
}
