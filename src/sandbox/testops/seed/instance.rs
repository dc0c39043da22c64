//! What belongs to the whole installation: custom fields, users, integrations, and the exports set up in the UI.

use std::collections::{BTreeMap, HashMap};

use super::document::{CustomFieldSeed, ExportSeed, IntegrationSeed, NamedSeed, UserSeed};
use super::{Names, each, listed, project_of};
use crate::sandbox::seed::Error;
use crate::sandbox::seed::forms::{Scalar, Short};
use crate::sandbox::testops::state::{
    BEGINNING, CALLER, CustomField, Export, Integration, Named, State, User,
};

impl Names {
    /// The fields that the seed lists, by id.
    pub(super) fn listed_fields(
        &mut self,
        seeds: Option<Vec<Short<CustomFieldSeed>>>,
    ) -> HashMap<i64, CustomField> {
        each(seeds, |seed| {
            let field = self.listed_field(seed);
            (field.named.id, field)
        })
        .into_iter()
        .collect()
    }

    fn listed_field(&mut self, seed: CustomFieldSeed) -> CustomField {
        let named = self.custom_fields.read(NamedSeed {
            id: seed.id,
            name: seed.name,
        });
        let values = seed.values.into_iter().flatten();
        CustomField {
            is_everywhere: true,
            is_single_select: seed.single_select.unwrap_or_default(),
            is_required: seed.required.unwrap_or_default(),
            is_locked: seed.locked.unwrap_or_default(),
            is_archived: seed.archived.unwrap_or_default(),
            values: values
                .map(|Scalar(text)| self.custom_values.value(&named, text))
                .collect(),
            named,
        }
    }

    /// The users of the seed and the owner of the API token.
    pub(super) fn users(&mut self, seeds: Option<Vec<Short<UserSeed>>>) -> Vec<User> {
        let mut users = each(seeds, |seed| {
            let Named { id, name } = self.users.read(NamedSeed {
                id: seed.id,
                name: seed.username,
            });
            User {
                id,
                username: name,
                email: seed.email,
                first_name: seed.first_name,
                last_name: seed.last_name,
                is_enabled: seed.enabled.unwrap_or(true),
                is_admin: seed.admin.unwrap_or_default(),
            }
        });
        if !users.iter().any(|user| user.username == CALLER) {
            users.push(User {
                id: self.users.name(CALLER).id,
                username: CALLER.to_owned(),
                email: Some("qa-lead@example.com".to_owned()),
                first_name: Some("QA".to_owned()),
                last_name: Some("Lead".to_owned()),
                is_enabled: true,
                is_admin: false,
            });
        }
        users.sort_by_key(|user| user.id);
        users
    }
}

/// All fields that have a name, with what the seed lists of them.
pub(super) fn custom_fields(
    names: Vec<Named>,
    mut listed: HashMap<i64, CustomField>,
) -> Vec<CustomField> {
    names
        .into_iter()
        .map(|named| {
            listed.remove(&named.id).unwrap_or_else(|| CustomField {
                // Epic, Feature and Story.
                is_everywhere: named.id < 0,
                named,
                is_single_select: false,
                is_required: false,
                is_locked: false,
                is_archived: false,
                values: Vec::new(),
            })
        })
        .collect()
}

pub(super) fn exports(seeds: Option<Vec<ExportSeed>>, state: &State) -> Result<Vec<Export>, Error> {
    let build = |path: &str, seed: ExportSeed| {
        let created_date = seed.created_date.unwrap_or(BEGINNING);
        Ok(Export {
            id: seed.id,
            integration_id: seed.integration_id,
            project_id: project_of(path, seed.project_id, state)?,
            project_key: seed.project_key,
            tc_aql: seed.tc_aql,
            launch_aql: seed.launch_aql,
            settings: seed.settings.unwrap_or_default(),
            disabled: seed.disabled.unwrap_or_default(),
            disable_tc_create: seed.disable_tc_create.unwrap_or_default(),
            disable_launch_sync: seed.disable_launch_sync.unwrap_or_default(),
            sync_delay_sec: seed.sync_delay_sec,
            notification_email: seed.notification_email,
            created_date,
            last_modified_date: seed.last_modified_date.unwrap_or(created_date),
        })
    };
    let mut exports = listed("exports", seeds, build, |export| export.id)?;
    exports.sort_by_key(|export| export.id);
    Ok(exports)
}

/// The integrations of the seed, and those that are only named by an issue, a test key or an export.
pub(super) fn integrations(
    seeds: Option<Vec<IntegrationSeed>>,
    state: &State,
) -> Result<Vec<Integration>, Error> {
    let build = |_: &str, seed: IntegrationSeed| {
        Ok(Integration {
            id: seed.id,
            name: seed.name,
            kind: seed.kind,
            settings: seed.settings.unwrap_or_default(),
        })
    };
    let mut all: BTreeMap<i64, Integration> = listed("integrations", seeds, build, |one| one.id)?
        .into_iter()
        .map(|integration| (integration.id, integration))
        .collect();
    let cases = state.cases.iter();
    let issues = cases
        .clone()
        .flat_map(|case| &case.issues)
        .map(|issue| (issue.integration_id, issue.integration_type.as_str()));
    let keys = cases
        .flat_map(|case| &case.test_keys)
        .map(|key| key.integration_id);
    let exports = state.exports.iter().map(|export| export.integration_id);
    let targets = keys.chain(exports).map(|id| (id, "testrail"));
    for (id, kind) in issues.chain(targets) {
        all.entry(id).or_insert_with(|| Integration {
            id,
            name: kind.to_owned(),
            kind: kind.to_owned(),
            settings: serde_json::Map::new(),
        });
    }
    Ok(all.into_values().collect())
}
