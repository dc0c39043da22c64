//! Files of manifests, before anything in them has a meaning.

use serde::{Deserialize, Serialize};

codes! {
    FileCode:
    "RW0101" FileUnreadable { reason: Unreadable };
    "RW0102" NeitherFileNorFolder;
    "RW0103" NoManifests;
    "RW0104" FileTooLarge { mebibytes: u64 };
    "RW0105" NotUtf8;
    "RW0106" NulCharacter;
    "RW0107" NoDocuments;
    "RW0108" NotYaml {
        /// The parser's own words.
        parser: String };
    "RW0109" NestedTooDeep { limit: usize };
    "RW0110" TooMuchInFile;
    "RW0111" TooManyAliases {
        /// True where it is what they stand for that is too much.
        expanded: bool };
    "RW0112" UnknownAnchor;
    "RW0113" AliasOfItself;
    "RW0114" MergeKey;
    "RW0115" KeyNotText;
    "RW0116" Tag;
    "RW0117" LinkNotFollowed {
        /// Where it leads.
        to: String };
    "RW0118" TooManyFiles { limit: usize };
    "RW0119" OddBlank { code_point: u32 };
}

/// Why a file or folder cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unreadable {
    /// There is none.
    NotFound,
    /// The user may not.
    PermissionDenied,
    /// The system's words.
    Other(String),
}
