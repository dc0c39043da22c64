//! Rules of adoption, as far as they can be judged without TestRail.

use serde::{Deserialize, Serialize};

codes! {
    AdoptionCode:
    "RW0185" RuleUnclear { fault: RuleFault };
    "RW0186" PatternUnusable {
        /// What is wrong with it.
        reason: String };
    "RW0187" MarkerIsCurrent { field: String, prefix: String };
    "RW0188" RuleRepeated;
}

/// Why a rule cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RuleFault {
    /// It says several things.
    NotOne,
    /// A field without what it equals.
    EqualsMissing,
    /// What something equals, without a field.
    FieldMissing,
}
