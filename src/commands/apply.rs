//! `railwright apply`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::error::Error;
use super::planning::{Planning, plan_all};
use super::progress::Bar;
use super::signals::Signals;
use super::{Exit, load, output};
use crate::apply::{self, ConfigReport, LaunchTarget, Report, Stop};
use crate::cli;
use crate::manifest::{Manifests, SyncConfig};
use crate::plan::Plan;
use crate::render::{self, words};

/// Plans, shows the plan, asks, carries it out and reports.
pub(super) async fn apply(args: &cli::Apply) -> Result<Exit, Error> {
    let manifests = load::manifests(&args.run.paths)?;
    let configs = load::targets(&manifests, &args.run)?;
    let planning = plan_all(&manifests, &configs, &args.run).await?;
    output::data(&render::text::plan(
        &planning.plan,
        &planning.layout(output::stdout_paint()),
    ))?;
    if planning.plan.is_empty() {
        let exit = planning.failure().unwrap_or(Exit::Done);
        planning.servers.stop().await;
        return Ok(exit);
    }
    if !args.yes && !consent(&planning.plan)? {
        output::message("Nothing was changed.\n");
        return Ok(Exit::Failed);
    }

    let stop = Stop::default();
    let signals = Signals::listen(&stop);
    let carried_out = carry_out(&planning, &stop).await;
    output::data("\n")?;
    output::data(&render::text::report(
        &carried_out.report,
        &links(&planning),
        output::stdout_paint(),
    ))?;
    if let Some(error) = &carried_out.state_error {
        error.report();
    }
    let mut exit = signals
        .exit()
        .unwrap_or_else(|| exit(&planning, &carried_out, args.detailed_exitcode));
    if planning.servers.are_sandboxed() && matches!(exit, Exit::Done | Exit::Changes) {
        exit = prove(&manifests, &configs, planning, args, exit).await?;
    } else {
        planning.servers.stop().await;
    }
    Ok(exit)
}

/// What was carried out.
struct CarriedOut {
    report: Report,
    state_error: Option<Error>,
}

async fn carry_out(planning: &Planning, stop: &Stop) -> CarriedOut {
    let mut report = Report::default();
    let mut state_error = None;
    let actions = planning
        .plan
        .configs
        .iter()
        .map(|config| config.actions.len())
        .sum();
    let bar = Bar::new(actions);
    for config in planning
        .plan
        .configs
        .iter()
        .filter(|config| !config.is_empty())
    {
        let Some(ready) = planning.ready.get(&config.name) else {
            continue;
        };
        let testrail = &ready.ends.testrail;
        let (client, key) = (&testrail.client, testrail.key());
        let mut memory = planning.state.memory(&key);
        let before = client.requests();
        let carried_out =
            apply::apply(config, ready.project_id, client, &mut memory, &bar, stop).await;
        let launches = match &config.launches {
            Some(plan) => {
                let mut cases = ready.cases.clone();
                cases.extend(carried_out.cases());
                let web = ready.ends.testops.web();
                let target = LaunchTarget {
                    target: client,
                    project_id: ready.project_id,
                    suite: config.destination.suite,
                    web: &web,
                    cases: &cases,
                };
                apply::apply_launches(plan, &ready.ends.testops.client, &target, stop).await
            }
            None => Vec::new(),
        };
        report.configs.push(ConfigReport {
            requests: client.requests() - before,
            launches,
            ..carried_out
        });
        if let Err(error) = planning.state.remember(&key, &memory) {
            state_error = Some(Error::State(error));
        }
    }
    bar.finish();
    CarriedOut {
        report,
        state_error,
    }
}

/// Asks whether to go on.
fn consent(plan: &Plan) -> Result<bool, Error> {
    let creates: usize = plan
        .configs
        .iter()
        .map(crate::plan::ConfigPlan::to_create)
        .sum();
    let updates: usize = plan
        .configs
        .iter()
        .map(crate::plan::ConfigPlan::to_update)
        .sum();
    let launches = plan
        .configs
        .iter()
        .filter_map(|config| config.launches.as_ref());
    let runs = launches
        .flat_map(|plan| &plan.launches)
        .filter(|launch| !launch.is_empty())
        .count();
    let mut question = format!(
        "\nCreate {} and update {} in TestRail",
        words::count(creates, "case", "cases"),
        words::thousands(updates)
    );
    if runs > 0 {
        let _ = write!(
            question,
            ", and export {}",
            words::count(runs, "launch", "launches")
        );
    }
    question.push('?');
    output::confirm(&question).ok_or(Error::NoTerminal)
}

fn exit(planning: &Planning, carried_out: &CarriedOut, detailed: bool) -> Exit {
    let report = &carried_out.report;
    let rejected = report
        .configs
        .iter()
        .any(ConfigReport::has_rejected_credentials);
    let has_written = report.configs.iter().any(ConfigReport::has_written);
    let complete = report.configs.iter().all(ConfigReport::is_complete);
    match planning.failure() {
        _ if rejected => Exit::Credentials,
        Some(Exit::Credentials) => Exit::Credentials,
        Some(_) if has_written => Exit::Partial,
        Some(exit) => exit,
        None if !complete => Exit::Partial,
        None if carried_out.state_error.is_some() => Exit::Failed,
        None if detailed => Exit::Changes,
        None => Exit::Done,
    }
}

/// The web address of TestRail by sync config.
fn links(planning: &Planning) -> BTreeMap<String, String> {
    planning
        .ready
        .iter()
        .map(|(config, ready)| (config.clone(), ready.ends.testrail.web()))
        .collect()
}

/// Plans once more against the emulators, which are gone when this process ends: a second plan has to be empty.
async fn prove(
    manifests: &Manifests,
    configs: &[&SyncConfig],
    planning: Planning,
    args: &cli::Apply,
    exit: Exit,
) -> Result<Exit, Error> {
    let again = super::planning::plan_again(manifests, configs, planning, &args.run).await?;
    let is_empty = again.plan.is_empty() && again.failure().is_none();
    output::data(&if is_empty {
        "\nA second plan is empty: TestRail is up to date.\n".to_owned()
    } else {
        format!(
            "\nA second plan is not empty:\n\n{}",
            render::text::plan(&again.plan, &again.layout(output::stdout_paint()))
        )
    })?;
    again.servers.stop().await;
    Ok(if is_empty { exit } else { Exit::Failed })
}
