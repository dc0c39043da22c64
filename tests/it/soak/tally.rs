//! What a matrix has met, counted and printed.
#![expect(
    clippy::print_stdout,
    reason = "the counts are what a whole matrix is run for"
)]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// After how many of them one line says how far it is.
const STEP: usize = 100;

/// Counts of what went well, and the stories of what did not.
pub(super) struct Tally {
    total: usize,
    done: AtomicUsize,
    counts: Mutex<BTreeMap<String, usize>>,
    failed: Mutex<Vec<String>>,
}

impl Tally {
    /// Of so many.
    pub(super) fn of(total: usize) -> Self {
        Self {
            total,
            done: AtomicUsize::new(0),
            counts: Mutex::default(),
            failed: Mutex::default(),
        }
    }

    /// One more is done: what it met, or what went wrong.
    pub(super) fn add(&self, ended: Result<BTreeMap<String, usize>, String>) {
        match ended {
            Ok(met) => {
                let mut counts = self.counts.lock().unwrap();
                for (row, times) in met {
                    *counts.entry(row).or_default() += times;
                }
            }
            Err(story) => self.failed.lock().unwrap().push(story),
        }
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(STEP) {
            println!("{done} of {}", self.total);
        }
    }

    /// Prints the counts. Nothing may have gone wrong.
    pub(super) fn end(self, what: &str) {
        for (row, times) in self.counts.into_inner().unwrap() {
            println!("{times:5}  {row}");
        }
        let failed = self.failed.into_inner().unwrap();
        println!("{:5}  {what}, {} of them failed", self.total, failed.len());
        assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    }
}
