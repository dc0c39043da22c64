//! Reads lists, page by page.

use std::collections::HashSet;

use super::client::Api;
use super::wire::{LIMIT, Page};
use crate::http;

/// A list that comes in pages, which older servers give whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listing<'a> {
    /// The API's method with its ids.
    pub(super) method: &'a str,
    /// Parameters, each with its `&`.
    pub(super) filter: &'a str,
    /// What a page should be.
    pub(super) expected: &'static str,
    /// True when the first page is asked for as one, too.
    pub(super) is_always_paged: bool,
}

/// How often a list is read from its start when it changes while it is read.
const READINGS: usize = 4;

/// Reads every row of a list once, in the order of their ids. Each page begins with the last row of the page before it.
/// Where that row is not there, rows were removed meanwhile, and others slipped through between the two pages.
pub(super) async fn read_pages<T>(
    api: &Api,
    listing: Listing<'_>,
    decode: impl Fn(&[u8]) -> Result<Page<T>, serde_json::Error>,
    id: impl Fn(&T) -> u64,
) -> Result<Vec<T>, http::Error> {
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
    for _ in 0..READINGS {
        let (read, is_whole) = read_once(api, listing, &decode, &id).await?;
        // What an earlier reading saw and this one does not is gone, if this one is whole.
        if is_whole {
            rows = read;
            break;
        }
        rows.extend(read.into_iter().filter(|row| seen.insert(id(row))));
    }
    rows.sort_by_key(&id);
    Ok(rows)
}

/// Reads a list from its start; false when it changed while it was read.
async fn read_once<T>(
    api: &Api,
    listing: Listing<'_>,
    decode: impl Fn(&[u8]) -> Result<Page<T>, serde_json::Error>,
    id: impl Fn(&T) -> u64,
) -> Result<(Vec<T>, bool), http::Error> {
    let Listing {
        method,
        filter,
        expected,
        is_always_paged,
    } = listing;
    let mut rows: Vec<T> = Vec::new();
    let mut seen = HashSet::new();
    // Where the next page begins, and the row that joins it to the one before.
    let (mut offset, mut last) = (0, None);
    loop {
        let query = match offset {
            // Where the first page needs no parameters, old servers know none.
            0 if !is_always_paged => filter.to_owned(),
            _ => format!("{filter}&limit={LIMIT}&offset={offset}"),
        };
        let page = api.get(method, &query, expected, &decode).await?;
        let (before, size) = (seen.len(), page.items.len());
        let is_joined = last.is_none() || page.items.iter().any(|row| Some(id(row)) == last);
        let end = page.items.last().map(&id);
        rows.extend(page.items.into_iter().filter(|row| seen.insert(id(row))));
        let has_news = seen.len() > before;
        // Rows that were added push the joint further into the page; rows that were removed pull it out.
        if !is_joined && (has_news || size == 0) {
            return Ok((rows, false));
        }
        // A page without news comes from a server that does not page: it would go on for ever.
        if !page.more || !has_news {
            return Ok((rows, true));
        }
        // Where a page is a single row, there is no room for the one before.
        let overlap = usize::from(size > 1);
        offset += size - overlap;
        last = end.filter(|_| overlap > 0);
    }
}
