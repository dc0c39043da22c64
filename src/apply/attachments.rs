//! Files at results, exactly once each.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};

use super::Stop;
use super::exactly_once::one_exactly_once;
use super::launches::{FailedFile, LaunchError, LaunchReport, LaunchTarget};
use crate::http::{Cause, Content};
use crate::model::{ResultAttachment, TestResultId};
use crate::plan::{AttachmentsPlan, MAX_FILE_BYTES, ResultFiles, file_name, missing_files};
use crate::testops::LaunchSource;
use crate::testrail::{
    AddedResult, Error, NewAttachment, ResultParts, Rights, RunReader, RunWriter,
};

/// A file that turned out to be larger than TestRail takes.
#[derive(Debug, thiserror::Error)]
#[error("the file has more than the {MAX_FILE_BYTES} bytes that TestRail takes")]
struct TooLarge;

/// A file of which something else came than TestOps lists, such as the message of a server that is being serviced.
#[derive(Debug, thiserror::Error)]
enum NotTheFile {
    #[error("TestOps lists the file with {listed} bytes and sends {sent}")]
    Size { listed: u64, sent: u64 },
    #[error("TestOps lists the file as {listed} and sends {sent}")]
    Kind { listed: String, sent: String },
}

/// What servers answer in with their own words, and no file of another kind comes in.
const OF_SERVERS: [&str; 3] = ["application/json", "application/problem+json", "text/html"];

/// Attaches what is planned, result after result. `added` are the results that this apply added.
pub(super) async fn attach_files<R: RunReader, W: RunWriter>(
    plan: &AttachmentsPlan,
    added: &BTreeMap<TestResultId, AddedResult>,
    source: &(impl LaunchSource + Sync),
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
    report: &mut LaunchReport,
) -> Result<(), LaunchError> {
    let rights = Rights::default();
    for files in &plan.results {
        let existing = files.existing.map(|existing| AddedResult {
            id: existing.id,
            test: existing.test,
            lacks: ResultParts::default(),
        });
        // A result that could not be added is reported as such, and its files wait with it.
        if let Some(at) = existing.or_else(|| added.get(&files.result).copied()) {
            attach_files_of(files, at, source, target, stop, &rights, report).await?;
        }
    }
    Ok(())
}

/// Attaches the files of one result, one after the other: of several with one name and size those
/// with the lowest ids are in, always, so that it is known which of them are missing.
async fn attach_files_of<R: RunReader, W: RunWriter>(
    files: &ResultFiles,
    at: AddedResult,
    source: &(impl LaunchSource + Sync),
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
    rights: &Rights,
    report: &mut LaunchReport,
) -> Result<(), LaunchError> {
    // A plan may be older than what it is about.
    let still_missing = match files.existing {
        Some(_) => find_missing(files, at, target.reader)
            .await
            .map_err(LaunchError::Read)?,
        None => files.missing.clone(),
    };
    let mut failed: Vec<&ResultAttachment> = Vec::new();
    for file in &files.missing {
        if !still_missing.contains(file) {
            continue;
        }
        if stop.is_requested() {
            return Err(LaunchError::NotBegun);
        }
        let attached = if failed.iter().any(|other| are_alike(other, file)) {
            Err(LaunchError::AfterAlike)
        } else {
            let attached = attach_file(file, files, at, source, target, stop).await;
            match &attached {
                Ok(()) => rights.note(&Ok(())),
                Err(LaunchError::Write(error)) => rights.note::<()>(&Err(error.clone())),
                Err(_) => {}
            }
            attached
        };
        match attached {
            Ok(()) => report.attached += 1,
            // One file that may not be attached is that file's failure.
            Err(LaunchError::Write(error)) if error.concerns_all() && rights.is_over() => {
                return Err(error.into());
            }
            Err(error) => {
                failed.push(file);
                report.failed_files.push(FailedFile {
                    result: files.result,
                    name: file_name(file),
                    error,
                });
            }
        }
    }
    Ok(())
}

/// Attaches a file. Where the answer was lost, it is looked up at the test.
async fn attach_file<R: RunReader, W: RunWriter>(
    file: &ResultAttachment,
    files: &ResultFiles,
    at: AddedResult,
    source: &(impl LaunchSource + Sync),
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
) -> Result<(), LaunchError> {
    let name = file_name(file);
    let send = async || {
        let attachment = NewAttachment {
            name: &name,
            content_type: &file.content_type,
            open: &|| open_attachment(source, file).boxed(),
        };
        target.writer.attach(at.id, attachment).await
    };
    let find = async || {
        let missing = find_missing(files, at, target.reader).await?;
        Ok(missing
            .iter()
            .all(|missing| missing.id != file.id)
            .then_some(()))
    };
    Ok(one_exactly_once(target.settle, send, find, stop).await?)
}

/// Reads which files of a result are missing.
async fn find_missing(
    files: &ResultFiles,
    at: AddedResult,
    reader: &impl RunReader,
) -> Result<Vec<ResultAttachment>, Error> {
    let there = reader.test_attachments(at.test).await?;
    Ok(missing_files(&files.files, at.id, &there))
}

/// True when TestRail cannot distinguish two files of one result.
fn are_alike(one: &ResultAttachment, other: &ResultAttachment) -> bool {
    let could_be_equal =
        |one: Option<u64>, other: Option<u64>| one.is_none() || other == one || other.is_none();
    file_name(one) == file_name(other) && could_be_equal(one.size, other.size)
}

/// Opens a file in TestOps, which ends with an error where it is too large to be taken, or not the file that is listed:
/// whoever reads it in TestRail later could not tell.
async fn open_attachment<S: LaunchSource + Sync>(
    source: &S,
    file: &ResultAttachment,
) -> Result<Content, Cause> {
    let content = source
        .attachment_content(file)
        .await
        .map_err(|error| Arc::new(error) as Cause)?;
    let Content {
        length,
        media_type,
        chunks,
    } = content;
    if length.is_some_and(|length| length > MAX_FILE_BYTES) {
        return Err(Arc::new(TooLarge));
    }
    check_is_listed(file, length, media_type.as_deref())?;
    // What comes is held against this by whoever sends it.
    let length = file.size.or(length);
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
        media_type,
        chunks: chunks.boxed(),
    })
}

/// Holds what is announced against what TestOps lists.
fn check_is_listed(
    file: &ResultAttachment,
    length: Option<u64>,
    media_type: Option<&str>,
) -> Result<(), Cause> {
    if let (Some(listed), Some(sent)) = (file.size, length)
        && listed != sent
    {
        return Err(Arc::new(NotTheFile::Size { listed, sent }));
    }
    let listed = file.content_type.split(';').next().unwrap_or_default();
    let listed = listed.trim().to_ascii_lowercase();
    match media_type {
        Some(sent) if !listed.is_empty() && listed != sent && OF_SERVERS.contains(&sent) => {
            let sent = sent.to_owned();
            Err(Arc::new(NotTheFile::Kind { listed, sent }))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::error::Error as _;

    use bytes::Bytes;
    use futures_util::stream;

    use super::*;
    use crate::model::{Launch, LaunchId, ResultAttachmentId, StepResult, TestCaseId};
    use crate::testops::{Account, Error, LaunchSelection, Results, Statistic};

    /// A source with one file of so many pieces, of which it may know the length.
    struct Source {
        pieces: usize,
        is_length_told: bool,
    }

    const PIECE: u64 = MAX_FILE_BYTES / 4;

    impl LaunchSource for Source {
        async fn launches(&self, _: &LaunchSelection) -> Result<Vec<Launch>, Error> {
            Ok(Vec::new())
        }

        async fn environment(&self, _: LaunchId) -> Result<Vec<(String, String)>, Error> {
            Ok(Vec::new())
        }

        async fn results(&self, _: LaunchId) -> Result<Results, Error> {
            Ok(Results::default())
        }

        async fn statistic(&self, _: LaunchId) -> Result<Option<Statistic>, Error> {
            Ok(None)
        }

        async fn statistics(
            &self,
            _: i64,
            _: &BTreeSet<LaunchId>,
        ) -> Result<BTreeMap<LaunchId, Statistic>, Error> {
            Ok(BTreeMap::new())
        }

        async fn selected_among(
            &self,
            _: i64,
            _: &str,
            _: &BTreeSet<TestCaseId>,
        ) -> Result<Option<u64>, Error> {
            Ok(None)
        }

        async fn execution(&self, _: TestResultId) -> Result<Vec<StepResult>, Error> {
            Ok(Vec::new())
        }

        async fn issues(&self, _: TestResultId) -> Result<Vec<String>, Error> {
            Ok(Vec::new())
        }

        async fn attachments(&self, _: TestResultId) -> Result<Vec<ResultAttachment>, Error> {
            Ok(Vec::new())
        }

        async fn attachment_content(&self, _: &ResultAttachment) -> Result<Content, Error> {
            let length = self.pieces as u64 * PIECE;
            let piece = Bytes::from(vec![0; usize::try_from(PIECE).expect("it fits")]);
            let pieces = vec![Ok(piece); self.pieces];
            Ok(Content {
                length: self.is_length_told.then_some(length),
                media_type: None,
                chunks: stream::iter(pieces).boxed(),
            })
        }

        async fn users(&self) -> Result<Option<Vec<Account>>, Error> {
            Ok(None)
        }
    }

    fn file(name: &str, size: Option<u64>) -> ResultAttachment {
        ResultAttachment {
            id: ResultAttachmentId(1),
            name: name.to_owned(),
            content_type: String::new(),
            size,
            missed: false,
            from_test_case: false,
        }
    }

    /// How many bytes come, or why they do not.
    async fn read(pieces: usize, is_length_told: bool) -> Result<u64, Cause> {
        let source = Source {
            pieces,
            is_length_told,
        };
        let content = open_attachment(&source, &file("a.bin", None)).await?;
        let lengths = content.chunks.map_ok(|chunk| chunk.len() as u64);
        lengths
            .try_fold(0, |sum, n| std::future::ready(Ok(sum + n)))
            .await
    }

    #[tokio::test]
    async fn a_file_that_turns_out_too_large_ends_with_an_error() {
        for is_length_told in [false, true] {
            let largest = read(4, is_length_told).await;
            assert_eq!(largest.expect("it fits"), MAX_FILE_BYTES);
            let error = read(5, is_length_told).await.expect_err("it is too large");
            assert!(error.source().is_none());
            insta::allow_duplicates! {
                insta::assert_snapshot!(error, @"the file has more than the 268435456 bytes that TestRail takes");
            }
        }
    }

    #[tokio::test]
    async fn a_file_that_comes_short_or_is_a_message_is_not_attached() {
        let file = |size: Option<u64>, content_type: &str| ResultAttachment {
            content_type: content_type.to_owned(),
            ..file("a.log", size)
        };
        let check = |file: &ResultAttachment, length, media_type| {
            check_is_listed(file, length, media_type).map_err(|cause| cause.to_string())
        };
        let log = file(Some(500), "text/plain; charset=utf-8");
        assert_eq!(check(&log, Some(500), Some("text/plain")), Ok(()));
        assert_eq!(check(&log, None, Some("application/octet-stream")), Ok(()));
        assert_eq!(
            check(&file(None, ""), None, Some("application/json")),
            Ok(())
        );
        let json = file(None, "application/json");
        assert_eq!(check(&json, None, Some("application/json")), Ok(()));
        insta::assert_snapshot!(
            check(&log, Some(250), Some("text/plain")).expect_err("it is short"),
            @"TestOps lists the file with 500 bytes and sends 250"
        );
        insta::assert_snapshot!(
            check(&file(None, "image/png"), Some(23), Some("application/json")).expect_err("a message"),
            @"TestOps lists the file as image/png and sends application/json"
        );
        // Nothing is announced, so that whoever sends it has to count.
        let source = Source {
            pieces: 1,
            is_length_told: false,
        };
        let content = open_attachment(&source, &log).await.expect("it opens");
        assert_eq!(content.length, Some(500));
    }

    #[test]
    fn files_are_alike_where_names_and_sizes_could_be_the_same() {
        let alike = |one, other| are_alike(&file("a", one), &file("a", other));
        assert!(alike(Some(1), Some(1)) && alike(None, Some(1)) && alike(Some(1), None));
        assert!(!alike(Some(1), Some(2)));
        assert!(!are_alike(&file("a", None), &file("b", None)));
    }
}
