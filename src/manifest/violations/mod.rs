//! What the schema says against a document: the schema decides whether, this decides which code says it.

mod form;
mod settings;
mod special;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Violation};
use serde_json::Value;

use super::document::Document;
use super::found::{found, found_at, shortened};
use super::load::is_odd_blank;
use super::schema::{self, Description};
use super::types::{API_VERSION, IntegrationSpec, KINDS, Kind as _, MappingSpec, SyncConfigSpec};
use crate::diagnostic::{Code, Diagnostic, FileCode, Limit, ManifestCode, ValueType, nearest_name};

/// Says what is wrong with the shape of one document, until there is about as much as wanted.
pub(super) fn complain(document: &Document, enough: usize, diagnostics: &mut Vec<Diagnostic>) {
    let Value::Object(root) = &document.value else {
        let found = found(&document.value);
        diagnostics.push(document.error("", ManifestCode::NotAMapping { found }));
        return;
    };
    if !root.contains_key("apiVersion") && !root.contains_key("kind") {
        diagnostics.push(document.error("", ManifestCode::NotAManifest));
        return;
    }
    let kind = document.spec.kind();
    let (Some(kind), Some(validator)) = (kind, kind.and_then(schema::validator_of)) else {
        diagnostics.push(unknown_kind(document));
        diagnostics.extend(unknown_version(document, root.get("apiVersion")));
        return;
    };
    if kind == IntegrationSpec::KIND {
        settings::complain(document, diagnostics);
    }
    let mut complaints = Complaints {
        document,
        kind,
        enough,
        diagnostics,
    };
    for error in validator.iter_errors(&document.value) {
        if complaints.diagnostics.len() >= enough {
            break;
        }
        complaints.add(&error);
    }
}

fn unknown_kind(document: &Document) -> Diagnostic {
    let kind = document.value.get("kind");
    let code = ManifestCode::UnknownKind {
        found: kind.map(found),
        similar: nearest(kind, KINDS),
        known: owned(KINDS),
    };
    document.error("/kind", code)
}

fn unknown_version(document: &Document, version: Option<&Value>) -> Option<Diagnostic> {
    if version.is_some_and(|version| version == API_VERSION) {
        return None;
    }
    let code = ManifestCode::UnknownApiVersion {
        found: version.map(found),
        known: API_VERSION.to_owned(),
    };
    Some(document.error("/apiVersion", code))
}

/// What a text was meant to be.
fn nearest<'a>(
    value: Option<&Value>,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest_name(value?.as_str()?, candidates).map(str::to_owned)
}

fn owned<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The complaints about one document of a known kind.
struct Complaints<'a> {
    document: &'a Document,
    kind: &'a str,
    enough: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Complaints<'_> {
    fn add(&mut self, error: &ValidationError<'_>) {
        let pointer = error.instance_path().as_str();
        let value = error.instance().as_ref();
        if self.diagnostics.len() >= self.enough {
            return;
        }
        // Settings have codes of their own, for they may be secrets.
        if settings::is_setting(pointer) {
            return;
        }
        if pointer == "/apiVersion" {
            self.diagnostics
                .extend(unknown_version(self.document, Some(value)));
            return;
        }
        if let Some(code) = special::code(self.kind, pointer, value) {
            match special::wrong_item(pointer, value) {
                Some(item) => self.push(&format!("{pointer}/{item}"), code),
                None => self.push(pointer, code),
            }
            return;
        }
        match error.kind() {
            Violation::OneOfNotValid { context } | Violation::AnyOf { context } => {
                self.choice(pointer, value, context);
            }
            Violation::AdditionalProperties { unexpected } => {
                for key in unexpected.iter().take(self.enough) {
                    self.unknown_key(pointer, key);
                }
            }
            Violation::Required { property } => {
                self.missing_key(pointer, property.as_str().unwrap_or_default());
            }
            Violation::Constant { expected_value } => {
                self.none_of(pointer, value, std::slice::from_ref(expected_value));
            }
            Violation::Enum { options } => {
                let options = options.as_array().map_or(&[][..], Vec::as_slice);
                self.none_of(pointer, value, options);
            }
            Violation::Type { kind } => {
                let code = ManifestCode::WrongType {
                    key: key_of(pointer),
                    expected: value_types(kind),
                    found: found_at(pointer, value),
                    described: self.described(pointer),
                };
                self.push(pointer, code);
            }
            other => {
                let code = self.beyond_limit(pointer, value, other);
                self.push(pointer, code);
            }
        }
    }

    /// A value that has the shape of no branch: complains about the branch that it is meant to be.
    fn choice(&mut self, pointer: &str, value: &Value, branches: &[Vec<ValidationError<'_>>]) {
        let is_here = |error: &ValidationError<'_>| error.instance_path().as_str() == pointer;
        // Each branch may be one word. A value that is no text breaks its type as well.
        let word = |branch: &Vec<ValidationError<'_>>| {
            branch.iter().find_map(|error| match error.kind() {
                Violation::Constant { expected_value } if is_here(error) => {
                    Some(Value::clone(expected_value))
                }
                _ => None,
            })
        };
        if let Some(words) = branches.iter().map(word).collect::<Option<Vec<Value>>>() {
            return self.none_of(pointer, value, &words);
        }
        // An Integration is meant to be what its `type` says, anything else what takes values of its type.
        let is_server =
            self.kind == IntegrationSpec::KIND && pointer == "/spec" && value.is_object();
        let is_other = |error: &ValidationError<'_>| match error.kind() {
            Violation::Constant { .. } => {
                is_server && error.instance_path().as_str() == "/spec/type"
            }
            Violation::Required { property } => is_server && property == "type" && is_here(error),
            Violation::Type { .. } => !is_server && is_here(error),
            _ => false,
        };
        let meant = branches.iter().find(|branch| !branch.iter().any(is_other));
        if is_server && meant.is_none() {
            return self.diagnostics.push(unknown_type(self.document, value));
        }
        // The others say "or nothing".
        for error in meant.or(branches.first()).into_iter().flatten() {
            self.add(error);
        }
    }

    fn unknown_key(&mut self, pointer: &str, key: &str) {
        let at = format!("{pointer}/{}", pointer_token(key));
        if self.kind == MappingSpec::KIND && pointer == "/spec/fields" {
            let code = special::unknown_target(key);
            self.diagnostics.push(self.document.key_error(&at, code));
            return;
        }
        if let Some(blank) = key.chars().find(|blank| is_odd_blank(*blank)) {
            let code_point = blank.into();
            let code = FileCode::OddBlank { code_point };
            self.diagnostics.push(self.document.key_error(&at, code));
            return;
        }
        let known = self.known_keys(pointer);
        let code = ManifestCode::UnknownKey {
            key: shortened(key),
            similar: self
                .key_of_form(pointer, key)
                .or_else(|| nearest_name(key, known.iter().copied()))
                .map(str::to_owned),
            known: owned(known),
        };
        self.diagnostics.push(self.document.key_error(&at, code));
    }

    /// The key that somebody means who writes a word of TestOps' form.
    fn key_of_form(&self, pointer: &str, word: &str) -> Option<&'static str> {
        match self.kind {
            SyncConfigSpec::KIND => form::key_for(pointer, word),
            IntegrationSpec::KIND => form::integration_key_for(pointer, word),
            _ => None,
        }
    }

    fn missing_key(&mut self, pointer: &str, key: &str) {
        if self.is_misspelt(pointer, key) {
            return;
        }
        if key == "apiVersion" {
            self.diagnostics
                .extend(unknown_version(self.document, None));
            return;
        }
        let description = self.describe(&format!("{pointer}/{key}"));
        let code = ManifestCode::KeyMissing {
            key: key.to_owned(),
            parent: (!pointer.is_empty()).then(|| key_of(pointer)),
            example: description.and_then(|it| it.example()).map(yaml),
            described: description.and_then(|it| it.text()).map(str::to_owned),
        };
        self.diagnostics
            .push(self.document.key_error(pointer, code));
    }

    /// True when a key that nobody knows is meant to be this one: one complaint is enough.
    fn is_misspelt(&self, pointer: &str, missing: &str) -> bool {
        let known = self.known_keys(pointer);
        let present = self
            .document
            .value
            .pointer(pointer)
            .and_then(Value::as_object);
        present
            .into_iter()
            .flat_map(serde_json::Map::keys)
            .any(|key| {
                !known.contains(&key.as_str())
                    && nearest_name(key, known.iter().copied()) == Some(missing)
            })
    }

    fn none_of(&mut self, pointer: &str, value: &Value, options: &[Value]) {
        let options: Vec<&str> = options.iter().filter_map(Value::as_str).collect();
        let code = ManifestCode::NotOneOf {
            key: key_of(pointer),
            found: found_at(pointer, value),
            similar: nearest(Some(value), options.iter().copied()),
            known: owned(options),
        };
        self.push(pointer, code);
    }

    fn beyond_limit(&self, pointer: &str, value: &Value, violation: &Violation) -> ManifestCode {
        let limit = match violation {
            Violation::Minimum { limit } => Limit::AtLeast(limit.to_string()),
            Violation::Maximum { limit } => Limit::AtMost(limit.to_string()),
            Violation::MinLength { .. } => Limit::NotEmpty,
            Violation::MaxLength { limit } => Limit::Characters(*limit),
            _ => return self.refused(pointer, value),
        };
        let spelling = self.document.source.slice(&self.document.span(pointer));
        ManifestCode::OutOfLimits {
            key: key_of(pointer),
            limit,
            found: shortened(spelling),
            described: self.described(pointer),
        }
    }

    fn refused(&self, pointer: &str, value: &Value) -> ManifestCode {
        ManifestCode::ValueRefused {
            key: key_of(pointer),
            found: found_at(pointer, value),
            described: self.described(pointer),
        }
    }

    fn push(&mut self, pointer: &str, code: impl Into<Code>) {
        self.diagnostics.push(self.document.error(pointer, code));
    }

    fn describe(&self, pointer: &str) -> Option<Description> {
        schema::describe(self.kind, &self.document.value, pointer)
    }

    fn described(&self, pointer: &str) -> Option<String> {
        self.describe(pointer)?.text().map(str::to_owned)
    }

    fn known_keys(&self, pointer: &str) -> Vec<&'static str> {
        let description = self.describe(pointer);
        description
            .map(|it| it.keys().collect())
            .unwrap_or_default()
    }
}

fn unknown_type(document: &Document, spec: &Value) -> Diagnostic {
    const TYPES: [&str; 2] = ["testrail", "testops"];
    let found_type = spec.get("type");
    let code = ManifestCode::UnknownIntegrationType {
        found: found_type.map(found),
        similar: nearest(found_type, TYPES),
        known: owned(TYPES),
    };
    document.error("/spec/type", code)
}

/// A key as a part of a pointer.
fn pointer_token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The last key of a pointer, for people.
fn key_of(pointer: &str) -> String {
    let mut keys = pointer.rsplit('/');
    let last = keys.next().unwrap_or_default();
    if last.is_empty() {
        return "the document".to_owned();
    }
    // An item of a list is known by the list.
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        let parent = keys.next().unwrap_or_default();
        return format!("{parent}[{last}]");
    }
    last.replace("~1", "/").replace("~0", "~")
}

fn value_types(kind: &TypeKind) -> Vec<ValueType> {
    let value_type = |kind: &str| match kind {
        "string" => Some(ValueType::Text),
        "integer" => Some(ValueType::WholeNumber),
        "number" => Some(ValueType::Number),
        "boolean" => Some(ValueType::Boolean),
        "array" => Some(ValueType::List),
        "object" => Some(ValueType::Mapping),
        // Nothing is always the lesser choice.
        _ => None,
    };
    match kind {
        TypeKind::Single(kind) => value_type(kind.as_str()).into_iter().collect(),
        TypeKind::Multiple(kinds) => kinds
            .iter()
            .filter_map(|kind| value_type(kind.as_str()))
            .collect(),
    }
}

/// A value as YAML writes it on one line.
fn yaml(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{key}: {}", yaml(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}
