//! What answers to writes tell about what the user may do: one object may be locked, several mean a missing right.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::WriteError;

/// How many different objects in a row may be refused for want of a right before nothing more is tried: one may be
/// locked or approved, several mean that the user lacks the right.
const REFUSED_IN_A_ROW: usize = 3;

/// What the answers so far tell.
#[derive(Debug, Default)]
pub(crate) struct Rights {
    /// Nothing more is sent, for this or any other reason.
    is_over: AtomicBool,
    is_missing: AtomicBool,
    is_any_written: AtomicBool,
    refused_in_a_row: AtomicUsize,
}

impl Rights {
    /// Takes note of what became of one object.
    pub(crate) fn note<T>(&self, written: &Result<T, WriteError>) {
        let is_over = match written {
            Ok(_) => {
                self.is_any_written.store(true, Ordering::SeqCst);
                self.refused_in_a_row.store(0, Ordering::SeqCst);
                false
            }
            Err(WriteError::Forbidden(_)) => {
                let refused = self.refused_in_a_row.fetch_add(1, Ordering::SeqCst) + 1;
                let is_missing = refused >= REFUSED_IN_A_ROW;
                self.is_missing.fetch_or(is_missing, Ordering::SeqCst);
                is_missing
            }
            Err(error) => error.concerns_all(),
        };
        self.is_over.fetch_or(is_over, Ordering::SeqCst);
    }

    /// True when nothing more should be sent.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    /// True while the last object was refused, and it may be about that object alone.
    pub(crate) fn are_doubted(&self) -> bool {
        self.refused_in_a_row.load(Ordering::SeqCst) > 0 && !self.is_over()
    }

    /// True once an object was written, and not several others in a row were refused since.
    pub(crate) fn are_proved(&self) -> bool {
        self.is_any_written.load(Ordering::SeqCst) && !self.is_missing.load(Ordering::SeqCst)
    }
}

/// Where others were written, a missing right is a matter of this object alone.
pub(crate) fn as_refusal_of_one<T>(written: &mut Result<T, WriteError>) {
    if let Err(WriteError::Forbidden(error)) = written {
        let message = error.server_message().unwrap_or_default().to_owned();
        *written = Err(WriteError::Refused { message });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::{self, Call, ErrorKind, Method};

    fn forbidden() -> WriteError {
        WriteError::Forbidden(http::Error {
            call: Call {
                method: Method::Post,
                path: "update_case/1".into(),
            },
            attempts: 1,
            elapsed: Duration::ZERO,
            kind: std::sync::Arc::new(ErrorKind::Forbidden {
                message: "no".into(),
            }),
        })
    }

    /// What is known after objects that were written (`+`), refused (`-`) or not begun (`.`).
    fn after(answers: &str) -> (bool, bool, bool) {
        let rights = Rights::default();
        for answer in answers.chars() {
            rights.note(&match answer {
                '+' => Ok(()),
                '-' => Err(forbidden()),
                _ => Err(WriteError::NotBegun),
            });
        }
        (rights.are_doubted(), rights.are_proved(), rights.is_over())
    }

    #[test]
    fn one_locked_object_is_no_missing_right_whatever_else_happens() {
        for (answers, doubted, proved, over) in [
            ("-", true, false, false),
            ("--", true, false, false),
            ("---", false, false, true),
            ("--+", false, true, false),
            ("+-", true, true, false),
            ("+--+-", true, true, false),
            ("+---", false, false, true),
            // The server fell silent, and that is what ends it.
            ("+-.", false, true, true),
        ] {
            assert_eq!(after(answers), (doubted, proved, over), "{answers}");
        }
    }
}
