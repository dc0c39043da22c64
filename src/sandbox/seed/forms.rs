//! Values that a seed may write in several forms.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// An object, or the one string that stands for it.
#[derive(Debug)]
pub(in crate::sandbox) struct Short<T>(pub(in crate::sandbox) T);

impl<'de, T: Deserialize<'de> + From<String>> Deserialize<'de> for Short<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + From<String>> Visitor<'de> for Forms<T> {
            type Value = Short<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an object")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Short(T::from(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Short)
            }
        }

        deserializer.deserialize_any(Forms(PhantomData))
    }
}

/// A text; a number or a boolean counts as the text that it is written as.
#[derive(Debug)]
pub(in crate::sandbox) struct Scalar(pub(in crate::sandbox) String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = match Value::deserialize(deserializer)? {
            Value::String(text) => return Ok(Self(text)),
            value @ (Value::Bool(_) | Value::Number(_)) => return Ok(Self(value.to_string())),
            Value::Null => Unexpected::Unit,
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Err(D::Error::invalid_type(found, &"a string"))
    }
}

/// A list, or its only entry.
#[derive(Debug)]
pub(in crate::sandbox) struct OneOrMany<T>(pub(in crate::sandbox) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms<T>(PhantomData<T>);

        impl<T> Forms<T> {
            fn one<'de, E: Error>(only: impl IntoDeserializer<'de, E>) -> Result<OneOrMany<T>, E>
            where
                T: Deserialize<'de>,
            {
                Ok(OneOrMany(vec![T::deserialize(only.into_deserializer())?]))
            }
        }

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Forms<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_bool<E: Error>(self, only: bool) -> Result<Self::Value, E> {
                Self::one(only)
            }

            fn visit_i64<E: Error>(self, only: i64) -> Result<Self::Value, E> {
                Self::one(only)
            }

            fn visit_u64<E: Error>(self, only: u64) -> Result<Self::Value, E> {
                Self::one(only)
            }

            fn visit_f64<E: Error>(self, only: f64) -> Result<Self::Value, E> {
                Self::one(only)
            }

            fn visit_str<E: Error>(self, only: &str) -> Result<Self::Value, E> {
                Self::one(only)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMany)
            }
        }

        deserializer.deserialize_any(Forms(PhantomData))
    }
}

/// The members of an object whose keys are free, in the order of the seed.
#[derive(Debug)]
pub(in crate::sandbox) struct Entries<T>(pub(in crate::sandbox) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Forms<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Forms(PhantomData))
    }
}
