//! Only a file that is exactly what was written is a saved plan, and a plan that a file can hold can be shown.

use std::collections::BTreeMap;

use crate::plan::{Plan, SavedPlan};
use serde::Deserialize;

use super::planned::assert_shown;

/// A saved plan without the digests that no chance would ever get right.
#[derive(Deserialize)]
struct Unsealed {
    manifests: String,
    servers: BTreeMap<String, String>,
    projects: BTreeMap<String, u64>,
    plan: Plan,
}

/// Reads bytes as a saved plan, as they are and once more after they were sealed.
pub fn plan_file(data: &[u8]) {
    if let Ok(saved) = SavedPlan::from_text(data) {
        let written = saved.to_text().expect("it was a file before");
        assert_eq!(written.as_bytes(), data);
    }
    let Ok(unsealed) = serde_json::from_slice(data) else {
        return;
    };
    let Unsealed {
        manifests,
        servers,
        projects,
        plan,
    } = unsealed;
    assert_shown(&plan);
    let saved = SavedPlan {
        manifests,
        servers,
        projects,
        plan,
    };
    let text = saved.to_text().expect("any plan can be written");
    let read = SavedPlan::from_text(text.as_bytes()).expect("what was written can be read");
    assert_eq!(read, saved);
    assert_damage_is_seen(text.into_bytes(), data);
}

/// Changes or removes a byte whose place and value the data choose.
fn assert_damage_is_seen(mut text: Vec<u8>, data: &[u8]) {
    let chosen = data.iter().fold(0_usize, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    });
    let at = chosen % text.len();
    let bit = 1 << (chosen / text.len() % 8);
    text[at] ^= bit;
    assert!(
        SavedPlan::from_text(&text).is_err(),
        "bit {bit} of byte {at} may change"
    );
    text[at] ^= bit;
    let removed = text.remove(at);
    assert!(
        SavedPlan::from_text(&text).is_err(),
        "byte {at}, {removed}, may go"
    );
}
