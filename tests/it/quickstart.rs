//! What is promised to who tries the program for the first time. The README itself is in `readme`.

use std::path::Path;

use crate::support::binary::railwright;
use crate::support::shell::run_script;

fn examples() -> String {
    format!("{}/examples", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_first_command_does_the_whole_job() {
    let folder = tempfile::tempdir().unwrap();
    let quickstart = format!("{}/quickstart", examples());
    let output = railwright(folder.path()).run(&["apply", &quickstart, "--sandbox", "--yes"]);
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(output.stderr, "");
    assert!(
        output
            .stdout
            .contains("37 cases in scope: 31 to create, 2 to update, 3 unchanged, 1 blocked."),
        "{output}"
    );
    assert!(
        output
            .stdout
            .ends_with("A second plan is empty: TestRail is up to date.\n"),
        "{output}"
    );
}

#[test]
fn every_example_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    for example in ["quickstart", "team"] {
        let output =
            railwright(folder.path()).run(&["validate", &format!("{}/{example}", examples())]);
        assert_eq!(output.code, Some(0), "{output}");
        assert_eq!(output.stderr, "", "{example}");
    }
}

/// What a script prints.
fn shell(folder: &Path, script: &str) -> String {
    String::from_utf8(run_script(folder, script, &[]).stdout).unwrap()
}

#[test]
#[cfg(unix)]
fn the_lines_of_the_sandbox_can_be_sourced_whatever_the_seed_says() {
    let folder = tempfile::tempdir().unwrap();
    let email = "o'dd $(touch pwned) \"`&;@example.com";
    let seed = serde_json::json!({"users": [
        {"id": 1, "name": "Odd", "email": email, "is_active": true, "is_admin": true},
    ]});
    std::fs::write(folder.path().join("testrail.json"), seed.to_string()).unwrap();
    let sourced = shell(
        folder.path(),
        "mkfifo lines; railwright sandbox --seed . > lines & { read a; read b; read c; read -r d; read e; } < lines; \
         kill $!; eval \"$d\"; printf %s \"$TESTRAIL_USERNAME\"",
    );
    assert_eq!(sourced, email);
    assert!(!folder.path().join("pwned").exists());
}

#[test]
#[cfg(unix)]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let quickstart = format!("{}/quickstart", examples());
    for command in [
        "schema".to_owned(),
        "completions bash".to_owned(),
        format!("plan {quickstart} --sandbox"),
        format!("apply {quickstart} --sandbox --yes"),
    ] {
        let line = format!("{{ railwright {command}; echo $? > code; }} | head -c 1; cat code");
        assert!(shell(folder.path(), &line).ends_with("0\n"), "{command}");
    }
}
