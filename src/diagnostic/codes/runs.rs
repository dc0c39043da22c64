//! The command itself: its command line, its files, its terminal, its state directory.

codes! {
    RunCode:
    "RW0801" NoSyncConfig;
    "RW0802" UnknownSyncConfig { name: String, known: Vec<String> };
    "RW0803" UnknownApply { name: String };
    "RW0804" FileUnreadable { file: String };
    "RW0805" FileUnwritable { file: String };
    "RW0806" NoTerminal;
    "RW0807" SandboxNotStarted;
    "RW0808" OutputClosed;
    "RW0809" RuntimeNotStarted;
    "RW0811" LockHeld { file: String, holder: String };
    "RW0812" StateUnusable { fault: StateFault };
    "RW0813" LessonsLost;
    "RW0821" NotASavedPlan { file: String };
    "RW0822" SavedPlanOfOtherFormat { file: String, found: u64, expected: u64 };
    "RW0823" SavedPlanChanged { file: String };
    "RW0824" SavedPlanOfOtherManifests { file: String };
    "RW0825" SavedPlanOfOtherServer { file: String, server: String };
    "RW0826" SavedPlanStale { file: String, moved: Vec<MovedObject> };
    "RW0827" OtherDigest { expected: String, found: String };
    "RW0828" SavedPlanUnreadable { file: String };
    "RW0829" SavedPlanNotSealed { file: String };
    "RW0830" SavedPlanSealed { file: String };
    "RW0831" ConfigsStopped { configs: Vec<String> };
    "RW0832" DriftFound { differences: usize };
    "RW0833" AppliedInPart;
    "RW0834" NotConfirmed;
    "RW0835" ChangesFound;
    "RW0836" ChangesMade;
    "RW0837" SecondPlanNotEmpty;
    "RW0841" SavedPlanElsewhere { file: String, config: String,
        /// The key of the manifest, with what is in the file and in the manifest.
        key: String, planned: String, declared: String };
    "RW0842" SavedPlanUnproven { file: String };
    "RW0843" PlanKeyTooShort { origin: String, least: usize };
    "RW0844" PlanKeyUnreadable { file: String };
    "RW0845" PlanStale { moved: Vec<MovedObject> };
    "RW0846" MadeTwice { objects: Vec<Twice> };
    "RW0850" RefusedBefore { integration: String, username: Option<String>, right: RefusedRight };
    "RW0851" RoleTooSmall { integration: String, username: String, role: String, may_write_runs: bool };
    "RW0852" UnknownIntegration { name: String, known: Vec<String> };
}

/// A right that was found missing before.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefusedRight {
    /// What everybody may do.
    Everything,
    /// To read a project.
    Reading { project: String },
    /// To write cases of a project.
    WritingCases { project: String },
    /// To write runs and results of a project.
    WritingRuns { project: String },
}

/// Why the state directory cannot be used.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StateFault {
    /// Something else has its name.
    InTheWay,
    /// The user may not write there.
    NotAllowed,
    /// The disk is full.
    Full,
    /// Anything else.
    Other,
}

/// What is in TestRail more than once, with one marker.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub(crate) struct Twice {
    pub marker: String,
    /// The cases or runs, such as `C501`, the lowest id first.
    pub carriers: Vec<String>,
}

/// Something that a saved plan touches and that is not as it was.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub(crate) struct MovedObject {
    /// What happened to it.
    pub what: Moved,
    /// When TestRail saw its last change, in seconds since 1970: a hint only.
    pub changed_on: Option<i64>,
    /// Who made that change, where the server tells.
    pub changed_by: Option<String>,
}

/// How something moved.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Moved {
    /// What would be created is there.
    CaseExists { marker: String, case: u64 },
    /// The case is gone, or its marker is.
    CaseGone { marker: String, case: u64 },
    /// Another case carries the marker.
    MarkerElsewhere { marker: String, case: u64, was: u64 },
    /// Several cases carry the marker.
    MarkerRepeated { marker: String },
    /// The case has a status that protects it.
    CaseProtected { case: u64, status: String },
    /// A field holds something else.
    FieldChanged { case: u64, field: String },
    /// The run that would be created is there.
    RunExists { marker: String, run: u64 },
    /// The run is gone, or its marker is.
    RunGone { marker: String, run: u64 },
    /// Somebody closed the run.
    RunClosed { marker: String, run: u64 },
    /// Results that would be added are there.
    ResultsExist {
        marker: String,
        run: u64,
        results: usize,
    },
    /// A correction would hide verdicts that somebody gave since.
    ResultsHidden {
        marker: String,
        run: u64,
        results: usize,
    },
}
