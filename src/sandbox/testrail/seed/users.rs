//! Users and groups of a seed.

use super::places::check_id;
use crate::sandbox::seed::Error;
use crate::sandbox::testrail::state::State;
use crate::sandbox::testrail::table::Table;
use crate::sandbox::testrail::users::{Group, User};

pub(super) fn add_users(
    state: &mut State,
    users: Option<Vec<User>>,
    groups: Vec<Group>,
) -> Result<(), Error> {
    if let Some(users) = users {
        if !users.iter().any(|user| user.is_active) {
            return Err(Error::value(
                "users",
                "there is no active user",
                "add one, or leave `users` out for an administrator",
            ));
        }
        state.users = Table::default();
        for (place, mut user) in users.into_iter().enumerate() {
            let path = format!("users[{place}]");
            check_id(&path, user.id, state.users.contains(user.id))?;
            if !user.email.contains('@') {
                return Err(Error::value(
                    format!("{path}.email"),
                    "this is no e-mail address",
                    "give every user one; clients log in with it",
                ));
            }
            let role = state.roles.iter().find(|role| {
                if user.role_id == 0 {
                    role.is_default
                } else {
                    role.id == user.role_id
                }
            });
            if let Some(role) = role {
                user.role_id = role.id;
                user.role.clone_from(&role.name);
            }
            state.users.put(user.id, user);
        }
    }
    for (place, group) in groups.into_iter().enumerate() {
        check_id(
            &format!("groups[{place}]"),
            group.id,
            state.groups.contains(group.id),
        )?;
        state.groups.put(group.id, group);
    }
    Ok(())
}
