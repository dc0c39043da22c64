//! A scenario in a field that knows no steps.

use super::{
    Base,
    base::spelled,
    builder::{Builder, Origin},
    characters::{carriable, is_blank, n_columns, with_columns},
    own_picture::own_picture,
    rich::add_rich,
    write,
};
use crate::model::{Markup, StepText};

/// One step of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NumberedItem {
    /// What to do; may have several lines.
    pub text: StepText,
    /// What is expected then, shown below the text as "Expected: …".
    pub expected: Vec<StepText>,
    /// The steps that this step is made of.
    pub items: Vec<Self>,
}

/// Returns a numbered, nested list of steps for a field of this markup; nothing for no steps.
pub(crate) fn numbered(items: &[NumberedItem], markup: Markup, base: &Base) -> String {
    let mut builder = Builder::default();
    builder.open_list(Some(1), Origin::Markdown);
    // A stack of its own, because the depth of what is given has no bound.
    let mut open = vec![items.iter()];
    while let Some(siblings) = open.last_mut() {
        let Some(NumberedItem {
            text,
            expected,
            items,
        }) = siblings.next()
        else {
            open.pop();
            builder.close(super::builder::Kind::List, Origin::Markdown);
            if !open.is_empty() {
                builder.close(super::builder::Kind::Item, Origin::Markdown);
            }
            continue;
        };
        builder.open_item(Origin::Markdown);
        add_text(&mut builder, text, base);
        for expected in expected.iter().filter(|expected| !expected.is_blank()) {
            let expected = match expected {
                StepText::Plain(text) => StepText::from(text.trim()),
                rich @ StepText::Rich(_) => rich.clone(),
            };
            add_text(&mut builder, &expected.prefixed("Expected: "), base);
        }
        builder.open_list(Some(1), Origin::Markdown);
        open.push(items.iter());
    }
    write(builder.finish(), markup)
}

fn add_text(builder: &mut Builder, text: &StepText, base: &Base) {
    match text {
        StepText::Plain(text) => add_lines(builder, text),
        StepText::Rich(text) => add_rich(builder, text, base),
    }
}

fn add_lines(builder: &mut Builder, text: &str) {
    for line in carriable(text)
        .lines()
        .filter(|line| !line.chars().all(is_blank))
    {
        let text = line.trim_start_matches(is_blank);
        let indent = n_columns(&line[..line.len() - text.len()]);
        let line = "\u{a0}".repeat(indent) + &with_columns(text.trim_end_matches(is_blank));
        let mut rest = line.as_str();
        while let Some(picture) = own_picture(rest) {
            builder.text(picture.before);
            builder.image(spelled(picture.address), picture.alt);
            rest = picture.after;
        }
        builder.text(rest);
        builder.line_break();
    }
}
