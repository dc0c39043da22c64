//! Version 1 of the plan for programs. Frozen: fields are added at most; any other change is a version 2.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::mapping::launch::{DesiredResult, MARK_PREFIX};
use crate::model::{self, StepRow};
use crate::plan::{self, ConfigPlan, Create, Labels, Outcome, Update};

/// A plan.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "railwright plan, version 1")]
pub struct Plan {
    /// The version of this shape.
    format_version: FormatVersion,
    /// Digest of manifests and plan, for `apply --expect-digest`.
    digest: String,
    /// One entry for each sync config, in the order of their names.
    sync_configs: Vec<SyncConfig>,
}

/// The number 1.
#[derive(Debug, JsonSchema)]
#[schemars(extend("const" = 1))]
struct FormatVersion(#[expect(dead_code, reason = "gives the schema its type")] u32);

impl Serialize for FormatVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(1)
    }
}

/// What would be done for one sync config.
#[derive(Debug, Serialize, JsonSchema)]
struct SyncConfig {
    /// Its name.
    name: String,
    source: Source,
    destination: Destination,
    outcome: ConfigOutcome,
    /// Why planning failed, where the outcome is `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    summary: Summary,
    /// The writes, in the order of the TestOps ids.
    actions: Vec<Action>,
    /// TestOps ids of the cases that stand as they should.
    unchanged: Vec<i64>,
    /// TestOps ids of the cases that get no action because of a finding.
    blocked: Vec<i64>,
    /// What a person should know.
    findings: Vec<Finding>,
    /// What would be done about launches; absent where they are switched off.
    #[serde(skip_serializing_if = "Option::is_none")]
    launches: Option<Launches>,
}

/// What would be done about launches.
#[derive(Debug, Serialize, JsonSchema)]
struct Launches {
    /// True when a finding stops all of them.
    is_blocked: bool,
    /// The selected launches with something to carry over, in the order of their ids.
    #[serde(rename = "launches")]
    selected: Vec<Launch>,
    /// What a person should know.
    findings: Vec<Finding>,
}

/// What would be done about one launch.
#[derive(Debug, Serialize, JsonSchema)]
struct Launch {
    /// The TestOps id.
    #[serde(rename = "launch")]
    id: i64,
    /// The token in the run's references that ties it to the launch.
    marker: String,
    /// The name of the run.
    name: String,
    action: RunAction,
    /// The run, where there is one, shown in TestRail as `R81`.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<u64>,
    /// How many cases are added to its selection.
    cases: usize,
    /// The results to add.
    results: Vec<LaunchResult>,
    /// True when the run is closed afterwards, which cannot be undone.
    closes: bool,
    left_out: LeftOut,
    /// The files that are attached to results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<File>,
    /// Files that are not carried over, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files_left_out: Vec<LeftOutFile>,
    /// How many files of the results are in TestRail already; absent where there are none.
    #[serde(skip_serializing_if = "is_zero")]
    files_present: usize,
    /// How many files stand at test cases and are therefore left out; absent where there are none.
    #[serde(skip_serializing_if = "is_zero")]
    files_of_test_cases: usize,
    /// TestRail requests that it takes.
    requests: usize,
}

/// A file that is attached to a result.
#[derive(Debug, Serialize, JsonSchema)]
struct File {
    /// The TestOps result.
    result: i64,
    /// The TestOps attachment.
    attachment: i64,
    name: String,
    /// In bytes; absent where TestOps does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

/// A file that is not carried over.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOutFile {
    /// The TestOps result.
    result: i64,
    /// The TestOps attachment.
    attachment: i64,
    name: String,
    reason: FileReason,
}

/// Why a file is not carried over: TestOps has lost its content, or TestRail takes none as large.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FileReason {
    Missed,
    TooLarge,
}

/// What happens to a run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RunAction {
    Keep,
    Create,
    Continue,
}

/// A result to add.
#[derive(Debug, Serialize, JsonSchema)]
struct LaunchResult {
    /// The TestOps result.
    result: i64,
    /// The TestOps test case.
    test_case: i64,
    status: NamedId,
    /// True when something had to be left out of it.
    is_lossy: bool,
}

/// Results that are not carried over, and why.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// Attempts that a retry replaced.
    hidden: usize,
    /// Results without a verdict yet.
    unfinished: usize,
    /// Results without a test case.
    unlinked: usize,
    /// Results that another one of the same case stands for.
    superseded: usize,
    /// Results of test cases that are not exported.
    foreign: usize,
    /// Results that are in TestRail already.
    present: usize,
}

/// Where cases come from.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// The integration.
    integration: String,
    /// The TestOps project.
    project_id: i64,
}

/// Where cases go.
#[derive(Debug, Serialize, JsonSchema)]
struct Destination {
    /// The integration.
    integration: String,
    /// The TestRail project.
    project: String,
    /// The suite.
    suite_id: u64,
    /// The section that new cases are created in.
    section_id: u64,
}

/// How far planning came: both sides were compared; the sync config is paused; a finding stops all of it; a server
/// could not be read.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ConfigOutcome {
    Compared,
    Paused,
    Blocked,
    Failed,
}

/// Counts that balance: `in_scope` is the sum of the next four.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Test cases that the AQL selects.
    in_scope: usize,
    /// Cases to create.
    create: usize,
    /// Cases to update.
    update: usize,
    /// Cases that stand as they should.
    unchanged: usize,
    /// Cases that get no action because of a finding.
    blocked: usize,
    /// TestRail requests that applying takes, on a server with bulk creation.
    requests: usize,
}

/// One write.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Action {
    /// A case that TestRail does not have yet.
    Create {
        /// The TestOps id.
        test_case: i64,
        /// The token that ties the TestRail case to it.
        marker: String,
        /// The title.
        title: String,
        /// The section it is created in.
        section_id: u64,
        /// The template it is created with; absent for the project's default.
        #[serde(skip_serializing_if = "Option::is_none")]
        template: Option<NamedId>,
        /// The mapped fields.
        fields: Vec<Field>,
    },
    /// A case that differs.
    Update {
        /// The TestOps id.
        test_case: i64,
        /// The token that ties the TestRail case to it.
        marker: String,
        /// The TestRail id, shown there as `C501`.
        case: u64,
        /// The title it will have.
        title: String,
        /// The fields that differ.
        changes: Vec<Change>,
        /// When TestRail saw its last change, in seconds since 1970.
        updated_on: i64,
        /// True when that change was an edit of somebody else, as far as TestRail tells.
        edited_by_others: bool,
    },
}

/// A field and its value.
#[derive(Debug, Serialize, JsonSchema)]
struct Field {
    /// The system name.
    #[serde(rename = "field")]
    name: String,
    value: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Reason>,
}

/// A field and its two values.
#[derive(Debug, Serialize, JsonSchema)]
struct Change {
    /// The system name.
    field: String,
    before: Value,
    after: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Reason>,
}

/// A value as it goes over the wire.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum Value {
    /// Nothing.
    Empty(()),
    /// A text.
    Text(String),
    /// A dropdown option or a template.
    Named(NamedId),
    /// The rows of a Steps field.
    Steps(Vec<Step>),
}

/// A number with the name that people see for it.
#[derive(Debug, Serialize, JsonSchema)]
struct NamedId {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// One row of a Steps field.
#[derive(Debug, Serialize, JsonSchema)]
struct Step {
    content: String,
    expected: String,
}

/// Why the mapping chose a value.
#[derive(Debug, Serialize, JsonSchema)]
struct Reason {
    text: String,
    place: Place,
}

/// A place in a manifest.
#[derive(Debug, Serialize, JsonSchema)]
struct Place {
    file: String,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
}

/// Something that a person should know.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding {
    severity: Severity,
    kind: FindingKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    /// The TestOps id of the case that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    test_case: Option<i64>,
    /// The TestRail cases that it names.
    cases: Vec<u64>,
    message: String,
    /// What to do about it; empty when nothing has to be done.
    mend: String,
}

/// How much a finding stops: all of the sync config, one case, nothing.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Severity {
    BlocksConfig,
    BlocksCase,
    Notice,
}

/// What a finding is about.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FindingKind {
    Destination,
    Field,
    Option,
    Required,
    UnmappedStatus,
    Duplicate,
    Moved,
    Edited,
    OutOfScope,
    CreateDisabled,
    Lossy,
    Rewritten,
    ClosedRun,
    Insecure,
}

/// Shows a plan as JSON with a line feed at its end.
pub fn plan(plan: &plan::Plan, digest: &str) -> String {
    let plan::Plan { configs } = plan;
    pretty(&Plan {
        format_version: FormatVersion(1),
        digest: digest.to_owned(),
        sync_configs: configs.iter().map(SyncConfig::from).collect(),
    })
}

/// The JSON Schema of [`plan()`], with a line feed at its end.
pub fn plan_schema() -> String {
    pretty(&schemars::schema_for!(Plan))
}

fn pretty(value: &impl Serialize) -> String {
    // Only maps with keys that are no strings fail, and there are none.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

impl From<&ConfigPlan> for SyncConfig {
    fn from(plan: &ConfigPlan) -> Self {
        let ConfigPlan {
            name,
            source:
                plan::SourceEnd {
                    integration: source,
                    project_id,
                },
            destination:
                plan::DestinationEnd {
                    integration: destination,
                    project,
                    suite,
                    section,
                },
            outcome,
            failure,
            actions,
            unchanged,
            blocked,
            findings,
            labels,
            fields: _,
            identity: _,
            launches,
        } = plan;
        Self {
            name: name.clone(),
            source: Source {
                integration: source.clone(),
                project_id: *project_id,
            },
            destination: Destination {
                integration: destination.clone(),
                project: project.clone(),
                suite_id: suite.0,
                section_id: section.0,
            },
            outcome: match outcome {
                Outcome::Compared => ConfigOutcome::Compared,
                Outcome::Paused => ConfigOutcome::Paused,
                Outcome::Blocked => ConfigOutcome::Blocked,
                Outcome::Failed => ConfigOutcome::Failed,
            },
            failure: failure.clone(),
            summary: Summary {
                in_scope: plan.in_scope(),
                create: plan.to_create(),
                update: plan.to_update(),
                unchanged: unchanged.len(),
                blocked: blocked.len(),
                requests: plan.requests(),
            },
            actions: actions
                .iter()
                .map(|action| self::action(action, labels))
                .collect(),
            unchanged: unchanged.iter().map(|id| id.0).collect(),
            blocked: blocked.iter().map(|id| id.0).collect(),
            findings: findings.iter().map(Finding::from).collect(),
            launches: launches.as_ref().map(Launches::from),
        }
    }
}

impl From<&plan::LaunchesPlan> for Launches {
    fn from(plan: &plan::LaunchesPlan) -> Self {
        let plan::LaunchesPlan {
            launches,
            findings,
            labels,
            repeats: _,
            is_blocked,
        } = plan;
        Self {
            is_blocked: *is_blocked,
            selected: launches
                .iter()
                .map(|launch| self::launch(launch, labels))
                .collect(),
            findings: findings.iter().map(Finding::from).collect(),
        }
    }
}

fn launch(plan: &plan::LaunchPlan, labels: &BTreeMap<u64, String>) -> Launch {
    let plan::LaunchPlan {
        launch,
        name,
        run,
        select,
        results,
        description: _,
        closes,
        left_out,
        attachments,
    } = plan;
    let plan::AttachmentsPlan {
        results: files,
        left_out: files_left_out,
        of_test_cases,
        present: files_present,
    } = attachments;

    let plan::LeftOut {
        hidden,
        unfinished,
        unlinked,
        superseded,
        foreign,
        present,
    } = left_out;
    let (action, run) = match run {
        plan::RunAction::Keep(run) => (RunAction::Keep, run.map(|run| run.0)),
        plan::RunAction::Create { .. } => (RunAction::Create, None),
        plan::RunAction::Continue { run, .. } => (RunAction::Continue, Some(run.0)),
    };
    let result = |result: &DesiredResult| LaunchResult {
        result: result.id.0,
        test_case: result.test_case.0,
        status: NamedId {
            id: i64::try_from(result.status).unwrap_or(i64::MAX),
            name: labels.get(&result.status).cloned(),
        },
        is_lossy: result.is_lossy,
    };
    Launch {
        id: launch.0,
        marker: format!("{MARK_PREFIX}{}", launch.0),
        name: name.clone(),
        action,
        run,
        cases: select.len(),
        results: results.iter().map(result).collect(),
        closes: *closes,
        left_out: LeftOut {
            hidden: *hidden,
            unfinished: *unfinished,
            unlinked: *unlinked,
            superseded: *superseded,
            foreign: foreign.values().sum(),
            present: *present,
        },
        files: files.iter().flat_map(self::files).collect(),
        files_left_out: files_left_out.iter().map(left_out_file).collect(),
        files_present: *files_present,
        files_of_test_cases: *of_test_cases,
        requests: plan.requests(),
    }
}

fn files(files: &plan::ResultFiles) -> impl Iterator<Item = File> {
    files.missing.iter().map(|file| File {
        result: files.result.0,
        attachment: file.id.0,
        name: plan::file_name(file),
        size: file.size,
    })
}

fn left_out_file(file: &plan::LeftOutFile) -> LeftOutFile {
    let plan::LeftOutFile {
        result,
        file,
        name,
        reason,
    } = file;
    LeftOutFile {
        result: result.0,
        attachment: file.0,
        name: name.clone(),
        reason: match reason {
            plan::FileReason::Missed => FileReason::Missed,
            plan::FileReason::TooLarge { size: _ } => FileReason::TooLarge,
        },
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

fn action(action: &plan::Action, labels: &Labels) -> Action {
    match action {
        plan::Action::Create(Create { marker, case }) => {
            let model::DesiredCase {
                id,
                title,
                section,
                template,
                fields,
            } = case;
            Action::Create {
                test_case: id.0,
                marker: marker.0.to_string(),
                title: title.clone(),
                section_id: section.0,
                template: template.map(|id| self::template(id, labels)),
                fields: fields
                    .iter()
                    .map(|field| self::field(field, labels))
                    .collect(),
            }
        }
        plan::Action::Update(update) => {
            let Update {
                test_case,
                marker,
                case,
                title,
                changes,
                updated_on,
                edited_by_others,
            } = update;
            Action::Update {
                test_case: test_case.0,
                marker: marker.0.to_string(),
                case: case.0,
                title: title.clone(),
                changes: changes
                    .iter()
                    .map(|change| self::change(change, labels))
                    .collect(),
                updated_on: *updated_on,
                edited_by_others: *edited_by_others,
            }
        }
    }
}

fn field(field: &model::DesiredField, labels: &Labels) -> Field {
    let model::DesiredField {
        name,
        value,
        reason,
    } = field;
    Field {
        name: name.to_string(),
        value: self::value(value, name, labels),
        because: reason.as_ref().map(Reason::from),
    }
}

fn change(change: &plan::Change, labels: &Labels) -> Change {
    let plan::Change {
        field,
        kind: _,
        before,
        after,
        reason,
    } = change;
    Change {
        field: field.to_string(),
        before: value(before, field, labels),
        after: value(after, field, labels),
        because: reason.as_ref().map(Reason::from),
    }
}

fn value(value: &model::Value, field: &model::FieldName, labels: &Labels) -> Value {
    match value {
        model::Value::Empty => Value::Empty(()),
        model::Value::Text(text) => Value::Text(text.clone()),
        model::Value::Option(id) => Value::Named(NamedId {
            id: *id,
            name: labels.option(field, *id).map(str::to_owned),
        }),
        model::Value::Template(id) => Value::Named(template(*id, labels)),
        model::Value::Steps(rows) => Value::Steps(
            rows.iter()
                .map(|StepRow { content, expected }| Step {
                    content: content.clone(),
                    expected: expected.clone(),
                })
                .collect(),
        ),
    }
}

fn template(id: model::TemplateId, labels: &Labels) -> NamedId {
    // Template ids are small numbers; one that does not fit came from a broken server.
    NamedId {
        id: i64::try_from(id.0).unwrap_or(i64::MAX),
        name: labels.template(id).map(str::to_owned),
    }
}

impl From<&model::Reason> for Reason {
    fn from(reason: &model::Reason) -> Self {
        let model::Reason { because, place } = reason;
        Self {
            text: because.clone(),
            place: Place::from(place),
        }
    }
}

impl From<&model::Place> for Place {
    fn from(place: &model::Place) -> Self {
        let model::Place { file, line, column } = place;
        Self {
            file: file.to_string(),
            line: *line,
            column: *column,
        }
    }
}

impl From<&model::Finding> for Finding {
    fn from(finding: &model::Finding) -> Self {
        let model::Finding {
            severity,
            kind,
            place,
            test_case,
            cases,
            message,
            mend,
        } = finding;
        Self {
            severity: match severity {
                model::Severity::BlocksConfig => Severity::BlocksConfig,
                model::Severity::BlocksCase => Severity::BlocksCase,
                model::Severity::Notice => Severity::Notice,
            },
            kind: match kind {
                model::FindingKind::Destination => FindingKind::Destination,
                model::FindingKind::Field => FindingKind::Field,
                model::FindingKind::Option => FindingKind::Option,
                model::FindingKind::Required => FindingKind::Required,
                model::FindingKind::UnmappedStatus => FindingKind::UnmappedStatus,
                model::FindingKind::Duplicate => FindingKind::Duplicate,
                model::FindingKind::Moved => FindingKind::Moved,
                model::FindingKind::Edited => FindingKind::Edited,
                model::FindingKind::OutOfScope => FindingKind::OutOfScope,
                model::FindingKind::CreateDisabled => FindingKind::CreateDisabled,
                model::FindingKind::Lossy => FindingKind::Lossy,
                model::FindingKind::Rewritten => FindingKind::Rewritten,
                model::FindingKind::ClosedRun => FindingKind::ClosedRun,
                model::FindingKind::Insecure => FindingKind::Insecure,
            },
            place: place.as_ref().map(Place::from),
            test_case: test_case.map(|id| id.0),
            cases: cases.iter().map(|case| case.0).collect(),
            message: message.clone(),
            mend: mend.clone(),
        }
    }
}
