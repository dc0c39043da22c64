//! What went wrong with a server, as a diagnostic: which integration, which side, and what can be done about it.

use super::launches::ShortListing;
use super::servers::Ends;
use crate::diagnostic::{
    CertificateFault, Diagnostic, Object, Place, ServerCode, Side, TransportFault,
};
use crate::http;
use crate::manifest::SyncConfig;
use crate::testrail::WriteError;
use crate::{testops, testrail};

/// Why something could not be done at all. Boxed, because it is rare and large.
pub(crate) type Failure = Box<Diagnostic>;

/// Why test cases of TestOps could not be read.
pub(crate) fn test_cases_failed(config: &SyncConfig, error: &testops::Error) -> Failure {
    testops_failed(config, error, false)
}

/// Why launches or their results could not be read.
pub(crate) fn launches_failed(config: &SyncConfig, error: &testops::Error) -> Failure {
    testops_failed(config, error, true)
}

fn testops_failed(config: &SyncConfig, error: &testops::Error, of_launches: bool) -> Failure {
    let integration = config.source.name.clone();
    let aql = if of_launches {
        &config.spec.launches.aql
    } else {
        &config.spec.test_cases.aql
    };
    let (code, place): (_, Option<&Place>) = match error {
        testops::Error::Aql { message } => (
            ServerCode::QueryRefused {
                integration,
                of_launches,
                said: message.clone(),
            },
            Some(&aql.place),
        ),
        testops::Error::Project { id, source: _ } => (
            ServerCode::NoSuchTestOpsProject {
                integration,
                project: *id,
            },
            Some(&config.spec.source.project_id.place),
        ),
        testops::Error::Credentials(_) => (
            ServerCode::CredentialsRejected {
                integration,
                side: Side::Testops,
                username: None,
            },
            None,
        ),
        testops::Error::Forbidden(_) => (
            ServerCode::RightMissing {
                integration,
                side: Side::Testops,
                username: None,
                to_write: false,
            },
            None,
        ),
        testops::Error::Http(error) => (not_readable(integration, Side::Testops, error), None),
        testops::Error::Short {
            listing,
            found,
            expected,
        } => (
            ServerCode::SourceListingShort {
                integration,
                listing: (*listing).to_owned(),
                found: *found,
                expected: *expected,
            },
            None,
        ),
    };
    let diagnostic = about(config, code, std::error::Error::source(error));
    Box::new(match place {
        Some(place) => diagnostic.at(place),
        None => diagnostic,
    })
}

/// Why TestRail could not be read.
pub(crate) fn testrail_failed(
    config: &SyncConfig,
    ends: &Ends,
    error: &testrail::Error,
) -> Failure {
    let integration = config.destination.name.clone();
    let username = Some(ends.testrail.username.clone());
    let side = Side::Testrail;
    let code = match error {
        testrail::Error::Credentials(_) => ServerCode::CredentialsRejected {
            integration,
            side,
            username,
        },
        testrail::Error::ApiDisabled(_) => ServerCode::ApiSwitchedOff { integration },
        testrail::Error::Forbidden(_) => ServerCode::RightMissing {
            integration,
            side,
            username,
            to_write: false,
        },
        testrail::Error::Http(error) => not_readable(integration, side, error),
    };
    Box::new(about(config, code, std::error::Error::source(error)))
}

/// Why the writes of a sync config ended early.
pub(crate) fn writes_failed(
    config: &str,
    integration: &str,
    username: &str,
    error: &WriteError,
) -> Diagnostic {
    let integration = integration.to_owned();
    let username = Some(username.to_owned());
    let side = Side::Testrail;
    let code = match error {
        WriteError::Credentials(_) => ServerCode::CredentialsRejected {
            integration,
            side,
            username,
        },
        WriteError::Forbidden(_) => ServerCode::RightMissing {
            integration,
            side,
            username,
            to_write: true,
        },
        WriteError::NotRecorded(_) => ServerCode::WritesNotRecorded { integration },
        WriteError::MarkerNotStored { object, field } => ServerCode::MarkerNotStored {
            integration,
            object: object.clone(),
            field: field.to_string(),
        },
        WriteError::Refused { .. }
        | WriteError::EditedMeanwhile { .. }
        | WriteError::Unclear(_)
        | WriteError::MadeMeanwhile { .. }
        | WriteError::NotBegun
        | WriteError::Interrupted
        | WriteError::Http(_) => ServerCode::WritesStopped { integration },
    };
    let mut diagnostic = Diagnostic::error(code).about(Object::SyncConfig(config.to_owned()));
    diagnostic = match error {
        WriteError::Credentials(source) | WriteError::Forbidden(source) => {
            diagnostic.caused_by(source)
        }
        error => diagnostic.caused_by(error),
    };
    diagnostic
}

/// A list came shorter than it can be: what is missing in it would be made a second time, or never.
pub(super) fn listing_short(config: &SyncConfig, short: ShortListing) -> Failure {
    let ShortListing {
        side,
        listing,
        found,
        expected,
    } = short;
    let code = match side {
        Side::Testops => ServerCode::SourceListingShort {
            integration: config.source.name.clone(),
            listing,
            found,
            expected,
        },
        Side::Testrail => ServerCode::ListingShort {
            integration: config.destination.name.clone(),
            side,
            listing,
            found,
            expected,
        },
    };
    about(config, code, None).into()
}

fn about(
    config: &SyncConfig,
    code: ServerCode,
    cause: Option<&(dyn std::error::Error + 'static)>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(code).about(Object::SyncConfig(config.name.clone()));
    match cause {
        Some(cause) => diagnostic.caused_by(cause),
        None => diagnostic,
    }
}

fn not_readable(integration: String, side: Side, error: &http::Error) -> ServerCode {
    if let http::ErrorKind::Tls {
        certificate: Some(certificate),
        ..
    } = &*error.kind
    {
        return ServerCode::CertificateRefused {
            integration,
            side,
            fingerprint: certificate.fingerprint.to_string(),
            fault: match certificate.fault {
                http::CertificateFault::Unknown => CertificateFault::Unknown,
                http::CertificateFault::Invalid => CertificateFault::Invalid,
                http::CertificateFault::NotPinned => CertificateFault::NotPinned,
            },
        };
    }
    ServerCode::NotReadable {
        integration,
        side,
        fault: transport_fault(error),
    }
}

fn transport_fault(error: &http::Error) -> TransportFault {
    use crate::http::ErrorKind;
    match &*error.kind {
        ErrorKind::Connect { .. } => TransportFault::Connect,
        // What TLS says about bytes that are none of its own.
        ErrorKind::Tls { source, .. } if chain(source).contains("InvalidContentType") => {
            TransportFault::PlainHttp
        }
        ErrorKind::Tls { .. } => TransportFault::Tls,
        ErrorKind::Timeout { .. } => TransportFault::Timeout,
        ErrorKind::Status {
            status: 409 | 429 | 500..,
            ..
        }
        | ErrorKind::Lost { .. }
        | ErrorKind::Failing => TransportFault::Failing,
        ErrorKind::TooLarge { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::Status { status: 404, .. }
        | ErrorKind::Redirect { endpoint: None, .. } => TransportFault::OtherApi,
        ErrorKind::Html { .. } => TransportFault::WebPage,
        _ => TransportFault::Other,
    }
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
