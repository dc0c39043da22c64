//! Adds results to a run, as many at once as the server takes.

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde_json::json;

use super::bulk::{BulkCall, Refusal, Row, create_in_bulk};
use super::result_parts::Untaken;
use super::run_wire::Added;
use super::wire::Page;
use super::{FailureScope, ResultParts, TestRail, run_convert as convert, wire};
use crate::http::{self, Effect};
use crate::model::{CaseId, NewResult, RunId, RunResultId, TestId};
use crate::testrail::{AddedResult, WriteError};

/// How many results are refused one by one, in the same words and with none accepted, before the rest is taken to be
/// refused as well: what is wrong is then not the results.
const ALL_ALIKE: usize = 32;

/// Adds results to a run, all in one request if nothing speaks against it.
pub(super) async fn add_results(
    testrail: &TestRail,
    run: RunId,
    results: &[NewResult],
) -> Vec<Row<AddedResult>> {
    let addition = ResultAddition {
        testrail,
        run,
        results,
        is_open: false,
        is_any_added: false,
        refusals: (String::new(), 0),
        untaken: Untaken::default(),
    };
    let all = (!results.is_empty()).then_some(0..results.len());
    create_in_bulk(addition, all.into_iter().collect()).await
}

struct ResultAddition<'a> {
    testrail: &'a TestRail,
    run: RunId,
    results: &'a [NewResult],
    /// True once the run is known to be there and open.
    is_open: bool,
    is_any_added: bool,
    /// The words in which the last single results were refused, and how many were.
    refusals: (String, usize),
    /// What no further result is sent with.
    untaken: Untaken,
}

impl BulkCall for ResultAddition<'_> {
    type Created = AddedResult;

    async fn send(&mut self, rows: &[usize]) -> Result<Vec<Row<AddedResult>>, http::Error> {
        let rows = rows.iter().map(|row| {
            let result = &self.results[*row];
            (result, self.untaken.of(result))
        });
        let rows: Vec<(&NewResult, ResultParts)> = rows.collect();
        let added = self.post(&rows).await?;
        Ok(added.into_iter().map(Ok).collect())
    }

    /// Nothing was added, because of some result or because of the run.
    async fn look_into(&mut self, rows: &[usize], refusal: &http::Error) -> Refusal<AddedResult> {
        // A proxy takes less at once than we thought.
        if refusal.status() == Some(413) {
            return Refusal::Rows(Vec::new());
        }
        let words = refusal.server_message().unwrap_or_default();
        let mut refused = Vec::new();
        for row in self.named(rows, words) {
            // Of several results of one test the last one is shown: halves keep them in their order.
            if self.is_one_of_several(row, rows, words) {
                continue;
            }
            let reduced = if ResultParts::named_in(words, &self.results[row]).is_empty() {
                None
            } else {
                self.reduced(row, refusal).await
            };
            refused.push((row, reduced.unwrap_or_else(|| Err(refusal.clone().into()))));
        }
        if !refused.is_empty() {
            return Refusal::Rows(refused);
        }
        if !self.is_open {
            match self.testrail.is_completed(self.run).await {
                Ok(false) => self.is_open = true,
                // Closed, so that the words of the refusal are about that.
                Ok(true) => return Refusal::Call,
                // There is no such run.
                Err(gone) if gone.status() == Some(400) => return Refusal::Call,
                Err(unread) => {
                    let reason = WriteError::from(unread);
                    let unknown = rows.iter().map(|&row| (row, Err(reason.clone())));
                    return Refusal::Rows(unknown.collect());
                }
            }
        }
        let &[row] = rows else {
            return Refusal::Rows(Vec::new());
        };
        if let Some(reduced) = self.reduced(row, refusal).await {
            return Refusal::Rows(vec![(row, reduced)]);
        }
        if self.is_one_of_many_alike(refusal) {
            return Refusal::Call;
        }
        Refusal::Rows(Vec::new())
    }
}

impl ResultAddition<'_> {
    /// Sends a refused result again without the part that the refusal names, then without all that it can do without:
    /// its verdict is what it is for. `None` where that is refused as well. What is refused was not added, so that
    /// nothing is there twice.
    async fn reduced(&mut self, row: usize, refusal: &http::Error) -> Option<Row<AddedResult>> {
        if !matches!(refusal.status(), Some(400 | 422)) {
            return None;
        }
        let result = &self.results[row];
        let (known, all) = (self.untaken.of(result), ResultParts::all_of(result));
        let named = ResultParts::named_in(refusal.server_message().unwrap_or_default(), result);
        let mut last = known;
        for parts in [known.with(named), all] {
            if parts == last {
                continue;
            }
            last = parts;
            match self.post(&[(result, parts)]).await {
                Ok(added) => {
                    self.untaken.note(parts, result);
                    return added.into_iter().next().map(Ok);
                }
                Err(error) => {
                    let error = WriteError::from(error);
                    // Lost, or nothing more may be sent: this is no further refusal.
                    if error.scope() != FailureScope::Row {
                        return Some(Err(error));
                    }
                }
            }
        }
        None
    }

    /// Sends results without some of their parts.
    async fn post(
        &mut self,
        rows: &[(&NewResult, ResultParts)],
    ) -> Result<Vec<AddedResult>, http::Error> {
        let list: Vec<_> = rows
            .iter()
            .map(|(result, parts)| convert::new_result(&parts.left_out_of(result)))
            .collect();
        let method = format!("add_results_for_cases/{}", self.run.0);
        let body = json!({ "results": list });
        let decode = |body: &[u8]| added(rows, body);
        let api = &self.testrail.api;
        let added = api.post(&method, Effect::Create, &body, "the added results", decode);
        let added = added.await?;
        self.is_open = true;
        self.is_any_added = true;
        self.refusals.1 = 0;
        Ok(added)
    }

    /// True when other rows are of the same case, and one of them has the part that a refusal names.
    fn is_one_of_several(&self, row: usize, rows: &[usize], words: &str) -> bool {
        let of_case = rows.iter().map(|row| &self.results[*row]);
        let case = self.results[row].case;
        let of_case: Vec<&NewResult> = of_case.filter(|result| result.case == case).collect();
        let has_part = |result: &&NewResult| !ResultParts::named_in(words, result).is_empty();
        of_case.len() > 1 && of_case.iter().any(has_part)
    }

    /// The rows whose cases a refusal names.
    fn named(&self, rows: &[usize], words: &str) -> Vec<usize> {
        let ids = cases_in(words);
        let rows = rows.iter().copied();
        rows.filter(|&row| ids.contains(&self.results[row].case))
            .collect()
    }

    /// Counts a result that was refused alone.
    fn is_one_of_many_alike(&mut self, refusal: &http::Error) -> bool {
        let words = refusal.kind.to_string();
        if self.refusals.0 != words {
            self.refusals = (words, 0);
        }
        self.refusals.1 += 1;
        self.refusals.1 >= ALL_ALIKE && !self.is_any_added
    }
}

/// What was answered, in the order in which it was sent. Other results than those were added all the same, so that such
/// an answer is none.
fn added(
    sent: &[(&NewResult, ResultParts)],
    body: &[u8],
) -> Result<Vec<AddedResult>, serde_json::Error> {
    let Page { items, more: _ } = wire::list::<Added>(body)?;
    let (expected, answered) = (sent.len(), items.len());
    if expected != answered {
        let reason = format!("there are {answered} of them for the {expected} that were sent");
        return Err(serde_json::Error::custom(reason));
    }
    let fits = |(added, (sent, _)): (&Added, &(&NewResult, ResultParts))| {
        added.case_id.is_none_or(|case| CaseId(case) == sent.case)
    };
    if !items.iter().zip(sent).all(fits) {
        return Err(serde_json::Error::custom("they are of other cases"));
    }
    let added = items
        .into_iter()
        .zip(sent)
        .map(|(added, (_, lacks))| AddedResult {
            id: RunResultId(added.id),
            test: TestId(added.test_id),
            lacks: *lacks,
        });
    Ok(added.collect())
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
