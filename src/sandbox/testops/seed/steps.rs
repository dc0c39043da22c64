//! Scenarios: nested steps, what is expected of them, attachments and shared steps.

use std::collections::HashMap;

use super::node::Node;
use crate::sandbox::seed::Error;
use crate::sandbox::testops::state::{Attachment, SharedStep, Step};

/// Reads scenarios and numbers what is in them.
#[derive(Debug)]
pub(super) struct Scenarios {
    next_step_id: i64,
    next_attachment_id: i64,
    /// The shared steps met so far.
    pub(super) shared: Vec<SharedStep>,
    /// Their index by name and content: equal ones are one object.
    known: HashMap<String, usize>,
    /// The index of the first shared step of each name.
    named: HashMap<String, usize>,
}

impl Scenarios {
    pub(super) fn new() -> Self {
        Self {
            next_step_id: 1001,
            next_attachment_id: 1,
            shared: Vec::new(),
            known: HashMap::new(),
            named: HashMap::new(),
        }
    }

    /// Reads a list of steps; their attachments are added to `attachments`.
    pub(super) fn read(
        &mut self,
        nodes: &[Node<'_>],
        attachments: &mut Vec<Attachment>,
    ) -> Result<Vec<Step>, Error> {
        nodes
            .iter()
            .map(|node| self.step(node, attachments))
            .collect()
    }

    /// Keeps enough numbers for the nodes of a scenario, and returns the first of them.
    pub(super) fn number(&mut self, steps: &[Step]) -> i64 {
        let first = self.next_step_id;
        self.next_step_id += 1 + nodes(steps);
        first
    }

    /// A name, or an object with `name`, `contentType`, `content` (a text), `size` (in bytes, to which the content is
    /// repeated), `missed` and, at a result, `fromTestCase`.
    pub(super) fn attachment(&mut self, node: &Node<'_>) -> Result<Attachment, Error> {
        let is_name = node.value().is_string();
        let name = if is_name {
            node.text()?
        } else {
            node.need("name")?.text()?
        };
        let mut attachment = Attachment {
            id: self.next_attachment_id,
            content_type: content_type(&name).to_owned(),
            content: format!("content of {name}"),
            size: 0,
            name,
            is_missed: false,
            is_from_test_case: false,
        };
        self.next_attachment_id += 1;
        if !is_name {
            if let Some(content_type) = node.optional_text("contentType")? {
                attachment.content_type = content_type;
            }
            if let Some(content) = node.optional_text("content")? {
                attachment.content = content;
            }
            attachment.is_missed = node.flag("missed")?;
            attachment.is_from_test_case = node.flag("fromTestCase")?;
        }
        attachment.size = attachment.content.len();
        if !is_name && let Some(size) = node.get("size")? {
            attachment.size = usize::try_from(size.integer()?)
                .ok()
                .filter(|size| *size == 0 || !attachment.content.is_empty())
                .ok_or_else(|| {
                    size.error(
                        "is no size that the content can be repeated to",
                        "give a number of bytes, and a `content` that is not empty",
                    )
                })?;
        }
        Ok(attachment)
    }

    fn step(&mut self, node: &Node<'_>, attachments: &mut Vec<Attachment>) -> Result<Step, Error> {
        if node.value().is_string() {
            return Ok(Step::Text {
                body: node.text()?,
                expected: Vec::new(),
                steps: Vec::new(),
            });
        }
        if let Some(shared) = node.get("sharedStep")? {
            return Ok(Step::Shared(self.shared_step(node, &shared)?));
        }
        let body = node.optional_text("body")?;
        let expected = expected(node)?;
        let attachment = match node.get("attachment")? {
            None => None,
            Some(attachment) => {
                let attachment = self.attachment(&attachment)?;
                let id = attachment.id;
                attachments.push(attachment);
                Some(Step::Attachment(id))
            }
        };
        let mut steps = self.read(&node.list("steps")?, attachments)?;
        let body = match (body, attachment) {
            (None, None) if expected.is_empty() && steps.is_empty() => {
                return Err(node.error(
                    "is a step without content",
                    "add `body`, `attachment` or `sharedStep`",
                ));
            }
            (body, Some(attachment)) => {
                let has_text = body.as_deref().is_some_and(|body| !body.is_empty());
                if !has_text && expected.is_empty() && steps.is_empty() {
                    return Ok(attachment);
                }
                steps.insert(0, attachment);
                body
            }
            (body, None) => body,
        };
        Ok(Step::Text {
            body: body.unwrap_or_default(),
            expected,
            steps,
        })
    }

    /// Either `{"sharedStep": {"name", "steps"}}`, or the name with the steps beside it, or the name alone of a shared
    /// step whose content stands elsewhere. Returns its id.
    fn shared_step(&mut self, node: &Node<'_>, shared: &Node<'_>) -> Result<i64, Error> {
        let is_name = shared.value().is_string();
        let name = if is_name {
            shared.text()?
        } else {
            shared.need("name")?.text()?
        };
        let place = if is_name { node } else { shared };
        let content = place.list("steps")?;
        if content.is_empty()
            && let Some(first) = self.named.get(&name)
        {
            return Ok(self.shared[*first].id);
        }
        let contents: Vec<String> = content
            .iter()
            .map(|step| step.value().to_string())
            .collect();
        let identity = format!("{name}\n{}", contents.join("\n"));
        if let Some(index) = self.known.get(&identity) {
            return Ok(self.shared[*index].id);
        }
        let mut attachments = Vec::new();
        let steps = self.read(&content, &mut attachments)?;
        let index = match self.named.get(&name) {
            // So far only its name was used, perhaps by its own steps.
            Some(first) if self.shared[*first].steps.is_empty() => *first,
            _ => self.shared.len(),
        };
        let step = SharedStep {
            id: i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1),
            is_archived: !is_name && shared.flag("archived")?,
            first_step_id: self.number(&steps),
            name: name.clone(),
            steps,
            attachments,
        };
        let id = step.id;
        if index < self.shared.len() {
            self.shared[index] = step;
        } else {
            self.shared.push(step);
        }
        self.known.insert(identity, index);
        self.named.entry(name).or_insert(index);
        Ok(id)
    }
}

/// One text, or several.
fn expected(node: &Node<'_>) -> Result<Vec<String>, Error> {
    match node.get("expectedResult")? {
        None => Ok(Vec::new()),
        Some(text) if text.value().is_string() => Ok(Some(text.text()?)
            .filter(|text| !text.is_empty())
            .into_iter()
            .collect()),
        Some(list) => list.items()?.iter().map(Node::text).collect(),
    }
}

/// How many nodes the steps become, each expected result with its wrapper.
fn nodes(steps: &[Step]) -> i64 {
    steps
        .iter()
        .map(|step| match step {
            Step::Attachment(_) | Step::Shared(_) => 1,
            Step::Text {
                body: _,
                expected,
                steps,
            } => {
                let texts = i64::try_from(expected.len()).unwrap_or(i64::MAX);
                1 + texts + i64::from(texts > 0) + nodes(steps)
            }
        })
        .sum()
}

fn content_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "html" => "text/html",
        "json" => "application/json",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
