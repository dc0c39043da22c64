//! Words about mappings, as far as they can be judged without TestRail.

use super::Words;
use super::manifest::{did_you_mean, in_words};
use crate::diagnostic::{FoundValue, MappingCode};

pub(super) fn words(code: &MappingCode) -> Words {
    match code {
        MappingCode::FieldWrittenTwice { field, first } => Words::new(
            format!("the field `{field}` is written twice"),
            format!("choose another field; the first is at {first}"),
        ),
        MappingCode::StatusRowRepeated { status, first } => Words::new(
            format!("status {status} has two rows"),
            format!("remove one of them; the first is at {first}"),
        ),
        MappingCode::StatusMappingEmpty => Words::new(
            "`status` has neither rows nor a default: no case can be written",
            "add `values`, or a `default` for every status",
        ),
        MappingCode::NotAnOption { key, found } => Words::new(
            format!("`{key}` takes an option, not {}", in_words(found)),
            "name the option by its number: `2` and `custom_2` both mean option 2",
        ),
        MappingCode::NotASystemName { key, found } => match found {
            FoundValue::Text(text) if key == "field" => Words::new(
                format!("the text `{text}` is no system name of a TestRail field"),
                "write the system name, such as `custom_status`",
            ),
            FoundValue::Text(text) => Words::new(
                format!("`{text}` is no system name of a TestRail field"),
                "write the system name, not the label: it begins with `custom_` and holds letters, digits and `_`",
            ),
            found => Words::new(
                format!(
                    "`{key}` takes the system name of a TestRail field, not {}",
                    in_words(found)
                ),
                "it begins with `custom_`",
            ),
        },
        MappingCode::NotACustomField { field } => Words::new(
            format!("`{field}` has no `custom_` in front"),
            format!("a field can be mapped to custom fields only; did you mean `custom_{field}`?"),
        ),
        MappingCode::NotAResultStatus {
            key,
            found,
            similar,
        } => Words::new(
            format!("`{key}` takes a TestRail status, not {}", in_words(found)),
            did_you_mean(similar).unwrap_or_else(|| {
                "name it by its system name, such as `passed` or `custom_status1`, or by its id"
                    .to_owned()
            }),
        ),
        MappingCode::ResultIsUntested { key } => Words::new(
            format!("`{key}` cannot become untested"),
            "TestRail refuses results with status untested (3); choose another, such as `retest`",
        ),
    }
}
