//! Short fingerprints of values, for telling "the same as then" without keeping the text.

use sha2::{Digest as _, Sha256};

use super::shape;
use crate::model::Value;
use crate::text::hex_digits;

/// How much of a digest is enough to tell values apart that nobody forges.
const VALUE_BYTES: usize = 16;

/// How much of it names one change of a plan.
const NAME_BYTES: usize = 8;

/// Fingerprints a value: 32 hexadecimal digits that are equal for equal values only.
pub(crate) fn value(value: &Value) -> String {
    let mut parts = Parts::default();
    match value {
        Value::Empty => parts.add("empty"),
        Value::Text(content) => {
            parts.add("text");
            parts.add(content);
        }
        Value::Number(number) => {
            parts.add("number");
            parts.add(&number.to_string());
        }
        Value::Steps(rows) => {
            parts.add("steps");
            for (_, text) in rows.iter().flat_map(shape::parts) {
                parts.add(&text);
            }
        }
    }
    parts.digits(VALUE_BYTES)
}

/// Fingerprints some texts in their order: 16 hexadecimal digits.
pub(crate) fn name_of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let mut parts = Parts::default();
    for text in texts {
        parts.add(text.as_ref());
    }
    parts.digits(NAME_BYTES)
}

#[derive(Default)]
struct Parts(Sha256);

impl Parts {
    /// Every part is preceded by its length, so that no two lists of parts run into the same bytes.
    fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn digits(self, bytes: usize) -> String {
        hex_digits(&self.0.finalize()[..bytes])
    }
}
