//! Modules that do no input or output: neither by themselves nor through anything that they name.

use std::collections::{BTreeMap, BTreeSet};

use super::follow::End;
use super::links::{By, is_below};
use super::modules::Crate;

const PURE: &[&str] = &[
    "mapping",
    "plan",
    "render",
    "text",
    "field",
    "aql",
    "model",
    "diagnostic",
];

/// What is input or output, a clock, or chance.
const WORLD: &[&str] = &[
    "tokio",
    "reqwest",
    "hyper",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "anstream::stdout",
    "anstream::stderr",
    "std::time::Instant",
    "std::time::SystemTime",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "jiff::tz::TimeZone::system",
    "fastrand",
    "indicatif",
];

/// What one file names.
#[derive(Default)]
struct File {
    is_pure: bool,
    world: BTreeSet<&'static str>,
    /// The files that define what it names.
    reached: BTreeSet<String>,
}

fn files(modules: &Crate) -> BTreeMap<&str, File> {
    let mut files: BTreeMap<&str, File> = BTreeMap::new();
    for (id, module) in modules.0.iter().enumerate() {
        let file = files.entry(&module.file).or_default();
        file.is_pure = PURE.contains(&module.top());
        for link in modules.links(id) {
            match (link.by, link.lead.end) {
                (_, End::Outside(path)) => {
                    file.world
                        .extend(WORLD.iter().filter(|name| is_below(&path, name)));
                }
                // A re-export is followed from where it is named, and a module matters for what is named in it.
                (By::Reexport, _) | (By::Code | By::Import, End::Module(_)) => {}
                (_, End::Item(id, _)) | (By::Glob, End::Module(id)) => {
                    file.reached.insert(modules.0[id].file.clone());
                }
            }
        }
        // Who names a type can call its methods, wherever they are.
        for extended in &module.names.extended {
            for lead in modules.follow(id, extended) {
                if let End::Item(id, _) = lead.end {
                    let file = files.entry(&modules.0[id].file).or_default();
                    file.reached.insert(module.file.clone());
                }
            }
        }
    }
    files
}

/// Files of pure modules with each file of the world that they reach, and how. Whatever a pure file reaches through
/// another pure one is a fault of the other one only.
pub(super) fn faults(modules: &Crate) -> BTreeMap<(String, String), String> {
    let files = files(modules);
    let mut faults = BTreeMap::new();
    for (name, file) in &files {
        if file.is_pure {
            visit(
                &files,
                name,
                &mut vec![*name],
                &mut BTreeSet::new(),
                &mut faults,
            );
        }
    }
    faults
}

fn visit<'a>(
    files: &'a BTreeMap<&str, File>,
    name: &'a str,
    way: &mut Vec<&'a str>,
    seen: &mut BTreeSet<&'a str>,
    faults: &mut BTreeMap<(String, String), String>,
) {
    let file = &files[name];
    if let Some(world) = file.world.first() {
        faults.insert(
            (way[0].to_owned(), name.to_owned()),
            format!("{} names {world}", way.join(" → ")),
        );
    }
    for next in &file.reached {
        if seen.insert(next) && !files[next.as_str()].is_pure {
            way.push(next);
            visit(files, next, way, seen, faults);
            way.pop();
        }
    }
}
