//! What people did in TestRail beside the sync.

use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::diagnostics;
use crate::plan::{ConfigDrift, Update};

/// Lists what differs, sync config by sync config.
pub(crate) fn drift(drift: &[ConfigDrift<'_>], paint: Paint) -> String {
    drift
        .iter()
        .map(|config| config_drift(config, paint))
        .collect()
}

fn config_drift(drift: &ConfigDrift<'_>, paint: Paint) -> String {
    let ConfigDrift {
        plan,
        edited,
        diagnostics: found,
    } = drift;
    let mut text = format!("{}\n\n", paint.strong(&escape::terminal(&plan.name)));
    for update in edited {
        text.push_str(&edited_case(update, paint));
    }
    let found: Vec<_> = found.iter().copied().cloned().collect();
    text.push_str(&diagnostics(&found, &plan.identity, paint));
    let differences = words::count(drift.count(), "difference", "differences");
    let _ = writeln!(text, "\n{differences}.\n");
    text
}

fn edited_case(update: &Update, paint: Paint) -> String {
    let edits = update.edits().into_iter().map(|(by, fields)| {
        let names: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
        let by = match by.person() {
            Some((editor, on)) => format!(
                "edited by {} on {}",
                escape::terminal(&editor.to_string()),
                words::day(on)
            ),
            None => "editor unknown".to_owned(),
        };
        format!(", {by}: {}", escape::terminal(&names.join(", ")))
    });
    format!(
        "  {} {}  {}{}\n",
        paint.changed("~"),
        escape::terminal(&update.marker.0),
        update.case,
        edits.collect::<String>()
    )
}
