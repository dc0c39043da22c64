//! What became of launches.

use crate::model::{LaunchId, RunId, TestResultId};
use crate::plan::LaunchPlan;
use crate::testrail::{self, ResultParts, WriteError};

/// What became of one launch.
#[derive(Debug)]
pub(crate) struct LaunchReport {
    /// The launch.
    pub launch: LaunchId,
    /// The name of its run.
    pub name: String,
    /// The run, where there is one.
    pub run: Option<RunId>,
    /// True when the run was created.
    pub is_created: bool,
    /// How many results were added.
    pub added: usize,
    /// Results that were added without something that TestRail would not take.
    pub reduced: Vec<(TestResultId, ResultParts)>,
    /// Results that were not added, and why.
    pub failed: Vec<(TestResultId, LaunchError)>,
    /// How many files were attached to results.
    pub attached: usize,
    /// Files that were not attached, and why.
    pub failed_files: Vec<FailedFile>,
    /// The texts of the run that TestRail stored otherwise than they were sent.
    pub rewritten: Vec<&'static str>,
    /// True when the run was closed.
    pub is_closed: bool,
    /// Why the rest of the launch was not begun, if so.
    pub stopped: Option<LaunchError>,
}

/// A file that was not attached. Its result is in TestRail without it.
#[derive(Debug)]
pub(crate) struct FailedFile {
    /// The TestOps result.
    pub result: TestResultId,
    /// The name of the file.
    pub name: String,
    /// Why.
    pub error: LaunchError,
}

impl LaunchReport {
    /// True when everything that was planned is done.
    pub(crate) fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.failed_files.is_empty() && self.stopped.is_none()
    }

    /// Everything that went wrong.
    pub(super) fn errors(&mut self) -> impl Iterator<Item = &mut LaunchError> {
        let results = self.failed.iter_mut().map(|(_, error)| error);
        let files = self.failed_files.iter_mut().map(|file| &mut file.error);
        results.chain(files).chain(&mut self.stopped)
    }

    /// Why everything after some write was not begun, if so.
    pub(crate) fn halted(&self) -> Option<&WriteError> {
        let results = self.failed.iter().map(|(_, error)| error);
        results.chain(&self.stopped).find_map(|error| match error {
            LaunchError::Write(error) if error.concerns_all() => Some(error),
            _ => None,
        })
    }

    pub(super) fn new(plan: &LaunchPlan) -> Self {
        Self {
            launch: plan.launch,
            name: plan.name.clone(),
            run: None,
            is_created: false,
            added: 0,
            reduced: Vec::new(),
            failed: Vec::new(),
            attached: 0,
            failed_files: Vec::new(),
            rewritten: Vec::new(),
            is_closed: false,
            stopped: None,
        }
    }
}

/// Why something of a launch was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LaunchError {
    /// TestRail did not take it.
    #[error(transparent)]
    Write(WriteError),
    /// Its case could not be created.
    #[error("its case is not in TestRail")]
    NoCase,
    /// What an unclear answer left behind could not be looked up.
    #[error("cannot look up what an unclear answer left behind")]
    Read(#[source] testrail::Error),
    /// Another file of its name and size was not attached; with this one in its place it could not be seen which is there.
    #[error("it waits for another file of the same name and size")]
    AfterAlike,
    /// TestRail tells the cases of the run differently each time, and a case that is left out would lose its results.
    #[error(
        "TestRail does not tell the same cases of the run twice, so that none were added to it"
    )]
    SelectionUnclear,
    /// Cases that were selected are not in the run.
    #[error("{0} of the cases that were selected are not in the run")]
    NotSelected(usize),
    /// It could not be looked for what others made since the plan was made.
    #[error("cannot look whether others have exported it since the plan was made")]
    NotLookedAt(#[source] testrail::Error),
    /// Somebody else created a run for it after the plan was made.
    #[error("{0} was created for this launch since the plan was made")]
    MadeMeanwhile(RunId),
    /// Another apply exported the launch after the plan was made.
    #[error("another apply has exported this launch since the plan was made")]
    Overtaken,
    /// Another apply exported the launch while this one did.
    #[error("another apply exported into this run at the same time")]
    Raced,
    /// The run was interrupted before it.
    #[error("not begun")]
    NotBegun,
}

impl LaunchError {
    /// Takes a right that is missing for a matter of this launch alone.
    pub(super) fn be_of_one(&mut self) {
        if let Self::Write(WriteError::Forbidden(error)) = self {
            let message = error.server_message().unwrap_or_default().to_owned();
            *self = Self::Write(WriteError::Refused { message });
        }
    }

    /// What follows from it, where the words do not say so.
    pub(crate) fn help(&self) -> Option<&'static str> {
        match self {
            Self::Overtaken | Self::MadeMeanwhile(_) => {
                Some("nothing was added; the next apply checks again")
            }
            Self::Raced => Some("the next plan names the results that are in the run twice"),
            _ => None,
        }
    }
}

impl From<WriteError> for LaunchError {
    fn from(error: WriteError) -> Self {
        match error {
            error if error.is_not_begun() => Self::NotBegun,
            error => Self::Write(error),
        }
    }
}
