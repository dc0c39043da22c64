//! A value of the seed that knows its place, so that every complaint can name it.

use serde_json::{Map, Value};

use crate::sandbox::seed::Error;

/// A value and its path, such as `testCases[3].steps[0]`.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    path: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            path: String::new(),
            value,
        }
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// A complaint about this value.
    pub(super) fn error(&self, problem: impl Into<String>, mend: impl Into<String>) -> Error {
        let path = if self.path.is_empty() {
            "the seed"
        } else {
            &self.path
        };
        Error::value(path, problem, mend)
    }

    fn wrong_kind(&self, wanted: &str) -> Error {
        let kind = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.error(format!("is {kind}"), format!("make it {wanted}"))
    }

    pub(super) fn object(&self) -> Result<&'a Map<String, Value>, Error> {
        self.value
            .as_object()
            .ok_or_else(|| self.wrong_kind("an object"))
    }

    pub(super) fn text(&self) -> Result<String, Error> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            _ => Err(self.wrong_kind("a string")),
        }
    }

    /// A string, or a number or boolean as it is written.
    pub(super) fn scalar(&self) -> Result<String, Error> {
        match self.value {
            Value::Number(_) | Value::Bool(_) => Ok(self.value.to_string()),
            _ => self.text(),
        }
    }

    pub(super) fn integer(&self) -> Result<i64, Error> {
        self.value
            .as_i64()
            .ok_or_else(|| self.wrong_kind("a whole number"))
    }

    pub(super) fn boolean(&self) -> Result<bool, Error> {
        self.value
            .as_bool()
            .ok_or_else(|| self.wrong_kind("true or false"))
    }

    pub(super) fn items(&self) -> Result<Vec<Self>, Error> {
        let items = self
            .value
            .as_array()
            .ok_or_else(|| self.wrong_kind("a list"))?;
        let place = |(index, value)| Self {
            path: format!("{}[{index}]", self.path),
            value,
        };
        Ok(items.iter().enumerate().map(place).collect())
    }

    /// The members of an object, in the order of the seed.
    pub(super) fn entries(&self) -> Result<Vec<(&'a str, Self)>, Error> {
        let entries = self.object()?.iter();
        Ok(entries
            .map(|(key, value)| (key.as_str(), self.child(key, value)))
            .collect())
    }

    /// A member; `null` is the same as none.
    pub(super) fn get(&self, key: &str) -> Result<Option<Self>, Error> {
        Ok(self
            .object()?
            .get(key)
            .filter(|value| !value.is_null())
            .map(|value| self.child(key, value)))
    }

    pub(super) fn need(&self, key: &str) -> Result<Self, Error> {
        self.get(key)?
            .ok_or_else(|| self.error(format!("has no `{key}`"), format!("add `{key}`")))
    }

    /// The items of a list that may be absent.
    pub(super) fn list(&self, key: &str) -> Result<Vec<Self>, Error> {
        self.get(key)?.map_or(Ok(Vec::new()), |list| list.items())
    }

    pub(super) fn optional_text(&self, key: &str) -> Result<Option<String>, Error> {
        self.get(key)?.map(|node| node.text()).transpose()
    }

    pub(super) fn optional_integer(&self, key: &str) -> Result<Option<i64>, Error> {
        self.get(key)?.map(|node| node.integer()).transpose()
    }

    /// A switch that is off if it is absent.
    pub(super) fn flag(&self, key: &str) -> Result<bool, Error> {
        self.get(key)?.map_or(Ok(false), |node| node.boolean())
    }

    fn child(&self, key: &str, value: &'a Value) -> Self {
        let path = if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        };
        Self { path, value }
    }
}
