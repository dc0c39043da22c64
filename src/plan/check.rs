//! What a check of sync configs came to.

use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::SyncConfig;
use crate::model::{Section, Suite};

/// What became of a check, an entry for each sync config.
pub(crate) struct Check<'a> {
    pub(crate) configs: Vec<(&'a SyncConfig, ConfigCheck)>,
}

/// What became of one sync config.
pub(crate) enum ConfigCheck {
    /// It is disabled; nothing was asked of any server.
    Paused,
    /// It cannot be connected.
    NotConnected(Box<Diagnostic>),
    /// Both servers were asked.
    Asked(Box<Answers>),
}

/// What both servers said.
pub(crate) struct Answers {
    pub(crate) testops: Result<CheckedTestOps, Box<Diagnostic>>,
    pub(crate) testrail: Result<CheckedTestRail, Box<Diagnostic>>,
    /// `None` where launches are switched off, or could not be asked for.
    pub(crate) launches: Option<Result<CheckedLaunches, Box<Diagnostic>>>,
}

/// What TestOps said.
pub(crate) struct CheckedTestOps {
    pub(crate) project_name: String,
    /// How many test cases the AQL selects, where the server tells.
    pub(crate) count: Option<u64>,
    /// Said where the AQL selects nothing, which is seldom what was meant.
    pub(crate) nothing_selected: Option<Diagnostic>,
}

/// What TestRail said.
pub(crate) struct CheckedTestRail {
    /// Whom the credentials belong to, where the server tells.
    pub(crate) user: Option<String>,
    /// What does not fit.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Suite, section and the number of mapped fields, where all of them are there.
    pub(crate) destination: Option<(Suite, Section, usize)>,
}

/// What was found about launches.
pub(crate) struct CheckedLaunches {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many launches the AQL selects.
    pub(crate) count: usize,
}

impl ConfigCheck {
    /// What went wrong so that something could not be asked.
    pub(crate) fn failures(&self) -> Vec<&Diagnostic> {
        match self {
            Self::Paused => Vec::new(),
            Self::NotConnected(failure) => vec![failure],
            Self::Asked(answers) => {
                let Answers {
                    testops,
                    testrail,
                    launches,
                } = &**answers;
                let launches = launches
                    .as_ref()
                    .and_then(|launches| launches.as_ref().err());
                let all = [testops.as_ref().err(), testrail.as_ref().err(), launches];
                all.into_iter().flatten().map(AsRef::as_ref).collect()
            }
        }
    }

    /// The warning about an AQL that selects nothing.
    pub(crate) fn nothing_selected(&self) -> Option<&Diagnostic> {
        let Self::Asked(answers) = self else {
            return None;
        };
        let testops = answers.testops.as_ref().ok()?;
        testops.nothing_selected.as_ref()
    }

    /// True when something that was found stops the sync config.
    pub(crate) fn is_blocked(&self) -> bool {
        self.blocking().next().is_some()
    }

    /// What was found that stops the sync config.
    pub(crate) fn blocking(&self) -> impl Iterator<Item = &Diagnostic> {
        let answers = match self {
            Self::Asked(answers) => Some(answers),
            Self::Paused | Self::NotConnected(_) => None,
        };
        let found = answers.into_iter().flat_map(|answers| {
            let in_testrail = answers.testrail.iter().flat_map(|it| &it.diagnostics);
            let launches = answers.launches.iter().flatten();
            in_testrail.chain(launches.flat_map(|it| &it.diagnostics))
        });
        found.filter(|diagnostic| diagnostic.severity <= Severity::BlocksConfig)
    }
}
