//! The state as the control call tells it.

use serde_json::{Map, Value, json};

use super::state::State;

impl State {
    /// Everything, in the shapes of the seed and of the API.
    pub(super) fn to_json(&self) -> Value {
        let mut state = match json!(self.switches) {
            Value::Object(switches) => switches,
            _ => Map::new(),
        };
        let mut add = |key: &str, value: Value| {
            state.insert(key.to_owned(), value);
        };
        add("users", self.users.iter().map(|user| json!(user)).collect());
        add("roles", json!(self.roles));
        add(
            "groups",
            self.groups.iter().map(|group| json!(group)).collect(),
        );
        add(
            "projects",
            self.projects
                .iter()
                .map(|project| project.wire(self))
                .collect(),
        );
        add(
            "suites",
            self.suites.iter().map(|suite| suite.wire(self)).collect(),
        );
        add(
            "sections",
            self.sections.iter().map(|section| json!(section)).collect(),
        );
        add("case_fields", json!(self.case_fields));
        add("result_fields", json!(self.result_fields));
        add("templates", json!(self.templates));
        add("priorities", json!(self.priorities));
        add("case_types", json!(self.case_types));
        add("statuses", json!(self.statuses));
        add(
            "milestones",
            self.milestones
                .iter()
                .map(|milestone| milestone.wire(self))
                .collect(),
        );
        add(
            "configs",
            self.config_groups
                .iter()
                .map(|group| json!(group))
                .collect(),
        );
        add(
            "labels",
            self.labels.iter().map(|label| json!(label)).collect(),
        );
        add(
            "shared_steps",
            self.shared_steps
                .iter()
                .map(|step| step.wire(self))
                .collect(),
        );
        add(
            "cases",
            self.cases.iter().map(|case| case.wire(self)).collect(),
        );
        add("history", json!(self.all_history()));
        add("runs", self.runs.iter().map(|run| run.wire(self)).collect());
        add(
            "plans",
            self.plans
                .iter()
                .map(|plan| plan.wire(self, true))
                .collect(),
        );
        add(
            "tests",
            self.tests.iter().map(|test| test.wire(self)).collect(),
        );
        add(
            "results",
            self.results
                .iter()
                .map(|result| result.wire(self))
                .collect(),
        );
        add(
            "attachments",
            self.attachments
                .iter()
                .map(|attachment| attachment.wire(self))
                .collect(),
        );
        Value::Object(state)
    }
}
