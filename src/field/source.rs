//! What is in sources, as the types of fields take it.

use super::scenario;
use crate::diagnostic::NamedValue;
use crate::model::{Link, Markup, SourceValue};
use crate::text::{self, Base};

/// What is between the entries of a list if nothing else is said.
pub(super) const SEPARATOR: &str = ", ";

/// The single things that are in some sources, in their order. What is blank is nothing.
pub(super) fn entries<'a>(sources: &[&'a SourceValue]) -> Vec<&'a SourceValue> {
    let mut entries = Vec::new();
    for source in sources {
        match source {
            SourceValue::Empty => {}
            SourceValue::List(list) => {
                entries.extend(self::entries(&list.iter().collect::<Vec<_>>()));
            }
            SourceValue::Plain(text) | SourceValue::Markdown(text) if text.trim().is_empty() => {}
            SourceValue::Named(NamedValue { name, .. }) if name.trim().is_empty() => {}
            source => entries.push(*source),
        }
    }
    entries
}

/// One text without any markup.
pub(super) fn joined_plain(entries: &[&SourceValue], join: &str) -> String {
    let texts: Vec<String> = entries.iter().map(|entry| plain(entry)).collect();
    texts.join(join)
}

fn plain(entry: &SourceValue) -> String {
    match entry {
        SourceValue::Empty | SourceValue::List(_) => String::new(),
        SourceValue::Plain(text) => text.clone(),
        SourceValue::Markdown(markdown) => text::plain_from_markdown(markdown),
        SourceValue::Named(NamedValue { name, .. }) => name.clone(),
        SourceValue::Flag(flag) => flag.to_string(),
        SourceValue::Link(Link { words, address }) if words.is_empty() => address.clone(),
        SourceValue::Link(Link { words, address }) => format!("{words} ({address})"),
        SourceValue::Scenario(scenario) => {
            scenario::numbered_list(scenario, Markup::Plain, &Base::none())
        }
    }
}

/// One text for a field of this markup. Names are joined in a line, links are a list, and documents follow each other.
pub(super) fn joined_text(
    entries: &[&SourceValue],
    join: Option<&str>,
    markup: Markup,
    base: &Base,
) -> String {
    match entries {
        [] => String::new(),
        [SourceValue::Markdown(markdown)] => text::from_markdown(markdown, markup, base),
        [SourceValue::Scenario(scenario)] => scenario::numbered_list(scenario, markup, base),
        entries if entries.iter().all(|entry| is_name(entry)) => {
            let text = joined_plain(entries, join.unwrap_or(SEPARATOR));
            text::from_plain(&text, markup)
        }
        entries => {
            let joined = match join {
                Some(join) => joined_markdown(entries, &escaped(join)),
                None => below_each_other(entries),
            };
            text::from_markdown(&joined, markup, base)
        }
    }
}

fn joined_markdown(entries: &[&SourceValue], join: &str) -> String {
    let texts: Vec<String> = entries.iter().map(|entry| markdown(entry)).collect();
    texts.join(join)
}

/// Links as a list, names in a line, documents as they are.
fn below_each_other(entries: &[&SourceValue]) -> String {
    let is_link = |entry: &SourceValue| matches!(entry, SourceValue::Link(_));
    let kinds = entries.chunk_by(|a, b| is_name(a) && is_name(b) || is_link(a) && is_link(b));
    let blocks: Vec<String> = kinds
        .map(|block| match block {
            [first, _, ..] if is_link(first) => {
                let items = block.iter().map(|link| format!("- {}\n", markdown(link)));
                items.collect()
            }
            block => joined_markdown(block, SEPARATOR),
        })
        .collect();
    blocks.join("\n\n")
}

fn is_name(entry: &SourceValue) -> bool {
    matches!(
        entry,
        SourceValue::Plain(_) | SourceValue::Named(_) | SourceValue::Flag(_)
    )
}

fn markdown(entry: &SourceValue) -> String {
    match entry {
        SourceValue::Markdown(markdown) => markdown.clone(),
        // Whoever reads this Markdown makes its addresses absolute.
        SourceValue::Scenario(scenario) => {
            scenario::numbered_list(scenario, Markup::Markdown, &Base::none())
        }
        SourceValue::Link(Link { words, address }) => {
            let words = match text::one_line(words) {
                words if words.is_empty() => abbreviated(address),
                words => words,
            };
            let address = text::one_line(address);
            format!("[{}](<{}>)", escaped(&words), escaped(&address))
        }
        other => escaped(&text::one_line(&plain(other))),
    }
}

/// `wiki.example.com/…/page` where that is shorter: a link that shows all of its address is one that editors unmake.
fn abbreviated(address: &str) -> String {
    let Some((_, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    match (rest.split_once('/'), rest.rsplit_once('/')) {
        (Some((host, path)), Some((_, last))) if path != last && !last.is_empty() => {
            format!("{host}/…/{last}")
        }
        _ => address.to_owned(),
    }
}

/// A text in which no character means anything to Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    // A single line break would be a blank.
    escaped.replace('\n', "\\\n").replace("\\\n\\\n", "\n\n")
}

/// The one thing that is to be chosen by. Several things are one name, so that a row can be written for them.
pub(super) fn chosen_by(entries: &[&SourceValue], join: &str) -> Option<NamedValue> {
    match entries {
        [] => None,
        [SourceValue::Named(named)] => Some(named.clone()),
        entries => Some(NamedValue {
            id: None,
            name: text::one_line(&joined_plain(entries, join)),
        }),
    }
}
