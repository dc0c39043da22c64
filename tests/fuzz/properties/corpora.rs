//! What fuzzing looks for holds at least for the seeds and for everything that fuzzing ever found.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::plan::{Plan, SavedPlan};

/// Runs every file of a corpus through its property.
fn run(target: &str, property: fn(&[u8])) {
    let folder = Path::new("tests/fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    let failed: Vec<_> = paths
        .iter()
        .filter(|path| {
            let data = fs::read(path).unwrap();
            catch_unwind(AssertUnwindSafe(|| property(&data))).is_err()
        })
        .collect();
    assert!(failed.is_empty(), "the property fails for {failed:?}");
}

#[test]
fn any_bytes_are_a_manifest_or_have_problems() {
    run("manifest", super::manifest);
}

#[test]
fn any_bytes_are_a_query_or_have_problems() {
    run("aql", super::aql);
}

#[test]
fn only_what_was_written_is_a_saved_plan() {
    run("plan_file", super::plan_file);
}

#[test]
fn any_answer_of_testops_is_read_or_refused() {
    run("testops_answer", super::testops_answer);
}

#[test]
fn any_answer_of_testrail_is_read_or_refused() {
    run("testrail_answer", super::testrail_answer);
}

#[test]
fn the_seed_that_is_a_saved_plan_still_is_one() {
    for seed in ["sealed.json", "sealed_empty.json"] {
        let text = fs::read(format!("tests/fuzz/corpus/plan_file/{seed}")).unwrap();
        // After a change of the plan's shape, `plan --out` tells how the seeds have to look.
        SavedPlan::from_text(&text).unwrap();
    }
}

#[test]
fn the_seeds_that_hold_a_plan_still_hold_one() {
    let broken = [
        "cut",
        "empty",
        "no_utf_8",
        "other_format",
        "plan_for_programs",
        "status_ids_spelt_otherwise",
        "status_ids_that_are_no_numbers",
    ];
    let mut unread = Vec::new();
    for entry in fs::read_dir("tests/fuzz/corpus/plan_file").unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read(&path).unwrap();
        let file = serde_json::from_slice::<serde_json::Value>(&text);
        let plan = file.map(|mut file| serde_json::from_value::<Plan>(file["plan"].take()));
        if !matches!(plan, Ok(Ok(_))) {
            unread.push(path.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    unread.sort();
    assert_eq!(unread, broken);
}

#[test]
fn every_target_has_its_place_everywhere() {
    let manifest = fs::read_to_string("tests/fuzz/Cargo.toml").unwrap();
    let mut targets: Vec<String> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("path = \"targets/"))
        .map(|file| file.trim_end_matches(".rs\"").to_owned())
        .collect();
    targets.sort();
    let mut corpora: Vec<String> = fs::read_dir("tests/fuzz/corpus")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    corpora.sort();
    assert_eq!(targets, corpora);
    assert_eq!(
        targets.len(),
        5,
        "a new target needs a test of its own here"
    );
}
