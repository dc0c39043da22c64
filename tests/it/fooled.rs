//! Characters that steer, reorder or cannot be seen: whoever reads the output is not fooled, wherever a text comes from.

use std::fs;

use serde_json::json;

use crate::support::binary::railwright;
use crate::support::world::{World, testops, testrail};

/// One of each kind.
const FOOLING: &str = "\u{9b}\u{85}\u{202e}\u{2028}\u{200b}\u{2060}\u{ad}\u{fff9}\u{e0041}";

fn is_without(text: &str) {
    for character in FOOLING.chars() {
        assert!(
            !text.contains(character),
            "{} in {text}",
            character.escape_unicode()
        );
    }
}

#[test]
fn a_title_is_shown_as_what_it_is_in_every_format() {
    let mut source = testops();
    source["testCases"][0]["name"] = json!(format!("Sign{FOOLING} in"));
    let world = World::with(&source, &testrail());
    for format in ["text", "json", "markdown"] {
        let output = world
            .railwright()
            .run(&["plan", "manifests", "--format", format]);
        assert_eq!(output.code, Some(0), "{output}");
        is_without(&output.to_string());
        if format == "json" {
            let plan: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
            assert!(plan.to_string().contains("\u{200b}"), "{plan}");
        } else {
            assert!(output.stdout.contains("{200b}"), "{output}");
        }
    }
}

#[test]
fn what_a_ledger_holds_gives_the_pipeline_no_command() {
    let world = World::new();
    fs::create_dir(world.path().join(".railwright")).unwrap();
    let line = json!({
        "apply": format!("a{FOOLING}\n::error::x\u{1b}[31m ##vso[task.complete]"), "at": "2026-11-23T12:00:00Z",
        "event": "write", "n": 1, "server": "s", "request": "r", "objects": [],
    });
    fs::write(
        world.path().join(".railwright/ledger.ndjson"),
        format!("{line}\n"),
    )
    .unwrap();
    let output = world.apply();
    is_without(&output.to_string());
    assert!(output.stderr.contains("cut off"), "{output}");
    for text in ["\n::error::", "\u{1b}", "##vso["] {
        assert!(!output.stderr.contains(text), "{output}");
    }
}

#[test]
fn a_wrong_command_line_is_repeated_as_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = format!("pl{FOOLING}\u{1b}[31m\n::error::x ##vso[task.complete]");
    for arguments in [
        vec![wrong.as_str()],
        vec!["plan", "--format", &wrong],
        vec!["apply", "--settle", &wrong],
    ] {
        let output = railwright(folder.path()).run(&arguments);
        assert_eq!(output.code, Some(3), "{output}");
        is_without(&output.to_string());
        for text in ["\n::error::", "\u{1b}", "##vso["] {
            assert!(!output.stderr.contains(text), "{output}");
        }
    }
}

#[test]
fn a_hundred_thousand_complaints_are_a_few() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.yaml"), "a: 1\n---\n".repeat(50_000)).unwrap();
    for file in 0..500 {
        fs::write(
            folder.path().join(format!("n{file}.yaml")),
            "apiVersion: railwright/v1\nkind: [\n",
        )
        .unwrap();
    }
    let output = railwright(folder.path()).run(&["validate", "."]);
    assert_eq!(output.code, Some(3));
    assert!(output.stderr.len() < 50_000, "{}", output.stderr.len());
    assert!(output.stderr.contains(" more of RW0"), "{output}");
}
