//! Values that may come from outside of a manifest, addresses of servers, and paths.

use super::{FoundValue, Setting};

codes! {
    SettingCode:
    "RW0151" LiteralSecret { setting: Setting };
    "RW0152" SettingEmpty { setting: Setting,
        /// True where there is a text, of blanks alone.
        is_blank: bool };
    "RW0153" SettingWithoutOrigin { setting: Setting };
    "RW0154" SettingOfWrongType { setting: Setting, found: FoundValue };
    "RW0155" SettingFromTwoPlaces { setting: Setting };
    "RW0156" UnknownSettingKey { setting: Setting,
        /// `None` for what may have been meant as the secret itself.
        key: Option<String>, similar: Option<String> };
    "RW0157" NotAVariable { setting: Setting };
    "RW0158" NotAPath;
    "RW0159" OutsideWithoutFile;
    "RW0160" OutsideNotBoolean;
    "RW0161" PathLeavesFolder { setting: Setting,
        /// Where a link leads.
        link: Option<String> };
    "RW0162" NotAnAddress { similar: Option<String> };
    "RW0163" AddressOfOtherScheme { scheme: String };
    "RW0164" AddressWithCredentials;
    "RW0165" AddressOfPage { server: String };
    "RW0166" AddressNotEncrypted;
    "RW0167" NotAllowed { setting: Setting, what: Refused };
}

/// What a manifest names and this run does not allow.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Refused {
    /// A server's host.
    Host(String),
    /// An environment variable.
    Variable(String),
    /// A file.
    File(String),
}
