//! Classifies an attempt: what it means for retrying, and what it is called in a report.

use std::error::Error as StdError;
use std::io;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use url::Url;

use super::answer::{body_excerpt, server_words, shorten_words};
use super::certificates::LastRefused;
use super::error::{Cause, ErrorKind, names_maintenance};
use super::fingerprint::RefusedCertificate;
use super::request::Request;
use super::retry::{Effect, Outcome};
use super::scrub::scrub_said;
use super::throttle;

/// What came of one attempt: how retrying sees it, and how a report does.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) outcome: Outcome,
    pub(super) kind: ErrorKind,
}

/// Classifies an attempt that has no complete answer.
pub(super) fn classify_transport_error(
    error: reqwest::Error,
    url: &Url,
    timeout: Duration,
    refused: &LastRefused,
) -> Failure {
    let host = || authority(url);
    if error.is_connect() {
        return if is_tls(&error) {
            Failure {
                outcome: Outcome::Rejected,
                kind: ErrorKind::Tls {
                    host: host(),
                    certificate: certificate_of(&error, refused),
                    source: transport_cause(error),
                },
            }
        } else {
            Failure {
                outcome: Outcome::Unreachable,
                kind: ErrorKind::Connect {
                    host: host(),
                    source: transport_cause(error),
                },
            }
        };
    }
    let kind = if error.is_timeout() {
        ErrorKind::Timeout { after: timeout }
    } else {
        ErrorKind::Lost {
            source: transport_cause(error),
        }
    };
    Failure {
        outcome: Outcome::Unanswered { retry_after: None },
        kind,
    }
}

/// Classifies an attempt that was broken off because what should be sent cannot be read. A body that ends too early is not
/// carried out.
pub(super) fn classify_unreadable_upload(source: Cause) -> Failure {
    Failure {
        outcome: Outcome::Rejected,
        kind: ErrorKind::Content { source },
    }
}

/// Classifies an answer whose status is no success.
pub(super) fn classify_refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failure {
    let message = server_words(body);
    let retry_after = wait_asked_for(headers, &message);
    let outcome = match status.as_u16() {
        429 => Outcome::Throttled { retry_after },
        // TestRail Cloud's daily maintenance: nothing ran.
        409 if retry_after.is_some() || names_maintenance(&message) => {
            Outcome::Throttled { retry_after }
        }
        409 => Outcome::Conflict,
        // 408 comes from gateways that lost patience, as 504 does.
        408 | 500..=599 => Outcome::Unanswered { retry_after },
        _ => Outcome::Rejected,
    };
    let kind = match status.as_u16() {
        401 => ErrorKind::Unauthorized { message },
        403 => ErrorKind::Forbidden { message },
        status => ErrorKind::Status {
            status,
            message,
            excerpt: body_excerpt(body),
        },
    };
    Failure { outcome, kind }
}

fn wait_asked_for(headers: &HeaderMap, message: &str) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // By the server's own clock where it is known, because ours may differ.
    let now = text(DATE)
        .and_then(throttle::http_date)
        .map_or_else(SystemTime::now, SystemTime::from);
    text(RETRY_AFTER)
        .and_then(|header| throttle::retry_after(header, now))
        .or_else(|| throttle::advertised_wait(message))
}

/// Classifies a redirect: never followed, always explained.
pub(super) fn classify_redirect(from: &Url, headers: &HeaderMap) -> Failure {
    let location = headers
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|location| from.join(location).ok());
    let kind = match location {
        None => ErrorKind::Redirect {
            target: "nowhere".to_owned(),
            endpoint: None,
        },
        Some(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            // What is in there is not ours to show.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            ErrorKind::Redirect {
                target: scrub_said(url.as_str()).into_owned(),
                endpoint: (url.origin() != from.origin()).then(|| endpoint(url)),
            }
        }
    };
    Failure {
        outcome: Outcome::Rejected,
        kind,
    }
}

/// Cuts the API's own part off an address.
fn endpoint(mut url: Url) -> String {
    let path = url.path();
    let end = ["/index.php", "/api/"]
        .iter()
        .filter_map(|api| path.find(api))
        .min();
    let base = match end {
        Some(end) => format!("{}/", &path[..end]),
        None => "/".to_owned(),
    };
    url.set_path(&base);
    scrub_said(url.as_str()).into_owned()
}

/// Classifies a web page where none is due: something else than the API answered.
pub(super) fn classify_web_page(body: &[u8]) -> Failure {
    Failure {
        outcome: Outcome::Unanswered { retry_after: None },
        kind: ErrorKind::Html {
            excerpt: body_excerpt(body),
        },
    }
}

/// Classifies an answer that cannot be decoded.
pub(super) fn classify_undecodable(
    request: &Request,
    error: &serde_json::Error,
    body: &[u8],
) -> Failure {
    let outcome = match (request.effect, error.classify()) {
        // JSON of another shape stays so, but JSON that breaks off was cut on its way.
        (Effect::Read | Effect::Idempotent, serde_json::error::Category::Data) => Outcome::Rejected,
        _ => Outcome::Unanswered { retry_after: None },
    };
    Failure {
        outcome,
        kind: decode_error(request.expected, error, body, request.confidential),
    }
}

/// Says what is wrong with a body, in few words whatever its length.
pub(crate) fn decode_error(
    what: &'static str,
    error: &serde_json::Error,
    body: &[u8],
    confidential: bool,
) -> ErrorKind {
    let reason = if body.trim_ascii().is_empty() {
        "it is empty".to_owned()
    } else if confidential {
        whereabouts(error)
    } else {
        // It quotes the value, which may be as long as the body.
        shorten_words(&scrub_said(&error.to_string()))
    };
    ErrorKind::Decode {
        what,
        reason,
        excerpt: if confidential {
            String::new()
        } else {
            body_excerpt(body)
        },
    }
}

/// What is wrong with a body, without a value out of it.
fn whereabouts(error: &serde_json::Error) -> String {
    let words = error.to_string();
    // The names of fields are ours.
    if words.starts_with("missing field") {
        return words;
    }
    let what = match error.classify() {
        serde_json::error::Category::Data => "a value of another kind than expected",
        serde_json::error::Category::Eof => "it is cut",
        _ => "it is no JSON",
    };
    format!("{what} at line {} column {}", error.line(), error.column())
}

/// Keeps a transport's error without the address, whose query may hold what is nobody's business.
pub(super) fn transport_cause(error: reqwest::Error) -> Cause {
    Cause::from(Box::from(error.without_url()))
}

/// True when TLS is at the bottom of an error.
fn is_tls(error: &(dyn StdError + 'static)) -> bool {
    tls_error(error).is_some()
}

/// What TLS says at the bottom of an error. An I/O error does not hand out what is inside it as its source, but what is
/// below that, and they come nested.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = error.downcast_ref() {
        return Some(tls);
    }
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().and_then(|inner| tls_error(inner)),
        None => error.source().and_then(tls_error),
    }
}

/// The certificate that an error is about.
fn certificate_of(error: &reqwest::Error, refused: &LastRefused) -> Option<RefusedCertificate> {
    let is_about_it = matches!(tls_error(error), Some(rustls::Error::InvalidCertificate(_)));
    is_about_it.then(|| refused.get()).flatten()
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &str)], body: &str) -> Outcome {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let name = reqwest::header::HeaderName::from_static(name);
                (name, value.parse().expect("a value"))
            })
            .collect();
        classify_refusal(StatusCode::TOO_MANY_REQUESTS, &headers, body.as_bytes()).outcome
    }

    #[test]
    fn how_long_to_wait_is_said_in_three_ways() {
        let until = "Sun, 06 Nov 1994 08:50:07 GMT";
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let sentence = r#"{"error":"Retry after 30 seconds."}"#;
        let half_a_minute = Outcome::Throttled {
            retry_after: Some(Duration::from_secs(30)),
        };
        assert_eq!(asked(&[("retry-after", "30")], ""), half_a_minute);
        assert_eq!(asked(&[("retry-after", until), date], ""), half_a_minute);
        assert_eq!(asked(&[], sentence), half_a_minute);
        assert_eq!(asked(&[], ""), Outcome::Throttled { retry_after: None });
    }

    #[test]
    fn a_bad_certificate_is_not_a_lost_connection() {
        let certificate = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        let nested = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, certificate));
        assert!(is_tls(&nested));
        assert!(!is_tls(&io::Error::other(io::Error::from(
            io::ErrorKind::ConnectionRefused
        ))));
    }
}
