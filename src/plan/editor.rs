//! Who edited something in TestRail.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Member;
use crate::text;

/// The most characters of a name that are kept.
const MAX_NAME: usize = 60;

/// A TestRail user who changed a case. Displays as the name or, where nobody tells that, as `user 7`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Editor {
    /// The id.
    pub id: u64,
    /// The name on one line of bounded length, raw in all else: whoever renders it escapes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Editor {
    /// Somebody whose name is not known yet.
    pub(crate) fn new(id: u64) -> Self {
        Self { id, name: None }
    }

    /// Takes over the name, if one of these is the editor and has one.
    pub(crate) fn find_name(&mut self, members: &[Member]) {
        let member = members.iter().find(|member| member.id == self.id);
        self.name = member.and_then(|member| {
            let words: Vec<&str> = member.name.split_whitespace().collect();
            let name = words.join(" ");
            let name = text::shorten(&name, MAX_NAME).unwrap_or(name);
            (!name.is_empty()).then_some(name)
        });
    }
}

impl fmt::Display for Editor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => f.write_str(name),
            None => write!(f, "user {}", self.id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Editor {
        let member = |id, name: &str| Member {
            id,
            name: name.into(),
            email: "tester@example.com".into(),
            is_active: false,
        };
        let mut editor = Editor::new(7);
        editor.find_name(&[member(6, "Somebody else"), member(7, name)]);
        editor
    }

    #[test]
    fn a_name_is_one_line_of_bounded_length() {
        assert_eq!(
            named(" Test\n\u{a0}\tdesigner ").to_string(),
            "Test designer"
        );
        let long = named(&"é".repeat(10_000)).to_string();
        assert_eq!(long.chars().count(), MAX_NAME);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn who_has_no_name_is_a_number_and_never_an_address() {
        assert_eq!(named(" \n").to_string(), "user 7");
        let mut stranger = Editor::new(8);
        stranger.find_name(&[]);
        assert_eq!(stranger.to_string(), "user 8");
    }
}
