//! One client for one server: sends a request, classifies the answer, and repeats it where that is safe.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{RequestBuilder, StatusCode, redirect, retry as replay};
use tokio::time::Instant;
use url::{Host, Url};

use super::answer::{is_web_page, media_type};
use super::attempts::Attempts;
use super::certificates::{LastRefused, tls_config};
use super::classify::{
    Failure, classify_redirect, classify_refusal, classify_transport_error, classify_undecodable,
    classify_unreadable_upload, classify_web_page, transport_cause,
};
use super::content::{Content, Upload};
use super::credential_check::CredentialCheck;
use super::error::{Cause, Error, ErrorKind, Method};
use super::form::{Broken, Form};
use super::limits::{Limits, Permit};
use super::request::{Authorization, Body, Request};
use super::retry::{Effect, Outcome};
use super::settings::{ClientSettings, Tls};
use super::throttle;

const USER_AGENT: &str = concat!("railwright/", env!("CARGO_PKG_VERSION"));

/// Connections that were idle for longer are not used again: servers close theirs silently, and a create that is sent
/// into a closed connection has an unclear outcome.
const IDLE: Duration = Duration::from_secs(15);

/// How long one attempt at moving a file may take: the largest that TestRail accepts has 256 MB.
const TRANSFER: Duration = Duration::from_mins(15);

/// How much is read of a refusal, in bytes: its words are short, and a page around them says nothing.
const REFUSAL: usize = 64 << 10;

/// Why a client cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    /// The certificate authorities are not PEM, or no certificates.
    #[error("it holds {}", if .0.is_some() { "a certificate that cannot be read" } else { "no certificates in PEM form" })]
    CaFile(#[source] Option<Cause>),
    /// Anything else, such as a system without certificates.
    #[error("cannot set up the HTTP client")]
    Client(#[source] Cause),
}

/// Talks to one server, for all who do.
#[derive(Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    limits: Arc<Limits>,
    credentials: CredentialCheck,
    sent: AtomicU64,
    /// The certificate that was refused last.
    refused: LastRefused,
    settings: ClientSettings,
}

impl Client {
    /// Sets up a client. Nothing is sent.
    pub(crate) fn new(settings: ClientSettings) -> Result<Self, BuildError> {
        install_crypto();
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            // A redirect could carry the credentials elsewhere, and turns POST into GET.
            .redirect(redirect::Policy::none())
            // The table in `retry` is the only one that may repeat a request.
            .retry(replay::never())
            .referer(false)
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            .pool_idle_timeout(IDLE);
        if settings.direct {
            builder = builder.no_proxy();
        }
        let Tls {
            insecure_skip_verify,
            pin,
            ca_pem,
        } = &settings.tls;
        let refused = LastRefused::default();
        builder = if *insecure_skip_verify && pin.is_none() {
            builder.tls_danger_accept_invalid_certs(true)
        } else {
            let tls = tls_config(*pin, ca_pem.as_deref(), refused.clone())?;
            builder.tls_backend_preconfigured(tls)
        };
        let http = builder
            .build()
            .map_err(|error| BuildError::Client(transport_cause(error)))?;
        Ok(Self {
            http,
            limits: Arc::clone(&settings.limits),
            credentials: CredentialCheck::new(settings.stop_on_unauthorized),
            sent: AtomicU64::new(0),
            refused,
            settings,
        })
    }

    /// How many requests were sent so far, every attempt counted.
    pub(crate) fn requests(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Sends a request until it is answered, refused or given up, and decodes the answer.
    pub(crate) async fn send<T>(
        &self,
        request: &Request,
        decode: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Error> {
        self.repeat(request, || {
            self.attempt(request, Transfer::Message, &decode)
        })
        .await
    }

    /// Sends a file, opened anew for every attempt, instead of the request's body.
    pub(crate) async fn upload<T>(
        &self,
        request: &Request,
        upload: Upload<'_, '_>,
        decode: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Error> {
        self.repeat(request, || {
            self.attempt(request, Transfer::Upload(upload), &decode)
        })
        .await
    }

    /// Sends a request until it is answered, refused or given up, and hands out the answer as it comes. It may be a
    /// web page only where one is due.
    pub(crate) async fn open(
        &self,
        request: &Request,
        may_be_web_page: bool,
    ) -> Result<Content, Error> {
        self.repeat(request, || self.begin(request, may_be_web_page))
            .await
    }

    async fn repeat<T, A: Future<Output = Result<T, Failure>>>(
        &self,
        request: &Request,
        attempt: impl Fn() -> A,
    ) -> Result<T, Error> {
        let _alone = self.credentials.enter().await;
        let mut attempts = Attempts::new(&self.limits);
        loop {
            // Boxed, because every future above holds this one.
            match Box::pin(attempt()).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => {
                    attempts
                        .after(&self.settings.retry, request, failure)
                        .await?;
                }
            }
        }
    }

    /// Sends a request once, when it is permitted, and reads the answer.
    async fn attempt<T>(
        &self,
        request: &Request,
        transfer: Transfer<'_, '_>,
        decode: impl Fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<T, Failure> {
        let permit = self.limits.acquire(request.effect).await?;
        let result = async {
            let mut response = self.exchange(&permit, request, transfer).await?;
            let body = self.read(request, &mut response).await?;
            if is_web_page(response.headers().get(CONTENT_TYPE), &body) {
                return Err(classify_web_page(&body));
            }
            decode(&body).map_err(|error| classify_undecodable(request, &error, &body))
        }
        .await;
        self.learn(&permit, &result);
        result
    }

    /// Sends a request once, when it is permitted, and hands out the answer before it is read.
    async fn begin(&self, request: &Request, may_be_web_page: bool) -> Result<Content, Failure> {
        let permit = self.limits.acquire(request.effect).await?;
        let result = async {
            let response = self.exchange(&permit, request, Transfer::Download).await?;
            if !may_be_web_page && is_web_page(response.headers().get(CONTENT_TYPE), b"") {
                return Err(classify_web_page(b""));
            }
            Ok(Content {
                length: response.content_length(),
                media_type: media_type(response.headers().get(CONTENT_TYPE)),
                chunks: response.bytes_stream().map_err(transport_cause).boxed(),
            })
        }
        .await;
        self.learn(&permit, &result);
        result
    }

    /// Takes note of what an attempt says about the server and the credentials.
    fn learn<T>(&self, permit: &Permit<'_>, result: &Result<T, Failure>) {
        match result {
            Ok(_) => permit.answered(),
            Err(failure) => permit.failed(failure, self.settings.retry.total_wait),
        }
        self.credentials
            .learn(result.as_ref().err().map(|failure| &failure.kind));
    }

    /// Sends a request once and classifies the answer's status.
    async fn exchange(
        &self,
        permit: &Permit<'_>,
        request: &Request,
        transfer: Transfer<'_, '_>,
    ) -> Result<reqwest::Response, Failure> {
        if self.credentials.is_rejected() {
            return Err(Failure {
                outcome: Outcome::Rejected,
                kind: ErrorKind::Stopped,
            });
        }
        let (built, broken) = self.build(request, transfer).await?;
        let timeout = built.timeout().copied().unwrap_or(self.settings.timeout);
        self.sent.fetch_add(1, Ordering::Relaxed);
        let started = Instant::now();
        let mut response =
            self.http
                .execute(built)
                .await
                .map_err(|error| match broken.cause() {
                    Some(source) => classify_unreadable_upload(source),
                    None => classify_transport_error(error, &request.url, timeout, &self.refused),
                })?;
        let status = response.status();
        tracing::debug!(call = %request.call, status = status.as_u16(), elapsed = ?started.elapsed(), "answered");
        if status.is_redirection() {
            return Err(classify_redirect(&request.url, response.headers()));
        }
        if status.is_success() {
            return Ok(response);
        }
        let body = beginning(&mut response).await;
        let failure = classify_refusal(status, response.headers(), &body);
        if let (StatusCode::TOO_MANY_REQUESTS, Outcome::Throttled { retry_after }) =
            (status, failure.outcome)
        {
            let advertised = throttle::advertised_per_minute(&String::from_utf8_lossy(&body));
            let wait = retry_after.unwrap_or(self.settings.retry.first_wait);
            permit.throttled(wait.min(self.settings.retry.total_wait), advertised);
        }
        Err(failure)
    }

    async fn build(
        &self,
        request: &Request,
        transfer: Transfer<'_, '_>,
    ) -> Result<(reqwest::Request, Broken), Failure> {
        let unbuilt = |source| Failure {
            outcome: Outcome::Rejected,
            kind: ErrorKind::Build { source },
        };
        let builder = self.builder(request).map_err(unbuilt)?;
        let broken = Broken::default();
        let builder = match transfer {
            Transfer::Message => builder.header(ACCEPT, "application/json"),
            Transfer::Upload(upload) => {
                let form = Form::open(&upload, &broken)
                    .await
                    .map_err(classify_unreadable_upload)?;
                form.fill(builder.header(ACCEPT, "application/json"))
                    .timeout(TRANSFER)
            }
            // Compressed, its length would not be known.
            Transfer::Download => builder
                .header(ACCEPT, "*/*")
                .header(ACCEPT_ENCODING, "identity")
                .timeout(TRANSFER),
        };
        let built = builder
            .build()
            .map_err(|error| unbuilt(transport_cause(error)))?;
        Ok((built, broken))
    }

    fn builder(&self, request: &Request) -> Result<RequestBuilder, Cause> {
        let method = match request.call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let builder = self.http.request(method, request.url.clone());
        let builder = match &request.body {
            Body::None => builder,
            Body::EmptyJson => builder.header(CONTENT_TYPE, "application/json"),
            Body::Json(bytes) => builder
                .header(CONTENT_TYPE, "application/json")
                .body(bytes.clone()),
            Body::Form(pairs) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for (key, value) in pairs {
                    form.append_pair(key, value.expose());
                }
                builder
                    .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .body(form.finish())
            }
        };
        let builder = match &request.authorization {
            Authorization::None => builder,
            Authorization::Basic(user, password) => {
                builder.basic_auth(user, Some(password.expose()))
            }
            Authorization::Token(scheme, token) => {
                let mut value = HeaderValue::try_from(format!("{scheme} {}", token.expose()))
                    .map_err(|error| Cause::from(Box::from(error)))?;
                value.set_sensitive(true);
                builder.header(AUTHORIZATION, value)
            }
        };
        Ok(builder)
    }

    /// Reads the body as it comes, up to the limit.
    async fn read(
        &self,
        request: &Request,
        response: &mut reqwest::Response,
    ) -> Result<Vec<u8>, Failure> {
        let limit = self.settings.max_body;
        let too_large = || Failure {
            // A create that was answered at such length was carried out or not, who knows.
            outcome: match request.effect {
                Effect::Create => Outcome::Unanswered { retry_after: None },
                Effect::Read | Effect::Idempotent => Outcome::Rejected,
            },
            kind: ErrorKind::TooLarge { limit },
        };
        let announced = response.content_length().unwrap_or_default();
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        if announced > limit {
            return Err(too_large());
        }
        let mut body = Vec::with_capacity(announced.min(1 << 20));
        while let Some(chunk) = response.chunk().await.map_err(|error| {
            let timeout = self.settings.timeout;
            classify_transport_error(error, &request.url, timeout, &self.refused)
        })? {
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Reads the beginning of a refusal, whose status has already said what matters.
async fn beginning(response: &mut reqwest::Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= REFUSAL {
            body.truncate(REFUSAL);
            break;
        }
    }
    body
}

/// What is sent and received.
#[derive(Clone, Copy)]
enum Transfer<'a, 'o> {
    /// The request's body for JSON.
    Message,
    /// A file for JSON.
    Upload(Upload<'a, 'o>),
    /// The request's body for a file.
    Download,
}

/// rustls wants one provider of cryptography for the process.
fn install_crypto() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        // An error says that somebody installed one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// True for an address of this machine, which no proxy can reach.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
