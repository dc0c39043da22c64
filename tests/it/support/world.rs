//! A folder with manifests and a sandbox that they point at.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::binary::{Output, Run, railwright};
use super::sandbox::Sandbox;

/// A small world: one shop with a few test cases, and manifests that export them.
pub(crate) struct World {
    folder: TempDir,
    pub(crate) sandbox: Sandbox,
}

/// The manifests of a [`World`], with room for what a test wants different.
const MANIFEST: &str = "\
apiVersion: railwright/v1
kind: Integration
metadata: {name: testrail}
spec:
  type: testrail
  endpoint: {env: TESTRAIL_URL}
  version: \"10.2\"
  credentials: {username: {env: TESTRAIL_USERNAME}, apiKey: {env: TESTRAIL_API_KEY}}
---
apiVersion: railwright/v1
kind: Integration
metadata: {name: testops}
spec:
  type: testops
  endpoint: {env: TESTOPS_URL}
  credentials: {token: {env: TESTOPS_TOKEN}}
---
apiVersion: railwright/v1
kind: SyncConfig
metadata: {name: shop}
spec:
  source: {integration: testops, projectId: 7}
  destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 310}
  mapping: default
---
apiVersion: railwright/v1
kind: Mapping
metadata: {name: default}
spec:
  fields:
    custom_description: description
    custom_preconds: precondition
    custom_steps_separated: scenario
    custom_status:
      from: status
      default: 1
      values:
        -3: 2
";

impl World {
    /// The usual world.
    pub(crate) fn new() -> Self {
        Self::with(&testops(), &testrail())
    }

    /// A world with other seeds.
    pub(crate) fn with(testops: &Value, testrail: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = folder.path().join("seed");
        fs::create_dir(&seed).unwrap();
        fs::write(seed.join("testops.json"), testops.to_string()).unwrap();
        fs::write(seed.join("testrail.json"), testrail.to_string()).unwrap();
        fs::create_dir(folder.path().join("manifests")).unwrap();
        fs::write(folder.path().join("manifests/shop.yaml"), MANIFEST).unwrap();
        let sandbox = Sandbox::start(&seed);
        Self { folder, sandbox }
    }

    /// Replaces a piece of the manifests, which has to be there.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let path = self.path().join("manifests/shop.yaml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Adds documents to the manifests.
    pub(crate) fn add(&self, documents: &str) {
        let path = self.path().join("manifests/shop.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text + documents).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The binary in this world, with the sandbox's variables.
    pub(crate) fn railwright(&self) -> Run {
        let mut run = railwright(self.path());
        for (name, value) in self.sandbox.environment() {
            run = run.env(name, value);
        }
        let address = |name: &str| {
            self.sandbox
                .variable(name)
                .trim_start_matches("http://")
                .to_owned()
        };
        run.hide(address("TESTRAIL_URL"), "TESTRAIL")
            .hide(address("TESTOPS_URL"), "TESTOPS")
    }

    pub(crate) fn plan(&self) -> Output {
        self.railwright().run(&["plan", "manifests"])
    }

    pub(crate) fn apply(&self) -> Output {
        self.railwright().run(&["apply", "manifests", "--yes"])
    }

    /// The cases of TestRail.
    pub(crate) fn cases(&self) -> Vec<Value> {
        self.sandbox.testrail_state()["cases"]
            .as_array()
            .unwrap()
            .clone()
    }
}

/// A TestOps with three test cases.
pub(crate) fn testops() -> Value {
    json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "statuses": [{"id": -1, "name": "Draft"}, {"id": -3, "name": "Active"}],
        "testCases": [
            {
                "id": 4711, "projectId": 7, "name": "User can reset a forgotten password", "statusId": -3,
                "description": "Checks the **reset** flow", "precondition": "Account exists and is active",
                "tags": ["regression"],
                "steps": [
                    {"body": "Ask for a link", "expectedResult": "Mail arrives"},
                    {"body": "Open the link within 15 minutes", "expectedResult": "Form is shown"},
                ],
            },
            {
                "id": 4712, "projectId": 7, "name": "Guest can pay by card", "statusId": -1, "tags": ["regression"],
                "precondition": "A basket with `<one>` item && a card",
                "steps": [{"body": "Pay", "steps": [{"body": "Enter <number>"}, {"body": "Confirm"}]}],
            },
            {"id": 4713, "projectId": 7, "name": "Корзина сохраняется 🛒", "statusId": -3, "tags": []},
        ],
        "launches": [],
    })
}

/// A TestRail with one of them, which differs.
pub(crate) fn testrail() -> Value {
    json!({
        "version": "10.2", "textMode": "wrap", "requestsPerMinute": 0, "bulkCreate": true,
        "projects": [{"id": 1, "name": "Web Shop", "suite_mode": 3}],
        "suites": [{"id": 29, "name": "Regression", "project_id": 1}],
        "sections": [{"id": 310, "name": "Checkout", "suite_id": 29}, {"id": 311, "name": "Other", "suite_id": 29}],
        "case_fields": [
            text_field(101, "description"),
            {
                "id": 102, "is_active": true, "type_id": 6, "name": "status", "system_name": "custom_status",
                "label": "Status", "include_all": true, "template_ids": [],
                "configs": [{"context": {"is_global": true, "project_ids": null},
                    "options": {"is_required": false, "default_value": "", "items": "1, Draft\n2, Active"}, "id": "c2"}],
            },
        ],
        "cases": [
            {
                "id": 501, "title": "User can reset password", "section_id": 310, "refs": "JIRA-5,ALLURE-4711",
                "template_id": 2, "custom_preconds": "<p>Account exists</p>\n", "custom_status": 1,
                "custom_steps_separated": [{"content": "<p>Ask for a link</p>\n", "expected": "<p>Mail arrives</p>\n"}],
            },
            {"id": 502, "title": "Written by people", "section_id": 310, "refs": "JIRA-9"},
        ],
    })
}

/// A Text field for all projects.
pub(crate) fn text_field(id: u64, name: &str) -> Value {
    json!({
        "id": id, "is_active": true, "type_id": 3, "name": name, "system_name": format!("custom_{name}"),
        "label": name, "include_all": true, "template_ids": [],
        "configs": [{"context": {"is_global": true, "project_ids": null},
            "options": {"is_required": false, "default_value": "", "format": "markdown", "rows": "5"}, "id": "c1"}],
    })
}
