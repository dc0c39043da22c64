//! Words about mappings, as far as they can be judged without TestRail.

use super::manifest::did_you_mean;
use crate::diagnostic::{FoundValue, MappingCode};

words! { MappingCode:
    FieldWrittenTwice { field, first } =>
        "the field `{field}` is written twice", "choose another field; the first is at {first}";
    StatusRowRepeated { status, first } =>
        "status {status} has two rows", "remove one of them; the first is at {first}";
    StatusMappingEmpty =>
        "`status` has neither rows nor a default: no case can be written",
        "add `values`, or a `default` for every status";
    NotAnOption { key, found } =>
        "`{key}` takes an option, not {found}",
        "name the option by its number: `2` and `custom_2` both mean option 2";
    NotASystemName { key, found: FoundValue::Text(text) } =>
        (match key.as_str() {
            "field" => format!("the text `{text}` is no system name of a TestRail field"),
            _ => format!("`{text}` is no system name of a TestRail field"),
        }),
        (match key.as_str() {
            "field" => "write the system name, such as `custom_status`",
            _ => "write the system name, not the label: it begins with `custom_` and holds letters, digits and `_`",
        });
    NotASystemName { key, found } =>
        "`{key}` takes the system name of a TestRail field, not {found}", "it begins with `custom_`";
    NotACustomField { field } =>
        "`{field}` has no `custom_` in front",
        "a field can be mapped to custom fields only; did you mean `custom_{field}`?";
    NotAResultStatus { key, found, similar } =>
        "`{key}` takes a TestRail status, not {found}"
        => did_you_mean(similar.as_ref()).or_else(|| {
            Some("name it by its system name, such as `passed` or `custom_status1`, or by its id".to_owned())
        });
    ResultIsUntested { key } =>
        "`{key}` cannot become untested",
        "TestRail refuses results with status untested (3); choose another, such as `retest`";
}
