//! A tree to typed values: a serde deserializer that gives [`Located`](super::types::Located) its place.
//!
//! It reads whatever the tree holds, since a document with one fault has other parts that are sound: what has the wrong
//! shape counts as absent. That it happened is said beside the value; where the schema found no fault, it must not.

use std::cell::RefCell;
use std::ops::Range;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::node::{Kind, Node};
use super::source::Source;
use super::types::LOCATED;

/// What could not be read, and why in the words of the types.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) span: Range<usize>,
    pub(super) reason: String,
}

/// Reads a document, and says what first did not fit.
pub(super) fn read<T: DeserializeOwned + Default>(
    document: &Node,
    source: &Source,
) -> (T, Option<Misfit>) {
    let misfit = RefCell::new(None);
    let reading = Reading {
        node: document,
        key: &document.span,
        source,
        is_key: false,
        misfit: &misfit,
    };
    let value = T::deserialize(reading).unwrap_or_else(|error| {
        reading.does_not_fit(&error);
        T::default()
    });
    (value, misfit.into_inner())
}

/// A node that is being read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    node: &'a Node,
    /// The key, or the nearest one around it.
    key: &'a Range<usize>,
    source: &'a Source,
    /// True for a key, which is text even if it looks like something else.
    is_key: bool,
    misfit: &'a RefCell<Option<Misfit>>,
}

impl<'a> Reading<'a> {
    /// The bytes of the value, or of its key where it has none of its own.
    fn span(self) -> &'a Range<usize> {
        if self.node.span.is_empty() {
            self.key
        } else {
            &self.node.span
        }
    }

    /// The number that a key is without quotes around it.
    fn number_of_key(self) -> Option<i64> {
        let spelling = self.source.slice(self.span());
        let is_bare = self.is_key && !spelling.starts_with(['"', '\'']);
        self.node.text().filter(|_| is_bare)?.parse().ok()
    }

    fn does_not_fit(self, error: &Error) {
        self.misfit.borrow_mut().get_or_insert_with(|| Misfit {
            span: self.span().clone(),
            reason: error.to_string(),
        });
    }

    fn read_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        let entries = if let Kind::Map(entries) = &self.node.kind {
            entries.as_slice()
        } else {
            self.does_not_fit(&Error::custom("not a mapping"));
            &[]
        };
        visitor.visit_map(MapDeserializer::new(entries.iter().map(|entry| {
            let below = |node, is_key| Self {
                node,
                key: &entry.key.span,
                is_key,
                ..self
            };
            (below(&entry.key, true), below(&entry.value, false))
        })))
    }

    fn read_list<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Error> {
        let items = if let Kind::List(items) = &self.node.kind {
            items.as_slice()
        } else {
            self.does_not_fit(&Error::custom("not a list"));
            &[]
        };
        let items = items.iter().map(|node| Self { node, ..self });
        visitor.visit_seq(SeqDeserializer::new(items))
    }
}

impl<'de> IntoDeserializer<'de> for Reading<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reading<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            Kind::Scalar(value) => match self.number_of_key() {
                Some(number) => visitor.visit_i64(number),
                None => value.deserialize_any(visitor).map_err(Error::custom),
            },
            Kind::List(_) => self.read_list(visitor),
            Kind::Map(_) => self.read_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            Kind::Scalar(Value::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match name {
            LOCATED => visitor.visit_seq(Parts {
                reading: self,
                given: 0,
            }),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    /// A number where text is due is text as it is written.
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let spelling = || self.node.spelling(self.source);
        match self.node.text().or_else(spelling) {
            Some(text) => visitor.visit_str(text),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(StrDeserializer::new(self.node.text().unwrap_or_default()))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.read_list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.read_map(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str bytes byte_buf unit
        unit_struct tuple tuple_struct ignored_any
    }
}

/// What makes a located value: numbers, the file, and the value itself unless it does not fit.
struct Parts<'a> {
    reading: Reading<'a>,
    given: usize,
}

impl<'de> SeqAccess<'de> for Parts<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Reading { key, source, .. } = self.reading;
        self.given += 1;
        match self.given {
            1 => {
                let span = self.reading.span();
                let (line, column) = source.position(span.start);
                let numbers = [line, column, span.start, span.end, key.start, key.end];
                seed.deserialize(SeqDeserializer::new(numbers.into_iter()))
                    .map(Some)
            }
            2 => seed
                .deserialize(StrDeserializer::new(&source.name))
                .map(Some),
            _ => Ok(seed
                .deserialize(self.reading)
                .map_err(|error| self.reading.does_not_fit(&error))
                .ok()),
        }
    }
}
