//! A query for every code about queries.

use crate::aql::{Entity, MAX_DEPTH, check};
use crate::diagnostic::Code;

const QUERIES: &[&str] = &[
    "name = \"a",
    "name = \"\\u00g0\"",
    "tag = 'smoke'",
    "tag = \"a\" // smoke",
    "tag == \"a\"",
    "tag:smoke",
    "id = .5",
    "tag = \"a\" and",
    "now() > createdDate",
    "field1 = 5",
    "tag",
    "tag =",
    "layer is not null",
    "tag not in [\"a\"]",
    "tag = \"a\" muted = true",
    "tag = \"a\" order by id",
    "tag in \"a\"",
    "tag in (\"a\", \"b\")",
    "tag in [\"a\" \"b\"]",
    "tag in [\"a\", ]",
    "tag in [\"a\"",
    "cf[] = \"A\"",
    "cf[Epic] = \"A\"",
    "cf[\"Epic\" = \"A\"",
    "(tag = \"a\"",
    "tag = \"a\")",
    "…",
    "createdDate > now(5)",
    "staus = \"Active\"",
    "cf = \"A\"",
    "tag[\"a\"] = \"b\"",
    "automated = true",
    "createdDate > monthAgo()",
    "createdDate > \"2026-01-01\"",
    "cf[\"Epic\"] ~= \"a\"",
];

pub(super) fn examples() -> Vec<Code> {
    let offline = QUERIES.iter().filter_map(|query| {
        // One level more than may be.
        let query = query.replace("…", &"(".repeat(MAX_DEPTH + 1));
        let first = check(&query, Entity::TestCase).into_iter().next();
        first.map(|complaint| complaint.code)
    });
    offline.map(Code::from).collect()
}
