//! The figures that the project promises, measured on the release binary against the sandbox over loopback:
//!
//! ```text
//! cargo bench --bench figures
//! ```
//!
//! Requests are counted from the sandbox's journal; peak memory and CPU time are those of the measured process, as
//! Linux keeps them in `/proc`.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has failed"
)]
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

#[path = "../it/support/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod support;

mod launches;
mod measured;
mod shop;
mod teams;

use std::fs;

use measured::{Measured, measure};
use support::world::World;

fn main() {
    // `cargo nextest run --all-targets` and `cargo test --benches` call this with flags; only a benchmark run counts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("| what | figure | at most |\n| --- | ---: | ---: |");
    create_in_one_section();
    plan_unchanged();
    plan_unchanged_sync_configs();
    launches::all();
    validate_many();
}

/// Sync configs of one suite, each with ten test cases and a section of its own.
fn plan_unchanged_sync_configs() {
    for configs in [1, 40, 300] {
        let world = teams::world(configs);
        let applied = measure(world.railwright(), &["apply", "manifests", "--yes"]);
        assert_eq!(applied.code, Some(0), "{}", applied.stderr);
        let before = world.sandbox.testrail_journal().len();
        let planned = measure(world.railwright(), &["plan", "manifests"]);
        assert_eq!(planned.code, Some(0), "{}", planned.stderr);
        let pages = (10 * configs).div_ceil(250);
        row(
            &format!("unchanged plan of {configs} sync configs of one suite: TestRail requests"),
            world.sandbox.testrail_journal().len() - before,
            &(pages + 10).to_string(),
        );
    }
}

fn row(what: &str, figure: impl std::fmt::Display, limit: &str) {
    println!("| {what} | {figure} | {limit} |");
}

fn create_in_one_section() {
    let world = World::with(&shop::testops(5_000), &shop::testrail());
    shop::map_three_fields(&world);
    let applied = measure(world.railwright(), &["apply", "manifests", "--yes"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    assert_eq!(world.cases().len(), 5_000);
    row(
        "create 5,000 cases: TestRail requests",
        world.sandbox.testrail_journal().len(),
        "110",
    );
    rows("create 5,000 cases", &applied, None);
}

fn plan_unchanged() {
    let world = World::with(&shop::testops(10_000), &shop::testrail());
    shop::map_three_fields(&world);
    let applied = measure(world.railwright(), &["apply", "manifests", "--yes"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    let before = (
        world.sandbox.testrail_journal().len(),
        world.sandbox.testops_journal().len(),
    );
    let planned = measure(
        world.railwright(),
        &["plan", "manifests", "--detailed-exitcode"],
    );
    assert_eq!(planned.code, Some(0), "not empty: {}", planned.stdout);
    let testrail = world.sandbox.testrail_journal().len() - before.0;
    let lists = world.sandbox.testops_journal()[before.1..]
        .iter()
        .filter(|request| request.path.contains("__search"))
        .count();
    row(
        "unchanged plan of 10,000 cases: TestRail requests",
        testrail,
        "50",
    );
    row(
        "unchanged plan of 10,000 cases: TestOps list requests",
        lists,
        "15",
    );
    rows(
        "unchanged plan of 10,000 cases",
        &planned,
        Some(("200 MB", "3.0 s")),
    );
}

fn rows(what: &str, measured: &Measured, limits: Option<(&str, &str)>) {
    let (memory, cpu) = limits.unwrap_or(("", ""));
    row(
        &format!("{what}: peak memory"),
        format!("{} MB", measured.peak_kilobytes / 1000),
        memory,
    );
    row(
        &format!("{what}: CPU time"),
        format!("{:.2} s", measured.cpu.as_secs_f64()),
        cpu,
    );
    row(
        &format!("{what}: wall time"),
        format!("{:.2} s", measured.wall.as_secs_f64()),
        "",
    );
}

fn validate_many() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..1_000 {
        fs::write(
            folder.path().join(format!("{index:04}.yaml")),
            shop::manifest(index),
        )
        .unwrap();
    }
    let validated = measure(support::binary::railwright(folder.path()), &["validate"]);
    assert_eq!(validated.code, Some(0), "{}", validated.stderr);
    row(
        "validate 1,000 manifests: wall time",
        format!("{:.2} s", validated.wall.as_secs_f64()),
        "1.0 s",
    );
    let binary = fs::metadata(env!("CARGO_BIN_EXE_railwright"))
        .unwrap()
        .len();
    row(
        "release binary",
        format!("{}.{} MB", binary / 1_000_000, binary / 100_000 % 10),
        "20 MB",
    );
}
