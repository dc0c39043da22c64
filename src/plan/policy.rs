//! What a sync config allows.

use std::collections::{BTreeMap, BTreeSet};

use super::AdoptPolicy;
use crate::diagnostic::{NamedField, Place};
use crate::manifest::{OnDrift, OnEmpty};
use crate::model::FieldName;

/// What a sync config allows a plan to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Why no case may be created, if so.
    pub no_create: Option<NoCreate>,
    /// What happens to edits by hand, by field; fields without an entry are overwritten.
    pub on_drift: BTreeMap<FieldName, OnDrift>,
    /// What happens where a source is empty, by field, where the mapping says it.
    pub on_empty: BTreeMap<FieldName, OnEmpty>,
    /// Which cases that are there already become ours, if any.
    pub adopt: Option<AdoptPolicy>,
    /// Mapped fields without which TestRail refuses a new case.
    pub required: Vec<NamedField>,
    /// The TestRail users that railwright works as; edits by others are shown as such. `None` where nobody knows.
    pub own_users: Option<BTreeSet<u64>>,
    /// Where it is decided what texts are written in.
    pub text_place: Option<Place>,
    /// Statuses of cases that are left as they are, with their names.
    pub protected: BTreeMap<i64, String>,
    /// Where the sync config names its section, for findings about cases that are elsewhere.
    pub section_place: Option<Place>,
    /// Where the sync config selects test cases, for findings about cases that it selects no more.
    pub scope_place: Option<Place>,
}

/// Why no case may be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoCreate {
    /// The sync config says `testCases.create: false`.
    Disabled {
        /// Where it says so.
        place: Place,
    },
    /// TestRail requires fields of a new case that nothing is mapped to.
    Required {
        /// The required fields.
        fields: Vec<NamedField>,
        /// Where the mapping is that lacks them.
        place: Place,
    },
}
