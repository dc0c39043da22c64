//! What of a test case can go into a field: the sources that mappings name.

use std::fmt;
use std::sync::Arc;

/// Something of a test case that has a name in mappings.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum CaseSource {
    Name,
    FullName,
    /// The page of the test case in TestOps.
    Url,
    Description,
    Precondition,
    /// The expected result of the whole case.
    ExpectedResult,
    Scenario,
    Status,
    Layer,
    Automated,
    Tags,
    Links,
    /// The keys of the test case in other test management systems.
    TestKeys,
    /// The values of a custom field, by its name.
    CustomField(Arc<str>),
}

/// What a source is like, which decides about the fields that can take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceShape {
    /// One line of plain text.
    Line,
    /// A Markdown text.
    Document,
    Scenario,
    /// One of a number of things.
    Choice,
    /// Any number of names.
    Names,
    /// Addresses of web pages.
    Links,
}

/// The answer of TestOps that a source is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourcePart {
    /// The list of test cases.
    Row,
    /// The steps, one request for each test case.
    Steps,
    /// The overview, one request for each test case.
    Overview,
}

/// What precedes the name of a custom field.
const CUSTOM_FIELD: &str = "customField.";

const TABLE: &[(&str, CaseSource, SourceShape, SourcePart)] = {
    use SourcePart::{Overview, Row, Steps};
    use SourceShape::{Choice, Document, Line, Links, Names, Scenario};
    &[
        ("name", CaseSource::Name, Line, Row),
        ("fullName", CaseSource::FullName, Line, Row),
        ("url", CaseSource::Url, Links, Row),
        ("description", CaseSource::Description, Document, Row),
        ("precondition", CaseSource::Precondition, Document, Row),
        ("expectedResult", CaseSource::ExpectedResult, Document, Row),
        ("scenario", CaseSource::Scenario, Scenario, Steps),
        ("status", CaseSource::Status, Choice, Row),
        ("layer", CaseSource::Layer, Choice, Row),
        ("automated", CaseSource::Automated, Choice, Row),
        ("tags", CaseSource::Tags, Names, Row),
        ("links", CaseSource::Links, Links, Row),
        ("testKeys", CaseSource::TestKeys, Names, Overview),
    ]
};

impl CaseSource {
    /// The names that are fixed.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|(name, ..)| *name)
    }

    /// Reads a name as mappings have it.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        if let Some(field) = name.strip_prefix(CUSTOM_FIELD) {
            return (!field.trim().is_empty()).then(|| Self::CustomField(field.trim().into()));
        }
        let (_, source, ..) = TABLE.iter().find(|(known, ..)| *known == name)?;
        Some(source.clone())
    }

    /// What it is like.
    pub(crate) fn shape(&self) -> SourceShape {
        self.described()
            .map_or(SourceShape::Names, |(.., shape, _)| *shape)
    }

    /// Where it is.
    pub(crate) fn part(&self) -> SourcePart {
        self.described()
            .map_or(SourcePart::Overview, |(.., part)| *part)
    }

    fn described(&self) -> Option<&'static (&'static str, Self, SourceShape, SourcePart)> {
        TABLE.iter().find(|(_, source, ..)| source == self)
    }
}

impl fmt::Display for CaseSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.described()) {
            (Self::CustomField(name), _) => write!(f, "{CUSTOM_FIELD}{name}"),
            (_, Some((name, ..))) => f.write_str(name),
            (_, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_called_by_its_name() {
        for name in CaseSource::names().chain(["customField.Component"]) {
            assert_eq!(CaseSource::parse(name).unwrap().to_string(), name);
        }
        for name in ["", "Name", "customField.", "customField. ", "priority"] {
            assert_eq!(CaseSource::parse(name), None, "{name}");
        }
    }
}
