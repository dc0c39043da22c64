//! Reading what manifests only name: environment variables and files.

use std::path::Path;
use std::{env, fs, io};

use super::error::Error;
use crate::http::{Secret, Tls};
use crate::manifest::{self, Located, Setting};

/// The most bytes of a file that holds a setting or certificates.
const MAX_FILE: u64 = 1 << 20;

/// Reads a setting.
pub(super) fn text(
    setting: &Located<Setting>,
    what: &'static str,
    integration: &str,
) -> Result<String, Error> {
    let place = || setting.place.clone();
    let text = match &setting.value {
        Setting::Literal(text) => text.clone(),
        Setting::Env(variable) => env::var(variable)
            .ok()
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Error::Variable {
                variable: variable.clone(),
                what,
                integration: integration.to_owned(),
                place: place(),
            })?,
        Setting::File(path) => read(path)
            .and_then(|bytes| {
                String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
            })
            .map_err(|source| Error::File {
                path: path.clone(),
                what,
                integration: integration.to_owned(),
                place: place(),
                source,
            })?,
    };
    // Files end in a line feed, and so do values that were pasted.
    let text = text.trim();
    let reason = match text {
        "" => "is empty",
        text if text.chars().any(char::is_control) => "holds line breaks or control characters",
        _ => return Ok(text.to_owned()),
    };
    Err(Error::Setting {
        what,
        integration: integration.to_owned(),
        reason: reason.to_owned(),
        place: place(),
    })
}

/// Reads a secret.
pub(super) fn secret(
    setting: &Located<Setting>,
    what: &'static str,
    integration: &str,
) -> Result<Secret, Error> {
    text(setting, what, integration).map(Secret::new)
}

/// Reads an endpoint.
pub(super) fn endpoint(setting: &Located<Setting>, integration: &str) -> Result<url::Url, Error> {
    const WHAT: &str = "the endpoint";
    let text = text(setting, WHAT, integration)?;
    let reason = match url::Url::parse(&text) {
        Err(error) => format!("is no web address: {error}"),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            "is neither https:// nor http://".to_owned()
        }
        Ok(url) if url.host_str().is_none_or(str::is_empty) => "names no host".to_owned(),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            "holds credentials; they belong under `credentials`".to_owned()
        }
        Ok(url) => return Ok(url),
    };
    Err(Error::Setting {
        what: WHAT,
        integration: integration.to_owned(),
        reason,
        place: setting.place.clone(),
    })
}

/// Reads what is trusted.
pub(super) fn tls(tls: &manifest::Tls, integration: &str) -> Result<Tls, Error> {
    let ca_pem = match &tls.ca_file {
        None => None,
        Some(path) => Some(read(path).map_err(|source| Error::File {
            path: path.clone(),
            what: "the CA file",
            integration: integration.to_owned(),
            place: tls.place.clone(),
            source,
        })?),
    };
    Ok(Tls {
        insecure_skip_verify: tls.insecure_skip_verify,
        ca_pem,
    })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > MAX_FILE {
        return Err(io::Error::other("it is larger than a mebibyte"));
    }
    fs::read(path)
}
