//! Files of results in a plan and in a report.

use std::fmt::Write as _;

use super::super::style::Paint;
use super::super::{escape, words};
use super::case_line::{chain, first_lines};
use crate::apply::FailedFile;
use crate::plan::{AttachmentsPlan, FileReason, LeftOutFile};

/// Shows which files are uploaded, and which are not and why.
pub(super) fn plan(text: &mut String, plan: &AttachmentsPlan, paint: Paint) {
    let uploads = plan.uploads();
    let mut notes = Vec::new();
    if plan.present > 0 {
        notes.push(format!("{} already there", words::thousands(plan.present)));
    }
    if plan.of_test_cases > 0 {
        notes.push(format!(
            "{} of test cases skipped",
            words::thousands(plan.of_test_cases)
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
    let skipped = |file: &LeftOutFile| {
        let reason = match file.reason {
            FileReason::Missed => "TestOps has lost its content".to_owned(),
            FileReason::TooLarge { size } => format!(
                "it has {}, and TestRail takes at most {}",
                words::bytes(size),
                words::bytes(crate::plan::MAX_FILE_BYTES)
            ),
        };
        let name = escape::terminal(&file.name);
        paint.dim(&format!(
            "file {name} of result {} skipped: {reason}",
            file.result.0
        ))
    };
    let rest = |more| paint.dim(&format!("{more} files left out"));
    first_lines(text, &plan.left_out, skipped, rest);
}

/// Shows which files were not attached.
pub(super) fn report(text: &mut String, failed: &[FailedFile]) {
    let not_attached = |file: &FailedFile| {
        format!(
            "file {} of result {} not attached: {}",
            escape::terminal(&file.name),
            file.result.0,
            chain(&file.error)
        )
    };
    let rest = |more| format!("{more} files not attached");
    first_lines(text, failed, not_attached, rest);
}
