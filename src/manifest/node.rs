//! One YAML document as a tree whose every key and value knows its bytes.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;

use super::source::Source;

/// A value with the bytes that spell it. Block mappings, block lists and nothing have an empty span at their start.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Kind {
    /// Text, a number, true, false, or nothing.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A mapping with its keys in order.
    Map(Vec<Entry>),
}

/// One key of a mapping with its value.
#[derive(Debug)]
pub(super) struct Entry {
    /// A text.
    pub(super) key: Node,
    pub(super) value: Node,
}

impl Entry {
    pub(super) fn name(&self) -> &str {
        self.key.text().unwrap_or_default()
    }
}

/// A key that a mapping has more than once.
#[derive(Debug)]
pub(super) struct RepeatedKey {
    pub(super) key: String,
    pub(super) first: Range<usize>,
    pub(super) again: Range<usize>,
}

impl Node {
    /// Removes all but the first of repeated keys, and says which.
    pub(super) fn remove_repeated(&mut self) -> Vec<RepeatedKey> {
        let mut repeated = Vec::new();
        self.keep_first(&mut repeated);
        repeated
    }

    fn keep_first(&mut self, repeated: &mut Vec<RepeatedKey>) {
        match &mut self.kind {
            Kind::Scalar(_) => {}
            Kind::List(items) => items.iter_mut().for_each(|item| item.keep_first(repeated)),
            Kind::Map(entries) => {
                let mut first: HashMap<String, Range<usize>> = HashMap::new();
                entries.retain(|entry| {
                    let Some(first) = first.get(entry.name()) else {
                        first.insert(entry.name().to_owned(), entry.key.span.clone());
                        return true;
                    };
                    repeated.push(RepeatedKey {
                        key: entry.name().to_owned(),
                        first: first.clone(),
                        again: entry.key.span.clone(),
                    });
                    false
                });
                for entry in entries {
                    entry.value.keep_first(repeated);
                }
            }
        }
    }

    /// The entry of a key, if this is a mapping that has it.
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|entry| entry.name() == key),
            _ => None,
        }
    }

    /// The value below these keys.
    pub(super) fn below(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter()
            .try_fold(self, |node, key| Some(&node.entry(key)?.value))
    }

    /// The text, if this is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// The same as plain JSON.
    pub(super) fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Scalar(value) => value.clone(),
            Kind::List(items) => items.iter().map(Self::to_json).collect(),
            Kind::Map(entries) => entries
                .iter()
                .map(|entry| (entry.name().to_owned(), entry.value.to_json()))
                .collect(),
        }
    }

    /// How a number is written: 7.10 is not 7.1 everywhere.
    pub(super) fn spelling<'a>(&self, source: &'a Source) -> Option<&'a str> {
        match &self.kind {
            Kind::Scalar(Value::Number(_)) => Some(source.slice(&self.span)),
            _ => None,
        }
        .filter(|spelling| !spelling.is_empty())
    }
}
