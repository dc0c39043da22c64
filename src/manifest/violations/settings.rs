//! Settings: a value that may come from outside, and in the case of a secret must. What they hold may be a secret, so
//! that little of it is repeated.

use serde_json::{Map, Value};

use super::pointer_token;
use crate::diagnostic::{Diagnostic, Setting, SettingCode, nearest_name};
use crate::manifest::document::Document;
use crate::manifest::found::{found, shortened};
use crate::manifest::secrets::is_env_name;

/// Where settings are in an Integration.
const SETTINGS: [(&str, Setting); 4] = [
    ("/spec/endpoint", Setting::Endpoint),
    ("/spec/credentials/username", Setting::Username),
    ("/spec/credentials/apiKey", Setting::ApiKey),
    ("/spec/credentials/token", Setting::Token),
];

/// True for the pointer of a setting or of something in it.
pub(super) fn is_setting(pointer: &str) -> bool {
    SETTINGS.iter().any(|(at, _)| {
        pointer
            .strip_prefix(at)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Says what is wrong with the shape of all settings of an Integration.
pub(super) fn complain(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for (pointer, setting) in SETTINGS {
        let is_secret = setting.is_secret();
        let code = match document.value.pointer(pointer) {
            None => continue,
            Some(Value::Object(keys)) => {
                let origin = OriginKeys {
                    document,
                    pointer,
                    keys,
                };
                origin.complain(setting, diagnostics);
                continue;
            }
            Some(Value::String(text)) if !is_secret && !text.trim().is_empty() => continue,
            Some(Value::String(_)) if !is_secret => SettingCode::SettingEmpty {
                setting,
                is_blank: true,
            },
            Some(Value::String(_) | Value::Number(_) | Value::Bool(_)) if is_secret => {
                SettingCode::LiteralSecret { setting }
            }
            Some(Value::Null) => SettingCode::SettingEmpty {
                setting,
                is_blank: false,
            },
            Some(other) => SettingCode::SettingOfWrongType {
                setting,
                found: found(other),
            },
        };
        diagnostics.push(document.error(pointer, code));
    }
}

/// `{env: NAME}` or `{file: PATH}`, or what was meant as one.
struct OriginKeys<'a> {
    document: &'a Document,
    pointer: &'static str,
    keys: &'a Map<String, Value>,
}

impl OriginKeys<'_> {
    fn complain(&self, setting: Setting, diagnostics: &mut Vec<Diagnostic>) {
        const KEYS: [&str; 3] = ["env", "file", "outside"];
        let unknown = self.keys.keys().filter(|key| !KEYS.contains(&key.as_str()));
        let before = diagnostics.len();
        diagnostics.extend(unknown.map(|key| {
            let code = SettingCode::UnknownSettingKey {
                setting,
                // A key without a value may have been meant as the secret itself.
                key: (!self.keys[key].is_null()).then(|| shortened(key)),
                similar: nearest_name(key, KEYS).map(str::to_owned),
            };
            self.document.key_error(&self.below(key), code)
        }));
        let are_known = diagnostics.len() == before;
        diagnostics.extend(self.origin(setting, are_known));
        diagnostics.extend(self.outside());
    }

    fn below(&self, key: &str) -> String {
        format!("{}/{}", self.pointer, pointer_token(key))
    }

    fn error(&self, key: &str, code: SettingCode) -> Diagnostic {
        self.document.error(&self.below(key), code)
    }

    /// What is wrong with `env` and `file`. Their values are not repeated: they may be the secret itself.
    fn origin(&self, setting: Setting, are_known: bool) -> Option<Diagnostic> {
        match (self.keys.get("env"), self.keys.get("file")) {
            (Some(_), Some(_)) => {
                let code = SettingCode::SettingFromTwoPlaces { setting };
                Some(self.document.key_error(&self.below("file"), code))
            }
            (None, None) if are_known => {
                let code = SettingCode::SettingWithoutOrigin { setting };
                Some(self.document.error(self.pointer, code))
            }
            (Some(env), None) if !env.as_str().is_some_and(is_env_name) => {
                Some(self.error("env", SettingCode::NotAVariable { setting }))
            }
            (None, Some(file)) if file.as_str().is_none_or(str::is_empty) => {
                Some(self.error("file", SettingCode::NotAPath))
            }
            _ => None,
        }
    }

    fn outside(&self) -> Option<Diagnostic> {
        let outside = self.keys.get("outside")?;
        if self.keys.contains_key("env") {
            let code = SettingCode::OutsideWithoutFile;
            return Some(self.document.key_error(&self.below("outside"), code));
        }
        // Not repeated: it may be the secret itself.
        (!outside.is_boolean()).then(|| self.error("outside", SettingCode::OutsideNotBoolean))
    }
}
