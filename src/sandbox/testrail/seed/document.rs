//! What a seed may say: lists in the shapes of TestRail's API, and switches.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::sandbox::seed::Error;
use crate::sandbox::testrail::cases::Case;
use crate::sandbox::testrail::configurations::ConfigGroup;
use crate::sandbox::testrail::fields::Field;
use crate::sandbox::testrail::history::CaseEntry;
use crate::sandbox::testrail::labels::Label;
use crate::sandbox::testrail::milestones::Milestone;
use crate::sandbox::testrail::projects::Project;
use crate::sandbox::testrail::reference::{CaseStatus, CaseType, Priority, Status, Template};
use crate::sandbox::testrail::results::TestResult;
use crate::sandbox::testrail::runs::Run;
use crate::sandbox::testrail::sections::Section;
use crate::sandbox::testrail::shared_steps::SharedStep;
use crate::sandbox::testrail::suites::Suite;
use crate::sandbox::testrail::switches::{Switches, version};
use crate::sandbox::testrail::test::Test;
use crate::sandbox::testrail::text::TextMode;
use crate::sandbox::testrail::users::{Group, Role, User};

/// A key that is not here is an error, so that a misspelt one is found. The objects in the lists may have more keys:
/// the API adds to them with every version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    version: Option<String>,
    #[serde(rename = "textMode")]
    text_mode: Option<TextMode>,
    #[serde(rename = "requestsPerMinute")]
    requests_per_minute: Option<u32>,
    #[serde(rename = "bulkCreate")]
    bulk_create: Option<bool>,
    before67: Option<bool>,
    before931: Option<bool>,
    #[serde(rename = "strictKeys")]
    strict_keys: Option<bool>,
    enterprise: Option<bool>,
    #[serde(rename = "nullLists")]
    null_lists: Option<bool>,
    #[serde(rename = "zeroLimitLinks")]
    zero_limit_links: Option<bool>,
    #[serde(rename = "apiEnabled")]
    api_enabled: Option<bool>,
    pub(super) users: Option<Vec<User>>,
    pub(super) roles: Option<Vec<Role>>,
    pub(super) groups: Option<Vec<Group>>,
    pub(super) projects: Option<Vec<Project>>,
    pub(super) suites: Option<Vec<Suite>>,
    pub(super) sections: Option<Vec<Section>>,
    pub(super) case_fields: Option<Vec<Field>>,
    pub(super) result_fields: Option<Vec<Field>>,
    pub(super) templates: Option<Vec<Template>>,
    pub(super) priorities: Option<Vec<Priority>>,
    pub(super) case_types: Option<Vec<CaseType>>,
    pub(super) statuses: Option<Vec<Status>>,
    pub(super) case_statuses: Option<Vec<CaseStatus>>,
    pub(super) milestones: Option<Vec<Milestone>>,
    pub(super) configs: Option<Vec<ConfigGroup>>,
    pub(super) labels: Option<Vec<Label>>,
    pub(super) shared_steps: Option<Vec<SharedStep>>,
    pub(super) cases: Option<Vec<Case>>,
    pub(super) history: Option<Vec<CaseEntry>>,
    pub(super) runs: Option<Vec<Run>>,
    pub(super) tests: Option<Vec<Test>>,
    pub(super) results: Option<Vec<TestResult>>,
    /// A state tells these two; a seed cannot give them.
    #[serde(rename = "plans")]
    _plans: Option<IgnoredAny>,
    #[serde(rename = "attachments")]
    _attachments: Option<IgnoredAny>,
}

impl Document {
    pub(super) fn switches(&self) -> Result<Switches, Error> {
        let text = self.version.as_deref().unwrap_or("10.2");
        let number = version(text);
        if number.0 == 0 {
            return Err(Error::value(
                "version",
                format!("{text:?} is no version"),
                "write it as \"10.2\"",
            ));
        }
        Ok(Switches {
            version: text.to_owned(),
            text_mode: self.text_mode.unwrap_or_default(),
            requests_per_minute: self.requests_per_minute.unwrap_or(0),
            bulk_create: self.bulk_create.unwrap_or(true),
            before67: self.before67.unwrap_or(number < (6, 7, 0)),
            before931: self.before931.unwrap_or(number < (9, 3, 1)),
            strict_keys: self.strict_keys.unwrap_or(false),
            enterprise: self.enterprise.unwrap_or(false),
            null_lists: self.null_lists.unwrap_or(false),
            zero_limit_links: self.zero_limit_links.unwrap_or(false),
            api_enabled: self.api_enabled.unwrap_or(true),
        })
    }
}
