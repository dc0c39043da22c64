//! Text for fields of one line and of bounded length.

use unicode_segmentation::UnicodeSegmentation as _;

/// Returns the text on one line, for titles and String fields: runs of white space become one blank, control characters
/// go, nothing is around it. A line on which nothing can be seen is empty.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let length = line.len();
        if !line.is_empty() {
            line.push(' ');
        }
        let start = line.len();
        line.push_str(&super::characters::carriable(word));
        if line.len() == start {
            line.truncate(length);
        }
    }
    if line.chars().all(is_unseen) {
        line.clear();
    }
    line
}

/// Whether nobody can see a character: blanks, joiners, marks of direction.
fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// Returns a text of at most `max_chars` Unicode scalar values that ends in `…`, or nothing when the text fits.
///
/// It is cut between what a reader sees as characters, never inside an accented letter or a composed emoji.
pub(crate) fn shorten(text: &str, max_chars: usize) -> Option<String> {
    text.chars().nth(max_chars)?;
    if max_chars == 0 {
        return Some(String::new());
    }
    let mut room = max_chars - 1;
    let mut end = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        let length = grapheme.chars().take(room + 1).count();
        if length > room {
            break;
        }
        room -= length;
        end = start + grapheme.len();
    }
    let mut short = text[..end].trim_end().to_owned();
    short.push('…');
    Some(short)
}
