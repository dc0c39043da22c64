//! Mappings, as far as they can be judged without TestRail.

use super::FoundValue;
use crate::diagnostic::Place;

codes! {
    MappingCode:
    "RW0171" RowRepeated { key: String, first: Place };
    "RW0172" NothingToJoin { source: String };
    "RW0173" OptionMissing;
    "RW0174" NotAnOption { key: String, found: FoundValue };
    "RW0175" UnknownTarget { field: String,
        /// True where a source has this name: field and source changed places.
        is_source: bool,
        /// True where it may be a system name without its `custom_`.
        is_word: bool };
    "RW0176" SourceMissing { key: String };
    "RW0177" NotAResultStatus { key: String, found: FoundValue, similar: Option<String> };
    "RW0178" ResultIsUntested { key: String };
    "RW0179" NotASource { key: String, found: FoundValue };
    "RW0180" UnknownSource { source: String, similar: Option<String> };
}
