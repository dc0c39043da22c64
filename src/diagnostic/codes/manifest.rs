//! Documents: their shape, their names and what refers to them, and single values.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;

codes! {
    ManifestCode:
    "RW0121" NotAMapping { found: FoundValue };
    "RW0122" NotAManifest;
    "RW0123" UnknownApiVersion {
        /// `None` where there is none.
        found: Option<FoundValue>, known: String };
    "RW0124" UnknownKind {
        /// `None` where there is none.
        found: Option<FoundValue>, similar: Option<String>, known: Vec<String> };
    "RW0125" UnknownIntegrationType {
        /// `None` where there is none.
        found: Option<FoundValue>, similar: Option<String>, known: Vec<String> };
    "RW0126" KeyRepeated { key: String, first: Place };
    "RW0127" UnknownKey { key: String, similar: Option<String>, known: Vec<String> };
    "RW0128" KeyMissing { key: String, parent: Option<String>,
        /// How it is written, for example.
        example: Option<String>,
        /// What the schema says about it.
        described: Option<String> };
    "RW0129" WrongType { key: String, expected: Vec<ValueType>, found: FoundValue,
        /// What the schema says about it.
        described: Option<String> };
    "RW0130" NotOneOf { key: String, found: FoundValue, similar: Option<String>, known: Vec<String> };
    "RW0131" OutOfLimits { key: String, limit: Limit,
        /// The value as the file has it.
        found: String,
        /// What the schema says about it.
        described: Option<String> };
    "RW0132" ValueRefused { key: String, found: FoundValue,
        /// What the schema says about it.
        described: Option<String> };
    "RW0133" TooManyFaults { limit: usize };
    "RW0134" NameRepeated { kind: String, name: String, first: Place };
    "RW0135" UnknownName { kind: String, name: String, similar: Option<String>, known: Vec<String> };
    "RW0136" IntegrationOfOtherType { name: String, found: String, wanted: String, known: Vec<String> };
    "RW0137" Blank { key: String,
        /// True where there is not even a blank.
        is_empty: bool };
    "RW0138" NameInvalid;
    "RW0139" IdWithLabel { key: String, found: String, id: String };
    "RW0140" MarkerFieldInvalid { found: String };
    "RW0141" PrefixInvalid { fault: PrefixFault };
    "RW0142" NotAVersion { found: FoundValue };
    "RW0143" TestrailTooOld { version: String, oldest: String };
    "RW0144" Unusable {
        /// The words of what reads the types.
        reason: String };
}

/// What a manifest holds where something else was due.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FoundValue {
    /// A key without a value.
    Nothing,
    /// True or false.
    Boolean(bool),
    /// A number, as JSON has it.
    Number(String),
    /// The beginning of a text.
    Text(String),
    /// A list.
    List,
    /// A mapping.
    Mapping,
    /// What may be a secret.
    Hidden,
}

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ValueType {
    Text,
    WholeNumber,
    Number,
    Boolean,
    List,
    Mapping,
}

/// A limit that a value is beyond.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Limit {
    /// The least number.
    AtLeast(String),
    /// The greatest number.
    AtMost(String),
    /// At least one character.
    NotEmpty,
    /// The most characters.
    Characters(u64),
}

/// What is wrong with the prefix of markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PrefixFault {
    /// It is empty.
    Empty,
    /// It is longer than 200 characters.
    TooLong,
    /// The TestOps id follows it directly.
    EndsInDigit,
    /// Commas, blanks and line breaks divide the entries of `refs`.
    HoldsSeparator,
}
