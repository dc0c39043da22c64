//! Reads launches and what belongs to them.

use std::collections::{BTreeMap, BTreeSet};

use super::client::{Ask, Decode, Failure};
use super::pages::{self, Listing, Row};
use super::wire::{self, Page};
use super::{TestOps, in_project, launch_convert as convert, launch_wire};
use crate::http::{Content, ErrorKind};
use crate::model::{Launch, LaunchId, ResultAttachment, StepResult, TestCaseId, TestResultId};
use crate::testops::{Account, Error, LaunchSelection, LaunchSource, Results, Statistic};

/// Where the accounts of servers live: of any age, and since 25.
const ACCOUNTS: [&str; 2] = ["api/uaa", "api"];

/// How many test cases one query names: an address has a bounded length.
const MOST_IDS: usize = 200;

impl LaunchSource for TestOps {
    async fn launches(&self, selection: &LaunchSelection) -> Result<Vec<Launch>, Error> {
        let LaunchSelection { project_id, aql } = selection;
        let query = pages::query(*project_id, aql);
        let ask = Ask::new("launch/__search", &query, "a page of launches");
        let rows = self
            .list(ask, wire::page::<launch_wire::Launch>)
            .await
            .map_err(|failure| in_project(*project_id, failure))?;
        Ok(rows.into_iter().map(convert::launch).collect())
    }

    async fn environment(&self, launch: LaunchId) -> Result<Vec<(String, String)>, Error> {
        let path = format!("launch/{}/env", launch.0);
        let page = self
            .api
            .get(&path, "", "an environment", wire::page)
            .await
            .or_else(nothing)?;
        Ok(convert::environment(page.content))
    }

    async fn results(&self, launch: LaunchId) -> Result<Results, Error> {
        let query = format!("launchId={}", launch.0);
        let listing = Listing {
            ask: Ask {
                confidential: true,
                ..Ask::new("testresult", &query, "a page of results")
            },
            decode: wire::page,
            in_flight: 2,
        };
        Ok(convert::results(
            pages::read_pages(&self.api, &listing).await?,
        ))
    }

    async fn statistic(&self, launch: LaunchId) -> Result<Option<Statistic>, Error> {
        let path = format!("launch/{}/statistic", launch.0);
        let page = self
            .api
            .get(&path, "", "the counts of a launch", wire::page);
        match page.await {
            Ok(page) => Ok(Some(convert::statistic(page.content))),
            Err(failure) if matches!(status(&failure), Some(403 | 404)) => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn statistics(
        &self,
        project_id: i64,
        launches: &BTreeSet<LaunchId>,
    ) -> Result<BTreeMap<LaunchId, Statistic>, Error> {
        let mut found = BTreeMap::new();
        let Some(oldest) = launches.first() else {
            return Ok(found);
        };
        for number in 0..launches.len() {
            let query = format!(
                "projectId={project_id}&preview=true&page={number}&size=1000&sort=id%2CDESC"
            );
            let decode: Decode<Page<launch_wire::LaunchPreview>> = wire::page;
            let page = self.api.get("launch", &query, "a page of launches", decode);
            let page = match page.await {
                Ok(page) => page,
                // It is not documented, so that a server may not know it.
                Err(failure) if matches!(status(&failure), Some(400 | 403 | 404)) => break,
                Err(failure) => return Err(failure.into()),
            };
            let is_last =
                page.last != Some(false) || page.content.iter().any(|launch| launch.id <= oldest.0);
            for launch in page.content {
                if let Some(statistic) = launch.statistic {
                    found.insert(LaunchId(launch.id), convert::statistic(statistic));
                }
            }
            if is_last {
                break;
            }
        }
        found.retain(|launch, _| launches.contains(launch));
        Ok(found)
    }

    async fn selected_among(
        &self,
        project_id: i64,
        aql: &str,
        cases: &BTreeSet<TestCaseId>,
    ) -> Result<Option<u64>, Error> {
        let cases: Vec<String> = cases.iter().map(|case| case.0.to_string()).collect();
        let mut selected = 0;
        for cases in cases.chunks(MOST_IDS) {
            let of_these = format!("id in [{}]", cases.join(","));
            let aql = match aql.trim() {
                "" => of_these,
                aql => format!("({aql}) and {of_these}"),
            };
            let query = pages::query(project_id, &aql);
            let path = "testcase/query/validate";
            let decode: Decode<wire::Verdict> = super::client::json;
            let verdict = self.api.get(path, &query, "a verdict on AQL", decode).await;
            match verdict {
                Ok(verdict) => match verdict.count {
                    Some(count) if verdict.valid => selected += count,
                    _ => return Ok(None),
                },
                Err(failure) if matches!(status(&failure), Some(400 | 403 | 404)) => {
                    return Ok(None);
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(Some(selected))
    }

    async fn execution(&self, result: TestResultId) -> Result<Vec<StepResult>, Error> {
        let path = format!("testresult/{}/execution", result.0);
        let decode: Decode<launch_wire::Execution> = super::client::json;
        // Servers before 25 may not know the parameter, and have only the older shape.
        for query in ["v2=true", ""] {
            let ask = Ask {
                confidential: true,
                ..Ask::new(&path, query, "the steps of a result")
            };
            match self.api.read(&ask, decode).await {
                Ok(execution) => return Ok(convert::execution(execution)),
                Err(failure) if matches!(status(&failure), Some(400 | 404)) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(Vec::new())
    }

    async fn issues(&self, result: TestResultId) -> Result<Vec<String>, Error> {
        let path = format!("testresult/{}/issue", result.0);
        let page = self
            .api
            .get(
                &path,
                "page=0&size=1000",
                "the issues of a result",
                wire::page,
            )
            .await
            .or_else(nothing)?;
        Ok(convert::issues(page.content))
    }

    async fn attachments(&self, result: TestResultId) -> Result<Vec<ResultAttachment>, Error> {
        let query = format!("testResultId={}", result.0);
        let ask = Ask::new("testresult/attachment", &query, "a page of attachments");
        let rows = self
            .list(ask, wire::page::<launch_wire::Attachment>)
            .await?;
        Ok(rows.into_iter().map(convert::attachment).collect())
    }

    async fn attachment_content(&self, attachment: &ResultAttachment) -> Result<Content, Error> {
        let path = format!("testresult/attachment/{}/content", attachment.id.0);
        let ask = Ask::new(&path, "", "a file");
        let is_web_page = attachment
            .content_type
            .to_ascii_lowercase()
            .starts_with("text/html");
        Ok(self.api.open(&ask, is_web_page).await?)
    }

    async fn users(&self) -> Result<Option<Vec<Account>>, Error> {
        for prefix in ACCOUNTS {
            let ask = Ask {
                prefix: Some(prefix),
                ..Ask::new("account", "", "a page of accounts")
            };
            match self.list(ask, wire::page).await {
                Ok(rows) => return Ok(Some(convert::accounts(rows))),
                Err(failure) if status(&failure) == Some(403) => return Ok(None),
                Err(failure) if status(&failure) == Some(404) || is_web_page(&failure) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(None)
    }
}

impl TestOps {
    /// Reads a list whose rows are short.
    async fn list<T: Row>(&self, ask: Ask<'_>, decode: Decode<Page<T>>) -> Result<Vec<T>, Failure> {
        let listing = Listing {
            ask,
            decode,
            in_flight: 4,
        };
        pages::read_pages(&self.api, &listing).await
    }
}

/// What does not exist has nothing.
fn nothing<T>(failure: Failure) -> Result<Page<T>, Failure> {
    match status(&failure) {
        Some(404) => Ok(Page {
            content: Vec::new(),
            size: None,
            total_pages: None,
            total: None,
            last: Some(true),
        }),
        _ => Err(failure),
    }
}

fn status(failure: &Failure) -> Option<u16> {
    match failure {
        Failure::Http(error) => error.status(),
        Failure::Token(_) | Failure::Short { .. } => None,
    }
}

fn is_web_page(failure: &Failure) -> bool {
    match failure {
        Failure::Http(error) => matches!(*error.kind, ErrorKind::Html { .. }),
        Failure::Token(_) | Failure::Short { .. } => false,
    }
}
