//! Carries out a plan, with the lock, the ledger and the guards around it.

use std::path::Path;

use jiff::Timestamp;

use super::Failure;
use super::failure::writes_failed;
use super::launches::now_done;
use super::people::name_editors;
use super::plan::{Planned, Ready};
use super::refusals::Written;
use super::servers::Servers;
use crate::apply::{
    self, CaseTarget, ConfigReport, LaunchTarget, Notes, Progress, Recorded, Report, Settle, Stop,
    Watch,
};
use crate::diagnostic::{Diagnostic, Object, RunCode, StateFault};
use crate::manifest::Manifests;
use crate::plan::{ConfigPlan, GuardAnswers, GuardHit, Memory, config_guards, run_guards};
use crate::state::ledger::{self, Event};
use crate::state::{Ledger, Lock, LockError, StateError, write_memory};
use crate::testrail::Writer as _;

/// What an apply came to.
pub(crate) struct Applied {
    pub(crate) report: Report,
    /// What ended a sync config early, or was not kept.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What an earlier apply was cut off with.
pub(crate) struct CutOff {
    pub(crate) apply: String,
    /// How many writes have no answer in the ledger.
    pub(crate) writes: usize,
}

/// How an apply ended, as the ledger has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Done,
    InPart,
    Interrupted,
    /// There was nothing to write, and nothing is left of what was cut off before.
    NothingLeft,
}

/// Takes the lock of a state directory.
pub(crate) fn take_lock(state_dir: &Path) -> Result<Lock, Failure> {
    let holder = format!("process {} since {}", std::process::id(), now());
    Lock::take(state_dir, &holder).map_err(|error| match error {
        LockError::Held { path, holder } => {
            let file = path.display().to_string();
            Diagnostic::error(RunCode::LockHeld { file, holder }).into()
        }
        LockError::State(error) => state_unusable(&error),
    })
}

/// Why the state directory cannot be used.
pub(crate) fn state_unusable(error: &StateError) -> Failure {
    let fault = match error.kind() {
        std::io::ErrorKind::AlreadyExists => StateFault::InTheWay,
        std::io::ErrorKind::PermissionDenied => StateFault::NotAllowed,
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StateFault::Full,
        _ => StateFault::Other,
    };
    Box::new(Diagnostic::error(RunCode::StateUnusable { fault }).caused_by(error))
}

/// Which writes an earlier apply did not see the end of, if there are any. A plan that is made now shows what became of
/// them, because it looks for their markers.
pub(crate) fn cut_off(state_dir: &Path) -> Result<Option<CutOff>, Failure> {
    let open = ledger::open_writes(state_dir).map_err(|error| {
        let file = state_dir.display().to_string();
        Diagnostic::error(RunCode::FileUnreadable { file }).caused_by(&error)
    })?;
    Ok(open.first().map(|first| CutOff {
        apply: first.apply.clone(),
        writes: open.len(),
    }))
}

/// What stops an apply before its first write, unless it was answered.
pub(crate) fn guards(
    planned: &Planned,
    manifests: &Manifests,
    answers: &GuardAnswers,
) -> Vec<GuardHit> {
    let of_run = run_guards(&planned.plan, answers.max_changes).map(Diagnostic::error);
    let of_configs = planned.plan.configs.iter().flat_map(|plan| {
        let config = manifests
            .sync_configs
            .iter()
            .find(|config| config.name == plan.name);
        let codes = config.map(|config| config_guards(plan, &config.spec.guard));
        let codes = codes.into_iter().flatten();
        codes.map(|code| Diagnostic::error(code).about(Object::SyncConfig(plan.name.clone())))
    });
    let all = of_run.into_iter().chain(of_configs);
    all.map(|diagnostic| answers.hit(diagnostic)).collect()
}

/// Opens the ledger and notes that an apply begins.
pub(crate) fn begin(state_dir: &Path, digest: &str, planned: &Planned) -> Result<Ledger, Failure> {
    let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let name = format!("{stamp}-{}", std::process::id());
    let requests = planned.plan.configs.iter().map(ConfigPlan::requests).sum();
    Ledger::open(state_dir, name, now)
        .and_then(|ledger| {
            ledger.record(Event::Begin {
                plan: digest.to_owned(),
                requests,
            })?;
            Ok(ledger)
        })
        .map_err(|error| state_unusable(&error))
}

/// Notes how an apply ended.
pub(crate) fn note_end(ledger: &Ledger, end: End) -> Result<(), Failure> {
    let outcome = match end {
        End::Done => "done",
        End::InPart => "done in part",
        End::Interrupted => "interrupted",
        End::NothingLeft => "nothing was left to do",
    };
    let event = Event::End {
        outcome: outcome.to_owned(),
    };
    ledger.record(event).map_err(|error| state_unusable(&error))
}

/// How one sync config's plan is carried out.
struct Run<'a, P> {
    ledger: Option<&'a Ledger>,
    progress: &'a P,
    stop: &'a Stop,
    settle: Settle,
    may_write_runs: bool,
}

/// Carries out what is planned, one sync config after the other. One that fails does not stop the others.
pub(crate) async fn carry_out(
    planned: &Planned,
    servers: &Servers,
    ledger: Option<&Ledger>,
    progress: &impl Progress,
    stop: &Stop,
    settle: Settle,
) -> Applied {
    let mut applied = Applied {
        report: Report::default(),
        diagnostics: Vec::new(),
    };
    let touched = planned
        .plan
        .configs
        .iter()
        .filter(|config| !config.is_empty());
    for config in touched {
        let Some(ready) = planned.ready.get(&config.name) else {
            continue;
        };
        let testrail = &ready.ends.testrail;
        let mut memory: Memory = servers.read_memory(testrail);
        if memory.one_by_one {
            testrail.client.create_one_by_one();
        }
        let no_runs = right_to_runs_missing(config, ready, servers);
        let may_write_runs = no_runs.is_none();
        applied.diagnostics.extend(no_runs);
        let run = Run {
            ledger,
            progress,
            stop,
            settle,
            may_write_runs,
        };
        let mut report = carry_out_config(config, ready, &mut memory, run).await;
        let editors = report.lost_edits().filter_map(|lost| lost.by.as_mut());
        // Without their names they are told by their numbers.
        let _ = name_editors(&testrail.client, ready.project_id, editors).await;
        let failure = learn_why_halted(config, ready, servers, &report).await;
        applied.diagnostics.extend(failure);
        let launches = report.launches.iter();
        servers.note_done(now_done(&planned.pending, &config.name, launches));
        if !report.twins.is_empty() {
            let objects = report.twins.clone();
            let config = Object::SyncConfig(config.name.clone());
            let twice = Diagnostic::error(RunCode::MadeTwice { objects }).about(config);
            applied.diagnostics.push(twice);
        }
        applied.report.configs.push(report);
        memory.one_by_one = testrail.client.creates_one_by_one();
        let kept = write_memory(
            servers.state_dir(),
            &testrail.key(),
            &testrail.version,
            memory.into(),
        );
        if let Err(error) = kept {
            let lost = Diagnostic::error(RunCode::LessonsLost).caused_by(&error);
            applied.diagnostics.push(lost);
        }
    }
    applied
}

/// Why no run is written, where that is known before.
fn right_to_runs_missing(
    config: &ConfigPlan,
    ready: &Ready,
    servers: &Servers,
) -> Option<Diagnostic> {
    if config.to_export() == 0 {
        return None;
    }
    let refusals = servers.refusals();
    let missing = refusals.right_to_write(&ready.ends, &config.into(), Written::Runs)?;
    Some(missing.about(Object::SyncConfig(config.name.clone())))
}

/// Why the writes of a sync config ended early, if they did, which later runs remember.
async fn learn_why_halted(
    config: &ConfigPlan,
    ready: &Ready,
    servers: &Servers,
    report: &ConfigReport,
) -> Option<Diagnostic> {
    let error = report.halted()?;
    let what = match report.halted_at_cases() {
        Some(_) => Written::Cases,
        None => Written::Runs,
    };
    let integration = &config.destination.integration;
    let username = &ready.ends.testrail.username;
    let failure = writes_failed(&config.name, integration, username, error);
    let refusals = servers.refusals();
    refusals
        .learn_writing(&ready.ends, &config.into(), &failure, what)
        .await;
    Some(failure)
}

async fn carry_out_config(
    config: &ConfigPlan,
    ready: &Ready,
    memory: &mut Memory,
    run: Run<'_, impl Progress>,
) -> ConfigReport {
    let Run {
        ledger,
        progress,
        stop,
        settle,
        may_write_runs,
    } = run;
    let client = &ready.ends.testrail.client;
    let server = ready.ends.testrail.key();
    let web = ready.ends.testops.web();
    let recorded = Recorded {
        writer: client,
        ledger,
        server: &server,
        web: &web,
    };
    let before = client.requests();
    let notes = Notes {
        ledger,
        server: &server,
        project_id: ready.project_id,
    };
    let watch = || Watch::new(ready.read_at, settle.after_an_apply());
    let target = CaseTarget {
        reader: client,
        writer: &recorded,
        project_id: ready.project_id,
        settle,
        watch: watch(),
        notes,
    };
    let report = apply::apply_cases(config, &target, memory, progress, stop).await;
    let (launches, runs_twice) = match &config.launches {
        Some(plan) if report.halted().is_some() || !may_write_runs => {
            (apply::launches_not_begun(plan, progress), Vec::new())
        }
        Some(plan) => {
            let mut cases = ready.cases.clone();
            cases.extend(report.cases());
            let target = LaunchTarget {
                reader: client,
                writer: &recorded,
                project_id: ready.project_id,
                suite: config.destination.suite,
                web: &web,
                cases: &cases,
                settle,
                watch: watch(),
                notes,
            };
            apply::apply_launches(plan, &ready.ends.testops.client, &target, progress, stop).await
        }
        None => (Vec::new(), Vec::new()),
    };
    let mut twins = report.twins;
    twins.extend(runs_twice);
    ConfigReport {
        requests: client.requests() - before,
        launches,
        twins,
        ..report
    }
}

/// The time, as RFC 3339 in whole seconds.
fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn that_the_disk_is_full_is_said_as_that() {
        let full = StateError::Write {
            path: ".railwright/lock".into(),
            source: io::ErrorKind::StorageFull.into(),
        };
        let code = &state_unusable(&full).code;
        let fault = StateFault::Full;
        assert_eq!(*code, RunCode::StateUnusable { fault }.into());
    }
}
