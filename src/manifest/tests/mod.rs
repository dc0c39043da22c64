//! Laws that hold whatever the bytes, and the places of what was resolved.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use serde::Deserialize as _;
use serde_json::Value;

mod hostile;
mod refused;
mod schema;

use super::document::Document;
use super::manifests::Manifests;
use super::{checks, files, follow, locate_file, read_documents};
use crate::diagnostic::Diagnostics;
use crate::render::snippet::render_snippets;
use crate::render::style::Paint;

/// A manifest with every key, whose secrets are literal.
const LEAKY: &str = include_str!("../../../tests/manifests/valid/everything.yaml");

/// The fixtures below a folder of tests/manifests, in name order.
fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new("tests/manifests").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

/// Loads one file from memory.
fn load(bytes: &[u8]) -> (Vec<Document>, Diagnostics) {
    let mut diagnostics = Vec::new();
    let documents = match files::decode(&Arc::from("m.yaml"), bytes.to_vec()) {
        Ok(source) => read_documents(source, &mut diagnostics),
        Err(unreadable) => {
            diagnostics.push(*unreadable);
            Vec::new()
        }
    };
    checks::all(&documents, locate_file, &mut diagnostics);
    (documents, diagnostics.into())
}

fn resolved(text: &str) -> Manifests {
    let (documents, warnings) = load(text.as_bytes());
    follow::follow(documents, warnings).unwrap()
}

/// Fails unless every place is inside the file, and everything can be shown; a file without an error can be used.
fn assert_sound(bytes: &[u8]) -> Result<(), TestCaseError> {
    let (documents, diagnostics) = load(bytes);
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.split('\n').collect();
    for diagnostic in diagnostics.iter() {
        let place = diagnostic.place.as_ref().unwrap();
        // Line 0 is the file as a whole.
        if place.line == 0 {
            continue;
        }
        prop_assert!(
            (1..=lines.len()).contains(&place.line),
            "{place} of {}",
            lines.len()
        );
        let columns = lines[place.line - 1].chars().count() + 1;
        prop_assert!(
            (1..=columns).contains(&place.column),
            "{place} of {columns}"
        );
    }
    if !diagnostics.has_errors() {
        let followed = follow::follow(documents, diagnostics.clone());
        prop_assert!(followed.is_ok(), "{:?}", followed.unwrap_err());
    }
    let shown = render_snippets(&diagnostics, Paint { colour: true });
    let stray = shown
        .chars()
        .find(|character| character.is_control() && !matches!(character, '\n' | '\u{1b}'));
    prop_assert_eq!(stray, None);
    Ok(())
}

/// A manifest to which small accidents happened.
fn damaged() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[-:{}\\[\\],&*!|>'\"%@`#? \t\n]{1,3}",
        "\\PC{0,4}",
        Just("custom_1".to_owned()),
        Just("99999999999999999999".to_owned()),
        Just("~".to_owned()),
        Just("\n---\n".to_owned()),
    ];
    let accident = (any::<prop::sample::Index>(), 0_usize..12, piece);
    proptest::collection::vec(accident, 1..4).prop_map(|accidents| {
        let mut text: Vec<char> = LEAKY.chars().collect();
        for (index, length, piece) in accidents {
            let start = index.index(text.len());
            let end = (start + length).min(text.len());
            text.splice(start..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_loaded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        assert_sound(&bytes)?;
    }

    #[test]
    fn any_text_is_loaded_or_refused(text in "[-a:{}\\[\\],&*!|>'\"%#? \t\r\n\u{feff}\u{85}\u{2028}é🔑0]{0,60}") {
        assert_sound(text.as_bytes())?;
    }

    #[test]
    fn damaged_manifests_are_loaded_or_refused(text in damaged()) {
        assert_sound(text.as_bytes())?;
    }

    #[test]
    fn literal_secrets_are_never_shown(
        quote in prop_oneof![Just(""), Just("'"), Just("\"")],
        beside in prop_oneof![Just(""), Just(", banana: 1"), Just(", username: [1]"), Just(", apiKey: 1"), Just(", &")],
    ) {
        let secret = "s3cr3t:hunter2";
        let text = LEAKY.replace("{token: {file: secrets/token}}", &format!("{{token: {quote}{secret}{quote}{beside}}}"));
        let (_, diagnostics) = load(text.as_bytes());
        prop_assert!(!diagnostics.is_empty());
        for colour in [false, true] {
            let shown = render_snippets(&diagnostics, Paint { colour });
            prop_assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}

#[test]
fn an_independent_parser_reads_the_same_values() {
    const MINIMAL: &str = include_str!("../../../tests/manifests/valid/minimal.yml");
    for text in [LEAKY, MINIMAL] {
        // A version is text here, whatever it looks like.
        let quoted = text.replace("version: 10.2", "version: \"10.2\"");
        // And so is every key.
        let quoted = quoted.replace("{-3: 2, 12:", "{\"-3\": 2, \"12\":");
        let quoted = quoted
            .replace("{true: ", "{\"true\": ")
            .replace(" false: M", " \"false\": M");
        let expected: Vec<Value> = yaml_serde::Deserializer::from_str(&quoted)
            .map(|document| Value::deserialize(document).unwrap())
            .collect();
        let (documents, _) = load(text.as_bytes());
        let values: Vec<Value> = documents
            .into_iter()
            .map(|document| document.value)
            .collect();
        assert_eq!(values, expected);
    }
}

#[test]
fn resolved_values_carry_their_places() {
    let manifests = resolved(LEAKY);
    let config = &manifests.sync_configs[0];
    let mapping = config.mapping.as_ref().unwrap();
    let row = |name: &str| {
        let mut rows = mapping.fields.iter();
        rows.find(|row| row.target.value.as_str() == name).unwrap()
    };
    let status = row("custom_status");
    let (spec, testops) = (&config.spec, &config.source.spec);
    let testrail = &config.destination.spec;
    let places = [
        ("name", &config.place),
        ("projectId", &spec.source.project_id.place),
        ("project", &spec.destination.project.place),
        ("suiteId", &spec.destination.suite_id.place),
        ("sectionId", &spec.destination.section_id.place),
        ("testCases.aql", &spec.test_cases.aql.place),
        ("launches.aql", &spec.launches.aql.place),
        ("identity", &config.identity.place),
        ("endpoint", testops.endpoint.origin_place()),
        ("token", testops.credentials.token.place()),
        ("tls", &testrail.tls.insecure_skip_verify.place),
        ("steps", &row("custom_steps_separated").target.place),
        ("status", &status.target.place),
        ("status.default", &status.row.default.as_ref().unwrap().1),
        ("status.values.-3", &status.row.values[0].place),
        (
            "status.onUnmapped",
            &status.on_unmapped.as_ref().unwrap().place,
        ),
        ("results.statuses.broken", &mapping.results[2].target.place),
    ]
    .map(|(what, place)| {
        let rest: String = LEAKY
            .lines()
            .nth(place.line - 1)
            .unwrap()
            .chars()
            .skip(place.column - 1)
            .collect();
        format!("{what}: {}:{} {rest}", place.line, place.column)
    });
    insta::assert_snapshot!(places.join("\n"), @r#"
    name: 33:18 checkout-regression}
    projectId: 35:45 7}
    project: 38:14 Web Shop
    suiteId: 39:14 29
    sectionId: 40:16 310
    testCases.aql: 42:11 tag = "regression" and status = "Active"'
    launches.aql: 54:10 closed = true
    identity: 63:13 {field: custom_allure_id, prefix: "TC-"}
    endpoint: 26:19 TESTOPS_URL}
    token: 27:31 secrets/token}}
    tls: 15:25 true
    steps: 75:5 custom_steps_separated: {from: scenario, onDrift: fail}
    status: 76:5 custom_status:
    status.default: 79:16 custom_1
    status.values.-3: 78:20 2, 12: custom_4, Draft: In work, "7": null}
    status.onUnmapped: 80:19 skip
    results.statuses.broken: 90:15 5
    "#);
}

#[test]
fn a_number_without_quotes_is_an_id_and_everything_else_a_name() {
    let manifests = resolved(LEAKY);
    let row = |name: &str| {
        let mut rows = manifests.mappings[0].fields.iter();
        let row = rows.find(|row| row.target.value.as_str() == name).unwrap();
        let row = &row.row;
        let values = row.values.iter();
        let values: Vec<String> = values
            .map(|row| format!("{:?} → {:?}", row.source, row.target))
            .collect();
        let default = row.default.as_ref().map(|(target, _)| target);
        format!("{}\ndefault {default:?}", values.join("\n"))
    };
    insta::assert_snapshot!(row("custom_status"), @r#"
    Id(-3) → Id(2)
    Id(12) → Id(4)
    Name("Draft") → Name("In work")
    Name("7") → Nothing
    default Some(Id(1))
    "#);
    insta::assert_snapshot!(row("custom_mode"), @r#"
    Name("true") → Name("Automated")
    Name("false") → Name("Manual")
    default Some(Nothing)
    "#);
}

#[test]
fn a_version_is_spelt_as_it_stands() {
    for (written, meant) in [
        ("7.10", "7.10"),
        ("10.2", "10.2"),
        ("7", "7"),
        ("\"7.5\"", "7.5"),
        ("8.0", "8.0"),
    ] {
        let text = LEAKY.replace("version: \"7.5\"", &format!("version: {written}"));
        assert_eq!(resolved(&text).testrail[0].spec.version.0, meant);
    }
}

#[test]
fn words_of_old_yaml_are_text() {
    for word in ["no", "010"] {
        let text = LEAKY.replace("project: Web Shop", &format!("project: {word}"));
        let config = &resolved(&text).sync_configs[0];
        assert_eq!(config.spec.destination.project.value, word);
    }
}

#[test]
fn whole_floats_are_ids() {
    let text = LEAKY.replace("projectId: 7", "projectId: 7.0");
    assert_eq!(
        resolved(&text).sync_configs[0].spec.source.project_id.value,
        7
    );
}

#[test]
fn aliases_stand_for_values() {
    let text = LEAKY
        .replace("suiteId: 29", "suiteId: &id 29")
        .replace("sectionId: 310", "sectionId: *id");
    let section = &resolved(&text).sync_configs[0].spec.destination.section_id;
    assert_eq!(section.value, 29);
    assert_eq!(section.place.column, 16);
}
