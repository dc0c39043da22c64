//! Creates many objects by few requests and finds out which of them are refused: one bad row costs one row.

use std::collections::BTreeSet;
use std::ops::Range;

use super::FailureScope;
use crate::http;
use crate::testrail::{Rights, WriteError};

/// What became of one object.
pub(super) type Row<T> = Result<T, WriteError>;

/// Objects of one kind that are created together, each known by its place among them.
pub(super) trait BulkCall {
    type Created;

    /// How many the server takes at once.
    fn most(&self) -> usize {
        usize::MAX
    }

    /// True when one of them may be refused for want of a right, as one that is locked.
    fn may_be_locked(&self) -> bool {
        false
    }

    /// Sends these in one request and answers for each of them, in their order.
    async fn send(&mut self, rows: &[usize]) -> Result<Vec<Row<Self::Created>>, http::Error>;

    /// Looks into a refusal, for which one bad row is enough.
    async fn look_into(&mut self, rows: &[usize], refusal: &http::Error) -> Refusal<Self::Created>;
}

/// What looking into a refusal has shown.
pub(super) enum Refusal<T> {
    /// What became of some rows. The others are sent again, or halved where nothing became of any.
    Rows(Vec<(usize, Row<T>)>),
    /// The rows are not the reason: whatever is left would be refused alike.
    Call,
}

/// The sending of one call.
struct Bulk<T> {
    rows: Vec<Row<T>>,
    /// What is left to send, the next part last.
    left: Vec<Vec<usize>>,
}

/// Sends everything, part by part in this order, and answers for every row.
pub(super) async fn create_in_bulk<C: BulkCall>(
    mut call: C,
    parts: Vec<Range<usize>>,
) -> Vec<Row<C::Created>> {
    let count = parts.last().map_or(0, |part| part.end);
    let mut bulk = Bulk {
        rows: (0..count).map(|_| Err(WriteError::NotBegun)).collect(),
        left: parts.into_iter().rev().map(Iterator::collect).collect(),
    };
    let rights = Rights::default();
    while let Some(part) = bulk.next(call.most()) {
        let refusal = match call.send(&part).await {
            Ok(answers) => {
                rights.note(&Ok(()));
                bulk.note(part.into_iter().zip(answers));
                continue;
            }
            Err(error) => error,
        };
        let reason = WriteError::from(refusal.clone());
        match reason.scope() {
            FailureScope::Everything
                if matches!(reason, WriteError::Forbidden(_)) && call.may_be_locked() =>
            {
                if part.len() == 1 {
                    rights.note::<()>(&Err(reason.clone()));
                }
                if rights.is_over() {
                    bulk.stop(part, &reason);
                } else {
                    bulk.take_apart(part, Vec::new(), &reason);
                }
            }
            FailureScope::Everything => bulk.stop(part, &reason),
            FailureScope::Request => bulk.fail(part, &reason),
            FailureScope::Row => match call.look_into(&part, &refusal).await {
                Refusal::Call => bulk.stop(part, &reason),
                Refusal::Rows(known) => bulk.take_apart(part, known, &reason),
            },
        }
    }
    bulk.rows
}

impl<T> Bulk<T> {
    fn next(&mut self, most: usize) -> Option<Vec<usize>> {
        let mut part = self.left.pop()?;
        if part.len() > most {
            self.left.push(part.split_off(most));
        }
        Some(part)
    }

    /// Notes what is known of rows. If it is a reason to stop, nothing more is sent.
    fn note(&mut self, known: impl IntoIterator<Item = (usize, Row<T>)>) {
        let mut over = None;
        for (at, row) in known {
            over = over.or_else(|| row.as_ref().err().filter(|e| e.concerns_all()).cloned());
            self.rows[at] = row;
        }
        if let Some(reason) = over {
            self.stop(Vec::new(), &reason);
        }
    }

    fn fail(&mut self, part: Vec<usize>, reason: &WriteError) {
        for at in part {
            self.rows[at] = Err(reason.clone());
        }
    }

    /// Sends nothing more, for this reason.
    fn stop(&mut self, part: Vec<usize>, reason: &WriteError) {
        self.fail(part, reason);
        for part in std::mem::take(&mut self.left) {
            self.fail(part, reason);
        }
    }

    /// Leaves out what is known of a refused part. Where nothing is, its halves are sent, and a row that is refused
    /// alone is the bad one.
    fn take_apart(
        &mut self,
        mut part: Vec<usize>,
        known: Vec<(usize, Row<T>)>,
        reason: &WriteError,
    ) {
        if known.is_empty() && part.len() == 1 {
            return self.fail(part, reason);
        }
        if known.is_empty() {
            self.left.push(part.split_off(part.len().div_ceil(2)));
        }
        let places: BTreeSet<usize> = known.iter().map(|(at, _)| *at).collect();
        part.retain(|at| !places.contains(at));
        if !part.is_empty() {
            self.left.push(part);
        }
        self.note(known);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use futures_util::FutureExt as _;
    use proptest::prelude::*;

    use super::*;
    use crate::http::{Call, ErrorKind, Method};

    /// A server that refuses a request for one bad row.
    struct Server<'a> {
        bad: &'a BTreeSet<usize>,
        status: u16,
        most: usize,
        /// True where it creates what comes before the bad row.
        keeps_what_came_before: bool,
        /// Nothing is answered from this request on.
        falls_silent: Option<usize>,
        requests: &'a mut usize,
        created: &'a mut Vec<usize>,
    }

    fn error(kind: ErrorKind) -> http::Error {
        http::Error {
            call: Call {
                method: Method::Post,
                path: "add_things".into(),
            },
            attempts: 1,
            elapsed: Duration::ZERO,
            kind: Arc::new(kind),
        }
    }

    impl BulkCall for Server<'_> {
        type Created = usize;

        fn most(&self) -> usize {
            self.most
        }

        async fn send(&mut self, rows: &[usize]) -> Result<Vec<Row<usize>>, http::Error> {
            *self.requests += 1;
            if self
                .falls_silent
                .is_some_and(|after| *self.requests > after)
            {
                return Err(error(ErrorKind::Failing));
            }
            let good = rows.iter().take_while(|row| !self.bad.contains(row));
            let good: Vec<usize> = good.copied().collect();
            let is_whole = good.len() == rows.len();
            if is_whole || self.keeps_what_came_before {
                self.created.extend(&good);
            }
            if is_whole {
                return Ok(good.into_iter().map(Ok).collect());
            }
            Err(error(ErrorKind::Status {
                status: self.status,
                message: "no".into(),
                excerpt: String::new(),
            }))
        }

        async fn look_into(&mut self, rows: &[usize], _: &http::Error) -> Refusal<usize> {
            let found = rows.iter().filter(|row| self.created.contains(row));
            Refusal::Rows(found.map(|row| (*row, Ok(*row))).collect())
        }
    }

    proptest! {
        #[test]
        fn every_bad_row_costs_itself_alone(
            sizes in prop::collection::vec(1usize..12, 0..4),
            bad in prop::collection::btree_set(0usize..40, 0..6),
            status in prop::sample::select(vec![400u16, 404, 413, 422, 501]),
            most in prop::sample::select(vec![1, 3, usize::MAX]),
            keeps_what_came_before: bool,
            falls_silent in prop::option::weighted(0.2, 0usize..8),
        ) {
            let mut parts = Vec::new();
            let mut count = 0;
            for size in sizes {
                parts.push(count..count + size);
                count += size;
            }
            let (mut created, mut requests) = (Vec::new(), 0);
            let server = Server {
                bad: &bad,
                status,
                most,
                keeps_what_came_before,
                falls_silent,
                requests: &mut requests,
                created: &mut created,
            };
            let rows = create_in_bulk(server, parts)
                .now_or_never()
                .expect("nothing waits");
            prop_assert_eq!(rows.len(), count);
            prop_assert!(created.is_sorted_by(|a, b| a < b), "in order, each once: {:?}", created);
            for (at, row) in rows.iter().enumerate() {
                match row {
                    Ok(row) => prop_assert!(*row == at && created.contains(row)),
                    Err(WriteError::NotBegun) => prop_assert!(falls_silent.is_some()),
                    Err(_) => prop_assert!(bad.contains(&at)),
                }
            }
            prop_assert!(requests <= 2 * count + 1);
        }
    }
}
