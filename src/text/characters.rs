//! Characters that no field can carry.

use std::borrow::Cow;

/// Returns the text with line feeds as its only line breaks and without the characters that JSON, XML or HTML
/// cannot carry: control characters and Unicode noncharacters.
pub(super) fn carriable(text: &str) -> Cow<'_, str> {
    let is_clean = text.bytes().all(is_plainly_carriable)
        || text
            .chars()
            .all(|character| character != '\r' && is_carriable(character));
    if is_clean {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                kept.push('\n');
            }
            character if is_carriable(character) => kept.push(character),
            _ => {}
        }
    }
    Cow::Owned(kept)
}

/// Blanks that a server or an editor exchanges for one another.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}')
}

/// Returns how many columns blanks take.
pub(super) fn n_columns(blanks: &str) -> usize {
    const TAB: usize = 4;
    let blanks = blanks.chars();
    blanks
        .map(|blank| if blank == '\t' { TAB } else { 1 })
        .sum()
}

/// Returns blanks that stay this many columns wide wherever runs of blanks are one: every second one does not break.
pub(super) fn columns(n: usize) -> String {
    (0..n)
        .map(|place| if place % 2 == 0 { ' ' } else { '\u{a0}' })
        .collect()
}

/// Returns a line of plain text whose runs of blanks stay as wide as they are.
pub(super) fn with_columns(line: &str) -> String {
    let mut wide = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_blank) {
        let (text, blanks) = rest.split_at(start);
        wide.push_str(text);
        let end = blanks
            .find(|character| !is_blank(character))
            .unwrap_or(blanks.len());
        wide.push_str(&columns(n_columns(&blanks[..end])));
        rest = &blanks[end..];
    }
    wide.push_str(rest);
    wide
}

fn is_carriable(character: char) -> bool {
    let code = u32::from(character);
    let is_noncharacter = (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe;
    matches!(character, '\n' | '\t' | '\r') || (!character.is_control() && !is_noncharacter)
}

/// A first look at bytes, because nearly every text passes it: leaves out the bytes that begin the characters in question.
fn is_plainly_carriable(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\t' | b' '..=b'~' | 0x80..=0xc1 | 0xc3..=0xee)
}
