//! The JSON Schema of manifests, and validators made of it.

use std::sync::LazyLock;

use jsonschema::{PatternOptions, Validator};
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Value, json};

use super::types::{AnyDocument, KINDS};

/// Returns the JSON Schema (draft 2020-12) of one document of any kind.
pub(crate) fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12()
        .with_transform(RecursiveTransform(without_null_default))
        .with_transform(RecursiveTransform(unwrapped_description))
        .into_generator();
    let schema = generator.into_root_schema_for::<AnyDocument>().to_value();
    // Readers look for these first.
    json!({
        "$schema": schema["$schema"],
        "title": schema["title"],
        "description": schema["description"],
        "oneOf": schema["oneOf"],
        "$defs": schema["$defs"],
    })
}

/// Editors would offer `null` where leaving the key out is meant.
fn without_null_default(schema: &mut Schema) {
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
}

/// The lines of a doc comment are those of the source, not of an editor.
fn unwrapped_description(schema: &mut Schema) {
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = description.replace('\n', " ");
    }
}

/// The schema as one text, the way it is committed and printed.
pub(crate) fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// The schema, made once.
static SCHEMA: LazyLock<Value> = LazyLock::new(schema);

/// One validator a kind: its complaints are about that kind alone, where those of the whole schema would be about
/// three.
static VALIDATORS: LazyLock<Vec<(&'static str, Validator)>> = LazyLock::new(|| {
    KINDS
        .into_iter()
        .filter_map(|kind| Some((kind, validator(kind)?)))
        .collect()
});

fn validator(kind: &str) -> Option<Validator> {
    let schema = json!({
        "$schema": SCHEMA["$schema"],
        "$ref": format!("#/$defs/{kind}"),
        "$defs": SCHEMA["$defs"],
    });
    jsonschema::options()
        // Time that grows with the text, whatever the text.
        .with_pattern_options(PatternOptions::regex())
        .build(&schema)
        .ok()
}

/// Returns the validator of a kind.
pub(super) fn validator_of(kind: &str) -> Option<&'static Validator> {
    VALIDATORS
        .iter()
        .find_map(|(name, validator)| (*name == kind).then_some(validator))
}

/// What the schema says about a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Description {
    /// The schema where the value is used.
    used: &'static Value,
    /// The schema that the other one refers to, or the same.
    defined: &'static Value,
}

impl Description {
    /// The sentence that editors show.
    pub(super) fn text(&self) -> Option<&'static str> {
        self.get("description")?.as_str()
    }

    /// The first example.
    pub(super) fn example(&self) -> Option<&'static Value> {
        self.get("examples")?.as_array()?.first()
    }

    /// The keys of a mapping.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.defined
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|properties| properties.keys().map(String::as_str))
    }

    fn get(&self, keyword: &str) -> Option<&'static Value> {
        self.used.get(keyword).or_else(|| self.defined.get(keyword))
    }
}

/// Walks from the schema of a kind down to what describes a value. Where there is a choice, the value's own
/// discriminator or shape decides.
pub(super) fn describe(kind: &str, document: &Value, pointer: &str) -> Option<Description> {
    let mut used = SCHEMA.get("$defs")?.get(kind)?;
    let mut schema = resolve(used, document);
    let mut value = document;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let (next, inner) = match value {
            Value::Object(map) => (map.get(&token), property(schema, &token)?),
            Value::Array(items) => (
                token.parse().ok().and_then(|index: usize| items.get(index)),
                schema.get("items")?,
            ),
            _ => return None,
        };
        value = next.unwrap_or(&Value::Null);
        used = inner;
        schema = resolve(inner, value);
    }
    Some(Description {
        used,
        defined: schema,
    })
}

/// Follows references and picks the branch that a value is meant to be.
fn resolve(schema: &'static Value, value: &Value) -> &'static Value {
    let mut schema = schema;
    // A schema that refers to itself would otherwise never end.
    for _ in 0..8 {
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| SCHEMA.pointer(reference.strip_prefix('#')?));
        if let Some(target) = target {
            schema = target;
            continue;
        }
        let branches = ["oneOf", "anyOf"]
            .iter()
            .find_map(|choice| schema.get(choice)?.as_array());
        match branches.and_then(|branches| pick(branches, value)) {
            Some(branch) => schema = branch,
            None => return schema,
        }
    }
    schema
}

/// The schema of a key, known by its name or by what its name is like.
fn property(schema: &'static Value, key: &str) -> Option<&'static Value> {
    let like = || {
        schema
            .get("patternProperties")?
            .as_object()?
            .values()
            .next()
    };
    let named = schema.get("properties").and_then(|keys| keys.get(key));
    named.or_else(like).or_else(|| {
        schema
            .get("additionalProperties")
            .filter(|it| it.is_object())
    })
}

fn pick(branches: &'static [Value], value: &Value) -> Option<&'static Value> {
    if let Some(kind) = value.get("type") {
        return branches
            .iter()
            .find(|branch| branch.pointer("/properties/type/const") == Some(kind));
    }
    // `Option<T>` is T or null.
    match branches {
        [some, null] if null.get("type") == Some(&json!("null")) => Some(some),
        // The mapping comes last: it says more.
        [.., mapping] if value.is_object() => Some(mapping),
        _ => None,
    }
}
