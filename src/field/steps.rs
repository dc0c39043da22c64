//! Steps: rows of what to do and what is expected.

use super::shared::{self, SHARED_STEP};
use super::{Converted, FieldType, NotConverted, Row, scenario, source};
use crate::model::{FieldKind, Markup, SourceShape, SourceValue, StepRow, Value};
use crate::text::{self, Base};

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
        base: &Base,
    ) -> Result<Converted, NotConverted> {
        let rows: Vec<StepRow> = source::entries(sources)
            .into_iter()
            .flat_map(|entry| match entry {
                SourceValue::Scenario(it) => {
                    scenario::step_rows(it, kind.markup, kind.has_expected, base)
                }
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

    /// What people keep in further columns stays with its step.
    fn merge(&self, kind: &FieldKind, desired: &Value, stored: &Value) -> Value {
        let (Value::Steps(desired), Value::Steps(stored)) = (desired, stored) else {
            return desired.clone();
        };
        let mut rows = desired.clone();
        if stored.iter().any(|row| !row.columns.is_empty()) {
            let partners = partners(&rows, stored, kind.markup);
            let same: Vec<Option<usize>> = rows
                .iter()
                .zip(&partners)
                .map(|(row, partner)| {
                    partner.filter(|index| says_the_same(row, &stored[*index], kind.markup))
                })
                .collect();
            for (at, (row, partner)) in rows.iter_mut().zip(partners).enumerate() {
                let partner = partner.map(|index| &stored[index]);
                row.columns = partner.map(|row| row.columns.clone()).unwrap_or_default();
                row.part = partner.and_then(|row| row.part);
                // A row that says something else than the shared step is none of its rows any more.
                if !same[at].is_some_and(|index| shared::is_whole(stored, index, &same, at)) {
                    row.columns.remove(SHARED_STEP);
                    row.part = None;
                }
            }
        }
        Value::Steps(rows)
    }

    fn chooses_template(&self) -> bool {
        true
    }
}

fn says_the_same(a: &StepRow, b: &StepRow, markup: Markup) -> bool {
    text::same(&a.content, &b.content, markup) && text::same(&a.expected, &b.expected, markup)
}

/// Which stored row each row was: the one of the same content; where steps between two such rows were edited, the one
/// between the stored ones, as long as there are as many.
fn partners(rows: &[StepRow], stored: &[StepRow], markup: Markup) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = Vec::with_capacity(rows.len());
    for row in rows {
        let is_same = |index: &usize| {
            !found.contains(&Some(*index))
                && text::same(&row.content, &stored[*index].content, markup)
        };
        let index = (0..stored.len()).find(is_same);
        found.push(index);
    }
    let mut from = 0;
    while let Some(start) = (from..rows.len()).find(|row| found[*row].is_none()) {
        let end = (start..rows.len()).find(|row| found[*row].is_some());
        let end = end.unwrap_or(rows.len());
        let after = start.checked_sub(1).and_then(|row| found[row]);
        let before = found.get(end).copied().flatten().unwrap_or(stored.len());
        let between = after.map_or(0, |index| index + 1)..before;
        let left = between.filter(|index| !found.contains(&Some(*index)));
        let left: Vec<usize> = left.collect();
        if left.len() == end - start {
            for (row, index) in (start..end).zip(left) {
                found[row] = Some(index);
            }
        }
        from = end;
    }
    found
}
