//! The parts of a result beside its verdict. A result that TestRail refuses for one of them arrives without it.

use std::collections::BTreeSet;

use crate::model::NewResult;

/// A part that a result can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ResultPart {
    Assignee,
    Version,
    Defects,
    Elapsed,
    StepResults,
}

impl ResultPart {
    const ALL: [Self; 5] = [
        Self::Assignee,
        Self::Version,
        Self::Defects,
        Self::Elapsed,
        Self::StepResults,
    ];

    /// As TestRail's pages call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Assignee => "assignee",
            Self::Version => "version",
            Self::Defects => "defects",
            Self::Elapsed => "elapsed time",
            Self::StepResults => "step results",
        }
    }

    /// What a result has there, in a form that tells one value from another; `None` where it has nothing.
    fn value(self, result: &NewResult) -> Option<String> {
        match self {
            Self::Assignee => result.assigned_to.map(|user| user.to_string()),
            Self::Version => result.version.clone(),
            Self::Defects => result.defects.clone(),
            Self::Elapsed => result.elapsed.clone(),
            Self::StepResults => result.steps.as_ref().map(|steps| format!("{steps:?}")),
        }
    }

    fn is_named_in(self, words: &str, result: &NewResult) -> bool {
        let keys: &[&str] = match self {
            Self::Assignee => &["assignedto", "assigned to", "assignee"],
            Self::Version => &["version"],
            Self::Defects => &["defect"],
            Self::Elapsed => &["elapsed"],
            Self::StepResults => &["step"],
        };
        let field = result.steps.as_ref().map(|steps| steps.field.as_str());
        let field = field.filter(|_| self == Self::StepResults);
        keys.iter()
            .copied()
            .chain(field)
            .any(|key| words.contains(key))
    }
}

/// Some parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResultParts(u8);

impl ResultParts {
    fn of(parts: impl IntoIterator<Item = ResultPart>) -> Self {
        Self(parts.into_iter().fold(0, |set, part| set | 1 << part as u8))
    }

    /// All that a result has.
    pub(super) fn all_of(result: &NewResult) -> Self {
        let parts = ResultPart::ALL.into_iter();
        Self::of(parts.filter(|part| part.value(result).is_some()))
    }

    /// Those of a result that a refusal names.
    pub(super) fn named_in(words: &str, result: &NewResult) -> Self {
        let words = words.to_lowercase();
        let named = Self::all_of(result);
        Self::of(named.iter().filter(|part| part.is_named_in(&words, result)))
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = ResultPart> {
        let parts = ResultPart::ALL.into_iter();
        parts.filter(move |part| self.0 & (1 << *part as u8) != 0)
    }

    /// A result without these.
    pub(super) fn left_out_of(self, result: &NewResult) -> NewResult {
        let mut result = result.clone();
        for part in self.iter() {
            match part {
                ResultPart::Assignee => result.assigned_to = None,
                ResultPart::Version => result.version = None,
                ResultPart::Defects => result.defects = None,
                ResultPart::Elapsed => result.elapsed = None,
                ResultPart::StepResults => result.steps = None,
            }
        }
        result
    }
}

/// What a run turned out not to take: a tester who is no member of the project is none for any result of it.
#[derive(Debug, Default)]
pub(super) struct Untaken(BTreeSet<(ResultPart, String)>);

impl Untaken {
    pub(super) fn note(&mut self, parts: ResultParts, result: &NewResult) {
        let values = parts
            .iter()
            .filter_map(|part| Some((part, part.value(result)?)));
        self.0.extend(values);
    }

    /// The parts of a result that are known not to be taken.
    pub(super) fn of(&self, result: &NewResult) -> ResultParts {
        if self.0.is_empty() {
            return ResultParts::default();
        }
        let is_known = |part: &ResultPart| {
            let value = part.value(result);
            value.is_some_and(|value| self.0.contains(&(*part, value)))
        };
        ResultParts::of(ResultPart::ALL.into_iter().filter(is_known))
    }
}
