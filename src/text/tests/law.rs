//! The law: what was sent and what is read back are the same, and nothing is eaten.

use icu_normalizer::ComposingNormalizer;
use proptest::prelude::*;

use crate::text::testing::{SERVERS, Server};
use crate::{
    model::Markup,
    text::{
        Base, NumberedItem, canonical, canonical::read, from_markdown, from_plain, markdown,
        numbered, one_line, plain, quick, same, shorten, unlinked::unlinked,
    },
};

/// Cases that failed once become tests of their own instead of files.
const CASES: u32 = 192;

const MARKUPS: [Markup; 3] = [Markup::Html, Markup::Markdown, Markup::Plain];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Z0-9]{1,6}",
        1 => prop::sample::select(vec![
            "<placeholder>", "a<b", "a < b && c", "<b>bold</b>", "<script>alert(1)</script>", "&amp;lt;", "&lt;", "&",
            "&copy", "&mdash;", "\u{2014}", "\u{201c}quoted\u{201d}", "привет", "日本語", "שלום", "e\u{301}", "\u{200b}zero",
            "👩‍👩‍👧", "snake_case", "*star*", "**", "`", "``", "~~", "~", "\\", "\\*", "[x]", "[a](b)", "![", "](", "|",
            "#", "-", "+", "1.", "2)", ">", "=", "---", "http://example.com/a_b", "user@example.com", "<br>", "</p>",
            "<p>", "\"", "'", "!", "<", "</", "<!--", "-->", "<u>u</u>", "x<sup>2</sup>", "C:\\temp", "\u{a0}", "$", "{", "^",
        ]).prop_map(str::to_owned),
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..6).prop_map(|words| words.join(" "))
}

fn inline() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => words(),
        1 => words().prop_map(|text| format!("**{text}**")),
        1 => words().prop_map(|text| format!("*{text}*")),
        1 => words().prop_map(|text| format!("***{text}***")),
        1 => words().prop_map(|text| format!("~~{text}~~")),
        1 => words().prop_map(|text| format!("`{text}`")),
        1 => words().prop_map(|text| format!("[{text}](https://example.com/?a=1&b=2)")),
        1 => words().prop_map(|text| format!("![{text}](/api/rs/testcase/attachment/5/content)")),
        1 => Just("[x](javascript:alert(1))".to_owned()),
    ]
}

fn paragraph() -> impl Strategy<Value = String> {
    let joint = prop::sample::select(vec![" ", "", "\n", "  \n", "\\\n", "<br>"]);
    prop::collection::vec((inline(), joint), 1..5).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(text, joint)| text + joint)
            .collect()
    })
}

fn block() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => paragraph(),
        1 => (1..7_usize, words()).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        1 => prop::collection::vec(words(), 1..4).prop_map(|lines| format!("```xml\n{}\n```", lines.join("\n  "))),
        1 => prop::collection::vec(words(), 1..4).prop_map(|lines| format!("    {}", lines.join("\n    "))),
        1 => prop::collection::vec((inline(), inline()), 1..4).prop_map(|rows| {
            let rows: Vec<String> = rows.iter().map(|(a, b)| format!("| {a} | {b} |")).collect();
            format!("| x | y |\n| --- | --- |\n{}", rows.join("\n"))
        }),
        1 => Just("---".to_owned()),
        1 => Just("<table><tr><td>cell <query></td></tr></table>".to_owned()),
        1 => Just("- [ ] open\n- [x] done".to_owned()),
        1 => Just("Note[^1]\n\n[^1]: the *note*".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let blocks = prop::collection::vec(inner, 1..3).prop_map(|blocks| blocks.join("\n\n"));
        prop_oneof![
            blocks
                .clone()
                .prop_map(|text| format!("> {}", text.replace('\n', "\n> "))),
            blocks
                .clone()
                .prop_map(|text| format!("- {}", text.replace('\n', "\n  "))),
            (0..12_u32, blocks.clone(), blocks).prop_map(|(start, a, b)| {
                format!(
                    "{start}. {}\n{start}. {}",
                    a.replace('\n', "\n    "),
                    b.replace('\n', "\n    ")
                )
            }),
        ]
    })
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec(block(), 0..5).prop_map(|blocks| blocks.join("\n\n"))
}

fn base() -> Base {
    Base::new(&"https://testops.example.com".parse().unwrap())
}

fn check_converges(sent: &str, markup: Markup) -> Result<(), TestCaseError> {
    for server in SERVERS {
        if server == Server::Editor && markup != Markup::Html {
            continue;
        }
        if server.eats(sent, markup) {
            continue;
        }
        let stored = server.store(sent);
        prop_assert!(
            same(sent, &stored, markup),
            "{markup:?} {server:?}\nsent {sent:?}\nstored {stored:?}\ncanonical {:?}\nof stored {:?}",
            canonical(sent, markup),
            canonical(&stored, markup)
        );
        if markup != Markup::Plain {
            prop_assert_eq!(
                canonical(sent, markup),
                canonical(&stored, markup),
                "{:?} {:?}",
                markup,
                server
            );
        }
        let stored_again = server.store(&stored);
        prop_assert!(
            same(sent, &stored_again, markup),
            "{markup:?} {server:?} {stored_again:?}"
        );
    }
    Ok(())
}

/// Letters and digits only: what must be found again whatever the marks around it became.
fn letters(text: &str) -> String {
    let composed = ComposingNormalizer::new_nfc().normalize(text);
    composed
        .chars()
        .filter(|character| character.is_alphanumeric())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_server_makes_of_a_markdown_text_is_the_same_text(markdown in document()) {
        for markup in MARKUPS {
            check_converges(&from_markdown(&markdown, markup, &base()), markup)?;
        }
    }

    #[test]
    fn what_a_server_makes_of_a_plain_text_is_the_same_text(text in document()) {
        for markup in MARKUPS {
            check_converges(&from_plain(&text, markup), markup)?;
        }
    }

    #[test]
    fn what_a_server_makes_of_a_scenario_is_the_same_scenario(text in words(), expected in words(), inner in document()) {
        let inner = NumberedItem { text: inner.into(), ..NumberedItem::default() };
        let items = [NumberedItem { text: text.into(), expected: vec![expected.into()], items: vec![inner] }];
        for markup in MARKUPS {
            check_converges(&numbered(&items, markup, &base()), markup)?;
        }
    }

    #[test]
    fn nothing_of_a_plain_text_is_eaten(text in document()) {
        for markup in [Markup::Html, Markup::Markdown] {
            for server in SERVERS {
                let stored = server.store(&from_plain(&text, markup));
                let read = canonical(&stored, markup);
                prop_assert_eq!(letters(&text), letters(&read), "{:?} {:?} {}", markup, server, stored);
            }
        }
    }

    #[test]
    fn nothing_of_a_markdown_text_is_eaten(markdown in document()) {
        // The alternative text of an image is no text in HTML.
        let markdown = markdown.replace("![", "[");
        let source = plain::write(&unlinked(markdown::read_source(&markdown, &base())));
        for markup in [Markup::Html, Markup::Markdown] {
            for server in [Server::Verbatim, Server::Wrap] {
                let sent = from_markdown(&markdown, markup, &base());
                if server.eats(&sent, markup) {
                    continue;
                }
                let stored = server.store(&sent);
                let read = plain::write(&unlinked(read(&stored, markup)));
                prop_assert_eq!(letters(&source), letters(&read), "{:?} {:?} {}", markup, server, stored);
            }
        }
    }

    #[test]
    fn a_changed_word_is_seen(markdown in document(), inner in inline()) {
        // What nobody sees may change unseen: a comment that is not closed holds the word as well.
        prop_assume!(!markdown.contains("<!--") && !inner.contains("<!--"));
        let one = format!("{markdown}\n\n{inner} wait 5 seconds");
        let other = format!("{markdown}\n\n{inner} wait 6 seconds");
        for markup in MARKUPS {
            for server in [Server::Verbatim, Server::Wrap] {
                let (one, other) = (from_markdown(&one, markup, &base()), from_markdown(&other, markup, &base()));
                prop_assert!(
                    server.eats(&other, markup) || !same(&one, &server.store(&other), markup),
                    "{markup:?} {server:?} {other}"
                );
                let (one, other) = (from_plain(&one, markup), from_plain(&other, markup));
                prop_assert!(!same(&one, &server.store(&other), markup), "{markup:?} {server:?} {other}");
            }
        }
    }

    #[test]
    fn what_is_quickly_the_same_is_the_same(markdown in document(), place in any::<prop::sample::Index>(), edit in "[ <>&a\n\r;/*\"]{0,2}") {
        for markup in [Markup::Html, Markup::Markdown] {
            let sent = from_markdown(&markdown, markup, &base());
            let stored = SERVERS.map(|server| server.store(&sent));
            for stored in stored {
                let cuts: Vec<usize> = stored.char_indices().map(|(cut, _)| cut).chain([stored.len()]).collect();
                let (before, after) = stored.split_at(cuts[place.index(cuts.len())]);
                let edited = format!("{before}{edit}{after}");
                if quick::are_same(&sent, &edited, markup) {
                    prop_assert_eq!(canonical(&sent, markup), canonical(&edited, markup), "{}", edited);
                }
            }
        }
    }

    #[test]
    fn html_holds_only_the_tags_of_the_list(text in document()) {
        const TAGS: [&str; 26] = [
            "p", "ul", "ol", "li", "pre", "code", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "h1", "h2", "h3",
            "h4", "h5", "h6", "strong", "em", "s", "u", "sub", "sup", "a",
        ];
        for html in [from_markdown(&text, Markup::Html, &base()), from_plain(&text, Markup::Html)] {
            for after in html.split('<').skip(1) {
                let name = after.strip_prefix('/').unwrap_or(after);
                let name = name.split([' ', '>']).next().unwrap_or_default();
                prop_assert!(TAGS.contains(&name) || ["br", "hr", "img"].contains(&name), "{name}: {html}");
                prop_assert!(!after.contains("javascript:") || !after.contains("href=\"javascript"), "{html}");
            }
            prop_assert!(html.is_empty() || html.starts_with('<') && html.ends_with(">\n"), "{html}");
        }
    }

    #[test]
    fn no_text_makes_any_function_panic(text in any::<String>(), other in document(), n in 0..40_usize) {
        for text in [text.clone(), format!("<p>{text}</p>"), format!("{other}{text}"), other.chars().rev().collect()] {
            for markup in MARKUPS {
                let sent = from_markdown(&text, markup, &base());
                let canonical_form = canonical(&text, markup);
                prop_assert!(same(&text, &text, markup));
                prop_assert_eq!(&canonical_form, &canonical(&text, markup));
                check_converges(&sent, markup)?;
                check_converges(&from_plain(&text, markup), markup)?;
            }
            one_line(&text);
            if let Some(short) = shorten(&text, n) {
                prop_assert!(short.chars().count() <= n);
            }
        }
    }
}
