//! Pipes, devices and links where a file should be: nobody waits for ever, and nothing is read or written elsewhere.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use crate::support::binary::Output;
use crate::support::world::World;

const STATE: [&str; 3] = ["ledger.ndjson", "rejected.json", "rewritten.json"];

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn apply(world: &World) -> Output {
    world.railwright().run(&["apply", "manifests", "--yes"])
}

#[test]
fn a_pipe_or_a_device_in_the_place_of_a_secret_is_not_waited_for() {
    let world = World::new();
    pipe(&world.path().join("manifests/pipe"));
    world.edit("apiKey: {env: TESTRAIL_API_KEY}", "apiKey: {file: pipe}");
    insta::assert_snapshot!(world.plan().stderr, @"
    error[RW0702]: sync config shop: the API key of integration testrail comes from manifests/pipe, which cannot be read
      --> manifests/shop.yaml:8:68
      caused by: it is no regular file
    ");
    world.edit("apiKey: {file: pipe}", "apiKey: {file: /dev/zero}");
    let output = world.plan();
    assert_eq!(output.code, Some(3), "{output}");
    // It says that it is a regular file, and waits for the next message of the kernel.
    world.edit("apiKey: {file: /dev/zero}", "apiKey: {file: /proc/kmsg}");
    let output = world.plan();
    assert_eq!(output.code, Some(3), "{output}");
}

#[test]
fn a_pipe_or_a_device_in_the_place_of_a_saved_plan_is_not_waited_for() {
    let world = World::new();
    pipe(&world.path().join("pipe"));
    for plan in ["pipe", "/dev/zero", "manifests"] {
        let arguments = ["apply", "manifests", "--yes", "--plan", plan];
        let output = world.railwright().run(&arguments);
        assert_eq!(output.code, Some(3), "{output}");
    }
}

#[test]
fn a_pipe_in_the_state_directory_is_not_waited_for() {
    for name in STATE {
        let world = World::new();
        fs::create_dir(world.path().join(".railwright")).unwrap();
        pipe(&world.path().join(".railwright").join(name));
        assert_eq!(world.plan().code, Some(0), "{name}");
        let output = apply(&world);
        // Without a ledger nothing is written; the others are made anew or done without.
        let is_ledger = name == "ledger.ndjson";
        assert_eq!(output.code == Some(1), is_ledger, "{output}");
        assert_eq!(world.sandbox.writes().is_empty(), is_ledger);
    }
}

#[test]
fn nothing_is_written_through_a_link_in_the_state_directory() {
    for name in ["lock", "ledger.ndjson"] {
        let world = World::new();
        fs::create_dir(world.path().join(".railwright")).unwrap();
        let victim = world.path().join("victim");
        fs::write(&victim, "mine").unwrap();
        symlink("../victim", world.path().join(".railwright").join(name)).unwrap();
        let output = apply(&world);
        assert_eq!(output.code, Some(1), "{output}");
        assert!(output.stderr.contains("it is a link"), "{output}");
        assert_eq!(fs::read_to_string(victim).unwrap(), "mine");
        assert!(world.sandbox.writes().is_empty());
    }
}

#[test]
fn a_ledger_without_an_end_takes_no_memory() {
    let world = World::new();
    fs::create_dir(world.path().join(".railwright")).unwrap();
    symlink("/dev/zero", world.path().join(".railwright/ledger.ndjson")).unwrap();
    assert_eq!(world.plan().code, Some(0));
    assert_eq!(apply(&world).code, Some(1));
    let output = world.railwright().run(&["history"]);
    assert_eq!(output.code, Some(1), "{output}");
}

#[test]
fn a_plan_is_saved_beside_and_moved_and_never_through_a_link() {
    let world = World::new();
    let victim = world.path().join("victim");
    fs::write(&victim, "mine").unwrap();
    symlink("victim", world.path().join("link.json")).unwrap();
    let save = |out: &str| world.railwright().run(&["plan", "manifests", "--out", out]);
    let output = save("link.json");
    assert_eq!(output.code, Some(1), "{output}");
    assert!(output.stderr.contains("it is a link"), "{output}");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    // What was there before keeps nobody's rights.
    fs::set_permissions(&victim, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(save("victim").code, Some(0));
    let mode = fs::metadata(&victim).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let names = fs::read_dir(world.path()).unwrap();
    let drafts = names.filter(|name| {
        name.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .ends_with(".new")
    });
    assert_eq!(drafts.count(), 0);
}
