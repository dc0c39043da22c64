//! Files of results in a plan and in a report.

use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{escape, words};
use crate::apply::FailedFile;
use crate::plan::{AttachmentsPlan, FileReason, LeftOutFile};

/// How many files of one launch are named.
const SHOWN: usize = 20;

/// Shows which files are uploaded, and which are not and why.
pub(super) fn plan(text: &mut String, plan: &AttachmentsPlan, paint: Paint) {
    let AttachmentsPlan {
        results: _,
        left_out,
        of_test_cases,
        present,
    } = plan;
    let uploads = plan.uploads();
    let mut notes = Vec::new();
    if *present > 0 {
        notes.push(format!("{} already there", words::thousands(*present)));
    }
    if *of_test_cases > 0 {
        notes.push(format!(
            "{} of test cases skipped",
            words::thousands(*of_test_cases)
        ));
    }
    if uploads > 0 || !notes.is_empty() {
        let mut line = words::count(uploads, "file", "files");
        if plan.bytes() > 0 {
            let _ = write!(line, ", {}", words::bytes(plan.bytes()));
        }
        if !notes.is_empty() {
            let _ = write!(line, " ({})", notes.join(", "));
        }
        let _ = writeln!(text, "      {line}");
    }
    for file in left_out.iter().take(SHOWN) {
        let LeftOutFile {
            result,
            file: _,
            name,
            reason,
        } = file;
        let reason = match reason {
            FileReason::Missed => "TestOps has lost its content".to_owned(),
            FileReason::TooLarge { size } => format!(
                "it has {}, and TestRail takes at most {}",
                words::bytes(*size),
                words::bytes(crate::plan::MAX_FILE_BYTES)
            ),
        };
        let line = format!(
            "file {} of result {} skipped: {reason}",
            escape::terminal(name),
            result.0
        );
        let _ = writeln!(text, "      {}", paint.dim(&line));
    }
    if left_out.len() > SHOWN {
        let line = format!("… and {} more files left out", left_out.len() - SHOWN);
        let _ = writeln!(text, "      {}", paint.dim(&line));
    }
}

/// Shows which files were not attached.
pub(super) fn report(text: &mut String, failed: &[FailedFile]) {
    for file in failed.iter().take(SHOWN) {
        let FailedFile {
            result,
            name,
            error,
        } = file;
        let _ = writeln!(
            text,
            "      file {} of result {} not attached: {}",
            escape::terminal(name),
            result.0,
            super::launches::chain(error)
        );
    }
    if failed.len() > SHOWN {
        let _ = writeln!(
            text,
            "      … and {} more files not attached",
            failed.len() - SHOWN
        );
    }
}
