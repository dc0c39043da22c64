//! String: one line.

use serde_json::Value as Json;

use super::{Converted, FieldType, NotConverted, Row, shape, source};
use crate::model::{FieldKind, SourceShape, SourceValue, Value};
use crate::text::{self, Base};

pub(super) const NAME: &str = "String";

/// The most characters that TestRail takes for a line.
const MAX_LINE: usize = 250;

pub(super) struct StringField;

impl FieldType for StringField {
    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, value: &Value) -> Json {
        shape::encode_text(value)
    }

    fn takes(&self, shape: SourceShape) -> bool {
        takes(shape)
    }

    fn convert(
        &self,
        _: &FieldKind,
        sources: &[&SourceValue],
        row: &Row,
        _: &Base,
    ) -> Result<Converted, NotConverted> {
        Ok(one_line(sources, row))
    }
}

/// Everything can be read as a line.
pub(super) fn takes(_: SourceShape) -> bool {
    true
}

/// Sources on one line, which is shortened if it is too long.
pub(super) fn one_line(sources: &[&SourceValue], row: &Row) -> Converted {
    let join = row.join.as_deref().unwrap_or(source::SEPARATOR);
    let line = text::one_line(&source::joined_plain(&source::entries(sources), join));
    let short = text::shorten(&line, MAX_LINE);
    Converted {
        shortened: short.is_some().then(|| (line.chars().count(), MAX_LINE)),
        ..shape::text(short.unwrap_or(line)).into()
    }
}
