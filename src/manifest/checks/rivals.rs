//! Sync configs that look for the same markers in the same suite.

use std::collections::HashMap;

use crate::diagnostic::{CaseCode, Diagnostic};
use crate::manifest::document::Document;
use crate::manifest::types::SyncConfigSpec;

/// The first sync config of each server, suite, field and prefix.
#[derive(Default)]
pub(super) struct Rivals<'a> {
    first: HashMap<(&'a str, u64, &'a str, &'a str), (&'a Document, &'a SyncConfigSpec)>,
}

impl<'a> Rivals<'a> {
    /// Warns where another sync config came first.
    pub(super) fn meet(
        &mut self,
        config: &'a Document,
        spec: &'a SyncConfigSpec,
    ) -> Option<Diagnostic> {
        let name = config.name.declared()?;
        let server = spec.destination.integration.declared()?;
        let suite = &spec.destination.suite_id;
        let suite_id = *suite.declared()?;
        if spec.disabled.value {
            return None;
        }
        let identity = &spec.identity;
        let key = (
            server.as_str(),
            suite_id,
            identity.field.as_str(),
            identity.prefix.as_str(),
        );
        let (first, first_spec) = *self.first.entry(key).or_insert((config, spec));
        // Two of one name are named by themselves.
        if first.name.value == *name {
            return None;
        }
        let code = CaseCode::SharedMarkers {
            config: name.clone(),
            other: first.name.value.clone(),
            suite: suite_id,
            first: first_spec.destination.suite_id.place.clone(),
        };
        Some(config.source.warning(&suite.span, code))
    }
}
