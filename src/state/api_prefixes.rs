//! Where the API of a server was found, so that not every run looks in the wrong place first.

use std::collections::BTreeMap;
use std::path::Path;

use super::folder::{self, StateError};

const FILE: &str = "api-prefixes.json";

/// Where the API of the server at this address was found before, if that was noted.
pub(crate) fn read_prefix(folder: &Path, address: &str) -> Option<String> {
    read(folder).remove(address)
}

/// Notes where the API of a server is. Nothing is written where that is known.
pub(crate) fn note_prefix(folder: &Path, address: &str, prefix: &str) -> Result<(), StateError> {
    let mut prefixes = read(folder);
    let known = prefixes.insert(address.to_owned(), prefix.to_owned());
    if known.is_some_and(|known| known == prefix) {
        return Ok(());
    }
    folder::replace_json(folder, FILE, &prefixes)
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    serde_json::from_slice(&folder::read_file(folder, FILE)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_server_has_its_own_and_what_cannot_be_read_is_not_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        assert_eq!(read_prefix(folder, "https://a/"), None);
        note_prefix(folder, "https://a/", "api").expect("it is noted");
        note_prefix(folder, "https://b/", "api/rs").expect("it is noted");
        assert_eq!(read_prefix(folder, "https://a/").as_deref(), Some("api"));
        assert_eq!(read_prefix(folder, "https://b/").as_deref(), Some("api/rs"));
        std::fs::write(folder.join(FILE), "[").expect("written");
        assert_eq!(read_prefix(folder, "https://a/"), None);
    }
}
