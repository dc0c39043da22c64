//! Values for which the general words would not say enough.

use serde_json::Value;

use super::words;
use crate::field::BUILT_IN;
use crate::manifest::document::Document;
use crate::manifest::problem::Problem;
use crate::manifest::suggest;
use crate::model::CaseSource;

/// Complains about a value that the schema refuses, where there is more to say than that.
pub(super) fn problem(
    document: &Document,
    kind: &str,
    pointer: &str,
    value: &Value,
) -> Option<Problem> {
    let (message, help) = match (kind, pointer) {
        (
            "SyncConfig",
            "/spec/destination/suiteId" | "/spec/destination/sectionId" | "/spec/source/projectId",
        ) => labelled_id(&words::key(pointer), value.as_str()?)?,
        ("SyncConfig", "/spec/identity/field") => identity_field(value.as_str()?),
        ("SyncConfig", "/spec/identity/prefix") => prefix(value.as_str()?),
        ("SyncConfig", "/spec/destination/project") => blank("project", value.as_str()?),
        (_, "/metadata/name") => name(value.as_str()?),
        ("Integration", "/spec/version") => version(value)?,
        ("Mapping", _) => return mapping(document, pointer, value),
        _ => return None,
    };
    Some(document.error(pointer, message).help(help))
}

/// `S29`, `#310` and `group_id=310` hold the number that is asked for.
fn labelled_id(key: &str, text: &str) -> Option<(String, String)> {
    let start = text.find(|character: char| character.is_ascii_digit())?;
    let digits: &str = text[start..]
        .split(|character: char| !character.is_ascii_digit())
        .next()?;
    let is_only_number = start + digits.len() == text.trim_end().len() && start > 0;
    (is_only_number && digits.len() <= 15).then(|| {
        (
            format!("enter {digits}, not {}", shown(text)),
            format!("`{key}` takes the numeric part only: `{key}: {digits}`"),
        )
    })
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

fn identity_field(text: &str) -> (String, String) {
    (
        format!("the marker cannot stand in {}", words::quoted(text)),
        if text.eq_ignore_ascii_case("refs") || text == "references" {
            "write `refs`".to_owned()
        } else {
            "write `refs`, or the system name of a String field, which begins with `custom_`"
                .to_owned()
        },
    )
}

fn prefix(text: &str) -> (String, String) {
    const MAX: usize = 200;
    let (message, help) = if text.is_empty() {
        (
            "`prefix` is empty",
            "without a prefix any number would be taken for a marker: write one such as `ALLURE-`",
        )
    } else if text.chars().count() > MAX {
        (
            "`prefix` is longer than 200 characters",
            "a marker has to fit into 250 characters: write a short one such as `ALLURE-`",
        )
    } else if text.ends_with(|last: char| last.is_ascii_digit()) {
        (
            "`prefix` may not end in a digit",
            "the TestOps id follows it directly, so nobody could tell where it begins: end it in `-`",
        )
    } else {
        (
            "`prefix` may not hold commas, blanks or line breaks",
            "they divide the entries of `refs`: write a prefix without them, such as `ALLURE-`",
        )
    };
    (message.to_owned(), help.to_owned())
}

fn name(text: &str) -> (String, String) {
    if text.trim().is_empty() {
        return blank("name", text);
    }
    (
        "`name` is too long, begins or ends with a blank, or holds a line break".to_owned(),
        "write a short name on one line, such as `checkout-regression`".to_owned(),
    )
}

fn blank(key: &str, text: &str) -> (String, String) {
    let message = if text.is_empty() {
        format!("`{key}` is empty")
    } else {
        format!("`{key}` holds nothing but blanks")
    };
    (message, "write a name".to_owned())
}

fn version(value: &Value) -> Option<(String, String)> {
    let text = match value {
        Value::String(text) if text.is_empty() => "an empty text".to_owned(),
        Value::String(text) => words::quoted(text),
        _ => return None,
    };
    Some((
        format!("{text} is no version of TestRail"),
        "write it as the foot of TestRail's pages shows it, in quotes: \"7.5\"".to_owned(),
    ))
}

/// A field that a mapping cannot name.
pub(super) fn unknown_target(document: &Document, pointer: &str, key: &str) -> Problem {
    let targets = suggest::all_of(BUILT_IN.into_iter().chain(["custom_…"]));
    let is_word = key
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_');
    let help = if CaseSource::parse(key).is_some() {
        "the TestRail field stands on the left: `custom_preconds: precondition`".to_owned()
    } else if is_word {
        format!("the fields are {targets}; did you mean `custom_{key}`?")
    } else {
        "write the system name, not the label: it begins with `custom_` and holds letters, digits and `_`"
            .to_owned()
    };
    document
        .key_error(
            pointer,
            format!("nothing can be mapped to {}", words::quoted(key)),
        )
        .help(help)
}

fn mapping(document: &Document, pointer: &str, value: &Value) -> Option<Problem> {
    let path: Vec<&str> = pointer.split('/').skip(2).collect();
    match path.as_slice() {
        // The complaints about a whole row are those about what is in it.
        ["fields", _] if value.is_object() => None,
        ["fields", _] | ["fields", _, "from"] => source(document, pointer, value),
        ["fields", _, "default"] | ["fields", _, "values", _] => {
            let message = format!(
                "`{}` takes an option, not {}",
                words::key(pointer),
                words::found(value)
            );
            let help = "name the option by its number (`2` and `custom_2` both mean option 2) or by its name";
            Some(document.error(pointer, message).help(help))
        }
        ["results", "statuses", _] => {
            let (message, help) = result_status(&words::key(pointer), value)?;
            Some(document.error(pointer, message).help(help))
        }
        _ => None,
    }
}

/// What is no source.
fn source(document: &Document, pointer: &str, value: &Value) -> Option<Problem> {
    let name = match value {
        Value::Array(items) if items.is_empty() => {
            let message = format!("`{}` names no source", words::key(pointer));
            return Some(document.error(pointer, message).help(sources()));
        }
        Value::Array(items) => {
            return items
                .iter()
                .enumerate()
                .find_map(|(index, item)| source(document, &format!("{pointer}/{index}"), item));
        }
        Value::String(name) if CaseSource::parse(name).is_some() => return None,
        Value::String(name) => name,
        other => {
            let message = format!(
                "`{}` takes a source, not {}",
                words::key(pointer),
                words::found(other)
            );
            return Some(document.error(pointer, message).help(sources()));
        }
    };
    let help = match suggest::nearest(name, CaseSource::names()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => sources(),
    };
    let message = format!("there is no source {}", words::quoted(name));
    Some(document.error(pointer, message).help(help))
}

fn sources() -> String {
    let names = CaseSource::names().chain(["customField.NAME"]);
    format!(
        "the sources are {}",
        suggest::all_of(names.collect::<Vec<_>>())
    )
}

fn result_status(key: &str, value: &Value) -> Option<(String, String)> {
    const STATUSES: [&str; 4] = ["passed", "blocked", "retest", "failed"];
    if value == "untested" || value == 3 {
        return Some((
            format!("`{key}` cannot become untested"),
            "TestRail refuses results with status untested (3); choose another, such as `retest`"
                .to_owned(),
        ));
    }
    let help = match value
        .as_str()
        .and_then(|text| suggest::nearest(text, STATUSES))
    {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name it by its system name, such as `passed` or `custom_status1`, or by its id"
            .to_owned(),
    };
    (!value.is_null()).then(|| {
        (
            format!(
                "`{key}` takes a TestRail status, not {}",
                words::found(value)
            ),
            help,
        )
    })
}
