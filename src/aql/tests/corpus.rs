//! Texts with their verdicts.

use std::path::Path;

use serde_json::Value;

use super::first_error;
use crate::aql::{Entity, parse};

/// A text, the entity that it is for, and where its first error is, in characters.
type Example = (&'static str, Entity, Option<usize>);

const EXAMPLES: &[Example] = &[
    ("", Entity::TestCase, None),
    (" \t\r\n\u{c}", Entity::Launch, None),
    ("true", Entity::TestCase, None),
    ("FALSE", Entity::TestResult, None),
    ("not not true", Entity::TestCase, None),
    ("(((false)))", Entity::TestCase, None),
    ("tag=\"nightly\"", Entity::TestCase, None),
    (
        "tag IS \"nightly\" AND muted iS FALSE",
        Entity::TestCase,
        None,
    ),
    ("(id>10)and(id<=20)", Entity::TestCase, None),
    ("id>=-5", Entity::TestCase, None),
    ("id > 5.", Entity::TestCase, None),
    ("id\n>\n5", Entity::TestCase, None),
    ("tag in []", Entity::TestCase, None),
    (
        "tag in [\"a\", 1, true, null, currentUser()]",
        Entity::TestCase,
        None,
    ),
    ("cf[\"Риск\"] = \"Высокий\"", Entity::TestCase, None),
    ("cf[ -1 ] in [ 10 ]", Entity::TestCase, None),
    ("role[\"Lead\"] is empty", Entity::TestCase, None),
    (
        "not cf[\"Epic\"] = \"Cart\" or not layer != null",
        Entity::TestCase,
        None,
    ),
    ("name ~= \"line\nbreak\"", Entity::TestCase, None),
    ("name = \"\\u0416\\q\\\\\"", Entity::TestCase, None),
    ("name = \"#order by -- // ; {x}\"", Entity::TestCase, None),
    (
        "testPlan = 3 or testPlan = \"Release\"",
        Entity::TestCase,
        None,
    ),
    ("createdDate >= dayStartUtc()", Entity::TestCase, None),
    ("automated = false", Entity::TestCase, None),
    (
        "ev[\"Browser\"] != \"Firefox\" and evv in [\"Linux\"]",
        Entity::Launch,
        None,
    ),
    ("closed = false and job = \"build\"", Entity::Launch, None),
    ("lastModifiedDate > weekAgo()", Entity::Launch, None),
    ("launch = 7 and not hidden = true", Entity::TestResult, None),
    (
        "testCaseId in [4,5] and category = \"Product\"",
        Entity::TestResult,
        None,
    ),
    ("and", Entity::TestCase, Some(0)),
    ("()", Entity::TestCase, Some(1)),
    ("(true", Entity::TestCase, Some(5)),
    ("true)", Entity::TestCase, Some(4)),
    ("true false", Entity::TestCase, Some(5)),
    ("tag", Entity::TestCase, Some(3)),
    ("tag =", Entity::TestCase, Some(5)),
    ("tag = \"a\" or ", Entity::TestCase, Some(13)),
    ("tag = smoke-test", Entity::TestCase, Some(6)),
    ("tag = дым", Entity::TestCase, Some(6)),
    ("tag = 'a' or tag == \"b\"", Entity::TestCase, Some(6)),
    ("tag = \"ы\" or tag == \"b\"", Entity::TestCase, Some(17)),
    ("tag in [\"a\",]", Entity::TestCase, Some(12)),
    ("tag in [\"a\"", Entity::TestCase, Some(11)),
    ("tag in \"a\"", Entity::TestCase, Some(7)),
    ("tag in [[\"a\"]]", Entity::TestCase, Some(8)),
    ("tag = [\"a\"]", Entity::TestCase, Some(6)),
    ("tag not in [\"a\"]", Entity::TestCase, Some(4)),
    ("status is not null", Entity::TestCase, Some(10)),
    ("status like \"A\"", Entity::TestCase, Some(7)),
    (
        "status = \"A\" || status = \"B\"",
        Entity::TestCase,
        Some(13),
    ),
    ("!muted = true", Entity::TestCase, Some(0)),
    ("muted = true;", Entity::TestCase, Some(12)),
    ("id = - 5", Entity::TestCase, Some(5)),
    ("id = 1e5", Entity::TestCase, Some(6)),
    ("name = \"\\u12g4\"", Entity::TestCase, Some(8)),
    ("createdDate > now( )", Entity::TestCase, Some(14)),
    ("now() > createdDate", Entity::TestCase, Some(0)),
    ("name = \"a\" sort by id", Entity::TestCase, Some(11)),
    ("cf[] = \"a\"", Entity::TestCase, Some(3)),
    ("cf = \"a\"", Entity::TestCase, Some(0)),
    ("name[\"a\"] = \"b\"", Entity::TestCase, Some(0)),
    ("Tag = \"a\"", Entity::TestCase, Some(0)),
    (
        "muted = false and owner = \"qa-lead\"",
        Entity::TestCase,
        Some(18),
    ),
    ("ev[\"Browser\"] = \"Firefox\"", Entity::TestCase, Some(0)),
    ("cf[\"Epic\"] = \"Cart\"", Entity::Launch, Some(0)),
    ("launchId = 7", Entity::TestResult, Some(0)),
];

#[test]
fn the_examples_have_their_verdicts() {
    for (text, entity, expected) in EXAMPLES {
        let start = first_error(text, *entity).map(|wrong| wrong.span.start);
        assert_eq!(start, *expected, "{text}");
    }
}

/// A larger collection can stand beside the checkout; it does not belong to the repository.
#[test]
fn a_collection_beside_the_checkout_has_its_verdicts() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/aql-corpus.jsonl");
    let Ok(collection) = std::fs::read_to_string(path) else {
        return;
    };
    let failures: Vec<String> = collection
        .lines()
        .filter_map(|line| disagreement(&serde_json::from_str(line).unwrap()))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn disagreement(example: &Value) -> Option<String> {
    let text = example["aql"].as_str()?;
    let entity = match example["entity"].as_str()? {
        "testcase" => Some(Entity::TestCase),
        "launch" => Some(Entity::Launch),
        "testresult" => Some(Entity::TestResult),
        _ => None,
    };
    let parsed = parse(text);
    if parsed.is_ok() != example["grammar_ok"] {
        return Some(format!("{text}: grammar {}", parsed.is_ok()));
    }
    let error = match entity {
        Some(entity) => first_error(text, entity),
        None => parsed.err().map(|complaints| complaints[0].clone()),
    };
    let is_valid = error.is_none();
    if is_valid != example["valid"] && example["ambiguous"] != true {
        return Some(format!("{text}: valid {is_valid}"));
    }
    let expected: Vec<usize> = [&example["error_at"]]
        .into_iter()
        .chain(example["error_also_ok"].as_array().into_iter().flatten())
        .filter_map(|position| usize::try_from(position.as_u64()?).ok())
        .collect();
    let error = error.filter(|_| !expected.is_empty())?;
    (!expected.contains(&error.span.start))
        .then(|| format!("{text}: {} instead of {expected:?}", error.span.start))
}
