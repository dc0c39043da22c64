//! Reading what manifests only name: environment variables and files.

use std::fs::File;
use std::io::Read as _;
use std::{env, io};

use super::error::Error;
use crate::diagnostic::Place;
use crate::http::{BuildError, Secret, Tls};
use crate::manifest::{self, FileError, Located, NamedFile, Origin, Setting};

/// The most bytes of a file that holds a setting or certificates.
const MAX_FILE: u64 = 1 << 20;

/// Reads a setting.
pub(super) fn text(
    setting: &Located<Setting>,
    what: &'static str,
    integration: &str,
) -> Result<String, Error> {
    match &setting.value {
        Setting::Literal(text) => usable(text, what, integration, &setting.place),
        Setting::From(origin) => from_outside(origin, what, integration),
    }
}

/// Reads a secret.
pub(super) fn secret(
    origin: &Origin,
    what: &'static str,
    integration: &str,
) -> Result<Secret, Error> {
    from_outside(origin, what, integration).map(Secret::new)
}

fn from_outside(origin: &Origin, what: &'static str, integration: &str) -> Result<String, Error> {
    let text = match origin {
        Origin::Env(variable) => env::var(&variable.value)
            .ok()
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Error::Variable {
                variable: variable.value.clone(),
                what,
                integration: integration.to_owned(),
                place: variable.place.clone(),
            })?,
        Origin::File(file) => read(file)
            .and_then(|bytes| {
                String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8").into())
            })
            .map_err(|source| Error::File {
                path: file.path(&file.place),
                what,
                integration: integration.to_owned(),
                place: file.place.clone(),
                source,
            })?,
    };
    usable(&text, what, integration, origin.place())
}

/// A text of one line.
fn usable(
    text: &str,
    what: &'static str,
    integration: &str,
    place: &Place,
) -> Result<String, Error> {
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
        place: place.clone(),
    })
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
        place: setting.origin_place().clone(),
    })
}

/// Reads what is trusted.
pub(super) fn tls(tls: &manifest::Tls, integration: &str) -> Result<Tls, Error> {
    let ca_pem = match tls.ca_file.as_ref().map(Located::file) {
        None => None,
        Some(file) => Some(read(&file).map_err(|source| Error::File {
            path: file.path(&file.place),
            what: "the CA file",
            integration: integration.to_owned(),
            place: file.place.clone(),
            source,
        })?),
    };
    Ok(Tls {
        insecure_skip_verify: tls.insecure_skip_verify.value,
        ca_pem,
    })
}

/// Says why a client cannot be made of what was read.
pub(super) fn no_client(source: BuildError, tls: &manifest::Tls, integration: &str) -> Error {
    let integration = integration.to_owned();
    match (&source, tls.ca_file.as_ref().map(Located::file)) {
        (BuildError::CaFile(_), Some(file)) => Error::CaFile {
            path: file.path(&file.place),
            integration,
            place: file.place,
            source,
        },
        _ => Error::Client {
            integration,
            source,
        },
    }
}

/// Reads a file within bounds, and only where its manifest lets it stand.
fn read(file: &Located<NamedFile>) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    // Devices have no length, so that only what comes can be counted.
    File::open(manifest::locate_file(file)?)?
        .take(MAX_FILE + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(io::Error::other("it is larger than a mebibyte").into());
    }
    Ok(bytes)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;
    use std::sync::Arc;

    use super::super::Exit;
    use super::super::error::chain;
    use super::*;
    use crate::manifest::TestopsIntegration;

    /// A server of a manifest in `folder`, with a token from somewhere.
    fn testops(folder: &Path, token: &str) -> Arc<TestopsIntegration> {
        let manifest = folder.join("m.yaml");
        let text = format!(
            "apiVersion: railwright/v1
kind: Integration
metadata: {{name: testops}}
spec:
  type: testops
  endpoint: {{file: endpoint}}
  credentials: {{token: {{file: {token}}}}}
  tls: {{caFile: ca.pem}}
"
        );
        fs::write(&manifest, text).unwrap();
        Arc::clone(&manifest::load(&[manifest]).unwrap().testops[0])
    }

    #[test]
    fn a_link_that_came_after_the_manifests_were_read_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        let manifests = root.join("manifests");
        fs::create_dir(&manifests).unwrap();
        let integration = testops(&manifests, "token");
        fs::write(root.join("outside"), "hunter2").unwrap();
        for name in ["endpoint", "token", "ca.pem"] {
            symlink("../outside", manifests.join(name)).unwrap();
        }
        let errors = [
            endpoint(&integration.spec.endpoint, "testops").unwrap_err(),
            secret(&integration.spec.credentials.token, "the token", "testops").unwrap_err(),
            tls(&integration.spec.tls, "testops").unwrap_err(),
        ];
        assert!(errors.iter().all(|error| error.exit() == Exit::Usage));
        let said = errors.map(|error| chain(&error).replace(root.to_str().unwrap(), "FOLDER"));
        insta::assert_snapshot!(said.join("\n"), @"
        FOLDER/manifests/m.yaml:6:20: the endpoint of integration testops comes from FOLDER/manifests/endpoint, which cannot be read: it leads out of the manifest's folder, through a link to FOLDER/outside
        FOLDER/manifests/m.yaml:7:31: the token of integration testops comes from FOLDER/manifests/token, which cannot be read: it leads out of the manifest's folder, through a link to FOLDER/outside
        FOLDER/manifests/m.yaml:8:17: the CA file of integration testops comes from FOLDER/manifests/ca.pem, which cannot be read: it leads out of the manifest's folder, through a link to FOLDER/outside
        ");
    }

    #[test]
    fn a_device_without_an_end_is_read_within_bounds() {
        let folder = tempfile::tempdir().unwrap();
        let integration = testops(folder.path(), "/dev/zero");
        let error =
            secret(&integration.spec.credentials.token, "the token", "testops").unwrap_err();
        assert_eq!(error.exit(), Exit::Failed);
        assert!(chain(&error).ends_with("it is larger than a mebibyte"));
    }
}
