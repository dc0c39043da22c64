//! The title: one line, and every case has one.

use serde_json::Value as Json;

use super::{Converted, FieldType, NotConverted, Row, shape, string};
use crate::model::{
    DesiredCase, FieldKind, FieldName, FieldSpec, Markup, SourceShape, SourceValue, Value,
};
use crate::text::{self, Base};

pub(super) const NAME: &str = "title";

pub(super) struct Title;

impl FieldType for Title {
    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, value: &Value) -> Json {
        shape::encode_text(value)
    }

    fn takes(&self, shape: SourceShape) -> bool {
        string::takes(shape)
    }

    fn convert(
        &self,
        _: &FieldKind,
        sources: &[&SourceValue],
        row: &Row,
        _: &Base,
    ) -> Result<Converted, NotConverted> {
        let converted = string::one_line(sources, row);
        if converted.value.is_empty() {
            return Err(NotConverted::Missing);
        }
        Ok(converted)
    }

    fn stands_apart(&self) -> bool {
        true
    }
}

/// The field.
pub(crate) fn title_field() -> FieldSpec {
    FieldSpec {
        name: FieldName::new(NAME),
        kind: FieldKind::new(NAME, Markup::Plain),
    }
}

/// The form in which titles are compared: as a reader takes them for the same, whatever the server did to blanks, letter
/// case and entities.
pub(crate) fn folded_title(title: &str) -> Box<str> {
    let unescaped = title
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#039;", "'")
        .replace("&amp;", "&");
    let canonical = text::canonical(&unescaped, Markup::Plain).to_lowercase();
    let words: Vec<&str> = canonical.split_whitespace().collect();
    let folded = words.join(" ");
    folded.chars().take(MAX_TITLE).collect::<String>().into()
}

/// The most characters of a title that TestRail keeps.
const MAX_TITLE: usize = 250;

/// What a case is to be called.
pub(crate) fn title_of(case: &DesiredCase) -> &str {
    let title = case.fields.iter().find(|field| field.name.as_str() == NAME);
    match title.map(|field| &field.value) {
        Some(Value::Text(title)) => title,
        _ => "",
    }
}
