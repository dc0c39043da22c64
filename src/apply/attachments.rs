//! Files at results, exactly once each.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};

use super::launches::{LaunchReport, MAX_ROUNDS, SETTLE, Trouble};
use super::run::Stop;
use crate::http::{Cause, Content};
use crate::model::{ResultAttachment, TestResultId};
use crate::plan::{AttachmentsPlan, MAX_FILE_BYTES, ResultFiles, file_name, missing_files};
use crate::source::LaunchSource;
use crate::target::{AddedResult, NewAttachment, RunReader, RunWriter, WriteError};

/// A file that was not attached. Its result stands without it.
#[derive(Debug)]
pub struct FailedFile {
    /// The TestOps result.
    pub result: TestResultId,
    /// The name of the file.
    pub name: String,
    /// Why.
    pub trouble: Trouble,
}

/// A file that turned out to be larger than TestRail takes.
#[derive(Debug, thiserror::Error)]
#[error("the file has more than the {MAX_FILE_BYTES} bytes that TestRail takes")]
struct TooLarge;

/// Attaches what is planned, result after result. `added` are the results that this apply added.
pub(super) async fn attach_files<S: LaunchSource + Sync, T: RunReader + RunWriter + Sync>(
    plan: &AttachmentsPlan,
    added: &BTreeMap<TestResultId, AddedResult>,
    source: &S,
    target: &T,
    stop: &Stop,
    report: &mut LaunchReport,
) -> Result<(), Trouble> {
    for files in &plan.results {
        let standing = files.standing.map(|standing| AddedResult {
            id: standing.id,
            test: standing.test,
        });
        // A result that could not be added is reported as such, and its files wait with it.
        if let Some(at) = standing.or_else(|| added.get(&files.result).copied()) {
            one(files, at, source, target, stop, report).await?;
        }
    }
    Ok(())
}

/// Attaches the files of one result. Where an answer was lost, the files of the test are read before anything is sent
/// again.
async fn one<S: LaunchSource + Sync, T: RunReader + RunWriter + Sync>(
    files: &ResultFiles,
    at: AddedResult,
    source: &S,
    target: &T,
    stop: &Stop,
    report: &mut LaunchReport,
) -> Result<(), Trouble> {
    let mut missing: Vec<&ResultAttachment> = files.missing.iter().collect();
    let mut failed: Vec<&ResultAttachment> = Vec::new();
    for round in 1.. {
        let mut unclear = Vec::new();
        for file in missing.drain(..) {
            if stop.is_requested() {
                return Err(Trouble::NotBegun);
            }
            let name = file_name(file);
            let attachment = NewAttachment {
                name: &name,
                content_type: &file.content_type,
                open: &|| open(source, file).boxed(),
            };
            match target.attach(at.id, attachment).await {
                Ok(()) => report.attached += 1,
                Err(error @ WriteError::Unclear(_)) => unclear.push((file, error)),
                Err(error @ WriteError::Credentials(_)) => return Err(error.into()),
                Err(error) => {
                    failed.push(file);
                    report.failed_files.push(FailedFile {
                        result: files.result,
                        name,
                        trouble: error.into(),
                    });
                }
            }
        }
        if unclear.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(SETTLE).await;
        let there = target
            .test_attachments(at.test)
            .await
            .map_err(Trouble::Read)?;
        let mut absent = missing_files(&files.files, at.id, &there);
        for file in &failed {
            take_alike(&mut absent, file);
        }
        for (file, error) in unclear {
            if !take_alike(&mut absent, file) {
                report.attached += 1;
            } else if round == MAX_ROUNDS {
                report.failed_files.push(FailedFile {
                    result: files.result,
                    name: file_name(file),
                    trouble: error.into(),
                });
            } else {
                missing.push(file);
            }
        }
    }
    Ok(())
}

/// Takes out one of the files that cannot be told from this one, if there is any.
fn take_alike(absent: &mut Vec<ResultAttachment>, file: &ResultAttachment) -> bool {
    let alike =
        |other: &ResultAttachment| file_name(other) == file_name(file) && other.size == file.size;
    let found = absent.iter().position(alike);
    found.map(|index| absent.remove(index)).is_some()
}

/// Opens a file in TestOps, which ends with an error where it is too large to be taken.
async fn open<S: LaunchSource + Sync>(
    source: &S,
    file: &ResultAttachment,
) -> Result<Content, Cause> {
    let content = source
        .attachment_content(file)
        .await
        .map_err(|error| Arc::new(error) as Cause)?;
    let Content { length, chunks } = content;
    if length.is_some_and(|length| length > MAX_FILE_BYTES) {
        return Err(Arc::new(TooLarge));
    }
    let mut left = MAX_FILE_BYTES;
    let chunks = chunks.and_then(move |chunk| {
        let fits = left.checked_sub(chunk.len() as u64);
        left = fits.unwrap_or_default();
        let bounded = match fits {
            Some(_) => Ok(chunk),
            None => Err(Arc::new(TooLarge) as Cause),
        };
        std::future::ready(bounded)
    });
    Ok(Content {
        length,
        chunks: chunks.boxed(),
    })
}
