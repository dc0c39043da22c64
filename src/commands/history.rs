//! `railwright history`.

use std::fmt::Write as _;

use super::error::Error;
use super::{Exit, output};
use crate::apply::ledger::{self, Event, Line};
use crate::cli;
use crate::render::{escape, words};

/// Lists past applies, or the writes of one of them.
pub(super) fn history(args: &cli::History) -> Result<Exit, Error> {
    let path = &args.state_dir;
    let lines = ledger::read(path).map_err(|source| Error::Read {
        path: path.clone(),
        source,
    })?;
    let text = match &args.apply {
        None => all(&lines),
        Some(apply) => {
            let own: Vec<&Line> = lines.iter().filter(|line| line.apply == *apply).collect();
            if own.is_empty() {
                return Err(Error::UnknownApply {
                    name: apply.clone(),
                });
            }
            one(&own)
        }
    };
    output::data(&text)?;
    Ok(Exit::Done)
}

fn all(lines: &[Line]) -> String {
    let mut applies: Vec<&str> = lines.iter().map(|line| line.apply.as_str()).collect();
    applies.dedup();
    let mut text = String::new();
    for apply in applies {
        let own: Vec<&Line> = lines.iter().filter(|line| line.apply == apply).collect();
        let writes = own
            .iter()
            .filter(|line| matches!(line.event, Event::Write { .. }))
            .count();
        let began = own.first().map_or("", |line| line.at.as_str());
        let ended = own.iter().find_map(|line| match &line.event {
            Event::End { outcome } => Some(outcome.as_str()),
            _ => None,
        });
        let _ = writeln!(
            text,
            "{}  {}  {}, {}",
            escape::terminal(apply),
            escape::terminal(began),
            words::count(writes, "write", "writes"),
            escape::terminal(ended.unwrap_or("cut off before its end"))
        );
    }
    if text.is_empty() {
        text.push_str("No apply is recorded here.\n");
    }
    text
}

fn one(lines: &[&Line]) -> String {
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
            Event::Ended { n, outcome } => format!("write {n} ended: {}", outcome.join(", ")),
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
