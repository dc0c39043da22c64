//! Finds the literal secrets of a document, which no excerpt may show, by where they are.

use std::ops::Range;

use serde_json::Value;

use super::mask;
use super::node::{Kind, Node};

/// The bytes of whatever may be a secret.
pub(super) fn secrets(document: &Node) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    collect(document, &mut Vec::new(), &mut found);
    found
}

fn collect<'a>(node: &'a Node, keys: &mut Vec<&'a str>, found: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::Scalar(Value::Null) => {}
        Kind::Scalar(value) => found.extend(is_secret(keys, value).then(|| node.span.clone())),
        Kind::List(items) => {
            keys.push("");
            for item in items {
                collect(item, keys, found);
            }
            keys.pop();
        }
        Kind::Map(entries) => {
            for entry in entries {
                keys.push(entry.name());
                // `{token: {hunter2}}` makes a key of what was meant as a value.
                if let (["spec", "credentials", _, _, ..], Kind::Scalar(Value::Null)) =
                    (keys.as_slice(), &entry.value.kind)
                {
                    found.push(entry.key.span.clone());
                }
                collect(&entry.value, keys, found);
                keys.pop();
            }
        }
    }
}

/// True for what may be a secret: whatever is below `credentials` and is neither the user's name nor a sound
/// reference to a place outside, and values of keys that name a secret.
fn is_secret(keys: &[&str], value: &Value) -> bool {
    match keys {
        [] | ["spec", "credentials", "username"] | ["spec", "credentials", .., "file"] => false,
        ["spec", "credentials", .., "env"] => !value.as_str().is_some_and(is_env_name),
        ["spec", "credentials", .., "outside"] => !value.is_boolean(),
        ["spec", "credentials", ..] => true,
        [.., key] if mask::is_secret_key(key) => true,
        keys => keys.iter().any(|key| key.eq_ignore_ascii_case("headers")),
    }
}

/// True for what an environment variable may be called.
pub(super) fn is_env_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::manifest::schema::schema;

    #[test]
    fn the_keys_by_which_secrets_are_found_are_those_of_the_schema() {
        fn has_key(value: &Value, key: &str) -> bool {
            let is_here = value
                .pointer("/properties")
                .is_some_and(|it| it.get(key).is_some());
            is_here
                || match value {
                    Value::Object(map) => map.values().any(|inner| has_key(inner, key)),
                    Value::Array(items) => items.iter().any(|inner| has_key(inner, key)),
                    _ => false,
                }
        }
        let schema = schema();
        for key in [
            "spec",
            "credentials",
            "username",
            "apiKey",
            "token",
            "env",
            "file",
            "outside",
        ] {
            assert!(has_key(&schema, key), "{key}");
        }
    }
}
