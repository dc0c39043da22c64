//! What the emulator held before, for reads that lag.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::state::State;

/// Earlier states, each with the moment until which it was the present one, in their order.
#[derive(Debug, Default)]
pub(super) struct Past(VecDeque<(Instant, State)>);

impl Past {
    /// Keeps a state that is about to change, and forgets those that are older than anybody reads.
    pub(super) fn keep(&mut self, state: &State, readable: Duration) {
        let now = Instant::now();
        self.0.retain(|(until, _)| *until + readable >= now);
        self.0.push_back((now, state.clone()));
    }

    /// The state of so long ago, if it is another one than that of now.
    pub(super) fn as_it_was(&mut self, age: Duration) -> Option<&mut State> {
        let then = Instant::now().checked_sub(age)?;
        let mut states = self.0.iter_mut();
        let found = states.find(|(until, _)| *until > then);
        found.map(|(_, state)| state)
    }
}
