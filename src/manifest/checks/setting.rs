//! Settings: a value that may come from outside, and in the case of a secret must.

use serde_json::{Map, Value};

use super::path;
use crate::diagnostic::{Diagnostic, SettingCode, nearest_name};
use crate::manifest::document::{Document, is_env_name};
use crate::manifest::found;

/// Where settings stand in an Integration, and whether they are secrets.
const SETTINGS: [(&str, bool); 4] = [
    ("/spec/endpoint", false),
    ("/spec/credentials/username", false),
    ("/spec/credentials/apiKey", true),
    ("/spec/credentials/token", true),
];

/// True for the pointer of a setting or of something in it.
pub(in crate::manifest) fn is_setting(pointer: &str) -> bool {
    SETTINGS.iter().any(|(setting, _)| {
        pointer
            .strip_prefix(setting)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Checks all settings of an Integration.
pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for (pointer, is_secret) in SETTINGS {
        let Some(value) = document.value.pointer(pointer) else {
            continue;
        };
        let setting = Setting { document, pointer };
        let code = match value {
            Value::Object(origin) => {
                setting.origin(origin, diagnostics);
                continue;
            }
            Value::String(text) if !is_secret => {
                if !text.trim().is_empty() {
                    continue;
                }
                SettingCode::SettingEmpty {
                    setting: setting.key(),
                    is_blank: true,
                }
            }
            Value::String(_) | Value::Number(_) | Value::Bool(_) if is_secret => {
                SettingCode::LiteralSecret {
                    setting: setting.key(),
                }
            }
            Value::Null => SettingCode::SettingEmpty {
                setting: setting.key(),
                is_blank: false,
            },
            other => SettingCode::SettingOfWrongType {
                setting: setting.key(),
                found: found::found(other),
            },
        };
        diagnostics.push(document.error(pointer, code));
    }
}

struct Setting<'a> {
    document: &'a Document,
    pointer: &'static str,
}

impl Setting<'_> {
    fn key(&self) -> String {
        self.pointer
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned()
    }

    fn below(&self, key: &str) -> String {
        let key = key.replace('~', "~0").replace('/', "~1");
        format!("{}/{key}", self.pointer)
    }

    /// Checks `{env: NAME}` and `{file: PATH}`.
    fn origin(&self, origin: &Map<String, Value>, diagnostics: &mut Vec<Diagnostic>) {
        const KEYS: [&str; 3] = ["env", "file", "outside"];
        let unknown: Vec<&String> = origin
            .keys()
            .filter(|key| !KEYS.contains(&key.as_str()))
            .collect();
        for key in &unknown {
            let code = SettingCode::UnknownSettingKey {
                setting: self.key(),
                // A key without a value may have been meant as the secret itself.
                key: (!origin[*key].is_null()).then(|| found::shortened(key)),
                similar: nearest_name(key, KEYS).map(str::to_owned),
            };
            diagnostics.push(self.document.key_error(&self.below(key), code));
        }
        let setting = self.key();
        match (origin.get("env"), origin.get("file")) {
            (Some(_), Some(_)) => {
                let code = SettingCode::SettingFromTwoPlaces { setting };
                diagnostics.push(self.document.key_error(&self.below("file"), code));
            }
            (None, None) if unknown.is_empty() => {
                let code = SettingCode::SettingWithoutOrigin { setting };
                diagnostics.push(self.document.error(self.pointer, code));
            }
            (None, None) => {}
            (Some(env), None) => {
                if !env.as_str().is_some_and(is_env_name) {
                    // Not repeated: it may be the secret itself.
                    let code = SettingCode::NotAVariable { setting };
                    diagnostics.push(self.document.error(&self.below("env"), code));
                }
            }
            (None, Some(file)) => {
                diagnostics.extend(self.file(file, origin.get("outside")));
            }
        }
        diagnostics.extend(
            origin
                .get("outside")
                .and_then(|outside| self.outside(outside, origin.contains_key("env"))),
        );
    }

    fn file(&self, file: &Value, outside: Option<&Value>) -> Option<Diagnostic> {
        let pointer = self.below("file");
        let Some(path) = file.as_str().filter(|path| !path.is_empty()) else {
            return Some(self.document.error(&pointer, SettingCode::NotAPath));
        };
        // What is neither true nor false is named by itself.
        if outside.is_some_and(|outside| outside != &Value::Bool(false)) {
            return None;
        }
        path::check(self.document, &pointer, path, &self.key())
    }

    fn outside(&self, outside: &Value, has_env: bool) -> Option<Diagnostic> {
        let pointer = self.below("outside");
        if has_env {
            let code = SettingCode::OutsideWithoutFile;
            return Some(self.document.key_error(&pointer, code));
        }
        // Not repeated: it may be the secret itself.
        (!outside.is_boolean()).then(|| {
            self.document
                .error(&pointer, SettingCode::OutsideNotBoolean)
        })
    }
}
