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
}

/// Reads every row of a list once, in the order of their ids.
pub(super) async fn read_pages<T>(
    api: &Api,
    listing: Listing<'_>,
    decode: impl Fn(&[u8]) -> Result<Page<T>, serde_json::Error>,
    id: impl Fn(&T) -> u64,
) -> Result<Vec<T>, http::Error> {
    let Listing {
        method,
        filter,
        expected,
    } = listing;
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
    let mut offset = 0;
    loop {
        let query = match offset {
            // The first page needs no parameters, and old servers know none.
            0 => filter.to_owned(),
            _ => format!("{filter}&limit={LIMIT}&offset={offset}"),
        };
        let page = api.get(method, &query, expected, &decode).await?;
        let before = seen.len();
        offset += page.items.len();
        // Rows that are added meanwhile shift the pages.
        rows.extend(page.items.into_iter().filter(|row| seen.insert(id(row))));
        // A page without news comes from a server that does not page: it would go on for ever.
        if !page.more || seen.len() == before {
            break;
        }
    }
    rows.sort_by_key(&id);
    Ok(rows)
}
