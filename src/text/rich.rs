//! Texts of steps, whose looks TestOps keeps beside the words.

use super::{
    Base,
    builder::{Builder, Origin},
    characters::{carriable, is_blank},
    document::{Span, Style},
    from_plain, write,
};
use crate::model::{Markup, RichBlock, RichLook, RichSpan, RichText, StepText};

/// Returns what to send to a field of this markup for texts that follow each other, each on lines of its own.
pub(crate) fn from_step_texts(texts: &[StepText], markup: Markup, base: &Base) -> String {
    let plain: Option<Vec<&str>> = texts.iter().map(plain).collect();
    if let Some(plain) = plain {
        return from_plain(&plain.join("\n"), markup);
    }
    let mut builder = Builder::default();
    for text in texts {
        match text {
            StepText::Plain(text) => add_plain(&mut builder, text),
            StepText::Rich(text) => add_rich(&mut builder, text, base),
        }
        builder.boundary();
    }
    write(builder.finish(), markup)
}

fn plain(text: &StepText) -> Option<&str> {
    match text {
        StepText::Plain(text) => Some(text),
        StepText::Rich(_) => None,
    }
}

fn add_plain(builder: &mut Builder, text: &str) {
    for line in carriable(text).lines() {
        builder.spans(Span::line(line));
    }
}

/// Adds blocks, each of which ends what was before it.
pub(super) fn add_rich(builder: &mut Builder, RichText(blocks): &RichText, base: &Base) {
    for block in blocks {
        match block {
            RichBlock::Paragraph(spans) => {
                builder.boundary();
                let mut begins_line = true;
                for span in spans {
                    begins_line = add_span(builder, span, begins_line, base);
                }
                builder.boundary();
            }
            RichBlock::Code(code) => {
                builder.start_code();
                builder.text(&carriable(code));
                builder.end_code();
            }
        }
    }
}

/// Adds a piece of a paragraph, and tells whether the next one begins a line.
fn add_span(builder: &mut Builder, span: &RichSpan, begins_line: bool, base: &Base) -> bool {
    let RichSpan::Text { text, looks, link } = span else {
        builder.line_break();
        return true;
    };
    let text = carriable(text);
    let styles = looks.iter().map(|look| style(*look));
    for style in styles.clone() {
        builder.start_style(style, Origin::Markdown);
    }
    let address = link.as_deref().map(|link| (link, base.link(link)));
    if let Some((_, address)) = &address {
        builder.set_link(address.clone(), Origin::Markdown);
    }
    let mut begins_line = begins_line;
    for (place, line) in text.split('\n').enumerate() {
        if place > 0 {
            builder.line_break();
            begins_line = true;
        }
        if begins_line && line.starts_with(is_blank) {
            let [indent, ..] = Span::line(line);
            builder.spans([indent]);
        }
        builder.text(line);
        begins_line &= line.chars().all(is_blank);
    }
    if let Some((raw, address)) = address {
        builder.set_link(None, Origin::Markdown);
        // An address that nobody should follow is shown all the same.
        if address.is_none() {
            builder.text(&format!(" ({raw})"));
        }
    }
    for style in styles {
        builder.end_style(style, Origin::Markdown);
    }
    begins_line
}

fn style(look: RichLook) -> Style {
    match look {
        RichLook::Bold => Style::STRONG,
        RichLook::Italic => Style::EMPHASIS,
        RichLook::Underline => Style::UNDERLINE,
        RichLook::Strike => Style::STRIKE,
        RichLook::Code => Style::CODE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, looks: &[RichLook], link: Option<&str>) -> RichSpan {
        RichSpan::Text {
            text: text.into(),
            looks: looks.to_vec(),
            link: link.map(str::to_owned),
        }
    }

    fn text() -> StepText {
        StepText::Rich(RichText(vec![
            RichBlock::Paragraph(vec![
                words("Open the ", &[], None),
                words("page", &[RichLook::Bold], Some("https://w.example.com/x")),
                words(" & type ", &[], None),
                words("<id>", &[RichLook::Code], None),
                RichSpan::Break,
                words("old", &[RichLook::Strike, RichLook::Italic], None),
                words(" new", &[RichLook::Underline], None),
            ]),
            RichBlock::Code("a:\n  b: 1\n".into()),
            RichBlock::Paragraph(vec![
                words("see ", &[], None),
                words("here", &[], Some("/project/7")),
                words(" or ", &[], None),
                words("there", &[], Some("javascript:alert(1)")),
            ]),
        ]))
    }

    fn base() -> Base {
        Base::new(&"https://testops.example.com/".parse().expect("a URL"))
    }

    #[test]
    fn links_bold_and_code_of_a_step_reach_its_readers() {
        let text = [text(), "plain *text*".into()];
        insta::assert_snapshot!(from_step_texts(&text, Markup::Html, &base()), @r#"
        <p>Open the <a href="https://w.example.com/x"><strong>page</strong></a> &amp; type <code>&lt;id&gt;</code><br /><em><s>old</s></em> <u>new</u></p>
        <pre><code>a:
          b: 1
        </code></pre>
        <p>see <a href="https://testops.example.com/project/7">here</a> or there (javascript:alert(1))</p>
        <p>plain *text*</p>
        "#);
        insta::assert_snapshot!(from_step_texts(&text, Markup::Markdown, &base()), @r"
        Open the [**page**](https://w.example.com/x) & type `<id>`  
        *~~old~~* <u>new</u>

            a:
              b: 1

        see [here](https://testops.example.com/project/7) or there (javascript:alert(1))

        plain \*text\*
        ");
        insta::assert_snapshot!(from_step_texts(&text, Markup::Plain, &base()), @"
        Open the page (https://w.example.com/x) & type <id>
        old new

        a:
          b: 1

        see here (https://testops.example.com/project/7) or there (javascript:alert(1))

        plain *text*
        ");
    }

    #[test]
    fn plain_texts_are_what_they_were_without_looks() {
        let texts: [StepText; 2] = ["a\n  b".into(), "c".into()];
        for markup in [Markup::Html, Markup::Markdown, Markup::Plain] {
            assert_eq!(
                from_step_texts(&texts, markup, &base()),
                from_plain("a\n  b\nc", markup)
            );
        }
    }

    #[test]
    fn what_stands_in_the_field_is_what_was_sent() {
        for markup in [Markup::Html, Markup::Markdown] {
            let sent = from_step_texts(&[text()], markup, &base());
            for server in [
                super::super::testing::Server::Verbatim,
                super::super::testing::Server::Wrap,
            ] {
                let stored = server.store(&sent);
                assert!(server.eats(&sent, markup) || super::super::same(&sent, &stored, markup));
            }
        }
    }
}
