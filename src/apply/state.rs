//! What is kept on disk between applies. Deleting it may cost requests, never correctness.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::state_folder::{self, StateError};
use crate::model::{CaseId, FieldName};
use crate::plan::{Memory, Rewritten};

/// The file that [`Memory`] is kept in.
const REWRITTEN: &str = "rewritten.json";

/// The version of that file's shape.
const FORMAT: u32 = 1;

/// The state directory.
#[derive(Clone, Debug)]
pub struct State {
    folder: PathBuf,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Server {
    server: String,
    version: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    server: String,
    case: CaseId,
    field: String,
    sent: String,
    stored: String,
}

impl State {
    /// Names the state directory; nothing is created before there is something to keep.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The state directory.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads what earlier applies learnt about a server. A missing, damaged or newer file counts as empty, because
    /// forgetting costs an update at most.
    pub fn memory(&self, server: &str, version: &str) -> Memory {
        let File {
            format: _,
            rewritten,
            one_by_one,
        } = self.read();
        let rewritten = rewritten
            .into_iter()
            .filter(|row| row.server == server)
            .map(
                |Row {
                     server: _,
                     case,
                     field,
                     sent,
                     stored,
                 }| { ((case, FieldName::new(field)), Rewritten { sent, stored }) },
            )
            .collect();
        Memory {
            rewritten,
            one_by_one: one_by_one
                .iter()
                .any(|known| known.server == server && known.version == version),
        }
    }

    /// Keeps what an apply learnt about a server. Writes nothing when nothing changed.
    pub fn remember(&self, server: &str, version: &str, memory: &Memory) -> Result<(), StateError> {
        if self.memory(server, version) == *memory {
            return Ok(());
        }
        let Memory {
            rewritten,
            one_by_one,
        } = memory;
        let mut file = self.read();
        file.one_by_one.retain(|known| known.server != server);
        if *one_by_one {
            file.one_by_one.push(Server {
                server: server.to_owned(),
                version: version.to_owned(),
            });
        }
        file.rewritten.retain(|row| row.server != server);
        file.rewritten.extend(rewritten.iter().map(
            |((case, field), Rewritten { sent, stored })| Row {
                server: server.to_owned(),
                case: *case,
                field: field.as_str().to_owned(),
                sent: sent.clone(),
                stored: stored.clone(),
            },
        ));
        let text = serde_json::to_vec_pretty(&file).map_err(|error| StateError::Write {
            path: self.folder.join(REWRITTEN),
            source: error.into(),
        })?;
        state_folder::replace(&self.folder, REWRITTEN, &text)
    }

    fn read(&self) -> File {
        let bytes = state_folder::read(&self.folder, REWRITTEN);
        serde_json::from_slice(&bytes)
            .ok()
            .filter(|file: &File| file.format == FORMAT)
            .unwrap_or(File {
                format: FORMAT,
                rewritten: Vec::new(),
                one_by_one: Vec::new(),
            })
    }
}
