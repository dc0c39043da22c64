//! Which module may name which.

use std::collections::BTreeSet;

use super::follow::{End, Lead};
use super::modules::{Crate, ROOT};

/// The modules from the top to the bottom. Each may name those on lower lines.
const LAYERS: &[&[&str]] = &[
    &["commands"],
    &["engine"],
    &["render"],
    &["apply"],
    &["plan"],
    &["mapping", "testrail", "testops"],
    &["manifest"],
    &["field"],
    &["aql", "text"],
    &["model"],
    &["diagnostic"],
    &["state"],
    &["http"],
];

/// What is beside the layers: who names it, and what it names.
const BESIDE: &[(&str, &[&str], &[&str])] = &[
    ("cli", &["commands"], &["plan"]),
    // The emulators share nothing with the client that could be wrong on both sides.
    ("sandbox", &["commands"], &["aql"]),
];

/// The two roots name what they like, and nobody names them.
const ROOTS: &[&str] = &["lib", "main"];

pub(super) fn is_known(module: &str) -> bool {
    ROOTS.contains(&module)
        || level(module).is_some()
        || BESIDE.iter().any(|(beside, ..)| *beside == module)
}

fn level(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

pub(super) fn may_name(from: &str, to: &str) -> bool {
    let beside = BESIDE.iter().any(|(module, by, names)| {
        (*module == to && by.contains(&from)) || (*module == from && names.contains(&to))
    });
    let down = match (level(from), level(to)) {
        (Some(from), Some(to)) => from < to,
        _ => false,
    };
    from == to || ROOTS.contains(&from) || beside || down
}

/// A file, its top-level module, and another one that it names, if only on the way through a re-export.
pub(super) type Named = (String, String, String);

pub(super) fn imports(modules: &Crate) -> BTreeSet<Named> {
    let mut imports = BTreeSet::new();
    for (id, module) in modules.0.iter().enumerate() {
        for link in modules.links(id) {
            for named in tops(modules, &link.lead) {
                if named != module.top() {
                    let from = module.top().to_owned();
                    imports.insert((module.file.clone(), from, named.to_owned()));
                }
            }
        }
    }
    imports
}

/// The top-level modules that a path leads through and to. `crate::` alone names nothing of the root.
fn tops<'a>(modules: &'a Crate, lead: &Lead) -> Vec<&'a str> {
    let end = match lead.end {
        End::Item(end, _) => Some(end),
        End::Module(end) if end != ROOT => Some(end),
        End::Module(_) | End::Outside(_) => None,
    };
    let through = lead.through.iter().copied().filter(|id| *id != ROOT);
    let named = through.chain(end);
    named.map(|id| modules.0[id].top()).collect()
}

/// The imports that are not allowed: a file, and the module that it names.
pub(super) fn upwards(modules: &Crate) -> BTreeSet<(String, String)> {
    imports(modules)
        .into_iter()
        .filter(|(_, from, to)| !may_name(from, to))
        .map(|(file, _, to)| (file, to))
        .collect()
}
