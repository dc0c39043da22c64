//! The ports through which cases and runs are read from and written to where they are kept in step.
//!
//! Reading and writing are two traits, so that planning can be handed what cannot write.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;

use super::{Error, Lack, WriteError};
use crate::model::{
    CaseId, Catalog, DesiredCase, FieldName, FieldSpec, Identity, Observed, Section, SectionId,
    SuiteId, TestCaseId, Value,
};

/// Where cases shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    /// The name of the project, as TestRail shows it.
    pub project: String,
    /// The suite.
    pub suite_id: SuiteId,
    /// The section that new cases go into.
    pub section_id: SectionId,
    /// Whether templates are worth a request, which they are when a mapping names fields.
    pub templates: bool,
    /// Whether case statuses are worth a request, which they are when cases in some of them are protected.
    pub case_statuses: bool,
    /// Whether so many sections of the suite are asked for that they are listed, which takes a request for 250.
    pub lists_sections: bool,
}

/// Which cases are looked through for markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CaseScope {
    /// The project, from [`Catalog::project`].
    pub project_id: u64,
    /// The suite.
    pub suite_id: SuiteId,
    /// Only this section without the ones below it; `None` means the whole suite.
    pub section_id: Option<SectionId>,
    /// Only cases created after this second since 1970.
    pub created_after: Option<i64>,
}

impl CaseScope {
    /// The whole of a suite.
    pub(crate) fn suite(project_id: u64, suite_id: SuiteId) -> Self {
        Self {
            project_id,
            suite_id,
            section_id: None,
            created_after: None,
        }
    }
}

/// A case that was just created, as the server answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Created {
    /// Its id.
    pub case: CaseId,
    /// When it was created, in seconds since 1970.
    pub created_on: i64,
    /// The stored values of the fields that are written, in their order.
    pub stored: Vec<Value>,
    /// What it lacks, because TestRail would not take it with that.
    pub lacks: Vec<Lack>,
}

impl Created {
    /// Observed cases as if they had just been created, by each marker that they carry.
    pub(crate) fn by_marker(observed: Observed) -> BTreeMap<TestCaseId, Self> {
        let mut created = BTreeMap::new();
        for case in observed.cases {
            let found = Self {
                case: case.id,
                created_on: case.created_on,
                stored: case.fields,
                lacks: Vec::new(),
            };
            for mark in case.marked {
                created.entry(mark).or_insert_with(|| found.clone());
            }
        }
        created
    }
}

/// A case that was just updated, as the server answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Updated {
    /// When it was updated, in seconds since 1970.
    pub updated_on: i64,
    /// The stored values of the changed fields, in their order.
    pub stored: Vec<Value>,
    /// Which of them were not changed, because TestRail would not take them.
    pub lacks: Vec<Lack>,
}

/// Reads the destination. It cannot write.
pub(crate) trait Reader {
    /// Reads everything about the destination that has to be known before a case can be planned.
    fn catalog(
        &self,
        destination: &Destination,
    ) -> impl Future<Output = Result<Catalog, Error>> + Send;

    /// Reads the cases that carry a marker of this identity, in the order of their ids, with the values of these
    /// fields only. Whatever else the scope holds is counted and forgotten.
    fn cases(
        &self,
        scope: &CaseScope,
        identity: &Identity,
        fields: &[FieldSpec],
    ) -> impl Future<Output = Result<Observed, Error>> + Send;
}

/// Reads cases that may be adopted. It cannot write.
pub(crate) trait CandidateReader {
    /// Reads the cases of a scope as [`Reader::cases`] does, and keeps the cases of others whole as well, each with the
    /// texts of the fields that are evidence.
    fn cases_and_candidates(
        &self,
        scope: &CaseScope,
        identity: &Identity,
        fields: &[FieldSpec],
        evidence: &[FieldName],
    ) -> impl Future<Output = Result<Observed, Error>> + Send;
}

/// Reads the sections of suites. It cannot write.
pub(crate) trait SectionReader {
    /// Reads the sections of a suite: one request for 250 the first time, then none.
    fn sections(
        &self,
        project_id: u64,
        suite: SuiteId,
    ) -> impl Future<Output = Result<Arc<[Section]>, Error>> + Send;
}

/// Reads single cases. It cannot write.
pub(crate) trait CaseReader {
    /// Reads what is in these fields of a case now, in their order: one request.
    fn field_values(
        &self,
        case: CaseId,
        fields: &[&FieldSpec],
    ) -> impl Future<Output = Result<Vec<Value>, Error>> + Send;
}

/// Looks once more at what a list of cases told. It cannot write.
pub(crate) trait CaseProbe {
    /// Whether a case is there, in this suite: one request.
    fn is_in_suite(
        &self,
        case: CaseId,
        suite: SuiteId,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// Reads which cases are on the first and on the last page of a list of so many cases: one request, or two.
    fn first_and_last(
        &self,
        scope: &CaseScope,
        listed: usize,
    ) -> impl Future<Output = Result<BTreeSet<CaseId>, Error>> + Send;
}

/// Looks at what people wrote. It cannot write.
pub(crate) trait CaseSampler {
    /// Reads what is in these fields, in their order, of cases that carry no marker of this identity: one request,
    /// whatever it answers.
    fn sample(
        &self,
        scope: &CaseScope,
        identity: &Identity,
        fields: &[FieldSpec],
    ) -> impl Future<Output = Result<Vec<Vec<Value>>, Error>> + Send;
}

/// Writes cases. It never deletes.
pub(crate) trait Writer {
    /// True once it is known that the server cannot create several cases at once.
    fn creates_one_by_one(&self) -> bool {
        false
    }

    /// Creates cases in one section, by their values for these fields, and answers for each of them, in their order.
    ///
    /// `field::create_batches` tells how many requests that takes on a server with bulk creation. A refused case does not
    /// keep the others from being created. Nothing whose outcome is unclear is sent again: such rows are
    /// [`WriteError::Unclear`], and the caller looks for their markers before it calls again.
    fn create_cases(
        &self,
        section: SectionId,
        identity: &Identity,
        fields: &[FieldSpec],
        cases: &[DesiredCase],
    ) -> impl Future<Output = Vec<Result<Created, WriteError>>> + Send;

    /// Changes these fields of a case and no others.
    fn update_case(
        &self,
        id: CaseId,
        changes: &[(&FieldSpec, &Value)],
    ) -> impl Future<Output = Result<Updated, WriteError>> + Send;
}
