//! `railwright history`.

use std::fmt::Write as _;

use super::error::Error;
use super::{Exit, output};
use crate::cli;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::render::{escape, words};
use crate::state::ledger::{self, Event, Line, Summary};

/// Lists past applies, or the writes of one of them.
pub(super) fn history(args: &cli::History) -> Result<Exit, Error> {
    let path = &args.state_dir;
    let failed = |error: std::io::Error| {
        let file = path.display().to_string();
        Diagnostic::error(RunCode::FileUnreadable { file }).caused_by(&error)
    };
    let text = match &args.apply {
        None => list_applies(&ledger::past_applies(path).map_err(failed)?),
        Some(apply) => {
            let mut own = Vec::new();
            let keep = |line: Line| {
                if line.apply == *apply {
                    own.push(line);
                }
            };
            ledger::read_ledger(path, keep).map_err(failed)?;
            if own.is_empty() {
                let name = apply.clone();
                return Err(Diagnostic::error(RunCode::UnknownApply { name }).into());
            }
            show_apply(&own)
        }
    };
    output::data(&text)?;
    Ok(Exit::Done)
}

fn list_applies(applies: &[Summary]) -> String {
    let mut text = String::new();
    for summary in applies {
        let _ = writeln!(
            text,
            "{}  {}  {}, {}",
            escape::terminal(&summary.apply),
            escape::terminal(&summary.began),
            words::count(summary.writes, "write", "writes"),
            escape::terminal(
                summary
                    .outcome
                    .as_deref()
                    .unwrap_or("cut off before its end")
            )
        );
    }
    if text.is_empty() {
        text.push_str("No apply is recorded here.\n");
    }
    text
}

fn show_apply(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let said = match &line.event {
            Event::Begin { plan, requests } => {
                format!(
                    "begins {plan}, {}",
                    words::count(*requests, "TestRail request", "TestRail requests")
                )
            }
            Event::Write {
                n,
                server,
                request,
                objects,
            } => {
                format!("write {n}: {server} {request}: {}", objects.join(", "))
            }
            Event::Ended { n, outcome, .. } => format!("write {n} ended: {}", outcome.join(", ")),
            Event::Wrote(wrote) => {
                let fields = wrote.fields.iter().map(|field| field.field.as_str());
                let fields = fields.collect::<Vec<_>>().join(", ");
                format!("{} C{}: {fields}", wrote.marker, wrote.case)
            }
            Event::WroteRun(wrote) => {
                let name = wrote.name.as_deref().unwrap_or("description");
                format!("{} R{}: {name}", wrote.refs, wrote.run)
            }
            Event::End { outcome } => format!("ends: {outcome}"),
        };
        let _ = writeln!(
            text,
            "{}  {}",
            escape::terminal(&line.at),
            escape::terminal(&said)
        );
    }
    text
}
