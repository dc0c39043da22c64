//! A value that must not be shown.

use std::fmt;

use super::scrub;

/// How long a server's token is at least.
const SHORTEST_GRANTED: usize = 16;

/// A password, key or token. It has no `Display`, and its `Debug` is `***`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Box<str>);

impl Secret {
    /// From now on it is replaced in whatever this process prints or keeps.
    pub(crate) fn new(secret: impl Into<Box<str>>) -> Self {
        let secret = secret.into();
        scrub::know(&secret);
        Self(secret)
    }

    /// One that a server made up. A short one is not replaced elsewhere: else a server could choose the words that
    /// nobody gets to see.
    pub(crate) fn granted(secret: impl Into<Box<str>>) -> Self {
        let secret = secret.into();
        if secret.len() >= SHORTEST_GRANTED {
            scrub::know(&secret);
        }
        Self(secret)
    }

    /// What everybody knows, where a secret could be.
    pub(crate) fn public(word: &'static str) -> Self {
        Self(word.into())
    }

    /// Hands out the characters, to put them into a request.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_not_shown() {
        insta::assert_snapshot!(format!("{:?}", Some(Secret::new("hunter2"))), @"Some(***)");
    }
}
