//! A diagnostic that ends something, as stderr shows it: its code, its place, what led to it, and what to do.

use std::fmt::Write as _;

use super::snippet::render_snippet;
use super::style::Paint;
use super::{diagnostics, escape};
use crate::diagnostic::{Diagnostic, Object, Severity};

/// Shows a diagnostic. Texts of servers are escaped.
pub(crate) fn error(diagnostic: &Diagnostic, paint: Paint) -> String {
    let Diagnostic {
        severity,
        code,
        place,
        excerpt,
        causes,
        ..
    } = diagnostic;
    if excerpt.is_some() {
        return render_snippet(diagnostic, paint);
    }
    let diagnostics::Words { message: _, help } = diagnostics::words(code);
    let label = match severity {
        Severity::Error | Severity::BlocksConfig | Severity::BlocksCase => {
            paint.problem(&format!("error[{}]:", code.id()))
        }
        Severity::Warning => paint.changed(&format!("warning[{}]:", code.id())),
        Severity::Notice => paint.strong(&format!("note[{}]:", code.id())),
    };
    let mut text = format!("{label} {}\n", title(diagnostic));
    for line in diagnostics::lines(code) {
        let _ = writeln!(text, "  - {}", escape::terminal(&line));
    }
    if let Some(place) = place {
        let _ = writeln!(text, "  --> {}", escape::terminal(&place.to_string()));
    }
    for cause in causes {
        let _ = writeln!(text, "  caused by: {}", escape::terminal(cause));
    }
    if let Some(help) = help {
        let _ = writeln!(
            text,
            "{} {}",
            paint.strong("help:"),
            escape::terminal(&help)
        );
    }
    text
}

/// What it says, with the sync config that it is about. Escaped for a terminal.
pub(super) fn title(diagnostic: &Diagnostic) -> String {
    let message = diagnostics::words(&diagnostic.code).message;
    let message = escape::terminal(&message).into_owned();
    match config_of(diagnostic) {
        Some(name) => format!("sync config {}: {message}", escape::terminal(name)),
        None => message,
    }
}

/// The name of the sync config that it is about.
pub(super) fn config_of(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.objects.iter().find_map(|object| match object {
        Object::SyncConfig(name) => Some(name.as_str()),
        _ => None,
    })
}
