//! What the tokens of a macro name. Nobody knows what a macro makes of them, so every run of names with `::` between
//! them counts as a path.

use syn::buffer::{Cursor, TokenBuffer};

use super::names::{Names, Written};

/// Adds the paths and the further macros among the tokens of a macro.
pub(super) fn read(called: &syn::Macro, names: &mut Names) {
    let tokens = TokenBuffer::new2(called.tokens.clone());
    read_below(&[], tokens.begin(), names);
}

/// The same for a group. What is before it matters for `use a::{b, c}` only.
fn read_below(before: &[String], mut cursor: Cursor<'_>, names: &mut Names) {
    let mut is_field = false;
    while let Some((token, next)) = cursor.token_tree() {
        if let Some((path, after)) = path(cursor) {
            let path = [before, path.as_slice()].concat();
            if let Some((group, after)) = braces(after) {
                read_below(&path, group, names);
                cursor = after;
                continue;
            }
            if punctuation(after, "!").is_some() {
                names.macros.extend(path.last().cloned());
            }
            // A field or a method may have the name of anything.
            if path.len() > 1 || !is_field {
                names.paths.insert(path);
            }
            cursor = after;
        } else if let Some((group, ..)) = cursor.any_group() {
            read_below(&[], group, names);
            cursor = next;
        } else {
            cursor = next;
        }
        is_field = token.to_string() == ".";
    }
}

/// Names with `::` between them.
fn path(cursor: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    let (first, mut cursor) = cursor.ident()?;
    let mut path = vec![first.to_string()];
    while let Some((name, after)) = punctuation(cursor, "::").and_then(Cursor::ident) {
        path.push(name.to_string());
        cursor = after;
    }
    Some((path, cursor))
}

/// What is between the braces after `::`.
fn braces(cursor: Cursor<'_>) -> Option<(Cursor<'_>, Cursor<'_>)> {
    let (group, _, _, after) = punctuation(cursor, "::")?.any_group()?;
    Some((group, after))
}

fn punctuation<'a>(mut cursor: Cursor<'a>, characters: &str) -> Option<Cursor<'a>> {
    for character in characters.chars() {
        let (punctuation, after) = cursor.punct()?;
        if punctuation.as_char() != character {
            return None;
        }
        cursor = after;
    }
    Some(cursor)
}
