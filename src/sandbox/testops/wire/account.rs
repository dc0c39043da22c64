//! Accounts.

use serde::Serialize;

use crate::sandbox::testops::state::{BEGINNING, User};

/// `UserAccount`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct UserAccount<'a> {
    id: i64,
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    email_verified: bool,
    enabled: bool,
    approved: bool,
    authorities: [&'static str; 1],
    user_ref: &'a str,
}

impl<'a> UserAccount<'a> {
    pub(in crate::sandbox::testops) fn new(user: &'a User) -> Self {
        Self {
            id: user.id,
            username: &user.username,
            first_name: user.first_name.as_deref(),
            last_name: user.last_name.as_deref(),
            email: user.email.as_deref(),
            email_verified: true,
            enabled: user.is_enabled,
            approved: true,
            authorities: [if user.is_admin {
                "ROLE_ADMIN"
            } else {
                "ROLE_USER"
            }],
            user_ref: &user.username,
        }
    }
}

/// `AccountDto`: the row of the list that administrators see.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the vendor's shape")]
pub(in crate::sandbox::testops) struct AccountDto<'a> {
    id: i64,
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    email_verified: bool,
    enabled: bool,
    approved: bool,
    non_expired: bool,
    non_locked: bool,
    authorities: [&'static str; 1],
    created_date: i64,
    last_modified_date: i64,
}

impl<'a> AccountDto<'a> {
    pub(in crate::sandbox::testops) fn new(user: &'a User) -> Self {
        Self {
            id: user.id,
            username: &user.username,
            first_name: user.first_name.as_deref(),
            last_name: user.last_name.as_deref(),
            email: user.email.as_deref(),
            email_verified: true,
            enabled: user.is_enabled,
            approved: true,
            non_expired: true,
            non_locked: true,
            authorities: [if user.is_admin { "admin" } else { "user" }],
            created_date: BEGINNING,
            last_modified_date: BEGINNING,
        }
    }
}
