//! What would be done about launches: pure, total, deterministic.

mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::texts::{ChangedTexts, changed_texts};
use super::WrittenRun;
use crate::diagnostic::{Diagnostic, LaunchCode};
use crate::manifest::{CloseRun, OnClosedRun, Repeats};
use crate::mapping::launches::{DesiredResult, LaunchRules, block, exported_in, merge, run_name};
use crate::model::{
    CaseId, Launch, LaunchId, MAX_BATCH_RESULTS, NewResult, ObservedRun, RunId, TestCaseId,
    TestResultId, result_batches,
};

/// What would be done about the launches of one sync config.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LaunchesPlan {
    /// The selected launches, in the order of their ids.
    pub launches: Vec<LaunchPlan>,
    /// What a person should know.
    pub diagnostics: Vec<Diagnostic>,
    /// Names of the result statuses.
    pub labels: BTreeMap<u64, String>,
    /// Which of several results of one test case count.
    pub repeats: Repeats,
    /// True when a diagnostic stops all launches of the sync config.
    pub is_blocked: bool,
}

/// What would be done about one launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LaunchPlan {
    /// The launch.
    pub launch: LaunchId,
    /// The name of its run.
    pub name: String,
    /// What happens to the run.
    pub run: RunAction,
    /// The test cases whose cases have to be selected in it.
    pub select: BTreeSet<TestCaseId>,
    /// The results to add, in the order in which they are sent.
    pub results: Vec<DesiredResult>,
    /// The description that the run has once all results are in, if it has to change.
    pub description: Option<String>,
    /// True when the run is closed afterwards, which cannot be undone.
    pub closes: bool,
    /// Results that are not carried over, and why.
    pub left_out: LeftOut,
    /// The files of results.
    pub attachments: super::AttachmentsPlan,
}

/// How many tests of a run TestRail tells at once.
const PAGE: usize = 250;

/// What happens to the run of a launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RunAction {
    /// It is up to date.
    Keep(Option<RunId>),
    /// It is created.
    Create {
        /// The description until all results are in.
        description: String,
        /// True when a closed run comes before it.
        continues: bool,
    },
    /// It is there and gets what is missing.
    Continue {
        /// The run.
        run: RunId,
        /// The cases that are selected in it already.
        selected: BTreeSet<CaseId>,
        /// What it says about the results in it. Where it says something else by the time they are added, another
        /// apply has been there.
        exported: Option<String>,
        /// The new name, if it has to change.
        name: Option<String>,
    },
}

/// How many results of a launch are not carried over, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeftOut {
    /// Attempts that a retry replaced.
    pub hidden: usize,
    /// Results without a verdict yet: a later apply has them.
    pub unfinished: usize,
    /// Results that TestOps has not linked to a test case.
    pub unlinked: usize,
    /// Results that another one of the same case stands for.
    pub superseded: usize,
    /// Results of test cases that the sync config does not export.
    pub foreign: BTreeMap<TestCaseId, usize>,
    /// Results that are in TestRail already.
    pub present: usize,
}

/// What has to be known about a launch to plan it.
#[derive(Debug)]
pub(crate) struct LaunchFacts<'a> {
    /// The launch.
    pub launch: &'a Launch,
    /// Its runs in TestRail, in the order of their ids.
    pub runs: &'a [&'a ObservedRun],
    /// Fingerprint of the results that should be in TestRail.
    pub fingerprint: &'a str,
    /// How many test cases they are of.
    pub cases: usize,
    /// True when results without a verdict are still to come.
    pub is_unfinished: bool,
    /// The runs that our applies made, as the ledger has them.
    pub written: &'a BTreeMap<RunId, WrittenRun>,
}

/// The cases that are selected in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunSelection {
    /// All of them: whoever selects more has to name these again, or their results are lost.
    pub cases: BTreeSet<CaseId>,
    /// The test cases of those that are exported.
    pub test_cases: BTreeSet<TestCaseId>,
}

/// How far the runs of a launch are, as can be told from their descriptions and counters alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaunchProgress {
    /// Every result is in, so that none has to be read.
    Complete(RunId),
    /// The results of these runs have to be read to know what is missing.
    Unknown,
    /// There is no run yet.
    Absent,
}

/// Tells how far the runs of a launch are. The fingerprint in a run's description was written after all results were in;
/// a run that has fewer tests than it should lost some since.
pub(crate) fn progress(facts: &LaunchFacts<'_>) -> LaunchProgress {
    let Some(newest) = facts.runs.last() else {
        return LaunchProgress::Absent;
    };
    let exported = exported_in(&newest.description);
    let all_tests: u64 = facts.runs.iter().map(|run| run.tests).sum();
    let has_all = usize::try_from(all_tests).unwrap_or(usize::MAX) >= facts.cases;
    match exported {
        Some(exported) if exported == facts.fingerprint && has_all => {
            LaunchProgress::Complete(newest.id)
        }
        _ => LaunchProgress::Unknown,
    }
}

/// Plans a launch whose results are all in TestRail: at most its description, its name and its closing are left.
pub(crate) fn plan_complete(
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    left_out: LeftOut,
    diagnostics: &mut Vec<Diagnostic>,
) -> LaunchPlan {
    plan_launch(
        rules,
        facts,
        left_out,
        &RunSelection::default(),
        Vec::new(),
        diagnostics,
    )
}

/// Plans a launch. `results` are those that are missing in TestRail, `selection` the cases of its open run.
pub(crate) fn plan_launch(
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    left_out: LeftOut,
    selection: &RunSelection,
    results: Vec<DesiredResult>,
    diagnostics: &mut Vec<Diagnostic>,
) -> LaunchPlan {
    let launch = facts.launch;
    let open: Vec<&ObservedRun> = facts
        .runs
        .iter()
        .copied()
        .filter(|run| !run.is_completed)
        .collect();
    let closed = facts.runs.iter().any(|run| run.is_completed);
    let mut plan = LaunchPlan {
        launch: launch.id,
        name: run_name(launch, closed && !open.is_empty()),
        run: RunAction::Keep(facts.runs.last().map(|run| run.id)),
        select: BTreeSet::new(),
        results: Vec::new(),
        description: None,
        closes: false,
        left_out,
        attachments: super::AttachmentsPlan::default(),
    };
    if let Some(diagnostic) = several_runs(rules, facts, &open) {
        diagnostics.push(diagnostic);
        return plan;
    }
    let final_block = block(
        launch,
        &rules.web,
        &rules.config,
        Some(facts.fingerprint.to_owned()),
    );
    let is_due = rules.close == CloseRun::WhenLaunchClosed && launch.closed && !facts.is_unfinished;
    match open.first() {
        Some(run) => {
            let wanted = (plan.name.as_str(), &final_block);
            let is_written_to = !results.is_empty() || is_due;
            let ChangedTexts { name, description } =
                changed_texts(rules, facts, run, wanted, is_written_to, diagnostics);
            plan.description = description;
            plan.closes = is_due;
            plan.select = results.iter().map(|result| result.test_case).collect();
            plan.results = results;
            if !plan.results.is_empty() || name.is_some() || plan.description.is_some() || is_due {
                // A run that follows its suite has every case already.
                plan.select
                    .retain(|case| !run.include_all && !selection.test_cases.contains(case));
                plan.run = RunAction::Continue {
                    run: run.id,
                    selected: selection.cases.clone(),
                    exported: exported_in(&run.description),
                    name,
                };
            }
        }
        None if results.is_empty() => {}
        None if closed && rules.on_closed_run == OnClosedRun::Report => {
            diagnostics.extend(facts.runs.last().map(|run| {
                let code = LaunchCode::ClosedRunIncomplete {
                    launch: launch.id.0,
                    run: run.id.0,
                    missing: results.len(),
                };
                let diagnostic = Diagnostic::notice(code).at(&rules.place);
                diagnostic.about(launch.id).about(run.id)
            }));
        }
        None => {
            diagnostics.extend(gone_run(facts, rules));
            plan.name = run_name(launch, closed);
            let first_block = block(launch, &rules.web, &rules.config, None);
            plan.run = RunAction::Create {
                description: merge("", &first_block, rules.markup),
                continues: closed,
            };
            plan.description = Some(merge("", &final_block, rules.markup));
            plan.closes = is_due;
            plan.select = results.iter().map(|result| result.test_case).collect();
            plan.results = results;
        }
    }
    plan
}

/// The diagnostic that a run is made although an earlier apply made one, which is not there any more.
fn gone_run(facts: &LaunchFacts<'_>, rules: &LaunchRules) -> Option<Diagnostic> {
    let launch = facts.launch.id;
    let mut made = facts.written.iter().filter(|(run, written)| {
        written.launch == launch && facts.runs.iter().all(|known| known.id != **run)
    });
    let (run, _) = made.next_back()?;
    let code = LaunchCode::RunGone {
        launch: launch.0,
        run: run.0,
    };
    let diagnostic = Diagnostic::notice(code).at(&rules.place);
    Some(diagnostic.about(launch).about(*run))
}

/// The diagnostic that several runs stand for one launch, as after two applies at once: several that are open, or several
/// that each hold everything.
fn several_runs(
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    open: &[&ObservedRun],
) -> Option<Diagnostic> {
    let launch = facts.launch.id;
    let diagnostic = |runs: &[&ObservedRun], code: fn(i64, Vec<u64>) -> LaunchCode| {
        let runs = runs.iter().map(|run| run.id);
        let code = code(launch.0, runs.clone().map(|run| run.0).collect());
        let diagnostic = Diagnostic::notice(code).at(&rules.place);
        diagnostic.about(launch).about_all(runs)
    };
    if open.len() > 1 {
        return Some(diagnostic(open, |launch, runs| {
            LaunchCode::SeveralOpenRuns { launch, runs }
        }));
    }
    let is_complete = |run: &&ObservedRun| {
        exported_in(&run.description).is_some_and(|exported| exported == facts.fingerprint)
            && usize::try_from(run.tests).unwrap_or(usize::MAX) >= facts.cases.max(1)
    };
    let complete: Vec<&ObservedRun> = facts.runs.iter().copied().filter(is_complete).collect();
    (complete.len() > 1).then(|| {
        diagnostic(&complete, |launch, runs| LaunchCode::SeveralCompleteRuns {
            launch,
            runs,
        })
    })
}

/// Splits results into runs of neighbours that are sent in one request each. Looks at a bounded number of them at a
/// time, so that no second copy of all their texts is made.
pub(crate) fn launch_batches(results: &[DesiredResult]) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    for (index, chunk) in results.chunks(MAX_BATCH_RESULTS).enumerate() {
        // The number of a case takes a few bytes more or less, which the margin of a batch covers.
        let rows: Vec<NewResult> = chunk
            .iter()
            .map(|result| result.with_case(CaseId(u64::MAX)))
            .collect();
        let start = index * MAX_BATCH_RESULTS;
        batches.extend(
            result_batches(&rows)
                .into_iter()
                .map(|range| start + range.start..start + range.end),
        );
    }
    batches
}

impl LaunchPlan {
    /// True when nothing would be written.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.run, RunAction::Keep(_))
    }

    /// True when the launch is exported for the first time.
    pub(crate) fn is_first(&self) -> bool {
        let is_first =
            |run: &RunAction| matches!(run, RunAction::Create { continues, .. } if !continues);
        is_first(&self.run)
    }

    /// How many TestRail requests it takes.
    pub(crate) fn requests(&self) -> usize {
        let run = match &self.run {
            RunAction::Keep(_) => return 0,
            RunAction::Create { .. } => 1,
            RunAction::Continue { .. } if self.select.is_empty() => 0,
            // Selecting cases is a request of its own, before their results; the rest waits until they are in. The
            // selection is read again before it, and the answer tells how many are in it then.
            RunAction::Continue { selected, .. } => 1 + selected.len().div_ceil(PAGE).max(1),
        };
        let renames = matches!(&self.run, RunAction::Continue { name: Some(_), .. });
        let describes = self.description.is_some() || renames;
        let batches = launch_batches(&self.results).len();
        // Before results are added to a run that was there, and after, it is looked at whether another apply does so.
        let looks = match &self.run {
            RunAction::Continue { .. } if batches > 0 => 2,
            _ => 0,
        };
        let files = self.attachments.requests();
        run + looks + batches + files + usize::from(describes) + usize::from(self.closes)
    }

    /// True when a run is created.
    pub(crate) fn creates(&self) -> bool {
        matches!(self.run, RunAction::Create { .. })
    }

    /// Leaves the run without the line that says that all results are in, and open, because some are there twice.
    pub(crate) fn hold_back(&mut self) {
        self.description = None;
        self.closes = false;
        let is_renamed = matches!(&self.run, RunAction::Continue { name: Some(_), .. });
        let has_files = self.attachments.requests() > 0;
        if let RunAction::Continue { run, .. } = self.run
            && self.results.is_empty()
            && !has_files
            && !is_renamed
        {
            self.run = RunAction::Keep(Some(run));
        }
    }

    /// How many results have each status.
    pub(crate) fn by_status(&self) -> BTreeMap<u64, usize> {
        let mut counts = BTreeMap::new();
        for result in &self.results {
            *counts.entry(result.status).or_default() += 1;
        }
        counts
    }

    /// The ids of the results to add.
    pub(crate) fn result_ids(&self) -> impl Iterator<Item = TestResultId> {
        self.results.iter().map(|result| result.id)
    }
}

impl LeftOut {
    /// True when nothing is left out.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl LaunchesPlan {
    /// True when nothing would be written.
    pub(crate) fn is_empty(&self) -> bool {
        self.launches.iter().all(LaunchPlan::is_empty)
    }

    /// How many launches would be exported.
    pub(crate) fn to_export(&self) -> usize {
        let launches = self.launches.iter();
        launches.filter(|launch| !launch.is_empty()).count()
    }
}

#[cfg(test)]
mod tests;
