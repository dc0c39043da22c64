//! What TestRail answers, as leniently as it can be read: unknown keys are nothing, most keys may be missing.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::Value;
use serde_json::value::RawValue;

/// The most rows that a page can have.
pub(super) const LIMIT: usize = 250;

/// One page of a list, or all of it on servers that do not page this list.
#[derive(Debug)]
pub(super) struct Page<T> {
    /// The rows.
    pub(super) items: Vec<T>,
    /// Whether there may be more.
    pub(super) more: bool,
}

/// Decodes a list, which is an envelope or a plain array depending on version and method. A null list is empty.
pub(super) fn page<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<Page<T>, serde_json::Error> {
    if body.trim_ascii_start().starts_with(b"[") {
        let items: Vec<T> = serde_json::from_slice(body)?;
        // Servers before 6.7 cut some plain lists and say nothing.
        let more = items.len() >= LIMIT;
        return Ok(Page { items, more });
    }
    let Envelope { items, links } = serde_json::from_slice(body)?;
    Ok(Page {
        items: items.unwrap_or_default(),
        // The link's text is not reliable, only whether there is one.
        more: links.and_then(|links| links.next).is_some(),
    })
}

/// The same for rows that keep nothing of the body.
pub(super) fn list<T: DeserializeOwned>(body: &[u8]) -> Result<Page<T>, serde_json::Error> {
    page(body)
}

#[derive(Deserialize)]
struct Envelope<T> {
    #[serde(
        rename = "cases",
        alias = "projects",
        alias = "suites",
        alias = "sections",
        alias = "templates",
        alias = "case_fields",
        alias = "result_fields",
        alias = "statuses",
        alias = "case_statuses",
        alias = "users",
        alias = "runs",
        alias = "tests",
        alias = "results",
        alias = "attachments",
        alias = "history",
        alias = "shared_steps",
        deserialize_with = "Option::deserialize",
        bound(deserialize = "T: Deserialize<'de>")
    )]
    items: Option<Vec<T>>,
    #[serde(rename = "_links")]
    links: Option<Links>,
}

#[derive(Deserialize)]
struct Links {
    next: Option<serde::de::IgnoredAny>,
}

/// A boolean, which TestRail also writes as 0 and 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flag(pub(super) bool);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Bool(flag) => flag,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        }))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Project {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(default)]
    pub(super) suite_mode: Option<u64>,
    #[serde(default)]
    pub(super) is_completed: Flag,
}

#[derive(Debug, Deserialize)]
pub(super) struct Suite {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) project_id: u64,
    #[serde(default)]
    pub(super) is_completed: Flag,
}

#[derive(Debug, Deserialize)]
pub(super) struct NamedSuite {
    pub(super) id: i64,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Section {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) suite_id: Option<u64>,
    pub(super) parent_id: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Template {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(default)]
    pub(super) is_default: Flag,
}

#[derive(Debug, Deserialize)]
pub(super) struct CaseStatus {
    pub(super) case_status_id: u64,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: u64,
    pub(super) name: String,
    /// A name; nothing that is planned depends on it.
    #[serde(default)]
    pub(super) role: Value,
    #[serde(default)]
    pub(super) is_admin: Flag,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Field {
    pub(super) system_name: String,
    pub(super) type_id: u64,
    #[serde(default)]
    pub(super) label: Option<String>,
    /// Absent on servers that list active fields only.
    pub(super) is_active: Option<Flag>,
    #[serde(default)]
    pub(super) configs: Option<Vec<Config>>,
    pub(super) include_all: Option<Flag>,
    pub(super) template_ids: Option<Vec<u64>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Config {
    #[serde(default)]
    pub(super) context: Context,
    #[serde(default)]
    pub(super) options: Options,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Context {
    #[serde(default)]
    pub(super) is_global: Flag,
    /// An array, null, or an empty text.
    #[serde(default)]
    pub(super) project_ids: Value,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Options {
    #[serde(default)]
    pub(super) is_required: Flag,
    #[serde(default)]
    pub(super) default_value: Value,
    /// One option a line, `1, Draft`; other shapes belong to types that are not mapped.
    #[serde(default)]
    pub(super) items: Value,
    #[serde(default)]
    pub(super) format: Option<String>,
    pub(super) has_expected: Option<Flag>,
}

/// A case with every value still as it is in the body, so that only what is wanted is ever decoded.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Case<'a>(#[serde(borrow)] HashMap<Cow<'a, str>, &'a RawValue>);

impl<'a> Case<'a> {
    /// The JSON of a key.
    pub(super) fn raw(&self, key: &str) -> Option<&'a str> {
        self.0.get(key).map(|raw| raw.get())
    }

    /// A key that every case has.
    pub(super) fn required<T: Deserialize<'a>>(
        &self,
        key: &'static str,
    ) -> Result<T, serde_json::Error> {
        let raw = self
            .raw(key)
            .ok_or_else(|| serde_json::Error::missing_field(key))?;
        serde_json::from_str(raw)
            .map_err(|error| serde_json::Error::custom(format!("`{key}` of a case: {error}")))
    }

    /// A key that may be missing, null or odd.
    pub(super) fn optional<T: Deserialize<'a>>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.raw(key)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(body: &str) -> Result<(Vec<u64>, bool), String> {
        let page = page::<Case<'_>>(body.as_bytes()).map_err(|error| error.to_string())?;
        let ids: Result<Vec<u64>, _> = page.items.iter().map(|case| case.required("id")).collect();
        Ok((ids.map_err(|error| error.to_string())?, page.more))
    }

    #[test]
    fn lists_come_in_envelopes_and_plain() {
        let next = r#""/api/v2/get_cases/1&limit=0&offset=250""#;
        let envelope = |next: &str, cases: &str| {
            format!(
                r#"{{"offset":0,"limit":250,"size":2,"_links":{{"next":{next},"prev":null}},"cases":{cases}}}"#
            )
        };
        let two = r#"[{"id":101,"new_in_2030":[]},{"id":102}]"#;
        assert_eq!(ids(&envelope("null", two)), Ok((vec![101, 102], false)));
        assert_eq!(ids(&envelope(next, two)), Ok((vec![101, 102], true)));
        assert_eq!(ids(&envelope("null", "null")), Ok((vec![], false)));
        assert_eq!(ids(two), Ok((vec![101, 102], false)));
        assert_eq!(ids("[]"), Ok((vec![], false)));
    }

    #[test]
    fn what_is_missing_is_named() {
        insta::assert_snapshot!(ids(r#"{"plans":[]}"#).expect_err("no cases"), @"missing field `cases` at line 1 column 12");
        insta::assert_snapshot!(ids(r#"[{"title":"x"}]"#).expect_err("no id"), @"missing field `id`");
        insta::assert_snapshot!(ids(r#"[{"id":"C7"}]"#).expect_err("no number"), @r#"`id` of a case: invalid type: string "C7", expected u64 at line 1 column 4"#);
    }

    #[test]
    fn a_flag_is_a_boolean_or_a_number() {
        for (json, expected) in [
            ("true", true),
            ("1", true),
            ("\"1\"", true),
            ("false", false),
            ("0", false),
            ("null", false),
            ("\"\"", false),
        ] {
            let Flag(flag) = serde_json::from_str(json).expect("a flag");
            assert_eq!(flag, expected, "{json}");
        }
    }
}
