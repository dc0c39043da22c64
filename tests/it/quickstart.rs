//! What the README promises to who tries the program for the first time.

use std::path::Path;
use std::process::Command;

use crate::support::binary::railwright;

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
fn the_plan_in_the_readme_is_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let state = tempfile::tempdir().unwrap();
    let output = railwright(root).run(&[
        "plan",
        "examples/quickstart",
        "--sandbox",
        "--state-dir",
        state.path().to_str().unwrap(),
    ]);
    let shown = include_str!("../../README.md")
        .split("```")
        .nth(1)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("$ ") && !line.ends_with("left out here)"));
    let mut printed = output.stdout.lines();
    for line in shown.filter(|line| !line.is_empty()) {
        assert!(printed.any(|printed| printed == line), "{line}\n{output}");
    }
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

#[test]
fn the_readme_names_every_command_and_option() {
    let readme = include_str!("../../README.md");
    let folder = tempfile::tempdir().unwrap();
    let help = railwright(folder.path()).run(&["--help"]).stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        // Deeper lines go on with a description.
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|command| !command.is_empty() && *command != "help")
        .collect();
    assert!(commands.contains(&"apply"), "{help}");
    for command in commands {
        assert!(readme.contains(&format!("| `{command}")), "{command}");
        let help = railwright(folder.path()).run(&[command, "--help"]);
        assert_eq!(help.code, Some(0));
        assert!(help.stdout.contains("Examples:\n"), "{help}");
        for option in help
            .stdout
            .split_whitespace()
            .filter(|word| word.starts_with("--"))
        {
            let name: String = option
                .chars()
                .take_while(|c| c.is_ascii_alphabetic() || *c == '-')
                .collect();
            assert!(
                name == "--help" || readme.contains(&name),
                "{command} {name}"
            );
        }
    }
}

/// Runs a line in a shell, with the folder of the binary first on the path.
fn shell(folder: &Path, line: &str) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_railwright"))
        .parent()
        .unwrap();
    let output = Command::new("sh")
        .args(["-c", line])
        .env_clear()
        .env(
            "PATH",
            format!(
                "{}:{}",
                binary.display(),
                std::env::var("PATH").unwrap_or_default()
            ),
        )
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
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
