//! The fields of a TestRail case. A type of field is one file and one line of `TYPES`: how it is read, written,
//! compared, filled from a source and shown. Nobody else looks into a [`Value`].

pub(crate) mod fingerprint;
mod batches;
mod dropdown;
mod formats;
mod references;
mod row;
mod scenario;
mod shape;
mod shared;
mod source;
mod steps;
mod string;
mod template;
mod text;
mod title;

use serde_json::Value as Json;

use crate::model::{
    FieldKind, FieldName, FieldSpec, Markup, SourceShape, SourceValue, StepRow, Value,
};
use crate::text::Base;

pub(crate) use batches::create_batches;
pub(crate) use dropdown::option_of;
pub(crate) use formats::TextFormats;
pub(crate) use references::{marker_field, marker_value, replace_reference};
pub(crate) use row::{Choice, Converted, NotConverted, folded_name};
pub(crate) use row::{Row, SourceKey, Target, ValueRow};
pub(crate) use shared::{rows_of, shared_steps_of, with_shared_steps};
pub(crate) use template::{template_field, template_value};
pub(crate) use title::{folded_title, title_field, title_of};

/// Every type.
static TYPES: &[&dyn FieldType] = &[
    &title::Title,
    &references::References,
    &template::Template,
    &string::StringField,
    &text::Text,
    &dropdown::Dropdown,
    &steps::Steps,
];

/// A type of field. What is said here goes by the shape of a value; a type says what is different about it.
trait FieldType: Sync {
    /// TestRail's name for it.
    fn name(&self) -> &'static str;

    /// What its texts hold.
    fn markup(&self, _kind: &FieldKind) -> Markup {
        Markup::Plain
    }

    /// Reads what TestRail has stored.
    fn decode(&self, stored: &Json) -> Value {
        shape::decode(stored)
    }

    /// What is sent for a value.
    fn encode(&self, value: &Value) -> Json {
        shape::encode(value)
    }

    /// True for what it can be filled from.
    fn takes(&self, _shape: SourceShape) -> bool {
        false
    }

    /// True when a mapping says which option stands for what.
    fn has_options(&self) -> bool {
        false
    }

    /// What sources become, by what the row of the mapping says besides.
    fn convert(
        &self,
        _kind: &FieldKind,
        _sources: &[&SourceValue],
        _row: &Row,
        _base: &Base,
    ) -> Result<Converted, NotConverted> {
        Ok(Converted::default())
    }

    /// What is to be in a field that holds something already: the desired value, with what is not ours kept.
    fn merge(&self, _kind: &FieldKind, desired: &Value, _stored: &Value) -> Value {
        desired.clone()
    }

    /// The form for comparing and reading: what a reader sees, however TestRail spells it.
    fn canonical(&self, kind: &FieldKind, value: &Value) -> Value {
        shape::canonical(value, self.markup(kind))
    }

    /// True when two values mean the same to whoever reads them.
    fn is_same(&self, kind: &FieldKind, a: &Value, b: &Value) -> bool {
        shape::is_same(a, b, self.markup(kind))
    }

    /// How a value is shown.
    fn show<'a>(&self, kind: &'a FieldKind, value: &'a Value) -> Shown<'a> {
        shape::show(value, &kind.options, "option")
    }

    /// True for what the preview of a new case leaves out: its title is beside it, its template interests nobody.
    fn stands_apart(&self) -> bool {
        false
    }

    /// True for what is worth another template of the case if the one that it has does not show the field.
    fn chooses_template(&self) -> bool {
        false
    }
}

/// A value as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown<'a> {
    Nothing,
    Text(&'a str),
    /// A number with the name that TestRail has for it, and with what it is a number of.
    Named {
        id: i64,
        name: Option<&'a str>,
        what: &'static str,
    },
    Rows(&'a [StepRow]),
}

/// A type that nothing can be mapped to. Its values are still read.
struct Other;

impl FieldType for Other {
    fn name(&self) -> &'static str {
        ""
    }
}

impl FieldKind {
    fn field_type(&self) -> &'static dyn FieldType {
        TYPES
            .iter()
            .find(|field_type| field_type.name() == self.type_name)
            .map_or(&Other, |field_type| *field_type)
    }

    /// Reads what TestRail has stored.
    pub(crate) fn decode(&self, stored: &Json) -> Value {
        self.field_type().decode(stored)
    }

    /// What is sent for a value.
    pub(crate) fn encode(&self, value: &Value) -> Json {
        self.field_type().encode(value)
    }

    /// True for what it can be filled from.
    pub(crate) fn takes(&self, shape: SourceShape) -> bool {
        self.field_type().takes(shape)
    }

    /// True when a mapping says which option stands for what.
    pub(crate) fn has_options(&self) -> bool {
        self.field_type().has_options()
    }

    /// What sources become. Addresses in texts become absolute by `base`.
    pub(crate) fn convert(
        &self,
        sources: &[&SourceValue],
        row: &Row,
        base: &Base,
    ) -> Result<Converted, NotConverted> {
        self.field_type().convert(self, sources, row, base)
    }

    /// What is to be where `stored` is: the desired value, with what is not ours kept.
    pub(crate) fn merge(&self, desired: &Value, stored: &Value) -> Value {
        self.field_type().merge(self, desired, stored)
    }

    /// The form for comparing and reading.
    pub(crate) fn canonical(&self, value: &Value) -> Value {
        self.field_type().canonical(self, value)
    }

    /// True when two values mean the same to whoever reads them in TestRail.
    pub(crate) fn is_same(&self, a: &Value, b: &Value) -> bool {
        self.field_type().is_same(self, a, b)
    }

    /// How a value is shown, as it goes over the wire or in its canonical form.
    pub(crate) fn show<'a>(&'a self, value: &'a Value) -> Shown<'a> {
        self.field_type().show(self, value)
    }

    /// True for what the preview of a new case leaves out.
    pub(crate) fn stands_apart(&self) -> bool {
        self.field_type().stands_apart()
    }

    /// True where its texts are more than their characters.
    pub(crate) fn has_markup(&self) -> bool {
        self.field_type().markup(self) != Markup::Plain
    }

    /// True for what is worth another template of the case.
    pub(crate) fn chooses_template(&self) -> bool {
        self.field_type().chooses_template()
    }
}

/// The fields of every case that a mapping can name.
pub(crate) const BUILT_IN: [&str; 1] = [title::NAME];

/// The texts of a value as a reader sees them.
pub(crate) fn texts(kind: &FieldKind, value: &Value) -> Vec<String> {
    match kind.canonical(value) {
        Value::Empty => Vec::new(),
        Value::Text(text) => vec![text],
        Value::Number(number) => vec![number.to_string()],
        Value::Steps(rows) => {
            let texts = rows.iter().flat_map(shape::parts);
            texts.map(|(_, text)| text.into_owned()).collect()
        }
    }
}

/// A field of every case, by its name.
pub(crate) fn built_in_field(name: &FieldName) -> Option<FieldSpec> {
    (name.as_str() == title::NAME).then(title_field)
}

#[cfg(test)]
mod tests;
