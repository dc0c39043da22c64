//! References as servers and people write them: entries in a list, each perhaps within a link.

/// The entries of a list of references. Commas separate them, and for some servers line feeds and semicolons do.
pub(crate) fn reference_entries(text: &str) -> impl Iterator<Item = &str> {
    // What separates entries may also stand in the address of a link.
    let has_links = text.contains("</a>");
    let mut in_tag = false;
    let entries = text.split(move |c| {
        match c {
            '<' => in_tag = has_links,
            '>' => in_tag = false,
            _ => {}
        }
        !in_tag && matches!(c, ',' | ';' | '\n' | '\r')
    });
    entries.map(str::trim).filter(|entry| !entry.is_empty())
}

/// What an entry says: of a link its text, and of an address its end.
pub(crate) fn unlinked(entry: &str) -> &str {
    let entry = entry.trim();
    let entry = link_text(entry).unwrap_or(entry).trim();
    let end_of_address = || {
        let (_, path) = entry.split_once("://")?;
        let (_, end) = path.rsplit_once('/')?;
        (!path.contains(char::is_whitespace)).then_some(end)
    };
    end_of_address().unwrap_or(entry)
}

fn link_text(entry: &str) -> Option<&str> {
    if let Some(link) = entry.strip_prefix("<a ") {
        let (_, text) = link.split_once('>')?;
        return text.strip_suffix("</a>").filter(|text| !text.contains('<'));
    }
    let (text, address) = entry.strip_prefix('[')?.split_once("](")?;
    let address = address.strip_suffix(')')?;
    (!address.contains(['(', ')', ' '])).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_their_lists_are_taken_apart() {
        let entries = |text| {
            let entries = reference_entries(text).map(unlinked);
            entries.collect::<Vec<_>>().join("|")
        };
        assert_eq!(entries(" A-1, A-2 ,,"), "A-1|A-2");
        assert_eq!(entries("A-1;A-2\r\nA-3"), "A-1|A-2|A-3");
        assert_eq!(
            entries(r#"<a href="https://jira/browse/A-1?a=1&amp;b=2,3">A-1</a>, A-2"#),
            "A-1|A-2"
        );
        assert_eq!(
            entries("https://jira/browse/A-1;[A-2](https://jira/browse/A-2)"),
            "A-1|A-2"
        );
        assert_eq!(entries(r#"<a href="x">https://jira/browse/A-1</a>"#), "A-1");
        assert_eq!(entries("a<b,A-1"), "a<b|A-1");
        assert_eq!(
            entries("x/A-1, https://jira see/A-1, <a href=x>A-1"),
            "x/A-1|https://jira see/A-1|<a href=x>A-1"
        );
    }
}
