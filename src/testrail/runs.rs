//! Reads runs, their tests and results, and what runs of a project accept.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::client::{Api, json};
use super::once::ReadOnce;
use super::pages::{self, Listing};
use super::run_wire::{self, Run, RunResult, Test};
use super::wire::{self, Page};
use super::{TestRail, entities, run_convert as convert};
use crate::http;
use crate::model::{
    Identity, Linked, Markup, ObservedAttachment, ObservedResult, ObservedRun, ObservedTest,
    RunCatalog, RunId, RunNow, RunStatus, SuiteId, TestId,
};
use crate::testrail::{Error, RunReader};

impl RunReader for TestRail {
    async fn run_catalog(&self, project_id: u64) -> Result<RunCatalog, Error> {
        Ok(catalog(&self.api, &self.run_catalog, self.markup, project_id).await?)
    }

    async fn runs(
        &self,
        project_id: u64,
        suite: SuiteId,
        prefix: &str,
    ) -> Result<Vec<ObservedRun>, Error> {
        let filter = format!("&suite_id={}", suite.0);
        Ok(read_runs(&self.api, project_id, &filter, prefix).await?)
    }

    async fn runs_since(
        &self,
        project_id: u64,
        suite: SuiteId,
        prefix: &str,
        created_after: i64,
    ) -> Result<Vec<ObservedRun>, Error> {
        let filter = format!("&suite_id={}&created_after={created_after}", suite.0);
        Ok(read_runs(&self.api, project_id, &filter, prefix).await?)
    }

    async fn run_now(&self, run: RunId) -> Result<RunNow, Error> {
        let method = format!("get_run/{}", run.0);
        Ok(convert::run_now(
            self.api.get(&method, "", "a run", json).await?,
        ))
    }

    async fn tests(&self, run: RunId) -> Result<Vec<ObservedTest>, Error> {
        let listing = Listing {
            method: &format!("get_tests/{}", run.0),
            filter: "",
            expected: "a page of tests",
            is_always_paged: false,
        };
        let rows =
            pages::read_pages(&self.api, listing, wire::list::<Test>, |test| test.id).await?;
        Ok(rows.iter().map(convert::test).collect())
    }

    async fn results(
        &self,
        run: RunId,
        link: impl Fn(&str) -> Option<Linked> + Send + Sync,
    ) -> Result<Vec<ObservedResult>, Error> {
        let listing = Listing {
            method: &format!("get_results_for_run/{}", run.0),
            filter: "",
            expected: "a page of results",
            is_always_paged: false,
        };
        // Comments are long, so they are read where they are and not kept.
        let decode = |body: &[u8]| {
            let Page { items, more } = wire::list::<RunResult>(body)?;
            let items = items.iter().map(|row| convert::result(row, &link));
            Ok(Page {
                items: items.collect(),
                more,
            })
        };
        Ok(pages::read_pages(&self.api, listing, decode, |result| result.id.0).await?)
    }

    async fn test_attachments(&self, test: TestId) -> Result<Vec<ObservedAttachment>, Error> {
        let method = format!("get_attachments_for_test/{}", test.0);
        let page = self
            .api
            .get(
                &method,
                "",
                "the attachments of a test",
                wire::list::<run_wire::Attachment>,
            )
            .await?;
        Ok(page.items.into_iter().map(convert::attachment).collect())
    }
}

async fn read_runs(
    api: &Api,
    project_id: u64,
    filter: &str,
    prefix: &str,
) -> Result<Vec<ObservedRun>, http::Error> {
    let identity = convert::launches(prefix);
    let listing = Listing {
        method: &format!("get_runs/{project_id}"),
        filter,
        expected: "a page of runs",
        is_always_paged: false,
    };
    let decode = |body: &[u8]| decode_runs(body, &identity);
    let rows = pages::read_pages(api, listing, decode, |row| row.id).await?;
    Ok(rows.into_iter().filter_map(|row| row.run).collect())
}

/// A row of the runs: the ones that are not ours are only counted as read.
pub(super) struct Row {
    id: u64,
    pub(super) run: Option<ObservedRun>,
}

pub(super) fn decode_runs(
    body: &[u8],
    identity: &Identity,
) -> Result<Page<Row>, serde_json::Error> {
    let Page { items, more } = wire::list::<Run>(body)?;
    let row = |run: Run| Row {
        id: run.id,
        run: convert::marked_run(run, identity),
    };
    Ok(Page {
        items: items.into_iter().map(row).collect(),
        more,
    })
}

/// What was read of what runs accept: the same for all projects of a server.
#[derive(Debug, Default)]
pub(super) struct RunCatalogReads {
    statuses: ReadOnce<(), Arc<[RunStatus]>>,
    result_fields: ReadOnce<(), Arc<[wire::Field]>>,
}

async fn catalog(
    api: &Api,
    reads: &RunCatalogReads,
    markup: Markup,
    project_id: u64,
) -> Result<RunCatalog, http::Error> {
    let (statuses, fields) = tokio::try_join!(
        reads.statuses.get((), statuses(api)),
        reads.result_fields.get((), result_fields(api)),
    )?;
    let mut result_fields: Vec<_> = fields
        .iter()
        .map(|field| entities::result_field(field.clone(), project_id, markup))
        .collect();
    result_fields.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(RunCatalog {
        statuses: statuses.to_vec(),
        result_fields,
    })
}

async fn statuses(api: &Api) -> Result<Arc<[RunStatus]>, http::Error> {
    let rows = read_rows::<run_wire::Status>(api, "get_statuses", "the statuses").await?;
    let mut statuses: Vec<_> = rows.into_iter().map(convert::status).collect();
    statuses.sort_by_key(|status| status.id);
    Ok(statuses.into())
}

async fn result_fields(api: &Api) -> Result<Arc<[wire::Field]>, http::Error> {
    let rows = read_rows(api, "get_result_fields", "the result fields").await?;
    Ok(rows.into())
}

/// A list that no server pages.
async fn read_rows<T: DeserializeOwned>(
    api: &Api,
    method: &str,
    expected: &'static str,
) -> Result<Vec<T>, http::Error> {
    let page = api.get(method, "", expected, wire::list).await?;
    Ok(page.items)
}
