//! Guards that a plan meets: first of all, because they decide whether it is carried out.

use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{diagnostics, error, escape};
use crate::plan::{GuardHit, GuardedPart};

/// Lists guards; nothing where there are none.
pub(crate) fn guards(hits: &[GuardHit], paint: Paint) -> String {
    let mut text = String::new();
    for hit in hits {
        let GuardHit {
            diagnostic,
            is_accepted,
        } = hit;
        let code = diagnostic.code.id();
        let title = error::title(diagnostic);
        if *is_accepted {
            let sign = paint.changed("!");
            let _ = writeln!(text, "  {sign} {code}  accepted: {title}");
            continue;
        }
        let sign = paint.problem("✗");
        let _ = writeln!(
            text,
            "  {sign} {code}  stops {}: {title}",
            guarded_part(hit.stops())
        );
        if let Some(help) = diagnostics::words(&diagnostic.code).help {
            let help = escape::terminal(&help);
            let _ = writeln!(text, "      {} {help}", paint.dim("help:"));
        }
    }
    if !text.is_empty() {
        text.insert_str(0, &format!("{}\n\n", paint.strong("Guards")));
        text.push('\n');
    }
    text
}

/// What a guard stops, in words.
pub(crate) fn guarded_part(part: GuardedPart) -> &'static str {
    match part {
        GuardedPart::Everything => "every write",
        GuardedPart::Creates => "new cases",
        GuardedPart::Updates => "updates",
        GuardedPart::Launches => "launches",
    }
}
