//! Requests of the TestOps API: their addresses, tokens and errors.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use url::Url;

use super::token::Tokens;
use crate::http::{
    Authorization, Body, Call, Client, Effect, Error as HttpError, ErrorKind, Method, Request,
    Secret,
};
use crate::source::Error;

/// Where the API lives. `/api/rs` is understood by servers of every age that was seen, `/api` by those since 25.
const PREFIXES: [&str; 2] = ["api/rs", "api"];

/// Sends requests to one TestOps server.
#[derive(Debug)]
pub(super) struct Api {
    http: Client,
    /// The endpoint, ending in a slash.
    base: Url,
    tokens: Tokens,
    /// The one of [`PREFIXES`] that the server has answered.
    prefix: OnceLock<&'static str>,
}

/// Why a request failed.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// The token is no good.
    Token(HttpError),
    /// Anything else.
    Http(HttpError),
}

impl Api {
    pub(super) fn new(http: Client, endpoint: Url, token: Secret) -> Self {
        let base = base(endpoint);
        Self {
            tokens: Tokens::new(&base, token),
            http,
            base,
            prefix: OnceLock::new(),
        }
    }

    pub(super) fn requests(&self) -> u64 {
        self.http.requests()
    }

    /// Reads. A token that expired early is exchanged once more.
    pub(super) async fn get<T>(
        &self,
        path: &str,
        query: &str,
        expected: &'static str,
        decode: fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Failure> {
        let authorization = self.tokens.current(&self.http).await?;
        let result = self
            .routed(path, query, expected, &authorization, decode)
            .await;
        let rejected = match result {
            Err(error) if error.is_unauthorized() => error,
            other => return other.map_err(Failure::Http),
        };
        let authorization = self
            .tokens
            .renewed(&self.http, &authorization, rejected)
            .await?;
        self.routed(path, query, expected, &authorization, decode)
            .await
            .map_err(|error| {
                if error.is_unauthorized() {
                    Failure::Token(error)
                } else {
                    Failure::Http(error)
                }
            })
    }

    /// Finds out where the API lives with the first request, and remembers it.
    async fn routed<T>(
        &self,
        path: &str,
        query: &str,
        expected: &'static str,
        authorization: &Authorization,
        decode: fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, HttpError> {
        let send = async |prefix| {
            let request = self.request(prefix, path, query, expected, authorization);
            self.http.send(&request, decode).await
        };
        if let Some(prefix) = self.prefix.get() {
            return send(prefix).await;
        }
        let [first, second] = PREFIXES;
        let error = match send(first).await {
            Err(error) if may_live_elsewhere(&error) => error,
            other => return self.settle(first, other),
        };
        match send(second).await {
            // Neither: what is missing is the thing and not the way to it.
            Err(other) if may_live_elsewhere(&other) => Err(error),
            other => self.settle(second, other),
        }
    }

    /// Remembers a prefix when the answer shows that the API was reached.
    fn settle<T>(
        &self,
        prefix: &'static str,
        result: Result<T, HttpError>,
    ) -> Result<T, HttpError> {
        let reached = match &result {
            Ok(_) => true,
            Err(error) => matches!(error.status(), Some(400 | 403)),
        };
        if reached {
            // Whoever came first has seen the same.
            let _ = self.prefix.set(prefix);
        }
        result
    }

    fn request(
        &self,
        prefix: &str,
        path: &str,
        query: &str,
        expected: &'static str,
        authorization: &Authorization,
    ) -> Request {
        let mut url = self.base.clone();
        url.set_path(&[url.path(), prefix, "/", path].concat());
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        Request {
            call: Call {
                method: Method::Get,
                path: url.path().into(),
            },
            url,
            effect: Effect::Read,
            authorization: authorization.clone(),
            body: Body::None,
            expected,
            confidential: false,
        }
    }
}

/// Decodes JSON whose shape a type tells.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body)
}

/// True for the answers of a server that has no API at an address: not found, or its web page.
fn may_live_elsewhere(error: &HttpError) -> bool {
    error.status() == Some(404) || matches!(*error.kind, ErrorKind::Html { .. })
}

/// The endpoint as a folder, without what people copy along.
fn base(mut endpoint: Url) -> Url {
    endpoint.set_query(None);
    endpoint.set_fragment(None);
    // Credentials have a place of their own in the manifest.
    let _ = endpoint.set_username("");
    let _ = endpoint.set_password(None);
    let path = endpoint.path().trim_end_matches('/');
    let path = ["/api/rs", "/api"]
        .iter()
        .find_map(|api| path.strip_suffix(api))
        .unwrap_or(path);
    let path = format!("{path}/");
    endpoint.set_path(&path);
    endpoint
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Token(error) => Self::Credentials(error),
            Failure::Http(error) if error.status() == Some(403) => Self::Forbidden(error),
            Failure::Http(error) => Self::Http(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn every_spelling_of_an_endpoint_leads_to_the_same_place() {
        for (endpoint, expected) in [
            ("https://example.com", "https://example.com/"),
            ("https://example.com/api/rs/", "https://example.com/"),
            (
                "https://me:s@example.com/allure/?x#y",
                "https://example.com/allure/",
            ),
        ] {
            let endpoint = endpoint.parse().expect("a URL");
            assert_eq!(base(endpoint).as_str(), expected);
        }
    }
}
