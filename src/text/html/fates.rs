//! Which tags of raw HTML inside Markdown are formatting, and which are text that an author wrote: placeholders, XML.
//!
//! Start and end tag share one fate. A tag without what it needs (its other half, its address, its table) is text, and
//! so is everything within an element that is text. Comments are neither: nobody is shown them.

use std::collections::{BTreeSet, VecDeque};

use html5gum::{Token, Tokenizer};

use super::losses;
use super::read::{is_formatting, is_look};
use crate::diagnostic::TextLoss;
use crate::text::base::Base;

/// What becomes of a tag or a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::text) enum Fate {
    Formatting,
    Text,
    Nothing,
}

/// Looks through all raw HTML of a text, in order, before it is read.
#[derive(Debug)]
pub(in crate::text) struct Fates<'b> {
    base: &'b Base,
    tags: Vec<Tag>,
    /// Places of the start tags that may still be ended.
    open: Vec<usize>,
    /// For every Markdown block around, how many were open before it.
    outer: Vec<usize>,
    /// Whether nothing is between the last tag and what comes next.
    is_adjacent: bool,
}

#[derive(Debug)]
struct Tag {
    name: Vec<u8>,
    kind: Kind,
    /// The place of its other half.
    partner: Option<usize>,
    /// Whether it is formatting as far as it alone can tell.
    is_formatting: bool,
    is_adjacent: bool,
    /// What its attributes ask for in vain.
    losses: Vec<TextLoss>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Start,
    /// Ends at once: `<x/>`.
    Closed,
    End,
    Comment,
    /// Declarations, processing instructions.
    Other,
}

impl<'b> Fates<'b> {
    pub(in crate::text) fn new(base: &'b Base) -> Self {
        Self {
            base,
            tags: Vec::new(),
            open: Vec::new(),
            outer: Vec::new(),
            is_adjacent: false,
        }
    }

    /// Begins a Markdown block.
    pub(in crate::text) fn enter(&mut self) {
        self.outer.push(self.open.len());
        self.is_adjacent = false;
    }

    /// Ends a Markdown block, which no element outlives.
    pub(in crate::text) fn leave(&mut self) {
        let n_outer = self.outer.pop().unwrap_or_default();
        self.open.truncate(n_outer);
        self.is_adjacent = false;
    }

    /// Ends a block of HTML, which no look outlives.
    pub(in crate::text) fn leave_html(&mut self) {
        let tags = &self.tags;
        self.open.retain(|place| !is_look(&tags[*place].name));
        self.is_adjacent = false;
    }

    /// Something that is no HTML.
    pub(in crate::text) fn other(&mut self) {
        self.is_adjacent = false;
    }

    /// A piece of raw HTML.
    pub(in crate::text) fn html(&mut self, html: &str) {
        for Ok(token) in Tokenizer::new(html) {
            match token {
                Token::String(_) => self.is_adjacent = false,
                Token::StartTag(tag) => {
                    let attribute = |name: &[u8]| {
                        let value = tag.attributes.get(name)?;
                        Some(String::from_utf8_lossy(value).into_owned())
                    };
                    let is_formatting = is_formatting(&tag.name)
                        && match &**tag.name {
                            b"a" => match attribute(b"href") {
                                Some(address) => self.base.link(&address).is_some(),
                                None => attribute(b"name").or(attribute(b"id")).is_some(),
                            },
                            b"img" => attribute(b"src")
                                .filter(|address| !address.trim().is_empty())
                                .is_some_and(|address| self.base.image(&address).is_some()),
                            _ => true,
                        };
                    let kind = if tag.self_closing {
                        Kind::Closed
                    } else {
                        Kind::Start
                    };
                    self.tag(&tag.name, kind, is_formatting);
                    if let Some(noted) = self.tags.last_mut() {
                        noted.losses = losses::of_tag(&tag.name, attribute);
                    }
                }
                Token::EndTag(tag) => {
                    self.tag(&tag.name, Kind::End, is_formatting(&tag.name));
                }
                Token::Comment(_) => {
                    // What has only one dash or none is a declaration or an instruction.
                    let kind = if html.contains("<!--") {
                        Kind::Comment
                    } else {
                        Kind::Other
                    };
                    self.tag(b"", kind, false);
                }
                Token::Doctype(_) => self.tag(b"", Kind::Other, false),
                Token::Error(_) => {}
            }
        }
    }

    fn tag(&mut self, name: &[u8], kind: Kind, is_formatting: bool) {
        let place = self.tags.len();
        let mut partner = None;
        if kind == Kind::End {
            let n_outer = self.outer.last().copied().unwrap_or_default();
            let tags = &self.tags;
            let found = self.open[n_outer..]
                .iter()
                .rposition(|start| tags[*start].name == name);
            if let Some(found) = found {
                let start = self.open.remove(n_outer + found);
                self.tags[start].partner = Some(place);
                partner = Some(start);
            }
        } else if kind == Kind::Start && !is_void(name) {
            self.open.push(place);
        }
        self.tags.push(Tag {
            name: name.to_owned(),
            kind,
            partner,
            is_formatting,
            is_adjacent: self.is_adjacent,
            losses: Vec::new(),
        });
        self.is_adjacent = true;
    }

    /// Returns what of all this cannot be carried over.
    pub(in crate::text) fn losses(mut self) -> BTreeSet<TextLoss> {
        let (mut losses, mut cells) = (BTreeSet::new(), 0_usize);
        let tags = self.tags.iter_mut();
        let tags: Vec<_> = tags
            .map(|tag| (tag.name.clone(), tag.kind, std::mem::take(&mut tag.losses)))
            .collect();
        for ((name, kind, found), fate) in tags.into_iter().zip(self.decide()) {
            match (fate, kind, name.as_slice()) {
                (Fate::Formatting, Kind::Start, b"td" | b"th") => cells += 1,
                (Fate::Formatting, Kind::End, b"td" | b"th") => cells = cells.saturating_sub(1),
                (Fate::Formatting, Kind::End, b"table") => cells = 0,
                (Fate::Formatting, Kind::Start, b"ul" | b"ol") if cells > 0 => {
                    losses.insert(TextLoss::ListInCell);
                }
                (Fate::Text, Kind::Start, b"dl") => _ = losses.insert(TextLoss::Definitions),
                _ => {}
            }
            if fate == Fate::Formatting {
                losses.extend(found);
            }
        }
        losses
    }

    /// Returns what becomes of each tag, in order.
    pub(in crate::text) fn decide(self) -> VecDeque<Fate> {
        let tags = &self.tags;
        let mut fates: Vec<Fate> = Vec::with_capacity(tags.len());
        let (mut text_until, mut table_until) = (0, 0);
        for (place, tag) in tags.iter().enumerate() {
            // XML goes on right behind XML.
            let follows_text = tag.is_adjacent && fates.last() == Some(&Fate::Text);
            let is_formatting = match (tag.kind, tag.partner) {
                (Kind::Comment, _) => {
                    fates.push(Fate::Nothing);
                    continue;
                }
                (Kind::Other, _) => false,
                (Kind::End, Some(start)) => fates[start] == Fate::Formatting,
                _ if place < text_until || !tag.is_formatting => false,
                (Kind::End, None) => may_stand_alone(&tag.name),
                _ if is_void(&tag.name) => true,
                _ if follows_text => false,
                (Kind::Closed, _) => tag.name == b"p",
                (Kind::Start, None) if !may_stand_alone(&tag.name) => false,
                (Kind::Start, partner) => match tag.name.as_slice() {
                    b"table" => tags[place..partner.unwrap_or(place)]
                        .iter()
                        .any(|tag| matches!(tag.name.as_slice(), b"td" | b"th")),
                    name if is_of_table(name) => place < table_until,
                    _ => true,
                },
            };
            if let (Kind::Start, Some(end)) = (tag.kind, tag.partner) {
                if !is_formatting {
                    text_until = text_until.max(end);
                } else if tag.name == b"table" {
                    table_until = table_until.max(end);
                }
            }
            fates.push(if is_formatting {
                Fate::Formatting
            } else {
                Fate::Text
            });
        }
        fates.into()
    }
}

/// Elements without content.
fn is_void(name: &[u8]) -> bool {
    matches!(name, b"br" | b"hr" | b"img" | b"col")
}

/// Elements whose start or end people leave out.
fn may_stand_alone(name: &[u8]) -> bool {
    is_void(name) || matches!(name, b"p" | b"li") || is_of_table(name)
}

fn is_of_table(name: &[u8]) -> bool {
    matches!(
        name,
        b"tr" | b"td" | b"th" | b"thead" | b"tbody" | b"tfoot" | b"colgroup" | b"caption"
    )
}
