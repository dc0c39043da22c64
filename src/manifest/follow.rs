//! Documents without an error to the view that the rest of the program uses: each reference leads to what it names.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::document::{Document, Spec};
use super::manifests::{Declared, Manifests, SyncConfig};
use super::mapping::Mapping;
use super::source::Source;
use super::types::{Located, SyncConfigSpec};
use crate::diagnostic::{Diagnostic, Diagnostics, ManifestCode};
use crate::model::{FieldName, Identity};
use crate::text::hex_digits;

/// Follows the references of checked documents.
///
/// # Errors
///
/// A reference that leads nowhere, which would be a fault of the checks before.
pub(super) fn follow(
    documents: Vec<Document>,
    warnings: Diagnostics,
) -> Result<Manifests, Diagnostics> {
    let mut manifests = Manifests {
        warnings,
        digest: digest(&documents),
        ..Manifests::default()
    };
    let mut sync_configs = Vec::new();
    let one = |fault: Box<Diagnostic>| vec![*fault];
    for document in documents {
        let source = Arc::clone(&document.source);
        let sources = &mut manifests.sources;
        sources.insert(Arc::clone(&source.name), Arc::clone(&source));
        match document.spec {
            Spec::Testrail(spec) => manifests.testrail.push(declared(document.name, spec.value)),
            Spec::Testops(spec) => manifests.testops.push(declared(document.name, spec.value)),
            Spec::Mapping(spec) => {
                let mapping = Mapping::new(document.name, spec.value);
                manifests.mappings.push(Arc::new(mapping));
            }
            Spec::SyncConfig(spec) => sync_configs.push((document.name, spec, source)),
            Spec::Integration | Spec::Unknown => {}
        }
    }
    // Last, because they refer to the others.
    for (name, spec, source) in sync_configs {
        let config = sync_config(name, *spec, &source, &manifests).map_err(one)?;
        manifests.sync_configs.push(config);
    }
    manifests.sync_configs.sort_by(|a, b| a.name.cmp(&b.name));
    manifests.testops.sort_by(|a, b| a.name.cmp(&b.name));
    manifests.testrail.sort_by(|a, b| a.name.cmp(&b.name));
    manifests.mappings.sort_by(|a, b| a.name.cmp(&b.name));
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

fn declared<S>(name: Located<String>, spec: S) -> Arc<Declared<S>> {
    let Located { value, place, .. } = name;
    Arc::new(Declared {
        name: value,
        place,
        spec,
    })
}

fn sync_config(
    name: Located<String>,
    spec: Located<SyncConfigSpec>,
    source: &Source,
    manifests: &Manifests,
) -> Result<SyncConfig, Box<Diagnostic>> {
    let spec = with_places(spec, source);
    let mapping = spec
        .mapping
        .as_ref()
        .map(|name| named(&manifests.mappings, |it| &it.name, name, source));
    let (testops, testrail) = (&spec.source.integration, &spec.destination.integration);
    Ok(SyncConfig {
        name: name.value,
        place: name.place,
        source: named(&manifests.testops, |it| &it.name, testops, source)?,
        destination: named(&manifests.testrail, |it| &it.name, testrail, source)?,
        mapping: mapping.transpose()?,
        identity: spec.identity.with(Identity {
            field: FieldName::new(spec.identity.field.value.as_str()),
            prefix: spec.identity.prefix.value.clone(),
        }),
        spec,
    })
}

fn named<T>(
    all: &[Arc<T>],
    name_of: fn(&T) -> &String,
    name: &Located<String>,
    source: &Source,
) -> Result<Arc<T>, Box<Diagnostic>> {
    let found = all.iter().find(|it| name_of(it) == &name.value);
    found.map(Arc::clone).ok_or_else(|| {
        let reason = "it names nothing that was declared".to_owned();
        Box::new(source.error(&name.span, ManifestCode::Unusable { reason }))
    })
}

/// Gives defaults the place of the section that they would be in, and queries that of their first character.
fn with_places(spec: Located<SyncConfigSpec>, source: &Source) -> SyncConfigSpec {
    let Located {
        value: mut spec,
        key,
        ..
    } = spec;
    let launches = &mut spec.launches;
    let test_cases = &mut spec.test_cases;
    for (query, section) in [
        (&mut launches.value.aql, &launches.key),
        (&mut test_cases.value.aql, &test_cases.key),
    ] {
        if query.is_absent() {
            let around = if section.is_empty() { &key } else { section };
            query.place = source.place(around.start);
        } else if !query.is_empty() && source.slice(&query.span).starts_with(['"', '\'']) {
            query.place.column += 1;
            query.span = query.span.start + 1..query.span.end - 1;
        }
    }
    if spec.identity.is_absent() {
        spec.identity.place = source.place(key.start);
    }
    spec
}
