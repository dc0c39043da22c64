//! A TestRail in which people, our own user and another user of ours edit cases that are kept in step.

use std::collections::BTreeMap;
use std::fs;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::launches::stage::Stage;
use crate::support::binary::Output;
use crate::support::world::testrail;

/// How many test cases one world has, each with a story of its own.
pub(super) const CASES: u64 = 8;

/// What can be edited of a case. The first four are mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Title,
    Text,
    Steps,
    Option,
    /// A column of a step that no source fills.
    Column,
    /// An entry beside the marker.
    References,
    Template,
}

/// The mapped ones.
pub(super) const MAPPED: [Field; 4] = [Field::Title, Field::Text, Field::Steps, Field::Option];

impl Field {
    /// Its name in TestRail.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "custom_preconds",
            Self::Steps | Self::Column => "custom_steps_separated",
            Self::Option => "custom_status",
            Self::References => "refs",
            Self::Template => "template_id",
        }
    }

    /// What a reader of the case sees of it.
    pub(super) fn of(self, case: &Value) -> String {
        let value = match self {
            Self::Steps => &case[self.name()][0]["content"],
            Self::Column => &case[self.name()][0]["additional_info"],
            _ => &case[self.name()],
        };
        let text = value.as_str().map_or(value.to_string(), str::to_owned);
        text.replace("<p>", "")
            .replace("</p>", "")
            .trim()
            .to_owned()
    }

    /// The case with another value of it, one that it never had.
    fn edited(self, case: &Value, n: u64) -> Value {
        let mut steps = case["custom_steps_separated"].clone();
        match self {
            Self::Title => json!({"title": format!("By hand {n}")}),
            Self::Text => json!({"custom_preconds": format!("<p>By hand {n}</p>")}),
            Self::Option => json!({"custom_status": 10 + n}),
            Self::References => {
                json!({"refs": format!("JIRA-{n},{}", case["refs"].as_str().unwrap())})
            }
            Self::Template => json!({"template_id": 1}),
            Self::Steps => {
                steps[0]["content"] = json!(format!("<p>By hand {n}</p>"));
                json!({"custom_steps_separated": steps})
            }
            Self::Column => {
                steps[0]["additional_info"] = json!(format!("<p>By hand {n}</p>"));
                json!({"custom_steps_separated": steps})
            }
        }
    }
}

/// Who edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Editor {
    Person,
    /// The user that the binary works as, beside it.
    Own,
    /// One that the integration names in `alsoWritesAs`.
    OtherOwn,
}

/// What one editor does to one field of a case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edit {
    pub(super) case: u64,
    pub(super) field: Field,
    pub(super) editor: Editor,
}

impl Edit {
    pub(super) fn any(random: &mut Rng, case: u64) -> Self {
        use Field::{Column, Option, References, Steps, Template, Text, Title};
        let fields = [
            Title, Text, Steps, Option, Text, Title, Column, References, Template,
        ];
        let editors = [
            Editor::Person,
            Editor::Person,
            Editor::Own,
            Editor::OtherOwn,
        ];
        let field = *random.choice(&fields).unwrap();
        // A user of ours who sets the same value again and again is another sync, and is told as that.
        let editor = match field {
            Template => Editor::Person,
            _ => *random.choice(&editors).unwrap(),
        };
        Self {
            case,
            field,
            editor,
        }
    }
}

/// A world of cases that are edited.
pub(super) struct People {
    stage: Stage,
    edits: u64,
}

impl People {
    /// Where every mapped field has this rule for edits, and all cases are exported.
    pub(super) fn new(rule: &str) -> Self {
        let mut target = testrail();
        target["cases"] = json!([]);
        target["users"] = json!([
            {"id": 1, "name": "Administrator", "email": "admin@example.com", "is_active": true, "is_admin": true},
            {"id": 2, "name": "Tess", "email": "tess@example.com", "is_active": true},
            {"id": 3, "name": "CI", "email": "ci@example.com", "is_active": true},
        ]);
        let options: Vec<String> = (1..200).map(|id| format!("{id}, Option {id}")).collect();
        target["case_fields"][1]["configs"][0]["options"]["items"] = json!(options.join("\n"));
        let stage = Stage::of(&testops(&Versions::default()), &target);
        let world = &stage.world;
        world.edit(
            "  version: \"10.2\"\n",
            "  version: \"10.2\"\n  alsoWritesAs: [ci@example.com]\n",
        );
        world.edit(
            "    custom_description: description\n    custom_preconds: precondition\n    custom_steps_separated: scenario\n",
            &format!(
                "    title: {{from: name, onDrift: {rule}}}\n    \
                 custom_preconds: {{from: precondition, onDrift: {rule}}}\n    \
                 custom_steps_separated: {{from: scenario, onDrift: {rule}}}\n"
            ),
        );
        world.edit(
            "      from: status\n",
            &format!("      from: status\n      onDrift: {rule}\n"),
        );
        stage.applied();
        Self { stage, edits: 0 }
    }

    /// The cases, the one of each test case by its number.
    pub(super) fn cases(&self) -> Vec<Value> {
        let cases = self.stage.world.cases();
        let of = |id: u64| {
            let marker = format!("ALLURE-{id}");
            let is_it = |case: &&Value| {
                let refs = case["refs"].as_str().unwrap_or_default();
                refs.split(',').any(|entry| entry == marker)
            };
            let found: Vec<&Value> = cases.iter().filter(is_it).collect();
            assert_eq!(found.len(), 1, "{marker}");
            found[0].clone()
        };
        (1..=CASES).map(of).collect()
    }

    pub(super) fn edit(&mut self, edit: Edit) {
        self.edits += 1;
        let index = usize::try_from(edit.case).unwrap() - 1;
        let case = &self.cases()[index];
        let body = edit.field.edited(case, self.edits);
        let method = format!("update_case/{}", case["id"]);
        let sandbox = &self.stage.world.sandbox;
        match edit.editor {
            Editor::Person => sandbox.testrail_post_as("tess@example.com", &method, &body),
            Editor::Own => sandbox.testrail_post(&method, &body),
            Editor::OtherOwn => sandbox.testrail_post_as("ci@example.com", &method, &body),
        }
    }

    /// TestOps has these versions of the test cases from now on.
    pub(super) fn change_source(&mut self, versions: &Versions) {
        self.stage.become_other(&testops(versions));
    }

    /// TestRail is one that tells nobody who changed what.
    pub(super) fn tell_no_history(&self) {
        self.stage.world.sandbox.testrail_faults(&json!([{
            "match": "GET get_history_for_case", "times": null, "do": "status", "code": 404,
            "body": {"error": "Unknown method 'get_history_for_case'"},
        }]));
    }

    pub(super) fn forget(&self) {
        let folder = self.stage.world.path().join(".railwright");
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
    }

    pub(super) fn plan(&self) -> Value {
        let arguments = ["plan", "manifests", "--format", "json"];
        let output = self.stage.railwright().run(&arguments);
        assert_eq!(output.code, Some(0), "{output}");
        serde_json::from_str(&output.stdout).unwrap()
    }

    pub(super) fn apply(&self) -> Output {
        self.stage.apply()
    }

    pub(super) fn writes(&self) -> usize {
        self.stage.writes().len()
    }
}

/// Which version of each mapped field each test case has in TestOps.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions(BTreeMap<(u64, Field), u64>);

impl Versions {
    /// Another version of one field.
    pub(super) fn bump(&mut self, case: u64, field: Field) {
        *self.0.entry((case, field)).or_default() += 1;
    }

    /// What TestRail shows where a field is as TestOps has it.
    pub(super) fn desired(&self, case: u64, field: Field) -> String {
        let version = self.0.get(&(case, field)).copied().unwrap_or_default();
        match field {
            Field::Option => (2 + version % 5).to_string(),
            _ => format!("{field:?} {case}, version {version}"),
        }
    }
}

fn testops(versions: &Versions) -> Value {
    let statuses: Vec<Value> = (0..5)
        .map(|nth| json!({"id": 40 + nth, "name": format!("Option {}", 2 + nth)}))
        .collect();
    let case = |id: u64| {
        let status = versions.desired(id, Field::Option).parse::<i64>().unwrap() + 38;
        json!({
            "id": id, "projectId": 7, "statusId": status, "name": versions.desired(id, Field::Title),
            "precondition": versions.desired(id, Field::Text),
            "steps": [{"body": versions.desired(id, Field::Steps)}, {"body": "Close"}],
        })
    };
    json!({
        "projects": [{"id": 7, "name": "Web Shop"}], "statuses": statuses,
        "testCases": (1..=CASES).map(case).collect::<Vec<_>>(), "launches": [],
    })
}
