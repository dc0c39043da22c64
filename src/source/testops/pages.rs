//! Reads the rows that AQL selects, page by page.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use futures_util::{StreamExt as _, stream};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::client::{Api, Failure};
use super::wire::{self, Page, TestCase};

/// The rows that a page is asked for. Servers grant up to 1000 and cut silently what is more.
const SIZE: u64 = 1000;

/// The most pages under way at a time: each may hold many megabytes.
const IN_FLIGHT: usize = 4;

/// Reads every row that AQL selects, in the order of their ids.
pub(super) async fn read(api: &Api, project_id: i64, aql: &str) -> Result<Vec<TestCase>, Failure> {
    let query = query(project_id, aql);
    let first = page(api, &query, 0, SIZE).await?;
    // Later pages have to be of the granted size, or they would start elsewhere.
    let size = first
        .size
        .filter(|&size| size > 0)
        .unwrap_or(SIZE)
        .min(SIZE);
    let total = first.total_pages.unwrap_or(1);
    let mut rows = Rows::default();
    let mut more = rows.take(first);

    let mut pages = stream::iter(1..total)
        .map(|number| page(api, &query, number, size))
        .buffered(IN_FLIGHT);
    while more {
        let Some(next) = pages.next().await else {
            break;
        };
        more = rows.take(next?);
    }
    drop(pages);

    // Rows that were added meanwhile stand at the end, and so do all of them where no total is told.
    let mut number = total.max(1);
    while more {
        more = rows.take(page(api, &query, number, size).await?);
        number += 1;
    }
    Ok(rows.0.into_values().collect())
}

/// Asks for as little as possible to learn why a search is refused.
pub(super) async fn refusal(api: &Api, project_id: i64, aql: &str) -> Option<Failure> {
    page(api, &query(project_id, aql), 0, 1).await.err()
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

async fn page(api: &Api, query: &str, number: u64, size: u64) -> Result<Page, Failure> {
    // A stable order, so that rows which are added meanwhile do not shift the pages.
    let query = format!("{query}&page={number}&size={size}&sort=id%2CASC");
    api.get(
        "testcase/__search",
        &query,
        "a page of test cases",
        wire::page,
    )
    .await
}

/// The rows so far, each once.
#[derive(Default)]
struct Rows(BTreeMap<i64, TestCase>);

impl Rows {
    /// Takes a page, and tells whether there may be more. A page without news comes from a server that would go on for
    /// ever.
    fn take(&mut self, page: Page) -> bool {
        let Page {
            content,
            size: _,
            total_pages: _,
            last,
        } = page;
        let mut news = false;
        for row in content {
            if let Entry::Vacant(place) = self.0.entry(row.id) {
                place.insert(row);
                news = true;
            }
        }
        news && last != Some(true)
    }
}
