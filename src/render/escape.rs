//! Makes text that came from a server harmless for where it goes.

use std::borrow::Cow;

/// For a terminal or a log: control characters, escape sequences and characters that reorder text become visible,
/// so that a test case can neither colour the screen nor show one thing and mean another. Line breaks and tabs are
/// shown as `\n` and `\t`: callers split lines before.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => safe.push_str("\\n"),
            '\t' => safe.push_str("\\t"),
            '\r' => safe.push_str("\\r"),
            character if is_unsafe(character) => safe.extend(character.escape_unicode()),
            character => safe.push(character),
        }
    }
    Cow::Owned(safe)
}

/// For a line that is shown with marks below it: as for a terminal, but a tab is one blank.
pub(crate) fn source_line(text: &str) -> String {
    terminal(&text.replace('\t', " ")).into_owned()
}

/// For a Markdown comment on a forge: nothing becomes markup, a mention, a link to an issue or a tag.
pub(crate) fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for character in terminal(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // Forges read mentions, issue numbers and commit ids in plain text; an empty comment breaks them up and
            // shows nothing.
            '@' => safe.push_str("@<!-- -->"),
            '#' => safe.push_str("#<!-- -->"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | ':' => {
                safe.push('\\');
                safe.push(character);
            }
            character => safe.push(character),
        }
    }
    safe
}

/// For the log of a CI system, as the last step before printing: such systems carry out `##vso[…]`, `##teamcity[…]` and
/// `##[…]` wherever in a line it is. The second `#` is spelt in a way that JSON reads as the same character.
pub(crate) fn log(text: &str) -> Cow<'_, str> {
    const MARK: &str = "##";
    let mut safe = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(MARK) {
        let (before, mark) = rest.split_at(start);
        let name = mark.trim_start_matches('#');
        let is_command = name
            .trim_start_matches(|character: char| character.is_ascii_alphanumeric())
            .starts_with('[');
        let hashes = mark.len() - name.len();
        safe.push_str(before);
        safe.push_str(&mark[..hashes - 1]);
        safe.push_str(if is_command { "\\u0023" } else { "#" });
        rest = name;
    }
    if safe.is_empty() {
        return Cow::Borrowed(text);
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// A fence of backticks that is longer than any in the text, so that the text cannot close it.
pub(crate) fn fence(text: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    "`".repeat(longest.max(2) + 1)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Marks, embeddings, overrides and isolates of bidirectional text, and the line separators.
            '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
                | '\u{2028}' | '\u{2029}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fence, log, markdown, terminal};

    #[test]
    fn escape_sequences_and_reordering_become_visible() {
        insta::assert_snapshot!(terminal("a\u{1b}[31mred\u{7}\u{202e}b\r\n\tОк 👍🏽"), @r"a\u{1b}[31mred\u{7}\u{202e}b\r\n\tОк 👍🏽");
    }

    #[test]
    fn nothing_becomes_a_command_of_a_ci_system() {
        insta::assert_snapshot!(log(
            "a ##vso[task.complete]\n##[error] ###teamcity[x] ##[[ ##\n## Title [a](b) #[derive] ##x y["
        ), @r"
        a #\u0023vso[task.complete]
        #\u0023[error] ##\u0023teamcity[x] #\u0023[[ ##
        ## Title [a](b) #[derive] ##x y[
        ");
    }

    #[test]
    fn nothing_becomes_markup_or_a_mention() {
        insta::assert_snapshot!(markdown(
            "@team see #12 <b>|x|</b> `code` [a](http://b) **c**"
        ), @r"@<!-- -->team see #<!-- -->12 &lt;b&gt;\|x\|&lt;/b&gt; \`code\` \[a\](http\://b) \*\*c\*\*");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("no ticks"), "```");
        assert_eq!(fence("a ``` b ```` c"), "`````");
    }

    proptest! {
        #[test]
        fn no_control_character_reaches_the_terminal(text in any::<String>()) {
            prop_assert!(!terminal(&text).chars().any(char::is_control));
        }

        #[test]
        fn a_json_text_says_the_same_in_a_log(text in "[#a\\[\"\\\\ ]*") {
            let json = serde_json::to_string(&text).expect("a text");
            let read: String = serde_json::from_str(&log(&json)).expect("the same text");
            prop_assert_eq!(read, text);
        }
    }
}
