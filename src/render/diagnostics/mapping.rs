//! Words about mappings, as far as they can be judged without TestRail.

use super::Words;
use super::manifest::{did_you_mean, in_words};
use crate::diagnostic::MappingCode;
use crate::field::BUILT_IN;
use crate::model::CaseSource;
use crate::render::words::conjoined;

pub(super) fn words(code: &MappingCode) -> Words {
    match code {
        MappingCode::RowRepeated { key, first } => Words::new(
            format!("`{key}` has two rows"),
            format!(
                "remove one of them; the first is at {first}. Letter case and blanks make no difference"
            ),
        ),
        MappingCode::NothingToJoin { source } => Words::new(
            format!("`{source}` is no list, so that there is nothing to join"),
            "remove `join`, or name a list: `from: [tags, layer]`",
        ),
        MappingCode::OptionMissing => Words::new(
            "no option is named here",
            "name an option, or write `null` to leave the field empty",
        ),
        MappingCode::NotAnOption { key, found } => Words::new(
            format!("`{key}` takes an option, not {}", in_words(found)),
            "name the option by its number (`2` and `custom_2` both mean option 2) or by its name",
        ),
        MappingCode::UnknownTarget {
            field,
            is_source,
            is_word,
        } => Words::new(
            format!("nothing can be mapped to `{field}`"),
            unknown_target_help(field, *is_source, *is_word),
        ),
        MappingCode::SourceMissing { key } => {
            Words::new(format!("`{key}` names no source"), sources())
        }
        MappingCode::NotASource { key, found } => Words::new(
            format!("`{key}` takes a source, not {}", in_words(found)),
            sources(),
        ),
        MappingCode::UnknownSource { source, similar } => Words::new(
            format!("there is no source `{source}`"),
            did_you_mean(similar).unwrap_or_else(sources),
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

fn unknown_target_help(field: &str, is_source: bool, is_word: bool) -> String {
    if is_source {
        "the TestRail field stands on the left: `custom_preconds: precondition`".to_owned()
    } else if is_word {
        let targets = BUILT_IN.into_iter().chain(["custom_…"]);
        format!(
            "the fields are {}; did you mean `custom_{field}`?",
            name_list(targets)
        )
    } else {
        "write the system name, not the label: it begins with `custom_` and holds letters, digits and `_`"
            .to_owned()
    }
}

fn sources() -> String {
    let names = CaseSource::names().chain(["customField.NAME"]);
    format!("the sources are {}", name_list(names))
}

fn name_list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    conjoined(&names, "and")
}
