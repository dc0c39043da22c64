//! The JSON object that a POST carries, read field by field.

use serde_json::{Map, Value};

use super::error::ApiError;

/// The longest name or title.
const LONGEST_NAME: usize = 250;

/// The body of a POST. What is no object counts as an empty one: its fields are missing.
#[derive(Clone, Debug, Default)]
pub(super) struct Body {
    fields: Map<String, Value>,
}

impl From<Map<String, Value>> for Body {
    fn from(fields: Map<String, Value>) -> Self {
        Self { fields }
    }
}

/// A field of an update: left out, cleared, or set.
pub(super) type Given<T> = Option<Option<T>>;

impl Body {
    /// From JSON; an empty body is an empty object.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self { fields }),
            Ok(_) => Ok(Self::default()),
            Err(_) => Err(ApiError::bad_request("The request body is not valid JSON.")),
        }
    }

    /// The same body without one field.
    pub(super) fn without(&self, key: &str) -> Self {
        let mut fields = self.fields.clone();
        fields.shift_remove(key);
        Self { fields }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// A name or title: there, not blank, and not too long.
    pub(super) fn name(&self, key: &str) -> Result<String, ApiError> {
        self.optional_name(key)?
            .ok_or_else(|| ApiError::required(key))
    }

    /// A name that may be left out, but not be blank.
    pub(super) fn optional_name(&self, key: &str) -> Result<Option<String>, ApiError> {
        match self.string(key)? {
            None => Ok(None),
            Some(None) => Err(ApiError::required(key)),
            Some(Some(name)) if name.trim().is_empty() => Err(ApiError::required(key)),
            Some(Some(name)) => short(key, name).map(Some),
        }
    }

    /// A text; the empty one clears.
    pub(super) fn string(&self, key: &str) -> Result<Given<String>, ApiError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(Value::String(text)) => Ok(Some((!text.is_empty()).then(|| text.clone()))),
            Some(_) => Err(ApiError::field(key, "is not a valid string")),
        }
    }

    /// A text of at most 250 characters; the empty one clears.
    pub(super) fn short_string(&self, key: &str) -> Result<Given<String>, ApiError> {
        match self.string(key)? {
            Some(Some(text)) => Ok(Some(Some(short(key, text)?))),
            other => Ok(other),
        }
    }

    /// An id, as a number or as digits.
    pub(super) fn id(&self, key: &str) -> Result<Given<u64>, ApiError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(Value::String(text)) if text.is_empty() => Ok(Some(None)),
            Some(value) => id(value)
                .map(|id| Some(Some(id)))
                .ok_or_else(|| ApiError::field(key, "is not a valid ID")),
        }
    }

    /// An id that must be there.
    pub(super) fn required_id(&self, key: &str) -> Result<u64, ApiError> {
        self.id(key)?
            .flatten()
            .ok_or_else(|| ApiError::required(key))
    }

    /// A boolean, also as 1 and 0.
    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, ApiError> {
        match self.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => flag(value)
                .map(Some)
                .ok_or_else(|| ApiError::field(key, "is not a valid boolean")),
        }
    }

    /// Seconds since 1970.
    pub(super) fn timestamp(&self, key: &str) -> Result<Given<i64>, ApiError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(value) => value
                .as_i64()
                .map(|time| Some(Some(time)))
                .ok_or_else(|| ApiError::field(key, "is not a valid timestamp")),
        }
    }

    /// Ids as an array, or separated by commas.
    pub(super) fn ids(&self, key: &str) -> Result<Option<Vec<u64>>, ApiError> {
        let invalid = || ApiError::field(key, "is not a valid list of IDs");
        match self.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(values)) => values
                .iter()
                .map(|value| id(value).ok_or_else(invalid))
                .collect::<Result<_, _>>()
                .map(Some),
            Some(Value::String(text)) => text
                .split(',')
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(|text| text.parse().map_err(|_| invalid()))
                .collect::<Result<_, _>>()
                .map(Some),
            Some(value) => id(value).map(|id| Some(vec![id])).ok_or_else(invalid),
        }
    }

    /// Ids that must be there.
    pub(super) fn required_ids(&self, key: &str) -> Result<Vec<u64>, ApiError> {
        self.ids(key)?.ok_or_else(|| ApiError::required(key))
    }

    /// An array of objects that must be there.
    pub(super) fn items(&self, key: &str) -> Result<Vec<Self>, ApiError> {
        let Some(values) = self.get(key).and_then(Value::as_array) else {
            return Err(ApiError::required(key));
        };
        values
            .iter()
            .map(|value| match value {
                Value::Object(fields) => Ok(Self::from(fields.clone())),
                _ => Err(ApiError::field(key, "is not a valid list of objects")),
            })
            .collect()
    }
}

/// An id, as a number or as digits.
pub(super) fn id(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A boolean, also as 1 and 0.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_u64()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        },
        Value::String(text) => match text.as_str() {
            "1" | "true" => Some(true),
            "0" | "false" | "" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A text of at most 250 characters.
pub(super) fn short(key: &str, text: String) -> Result<String, ApiError> {
    if text.chars().count() > LONGEST_NAME {
        return Err(ApiError::field(
            key,
            &format!("is too long ({LONGEST_NAME} characters at most)"),
        ));
    }
    Ok(text)
}
