//! Steps: rows of what to do and what is expected.

use super::{Converted, FieldType, NotConverted, Row, scenario, source};
use crate::model::{FieldKind, Markup, SourceShape, SourceValue, StepRow, Value};
use crate::text::Base;

pub(super) struct Steps;

impl FieldType for Steps {
    fn name(&self) -> &'static str {
        "Steps"
    }

    fn markup(&self, kind: &FieldKind) -> Markup {
        kind.markup
    }

    fn takes(&self, shape: SourceShape) -> bool {
        shape == SourceShape::Scenario
    }

    fn convert(
        &self,
        kind: &FieldKind,
        sources: &[&SourceValue],
        _: &Row,
        _: &Base,
    ) -> Result<Converted, NotConverted> {
        let rows: Vec<StepRow> = source::entries(sources)
            .into_iter()
            .flat_map(|entry| match entry {
                SourceValue::Scenario(it) => scenario::rows(it, kind.markup, kind.has_expected),
                _ => Vec::new(),
            })
            .collect();
        let value = if rows.is_empty() {
            Value::Empty
        } else {
            Value::Steps(rows)
        };
        Ok(value.into())
    }

    fn chooses_template(&self) -> bool {
        true
    }
}
