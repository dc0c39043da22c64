//! Requests of the TestOps API: their addresses, tokens and errors.

use std::future::Future;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use url::Url;

use super::token::Tokens;
use crate::http::{
    Authorization, Body, Call, Client, Content, Effect, Error as HttpError, ErrorKind, Method,
    Request, Secret,
};
use crate::testops::Error;

/// Where the API lives. `/api/rs` is understood by servers of every age that was seen, `/api` by those since 25.
const PREFIXES: [&str; 2] = ["api/rs", "api"];

/// Where it is looked for first, unless it was found elsewhere before.
pub(crate) const USUAL_API_PREFIX: &str = PREFIXES[0];

/// Sends requests to one TestOps server.
#[derive(Debug)]
pub(super) struct Api {
    http: Client,
    /// The endpoint, ending in a slash.
    base: Url,
    tokens: Tokens,
    /// [`PREFIXES`] in the order in which they are tried.
    prefixes: [&'static str; 2],
    /// The one of them that the server has answered.
    prefix: OnceLock<&'static str>,
}

/// Why a request failed.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// The token is no good.
    Token(HttpError),
    /// Anything else.
    Http(HttpError),
    /// A list tells of more rows than it has, however often it is read.
    Short {
        /// What each page of it is.
        listing: &'static str,
        found: u64,
        expected: u64,
    },
}

impl Api {
    /// `found` is where the API was found before, which may have changed since.
    pub(super) fn new(http: Client, endpoint: Url, token: Secret, found: Option<&str>) -> Self {
        let base = base(endpoint);
        let mut prefixes = PREFIXES;
        if found == Some(prefixes[1]) {
            prefixes.reverse();
        }
        Self {
            tokens: Tokens::new(&base, token),
            http,
            base,
            prefixes,
            prefix: OnceLock::new(),
        }
    }

    /// Where the API was found, if it was.
    pub(super) fn prefix(&self) -> Option<&'static str> {
        self.prefix.get().copied()
    }

    /// The address of a page of the web interface.
    pub(super) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Reads and decodes what hides nothing.
    pub(super) async fn get<T: Send>(
        &self,
        path: &str,
        query: &str,
        expected: &'static str,
        decode: Decode<T>,
    ) -> Result<T, Failure> {
        self.read(&Ask::new(path, query, expected), decode).await
    }

    /// Reads and decodes.
    pub(super) async fn read<T: Send>(
        &self,
        ask: &Ask<'_>,
        decode: Decode<T>,
    ) -> Result<T, Failure> {
        self.ask(ask, &Decoded(decode)).await
    }

    /// Opens a file, which may be a web page only where one is due.
    pub(super) async fn open(&self, ask: &Ask<'_>, web_page: bool) -> Result<Content, Failure> {
        self.ask(ask, &Opened { web_page }).await
    }

    /// Asks. A token that expired early is exchanged once more.
    async fn ask<E: Exchange>(&self, ask: &Ask<'_>, exchange: &E) -> Result<E::Answer, Failure> {
        let authorization = self.tokens.current(&self.http).await?;
        let rejected = match self.routed(ask, exchange, &authorization).await {
            Err(error) if error.is_unauthorized() => error,
            other => return other.map_err(Failure::Http),
        };
        let authorization = self
            .tokens
            .renewed(&self.http, &authorization, rejected)
            .await?;
        self.routed(ask, exchange, &authorization)
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
    async fn routed<E: Exchange>(
        &self,
        ask: &Ask<'_>,
        exchange: &E,
        authorization: &Authorization,
    ) -> Result<E::Answer, HttpError> {
        let send = async |prefix| {
            let request = self.request(prefix, ask, authorization);
            exchange.run(&self.http, &request).await
        };
        if let Some(prefix) = ask.prefix.or_else(|| self.prefix.get().copied()) {
            return send(prefix).await;
        }
        let [first, second] = self.prefixes;
        let error = match send(first).await {
            Err(error) if may_live_elsewhere(&error) => error,
            other => return self.settle(first, other),
        };
        match send(second).await {
            // Neither: what is missing is the thing and not the way to it.
            Err(other) if may_live_elsewhere(&other) || other.is_unsent() => Err(error),
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

    fn request(&self, prefix: &str, ask: &Ask<'_>, authorization: &Authorization) -> Request {
        let Ask {
            path,
            query,
            expected,
            confidential,
            ..
        } = ask;
        let mut url = self.base.clone();
        url.set_path(&[url.path(), prefix, "/", path].concat());
        url.set_query(Some(*query).filter(|query| !query.is_empty()));
        Request {
            call: Call {
                method: Method::Get,
                // Without the endpoint's own path, which may hold what opens a gateway.
                path: ["/", prefix, "/", path].concat().into(),
            },
            url,
            effect: Effect::Read,
            authorization: authorization.clone(),
            body: Body::None,
            expected,
            confidential: *confidential,
        }
    }
}

/// Reads an answer's body.
pub(super) type Decode<T> = fn(&[u8]) -> Result<T, serde_json::Error>;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'a> {
    /// Where it lives, if not where the rest of the API does.
    pub(super) prefix: Option<&'static str>,
    /// The path below the prefix.
    pub(super) path: &'a str,
    /// The query; may be empty.
    pub(super) query: &'a str,
    /// What the answer should be.
    pub(super) expected: &'static str,
    /// Whether the answer may hold what must not be shown.
    pub(super) confidential: bool,
}

impl<'a> Ask<'a> {
    /// What lives with the rest of the API and hides nothing.
    pub(super) fn new(path: &'a str, query: &'a str, expected: &'static str) -> Self {
        Self {
            prefix: None,
            path,
            query,
            expected,
            confidential: false,
        }
    }
}

/// How an answer is received.
trait Exchange: Sync {
    type Answer: Send;

    fn run(
        &self,
        http: &Client,
        request: &Request,
    ) -> impl Future<Output = Result<Self::Answer, HttpError>> + Send;
}

/// As JSON.
struct Decoded<T>(Decode<T>);

impl<T: Send> Exchange for Decoded<T> {
    type Answer = T;

    async fn run(&self, http: &Client, request: &Request) -> Result<T, HttpError> {
        http.send(request, self.0).await
    }
}

/// As a file.
struct Opened {
    web_page: bool,
}

impl Exchange for Opened {
    type Answer = Content;

    async fn run(&self, http: &Client, request: &Request) -> Result<Content, HttpError> {
        http.open(request, self.web_page).await
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
            Failure::Short {
                listing,
                found,
                expected,
            } => Self::Short {
                listing: listing.trim_start_matches("a page of "),
                found,
                expected,
            },
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
