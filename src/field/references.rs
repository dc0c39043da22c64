//! References: keys with commas between them, of which one is our marker. The others are people's.

use serde_json::Value as Json;

use super::{FieldType, shape, string};
use crate::model::{
    FieldKind, FieldSpec, Identity, Marker, Markup, Value, reference_entries, unlinked,
};

const NAME: &str = "refs";

pub(super) struct References;

impl FieldType for References {
    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, value: &Value) -> Json {
        shape::encode_text(value)
    }

    /// What is there stays, and what is missing follows.
    fn merge(&self, _: &FieldKind, desired: &Value, stored: &Value) -> Value {
        let (Value::Text(desired), Value::Text(stored)) = (desired, stored) else {
            return desired.clone();
        };
        // What servers make a link of is there, too.
        let there: Vec<&str> = reference_entries(stored).map(unlinked).collect();
        let mut all: Vec<&str> = entries(stored).collect();
        for entry in entries(desired) {
            if !all.contains(&entry) && !there.contains(&unlinked(entry)) {
                all.push(entry);
            }
        }
        Value::Text(all.join(","))
    }

    fn canonical(&self, _: &FieldKind, value: &Value) -> Value {
        match value {
            Value::Text(text) => Value::Text(entries(text).collect::<Vec<_>>().join(", ")),
            other => other.clone(),
        }
    }

    fn is_same(&self, kind: &FieldKind, a: &Value, b: &Value) -> bool {
        let (a, b) = (self.canonical(kind, a), self.canonical(kind, b));
        a == b || (a.is_empty() && b.is_empty())
    }
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}

/// The entries with one of them in place of another, which stays where it is; `None` where it is not among them.
pub(crate) fn replace_reference(stored: &str, former: &str, marker: &str) -> Option<String> {
    let is_former = |entry: &str| entry == former || unlinked(entry) == former;
    let mut is_there = false;
    let replaced = entries(stored).map(|entry| {
        let is_it = is_former(entry);
        is_there |= is_it;
        if is_it { marker } else { entry }
    });
    let replaced: Vec<&str> = replaced.collect();
    is_there.then(|| replaced.join(","))
}

/// The field that markers are in.
pub(crate) fn marker_field(identity: &Identity) -> FieldSpec {
    let type_name = if identity.in_refs() {
        NAME
    } else {
        string::NAME
    };
    FieldSpec {
        name: identity.field.clone(),
        kind: FieldKind::new(type_name, Markup::Plain),
    }
}

/// The value for a marker: one entry, or all of the field.
pub(crate) fn marker_value(Marker(marker): &Marker) -> Value {
    Value::Text(marker.to_string())
}
