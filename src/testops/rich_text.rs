//! From the rich text of a step to its words and looks.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::model::{RichBlock, RichLook, RichSpan, RichText, StepText};

/// What a step says: its rich text where there is one, which servers have since 25, else its plain text. What the rich
/// text holds and has no counterpart is noted in `left_out`; its words are kept.
pub(super) fn step_text(
    body: Option<&str>,
    document: Option<&Json>,
    left_out: &mut BTreeSet<String>,
) -> StepText {
    let body = body.unwrap_or_default();
    let Some(document) = document.filter(|document| !document.is_null()) else {
        return body.into();
    };
    let mut reader = Reader {
        blocks: Vec::new(),
        spans: Vec::new(),
        left_out,
    };
    if document["type"] != "doc" {
        reader.leave_out("bodyJson");
        return body.into();
    }
    reader.blocks_of(document);
    reader.end_paragraph();
    let text = RichText(reader.blocks);
    let text = plain(&text).map_or(StepText::Rich(text), StepText::Plain);
    // A document that says nothing is one that was never written.
    if text.is_blank() { body.into() } else { text }
}

/// The text of a document that is nothing but text.
fn plain(RichText(blocks): &RichText) -> Option<String> {
    let paragraph = |block: &RichBlock| match block {
        RichBlock::Paragraph(spans) => spans.iter().map(words).collect::<Option<String>>(),
        RichBlock::Code(_) => None,
    };
    let paragraphs: Vec<String> = blocks.iter().map(paragraph).collect::<Option<_>>()?;
    Some(paragraphs.join("\n\n"))
}

fn words(span: &RichSpan) -> Option<&str> {
    match span {
        RichSpan::Break => Some("\n"),
        RichSpan::Text {
            text,
            looks,
            link: None,
        } if looks.is_empty() => Some(text),
        RichSpan::Text { .. } => None,
    }
}

struct Reader<'a> {
    blocks: Vec<RichBlock>,
    /// The paragraph so far.
    spans: Vec<RichSpan>,
    left_out: &'a mut BTreeSet<String>,
}

impl Reader<'_> {
    fn leave_out(&mut self, kind: &str) {
        self.left_out.insert(kind.to_owned());
    }

    fn end_paragraph(&mut self) {
        if !self.spans.is_empty() {
            let spans = std::mem::take(&mut self.spans);
            self.blocks.push(RichBlock::Paragraph(spans));
        }
    }

    /// Reads what is in a node. The depth is that of the JSON, which its parser bounds.
    fn blocks_of(&mut self, node: &Json) {
        for node in content(node) {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Json) {
        match kind(node) {
            "paragraph" => {
                self.end_paragraph();
                self.blocks_of(node);
                self.end_paragraph();
            }
            "code_block" => {
                self.end_paragraph();
                let mut code = String::new();
                add_words(node, &mut code);
                self.blocks.push(RichBlock::Code(code));
            }
            "text" => self.text(node),
            "lineBreak" => self.spans.push(RichSpan::Break),
            unknown => {
                self.leave_out(unknown);
                // What holds blocks is one itself.
                let is_block = content(node).iter().any(node_is_block);
                if is_block {
                    self.end_paragraph();
                }
                if node["text"].is_string() {
                    self.text(node);
                }
                self.blocks_of(node);
                if is_block {
                    self.end_paragraph();
                }
            }
        }
    }

    fn text(&mut self, node: &Json) {
        let Some(text) = node["text"].as_str() else {
            return;
        };
        let mut looks = Vec::new();
        let mut link = None;
        for mark in node["marks"].as_array().into_iter().flatten() {
            match kind(mark) {
                "bold" => looks.push(RichLook::Bold),
                "italic" => looks.push(RichLook::Italic),
                "underline" => looks.push(RichLook::Underline),
                "strike" => looks.push(RichLook::Strike),
                "code" => looks.push(RichLook::Code),
                "link" => match mark["attrs"]["href"].as_str() {
                    Some(address) if !address.trim().is_empty() => {
                        link = Some(address.to_owned());
                    }
                    _ => self.leave_out("link"),
                },
                unknown => self.leave_out(unknown),
            }
        }
        self.spans.push(RichSpan::Text {
            text: text.to_owned(),
            looks,
            link,
        });
    }
}

fn node_is_block(node: &Json) -> bool {
    matches!(kind(node), "paragraph" | "code_block") || content(node).iter().any(node_is_block)
}

/// The words of code, which has no looks.
fn add_words(node: &Json, words: &mut String) {
    for child in content(node) {
        if kind(child) == "lineBreak" {
            words.push('\n');
        }
        words.push_str(child["text"].as_str().unwrap_or_default());
        add_words(child, words);
    }
}

fn content(node: &Json) -> &[Json] {
    node["content"].as_array().map_or(&[], Vec::as_slice)
}

fn kind(node: &Json) -> &str {
    node["type"].as_str().unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What becomes of a document that stands beside the body `body`.
    fn read(document: &Json) -> (StepText, Vec<String>) {
        let mut left_out = BTreeSet::new();
        let text = step_text(Some("body"), Some(document), &mut left_out);
        (text, left_out.into_iter().collect())
    }

    fn doc(content: &Json) -> Json {
        json!({"type": "doc", "content": content})
    }

    #[test]
    fn links_and_looks_of_a_step_are_not_lost() {
        let document = doc(&json!([
            {"type": "paragraph", "attrs": {"x": 1}, "content": [
                {"type": "text", "text": "Open "},
                {"type": "text", "text": "it", "marks": [{"type": "bold"}, {"type": "link", "attrs": {"href": "https://e.com/x"}}]},
                {"type": "lineBreak"},
                {"type": "text", "text": "x", "marks": [{"type": "italic"}, {"type": "underline"}, {"type": "strike"}, {"type": "code"}]},
            ]},
            {"type": "code_block", "content": [{"type": "text", "text": "a\n"}, {"type": "text", "text": " b"}]},
        ]));
        insta::assert_compact_debug_snapshot!(read(&document), @r#"(Rich(RichText([Paragraph([Text { text: "Open ", looks: [], link: None }, Text { text: "it", looks: [Bold], link: Some("https://e.com/x") }, Break, Text { text: "x", looks: [Italic, Underline, Strike, Code], link: None }]), Code("a\n b")])), [])"#);
    }

    #[test]
    fn what_has_no_looks_is_a_plain_text() {
        let paragraph =
            |text: &str| json!({"type": "paragraph", "content": [{"type": "text", "text": text}]});
        let document = doc(&json!([paragraph("spec:\n  a: 1"), paragraph("*b*")]));
        insta::assert_compact_debug_snapshot!(read(&document), @r#"(Plain("spec:\n  a: 1\n\n*b*"), [])"#);
    }

    #[test]
    fn words_stay_where_their_marks_and_nodes_are_not_known() {
        let document = doc(&json!([
            {"type": "bullet_list", "content": [
                {"type": "list_item", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "one"}]}]},
                {"type": "list_item", "content": [{"type": "paragraph", "content": [
                    {"type": "text", "text": "two", "marks": [{"type": "text_color", "attrs": {"color": "red"}}, {"type": "link"}]},
                    {"type": "mention", "text": "@qa"},
                ]}]},
            ]},
        ]));
        insta::assert_compact_debug_snapshot!(read(&document), @r#"(Plain("one\n\ntwo@qa"), ["bullet_list", "link", "list_item", "mention", "text_color"])"#);
    }

    #[test]
    fn the_plain_text_stands_in_for_a_document_that_says_nothing() {
        for document in [
            json!(null),
            doc(&json!([])),
            doc(&json!([{"type": "paragraph"}])),
        ] {
            assert_eq!(read(&document), ("body".into(), Vec::new()), "{document}");
        }
        for document in [json!("text"), json!([1]), json!({"type": "dok"}), json!({})] {
            assert_eq!(
                read(&document),
                ("body".into(), vec!["bodyJson".to_owned()]),
                "{document}"
            );
        }
    }
}
