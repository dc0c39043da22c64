//! Sync configs: queries and markers.

use super::aql;
use crate::manifest::document::Document;
use crate::manifest::problem::Problem;

const PREFIX: &str = "/spec/identity/prefix";

/// Complains about one sync config.
pub(super) fn check(document: &Document, problems: &mut Vec<Problem>) {
    aql::check(document, problems);
    problems.extend(
        document
            .text(PREFIX)
            .and_then(|prefix| prefix_problem(document, prefix)),
    );
}

fn prefix_problem(document: &Document, prefix: &str) -> Option<Problem> {
    let (message, help) = if prefix.contains([',', ';'])
        || prefix.contains(char::is_whitespace)
        || prefix.contains(char::is_control)
    {
        (
            "`prefix` may not hold commas, blanks or line breaks",
            "they divide the entries of `refs`: write a prefix without them, such as `ALLURE-`",
        )
    } else if prefix.ends_with(|last: char| last.is_ascii_digit()) {
        (
            "`prefix` may not end in a digit",
            "the TestOps id follows it directly, so nobody could tell where it begins: end it in `-`",
        )
    } else {
        return None;
    };
    Some(document.error(PREFIX, message).help(help))
}
