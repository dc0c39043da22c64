//! `railwright check`.

mod launches;

use std::fmt::Write as _;

use super::connect::{Ends, Servers};
use super::error::Error;
use super::{Exit, load, output};
use crate::cli;
use crate::diagnostic::{CaseCode, Diagnostic, blocks_config};
use crate::engine;
use crate::manifest::{Manifests, SyncConfig};
use crate::mapping;
use crate::model::Catalog;
use crate::render::style::Paint;
use crate::render::{self, escape, words};
use crate::testops::Source as _;
use crate::testrail::Reader as _;

/// Tries everything that a plan would need.
pub(super) async fn check(args: &cli::Check) -> Result<Exit, Error> {
    let manifests = load::manifests(&args.run.paths)?;
    let configs = load::targets(&manifests, &args.run)?;
    let mut servers = Servers::new(&args.run).await?;
    let mut worst = Exit::Done;
    for config in configs {
        let paint = output::stdout_paint();
        output::data(&format!(
            "{}\n",
            paint.strong(&escape::terminal(&config.name))
        ))?;
        if config.spec.disabled.value {
            output::data(
                "  paused: `disabled: true` in the manifest. Nothing was asked of any server.\n\n",
            )?;
            continue;
        }
        let exit = match servers.of(config) {
            Ok(ends) => check_one(&manifests, config, &ends, paint).await?,
            Err(error) => error.report(),
        };
        output::data("\n")?;
        if worst != Exit::Credentials && exit != Exit::Done {
            worst = exit;
        }
    }
    servers.stop().await;
    output::data(match worst {
        Exit::Done => "Everything that a plan needs is there.\n",
        _ => "Mend what is marked ✗ before planning.\n",
    })?;
    Ok(worst)
}

async fn check_one(
    manifests: &Manifests,
    config: &SyncConfig,
    ends: &Ends,
    paint: Paint,
) -> Result<Exit, Error> {
    let selection = engine::selection(config);
    let destination = engine::destination(config);
    let (source, target) = futures_util::future::join(
        ends.testops
            .client
            .check(selection.project_id, &selection.aql),
        ends.testrail.client.catalog(&destination),
    )
    .await;
    let failed = |source| Error::Reconcile {
        config: config.name.clone(),
        who: Box::new(ends.who(manifests, config)),
        source,
    };
    let mut text = String::new();
    let mut exit = Exit::Done;
    let asks_for_launches = config.spec.launches.enabled.value && source.is_ok();
    match source {
        Ok(probe) => {
            let _ = writeln!(
                text,
                "  {} TestOps ({}): Connection established. Project {} \"{}\"{}",
                paint.added("✓"),
                config.source.name,
                selection.project_id,
                escape::terminal(&probe.project_name),
                probe.count.map_or_else(String::new, |count| {
                    let count = usize::try_from(count).unwrap_or(usize::MAX);
                    format!(
                        ", the AQL selects {}",
                        words::count(count, "test case", "test cases")
                    )
                })
            );
        }
        Err(error) => {
            let _ = writeln!(
                text,
                "  {} TestOps ({})",
                paint.problem("✗"),
                config.source.name
            );
            exit = failed(engine::Error::Source(error)).report();
        }
    }
    match target {
        Ok(catalog) => {
            let fits = describe(&mut text, config, &catalog, ends, paint);
            if !fits && exit == Exit::Done {
                exit = Exit::Failed;
            }
            if let (true, Some(project)) = (asks_for_launches, &catalog.project) {
                match launches::check(&mut text, config, project.id, ends, paint).await {
                    Ok(true) => {}
                    Ok(false) => exit = Exit::Failed,
                    Err(error) => {
                        let _ = writeln!(text, "  {} Launches", paint.problem("✗"));
                        exit = failed(error).report();
                    }
                }
            }
        }
        Err(error) => {
            let _ = writeln!(
                text,
                "  {} TestRail ({})",
                paint.problem("✗"),
                config.destination.name
            );
            let credentials = exit == Exit::Credentials;
            exit = failed(engine::Error::Target(error)).report();
            if credentials {
                exit = Exit::Credentials;
            }
        }
    }
    output::data(&text)?;
    Ok(exit)
}

/// Says what TestRail has of all that a sync config names, and tells whether it can be planned.
fn describe(
    text: &mut String,
    config: &SyncConfig,
    catalog: &Catalog,
    ends: &Ends,
    paint: Paint,
) -> bool {
    let _ = write!(
        text,
        "  {} TestRail ({}): Connection established",
        paint.added("✓"),
        config.destination.name
    );
    if let Some(user) = &catalog.user {
        let _ = write!(text, " as {}", escape::terminal(&user.name));
    }
    text.push('\n');
    let mut resolved = mapping::resolve(config, catalog, ends.testops.base());
    let unmapped = resolved.rules.as_ref().map(|rules| unmapped(config, rules));
    resolved.findings.extend(unmapped.flatten());
    let identity = &config.identity.value;
    text.push_str(&render::text::diagnostics(
        &resolved.findings,
        identity,
        paint,
    ));
    if let (Some(rules), Some(suite), Some(section)) =
        (&resolved.rules, &catalog.suite, &catalog.section)
    {
        let _ = writeln!(
            text,
            "  {} Suite {} \"{}\", section {} \"{}\", {}",
            paint.added("✓"),
            suite.id,
            escape::terminal(&suite.name),
            section.id,
            escape::terminal(&section.name),
            words::count(rules.fields.len(), "mapped field", "mapped fields")
        );
    }
    !blocks_config(&resolved.findings)
}

/// Required fields that nothing fills keep every new case out, which a plan says only once there is one.
fn unmapped(config: &SyncConfig, rules: &mapping::Rules) -> Option<Diagnostic> {
    if !config.spec.test_cases.create.value || rules.required_of_new.is_empty() {
        return None;
    }
    let place = config
        .mapping
        .as_ref()
        .map_or(&config.place, |mapping| &mapping.place);
    let fields = rules.required_of_new.clone();
    let code = CaseCode::RequiredFieldUnmapped { fields, count: 0 };
    Some(Diagnostic::blocks_config(code).at(place))
}
