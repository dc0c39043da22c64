//! What the ledger keeps of what was written, so that a later plan knows whose value is there.

use crate::mapping::launches::{MARK_PREFIX, block_fingerprint, read_block};
use crate::model::{LaunchId, RunId, SuiteId};
use crate::state::Ledger;
use crate::state::ledger::{Wrote, WroteRun, WroteText};

/// Where it is noted what was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notes<'a> {
    /// `None` where nothing lasts.
    pub(crate) ledger: Option<&'a Ledger>,
    /// What the ledger calls the server.
    pub(crate) server: &'a str,
    pub(crate) project_id: u64,
}

impl Notes<'_> {
    /// Notes the fields of a case.
    pub(super) fn note_case(&self, wrote: impl FnOnce() -> Wrote) {
        if let Some(ledger) = self.ledger {
            ledger.note_wrote(wrote());
        }
    }

    /// Notes the texts of a run.
    pub(super) fn note_run(&self, suite: SuiteId, run: RunId, launch: LaunchId, texts: RunTexts) {
        if let Some(ledger) = self.ledger {
            let RunTexts { name, description } = texts;
            let (name, stored_name) = match name {
                Some((sent, stored)) if sent == stored => (Some(sent), None),
                Some((sent, stored)) => (Some(sent), Some(stored)),
                None => (None, None),
            };
            ledger.note_wrote_run(WroteRun {
                server: self.server.to_owned(),
                project: self.project_id,
                suite: suite.0,
                run: run.0,
                refs: format!("{MARK_PREFIX}{}", launch.0),
                name,
                stored_name,
                description: description.map(|(sent, stored)| WroteText { sent, stored }),
            });
        }
    }
}

/// The texts of a run as they were sent and as TestRail stored them. What is `None` was not written.
#[derive(Debug, Default)]
pub(super) struct RunTexts {
    pub(super) name: Option<(String, String)>,
    /// Our block of the description, by fingerprints.
    pub(super) description: Option<(String, String)>,
}

impl RunTexts {
    /// Compares what was sent with what was answered. An answer without a name does not tell it.
    pub(super) fn new(name: Option<(&str, &str)>, description: Option<(&str, &str)>) -> Self {
        let name = name.map(|(sent, stored)| {
            let stored = if stored.is_empty() { sent } else { stored };
            (sent.to_owned(), stored.to_owned())
        });
        let of_block = |description: &str| block_fingerprint(read_block(description).as_ref());
        Self {
            name,
            description: description.map(|(sent, stored)| (of_block(sent), of_block(stored))),
        }
    }

    /// The texts that TestRail stored otherwise than they were sent.
    pub(super) fn rewritten(&self) -> Vec<&'static str> {
        let parts = [("name", &self.name), ("description", &self.description)];
        let is_other = |text: &Option<(String, String)>| {
            text.as_ref().is_some_and(|(sent, stored)| sent != stored)
        };
        let other = parts.into_iter().filter(|(_, text)| is_other(text));
        other.map(|(name, _)| name).collect()
    }
}
