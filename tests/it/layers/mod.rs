//! Which module may name which, and what the pure ones may not reach.

mod caught;
mod conditions;
mod follow;
mod links;
mod modules;
mod names;
mod purity;
mod rooms;
mod sources;
mod table;
mod tokens;

use std::collections::BTreeSet;

use modules::Crate;
use sources::Sources;

/// Files of pure modules that still reach a file with input or output. The list only shrinks: an entry that no longer
/// holds has to be removed.
const STILL_IMPURE: &[(&str, &str)] = &[];

fn the_crate() -> Crate {
    Crate::read(&Sources::below_src())
}

#[test]
fn every_module_is_in_the_table() {
    for module in the_crate().0 {
        let top = module.top();
        assert!(table::is_known(top), "{top} is missing in the table");
    }
}

#[test]
fn every_file_is_read() {
    let sources = Sources::below_src();
    let read: BTreeSet<String> = Crate::read(&sources)
        .0
        .into_iter()
        .map(|module| module.file)
        .collect();
    let is_test = |file: &str| {
        file.contains("tests/")
            || file.contains("/catalogue/")
            || ["aql/print.rs", "testops/answer.rs", "testrail/answer.rs"].contains(&file)
            || ["tests.rs", "testing.rs"]
                .iter()
                .any(|ending| file.ends_with(ending))
    };
    for file in sources.files() {
        assert!(
            read.contains(file) != is_test(file),
            "{file} is a test and read as code, or the other way round"
        );
    }
}

#[test]
fn imports_go_down() {
    let modules = the_crate();
    let imports = table::imports(&modules).len();
    assert!(imports > 100, "only {imports} imports were recognised");
    let upwards = table::upwards(&modules);
    assert!(upwards.is_empty(), "not below in the table: {upwards:#?}");
}

#[test]
fn pure_modules_reach_nothing_of_the_world() {
    let faults = purity::faults(&the_crate());
    let mut known: BTreeSet<(&str, &str)> = STILL_IMPURE.iter().copied().collect();
    let new: Vec<&String> = faults
        .iter()
        .filter(|((file, reached), _)| !known.remove(&(file.as_str(), reached.as_str())))
        .map(|(_, way)| way)
        .collect();
    assert!(new.is_empty(), "not pure: {new:#?}");
    assert!(known.is_empty(), "pure now, shorten the list: {known:#?}");
}

#[test]
fn only_commands_and_engine_choose_adapters() {
    let modules = the_crate();
    for (module, adapter) in [("testops", "TestOps"), ("testrail", "TestRail")] {
        let users = rooms::users(&modules, module, adapter);
        assert!(!users.is_empty(), "nobody names {module}::{adapter}");
        let allowed = BTreeSet::from(["commands", "engine"]);
        assert!(users.is_subset(&allowed), "{module}::{adapter}: {users:?}");
    }
}

#[test]
fn only_one_file_names_the_yaml_parser() {
    let modules = the_crate();
    let naming = rooms::naming(&modules, "serde_yaml");
    assert_eq!(naming, BTreeSet::from(["manifest/load.rs"]));
}

#[test]
fn printing_goes_through_one_place() {
    let modules = the_crate();
    let printing = rooms::printing(&modules);
    assert_eq!(printing, BTreeSet::from(["commands/output.rs"]));
}

#[test]
fn a_module_with_children_is_the_mod_file_of_its_folder() {
    let sources = Sources::below_src();
    let none: [&str; 0] = [];
    assert_eq!(rooms::beside_their_folder(&sources), none);
}
