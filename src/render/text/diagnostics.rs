//! Diagnostics, a line or two each.

use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{diagnostics, escape};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Identity, TestCaseId};

/// How many diagnostics of one code are listed before the rest is only counted.
const SHOWN: usize = 20;

/// Lists diagnostics: what blocks first.
pub(crate) fn diagnostics(diagnostics: &[Diagnostic], identity: &Identity, paint: Paint) -> String {
    let mut text = String::new();
    let mut shown = std::collections::BTreeMap::new();
    for diagnostic in diagnostics {
        let n = shown
            .entry((diagnostic.severity, diagnostic.code.id()))
            .or_insert(0_usize);
        *n += 1;
        if *n <= SHOWN {
            text.push_str(&diagnostic_lines(diagnostic, identity, paint));
        }
    }
    for ((severity, id), n) in shown.into_iter().filter(|(_, n)| *n > SHOWN) {
        let _ = writeln!(
            text,
            "  {} {id}  … and {} more (`--format json` lists all)",
            sign(severity, paint),
            n - SHOWN
        );
    }
    text
}

fn diagnostic_lines(diagnostic: &Diagnostic, identity: &Identity, paint: Paint) -> String {
    let Diagnostic {
        severity,
        code,
        place,
        causes,
        ..
    } = diagnostic;
    let diagnostics::Words { message, help } = diagnostics::words(code);
    let mut text = format!("  {} {}  ", sign(*severity, paint), code.id());
    let test_case = diagnostic.test_case();
    if let Some(id) = test_case {
        let marker = identity.marker(TestCaseId(id));
        let _ = write!(text, "{}  ", escape::terminal(&marker.0));
    } else if let Some(place) = place {
        let _ = write!(text, "{}  ", escape::terminal(&place.to_string()));
    }
    if *severity == Severity::BlocksCase {
        text.push_str("blocked: ");
    }
    text.push_str(&escape::terminal(&message));
    if let (Some(place), Some(_)) = (place, test_case) {
        let place = place.to_string();
        let _ = write!(text, "  {}", paint.dim(&escape::terminal(&place)));
    }
    text.push('\n');
    for cause in causes {
        let _ = writeln!(text, "      caused by: {}", escape::terminal(cause));
    }
    if let Some(help) = help {
        let help = escape::terminal(&help);
        let _ = writeln!(text, "      {} {help}", paint.dim("help:"));
    }
    text
}

fn sign(severity: Severity, paint: Paint) -> String {
    match severity {
        Severity::Error | Severity::BlocksConfig => paint.problem("✗"),
        Severity::BlocksCase => paint.problem("!"),
        Severity::Warning | Severity::Notice => paint.changed("?"),
    }
}
