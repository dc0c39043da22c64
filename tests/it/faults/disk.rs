//! A state directory that cannot be written, from the start or from some moment on.
#![cfg(target_os = "linux")]

use std::fs;

use crate::launches::stage::{Stage, launch, result};
use crate::support::binary::Run;
use crate::support::matrix::Job;
use crate::support::world::World;

/// What is left of a state directory when it is deleted.
fn forget(folder: &std::path::Path) {
    let _ = fs::remove_dir_all(folder.join(".railwright"));
}

#[test]
fn nothing_is_written_to_testrail_when_the_disk_is_full() {
    let world = World::new();
    let run = world.railwright().with_files_of_at_most(0);
    let applied = run.run(&["apply", "manifests", "--yes"]);
    insta::assert_snapshot!(applied.stderr, @"
    error[RW0812]: nothing was changed: the state directory cannot be used
      caused by: cannot create the state directory .railwright
      caused by: File too large (os error 27)
    help: name a folder that can be written with --state-dir
    ");
    assert_eq!(applied.code, Some(1));
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn nothing_is_written_to_testrail_when_the_state_directory_is_read_only() {
    let world = World::new();
    // Nobody can make a folder there, not even root.
    let run = |command: &str, more: &[&str]| {
        let arguments = [
            &[command, "manifests", "--state-dir", "/proc/railwright"],
            more,
        ]
        .concat();
        world.railwright().run(&arguments)
    };
    let applied = run("apply", &["--yes"]);
    insta::assert_snapshot!(applied, @"
    ------- stderr -------
    error[RW0812]: nothing was changed: the state directory cannot be used
      caused by: cannot create the state directory /proc/railwright
      caused by: No such file or directory (os error 2)
    help: name a folder that can be written with --state-dir
    ------- exit code 1 -------
    ");
    assert!(world.sandbox.writes().is_empty());
    // A plan keeps nothing, and does not need it.
    let planned = run("plan", &[]);
    assert_eq!(planned.code, Some(0), "{planned}");
    assert!(planned.stderr.is_empty(), "{planned}");
}

/// Applies on a disk that is full after more and more bytes, until one is large enough, and each time again in peace.
fn fills_up<J: Job>(prepare: impl Fn() -> J, folder: impl Fn(&J) -> std::path::PathBuf) {
    let undisturbed = prepare();
    let apply = |run: Run| run.run(&["apply", "manifests", "--yes"]);
    assert_eq!(apply(undisturbed.railwright()).code, Some(0));
    let expected = undisturbed.outcome();
    let mut in_part = 0;
    for blocks in 0.. {
        assert!(blocks < 100, "a disk that is never large enough");
        let job = prepare();
        let cramped = apply(job.railwright().with_files_of_at_most(blocks));
        if cramped.code == Some(0) {
            break;
        }
        let had_begun = !job.testrail().writes().is_empty();
        assert_eq!(
            cramped.code,
            Some(if had_begun { 6 } else { 1 }),
            "{cramped}"
        );
        assert!(cramped.stderr.contains("--state-dir"), "{cramped}");
        in_part += usize::from(had_begun);
        // The ledger with its torn end, and none at all.
        if blocks % 2 == 0 {
            forget(&folder(&job));
        }
        let clean = apply(job.railwright());
        assert_eq!(
            clean.code,
            Some(0),
            "{blocks} blocks\n{cramped}\nthen\n{clean}"
        );
        assert_eq!(job.outcome(), expected, "{blocks} blocks\n{cramped}");
        let writes = job.testrail().writes();
        assert_eq!(apply(job.railwright()).code, Some(0));
        assert_eq!(job.testrail().writes(), writes, "{blocks} blocks");
    }
    assert!(in_part > 0, "the disk was never full in the middle");
}

#[test]
fn a_disk_that_fills_up_between_cases_costs_nothing_but_another_apply() {
    fills_up(World::new, |world| world.path().to_owned());
}

#[test]
fn a_disk_that_fills_up_between_launches_costs_nothing_but_another_apply() {
    let launches: Vec<_> = (51..57)
        .map(|id| launch(id, "Nightly", true, &[result(id + 900, 4711, "passed")]))
        .collect();
    fills_up(
        || Stage::new(&launches),
        |stage| stage.world.path().to_owned(),
    );
}
