//! One launch: what is read about it, and the plan that follows.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future;

use super::attachments::{self, Files};
use super::proof::{Listed, is_final, read_again};
use super::results::{map_results, observe_results, observe_selection};
use super::seen::{Sight, note_launch};
use super::{Exporter, PlannedLaunch, ReadError, Suite};
use crate::diagnostic::{Diagnostic, LaunchCode, RunWithRepeats};
use crate::manifest::Repeats;
use crate::mapping::launches::{
    Corrections, LaunchRules, Selected, corrections, exported_in, fingerprint, fingerprint_of_ids,
    select, worst_last,
};
use crate::model::{
    Launch, LaunchId, ObservedResult, ObservedRun, RunId, TestCaseId, TestId, TestResult,
    TestResultId, Verdict,
};
use crate::plan::{
    LaunchFacts, LaunchProgress, LeftOut, has_results, plan_complete, plan_launch, progress,
};
use crate::testops::{LaunchSource, Results, Statistic};
use crate::testrail::{RunReader, UserReader};

/// Reads what has to be known about one launch, and plans it.
pub(super) async fn observe_launch<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    mut launch: Launch,
    runs: &[&ObservedRun],
    suite: &Suite,
    statistic: Option<&Statistic>,
) -> Result<PlannedLaunch, ReadError> {
    let (results, environment) = future::try_join(
        ends.source.results(launch.id),
        ends.source.environment(launch.id),
    )
    .await?;
    launch.environment = environment;
    let listed = Listed::of(&results);
    let mut chosen = Chosen::new(ends, rules, &launch, runs, results).await?;
    if chosen.is_nothing(runs) {
        return Ok(PlannedLaunch::default());
    }
    if is_final(rules, &facts(ends, &launch, runs, &chosen))
        && let Some(again) = read_again(ends, launch.id, listed).await?
    {
        chosen = Chosen::new(ends, rules, &launch, runs, again).await?;
    }
    let content = chosen.take();
    let facts = facts(ends, &launch, runs, &chosen);
    let sight = Sight::of(&content, &chosen.fingerprint);
    let planned = match progress(&facts) {
        LaunchProgress::Complete(_) => {
            let left_out = LeftOut {
                present: content.results.len(),
                ..content.left_out
            };
            complete_launch(rules, &facts, left_out)
        }
        LaunchProgress::Absent | LaunchProgress::Unknown => {
            growing_launch(ends, rules, &facts, content, suite).await?
        }
    };
    note_launch(ends, rules, &launch, runs, &sight, statistic, &planned);
    Ok(planned)
}

/// What counts of a launch.
#[derive(Default)]
pub(super) struct Content {
    pub(super) results: Vec<TestResult>,
    left_out: LeftOut,
    files: Files,
}

/// The same with what the plan has to know of it beside.
struct Chosen {
    content: Content,
    fingerprint: String,
    cases: usize,
    is_unfinished: bool,
}

impl Chosen {
    async fn new<S: LaunchSource + Sync, R>(
        ends: &Exporter<'_, S, R>,
        rules: &LaunchRules,
        launch: &Launch,
        runs: &[&ObservedRun],
        results: Results,
    ) -> Result<Self, ReadError> {
        let (results, left_out) = choose_results(ends, rules, launch, results);
        let mut files = Files::default();
        let fingerprint =
            attachments::fingerprint(ends, rules, launch, runs, &results, &mut files).await?;
        let tested: BTreeSet<TestCaseId> = results
            .iter()
            .filter_map(|result| result.test_case)
            .collect();
        Ok(Self {
            fingerprint,
            cases: tested.len(),
            is_unfinished: left_out.unfinished > 0,
            content: Content {
                results,
                left_out,
                files,
            },
        })
    }

    /// True when there is nothing to say about the launch.
    fn is_nothing(&self, runs: &[&ObservedRun]) -> bool {
        let Content {
            results, left_out, ..
        } = &self.content;
        results.is_empty() && runs.is_empty() && left_out.is_empty()
    }

    fn take(&mut self) -> Content {
        std::mem::take(&mut self.content)
    }
}

fn facts<'a, S, R>(
    ends: &Exporter<'a, S, R>,
    launch: &'a Launch,
    runs: &'a [&'a ObservedRun],
    chosen: &'a Chosen,
) -> LaunchFacts<'a> {
    LaunchFacts {
        launch,
        runs,
        fingerprint: &chosen.fingerprint,
        cases: chosen.cases,
        is_unfinished: chosen.is_unfinished,
        written: &ends.memory.runs,
    }
}

/// The results that count, and how many do not and why.
fn choose_results<S, R>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    launch: &Launch,
    results: Results,
) -> (Vec<TestResult>, LeftOut) {
    let Results {
        results,
        hidden,
        unfinished,
    } = results;
    let cases: BTreeSet<TestCaseId> = ends.exported.keys().copied().collect();
    let Selected {
        mut results,
        foreign,
        unlinked,
        superseded,
    } = select(results, &cases, rules.repeats);
    let mut left_out = LeftOut {
        hidden,
        unfinished,
        unlinked,
        superseded,
        foreign,
        present: 0,
    };
    if !rules.repeats.takes_all() && !launch.closed {
        // What stands for a test case may still change, and a result in TestRail cannot be taken back.
        left_out.unfinished += results.len();
        results.clear();
    }
    (results, left_out)
}

/// A launch whose results are all in TestRail, so that none of them has to be read there.
pub(super) fn complete_launch(
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    left_out: LeftOut,
) -> PlannedLaunch {
    let mut diagnostics = Vec::new();
    let plan = plan_complete(rules, facts, left_out, &mut diagnostics);
    PlannedLaunch {
        plan: Some(plan),
        diagnostics,
    }
}

/// A launch that has results to add, or may have.
async fn growing_launch<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    content: Content,
    suite: &Suite,
) -> Result<PlannedLaunch, ReadError> {
    let runs = facts.runs;
    let Content {
        results,
        mut left_out,
        files,
    } = content;
    let wanted: BTreeSet<TestResultId> = results.iter().map(|result| result.id).collect();
    let observed = observe_results(ends, runs).await?;
    let present: BTreeSet<TestResultId> = observed
        .iter()
        .filter_map(|(_, result)| result.result)
        .collect();
    let (there, mut results): (Vec<TestResult>, Vec<TestResult>) = results
        .into_iter()
        .partition(|result| present.contains(&result.id));
    left_out.present = there.len();
    let lost = links_lost(rules, facts, &observed);
    if lost.is_some() {
        // Which of them are there already, nobody can tell.
        results.clear();
    }
    let open = runs.iter().find(|run| !run.is_completed).map(|run| run.id);
    let changed = if lost.is_some() || are_as_exported(runs, &there) {
        // What says something else was changed by people.
        Corrections::default()
    } else {
        corrections(rules, &there, &results, &observed, open)
    };
    let beside = if rules.repeats == Repeats::WorstShown {
        // What a closed run shows says nothing about the one that these results go into.
        let in_open = observed.iter().filter(|(run, _)| Some(*run) == open);
        let in_open: BTreeSet<TestResultId> =
            in_open.filter_map(|(_, result)| result.result).collect();
        let shown: Vec<&TestResult> = there
            .iter()
            .filter(|result| in_open.contains(&result.id))
            .collect();
        worst_last(&mut results, &shown)
    } else {
        BTreeSet::new()
    };
    let results = with_corrections(results, &there, &changed);
    let verdicts: BTreeMap<TestResultId, Verdict> = results
        .iter()
        .map(|result| (result.id, result.status))
        .collect();
    let selection = observe_selection(ends, runs).await?;
    let desired = map_results(ends, rules, facts.launch, results, suite).await?;
    let desired = desired.into_iter().map(|result| {
        match (verdicts.get(&result.id), changed.open.get(&result.id)) {
            (Some(verdict), Some(correction)) => {
                result.correcting(*correction, *verdict, rules.markup)
            }
            (Some(verdict), None) if beside.contains(&result.id) => {
                result.beside_a_worse_one(*verdict, rules.markup)
            }
            _ => result,
        }
    });
    let desired = desired.collect();
    let mut diagnostics = verdicts_left(rules, facts.launch.id, &changed);
    let mut plan = plan_launch(
        rules,
        facts,
        left_out,
        &selection,
        desired,
        &mut diagnostics,
    );
    if rules.attachments {
        attachments::plan_files(ends, &mut plan, runs, &observed, &wanted, files).await?;
    }
    let repeated = results_repeated(rules, facts.launch.id, &observed);
    if let Some(diagnostic) = repeated.or(lost) {
        diagnostics.push(diagnostic);
        plan.hold_back();
    }
    Ok(PlannedLaunch {
        plan: Some(plan),
        diagnostics,
    })
}

/// True when the verdicts in TestOps of the results that are in TestRail are those that were exported, or when nobody can
/// tell.
fn are_as_exported(runs: &[&ObservedRun], there: &[TestResult]) -> bool {
    let newest = runs.last();
    let exported = newest.and_then(|run| exported_in(&run.description));
    exported.is_some_and(|exported| {
        let known = [fingerprint(there), fingerprint_of_ids(there)];
        known.iter().any(|known| has_results(&exported, known))
    })
}

/// Results to send, in their order, with those that correct a verdict: behind all others where theirs is shown, and before
/// them where another one is.
fn with_corrections(
    results: Vec<TestResult>,
    there: &[TestResult],
    changed: &Corrections,
) -> Vec<TestResult> {
    let of = |is_shown: bool| {
        there.iter().filter(move |result| {
            let correction = changed.open.get(&result.id);
            correction.is_some_and(|correction| correction.is_shown == is_shown)
        })
    };
    let before = of(false).cloned();
    before.chain(results).chain(of(true).cloned()).collect()
}

/// The diagnostics that verdicts changed of results in closed runs.
fn verdicts_left(rules: &LaunchRules, launch: LaunchId, changed: &Corrections) -> Vec<Diagnostic> {
    let left = changed.closed.iter().map(|(run, results)| {
        let code = LaunchCode::ClosedRunOutdated {
            launch: launch.0,
            run: run.0,
            results: *results,
        };
        let diagnostic = Diagnostic::notice(code).at(&rules.place);
        diagnostic.about(launch).about(*run)
    });
    left.collect()
}

/// The diagnostic that results are in a run more than once, as after two applies at once.
fn results_repeated(
    rules: &LaunchRules,
    launch: LaunchId,
    observed: &[(RunId, ObservedResult)],
) -> Option<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut twice: BTreeMap<RunId, BTreeSet<TestResultId>> = BTreeMap::new();
    for (run, result) in observed {
        if let Some(id) = result.result
            && !result.corrects
            && !seen.insert((*run, id))
        {
            twice.entry(*run).or_default().insert(id);
        }
    }
    if twice.is_empty() {
        return None;
    }
    let runs = twice.iter().map(|(run, results)| RunWithRepeats {
        run: run.0,
        results: results.iter().map(|result| result.0).collect(),
    });
    let code = LaunchCode::ResultsRepeated {
        launch: launch.0,
        runs: runs.collect(),
    };
    let diagnostic = Diagnostic::notice(code).at(&rules.place);
    Some(diagnostic.about(launch).about_all(twice.into_keys()))
}

/// The diagnostic that results which were all in the run stand there without their links, so that they would be sent
/// again. Results that people took out of the run leave nothing behind, and what people add to
/// a test is beside a result that has its link.
fn links_lost(
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    observed: &[(RunId, ObservedResult)],
) -> Option<Diagnostic> {
    let newest = facts.runs.last()?;
    let exported = exported_in(&newest.description)?;
    let exported: usize = exported.split(' ').next()?.parse().ok()?;
    let linked = observed.iter().filter(|(_, row)| row.result.is_some());
    let ids: BTreeSet<TestResultId> = linked.clone().filter_map(|(_, row)| row.result).collect();
    let tests: BTreeSet<TestId> = linked.map(|(_, row)| row.test).collect();
    let rest = observed
        .iter()
        .filter(|(_, row)| !tests.contains(&row.test));
    let missed = exported.saturating_sub(ids.len());
    if missed == 0 || rest.count() < missed {
        return None;
    }
    let launch = facts.launch.id;
    let code = LaunchCode::LinksLost {
        launch: launch.0,
        run: newest.id.0,
        results: missed,
    };
    let diagnostic = Diagnostic::notice(code).at(&rules.place);
    Some(diagnostic.about(launch).about(newest.id))
}
