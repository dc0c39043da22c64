//! Adds results to a run, and finds out which of them are refused.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::run_convert::Sent;
use super::run_wire::Added;
use super::{TestRail, wire};
use crate::http::{self, Call, Effect, ErrorKind, Method};
use crate::model::{CaseId, NewResult, RunId, RunResultId, TestId};
use crate::testrail::{AddedResult, WriteError};

/// How many results are refused one by one, in the same words and with none accepted, before the rest is taken to be
/// refused as well: what is wrong is then not the results.
const ALL_ALIKE: usize = 32;

type Row = Result<AddedResult, WriteError>;

/// The addition of some results to a run.
pub(super) struct Addition<'a> {
    testrail: &'a TestRail,
    run: RunId,
    results: &'a [NewResult],
    rows: Vec<Option<Row>>,
    /// What is left to send as places in `results`, the next one last.
    left: Vec<Vec<usize>>,
    /// Whether the run is known to be there and open.
    is_open: bool,
    /// The words in which every single result so far was refused, and how many were.
    refusals: Option<(String, usize)>,
}

#[derive(Serialize)]
struct Body<'a> {
    results: Vec<Sent<'a>>,
}

impl<'a> Addition<'a> {
    pub(super) fn new(testrail: &'a TestRail, run: RunId, results: &'a [NewResult]) -> Self {
        let all: Vec<_> = (0..results.len()).collect();
        Self {
            testrail,
            run,
            results,
            rows: results.iter().map(|_| None).collect(),
            left: vec![all],
            is_open: false,
            refusals: None,
        }
    }

    /// Sends everything and answers for every result.
    pub(super) async fn run(mut self) -> Vec<Row> {
        while let Some(part) = self.left.pop() {
            if !part.is_empty() {
                self.send(part).await;
            }
        }
        self.rows
            .into_iter()
            .map(|row| row.unwrap_or(Err(WriteError::Stopped)))
            .collect()
    }

    async fn send(&mut self, part: Vec<usize>) {
        let body = Body {
            results: part.iter().map(|&at| Sent(&self.results[at])).collect(),
        };
        let method = format!("add_results_for_cases/{}", self.run.0);
        let answer = match serde_json::to_vec(&body) {
            Ok(body) => {
                let api = &self.testrail.api;
                api.post(
                    &method,
                    Effect::Create,
                    body,
                    "the added results",
                    wire::list::<Added>,
                )
                .await
            }
            Err(error) => Err(unwritable(&method, error)),
        };
        match answer {
            Ok(page) => self.added(&part, &page.items, &method),
            // A proxy takes less at once than we thought.
            Err(error) if error.status() == Some(413) && part.len() > 1 => self.halve(part),
            Err(error)
                if error.status() != Some(413)
                    && matches!(WriteError::from(error.clone()), WriteError::Refused { .. }) =>
            {
                self.refused(part, error).await;
            }
            Err(error) => self.failed(&part, &error),
        }
    }

    /// Notes what was answered, in the order in which it was sent.
    fn added(&mut self, part: &[usize], answered: &[Added], method: &str) {
        let fits = |(&at, added): (&usize, &Added)| {
            added
                .case_id
                .is_none_or(|case| CaseId(case) == self.results[at].case)
        };
        if part.len() != answered.len() || !part.iter().zip(answered).all(fits) {
            let error = misfit(method, part.len(), answered.len());
            return self.failed(part, &error);
        }
        self.refusals = None;
        self.is_open = true;
        for (&at, added) in part.iter().zip(answered) {
            self.rows[at] = Some(Ok(AddedResult {
                id: RunResultId(added.id),
                test: TestId(added.test_id),
            }));
        }
    }

    /// Nothing was added, because of some result or because of the run.
    async fn refused(&mut self, part: Vec<usize>, error: http::Error) {
        let named = self.named(&part, error.server_message().unwrap_or_default());
        if !named.is_empty() {
            let refusal = WriteError::from(error);
            let (named, rest): (Vec<_>, Vec<_>) = part
                .into_iter()
                .partition(|&at| named.contains(&self.results[at].case));
            for at in named {
                self.rows[at] = Some(Err(refusal.clone()));
            }
            self.left.push(rest);
            return;
        }
        if !self.is_open {
            match self.testrail.is_completed(self.run).await {
                Ok(false) => self.is_open = true,
                // Closed, so that the words of the refusal are about that.
                Ok(true) => return self.stop(&part, &WriteError::from(error)),
                // There is no such run.
                Err(gone) if gone.status() == Some(400) => {
                    return self.stop(&part, &WriteError::from(error));
                }
                Err(unread) => return self.failed(&part, &unread),
            }
        }
        if part.len() > 1 {
            return self.halve(part);
        }
        let refusal = WriteError::from(error);
        let words = refusal.to_string();
        let count = match self.refusals.take() {
            Some((before, count)) if before == words => count + 1,
            _ => 1,
        };
        self.refusals = Some((words, count));
        if count >= ALL_ALIKE && !self.rows.iter().flatten().any(Result::is_ok) {
            return self.stop(&part, &refusal);
        }
        for at in part {
            self.rows[at] = Some(Err(refusal.clone()));
        }
    }

    /// The cases of a part that a refusal names.
    fn named(&self, part: &[usize], words: &str) -> BTreeSet<CaseId> {
        let ids = cases_in(words);
        let cases = part.iter().map(|&at| self.results[at].case);
        cases.filter(|case| ids.contains(case)).collect()
    }

    fn halve(&mut self, mut part: Vec<usize>) {
        let second = part.split_off(part.len().div_ceil(2));
        self.left.push(second);
        self.left.push(part);
    }

    /// Notes why results were not added, or not surely, and whether the rest may still be.
    fn failed(&mut self, part: &[usize], error: &http::Error) {
        let reason = WriteError::from(error.clone());
        match reason {
            // 413 for a single one: it is too large, and the others are not.
            WriteError::Unclear(_) | WriteError::Refused { .. } => self.note(part, &reason),
            WriteError::Credentials(_) | WriteError::Forbidden(_) | WriteError::NotBegun => {
                self.stop(part, &reason);
            }
            WriteError::Stopped | WriteError::NotRecorded(_) | WriteError::Http(_) => {
                self.note(part, &reason);
                self.stop(&[], &WriteError::Stopped);
            }
        }
    }

    fn note(&mut self, part: &[usize], reason: &WriteError) {
        for &at in part {
            self.rows[at] = Some(Err(reason.clone()));
        }
    }

    /// Nothing more is sent, for this reason.
    fn stop(&mut self, part: &[usize], reason: &WriteError) {
        self.note(part, reason);
        self.left.clear();
        for row in &mut self.rows {
            row.get_or_insert_with(|| Err(reason.clone()));
        }
    }
}

/// The cases in a sentence such as `… (case C11507 unknown or not part of the test run)`.
fn cases_in(words: &str) -> BTreeSet<CaseId> {
    let mut cases = BTreeSet::new();
    let mut listing = false;
    for word in words.split(|character: char| !character.is_ascii_alphanumeric()) {
        let id = word.strip_prefix('C').unwrap_or(word).parse().ok();
        match id {
            Some(id) if listing => {
                cases.insert(CaseId(id));
            }
            _ if word.is_empty() => {}
            _ => listing = matches!(word, "case" | "cases"),
        }
    }
    cases
}

/// An answer that cannot be for what was sent, though something was added.
fn misfit(method: &str, sent: usize, answered: usize) -> http::Error {
    let kind = ErrorKind::Decode {
        what: "the added results",
        reason: if sent == answered {
            "they are of other cases".to_owned()
        } else {
            format!("there are {answered} of them for the {sent} that were sent")
        },
        excerpt: String::new(),
    };
    error(
        method,
        ErrorKind::Unclear {
            source: Arc::new(kind),
        },
    )
}

fn unwritable(method: &str, reason: serde_json::Error) -> http::Error {
    error(
        method,
        ErrorKind::Build {
            source: Arc::new(reason),
        },
    )
}

fn error(method: &str, kind: ErrorKind) -> http::Error {
    http::Error {
        call: Call {
            method: Method::Post,
            path: method.into(),
        },
        attempts: 1,
        elapsed: Duration::ZERO,
        kind: Arc::new(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_found_in_any_wording() {
        for (words, expected) in [
            (
                "Field :results contains one or more invalid results (case C11507 unknown or not part of the test run)",
                &[11507][..],
            ),
            ("unknown cases: C1, C2 and 3", &[1, 2]),
            ("case 7 is not active", &[7]),
            ("Field :custom_C7 is a required field of 8 results.", &[]),
            ("case C99999999999999999999999", &[]),
            ("", &[]),
        ] {
            let expected: BTreeSet<_> = expected.iter().map(|&id| CaseId(id)).collect();
            assert_eq!(cases_in(words), expected, "{words}");
        }
    }
}
