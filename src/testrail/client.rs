//! Requests of TestRail's API: their addresses, credentials and errors.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value as Json;
use url::Url;

use crate::http::{
    Authorization, Body, Call, Client, Effect, Error as HttpError, Method, Request, Secret, Upload,
};
use crate::testrail::{Error, WriteError};

/// What some servers before 6.0 write before every answer, on a line of its own.
const OLD_GREETING: &[u8] = b"USER AUTHENTICATION SUCCESSFUL!";

/// Sends requests to one TestRail server.
#[derive(Debug)]
pub(super) struct Api {
    http: Client,
    /// `…/index.php`, without a query.
    index: Url,
    authorization: Authorization,
}

impl Api {
    pub(super) fn new(http: Client, endpoint: &Url, username: String, api_key: Secret) -> Self {
        Self {
            http,
            index: index(endpoint),
            authorization: Authorization::basic(username, api_key),
        }
    }

    pub(super) fn requests(&self) -> u64 {
        self.http.requests()
    }

    /// Reads. `method` is the API's method with its ids, `query` what follows it, each parameter with its `&`.
    pub(super) async fn get<T>(
        &self,
        method: &str,
        query: &str,
        expected: &'static str,
        decode: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, HttpError> {
        // TestRail wants the content type on GET, too.
        let mut request =
            self.request(Method::Get, method, Effect::Read, Body::EmptyJson, expected);
        request.url = self.address(&[method, query].concat());
        self.http
            .send(&request, |body| decode(without_greeting(body)))
            .await
    }

    /// Writes. Everything that changes something is a POST.
    pub(super) async fn post<T>(
        &self,
        method: &str,
        effect: Effect,
        body: &Json,
        expected: &'static str,
        decode: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, HttpError> {
        let body = Body::Json(body.to_string().into_bytes());
        let request = self.request(Method::Post, method, effect, body, expected);
        self.http
            .send(&request, |body| decode(without_greeting(body)))
            .await
    }

    /// Sends a file, which makes another one if it is repeated.
    pub(super) async fn upload(
        &self,
        method: &str,
        upload: Upload<'_, '_>,
        expected: &'static str,
    ) -> Result<(), HttpError> {
        let request = self.request(Method::Post, method, Effect::Create, Body::None, expected);
        self.http
            .upload(&request, upload, |body| {
                // Ids of files are numbers or texts, and nothing is done with them.
                serde_json::from_slice(without_greeting(body)).map(|IgnoredAny| ())
            })
            .await
    }

    fn request(
        &self,
        verb: Method,
        method: &str,
        effect: Effect,
        body: Body,
        expected: &'static str,
    ) -> Request {
        Request {
            call: Call {
                method: verb,
                path: method.into(),
            },
            url: self.address(method),
            effect,
            authorization: self.authorization.clone(),
            body,
            expected,
            confidential: false,
        }
    }

    /// The only `?` is before the method; every parameter, the first too, follows a `&`.
    fn address(&self, method: &str) -> Url {
        let mut url = self.index.clone();
        url.set_query(Some(&["/api/v2/", method].concat()));
        url
    }
}

/// Decodes JSON whose shape a type tells.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body)
}

/// Finds `…/index.php` for whatever people copied from their browser.
fn index(endpoint: &Url) -> Url {
    let mut url = endpoint.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Credentials have a place of their own in the manifest.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let path = url.path();
    let prefix = path.split("/index.php").next().unwrap_or_default();
    let path = [prefix.trim_end_matches('/'), "/index.php"].concat();
    url.set_path(&path);
    url
}

fn without_greeting(body: &[u8]) -> &[u8] {
    body.trim_ascii_start()
        .strip_prefix(OLD_GREETING)
        .unwrap_or(body)
}

/// True when the server said one of these, whose wording around it differs between versions.
fn says(error: &HttpError, words: &[&str]) -> bool {
    error.server_message().is_some_and(|message| {
        let message = message.to_ascii_lowercase();
        words.iter().any(|words| message.contains(words))
    })
}

/// True when the credentials are wrong, or right and of no use because the account is locked, which is not always a 401.
fn is_rejected(error: &HttpError) -> bool {
    error.is_unauthorized() || says(error, &["temporarily locked", "failed login attempts"])
}

/// True when a 403 would be answered to every write of its kind. What says "This operation is not allowed" is about this
/// one object, such as a run that is completed. What says nothing comes from something on the way, such as a firewall
/// that dislikes this one text.
fn is_about_rights(error: &HttpError) -> bool {
    error.server_message().is_some() && !says(error, &["this operation is not allowed"])
}

impl From<HttpError> for Error {
    fn from(error: HttpError) -> Self {
        match error.status() {
            _ if says(&error, &["api is disabled"]) => Self::ApiDisabled(error),
            _ if is_rejected(&error) => Self::Credentials(error),
            Some(403) => Self::Forbidden(error),
            _ => Self::Http(error),
        }
    }
}

impl From<HttpError> for WriteError {
    fn from(error: HttpError) -> Self {
        match error.status() {
            _ if is_rejected(&error) => Self::Credentials(error),
            _ if error.is_unclear() => Self::Unclear(error.into()),
            _ if error.is_withdrawn() => Self::Interrupted,
            _ if error.is_unsent() => Self::NotBegun,
            Some(403) if is_about_rights(&error) => Self::Forbidden(error),
            Some(status @ (400 | 403 | 413)) => Self::Refused {
                message: match error.server_message() {
                    Some(words) => words.to_owned(),
                    None => format!("status {status} without a word"),
                },
            },
            _ => Self::Http(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_an_endpoint_leads_to_the_same_place() {
        for (endpoint, expected) in [
            (
                "https://example.testrail.io",
                "https://example.testrail.io/index.php",
            ),
            (
                "https://example.testrail.io/",
                "https://example.testrail.io/index.php",
            ),
            (
                "https://someone:secret@example.com/index.php?/dashboard#top",
                "https://example.com/index.php",
            ),
            (
                "http://example.com:8080/testrail",
                "http://example.com:8080/testrail/index.php",
            ),
            (
                "https://example.com/testrail/index.php/",
                "https://example.com/testrail/index.php",
            ),
            ("https://example.com/a//", "https://example.com/a/index.php"),
        ] {
            let endpoint = endpoint.parse().expect("a URL");
            assert_eq!(index(&endpoint).as_str(), expected);
        }
    }

    #[test]
    fn the_greeting_of_old_servers_is_not_part_of_the_answer() {
        let body = b"USER AUTHENTICATION SUCCESSFUL!\n{\"id\":1}";
        assert_eq!(without_greeting(body), b"\n{\"id\":1}");
        assert_eq!(without_greeting(b"[]"), b"[]");
    }
}
