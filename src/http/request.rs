//! What is sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::Secret;
use super::error::Call;
use super::retry::Effect;
use super::scrub;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Authorization {
    None,
    Basic(String, Secret),
    /// A scheme and its token, such as `Bearer` and a JWT.
    Token(&'static str, Secret),
}

impl Authorization {
    /// Basic authorization, whose header is as secret as what it is made of.
    pub(crate) fn basic(user: String, password: Secret) -> Self {
        scrub::know(&STANDARD.encode(format!("{user}:{}", password.expose())));
        Self::Basic(user, password)
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// None, though the content type is JSON: TestRail wants that on GET, too.
    EmptyJson,
    Json(Vec<u8>),
    Form(Vec<(&'static str, Secret)>),
    None,
}

#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// What to call it in messages.
    pub(crate) call: Call,
    pub(crate) url: Url,
    /// What sending it twice would do.
    pub(crate) effect: Effect,
    pub(crate) authorization: Authorization,
    pub(crate) body: Body,
    /// What the answer should be, such as "a page of cases".
    pub(crate) expected: &'static str,
    /// Whether the answer may hold what must not be shown. Errors then quote nothing of it.
    pub(crate) confidential: bool,
}
