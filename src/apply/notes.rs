//! What the ledger keeps of what was written, so that a later plan knows whose value is there.

use crate::model::{RunId, SuiteId};
use crate::state::Ledger;
use crate::state::ledger::{Wrote, WroteRun};

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

    /// Notes the name of a run. `refs` is its marker.
    pub(super) fn note_run(&self, suite: SuiteId, run: RunId, refs: &str, name: &str) {
        if let Some(ledger) = self.ledger {
            ledger.note_wrote_run(WroteRun {
                server: self.server.to_owned(),
                project: self.project_id,
                suite: suite.0,
                run: run.0,
                refs: refs.to_owned(),
                name: name.to_owned(),
            });
        }
    }
}
