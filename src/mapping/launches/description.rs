//! The description of a run: a block of ours between two marks, and around it whatever people wrote.

use crate::field::fingerprint;
use crate::model::{Launch, Markup};
use crate::text;

/// What the markers of launches begin with, behind which the id is.
pub(crate) const MARK_PREFIX: &str = "ALLURE-LAUNCH-";

const BEGIN: &str = "[railwright]";
const END: &str = "[/railwright]";
const EXPORTED: &str = "Exported: ";
const OWNER: &str = "Sync config: ";

/// What the block of a run says about the results in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The lines about the launch.
    pub lines: Vec<String>,
    /// Fingerprint of the results that were all in the run when the block was written. It is in TestRail, so that
    /// nothing has to be remembered elsewhere.
    pub exported: Option<String>,
}

/// The block for a launch that this sync config exports. Each line is plain text that is the same as HTML, as Markdown
/// and as characters.
pub(crate) fn block(launch: &Launch, web: &str, config: &str, exported: Option<String>) -> Block {
    let mut lines = vec![
        format!("Launch: {web}/launch/{}", launch.id.0),
        format!("{OWNER}{}", safe(config)),
    ];
    let tags = launch.tags.iter().map(|tag| safe(tag));
    let tags: Vec<String> = tags.filter(|tag| !tag.is_empty()).collect();
    if !tags.is_empty() {
        lines.push(format!("Tags: {}", tags.join(", ")));
    }
    for (variable, value) in &launch.environment {
        let (variable, value) = (safe(variable), safe(value));
        // A line that ends in a blank would not be read back as it was written.
        if variable.is_empty() || value.is_empty() {
            continue;
        }
        let line = format!("{variable}: {value}");
        lines.push(if line.starts_with(EXPORTED) || line.starts_with(OWNER) {
            format!("Environment: {line}")
        } else {
            line
        });
    }
    Block { lines, exported }
}

/// True when a description says that the run belongs to this sync config.
pub(crate) fn is_owned_by(description: &str, config: &str) -> bool {
    let owner = format!("{OWNER}{}", safe(config));
    read_block(description).is_some_and(|block| block.lines.contains(&owner))
}

/// Puts a block into a description in place of the one that is there, or below what people wrote.
pub(crate) fn merge(description: &str, block: &Block, markup: Markup) -> String {
    let Block { lines, exported } = block;
    let exported = exported.as_ref().map(|it| format!("{EXPORTED}{it}"));
    let lines = [BEGIN].into_iter().chain(lines.iter().map(String::as_str));
    let lines: Vec<&str> = lines.chain(exported.as_deref()).chain([END]).collect();
    let ours = match markup {
        Markup::Html => text::from_plain(&lines.join("\n"), markup),
        Markup::Markdown | Markup::Plain => lines.join("\n"),
    };
    let ours = ours.trim_end();
    match bounds(description) {
        Some((begin, end)) => {
            let (above, below) = (&description[..begin], &description[end..]);
            let ours = if is_inside_block(above) {
                inner(ours)
            } else {
                ours
            };
            [above, ours, below].concat()
        }
        None if description.trim().is_empty() => ours.to_owned(),
        None => format!("{}\n\n{ours}", description.trim_end()),
    }
}

/// What is inside the one paragraph that the lines are in HTML.
fn inner(html: &str) -> &str {
    html.strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
        .unwrap_or(html)
}

/// Whether the last tag of this HTML began something in which a paragraph cannot begin.
fn is_inside_block(above: &str) -> bool {
    const BLOCKS: [&str; 8] = [
        "/p",
        "/div",
        "/ul",
        "/ol",
        "/table",
        "/blockquote",
        "/h",
        "/pre",
    ];
    let last_tag = above
        .rsplit_once('<')
        .map(|(_, tag)| tag.to_ascii_lowercase());
    last_tag.is_some_and(|tag| tag.contains('>') && !BLOCKS.iter().any(|end| tag.starts_with(end)))
}

/// Reads the block of a description, however TestRail wrapped and encoded it.
pub(crate) fn read_block(description: &str) -> Option<Block> {
    let (begin, end) = bounds(description)?;
    let inside = &description[begin + BEGIN.len()..end - END.len()];
    let mut block = Block {
        lines: Vec::new(),
        exported: None,
    };
    for line in decode(inside)
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        match line.strip_prefix(EXPORTED) {
            Some(exported) => {
                // As earlier versions spelt a single one.
                let single = exported.strip_prefix("1 results,");
                block.exported = Some(match single {
                    Some(digits) => format!("1 result,{digits}"),
                    None => exported.to_owned(),
                });
            }
            None => block.lines.push(line.to_owned()),
        }
    }
    Some(block)
}

/// Fingerprints what a block says, for telling "the same as then"; without one, that there is none.
pub(crate) fn block_fingerprint(block: Option<&Block>) -> String {
    let lines = block.iter().flat_map(|block| &block.lines);
    let exported = block.and_then(|block| block.exported.as_ref());
    fingerprint::name_of(lines.chain(exported))
}

/// What a description says about the results in its run.
pub(crate) fn exported_in(description: &str) -> Option<String> {
    read_block(description)?.exported
}

/// A description without what it says about results; `None` where it has no block of ours.
pub(crate) fn without_exported(description: &str) -> Option<String> {
    let (begin, end) = bounds(description)?;
    let mut block = read_block(description)?;
    block.exported = None;
    // As it stands: nobody has to know here what the server wants.
    let is_html = description[begin..end].contains('<');
    let markup = if is_html { Markup::Html } else { Markup::Plain };
    Some(merge(description, &block, markup))
}

fn bounds(description: &str) -> Option<(usize, usize)> {
    let begin = description.find(BEGIN)?;
    let end = description[begin..].find(END)? + begin + END.len();
    Some((begin, end))
}

/// Undoes what is made of plain lines: blocks and breaks end a line, looks and links are nothing.
fn decode(html: &str) -> String {
    const INLINE: [&str; 12] = [
        "a", "b", "strong", "i", "em", "u", "s", "span", "font", "code", "small", "mark",
    ];
    let mut plain = String::with_capacity(html.len());
    let mut pieces = html.split('<');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let Some((tag, after)) = piece.split_once('>') else {
            plain.push('<');
            plain.push_str(piece);
            continue;
        };
        let tag = tag.trim_start_matches('/');
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
        let name = tag[..end.unwrap_or(tag.len())].to_ascii_lowercase();
        if !INLINE.contains(&name.as_str()) {
            plain.push('\n');
        }
        plain.push_str(after);
    }
    text::decoded(&plain).replace('\u{a0}', " ")
}

/// One line without characters that any of the forms would read as markup: they are shown as their nearest kin, so
/// that what is read back is what was written.
fn safe(text: &str) -> String {
    text::one_line(text)
        .chars()
        .map(|character| match character {
            '<' => '‹',
            '>' => '›',
            '[' => '(',
            ']' => ')',
            '&' => '＆',
            other => other,
        })
        .collect()
}
