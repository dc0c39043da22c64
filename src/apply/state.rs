//! What is kept on disk between applies. Deleting it may cost requests, never correctness.

use std::fs;
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
    pub fn memory(&self, server: &str) -> Memory {
        let rewritten = self
            .rows()
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
        Memory { rewritten }
    }

    /// Keeps what an apply learnt about a server. Writes nothing when nothing changed.
    pub fn remember(&self, server: &str, memory: &Memory) -> Result<(), StateError> {
        if self.memory(server) == *memory {
            return Ok(());
        }
        let mut rows: Vec<Row> = self
            .rows()
            .into_iter()
            .filter(|row| row.server != server)
            .collect();
        rows.extend(
            memory
                .rewritten
                .iter()
                .map(|((case, field), Rewritten { sent, stored })| Row {
                    server: server.to_owned(),
                    case: *case,
                    field: field.as_str().to_owned(),
                    sent: sent.clone(),
                    stored: stored.clone(),
                }),
        );
        let text = serde_json::to_vec_pretty(&File {
            format: FORMAT,
            rewritten: rows,
        })
        .map_err(|error| StateError::Write {
            path: self.folder.join(REWRITTEN),
            source: error.into(),
        })?;
        state_folder::replace(&self.folder, REWRITTEN, &text)
    }

    fn rows(&self) -> Vec<Row> {
        fs::read(self.folder.join(REWRITTEN))
            .ok()
            .and_then(|bytes| serde_json::from_slice::<File>(&bytes).ok())
            .filter(|file| file.format == FORMAT)
            .map(|file| file.rewritten)
            .unwrap_or_default()
    }
}
