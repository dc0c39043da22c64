//! What earlier applies wrote a moment ago, which a reading may not show yet: a plan that would make any of it again
//! waits until it is seen, or until so much time has passed that it was not written.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::Failure;
use super::plan::Planned;
use crate::apply::result_name;
use crate::diagnostic::{Code, Diagnostic, RunCode, ServerCode};
use crate::mapping::launches::MARK_PREFIX;
use crate::plan::{Action, ConfigPlan, LaunchPlan, RunAction, file_name};
use crate::state::ledger::{self, RecentWrite};

/// Times in the ledger are whole seconds.
const SECOND: Duration = Duration::from_secs(1);

/// The writes of earlier applies that a reading may not show yet.
#[derive(Debug)]
pub(crate) struct RecentWrites {
    writes: Vec<RecentWrite>,
    /// How long each of them is looked for.
    window: Duration,
    /// When they were read, by the wall and by a clock that nobody sets.
    read_at: (Timestamp, Instant),
}

/// What a plan waits for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Awaited {
    /// What would be made again, as the ledger calls it.
    pub(crate) objects: Vec<String>,
    /// The longest that it takes.
    pub(crate) at_most: Duration,
}

impl RecentWrites {
    /// Nothing was written before.
    pub(crate) fn none() -> Self {
        Self::new(Vec::new(), Duration::ZERO, Timestamp::now())
    }

    /// Reads what was written within the window.
    pub(crate) fn read(state_dir: &Path, window: Duration) -> Result<Self, Failure> {
        let now = Timestamp::now();
        let since = now - SignedDuration::try_from(window + SECOND).unwrap_or_default();
        let since = since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let writes = ledger::recent_writes(state_dir, &since).map_err(|error| {
            let file = state_dir.display().to_string();
            Diagnostic::error(RunCode::FileUnreadable { file }).caused_by(&error)
        })?;
        Ok(Self::new(writes, window, now))
    }

    fn new(writes: Vec<RecentWrite>, window: Duration, now: Timestamp) -> Self {
        Self {
            writes,
            window,
            read_at: (now, Instant::now()),
        }
    }

    /// Plans until nothing that was written a moment ago would be made again. `says` hears once what is waited for.
    pub(crate) async fn settle<E>(
        &self,
        mut plan: impl AsyncFnMut() -> Result<Planned, E>,
        mut says: impl FnMut(&Awaited),
    ) -> Result<Planned, E> {
        let mut pause = self.window / 60;
        let mut is_said = false;
        loop {
            // What is old before the reading begins is not waited for after it.
            let began = self.read_at.1.elapsed();
            let planned = plan().await?;
            let Some(awaited) = self.awaited_by(&planned, began) else {
                return Ok(planned);
            };
            if !std::mem::replace(&mut is_said, true) {
                says(&awaited);
            }
            tokio::time::sleep(pause.min(awaited.at_most)).await;
            pause *= 2;
        }
    }

    fn awaited_by(&self, planned: &Planned, now: Duration) -> Option<Awaited> {
        let mut objects = Vec::new();
        let mut at_most = Duration::ZERO;
        for write in &self.writes {
            let rest = self.rest(write, now);
            if rest.is_zero() {
                continue;
            }
            let again = planned.plan.configs.iter().flat_map(|config| {
                let ready = planned.ready.get(&config.name);
                let is_here = ready.is_none_or(|ready| ready.ends.testrail.key() == write.server);
                if is_here {
                    made_again(config, write)
                } else {
                    Vec::new()
                }
            });
            let known = objects.len();
            objects.extend(again);
            if objects.len() > known {
                at_most = at_most.max(rest);
            }
        }
        objects.sort_unstable();
        objects.dedup();
        (!objects.is_empty()).then_some(Awaited { objects, at_most })
    }

    /// How long a write is still looked for, so long after the ledger was read. One of the future is of another machine, whose clock is ahead.
    fn rest(&self, write: &RecentWrite, now: Duration) -> Duration {
        let read_at = self.read_at.0;
        let age = write.at.parse::<Timestamp>();
        let age = age.map(|at| Duration::try_from(read_at.duration_since(at)));
        let age = age.ok().and_then(Result::ok).unwrap_or_default();
        (self.window + SECOND).saturating_sub(age + now)
    }
}

/// What of a write a plan would make again, as the ledger calls it.
fn made_again(config: &ConfigPlan, write: &RecentWrite) -> Vec<String> {
    let (method, id) = write.request.split_once('/').unwrap_or_default();
    let id: u64 = id.parse().unwrap_or_default();
    let launches = || config.launches.iter().flat_map(|plan| &plan.launches);
    let known = |object: &String| write.objects.contains(object);
    // A list that lacks what was written lately may come from a server that lags.
    let is_short = config.failure.as_ref().is_some_and(is_short);
    match method {
        _ if is_short && method.starts_with("add_") => write.objects.clone(),
        "add_case" | "add_cases" => {
            let creates = config.actions.iter().filter_map(|action| match action {
                Action::Create(create) => Some(create.marker.0.to_string()),
                Action::Update(_) => None,
            });
            creates.filter(known).collect()
        }
        "add_run" => {
            let created = launches().filter(|plan| matches!(plan.run, RunAction::Create { .. }));
            let markers = created.map(|plan| format!("{MARK_PREFIX}{}", plan.launch.0));
            markers.filter(known).collect()
        }
        "add_results_for_cases" => {
            let here = launches().filter(|plan| continued(plan) == Some(id));
            let results = here.flat_map(LaunchPlan::result_ids).map(result_name);
            results.filter(known).collect()
        }
        "update_run" => launches()
            .flat_map(|plan| unselected(plan, id, write))
            .collect(),
        "add_attachment_to_result" => {
            let files = launches().flat_map(|plan| &plan.attachments.results);
            let here = files.filter(|files| files.existing.is_some_and(|at| at.id.0 == id));
            let names = here.flat_map(|files| &files.missing).map(file_name);
            names.filter(known).collect()
        }
        _ => Vec::new(),
    }
}

fn is_short(failure: &Diagnostic) -> bool {
    matches!(
        failure.code,
        Code::ServerCode(ServerCode::ListingShort { .. })
    )
}

fn continued(plan: &LaunchPlan) -> Option<u64> {
    match plan.run {
        RunAction::Continue { run, .. } => Some(run.0),
        RunAction::Keep(_) | RunAction::Create { .. } => None,
    }
}

/// The cases of a selection that a run does not show, where another selection would be sent: it would be made without
/// them, or they would take its place when they land.
fn unselected(plan: &LaunchPlan, id: u64, write: &RecentWrite) -> Vec<String> {
    let RunAction::Continue { run, selected, .. } = &plan.run else {
        return Vec::new();
    };
    if run.0 != id || plan.select.is_empty() {
        return Vec::new();
    }
    // The run itself stands first.
    let sent = write.objects.iter().skip(1);
    let shown: Vec<String> = selected.iter().map(ToString::to_string).collect();
    let lacking = sent.filter(|case| !shown.contains(case));
    lacking.cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::{DesiredCase, FieldName, Identity, Marker, SectionId, SuiteId, TestCaseId};
    use crate::plan::{Create, DestinationEnd, Outcome, Plan, SourceEnd};

    const WINDOW: Duration = Duration::from_mins(1);

    /// A plan that creates these cases.
    fn creating(ids: &[i64]) -> Planned {
        let create = |id: &i64| {
            let case = DesiredCase {
                id: TestCaseId(*id),
                section: SectionId(310),
                fields: Vec::new(),
            };
            Action::Create(Create {
                marker: Marker(format!("ALLURE-{id}").into()),
                case,
            })
        };
        let config = ConfigPlan {
            name: "shop".into(),
            source: SourceEnd {
                integration: "testops".into(),
                project_id: 7,
            },
            destination: DestinationEnd {
                integration: "testrail".into(),
                project: "Web Shop".into(),
                suite: SuiteId(29),
                section: SectionId(310),
            },
            outcome: Outcome::Compared,
            failure: None,
            actions: ids.iter().map(create).collect(),
            unchanged: Vec::new(),
            protected: Vec::new(),
            protect: BTreeMap::new(),
            blocked: Vec::new(),
            marked_unclaimed: 0,
            twins: 0,
            diagnostics: Vec::new(),
            fields: Vec::new(),
            identity: Identity {
                field: FieldName::new("refs"),
                prefix: "ALLURE-".into(),
            },
            one_by_one: false,
            launches: None,
        };
        let plan = Plan {
            configs: vec![config],
        };
        let ready = BTreeMap::new();
        Planned {
            plan,
            ready,
            pending: Vec::new(),
        }
    }

    fn write(age: i64, objects: &[&str]) -> RecentWrite {
        let at = now() - SignedDuration::from_secs(age);
        RecentWrite {
            at: at.to_string(),
            server: "https://example.testrail.io".into(),
            request: "add_cases/310".into(),
            objects: objects.iter().map(ToString::to_string).collect(),
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_790_000_000).unwrap()
    }

    /// Plans to create cases 1 and 2 until they are shown after so long. Tells when each plan was made, and what was
    /// waited for.
    async fn settled(writes: Vec<RecentWrite>, shown: u64) -> (Vec<u64>, Option<Awaited>) {
        let recent = RecentWrites::new(writes, WINDOW, now());
        let began = Instant::now();
        let mut plans = Vec::new();
        let mut said = None;
        let plan = async || {
            plans.push(began.elapsed().as_secs());
            let is_shown = began.elapsed().as_secs() >= shown;
            Ok::<_, Failure>(creating(if is_shown { &[] } else { &[1, 2] }))
        };
        let says = |awaited: &Awaited| {
            let Awaited { objects, at_most } = awaited;
            let (objects, at_most) = (objects.clone(), *at_most);
            assert_eq!(said.replace(Awaited { objects, at_most }), None);
        };
        recent.settle(plan, says).await.unwrap();
        (plans, said)
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_cut_off_is_looked_for_until_it_lands() {
        let (plans, said) = settled(vec![write(5, &["ALLURE-1", "ALLURE-9"])], 4).await;
        assert_eq!(plans, [0, 1, 3, 7]);
        let said = said.unwrap();
        assert_eq!(said.objects, ["ALLURE-1"]);
        assert_eq!(said.at_most, Duration::from_secs(56));
    }

    #[tokio::test(start_paused = true)]
    async fn what_never_lands_is_made_again_when_a_minute_has_passed_since_it_was_begun() {
        let (plans, _) = settled(vec![write(5, &["ALLURE-1"])], 1000).await;
        assert_eq!(plans, [0, 1, 3, 7, 15, 31, 56]);
        let (plans, said) = settled(vec![write(61, &["ALLURE-1"])], 1000).await;
        assert_eq!((plans, said), (vec![0], None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_plan_waits_for_nothing_that_it_does_not_make() {
        let (plans, said) = settled(vec![write(1, &["ALLURE-3"])], 1000).await;
        assert_eq!((plans, said), (vec![0], None));
    }

    #[tokio::test(start_paused = true)]
    async fn the_clock_of_another_machine_does_not_prolong_the_wait() {
        let (plans, _) = settled(vec![write(-3600, &["ALLURE-1"])], 1000).await;
        assert_eq!(plans.last(), Some(&61));
    }
}
