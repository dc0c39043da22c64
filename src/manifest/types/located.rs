//! A value with its place.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error as _, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::diagnostic::Place;

/// By this name, `read` knows that the place is asked for. It gives line, column, the bytes of value and key; the file; and
/// the value.
pub(in crate::manifest) const LOCATED: &str = "railwright located value";

/// A value and where it was declared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it is; where its parent is when it is a default.
    pub place: Place,
    /// The bytes of the file; those of the key where the value is a block.
    pub(in crate::manifest) span: Range<usize>,
    /// The bytes of the key.
    pub(in crate::manifest) key: Range<usize>,
}

impl<T> Located<T> {
    /// A value that was declared at a place.
    pub(crate) fn new(value: T, place: Place) -> Self {
        Self {
            value,
            place,
            span: 0..0,
            key: 0..0,
        }
    }

    /// A value that was not declared.
    pub(in crate::manifest) fn absent(value: T) -> Self {
        Self::new(value, Place::whole(""))
    }

    /// Another value of this place.
    pub(crate) fn with<U>(&self, value: U) -> Located<U> {
        Located {
            value,
            place: self.place.clone(),
            span: self.span.clone(),
            key: self.key.clone(),
        }
    }

    /// True where nothing at all is written behind the key.
    pub(in crate::manifest) fn is_blank(&self) -> bool {
        !self.is_absent() && self.span == self.key
    }

    /// True for a default, and for what could not be read, of which nothing is to be said.
    pub(in crate::manifest) fn is_absent(&self) -> bool {
        self.place.line == 0
    }

    /// The value, if it was declared.
    pub(in crate::manifest) fn declared(&self) -> Option<&T> {
        (!self.is_absent()).then_some(&self.value)
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Default> Default for Located<T> {
    fn default() -> Self {
        Self::absent(T::default())
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A missing key is offered as nothing to those who ask for an option, and is an error for all others.
        deserializer.deserialize_option(LocatedVisitor(PhantomData))
    }
}

/// A value with its place, for which null is a value like others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Nullable<T>(pub Located<T>);

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        LocatedVisitor(PhantomData)
            .visit_some(deserializer)
            .map(Self)
    }
}

struct LocatedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for LocatedVisitor<T> {
    type Value = Located<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its place")
    }

    fn visit_none<E>(self) -> Result<Located<T>, E> {
        Ok(Located::default())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Located<T>, D::Error> {
        deserializer.deserialize_newtype_struct(LOCATED, self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Located<T>, A::Error> {
        let missing = || A::Error::custom("no place");
        let numbers = parts.next_element()?.ok_or_else(missing)?;
        let [line, column, start, end, key_start, key_end]: [usize; 6] = numbers;
        let file: Arc<str> = parts.next_element()?.ok_or_else(missing)?;
        let Some(value) = parts.next_element()? else {
            return Ok(Located::default());
        };
        Ok(Located {
            value,
            place: Place { file, line, column },
            span: start..end,
            key: key_start..key_end,
        })
    }
}

impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
