//! An example of every code, and the table of them in the README.

mod manifests;
mod queries;

use std::fmt::Write as _;

use super::words;
use crate::diagnostic::{
    CaseCode, CertificateFault, Code, CountedLoss, DestinationCode, FieldCount, GuardCode,
    LaunchCode, Moved, MovedObject, NamedField, NamedNumber, NamedValue, Place, RefusedRight,
    RunCode, RunWithRepeats, ServerCode, Setting, SettingFault, Side, StateFault, TextLoss,
    TransportFault, Twice,
};

fn named(id: i64, name: &str) -> NamedNumber {
    NamedNumber {
        id,
        name: name.into(),
    }
}

fn field() -> NamedField {
    NamedField {
        name: "custom_preconds".into(),
        label: "Preconditions".into(),
    }
}

fn cases() -> Vec<CaseCode> {
    vec![
        CaseCode::SeveralCases {
            cases: vec![505, 506],
        },
        CaseCode::SeveralMarkers {
            case: 501,
            markers: vec!["ALLURE-4711".into(), "ALLURE-4712".into()],
        },
        CaseCode::ClaimedByOtherConfig {
            owner: "regression".into(),
        },
        CaseCode::OutOfScope { cases: vec![512] },
        CaseCode::InOtherSection { cases: vec![513] },
        CaseCode::EditedByHand {
            case: 501,
            fields: vec!["custom_preconds".into()],
            by: Some("Test designer".into()),
            kept: false,
        },
        CaseCode::SharedMarkers {
            config: "mobile".into(),
            other: "web".into(),
            suite: 29,
            first: Place {
                file: "manifests/web.yaml".into(),
                line: 10,
                column: 14,
            },
        },
        CaseCode::KeepsBeingRewritten {
            case: 501,
            fields: vec!["custom_preconds".into()],
        },
        CaseCode::CreateDisabled { count: 1 },
        CaseCode::RequiredFieldUnmapped {
            fields: vec![field()],
            count: 1,
        },
        CaseCode::NameMissing,
        CaseCode::Shortened {
            field: "title".into(),
            length: 260,
            limit: 250,
        },
        CaseCode::RequiredFieldEmpty { field: field() },
        CaseCode::ValueUnmapped {
            field: NamedField {
                name: "custom_status".into(),
                label: "Status".into(),
            },
            source: "status".into(),
            value: Some(NamedValue {
                id: Some(-1),
                name: "Draft".into(),
            }),
            count: 3,
        },
        CaseCode::NothingSelected,
        CaseCode::WrittenByAnotherSync {
            case: 501,
            fields: vec!["custom_preconds".into()],
        },
        CaseCode::Twins {
            count: 120,
            inside: 118,
            adoptable: 117,
            cases: vec![501, 502],
        },
        CaseCode::AlmostMarked {
            case: 501,
            text: "allure-101".into(),
            field: "refs".into(),
            marker: "ALLURE-101".into(),
        },
        CaseCode::NoCaseStatuses,
        CaseCode::NoSuchCaseStatus {
            name: "aproved".into(),
            similar: Some("Approved".into()),
            known: vec!["Approved".into(), "Design".into()],
        },
        CaseCode::Protected {
            case: 501,
            status: "Approved".into(),
            fields: vec!["title".into(), "custom_preconds".into()],
        },
        CaseCode::StepTextReduced {
            kind: "text_color".into(),
            count: 3,
        },
        CaseCode::StepsMissing {
            test_cases: vec![4711],
        },
        CaseCode::TextReduced {
            losses: [(TextLoss::SharedStep, 2), (TextLoss::Colour, 1)]
                .map(|(loss, count)| CountedLoss { loss, count })
                .into(),
        },
    ]
}

fn adoption() -> Vec<CaseCode> {
    vec![
        CaseCode::AdoptionAmbiguous {
            rule: "title".into(),
            cases: vec![501, 502],
            rivals: vec![],
        },
        CaseCode::AdoptedFieldsLeft {
            count: 12,
            fields: vec![FieldCount {
                field: "custom_preconds".into(),
                count: 12,
            }],
        },
        CaseCode::MarkersAlone {
            count: 3,
            fields: vec![FieldCount {
                field: "custom_preconds".into(),
                count: 3,
            }],
        },
        CaseCode::NotEmptied {
            count: 2,
            fields: vec![FieldCount {
                field: "custom_preconds".into(),
                count: 2,
            }],
        },
    ]
}

fn launches() -> Vec<LaunchCode> {
    vec![
        LaunchCode::LaunchOfOtherConfig {
            launch: 51,
            owner: "regression".into(),
        },
        LaunchCode::SeveralOpenRuns {
            launch: 51,
            runs: vec![1, 3],
        },
        LaunchCode::SeveralCompleteRuns {
            launch: 52,
            runs: vec![2, 4],
        },
        LaunchCode::ResultsRepeated {
            launch: 51,
            runs: vec![RunWithRepeats {
                run: 1,
                results: vec![9001, 9002],
            }],
        },
        LaunchCode::ClosedRunIncomplete {
            launch: 51,
            run: 1,
            missing: 2,
        },
        LaunchCode::NoStepResultsField,
        LaunchCode::RequiredResultField {
            field: NamedField {
                name: "custom_environment".into(),
                label: "Environment".into(),
            },
        },
        LaunchCode::StatusIsUntested {
            status: "untested".into(),
        },
        LaunchCode::NoSuchResultStatus {
            status: "skipped".into(),
            known: vec![
                "passed (1 \"Passed\")".into(),
                "retest (4 \"Retest\")".into(),
            ],
        },
        LaunchCode::RunNameLeft {
            launch: 55,
            run: 81,
            name: "Sprint 9".into(),
            wanted: "Nightly".into(),
        },
        LaunchCode::RunGone {
            launch: 55,
            run: 81,
        },
        LaunchCode::ClosedRunOutdated {
            launch: 55,
            run: 81,
            results: 2,
        },
        LaunchCode::RunKeepsBeingRewritten {
            launch: 55,
            run: 81,
            parts: vec!["name".into()],
        },
        LaunchCode::LinksLost {
            launch: 55,
            run: 81,
            results: 4,
        },
    ]
}

fn destinations() -> Vec<DestinationCode> {
    let project = || "Web Shop".to_owned();
    vec![
        DestinationCode::NoSuchProject {
            project: "Webshop".into(),
            similar: Some(project()),
            visible: vec![project()],
        },
        DestinationCode::ProjectWithoutSuites {
            project: project(),
            has_baselines: Some(false),
        },
        DestinationCode::ProjectCompleted { project: project() },
        DestinationCode::NoSuchSuite {
            suite: 92,
            project: project(),
            suites: vec![named(29, "Regression")],
        },
        DestinationCode::SuiteOfOtherProject {
            suite: 40,
            name: "Mobile".into(),
            project: project(),
            suites: vec![named(29, "Regression")],
        },
        DestinationCode::SuiteCompleted {
            suite: 29,
            name: "Regression".into(),
        },
        DestinationCode::NoSuchSection { section: 310 },
        DestinationCode::SectionOfOtherSuite {
            section: 310,
            name: "Checkout".into(),
            actual: 30,
            suite: 29,
        },
        DestinationCode::NoSuchField {
            field: "custom_precond".into(),
            similar: Some("custom_preconds".into()),
            wanted: "Text".into(),
        },
        DestinationCode::FieldInactive { field: field() },
        DestinationCode::FieldNotInProject {
            field: field(),
            project: project(),
        },
        DestinationCode::FieldOfOtherType {
            field: field(),
            found: "Checkbox".into(),
            wanted: "Text".into(),
            holds_marker: false,
        },
        DestinationCode::NoSuchOption {
            field: NamedField {
                name: "custom_status".into(),
                label: "Status".into(),
            },
            option: "5".into(),
            options: vec![named(1, "Draft"), named(2, "Ready")],
        },
        DestinationCode::FieldNotInTemplate {
            field: field(),
            template: "Test Case (Steps)".into(),
        },
        DestinationCode::CertificateNotVerified {
            integration: "testrail".into(),
        },
        DestinationCode::FieldWithoutOptions {
            field: field(),
            found: "Text".into(),
        },
        DestinationCode::FieldHoldsMarker { field: field() },
        DestinationCode::TextsOfOtherFormat {
            integration: "testrail".into(),
            writes_html: false,
            other: 52,
            told: 52,
            ours: true,
        },
    ]
}

fn guards() -> Vec<GuardCode> {
    vec![
        GuardCode::TooManyChanges {
            changes: 120,
            max: 100,
        },
        GuardCode::TooLargeShare {
            changes: 120,
            percent: 10,
            in_scope: 400,
            with_launches: false,
        },
        GuardCode::TooManyCreates {
            creates: 501,
            max: 500,
        },
        GuardCode::TooManyUpdates {
            updates: 120,
            max: 100,
        },
        GuardCode::TooManyUpdatesOfAll {
            updates: 210,
            percent: 50,
            matched: 400,
        },
        GuardCode::NothingInScope { marked: 8 },
        GuardCode::FieldEmptied {
            field: "custom_preconds".into(),
            cases: 20,
        },
        GuardCode::TooManyTwins {
            twins: 120,
            max: 10,
        },
        GuardCode::TooManyFirstLaunches {
            launches: 400,
            max: 50,
        },
    ]
}

fn servers() -> Vec<ServerCode> {
    let integration = || "testrail".to_owned();
    let username = || Some("api@example.com".to_owned());
    vec![
        ServerCode::VariableNotSet {
            variable: "TESTRAIL_API_KEY".into(),
            setting: Setting::ApiKey,
            integration: integration(),
        },
        ServerCode::SettingFileUnreadable {
            file: "secrets/key".into(),
            setting: Setting::ApiKey,
            integration: integration(),
        },
        ServerCode::SettingFileOutside {
            file: "../key".into(),
            setting: Setting::ApiKey,
            integration: integration(),
        },
        ServerCode::SettingUnusable {
            setting: Setting::Endpoint,
            integration: integration(),
            fault: SettingFault::OtherScheme,
        },
        ServerCode::CaFileUnusable {
            file: "certs/company-ca.pem".into(),
            integration: integration(),
        },
        ServerCode::ClientNotBuilt {
            integration: integration(),
        },
        ServerCode::CredentialsRejected {
            integration: integration(),
            side: Side::Testrail,
            username: username(),
        },
        ServerCode::CredentialsRejectedBefore {
            integration: integration(),
            username: username(),
        },
        ServerCode::RightMissing {
            integration: integration(),
            side: Side::Testrail,
            username: username(),
            to_write: true,
        },
        ServerCode::ApiSwitchedOff {
            integration: integration(),
        },
        ServerCode::NoSuchTestOpsProject {
            integration: "testops".into(),
            project: 8,
        },
        ServerCode::QueryRefused {
            integration: "testops".into(),
            of_launches: false,
            said: None,
        },
        ServerCode::NotReadable {
            integration: integration(),
            side: Side::Testrail,
            fault: TransportFault::Timeout,
        },
        ServerCode::CertificateRefused {
            integration: integration(),
            side: Side::Testrail,
            fingerprint: format!("sha256:{}", "9f".repeat(32)),
            fault: CertificateFault::Unknown,
        },
        ServerCode::WritesNotRecorded {
            integration: integration(),
        },
        ServerCode::WritesStopped {
            integration: integration(),
        },
        ServerCode::MarkerNotStored {
            integration: integration(),
            object: "C501".into(),
            field: "refs".into(),
        },
        ServerCode::ListingShort {
            integration: integration(),
            side: Side::Testrail,
            listing: "tests of R81".into(),
            found: 0,
            expected: 4,
        },
        ServerCode::SourceListingShort {
            integration: integration(),
            listing: "results of launch 51".into(),
            found: 2,
            expected: 4,
        },
    ]
}

fn runs() -> Vec<RunCode> {
    let file = || "plan.json".to_owned();
    let digest = |digit: char| format!("sha256:{}", digit.to_string().repeat(64));
    vec![
        RunCode::NoSyncConfig,
        RunCode::UnknownSyncConfig {
            name: "checkout".into(),
            known: vec!["regression".into()],
        },
        RunCode::UnknownApply {
            name: "20261123T120000Z-4711".into(),
        },
        RunCode::FileUnreadable { file: file() },
        RunCode::FileUnwritable { file: file() },
        RunCode::NoTerminal,
        RunCode::SandboxNotStarted,
        RunCode::OutputClosed,
        RunCode::RuntimeNotStarted,
        RunCode::LockHeld {
            file: ".railwright/lock".into(),
            holder: "process 4711 since 2026-11-23T12:00:00Z".into(),
        },
        RunCode::StateUnusable {
            fault: StateFault::Full,
        },
        RunCode::LessonsLost,
        RunCode::NotASavedPlan { file: file() },
        RunCode::SavedPlanOfOtherFormat {
            file: file(),
            found: 1,
            expected: 2,
        },
        RunCode::SavedPlanChanged { file: file() },
        RunCode::SavedPlanOfOtherManifests { file: file() },
        RunCode::SavedPlanOfOtherServer {
            file: file(),
            server: "https://example.testrail.io".into(),
        },
        RunCode::SavedPlanStale {
            file: file(),
            moved: vec![MovedObject {
                what: Moved::FieldChanged {
                    case: 501,
                    field: "custom_preconds".into(),
                },
                changed_on: Some(1_780_000_000),
                changed_by: Some("Test designer".into()),
            }],
        },
        RunCode::OtherDigest {
            expected: digest('0'),
            found: digest('1'),
        },
        RunCode::SavedPlanUnreadable { file: file() },
        RunCode::SavedPlanNotSealed { file: file() },
        RunCode::SavedPlanSealed { file: file() },
        RunCode::ConfigsStopped {
            configs: vec!["regression".into()],
        },
        RunCode::DriftFound { differences: 3 },
        RunCode::AppliedInPart,
        RunCode::NotConfirmed,
        RunCode::ChangesFound,
        RunCode::ChangesMade,
        RunCode::SecondPlanNotEmpty,
        RunCode::SavedPlanElsewhere {
            file: file(),
            config: "regression".into(),
            key: "destination.suiteId".into(),
            planned: "30".into(),
            declared: "29".into(),
        },
        RunCode::SavedPlanUnproven { file: file() },
        RunCode::PlanKeyTooShort {
            origin: "RAILWRIGHT_PLAN_KEY".into(),
            least: 16,
        },
        RunCode::PlanKeyUnreadable {
            file: "/run/secrets/plan-key".into(),
        },
    ]
}

fn what_others_did() -> Vec<RunCode> {
    vec![
        RunCode::PlanStale {
            moved: vec![MovedObject {
                what: Moved::RunExists {
                    marker: "ALLURE-LAUNCH-55".into(),
                    run: 7,
                },
                changed_on: None,
                changed_by: None,
            }],
        },
        RunCode::MadeTwice {
            objects: vec![Twice {
                marker: "ALLURE-4711".into(),
                carriers: vec!["C501".into(), "C502".into()],
            }],
        },
        RunCode::RefusedBefore {
            integration: "testrail".into(),
            username: Some("ci@example.com".into()),
            right: RefusedRight::WritingCases {
                project: "Web Shop".into(),
            },
        },
        RunCode::RoleTooSmall {
            integration: "testrail".into(),
            username: "ci@example.com".into(),
            role: "Tester".into(),
            may_write_runs: true,
        },
        RunCode::UnknownIntegration {
            name: "testrial".into(),
            known: vec!["testops".into(), "testrail".into()],
        },
    ]
}

fn examples() -> Vec<Code> {
    let mut all = manifests::examples();
    all.extend(cases().into_iter().map(Code::from));
    all.extend(adoption().into_iter().map(Code::from));
    all.extend(launches().into_iter().map(Code::from));
    all.extend(destinations().into_iter().map(Code::from));
    all.extend(queries::examples());
    all.extend(guards().into_iter().map(Code::from));
    all.extend(servers().into_iter().map(Code::from));
    all.extend(runs().into_iter().map(Code::from));
    all.extend(what_others_did().into_iter().map(Code::from));
    all
}

#[test]
fn every_code_has_an_example() {
    let examples: Vec<&str> = examples().iter().map(Code::id).collect();
    assert_eq!(examples, Code::ids());
}

/// The table of the README. Those about manifests and queries come with the line that they are about, and are many. What
/// stops a command is said where it happens; a plan is read later, and by others.
pub(crate) fn readme_table() -> String {
    let mut table = String::from("| code | for example | what to do |\n| --- | --- | --- |\n");
    let is_listed = |code: &Code| matches!(&code.id()[..4], "RW02" | "RW03" | "RW04" | "RW06");
    for code in examples().into_iter().filter(is_listed) {
        let super::Words { message, help } = words(&code);
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(
            table,
            "| {} | {} | {} |",
            code.id(),
            cell(&message),
            cell(&help.unwrap_or_else(|| "nothing".to_owned()))
        );
    }
    table
}
