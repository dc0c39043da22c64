//! `railwright drift`.

use std::fmt::Write as _;

use super::error::Error;
use super::planning::plan_all;
use super::{Exit, load, output};
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::plan::{Action, ConfigPlan, Editor, Update};
use crate::render::{self, escape, words};

/// Reports what people did in TestRail beside the sync.
pub(super) async fn drift(args: &cli::Drift) -> Result<Exit, Error> {
    let manifests = load::manifests(&args.run.paths)?;
    let configs = load::targets(&manifests, &args.run)?;
    let planning = plan_all(&manifests, &configs, &args.run).await?;
    let mut text = String::new();
    let mut drifted = 0;
    for config in &planning.plan.configs {
        drifted += one(&mut text, config);
    }
    if drifted == 0 && planning.failure().is_none() {
        text.push_str("No drift: TestRail holds what the last apply left there.\n");
    }
    output::data(&text)?;
    let exit = planning.failure().unwrap_or(if drifted > 0 {
        Exit::Changes
    } else {
        Exit::Done
    });
    planning.servers.stop().await;
    Ok(exit)
}

fn one(text: &mut String, plan: &ConfigPlan) -> usize {
    let edited: Vec<(&Update, &Editor)> = plan
        .actions
        .iter()
        .filter_map(|action| match action {
            Action::Update(update) => Some((update, update.edited_by.as_ref()?)),
            Action::Create(_) => None,
        })
        .collect();
    let of_launches = plan.launches.iter().flat_map(|plan| &plan.diagnostics);
    let findings: Vec<Diagnostic> = plan
        .findings
        .iter()
        .chain(of_launches)
        .filter(|finding| finding.code.is_drift())
        .cloned()
        .collect();
    let drifted = edited.len() + findings.len();
    if drifted == 0 {
        return 0;
    }
    let paint = output::stdout_paint();
    let _ = writeln!(text, "{}\n", paint.strong(&escape::terminal(&plan.name)));
    for (update, editor) in edited {
        let fields: Vec<&str> = update
            .changes
            .iter()
            .map(|change| change.field.as_str())
            .collect();
        let _ = writeln!(
            text,
            "  {} {}  {}, edited by {} on {}: {}",
            paint.changed("~"),
            escape::terminal(&update.marker.0),
            update.case,
            escape::terminal(&editor.to_string()),
            words::day(update.updated_on),
            fields.join(", ")
        );
    }
    text.push_str(&render::text::diagnostics(&findings, &plan.identity, paint));
    let _ = writeln!(
        text,
        "\n{}.\n",
        words::count(drifted, "difference", "differences")
    );
    drifted
}
