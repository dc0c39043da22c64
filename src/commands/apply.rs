//! `railwright apply`.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::Error;
use super::planning::{Planning, plan_all};
use super::progress::Bar;
use super::signals::Signals;
use super::{Exit, load, output, saved};
use crate::apply::{self, CaseTarget, ConfigReport, LaunchTarget, Recorded, Report, Stop};
use crate::cli;
use crate::manifest::{Manifests, SyncConfig};
use crate::plan::{MaxChanges, Plan, config_guards, run_guards};
use crate::render::{self, words};
use crate::state::ledger::{self, Event};
use crate::state::{Ledger, Lock, LockError, write_memory};
use crate::testrail::WriteError;

/// What to do after an apply that did not begin everything.
const AGAIN: &str = "hint: mend what is named above, or wait until TestRail is well, and apply again: that begins what was \
    not begun, and does nothing twice\n";

/// Plans, shows the plan, asks, carries it out and reports.
pub(super) async fn apply(args: &cli::Apply) -> Result<Exit, Error> {
    let manifests = load::manifests(&args.run.paths)?;
    let configs = load::targets(&manifests, &args.run)?;
    let lock = lock(args)?;
    let was_cut_off = say_what_was_cut_off(args)?;
    let planning = match &args.plan {
        Some(path) => saved::load(path, &manifests, &args.run).await?,
        None => plan_all(&manifests, &configs, &args.run).await?,
    };
    let digest = saved::saved(&planning, &manifests).digest();
    if let Some(expected) = args
        .expect_digest
        .as_ref()
        .filter(|expected| **expected != digest)
    {
        let expected = expected.clone();
        return Err(Error::OtherDigest {
            expected,
            found: digest,
        });
    }
    let shown = render::text::plan(&planning.plan, &planning.layout(output::stdout_paint()));
    output::data(&format!(
        "{shown}
Plan {digest}
"
    ))?;
    if !args.ignore_guards {
        let reasons = guards(&planning, &manifests, args);
        if !reasons.is_empty() {
            return Err(Error::Guarded { reasons });
        }
    }
    if planning.plan.is_empty() {
        let exit = planning.failure().unwrap_or(Exit::Done);
        if was_cut_off && exit == Exit::Done && args.run.target.is_empty() {
            settle(args, &digest, &planning)?;
        }
        planning.servers.stop().await;
        return Ok(exit);
    }
    if !args.yes && !consent(&planning.plan)? {
        output::message("Nothing was changed.\n");
        return Ok(Exit::Failed);
    }

    let stop = Stop::default();
    let signals = Signals::listen(&stop, planning.servers.no_more_writes());
    let ledger = ledger(args, &digest, &planning)?;
    let carried_out = carry_out(&planning, ledger.as_ref(), &stop).await;
    output::data("\n")?;
    output::data(&render::text::report(
        &carried_out.report,
        &links(&planning),
        output::stdout_paint(),
    ))?;
    for error in &carried_out.errors {
        error.report();
    }
    if signals.exit().is_none() && carried_out.errors.is_empty() {
        say_what_is_left(&carried_out.report);
    }
    if let Some(ledger) = &ledger {
        end(ledger, &carried_out, signals.exit());
    }
    drop(lock);
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

/// What stops this apply before its first write.
fn guards(planning: &Planning, manifests: &Manifests, args: &cli::Apply) -> Vec<String> {
    let max = args.max_changes.map(|max| match max {
        cli::MaxChanges::Number(max) => MaxChanges::Number(max),
        cli::MaxChanges::Percent(max) => MaxChanges::Percent(max),
    });
    let mut reasons = run_guards(&planning.plan, max);
    for plan in &planning.plan.configs {
        let config = manifests
            .sync_configs
            .iter()
            .find(|config| config.name == plan.name);
        let guard = config
            .map(|config| config.guard.clone())
            .unwrap_or_default();
        let own = config_guards(plan, &guard);
        reasons.extend(
            own.into_iter()
                .map(|reason| format!("{}: {reason}", plan.name)),
        );
    }
    reasons
}

/// Takes the lock of the state directory. Within a sandbox in this process nothing lasts that could be disturbed.
fn lock(args: &cli::Apply) -> Result<Option<Lock>, Error> {
    if args.run.is_sandboxed() {
        return Ok(None);
    }
    let holder = format!("process {} since {}", std::process::id(), now());
    Lock::take(&args.run.state_dir, &holder)
        .map(Some)
        .map_err(Error::Lock)
}

/// Says which writes an earlier apply did not see the end of, if there are any. The plan that follows shows what became
/// of them, because it looks for their markers.
fn say_what_was_cut_off(args: &cli::Apply) -> Result<bool, Error> {
    if args.run.is_sandboxed() {
        return Ok(false);
    }
    let path = &args.run.state_dir;
    let open = ledger::open_writes(path).map_err(|source| Error::Read {
        path: path.clone(),
        source,
    })?;
    if let Some(first) = open.first() {
        output::message(&format!(
            "The apply {} was cut off with {} without an answer; this plan looks for what became of them.\n",
            first.apply,
            words::count(open.len(), "write", "writes")
        ));
    }
    Ok(!open.is_empty())
}

/// Notes that nothing is left of what was cut off, so that nobody is told about it again.
fn settle(args: &cli::Apply, digest: &str, planning: &Planning) -> Result<(), Error> {
    let Some(ledger) = ledger(args, digest, planning)? else {
        return Ok(());
    };
    let outcome = "nothing was left to do".to_owned();
    ledger
        .record(Event::End { outcome })
        .map_err(|error| Error::Lock(LockError::State(error)))
}

/// Says what to do after an apply that did not begin everything.
fn say_what_is_left(report: &Report) {
    if report.configs.iter().any(ConfigReport::is_cut_short) {
        output::message(AGAIN);
    }
}

/// Opens the ledger and notes that an apply begins.
fn ledger(args: &cli::Apply, digest: &str, planning: &Planning) -> Result<Option<Ledger>, Error> {
    if args.run.is_sandboxed() {
        return Ok(None);
    }
    let name = format!(
        "{}-{}",
        Timestamp::now().strftime("%Y%m%dT%H%M%SZ"),
        std::process::id()
    );
    let failed = |error| Error::Lock(LockError::State(error));
    let ledger = Ledger::open(&args.run.state_dir, name, now).map_err(failed)?;
    let requests = planning
        .plan
        .configs
        .iter()
        .map(crate::plan::ConfigPlan::requests)
        .sum();
    ledger
        .record(Event::Begin {
            plan: digest.to_owned(),
            requests,
        })
        .map_err(failed)?;
    Ok(Some(ledger))
}

/// Notes how an apply ended.
fn end(ledger: &Ledger, carried_out: &CarriedOut, interrupted: Option<Exit>) {
    let complete = carried_out
        .report
        .configs
        .iter()
        .all(ConfigReport::is_complete);
    let outcome = match (interrupted, complete) {
        (Some(_), _) => "interrupted",
        (None, true) => "done",
        (None, false) => "done in part",
    };
    if let Err(error) = ledger.record(Event::End {
        outcome: outcome.to_owned(),
    }) {
        tracing::warn!("{error}: the end of this apply is not in the ledger");
    }
}

/// The time, as RFC 3339 in whole seconds.
fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What was carried out.
struct CarriedOut {
    report: Report,
    /// What ended a sync config early, or was not kept.
    errors: Vec<Error>,
}

async fn carry_out(planning: &Planning, ledger: Option<&Ledger>, stop: &Stop) -> CarriedOut {
    let mut report = Report::default();
    let mut errors = Vec::new();
    let ahead = planning
        .plan
        .configs
        .iter()
        .map(|config| config.actions.len() + config.to_export())
        .sum();
    let bar = Bar::new(ahead);
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
        let key = testrail.key();
        let client = &testrail.client;
        let recorded = Recorded {
            writer: client,
            ledger,
            server: &key,
        };
        let mut memory = planning.memory(testrail);
        if memory.one_by_one {
            client.create_one_by_one();
        }
        let before = client.requests();
        let target = CaseTarget {
            reader: client,
            writer: &recorded,
            project_id: ready.project_id,
        };
        let carried_out = apply::apply_cases(config, &target, &mut memory, &bar, stop).await;
        let launches = match &config.launches {
            Some(plan) if carried_out.halted().is_some() => apply::launches_not_begun(plan, &bar),
            Some(plan) => {
                let mut cases = ready.cases.clone();
                cases.extend(carried_out.cases());
                let web = ready.ends.testops.web();
                let target = LaunchTarget {
                    reader: client,
                    writer: &recorded,
                    project_id: ready.project_id,
                    suite: config.destination.suite,
                    web: &web,
                    cases: &cases,
                };
                apply::apply_launches(plan, &ready.ends.testops.client, &target, &bar, stop).await
            }
            None => Vec::new(),
        };
        let carried_out = ConfigReport {
            requests: client.requests() - before,
            launches,
            ..carried_out
        };
        if let Some(source) = carried_out.halted() {
            if matches!(source, WriteError::Credentials(_)) {
                planning.servers.testrail_rejected(&ready.ends);
            }
            errors.push(Error::Halted {
                config: config.name.clone(),
                integration: config.destination.integration.clone(),
                username: testrail.username.clone(),
                source: Box::new(source.clone()),
            });
        }
        report.configs.push(carried_out);
        memory.one_by_one = client.creates_one_by_one();
        let kept = write_memory(&planning.state_dir, &key, &testrail.version, memory.into());
        errors.extend(kept.err().map(Error::State));
    }
    bar.finish();
    CarriedOut { report, errors }
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
    let runs: usize = plan
        .configs
        .iter()
        .map(crate::plan::ConfigPlan::to_export)
        .sum();
    output::confirm(&question(creates, updates, runs)).ok_or(Error::NoTerminal)
}

/// The question, which names only what there is to do.
fn question(creates: usize, updates: usize, runs: usize) -> String {
    let mut deeds = Vec::new();
    if creates > 0 {
        deeds.push(format!("create {}", words::count(creates, "case", "cases")));
    }
    if updates > 0 {
        deeds.push(format!("update {}", words::count(updates, "case", "cases")));
    }
    if runs > 0 {
        deeds.push(format!(
            "export {}",
            words::count(runs, "launch", "launches")
        ));
    }
    format!("\nIn TestRail: {}. Go on?", deeds.join(", "))
}

fn exit(planning: &Planning, carried_out: &CarriedOut, detailed: bool) -> Exit {
    let report = &carried_out.report;
    let errors = &carried_out.errors;
    let no_right = errors.iter().any(|error| error.exit() == Exit::Credentials);
    let has_written = report.configs.iter().any(ConfigReport::has_written);
    let complete = report.configs.iter().all(ConfigReport::is_complete);
    match planning.failure() {
        _ if no_right => Exit::Credentials,
        Some(Exit::Credentials) => Exit::Credentials,
        Some(_) if has_written => Exit::Partial,
        Some(exit) => exit,
        None if !complete => Exit::Partial,
        None if !errors.is_empty() => Exit::Failed,
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

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn the_question_names_only_what_there_is_to_do() {
        let questions = [
            question(1, 0, 0),
            question(0, 1200, 0),
            question(0, 0, 1),
            question(31, 2, 6),
        ];
        insta::assert_snapshot!(questions.concat(), @"

        In TestRail: create 1 case. Go on?
        In TestRail: update 1,200 cases. Go on?
        In TestRail: export 1 launch. Go on?
        In TestRail: create 31 cases, update 2 cases, export 6 launches. Go on?
        ");
    }
}
