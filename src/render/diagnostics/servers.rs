//! Words about servers: how they are reached, and what they refuse.

use super::Words;
use crate::diagnostic::{ServerCode, Setting, SettingFault, Side, TransportFault};

pub(super) fn words(code: &ServerCode) -> Words {
    match code {
        ServerCode::VariableNotSet {
            variable,
            setting,
            integration,
        } => Words::new(
            format!(
                "{} of integration {integration} comes from {variable}, which is not set",
                setting_name(*setting)
            ),
            format!("export {variable}=… and run again"),
        ),
        ServerCode::SettingFileUnreadable {
            file,
            setting,
            integration,
        } => Words::only(format!(
            "{} of integration {integration} comes from {file}, which cannot be read",
            setting_name(*setting)
        )),
        ServerCode::SettingFileOutside {
            file,
            setting,
            integration,
        } => Words::new(
            format!(
                "{} of integration {integration} comes from {file}, which cannot be read",
                setting_name(*setting)
            ),
            "move the file into the manifest's folder, or allow it: `{file: PATH, outside: true}`",
        ),
        ServerCode::SettingUnusable {
            setting,
            integration,
            fault,
        } => Words::only(format!(
            "{} of integration {integration} {}",
            setting_name(*setting),
            setting_fault(*fault)
        )),
        ServerCode::CaFileUnusable { file, integration } => Words::new(
            format!("the CA file of integration {integration} is {file}, which cannot be used"),
            "a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file",
        ),
        ServerCode::ClientNotBuilt { integration } => {
            Words::only(format!("cannot set up the connection to {integration}"))
        }
        ServerCode::CredentialsRejected {
            integration,
            side,
            username,
        } => Words::new(
            match side {
                Side::Testops => "TestOps rejects the API token",
                Side::Testrail => "TestRail rejects the credentials",
            },
            match side {
                Side::Testops => format!(
                    "integration {integration}: make a new token in TestOps (your avatar → API tokens) and put it where the manifest takes it from"
                ),
                Side::Testrail => format!(
                    "integration {integration}, user {}: make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while",
                    username.as_deref().unwrap_or_default()
                ),
            },
        ),
        ServerCode::CredentialsRejectedBefore {
            integration,
            username,
        } => Words::new(
            format!(
                "the credentials of integration {integration}{} were rejected before, and are not tried again",
                username
                    .as_ref()
                    .map(|name| format!(" (user {name})"))
                    .unwrap_or_default()
            ),
            format!(
                "put new credentials where the manifest takes them from, or run `railwright resume {integration}` to try these again"
            ),
        ),
        ServerCode::RightMissing {
            integration,
            side,
            username,
            to_write,
        } => right_missing(
            integration,
            *side,
            username.as_deref().unwrap_or_default(),
            *to_write,
        ),
        ServerCode::ApiSwitchedOff { integration: _ } => Words::new(
            "TestRail's API is switched off",
            "switch it on in TestRail: Administration → Site Settings → API → Enable API",
        ),
        ServerCode::NoSuchTestOpsProject {
            integration: _,
            project,
        } => Words::new(
            format!("there is no TestOps project {project} that the token's owner can see"),
            "the id of a project is the number after `project/` in the address of TestOps",
        ),
        ServerCode::QueryRefused {
            integration: _,
            of_launches,
            said,
        } => Words::new(
            match said {
                Some(said) => format!("TestOps does not accept this AQL: {said}"),
                None => "TestOps does not accept this AQL".to_owned(),
            },
            format!(
                "try it in the search field of TestOps' {}, which says more",
                if *of_launches {
                    "launches"
                } else {
                    "test cases"
                }
            ),
        ),
        ServerCode::NotReadable {
            integration,
            side,
            fault,
        } => Words {
            message: match side {
                Side::Testops => "cannot read from TestOps",
                Side::Testrail => "cannot read from TestRail",
            }
            .to_owned(),
            help: transport_help(integration, *fault),
        },
        ServerCode::WritesNotRecorded { integration: _ } => Words::new(
            "not finished: the ledger cannot be written",
            "make room, or name another folder with --state-dir; the next apply does what was not begun",
        ),
        ServerCode::WritesStopped { integration: _ } => Words::new(
            "not finished",
            "run again; the next apply does what was not begun",
        ),
    }
}

fn right_missing(integration: &str, side: Side, username: &str, to_write: bool) -> Words {
    match (side, to_write) {
        (Side::Testops, _) => Words::new(
            "the owner of the TestOps API token may not read this",
            format!("integration {integration}: give the token's owner read access to the project"),
        ),
        (Side::Testrail, false) => Words::new(
            "the TestRail user may not read this",
            format!(
                "integration {integration}: give user {username} a role that may read and write cases of the project"
            ),
        ),
        (Side::Testrail, true) => Words::new(
            "the TestRail user may not do this",
            format!(
                "integration {integration}: give user {username} a role that may add and edit test cases, test runs and test results in the project (Administration → Users & Roles)"
            ),
        ),
    }
}

fn setting_name(setting: Setting) -> &'static str {
    match setting {
        Setting::Endpoint => "the endpoint",
        Setting::Token => "the token",
        Setting::Username => "the username",
        Setting::ApiKey => "the API key",
        Setting::CaFile => "the CA file",
    }
}

fn setting_fault(fault: SettingFault) -> &'static str {
    match fault {
        SettingFault::Empty => "is empty",
        SettingFault::ControlCharacters => "holds line breaks or control characters",
        SettingFault::NoAddress => "is no web address",
        SettingFault::OtherScheme => "is neither https:// nor http://",
        SettingFault::NoHost => "names no host",
        SettingFault::HoldsCredentials => "holds credentials; they belong under `credentials`",
    }
}

fn transport_help(integration: &str, fault: TransportFault) -> Option<String> {
    Some(match fault {
        TransportFault::Connect => format!(
            "check the endpoint of integration {integration}, and HTTPS_PROXY if there is a proxy"
        ),
        TransportFault::Tls => format!(
            "if the server's certificate comes from the company's own authority, name it in `tls.caFile` of integration {integration}"
        ),
        TransportFault::Timeout => format!(
            "try again when the server of integration {integration} is available; if it always takes so long, set --timeout SECONDS"
        ),
        TransportFault::Failing => format!(
            "try again when the server of integration {integration} is available; nothing is lost by that"
        ),
        TransportFault::OtherApi => format!(
            "check the endpoint of integration {integration}: something else than its API seems to answer there"
        ),
        TransportFault::WebPage => format!(
            "check the endpoint of integration {integration}: it should be the address without `index.php` or any page"
        ),
        TransportFault::Other => return None,
    })
}
