//! Words about numbers that nobody meant.

use crate::diagnostic::GuardCode;
use crate::render::words::count;

words! { GuardCode:
    TooManyChanges { changes, max } =>
        "{changes} changes are more than the {max} that --max-changes allows", "raise the number";
    TooLargeShare { changes, percent, in_scope, with_launches } =>
        (format!(
            "{changes} changes are more than {percent}% of the {in_scope} {} in scope",
            if *with_launches { "cases and launches" } else { "cases" },
        )),
        "raise the share that --max-changes allows";
    TooManyCreates { creates, max } =>
        (format!("{} to create {} more than the {max} of `guard.maxCreates`", cases(*creates), are(*creates))),
        "set `guard.maxCreates: {creates}`";
    TooManyUpdates { updates, max } =>
        (format!("{} to update {} more than the {max} of `guard.maxUpdates`", cases(*updates), are(*updates))),
        "set `guard.maxUpdates: {updates}`";
    TooManyUpdatesOfAll { updates, percent, matched } =>
        (format!(
            "{} to update {} more than {percent}% of the {matched} that have a case in TestRail (`guard.maxUpdatePercent`)",
            cases(*updates),
            are(*updates),
        )),
        "raise `guard.maxUpdatePercent`";
    NothingInScope { marked } =>
        (format!(
            "the AQL selects nothing, while {} our marker in TestRail",
            count(*marked, "case carries", "cases carry"),
        )),
        "check `testCases.aql`";
    FieldEmptied { field, cases } =>
        "{field} would lose its text in {cases} cases",
        "check that the field is still filled in TestOps; if it is meant, raise `guard.maxEmptiedPercent`";
    TooManyTwins { twins, max } =>
        (format!(
            "{} to create {} the title of a case that is there already: more than the {max} of `guard.maxTwins`",
            cases(*twins),
            if *twins == 1 { "has" } else { "have" },
        )),
        "make them ours by `testCases: {{adopt: {{by: [title]}}}}`, or set `guard.maxTwins: {twins}`";
    TooManyFirstLaunches { launches, max } =>
        (format!(
            "{} would be exported for the first time: more than the {max} of `guard.maxFirstLaunches`",
            count(*launches, "launch", "launches"),
        )),
        "narrow `launches.aql`, for example with `createdDate >= 1767225600000`, or set `guard.maxFirstLaunches: {launches}`";
}

fn cases(n: usize) -> String {
    count(n, "case", "cases")
}

fn are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}
