//! Everything that a module names, with where it leads.

use super::follow::{End, Lead};
use super::modules::{Crate, Id};

/// How something is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A path in code or in a macro.
    Code,
    /// `use` of one name.
    Import,
    /// `use` of all names of a module.
    Glob,
    /// `pub use`, for whoever names it here.
    Reexport,
}

/// One name in a module, and one place where it leads.
pub(super) struct Link {
    pub(super) by: By,
    pub(super) lead: Lead,
}

impl Crate {
    /// The links of a module.
    pub(super) fn links(&self, module: Id) -> Vec<Link> {
        let names = &self.0[module].names;
        let imports = names.imports.iter().map(|import| {
            let by = match (&import.name, import.reexported) {
                (_, true) => By::Reexport,
                (None, false) => By::Glob,
                (Some(_), false) => By::Import,
            };
            (by, &import.path)
        });
        let code = names.paths.iter().map(|path| (By::Code, path));
        imports
            .chain(code)
            .flat_map(|(by, path)| {
                let is_bare = by == By::Code && path.len() == 1;
                self.follow(module, path)
                    .into_iter()
                    // A variable that has the name of a module.
                    .filter(move |lead| !(is_bare && matches!(lead.end, End::Module(_))))
                    .map(move |lead| Link { by, lead })
            })
            .collect()
    }

    /// The paths outside of the crate that a module names.
    pub(super) fn outside(&self, module: Id) -> Vec<String> {
        let ends = self.links(module).into_iter().map(|link| link.lead.end);
        ends.filter_map(|end| match end {
            End::Outside(path) => Some(path),
            End::Module(_) | End::Item(..) => None,
        })
        .collect()
    }
}

/// Whether a path is another one or leads below it.
pub(super) fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
