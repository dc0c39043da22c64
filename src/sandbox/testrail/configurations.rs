//! Configurations, such as browsers, in their groups.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::state::State;

/// A group with its configurations, as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ConfigGroup {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) project_id: u64,
    pub(super) configs: Vec<Config>,
}

/// A configuration as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) group_id: u64,
}

/// `get_configs/{project_id}`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let groups: Vec<&ConfigGroup> = state
        .config_groups
        .iter()
        .filter(|group| group.project_id == project_id)
        .collect();
    Ok(json!(groups).into())
}

/// `add_config_group/{project_id}`
pub(super) fn add_group(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let name = call.body.name("name")?;
    let id = state.config_groups.next_id();
    let group = ConfigGroup {
        id,
        name,
        project_id,
        configs: Vec::new(),
    };
    let answer = json!(group);
    state.config_groups.put(id, group);
    Ok(answer.into())
}

/// `update_config_group/{id}`
pub(super) fn update_group(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = group(state, call)?.id;
    let name = call.body.optional_name("name")?;
    if let (Some(group), Some(name)) = (state.config_groups.get_mut(id), name) {
        group.name = name;
    }
    Ok(json!(group(state, call)?).into())
}

/// `delete_config_group/{id}`
pub(super) fn delete_group(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = group(state, call)?.id;
    state.config_groups.remove(id);
    Ok(Reply::Empty)
}

/// `add_config/{config_group_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let group_id = group(state, call)?.id;
    let name = call.body.name("name")?;
    state.last_config_id += 1;
    let config = Config {
        id: state.last_config_id,
        name,
        group_id,
    };
    let answer = json!(config);
    if let Some(group) = state.config_groups.get_mut(group_id) {
        group.configs.push(config);
    }
    Ok(answer.into())
}

/// `update_config/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = config(state, call)?;
    let name = call.body.optional_name("name")?;
    let config = state
        .config_groups
        .iter_mut()
        .flat_map(|group| &mut group.configs)
        .find(|config| config.id == id)
        .ok_or_else(unknown_config)?;
    if let Some(name) = name {
        config.name = name;
    }
    Ok(json!(config).into())
}

/// `delete_config/{id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = config(state, call)?;
    for group in state.config_groups.iter_mut() {
        group.configs.retain(|config| config.id != id);
    }
    Ok(Reply::Empty)
}

impl State {
    /// The names of configurations of a project, joined the way runs show them.
    pub(super) fn config_names(
        &self,
        project_id: u64,
        ids: &[u64],
    ) -> Result<Option<String>, ApiError> {
        let names = ids
            .iter()
            .map(|id| {
                self.config_groups
                    .iter()
                    .filter(|group| group.project_id == project_id)
                    .flat_map(|group| &group.configs)
                    .find(|config| config.id == *id)
                    .map(|config| config.name.as_str())
                    .ok_or_else(|| {
                        ApiError::field("config_ids", "contains one or more invalid configurations")
                    })
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok((!names.is_empty()).then(|| names.join(", ")))
    }
}

fn group<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a ConfigGroup, ApiError> {
    let id = call.id(0, "config_group_id")?;
    let group = state
        .config_groups
        .get(id)
        .filter(|group| call.user.sees(group.project_id))
        .ok_or_else(|| ApiError::field("config_group_id", "is not a valid configuration group"))?;
    call.permit()?;
    Ok(group)
}

fn config(state: &State, call: &Call<'_>) -> Result<u64, ApiError> {
    let id = call.id(0, "config_id")?;
    let id = state
        .config_groups
        .iter()
        .filter(|group| call.user.sees(group.project_id))
        .flat_map(|group| &group.configs)
        .find(|config| config.id == id)
        .map(|config| config.id)
        .ok_or_else(unknown_config)?;
    call.permit()?;
    Ok(id)
}

fn unknown_config() -> ApiError {
    ApiError::field("config_id", "is not a valid configuration")
}
