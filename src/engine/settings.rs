//! Reading what manifests only name: environment variables and files.

use std::{env, io};

use super::Failure;
use crate::diagnostic::{Diagnostic, Place, ServerCode, Setting, SettingFault};
use crate::http::{BuildError, Fingerprint, Secret, Tls};
use crate::manifest::{self, FileError, Located, NamedFile, Origin, SettingValue, TextOr};
use crate::state;

/// The most bytes of a file that holds a setting or certificates.
const MAX_FILE: u64 = 1 << 20;

/// Reads a setting.
pub(super) fn read_text(
    value: &Located<SettingValue>,
    setting: Setting,
    integration: &str,
) -> Result<String, Failure> {
    match &value.value {
        TextOr::Text(text) => one_line(text, setting, integration, &value.place),
        TextOr::Mapping(origin) => read_origin(origin, setting, integration),
    }
}

/// Reads a secret.
pub(super) fn read_secret(
    origin: &Origin,
    setting: Setting,
    integration: &str,
) -> Result<Secret, Failure> {
    read_origin(origin, setting, integration).map(Secret::new)
}

fn read_origin(origin: &Origin, setting: Setting, integration: &str) -> Result<String, Failure> {
    let text = match origin {
        Origin::Env(variable) => env::var(&variable.value)
            .ok()
            .filter(|value| !value.is_empty())
            .ok_or_else(|| {
                Diagnostic::error(ServerCode::VariableNotSet {
                    variable: variable.value.clone(),
                    setting,
                    integration: integration.to_owned(),
                })
                .at(&variable.place)
            })?,
        Origin::File(file) => read_file(file)
            .and_then(|bytes| {
                String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8").into())
            })
            .map_err(|error| file_failed(file, setting, integration, &error))?,
    };
    one_line(&text, setting, integration, origin.place())
}

fn one_line(
    text: &str,
    setting: Setting,
    integration: &str,
    place: &Place,
) -> Result<String, Failure> {
    // Files end in a line feed, and so do values that were pasted.
    let text = text.trim();
    let fault = match text {
        "" => SettingFault::Empty,
        text if text.chars().any(char::is_control) => SettingFault::ControlCharacters,
        _ => return Ok(text.to_owned()),
    };
    Err(unusable(setting, integration, fault, place).into())
}

/// Reads an endpoint.
pub(super) fn read_endpoint(
    value: &Located<SettingValue>,
    integration: &str,
) -> Result<url::Url, Failure> {
    let place = value.origin_place();
    let unusable = |fault| unusable(Setting::Endpoint, integration, fault, place);
    let text = read_text(value, Setting::Endpoint, integration)?;
    let mut url = url::Url::parse(&text).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => unusable(SettingFault::NoScheme),
        _ => unusable(SettingFault::NoAddress).caused_by(&error),
    })?;
    let fault = if is_host_and_port(&text) {
        SettingFault::NoScheme
    } else if !matches!(url.scheme(), "http" | "https") {
        SettingFault::OtherScheme
    } else if url.host_str().is_none_or(str::is_empty) {
        SettingFault::NoHost
    } else if !url.username().is_empty() || url.password().is_some() {
        SettingFault::HoldsCredentials
    } else {
        // What people paste with an address may be a token, and belongs into no link.
        url.set_query(None);
        url.set_fragment(None);
        if let Some(server) = manifest::before_page(url.path()).map(str::to_owned) {
            url.set_path(&server);
        }
        return Ok(url);
    };
    Err(unusable(fault).into())
}

/// Reads what is trusted.
pub(super) fn read_tls(tls: &manifest::TlsSpec, integration: &str) -> Result<Tls, Failure> {
    let read = |file: Located<NamedFile>| -> Result<Vec<u8>, Failure> {
        read_file(&file)
            .map_err(|error| file_failed(&file, Setting::CaFile, integration, &error).into())
    };
    Ok(Tls {
        insecure_skip_verify: tls.insecure_skip_verify.value,
        pin: tls
            .pin
            .as_ref()
            .and_then(|pin| Fingerprint::parse(&pin.value.0)),
        ca_pem: tls.ca_file().map(read).transpose()?,
    })
}

/// Says why a client cannot be made of what was read.
pub(super) fn client_failed(
    error: &BuildError,
    tls: &manifest::TlsSpec,
    integration: &str,
) -> Failure {
    let integration = integration.to_owned();
    let diagnostic = match (error, tls.ca_file()) {
        (BuildError::CaFile(_), Some(named)) => {
            let file = named.path(&named.place).display().to_string();
            Diagnostic::error(ServerCode::CaFileUnusable { file, integration }).at(&named.place)
        }
        _ => Diagnostic::error(ServerCode::ClientNotBuilt { integration }),
    };
    diagnostic.caused_by(error).into()
}

/// True for `localhost:8080`, whose host looks like the scheme of an address.
fn is_host_and_port(text: &str) -> bool {
    let rest = text.split_once(':').map(|(_, rest)| rest);
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

fn file_failed(
    named: &Located<NamedFile>,
    setting: Setting,
    integration: &str,
    error: &FileError,
) -> Diagnostic {
    let file = named.path(&named.place).display().to_string();
    let integration = integration.to_owned();
    let code = match error {
        FileError::Outside | FileError::Linked { .. } => ServerCode::SettingFileOutside {
            file,
            setting,
            integration,
        },
        FileError::Io(_) => ServerCode::SettingFileUnreadable {
            file,
            setting,
            integration,
        },
    };
    Diagnostic::error(code).at(&named.place).caused_by(error)
}

fn unusable(setting: Setting, integration: &str, fault: SettingFault, place: &Place) -> Diagnostic {
    Diagnostic::error(ServerCode::SettingUnusable {
        setting,
        integration: integration.to_owned(),
        fault,
    })
    .at(place)
}

/// Reads a regular file within bounds, and only where its manifest lets it be.
fn read_file(file: &Located<NamedFile>) -> Result<Vec<u8>, FileError> {
    let file = state::open_regular(&manifest::locate_file(file)?)?;
    let bytes = state::read_at_most(file, MAX_FILE)?;
    bytes.ok_or_else(|| io::Error::other("it is larger than a mebibyte").into())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::Path;
    use std::sync::Arc;

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
            read_endpoint(&integration.spec.endpoint, "testops").unwrap_err(),
            read_secret(
                &integration.spec.credentials.token,
                Setting::Token,
                "testops",
            )
            .unwrap_err(),
            read_tls(&integration.spec.tls, "testops").unwrap_err(),
        ];
        let said = errors.map(|failure| {
            let place = failure.place.as_ref().map(ToString::to_string);
            let causes = failure.causes.join(": ");
            let text = format!(
                "{} {}: {causes}",
                failure.code.id(),
                place.unwrap_or_default()
            );
            text.replace(root.to_str().unwrap(), "FOLDER")
        });
        insta::assert_snapshot!(said.join("\n"), @"
        RW0703 FOLDER/manifests/m.yaml:6:20: it leads out of the manifest's folder, through a link to FOLDER/outside
        RW0703 FOLDER/manifests/m.yaml:7:31: it leads out of the manifest's folder, through a link to FOLDER/outside
        RW0703 FOLDER/manifests/m.yaml:8:17: it leads out of the manifest's folder, through a link to FOLDER/outside
        ");
    }

    #[test]
    fn a_device_without_an_end_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let integration = testops(folder.path(), "/dev/zero");
        let error = read_secret(
            &integration.spec.credentials.token,
            Setting::Token,
            "testops",
        )
        .unwrap_err();
        assert_eq!(error.code.id(), "RW0702");
        assert_eq!(error.causes, ["it is no regular file"]);
    }
}
