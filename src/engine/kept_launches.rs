//! Closed launches between runs: what a plan saw of them, and what an apply completed.

use std::collections::BTreeSet;

use super::failure::chain;
use super::launches::SeenLaunches;
use super::servers::Servers;
use crate::state::{SeenLaunch, read_launches, write_launches};

impl Servers {
    /// What earlier runs saw of closed launches; `None` where nothing lasts.
    pub(super) fn seen_launches(&self) -> Option<SeenLaunches> {
        (!self.are_stand_ins()).then(|| SeenLaunches::new(read_launches(self.state_dir())))
    }

    /// Keeps what a plan of these sync configs saw of closed launches, and gives what its apply completes. A state
    /// directory that cannot be written costs requests.
    pub(super) fn note_launches(
        &self,
        seen: SeenLaunches,
        planned: &BTreeSet<String>,
    ) -> Vec<SeenLaunch> {
        let (kept, pending) = seen.into_kept(planned);
        self.keep_launches(kept);
        pending
    }

    /// Keeps what an apply has completed.
    pub(super) fn note_done(&self, done: Vec<SeenLaunch>) {
        if !done.is_empty() && !self.are_stand_ins() {
            let mut kept = read_launches(self.state_dir());
            kept.extend(done);
            self.keep_launches(kept);
        }
    }

    fn keep_launches(&self, launches: Vec<SeenLaunch>) {
        if let Err(error) = write_launches(self.state_dir(), launches) {
            tracing::debug!("closed launches were not noted: {}", chain(&error));
        }
    }
}
