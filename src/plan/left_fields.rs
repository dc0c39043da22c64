//! Fields that are left as they are, counted, so that a person reads one line and not one for each case.

use std::collections::BTreeMap;

use crate::diagnostic::{CaseCode, Diagnostic, FieldCount};
use crate::model::FieldName;

/// In how many cases each field is left as it is, by the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeftFields {
    /// An adopted case keeps them.
    pub(super) adopted: Count,
    /// An adopted case gets its marker alone.
    pub(super) markers_alone: Count,
    /// TestOps has nothing, and what is there is not known to be ours.
    pub(super) not_emptied: Count,
}

/// In how many cases each field is left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    cases: usize,
    fields: BTreeMap<FieldName, usize>,
}

impl Count {
    /// Counts one case.
    pub(super) fn add<'a>(&mut self, fields: impl Iterator<Item = &'a FieldName>) {
        let mut any = false;
        for field in fields {
            *self.fields.entry(field.clone()).or_default() += 1;
            any = true;
        }
        self.cases += usize::from(any);
    }

    fn add_all(&mut self, other: Self) {
        self.cases += other.cases;
        for (field, count) in other.fields {
            *self.fields.entry(field).or_default() += count;
        }
    }

    fn code(&self, code: fn(usize, Vec<FieldCount>) -> CaseCode) -> Option<CaseCode> {
        let counts = self.fields.iter().map(|(field, count)| FieldCount {
            field: field.to_string(),
            count: *count,
        });
        (self.cases > 0).then(|| code(self.cases, counts.collect()))
    }
}

impl LeftFields {
    /// Counts what was left elsewhere as well.
    pub(super) fn add(&mut self, other: Self) {
        let Self {
            adopted,
            markers_alone,
            not_emptied,
        } = other;
        self.adopted.add_all(adopted);
        self.markers_alone.add_all(markers_alone);
        self.not_emptied.add_all(not_emptied);
    }

    /// What a person should know of it: a line for each reason.
    pub(super) fn diagnostics(&self) -> impl Iterator<Item = Diagnostic> {
        let Self {
            adopted,
            markers_alone,
            not_emptied,
        } = self;
        let codes = [
            adopted.code(|count, fields| CaseCode::AdoptedFieldsLeft { count, fields }),
            markers_alone.code(|count, fields| CaseCode::MarkersAlone { count, fields }),
            not_emptied.code(|count, fields| CaseCode::NotEmptied { count, fields }),
        ];
        codes.into_iter().flatten().map(Diagnostic::notice)
    }
}
