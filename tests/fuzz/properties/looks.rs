//! What texts may look like by the time that people or other programs see them.

use railwright::model::Markup;
use railwright::render::escape;
use railwright::text;

/// Asserts that a rendered text can neither steer a terminal nor show one thing and mean another.
pub(super) fn assert_printable(rendered: &str) {
    for line in rendered.split('\n') {
        assert_eq!(escape::terminal(line), line, "in {rendered:?}");
    }
}

/// Asserts that an error about a body is short, however long the body is.
pub(super) fn assert_short(error: &str) {
    assert!(
        error.chars().count() <= 1_000,
        "an error of {} characters",
        error.chars().count()
    );
}

/// Asserts that a text which is sent to a field is equal to what any server makes of it: other line endings, an editor's
/// paragraph around it, a line feed at its end.
pub(super) fn assert_settled(sent: &str, markup: Markup) {
    let stored = [
        sent.to_owned(),
        sent.replace('\n', "\r\n"),
        format!("{sent}\n"),
    ];
    for stored in stored {
        assert!(
            text::same(sent, &stored, markup),
            "{markup:?}\nsent {sent:?}\nstored {stored:?}\ncanonical {:?}\nof stored {:?}",
            text::canonical(sent, markup),
            text::canonical(&stored, markup),
        );
    }
}
