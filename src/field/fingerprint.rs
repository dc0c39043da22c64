//! Short fingerprints of values, for telling "the same as then" without keeping the text.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::model::{StepRow, Value};

/// How much of a digest is enough to tell values apart that nobody forges.
const SHOWN_BYTES: usize = 16;

/// Fingerprints a value: 32 hexadecimal digits that are equal for equal values only.
pub(crate) fn value(value: &Value) -> String {
    let mut hasher = Sha256::new();
    // Every part is preceded by its length or number, so that no two values run into the same bytes.
    let mut text = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    match value {
        Value::Empty => text("empty"),
        Value::Text(content) => {
            text("text");
            text(content);
        }
        Value::Number(number) => {
            text("number");
            text(&number.to_string());
        }
        Value::Steps(rows) => {
            text("steps");
            for StepRow { content, expected } in rows {
                text(content);
                text(expected);
            }
        }
    }
    let digest = hasher.finalize();
    let mut shown = String::with_capacity(2 * SHOWN_BYTES);
    for byte in digest.iter().take(SHOWN_BYTES) {
        let _ = write!(shown, "{byte:02x}");
    }
    shown
}
