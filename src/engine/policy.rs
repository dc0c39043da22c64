//! What a sync config and its mapping say about how cases are compared.

use crate::manifest::SyncConfig;
use crate::mapping::{FieldRule, Rules};
use crate::plan::{AdoptPolicy, NoCreate, Policy};

pub(super) fn policy(config: &SyncConfig, rules: &Rules) -> Policy {
    let no_create = if !config.spec.test_cases.create.value {
        Some(NoCreate::Disabled {
            place: config.spec.test_cases.create.place.clone(),
        })
    } else if !rules.required_of_new.is_empty() {
        let place = config
            .mapping
            .as_ref()
            .map_or(&config.place, |mapping| &mapping.place);
        Some(NoCreate::Required {
            fields: rules.required_of_new.clone(),
            place: place.clone(),
        })
    } else {
        None
    };
    Policy {
        adopt: rules.adopt.as_ref().map(|adopt| AdoptPolicy {
            rules: adopt.rules(),
            markers_alone: adopt.markers_alone,
        }),
        no_create,
        on_drift: rules
            .fields
            .iter()
            .map(|rule| (rule.target.name.clone(), rule.on_drift))
            .collect(),
        on_empty: rules
            .fields
            .iter()
            .filter_map(|rule| Some((rule.target.name.clone(), rule.on_empty?)))
            .collect(),
        required: rules
            .fields
            .iter()
            .filter(|rule| rule.is_required && !rule.has_default)
            .map(FieldRule::named)
            .collect(),
        own_users: None,
        text_place: Some(config.destination.spec.markup_place().clone()),
        protected: rules.protected.clone(),
        section_place: Some(config.spec.destination.section_id.place.clone()),
        scope_place: Some(config.spec.test_cases.aql.place.clone()),
    }
}
