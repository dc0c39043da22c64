//! Users, roles and groups, and who may do what.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::{Call, Outcome};
use super::error::ApiError;
use super::paging::page;
use super::state::State;
use crate::sandbox::credentials::TESTRAIL_API_KEY;

/// A user as the API shows it; what it must not show is skipped.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) id: u64,
    pub(super) email: String,
    pub(super) is_active: bool,
    pub(super) role_id: u64,
    pub(super) role: String,
    pub(super) is_admin: bool,
    pub(super) email_notifications: bool,
    /// A number, where all other flags are booleans.
    pub(super) mfa_required: u8,
    pub(super) group_ids: Vec<u64>,
    /// The projects that a user who is no administrator sees; all if empty.
    pub(super) assigned_projects: Vec<u64>,
    #[serde(skip_serializing)]
    pub(super) password: Option<String>,
    #[serde(skip_serializing, rename = "apiKey", alias = "api_key")]
    pub(super) api_key: Option<String>,
}

impl Default for User {
    fn default() -> Self {
        Self {
            name: String::new(),
            id: 0,
            email: String::new(),
            is_active: true,
            role_id: 0,
            role: String::new(),
            is_admin: false,
            email_notifications: true,
            mfa_required: 0,
            group_ids: Vec::new(),
            assigned_projects: Vec::new(),
            password: None,
            api_key: None,
        }
    }
}

impl User {
    /// Whether a user sees a project.
    pub(super) fn sees(&self, project_id: u64) -> bool {
        self.is_admin
            || self.assigned_projects.is_empty()
            || self.assigned_projects.contains(&project_id)
    }

    /// Whether a user may make a call that needs this right.
    pub(super) fn may(&self, right: Right) -> bool {
        match right {
            Right::Read => true,
            _ if self.is_admin => true,
            Right::Test => self.role_id != READ_ONLY,
            Right::Design => !matches!(self.role_id, READ_ONLY | TESTER),
            Right::Administrate => false,
        }
    }
}

const READ_ONLY: u64 = 1;
const TESTER: u64 = 2;

/// What a call needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Everybody has it.
    Read,
    /// Runs, plans, results, attachments.
    Test,
    /// Suites, sections, cases and what belongs to them.
    Design,
    /// Projects, fields, users.
    Administrate,
}

/// A role as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Role {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) is_default: bool,
    pub(super) is_project_admin: bool,
}

/// A group as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Group {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) user_ids: Vec<u64>,
}

/// The user behind an `Authorization` header.
pub(super) fn authenticate(state: &State, header: Option<&str>) -> Result<User, ApiError> {
    header
        .and_then(credentials)
        .and_then(|(email, secret)| {
            state
                .users
                .iter()
                .find(|user| user.is_active && user.email.eq_ignore_ascii_case(&email))
                .filter(|user| {
                    secret == TESTRAIL_API_KEY
                        || user.password.as_ref() == Some(&secret)
                        || user.api_key.as_ref() == Some(&secret)
                })
        })
        .cloned()
        .ok_or_else(ApiError::unauthenticated)
}

fn credentials(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (email, secret) = decoded.split_once(':')?;
    Some((email.to_owned(), secret.to_owned()))
}

/// `get_user/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = call.id(0, "user_id")?;
    let user = state
        .users
        .get(id)
        .ok_or_else(|| ApiError::field("user_id", "is not a valid user"))?;
    Ok(json!(user).into())
}

/// `get_current_user`
pub(super) fn current(_state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(json!(call.user).into())
}

/// `get_user_by_email&email=`
pub(super) fn by_email(state: &mut State, call: &Call<'_>) -> Outcome {
    let email = call
        .params
        .get("email")
        .ok_or_else(|| ApiError::required("email"))?;
    if !is_email(email) {
        return Err(ApiError::field("email", "is not a valid email address"));
    }
    let user = state
        .users
        .iter()
        .find(|user| user.email.eq_ignore_ascii_case(email))
        .ok_or_else(|| ApiError::field("email", "is not a valid user"))?;
    Ok(json!(user).into())
}

/// `get_users`, `get_users/{project_id}`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project = match call.segment(0) {
        Some(_) => Some(
            state
                .project(call, call.id(0, "project_id")?, "project_id")?
                .id,
        ),
        None if call.user.is_admin => None,
        None => {
            return Err(ApiError::forbidden(
                "Access Denied. You are not a TestRail administrator. Field:project_id is a required field.",
            ));
        }
    };
    let users = state
        .users
        .iter()
        .filter(|user| project.is_none_or(|project| user.sees(project)));
    Ok(page(state, call, "users", users, |user| json!(user))?.into())
}

/// `add_user`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let name = call.body.name("name")?;
    let email = call.body.name("email")?;
    check_email(state, &email, None)?;
    let role = role(state, call.body.id("role_id")?.flatten())?;
    let id = state.users.next_id();
    let user = User {
        name,
        id,
        email,
        role_id: role.id,
        role: role.name,
        is_active: call.body.flag("is_active")?.unwrap_or(true),
        is_admin: call.body.flag("is_admin")?.unwrap_or(false),
        email_notifications: call.body.flag("email_notifications")?.unwrap_or(true),
        mfa_required: u8::from(call.body.flag("mfa_required")?.unwrap_or(false)),
        ..User::default()
    };
    state.users.put(id, user.clone());
    Ok(json!(user).into())
}

/// `update_user/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = call.id(0, "user_id")?;
    if !state.users.contains(id) {
        return Err(ApiError::field("user_id", "is not a valid user"));
    }
    let name = call.body.optional_name("name")?;
    let email = call.body.optional_name("email")?;
    if let Some(email) = &email {
        check_email(state, email, Some(id))?;
    }
    let role = match call.body.id("role_id")?.flatten() {
        Some(role_id) => Some(role(state, Some(role_id))?),
        None => None,
    };
    let is_active = call.body.flag("is_active")?;
    let is_admin = call.body.flag("is_admin")?;
    let email_notifications = call.body.flag("email_notifications")?;
    let Some(user) = state.users.get_mut(id) else {
        return Err(ApiError::field("user_id", "is not a valid user"));
    };
    user.name = name.unwrap_or_else(|| user.name.clone());
    user.email = email.unwrap_or_else(|| user.email.clone());
    if let Some(role) = role {
        user.role_id = role.id;
        user.role = role.name;
    }
    user.is_active = is_active.unwrap_or(user.is_active);
    user.is_admin = is_admin.unwrap_or(user.is_admin);
    user.email_notifications = email_notifications.unwrap_or(user.email_notifications);
    Ok(json!(user).into())
}

/// `get_roles`
pub(super) fn roles(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(page(state, call, "roles", &state.roles, |role| json!(role))?.into())
}

/// `get_groups`
pub(super) fn groups(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(page(state, call, "groups", state.groups.iter(), |group| {
        json!(group)
    })?
    .into())
}

/// `get_group/{id}`
pub(super) fn group(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = call.id(0, "group_id")?;
    Ok(group_json(state, id)?.into())
}

/// `add_group`
pub(super) fn add_group(state: &mut State, call: &Call<'_>) -> Outcome {
    let name = call.body.name("name")?;
    let user_ids = members(state, call)?.unwrap_or_default();
    let id = state.groups.next_id();
    state.groups.put(id, Group { id, name, user_ids });
    Ok(group_json(state, id)?.into())
}

/// `update_group/{id}`, which wants the id in the body too.
pub(super) fn update_group(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = call.id(0, "group_id")?;
    group_json(state, id)?;
    if call.body.required_id("group_id")? != id {
        return Err(ApiError::field("group_id", "is not a valid group"));
    }
    let name = call.body.optional_name("name")?;
    let user_ids = members(state, call)?;
    if let Some(group) = state.groups.get_mut(id) {
        group.name = name.unwrap_or_else(|| group.name.clone());
        group.user_ids = user_ids.unwrap_or_else(|| group.user_ids.clone());
    }
    Ok(group_json(state, id)?.into())
}

/// `delete_group/{id}`
pub(super) fn delete_group(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = call.id(0, "group_id")?;
    group_json(state, id)?;
    state.groups.remove(id);
    Ok(super::call::Reply::Empty)
}

fn group_json(state: &State, id: u64) -> Result<Value, ApiError> {
    state
        .groups
        .get(id)
        .map(|group| json!(group))
        .ok_or_else(|| ApiError::field("group_id", "is not a valid group"))
}

fn members(state: &State, call: &Call<'_>) -> Result<Option<Vec<u64>>, ApiError> {
    let ids = call.body.ids("user_ids")?;
    if ids.iter().flatten().any(|id| !state.users.contains(*id)) {
        return Err(ApiError::field(
            "user_ids",
            "contains one or more invalid users",
        ));
    }
    Ok(ids)
}

fn role(state: &State, id: Option<u64>) -> Result<Role, ApiError> {
    state
        .roles
        .iter()
        .find(|role| id.map_or(role.is_default, |id| role.id == id))
        .cloned()
        .ok_or_else(|| ApiError::field("role_id", "is not a valid role"))
}

fn check_email(state: &State, email: &str, own: Option<u64>) -> Result<(), ApiError> {
    if !is_email(email) {
        return Err(ApiError::field("email", "is not a valid email address"));
    }
    let is_taken = state
        .users
        .iter()
        .any(|user| Some(user.id) != own && user.email.eq_ignore_ascii_case(email));
    if is_taken {
        return Err(ApiError::field("email", "is already in use"));
    }
    Ok(())
}

fn is_email(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !text.contains(char::is_whitespace)
}
