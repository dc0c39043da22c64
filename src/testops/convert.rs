//! From TestOps' JSON of a test case to what is in its sources.

use std::mem;

use super::wire::{self, Overview};
use crate::diagnostic::NamedValue;
use crate::model::{CaseSource, Link, Scenario, SourceValue, TestCase, TestCaseId};
use crate::text;

/// All that was read of a test case.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) row: wire::TestCase,
    /// `None` where there are no steps, or nobody asked.
    pub(super) scenario: Option<Scenario>,
    pub(super) overview: Option<Overview>,
    /// The address of its page.
    pub(super) page: String,
    /// Whether all that is needed was read, or only what the list tells.
    pub(super) is_whole: bool,
}

/// A test case, reduced to some sources.
pub(super) fn test_case(mut parts: Parts, sources: &[CaseSource]) -> TestCase {
    let value = |source: &CaseSource| (source.clone(), source_value(source, &mut parts));
    let values = sources.iter().map(value).collect();
    TestCase {
        id: TestCaseId(parts.row.id),
        values,
        is_whole: parts.is_whole,
    }
}

/// What is in a source, which is taken out of what was read. Lists are sorted, since TestOps keeps sets.
fn source_value(source: &CaseSource, parts: &mut Parts) -> SourceValue {
    let Parts {
        row,
        scenario,
        overview,
        page,
        is_whole: _,
    } = parts;
    match source {
        CaseSource::Name => SourceValue::Plain(mem::take(&mut row.name)),
        CaseSource::FullName => optional(row.full_name.take(), SourceValue::Plain),
        CaseSource::Url => SourceValue::Link(Link {
            words: String::new(),
            address: mem::take(page),
        }),
        CaseSource::Description => {
            markdown(row.description.take(), row.description_html.as_deref())
        }
        CaseSource::Precondition => {
            markdown(row.precondition.take(), row.precondition_html.as_deref())
        }
        CaseSource::ExpectedResult => markdown(
            row.expected_result.take(),
            row.expected_result_html.as_deref(),
        ),
        CaseSource::Scenario => optional(scenario.take(), SourceValue::Scenario),
        CaseSource::Status => optional(row.status.take(), named),
        CaseSource::Layer => optional(row.test_layer.take(), named),
        CaseSource::Automated => optional(row.automated, SourceValue::Flag),
        CaseSource::Tags => names(row.tags.drain(..)),
        CaseSource::Links => {
            row.links.sort();
            row.links.dedup();
            SourceValue::List(row.links.drain(..).filter_map(link).collect())
        }
        CaseSource::TestKeys => {
            let keys = overview.iter_mut().flat_map(|it| it.test_keys.drain(..));
            names(keys)
        }
        CaseSource::CustomField(name) => {
            let values = overview.iter().flat_map(|it| &it.custom_fields);
            let values = values.filter(|value| value.custom_field.is_called(name));
            names(values.map(|value| value.value.clone()))
        }
    }
}

/// A text with the line breaks that TestOps itself shows.
fn markdown(text: Option<String>, shown: Option<&str>) -> SourceValue {
    optional(text, |text| {
        SourceValue::Markdown(text::with_shown_breaks(text, shown))
    })
}

fn optional<T>(value: Option<T>, into: impl FnOnce(T) -> SourceValue) -> SourceValue {
    value.map_or(SourceValue::Empty, into)
}

fn named(wire::Named { id, name }: wire::Named) -> SourceValue {
    SourceValue::Named(NamedValue {
        id,
        name: name.unwrap_or_default(),
    })
}

/// Names in alphabetical order, each once.
fn names(names: impl Iterator<Item = wire::Named>) -> SourceValue {
    let mut names: Vec<_> = names.collect();
    names.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    names.dedup();
    SourceValue::List(names.into_iter().map(named).collect())
}

fn link(wire::Link { name, url }: wire::Link) -> Option<SourceValue> {
    Some(SourceValue::Link(Link {
        words: name.unwrap_or_default(),
        address: url?,
    }))
}
