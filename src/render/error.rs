//! A diagnostic that ends something, as stderr shows it: its code, its place, what led to it, and what to do.

use std::fmt::Write as _;

use super::style::Paint;
use super::{diagnostics, escape};
use crate::diagnostic::{Diagnostic, Object, Severity};

/// Shows a diagnostic. Texts of servers are escaped.
pub fn error(diagnostic: &Diagnostic, paint: Paint) -> String {
    let Diagnostic {
        severity,
        code,
        place,
        objects,
        causes,
    } = diagnostic;
    let diagnostics::Words { message, help } = diagnostics::words(code);
    let label = match severity {
        Severity::Error | Severity::BlocksConfig | Severity::BlocksCase => {
            paint.problem(&format!("error[{}]:", code.id()))
        }
        Severity::Warning => paint.changed(&format!("warning[{}]:", code.id())),
        Severity::Notice => paint.strong(&format!("note[{}]:", code.id())),
    };
    let mut text = label;
    for object in objects {
        if let Object::SyncConfig(name) = object {
            let _ = write!(text, " sync config {}:", escape::terminal(name));
        }
    }
    let _ = writeln!(text, " {}", escape::terminal(&message));
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
