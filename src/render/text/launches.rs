//! Launches in a plan and in a report.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::case_line::{case_line, chain, first_lines};
use crate::apply::{LaunchError, LaunchReport};
use crate::manifest::Repeats;
use crate::mapping::launches::MARK_PREFIX;
use crate::model::TestResultId;
use crate::plan::{LaunchPlan, LaunchesPlan, LeftOut, RunAction};
use crate::testrail::{ResultPart, ResultParts, WriteError};

/// Shows what would be done about launches; nothing when there is nothing to say.
pub(super) fn plan(text: &mut String, plan: &LaunchesPlan, paint: Paint) {
    for launch in &plan.launches {
        self::launch(text, launch, &plan.labels, paint);
    }
    if plan.is_blocked {
        text.push_str("  Launches cannot be planned until the problems below are fixed.\n");
    }
    if plan.launches.is_empty() {
        return;
    }
    let (kept, pending): (Vec<_>, Vec<_>) =
        plan.launches.iter().partition(|launch| launch.is_empty());
    let rule = match plan.repeats {
        Repeats::WorstShown | Repeats::All => "every result",
        Repeats::Worst => "the worst result",
        Repeats::Last => "the last result",
    };
    let _ = writeln!(
        text,
        "  {}: {} to export, {} left as they are ({rule} of a test case counts).",
        words::count(plan.launches.len(), "launch", "launches"),
        words::thousands(pending.len()),
        words::thousands(kept.len())
    );
    skipped(
        text,
        "skipped in unchanged launches",
        &not_exported(kept.into_iter()),
        paint,
    );
}

fn skipped(text: &mut String, heading: &str, left_out: &LeftOut, paint: Paint) {
    let reasons = reasons(left_out);
    if !reasons.is_empty() {
        let line = format!("{heading}: {}", reasons.join(", "));
        let _ = writeln!(text, "      {}", paint.dim(&line));
    }
}

fn launch(text: &mut String, plan: &LaunchPlan, labels: &BTreeMap<u64, String>, paint: Paint) {
    let cases = words::count(plan.select.len(), "case", "cases");
    let (sign, mut note) = match &plan.run {
        RunAction::Keep(_) => return,
        RunAction::Create {
            continues: true, ..
        } => (
            paint.added("+"),
            format!("further run, since the one before is closed, {cases}"),
        ),
        RunAction::Create { .. } => (paint.added("+"), format!("new run, {cases}")),
        RunAction::Continue { run, .. } if plan.select.is_empty() => {
            (paint.changed("~"), format!("R{}", run.0))
        }
        RunAction::Continue { run, .. } => {
            (paint.changed("~"), format!("R{}, {cases} more", run.0))
        }
    };
    if plan.closes {
        note.push_str(", closed afterwards");
    }
    let marker = format!("{MARK_PREFIX}{}", plan.launch.0);
    case_line(text, &sign, &marker, &plan.name, &note);
    let content = if plan.results.is_empty() {
        changes(&plan.run, plan.description.is_some())
    } else {
        carried(plan, labels)
    };
    if !content.is_empty() {
        let _ = writeln!(text, "      {content}");
    }
    super::attachments::plan(text, &plan.attachments, paint);
    skipped(text, "skipped", &plan.left_out, paint);
}

/// The results that are carried over, by status.
fn carried(plan: &LaunchPlan, labels: &BTreeMap<u64, String>) -> String {
    let by_status: Vec<String> = plan
        .by_status()
        .into_iter()
        .map(|(status, n)| {
            let label = labels.get(&status).map_or_else(
                || format!("status {status}"),
                |label| escape::terminal(label).into_owned(),
            );
            format!("{} {label}", words::thousands(n))
        })
        .collect();
    let results = &plan.results;
    let lossy = match results.iter().filter(|result| result.is_lossy).count() {
        0 => String::new(),
        lossy => format!("; {lossy} shortened to fit"),
    };
    let corrections = results.iter().filter(|result| result.corrects.is_some());
    let corrections = match corrections.count() {
        0 => String::new(),
        n => format!("; {n} to correct a verdict that changed in TestOps"),
    };
    let hiding = results.iter().filter(|result| result.hides.is_some());
    let hiding = match hiding.count() {
        0 => String::new(),
        n => format!(", {n} over a result that somebody else added"),
    };
    format!(
        "{}: {}{lossy}{corrections}{hiding}",
        words::count(results.len(), "result", "results"),
        by_status.join(", ")
    )
}

/// What changes at a run that gets no result.
fn changes(run: &RunAction, describes: bool) -> String {
    let renames = matches!(run, RunAction::Continue { name: Some(_), .. });
    let name = renames.then_some("name");
    let description = describes.then_some("description");
    let changes: Vec<&str> = name.into_iter().chain(description).collect();
    changes.join(", ")
}

/// What of launches that are left as they are is worth a word: not what is there, but what is not.
fn not_exported<'a>(launches: impl Iterator<Item = &'a LaunchPlan>) -> LeftOut {
    let mut sum = LeftOut::default();
    for LaunchPlan { left_out, .. } in launches {
        sum.unfinished += left_out.unfinished;
        sum.unlinked += left_out.unlinked;
        for (case, n) in &left_out.foreign {
            *sum.foreign.entry(*case).or_default() += n;
        }
    }
    sum
}

fn reasons(left_out: &LeftOut) -> Vec<String> {
    let foreign = &left_out.foreign;
    let mut cases: Vec<String> = foreign.keys().take(5).map(ToString::to_string).collect();
    if foreign.len() > cases.len() {
        cases.push("…".to_owned());
    }
    let of_cases = format!("of test cases that are not exported ({})", cases.join(", "));
    let reasons = [
        (left_out.present, "already there"),
        (left_out.hidden, "replaced by a retry"),
        (left_out.unfinished, "not finished"),
        (left_out.superseded, "superseded"),
        (left_out.unlinked, "without a test case"),
        (foreign.values().sum(), &of_cases),
    ];
    let reasons = reasons.into_iter().filter(|(n, _)| *n > 0);
    reasons
        .map(|(n, what)| format!("{} {what}", words::thousands(n)))
        .collect()
}

/// Shows what became of a launch.
pub(super) fn report(text: &mut String, report: &LaunchReport, link: Option<&str>, paint: Paint) {
    let LaunchReport {
        launch,
        name,
        run,
        is_created,
        added,
        reduced,
        failed,
        attached,
        failed_files,
        rewritten,
        is_closed,
        stopped,
    } = report;
    let sign = match (run, stopped) {
        (None, Some(LaunchError::NotBegun)) => paint.dim("·"),
        _ if !report.is_complete() => paint.problem("✗"),
        _ if *is_created => paint.added("+"),
        _ => paint.changed("~"),
    };
    let mut note = match (run, stopped) {
        (Some(run), _) if *is_created => format!("created R{}", run.0),
        (Some(run), _) => format!("continued R{}", run.0),
        (None, Some(LaunchError::NotBegun)) => "not begun".to_owned(),
        (None, Some(error @ LaunchError::Write(WriteError::Unclear(_)))) => {
            format!(
                "may have been created ({}); the next apply checks",
                chain(error)
            )
        }
        (None, Some(error)) => format!("not created: {}", chain(error)),
        (None, None) => "no run".to_owned(),
    };
    for (n, one, many) in [(*added, "result", "results"), (*attached, "file", "files")] {
        if n > 0 {
            let _ = write!(note, ", {}", words::count(n, one, many));
        }
    }
    if *is_closed {
        note.push_str(", closed");
    }
    if let (Some(run), Some(base)) = (run, link) {
        let _ = write!(note, "  {base}/index.php?/runs/view/{}", run.0);
    }
    let marker = format!("{MARK_PREFIX}{}", launch.0);
    case_line(text, &sign, &marker, name, &note);
    if !rewritten.is_empty() {
        let _ = writeln!(
            text,
            "      TestRail stored its {} otherwise than it was written; it will not be written again",
            rewritten.join(" and its "),
        );
    }
    let lacking = |(result, lacks): &(TestResultId, ResultParts)| {
        let parts: Vec<String> = lacks
            .iter()
            .map(ResultPart::name)
            .map(str::to_owned)
            .collect();
        format!(
            "result {} added without its {}, which TestRail does not take",
            result.0,
            words::conjoined(&parts, "and"),
        )
    };
    first_lines(text, reduced, lacking, |more| {
        format!("{more} added without some part")
    });
    let not_added = |(result, error): &(TestResultId, LaunchError)| {
        format!("result {} not added: {}", result.0, chain(error))
    };
    first_lines(text, failed, not_added, |more| format!("{more} not added"));
    super::attachments::report(text, failed_files);
    // Without a run the first line says it.
    match stopped.as_ref().filter(|_| run.is_some()) {
        None => {}
        Some(LaunchError::NotBegun) => {
            text.push_str("      not finished: the rest was not begun\n");
        }
        Some(error) => {
            let _ = writeln!(text, "      not finished: {}", chain(error));
            if let Some(help) = error.help() {
                let _ = writeln!(text, "        help: {help}");
            }
        }
    }
}
