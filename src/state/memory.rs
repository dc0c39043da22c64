//! What earlier applies learnt about TestRail servers.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::{self, StateError};

const FILE: &str = "rewritten.json";

/// The version of that file's shape.
const FORMAT: u32 = 1;

/// What a server does in its own way.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ServerMemory {
    pub(crate) rewritten: Vec<RewrittenField>,
    /// True when the server cannot create several cases at once.
    pub(crate) one_by_one: bool,
}

/// A field of a case that TestRail stored otherwise than it was sent, by fingerprints of both values.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RewrittenField {
    pub(crate) case: u64,
    pub(crate) field: String,
    pub(crate) sent: String,
    pub(crate) stored: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    format: u32,
    rewritten: Vec<Row>,
    /// Servers that cannot create several cases at once.
    #[serde(default)]
    one_by_one: Vec<Server>,
}

/// A server of a version: another one may be able to do more.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Server {
    server: String,
    version: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    server: String,
    #[serde(flatten)]
    field: RewrittenField,
}

/// Reads what earlier applies learnt about a server. A missing, damaged or newer file counts as empty, because
/// forgetting costs an update at most.
pub(crate) fn read_memory(folder: &Path, server: &str, version: &str) -> ServerMemory {
    let file = read_rows(folder);
    let own = |row: Row| (row.server == server).then_some(row.field);
    ServerMemory {
        rewritten: file.rewritten.into_iter().filter_map(own).collect(),
        one_by_one: file
            .one_by_one
            .iter()
            .any(|known| known.server == server && known.version == version),
    }
}

/// Keeps what an apply learnt about a server. Writes nothing when nothing changed.
pub(crate) fn write_memory(
    folder: &Path,
    server: &str,
    version: &str,
    memory: ServerMemory,
) -> Result<(), StateError> {
    if read_memory(folder, server, version) == memory {
        return Ok(());
    }
    let mut file = read_rows(folder);
    file.one_by_one.retain(|known| known.server != server);
    if memory.one_by_one {
        file.one_by_one.push(Server {
            server: server.to_owned(),
            version: version.to_owned(),
        });
    }
    file.rewritten.retain(|row| row.server != server);
    file.rewritten
        .extend(memory.rewritten.into_iter().map(|field| Row {
            server: server.to_owned(),
            field,
        }));
    folder::replace_json(folder, FILE, &file)
}

fn read_rows(folder: &Path) -> File {
    serde_json::from_slice(&folder::read_file(folder, FILE))
        .ok()
        .filter(|file: &File| file.format == FORMAT)
        .unwrap_or(File {
            format: FORMAT,
            rewritten: Vec::new(),
            one_by_one: Vec::new(),
        })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SERVER: &str = "https://a.example.com";

    fn learnt() -> ServerMemory {
        ServerMemory {
            rewritten: vec![RewrittenField {
                case: 501,
                field: "custom_preconds".into(),
                sent: "abc".into(),
                stored: "def".into(),
            }],
            one_by_one: true,
        }
    }

    #[test]
    fn what_is_learnt_of_a_server_is_known_of_it_alone() {
        let folder = tempfile::tempdir().unwrap();
        write_memory(folder.path(), SERVER, "10.2", learnt()).unwrap();
        assert_eq!(read_memory(folder.path(), SERVER, "10.2"), learnt());
        let other = read_memory(folder.path(), "https://b.example.com", "10.2");
        assert_eq!(other, ServerMemory::default());
        // A newer version may be able to do more.
        assert!(!read_memory(folder.path(), SERVER, "10.3").one_by_one);
        insta::assert_snapshot!(fs::read_to_string(folder.path().join(FILE)).unwrap(), @r#"
        {
          "format": 1,
          "rewritten": [
            {
              "server": "https://a.example.com",
              "case": 501,
              "field": "custom_preconds",
              "sent": "abc",
              "stored": "def"
            }
          ],
          "one_by_one": [
            {
              "server": "https://a.example.com",
              "version": "10.2"
            }
          ]
        }
        "#);
    }

    #[test]
    fn a_damaged_file_is_a_forgotten_one() {
        let folder = tempfile::tempdir().unwrap();
        write_memory(folder.path(), SERVER, "10.2", learnt()).unwrap();
        fs::write(folder.path().join(FILE), b"{\"format\":1,").unwrap();
        let memory = read_memory(folder.path(), SERVER, "10.2");
        assert_eq!(memory, ServerMemory::default());
    }
}
