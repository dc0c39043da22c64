//! Values for which the general words would not say enough.

use serde_json::Value;

use super::words;
use crate::diagnostic::nearest_name;
use crate::manifest::document::Document;
use crate::manifest::problem::Problem;

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
        ("Mapping", _) => mapping(pointer, value)?,
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

fn mapping(pointer: &str, value: &Value) -> Option<(String, String)> {
    if pointer.starts_with("/spec/fields/") {
        return field(&words::key(pointer), value);
    }
    if pointer.starts_with("/spec/results/") {
        return result_status(&words::key(pointer), value);
    }
    let is_option = pointer == "/spec/status/default"
        || (pointer.starts_with("/spec/status/values/") && pointer.ends_with("/targetId"));
    if is_option {
        return Some((
            format!(
                "`{}` takes an option, not {}",
                words::key(pointer),
                words::found(value)
            ),
            "name the option by its number: `2` and `custom_2` both mean option 2".to_owned(),
        ));
    }
    (pointer == "/spec/status/field" && value.is_string()).then(|| {
        (
            format!(
                "{} is no system name of a TestRail field",
                words::found(value)
            ),
            "write the system name, such as `custom_status`".to_owned(),
        )
    })
}

/// A field of a mapping that does not begin with `custom_`.
fn field(key: &str, value: &Value) -> Option<(String, String)> {
    let Value::String(text) = value else {
        return Some((
            format!(
                "`{key}` takes the system name of a TestRail field, not {}",
                words::found(value)
            ),
            "it begins with `custom_`".to_owned(),
        ));
    };
    let is_word = text
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_');
    if text.is_empty() {
        return None;
    }
    Some(if is_word && !text.starts_with("custom_") {
        (
            format!("{} has no `custom_` in front", words::quoted(text)),
            format!("a field can be mapped to custom fields only; did you mean `custom_{text}`?"),
        )
    } else {
        (
            format!("{} is no system name of a TestRail field", words::quoted(text)),
            "write the system name, not the label: it begins with `custom_` and holds letters, digits and `_`"
                .to_owned(),
        )
    })
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
    let help = match value.as_str().and_then(|text| nearest_name(text, STATUSES)) {
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
