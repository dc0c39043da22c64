//! Reads lists, page by page.

use std::collections::HashSet;

use futures_util::{StreamExt as _, stream};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::Semaphore;

use super::client::{Api, Ask, Decode, Failure};
use super::wire::{self, Page};
use crate::http::ErrorKind;

/// The rows that a page is asked for. Servers grant up to 1000 and cut silently what is more. Smaller pages follow where
/// the rows are so long that a page of them is larger than any answer should be.
const SIZES: [u64; 3] = [1000, 100, 10];

/// How many pages are begun before the first of them is there. Pages are read in order, to notice the end of a list
/// whose server names none; in a narrower window, those in flight would soon wait for one that is slow.
const WINDOW: usize = 8;

/// A row, known by its id.
pub(super) trait Row: Send {
    fn id(&self) -> i64;
}

/// A list that comes in pages.
pub(super) struct Listing<'a, T> {
    /// What is asked for, without the page.
    pub(super) ask: Ask<'a>,
    /// Reads a page.
    pub(super) decode: Decode<Page<T>>,
    /// The most pages in flight: each may hold many megabytes.
    pub(super) in_flight: usize,
}

/// How often a list is read from its start when it changes while it is read, or comes short.
const READINGS: usize = 3;

/// Reads every row of a list, in the order of their ids. Where the pages tell of more rows than there are in them, or of
/// fewer with each page, rows slipped through: then it is read again.
pub(super) async fn read_pages<T: Row>(
    api: &Api,
    listing: &Listing<'_, T>,
) -> Result<Vec<T>, Failure> {
    let mut all = Rows::new();
    let mut told = None;
    for reading in 0..READINGS {
        let read = read_once(api, listing).await?;
        told = read.told;
        let has_nothing = read.rows.is_empty() && told.is_none();
        if read.is_whole() && !(has_nothing && reading == 0) {
            return Ok(read.sorted());
        }
        all.join(read);
    }
    // What one reading missed, another one saw.
    match (all.rows.len() as u64, told) {
        (found, Some(expected)) if found < expected => Err(Failure::Short {
            listing: listing.ask.expected,
            found,
            expected,
        }),
        _ => Ok(all.sorted()),
    }
}

async fn read_once<T: Row>(api: &Api, listing: &Listing<'_, T>) -> Result<Rows<T>, Failure> {
    let [mut size, smaller @ ..] = SIZES;
    for next in smaller {
        match read_by(api, listing, size).await {
            Err(failure) if is_too_large(&failure) => size = next,
            other => return other,
        }
    }
    read_by(api, listing, size).await
}

fn is_too_large(failure: &Failure) -> bool {
    match failure {
        Failure::Http(error) => matches!(*error.kind, ErrorKind::TooLarge { .. }),
        Failure::Token(_) | Failure::Short { .. } => false,
    }
}

async fn read_by<T: Row>(
    api: &Api,
    listing: &Listing<'_, T>,
    wanted: u64,
) -> Result<Rows<T>, Failure> {
    let first = read_page(api, listing, 0, wanted).await?;
    // Later pages have to be of the granted size, or they would start elsewhere.
    let size = first
        .size
        .filter(|&size| size > 0)
        .unwrap_or(wanted)
        .min(wanted);
    let total = first.total_pages.unwrap_or(1);
    let mut rows = Rows::new();
    let mut more = rows.take(first);

    let permits = &Semaphore::new(listing.in_flight);
    let mut pages = stream::iter(1..total)
        .map(|number| async move {
            let _permit = permits.acquire().await;
            read_page(api, listing, number, size).await
        })
        .buffered(WINDOW);
    while more {
        let Some(next) = pages.next().await else {
            break;
        };
        more = rows.take(next?);
    }
    drop(pages);

    // Rows that were added meanwhile are at the end, and so are all of them where no total is told.
    let mut number = total.max(1);
    while more {
        more = rows.take(read_page(api, listing, number, size).await?);
        number += 1;
    }
    Ok(rows)
}

/// The test cases that AQL selects.
pub(super) fn test_cases(query: &str) -> Listing<'_, wire::TestCase> {
    Listing {
        ask: Ask::new("testcase/__search", query, "a page of test cases"),
        decode: wire::page,
        in_flight: 4,
    }
}

/// Asks for as little as possible to learn why a search is refused.
pub(super) async fn refusal<T: Row>(api: &Api, listing: &Listing<'_, T>) -> Option<Failure> {
    read_page(api, listing, 0, 1).await.err()
}

/// The parameters that name a project and AQL. AQL is mandatory; `true` selects everything.
pub(super) fn query(project_id: i64, aql: &str) -> String {
    let aql = match aql.trim() {
        "" => "true",
        aql => aql,
    };
    let rql = utf8_percent_encode(aql, NON_ALPHANUMERIC);
    format!("projectId={project_id}&rql={rql}")
}

async fn read_page<T: Row>(
    api: &Api,
    listing: &Listing<'_, T>,
    number: u64,
    size: u64,
) -> Result<Page<T>, Failure> {
    let Listing { ask, decode, .. } = listing;
    let and = if ask.query.is_empty() { "" } else { "&" };
    // A stable order, so that rows which are added meanwhile do not shift the pages.
    let query = format!("{}{and}page={number}&size={size}&sort=id%2CASC", ask.query);
    let ask = Ask {
        query: &query,
        ..*ask
    };
    api.read(&ask, *decode).await
}

/// The rows so far, each once.
struct Rows<T> {
    seen: HashSet<i64>,
    rows: Vec<T>,
    /// How many there are, as the last page told.
    told: Option<u64>,
    /// True when a page told of fewer than one before it: somebody removed rows, and those behind them moved up.
    has_shrunk: bool,
}

impl<T: Row> Rows<T> {
    fn new() -> Self {
        Self {
            seen: HashSet::new(),
            rows: Vec::new(),
            told: None,
            has_shrunk: false,
        }
    }

    /// Takes a page, and tells whether there may be more. A page without news comes from a server that would go on for
    /// ever.
    fn take(&mut self, page: Page<T>) -> bool {
        self.has_shrunk |= page.total < self.told;
        self.told = page.total.or(self.told);
        let before = self.rows.len();
        self.extend(page.content);
        self.rows.len() > before && page.last != Some(true)
    }

    /// Takes what another reading saw.
    fn join(&mut self, other: Self) {
        self.extend(other.rows);
    }

    fn extend(&mut self, rows: Vec<T>) {
        for row in rows {
            if self.seen.insert(row.id()) {
                self.rows.push(row);
            }
        }
    }

    /// True when nothing says that rows are missing.
    fn is_whole(&self) -> bool {
        !self.has_shrunk && self.told.is_none_or(|told| self.rows.len() as u64 >= told)
    }

    fn sorted(mut self) -> Vec<T> {
        self.rows.sort_by_key(Row::id);
        self.rows
    }
}
