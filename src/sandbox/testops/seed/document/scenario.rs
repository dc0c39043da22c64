//! How a seed writes scenarios and files, brought to one form each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::sandbox::seed::forms::{OneOrMany, Short};

/// A node of a scenario: a text, or an object that is one of three kinds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "StepObject")]
pub(in crate::sandbox::testops::seed) enum StepSeed {
    Text {
        body: String,
        /// The rich document of which `body` is the plain text.
        body_json: Option<Value>,
        expected: Vec<String>,
        steps: Vec<Self>,
    },
    Attachment(AttachmentSeed),
    Shared {
        name: String,
        archived: bool,
        /// Empty if its content is elsewhere.
        steps: Vec<Self>,
    },
}

impl From<String> for StepSeed {
    fn from(body: String) -> Self {
        Self::Text {
            body,
            body_json: None,
            expected: Vec::new(),
            steps: Vec::new(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StepObject {
    body: Option<String>,
    body_json: Option<RichText>,
    expected_result: Option<OneOrMany<String>>,
    attachment: Option<Short<AttachmentSeed>>,
    shared_step: Option<Short<SharedStepObject>>,
    steps: Option<Vec<Short<StepSeed>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedStepObject {
    name: String,
    archived: Option<bool>,
    steps: Option<Vec<Short<StepSeed>>>,
}

impl From<String> for SharedStepObject {
    fn from(name: String) -> Self {
        Self {
            name,
            archived: None,
            steps: None,
        }
    }
}

impl TryFrom<StepObject> for StepSeed {
    type Error = &'static str;

    fn try_from(step: StepObject) -> Result<Self, Self::Error> {
        if let Some(Short(shared)) = step.shared_step {
            return Ok(Self::Shared {
                name: shared.name,
                archived: shared.archived.unwrap_or_default(),
                // Its content is in it, or beside its name.
                steps: all(shared.steps.or(step.steps)),
            });
        }
        let expected = match step.expected_result {
            Some(OneOrMany(texts)) if texts != [""] => texts,
            _ => Vec::new(),
        };
        let mut steps: Vec<Self> = all(step.steps);
        let is_bare = expected.is_empty() && steps.is_empty();
        let body_json = step.body_json.map(|RichText(document)| document);
        let body = step.body.or_else(|| body_json.as_ref().map(plain_text));
        match (&body, step.attachment) {
            (None, None) if is_bare => {
                return Err(
                    "this is a step without content; add `body`, `attachment` or `sharedStep`",
                );
            }
            (_, None) => {}
            (body, Some(Short(attachment))) => {
                let attachment = Self::Attachment(attachment);
                if is_bare && body.as_ref().is_none_or(String::is_empty) {
                    return Ok(attachment);
                }
                steps.insert(0, attachment);
            }
        }
        Ok(Self::Text {
            body: body.unwrap_or_default(),
            body_json,
            expected,
            steps,
        })
    }
}

/// `{"type": "doc", "content": […]}`: paragraphs and blocks of code with texts, marks and line breaks.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
struct RichText(Value);

impl TryFrom<Map<String, Value>> for RichText {
    type Error = &'static str;

    fn try_from(document: Map<String, Value>) -> Result<Self, Self::Error> {
        if document.get("type").is_some_and(|kind| kind == "doc") {
            Ok(Self(Value::Object(document)))
        } else {
            Err("this is no document; begin with \"type\": \"doc\"")
        }
    }
}

/// What a document says, each block on a line of its own.
fn plain_text(document: &Value) -> String {
    let content = |node: &Value| node["content"].as_array().cloned().unwrap_or_default();
    let line = |block: &Value| -> String {
        content(block)
            .iter()
            .map(|node| match node["type"].as_str() {
                Some("lineBreak") => "\n",
                _ => node["text"].as_str().unwrap_or_default(),
            })
            .collect()
    };
    let lines: Vec<String> = content(document).iter().map(line).collect();
    lines.join("\n")
}

fn all<T>(list: Option<Vec<Short<T>>>) -> Vec<T> {
    list.into_iter().flatten().map(|Short(item)| item).collect()
}

/// A file: a name, or an object with `name` and more.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "AttachmentObject")]
pub(in crate::sandbox::testops::seed) struct AttachmentSeed {
    pub(in crate::sandbox::testops::seed) name: String,
    pub(in crate::sandbox::testops::seed) content_type: String,
    pub(in crate::sandbox::testops::seed) content: Bytes,
    /// How many bytes it has; the content is repeated up to there.
    pub(in crate::sandbox::testops::seed) size: usize,
    pub(in crate::sandbox::testops::seed) missed: bool,
    pub(in crate::sandbox::testops::seed) from_test_case: bool,
}

impl From<String> for AttachmentSeed {
    fn from(name: String) -> Self {
        let content = Bytes::from(format!("content of {name}"));
        Self {
            content_type: content_type(&name).to_owned(),
            size: content.len(),
            content,
            name,
            missed: false,
            from_test_case: false,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AttachmentObject {
    name: String,
    content_type: Option<String>,
    #[serde(alias = "text")]
    content: Option<String>,
    base64: Option<String>,
    size: Option<usize>,
    missed: Option<bool>,
    from_test_case: Option<bool>,
}

impl TryFrom<AttachmentObject> for AttachmentSeed {
    type Error = &'static str;

    fn try_from(file: AttachmentObject) -> Result<Self, Self::Error> {
        let default = Self::from(file.name);
        let content = match (file.content, file.base64) {
            (None, None) => default.content,
            (Some(text), None) => Bytes::from(text),
            (None, Some(text)) => STANDARD
                .decode(text)
                .map_err(|_| "`base64` is not in base64; encode the file with padding")?
                .into(),
            (Some(_), Some(_)) => return Err("two contents; keep the text or `base64`"),
        };
        let size = file.size.unwrap_or(content.len());
        if size > 0 && content.is_empty() {
            return Err("an empty content cannot be repeated to a `size`; add `content`");
        }
        Ok(Self {
            content_type: file.content_type.unwrap_or(default.content_type),
            size,
            content,
            name: default.name,
            missed: file.missed.unwrap_or_default(),
            from_test_case: file.from_test_case.unwrap_or_default(),
        })
    }
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
