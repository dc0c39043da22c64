//! Words about documents: their shape, their names, and single values.

use super::{Words, quoted_list};
use crate::diagnostic::{FoundValue, Limit, ManifestCode, PrefixFault, ValueType};

#[expect(clippy::too_many_lines, reason = "a table, one row for each code")]
pub(super) fn words(code: &ManifestCode) -> Words {
    match code {
        ManifestCode::NotAMapping { found } => Words::new(
            format!("a manifest is a mapping, not {}", in_words(found)),
            "it begins with `apiVersion: railwright/v1` and has `kind`, `metadata` and `spec`",
        ),
        ManifestCode::NotAManifest => Words::new(
            "this is no manifest: it has neither `apiVersion` nor `kind`",
            "add `apiVersion: railwright/v1` and `kind`; if it belongs to another tool, keep it out of the folder of the manifests",
        ),
        ManifestCode::UnknownApiVersion { found, known } => Words::new(
            match found {
                None => "`apiVersion` is missing".to_owned(),
                Some(found) => format!("there is no version {} of manifests", named(found)),
            },
            format!("write `apiVersion: {known}`"),
        ),
        ManifestCode::UnknownKind {
            found,
            similar,
            known,
        } => {
            let kinds = quoted_list(known, "or");
            match found {
                None => Words::new(
                    "`kind` is missing",
                    format!("say what this document declares: {kinds}"),
                ),
                Some(FoundValue::Text(kind)) => Words::new(
                    format!("there is no kind `{kind}`"),
                    did_you_mean(similar).unwrap_or_else(|| format!("it takes one of {kinds}")),
                ),
                Some(found) => Words::new(
                    format!("`kind` takes text, not {}", in_words(found)),
                    format!("it takes one of {kinds}"),
                ),
            }
        }
        ManifestCode::UnknownIntegrationType {
            found,
            similar,
            known,
        } => match found {
            None => Words::new(
                "`type` is missing in `spec`",
                format!(
                    "add {}",
                    quoted_list(known.iter().map(|name| format!("type: {name}")), "or")
                ),
            ),
            Some(found) => Words::new(
                format!("there is no integration of type {}", named(found)),
                did_you_mean(similar)
                    .unwrap_or_else(|| format!("the types are {}", quoted_list(known, "and"))),
            ),
        },
        ManifestCode::KeyRepeated { key, first } => Words::new(
            format!("the key `{key}` is repeated"),
            format!("remove one of the two; the other is at {first}"),
        ),
        ManifestCode::UnknownKey {
            key,
            similar,
            known,
        } => Words::new(
            format!("there is no key `{key}` here"),
            did_you_mean(similar).unwrap_or_else(|| match known.as_slice() {
                [] => "remove it".to_owned(),
                known => format!("the keys here are {}", quoted_list(known, "and")),
            }),
        ),
        ManifestCode::KeyMissing {
            key,
            parent,
            example,
            described,
        } => Words::new(
            match parent {
                Some(parent) => format!("`{key}` is missing in `{parent}`"),
                None => format!("`{key}` is missing"),
            },
            match (example, described) {
                (Some(example), Some(text)) => format!("add `{key}: {example}`: {text}"),
                (None, Some(text)) => format!("add `{key}`: {text}"),
                (_, None) => format!("add `{key}`"),
            },
        ),
        ManifestCode::WrongType {
            key,
            expected,
            found,
            described,
        } => {
            let takes: Vec<&str> = expected.iter().map(|kind| type_name(*kind)).collect();
            let takes = takes.join(" or ");
            if *found == FoundValue::Nothing {
                return Words::new(format!("`{key}` has no value"), format!("it takes {takes}"));
            }
            Words {
                message: format!("`{key}` takes {takes}, not {}", in_words(found)),
                help: retyped(expected, found).or_else(|| described.clone()),
            }
        }
        ManifestCode::NotOneOf {
            key,
            found,
            similar,
            known,
        } => Words::new(
            format!("`{key}` cannot be {}", named(found)),
            did_you_mean(similar)
                .unwrap_or_else(|| format!("it takes one of {}", quoted_list(known, "or"))),
        ),
        ManifestCode::OutOfLimits {
            key,
            limit,
            found,
            described,
        } => Words {
            message: match limit {
                Limit::AtLeast(least) => {
                    format!("`{key}` must be at least {least}, and this is {found}")
                }
                Limit::AtMost(most) => {
                    format!("`{key}` must be at most {most}, and this is {found}")
                }
                Limit::NotEmpty => format!("`{key}` is empty"),
                Limit::Characters(most) => format!("`{key}` is longer than {most} characters"),
            },
            help: described.clone(),
        },
        ManifestCode::ValueRefused {
            key,
            found,
            described,
        } => Words {
            message: format!("`{key}` cannot be {}", in_words(found)),
            help: described.clone(),
        },
        ManifestCode::TooManyFaults { limit } => Words::new(
            format!("this document has {limit} faults or more"),
            format!("only the first {limit} are listed; fix these first"),
        ),
        ManifestCode::NameRepeated { kind, name, first } => Words::new(
            format!("there are two documents of kind {kind} named `{name}`"),
            format!("rename one of them; the first is at {first}"),
        ),
        ManifestCode::UnknownName {
            kind,
            name,
            similar,
            known,
        } => Words::new(
            format!("there is no {kind} named `{name}`"),
            did_you_mean(similar)
                .or_else(|| choose(known))
                .unwrap_or_else(|| {
                    format!("declare it, and give its file to this command: `kind: {kind}`")
                }),
        ),
        ManifestCode::IntegrationOfOtherType {
            name,
            found,
            wanted,
            known,
        } => Words::new(
            format!("`{name}` is of type {found}, and this takes one of type {wanted}"),
            choose(known).unwrap_or_else(|| format!("declare an Integration of type {wanted}")),
        ),
        ManifestCode::Blank { key, is_empty } => Words::new(
            match is_empty {
                true => format!("`{key}` is empty"),
                false => format!("`{key}` holds nothing but blanks"),
            },
            "write a name",
        ),
        ManifestCode::NameInvalid => Words::new(
            "`name` is too long, begins or ends with a blank, or holds a line break",
            "write a short name on one line, such as `checkout-regression`",
        ),
        ManifestCode::IdWithLabel { key, found, id } => Words::new(
            format!("enter {id}, not {found}"),
            format!("`{key}` takes the numeric part only: `{key}: {id}`"),
        ),
        ManifestCode::MarkerFieldInvalid { found } => Words::new(
            format!("the marker cannot be in `{found}`"),
            if found.eq_ignore_ascii_case("refs") || found == "references" {
                "write `refs`"
            } else {
                "write `refs`, or the system name of a String field, which begins with `custom_`"
            },
        ),
        ManifestCode::PrefixInvalid { fault } => prefix(*fault),
        ManifestCode::NotAVersion { found } => Words::new(
            format!("{} is no version of TestRail", named(found)),
            "write it as the foot of TestRail's pages shows it, in quotes: \"7.5\"",
        ),
        ManifestCode::TestrailTooOld { version, oldest } => Words::new(
            format!("TestRail {version} is too old"),
            format!("railwright needs TestRail {oldest} or later"),
        ),
        ManifestCode::Unusable { reason } => Words::new(
            format!("this document cannot be used: {reason}"),
            "the schema accepts it and railwright does not: please report this as a fault",
        ),
    }
}

fn prefix(fault: PrefixFault) -> Words {
    match fault {
        PrefixFault::Empty => Words::new(
            "`prefix` is empty",
            "without a prefix any number would be taken for a marker: write one such as `ALLURE-`",
        ),
        PrefixFault::TooLong => Words::new(
            "`prefix` is longer than 200 characters",
            "a marker has to fit into 250 characters: write a short one such as `ALLURE-`",
        ),
        PrefixFault::EndsInDigit => Words::new(
            "`prefix` may not end in a digit",
            "the TestOps id follows it directly, so nobody could see where it begins: end it in `-`",
        ),
        PrefixFault::HoldsSeparator => Words::new(
            "`prefix` may not hold commas, blanks or line breaks",
            "they divide the entries of `refs`: write a prefix without them, such as `ALLURE-`",
        ),
    }
}

pub(super) fn did_you_mean(similar: &Option<String>) -> Option<String> {
    similar
        .as_ref()
        .map(|name| format!("did you mean `{name}`?"))
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
pub(super) fn in_words(found: &FoundValue) -> String {
    match found {
        FoundValue::Nothing => "nothing".to_owned(),
        FoundValue::Boolean(value) => format!("`{value}`"),
        FoundValue::Number(number) => format!("the number {number}"),
        FoundValue::Text(text) if text.is_empty() => "an empty text".to_owned(),
        FoundValue::Text(text) => format!("the text `{text}`"),
        FoundValue::List => "a list".to_owned(),
        FoundValue::Mapping => "a mapping".to_owned(),
        FoundValue::Hidden => "a literal value".to_owned(),
    }
}

/// What a value is, where text speaks for itself.
pub(super) fn named(found: &FoundValue) -> String {
    match found {
        FoundValue::Text(text) if !text.is_empty() => format!("`{text}`"),
        other => in_words(other),
    }
}

fn type_name(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Text => "text",
        ValueType::WholeNumber => "a whole number",
        ValueType::Number => "a number",
        ValueType::Boolean => "true or false",
        ValueType::List => "a list",
        ValueType::Mapping => "a mapping",
    }
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
