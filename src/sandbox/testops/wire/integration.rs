//! Connections to other systems, and exports to them.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::sandbox::testops::state::{BEGINNING, Export, Integration, State};

/// `IntegrationInfoDto`: what kind of system it is.
#[derive(Debug, Serialize)]
struct IntegrationInfoDto<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

impl<'a> IntegrationInfoDto<'a> {
    fn new(integration: &'a Integration) -> Self {
        Self {
            name: &integration.kind,
            kind: &integration.kind,
        }
    }
}

/// `IntegrationDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct IntegrationDto<'a> {
    id: i64,
    name: &'a str,
    info: IntegrationInfoDto<'a>,
    projects_count: usize,
    created_date: i64,
    last_modified_date: i64,
}

impl<'a> IntegrationDto<'a> {
    pub(in crate::sandbox::testops) fn new(integration: &'a Integration, state: &State) -> Self {
        Self {
            id: integration.id,
            name: &integration.name,
            info: IntegrationInfoDto::new(integration),
            projects_count: state.projects.len(),
            created_date: BEGINNING,
            last_modified_date: BEGINNING,
        }
    }
}

/// `ProjectIntegrationDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct ProjectIntegrationDto<'a> {
    id: i64,
    name: &'a str,
    project_id: i64,
    disabled: bool,
    info: IntegrationInfoDto<'a>,
    settings: &'a Map<String, Value>,
    created_date: i64,
    last_modified_date: i64,
}

impl<'a> ProjectIntegrationDto<'a> {
    pub(in crate::sandbox::testops) fn new(integration: &'a Integration, project_id: i64) -> Self {
        Self {
            id: integration.id,
            name: &integration.name,
            project_id,
            disabled: false,
            info: IntegrationInfoDto::new(integration),
            settings: &integration.settings,
            created_date: BEGINNING,
            last_modified_date: BEGINNING,
        }
    }
}

/// `IntegrationExportDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct IntegrationExportDto<'a> {
    id: i64,
    integration_id: i64,
    project_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    project_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tc_aql: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    launch_aql: Option<&'a str>,
    settings: &'a Map<String, Value>,
    disabled: bool,
    disable_tc_create: bool,
    disable_launch_sync: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sync_delay_sec: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notification_email: Option<&'a str>,
    created_date: i64,
    last_modified_date: i64,
}

impl<'a> IntegrationExportDto<'a> {
    pub(in crate::sandbox::testops) fn new(export: &'a Export) -> Self {
        Self {
            id: export.id,
            integration_id: export.integration_id,
            project_id: export.project_id,
            project_key: export.project_key.as_deref(),
            tc_aql: export.tc_aql.as_deref(),
            launch_aql: export.launch_aql.as_deref(),
            settings: &export.settings,
            disabled: export.disabled,
            disable_tc_create: export.disable_tc_create,
            disable_launch_sync: export.disable_launch_sync,
            sync_delay_sec: export.sync_delay_sec,
            notification_email: export.notification_email.as_deref(),
            created_date: export.created_date,
            last_modified_date: export.last_modified_date,
        }
    }
}
