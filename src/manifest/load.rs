//! YAML text to spanned nodes: the only file that names `serde_yaml`.
//!
//! The schema wants plain JSON and the types want places, so the YAML becomes a tree that has both.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};
use serde_yaml::budget::BudgetBreach;
use serde_yaml::{DuplicateKeyPolicy, Location, MergeKeyPolicy, NonFiniteFloatPolicy, Spanned};

use super::node::{Entry, Kind, Node};
use super::source::Source;
use crate::diagnostic::{Diagnostic, FileCode};

/// How deep values may be nested. The deepest manifest has six levels, and the parser needs tens of kilobytes of
/// stack for each in a debug build.
const MAX_NESTING: usize = 24;

/// The largest whole number that a float holds exactly.
const MAX_EXACT: f64 = 9_007_199_254_740_991.0;

/// Parses all documents of a file. Empty documents are left out.
pub(super) fn parse_documents(source: &Source) -> Result<Vec<Node>, Box<Diagnostic>> {
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_NESTING,
            flow_nesting_limit: MAX_NESTING,
            max_nodes: 500_000,
            max_events: 2_000_000,
            max_aliases: 10_000,
            max_documents: 100_000,
        },
        alias_limits: serde_yaml::alias_limits! {
            max_total_replayed_events: 100_000,
            max_replay_stack_depth: 16,
        },
        // Both places are wanted, and the other complaints of the file as well.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    };
    serde_yaml::from_multiple_with_options(&source.text, options)
        .map_err(|error| syntax_error(source, &error).into())
}

fn syntax_error(source: &Source, error: &serde_yaml::Error) -> Diagnostic {
    let at = error.location().map_or(0, |location| {
        location.span().byte_offset().map_or_else(
            || source.offset(to_usize(location.line()), to_usize(location.column())),
            to_usize,
        )
    });
    let at = at.min(source.text.len());
    let code = code_of(error.without_snippet());
    if let (FileCode::NotYaml { .. }, Some((start, blank))) = (&code, odd_blank(&source.text, at)) {
        let code_point = blank.into();
        return source.error(
            &(start..start + blank.len_utf8()),
            FileCode::OddBlank { code_point },
        );
    }
    source.error(&(at..at), code)
}

/// Characters that look like a blank, or like nothing, and are none for YAML.
const ODD: [char; 10] = [
    '\u{a0}', '\u{2002}', '\u{2003}', '\u{2009}', '\u{202f}', '\u{3000}', '\u{200b}', '\u{200c}',
    '\u{2060}', '\u{feff}',
];

pub(super) fn is_odd_blank(character: char) -> bool {
    ODD.contains(&character)
}

/// A character that looks like a blank and is none for YAML, behind a key's colon, a dash or the indentation: on the
/// line that the parser complains about, or on the one before it, which it may have taken for text.
fn odd_blank(text: &str, at: usize) -> Option<(usize, char)> {
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let first = *start;
        *start += line.len();
        Some((first, line))
    });
    let near: Vec<_> = lines.take_while(|(start, _)| *start <= at).collect();
    let structural = |(start, line): &(usize, &str)| {
        line.char_indices().find_map(|(index, character)| {
            let before = line[..index].trim_end_matches(ODD);
            let is_structural = before.trim().is_empty() || before.ends_with([':', '-']);
            (start + index > 0 && ODD.contains(&character) && is_structural)
                .then_some((start + index, character))
        })
    };
    near.iter().rev().take(2).find_map(structural)
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// What is wrong with the YAML.
fn code_of(error: &serde_yaml::Error) -> FileCode {
    use serde_yaml::Error;
    match error {
        Error::AliasError { error, .. } => code_of(error),
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Depth { .. } => FileCode::NestedTooDeep { limit: MAX_NESTING },
            BudgetBreach::Aliases { .. } | BudgetBreach::AliasAnchorRatio { .. } => {
                FileCode::TooManyAliases { expanded: false }
            }
            _ => FileCode::TooMuchInFile,
        },
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => FileCode::TooManyAliases { expanded: true },
        Error::UnknownAnchor { .. } => FileCode::UnknownAnchor,
        Error::MergeKeyNotAllowed { .. } => FileCode::MergeKey,
        Error::RecursiveReferencesRequireWeakTypes { .. } => FileCode::AliasOfItself,
        Error::Unexpected { .. } | Error::NullIntoString { .. } => FileCode::KeyNotText,
        Error::UnsupportedTag { .. } | Error::TaggedStructFieldName { .. } => FileCode::Tag,
        other => syntax(&other.to_string()),
    }
}

/// The parser's own words, without the place that it puts behind them.
fn syntax(message: &str) -> FileCode {
    let message = message
        .rfind(" at line ")
        .map_or(message, |at| &message[..at]);
    if message.contains("recursion limit") {
        return FileCode::NestedTooDeep { limit: MAX_NESTING };
    }
    FileCode::NotYaml {
        parser: message.to_owned(),
    }
}

fn span_of(location: &Location) -> Range<usize> {
    let span = location.span();
    let start = usize::try_from(span.byte_offset().unwrap_or(0)).unwrap_or(usize::MAX);
    let length = usize::try_from(span.byte_len().unwrap_or(0)).unwrap_or(0);
    start..start.saturating_add(length)
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Kind>::deserialize(deserializer)?;
        Ok(Self {
            span: span_of(&spanned.referenced),
            kind: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KindVisitor)
    }
}

struct KindVisitor;

impl<'de> Visitor<'de> for KindVisitor {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Kind, E> {
        if value.fract() == 0.0 && value.abs() <= MAX_EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits")]
            let whole = value as i64;
            return self.visit_i64(whole);
        }
        Number::from_f64(value)
            .map(|number| Kind::Scalar(Value::Number(number)))
            .ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Kind, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Kind::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kind, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Spanned<String>, Node>()? {
            let key = Node {
                span: span_of(&key.referenced),
                kind: Kind::Scalar(key.value.into()),
            };
            entries.push(Entry { key, value });
        }
        Ok(Kind::Map(entries))
    }

    fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<Kind, E> {
        Err(E::custom("binary values have no place in a manifest"))
    }
}
