//! One YAML document as plain JSON, with the place of every key and value.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::load::{Entry, Kind, Node};
use super::mask;
use super::source::Source;
use crate::diagnostic::{Code, Diagnostic, ManifestCode, Place};

/// The largest whole number that a float holds exactly.
const MAX_EXACT: f64 = 9_007_199_254_740_991.0;

/// One document of a file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) source: Arc<Source>,
    pub(super) value: Value,
    spans: Spans,
}

/// The places of a document by JSON pointer.
#[derive(Debug, Default)]
pub(super) struct Spans {
    keys: HashMap<String, Range<usize>>,
    values: HashMap<String, Range<usize>>,
}

/// A key that stands twice in one mapping.
#[derive(Debug)]
pub(super) struct RepeatedKey {
    key: String,
    first: Range<usize>,
    again: Range<usize>,
}

impl RepeatedKey {
    pub(super) fn diagnostic(&self, source: &Source) -> Diagnostic {
        let code = ManifestCode::KeyRepeated {
            key: self.key.clone(),
            first: source.place(self.first.start),
        };
        source.error(&self.again, code)
    }
}

/// Takes a tree apart into plain JSON and places. The first of repeated keys counts.
pub(super) fn project(node: Node, source: &Source) -> (Value, Spans, Vec<RepeatedKey>) {
    let mut projection = Projection {
        source,
        spans: Spans::default(),
        repeated: Vec::new(),
    };
    let value = projection.node(node, &mut String::new());
    (value, projection.spans, projection.repeated)
}

impl Spans {
    /// Finds the literal secrets of a document, which no complaint may show.
    pub(super) fn secrets(&self, document: &Value) -> Vec<Range<usize>> {
        let is_literal =
            |value: &Value| !matches!(value, Value::Object(_) | Value::Array(_) | Value::Null);
        let values = self.values.iter().filter(|(pointer, _)| {
            document
                .pointer(pointer)
                .is_some_and(|value| is_literal(value) && is_secret(pointer, value))
        });
        // `{token: {hunter2}}` makes a key of what was meant as a value.
        let keys = self.keys.iter().filter(|(pointer, _)| {
            pointer
                .strip_prefix("/spec/credentials/")
                .is_some_and(|below| below.contains('/'))
                && document.pointer(pointer) == Some(&Value::Null)
        });
        values.chain(keys).map(|(_, span)| span.clone()).collect()
    }
}

/// True for what may be a secret: whatever stands below `credentials` and is neither the user's name nor a sound
/// reference to a place outside, and values of keys that name a secret.
fn is_secret(pointer: &str, value: &Value) -> bool {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    let Some(below) = pointer.strip_prefix("/spec/credentials") else {
        return mask::is_secret_key(key);
    };
    match below {
        "/username" => false,
        _ if below.ends_with("/env") => !value.as_str().is_some_and(is_env_name),
        _ if below.ends_with("/file") => false,
        _ if below.ends_with("/outside") => !value.is_boolean(),
        _ => true,
    }
}

/// A key as a part of a pointer.
pub(super) fn pointer_token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// True for what an environment variable may be called.
pub(super) fn is_env_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

struct Projection<'a> {
    source: &'a Source,
    spans: Spans,
    repeated: Vec<RepeatedKey>,
}

impl Projection<'_> {
    fn node(&mut self, node: Node, pointer: &mut String) -> Value {
        let Node { kind, span } = node;
        let value = match kind {
            Kind::Scalar(value) => self.scalar(value, &span, pointer),
            Kind::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (index, item) in items.into_iter().enumerate() {
                    list.push(
                        self.below(pointer, &index.to_string(), |this, at| this.node(item, at)),
                    );
                }
                Value::Array(list)
            }
            Kind::Map(entries) => {
                let mut map = Map::with_capacity(entries.len());
                for entry in entries {
                    self.entry(entry, &mut map, pointer);
                }
                Value::Object(map)
            }
        };
        self.spans.values.insert(pointer.clone(), span);
        value
    }

    fn entry(&mut self, entry: Entry, map: &mut Map<String, Value>, pointer: &mut String) {
        let Entry {
            key,
            key_span,
            value,
        } = entry;
        let token = pointer_token(&key);
        let value = self.below(pointer, &token, |this, at| {
            if let Some(first) = this.spans.keys.get(at.as_str()) {
                this.repeated.push(RepeatedKey {
                    key: key.clone(),
                    first: first.clone(),
                    again: key_span,
                });
                return None;
            }
            this.spans.keys.insert(at.clone(), key_span);
            Some(this.node(value, at))
        });
        if let Some(value) = value {
            map.insert(key, value);
        }
    }

    fn below<T>(
        &mut self,
        pointer: &mut String,
        token: &str,
        visit: impl FnOnce(&mut Self, &mut String) -> T,
    ) -> T {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(token);
        let result = visit(self, pointer);
        pointer.truncate(length);
        result
    }

    fn scalar(&self, value: Value, span: &Range<usize>, pointer: &str) -> Value {
        let Value::Number(number) = &value else {
            return value;
        };
        // A version is a name that looks like a number: 7.10 is not 7.1.
        if pointer == "/spec/version" {
            let spelling = self.source.slice(span);
            return if spelling.is_empty() {
                value
            } else {
                spelling.into()
            };
        }
        match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() <= MAX_EXACT => {
                #[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits")]
                let whole = float as i64;
                whole.into()
            }
            _ => value,
        }
    }
}

impl Document {
    pub(super) fn new(source: Arc<Source>, value: Value, spans: Spans) -> Self {
        Self {
            source,
            value,
            spans,
        }
    }

    /// The `kind`, if it is text.
    pub(super) fn kind(&self) -> Option<&str> {
        self.text("/kind")
    }

    /// The `metadata.name`, if it is text.
    pub(super) fn name(&self) -> Option<&str> {
        self.text("/metadata/name")
    }

    /// The text at a pointer.
    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        self.value.pointer(pointer)?.as_str()
    }

    /// The bytes of the value at a pointer; of its key where the value is a block or nothing; of the nearest thing
    /// around it where there is no such value.
    pub(super) fn span(&self, pointer: &str) -> Range<usize> {
        match self.spans.values.get(pointer) {
            Some(span) if !span.is_empty() => span.clone(),
            _ => self.key_span(pointer),
        }
    }

    /// True when nothing is written where a value is due.
    pub(super) fn is_blank(&self, pointer: &str) -> bool {
        self.spans.values.get(pointer).is_none_or(Range::is_empty)
    }

    /// The bytes of the key at a pointer, or of the nearest thing around it.
    pub(super) fn key_span(&self, pointer: &str) -> Range<usize> {
        let mut pointer = pointer;
        loop {
            if let Some(span) = self.spans.keys.get(pointer) {
                return span.clone();
            }
            if let Some(span) = self.spans.values.get(pointer)
                && (!span.is_empty() || pointer.is_empty())
            {
                return span.clone();
            }
            match pointer.rfind('/') {
                Some(slash) => pointer = &pointer[..slash],
                None => return 0..0,
            }
        }
    }

    /// The place of the value at a pointer.
    pub(super) fn place(&self, pointer: &str) -> Place {
        self.source.place(self.span(pointer).start)
    }

    /// The place of the key at a pointer.
    pub(super) fn key_place(&self, pointer: &str) -> Place {
        self.source.place(self.key_span(pointer).start)
    }

    /// An error about the value at a pointer.
    pub(super) fn error(&self, pointer: &str, code: impl Into<Code>) -> Diagnostic {
        self.source.error(&self.span(pointer), code)
    }

    /// An error about the key at a pointer.
    pub(super) fn key_error(&self, pointer: &str, code: impl Into<Code>) -> Diagnostic {
        self.source.error(&self.key_span(pointer), code)
    }

    /// A warning about the value at a pointer.
    pub(super) fn warning(&self, pointer: &str, code: impl Into<Code>) -> Diagnostic {
        self.source.warning(&self.span(pointer), code)
    }
}
