//! The manifests as the rest of the program uses them: defaults filled in, references followed, and the place of
//! whatever a finding may point at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::named_file::NamedFile;
use super::source::Source;
use super::types::{CloseRun, OnClosedRun, OnDrift, OnUnmapped, Repeats, StatusRef};
use crate::diagnostic::{Diagnostics, Excerpt, Place};
use crate::field::Row;
use crate::model::{CaseSource, FieldName, Identity, Markup};

/// Everything that was declared, without an error.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    /// The sync configs by name, paused ones included.
    pub sync_configs: Vec<SyncConfig>,
    /// The TestOps servers by name, used or not.
    pub testops: Vec<Arc<TestopsIntegration>>,
    /// The TestRail servers by name, used or not.
    pub testrail: Vec<Arc<TestrailIntegration>>,
    /// The mappings by name, used or not.
    pub mappings: Vec<Arc<Mapping>>,
    /// What is worth knowing and stops nothing.
    pub warnings: Diagnostics,
    /// Digest of all that was declared.
    pub digest: String,
    /// The files by name, for what only a server can say.
    pub(super) sources: BTreeMap<Arc<str>, Arc<Source>>,
}

impl Manifests {
    /// The line of a query, for what only a server can say about it.
    pub fn excerpt(&self, query: &Located<String>) -> Option<Excerpt> {
        let Located { value, place } = query;
        let source = self.sources.get(&place.file)?;
        let start = source.offset(place.line, place.column);
        Some(source.excerpt(&(start..start + value.len())))
    }
}

/// A value and where it was declared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands; where its parent stands when it is a default.
    pub place: Place,
}

/// What is kept in step with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncConfig {
    /// The name, unique among sync configs.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// The TestOps server.
    pub source: Arc<TestopsIntegration>,
    /// The TestOps project.
    pub project_id: Located<i64>,
    /// The TestRail server.
    pub destination: Arc<TestrailIntegration>,
    /// The TestRail project, by its name.
    pub project: Located<String>,
    /// The TestRail suite.
    pub suite_id: Located<u64>,
    /// The TestRail section.
    pub section_id: Located<u64>,
    /// Which test cases; empty for all. The place is the first character of the query where it stands on one line.
    pub test_case_aql: Located<String>,
    /// False when nothing may be created.
    pub create: Located<bool>,
    /// Which launches.
    pub launches: Launches,
    /// True when it is paused.
    pub disabled: bool,
    /// How fields map; only title and marker are written without one.
    pub mapping: Option<Arc<Mapping>>,
    /// How a case is found again.
    pub identity: Located<Identity>,
    /// How much one apply may change.
    pub guard: Guard,
}

impl SyncConfig {
    /// The rows of the mapping.
    pub fn mapped_fields(&self) -> &[MappedField] {
        self.mapping.as_ref().map_or(&[], |mapping| &mapping.fields)
    }

    /// What is needed of a test case: what the rows name, and the name, which is the title if no row says otherwise.
    pub fn sources(&self) -> Vec<CaseSource> {
        let named = self.mapped_fields().iter();
        let mut named: BTreeSet<_> = named.flat_map(|field| field.sources.clone()).collect();
        named.insert(CaseSource::Name);
        named.into_iter().collect()
    }
}

/// How much one apply may change before it stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// The most cases that are created.
    pub max_creates: Option<usize>,
    /// The most cases that are updated.
    pub max_updates: Option<usize>,
    /// The largest share that is updated, in percent.
    pub max_update_percent: Option<usize>,
}

/// Which launches, and how they are carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launches {
    /// Which launches; empty for all.
    pub aql: Located<String>,
    /// False when none.
    pub enabled: bool,
    /// Which results count when a test case ran several times.
    pub repeats: Repeats,
    /// Whether runs are closed.
    pub close: CloseRun,
    /// What happens when a run was closed by somebody.
    pub on_closed_run: OnClosedRun,
    /// Whether results carry the status of each step.
    pub step_results: bool,
    /// Whether results name their attachments.
    pub attachments: bool,
}

/// A TestOps server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestopsIntegration {
    /// The name, unique among integrations.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// The web address.
    pub endpoint: Located<Setting>,
    /// The API token.
    pub token: Located<Setting>,
    /// How certificates are verified.
    pub tls: Tls,
    /// The most requests a minute.
    pub requests_per_minute: Option<u32>,
}

/// A TestRail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestrailIntegration {
    /// The name, unique among integrations.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// The web address.
    pub endpoint: Located<Setting>,
    /// The version as declared, such as `7.5`.
    pub version: Located<String>,
    /// The user.
    pub username: Located<Setting>,
    /// The API key.
    pub api_key: Located<Setting>,
    /// E-mail addresses of further users that railwright writes as.
    pub also_writes_as: Vec<String>,
    /// How certificates are verified.
    pub tls: Tls,
    /// The most requests a minute.
    pub requests_per_minute: Option<u32>,
    /// What text fields hold.
    pub markup: Markup,
}

/// Where a value comes from. Reading it is not the manifests' business.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// From the manifest itself.
    Literal(String),
    /// From an environment variable.
    Env(String),
    /// From a file.
    File(NamedFile),
}

/// How certificates are verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// True when they are not.
    pub insecure_skip_verify: bool,
    /// Further certificates to trust (PEM).
    pub ca_file: Option<Located<NamedFile>>,
    /// Where `tls` stands.
    pub place: Place,
}

/// How fields map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The name, unique among mappings.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// The rows, in the order of the names of their fields.
    pub fields: Vec<MappedField>,
    /// The statuses of results in the order of [`ResultStatus`].
    pub results: Vec<ResultRule>,
}

/// One mapped field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedField {
    /// The TestRail field.
    pub target: Located<FieldName>,
    /// What goes into it.
    pub sources: Vec<CaseSource>,
    /// How it gets there.
    pub row: Row,
    /// What happens where nothing says which option stands for something, if the row says it.
    pub on_unmapped: Option<Located<OnUnmapped>>,
    /// What happens to edits by hand.
    pub on_drift: OnDrift,
}

/// The status of a TestOps result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResultStatus {
    /// It passed.
    Passed,
    /// An assertion did not hold.
    Failed,
    /// The test itself did not work.
    Broken,
    /// It did not run.
    Skipped,
    /// There is no verdict.
    Unknown,
    /// It is muted, whatever its status.
    Muted,
    /// It has a known defect, whatever its status.
    Known,
}

/// One result status and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRule {
    /// The TestOps status.
    pub source: ResultStatus,
    /// The TestRail status.
    pub target: Located<StatusRef>,
}
