//! Words about test cases, and the cases that belong to them.

use super::{Words, case_list, field_name, field_names, it_or_them};
use crate::diagnostic::{CaseCode, NamedValue};
use crate::render::reason::named_value;
use crate::render::words::count;

#[expect(clippy::too_many_lines, reason = "a table with an arm for each code")]
pub(super) fn words(code: &CaseCode) -> Words {
    match code {
        CaseCode::SeveralCases { cases } => match cases.as_slice() {
            [one, other] => Words::new(
                format!("C{one} and C{other} both carry this marker"),
                "remove the marker from one of them",
            ),
            _ => Words::new(
                format!("{} all carry this marker", case_list(cases)),
                "remove the marker from all but one of them",
            ),
        },
        CaseCode::SeveralMarkers { case, markers } => Words::new(
            format!("C{case} carries several markers: {}", markers.join(", ")),
            "remove all markers but the right one",
        ),
        CaseCode::ClaimedByOtherConfig { owner } => Words::new(
            format!("sync config {owner} exports this test case into the same suite"),
            "narrow one of the two AQL queries, or give one config a different `identity.prefix`",
        ),
        CaseCode::OutOfScope { cases } => Words::only(format!(
            "{} no longer in scope: {} (left as {})",
            count(
                cases.len(),
                "case carries our marker and is",
                "cases carry our marker and are"
            ),
            case_list(cases),
            if cases.len() == 1 {
                "it is"
            } else {
                "they are"
            }
        )),
        CaseCode::InOtherSection { cases } => Words::only(format!(
            "{} in another section: {} (kept up to date there, not moved)",
            count(cases.len(), "case is", "cases are"),
            case_list(cases)
        )),
        CaseCode::EditedByHand {
            case,
            fields,
            by,
            kept,
        } => {
            let were = if fields.len() == 1 { "was" } else { "were" };
            let message = format!(
                "{} of C{case} {were} edited in TestRail by {by}",
                fields.join(", ")
            );
            if *kept {
                Words::only(format!("{message}, and kept so"))
            } else {
                Words::new(
                    message,
                    "copy the edit to TestOps or undo it, or set `onDrift: overwrite` in the mapping",
                )
            }
        }
        CaseCode::SharedMarkers {
            config,
            other,
            suite,
            first,
        } => Words::new(
            format!("`{config}` and `{other}` look for the same markers in suite {suite}"),
            format!(
                "a test case that both select goes by one of them and is blocked in the other; give one its own `identity.prefix`. The other is at {first}"
            ),
        ),
        CaseCode::KeepsBeingRewritten { case, fields } => Words::new(
            format!(
                "TestRail keeps rewriting {} of C{case}: what it stores is not what was written",
                fields.join(", ")
            ),
            "compare the field in TestRail with TestOps, and check `textFormat` of the integration",
        ),
        CaseCode::CreateDisabled { count } => Words::new(
            format!(
                "{} no case in TestRail, and `testCases.create` is false: not created",
                without_case(*count)
            ),
            "set it to true to create them",
        ),
        CaseCode::RequiredFieldUnmapped { fields, count } => {
            required(&field_names(fields), fields.len(), *count)
        }
        CaseCode::NameMissing => Words::new(
            "it has no name in TestOps, and TestRail requires a title",
            "name the test case in TestOps",
        ),
        CaseCode::Shortened {
            field,
            length,
            limit,
        } => Words::new(
            format!(
                "{field} is shortened from {length} to {limit} characters, the most that TestRail takes"
            ),
            match field.as_str() {
                "title" => "shorten the name in TestOps to see it whole",
                _ => "map it to a field of type Text to keep it whole",
            },
        ),
        CaseCode::RequiredFieldEmpty { field } => Words::new(
            format!(
                "TestRail requires {}, which is empty in TestOps",
                field_name(field)
            ),
            "fill it in TestOps, or clear \"required\" in Administration → Customizations → Case Fields",
        ),
        CaseCode::ValueUnmapped {
            field,
            source,
            value,
            count,
        } => unmapped(&field_name(field), source, value.as_ref(), *count),
    }
}

fn unmapped(field: &str, source: &str, value: Option<&NamedValue>, cases: usize) -> Words {
    let consequence = match cases {
        0 => String::new(),
        _ => format!(
            ": left alone in {}",
            count(cases, "test case", "test cases")
        ),
    };
    match value {
        Some(value) => Words::new(
            format!(
                "{source} {} has neither a row in `values` nor an option of its name in {field}, which has no default{consequence}",
                named_value(value)
            ),
            match value.id {
                Some(id) => format!(
                    "add a row `{id}: …` to its `values`, an option in TestRail, or a `default`"
                ),
                None => {
                    "add a row to its `values`, an option in TestRail, or a `default`".to_owned()
                }
            },
        ),
        None => Words::new(
            format!("there is no {source} in TestOps, and {field} has no default{consequence}"),
            "add a `default`",
        ),
    }
}

fn required(names: &str, fields: usize, cases: usize) -> Words {
    const HELP: &str = "map a value, or clear \"required\" or give a default in Administration → Customizations → Case Fields";
    let them = it_or_them(fields);
    match cases {
        0 => Words::new(
            format!(
                "TestRail requires {names} of a new case and nothing is mapped to {them}, so that none can be created"
            ),
            format!("{HELP}, or set `testCases.create` to false"),
        ),
        _ => Words::new(
            format!(
                "{} no case in TestRail, which requires {names} of a new one and nothing is mapped to {them}: not created",
                without_case(cases)
            ),
            HELP,
        ),
    }
}

/// `1 test case has`, which "no case in TestRail" follows.
fn without_case(n: usize) -> String {
    count(n, "test case has", "test cases have")
}
