//! Why a command failed, with its exit code and what to do about it.

use std::io;
use std::path::PathBuf;

use super::{Exit, output};
use crate::manifest::{FileError, Problems};
use crate::model::Place;
use crate::render;
use crate::state::{LockError, StateError};
use crate::testrail::WriteError;
use crate::{engine, testops, testrail};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// The manifests cannot be used.
    #[error("the manifests cannot be used")]
    Manifests(Problems),
    /// There is nothing to do.
    #[error("the manifests hold no sync config")]
    NoSyncConfig,
    /// `--target` names nothing.
    #[error("there is no sync config named {name}")]
    UnknownTarget {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A setting comes from an environment variable that is not there.
    #[error("{place}: {what} of integration {integration} comes from {variable}, which is not set")]
    Variable {
        /// The variable.
        variable: String,
        /// Which setting.
        what: &'static str,
        /// Of which integration.
        integration: String,
        /// Where the manifest says so.
        place: Place,
    },
    /// A setting comes from a file that cannot be read.
    #[error("{place}: {what} of integration {integration} comes from {}, which cannot be read", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Which setting.
        what: &'static str,
        /// Of which integration.
        integration: String,
        /// Where the manifest says so.
        place: Place,
        /// Where it leads, or the system's words.
        #[source]
        source: FileError,
    },
    /// A setting has a value that cannot be used.
    #[error("{place}: {what} of integration {integration} {reason}")]
    Setting {
        /// Which setting.
        what: &'static str,
        /// Of which integration.
        integration: String,
        /// What is wrong with it, never the value of a secret.
        reason: String,
        /// Where the manifest says so.
        place: Place,
    },
    /// A CA file cannot be used.
    #[error("{place}: the CA file of integration {integration} is {}, which cannot be used", .path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Of which integration.
        integration: String,
        /// Where the manifest says so.
        place: Place,
        /// What is wrong with it.
        #[source]
        source: crate::http::BuildError,
    },
    /// A client cannot be made.
    #[error("cannot set up the connection to {integration}")]
    Client {
        /// The integration.
        integration: String,
        /// The reason.
        #[source]
        source: crate::http::BuildError,
    },
    /// A sync config could not be planned.
    #[error("sync config {config} failed")]
    Reconcile {
        /// The sync config.
        config: String,
        /// What is needed to name the mend.
        who: Box<Who>,
        /// The reason.
        #[source]
        source: engine::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// `history` is asked for an apply that is not recorded.
    #[error("no apply named {name} is recorded here")]
    UnknownApply {
        /// What was asked for.
        name: String,
    },
    /// The plan changes more than anybody may have meant.
    #[error("nothing was changed, because a guard stopped it: {}", .reasons.join("; "))]
    Guarded {
        /// What each guard says, with numbers.
        reasons: Vec<String>,
    },
    /// Another apply is running.
    #[error("nothing was changed")]
    Lock(#[source] LockError),
    /// Credentials that were rejected before are not tried again.
    #[error(
        "the credentials of integration {integration}{} were rejected before, and are not tried again",
        .username.as_ref().map(|name| format!(" (user {name})")).unwrap_or_default()
    )]
    RejectedBefore {
        /// The integration.
        integration: String,
        /// The user, where the credentials name one.
        username: Option<String>,
    },
    /// A file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        #[source]
        source: io::Error,
    },
    /// A plan file is not what was written.
    #[error("{} cannot be carried out", .path.display())]
    SavedPlan {
        /// The file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: crate::plan::SavedPlanError,
    },
    /// The manifests have changed since the plan was saved.
    #[error("{} was made from other manifests than these", .path.display())]
    OtherManifests {
        /// The file.
        path: PathBuf,
    },
    /// The plan was made for another server.
    #[error("{} was made for another server than {server}", .path.display())]
    OtherServer {
        /// The file.
        path: PathBuf,
        /// The server that the manifests lead to now.
        server: String,
    },
    /// The plan has another digest than the one that was reviewed.
    #[error("the plan is {found}, not {expected}")]
    OtherDigest {
        /// What `--expect-digest` says.
        expected: String,
        /// The digest of the plan.
        found: String,
    },
    /// Something that the plan touches has moved.
    #[error("{} is stale: {}", .path.display(), first_few(.lines))]
    Stale {
        /// The file.
        path: PathBuf,
        /// What has moved.
        lines: Vec<String>,
    },
    /// A write failed in a way that concerns all that would have followed it.
    #[error("sync config {config} was not finished")]
    Halted {
        /// The sync config.
        config: String,
        /// The TestRail integration.
        integration: String,
        /// The TestRail user.
        username: String,
        /// What went wrong.
        #[source]
        source: Box<WriteError>,
    },
    /// The state directory cannot be written.
    #[error("the changes were made, but what was learnt from them could not be kept")]
    State(#[source] StateError),
    /// Nobody can be asked, and nobody said yes beforehand.
    #[error("nothing was changed: there is no terminal to ask on")]
    NoTerminal,
    /// The emulators cannot start.
    #[cfg(feature = "sandbox")]
    #[error("cannot start the sandbox")]
    Sandbox(#[source] crate::sandbox::Error),
    /// Standard output cannot be written.
    #[error("cannot write to standard output")]
    Stdout(#[source] io::Error),
    /// The runtime cannot start.
    #[error("cannot start")]
    Runtime(#[source] io::Error),
}

/// Names of what a failing sync config speaks to.
#[derive(Clone, Debug)]
pub(super) struct Who {
    /// The TestOps integration.
    pub(super) testops: String,
    /// The TestRail integration.
    pub(super) testrail: String,
    /// The TestRail user.
    pub(super) username: String,
    /// The AQL, pointed at in its manifest.
    pub(super) aql: Problems,
    /// The AQL of launches, pointed at likewise.
    pub(super) launch_aql: Problems,
    /// Where the project id stands.
    pub(super) project: Place,
}

impl Error {
    /// Shows the error on stderr and gives its exit code.
    pub(super) fn report(&self) -> Exit {
        let paint = output::stderr_paint();
        if let Self::Manifests(problems) = self {
            output::message(&problems.render(paint.colour));
        } else {
            output::message(&render::error::error(self, &self.hints(), paint));
        }
        if let Self::Reconcile { who, source, .. } = self {
            match source {
                engine::Error::Source(testops::Error::Aql { .. }) => {
                    output::message(&who.aql.render(paint.colour));
                }
                engine::Error::Launches(testops::Error::Aql { .. }) => {
                    output::message(&who.launch_aql.render(paint.colour));
                }
                _ => {}
            }
        }
        self.exit()
    }

    /// How the process ends.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Manifests(_)
            | Self::File {
                source: FileError::Outside | FileError::Linked { .. },
                ..
            }
            | Self::NoSyncConfig
            | Self::UnknownTarget { .. }
            | Self::UnknownApply { .. } => Exit::Usage,
            Self::Lock(LockError::Held { .. }) => Exit::Locked,
            Self::Guarded { .. } => Exit::Guarded,
            Self::RejectedBefore { .. } => Exit::Credentials,
            Self::SavedPlan { .. }
            | Self::OtherManifests { .. }
            | Self::OtherServer { .. }
            | Self::OtherDigest { .. }
            | Self::Stale { .. } => Exit::Stale,
            Self::Reconcile { source, .. } if is_about_credentials(source) => Exit::Credentials,
            Self::Halted { source, .. } => match **source {
                WriteError::Credentials(_) | WriteError::Forbidden(_) => Exit::Credentials,
                _ => Exit::Partial,
            },
            _ => Exit::Failed,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NoSyncConfig => vec!["add a document of `kind: SyncConfig`".to_owned()],
            Self::UnknownTarget { known, .. } => vec![format!("there are: {}", known.join(", "))],
            Self::Variable { variable, .. } => vec![format!("export {variable}=… and run again")],
            Self::File {
                source: FileError::Outside | FileError::Linked { .. },
                ..
            } => vec![
                "move the file into the manifest's folder, or allow it: `{file: PATH, outside: true}`"
                    .to_owned(),
            ],
            Self::CaFile { .. } => vec![
                "a PEM file holds lines of `-----BEGIN CERTIFICATE-----`; `openssl x509 -inform der -in FILE -out ca.pem` makes one of a DER file"
                    .to_owned(),
            ],
            Self::SavedPlan { .. }
            | Self::OtherManifests { .. }
            | Self::OtherServer { .. }
            | Self::OtherDigest { .. }
            | Self::Stale { .. } => {
                vec!["nothing was changed; plan again, and review that plan".to_owned()]
            }
            Self::Lock(LockError::Held { .. }) => {
                vec!["wait for it to end, then run again".to_owned()]
            }
            Self::Lock(LockError::State(error)) => vec![state_hint(error.kind()).to_owned()],
            Self::RejectedBefore { integration, .. } => vec![format!(
                "put new credentials where the manifest takes them from, or say `railwright resume {integration}` to try these again"
            )],
            Self::Guarded { .. } => vec![
                "look at the plan above; if it is what you want, raise the limit or say --ignore-guards".to_owned(),
            ],
            Self::UnknownApply { .. } => vec!["`railwright history` lists them".to_owned()],
            Self::NoTerminal => {
                vec!["look at the plan above, then run again with --yes".to_owned()]
            }
            Self::Reconcile { who, source, .. } => reconcile_hints(who, source),
            Self::Halted {
                config: _,
                integration,
                username,
                source,
            } => vec![halted_hint(integration, username, source)],
            Self::State(_) => {
                vec!["make room, or name another folder with --state-dir; at worst, the next apply updates some cases once more".to_owned()]
            }
            _ => Vec::new(),
        }
    }
}

/// As many of these as anybody reads.
fn first_few(lines: &[String]) -> String {
    const FEW: usize = 10;
    let (few, more) = lines.split_at(lines.len().min(FEW));
    let few = few.join("; ");
    match more.len() {
        0 => few,
        more => format!("{few}; and {more} more"),
    }
}

/// True when the credentials were rejected or a right is missing.
fn is_about_credentials(error: &engine::Error) -> bool {
    use engine::Error::{Launches, Source, Target};
    matches!(
        error,
        Source(testops::Error::Credentials(_) | testops::Error::Forbidden(_))
            | Launches(testops::Error::Credentials(_) | testops::Error::Forbidden(_))
            | Target(testrail::Error::Credentials(_) | testrail::Error::Forbidden(_))
    )
}

fn reconcile_hints(who: &Who, error: &engine::Error) -> Vec<String> {
    let Who {
        testops,
        testrail,
        username,
        aql: _,
        launch_aql: _,
        project,
    } = who;
    let hint = match error {
        engine::Error::Source(error) | engine::Error::Launches(error) => match error {
            testops::Error::Aql { .. } => return Vec::new(),
            testops::Error::Project { .. } => format!(
                "the project id stands at {project}; it is the number after `project/` in the address of TestOps"
            ),
            testops::Error::Credentials(_) => format!(
                "integration {testops}: make a new token in TestOps (your avatar → API tokens) and put it where the manifest takes it from"
            ),
            testops::Error::Forbidden(_) => {
                format!("integration {testops}: give the token's owner read access to the project")
            }
            testops::Error::Http(error) => return transport_hint(testops, error),
        },
        engine::Error::Target(error) => match error {
            testrail::Error::Credentials(_) => new_key(testrail, username),
            testrail::Error::ApiDisabled(_) => {
                "switch it on in TestRail: Administration → Site Settings → API → Enable API"
                    .to_owned()
            }
            testrail::Error::Forbidden(_) => format!(
                "integration {testrail}: give user {username} a role that may read and write cases of the project"
            ),
            testrail::Error::Http(error) => return transport_hint(testrail, error),
        },
    };
    vec![hint]
}

fn new_key(integration: &str, username: &str) -> String {
    format!(
        "integration {integration}, user {username}: make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while"
    )
}

/// What to do so that the next apply finishes what this one began.
fn halted_hint(integration: &str, username: &str, error: &WriteError) -> String {
    match error {
        WriteError::Credentials(_) => new_key(integration, username),
        WriteError::Forbidden(_) => format!(
            "integration {integration}: give user {username} a role that may add and edit test cases, test runs and test results in the project (Administration → Users & Roles)"
        ),
        WriteError::NotRecorded(_) => {
            "make room, or name another folder with --state-dir; the next apply does what was not begun"
                .to_owned()
        }
        WriteError::Refused { .. }
        | WriteError::Unclear(_)
        | WriteError::NotBegun
        | WriteError::Http(_) => "run again; the next apply does what was not begun".to_owned(),
    }
}

/// What to do about a request that did not come through.
fn transport_hint(integration: &str, error: &crate::http::Error) -> Vec<String> {
    use crate::http::ErrorKind;
    match &*error.kind {
        ErrorKind::Connect { .. } => vec![format!(
            "check the endpoint of integration {integration}, and HTTPS_PROXY if there is a proxy"
        )],
        ErrorKind::Tls { .. } => vec![format!(
            "if the server's certificate comes from the company's own authority, name it in `tls.caFile` of integration {integration}"
        )],
        ErrorKind::Timeout { .. } => vec![format!(
            "try again when the server of integration {integration} is well; if it always takes so long, say --timeout SECONDS"
        )],
        ErrorKind::Status {
            status: 409 | 429 | 500..,
            ..
        }
        | ErrorKind::Lost { .. }
        | ErrorKind::Failing => vec![format!(
            "try again when the server of integration {integration} is well; nothing is lost by that"
        )],
        ErrorKind::TooLarge { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::Redirect { endpoint: None, .. } => vec![format!(
            "check the endpoint of integration {integration}: something else than its API seems to answer there"
        )],
        ErrorKind::Html { .. } => vec![format!(
            "check the endpoint of integration {integration}: it should be the address without `index.php` or any page"
        )],
        _ => Vec::new(),
    }
}

/// What to do about a state directory that cannot be used.
fn state_hint(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::AlreadyExists => "remove it, or name another folder with --state-dir",
        io::ErrorKind::PermissionDenied => {
            "let the user that runs railwright write there, or name another folder with --state-dir"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room there, or name a folder on another disk with --state-dir"
        }
        _ => "name a folder that can be written with --state-dir",
    }
}

/// An error and its causes in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_is_stale_in_many_ways_names_a_few() {
        let lines = |n: usize| (1..=n).map(|n| format!("C{n} moved")).collect();
        let stale = |n| Error::Stale {
            path: "plan.json".into(),
            lines: lines(n),
        };
        insta::assert_snapshot!(stale(2), @"plan.json is stale: C1 moved; C2 moved");
        insta::assert_snapshot!(stale(12), @"plan.json is stale: C1 moved; C2 moved; C3 moved; C4 moved; C5 moved; C6 moved; C7 moved; C8 moved; C9 moved; C10 moved; and 2 more");
    }

    #[test]
    fn a_state_directory_that_may_not_be_written_comes_with_its_mend() {
        let source = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = Error::Lock(LockError::State(StateError::Write {
            path: ".railwright/lock".into(),
            source,
        }));
        assert_eq!(error.exit(), Exit::Failed);
        insta::assert_snapshot!(chain(&error), @"nothing was changed: cannot write .railwright/lock: permission denied");
        insta::assert_snapshot!(error.hints().join("; "), @"let the user that runs railwright write there, or name another folder with --state-dir");
    }
}
