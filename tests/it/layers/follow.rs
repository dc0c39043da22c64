//! Where a path leads: through imports, renames, globs and re-exports to the module that defines what it names.

use super::modules::{Crate, Id, ROOT};
use super::names::Defines;

/// What a path ends at.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    Module(Id),
    /// An item of a module, by its name there.
    Item(Id, String),
    /// The full path of something in another crate, or a name that no crate has: a variable, a type parameter.
    Outside(String),
}

/// Where a path leads.
pub(super) struct Lead {
    /// The modules on the way whose names were used.
    pub(super) through: Vec<Id>,
    pub(super) end: End,
}

/// The way so far.
#[derive(Clone, Default)]
struct Way {
    through: Vec<Id>,
    /// The imports that are being followed, by their place in their module: none is followed within itself.
    imports: Vec<(Id, usize)>,
}

impl Crate {
    /// Follows a path that was written in a module. It leads to several ends where a name is that of a module and of
    /// a function, too.
    pub(super) fn follow(&self, from: Id, path: &[String]) -> Vec<Lead> {
        let mut leads = Vec::new();
        self.enter(from, path, &Way::default(), &mut leads);
        leads
    }

    /// Follows a path from its first part, which decides where the rest is looked up.
    fn enter(&self, from: Id, path: &[String], way: &Way, leads: &mut Vec<Lead>) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        match first.as_str() {
            "" => leads.push(way.end(End::Outside(rest.join("::")))),
            "crate" => self.descend(ROOT, rest, way, leads),
            "self" => self.climb(from, rest, way, leads),
            "super" => self.climb(from, path, way, leads),
            _ if self.look_up(from, first, rest, way, leads) => {}
            _ => leads.push(way.end(End::Outside(path.join("::")))),
        }
    }

    fn climb(&self, mut from: Id, mut path: &[String], way: &Way, leads: &mut Vec<Lead>) {
        while let [first, rest @ ..] = path
            && first == "super"
        {
            from = self.0[from].parent;
            path = rest;
        }
        self.descend(from, path, way, leads);
    }

    /// Follows the rest of a path within a module that it names.
    fn descend(&self, module: Id, path: &[String], way: &Way, leads: &mut Vec<Lead>) {
        let mut way = way.clone();
        way.through.push(module);
        let Some((name, rest)) = path.split_first() else {
            leads.push(way.end(End::Module(module)));
            return;
        };
        if !self.look_up(module, name, rest, &way, leads) {
            // Nothing that the text says, so a macro made it.
            leads.push(way.end(End::Item(module, name.clone())));
        }
    }

    /// Follows a name within a module, and says whether the module has it.
    fn look_up(
        &self,
        module: Id,
        name: &str,
        rest: &[String],
        way: &Way,
        leads: &mut Vec<Lead>,
    ) -> bool {
        let before = leads.len();
        let scope = &self.0[module];
        if let Some(child) = scope.children.get(name) {
            self.descend(*child, rest, way, leads);
        }
        if let Some(defines) = scope.names.items.get(name)
            && (rest.is_empty() || *defines == Defines::Type)
        {
            let mut way = way.clone();
            way.through.push(module);
            leads.push(way.end(End::Item(module, name.to_owned())));
        }
        for (place, import) in scope.names.imports.iter().enumerate() {
            if import.name.as_deref() == Some(name) && !way.imports.contains(&(module, place)) {
                let path = [import.path.as_slice(), rest].concat();
                self.enter(module, &path, &way.following(module, place), leads);
            }
        }
        if leads.len() == before {
            self.look_up_globs(module, name, rest, way, leads);
        }
        leads.len() > before
    }

    fn look_up_globs(
        &self,
        module: Id,
        name: &str,
        rest: &[String],
        way: &Way,
        leads: &mut Vec<Lead>,
    ) {
        for (place, import) in self.0[module].names.imports.iter().enumerate() {
            if import.name.is_some() || way.imports.contains(&(module, place)) {
                continue;
            }
            let way = way.following(module, place);
            let mut globbed = Vec::new();
            self.enter(module, &import.path, &way, &mut globbed);
            for lead in globbed {
                let way = Way {
                    through: lead.through,
                    ..way.clone()
                };
                match lead.end {
                    End::Module(target) => {
                        self.look_up(target, name, rest, &way, leads);
                    }
                    // Nobody here knows what is in another crate, so that the name may be from there or not.
                    End::Outside(above) => {
                        let below = [&[name.to_owned()], rest].concat().join("::");
                        leads.push(way.end(End::Outside(format!("{above}::{below}"))));
                        leads.push(way.end(End::Outside(below)));
                    }
                    End::Item(..) => {}
                }
            }
        }
    }
}

impl Way {
    fn following(&self, module: Id, place: usize) -> Self {
        let mut way = self.clone();
        way.imports.push((module, place));
        way
    }

    fn end(&self, end: End) -> Lead {
        Lead {
            through: self.through.clone(),
            end,
        }
    }
}
