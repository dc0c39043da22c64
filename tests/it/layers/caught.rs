//! The test of the test: texts that have to be caught, and some that must not be.

use super::modules::Crate;
use super::sources::Sources;
use super::{purity, rooms, table};

fn read(files: &[(&str, &str)]) -> Crate {
    Crate::read(&Sources::made_up(files))
}

/// Whatever goes up, as `file names module`.
fn upwards(files: &[(&str, &str)]) -> Vec<String> {
    let upwards = table::upwards(&read(files)).into_iter();
    upwards
        .map(|(file, module)| format!("{file} names {module}"))
        .collect()
}

/// The same for one text in the module `plan`, beside modules above and below it.
fn upwards_in_plan(text: &str) -> Vec<String> {
    let apply = "pub struct Report; pub enum Done { All } pub fn x() {} pub mod deep { pub const MOST: u8 = 1; }";
    upwards(&[
        ("plan/mod.rs", "mod cases;"),
        ("plan/cases.rs", text),
        ("apply.rs", apply),
        ("model.rs", "pub struct CaseId; pub struct Place;"),
        ("reconcile.rs", ""),
    ])
}

/// How pure modules reach the world.
fn impure(files: &[(&str, &str)]) -> Vec<String> {
    purity::faults(&read(files)).into_values().collect()
}

#[test]
fn a_group_of_imports_is_taken_apart() {
    assert_eq!(
        upwards_in_plan("use crate::{model::{CaseId, Place}, reconcile, apply};"),
        ["plan/cases.rs names apply", "plan/cases.rs names reconcile"]
    );
    assert_eq!(
        impure(&[("plan.rs", "use std::{env, io};")]),
        ["plan.rs names std::env"]
    );
    assert_eq!(
        impure(&[("text.rs", "use std::{fs, mem, rc::Rc};")]),
        ["text.rs names std::fs"]
    );
}

#[test]
fn an_import_is_seen_however_it_is_written() {
    for text in [
        "use super::super::apply::Report;",
        "use self::super::super::apply::Report;",
        "use crate::apply::{self};",
        "use crate::apply::*;",
        "use crate::apply as a;",
        "use crate as all; use all::apply;",
        "pub(crate) use crate::apply::Report;",
        "fn f() { use crate::apply::Report; }",
        "mod inner { use super::super::super::apply::Report; }",
    ] {
        assert_eq!(
            upwards_in_plan(text),
            ["plan/cases.rs names apply"],
            "{text}"
        );
    }
}

#[test]
fn a_path_is_seen_wherever_it_is() {
    for text in [
        "fn f() { crate::apply::x() }",
        "fn f() { let y = super::super::apply::deep::MOST; }",
        "fn f(report: &crate::apply::Report) {}",
        "struct S { reports: Vec<Option<crate::apply::Report>> }",
        "impl From<crate::apply::Report> for S {}",
        "fn f(y: Y) { match y { crate::apply::Done::All => {} } }",
        "fn f() { g::<crate::apply::Report>() }",
        "fn f() { format!(\"{}\", crate::apply::x()) }",
        "fn f() { matches!(y, Some(super::super::apply::Done::All)) }",
        "fn f() { tracing::debug!(n = ?vec![1, crate::apply::deep::MOST]) }",
        "macro_rules! m { () => { use crate::{model::CaseId, apply::Report}; } }",
        "macro_rules! m { () => { $crate::apply::x() } }",
        "fn f() { let y = \"http://example\"; crate::apply::x() }",
        "const Y: &str = \"// */\"; /* \" */ type R = crate::apply::Report;",
        "use crate as all; fn f() { all::apply::x() }",
    ] {
        assert_eq!(
            upwards_in_plan(text),
            ["plan/cases.rs names apply"],
            "{text}"
        );
    }
}

#[test]
fn what_only_looks_like_an_import_is_none() {
    for text in [
        "use crate::model::CaseId;",
        "// use crate::apply::Report;",
        "/// See [`crate::apply::Report`].\nfn f() {}",
        "const Y: &str = \"use crate::apply::Report;\";",
        "fn f() { let apply = 1; g(apply, y.apply) }",
        "fn f() { format!(\"{}\", y.apply) }",
        "use other::apply::Report;",
        "use ::apply::Report;",
        "mod apply { pub fn x() {} } fn f() { apply::x() }",
        "#[cfg(test)] mod tests { use crate::apply::Report; }",
        "#[cfg(all(test, unix))] use crate::apply::Report;",
        "#[cfg(any(test))] impl S { fn f() { crate::apply::x() } }",
    ] {
        let none: [&str; 0] = [];
        assert_eq!(upwards_in_plan(text), none, "{text}");
    }
}

#[test]
fn code_for_some_builds_is_code() {
    for condition in ["unix", "not(test)", "any(test, unix)", "feature = \"x\""] {
        assert_eq!(
            upwards_in_plan(&format!("#[cfg({condition})] use crate::apply::Report;")),
            ["plan/cases.rs names apply"],
            "{condition}"
        );
    }
}

#[test]
fn files_for_tests_are_left_out() {
    let none: [&str; 0] = [];
    assert_eq!(
        upwards(&[
            ("plan/mod.rs", "#[cfg(test)] mod testing;"),
            ("plan/testing.rs", "use crate::apply::Report;"),
            ("apply.rs", "pub struct Report;"),
        ]),
        none
    );
}

#[test]
fn an_import_through_a_reexport_goes_where_the_item_is() {
    assert_eq!(
        upwards(&[
            ("mapping.rs", "use crate::model::Report as R;"),
            ("model/mod.rs", "mod kept; pub use kept::*;"),
            ("model/kept.rs", "pub use crate::apply::report::Report;"),
            ("apply/mod.rs", "pub mod report;"),
            ("apply/report.rs", "pub struct Report;"),
        ]),
        ["mapping.rs names apply", "model/kept.rs names apply"]
    );
}

#[test]
fn a_name_that_the_parent_imported_goes_where_the_item_is() {
    assert_eq!(
        upwards(&[
            ("plan/mod.rs", "mod cases; use crate::apply::{Report as R};"),
            ("plan/cases.rs", "fn f(report: super::R) {}"),
            ("apply.rs", "pub struct Report;"),
        ]),
        ["plan/cases.rs names apply", "plan/mod.rs names apply"]
    );
}

#[test]
fn neighbours_on_one_layer_do_not_name_each_other() {
    assert_eq!(
        upwards(&[
            ("aql.rs", "use crate::text::x;"),
            ("text.rs", "pub fn x() {}"),
        ]),
        ["aql.rs names text"]
    );
}

#[test]
fn what_is_beside_the_layers_is_named_by_commands_only() {
    assert_eq!(
        upwards(&[
            ("commands.rs", "use crate::{cli, sandbox, engine, http};"),
            ("cli.rs", "use crate::manifest;"),
            ("sandbox.rs", "use crate::{aql, text};"),
            ("engine.rs", "use crate::{cli, sandbox, commands};"),
            ("http.rs", "fn f() { crate::run() }"),
            ("aql.rs", ""),
            ("text.rs", ""),
            ("manifest.rs", ""),
        ]),
        [
            "cli.rs names manifest",
            "engine.rs names cli",
            "engine.rs names commands",
            "engine.rs names sandbox",
            "http.rs names lib",
            "sandbox.rs names text"
        ]
    );
}

#[test]
fn the_world_is_seen_under_any_name() {
    for (text, named) in [
        (
            "use std::time as t; fn f() { t::Instant::now(); }",
            "std::time::Instant",
        ),
        (
            "use jiff::Timestamp as T; fn f() { T::now(); }",
            "jiff::Timestamp::now",
        ),
        ("use std::io; fn f() { io::stderr(); }", "std::io::stderr"),
        ("fn f() { ::std::fs::read(\"x\"); }", "std::fs"),
        ("fn f() { tokio::select! {} }", "tokio"),
        ("fn f() { vec![std::env::var(\"X\")]; }", "std::env"),
        (
            "use std::time::*; fn f() { Instant::now(); }",
            "std::time::Instant",
        ),
        ("pub use reqwest::Url;", "reqwest"),
    ] {
        assert_eq!(
            impure(&[("plan.rs", text)]),
            [format!("plan.rs names {named}")]
        );
    }
    let none: [&str; 0] = [];
    let pure = "use std::io; use jiff::Timestamp; fn f(at: Timestamp, e: io::Error) { std::mem::take(e); }";
    assert_eq!(impure(&[("plan.rs", pure)]), none);
    assert_eq!(impure(&[("http.rs", "use tokio::fs;")]), none);
}

#[test]
fn purity_reaches_as_far_as_names_do() {
    let manifest =
        "mod files; mod resolved; mod named; pub use resolved::SyncConfig; pub use files::load;";
    let tree = |plan, resolved| {
        [
            ("plan.rs", plan),
            ("manifest/mod.rs", manifest),
            ("manifest/resolved.rs", resolved),
            ("manifest/named.rs", "pub struct Named(std::fs::File);"),
            (
                "manifest/files.rs",
                "pub fn load() { std::fs::read(\"x\"); }",
            ),
        ]
    };
    let none: [&str; 0] = [];
    let plain = "pub struct SyncConfig;";
    let naming = "use super::named::Named; pub struct SyncConfig(Named);";
    let two_hops = ["plan.rs → manifest/resolved.rs → manifest/named.rs names std::fs"];
    assert_eq!(
        impure(&tree("use crate::manifest::SyncConfig;", plain)),
        none
    );
    assert_eq!(
        impure(&tree("use crate::manifest::SyncConfig;", naming)),
        two_hops
    );
    assert_eq!(
        impure(&tree(
            "use crate::manifest as m; fn f(c: m::SyncConfig) {}",
            naming
        )),
        two_hops
    );
    assert_eq!(
        impure(&tree(
            "fn f() { format!(\"{}\", crate::manifest::load()) }",
            plain
        )),
        ["plan.rs → manifest/files.rs names std::fs"]
    );
}

#[test]
fn methods_in_another_file_belong_to_the_type() {
    assert_eq!(
        impure(&[
            (
                "render.rs",
                "use crate::apply::Report; fn f(r: Report) { r.save() }"
            ),
            (
                "apply/mod.rs",
                "mod report; mod save; pub use report::Report;"
            ),
            ("apply/report.rs", "pub struct Report;"),
            (
                "apply/save.rs",
                "impl super::Report { fn save(&self) { std::fs::write(\"x\", \"\"); } }"
            ),
        ]),
        ["render.rs → apply/report.rs → apply/save.rs names std::fs"]
    );
}

#[test]
fn a_fault_is_reported_for_the_nearest_pure_file() {
    assert_eq!(
        impure(&[
            ("render.rs", "use crate::plan::Plan;"),
            ("plan.rs", "pub struct Plan(crate::apply::Lock);"),
            ("apply.rs", "pub struct Lock(std::fs::File);"),
        ]),
        ["plan.rs → apply.rs names std::fs"]
    );
}

#[test]
fn printing_is_seen_in_macros_too() {
    for text in [
        "fn f() { println!() }",
        "fn f() { if x { vec![dbg!(1)]; } }",
        "fn f() { anstream::eprintln!() }",
        "use std::io::{self, stdout as out}; fn f() { out(); }",
        "fn f() { with(std::io::stderr) }",
    ] {
        let modules = read(&[("http.rs", text)]);
        assert_eq!(
            rooms::printing(&modules).first(),
            Some(&"http.rs"),
            "{text}"
        );
    }
}

#[test]
fn an_adapter_is_seen_under_another_name() {
    let modules = read(&[
        (
            "plan.rs",
            "use crate::testrail as t; fn f(server: t::TestRail) {}",
        ),
        ("apply.rs", "use crate::testrail::Reader;"),
        (
            "testrail/mod.rs",
            "mod adapter; pub use adapter::TestRail; pub trait Reader {}",
        ),
        ("testrail/adapter.rs", "pub struct TestRail;"),
    ]);
    let users: Vec<&str> = rooms::users(&modules, "testrail", "TestRail")
        .into_iter()
        .collect();
    assert_eq!(users, ["plan"]);
}

#[test]
fn a_file_beside_its_folder_is_seen() {
    let sources = Sources::made_up(&[("plan.rs", "mod cases;"), ("plan/cases.rs", "")]);
    assert_eq!(rooms::beside_their_folder(&sources), ["plan.rs"]);
}
