//! Who is who: editors by name, our own users, and testers on both sides.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future;

use super::launches::ReadError;
use crate::model::Member;
use crate::plan::Editor;
use crate::testops::{Account, LaunchSource};
use crate::testrail::{Error, UserReader};

/// Gives editors their names. Where there are none, nothing is asked.
///
/// Nothing depends on a name, so that a server which does not tell it ends nothing, and the editor stays a number. Only
/// rejected credentials do: they must not be tried again.
pub(super) async fn name_editors<'a>(
    target: &impl UserReader,
    project_id: u64,
    editors: impl Iterator<Item = &'a mut Editor>,
) -> Result<(), Error> {
    let mut editors = editors.peekable();
    if editors.peek().is_none() {
        return Ok(());
    }
    let members = members(target, project_id).await?;
    for editor in editors {
        editor.find_name(&members);
    }
    Ok(())
}

/// The users that railwright works as beside the one of this run: those with these e-mail addresses. They are looked up
/// only if they make a difference, that is if somebody else changed a case.
pub(super) async fn other_own_users(
    target: &impl UserReader,
    project_id: u64,
    user: u64,
    emails: &[String],
    mut seen: impl Iterator<Item = u64>,
) -> Result<BTreeSet<u64>, Error> {
    if emails.is_empty() || seen.all(|seen| seen == user) {
        return Ok(BTreeSet::new());
    }
    let members = members(target, project_id).await?;
    let is_meant = |member: &&Member| {
        let email = member.email.to_lowercase();
        emails.iter().any(|meant| meant.to_lowercase() == email)
    };
    let own = members.iter().filter(is_meant).map(|member| member.id);
    Ok(own.collect())
}

/// The users of a project; none where the server does not tell.
async fn members(target: &impl UserReader, project_id: u64) -> Result<Vec<Member>, Error> {
    match target.users(project_id).await {
        Ok(members) => Ok(members.unwrap_or_default()),
        Err(error @ (Error::Credentials(_) | Error::ApiDisabled(_))) => Err(error),
        Err(error @ (Error::Forbidden(_) | Error::Http(_))) => {
            tracing::warn!("{error}: users are shown by their numbers");
            Ok(Vec::new())
        }
    }
}

/// Who is who on both sides, which is asked for when a result names somebody.
#[derive(Debug, Default)]
pub(super) struct People {
    by_login: BTreeMap<String, u64>,
    by_email: BTreeMap<String, u64>,
}

impl People {
    pub(super) async fn read(
        source: &(impl LaunchSource + Sync),
        target: &(impl UserReader + Sync),
        project_id: u64,
    ) -> Result<Self, ReadError> {
        let (accounts, users) = future::try_join(
            async { source.users().await.map_err(ReadError::from) },
            async { target.users(project_id).await.map_err(ReadError::from) },
        )
        .await?;
        let by_email: BTreeMap<String, u64> = users
            .unwrap_or_default()
            .into_iter()
            .filter(|user| user.is_active && !user.email.is_empty())
            .map(|user| (user.email.to_lowercase(), user.id))
            .collect();
        let accounts = accounts.unwrap_or_default().into_iter();
        let known = accounts.filter_map(|Account { login, email }| {
            Some((login, *by_email.get(&email.to_lowercase())?))
        });
        Ok(Self {
            by_login: known.collect(),
            by_email,
        })
    }

    /// The TestRail user behind a TestOps login, by the e-mail address, which may be the login itself.
    pub(super) fn find(&self, login: &str) -> Option<u64> {
        let by_login = self.by_login.get(login).copied();
        by_login.or_else(|| self.by_email.get(&login.to_lowercase()).copied())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::http;

    /// A server that answers in this way, and how often it was asked.
    struct Server {
        answer: Result<Option<Vec<Member>>, Error>,
        asked: AtomicUsize,
    }

    impl UserReader for Server {
        async fn users(&self, project_id: u64) -> Result<Option<Vec<Member>>, Error> {
            assert_eq!(project_id, 1);
            self.asked.fetch_add(1, Ordering::SeqCst);
            self.answer.clone()
        }
    }

    fn failure() -> http::Error {
        http::Error {
            call: http::Call {
                method: http::Method::Get,
                path: "get_users/1".into(),
            },
            attempts: 4,
            elapsed: Duration::ZERO,
            kind: Arc::new(http::ErrorKind::Timeout {
                after: Duration::from_mins(1),
            }),
        }
    }

    /// What editors are called after such an answer, and how often it was asked for.
    async fn names(
        answer: Result<Option<Vec<Member>>, Error>,
        ids: &[u64],
    ) -> (Result<Vec<String>, Error>, usize) {
        let server = Server {
            answer,
            asked: AtomicUsize::default(),
        };
        let mut editors: Vec<Editor> = ids.iter().copied().map(Editor::new).collect();
        let named = name_editors(&server, 1, editors.iter_mut()).await;
        let shown = named.map(|()| editors.iter().map(Editor::to_string).collect());
        (shown, server.asked.into_inner())
    }

    fn tester() -> Member {
        Member {
            id: 2,
            name: "Tester".into(),
            email: String::new(),
            is_active: true,
        }
    }

    #[tokio::test]
    async fn all_are_named_by_one_answer_and_nobody_by_none() {
        let (named, asked) = names(Ok(Some(vec![tester()])), &[2, 3, 2]).await;
        assert_eq!(named.unwrap(), ["Tester", "user 3", "Tester"]);
        assert_eq!(asked, 1);
        let (named, asked) = names(Ok(Some(vec![tester()])), &[]).await;
        assert!(named.unwrap().is_empty());
        assert_eq!(asked, 0);
    }

    #[tokio::test]
    async fn only_what_every_request_would_meet_ends_a_plan() {
        for answer in [
            Ok(None),
            Err(Error::Forbidden(failure())),
            Err(Error::Http(failure())),
        ] {
            assert_eq!(names(answer, &[2]).await.0.unwrap(), ["user 2"]);
        }
        for error in [Error::Credentials(failure()), Error::ApiDisabled(failure())] {
            assert!(names(Err(error), &[2]).await.0.is_err());
        }
    }
}
