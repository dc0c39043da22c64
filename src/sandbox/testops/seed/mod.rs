//! Reads `testops.json`: `document` is what it may say, the others build the state from that.

mod document;
mod instance;
mod launches;
mod numbering;
mod steps;
mod test_cases;

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};

use self::document::test_case::TestCaseSeed;
use self::document::{Document, IssueSeed, LinkSeed, NamedSeed, ProjectSeed, StatusSeed};
use self::numbering::{Numbering, Values};
use self::steps::Scenarios;
use super::state::{
    BEGINNING, CALLER, CustomValue, DEFAULT_AUTOMATED, DEFAULT_MANUAL, History, Issue, Link,
    Project, State, Status,
};
use crate::sandbox::seed::forms::{Entries, OneOrMany, Scalar, Short};
use crate::sandbox::seed::{self, Error};

/// What a TestOps server gives an access token; clients see it as `expires_in`.
const TOKEN_LIFETIME: u64 = 259_200;

/// The integration of issues that name none.
const TRACKER: i64 = 1;

/// The statuses of a new installation.
const STATUSES: [(i64, &str); 4] = [
    (-1, "Draft"),
    (-2, "Review"),
    (-3, "Active"),
    (-4, "Outdated"),
];

/// What the names in a seed stand for.
struct Names {
    users: Numbering,
    workflows: Numbering,
    layers: Numbering,
    roles: Numbering,
    tags: Numbering,
    launch_tags: Numbering,
    issues: Numbering,
    custom_fields: Numbering,
    custom_values: Values,
    variables: Numbering,
    variable_values: Values,
    /// By `integration\nkey`.
    test_keys: Numbering,
    next_example_id: i64,
    /// Members have an id for each assignment.
    next_member_id: i64,
    scenarios: Scenarios,
}

/// Reads the seed, and how long its access tokens hold.
pub(super) fn read(seed: &Value) -> Result<(State, Duration), Error> {
    let document: Document = seed::read_seed(seed)?;
    let mut names = Names::new();
    let listed_fields = names.listed_fields(document.custom_fields);
    let mut state = State {
        users: names.users(document.users),
        projects: build_list(
            "projects",
            document.projects,
            |_, seed| Ok(seed.into()),
            |project: &Project| project.id,
        )?,
        statuses: statuses(document.statuses, document.test_cases.as_deref())?,
        ..State::default()
    };
    state.projects.sort_by_key(|project| project.id);
    state.cases = build_list(
        "testCases",
        document.test_cases,
        |path, seed| names.test_case(path, seed, &state),
        |case| case.id,
    )?;
    state.cases.sort_by_key(|case| case.id);
    names.launches(document.launches, &mut state)?;
    state.exports = instance::build_exports(document.exports, &state)?;
    state.integrations = instance::build_integrations(document.integrations, &state)?;
    state.custom_fields = instance::build_custom_fields(names.custom_fields.all(), listed_fields);
    state.workflows = names.workflows.all();
    state.layers = names.layers.all();
    state.roles = names.roles.all();
    state.tags = names.tags.all();
    state.launch_tags = names.launch_tags.all();
    state.shared_steps = names.scenarios.shared;
    let lifetime = document.token_lifetime_seconds.unwrap_or(TOKEN_LIFETIME);
    Ok((state, Duration::from_secs(lifetime)))
}

/// Fills in the lists that the seed leaves out.
pub(super) fn complete(seed: &mut Value, state: &State) {
    let Some(seed) = seed.as_object_mut() else {
        return;
    };
    for key in ["projects", "statuses", "testCases", "launches"] {
        let list = seed.entry(key).or_insert_with(|| json!([]));
        if list.is_null() {
            *list = json!([]);
        }
        if key == "statuses"
            && let Some(list) = list.as_array_mut()
        {
            // Those that the seed lists come first, as they are there.
            let added = state.statuses.iter().skip(list.len());
            list.extend(added.map(|status| json!({ "id": status.id, "name": status.name })));
        }
    }
}

impl Names {
    fn new() -> Self {
        Self {
            // Only these built-in ids are known from real servers.
            users: Numbering::new(&[(CALLER, 1)]),
            workflows: Numbering::new(&[DEFAULT_MANUAL, DEFAULT_AUTOMATED]),
            layers: Numbering::new(&[("API Tests", -3)]),
            roles: Numbering::new(&[("Owner", -1)]),
            tags: Numbering::new(&[]),
            launch_tags: Numbering::new(&[]),
            issues: Numbering::new(&[]),
            custom_fields: Numbering::new(&[("Epic", -1), ("Feature", -2), ("Story", -3)]),
            custom_values: Values::default(),
            variables: Numbering::new(&[]),
            variable_values: Values::default(),
            test_keys: Numbering::new(&[]),
            next_example_id: 1,
            next_member_id: 1,
            scenarios: Scenarios::new(),
        }
    }

    fn issue(&mut self, seed: IssueSeed) -> Issue {
        let named = self.issues.read(NamedSeed {
            id: seed.id,
            name: seed.name,
        });
        Issue {
            id: named.id,
            name: named.name,
            url: seed.url,
            summary: seed.summary,
            status: seed.status,
            is_closed: seed.closed.unwrap_or_default(),
            integration_id: seed.integration_id.unwrap_or(TRACKER),
            integration_type: seed.integration_type.unwrap_or_else(|| "jira".to_owned()),
        }
    }
}

impl From<ProjectSeed> for Project {
    fn from(seed: ProjectSeed) -> Self {
        Self {
            id: seed.id,
            name: seed.name,
            is_forbidden: seed.forbidden.unwrap_or_default(),
        }
    }
}

impl From<StatusSeed> for Status {
    fn from(seed: StatusSeed) -> Self {
        Self {
            id: seed.id,
            name: seed.name,
            color: seed.color,
        }
    }
}

impl From<LinkSeed> for Link {
    fn from(seed: LinkSeed) -> Self {
        Self {
            name: seed.name,
            url: seed.url,
            kind: seed.kind,
        }
    }
}

/// The statuses of the seed or of a new installation. Built-in statuses are everywhere: one that a test case has need
/// not be in the seed's list.
fn statuses(
    seeds: Option<Vec<StatusSeed>>,
    cases: Option<&[TestCaseSeed]>,
) -> Result<Vec<Status>, Error> {
    let built_in = STATUSES.map(|(id, name)| Status {
        id,
        name: name.to_owned(),
        color: None,
    });
    let mut statuses = build_list(
        "statuses",
        seeds,
        |_, seed| Ok(seed.into()),
        |status: &Status| status.id,
    )?;
    if statuses.is_empty() {
        return Ok(built_in.into());
    }
    for id in cases
        .into_iter()
        .flatten()
        .filter_map(|case| case.status_id)
    {
        if !statuses.iter().any(|status| status.id == id) {
            statuses.extend(built_in.iter().find(|status| status.id == id).cloned());
        }
    }
    Ok(statuses)
}

/// The project that an object names, which must exist.
fn project_of(path: &str, id: i64, state: &State) -> Result<i64, Error> {
    if state.project(id).is_none() {
        return Err(Error::value(
            format!("{path}.projectId"),
            format!("there is no project {id}"),
            "add it to `projects` or name one that is there",
        ));
    }
    Ok(id)
}

fn history_of(
    created_by: Option<String>,
    created_date: Option<i64>,
    last_modified_by: Option<String>,
    last_modified_date: Option<i64>,
) -> History {
    let author = |login: Option<String>| login.unwrap_or_else(|| CALLER.to_owned());
    let created_date = created_date.unwrap_or(BEGINNING);
    History {
        created_by: author(created_by),
        created_date,
        last_modified_by: author(last_modified_by),
        last_modified_date: last_modified_date.unwrap_or(created_date),
    }
}

/// `{"Browser": ["Firefox"]}`: each value with what it is a value of.
fn custom_values(
    entries: Option<Entries<OneOrMany<Scalar>>>,
    fields: &mut Numbering,
    values: &mut Values,
) -> Vec<CustomValue> {
    let mut all = Vec::new();
    for (name, OneOrMany(texts)) in entries.into_iter().flat_map(|Entries(entries)| entries) {
        let field = fields.name(&name);
        let texts = texts.into_iter();
        all.extend(texts.map(|Scalar(text)| values.value(&field, text)));
    }
    all
}

/// Builds each item of a list that may be absent.
fn build_each<T, B>(seeds: Option<Vec<Short<T>>>, mut build: impl FnMut(T) -> B) -> Vec<B> {
    let seeds = seeds.into_iter().flatten();
    seeds.map(|Short(seed)| build(seed)).collect()
}

/// Builds a list of objects with their places and refuses two with one id.
fn build_list<T, B>(
    key: &str,
    seeds: Option<Vec<T>>,
    mut build: impl FnMut(&str, T) -> Result<B, Error>,
    id_of: impl Fn(&B) -> i64,
) -> Result<Vec<B>, Error> {
    let mut seen = HashSet::new();
    let mut list = Vec::new();
    for (place, seed) in seeds.into_iter().flatten().enumerate() {
        let path = format!("{key}[{place}]");
        let item = build(&path, seed)?;
        let id = id_of(&item);
        if !seen.insert(id) {
            return Err(Error::value(
                path,
                format!("the id {id} is twice in this list"),
                "give every entry an id of its own",
            ));
        }
        list.push(item);
    }
    Ok(list)
}
