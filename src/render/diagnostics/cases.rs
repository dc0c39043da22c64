//! Words about test cases, and the cases that belong to them.

use super::{case_list, field_name, field_names, it_or_them, quoted_list};
use crate::diagnostic::{CaseCode, CountedLoss, FieldCount, NamedValue, TextLoss};
use crate::render::reason::named_value;
use crate::render::words::{count, first_few, thousands};
use crate::text::shorten;

const REQUIRED: &str = "map a value, or clear \"required\" or give a default in Administration → Customizations → Case Fields";

words! { CaseCode:
    SeveralCases { cases } if cases.len() == 2 =>
        (format!("C{} and C{} both carry this marker", cases[0], cases[1])), "remove the marker from one of them";
    SeveralCases { cases } =>
        (format!("{} all carry this marker", case_list(cases))), "remove the marker from all but one of them";
    SeveralMarkers { case, markers } =>
        (format!("C{case} carries several markers: {}", markers.join(", "))), "remove all markers but the right one";
    ClaimedByOtherConfig { owner } =>
        "sync config {owner} exports this test case into the same suite",
        "narrow one of the two AQL queries, or give one config a different `identity.prefix`";
    OutOfScope { cases } =>
        (format!(
            "{} no longer in scope: {} (left as {})",
            count(cases.len(), "case carries our marker and is", "cases carry our marker and are"),
            case_list(cases),
            if cases.len() == 1 { "it is" } else { "they are" },
        ));
    InOtherSection { cases } =>
        (format!(
            "{} in another section: {} (kept up to date there, not moved)",
            count(cases.len(), "case is", "cases are"),
            case_list(cases),
        ));
    EditedByHand { case, fields, by, kept: true } =>
        (format!("{}, and kept so", edited(*case, fields, by.as_deref())));
    EditedByHand { case, fields, by, kept: false } =>
        (edited(*case, fields, by.as_deref())),
        "copy the edit to TestOps or undo it, or set `onDrift: overwrite` in the mapping";
    SharedMarkers { config, other, suite, first } =>
        "`{config}` and `{other}` look for the same markers in suite {suite}",
        "a test case that both select goes by one of them and is blocked in the other; give one its own `identity.prefix`. The other is at {first}";
    KeepsBeingRewritten { case, fields } =>
        (format!(
            "TestRail keeps rewriting {} of C{case}: what it stores is not what was written",
            fields.join(", "),
        )),
        "compare the field in TestRail with TestOps, and check `textFormat` of the integration";
    CreateDisabled { count } =>
        (format!("{} no case in TestRail, and `testCases.create` is false: not created", without_case(*count))),
        "set it to true to create them";
    RequiredFieldUnmapped { fields, count: 0 } =>
        (format!(
            "TestRail requires {} of a new case and nothing is mapped to {}, so that none can be created",
            field_names(fields),
            it_or_them(fields.len()),
        )),
        "{REQUIRED}, or set `testCases.create` to false";
    RequiredFieldUnmapped { fields, count } =>
        (format!(
            "{} no case in TestRail, which requires {} of a new one and nothing is mapped to {}: not created",
            without_case(*count),
            field_names(fields),
            it_or_them(fields.len()),
        )),
        (REQUIRED);
    NameMissing => "it has no name in TestOps, and TestRail requires a title", "name the test case in TestOps";
    Shortened { field, length, limit } =>
        "{field} is shortened from {length} to {limit} characters, the most that TestRail takes",
        (match field.as_str() {
            "title" => "shorten the name in TestOps to see it whole",
            _ => "map it to a field of type Text to keep it whole",
        });
    RequiredFieldEmpty { field } =>
        (format!("TestRail requires {}, which is empty in TestOps", field_name(field))),
        "fill it in TestOps, or clear \"required\" in Administration → Customizations → Case Fields";
    ValueUnmapped { field, source, value: Some(value), count } =>
        (format!(
            "{source} {} has neither a row in `values` nor an option of its name in {}, which has no default{}",
            named_value(value),
            field_name(field),
            left_alone(*count),
        )),
        (row_for(value));
    ValueUnmapped { field, source, value: None, count } =>
        (format!(
            "{source} is empty in TestOps, and {} has no default{}",
            field_name(field),
            left_alone(*count),
        )),
        "add a `default`";
    NothingSelected =>
        "the AQL selects no test case", "try it in the search field of TestOps' test cases";
    Twins { count: n, inside: _, adoptable, cases } =>
        (format!(
            "{} the title of a case that railwright did not make: {}",
            count(*n, "case to create has", "cases to create have"),
            case_list(cases),
        )),
        (match adoptable {
            0 => "if they are the same, write the marker of the test case into the case that is there".to_owned(),
            adoptable => format!(
                "if they are the same, write `testCases: {{adopt: {{by: [title]}}}}`, which makes {} of them ours in place of new ones",
                thousands(*adoptable)
            ),
        });
    AlmostMarked { case, text, field, marker } =>
        (format!("C{case} carries `{}` in `{field}`, which is no marker: those are written {marker}", shorten(text, 80).unwrap_or_else(|| text.clone()))),
        "if it is the case of this test case, write {marker} there; otherwise remove it";
    WrittenByAnotherSync { case, fields } =>
        (format!("another sync writes {} of C{case}, as the user of this one", fields.join(", "))),
        "let one of them export this test case, or give them different values of `identity.prefix`";
    NoCaseStatuses =>
        "`testCases.protect` names case statuses, and this TestRail has none, or shows them to nobody",
        "remove `protect`: case statuses come with TestRail Enterprise 7.3 and later";
    NoSuchCaseStatus { name, similar, known } =>
        "TestRail has no case status \"{name}\"",
        (match similar {
            Some(similar) => format!("did you mean \"{similar}\"?"),
            None => format!("choose from: {}", quoted_list(known, "and")),
        });
    Protected { case, status, fields } =>
        (format!("C{case} is {status}, which protects it: {} would change, and stays", fields.join(", "))),
        "to let it be updated, give it another status, or take this one out of `testCases.protect`";
    StepTextReduced { kind, count } =>
        (format!(
            "the texts of steps hold `{kind}`, which has no counterpart in TestRail: left out in {}, the words stay",
            self::count(*count, "test case", "test cases"),
        ));
    StepsMissing { test_cases } =>
        (format!(
            "TestOps does not tell the steps of {}: {}; the field is left alone there",
            count(test_cases.len(), "test case", "test cases"),
            first_few(test_cases.iter().map(ToString::to_string)),
        )),
        "look at the scenario of one of them in TestOps; the owner of the API token must be able to see it, and the launches of automated test cases";
    TextReduced { losses } =>
        (format!(
            "TestRail has no place for all that the texts have: {}",
            losses.iter().map(counted_loss).collect::<Vec<_>>().join("; "),
        ));
    AdoptionAmbiguous { rule, cases, rivals } if rivals.is_empty() =>
        (format!("{} fit it by {rule}, so that none is adopted", case_list(cases))),
        "write the marker of the test case into the right one";
    AdoptionAmbiguous { rule, cases, rivals } =>
        (format!(
            "{} fits it by {rule}, and fits test case {} as well, so that none is adopted",
            case_list(cases),
            first_few(rivals.iter().map(ToString::to_string)),
        )),
        "write the marker of the right test case into the case; the others are created once it is there";
    AdoptedFieldsLeft { count: n, fields } =>
        (format!(
            "{} what is there in {}, because the mapping says `onDrift: keep` or TestOps has nothing there",
            count(*n, "adopted case keeps", "adopted cases keep"),
            field_counts(fields),
        ));
    NotEmptied { count: n, fields } =>
        (format!(
            "TestOps has nothing for {} of {}, where TestRail has something that nobody knows to be ours: left as it is",
            field_counts(fields),
            count(*n, "case", "cases"),
        )),
        "fill it in TestOps, or write `onEmpty: clear` in the row to empty it, or `onEmpty: keep` to leave it without this line";
    MarkersAlone { count: n, fields } =>
        (format!(
            "{} from TestOps in {}, which nobody knows to be ours: left as it is, since `adopt` says `write: markers`",
            count(*n, "case differs", "cases differ"),
            field_counts(fields),
        )),
        "remove `write: markers` once the markers are there, and look at the next plan";
}

/// What becomes of it, and where.
fn counted_loss(CountedLoss { loss, count }: &CountedLoss) -> String {
    let loss = match loss {
        TextLoss::SharedStep => "shared steps are written out",
        TextLoss::FileOfStep => "of files of steps, the names are written",
        TextLoss::Highlight => "highlighted words are plain",
        TextLoss::Colour => "colours are left out",
        TextLoss::WideCell => "cells over several columns or rows are single ones",
        TextLoss::ListInCell => "lists in cells are lines",
        TextLoss::Definitions => "lists of terms show their tags",
        TextLoss::RelativeAddress => "relative addresses lead nowhere",
    };
    format!(
        "{loss} (in {})",
        self::count(*count, "test case", "test cases")
    )
}

fn edited(case: u64, fields: &[String], by: Option<&str>) -> String {
    let were = if fields.len() == 1 { "was" } else { "were" };
    let Some(by) = by else {
        let fields = fields.join(", ");
        return format!(
            "{fields} of C{case} {were} perhaps edited in TestRail, which does not tell"
        );
    };
    format!(
        "{} of C{case} {were} edited in TestRail by {by}",
        fields.join(", ")
    )
}

/// What becomes of the test cases whose value has no counterpart.
fn left_alone(cases: usize) -> String {
    match cases {
        0 => String::new(),
        _ => format!(
            ": left alone in {}",
            count(cases, "test case", "test cases")
        ),
    }
}

/// `custom_preconds (12), title (3)`.
fn field_counts(fields: &[FieldCount]) -> String {
    let fields = fields
        .iter()
        .map(|FieldCount { field, count }| format!("{field} ({count})"));
    fields.collect::<Vec<_>>().join(", ")
}

fn row_for(value: &NamedValue) -> String {
    match value.id {
        Some(id) => {
            format!("add a row `{id}: …` to its `values`, an option in TestRail, or a `default`")
        }
        None => "add a row to its `values`, an option in TestRail, or a `default`".to_owned(),
    }
}

/// `1 test case has`, which "no case in TestRail" follows.
fn without_case(n: usize) -> String {
    count(n, "test case has", "test cases have")
}
