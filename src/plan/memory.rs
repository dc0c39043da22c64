//! What earlier applies learnt about fields that TestRail rewrites.

use std::collections::BTreeMap;

use crate::model::{CaseId, FieldName};

/// Fields that TestRail stored otherwise than they were written. Without it such a field would be updated for ever.
/// Forgetting it costs one update that changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// By case and field.
    pub rewritten: BTreeMap<(CaseId, FieldName), Rewritten>,
}

/// One field that TestRail stored otherwise than it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// Fingerprint of the value that was sent.
    pub sent: String,
    /// Fingerprint of the value that TestRail answered. Another one means that somebody touched the field since.
    pub stored: String,
}
