//! The manifests as the rest of the program uses them: without an error, and references followed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::mapping::{MappedField, Mapping};
use super::source::Source;
use super::types::{Located, SyncConfigSpec, TestopsSpec, TestrailSpec};
use crate::diagnostic::{Diagnostics, Excerpt, Place};
use crate::model::{CaseSource, Identity};

/// Everything that was declared, without an error.
#[derive(Clone, Debug, Default)]
pub(crate) struct Manifests {
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
    /// The line of a value, for what only a server can say about it.
    pub(crate) fn excerpt<T>(&self, value: &Located<T>) -> Option<Excerpt> {
        let source = self.sources.get(&value.place.file)?;
        Some(source.excerpt(&value.span))
    }
}

impl SyncConfig {
    /// The rows of the mapping.
    pub(crate) fn mapped_fields(&self) -> &[MappedField] {
        self.mapping.as_ref().map_or(&[], |mapping| &mapping.fields)
    }

    /// What is needed of a test case: what the rows name, and the name, which is the title if no row says otherwise.
    pub(crate) fn sources(&self) -> Vec<CaseSource> {
        let named = self.mapped_fields().iter();
        let mut named: BTreeSet<_> = named.flat_map(|field| field.sources.clone()).collect();
        named.insert(CaseSource::Name);
        let adopt = self.spec.test_cases.adopt.iter();
        named.extend(adopt.flat_map(|adopt| adopt.sources()));
        named.into_iter().collect()
    }
}

/// Something with a name, as it was declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared<S> {
    /// The name, unique within its kind.
    pub name: String,
    /// Where the name is.
    pub place: Place,
    /// What was declared.
    pub spec: S,
}

/// A TestOps server.
pub(crate) type TestopsIntegration = Declared<TestopsSpec>;

/// A TestRail server.
pub(crate) type TestrailIntegration = Declared<TestrailSpec>;

/// What is kept in step with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyncConfig {
    /// The name, unique among sync configs.
    pub name: String,
    /// Where the name is.
    pub place: Place,
    /// The TestOps server.
    pub source: Arc<TestopsIntegration>,
    /// The TestRail server.
    pub destination: Arc<TestrailIntegration>,
    /// How fields map; only title and marker are written without one.
    pub mapping: Option<Arc<Mapping>>,
    /// How a case is found again.
    pub identity: Located<Identity>,
    /// What was declared. A default is where the section around it is, and a query where its first character is.
    pub spec: SyncConfigSpec,
}
