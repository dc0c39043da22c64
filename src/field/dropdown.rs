//! Dropdown: one of several options.

use serde_json::Value as Json;

use super::row::same_name;
use super::{Choice, Converted, FieldType, NotConverted, Row, Target, shape, source};
use crate::model::{ChosenBy, FieldKind, SourceShape, SourceValue, Value};
use crate::text::Base;

pub(super) struct Dropdown;

impl FieldType for Dropdown {
    fn name(&self) -> &'static str {
        "Dropdown"
    }

    fn decode(&self, stored: &Json) -> Value {
        shape::decode_number(stored)
    }

    fn takes(&self, shape: SourceShape) -> bool {
        match shape {
            SourceShape::Line | SourceShape::Choice | SourceShape::Names => true,
            SourceShape::Document | SourceShape::Scenario | SourceShape::Links => false,
        }
    }

    fn has_options(&self) -> bool {
        true
    }

    /// A row of `values`, then the option of the same name, then the default.
    fn convert(
        &self,
        kind: &FieldKind,
        sources: &[&SourceValue],
        row: &Row,
        _: &Base,
    ) -> Result<Converted, NotConverted> {
        let join = row.join.as_deref().unwrap_or(source::SEPARATOR);
        let value = source::chosen_by(&source::entries(sources), join);
        let found = value.as_ref().and_then(|value| {
            let chosen = row.values.iter().find(|row| row.source.is(value));
            let by_row = chosen.map(|row| (row.target.clone(), ChosenBy::Row, Some(&row.place)));
            by_row.or_else(|| {
                let name = Target::Name(value.name.clone());
                option_of(kind, &name).map(|_| (name, ChosenBy::Name, None))
            })
        });
        let default = row.default.as_ref();
        let found = found.or_else(|| {
            default.map(|(target, place)| (target.clone(), ChosenBy::Default, Some(place)))
        });
        let Some((target, by, place)) = found else {
            return Err(NotConverted::Unmapped(value));
        };
        Ok(Converted {
            value: option_of(kind, &target).map_or(Value::Empty, Value::Number),
            choice: Some(Choice {
                value,
                by,
                place: place.cloned(),
            }),
            shortened: None,
        })
    }
}

/// Finds an option that a mapping names.
pub(crate) fn option_of(kind: &FieldKind, target: &Target) -> Option<i64> {
    let mut options = kind.options.iter();
    let option = match target {
        Target::Nothing => None,
        Target::Id(id) => options.find(|option| option.id == *id),
        Target::Name(name) => options.find(|option| same_name(&option.name, name)),
    };
    option.map(|option| option.id)
}
