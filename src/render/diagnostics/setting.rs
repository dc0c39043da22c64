//! Words about values that may come from outside of a manifest, addresses of servers, and paths.

use std::fmt;

use super::Words;
use super::manifest::did_you_mean;
use crate::diagnostic::{FoundValue, Setting, SettingCode};

pub(super) fn words(code: &SettingCode) -> Words {
    match code {
        SettingCode::LiteralSecret { setting } => Words::new(
            format!("`{setting}` is a secret and may not be in a manifest"),
            format!(
                "{}; whoever can read the repository may have seen this one, so make a new one",
                origin(setting)
            ),
        ),
        SettingCode::SettingEmpty { setting, is_blank } => Words::new(
            match is_blank {
                true => format!("`{setting}` is empty"),
                false => format!("`{setting}` has no value"),
            },
            origin(setting),
        ),
        SettingCode::SettingWithoutOrigin { setting } => Words::new(
            format!("`{setting}` does not say where it comes from"),
            origin(setting),
        ),
        SettingCode::SettingOfWrongType { setting, found } => Words::new(
            format!(
                "`{setting}` takes {}, not {}",
                match setting.is_secret() {
                    true => "`{env: NAME}` or `{file: PATH}`",
                    false => "text",
                },
                match found {
                    FoundValue::List => "a list",
                    _ => "a number or a truth value",
                }
            ),
            origin(setting),
        ),
        SettingCode::SettingFromTwoPlaces { setting } => Words::new(
            format!("`{setting}` comes from two places"),
            "keep `env` or `file`, not both",
        ),
        SettingCode::UnknownSettingKey {
            setting,
            key,
            similar,
        } => Words::new(
            match key {
                Some(key) => format!("there is no key `{key}` here"),
                None => "this key does not belong here".to_owned(),
            },
            did_you_mean(similar).unwrap_or_else(|| origin(setting)),
        ),
        SettingCode::NotAVariable { setting } => Words::new(
            "`env` takes the name of an environment variable",
            format!(
                "names hold letters, digits and `_`, such as `{setting}: {{env: MY_VARIABLE}}`"
            ),
        ),
        SettingCode::NotAPath => Words::new(
            "`file` takes a path",
            "relative paths start at the manifest's folder",
        ),
        SettingCode::OutsideWithoutFile => Words::new(
            "`outside` does not belong beside `env`",
            "remove it: it lets the path of a `file` leave the manifest's folder",
        ),
        SettingCode::OutsideNotBoolean => Words::new(
            "`outside` takes true or false",
            "write `outside: true` if the path may leave the manifest's folder; otherwise remove it",
        ),
        SettingCode::PathLeavesFolder { setting, link } => Words::new(
            format!(
                "this path leads out of the manifest's folder{}",
                link.as_ref()
                    .map(|link| format!(", through a link to {link}"))
                    .unwrap_or_default()
            ),
            format!(
                "move the file into the folder, or allow it: `{setting}: {{file: PATH, outside: true}}`"
            ),
        ),
        SettingCode::NotAnAddress { similar } => Words::new(
            "`endpoint` is no web address",
            did_you_mean(similar).unwrap_or_else(|| {
                "write the whole address, such as https://example.testrail.io/".to_owned()
            }),
        ),
        SettingCode::AddressOfOtherScheme { scheme } => Words::new(
            format!("`endpoint` begins with {scheme}://"),
            "write an address that begins with https://",
        ),
        SettingCode::AddressWithCredentials => Words::new(
            "`endpoint` holds credentials",
            "remove them from the address; they belong under `credentials`, as `{env: NAME}`",
        ),
        SettingCode::AddressOfPage { server } => Words::new(
            "`endpoint` is the address of one page, not of the server",
            format!("write {server}"),
        ),
        SettingCode::AddressNotEncrypted => Words::new(
            "`endpoint` is not encrypted: whoever is on the way can read the credentials",
            "use https:// where the server offers it",
        ),
    }
}

/// How a setting says where it comes from.
fn origin(setting: &Setting) -> String {
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
