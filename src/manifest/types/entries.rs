//! Mappings whose keys are data.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::Located;

/// The entries of a mapping in the order of the manifest, with the places of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entries<K, V>(pub Vec<(Located<K>, V)>);

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, K: Deserialize<'de> + Default, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Default, V: Deserialize<'de>> Visitor<'de>
    for EntriesVisitor<K, V>
{
    type Value = Entries<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<K, V>, A::Error> {
        let mut entries = Entries::default();
        while let Some(entry) = map.next_entry()? {
            entries.0.push(entry);
        }
        Ok(entries)
    }
}
