//! Integrations: addresses and versions.

use serde_json::Value;
use url::{Host, Url};

use super::{path, setting};
use crate::diagnostic::{Diagnostic, ManifestCode, SettingCode};
use crate::manifest::document::Document;

const ENDPOINT: &str = "/spec/endpoint";

const CA_FILE: &str = "/spec/tls/caFile";

/// The oldest TestRail whose API has what railwright needs.
const OLDEST: (u64, u64) = (6, 7);

/// Checks one Integration.
pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    setting::check(document, diagnostics);
    diagnostics.extend(ca_file(document));
    if let Some(Value::String(text)) = document.value.pointer(ENDPOINT)
        && !text.trim().is_empty()
        && let Some(code) = endpoint(text)
    {
        diagnostics.push(match code {
            SettingCode::AddressNotEncrypted => document.warning(ENDPOINT, code),
            code => document.error(ENDPOINT, code),
        });
    }
    if document.text("/spec/type") == Some("testrail") {
        let too_old = document.text("/spec/version").and_then(version);
        diagnostics.extend(too_old.map(|code| document.error("/spec/version", code)));
    }
}

fn endpoint(text: &str) -> Option<SettingCode> {
    let url = match Url::parse(text) {
        Ok(url) if url.has_host() || url.scheme().starts_with("http") => url,
        // `localhost:8080` parses as scheme and path.
        _ => {
            return Some(SettingCode::NotAnAddress {
                similar: with_scheme(text),
            });
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Some(SettingCode::AddressOfOtherScheme {
            scheme: url.scheme().to_owned(),
        });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(SettingCode::AddressWithCredentials);
    }
    if url.query().is_some() || url.fragment().is_some() || url.path().contains("index.php") {
        let mut server = url.clone();
        server.set_query(None);
        server.set_fragment(None);
        server.set_path(url.path().split("index.php").next().unwrap_or("/"));
        return Some(SettingCode::AddressOfPage {
            server: server.into(),
        });
    }
    (url.scheme() == "http" && !is_loopback(&url)).then_some(SettingCode::AddressNotEncrypted)
}

fn ca_file(document: &Document) -> Option<Diagnostic> {
    const KEY: &str = "caFile";
    match document.value.pointer(CA_FILE)? {
        Value::String(path) => path::check(document, CA_FILE, path, KEY),
        // The schema says something about anything but true and false.
        Value::Object(spec) if matches!(spec.get("outside"), None | Some(Value::Bool(false))) => {
            let path = spec.get("file")?.as_str()?;
            path::check(document, &format!("{CA_FILE}/file"), path, KEY)
        }
        _ => None,
    }
}

/// The address that is meant by a host alone.
fn with_scheme(text: &str) -> Option<String> {
    let is_host = !text.contains(char::is_whitespace) && !text.contains("://");
    let url = Url::parse(&format!("https://{}", text.trim().trim_start_matches('/'))).ok()?;
    (is_host && url.username().is_empty()).then(|| url.into())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn version(text: &str) -> Option<ManifestCode> {
    let mut parts = text.split('.').map(str::parse::<u64>);
    let major = parts.next()?.ok()?;
    let minor = parts.next().and_then(Result::ok).unwrap_or(0);
    ((major, minor) < OLDEST).then(|| ManifestCode::TestrailTooOld {
        version: text.to_owned(),
        oldest: format!("{}.{}", OLDEST.0, OLDEST.1),
    })
}
