//! Integrations: addresses, versions, and files.

use url::{Host, Url};

use super::LocateFile;
use crate::diagnostic::{Diagnostic, ManifestCode, Setting, SettingCode};
use crate::manifest::files::FileError;
use crate::manifest::source::Source;
use crate::manifest::types::{
    Located, NamedFile, SettingValue, TestopsSpec, TestrailSpec, TextOr, Version,
};

/// The oldest TestRail whose API has what railwright needs.
const OLDEST: (u64, u64) = (6, 7);

/// Checks a TestRail server.
pub(super) fn testrail(
    spec: &TestrailSpec,
    source: &Source,
    locate: LocateFile,
) -> Vec<Diagnostic> {
    let credentials = &spec.credentials;
    let files = [
        (Setting::Endpoint, spec.endpoint.file()),
        (Setting::Username, credentials.username.file()),
        (Setting::ApiKey, credentials.api_key.file()),
        (Setting::CaFile, spec.tls.ca_file().as_ref()),
    ]
    .map(|(setting, file)| leaves_folder(setting, file?, source, locate));
    let values = [
        endpoint(&spec.endpoint, source),
        version(&spec.version, source),
    ];
    files.into_iter().chain(values).flatten().collect()
}

/// Checks a TestOps server.
pub(super) fn testops(spec: &TestopsSpec, source: &Source, locate: LocateFile) -> Vec<Diagnostic> {
    let files = [
        (Setting::Endpoint, spec.endpoint.file()),
        (Setting::Token, spec.credentials.token.file()),
        (Setting::CaFile, spec.tls.ca_file().as_ref()),
    ]
    .map(|(setting, file)| leaves_folder(setting, file?, source, locate));
    let endpoint = endpoint(&spec.endpoint, source);
    files.into_iter().flatten().chain(endpoint).collect()
}

/// Finds a path that leads out of the manifest's folder. Links can be judged only where the file is there.
fn leaves_folder(
    setting: Setting,
    file: &Located<NamedFile>,
    source: &Source,
    locate: LocateFile,
) -> Option<Diagnostic> {
    file.declared()?;
    let link = match locate(file) {
        Err(FileError::Outside) => None,
        Err(FileError::Linked { to }) => Some(to.display().to_string()),
        // Secrets need not be there where manifests are validated.
        Err(FileError::Io(_)) | Ok(_) => return None,
    };
    let code = SettingCode::PathLeavesFolder { setting, link };
    Some(source.error(&file.span, code))
}

fn endpoint(endpoint: &Located<SettingValue>, source: &Source) -> Option<Diagnostic> {
    let TextOr::Text(text) = endpoint.declared()? else {
        return None;
    };
    Some(match address_fault(text)? {
        code @ SettingCode::AddressNotEncrypted => source.warning(&endpoint.span, code),
        code => source.error(&endpoint.span, code),
    })
}

fn address_fault(text: &str) -> Option<SettingCode> {
    if text.trim().is_empty() {
        return None;
    }
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
    if let Some(server) = server_of_page(&url) {
        return Some(SettingCode::AddressOfPage { server });
    }
    (url.scheme() == "http" && !is_loopback(&url)).then_some(SettingCode::AddressNotEncrypted)
}

/// The address of the server, where this one is of a page of it: TestRail's are behind `index.php`, those of TestOps
/// behind the number of a project or a launch.
fn server_of_page(url: &Url) -> Option<String> {
    let path = url.path();
    let page = before_page(path);
    let before = path.split_once("index.php").map(|(before, _)| before);
    if url.query().is_none() && url.fragment().is_none() && page.or(before).is_none() {
        return None;
    }
    let mut server = url.clone();
    server.set_query(None);
    server.set_fragment(None);
    server.set_path(before.or(page).unwrap_or(path));
    Some(server.into())
}

/// What precedes the path of a page of TestOps.
pub(crate) fn before_page(path: &str) -> Option<&str> {
    let is_numbered = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
    ["/project/", "/launch/"].into_iter().find_map(|page| {
        let (before, rest) = path.split_once(page)?;
        is_numbered(rest).then_some(before)
    })
}

/// The address that is meant by a host alone.
fn with_scheme(text: &str) -> Option<String> {
    let is_host = !text.contains(char::is_whitespace) && !text.contains("://");
    let url = Url::parse(&format!("https://{}", text.trim().trim_start_matches('/'))).ok()?;
    let is_bare = url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
    (is_host && is_bare).then(|| url.into())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn version(version: &Located<Version>, source: &Source) -> Option<Diagnostic> {
    let declared = version.declared()?;
    declared.is_before(OLDEST).then(|| {
        let code = ManifestCode::TestrailTooOld {
            version: declared.0.clone(),
            oldest: format!("{}.{}", OLDEST.0, OLDEST.1),
        };
        source.error(&version.span, code)
    })
}
