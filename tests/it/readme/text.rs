//! The parts of a Markdown text: blocks of code, code in sentences, links, headings, rows of tables.

/// A fenced block.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) language: &'a str,
    pub(super) code: &'a str,
}

/// The fenced blocks and the text between them.
fn parts(text: &str) -> (Vec<Block<'_>>, Vec<&str>) {
    let mut blocks = Vec::new();
    let mut prose = Vec::new();
    for (index, part) in text.split("```").enumerate() {
        if index % 2 == 0 {
            prose.push(part);
        } else {
            let (language, code) = part.split_once('\n').unwrap();
            blocks.push(Block { language, code });
        }
    }
    (blocks, prose)
}

pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    parts(text).0
}

/// The code in sentences and tables.
pub(super) fn code_spans(text: &str) -> Vec<String> {
    let spans = parts(text).1.into_iter().flat_map(|prose| {
        assert!(prose.matches('`').count() % 2 == 0, "{prose}");
        prose.split('`').skip(1).step_by(2)
    });
    spans.map(|span| span.replace('\n', " ")).collect()
}

/// Where links lead.
pub(super) fn links(text: &str) -> Vec<&str> {
    let pieces = parts(text).1.into_iter().flat_map(|prose| {
        let pieces = prose.split("](").skip(1);
        pieces.filter_map(|piece| piece.split(')').next())
    });
    pieces.collect()
}

/// What links to headings are called.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let lines = parts(text).1.into_iter().flat_map(str::lines);
    lines
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let kept = heading.replace(' ', "-");
            kept.replace(|c: char| !c.is_alphanumeric() && c != '-', "")
        })
        .collect()
}

/// The rows of the table that has this head, as cells.
pub(super) fn rows<'a>(text: &'a str, head: &str) -> Vec<Vec<&'a str>> {
    let (_, table) = text.split_once(head).unwrap();
    let lines = table.lines().skip(2).take_while(|line| !line.is_empty());
    lines
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}
