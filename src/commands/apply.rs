//! `railwright apply`.

use std::time::Duration;

use super::error::Error;
use super::progress::Bar;
use super::resume::resume_named;
use super::session::{Purpose, Session};
use super::signals::Signals;
use super::{Exit, load, output};
use crate::apply::{ConfigReport, Settle, Stop};
use crate::cli;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine::{self, Applied, Awaited, End, Planned, RecentWrites};
use crate::manifest::{Manifests, SyncConfig};
use crate::plan::{ConfigPlan, GuardHit, Plan, hold_back};
use crate::render::{self, escape, words};
use crate::state::Ledger;

/// Plans, shows the plan, asks, carries it out and reports.
pub(super) async fn apply(args: &cli::Apply) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.run.paths, !args.run.is_sandboxed())?;
    let configs = load::pick_configs(&manifests, &args.run)?;
    resume_named(&args.run, &manifests)?;
    let is_lasting = !args.run.is_sandboxed();
    let state_dir = &args.run.state_dir;
    // Within a sandbox in this process nothing lasts that could be disturbed.
    let lock = is_lasting
        .then(|| engine::take_lock(state_dir))
        .transpose()?;
    let was_cut_off = is_lasting && say_what_was_cut_off(args)?;
    let mut session = Session::start(&args.run, Purpose::Write).await?;
    let mut planned = make_plan(args, &manifests, &configs, &mut session).await?;
    let digest = engine::save(&planned, &manifests).digest();
    expect_digest(args, &digest)?;
    let guards = engine::guards(&planned, &manifests, &args.guards.answers());
    let stopped = show(&planned, &manifests, &guards, &digest)?;
    hold_back(&mut planned.plan, &guards);
    let is_empty = planned.plan.is_empty();
    let stopped = if output::open_guards(&guards) {
        say_what_guards_stop(is_empty);
        let stopped = Exit::of_all([stopped, Exit::Guarded], false);
        if is_empty {
            return Ok(stopped);
        }
        stopped
    } else {
        stopped
    };
    if !is_empty
        && !args.yes
        && !engine::consent(&mut planned, &manifests, &session.servers, consent).await?
    {
        output::diagnostic(&Diagnostic::notice(RunCode::NotConfirmed));
        return Ok(Exit::Failed);
    }
    let begins = is_lasting
        && (!is_empty || (was_cut_off && stopped == Exit::Done && args.run.only.is_empty()));
    let ledger = begins
        .then(|| engine::begin(state_dir, &digest, &planned))
        .transpose()?;
    if is_empty {
        if let Some(ledger) = &ledger {
            engine::note_end(ledger, End::NothingLeft)?;
        }
        session.stop().await;
        return Ok(stopped);
    }

    let stop = Stop::default();
    let signals = Signals::listen(&stop, session.servers.no_more_writes());
    let applied = carry_out(args, &planned, &session, ledger.as_ref(), &stop).await?;
    note_end(ledger.as_ref(), &applied, &signals);
    drop(lock);
    let exit = exit(&applied, stopped, signals.exit(), args.detailed_exitcode);
    if session.servers.are_stand_ins() && matches!(exit, Exit::Done | Exit::Changes) {
        return prove(&manifests, &configs, session, exit).await;
    }
    session.stop().await;
    Ok(exit)
}

/// Shows the plan with its guards, and what stops a sync config.
fn show(
    planned: &Planned,
    manifests: &Manifests,
    guards: &[GuardHit],
    digest: &str,
) -> Result<Exit, Error> {
    let layout = output::layout(planned);
    let shown = render::text::guards(guards, layout.paint);
    let shown = shown + &render::text::plan(&planned.plan, &layout);
    output::data(&(shown + &output::digest_line(&planned.plan, digest)))?;
    Ok(output::stopped_configs(&planned.plan, manifests))
}

fn say_what_guards_stop(is_all: bool) {
    let what = if is_all {
        "Nothing was changed."
    } else {
        "What it stops is left out."
    };
    output::message(&format!(
        "{what} If the plan above is what you want, use --accept CODE or --ignore-guards.\n"
    ));
}

/// Carries the plan out and shows what became of it.
async fn carry_out(
    args: &cli::Apply,
    planned: &Planned,
    session: &Session,
    ledger: Option<&Ledger>,
    stop: &Stop,
) -> Result<Applied, Error> {
    let bar = Bar::new(planned.plan.configs.iter().map(ahead).sum());
    let servers = &session.servers;
    let applied = engine::carry_out(planned, servers, ledger, &bar, stop, settle(args)).await;
    bar.finish();
    output::data("\n")?;
    let links = planned.ready.iter();
    let links = links.map(|(config, ready)| (config.clone(), ready.ends.testrail.web()));
    let paint = output::stdout_paint();
    output::data(&render::text::report(
        &applied.report,
        &links.collect(),
        paint,
    ))?;
    Ok(applied)
}

/// Notes how it ended. What was done is done, whether or not that can be noted.
fn note_end(ledger: Option<&Ledger>, applied: &Applied, signals: &Signals) {
    let is_complete = applied.report.configs.iter().all(ConfigReport::is_complete);
    let end = match (signals.exit(), is_complete) {
        (Some(_), _) => End::Interrupted,
        (None, true) => End::Done,
        (None, false) => End::InPart,
    };
    if let Some(Err(failure)) = ledger.map(|ledger| engine::note_end(ledger, end)) {
        tracing::warn!(
            "the end of this apply is not in the ledger: {}",
            failure.causes.join(": ")
        );
    }
}

/// Makes the plan, or reads a saved one, once all is seen that was written a moment ago.
async fn make_plan(
    args: &cli::Apply,
    manifests: &Manifests,
    configs: &[&SyncConfig],
    session: &mut Session,
) -> Result<Planned, Error> {
    let recent = if args.run.is_sandboxed() {
        RecentWrites::none()
    } else {
        RecentWrites::read(&args.run.state_dir, settle(args).after_an_apply())?
    };
    let servers = &mut session.servers;
    let Some(path) = &args.plan else {
        let plan = async || Ok(engine::plan(servers, manifests, configs).await);
        return recent.settle(plan, say_what_is_awaited).await;
    };
    let key = engine::read_plan_key(args.plan_key_file.as_deref())?;
    let plan = async || engine::read_saved(path, key.as_ref(), manifests, servers).await;
    let planned = recent.settle(plan, say_what_is_awaited).await?;
    if key.is_none() {
        // Nothing proves who made it.
        let file = path.display().to_string();
        output::diagnostic(&Diagnostic::notice(RunCode::SavedPlanUnproven { file }));
    }
    Ok(planned)
}

fn settle(args: &cli::Apply) -> Settle {
    Settle::new(Duration::from_secs(args.settle))
}

/// Says what is waited for and how long.
fn say_what_is_awaited(awaited: &Awaited) {
    let objects = words::first_few(awaited.objects.iter().cloned());
    let seconds = usize::try_from(awaited.at_most.as_secs()).unwrap_or(usize::MAX);
    output::message(&format!(
        "Waiting up to {} for TestRail to show what an apply wrote a moment ago: {}\n",
        words::count(seconds.max(1), "second", "seconds"),
        escape::terminal(&objects),
    ));
}

/// Says which writes an earlier apply did not see the end of, if there are any.
fn say_what_was_cut_off(args: &cli::Apply) -> Result<bool, Error> {
    let cut_off = engine::cut_off(&args.run.state_dir)?;
    if let Some(cut_off) = &cut_off {
        output::message(&format!(
            "The apply {} was cut off with {} without an answer; this plan looks for what became of them.\n",
            escape::terminal(&cut_off.apply),
            words::count(cut_off.writes, "write", "writes")
        ));
    }
    Ok(cut_off.is_some())
}

fn expect_digest(args: &cli::Apply, digest: &str) -> Result<(), Error> {
    match &args.expect_digest {
        Some(expected) if expected != digest => Err(Diagnostic::error(RunCode::OtherDigest {
            expected: expected.clone(),
            found: digest.to_owned(),
        })
        .into()),
        _ => Ok(()),
    }
}

/// How an apply ends, which is said on stderr.
fn exit(applied: &Applied, stopped: Exit, signal: Option<Exit>, detailed: bool) -> Exit {
    applied.diagnostics.iter().for_each(output::diagnostic);
    let has_written = applied.report.configs.iter().any(ConfigReport::has_written);
    let is_complete = applied.report.configs.iter().all(ConfigReport::is_complete);
    let changes = if detailed { Exit::Changes } else { Exit::Done };
    let moved: Vec<_> = applied
        .report
        .configs
        .iter()
        .flat_map(ConfigReport::moved)
        .collect();
    let ended = if is_complete {
        changes
    } else if !has_written && !moved.is_empty() {
        Exit::Stale
    } else {
        Exit::Partial
    };
    let failed = applied.diagnostics.iter().map(Exit::of);
    let all = failed.chain([stopped, ended]).chain(signal);
    let exit = Exit::of_all(all, has_written);
    match exit {
        Exit::Partial => output::diagnostic(&Diagnostic::error(RunCode::AppliedInPart)),
        Exit::Stale if !moved.is_empty() => {
            output::diagnostic(&Diagnostic::error(RunCode::PlanStale { moved }));
        }
        Exit::Changes => output::diagnostic(&Diagnostic::notice(RunCode::ChangesMade)),
        _ => {}
    }
    exit
}

/// How many actions and launches a sync config has ahead.
fn ahead(config: &ConfigPlan) -> usize {
    config.actions.len() + config.to_export()
}

/// Asks whether to go on. Nothing else is under way that could wait for the answer.
async fn consent(plan: &Plan) -> Result<bool, Error> {
    let sum = |count: fn(&ConfigPlan) -> usize| plan.configs.iter().map(count).sum();
    let question = question(
        sum(ConfigPlan::to_create),
        sum(ConfigPlan::to_update),
        sum(ConfigPlan::to_export),
    );
    output::confirm(&question).ok_or_else(|| Diagnostic::error(RunCode::NoTerminal).into())
}

/// The question, which names only what there is to do.
fn question(creates: usize, updates: usize, runs: usize) -> String {
    let deeds = [
        ("create", creates, "case", "cases"),
        ("update", updates, "case", "cases"),
        ("export", runs, "launch", "launches"),
    ];
    let deeds: Vec<String> = deeds
        .into_iter()
        .filter(|(_, n, ..)| *n > 0)
        .map(|(verb, n, one, many)| format!("{verb} {}", words::count(n, one, many)))
        .collect();
    format!("\nIn TestRail: {}. Go on?", deeds.join(", "))
}

/// Plans once more against the emulators, which are gone when this process ends: a second plan has to be empty.
async fn prove(
    manifests: &Manifests,
    configs: &[&SyncConfig],
    mut session: Session,
    exit: Exit,
) -> Result<Exit, Error> {
    let again = engine::plan(&mut session.servers, manifests, configs).await;
    session.stop().await;
    let is_planned = output::stopped_configs(&again.plan, manifests) == Exit::Done;
    if again.plan.is_empty() && is_planned {
        output::data("\nA second plan is empty: TestRail is up to date.\n")?;
        return Ok(exit);
    }
    let shown = render::text::plan(&again.plan, &output::layout(&again));
    output::data(&format!("\nA second plan is not empty:\n\n{shown}"))?;
    output::diagnostic(&Diagnostic::error(RunCode::SecondPlanNotEmpty));
    Ok(Exit::Failed)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Cli, Command};
    use crate::diagnostic::Code;

    /// Two machines plan, and the other one applies while this one is asked.
    #[tokio::test]
    async fn an_answer_that_comes_after_another_apply_changes_nothing() {
        let cli = Cli::parse_from(["railwright", "apply", "examples/quickstart", "--sandbox"]);
        let Command::Apply(args) = cli.command else {
            panic!("it is an apply");
        };
        let manifests = load::load_manifests(&args.run.paths, false).unwrap();
        let configs = load::pick_configs(&manifests, &args.run).unwrap();
        let mut session = Session::start(&args.run, Purpose::Write).await.unwrap();
        let other = engine::plan(&mut session.servers, &manifests, &configs).await;
        let mut ours = engine::plan(&mut session.servers, &manifests, &configs).await;
        let servers = &session.servers;
        let apply = async || {
            let (bar, stop) = (Bar::new(0), Stop::default());
            engine::carry_out(&other, servers, None, &bar, &stop, settle(&args)).await
        };
        let asked = engine::consent(&mut ours, &manifests, servers, async |_| {
            assert!(apply().await.diagnostics.is_empty());
            Ok::<_, Error>(true)
        });
        let Err(Error::Failed(failure)) = asked.await else {
            panic!("it was not noticed");
        };
        let Code::RunCode(RunCode::PlanStale { moved }) = &failure.code else {
            panic!("{failure:?}");
        };
        assert_eq!(
            moved.len(),
            ours.plan.configs.iter().map(ahead).sum::<usize>()
        );
        assert_eq!(Exit::of(&failure), Exit::Stale);

        // What is left to do holds, and so does a no.
        let mut ours = engine::plan(&mut session.servers, &manifests, &configs).await;
        let servers = &session.servers;
        for answer in [true, false] {
            let asked = engine::consent(&mut ours, &manifests, servers, async |_| {
                Ok::<_, Error>(answer)
            });
            assert_eq!(asked.await.unwrap(), answer);
        }
        session.stop().await;
    }

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
