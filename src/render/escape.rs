//! Makes text that came from a server harmless for where it goes.

use std::borrow::Cow;
use std::fmt::Write as _;

/// For a terminal or a log: control characters, escape sequences and characters that reorder text or cannot be seen become
/// visible, so that a test case can neither colour the screen nor show one thing and mean another. Line breaks and tabs are
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

/// For JSON that is written already: characters that steer a terminal, reorder text or cannot be seen are spelt out, which
/// reads as the same text.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    // Those of ASCII are spelt out between quotes and stand for the layout elsewhere.
    let is_hidden = |character: char| character > '~' && is_unsafe(character);
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_hidden(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(character: char) -> bool {
    character.is_control() || reorders(character) || is_invisible(character)
}

/// Marks, embeddings, overrides and isolates of bidirectional text, and the line separators.
fn reorders(character: char) -> bool {
    matches!(
        character,
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// What nobody sees, so that two texts look the same. The joiner of emoji and the choice of their colour are no such thing:
/// what they change is seen.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00ad}' | '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200c}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fence, json, log, markdown, terminal};

    #[test]
    fn escape_sequences_and_reordering_become_visible() {
        insta::assert_snapshot!(terminal("a\u{1b}[31mred\u{7}\u{202e}b\r\n\tОк 👍🏽"), @r"a\u{1b}[31mred\u{7}\u{202e}b\r\n\tОк 👍🏽");
    }

    /// One of each kind that nobody should be fooled by.
    const FOOLING: &str =
        "\u{9b}\u{85}\u{7f}\u{202e}\u{2028}\u{200b}\u{2060}\u{ad}\u{fff9}\u{e0041}\u{feff}\u{3164}";

    #[test]
    fn two_titles_that_look_the_same_are_shown_to_differ() {
        for character in FOOLING.chars() {
            let title = format!("Sign{character} in");
            let spelt = character.escape_unicode().to_string();
            assert!(terminal(&title).contains(&spelt), "{spelt}");
            assert!(
                markdown(&title).contains(&spelt.replace('\\', "\\\\")),
                "{spelt}"
            );
            let written = serde_json::to_string(&title).expect("a text");
            let safe = json(&written);
            assert!(!safe.contains(character), "{spelt}");
            assert_eq!(
                serde_json::from_str::<String>(&safe).expect("a text"),
                title
            );
        }
        assert_eq!(terminal("👩‍💻 ❤️ é"), "👩‍💻 ❤️ é");
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
        fn json_of_any_text_reads_as_the_same(text in any::<String>()) {
            let written = serde_json::to_string_pretty(&[&text]).expect("a text");
            let read: Vec<String> = serde_json::from_str(&json(&written)).expect("a text");
            prop_assert_eq!(read, vec![text]);
        }

        #[test]
        fn a_json_text_says_the_same_in_a_log(text in "[#a\\[\"\\\\ ]*") {
            let json = serde_json::to_string(&text).expect("a text");
            let read: String = serde_json::from_str(&log(&json)).expect("the same text");
            prop_assert_eq!(read, text);
        }
    }
}
