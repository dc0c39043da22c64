//! Reads users, once a project.

use super::client::Api;
use super::pages::{self, Listing};
use super::{TestRail, run_convert as convert, run_wire, wire};
use crate::http;
use crate::model::Member;
use crate::testrail::{Error, UserReader};

impl UserReader for TestRail {
    async fn users(&self, project_id: u64) -> Result<Option<Vec<Member>>, Error> {
        Ok(self
            .users
            .get(project_id, read_members(&self.api, project_id))
            .await?)
    }
}

/// The users of a project, or all where the server cannot tell those of a project; `None` when nobody may know.
async fn read_members(api: &Api, project_id: u64) -> Result<Option<Vec<Member>>, http::Error> {
    for method in [&*format!("get_users/{project_id}"), "get_users"] {
        let listing = Listing {
            method,
            filter: "",
            expected: "a page of users",
            is_always_paged: false,
        };
        let decode = wire::list::<run_wire::User>;
        match pages::read_pages(api, listing, decode, |user| user.id).await {
            Ok(users) => return Ok(Some(users.into_iter().map(convert::member).collect())),
            Err(error) => {
                // A locked account is refused in these ways, too.
                let ends_all = matches!(
                    Error::from(error.clone()),
                    Error::Credentials(_) | Error::ApiDisabled(_)
                );
                if ends_all || !matches!(error.status(), Some(400 | 403 | 404)) {
                    return Err(error);
                }
            }
        }
    }
    Ok(None)
}
