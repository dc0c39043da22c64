//! One document of a file: as a tree, as plain JSON for the schema, and as the types read it.

use std::ops::Range;
use std::sync::Arc;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::node::{Kind as NodeKind, Node};
use super::read::{Misfit, read};
use super::source::Source;
use super::types::{
    self, IntegrationSpec, Kind as _, Located, MappingSpec, SyncConfigSpec, TestopsSpec,
    TestrailSpec,
};
use crate::diagnostic::{Code, Diagnostic};

/// One document of a file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) source: Arc<Source>,
    node: Node,
    /// The same as plain JSON.
    pub(super) value: Value,
    pub(super) name: Located<String>,
    pub(super) spec: Spec,
    /// What the types could not read.
    pub(super) misfit: Option<Misfit>,
}

/// What a document specifies, by its kind.
#[derive(Debug)]
pub(super) enum Spec {
    Testrail(Box<Located<TestrailSpec>>),
    Testops(Box<Located<TestopsSpec>>),
    /// An Integration of no known type.
    Integration,
    SyncConfig(Box<Located<SyncConfigSpec>>),
    Mapping(Box<Located<MappingSpec>>),
    /// A kind that nobody knows.
    Unknown,
}

impl Spec {
    /// The kind of the document.
    pub(super) fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Testrail(_) | Self::Testops(_) | Self::Integration => Some(IntegrationSpec::KIND),
            Self::SyncConfig(_) => Some(SyncConfigSpec::KIND),
            Self::Mapping(_) => Some(MappingSpec::KIND),
            Self::Unknown => None,
        }
    }
}

impl Document {
    pub(super) fn new(source: Arc<Source>, node: Node) -> Self {
        let text = |keys: &[&str]| node.below(keys).and_then(Node::text);
        let (name, spec, misfit) = match (text(&["kind"]), text(&["spec", "type"])) {
            (Some(IntegrationSpec::KIND), Some("testrail")) => {
                typed(&node, &source, Spec::Testrail)
            }
            (Some(IntegrationSpec::KIND), Some("testops")) => typed(&node, &source, Spec::Testops),
            (Some(IntegrationSpec::KIND), _) => unread(&node, &source, Spec::Integration),
            (Some(SyncConfigSpec::KIND), _) => typed(&node, &source, Spec::SyncConfig),
            (Some(MappingSpec::KIND), _) => typed(&node, &source, Spec::Mapping),
            _ => unread(&node, &source, Spec::Unknown),
        };
        Self {
            value: plain_json(&node, &source),
            source,
            node,
            name,
            spec,
            misfit,
        }
    }

    /// The bytes of the value at a JSON pointer; of its key where the value is a block or nothing; of the nearest thing
    /// around it where there is no such value.
    pub(super) fn span(&self, pointer: &str) -> Range<usize> {
        match self.find(pointer) {
            (Some(node), _) if !node.span.is_empty() => node.span.clone(),
            (_, key) => key.clone(),
        }
    }

    /// The bytes of the key at a JSON pointer, or of the nearest thing around it.
    pub(super) fn key_span(&self, pointer: &str) -> Range<usize> {
        self.find(pointer).1.clone()
    }

    /// The value at a JSON pointer, and the nearest key or list item above it.
    fn find(&self, pointer: &str) -> (Option<&Node>, &Range<usize>) {
        let mut node = &self.node;
        let mut nearest = &node.span;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let below = match &node.kind {
                NodeKind::Scalar(_) => None,
                NodeKind::List(items) => token.parse().ok().and_then(|index: usize| {
                    let item = items.get(index)?;
                    let is_block = item.span.is_empty();
                    Some((item, if is_block { nearest } else { &item.span }))
                }),
                NodeKind::Map(_) => node
                    .entry(&token)
                    .map(|entry| (&entry.value, &entry.key.span)),
            };
            let Some(below) = below else {
                return (None, nearest);
            };
            (node, nearest) = below;
        }
        (Some(node), nearest)
    }

    /// An error about the value at a JSON pointer.
    pub(super) fn error(&self, pointer: &str, code: impl Into<Code>) -> Diagnostic {
        self.source.error(&self.span(pointer), code)
    }

    /// An error about the key at a JSON pointer.
    pub(super) fn key_error(&self, pointer: &str, code: impl Into<Code>) -> Diagnostic {
        self.source.error(&self.key_span(pointer), code)
    }
}

/// What is read of a document: its name, what it specifies, and what did not fit.
type Read = (Located<String>, Spec, Option<Misfit>);

fn typed<S: DeserializeOwned + Default>(
    node: &Node,
    source: &Source,
    spec_of: fn(Box<Located<S>>) -> Spec,
) -> Read {
    let (types::Document { metadata, spec }, misfit) = read(node, source);
    (metadata.value.name, spec_of(Box::new(spec)), misfit)
}

/// Reads the name alone.
fn unread(node: &Node, source: &Source, spec: Spec) -> Read {
    let (types::Document::<IgnoredAny> { metadata, spec: _ }, misfit) = read(node, source);
    (metadata.value.name, spec, misfit)
}

fn plain_json(node: &Node, source: &Source) -> Value {
    let mut value = node.to_json();
    // A version is a name that looks like a number.
    let version = node.below(&["spec", "version"]);
    if let Some(version) = version.and_then(|version| version.spelling(source)) {
        value["spec"]["version"] = version.into();
    }
    value
}
