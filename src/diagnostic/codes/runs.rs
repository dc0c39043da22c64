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
    "RW0826" SavedPlanStale { file: String, moved: Vec<String> };
    "RW0827" OtherDigest { expected: String, found: String };
    "RW0831" ConfigsStopped { configs: Vec<String> };
    "RW0832" DriftFound { differences: usize };
    "RW0833" AppliedInPart;
    "RW0834" NotConfirmed;
}

/// Why the state directory cannot be used.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum StateFault {
    /// Something else has its name.
    InTheWay,
    /// The user may not write there.
    NotAllowed,
    /// The disk is full.
    Full,
    /// Anything else.
    Other,
}
