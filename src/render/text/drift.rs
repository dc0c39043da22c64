//! What people did in TestRail beside the sync.

use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::diagnostics;
use crate::plan::{ConfigDrift, Editor, Update};

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
    for (update, editor) in edited {
        text.push_str(&edited_case(update, editor, paint));
    }
    let found: Vec<_> = found.iter().copied().cloned().collect();
    text.push_str(&diagnostics(&found, &plan.identity, paint));
    let differences = words::count(drift.count(), "difference", "differences");
    let _ = writeln!(text, "\n{differences}.\n");
    text
}

fn edited_case(update: &Update, editor: &Editor, paint: Paint) -> String {
    let fields: Vec<&str> = update
        .changes
        .iter()
        .map(|change| change.field.as_str())
        .collect();
    format!(
        "  {} {}  {}, edited by {} on {}: {}\n",
        paint.changed("~"),
        escape::terminal(&update.marker.0),
        update.case,
        escape::terminal(&editor.to_string()),
        words::day(update.updated_on),
        fields.join(", ")
    )
}
