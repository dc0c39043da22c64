//! What manifests may name: a change to manifests sends credentials nowhere else and reads nothing else.

use std::fs;

use crate::support::binary::Output;
use crate::support::world::World;

const READS_MANIFESTS: [&[&str]; 4] = [
    &["plan", "manifests"],
    &["check", "manifests"],
    &["drift", "manifests"],
    &["apply", "manifests", "--yes"],
];

/// What is allowed in the usual world.
const USUAL: [&str; 4] = [
    "--allow-host",
    "127.0.0.1",
    "--allow-env",
    "TESTOPS_*,TESTRAIL_*",
];

fn refused(output: &Output) {
    assert_eq!(output.code, Some(3), "{output}");
    assert!(output.stdout.is_empty(), "{output}");
}

fn has_sent_nothing(world: &World) {
    assert!(world.sandbox.testrail_journal().is_empty());
    assert!(world.sandbox.testops_journal().is_empty());
}

#[test]
fn credentials_are_sent_to_no_host_that_is_not_allowed() {
    let world = World::new();
    for command in READS_MANIFESTS {
        let allowed = ["--allow-host", "*.example.com"];
        refused(&world.railwright().run(&[command, &allowed[..]].concat()));
    }
    world.edit(
        "endpoint: {env: TESTOPS_URL}",
        "endpoint: http://127.0.0.2/",
    );
    let output = world
        .railwright()
        .run(&["validate", "manifests", "--allow-host", "127.0.0.1"]);
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    error[RW0167]: `endpoint` leads to 127.0.0.2, which is none of the allowed hosts
      --> manifests/shop.yaml:15:13
       |
    15 |   endpoint: http://127.0.0.2/
       |             ^^^^^^^^^^^^^^^^^
       |
       = help: if it is right, add `--allow-host 127.0.0.2` where railwright is run, or to RAILWRIGHT_ALLOW_HOST

    1 problem in 1 file.
    ------- exit code 3 -------
    ");
    let output = world
        .railwright()
        .env("RAILWRIGHT_ALLOW_HOST", "127.0.0.1,example.com")
        .run(&["plan", "manifests"]);
    refused(&output);
    has_sent_nothing(&world);
}

#[test]
fn no_variable_is_sent_that_is_not_allowed() {
    let world = World::new();
    world.edit(
        "username: {env: TESTRAIL_USERNAME}",
        "username: {env: AWS_SECRET_ACCESS_KEY}",
    );
    for command in READS_MANIFESTS {
        let output = world
            .railwright()
            .env("AWS_SECRET_ACCESS_KEY", "hunter2-key")
            .run(&[command, &USUAL[..]].concat());
        refused(&output);
    }
    let output = world.railwright().run(&[
        "validate",
        "manifests",
        "--allow-env",
        "TESTRAIL_*",
        "--allow-env",
        "TESTOPS_*",
    ]);
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    error[RW0167]: `username` comes from AWS_SECRET_ACCESS_KEY, which is none of the allowed variables
     --> manifests/shop.yaml:8:33
      |
    8 |   credentials: {username: {env: AWS_SECRET_ACCESS_KEY}, apiKey: {env: TESTRAIL_API_KEY}}
      |                                 ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: if it is right, add `--allow-env AWS_SECRET_ACCESS_KEY` where railwright is run, or to RAILWRIGHT_ALLOW_ENV

    1 problem in 1 file.
    ------- exit code 3 -------
    ");
    has_sent_nothing(&world);
}

#[test]
fn no_file_is_read_that_is_not_allowed() {
    let world = World::new();
    let outside = world.path().join("deploy.key");
    fs::write(&outside, "hunter2-key").unwrap();
    let named = format!("apiKey: {{file: {}}}", outside.display());
    world.edit("apiKey: {env: TESTRAIL_API_KEY}", &named);
    // An empty list allows no file at all.
    for allowed in ["", "/run/secrets/*"] {
        let output = world
            .railwright()
            .env("RAILWRIGHT_ALLOW_FILE", allowed)
            .run(&["plan", "manifests"]);
        refused(&output);
        assert!(!output.to_string().contains("hunter2"), "{output}");
    }
    let output =
        world
            .railwright()
            .run(&["validate", "manifests", "--allow-file", "/run/secrets/*"]);
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    error[RW0167]: `apiKey` comes from FOLDER/deploy.key, which is none of the allowed files
     --> manifests/shop.yaml:8:68
      |
    8 |   credentials: {username: {env: TESTRAIL_USERNAME}, apiKey: {file: FOLDER/deploy.key}}
      |                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: if it is right, add `--allow-file FOLDER/deploy.key` where railwright is run, or to RAILWRIGHT_ALLOW_FILE

    1 problem in 1 file.
    ------- exit code 3 -------
    ");
    has_sent_nothing(&world);
}

#[test]
fn that_credentials_go_unencrypted_to_another_machine_is_said_wherever_the_address_comes_from() {
    let world = World::new();
    fs::write(world.path().join("manifests/url"), "http://127.0.0.1:9/").unwrap();
    world.edit("endpoint: {env: TESTOPS_URL}", "endpoint: {file: url}");
    let warned = |url: &str| {
        fs::write(world.path().join("manifests/url"), url).unwrap();
        let output = world.railwright().env("TESTRAIL_URL", url).run(&[
            "plan",
            "manifests",
            "--timeout",
            "1",
            "--only",
            "nothing",
        ]);
        assert_eq!(output.code, Some(3), "{output}");
        output.stderr.matches("warning[RW0166]").count()
    };
    assert_eq!(warned("http://testrail.invalid/"), 2);
    assert_eq!(warned("https://testrail.invalid/"), 0);
    assert_eq!(warned("http://127.0.0.1:9/"), 0);
    assert_eq!(warned("http://[::1]:9/"), 0);
    assert_eq!(warned("http://localhost:9/"), 0);
}

#[test]
fn what_is_allowed_works_as_ever() {
    let world = World::new();
    let plain = world.plan();
    let output = world
        .railwright()
        .env("RAILWRIGHT_ALLOW_FILE", "")
        .run(&[&["plan", "manifests"], &USUAL[..]].concat());
    assert_eq!(output.to_string(), plain.to_string());
    let output = world
        .railwright()
        .run(&[&["apply", "manifests", "--yes"], &USUAL[..]].concat());
    assert_eq!(output.code, Some(0), "{output}");
}
