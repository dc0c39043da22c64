//! Characters that no field can carry.

use std::borrow::Cow;

/// Returns the text with line feeds as its only line breaks and without the characters that JSON, XML or HTML
/// cannot carry: control characters and Unicode noncharacters.
pub(super) fn carriable(text: &str) -> Cow<'_, str> {
    if text
        .chars()
        .all(|character| character != '\r' && is_carriable(character))
    {
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

fn is_carriable(character: char) -> bool {
    let code = u32::from(character);
    let is_noncharacter = (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe;
    matches!(character, '\n' | '\t' | '\r') || (!character.is_control() && !is_noncharacter)
}
