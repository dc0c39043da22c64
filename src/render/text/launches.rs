//! Launches in a plan and in a report.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::value;
use crate::apply::{LaunchError, LaunchReport};
use crate::manifest::Repeats;
use crate::mapping::launches::MARK_PREFIX;
use crate::plan::{LaunchPlan, LaunchesPlan, LeftOut, RunAction};
use crate::testrail::WriteError;

/// The width that names are padded to.
const NAME_WIDTH: usize = 44;

/// How many failed results of one launch are listed.
const SHOWN: usize = 20;

/// Shows what would be done about launches; nothing when there is nothing to say.
pub(super) fn plan(text: &mut String, plan: &LaunchesPlan, paint: Paint) {
    let LaunchesPlan {
        launches,
        diagnostics: _,
        labels,
        repeats,
        is_blocked,
    } = plan;
    for launch in launches {
        self::launch(text, launch, labels, paint);
    }
    if *is_blocked {
        text.push_str("  Launches cannot be planned until the problems below are fixed.\n");
    }
    let pending = launches.iter().filter(|launch| !launch.is_empty()).count();
    if !launches.is_empty() {
        let rule = match repeats {
            Repeats::All => "every result of a test case counts",
            Repeats::Worst => "the worst result of a test case counts",
            Repeats::Last => "the last result of a test case counts",
        };
        let _ = writeln!(
            text,
            "  {}: {} to export, {} left as they are ({rule}).",
            words::count(launches.len(), "launch", "launches"),
            words::thousands(pending),
            words::thousands(launches.len() - pending)
        );
        let kept = launches.iter().filter(|launch| launch.is_empty());
        let reasons = reasons(&standing(kept.map(|launch| &launch.left_out)));
        if !reasons.is_empty() {
            let _ = writeln!(
                text,
                "      {}",
                paint.dim(&format!(
                    "skipped in unchanged launches: {}",
                    reasons.join(", ")
                ))
            );
        }
    }
}

fn launch(text: &mut String, plan: &LaunchPlan, labels: &BTreeMap<u64, String>, paint: Paint) {
    let LaunchPlan {
        launch,
        name,
        run,
        select,
        results,
        description,
        closes,
        left_out,
        attachments,
    } = plan;
    let (sign, mut note) = match run {
        RunAction::Keep(_) => return,
        RunAction::Create { continues, .. } => {
            let what = if *continues {
                "further run, since the one before is closed"
            } else {
                "new run"
            };
            (
                paint.added("+"),
                format!("{what}, {}", words::count(select.len(), "case", "cases")),
            )
        }
        RunAction::Continue { run, .. } if select.is_empty() => {
            (paint.changed("~"), format!("R{}", run.0))
        }
        RunAction::Continue { run, .. } => (
            paint.changed("~"),
            format!(
                "R{}, {} more",
                run.0,
                words::count(select.len(), "case", "cases")
            ),
        ),
    };
    if *closes {
        note.push_str(", closed afterwards");
    }
    let name = value::title(name);
    let padding = NAME_WIDTH.saturating_sub(name.width());
    let _ = writeln!(
        text,
        "  {sign} {MARK_PREFIX}{}  {name}{:padding$}  {note}",
        launch.0, ""
    );
    let content = if results.is_empty() {
        changes(run, description.is_some())
    } else {
        carried(plan, labels)
    };
    if !content.is_empty() {
        let _ = writeln!(text, "      {content}");
    }
    super::attachments::plan(text, attachments, paint);
    let reasons = reasons(left_out);
    if !reasons.is_empty() {
        let _ = writeln!(
            text,
            "      {}",
            paint.dim(&format!("skipped: {}", reasons.join(", ")))
        );
    }
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
    let lossy = results.iter().filter(|result| result.is_lossy).count();
    let lossy = if lossy > 0 {
        format!("; {lossy} shortened to fit")
    } else {
        String::new()
    };
    format!(
        "{}: {}{lossy}",
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
fn standing<'a>(all: impl Iterator<Item = &'a LeftOut>) -> LeftOut {
    let mut sum = LeftOut::default();
    for left_out in all {
        let LeftOut {
            hidden: _,
            unfinished,
            unlinked,
            superseded: _,
            foreign,
            present: _,
        } = left_out;
        sum.unfinished += unfinished;
        sum.unlinked += unlinked;
        for (case, n) in foreign {
            *sum.foreign.entry(*case).or_default() += n;
        }
    }
    sum
}

fn reasons(left_out: &LeftOut) -> Vec<String> {
    let LeftOut {
        hidden,
        unfinished,
        unlinked,
        superseded,
        foreign,
        present,
    } = left_out;
    let foreign_results: usize = foreign.values().sum();
    let mut reasons = Vec::new();
    let mut reason = |n: usize, what: &str| {
        if n > 0 {
            reasons.push(format!("{} {what}", words::thousands(n)));
        }
    };
    reason(*present, "already there");
    reason(*hidden, "replaced by a retry");
    reason(*unfinished, "not finished");
    reason(*superseded, "superseded");
    reason(*unlinked, "without a test case");
    reason(foreign_results, "of test cases that are not exported");
    if foreign_results > 0 {
        let shown: Vec<String> = foreign
            .keys()
            .take(5)
            .map(|case| case.0.to_string())
            .collect();
        let more = if foreign.len() > shown.len() {
            ", …"
        } else {
            ""
        };
        if let Some(last) = reasons.last_mut() {
            let _ = write!(last, " ({}{more})", shown.join(", "));
        }
    }
    reasons
}

/// Shows what became of launches.
pub(super) fn report(
    text: &mut String,
    launches: &[LaunchReport],
    link: Option<&str>,
    paint: Paint,
) {
    for report in launches {
        let LaunchReport {
            launch,
            name,
            run,
            is_created,
            added,
            failed,
            attached,
            failed_files,
            is_closed,
            stopped,
        } = report;
        let name = value::title(name);
        let padding = NAME_WIDTH.saturating_sub(name.width());
        let is_begun = run.is_some() || !matches!(stopped, Some(LaunchError::NotBegun));
        let sign = match (report.is_complete(), is_created) {
            _ if !is_begun => paint.dim("·"),
            (false, _) => paint.problem("✗"),
            (true, true) => paint.added("+"),
            (true, false) => paint.changed("~"),
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
        if *added > 0 {
            let _ = write!(note, ", {}", words::count(*added, "result", "results"));
        }
        if *attached > 0 {
            let _ = write!(note, ", {}", words::count(*attached, "file", "files"));
        }
        if *is_closed {
            note.push_str(", closed");
        }
        if let (Some(run), Some(base)) = (run, link) {
            let _ = write!(note, "  {base}/index.php?/runs/view/{}", run.0);
        }
        let _ = writeln!(
            text,
            "  {sign} {MARK_PREFIX}{}  {name}{:padding$}  {note}",
            launch.0, ""
        );
        for (result, error) in failed.iter().take(SHOWN) {
            let _ = writeln!(
                text,
                "      result {} not added: {}",
                result.0,
                chain(error)
            );
        }
        if failed.len() > SHOWN {
            let _ = writeln!(text, "      … and {} more not added", failed.len() - SHOWN);
        }
        super::attachments::report(text, failed_files);
        match stopped {
            // Said above.
            None => {}
            Some(_) if run.is_none() => {}
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
}

pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut words = escape::terminal(&error.to_string()).into_owned();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(words, ": {}", escape::terminal(&error.to_string()));
        cause = error.source();
    }
    words
}
