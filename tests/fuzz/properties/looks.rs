//! What texts may look like by the time that people or other programs see them.

use crate::model::Markup;
use crate::render::escape;
use crate::text;

use crate::text::testing::{SERVERS, Server};

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

/// Asserts that a text which is sent to a field is equal to what a server makes of it, and of that once more.
pub(super) fn assert_settled(sent: &str, markup: Markup) {
    let other_line_ends = sent.replace('\n', "\r\n");
    assert_same(sent, &other_line_ends, markup);
    for server in SERVERS {
        let has_no_editor = server == Server::Editor && markup != Markup::Html;
        if has_no_editor || server.eats(sent, markup) {
            continue;
        }
        let stored = server.store(sent);
        assert_same(sent, &stored, markup);
        assert_same(sent, &server.store(&stored), markup);
    }
}

fn assert_same(sent: &str, stored: &str, markup: Markup) {
    assert!(
        text::same(sent, stored, markup),
        "{markup:?}\nsent {sent:?}\nstored {stored:?}\ncanonical {:?}\nof stored {:?}",
        text::canonical(sent, markup),
        text::canonical(stored, markup),
    );
}
