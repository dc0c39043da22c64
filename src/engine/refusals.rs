//! What servers refused in earlier runs, and what this one learns about it. After a refusal nothing more is sent with the
//! same credentials that would be refused alike, until they change, a day is over or somebody says so.

use std::path::PathBuf;

use jiff::Timestamp;

use super::Failure;
use super::failure::chain;
use super::servers::Ends;
use crate::diagnostic::{Code, Diagnostic, RefusedRight, RunCode, ServerCode, Side};
use crate::manifest::SyncConfig;
use crate::plan::ConfigPlan;
use crate::state::{
    Credential, Refusal, Remembered, StateError, forget_refusals, remember_refusal,
    remembered_refusals,
};

/// What is remembered of refusals.
#[derive(Clone, Debug)]
pub(super) struct Refusals {
    /// `None` where emulators stand in for every server, and nothing is kept of what they say.
    state_dir: Option<PathBuf>,
    /// Whether this run is there to write.
    is_writing: bool,
}

/// The project of each server that a sync config is about.
pub(super) struct Projects {
    testops: String,
    testrail: String,
}

/// What a right to write is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Cases,
    Runs,
}

/// Forgets whatever an integration was refused. False when there was nothing.
pub(crate) fn resume(state_dir: &std::path::Path, integration: &str) -> Result<bool, StateError> {
    forget_refusals(state_dir, integration)
}

impl Refusals {
    pub(super) fn new(state_dir: Option<PathBuf>, is_writing: bool) -> Self {
        Self {
            state_dir,
            is_writing,
        }
    }

    /// Stops before anything is sent with credentials that were refused altogether.
    pub(super) fn check_credentials(&self, credential: &Credential) -> Result<(), Failure> {
        let remembered = self.remembered(credential);
        let found = remembered.into_iter().find_map(
            |Remembered {
                 integration,
                 refusal,
             }| {
                let username = credential.username.clone();
                match refusal {
                    Refusal::Credentials => {
                        Some(Code::from(ServerCode::CredentialsRejectedBefore {
                            integration,
                            username,
                        }))
                    }
                    Refusal::Everything => {
                        let right = RefusedRight::Everything;
                        Some(refused_before(integration, username, right))
                    }
                    _ => None,
                }
            },
        );
        match found {
            Some(code) => Err(Diagnostic::error(code).into()),
            None => Ok(()),
        }
    }

    /// Stops before anything is sent that comes to nothing because of a right that was found missing. A right to write
    /// stops only what is there to write.
    pub(super) fn check_rights(&self, config: &SyncConfig, ends: &Ends) -> Result<(), Failure> {
        let projects = Projects::from(config);
        let reading = |project: &String| Refusal::Reading {
            project: project.clone(),
        };
        let known = [
            self.find(ends, Side::Testops, &reading(&projects.testops)),
            self.find(ends, Side::Testrail, &reading(&projects.testrail)),
            self.is_writing
                .then(|| self.right_to_write(ends, &projects, Written::Cases))
                .flatten(),
        ];
        known.into_iter().flatten().next().map_or(Ok(()), Err)
    }

    /// A right to write that was found missing.
    pub(super) fn right_to_write(
        &self,
        ends: &Ends,
        projects: &Projects,
        what: Written,
    ) -> Option<Failure> {
        self.find(ends, Side::Testrail, &writing(projects, what))
    }

    /// All rights to write that were found missing, each of which stops an apply.
    pub(super) fn rights_to_write(&self, ends: &Ends, projects: &Projects) -> Vec<Diagnostic> {
        let all = [Written::Cases, Written::Runs].into_iter();
        all.filter_map(|what| self.right_to_write(ends, projects, what))
            .map(|missing| Diagnostic::blocks_config(missing.code))
            .collect()
    }

    fn find(&self, ends: &Ends, side: Side, refusal: &Refusal) -> Option<Failure> {
        let credential = ends.credential(side);
        let mut known = self.remembered(credential).into_iter();
        let found = known.find(|known| known.refusal == *refusal)?;
        let right = match found.refusal {
            Refusal::Reading { project } => RefusedRight::Reading { project },
            Refusal::WritingCases { project } => RefusedRight::WritingCases { project },
            Refusal::WritingRuns { project } => RefusedRight::WritingRuns { project },
            Refusal::Credentials | Refusal::Everything => RefusedRight::Everything,
        };
        let code = refused_before(found.integration, credential.username.clone(), right);
        Some(Diagnostic::error(code).into())
    }

    /// Remembers what a failure to read says about the credentials or the rights of their owner.
    pub(super) async fn learn(&self, ends: &Ends, projects: &Projects, failure: &Diagnostic) {
        self.learn_writing(ends, projects, failure, Written::Cases)
            .await;
    }

    /// The same of a failure to write.
    pub(super) async fn learn_writing(
        &self,
        ends: &Ends,
        projects: &Projects,
        failure: &Diagnostic,
        what: Written,
    ) {
        let Code::ServerCode(code) = &failure.code else {
            return;
        };
        match code {
            ServerCode::CredentialsRejected { side, .. } => {
                self.remember(ends.credential(*side), Refusal::Credentials);
            }
            ServerCode::RightMissing { side, to_write, .. } if self.state_dir.is_some() => {
                let is_everything = match side {
                    Side::Testops => ends.testops.client.refuses_everything().await,
                    Side::Testrail => ends.testrail.client.refuses_everything().await,
                };
                let refusal = match (is_everything, to_write, side) {
                    (true, ..) => Refusal::Everything,
                    (false, true, _) => writing(projects, what),
                    (false, false, Side::Testops) => Refusal::Reading {
                        project: projects.testops.clone(),
                    },
                    (false, false, Side::Testrail) => Refusal::Reading {
                        project: projects.testrail.clone(),
                    },
                };
                self.remember(ends.credential(*side), refusal);
            }
            _ => {}
        }
    }

    fn remembered(&self, credential: &Credential) -> Vec<Remembered> {
        match &self.state_dir {
            Some(folder) => remembered_refusals(folder, credential, now()),
            None => Vec::new(),
        }
    }

    /// A state directory that cannot be written costs another try.
    fn remember(&self, credential: &Credential, refusal: Refusal) {
        let Some(folder) = &self.state_dir else {
            return;
        };
        if let Err(error) = remember_refusal(folder, credential, refusal, now()) {
            tracing::warn!(
                "the next run tries the rejected credentials again: {}",
                chain(&error)
            );
        }
    }
}

impl From<&SyncConfig> for Projects {
    fn from(config: &SyncConfig) -> Self {
        Self {
            testops: config.spec.source.project_id.value.to_string(),
            testrail: config.spec.destination.project.value.clone(),
        }
    }
}

impl From<&ConfigPlan> for Projects {
    fn from(config: &ConfigPlan) -> Self {
        Self {
            testops: config.source.project_id.to_string(),
            testrail: config.destination.project.clone(),
        }
    }
}

fn writing(projects: &Projects, what: Written) -> Refusal {
    let project = projects.testrail.clone();
    match what {
        Written::Cases => Refusal::WritingCases { project },
        Written::Runs => Refusal::WritingRuns { project },
    }
}

fn refused_before(integration: String, username: Option<String>, right: RefusedRight) -> Code {
    let code = RunCode::RefusedBefore {
        integration,
        username,
        right,
    };
    code.into()
}

fn now() -> i64 {
    Timestamp::now().as_second()
}
