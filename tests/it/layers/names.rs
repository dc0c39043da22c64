//! What the text of one module names: its imports, and the paths in its code and in its macros. Code for tests is left
//! out, and so are attributes and doc comments.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree, Visibility};

use super::{conditions, tokens};

/// A path as it was written, `crate` and `super` included. An empty first part is a leading `::`.
pub(super) type Written = Vec<String>;

/// What a `use` binds in a module.
pub(super) struct Import {
    /// The name in this module; none for a glob.
    pub(super) name: Option<String>,
    pub(super) path: Written,
    /// Whether it is there for other modules, by `pub` of any kind.
    pub(super) reexported: bool,
}

/// Whether something can follow an item in a path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Defines {
    /// A type or a trait, with variants and associated items.
    Type,
    /// A function, a constant or a macro.
    Value,
}

/// All that the text of a module says.
#[derive(Default)]
pub(super) struct Names {
    pub(super) items: BTreeMap<String, Defines>,
    pub(super) imports: Vec<Import>,
    pub(super) paths: BTreeSet<Written>,
    /// The types, of this module or another one, that it has methods for.
    pub(super) extended: BTreeSet<Written>,
    /// The macros that are called, by their last name.
    pub(super) macros: BTreeSet<String>,
    /// Modules with a file of their own.
    pub(super) declared: Vec<String>,
    /// Modules within braces.
    pub(super) inline: Vec<(String, Self)>,
}

impl Names {
    /// Reads the text of a file.
    pub(super) fn read(text: &str) -> syn::Result<Self> {
        let mut names = Self::default();
        names.visit_file(&syn::parse_file(text)?);
        Ok(names)
    }

    fn define(&mut self, item: &Item) {
        let (name, defines) = match item {
            Item::Enum(item) => (&item.ident, Defines::Type),
            Item::Struct(item) => (&item.ident, Defines::Type),
            Item::Trait(item) => (&item.ident, Defines::Type),
            Item::Type(item) => (&item.ident, Defines::Type),
            Item::Union(item) => (&item.ident, Defines::Type),
            Item::Const(item) => (&item.ident, Defines::Value),
            Item::Fn(item) => (&item.sig.ident, Defines::Value),
            Item::Static(item) => (&item.ident, Defines::Value),
            _ => return,
        };
        self.items.insert(name.to_string(), defines);
    }

    fn module(&mut self, module: &syn::ItemMod) {
        let name = module.ident.to_string();
        match &module.content {
            None => self.declared.push(name),
            Some((_, items)) => {
                let mut inner = Self::default();
                for item in items {
                    inner.visit_item(item);
                }
                self.inline.push((name, inner));
            }
        }
    }

    fn import(&mut self, before: &[String], tree: &UseTree, reexported: bool) {
        let longer = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        // `{self}` names the module before the braces.
        let named = |name: &syn::Ident| match before {
            [.., _] if name == "self" => before.to_vec(),
            _ => longer(name),
        };
        let (name, path) = match tree {
            UseTree::Path(tree) => {
                return self.import(&longer(&tree.ident), &tree.tree, reexported);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(before, tree, reexported);
                }
                return;
            }
            UseTree::Name(tree) => (named(&tree.ident).last().cloned(), named(&tree.ident)),
            UseTree::Rename(tree) => (Some(tree.rename.to_string()), named(&tree.ident)),
            UseTree::Glob(_) => (None, before.to_vec()),
        };
        self.imports.push(Import {
            name,
            path,
            reexported,
        });
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast Item) {
        if conditions::is_for_tests(item) {
            return;
        }
        self.define(item);
        match item {
            Item::Mod(module) => self.module(module),
            Item::Use(item) => {
                let reexported = !matches!(item.vis, Visibility::Inherited);
                let before = item.leading_colon.as_ref().map(|_| String::new());
                self.import(before.as_slice(), &item.tree, reexported);
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let (None, syn::Type::Path(extended)) = (&item.trait_, &*item.self_ty) {
            self.extended.insert(written(&extended.path));
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.paths.insert(written(path));
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.macros.extend(written(&called.path).pop());
        self.visit_path(&called.path);
        tokens::read(called, self);
    }

    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

fn written(path: &syn::Path) -> Written {
    let leading = path.leading_colon.as_ref().map(|_| String::new());
    let segments = path.segments.iter().map(|part| part.ident.to_string());
    leading.into_iter().chain(segments).collect()
}
