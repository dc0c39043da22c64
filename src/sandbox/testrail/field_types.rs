//! The types of custom fields, by the numbers that the API uses.

/// One line.
pub(super) const STRING: u64 = 1;
/// A whole number.
pub(super) const INTEGER: u64 = 2;
/// Several lines, perhaps with an editor.
pub(super) const TEXT: u64 = 3;
/// A link.
pub(super) const URL: u64 = 4;
/// Yes or no.
pub(super) const CHECKBOX: u64 = 5;
/// One of several options.
pub(super) const DROPDOWN: u64 = 6;
/// A user by id.
pub(super) const USER: u64 = 7;
/// A day.
pub(super) const DATE: u64 = 8;
/// A milestone by id.
pub(super) const MILESTONE: u64 = 9;
/// A list of steps.
pub(super) const STEPS: u64 = 10;
/// A list of results of steps.
pub(super) const STEP_RESULTS: u64 = 11;
/// Several options.
pub(super) const MULTI_SELECT: u64 = 12;
/// Scenarios.
pub(super) const BDD: u64 = 13;
/// Results of scenarios.
pub(super) const BDD_RESULTS: u64 = 14;
/// A quality rating.
pub(super) const RATING: u64 = 16;

/// The names that `add_case_field` takes besides numbers, in lower case.
pub(super) const NAMES: [(&str, u64); 14] = [
    ("string", STRING),
    ("integer", INTEGER),
    ("text", TEXT),
    ("url", URL),
    ("checkbox", CHECKBOX),
    ("dropdown", DROPDOWN),
    ("user", USER),
    ("date", DATE),
    ("milestone", MILESTONE),
    ("steps", STEPS),
    ("step_results", STEP_RESULTS),
    ("multiselect", MULTI_SELECT),
    ("multi-select", MULTI_SELECT),
    ("bdd", BDD),
];
