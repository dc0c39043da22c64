//! Values for which the general codes would not say enough.

use serde_json::Value;

use super::{key_of, nearest};
use crate::diagnostic::{Code, FoundValue, ManifestCode, MappingCode, PrefixFault};
use crate::manifest::found::{found, shortened};
use crate::model::CaseSource;

/// What to say about a value that the schema refuses, where there is more to say than that.
pub(super) fn code(kind: &str, pointer: &str, value: &Value) -> Option<Code> {
    let code = match (kind, pointer) {
        (
            "SyncConfig",
            "/spec/destination/suiteId" | "/spec/destination/sectionId" | "/spec/source/projectId",
        ) => labelled_id(key_of(pointer), value.as_str()?)?,
        ("SyncConfig", "/spec/identity/field") => ManifestCode::MarkerFieldInvalid {
            found: shortened(value.as_str()?),
        },
        ("SyncConfig", "/spec/identity/prefix") => ManifestCode::PrefixInvalid {
            fault: prefix_fault(value.as_str()?),
        },
        ("SyncConfig", "/spec/destination/project") => blank(key_of(pointer), value.as_str()?),
        (_, "/metadata/name") => match value.as_str()? {
            name if name.trim().is_empty() => blank(key_of(pointer), name),
            _ => ManifestCode::NameInvalid,
        },
        ("Integration", "/spec/version") => {
            let found = found(value);
            matches!(found, FoundValue::Text(_)).then_some(ManifestCode::NotAVersion { found })?
        }
        ("Mapping", _) => return mapping(pointer, value).map(Code::from),
        _ => return None,
    };
    Some(code.into())
}

/// `S29`, `#310` and `group_id=310` hold the number that is asked for.
fn labelled_id(key: String, text: &str) -> Option<ManifestCode> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let digits: &str = text[start..]
        .split(|character: char| !character.is_ascii_digit())
        .next()?;
    let is_only_number = start + digits.len() == text.trim_end().len() && start > 0;
    (is_only_number && digits.len() <= 15).then(|| ManifestCode::IdWithLabel {
        key,
        found: shortened(text),
        id: digits.to_owned(),
    })
}

fn prefix_fault(text: &str) -> PrefixFault {
    const MAX: usize = 200;
    if text.is_empty() {
        PrefixFault::Empty
    } else if text.chars().count() > MAX {
        PrefixFault::TooLong
    } else if text.ends_with(|last: char| last.is_ascii_digit()) {
        PrefixFault::EndsInDigit
    } else {
        PrefixFault::HoldsSeparator
    }
}

fn blank(key: String, text: &str) -> ManifestCode {
    ManifestCode::Blank {
        key,
        is_empty: text.is_empty(),
    }
}

/// A field that a mapping cannot name.
pub(super) fn unknown_target(key: &str) -> MappingCode {
    MappingCode::UnknownTarget {
        field: shortened(key),
        is_source: CaseSource::parse(key).is_some(),
        is_word: is_word(key),
    }
}

fn mapping(pointer: &str, value: &Value) -> Option<MappingCode> {
    let key = || key_of(pointer);
    let path: Vec<&str> = pointer.split('/').skip(2).collect();
    match path.as_slice() {
        // What is said about a whole row is said about what is in it.
        ["fields", _] if value.is_object() => None,
        ["fields", _] | ["fields", _, "from"] => not_a_source(&key(), value),
        ["fields", _, "default"] | ["fields", _, "values", _] => Some(MappingCode::NotAnOption {
            key: key(),
            found: found(value),
        }),
        ["results", "statuses", _] => result_status(key(), value),
        _ => None,
    }
}

/// Which item of a list is no source, if it is only one of them.
pub(super) fn wrong_item(pointer: &str, value: &Value) -> Option<usize> {
    let is_sources = pointer.starts_with("/spec/fields/");
    let items = value.as_array().filter(|_| is_sources)?;
    items
        .iter()
        .position(|item| not_a_source("", item).is_some())
}

/// What is no source.
fn not_a_source(key: &str, value: &Value) -> Option<MappingCode> {
    match value {
        Value::Array(items) if items.is_empty() => Some(MappingCode::SourceMissing {
            key: key.to_owned(),
        }),
        Value::Array(items) => items.iter().find_map(|item| not_a_source(key, item)),
        Value::String(name) if CaseSource::parse(name).is_some() => None,
        Value::String(name) => Some(MappingCode::UnknownSource {
            source: shortened(name),
            similar: nearest(Some(value), CaseSource::names()),
        }),
        other => Some(MappingCode::NotASource {
            key: key.to_owned(),
            found: found(other),
        }),
    }
}

fn is_word(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

fn result_status(key: String, value: &Value) -> Option<MappingCode> {
    const STATUSES: [&str; 4] = ["passed", "blocked", "retest", "failed"];
    if value == "untested" || value == 3 {
        return Some(MappingCode::ResultIsUntested { key });
    }
    (!value.is_null()).then(|| MappingCode::NotAResultStatus {
        key,
        found: found(value),
        similar: nearest(Some(value), STATUSES),
    })
}
