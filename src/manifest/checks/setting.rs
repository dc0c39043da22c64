//! Settings: a value that may come from outside, and in the case of a secret must.

use serde_json::{Map, Value};

use super::path;
use crate::diagnostic::nearest_name;
use crate::manifest::document::{Document, is_env_name};
use crate::manifest::problem::Problem;

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

/// Complains about all settings of an Integration.
pub(super) fn check(document: &Document, problems: &mut Vec<Problem>) {
    for (pointer, is_secret) in SETTINGS {
        let Some(value) = document.value.pointer(pointer) else {
            continue;
        };
        let setting = Setting {
            document,
            pointer,
            is_secret,
        };
        match value {
            Value::Object(origin) => setting.origin(origin, problems),
            Value::String(text) if !is_secret => {
                if text.trim().is_empty() {
                    problems.push(setting.error("", "is empty").help(setting.example()));
                }
            }
            Value::String(_) | Value::Number(_) | Value::Bool(_) if is_secret => {
                problems.push(setting.literal_secret());
            }
            Value::Null => problems.push(setting.error("", "has no value").help(setting.example())),
            other => problems.push(setting.wrong(other)),
        }
    }
}

struct Setting<'a> {
    document: &'a Document,
    pointer: &'static str,
    is_secret: bool,
}

impl Setting<'_> {
    fn key(&self) -> &'static str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }

    fn error(&self, below: &str, what: &str) -> Problem {
        let message = format!("`{}` {what}", self.key());
        self.document
            .error(&format!("{}{below}", self.pointer), message)
    }

    fn example(&self) -> String {
        let key = self.key();
        let name = match key {
            "endpoint" => "TESTRAIL_URL",
            "username" => "TESTRAIL_USERNAME",
            "apiKey" => "TESTRAIL_API_KEY",
            _ => "TESTOPS_TOKEN",
        };
        if self.is_secret {
            format!("name where it comes from: `{key}: {{env: {name}}}` or `{key}: {{file: PATH}}`")
        } else {
            format!("write the value, or name where it comes from: `{key}: {{env: {name}}}`")
        }
    }

    fn literal_secret(&self) -> Problem {
        self.error("", "is a secret and may not stand in a manifest")
            .help(format!(
                "{}; whoever can read the repository may have seen this one, so make a new one",
                self.example()
            ))
    }

    fn wrong(&self, value: &Value) -> Problem {
        let found = match value {
            Value::Array(_) => "a list".to_owned(),
            _ => "a number or a truth value".to_owned(),
        };
        let expected = if self.is_secret {
            "`{env: NAME}` or `{file: PATH}`"
        } else {
            "text"
        };
        self.error("", &format!("takes {expected}, not {found}"))
            .help(self.example())
    }

    /// Complains about `{env: NAME}` and `{file: PATH}`.
    fn origin(&self, origin: &Map<String, Value>, problems: &mut Vec<Problem>) {
        const KEYS: [&str; 3] = ["env", "file", "outside"];
        let unknown: Vec<&String> = origin
            .keys()
            .filter(|key| !KEYS.contains(&key.as_str()))
            .collect();
        for key in &unknown {
            let at = format!(
                "{}/{}",
                self.pointer,
                key.replace('~', "~0").replace('/', "~1")
            );
            // A key without a value may have been meant as the secret itself.
            let message = if origin[*key].is_null() {
                "this key does not belong here".to_owned()
            } else {
                let shown: String = key.chars().take(40).collect();
                format!("there is no key `{shown}` here")
            };
            let problem = self.document.key_error(&at, message);
            problems.push(problem.help(match nearest_name(key, KEYS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => self.example(),
            }));
        }
        match (origin.get("env"), origin.get("file")) {
            (Some(_), Some(_)) => {
                let problem = self.document.key_error(
                    &format!("{}/file", self.pointer),
                    format!("`{}` comes from two places", self.key()),
                );
                problems.push(problem.help("keep `env` or `file`, not both"));
            }
            (None, None) if unknown.is_empty() => {
                problems.push(
                    self.error("", "does not say where it comes from")
                        .help(self.example()),
                );
            }
            (None, None) => {}
            (Some(env), None) => {
                if !env.as_str().is_some_and(is_env_name) {
                    // Not repeated: it may be the secret itself.
                    let message = "`env` takes the name of an environment variable";
                    let problem = self
                        .document
                        .error(&format!("{}/env", self.pointer), message);
                    problems.push(problem.help(format!(
                        "names hold letters, digits and `_`, such as `{}: {{env: MY_VARIABLE}}`",
                        self.key()
                    )));
                }
            }
            (None, Some(file)) => {
                problems.extend(self.file(file, origin.get("outside")));
            }
        }
        problems.extend(
            origin
                .get("outside")
                .and_then(|outside| self.outside(outside, origin.contains_key("env"))),
        );
    }

    fn file(&self, file: &Value, outside: Option<&Value>) -> Option<Problem> {
        let pointer = format!("{}/file", self.pointer);
        let Some(path) = file.as_str().filter(|path| !path.is_empty()) else {
            let problem = self.document.error(&pointer, "`file` takes a path");
            return Some(problem.help("relative paths start at the manifest's folder"));
        };
        // What is neither true nor false has its own complaint.
        if outside.is_some_and(|outside| outside != &Value::Bool(false)) {
            return None;
        }
        let allow = format!("`{}: {{file: PATH, outside: true}}`", self.key());
        path::check(self.document, &pointer, path, &allow)
    }

    fn outside(&self, outside: &Value, has_env: bool) -> Option<Problem> {
        let pointer = format!("{}/outside", self.pointer);
        if has_env {
            let problem = self
                .document
                .key_error(&pointer, "`outside` does not belong beside `env`");
            return Some(
                problem.help("remove it: it lets the path of a `file` leave the manifest's folder"),
            );
        }
        (!outside.is_boolean()).then(|| {
            // Not repeated: it may be the secret itself.
            self.document
                .error(&pointer, "`outside` takes true or false")
                .help("write `outside: true` if the path may leave the manifest's folder; otherwise remove it")
        })
    }
}
