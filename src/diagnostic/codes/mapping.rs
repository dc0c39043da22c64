//! Mappings, as far as they can be judged without TestRail.

use super::FoundValue;
use crate::diagnostic::Place;

codes! {
    MappingCode:
    "RW0171" FieldWrittenTwice { field: String, first: Place };
    "RW0172" StatusRowRepeated { status: i64, first: Place };
    "RW0173" StatusMappingEmpty;
    "RW0174" NotAnOption { key: String, found: FoundValue };
    "RW0175" NotASystemName { key: String, found: FoundValue };
    "RW0176" NotACustomField { field: String };
    "RW0177" NotAResultStatus { key: String, found: FoundValue, similar: Option<String> };
    "RW0178" ResultIsUntested { key: String };
}
