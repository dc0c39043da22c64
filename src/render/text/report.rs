//! The report of an apply: every case with its TestRail id and link.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::case_line::{case_line, chain};
use super::value;
use crate::apply::{ConfigReport, Done, Entry, EntryKind, EntryOutcome, LostEdit, Report};
use crate::diagnostic::Twice;
use crate::field::Shown;
use crate::model::{CaseId, FieldName};
use crate::testrail::{Lack, WriteError};

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
    let _ = writeln!(text, "{}\n", paint.strong(&escape::terminal(&report.name)));
    for entry in &report.entries {
        self::entry(text, entry, link, paint);
    }
    for launch in &report.launches {
        super::launches::report(text, launch, link, paint);
    }
    for Twice { marker, carriers } in &report.twins {
        let sign = paint.problem("✗");
        let marker = escape::terminal(marker);
        let _ = writeln!(
            text,
            "  {sign} {marker} is there more than once: {}",
            carriers.join(" and ")
        );
    }
    if !report.entries.is_empty() || !report.launches.is_empty() {
        text.push('\n');
    }

    let done = |is_wanted: fn(&EntryKind) -> bool| {
        let done = report.entries.iter().filter(|entry| {
            matches!(entry.outcome, EntryOutcome::Done(_)) && is_wanted(&entry.kind)
        });
        done.count()
    };
    let created = done(|kind| matches!(kind, EntryKind::Create));
    let updated = done(|kind| matches!(kind, EntryKind::Update(_)));
    let count = |is_wanted: fn(&EntryOutcome) -> bool| {
        report
            .entries
            .iter()
            .filter(|entry| is_wanted(&entry.outcome))
            .count()
    };
    let failed = count(|outcome| matches!(outcome, EntryOutcome::Failed(_)));
    let not_sent = count(|outcome| matches!(outcome, EntryOutcome::NotSent));
    let adopted = match done(|kind| matches!(kind, EntryKind::Adopt(_))) {
        0 => String::new(),
        adopted => format!("{} adopted, ", words::thousands(adopted)),
    };
    let _ = write!(
        text,
        "{} created, {adopted}{} updated, {failed} failed",
        words::count(created, "case", "cases"),
        words::thousands(updated)
    );
    if !report.launches.is_empty() {
        let results = report.launches.iter().map(|launch| launch.added).sum();
        let _ = write!(
            text,
            "; {} added",
            words::count(results, "result", "results")
        );
        let open = report
            .launches
            .iter()
            .filter(|launch| !launch.is_complete());
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
            usize::try_from(report.requests).unwrap_or(usize::MAX),
            "TestRail request",
            "TestRail requests"
        )
    );
}

fn entry(text: &mut String, entry: &Entry, link: Option<&str>, paint: Paint) {
    let (sign, case, verb) = match entry.kind {
        EntryKind::Create => (paint.added("+"), String::new(), "created"),
        EntryKind::Update(case) => (paint.changed("~"), format!("{case}, "), "updated"),
        EntryKind::Adopt(case) => (paint.changed("@"), format!("{case}, "), "adopted"),
    };
    let (sign, note) = match &entry.outcome {
        EntryOutcome::Done(Done { case, .. }) => {
            (sign, format!("{verb} {case}{}", web(link, *case)))
        }
        EntryOutcome::Failed(error) => (
            paint.problem("✗"),
            format!("{case}not {verb}: {}", failure(error)),
        ),
        EntryOutcome::NotSent => (paint.dim("·"), format!("{case}not begun")),
    };
    case_line(text, &sign, &entry.marker, &entry.title, &note);
    if let EntryOutcome::Done(Done { lost, lacks, .. }) = &entry.outcome {
        for edit in lost {
            lost_edit(text, edit, paint);
        }
        for Lack { field, words } in lacks {
            let _ = writeln!(
                text,
                "      {} without {}, which TestRail refuses: {}",
                paint.problem("!"),
                escape::terminal(field.as_str()),
                escape::terminal(words)
            );
        }
    }
    if let EntryOutcome::Done(Done { rewritten, .. }) = &entry.outcome
        && !rewritten.is_empty()
    {
        let fields: Vec<&str> = rewritten.iter().map(FieldName::as_str).collect();
        let _ = writeln!(
            text,
            "      TestRail stored {} otherwise than it was written; it will not be written again",
            fields.join(", ")
        );
    }
}

/// What is lost is shown as a whole, so that it can be written again.
fn lost_edit(text: &mut String, edit: &LostEdit, paint: Paint) {
    let LostEdit { field, value, by } = edit;
    let by = by.as_ref().map_or_else(
        || "somebody".to_owned(),
        |editor| escape::terminal(&editor.to_string()).into_owned(),
    );
    let _ = writeln!(
        text,
        "      {} {} was edited by {by} while this apply ran, and replaced. What stood there:",
        paint.problem("!"),
        escape::terminal(field.name.as_str()),
    );
    let canonical = field.kind.canonical(value);
    let words = match field.kind.show(&canonical) {
        Shown::Rows(rows) => rows.iter().map(value::step).collect::<Vec<_>>().join("\n"),
        shown => value::words_of(shown),
    };
    for line in words.lines() {
        let line = format!("          {}", escape::terminal(line));
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

fn failure(error: &WriteError) -> String {
    let mut words = chain(error);
    if matches!(error, WriteError::Unclear(_)) {
        words.push_str(". The next apply looks it up by its marker");
    }
    words
}

fn web(link: Option<&str>, case: CaseId) -> String {
    link.map(|base| format!("  {base}/index.php?/cases/view/{}", case.0))
        .unwrap_or_default()
}
