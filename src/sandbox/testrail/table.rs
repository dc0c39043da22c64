//! Rows by id; ids ascend and are never used twice.

use std::collections::BTreeMap;

/// All rows of one kind.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    rows: BTreeMap<u64, T>,
    last_id: u64,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            last_id: 0,
        }
    }
}

impl<T> Table<T> {
    /// Takes the next id without using it for a row yet.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Puts a row at its id, which later ids will exceed.
    pub(super) fn put(&mut self, id: u64, row: T) {
        self.last_id = self.last_id.max(id);
        self.rows.insert(id, row);
    }

    pub(super) fn get(&self, id: u64) -> Option<&T> {
        self.rows.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut T> {
        self.rows.get_mut(&id)
    }

    pub(super) fn contains(&self, id: u64) -> bool {
        self.rows.contains_key(&id)
    }

    pub(super) fn remove(&mut self, id: u64) -> Option<T> {
        self.rows.remove(&id)
    }

    /// All rows by ascending id.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.values_mut()
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.rows.retain(|_, row| keep(row));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_removed_row_is_never_given_again() {
        let mut table = Table::default();
        table.put(7, "seven");
        let id = table.next_id();
        table.put(id, "eight");
        table.remove(8);
        assert_eq!(table.next_id(), 9);
        assert_eq!(table.iter().copied().collect::<Vec<_>>(), ["seven"]);
    }
}
