//! What only one room of the house may name, and how rooms are arranged.

use std::collections::BTreeSet;

use super::follow::End;
use super::links::is_below;
use super::modules::Crate;
use super::sources::Sources;

/// What prints by itself.
const PRINTERS: &[&str] = &[
    "std::io::stdout",
    "std::io::stderr",
    "anstream::stdout",
    "anstream::stderr",
];

const PRINTING_MACROS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// Files that print.
pub(super) fn printing(modules: &Crate) -> BTreeSet<&str> {
    let calls = |id: usize| {
        let called = &modules.0[id].names.macros;
        PRINTING_MACROS.iter().any(|name| called.contains(*name))
    };
    files(modules, |id| calls(id) || names(modules, id, PRINTERS))
}

/// Files that name something of another crate.
pub(super) fn naming<'a>(modules: &'a Crate, name: &str) -> BTreeSet<&'a str> {
    files(modules, |id| names(modules, id, &[name]))
}

fn names(modules: &Crate, id: usize, wanted: &[&str]) -> bool {
    let outside = modules.outside(id);
    outside
        .iter()
        .any(|path| wanted.iter().any(|name| is_below(path, name)))
}

fn files(modules: &Crate, is_wanted: impl Fn(usize) -> bool) -> BTreeSet<&str> {
    let wanted = (0..modules.0.len()).filter(|id| is_wanted(*id));
    wanted.map(|id| modules.0[id].file.as_str()).collect()
}

/// Top-level modules that name an item of another one.
pub(super) fn users<'a>(modules: &'a Crate, top: &str, name: &str) -> BTreeSet<&'a str> {
    let leads_there = |id: usize| {
        modules.links(id).iter().any(|link| {
            matches!(&link.lead.end, End::Item(end, item) if item == name && modules.0[*end].top() == top)
        })
    };
    (0..modules.0.len())
        .filter(|id| modules.0[*id].top() != top && leads_there(*id))
        .map(|id| modules.0[id].top())
        .collect()
}

/// Files beside a folder of their name: a module with children is the `mod.rs` of its folder.
pub(super) fn beside_their_folder(sources: &Sources) -> Vec<&str> {
    let has_folder = |file: &&str| {
        let folder = format!("{}/", file.trim_end_matches(".rs"));
        sources.files().any(|other| other.starts_with(&folder))
    };
    sources.files().filter(has_folder).collect()
}
