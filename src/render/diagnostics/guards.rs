//! Words about numbers that nobody meant.

use super::Words;
use crate::diagnostic::GuardCode;

pub(super) fn words(code: &GuardCode) -> Words {
    match code {
        GuardCode::TooManyChanges { changes, max } => Words::new(
            format!("{changes} changes are more than the {max} that --max-changes allows"),
            "raise the number",
        ),
        GuardCode::TooLargeShare {
            changes,
            percent,
            in_scope,
            with_launches,
        } => Words::new(
            format!(
                "{changes} changes are more than {percent}% of the {in_scope} {} in scope",
                if *with_launches {
                    "cases and launches"
                } else {
                    "cases"
                }
            ),
            "raise the share that --max-changes allows",
        ),
        GuardCode::TooManyCreates { creates, max } => Words::new(
            format!(
                "{} more than the {max} of `guard.maxCreates`",
                are(*creates, "case to create", "cases to create")
            ),
            format!("set `guard.maxCreates: {creates}`"),
        ),
        GuardCode::TooManyUpdates { updates, max } => Words::new(
            format!(
                "{} more than the {max} of `guard.maxUpdates`",
                are(*updates, "case to update", "cases to update")
            ),
            format!("set `guard.maxUpdates: {updates}`"),
        ),
        GuardCode::TooManyUpdatesOfAll {
            updates,
            percent,
            matched,
        } => Words::new(
            format!(
                "{} more than {percent}% of the {matched} that have a case in TestRail (`guard.maxUpdatePercent`)",
                are(*updates, "case to update", "cases to update")
            ),
            "raise `guard.maxUpdatePercent`",
        ),
        GuardCode::NothingInScope { marked } => Words::new(
            format!(
                "the AQL selects nothing, while {} our marker in TestRail",
                match marked {
                    1 => "1 case carries".to_owned(),
                    n => format!("{n} cases carry"),
                }
            ),
            "check `testCases.aql`",
        ),
        GuardCode::FieldEmptied { field, cases } => Words::new(
            format!("{field} would lose its text in {cases} cases"),
            "check that the field is still filled in TestOps",
        ),
    }
}

/// `1 change is`, `2 changes are`.
fn are(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one} is")
    } else {
        format!("{n} {many} are")
    }
}
