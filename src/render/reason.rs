//! Why the mapping chose a value, in words.

use crate::diagnostic::NamedValue;
use crate::model::{ChosenBy, Reason};

/// `TestOps status Active (-3)`.
pub(super) fn because(reason: &Reason) -> String {
    let Reason {
        source, value, by, ..
    } = reason;
    let value = match value {
        Some(value) => format!("TestOps {source} {}", named_value(value)),
        None => format!("a test case without {source}"),
    };
    match by {
        ChosenBy::Row | ChosenBy::Name => value,
        ChosenBy::Default => format!("default, for {value}"),
    }
}

/// `Active (-3)`.
pub(super) fn named_value(NamedValue { id, name }: &NamedValue) -> String {
    match id {
        Some(id) => format!("{name} ({id})"),
        None => name.clone(),
    }
}
