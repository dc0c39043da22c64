//! A progress bar on a terminal, silence elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output;
use crate::apply;

/// Shows how far an apply is.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Begins with so many actions and launches ahead.
    pub(super) fn new(ahead: usize) -> Self {
        let target = if output::is_watched() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(ahead as u64), target);
        // The template is fixed, so that it cannot be wrong; if it were, the default bar would do.
        if let Ok(style) =
            ProgressStyle::with_template("  applying {bar:30} {pos} of {len}, {eta} left")
        {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Takes the bar off the screen.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl apply::Progress for Bar {
    fn ended(&self, n: usize) {
        self.0.inc(n as u64);
    }
}
