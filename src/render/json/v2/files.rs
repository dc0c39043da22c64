//! Files of results.

use schemars::JsonSchema;
use serde::Serialize;

use crate::plan;

/// A file that is attached to a result.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct File {
    /// The TestOps result.
    result: i64,
    /// The TestOps attachment.
    attachment: i64,
    name: String,
    /// In bytes; absent where TestOps does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

/// A file that is not carried over.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LeftOutFile {
    /// The TestOps result.
    result: i64,
    /// The TestOps attachment.
    attachment: i64,
    name: String,
    reason: FileReason,
}

/// Why a file is not carried over: TestOps has lost its content, or TestRail takes none as large.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FileReason {
    Missed,
    TooLarge,
}

/// The files that are attached to one result.
pub(super) fn attached(files: &plan::ResultFiles) -> impl Iterator<Item = File> {
    files.missing.iter().map(|file| File {
        result: files.result.0,
        attachment: file.id.0,
        name: plan::file_name(file),
        size: file.size,
    })
}

/// One file that is not.
pub(super) fn left_out(file: &plan::LeftOutFile) -> LeftOutFile {
    let plan::LeftOutFile {
        result,
        file,
        name,
        reason,
    } = file;
    LeftOutFile {
        result: result.0,
        attachment: file.0,
        name: name.clone(),
        reason: match reason {
            plan::FileReason::Missed => FileReason::Missed,
            plan::FileReason::TooLarge { size: _ } => FileReason::TooLarge,
        },
    }
}
