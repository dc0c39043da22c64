//! Findings, one line or two each.

use std::fmt::Write as _;

use super::super::escape;
use super::super::style::Paint;
use crate::model::{Finding, Identity, Severity};

/// How many findings of one kind about single cases are listed before the rest is only counted.
const SHOWN: usize = 20;

/// Lists findings: what blocks first.
pub fn findings(findings: &[Finding], identity: &Identity, paint: Paint) -> String {
    let mut text = String::new();
    let mut shown = std::collections::BTreeMap::new();
    for finding in findings {
        let n = shown
            .entry((finding.severity, finding.kind))
            .or_insert(0_usize);
        *n += 1;
        if *n <= SHOWN {
            text.push_str(&one(finding, identity, paint));
        }
    }
    for ((severity, _), n) in shown.into_iter().filter(|(_, n)| *n > SHOWN) {
        let _ = writeln!(
            text,
            "  {} … and {} more of the same kind (`--format json` lists all)",
            sign(severity, paint),
            n - SHOWN
        );
    }
    text
}

fn one(finding: &Finding, identity: &Identity, paint: Paint) -> String {
    let Finding {
        severity,
        kind: _,
        place,
        test_case,
        cases: _,
        message,
        mend,
    } = finding;
    let mut line = format!("  {} ", sign(*severity, paint));
    if let Some(id) = test_case {
        let _ = write!(line, "{}  ", escape::terminal(&identity.marker(*id).0));
    } else if let Some(place) = place {
        let _ = write!(line, "{}  ", escape::terminal(&place.to_string()));
    }
    if *severity == Severity::BlocksCase {
        line.push_str("blocked: ");
    }
    line.push_str(&escape::terminal(message));
    if !mend.is_empty() {
        let _ = write!(line, ". {}.", escape::terminal(mend));
    }
    if let (Some(place), Some(_)) = (place, test_case) {
        let place = place.to_string();
        let _ = write!(line, "  {}", paint.dim(&escape::terminal(&place)));
    }
    line.push('\n');
    line
}

fn sign(severity: Severity, paint: Paint) -> String {
    match severity {
        Severity::BlocksConfig => paint.problem("✗"),
        Severity::BlocksCase => paint.problem("!"),
        Severity::Notice => paint.changed("?"),
    }
}
