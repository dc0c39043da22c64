//! Lines and files that people paste from the README do what it says.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::block;
use crate::support::binary::railwright;
use crate::support::shell::run_script;
use crate::support::world::{World, testops, testrail};

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

fn seed(containing: &str) -> Value {
    serde_json::from_str(block("json", containing)).unwrap()
}

#[test]
fn the_plan_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let state = tempfile::tempdir().unwrap();
    let output = railwright(root).run(&[
        "plan",
        "examples/quickstart",
        "--sandbox",
        "--state-dir",
        state.path().to_str().unwrap(),
    ]);
    let shown = block("console", "railwright plan examples/quickstart --sandbox")
        .lines()
        .filter(|line| !line.starts_with("$ ") && !line.ends_with("left out here)"));
    let mut printed = output.stdout.lines();
    for line in shown.filter(|line| !line.is_empty()) {
        assert!(printed.any(|printed| printed == line), "{line}\n{output}");
    }
}

#[test]
#[cfg(unix)]
fn nothing_writes_before_the_last_of_the_first_steps() {
    let world = World::new();
    let run = |line: &str| run_script(world.path(), line, world.sandbox.environment());
    let mut lines: Vec<&str> = block("sh", "railwright validate manifests")
        .lines()
        .collect();
    let last = lines.pop().unwrap();
    assert_eq!(lines.len(), 3);
    for line in lines {
        let output = run(line);
        assert_eq!(output.status.code(), Some(0), "{line}\n{}", shown(&output));
    }
    // Without a terminal nobody consents.
    let output = run(last);
    assert_eq!(output.status.code(), Some(1), "{last}\n{}", shown(&output));
    assert_eq!(world.sandbox.writes(), Vec::<String>::new());
}

#[test]
#[cfg(unix)]
fn the_lines_that_use_the_sandbox_work_as_one_paste() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    std::os::unix::fs::symlink(examples, folder.path().join("examples")).unwrap();
    let pasted = block("sh", "railwright sandbox > sandbox.env &");
    let output = run_script(
        folder.path(),
        &format!("{pasted}code=$?; kill $!; exit $code"),
        &[],
    );
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    assert!(shown(&output).contains("31 cases created, 2 updated"));

    let printed = fs::read_to_string(folder.path().join("sandbox.env")).unwrap();
    let without_ports = |text: &str| {
        let lines = text
            .lines()
            .map(|line| line.trim_end_matches(|c: char| c.is_ascii_digit()));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        without_ports(&printed),
        without_ports(block("text", "TESTRAIL_API_KEY="))
    );
}

#[test]
fn the_seeds_are_ones_that_the_sandbox_takes() {
    let world = World::with(&seed("\"testCases\""), &seed("\"suites\""));
    // Without a mapping the title is written alone, so that no further field has to be there.
    world.edit("  mapping: default\n", "");
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes(), ["update_case/501"]);
}

#[test]
fn the_fault_is_one_that_the_sandbox_takes() {
    let call = block("sh", "/_sandbox/faults");
    let (_, data) = call.split_once("--data '").unwrap();
    let faults = serde_json::from_str(data.trim_end().trim_end_matches('\'')).unwrap();
    let world = World::with(&testops(), &testrail());
    world.sandbox.testrail_faults(&faults);
    assert_eq!(world.sandbox.testrail_state()["cases"][0]["id"], 501);
}
