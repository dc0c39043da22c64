//! Which files of results are uploaded: pure, total, deterministic.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{
    ObservedAttachment, ObservedResult, ResultAttachment, ResultAttachmentId, RunResultId, TestId,
    TestResultId, attachment_name,
};

/// The most bytes of a file that TestRail takes, by its manual ("Attachments"). Whatever is larger would be sent whole
/// before it is refused.
pub(crate) const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// What separates the fingerprint of results from what is said about their files.
const SEPARATOR: &str = "; ";

/// What would be done about the files of a launch's results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttachmentsPlan {
    /// The results that get files, in the order of their ids.
    pub results: Vec<ResultFiles>,
    /// Files that are not carried over, and why.
    pub left_out: Vec<LeftOutFile>,
    /// How many files are at test cases, which every result of them shows: they belong to no result.
    pub of_test_cases: usize,
    /// How many files are in TestRail already.
    pub present: usize,
}

/// The files of one result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResultFiles {
    /// The TestOps result.
    pub result: TestResultId,
    /// Where it is in TestRail; `None` when the same apply adds it.
    pub existing: Option<ExistingResult>,
    /// All files that it should have, in the order of their ids.
    pub files: Vec<ResultAttachment>,
    /// Those of them that are not in TestRail yet.
    pub missing: Vec<ResultAttachment>,
}

/// A result that is in TestRail already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExistingResult {
    /// TestRail's id of it.
    pub id: RunResultId,
    /// The test it belongs to.
    pub test: TestId,
    /// True when it surely has no file.
    pub is_bare: bool,
}

/// A file that is not carried over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeftOutFile {
    /// The TestOps result.
    pub result: TestResultId,
    /// The file.
    pub file: ResultAttachmentId,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: FileReason,
}

/// Why a file is not carried over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileReason {
    /// TestOps has lost its content.
    Missed,
    /// TestRail takes none as large.
    TooLarge {
        /// How large it is, in bytes.
        size: u64,
    },
}

impl AttachmentsPlan {
    /// Plans the files of one more result. `observed` are the files of its test, where it is in TestRail.
    pub(crate) fn add(
        &mut self,
        result: TestResultId,
        existing: Option<ExistingResult>,
        files: Vec<ResultAttachment>,
        observed: &[ObservedAttachment],
    ) {
        let (wanted, left_out, of_test_cases) = sorted_out(result, files);
        self.left_out.extend(left_out);
        self.of_test_cases += of_test_cases;
        let missing = match existing {
            Some(existing) => missing_files(&wanted, existing.id, observed),
            None => wanted.clone(),
        };
        self.present += wanted.len() - missing.len();
        if !missing.is_empty() {
            self.results.push(ResultFiles {
                result,
                existing,
                files: wanted,
                missing,
            });
        }
    }

    /// How many files are uploaded.
    pub(crate) fn uploads(&self) -> usize {
        self.results.iter().map(|result| result.missing.len()).sum()
    }

    /// How many requests that takes. Results that exist already are looked at once more before anything is sent.
    pub(crate) fn requests(&self) -> usize {
        let existing = self
            .results
            .iter()
            .filter(|result| result.existing.is_some());
        self.uploads() + existing.count()
    }

    /// How many bytes they have, as far as TestOps tells.
    pub(crate) fn bytes(&self) -> u64 {
        self.results
            .iter()
            .flat_map(|result| &result.missing)
            .filter_map(|file| file.size)
            .fold(0, u64::saturating_add)
    }

    /// True when nothing would be uploaded.
    pub(crate) fn is_empty(&self) -> bool {
        self.results.is_empty()
    }
}

/// How many of a result's files are carried over.
pub(crate) fn carried_over(files: &[ResultAttachment]) -> usize {
    let carried = |file: &&ResultAttachment| !file.from_test_case && reason(file).is_none();
    files.iter().filter(carried).count()
}

/// The files that are not at a result yet. TestRail keeps no checksums, so a file is known by its result, its name and
/// its size; of several that are alike as many are missing as TestRail has fewer. A file that TestRail does not say the
/// result of may be at any result of the test: one too few can be added by hand, one too many cannot be told apart. For
/// the same reason a file of this very result counts by its name alone in the end: what a server says of sizes need not
/// be what it was sent.
pub(crate) fn missing_files(
    files: &[ResultAttachment],
    result: RunResultId,
    observed: &[ObservedAttachment],
) -> Vec<ResultAttachment> {
    let mut there: BTreeMap<String, Vec<&ObservedAttachment>> = BTreeMap::new();
    for file in observed {
        if file.result.is_none_or(|at| at == result) {
            there.entry(stored_name(&file.name)).or_default().push(file);
        }
    }
    // What fits one file only is taken before what fits many.
    for alike in there.values_mut() {
        alike.sort_by_key(|file| (file.size.is_none(), file.result.is_none()));
    }
    let mut by_certainty: Vec<&ResultAttachment> = files.iter().collect();
    by_certainty.sort_by_key(|file| (file.size.is_none(), file.id));
    let mut missing = Vec::new();
    for file in by_certainty {
        let alike = there.entry(stored_name(&file_name(file))).or_default();
        let found = alike
            .iter()
            .position(|there| match (file.size, there.size) {
                (Some(wanted), Some(size)) => wanted == size,
                _ => true,
            });
        match found {
            Some(index) => {
                alike.remove(index);
            }
            None => missing.push(file.clone()),
        }
    }
    missing.sort_by_key(|file| file.id);
    missing.retain(|file| {
        let alike = there.entry(stored_name(&file_name(file))).or_default();
        let of_result = alike.iter().position(|there| there.result == Some(result));
        of_result.map(|index| alike.remove(index)).is_none()
    });
    missing
}

/// The name under which a file is uploaded.
pub(crate) fn file_name(file: &ResultAttachment) -> String {
    if file.name.trim().is_empty() {
        format!("attachment-{}", file.id.0)
    } else {
        file.name.clone()
    }
}

/// A name as it may come back: it was sent as [`attachment_name`] makes it, and servers differ in undoing what forms
/// write in place of quotes and line breaks.
fn stored_name(name: &str) -> String {
    let spelt = name
        .replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n");
    attachment_name(&spelt)
}

/// Tells whether a result in TestRail has to be looked at for its files.
pub(crate) fn existing_result(observed: &ObservedResult) -> ExistingResult {
    ExistingResult {
        id: observed.id,
        test: observed.test,
        is_bare: observed.attachments == Some(0),
    }
}

/// The fingerprint that says that the files are in, too. While a launch goes on, files may still come, so they are
/// counted; of a closed one nobody has to ask again.
pub(crate) fn with_files(results: &str, files: Option<usize>) -> String {
    match files {
        Some(1) => format!("{results}{SEPARATOR}1 file so far"),
        Some(files) => format!("{results}{SEPARATOR}{files} files so far"),
        None => format!("{results}{SEPARATOR}with files"),
    }
}

/// True when a fingerprint says that exactly these results are in, whatever it says of files.
pub(crate) fn has_results(fingerprint: &str, results: &str) -> bool {
    fingerprint
        .strip_prefix(results)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(SEPARATOR))
}

/// The files of a result that are carried over, those that are not and why, and how many are its test case's.
fn sorted_out(
    result: TestResultId,
    files: Vec<ResultAttachment>,
) -> (Vec<ResultAttachment>, Vec<LeftOutFile>, usize) {
    let mut wanted = Vec::new();
    let mut left_out = Vec::new();
    let mut of_test_cases = 0;
    for file in files {
        if file.from_test_case {
            of_test_cases += 1;
        } else if let Some(reason) = reason(&file) {
            left_out.push(LeftOutFile {
                result,
                file: file.id,
                name: file_name(&file),
                reason,
            });
        } else {
            wanted.push(file);
        }
    }
    wanted.sort_by_key(|file| file.id);
    left_out.sort_by_key(|file| file.file);
    (wanted, left_out, of_test_cases)
}

/// Why the content of a file cannot be carried over.
fn reason(file: &ResultAttachment) -> Option<FileReason> {
    if file.missed {
        return Some(FileReason::Missed);
    }
    file.size
        .filter(|size| *size > MAX_FILE_BYTES)
        .map(|size| FileReason::TooLarge { size })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RESULT: RunResultId = RunResultId(9001);

    fn file(id: i64, name: &str, size: Option<u64>) -> ResultAttachment {
        ResultAttachment {
            id: ResultAttachmentId(id),
            name: name.to_owned(),
            content_type: "text/plain".to_owned(),
            size,
            missed: false,
            from_test_case: false,
        }
    }

    fn there(name: &str, size: Option<u64>, result: Option<u64>) -> ObservedAttachment {
        ObservedAttachment {
            name: name.to_owned(),
            size,
            result: result.map(RunResultId),
        }
    }

    fn ids(files: &[ResultAttachment]) -> Vec<i64> {
        files.iter().map(|file| file.id.0).collect()
    }

    #[test]
    fn what_cannot_be_carried_over_is_left_out_with_its_reason() {
        let files = vec![
            file(5, "huge.bin", Some(MAX_FILE_BYTES + 1)),
            file(4, "largest.bin", Some(MAX_FILE_BYTES)),
            ResultAttachment {
                missed: true,
                ..file(3, "gone.png", Some(1))
            },
            ResultAttachment {
                from_test_case: true,
                ..file(2, "spec.txt", Some(1))
            },
            file(1, "unknown.log", None),
        ];
        assert_eq!(carried_over(&files), 2);
        let mut plan = AttachmentsPlan::default();
        plan.add(TestResultId(1), None, files, &[]);
        assert_eq!(ids(&plan.results[0].missing), [1, 4]);
        assert_eq!((plan.uploads(), plan.bytes()), (2, MAX_FILE_BYTES));
        assert_eq!((plan.of_test_cases, plan.present), (1, 0));
        let reasons: Vec<_> = plan
            .left_out
            .iter()
            .map(|file| (file.name.as_str(), file.reason))
            .collect();
        let size = MAX_FILE_BYTES + 1;
        assert_eq!(
            reasons,
            [
                ("gone.png", FileReason::Missed),
                ("huge.bin", FileReason::TooLarge { size }),
            ]
        );
    }

    #[test]
    fn a_result_whose_files_are_all_there_gets_none() {
        let existing = ExistingResult {
            id: RESULT,
            test: TestId(1),
            is_bare: false,
        };
        let mut plan = AttachmentsPlan::default();
        let observed = [there("a.txt", Some(3), Some(9001))];
        plan.add(
            TestResultId(1),
            Some(existing),
            vec![file(1, "a.txt", Some(3))],
            &observed,
        );
        assert_eq!((plan.is_empty(), plan.present), (true, 1));
    }

    #[test]
    fn a_file_is_known_by_result_name_and_size() {
        let wanted = [file(1, "a.txt", Some(3))];
        let left = |observed| missing_files(&wanted, RESULT, &[observed]).len();
        assert_eq!(left(there("a.txt", Some(3), Some(9001))), 0);
        assert_eq!(left(there("a.txt", None, Some(9001))), 0);
        assert_eq!(left(there("a.txt", Some(3), None)), 0);
        assert_eq!(left(there("b.txt", Some(3), Some(9001))), 1);
        assert_eq!(left(there("a.txt", Some(4), None)), 1);
        assert_eq!(left(there("a.txt", Some(3), Some(9002))), 1);
    }

    #[test]
    fn a_server_that_tells_other_sizes_does_not_get_a_file_twice() {
        let wanted = [
            file(1, "a.txt", Some(3)),
            file(2, "a.txt", Some(4)),
            file(3, "b.txt", Some(3)),
        ];
        let at = |name, size| there(name, Some(size), Some(9001));
        let left = |observed: &[ObservedAttachment]| ids(&missing_files(&wanted, RESULT, observed));
        // Files of one name are attached in their order.
        assert_eq!(left(&[at("a.txt", 8)]), [2, 3]);
        assert_eq!(left(&[at("a.txt", 8), at("a.txt", 9)]), [3]);
        // Where a size is right, it tells which of them is there.
        assert_eq!(left(&[at("a.txt", 4)]), [1, 3]);
    }

    #[test]
    fn files_that_are_alike_are_counted() {
        let wanted = [
            file(1, "a.txt", Some(3)),
            file(2, "a.txt", Some(3)),
            file(3, "a.txt", None),
        ];
        let one = there("a.txt", Some(3), Some(9001));
        let missing = missing_files(&wanted, RESULT, std::slice::from_ref(&one));
        assert_eq!(ids(&missing), [2, 3]);
        let missing = missing_files(&wanted, RESULT, &[one.clone(), one.clone(), one]);
        assert!(missing.is_empty());
    }

    #[test]
    fn names_that_forms_cannot_carry_are_known_again() {
        for (name, stored) in [
            ("a\"b.txt", "a%22b.txt"),
            ("a\"b.txt", "a\"b.txt"),
            ("a\r\nb.txt", "a%0D%0Ab.txt"),
            ("a\u{7}b.txt", "a_b.txt"),
            ("", "attachment-1"),
        ] {
            let observed = [there(stored, Some(3), Some(9001))];
            let missing = missing_files(&[file(1, name, Some(3))], RESULT, &observed);
            assert_eq!(missing, [], "{name:?}");
        }
    }

    #[test]
    fn a_fingerprint_tells_of_files_only_behind_that_of_results() {
        let results = "2 results, 0123456789abcdef";
        let closed = with_files(results, None);
        insta::assert_snapshot!(closed, @"2 results, 0123456789abcdef; with files");
        insta::assert_snapshot!(with_files(results, Some(1)), @"2 results, 0123456789abcdef; 1 file so far");
        assert!(has_results(&closed, results) && has_results(results, results));
        assert!(!has_results("2 results, 0123456789abcdef0", results));
        assert!(!has_results("3 results, 0123456789abcdef", results));
    }

    proptest! {
        #[test]
        fn uploading_what_is_missing_leaves_nothing_missing(
            wanted in proptest::collection::vec(("[ab]", proptest::option::of(0u64..3)), 0..8),
            before in proptest::collection::vec(("[ab]", proptest::option::of(0u64..3), 9000u64..9003), 0..8),
        ) {
            let files: Vec<_> = wanted
                .iter()
                .zip(1..)
                .map(|((name, size), id)| file(id, name, *size))
                .collect();
            let mut observed: Vec<_> = before
                .iter()
                .map(|(name, size, result)| there(name, *size, Some(*result)))
                .collect();
            for missing in missing_files(&files, RESULT, &observed) {
                observed.push(there(&missing.name, missing.size, Some(RESULT.0)));
            }
            prop_assert_eq!(missing_files(&files, RESULT, &observed), []);
        }
    }
}
