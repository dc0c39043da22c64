//! Makes text that came from a server harmless for where it goes.

use std::borrow::Cow;

/// For a terminal or a log: control characters, escape sequences and characters that reorder text become visible,
/// so that a test case can neither colour the screen nor show one thing and mean another. Line breaks and tabs are
/// shown as `\n` and `\t`: callers split lines before.
pub fn terminal(text: &str) -> Cow<'_, str> {
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

/// For a Markdown comment on a forge: nothing becomes markup, a mention, a link to an issue or a tag.
pub fn markdown(text: &str) -> String {
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

/// A fence of backticks that is longer than any in the text, so that the text cannot close it.
pub fn fence(text: &str) -> String {
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

    use super::{fence, markdown, terminal};

    #[test]
    fn escape_sequences_and_reordering_become_visible() {
        insta::assert_snapshot!(terminal("a\u{1b}[31mred\u{7}\u{202e}b\r\n\tОк 👍🏽"), @r"a\u{1b}[31mred\u{7}\u{202e}b\r\n\tОк 👍🏽");
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
    }
}
