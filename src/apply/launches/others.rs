//! Runs that others created since the plan was made, with the markers of ours.

use std::collections::BTreeSet;

use super::{LaunchReport, LaunchTarget};
use crate::diagnostic::Twice;
use crate::mapping::launches::MARK_PREFIX;
use crate::model::{ObservedRun, RunId};
use crate::plan::{LaunchPlan, LaunchesPlan, RunAction};
use crate::testrail::{Error, RunReader};

/// The runs that carry our markers, by what was created since the plan was made.
#[derive(Debug, Default)]
pub(super) struct Others(Vec<ObservedRun>);

impl Others {
    /// Looks for what was created since the last look: one request.
    pub(super) async fn look<R: RunReader, W>(
        &mut self,
        target: &LaunchTarget<'_, R, W>,
    ) -> Result<(), Error> {
        let since = target.watch.look();
        let runs = target
            .reader
            .runs_since(target.project_id, target.suite, MARK_PREFIX, since);
        self.0.extend(runs.await?);
        Ok(())
    }

    /// The runs that somebody created for a launch. Where closed ones were there before, the open ones are new.
    pub(super) fn of(&self, plan: &LaunchPlan) -> BTreeSet<RunId> {
        let has_closed = match plan.run {
            RunAction::Create { continues, .. } => continues,
            RunAction::Keep(_) | RunAction::Continue { .. } => return BTreeSet::new(),
        };
        let found = self
            .0
            .iter()
            .filter(|run| run.marked.contains(&plan.launch) && !(has_closed && run.is_completed));
        found.map(|run| run.id).collect()
    }

    /// Those of the runs that we created which somebody else created as well.
    pub(super) fn twins(&self, plan: &LaunchesPlan, reports: &[LaunchReport]) -> Vec<Twice> {
        let created = reports.iter().filter(|report| report.is_created);
        let twins = created.filter_map(|report| {
            let mut plans = plan.launches.iter();
            let plan = plans.find(|plan| plan.launch == report.launch)?;
            let mut carriers = self.of(plan);
            carriers.extend(report.run);
            (carriers.len() > 1).then(|| Twice {
                marker: format!("{MARK_PREFIX}{}", report.launch.0),
                carriers: carriers.iter().map(ToString::to_string).collect(),
            })
        });
        twins.collect()
    }
}
