//! Exchanges the API token for a short-lived one, once for all who wait for it.

use std::time::Duration;

use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

use super::client::{Failure, json};
use crate::http::{
    Authorization, Body, Call, Client, Effect, Error as HttpError, ErrorKind, Method, Request,
    Secret,
};

/// How long a token lasts when the server does not say.
const DEFAULT_LIFE: Duration = Duration::from_hours(1);

/// How long before its end a token is exchanged anew, at most.
const MARGIN: Duration = Duration::from_mins(1);

/// Where tokens are exchanged, below the endpoint.
const PATH: &str = "api/uaa/oauth/token";

/// Hands out what requests are authorized with.
#[derive(Debug)]
pub(super) struct Tokens {
    url: Url,
    api_token: Secret,
    /// Locked during an exchange, so that there is one at a time.
    grant: Mutex<Grant>,
}

#[derive(Debug)]
enum Grant {
    /// Nothing yet.
    None,
    /// A token from an exchange, to be renewed at this time.
    Exchanged(Authorization, Instant),
    /// The server exchanges nothing, and takes the API token itself.
    Direct(Authorization),
    /// The server rejected the API token. Nobody asks again.
    Rejected(HttpError),
}

impl Tokens {
    pub(super) fn new(base: &Url, api_token: Secret) -> Self {
        let mut url = base.clone();
        url.set_path(&[base.path(), PATH].concat());
        Self {
            url,
            api_token,
            grant: Mutex::new(Grant::None),
        }
    }

    /// What to authorize a request with now.
    pub(super) async fn current(&self, http: &Client) -> Result<Authorization, Failure> {
        let mut grant = self.grant.lock().await;
        match &*grant {
            Grant::Exchanged(authorization, renew_at) if Instant::now() < *renew_at => {
                Ok(authorization.clone())
            }
            Grant::Direct(authorization) => Ok(authorization.clone()),
            Grant::Rejected(error) => Err(Failure::Token(error.clone())),
            Grant::None | Grant::Exchanged(..) => self.exchange(http, &mut grant).await,
        }
    }

    /// What to authorize a request with after it was rejected with `used`.
    pub(super) async fn renewed(
        &self,
        http: &Client,
        used: &Authorization,
        rejected: HttpError,
    ) -> Result<Authorization, Failure> {
        let mut grant = self.grant.lock().await;
        match &*grant {
            // Somebody was faster.
            Grant::Exchanged(current, _) if current != used => Ok(current.clone()),
            Grant::None | Grant::Exchanged(..) => self.exchange(http, &mut grant).await,
            Grant::Direct(_) => {
                *grant = Grant::Rejected(rejected.clone());
                Err(Failure::Token(rejected))
            }
            Grant::Rejected(error) => Err(Failure::Token(error.clone())),
        }
    }

    async fn exchange(&self, http: &Client, grant: &mut Grant) -> Result<Authorization, Failure> {
        let request = Request {
            call: Call {
                method: Method::Post,
                path: ["/", PATH].concat().into(),
            },
            url: self.url.clone(),
            // A second token does no harm.
            effect: Effect::Idempotent,
            authorization: Authorization::None,
            body: Body::Form(vec![
                ("grant_type", Secret::public("apitoken")),
                ("scope", Secret::public("openid")),
                ("token", self.api_token.clone()),
            ]),
            expected: "an access token",
            confidential: true,
        };
        let asked = Instant::now();
        match http.send(&request, json::<Answer>).await {
            Ok(Answer {
                access_token,
                expires_in,
            }) => {
                let life = expires_in
                    .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                    // A token of no or of endless life is a token of unknown life.
                    .filter(|life| !life.is_zero() && *life < Duration::from_hours(24 * 365))
                    .unwrap_or(DEFAULT_LIFE);
                let authorization = Authorization::Token("Bearer", Secret::granted(access_token));
                *grant = Grant::Exchanged(
                    authorization.clone(),
                    asked + life.saturating_sub(MARGIN.min(life / 2)),
                );
                Ok(authorization)
            }
            Err(error) if matches!(error.status(), Some(400 | 401)) => {
                *grant = Grant::Rejected(error.clone());
                Err(Failure::Token(error))
            }
            Err(error) if is_out_of_reach(&error) => Err(Failure::Http(error)),
            Err(error) => {
                tracing::debug!(%error, "no token exchange here, sending the API token itself");
                let authorization = Authorization::Token("Api-Token", self.api_token.clone());
                *grant = Grant::Direct(authorization.clone());
                Ok(authorization)
            }
        }
    }
}

/// True when no other request would fare better.
fn is_out_of_reach(error: &HttpError) -> bool {
    matches!(
        *error.kind,
        ErrorKind::Connect { .. }
            | ErrorKind::Tls { .. }
            | ErrorKind::Redirect { .. }
            | ErrorKind::Timeout { .. }
            | ErrorKind::Failing
            | ErrorKind::Build { .. }
            | ErrorKind::Status { status: 429, .. }
    )
}

/// The answer to an exchange. No `Debug`, because it holds the token.
#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: Option<f64>,
}
