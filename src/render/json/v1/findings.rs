//! What a person should know.

use schemars::JsonSchema;
use serde::Serialize;

use super::places::Place;
use crate::model;

/// Something that a person should know.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Finding {
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
