//! What the emulator holds. It knows nothing of HTTP.

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

/// The login of everybody who comes in: there is one API token, and this user owns it.
pub(super) const CALLER: &str = "qa-lead";

/// 2026-01-01 in UTC: when everything was made whose time the seed does not tell.
pub(super) const BEGINNING: i64 = 1_767_225_600_000;

/// Everything; what has an id is sorted by it.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) projects: Vec<Project>,
    pub(super) statuses: Vec<Status>,
    pub(super) workflows: Vec<Named>,
    pub(super) layers: Vec<Named>,
    pub(super) roles: Vec<Named>,
    pub(super) tags: Vec<Named>,
    pub(super) launch_tags: Vec<Named>,
    pub(super) custom_fields: Vec<CustomField>,
    pub(super) users: Vec<User>,
    pub(super) integrations: Vec<Integration>,
    pub(super) exports: Vec<Export>,
    pub(super) cases: Vec<Case>,
    pub(super) shared_steps: Vec<SharedStep>,
    pub(super) launches: Vec<Launch>,
    pub(super) results: Vec<TestResult>,
}

impl State {
    pub(super) fn project(&self, id: i64) -> Option<&Project> {
        find(&self.projects, id, |project| project.id)
    }

    pub(super) fn case(&self, id: i64) -> Option<&Case> {
        find(&self.cases, id, |case| case.id)
    }

    pub(super) fn launch(&self, id: i64) -> Option<&Launch> {
        find(&self.launches, id, |launch| launch.id)
    }

    pub(super) fn result(&self, id: i64) -> Option<&TestResult> {
        find(&self.results, id, |result| result.id)
    }

    /// Where a result was run.
    pub(super) fn environment_of<'a>(&'a self, result: &'a TestResult) -> &'a [CustomValue] {
        match &result.environment {
            Some(own) => own,
            None => self
                .launch(result.launch_id)
                .map_or(&[], |launch| &launch.environment),
        }
    }

    pub(super) fn shared_step(&self, id: i64) -> Option<&SharedStep> {
        find(&self.shared_steps, id, |step| step.id)
    }

    pub(super) fn custom_field(&self, id: i64) -> Option<&CustomField> {
        find(&self.custom_fields, id, |field| field.named.id)
    }

    pub(super) fn integration(&self, id: i64) -> Option<&Integration> {
        find(&self.integrations, id, |integration| integration.id)
    }

    /// The user who owns the API token.
    pub(super) fn caller(&self) -> Option<&User> {
        self.users.iter().find(|user| user.username == CALLER)
    }

    pub(super) fn results_of(&self, launch: i64) -> impl Iterator<Item = &TestResult> {
        self.results
            .iter()
            .filter(move |result| result.launch_id == launch)
    }
}

fn find<T>(sorted: &[T], id: i64, id_of: impl Fn(&T) -> i64) -> Option<&T> {
    let index = sorted.binary_search_by_key(&id, id_of).ok()?;
    sorted.get(index)
}

/// An object that is little more than its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Named {
    pub(super) id: i64,
    pub(super) name: String,
}

#[derive(Debug)]
pub(super) struct Project {
    pub(super) id: i64,
    pub(super) name: String,
    /// The caller may not see what is in it.
    pub(super) is_forbidden: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Status {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) color: Option<String>,
}

/// A test case; texts are Markdown, times are milliseconds since 1970.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) id: i64,
    pub(super) project_id: i64,
    pub(super) name: String,
    pub(super) full_name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) precondition: Option<String>,
    pub(super) expected_result: Option<String>,
    pub(super) status: Option<Status>,
    pub(super) is_automated: bool,
    pub(super) is_deleted: bool,
    pub(super) is_muted: bool,
    pub(super) layer: Option<Named>,
    pub(super) workflow: Named,
    pub(super) tags: Vec<Named>,
    pub(super) links: Vec<Link>,
    pub(super) issues: Vec<Issue>,
    pub(super) members: Vec<Member>,
    pub(super) custom_values: Vec<CustomValue>,
    pub(super) test_keys: Vec<TestKey>,
    pub(super) parameters: Vec<String>,
    pub(super) examples: Vec<Example>,
    pub(super) history: History,
    pub(super) steps: Vec<Step>,
    /// The steps of its last run, if they are others.
    pub(super) run_steps: Option<Vec<Step>>,
    /// The id of the root of its scenario; the nodes below it are numbered from there.
    pub(super) first_step_id: i64,
    pub(super) attachments: Vec<Attachment>,
}

/// The two workflows that every installation has: name and id.
pub(super) const DEFAULT_MANUAL: (&str, i64) = ("Default Manual", -1);
pub(super) const DEFAULT_AUTOMATED: (&str, i64) = ("Default Automated", -2);

/// Who made an object and touched it last, and when.
#[derive(Clone, Debug)]
pub(super) struct History {
    pub(super) created_by: String,
    pub(super) created_date: i64,
    pub(super) last_modified_by: String,
    pub(super) last_modified_date: i64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Link {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) url: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Issue {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) status: Option<String>,
    pub(super) is_closed: bool,
    pub(super) integration_id: i64,
    pub(super) integration_type: String,
}

/// The key of a test case in another system.
#[derive(Clone, Debug)]
pub(super) struct TestKey {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) integration_id: i64,
}

/// A row of the table of parameters.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) id: i64,
    pub(super) parameters: Vec<(String, Option<String>)>,
    pub(super) status: Option<&'static str>,
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) role: Named,
}

#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the UI"
)]
pub(super) struct CustomField {
    pub(super) named: Named,
    /// Others are in the projects whose test cases have a value of them.
    pub(super) is_everywhere: bool,
    pub(super) is_single_select: bool,
    pub(super) is_required: bool,
    pub(super) is_locked: bool,
    pub(super) is_archived: bool,
    /// Those that are there whether or not a test case has them.
    pub(super) values: Vec<CustomValue>,
}

#[derive(Debug)]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) username: String,
    pub(super) email: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) is_enabled: bool,
    pub(super) is_admin: bool,
}

/// A connection to another system. It is in every project.
#[derive(Debug)]
pub(super) struct Integration {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) settings: Map<String, Value>,
}

/// What a team has set up in the UI to be exported.
#[derive(Debug)]
pub(super) struct Export {
    pub(super) id: i64,
    pub(super) integration_id: i64,
    pub(super) project_id: i64,
    pub(super) project_key: Option<String>,
    pub(super) tc_aql: Option<String>,
    pub(super) launch_aql: Option<String>,
    pub(super) settings: Map<String, Value>,
    pub(super) disabled: bool,
    pub(super) disable_tc_create: bool,
    pub(super) disable_launch_sync: bool,
    pub(super) sync_delay_sec: Option<i64>,
    pub(super) notification_email: Option<String>,
    pub(super) created_date: i64,
    pub(super) last_modified_date: i64,
}

/// One value of one custom field.
#[derive(Clone, Debug)]
pub(super) struct CustomValue {
    pub(super) field: Named,
    pub(super) value: Named,
}

/// A node of a scenario.
#[derive(Debug)]
pub(super) enum Step {
    /// A text, what is expected of it, and the steps below it.
    Text {
        body: String,
        /// The rich document of which the body is the plain text.
        body_json: Option<Value>,
        expected: Vec<String>,
        steps: Vec<Self>,
    },
    /// An attachment, by its id.
    Attachment(i64),
    /// A shared step, by its id.
    Shared(i64),
}

#[derive(Debug)]
pub(super) struct SharedStep {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) is_archived: bool,
    pub(super) steps: Vec<Step>,
    pub(super) first_step_id: i64,
    pub(super) attachments: Vec<Attachment>,
}

#[derive(Debug)]
pub(super) struct Attachment {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) content_type: String,
    pub(super) content: Bytes,
    /// How many bytes it has. A content that is shorter is repeated, so that a seed can have large
    /// files.
    pub(super) size: usize,
    /// The stored file is gone.
    pub(super) is_missed: bool,
    /// A file of the test case that a result shows.
    pub(super) is_from_test_case: bool,
}

impl Attachment {
    /// The bytes of the file.
    pub(super) fn bytes(&self) -> Bytes {
        self.content
            .iter()
            .copied()
            .cycle()
            .take(self.size)
            .collect()
    }
}

#[derive(Debug)]
pub(super) struct Launch {
    pub(super) id: i64,
    pub(super) project_id: i64,
    pub(super) name: String,
    pub(super) is_closed: bool,
    pub(super) tags: Vec<Named>,
    pub(super) links: Vec<Link>,
    pub(super) issues: Vec<Issue>,
    pub(super) environment: Vec<CustomValue>,
    pub(super) history: History,
}

#[derive(Debug)]
pub(super) struct TestResult {
    pub(super) id: i64,
    pub(super) launch_id: i64,
    pub(super) project_id: i64,
    pub(super) test_case_id: Option<i64>,
    pub(super) name: String,
    pub(super) full_name: Option<String>,
    /// `None` while it is in progress.
    pub(super) status: Option<&'static str>,
    pub(super) message: Option<String>,
    pub(super) trace: Option<String>,
    pub(super) start: Option<i64>,
    pub(super) stop: Option<i64>,
    pub(super) duration: Option<i64>,
    /// An earlier attempt that a retry replaced.
    pub(super) is_hidden: bool,
    /// The attempt that replaced it.
    pub(super) retried_by: Option<Named>,
    pub(super) is_muted: bool,
    pub(super) is_manual: bool,
    pub(super) tested_by: Option<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) steps: Vec<ResultStep>,
    pub(super) issues: Vec<Issue>,
    /// Where it differs from that of its launch.
    pub(super) environment: Option<Vec<CustomValue>>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) history: History,
}

/// A step that was carried out, or a file that was made then.
#[derive(Debug)]
pub(super) enum ResultStep {
    Body {
        body: String,
        status: Option<&'static str>,
        message: Option<String>,
        trace: Option<String>,
        start: Option<i64>,
        stop: Option<i64>,
        duration: Option<i64>,
        parameters: Vec<Parameter>,
        expected: Vec<String>,
        steps: Vec<Self>,
    },
    /// An attachment, by its id.
    Attachment(i64),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) value: Option<String>,
    pub(super) hidden: bool,
    pub(super) excluded: bool,
}
