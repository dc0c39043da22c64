//! What tags ask for that no field of TestRail can show.

use crate::diagnostic::TextLoss;
use crate::text::base::is_nowhere;

/// What a tag that is formatting asks for in vain.
pub(super) fn of_tag(name: &[u8], attribute: impl Fn(&[u8]) -> Option<String>) -> Vec<TextLoss> {
    let mut losses = Vec::new();
    if name == b"mark" {
        losses.push(TextLoss::Highlight);
    }
    let colours: [&[u8]; 2] = [b"color", b"bgcolor"];
    let style = attribute(b"style").unwrap_or_default();
    if colours.into_iter().any(|name| attribute(name).is_some()) || has_colour(&style) {
        losses.push(TextLoss::Colour);
    }
    let spans: [&[u8]; 2] = [b"colspan", b"rowspan"];
    let is_wide = |value: String| value.trim().parse().is_ok_and(|count: u32| count > 1);
    if spans.into_iter().filter_map(&attribute).any(is_wide) {
        losses.push(TextLoss::WideCell);
    }
    let address = match name {
        b"a" => attribute(b"href"),
        b"img" => attribute(b"src"),
        _ => None,
    };
    if address.is_some_and(|address| is_nowhere(&address)) {
        losses.push(TextLoss::RelativeAddress);
    }
    losses
}

fn has_colour(css: &str) -> bool {
    let mut properties = css
        .split(';')
        .filter_map(|declaration| Some(declaration.split_once(':')?.0.trim()));
    properties.any(|property| {
        ["color", "background", "background-color"]
            .iter()
            .any(|known| property.eq_ignore_ascii_case(known))
    })
}
