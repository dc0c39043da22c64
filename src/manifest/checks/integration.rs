//! Integrations: addresses and versions.

use serde_json::Value;
use url::{Host, Url};

use super::{path, setting};
use crate::manifest::document::Document;
use crate::manifest::problem::Problem;

const ENDPOINT: &str = "/spec/endpoint";

const CA_FILE: &str = "/spec/tls/caFile";

/// The oldest TestRail whose API has what railwright needs.
const OLDEST: (u64, u64) = (6, 7);

/// Complains about one Integration.
pub(super) fn check(document: &Document, problems: &mut Vec<Problem>) {
    setting::check(document, problems);
    problems.extend(ca_file(document));
    if let Some(Value::String(text)) = document.value.pointer(ENDPOINT)
        && !text.trim().is_empty()
    {
        problems.extend(endpoint(document, text));
    }
    if document.text("/spec/type") == Some("testrail") {
        problems.extend(
            document
                .text("/spec/version")
                .and_then(|text| version(document, text)),
        );
    }
}

fn endpoint(document: &Document, text: &str) -> Option<Problem> {
    let url = match Url::parse(text) {
        Ok(url) if url.has_host() || url.scheme().starts_with("http") => url,
        // `localhost:8080` parses as scheme and path.
        _ => {
            return Some(
                document
                    .error(ENDPOINT, "`endpoint` is no web address")
                    .help(without_scheme(text)),
            );
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        let message = format!("`endpoint` begins with {}://", url.scheme());
        return Some(
            document
                .error(ENDPOINT, message)
                .help("write an address that begins with https://"),
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(
            document
                .error(ENDPOINT, "`endpoint` holds credentials")
                .help("remove them from the address; they belong under `credentials`, as `{env: NAME}`"),
        );
    }
    if url.query().is_some() || url.fragment().is_some() || url.path().contains("index.php") {
        let mut base = url.clone();
        base.set_query(None);
        base.set_fragment(None);
        let path = base
            .path()
            .split("index.php")
            .next()
            .unwrap_or("/")
            .to_owned();
        base.set_path(&path);
        return Some(
            document
                .error(
                    ENDPOINT,
                    "`endpoint` is the address of one page, not of the server",
                )
                .help(format!("write {base}")),
        );
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Some(
            document
                .warning(
                    ENDPOINT,
                    "`endpoint` is not encrypted: whoever is on the way can read the credentials",
                )
                .help("use https:// where the server offers it"),
        );
    }
    None
}

fn ca_file(document: &Document) -> Option<Problem> {
    const ALLOW: &str = "`caFile: {file: PATH, outside: true}`";
    match document.value.pointer(CA_FILE)? {
        Value::String(path) => path::check(document, CA_FILE, path, ALLOW),
        // The schema has a complaint about anything but true and false.
        Value::Object(spec) if matches!(spec.get("outside"), None | Some(Value::Bool(false))) => {
            let path = spec.get("file")?.as_str()?;
            path::check(document, &format!("{CA_FILE}/file"), path, ALLOW)
        }
        _ => None,
    }
}

fn without_scheme(text: &str) -> String {
    let guess = format!("https://{}", text.trim().trim_start_matches('/'));
    let is_host = !text.contains(char::is_whitespace) && !text.contains("://");
    match Url::parse(&guess) {
        Ok(url) if is_host && url.username().is_empty() => format!("did you mean `{url}`?"),
        _ => "write the whole address, such as https://example.testrail.io/".to_owned(),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn version(document: &Document, text: &str) -> Option<Problem> {
    let mut parts = text.split('.').map(str::parse::<u64>);
    let major = parts.next()?.ok()?;
    let minor = parts.next().and_then(Result::ok).unwrap_or(0);
    ((major, minor) < OLDEST).then(|| {
        document
            .error("/spec/version", format!("TestRail {text} is too old"))
            .help("railwright needs TestRail 6.7 or later")
    })
}
