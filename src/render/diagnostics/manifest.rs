//! Words about documents: their shape, their names, and single values.

use std::fmt;

use super::quoted_list;
use crate::diagnostic::{FoundValue, Limit, ManifestCode, PrefixFault, ValueType};

words! { ManifestCode:
    NotAMapping { found } =>
        "a manifest is a mapping, not {found}",
        "it begins with `apiVersion: railwright/v1` and has `kind`, `metadata` and `spec`";
    NotAManifest =>
        "this is no manifest: it has neither `apiVersion` nor `kind`",
        "add `apiVersion: railwright/v1` and `kind`; if it belongs to another tool, keep it out of the folder of the manifests";
    UnknownApiVersion { found: None, known } => "`apiVersion` is missing", "write `apiVersion: {known}`";
    UnknownApiVersion { found: Some(found), known } =>
        (format!("there is no version {} of manifests", named(found))), "write `apiVersion: {known}`";
    UnknownKind { found: None, known, .. } =>
        "`kind` is missing", (format!("say what this document declares: {}", quoted_list(known, "or")));
    UnknownKind { found: Some(FoundValue::Text(kind)), similar, known } =>
        "there is no kind `{kind}`" => did_you_mean(similar.as_ref()).or_else(|| Some(takes_one_of(known)));
    UnknownKind { found: Some(found), known, .. } => "`kind` takes text, not {found}", (takes_one_of(known));
    UnknownIntegrationType { found: None, .. } =>
        "`type` is missing in `spec`", "add `type: testrail` or `type: testops`";
    UnknownIntegrationType { found: Some(found), similar, known } =>
        (format!("there is no integration of type {}", named(found)))
        => did_you_mean(similar.as_ref()).or_else(|| Some(format!("the types are {}", quoted_list(known, "and"))));
    KeyRepeated { key, first } => "the key `{key}` is repeated", "remove one of the two; the other is at {first}";
    UnknownKey { key, similar: None, known } if known.is_empty() => "there is no key `{key}` here", "remove it";
    UnknownKey { key, similar, known } =>
        "there is no key `{key}` here"
        => did_you_mean(similar.as_ref()).or_else(|| Some(format!("the keys here are {}", quoted_list(known, "and"))));
    KeyMissing { key, parent, example, described } =>
        (match parent {
            Some(parent) => format!("`{key}` is missing in `{parent}`"),
            None => format!("`{key}` is missing"),
        }),
        (match (example, described) {
            (Some(example), Some(text)) => format!("add `{key}: {example}`: {text}"),
            (None, Some(text)) => format!("add `{key}`: {text}"),
            (_, None) => format!("add `{key}`"),
        });
    WrongType { key, expected, found: FoundValue::Nothing, .. } =>
        "`{key}` has no value", (format!("it takes {}", type_names(expected)));
    WrongType { key, expected, found, described } =>
        (format!("`{key}` takes {}, not {found}", type_names(expected)))
        => retyped(expected, found).or_else(|| described.clone());
    NotOneOf { key, found, similar, known } =>
        (format!("`{key}` cannot be {}", named(found)))
        => did_you_mean(similar.as_ref()).or_else(|| Some(takes_one_of(known)));
    OutOfLimits { key, limit: Limit::AtLeast(least), found, described } =>
        "`{key}` must be at least {least}, and this is {found}" => described.clone();
    OutOfLimits { key, limit: Limit::AtMost(most), found, described } =>
        "`{key}` must be at most {most}, and this is {found}" => described.clone();
    OutOfLimits { key, limit: Limit::NotEmpty, described, .. } => "`{key}` is empty" => described.clone();
    OutOfLimits { key, limit: Limit::Characters(most), described, .. } =>
        "`{key}` is longer than {most} characters" => described.clone();
    ValueRefused { key, found, described } => "`{key}` cannot be {found}" => described.clone();
    TooManyFaults { limit } =>
        "this document has {limit} faults or more", "only the first {limit} are listed; fix these first";
    NameRepeated { kind, name, first } =>
        "there are two documents of kind {kind} named `{name}`", "rename one of them; the first is at {first}";
    UnknownName { kind, name, similar, known } =>
        "there is no {kind} named `{name}`"
        => did_you_mean(similar.as_ref()).or_else(|| choose(known)).or_else(|| {
            Some(format!("declare it, and give its file to this command: `kind: {kind}`"))
        });
    IntegrationOfOtherType { name, found, wanted, known } =>
        "`{name}` is of type {found}, and this takes one of type {wanted}"
        => choose(known).or_else(|| Some(format!("declare an Integration of type {wanted}")));
    Blank { key, is_empty: true } => "`{key}` is empty", "write a name";
    Blank { key, is_empty: false } => "`{key}` holds nothing but blanks", "write a name";
    NameInvalid =>
        "`name` is too long, begins or ends with a blank, or holds a line break",
        "write a short name on one line, such as `checkout-regression`";
    IdWithLabel { key, found, id } =>
        "enter {id}, not {found}", "`{key}` takes the numeric part only: `{key}: {id}`";
    MarkerFieldInvalid { found } =>
        "the marker cannot be in `{found}`",
        (match found.to_lowercase().as_str() {
            "refs" | "references" => "write `refs`",
            _ => "write `refs`, or the system name of a String field, which begins with `custom_`",
        });
    PrefixInvalid { fault: PrefixFault::Empty } =>
        "`prefix` is empty",
        "without a prefix any number would be taken for a marker: write one such as `ALLURE-`";
    PrefixInvalid { fault: PrefixFault::TooLong } =>
        "`prefix` is longer than 200 characters",
        "a marker has to fit into 250 characters: write a short one such as `ALLURE-`";
    PrefixInvalid { fault: PrefixFault::EndsInDigit } =>
        "`prefix` may not end in a digit",
        "the TestOps id follows it directly, so nobody could see where it begins: end it in `-`";
    PrefixInvalid { fault: PrefixFault::HoldsSeparator } =>
        "`prefix` may not hold commas, blanks or line breaks",
        "they divide the entries of `refs`: write a prefix without them, such as `ALLURE-`";
    NotAVersion { found } =>
        (format!("{} is no version of TestRail", named(found))),
        "write it as the foot of TestRail's pages shows it, in quotes: \"7.5\"";
    TestrailTooOld { version, oldest } =>
        "TestRail {version} is too old", "railwright needs TestRail {oldest} or later";
    Unusable { reason } =>
        "this document cannot be used: {reason}",
        "the schema accepts it and railwright does not: please report this as a fault";
}

pub(super) fn did_you_mean(similar: Option<&String>) -> Option<String> {
    Some(format!("did you mean `{}`?", similar?))
}

fn takes_one_of(known: &[String]) -> String {
    format!("it takes one of {}", quoted_list(known, "or"))
}

/// The names that there are, if any.
fn choose(known: &[String]) -> Option<String> {
    match known {
        [] => None,
        [only] => Some(format!("the only one is `{only}`")),
        many => Some(format!("choose one of {}", quoted_list(many, "or"))),
    }
}

/// What a value is.
impl fmt::Display for FoundValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Boolean(value) => write!(f, "`{value}`"),
            Self::Number(number) => write!(f, "the number {number}"),
            Self::Text(text) if text.is_empty() => f.write_str("an empty text"),
            Self::Text(text) => write!(f, "the text `{text}`"),
            Self::List => f.write_str("a list"),
            Self::Mapping => f.write_str("a mapping"),
            Self::Hidden => f.write_str("a literal value"),
        }
    }
}

/// What a value is, where text speaks for itself.
fn named(found: &FoundValue) -> String {
    match found {
        FoundValue::Text(text) if !text.is_empty() => format!("`{text}`"),
        other => other.to_string(),
    }
}

fn type_names(types: &[ValueType]) -> String {
    let names: Vec<&str> = types
        .iter()
        .map(|kind| match kind {
            ValueType::Text => "text",
            ValueType::WholeNumber => "a whole number",
            ValueType::Number => "a number",
            ValueType::Boolean => "true or false",
            ValueType::List => "a list",
            ValueType::Mapping => "a mapping",
        })
        .collect();
    names.join(" or ")
}

/// How a value of the wrong type is written in the right one, where that is plain.
fn retyped(expected: &[ValueType], found: &FoundValue) -> Option<String> {
    match (expected, found) {
        ([ValueType::Text], FoundValue::Number(value)) => {
            Some(format!("put it in quotes: \"{value}\""))
        }
        ([ValueType::Text], FoundValue::Boolean(value)) => {
            Some(format!("put it in quotes: \"{value}\""))
        }
        ([ValueType::Boolean], FoundValue::Text(text)) => match text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => Some("write true".to_owned()),
            "no" | "off" | "n" | "false" => Some("write false".to_owned()),
            _ => None,
        },
        ([ValueType::WholeNumber], FoundValue::Text(text)) => {
            let is_number = text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
            let plain = text.trim_start_matches('0');
            (is_number && !plain.is_empty())
                .then(|| format!("write it without quotes or leading zeros: {plain}"))
        }
        _ => None,
    }
}
