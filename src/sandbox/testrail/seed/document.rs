//! The document itself: keys, lists and switches, each told with its place if it is wrong.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::sandbox::seed::Error;
use crate::sandbox::testrail::cases::Case;
use crate::sandbox::testrail::configurations::ConfigGroup;
use crate::sandbox::testrail::fields::Field;
use crate::sandbox::testrail::labels::Label;
use crate::sandbox::testrail::milestones::Milestone;
use crate::sandbox::testrail::projects::Project;
use crate::sandbox::testrail::reference::{CaseStatus, CaseType, Priority, Status, Template};
use crate::sandbox::testrail::results::TestResult;
use crate::sandbox::testrail::runs::Run;
use crate::sandbox::testrail::sections::Section;
use crate::sandbox::testrail::shared_steps::SharedStep;
use crate::sandbox::testrail::state::{Switches, version};
use crate::sandbox::testrail::suites::Suite;
use crate::sandbox::testrail::test::Test;
use crate::sandbox::testrail::users::{Group, Role, User};

/// A seed, read key by key, so that what is wrong can be told with its place.
pub(super) struct Document(Map<String, Value>);

impl Document {
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text)
            .map(Self)
            .map_err(|error| Error::json(&error))
    }

    /// One value; `null` counts as left out.
    pub(super) fn value<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>, Error> {
        match self.0.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => item(key, value).map(Some),
        }
    }

    /// A list, whose items are read one by one; `null` counts as left out.
    pub(super) fn list<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<Vec<T>>, Error> {
        match self.0.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(values)) => values
                .into_iter()
                .enumerate()
                .map(|(place, value)| item(&format!("{key}[{place}]"), value))
                .collect::<Result<_, _>>()
                .map(Some),
            Some(_) => Err(Error::value(key, "this is no list", "put the items in [ ]")),
        }
    }
}

fn item<T: DeserializeOwned>(path: &str, value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|error| {
        Error::value(
            path,
            error.to_string(),
            "give it the shape that TestRail's API has",
        )
    })
}

/// What a seed holds besides switches. Keys that are not known are left alone.
pub(super) struct Entities {
    pub(super) users: Option<Vec<User>>,
    pub(super) roles: Option<Vec<Role>>,
    pub(super) groups: Vec<Group>,
    pub(super) projects: Vec<Project>,
    pub(super) suites: Vec<Suite>,
    pub(super) sections: Vec<Section>,
    pub(super) case_fields: Vec<Field>,
    pub(super) result_fields: Vec<Field>,
    pub(super) templates: Option<Vec<Template>>,
    pub(super) priorities: Option<Vec<Priority>>,
    pub(super) case_types: Option<Vec<CaseType>>,
    pub(super) statuses: Option<Vec<Status>>,
    pub(super) case_statuses: Option<Vec<CaseStatus>>,
    pub(super) milestones: Vec<Milestone>,
    pub(super) configs: Vec<ConfigGroup>,
    pub(super) labels: Vec<Label>,
    pub(super) shared_steps: Vec<SharedStep>,
    pub(super) cases: Vec<SeedCase>,
    pub(super) runs: Vec<SeedRun>,
    pub(super) tests: Vec<Test>,
    pub(super) results: Vec<TestResult>,
}

impl Entities {
    pub(super) fn read(document: &mut Document) -> Result<Self, Error> {
        Ok(Self {
            users: document.list("users")?,
            roles: document.list("roles")?,
            groups: document.list("groups")?.unwrap_or_default(),
            projects: document.list("projects")?.unwrap_or_default(),
            suites: document.list("suites")?.unwrap_or_default(),
            sections: document.list("sections")?.unwrap_or_default(),
            case_fields: document.list("case_fields")?.unwrap_or_default(),
            result_fields: document.list("result_fields")?.unwrap_or_default(),
            templates: document.list("templates")?,
            priorities: document.list("priorities")?,
            case_types: document.list("case_types")?,
            statuses: document.list("statuses")?,
            case_statuses: document.list("case_statuses")?,
            milestones: document.list("milestones")?.unwrap_or_default(),
            configs: document.list("configs")?.unwrap_or_default(),
            labels: document.list("labels")?.unwrap_or_default(),
            shared_steps: document.list("shared_steps")?.unwrap_or_default(),
            cases: document.list("cases")?.unwrap_or_default(),
            runs: document.list("runs")?.unwrap_or_default(),
            tests: document.list("tests")?.unwrap_or_default(),
            results: document.list("results")?.unwrap_or_default(),
        })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct SeedCase {
    /// Labels stand here as objects, ids or titles.
    #[serde(default)]
    pub(super) labels: Vec<Value>,
    #[serde(flatten)]
    pub(super) case: Case,
}

#[derive(Debug, Deserialize)]
pub(super) struct SeedRun {
    /// The selection; the API does not show it, a seed may give it.
    pub(super) case_ids: Option<Vec<u64>>,
    #[serde(flatten)]
    pub(super) run: Run,
}

/// The switches, which leave the document.
pub(super) fn switches(document: &mut Document) -> Result<Switches, Error> {
    let version_text: String = document
        .value("version")?
        .unwrap_or_else(|| "10.2".to_owned());
    let number = version(&version_text);
    if number.0 == 0 {
        return Err(Error::value(
            "version",
            format!("{version_text:?} is no version"),
            "write it as \"10.2\"",
        ));
    }
    Ok(Switches {
        version: version_text,
        text_mode: document.value("textMode")?.unwrap_or_default(),
        requests_per_minute: document.value("requestsPerMinute")?.unwrap_or(0),
        bulk_create: document.value("bulkCreate")?.unwrap_or(true),
        before67: document.value("before67")?.unwrap_or(number < (6, 7, 0)),
        before931: document.value("before931")?.unwrap_or(number < (9, 3, 1)),
        strict_keys: document.value("strictKeys")?.unwrap_or(false),
        enterprise: document.value("enterprise")?.unwrap_or(false),
        null_lists: document.value("nullLists")?.unwrap_or(false),
        zero_limit_links: document.value("zeroLimitLinks")?.unwrap_or(false),
        api_enabled: document.value("apiEnabled")?.unwrap_or(true),
    })
}
