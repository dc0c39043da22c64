//! People who may come in.

use hyper::StatusCode;

use super::super::call::Call;
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::state::{State, User};
use super::super::wire::account::{AccountDto, UserAccount};
use super::{matching, no_such_call, ok};
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    let caller = state
        .caller()
        .ok_or_else(|| Refusal::not_found("Account"))?;
    match rest {
        ["me"] => ok(&UserAccount::new(caller)),
        // For administrators.
        [] if caller.is_admin => {
            let rows = matching(call, &state.users);
            ok(&page(call, "username,ASC", rows, |row| {
                AccountDto::new(row)
            }))
        }
        [] => Err(Refusal::new(StatusCode::FORBIDDEN, "Access is denied")),
        _ => Err(no_such_call()),
    }
}

impl Row for User {
    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        match property {
            "id" => Some(SortKey::Number(self.id)),
            "username" => Some(SortKey::Text(&self.username)),
            _ => None,
        }
    }
}

impl super::Named for User {
    fn name(&self) -> &str {
        &self.username
    }
}
