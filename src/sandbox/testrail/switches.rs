//! How one TestRail differs from others.

use serde::Serialize;

use super::text::TextMode;

/// How this TestRail differs from others.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the seed"
)]
pub(super) struct Switches {
    /// Such as `10.2`. No method tells it; answers differ by it.
    pub(super) version: String,
    pub(super) text_mode: TextMode,
    /// Zero is no limit.
    pub(super) requests_per_minute: u32,
    /// Whether `add_cases` exists.
    pub(super) bulk_create: bool,
    /// Lists are plain arrays.
    pub(super) before67: bool,
    /// Suites are a plain array.
    pub(super) before931: bool,
    /// Unknown keys in a body are refused instead of ignored.
    pub(super) strict_keys: bool,
    /// Case statuses, datasets and variables exist.
    pub(super) enterprise: bool,
    /// Empty pages say `null` instead of `[]`.
    pub(super) null_lists: bool,
    /// Links to further pages say `limit=0`.
    pub(super) zero_limit_links: bool,
    /// Whether the administrator has switched the API on.
    pub(super) api_enabled: bool,
}

impl Switches {
    /// Whether the version is at least this one.
    pub(super) fn is_at_least(&self, major: u32, minor: u32) -> bool {
        version(&self.version) >= (major, minor, 0)
    }

    /// Whether cases and tests carry labels.
    pub(super) fn has_labels(&self) -> bool {
        self.is_at_least(LABELS_SINCE.0, LABELS_SINCE.1)
    }
}

/// The first version in which cases and tests carry labels.
pub(super) const LABELS_SINCE: (u32, u32) = (7, 7);

/// A version as numbers; what is missing or unreadable counts as zero.
pub(super) fn version(text: &str) -> (u32, u32, u32) {
    let mut numbers = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next())
}
