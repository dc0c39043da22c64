//! Words about values that may come from outside of a manifest, addresses of servers, and paths.

use std::fmt;

use super::manifest::did_you_mean;
use crate::diagnostic::{FoundValue, Refused, Setting, SettingCode};

words! { SettingCode:
    LiteralSecret { setting } =>
        "`{setting}` is a secret and may not be in a manifest",
        (format!("{}; whoever can read the repository may have seen this one, so make a new one", origin(*setting)));
    SettingEmpty { setting, is_blank: true } => "`{setting}` is empty", (origin(*setting));
    SettingEmpty { setting, is_blank: false } => "`{setting}` has no value", (origin(*setting));
    SettingWithoutOrigin { setting } => "`{setting}` does not say where it comes from", (origin(*setting));
    SettingOfWrongType { setting, found } => (of_wrong_type(*setting, found)), (origin(*setting));
    SettingFromTwoPlaces { setting } => "`{setting}` comes from two places", "keep `env` or `file`, not both";
    UnknownSettingKey { setting, key: Some(key), similar } =>
        "there is no key `{key}` here" => did_you_mean(similar.as_ref()).or(Some(origin(*setting)));
    UnknownSettingKey { setting, key: None, similar } =>
        "this key does not belong here" => did_you_mean(similar.as_ref()).or(Some(origin(*setting)));
    NotAVariable { setting } =>
        "`env` takes the name of an environment variable",
        "names hold letters, digits and `_`, such as `{setting}: {{env: MY_VARIABLE}}`";
    NotAPath => "`file` takes a path", "relative paths start at the manifest's folder";
    OutsideWithoutFile =>
        "`outside` does not belong beside `env`",
        "remove it: it lets the path of a `file` leave the manifest's folder";
    OutsideNotBoolean =>
        "`outside` takes true or false",
        "write `outside: true` if the path may leave the manifest's folder; otherwise remove it";
    PathLeavesFolder { setting, link: None } =>
        "this path leads out of the manifest's folder",
        "move the file into the folder, or allow it: `{setting}: {{file: PATH, outside: true}}`";
    PathLeavesFolder { setting, link: Some(link) } =>
        "this path leads out of the manifest's folder, through a link to {link}",
        "move the file into the folder, or allow it: `{setting}: {{file: PATH, outside: true}}`";
    NotAnAddress { similar: Some(similar) } => "`endpoint` is no web address", "did you mean `{similar}`?";
    NotAnAddress { similar: None } =>
        "`endpoint` is no web address", "write the whole address, such as https://example.testrail.io/";
    AddressOfOtherScheme { scheme } =>
        "`endpoint` begins with {scheme}://", "write an address that begins with https://";
    AddressWithCredentials =>
        "`endpoint` holds credentials",
        "remove them from the address; they belong under `credentials`, as `{{env: NAME}}`";
    AddressOfPage { server } => "`endpoint` is the address of one page, not of the server", "write {server}";
    AddressNotEncrypted =>
        "`endpoint` is not encrypted: whoever is on the way can read the credentials",
        "use https:// where the server offers it";
    NotAllowed { setting, what: Refused::Host(host) } =>
        "`{setting}` leads to {host}, which is none of the allowed hosts",
        "if it is right, add `--allow-host {host}` where railwright is run, or to RAILWRIGHT_ALLOW_HOST";
    NotAllowed { setting, what: Refused::Variable(name) } =>
        "`{setting}` comes from {name}, which is none of the allowed variables",
        "if it is right, add `--allow-env {name}` where railwright is run, or to RAILWRIGHT_ALLOW_ENV";
    NotAllowed { setting, what: Refused::File(path) } =>
        "`{setting}` comes from {path}, which is none of the allowed files",
        "if it is right, add `--allow-file {path}` where railwright is run, or to RAILWRIGHT_ALLOW_FILE";
}

fn of_wrong_type(setting: Setting, found: &FoundValue) -> String {
    let wanted = if setting.is_secret() {
        "`{env: NAME}` or `{file: PATH}`"
    } else {
        "text"
    };
    // Not repeated: it may be the secret itself.
    let found = match found {
        FoundValue::List => "a list",
        _ => "a number or a truth value",
    };
    format!("`{setting}` takes {wanted}, not {found}")
}

/// How a setting says where it comes from.
fn origin(setting: Setting) -> String {
    let variable = match setting {
        Setting::Endpoint => "TESTRAIL_URL",
        Setting::Username => "TESTRAIL_USERNAME",
        Setting::ApiKey => "TESTRAIL_API_KEY",
        Setting::Token => "TESTOPS_TOKEN",
        Setting::CaFile => "TESTRAIL_CA",
    };
    let by_variable = format!("`{setting}: {{env: {variable}}}`");
    if setting.is_secret() {
        format!("name where it comes from: {by_variable} or `{setting}: {{file: PATH}}`")
    } else {
        format!("write the value, or name where it comes from: {by_variable}")
    }
}

/// The key of a manifest.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Endpoint => "endpoint",
            Self::Username => "username",
            Self::ApiKey => "apiKey",
            Self::Token => "token",
            Self::CaFile => "caFile",
        })
    }
}
