//! Test cases, one at a time; `case_batches` has the calls for many.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::call::{Call, Outcome, Reply};
use super::case_input::CaseInput;
use super::error::ApiError;
use super::fields;
use super::paging::page;
use super::refs;
use super::state::{Made, State, indexed};

/// A case. Custom values that are not set are left out; showing it fills them in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Case {
    pub(super) id: u64,
    pub(super) title: String,
    pub(super) section_id: u64,
    pub(super) template_id: u64,
    pub(super) type_id: u64,
    pub(super) priority_id: u64,
    pub(super) milestone_id: Option<u64>,
    pub(super) refs: Option<String>,
    pub(super) created_by: u64,
    pub(super) created_on: i64,
    pub(super) updated_by: u64,
    pub(super) updated_on: i64,
    pub(super) estimate: Option<String>,
    pub(super) estimate_forecast: Option<String>,
    pub(super) suite_id: u64,
    pub(super) display_order: u64,
    /// In the bin: 1, otherwise 0.
    pub(super) is_deleted: u8,
    /// Enterprise only.
    pub(super) case_status_id: Option<u64>,
    /// Of a seed: nobody may change it.
    pub(super) locked: bool,
    #[serde(skip)]
    pub(super) labels: Vec<u64>,
    #[serde(flatten)]
    pub(super) custom: Map<String, Value>,
}

impl Case {
    /// The case as the API shows it, with one key for every active field of its project.
    pub(super) fn wire(&self, state: &State) -> Value {
        let mut case = Map::new();
        let mut add = |key: &str, value: Value| {
            case.insert(key.to_owned(), value);
        };
        add("id", json!(self.id));
        add("title", json!(self.title));
        add("section_id", json!(self.section_id));
        add("template_id", json!(self.template_id));
        add("type_id", json!(self.type_id));
        add("priority_id", json!(self.priority_id));
        add("milestone_id", json!(self.milestone_id));
        add("refs", json!(self.refs));
        add("created_by", json!(self.created_by));
        add("created_on", json!(self.created_on));
        add("updated_by", json!(self.updated_by));
        add("updated_on", json!(self.updated_on));
        add("estimate", json!(self.estimate));
        add("estimate_forecast", json!(self.estimate_forecast));
        add("suite_id", json!(self.suite_id));
        add("display_order", json!(self.display_order));
        // A number, unlike every other flag.
        add("is_deleted", json!(self.is_deleted));
        if state.switches.enterprise {
            add("case_status_id", json!(self.case_status_id));
        }
        self.add_custom(state, &mut case);
        if state.switches.has_labels() {
            case.insert("labels".to_owned(), state.label_list(&self.labels));
        }
        Value::Object(case)
    }

    /// Adds the custom values, `null` for those that are not set.
    pub(super) fn add_custom(&self, state: &State, to: &mut Map<String, Value>) {
        let project_id = state.project_of_suite(self.suite_id);
        for field in fields::in_project(&state.case_fields, project_id) {
            let name = &field.field.system_name;
            let value = self.custom.get(name).cloned().unwrap_or_default();
            to.insert(name.clone(), value);
        }
    }
}

/// `get_case/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(state.case(call, call.id(0, "case_id")?)?.wire(state).into())
}

/// `get_cases/{project_id}`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project = state.project_of(call)?;
    let suite_id = state.suite_choice(project, call.params.id("suite_id")?)?;
    let filter = Filter::read(call)?;
    let ids: Box<dyn Iterator<Item = u64>> = match call.params.id("section_id")? {
        None => Box::new(indexed(&state.index.cases_by_suite, suite_id)),
        Some(section_id) => {
            let section = state.section(call, section_id, "section_id")?;
            if section.suite_id != suite_id {
                return Err(ApiError::field("section_id", "is not a valid section"));
            }
            Box::new(indexed(&state.index.cases_by_section, section_id))
        }
    };
    let cases = ids
        .filter_map(|id| state.cases.get(id))
        .filter(|case| filter.admits(case));
    Ok(page(state, call, "cases", cases, |case| case.wire(state))?.into())
}

#[derive(Debug)]
struct Filter {
    created: Made,
    updated: Made,
    priorities: Option<Vec<u64>>,
    types: Option<Vec<u64>>,
    templates: Option<Vec<u64>>,
    milestones: Option<Vec<u64>>,
    labels: Option<Vec<u64>>,
    reference: Option<String>,
    title: Option<String>,
}

impl Filter {
    fn read(call: &Call<'_>) -> Result<Self, ApiError> {
        Ok(Self {
            created: Made::filter(call, "created")?,
            updated: Made::filter(call, "updated")?,
            priorities: call.params.ids("priority_id")?,
            types: call.params.ids("type_id")?,
            templates: call.params.ids("template_id")?,
            milestones: call.params.ids("milestone_id")?,
            labels: call.params.ids("label_id")?,
            reference: call.params.get("refs").map(str::to_owned),
            title: call.params.get("filter").map(str::to_lowercase),
        })
    }

    fn admits(&self, case: &Case) -> bool {
        let is_in = |wanted: &Option<Vec<u64>>, id: u64| {
            wanted.as_ref().is_none_or(|ids| ids.contains(&id))
        };
        self.created.admits(case.created_on, case.created_by)
            && self.updated.admits(case.updated_on, case.updated_by)
            && is_in(&self.priorities, case.priority_id)
            && is_in(&self.types, case.type_id)
            && is_in(&self.templates, case.template_id)
            && is_in(&self.milestones, case.milestone_id.unwrap_or(0))
            && self
                .labels
                .as_ref()
                .is_none_or(|wanted| case.labels.iter().any(|label| wanted.contains(label)))
            && self
                .reference
                .as_ref()
                .is_none_or(|wanted| refs::contains(case.refs.as_deref(), wanted))
            && self
                .title
                .as_ref()
                .is_none_or(|wanted| case.title.to_lowercase().contains(wanted))
    }
}

/// `add_case/{section_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let section_id = call.id(0, "section_id")?;
    let suite_id = state.section(call, section_id, "section_id")?.suite_id;
    let project_id = state.project_of_suite(suite_id);
    let input = CaseInput::new(state, project_id, &call.body)?;
    let id = state.add_case(call, section_id, input);
    Ok(state.case(call, id)?.wire(state).into())
}

/// `update_case/{id}`. A `section_id` in it moves nothing.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let case = state.case(call, call.id(0, "case_id")?)?;
    let (id, suite_id) = (case.id, case.suite_id);
    let input = CaseInput::changes(state, state.project_of_suite(suite_id), &call.body)?;
    state.update_case(call, id, input);
    Ok(state.case(call, id)?.wire(state).into())
}

/// `delete_case/{id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.case(call, call.id(0, "case_id")?)?.id;
    if call.is_preview()? {
        return Ok(json!({
            "affected_cases": 1,
            "affected_tests": state.open_tests_of(&[id]).len(),
        })
        .into());
    }
    state.remove_cases(&[id]);
    Ok(Reply::Empty)
}

impl State {
    /// Adds a case whose input has been checked.
    pub(super) fn add_case(&mut self, call: &Call<'_>, section_id: u64, input: CaseInput) -> u64 {
        let CaseInput {
            title,
            template_id,
            type_id,
            priority_id,
            estimate,
            milestone_id,
            refs,
            labels,
            case_status_id,
            custom,
        } = input;
        let suite_id = self
            .sections
            .get(section_id)
            .map_or(0, |section| section.suite_id);
        let labels = self.resolve_labels(call, suite_id, labels.unwrap_or_default());
        let id = self.cases.next_id();
        let case = Case {
            id,
            title: title.unwrap_or_default(),
            section_id,
            template_id: template_id.unwrap_or_else(|| self.default_template()),
            type_id: type_id.unwrap_or_else(|| self.default_type()),
            priority_id: priority_id.unwrap_or_else(|| self.default_priority()),
            milestone_id: milestone_id.flatten(),
            refs: refs.flatten(),
            created_by: call.user.id,
            created_on: call.now,
            updated_by: call.user.id,
            updated_on: call.now,
            estimate: estimate.flatten(),
            estimate_forecast: None,
            suite_id,
            display_order: self.next_case_order(section_id),
            case_status_id: case_status_id.or_else(|| self.default_case_status()),
            is_deleted: 0,
            locked: false,
            labels,
            custom: custom
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .collect(),
        };
        self.insert_case(case);
        self.join_open_runs(suite_id, id);
        id
    }

    /// Puts a case where the indexes find it.
    pub(super) fn insert_case(&mut self, case: Case) {
        self.index
            .cases_by_suite
            .entry(case.suite_id)
            .or_default()
            .insert(case.id);
        self.index
            .cases_by_section
            .entry(case.section_id)
            .or_default()
            .insert(case.id);
        self.cases.put(case.id, case);
    }

    /// Changes a case and writes its history.
    pub(super) fn update_case(&mut self, call: &Call<'_>, id: u64, input: CaseInput) {
        let CaseInput {
            title,
            template_id,
            type_id,
            priority_id,
            estimate,
            milestone_id,
            refs,
            labels,
            case_status_id,
            custom,
        } = input;
        let Some(mut case) = self.cases.get(id).cloned() else {
            return;
        };
        let before = case.clone();
        case.title = title.unwrap_or(case.title);
        case.template_id = template_id.unwrap_or(case.template_id);
        case.type_id = type_id.unwrap_or(case.type_id);
        case.priority_id = priority_id.unwrap_or(case.priority_id);
        case.case_status_id = case_status_id.or(case.case_status_id);
        case.estimate = estimate.unwrap_or(case.estimate);
        case.milestone_id = milestone_id.unwrap_or(case.milestone_id);
        case.refs = refs.unwrap_or(case.refs);
        if let Some(labels) = labels {
            case.labels = self.resolve_labels(call, case.suite_id, labels);
        }
        for (name, value) in custom {
            if value.is_null() {
                case.custom.shift_remove(&name);
            } else {
                case.custom.insert(name, value);
            }
        }
        case.updated_by = call.user.id;
        case.updated_on = call.now;
        self.record_history(call, &before, &case);
        self.cases.put(id, case);
    }

    /// Moves a case to another section, perhaps of another suite.
    pub(super) fn move_case(&mut self, call: &Call<'_>, id: u64, section_id: u64) {
        let suite_id = self
            .sections
            .get(section_id)
            .map_or(0, |section| section.suite_id);
        let Some(mut case) = self.cases.get(id).cloned() else {
            return;
        };
        self.forget_case_places(&case);
        case.display_order = self.next_case_order(section_id);
        case.section_id = section_id;
        case.suite_id = suite_id;
        case.updated_by = call.user.id;
        case.updated_on = call.now;
        self.insert_case(case);
    }

    /// Removes cases, and their tests from runs that are open.
    pub(super) fn remove_cases(&mut self, ids: &[u64]) {
        for test in self.open_tests_of(ids) {
            self.remove_test(test);
        }
        for id in ids {
            if let Some(case) = self.cases.remove(*id) {
                self.forget_case_places(&case);
            }
            self.history.remove(id);
        }
    }

    /// The tests of cases in runs that are open.
    pub(super) fn open_tests_of(&self, cases: &[u64]) -> Vec<u64> {
        let suites: BTreeSet<u64> = cases
            .iter()
            .filter_map(|id| self.cases.get(*id))
            .map(|case| case.suite_id)
            .collect();
        self.runs
            .iter()
            .filter(|run| {
                !run.is_completed && run.suite_id.is_some_and(|suite| suites.contains(&suite))
            })
            .flat_map(|run| {
                cases
                    .iter()
                    .filter_map(|case| self.index.test_by_case.get(&(run.id, *case)).copied())
            })
            .collect()
    }

    pub(super) fn default_template(&self) -> u64 {
        let default = self.templates.iter().find(|template| template.is_default);
        default
            .or(self.templates.first())
            .map_or(1, |template| template.id)
    }

    pub(super) fn default_type(&self) -> u64 {
        let default = self
            .case_types
            .iter()
            .find(|case_type| case_type.is_default);
        default
            .or(self.case_types.first())
            .map_or(1, |case_type| case_type.id)
    }

    pub(super) fn default_priority(&self) -> u64 {
        let default = self.priorities.iter().find(|priority| priority.is_default);
        default
            .or(self.priorities.first())
            .map_or(1, |priority| priority.id)
    }

    pub(super) fn next_case_order(&self, section_id: u64) -> u64 {
        // Ids ascend with the order, except for cases that were moved here.
        indexed(&self.index.cases_by_section, section_id)
            .next_back()
            .and_then(|id| self.cases.get(id))
            .map_or(1, |case| case.display_order + 1)
    }

    fn forget_case_places(&mut self, case: &Case) {
        if let Some(cases) = self.index.cases_by_suite.get_mut(&case.suite_id) {
            cases.remove(&case.id);
        }
        if let Some(cases) = self.index.cases_by_section.get_mut(&case.section_id) {
            cases.remove(&case.id);
        }
    }
}
