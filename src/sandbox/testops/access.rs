//! Who may come in: the exchange of the API token, and the two headers that open the API.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::{Method, StatusCode};
use serde_json::json;
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::sandbox::credentials::TESTOPS_TOKEN;
use crate::sandbox::emulator::{Answer, Request};
use crate::sandbox::multipart;

/// The access tokens that were handed out, and how long each of them holds.
#[derive(Debug)]
pub(super) struct Access {
    lifetime: Duration,
    issued: Mutex<HashMap<String, Instant>>,
}

impl Access {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            issued: Mutex::default(),
        }
    }

    /// `POST /api/uaa/oauth/token`: `grant_type=apitoken&scope=openid&token=…`, as a form or as multipart.
    pub(super) fn exchange(&self, request: &Request) -> Result<Answer, Refusal> {
        if request.method != Method::POST {
            return Err(Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                format!("Request method '{}' is not supported", request.method),
            ));
        }
        let form = form(request);
        let value = |key: &str| form.get(key).map(String::as_str);
        match value("grant_type") {
            Some("apitoken") => {}
            None => {
                return Err(Refusal::oauth(
                    StatusCode::BAD_REQUEST,
                    "invalid_request",
                    "Missing grant type",
                ));
            }
            Some(other) => {
                return Err(Refusal::oauth(
                    StatusCode::BAD_REQUEST,
                    "unsupported_grant_type",
                    &format!("Unsupported grant type: {other}"),
                ));
            }
        }
        if value("token") != Some(TESTOPS_TOKEN) {
            return Err(Refusal::oauth(
                StatusCode::UNAUTHORIZED,
                "invalid_grant",
                "Bad credentials",
            ));
        }
        let (token, jti) = self.issue();
        Ok(Answer::json(
            StatusCode::OK,
            &json!({
                "access_token": token,
                "token_type": "bearer",
                "expires_in": self.lifetime.as_secs(),
                "scope": value("scope").unwrap_or("openid"),
                "jti": jti,
            }),
        )
        .with_header("cache-control", "no-store"))
    }

    /// Whether the request carries `Bearer` with a token that was issued and still holds, or `Api-Token`.
    pub(super) fn admits(&self, request: &Request) -> bool {
        let Some((scheme, token)) = request
            .header("authorization")
            .and_then(|header| header.trim().split_once(' '))
        else {
            return false;
        };
        let token = token.trim();
        if scheme.eq_ignore_ascii_case("api-token") {
            return token == TESTOPS_TOKEN;
        }
        scheme.eq_ignore_ascii_case("bearer")
            && self
                .lock()
                .get(token)
                .is_some_and(|issued| issued.elapsed() < self.lifetime)
    }

    /// A token in the form of a JWT. It is numbered instead of random, so that two runs see the same bytes.
    fn issue(&self) -> (String, String) {
        let mut issued = self.lock();
        let jti = format!("00000000-0000-4000-8000-{:012}", issued.len() + 1);
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let token = format!(
            "{}.{}.{}",
            part(&json!({ "alg": "RS256", "typ": "JWT" })),
            part(&json!({ "user_name": super::state::CALLER, "scope": ["openid"], "jti": jti })),
            URL_SAFE_NO_PAD.encode("sandbox"),
        );
        issued.insert(token.clone(), Instant::now());
        (token, jti)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn form(request: &Request) -> HashMap<String, String> {
    if let Some(parts) = multipart::parts(request) {
        return parts
            .into_iter()
            .map(|part| {
                (
                    part.name,
                    String::from_utf8_lossy(&part.content).into_owned(),
                )
            })
            .collect();
    }
    form_urlencoded::parse(&request.body).into_owned().collect()
}
