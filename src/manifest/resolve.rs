//! Documents without an error to the view that the rest of the program uses.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::document::Document;
use super::named_file::NamedFile;
use super::resolve_mapping::{mapped_fields, result_rules};
use super::resolved::{
    Guard, Launches, Located, Manifests, Mapping, Setting, SyncConfig, TestopsIntegration,
    TestrailIntegration, Tls,
};
use super::types::{
    self, CaFileSpec, FileSpec, IntegrationSpec, Manifest, SecretSpec, SettingSpec, TextFormat,
};
use crate::diagnostic::{Diagnostic, Diagnostics, ManifestCode, Place};
use crate::model::{FieldName, Identity, Markup};
use crate::text::hex_digits;

/// Resolves checked documents.
///
/// # Errors
///
/// A document that the schema accepts and the types do not, or a reference that leads nowhere: both would be faults
/// of the checks before.
pub(super) fn resolve(
    documents: &[Document],
    warnings: Diagnostics,
) -> Result<Manifests, Diagnostics> {
    let mut manifests = Manifests::default();
    let mut faults = Vec::new();
    let mut sync_configs = Vec::new();
    for document in documents {
        match typed(document) {
            Ok(Manifest::Integration(it)) => add_integration(document, it, &mut manifests),
            Ok(Manifest::Mapping(it)) => manifests.mappings.push(Arc::new(mapping(document, it))),
            Ok(Manifest::SyncConfig(it)) => sync_configs.push((document, it)),
            Err(fault) => faults.push(fault),
        }
    }
    // Last, because they refer to the others.
    for (document, it) in sync_configs {
        match sync_config(document, it, &manifests) {
            Ok(config) => manifests.sync_configs.push(config),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    manifests.sync_configs.sort_by(|a, b| a.name.cmp(&b.name));
    manifests.testops.sort_by(|a, b| a.name.cmp(&b.name));
    manifests.testrail.sort_by(|a, b| a.name.cmp(&b.name));
    manifests.mappings.sort_by(|a, b| a.name.cmp(&b.name));
    manifests.warnings = warnings;
    manifests.digest = digest(documents);
    manifests.sources = documents
        .iter()
        .map(|document| {
            (
                Arc::clone(&document.source.name),
                Arc::clone(&document.source),
            )
        })
        .collect();
    Ok(manifests)
}

/// Digests what the documents say, whatever the files are called and however they are laid out.
fn digest(documents: &[Document]) -> String {
    let mut said: Vec<String> = documents
        .iter()
        .map(|document| document.value.to_string())
        .collect();
    said.sort_unstable();
    let mut hasher = Sha256::new();
    for document in said {
        hasher.update((document.len() as u64).to_le_bytes());
        hasher.update(document.as_bytes());
    }
    hex_digits(&hasher.finalize())
}

fn typed(document: &Document) -> Result<Manifest, Diagnostic> {
    let value = document.value.clone();
    let manifest = match document.kind() {
        Some("Integration") => serde_json::from_value(value).map(Manifest::Integration),
        Some("Mapping") => serde_json::from_value(value).map(Manifest::Mapping),
        _ => serde_json::from_value(value).map(Manifest::SyncConfig),
    };
    manifest.map_err(|error| {
        let reason = error.to_string();
        document.error("", ManifestCode::Unusable { reason })
    })
}

/// Values with their places.
struct At<'a>(&'a Document);

impl At<'_> {
    fn place(&self, pointer: &str) -> Place {
        self.0.place(pointer)
    }

    fn located<T>(&self, pointer: &str, value: T) -> Located<T> {
        Located {
            value,
            place: self.place(pointer),
        }
    }

    fn setting(&self, pointer: &str, spec: SettingSpec) -> Located<Setting> {
        match spec {
            SettingSpec::Literal(text) => self.located(pointer, Setting::Literal(text)),
            SettingSpec::From(spec) => self.secret(pointer, spec),
        }
    }

    fn secret(&self, pointer: &str, spec: SecretSpec) -> Located<Setting> {
        match spec {
            SecretSpec::Env { env } => self.located(&format!("{pointer}/env"), Setting::Env(env)),
            SecretSpec::File(FileSpec { file, outside }) => self.located(
                &format!("{pointer}/file"),
                Setting::File(self.named_file(&file, outside)),
            ),
        }
    }

    fn tls(&self, spec: types::TlsSpec) -> Tls {
        let types::TlsSpec {
            insecure_skip_verify,
            ca_file,
        } = spec;
        let pointer = if insecure_skip_verify {
            "/spec/tls/insecureSkipVerify"
        } else {
            "/spec/tls"
        };
        Tls {
            insecure_skip_verify,
            ca_file: ca_file.map(|spec| self.ca_file("/spec/tls/caFile", spec)),
            place: self.place(pointer),
        }
    }

    fn ca_file(&self, pointer: &str, spec: CaFileSpec) -> Located<NamedFile> {
        match spec {
            CaFileSpec::Path(path) => self.located(pointer, self.named_file(&path, false)),
            CaFileSpec::File(FileSpec { file, outside }) => {
                self.located(&format!("{pointer}/file"), self.named_file(&file, outside))
            }
        }
    }

    fn named_file(&self, path: &Path, outside: bool) -> NamedFile {
        NamedFile::new(&self.0.source.folder, path, outside)
    }
}

fn add_integration(document: &Document, manifest: types::Integration, manifests: &mut Manifests) {
    let types::Integration {
        api_version: _,
        kind: _,
        metadata,
        spec,
    } = manifest;
    let at = At(document);
    let name = metadata.name;
    let place = at.place("/metadata/name");
    match spec {
        IntegrationSpec::Testrail {
            endpoint,
            version,
            credentials,
            also_writes_as,
            tls,
            rate_limit,
            text_format,
        } => {
            let types::TestrailCredentials { username, api_key } = credentials;
            manifests.testrail.push(Arc::new(TestrailIntegration {
                name,
                place,
                endpoint: at.setting("/spec/endpoint", endpoint),
                version: at.located("/spec/version", version.0),
                username: at.setting("/spec/credentials/username", username),
                api_key: at.secret("/spec/credentials/apiKey", api_key),
                also_writes_as,
                tls: at.tls(tls),
                requests_per_minute: rate_limit.map(|limit| limit.requests_per_minute),
                markup: match text_format {
                    TextFormat::Html => Markup::Html,
                    TextFormat::Markdown => Markup::Markdown,
                },
            }));
        }
        IntegrationSpec::Testops {
            endpoint,
            credentials,
            tls,
            rate_limit,
        } => {
            let types::TestopsCredentials { token } = credentials;
            manifests.testops.push(Arc::new(TestopsIntegration {
                name,
                place,
                endpoint: at.setting("/spec/endpoint", endpoint),
                token: at.secret("/spec/credentials/token", token),
                tls: at.tls(tls),
                requests_per_minute: rate_limit.map(|limit| limit.requests_per_minute),
            }));
        }
    }
}

fn mapping(document: &Document, manifest: types::Mapping) -> Mapping {
    let types::Mapping {
        api_version: _,
        kind: _,
        metadata,
        spec,
    } = manifest;
    let types::MappingSpec { fields, results } = spec;
    Mapping {
        name: metadata.name,
        place: document.place("/metadata/name"),
        fields: mapped_fields(document, fields),
        results: result_rules(document, results),
    }
}

fn sync_config(
    document: &Document,
    manifest: types::SyncConfig,
    manifests: &Manifests,
) -> Result<SyncConfig, Diagnostic> {
    let types::SyncConfig {
        api_version: _,
        kind: _,
        metadata,
        spec,
    } = manifest;
    let types::SyncConfigSpec {
        source,
        destination,
        test_cases,
        launches,
        disabled,
        mapping,
        identity,
        guard,
    } = spec;
    let types::SourceSpec {
        integration: source,
        project_id,
    } = source;
    let types::DestinationSpec {
        integration: destination,
        project,
        suite_id,
        section_id,
    } = destination;
    let types::TestCasesSpec { aql, create } = test_cases;
    let types::IdentitySpec { field, prefix } = identity;
    let at = At(document);
    let missing = |pointer| {
        let reason = "it names nothing that was declared".to_owned();
        document.error(pointer, ManifestCode::Unusable { reason })
    };
    Ok(SyncConfig {
        name: metadata.name,
        place: at.place("/metadata/name"),
        source: find(&manifests.testops, |it| &it.name, &source)
            .ok_or_else(|| missing("/spec/source/integration"))?,
        project_id: at.located("/spec/source/projectId", project_id),
        destination: find(&manifests.testrail, |it| &it.name, &destination)
            .ok_or_else(|| missing("/spec/destination/integration"))?,
        project: at.located("/spec/destination/project", project),
        suite_id: at.located("/spec/destination/suiteId", suite_id),
        section_id: at.located("/spec/destination/sectionId", section_id),
        test_case_aql: query(document, "/spec/testCases/aql", aql),
        create: at.located("/spec/testCases/create", create),
        launches: resolved_launches(document, launches),
        disabled,
        guard: resolved_guard(&guard),
        mapping: mapping
            .map(|name| {
                find(&manifests.mappings, |it| &it.name, &name)
                    .ok_or_else(|| missing("/spec/mapping"))
            })
            .transpose()?,
        identity: at.located(
            "/spec/identity",
            Identity {
                field: FieldName::new(field),
                prefix,
            },
        ),
    })
}

fn resolved_guard(spec: &types::GuardSpec) -> Guard {
    let types::GuardSpec {
        max_creates,
        max_updates,
        max_update_percent,
    } = spec;
    let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    Guard {
        max_creates: max_creates.map(number),
        max_updates: max_updates.map(number),
        max_update_percent: max_update_percent.map(usize::from),
    }
}

fn resolved_launches(document: &Document, spec: types::LaunchesSpec) -> Launches {
    let types::LaunchesSpec {
        aql,
        enabled,
        repeats,
        close,
        on_closed_run,
        step_results,
        attachments,
    } = spec;
    Launches {
        aql: query(document, "/spec/launches/aql", aql),
        enabled,
        repeats,
        close,
        on_closed_run,
        step_results,
        attachments,
    }
}

/// A query with the place of its first character.
fn query(document: &Document, pointer: &str, aql: Option<String>) -> Located<String> {
    let value = aql.unwrap_or_default();
    let mut place = document.place(pointer);
    let span = document.span(pointer);
    if !value.is_empty() && document.source.slice(&span).starts_with(['"', '\'']) {
        place.column += 1;
    }
    Located { value, place }
}

fn find<T>(all: &[Arc<T>], name: impl Fn(&T) -> &String, wanted: &str) -> Option<Arc<T>> {
    all.iter().find(|it| name(it) == wanted).map(Arc::clone)
}
