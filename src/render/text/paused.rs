//! What is said about sync configs that nobody looked at.

use super::super::{escape, words};

/// The paused sync configs, and of how many.
pub(crate) struct Paused<'a> {
    pub(crate) names: Vec<&'a str>,
    pub(crate) of: usize,
}

impl Paused<'_> {
    /// True when there is nothing else.
    pub(crate) fn is_all(&self) -> bool {
        self.of > 0 && self.names.len() == self.of
    }

    /// A line for them, so that nobody takes silence for a good answer; empty where there are none.
    pub(crate) fn line(&self) -> String {
        match self.names.as_slice() {
            [] => String::new(),
            _ if self.is_all() => {
                "Nothing was looked at: every sync config is paused.\n".to_owned()
            }
            names => {
                let listed = names.iter().map(|name| escape::terminal(name).to_string());
                format!(
                    "Not looked at, because paused: {}.\n",
                    words::first_few(listed)
                )
            }
        }
    }
}
