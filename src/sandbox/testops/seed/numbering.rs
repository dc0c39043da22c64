//! Gives ids to what a seed only names.

use std::collections::{HashMap, HashSet};

use super::document::NamedSeed;
use crate::sandbox::testops::state::{CustomValue, Named};

/// The objects of one kind: equal names are one object. Ids count from 1 in the order of the seed, except
/// for built-in objects, whose ids are negative as in every installation.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    ids: HashMap<String, i64>,
    taken: HashSet<i64>,
    last: i64,
}

impl Numbering {
    pub(super) fn new(built_in: &[(&str, i64)]) -> Self {
        Self {
            ids: built_in
                .iter()
                .map(|(name, id)| ((*name).to_owned(), *id))
                .collect(),
            taken: built_in.iter().map(|(_, id)| *id).collect(),
            last: 0,
        }
    }

    pub(super) fn name(&mut self, name: &str) -> Named {
        if let Some(id) = self.ids.get(name) {
            return Named {
                id: *id,
                name: name.to_owned(),
            };
        }
        self.last += 1;
        while self.taken.contains(&self.last) {
            self.last += 1;
        }
        let id = self.last;
        self.ids.insert(name.to_owned(), id);
        Named {
            id,
            name: name.to_owned(),
        }
    }

    /// One that may bring its own id.
    pub(super) fn read(&mut self, named: NamedSeed) -> Named {
        let NamedSeed { id, name } = named;
        let Some(id) = id else {
            return self.name(&name);
        };
        self.ids.insert(name.clone(), id);
        self.taken.insert(id);
        Named { id, name }
    }

    /// All of them, by id.
    pub(super) fn all(self) -> Vec<Named> {
        let mut all: Vec<Named> = self
            .ids
            .into_iter()
            .map(|(name, id)| Named { id, name })
            .collect();
        all.sort_by(|one, other| {
            one.id
                .cmp(&other.id)
                .then_with(|| one.name.cmp(&other.name))
        });
        all
    }
}

/// The values of fields: equal values of two fields are two objects.
#[derive(Debug, Default)]
pub(super) struct Values(Numbering);

impl Values {
    pub(super) fn value(&mut self, field: &Named, text: String) -> CustomValue {
        let id = self.0.name(&format!("{}\n{text}", field.name)).id;
        CustomValue {
            field: field.clone(),
            value: Named { id, name: text },
        }
    }
}
