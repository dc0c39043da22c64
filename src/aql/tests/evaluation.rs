//! What a query selects.

use crate::aql::{Accessor, Fact, Field, Functions, Key, Record, evaluate, parse};

/// A test case with two tags and no layer, and whatever else a comparison can meet.
struct Example;

impl Record for Example {
    fn values(&self, accessor: &Accessor) -> Field<'_> {
        let key = match &accessor.key {
            Some(Key::Name(name)) => name.as_str(),
            _ => "",
        };
        match (accessor.name.as_str(), key) {
            ("id", _) => Field::One(Some(Fact::Number(17))),
            ("name", _) => Field::One(Some(Fact::Text("Гость pays by Card"))),
            ("tag", _) => Field::Many(vec![
                Fact::Reference {
                    id: 31,
                    name: "smoke",
                },
                Fact::Reference {
                    id: 32,
                    name: "api",
                },
            ]),
            ("status", _) => Field::One(Some(Fact::Reference {
                id: -3,
                name: "Active",
            })),
            ("layer", _) => Field::One(None),
            ("muted", _) => Field::One(Some(Fact::Boolean(false))),
            ("createdDate", _) => Field::One(Some(Fact::Number(NOW - 1000))),
            ("createdBy", _) => Field::One(Some(Fact::Text("qa-lead"))),
            ("cf", "Epic") => Field::Many(vec![Fact::Reference {
                id: 501,
                name: "Cart",
            }]),
            _ => Field::Many(Vec::new()),
        }
    }
}

/// 2026-11-23 12:00 UTC
const NOW: i64 = 1_795_435_200_000;

fn fits(text: &str) -> bool {
    let functions = Functions {
        now: NOW,
        current_user: "qa-lead".to_owned(),
    };
    evaluate(&parse(text).unwrap(), &Example, &functions)
}

fn all_fit(texts: &[&str]) {
    for text in texts {
        assert!(fits(text), "{text}");
        assert!(!fits(&format!("not ({text})")), "not ({text})");
    }
}

fn none_fits(texts: &[&str]) {
    for text in texts {
        assert!(!fits(text), "{text}");
    }
}

#[test]
fn a_blank_text_and_true_select_everything() {
    all_fit(&["true", "not false", "not not true"]);
    assert!(fits("") && fits(" \n"));
}

#[test]
fn not_binds_tighter_than_and_and_and_tighter_than_or() {
    all_fit(&[
        "true or true and false",
        "not false and true",
        "not (true and false)",
    ]);
    none_fits(&["(true or true) and false", "not true or false"]);
}

#[test]
fn texts_are_equal_letter_by_letter_and_contain_in_any_case() {
    all_fit(&[
        "name = \"Гость pays by Card\"",
        "name ~= \"гость\"",
        "name ~= \"BY\"",
        "name != \"x\"",
    ]);
    none_fits(&[
        "name = \"гость pays by card\"",
        "name = \"Гость\"",
        "name ~= \"cash\"",
    ]);
}

#[test]
fn a_field_with_many_values_fits_if_any_does() {
    all_fit(&[
        "tag = \"smoke\"",
        "tag = \"smoke\" and tag = \"api\"",
        "tag in [\"x\", \"api\"]",
        "tag ~= \"SMO\"",
        "tag = 31",
        "tag != \"x\"",
    ]);
    none_fits(&[
        "tag != \"api\"",
        "tag in []",
        "tag in [\"x\"]",
        "tag > \"a\"",
    ]);
}

#[test]
fn references_are_known_by_name_and_by_id() {
    all_fit(&[
        "status = -3",
        "status = \"Active\"",
        "status in [-1, -3]",
        "cf[\"Epic\"] = 501",
    ]);
    none_fits(&["status = \"-3\"", "status = -1"]);
}

#[test]
fn an_empty_field_fits_null_only() {
    all_fit(&[
        "layer = null",
        "layer is empty",
        "not layer = \"API\"",
        "cf[\"Nobody\"] is null",
    ]);
    all_fit(&[
        "tag != null",
        "not status is null",
        "cf[\"Nobody\"] != \"x\"",
    ]);
    none_fits(&[
        "layer != \"API\"",
        "layer in [null]",
        "layer < 5",
        "layer != null",
        "tag > null",
    ]);
}

#[test]
fn numbers_are_ordered_and_other_kinds_are_not() {
    all_fit(&[
        "id > 16",
        "id >= 17",
        "id <= 17.5",
        "id < 18",
        "id > 16.99",
        "id = 17.0",
    ]);
    none_fits(&[
        "id > 17",
        "id = \"17\"",
        "id < \"18\"",
        "id = 17.5",
        "muted > 0",
        "muted = 0",
    ]);
}

#[test]
fn functions_stand_for_the_clock_and_the_caller() {
    all_fit(&[
        "createdDate < now()",
        "createdDate >= dayStartUtc()",
        "createdDate > weekAgo()",
        "createdBy = currentUser()",
    ]);
    none_fits(&["createdDate > monthAgo()", "createdDate < dayStartUtc()"]);
}
