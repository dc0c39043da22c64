//! The report of an apply: every case with its TestRail id and link.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::value;
use crate::apply::{ConfigReport, Done, Entry, EntryKind, EntryOutcome, Report};
use crate::model::{CaseId, FieldName};
use crate::testrail::WriteError;

/// The width that titles are padded to.
const TITLE_WIDTH: usize = 44;

/// Shows a report. `links` has the web address of TestRail by sync config, without a slash at its end.
pub(crate) fn report(report: &Report, links: &BTreeMap<String, String>, paint: Paint) -> String {
    let mut text = String::new();
    for (index, config) in report.configs.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        config_report(
            &mut text,
            config,
            links.get(&config.name).map(String::as_str),
            paint,
        );
    }
    text
}

fn config_report(text: &mut String, report: &ConfigReport, link: Option<&str>, paint: Paint) {
    let ConfigReport {
        name,
        entries,
        launches,
        requests,
    } = report;
    let _ = writeln!(text, "{}\n", paint.strong(&escape::terminal(name)));
    for entry in entries {
        self::entry(text, entry, link, paint);
    }
    super::launches::report(text, launches, link, paint);
    if !entries.is_empty() || !launches.is_empty() {
        text.push('\n');
    }
    let count = |wanted: fn(&Entry) -> bool| entries.iter().filter(|entry| wanted(entry)).count();
    let created = count(|entry| {
        matches!(
            (&entry.kind, &entry.outcome),
            (EntryKind::Create, EntryOutcome::Done(_))
        )
    });
    let updated = count(|entry| {
        matches!(
            (&entry.kind, &entry.outcome),
            (EntryKind::Update(_), EntryOutcome::Done(_))
        )
    });
    let failed = count(|entry| matches!(entry.outcome, EntryOutcome::Failed(_)));
    let not_sent = count(|entry| matches!(entry.outcome, EntryOutcome::NotSent));
    let _ = write!(
        text,
        "{} created, {} updated, {failed} failed",
        words::count(created, "case", "cases"),
        words::thousands(updated)
    );
    if !launches.is_empty() {
        let results = launches.iter().map(|launch| launch.added).sum();
        let _ = write!(
            text,
            "; {} added",
            words::count(results, "result", "results")
        );
        let open = launches.iter().filter(|launch| !launch.is_complete());
        let open = open.count();
        if open > 0 {
            let _ = write!(
                text,
                ", {} not finished",
                words::count(open, "launch", "launches")
            );
        }
    }
    if not_sent > 0 {
        let _ = write!(text, ", {not_sent} not begun");
    }
    let _ = writeln!(
        text,
        ", with {}.",
        words::count(
            usize::try_from(*requests).unwrap_or(usize::MAX),
            "TestRail request",
            "TestRail requests"
        )
    );
}

fn entry(text: &mut String, entry: &Entry, link: Option<&str>, paint: Paint) {
    let Entry {
        test_case: _,
        marker,
        title,
        kind,
        outcome,
    } = entry;
    let title = value::title(title);
    let padding = TITLE_WIDTH.saturating_sub(title.width());
    let mark = match (outcome, kind) {
        (EntryOutcome::Done(_), EntryKind::Create) => paint.added("+"),
        (EntryOutcome::Done(_), EntryKind::Update(_)) => paint.changed("~"),
        (EntryOutcome::Failed(_), _) => paint.problem("✗"),
        (EntryOutcome::NotSent, _) => paint.dim("·"),
    };
    let head = format!(
        "  {mark} {}  {title}{:padding$}  ",
        escape::terminal(marker),
        ""
    );
    let shown = match outcome {
        EntryOutcome::Done(Done { case, rewritten }) => {
            let verb = match kind {
                EntryKind::Create => "created",
                EntryKind::Update(_) => "updated",
            };
            let mut done = format!("{head}{verb} {case}{}", web(link, *case));
            if !rewritten.is_empty() {
                let fields: Vec<&str> = rewritten.iter().map(FieldName::as_str).collect();
                let _ = write!(
                    done,
                    "\n      TestRail stored {} otherwise than it was written; it will not be written again",
                    fields.join(", ")
                );
            }
            done
        }
        EntryOutcome::Failed(error) => format!("{head}{}", failure(kind, error)),
        EntryOutcome::NotSent => match kind {
            EntryKind::Create => format!("{head}not begun"),
            EntryKind::Update(case) => format!("{head}{case}, not begun"),
        },
    };
    let _ = writeln!(text, "{}", shown.trim_end());
}

fn failure(kind: &EntryKind, error: &WriteError) -> String {
    let did = match kind {
        EntryKind::Create => "not created".to_owned(),
        EntryKind::Update(case) => format!("{case}, not updated"),
    };
    let mut words = format!("{did}: {}", escape::terminal(&error.to_string()));
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(words, ": {}", escape::terminal(&error.to_string()));
        cause = error.source();
    }
    if matches!(error, WriteError::Unclear(_)) {
        words.push_str(". The next apply looks it up by its marker");
    }
    words
}

fn web(link: Option<&str>, case: CaseId) -> String {
    link.map(|base| format!("  {base}/index.php?/cases/view/{}", case.0))
        .unwrap_or_default()
}
