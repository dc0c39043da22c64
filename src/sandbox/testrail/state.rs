//! Everything that the emulated TestRail holds, and the indexes that keep it quick.

use std::collections::{BTreeSet, HashMap};

use super::attachments::Attachment;
use super::call::Call;
use super::cases::Case;
use super::configurations::ConfigGroup;
use super::error::ApiError;
use super::fields::Field;
use super::history::Entry as HistoryEntry;
use super::labels::Label;
use super::milestones::Milestone;
use super::plans::Plan;
use super::projects::Project;
use super::reference::{CaseStatus, CaseType, Priority, Status, Template};
use super::results::TestResult;
use super::runs::Run;
use super::sections::Section;
use super::shared_steps::SharedStep;
use super::suites::Suite;
use super::switches::Switches;
use super::table::Table;
use super::test::Test;
use super::users::{Group, Role, User};

/// The whole state.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// The base of links in answers.
    pub(super) base_url: String,
    pub(super) switches: Switches,
    pub(super) users: Table<User>,
    pub(super) roles: Vec<Role>,
    pub(super) groups: Table<Group>,
    pub(super) case_fields: Vec<Field>,
    pub(super) result_fields: Vec<Field>,
    pub(super) templates: Vec<Template>,
    pub(super) priorities: Vec<Priority>,
    pub(super) case_types: Vec<CaseType>,
    pub(super) statuses: Vec<Status>,
    pub(super) case_statuses: Vec<CaseStatus>,
    pub(super) projects: Table<Project>,
    pub(super) suites: Table<Suite>,
    pub(super) sections: Table<Section>,
    pub(super) cases: Table<Case>,
    pub(super) history: HashMap<u64, Vec<HistoryEntry>>,
    pub(super) last_history_id: u64,
    pub(super) milestones: Table<Milestone>,
    pub(super) config_groups: Table<ConfigGroup>,
    pub(super) last_config_id: u64,
    pub(super) shared_steps: Table<SharedStep>,
    pub(super) labels: Table<Label>,
    /// Plans take their ids from the same sequence.
    pub(super) runs: Table<Run>,
    pub(super) plans: Table<Plan>,
    pub(super) last_entry: u64,
    pub(super) tests: Table<Test>,
    pub(super) results: Table<TestResult>,
    pub(super) attachments: Table<Attachment>,
    pub(super) index: Index,
}

/// What belongs to what, so that no list is found by looking at everything.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    pub(super) cases_by_suite: HashMap<u64, BTreeSet<u64>>,
    pub(super) cases_by_section: HashMap<u64, BTreeSet<u64>>,
    pub(super) tests_by_run: HashMap<u64, BTreeSet<u64>>,
    pub(super) test_by_case: HashMap<(u64, u64), u64>,
    pub(super) results_by_run: HashMap<u64, BTreeSet<u64>>,
    pub(super) results_by_test: HashMap<u64, BTreeSet<u64>>,
}

/// The ids that an index has for a key, ascending.
pub(super) fn indexed(
    index: &HashMap<u64, BTreeSet<u64>>,
    key: u64,
) -> impl DoubleEndedIterator<Item = u64> {
    index.get(&key).into_iter().flatten().copied()
}

impl State {
    /// Nothing but switches.
    pub(super) fn blank(switches: Switches) -> Self {
        Self {
            base_url: "http://localhost".to_owned(),
            switches,
            users: Table::default(),
            roles: Vec::new(),
            groups: Table::default(),
            case_fields: Vec::new(),
            result_fields: Vec::new(),
            templates: Vec::new(),
            priorities: Vec::new(),
            case_types: Vec::new(),
            statuses: Vec::new(),
            case_statuses: Vec::new(),
            projects: Table::default(),
            suites: Table::default(),
            sections: Table::default(),
            cases: Table::default(),
            history: HashMap::new(),
            last_history_id: 0,
            milestones: Table::default(),
            config_groups: Table::default(),
            last_config_id: 0,
            shared_steps: Table::default(),
            labels: Table::default(),
            runs: Table::default(),
            plans: Table::default(),
            last_entry: 0,
            tests: Table::default(),
            results: Table::default(),
            attachments: Table::default(),
            index: Index::default(),
        }
    }

    /// A project that the caller sees.
    pub(super) fn project(
        &self,
        call: &Call<'_>,
        id: u64,
        field: &str,
    ) -> Result<&Project, ApiError> {
        let project = self
            .projects
            .get(id)
            .filter(|project| call.user.sees(project.id))
            .ok_or_else(|| ApiError::field(field, "is not a valid or accessible project"))?;
        call.permit()?;
        Ok(project)
    }

    /// The project that the path names first.
    pub(super) fn project_of(&self, call: &Call<'_>) -> Result<&Project, ApiError> {
        self.project(call, call.id(0, "project_id")?, "project_id")
    }

    /// A suite in a project that the caller sees.
    pub(super) fn suite(&self, call: &Call<'_>, id: u64) -> Result<&Suite, ApiError> {
        let suite = self
            .suites
            .get(id)
            .filter(|suite| call.user.sees(suite.project_id))
            .ok_or_else(|| ApiError::field("suite_id", "is not a valid test suite"))?;
        call.permit()?;
        Ok(suite)
    }

    /// A section in a project that the caller sees.
    pub(super) fn section(
        &self,
        call: &Call<'_>,
        id: u64,
        field: &str,
    ) -> Result<&Section, ApiError> {
        let section = self
            .sections
            .get(id)
            .filter(|section| call.user.sees(self.project_of_suite(section.suite_id)))
            .ok_or_else(|| ApiError::field(field, "is not a valid section"))?;
        call.permit()?;
        Ok(section)
    }

    /// A case in a project that the caller sees.
    pub(super) fn case(&self, call: &Call<'_>, id: u64) -> Result<&Case, ApiError> {
        let case = self
            .cases
            .get(id)
            .filter(|case| call.user.sees(self.project_of_suite(case.suite_id)))
            .ok_or_else(|| ApiError::field("case_id", "is not a valid test case"))?;
        call.permit()?;
        self.permit_case(call, case)?;
        Ok(case)
    }

    /// A run in a project that the caller sees.
    pub(super) fn run(&self, call: &Call<'_>, id: u64) -> Result<&Run, ApiError> {
        let run = self
            .runs
            .get(id)
            .filter(|run| call.user.sees(run.project_id))
            .ok_or_else(|| ApiError::field("run_id", "is not a valid test run"))?;
        call.permit()?;
        call.permit_unless(run.locked, "test run")?;
        Ok(run)
    }

    /// Refuses to change a case that is locked, or whose status lets nobody edit it.
    pub(super) fn permit_case(&self, call: &Call<'_>, case: &Case) -> Result<(), ApiError> {
        let is_final = |status: &CaseStatus| {
            status.refuses_edits && Some(status.case_status_id) == case.case_status_id
        };
        let is_closed = self.switches.enterprise && self.case_statuses.iter().any(is_final);
        call.permit_unless(case.locked || is_closed, "test case")
    }

    /// A test in a project that the caller sees.
    pub(super) fn test(&self, call: &Call<'_>, id: u64) -> Result<&Test, ApiError> {
        let (test, run) = self
            .tests
            .get(id)
            .and_then(|test| Some((test, self.runs.get(test.run_id)?)))
            .filter(|(_, run)| call.user.sees(run.project_id))
            .ok_or_else(|| ApiError::field("test_id", "is not a valid test"))?;
        call.permit()?;
        call.permit_unless(run.locked, "test run")?;
        Ok(test)
    }

    /// A plan in a project that the caller sees.
    pub(super) fn plan(&self, call: &Call<'_>, id: u64) -> Result<&Plan, ApiError> {
        let plan = self
            .plans
            .get(id)
            .filter(|plan| call.user.sees(plan.project_id))
            .ok_or_else(|| ApiError::field("plan_id", "is not a valid test plan"))?;
        call.permit()?;
        Ok(plan)
    }

    /// The project of a suite; 0, which no project is, for a suite that is gone.
    pub(super) fn project_of_suite(&self, suite_id: u64) -> u64 {
        self.suites
            .get(suite_id)
            .map_or(0, |suite| suite.project_id)
    }

    /// The suite that a call on a project means: the one it names, or the only one of a single-suite project.
    pub(super) fn suite_choice(
        &self,
        project: &Project,
        given: Option<u64>,
    ) -> Result<u64, ApiError> {
        match given {
            Some(id) => self
                .suites
                .get(id)
                .filter(|suite| suite.project_id == project.id)
                .map(|suite| suite.id)
                .ok_or_else(|| ApiError::field("suite_id", "is not a valid test suite")),
            None if project.suite_mode == 1 => self
                .suites
                .iter()
                .find(|suite| suite.project_id == project.id)
                .map(|suite| suite.id)
                .ok_or_else(|| ApiError::required("suite_id")),
            None => Err(ApiError::required("suite_id")),
        }
    }

    pub(super) fn has_milestone(&self, id: u64, project_id: u64) -> bool {
        self.milestones
            .get(id)
            .is_some_and(|milestone| milestone.project_id == project_id)
    }

    pub(super) fn has_shared_step(&self, id: u64, project_id: u64) -> bool {
        self.shared_steps
            .get(id)
            .is_some_and(|step| step.project_id == project_id)
    }

    /// A milestone of the project, if one is given.
    pub(super) fn check_milestone(&self, id: Option<u64>, project_id: u64) -> Result<(), ApiError> {
        match id {
            Some(id) if !self.has_milestone(id, project_id) => {
                Err(ApiError::field("milestone_id", "is not a valid milestone"))
            }
            _ => Ok(()),
        }
    }

    /// A user, if one is given.
    pub(super) fn check_assignee(&self, id: Option<u64>) -> Result<(), ApiError> {
        match id {
            Some(id) if !self.users.contains(id) => {
                Err(ApiError::field("assignedto_id", "is not a valid user"))
            }
            _ => Ok(()),
        }
    }

    /// An entity's page in the user interface.
    pub(super) fn url(&self, page: &str, id: u64) -> String {
        format!("{}/index.php?/{page}/{id}", self.base_url)
    }

    /// Something that looks like the UUIDs of the real server and is the same on every run.
    #[expect(clippy::unused_self, reason = "ids are the state's to give")]
    pub(super) fn uuid(&self, number: u64) -> String {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!(
            "{:08x}-{:04x}-4000-8000-{number:012x}",
            mixed >> 32,
            mixed & 0xffff
        )
    }
}

/// A filter on when and by whom something was made.
#[derive(Debug)]
pub(super) struct Made {
    after: Option<i64>,
    before: Option<i64>,
    by: Option<Vec<u64>>,
}

impl Made {
    /// From `<verb>_after`, `<verb>_before` and `<verb>_by`.
    pub(super) fn filter(call: &Call<'_>, verb: &str) -> Result<Self, ApiError> {
        Ok(Self {
            after: call.params.timestamp(&format!("{verb}_after"))?,
            before: call.params.timestamp(&format!("{verb}_before"))?,
            by: call.params.ids(&format!("{verb}_by"))?,
        })
    }

    pub(super) fn admits(&self, on: i64, by: u64) -> bool {
        self.after.is_none_or(|after| on > after)
            && self.before.is_none_or(|before| on < before)
            && self.by.as_ref().is_none_or(|users| users.contains(&by))
    }
}
