//! Words about mappings, as far as they can be judged without TestRail.

use super::manifest::did_you_mean;
use super::quoted_list;
use crate::diagnostic::MappingCode;
use crate::field::BUILT_IN;
use crate::model::CaseSource;

words! { MappingCode:
    RowRepeated { key, first } =>
        "`{key}` has two rows",
        "remove one of them; the first is at {first}. Letter case and blanks make no difference";
    NothingToJoin { source } =>
        "`{source}` is no list, so that there is nothing to join",
        "remove `join`, or name a list: `from: [tags, layer]`";
    OptionMissing => "no option is named here", "name an option, or write `null` to leave the field empty";
    NotAnOption { key, found } =>
        "`{key}` takes an option, not {found}",
        "name the option by its number (`2` and `custom_2` both mean option 2) or by its name";
    UnknownTarget { field, is_source: true, .. } =>
        "nothing can be mapped to `{field}`",
        "the TestRail field is on the left: `custom_preconds: precondition`";
    UnknownTarget { field, is_word: true, .. } =>
        "nothing can be mapped to `{field}`",
        (format!(
            "the fields are {}; did you mean `custom_{field}`?",
            quoted_list(BUILT_IN.into_iter().chain(["custom_…"]), "and")
        ));
    UnknownTarget { field, .. } =>
        "nothing can be mapped to `{field}`",
        "write the system name, not the label: it begins with `custom_` and holds letters, digits and `_`";
    SourceMissing { key } => "`{key}` names no source", (sources());
    NotASource { key, found } => "`{key}` takes a source, not {found}", (sources());
    UnknownSource { source, similar } =>
        "there is no source `{source}`" => did_you_mean(similar.as_ref()).or_else(|| Some(sources()));
    NotAResultStatus { key, found, similar } =>
        "`{key}` takes a TestRail status, not {found}" => did_you_mean(similar.as_ref()).or_else(|| {
            Some("name it by its system name, such as `passed` or `custom_status1`, or by its id".to_owned())
        });
    ResultIsUntested { key } =>
        "`{key}` cannot become untested",
        "TestRail refuses results with status untested (3); choose another, such as `retest`";
}

fn sources() -> String {
    let names = CaseSource::names().chain(["customField.NAME"]);
    format!("the sources are {}", quoted_list(names, "and"))
}
