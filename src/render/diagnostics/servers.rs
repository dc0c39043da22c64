//! Words about servers: how they are reached, and what they refuse.

use crate::diagnostic::{
    CertificateFault, ServerCode, Setting, SettingFault, Side, TransportFault,
};

const OUTSIDE: &str =
    "move the file into the manifest's folder, or allow it: `{file: PATH, outside: true}`";

words! { ServerCode:
    VariableNotSet { variable, setting, integration } =>
        (format!("{} of integration {integration} comes from {variable}, which is not set", setting_name(*setting))),
        "export {variable}=… and run again";
    SettingFileUnreadable { file, setting, integration } =>
        (format!("{} of integration {integration} comes from {file}, which cannot be read", setting_name(*setting)));
    SettingFileOutside { file, setting, integration } =>
        (format!("{} of integration {integration} comes from {file}, which cannot be read", setting_name(*setting))),
        (OUTSIDE);
    SettingUnusable { setting, integration, fault: fault @ SettingFault::NoScheme } =>
        (format!("{} of integration {integration} {}", setting_name(*setting), setting_fault(*fault))),
        "did you mean the same with https:// before it? It is the whole address, such as https://example.testrail.io/";
    SettingUnusable {
        setting, integration, fault: fault @ (SettingFault::NoAddress | SettingFault::OtherScheme | SettingFault::NoHost)
    } =>
        (format!("{} of integration {integration} {}", setting_name(*setting), setting_fault(*fault))),
        "it is the whole address, such as https://example.testrail.io/";
    SettingUnusable { setting, integration, fault } =>
        (format!("{} of integration {integration} {}", setting_name(*setting), setting_fault(*fault)));
    CaFileUnusable { file, integration } =>
        "the CA file of integration {integration} is {file}, which cannot be used",
        "a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file";
    ClientNotBuilt { integration } => "cannot set up the connection to {integration}";
    CredentialsRejected { integration, side: Side::Testops, .. } =>
        "TestOps rejects the API token",
        "integration {integration}: make a new token in TestOps (your avatar → API tokens) and put it where the manifest takes it from";
    CredentialsRejected { integration, side: Side::Testrail, username } =>
        "TestRail rejects the credentials",
        (format!(
            "integration {integration}, user {}: see that this is the e-mail address that the user signs in with, or make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while",
            username.as_deref().unwrap_or_default(),
        ));
    CredentialsRejectedBefore { integration, username } =>
        (format!(
            "the credentials of integration {integration}{} were rejected before, and are not tried again",
            username.as_ref().map(|name| format!(" (user {name})")).unwrap_or_default(),
        )),
        "put new credentials where the manifest takes them from, or run `railwright resume {integration}` to try these again; a pipeline takes RAILWRIGHT_RESUME={integration} for that";
    RightMissing { integration, side: Side::Testops, .. } =>
        "the owner of the TestOps API token may not read this",
        "integration {integration}: give the token's owner read access to the project";
    RightMissing { integration, side: Side::Testrail, username, to_write: false } =>
        "the TestRail user may not read this",
        (format!(
            "integration {integration}: give user {} a role that may read and write cases of the project",
            username.as_deref().unwrap_or_default(),
        ));
    RightMissing { integration, side: Side::Testrail, username, to_write: true } =>
        "the TestRail user may not do this",
        (format!(
            "integration {integration}: give user {} a role that may add and edit test cases, test runs and test results in the project (Administration → Users & Roles)",
            username.as_deref().unwrap_or_default(),
        ));
    ApiSwitchedOff { integration: _ } =>
        "TestRail's API is switched off",
        "switch it on in TestRail: Administration → Site Settings → API → Enable API";
    NoSuchTestOpsProject { integration: _, project } =>
        "there is no TestOps project {project} that the token's owner can see",
        "the id of a project is the number after `project/` in the address of TestOps";
    QueryRefused { integration: _, of_launches, said } =>
        (match said {
            Some(said) => format!("TestOps does not accept this AQL: {said}"),
            None => "TestOps does not accept this AQL".to_owned(),
        }),
        (format!(
            "try it in the search field of TestOps' {}, which says more",
            if *of_launches { "launches" } else { "test cases" },
        ));
    NotReadable { integration, side: Side::Testops, fault } =>
        "cannot read from TestOps" => transport_help(integration, *fault);
    NotReadable { integration, side: Side::Testrail, fault } =>
        "cannot read from TestRail" => transport_help(integration, *fault);
    CertificateRefused { integration, side, fingerprint, fault: CertificateFault::Unknown } =>
        (format!("the certificate of {} is not trusted", server_name(*side))),
        "name the server's certificate or its authority in `tls.caFile` of integration {integration}; or, if the administrator of the server confirms its fingerprint, write `tls: {{pin: \"{fingerprint}\"}}`";
    CertificateRefused { integration, side, fingerprint, fault: CertificateFault::Invalid } =>
        (format!("the certificate of {} is not valid", server_name(*side))),
        "let it be renewed; or, if the administrator of the server confirms its fingerprint, write `tls: {{pin: \"{fingerprint}\"}}` in integration {integration}";
    CertificateRefused { integration, side, fingerprint, fault: CertificateFault::NotPinned } =>
        (format!("the certificate of {} is not the pinned one", server_name(*side))),
        "if the administrator of the server confirms the new fingerprint, write `tls: {{pin: \"{fingerprint}\"}}` in integration {integration}";
    WritesNotRecorded { integration: _ } =>
        "not finished: the ledger cannot be written",
        "make room, or name another folder with --state-dir; the next apply does what was not begun";
    MarkerNotStored { integration: _, object, field } =>
        "TestRail stored {object} without its marker in {field}, so that nothing more is written",
        "the next apply would not find it: write its marker by hand, or delete {object} if it is new, and see that {field} belongs to the template and takes what is sent (Administration → Customizations)";
    ListingShort { integration: _, side: _, listing, found, expected } =>
        "the list of {listing} holds {found} and must hold {expected} at least: what is missing in it would be made twice",
        "run again; if it stays so, see whether the user may read all of it";
    SourceListingShort { integration: _, listing, found, expected } =>
        "TestOps' list of {listing} holds {found} and must hold {expected} at least: what is missing in it would be left out for good",
        "run again; if it stays so, see whether the owner of the token may read all of it";
    WritesStopped { integration: _ } => "not finished", "run again; the next apply does what was not begun";
}

fn server_name(side: Side) -> &'static str {
    match side {
        Side::Testops => "TestOps",
        Side::Testrail => "TestRail",
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
        SettingFault::NoScheme => "does not begin with https://",
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
        TransportFault::PlainHttp => format!(
            "the server speaks plain HTTP on this port: check the port in the endpoint of integration {integration}, or begin it with http:// if the way there is safe"
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
