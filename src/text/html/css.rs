//! Looks that a style attribute gives or takes back: editors write them so.

use crate::text::document::Style;

/// The looks that a `style` attribute adds, and those that it ends.
pub(super) fn looks(css: &str) -> (Style, Style) {
    let (mut added, mut removed) = (Style::NONE, Style::NONE);
    for declaration in css.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let property = property.trim().to_ascii_lowercase();
        let value = value.replace("!important", " ").trim().to_ascii_lowercase();
        let mut set = |look: Style, is_on: Option<bool>| match is_on {
            Some(true) => added = added.with(look),
            Some(false) => removed = removed.with(look),
            None => {}
        };
        match property.as_str() {
            "font-weight" => set(Style::STRONG, is_bold(&value)),
            "font-style" => set(
                Style::EMPHASIS,
                match value.as_str() {
                    "normal" => Some(false),
                    value => (value.starts_with("italic") || value.starts_with("oblique"))
                        .then_some(true),
                },
            ),
            "text-decoration" | "text-decoration-line" => {
                for (look, name) in [
                    (Style::STRIKE, "line-through"),
                    (Style::UNDERLINE, "underline"),
                ] {
                    if value.split_whitespace().any(|word| word == name) {
                        set(look, Some(true));
                    } else if value.starts_with("none") {
                        set(look, Some(false));
                    }
                }
            }
            "vertical-align" => match value.as_str() {
                "sub" => set(Style::SUBSCRIPT, Some(true)),
                "super" => set(Style::SUPERSCRIPT, Some(true)),
                "baseline" => {
                    set(Style::SUBSCRIPT, Some(false));
                    set(Style::SUPERSCRIPT, Some(false));
                }
                _ => {}
            },
            _ => {}
        }
    }
    (added, removed)
}

fn is_bold(value: &str) -> Option<bool> {
    match value {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        number => number.parse::<u16>().ok().map(|weight| weight >= 600),
    }
}
