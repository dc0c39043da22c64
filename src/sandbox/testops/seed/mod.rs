//! Reads `testops.json`. Keys that are not known here are passed over with a warning in the log.

mod launches;
mod node;
mod numbering;
mod steps;
mod test_cases;

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use tracing::warn;

use self::node::Node;
use self::numbering::Numbering;
use self::steps::Scenarios;
use super::state::{BEGINNING, CALLER, History, Issue, Link, Project, State, Status};
use crate::sandbox::seed::Error;

/// What a TestOps server gives an access token; clients see it as `expires_in`.
const TOKEN_LIFETIME: u64 = 259_200;

/// The statuses of a new installation.
const STATUSES: [(i64, &str); 4] = [
    (-1, "Draft"),
    (-2, "Review"),
    (-3, "Active"),
    (-4, "Outdated"),
];

/// What the names in a seed stand for.
struct Names {
    layers: Numbering,
    roles: Numbering,
    tags: Numbering,
    launch_tags: Numbering,
    issues: Numbering,
    custom_fields: Numbering,
    /// By `field\nvalue`: equal values of two fields are two objects.
    custom_values: Numbering,
    variables: Numbering,
    variable_values: Numbering,
    test_keys: Numbering,
    /// Members have an id for each assignment.
    next_member_id: i64,
    scenarios: Scenarios,
}

/// Reads the seed, and how long its access tokens hold.
pub(super) fn read(seed: &Value) -> Result<(State, Duration), Error> {
    let root = Node::root(seed);
    known(
        &root,
        &[
            "projects",
            "statuses",
            "testCases",
            "launches",
            "tokenLifetimeSeconds",
        ],
    )?;
    let lifetime = match root.get("tokenLifetimeSeconds")? {
        None => TOKEN_LIFETIME,
        Some(node) => u64::try_from(node.integer()?)
            .map_err(|_| node.error("is negative", "give a number of seconds"))?,
    };
    let mut state = State {
        projects: unique(
            root.list("projects")?,
            |node| project(node),
            |project: &Project| project.id,
        )?,
        statuses: statuses(&root)?,
        ..State::default()
    };
    add_built_in_statuses(&root, &mut state.statuses)?;
    let mut names = Names::new();
    state.projects.sort_by_key(|project| project.id);
    state.cases = unique(
        root.list("testCases")?,
        |node| names.test_case(node, &state),
        |case| case.id,
    )?;
    state.cases.sort_by_key(|case| case.id);
    names.launches(&root.list("launches")?, &mut state)?;
    let Names {
        layers,
        roles,
        tags,
        launch_tags,
        issues: _,
        custom_fields: _,
        custom_values: _,
        variables: _,
        variable_values: _,
        test_keys: _,
        next_member_id: _,
        scenarios,
    } = names;
    state.layers = layers.all();
    state.roles = roles.all();
    state.tags = tags.all();
    state.launch_tags = launch_tags.all();
    state.shared_steps = scenarios.shared;
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
            // Those that the seed lists come first, as they stand there.
            let added = state.statuses.iter().skip(list.len());
            list.extend(added.map(|status| json!({ "id": status.id, "name": status.name })));
        }
    }
}

impl Names {
    fn new() -> Self {
        Self {
            // Only these built-in ids are known from real servers.
            layers: Numbering::new(&[("API Tests", -3)]),
            roles: Numbering::new(&[("Owner", -1)]),
            tags: Numbering::new(&[]),
            launch_tags: Numbering::new(&[]),
            issues: Numbering::new(&[]),
            custom_fields: Numbering::new(&[("Epic", -1), ("Feature", -2), ("Story", -3)]),
            custom_values: Numbering::new(&[]),
            variables: Numbering::new(&[]),
            variable_values: Numbering::new(&[]),
            test_keys: Numbering::new(&[]),
            next_member_id: 1,
            scenarios: Scenarios::new(),
        }
    }

    /// A key of a tracker, or an object with `name` and perhaps `url`, `summary`, `status`, `closed`.
    fn issue(&mut self, node: &Node<'_>) -> Result<Issue, Error> {
        let named = self.issues.read(node)?;
        let mut issue = Issue {
            id: named.id,
            name: named.name,
            url: None,
            summary: None,
            status: None,
            is_closed: false,
        };
        if node.value().is_object() {
            issue.url = node.optional_text("url")?;
            issue.summary = node.optional_text("summary")?;
            issue.status = node.optional_text("status")?;
            issue.is_closed = node.flag("closed")?;
        }
        Ok(issue)
    }
}

fn project(node: &Node<'_>) -> Result<Project, Error> {
    known(node, &["id", "name", "forbidden"])?;
    Ok(Project {
        id: node.need("id")?.integer()?,
        name: node.need("name")?.text()?,
        is_forbidden: node.flag("forbidden")?,
    })
}

fn statuses(root: &Node<'_>) -> Result<Vec<Status>, Error> {
    let nodes = root.list("statuses")?;
    if nodes.is_empty() {
        return Ok(STATUSES
            .iter()
            .map(|(id, name)| Status {
                id: *id,
                name: (*name).to_owned(),
                color: None,
            })
            .collect());
    }
    unique(
        nodes,
        |node| {
            known(node, &["id", "name", "color"])?;
            Ok(Status {
                id: node.need("id")?.integer()?,
                name: node.need("name")?.text()?,
                color: node.optional_text("color")?,
            })
        },
        |status: &Status| status.id,
    )
}

/// Built-in statuses are everywhere: one that a test case has need not stand in the seed's list.
fn add_built_in_statuses(root: &Node<'_>, statuses: &mut Vec<Status>) -> Result<(), Error> {
    for case in root.list("testCases")? {
        let Some(id) = case.optional_integer("statusId")? else {
            continue;
        };
        if statuses.iter().any(|status| status.id == id) {
            continue;
        }
        if let Some((id, name)) = STATUSES.iter().find(|(built_in, _)| *built_in == id) {
            statuses.push(Status {
                id: *id,
                name: (*name).to_owned(),
                color: None,
            });
        }
    }
    Ok(())
}

/// The project that an object names, which must exist.
fn project_of(node: &Node<'_>, state: &State) -> Result<i64, Error> {
    let project = node.need("projectId")?;
    let id = project.integer()?;
    if state.project(id).is_none() {
        return Err(project.error(
            format!("there is no project {id}"),
            "add it to `projects` or name one that is there",
        ));
    }
    Ok(id)
}

fn history(node: &Node<'_>) -> Result<History, Error> {
    let author = |key| {
        Ok::<_, Error>(
            node.optional_text(key)?
                .unwrap_or_else(|| CALLER.to_owned()),
        )
    };
    let created_date = node.optional_integer("createdDate")?.unwrap_or(BEGINNING);
    let last_modified_date = node.optional_integer("lastModifiedDate")?;
    Ok(History {
        created_by: author("createdBy")?,
        created_date,
        last_modified_by: author("lastModifiedBy")?,
        last_modified_date: last_modified_date.unwrap_or(created_date),
    })
}

/// A URL, or an object with `url` and perhaps `name` and `type`.
fn link(node: &Node<'_>) -> Result<Link, Error> {
    if node.value().is_string() {
        return Ok(Link {
            name: None,
            url: node.text()?,
            kind: None,
        });
    }
    Ok(Link {
        name: node.optional_text("name")?,
        url: node.need("url")?.text()?,
        kind: node.optional_text("type")?,
    })
}

/// Reads a list of objects and refuses two with one id.
fn unique<'a, T>(
    nodes: Vec<Node<'a>>,
    mut read: impl FnMut(&Node<'a>) -> Result<T, Error>,
    id_of: impl Fn(&T) -> i64,
) -> Result<Vec<T>, Error> {
    let mut seen = HashSet::new();
    let mut list = Vec::with_capacity(nodes.len());
    for node in nodes {
        let item = read(&node)?;
        let id = id_of(&item);
        if !seen.insert(id) {
            return Err(node.error(
                format!("the id {id} stands twice in this list"),
                "give every entry an id of its own",
            ));
        }
        list.push(item);
    }
    Ok(list)
}

/// Warns of keys that nothing reads: most often they are misspelt.
fn known(node: &Node<'_>, keys: &[&str]) -> Result<(), Error> {
    for (key, value) in node.entries()? {
        if !keys.contains(&key) {
            let complaint = value.error("is not read", "remove it or mend its spelling");
            warn!(%complaint, "unknown key in the TestOps seed");
        }
    }
    Ok(())
}
