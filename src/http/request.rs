//! What is sent.

use url::Url;

use super::Secret;
use super::error::Call;
use super::retry::Effect;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// Nobody.
    None,
    /// A name and its password.
    Basic(String, Secret),
    /// A scheme and its token, such as `Bearer` and a JWT.
    Token(&'static str, Secret),
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// None, though the content type is JSON: TestRail wants that on GET, too.
    EmptyJson,
    /// JSON, already written.
    Json(Vec<u8>),
    /// A form. May hold secrets.
    Form(Vec<(&'static str, Secret)>),
    /// None.
    None,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to call it in messages.
    pub call: Call,
    /// The whole address.
    pub url: Url,
    /// What sending it twice would do.
    pub effect: Effect,
    /// Who asks.
    pub authorization: Authorization,
    /// What is sent.
    pub body: Body,
    /// What the answer should be, such as "a page of cases".
    pub expected: &'static str,
    /// Whether the answer may hold what must not be shown. Errors then quote nothing of it.
    pub confidential: bool,
}
