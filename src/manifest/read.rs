//! A tree to typed values: a serde deserializer that gives [`Located`](super::types::Located) its place.
//!
//! It reads whatever the tree holds, since a document with one fault has other parts that are sound: what has the wrong
//! shape counts as absent. That it happened is said beside the value; where the schema found no fault, it must not.

use std::cell::RefCell;
use std::ops::Range;

use serde::de::value::{BorrowedStrDeserializer, Error, StrDeserializer, UsizeDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer as _, MapAccess, SeqAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::node::{Entry, Kind, Node};
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
        span: &document.span,
        source,
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
    /// Its bytes, or those of its key where it has none of its own.
    span: &'a Range<usize>,
    source: &'a Source,
    misfit: &'a RefCell<Option<Misfit>>,
}

impl<'a> Reading<'a> {
    fn below(self, node: &'a Node, parent: &'a Range<usize>) -> Self {
        let span = match node.span.is_empty() {
            true => parent,
            false => &node.span,
        };
        Self { node, span, ..self }
    }

    fn does_not_fit(self, error: &Error) {
        self.misfit.borrow_mut().get_or_insert_with(|| Misfit {
            span: self.span.clone(),
            reason: error.to_string(),
        });
    }

    fn entries(self) -> Entries<'a> {
        let entries = match &self.node.kind {
            Kind::Map(entries) => entries.as_slice(),
            _ => {
                self.does_not_fit(&serde::de::Error::custom("not a mapping"));
                &[]
            }
        };
        Entries {
            parent: self,
            rest: entries.iter(),
            value: None,
        }
    }

    fn items(self) -> Items<'a> {
        let items = match &self.node.kind {
            Kind::List(items) => items.as_slice(),
            _ => {
                self.does_not_fit(&serde::de::Error::custom("not a list"));
                &[]
            }
        };
        Items {
            parent: self,
            rest: items.iter(),
        }
    }
}

impl<'de> Deserializer<'de> for Reading<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.kind {
            Kind::Scalar(Value::String(text)) => visitor.visit_borrowed_str(text),
            Kind::Scalar(value) => value
                .deserialize_any(visitor)
                .map_err(serde::de::Error::custom),
            Kind::List(_) => visitor.visit_seq(self.items()),
            Kind::Map(_) => visitor.visit_map(self.entries()),
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
                next: 0,
            }),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    /// A number where text is due is text as it is written.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.spelling(self.source) {
            Some(spelling) => visitor.visit_borrowed_str(spelling),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
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
        visitor.visit_seq(self.items())
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(self.entries())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(self.entries())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct identifier ignored_any
    }
}

/// The items of a list.
struct Items<'a> {
    parent: Reading<'a>,
    rest: std::slice::Iter<'a, Node>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let item = self.rest.next();
        item.map(|item| seed.deserialize(self.parent.below(item, self.parent.span)))
            .transpose()
    }
}

/// The entries of a mapping.
struct Entries<'a> {
    parent: Reading<'a>,
    rest: std::slice::Iter<'a, Entry>,
    value: Option<Reading<'a>>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(entry) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(self.parent.below(&entry.value, &entry.key_span));
        seed.deserialize(BorrowedStrDeserializer::new(&entry.key))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let value = self.value.take();
        seed.deserialize(value.ok_or_else(|| serde::de::Error::custom("no value"))?)
    }
}

/// What makes a located value.
struct Parts<'a> {
    reading: Reading<'a>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Parts<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Reading { span, source, .. } = self.reading;
        let (line, column) = source.position(span.start);
        let number = |number: usize| -> UsizeDeserializer<Error> { number.into_deserializer() };
        self.next += 1;
        match self.next {
            1 => seed.deserialize(number(line)),
            2 => seed.deserialize(number(column)),
            3 => seed.deserialize(BorrowedStrDeserializer::new(&source.name)),
            4 => seed.deserialize(number(span.start)),
            5 => seed.deserialize(number(span.end)),
            _ => match seed.deserialize(self.reading) {
                Ok(value) => return Ok(Some(value)),
                Err(error) => {
                    self.reading.does_not_fit(&error);
                    return Ok(None);
                }
            },
        }
        .map(Some)
    }
}
