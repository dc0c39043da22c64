//! What a person should know and nobody but a person can settle: a code with data, never a sentence.
//!
//! Decisions are taken on codes and data. The words of each code are in `render::diagnostics` and nowhere else.

mod codes;
mod excerpt;
mod list;
mod object;
mod place;
mod suggest;

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use codes::{
    AdoptionCode, CaseCode, CertificateFault, Code, CountedLoss, DestinationCode, FieldCount,
    FileCode, FoundValue, GuardCode, LaunchCode, Limit, ManifestCode, MappingCode, Moved,
    MovedObject, NamedField, NamedNumber, NamedValue, PrefixFault, QueryCode, QueryToken, Refused,
    RefusedRight, RuleFault, RunCode, RunWithRepeats, ServerCode, Setting, SettingCode,
    SettingFault, Side, StateFault, TextLoss, TransportFault, Twice, Unreadable, ValueType,
};
pub(crate) use excerpt::Excerpt;
pub(crate) use list::Diagnostics;
pub(crate) use object::Object;
pub(crate) use place::Place;
pub(crate) use suggest::nearest_name;

/// How much a diagnostic stops, the gravest first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Severity {
    /// The command.
    Error,
    /// One sync config.
    BlocksConfig,
    /// One test case.
    BlocksCase,
    /// Nothing, but it is most likely not what was meant.
    Warning,
    /// Nothing.
    Notice,
}

/// Something that a person should know. Ordered as people read: what stops most first, then by code, place and object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Diagnostic {
    /// How much it stops.
    pub severity: Severity,
    /// What it says.
    pub code: Code,
    /// The place in a manifest that it goes back to.
    pub place: Option<Place>,
    /// What it is about: a test case or a launch first, then what is named beside it.
    pub objects: Vec<Object>,
    /// What led to it, the nearest cause first, in the words of whoever failed.
    pub causes: Vec<String>,
    /// The line of the manifest, where whoever said it had the manifest at hand.
    #[serde(skip)]
    pub excerpt: Option<Box<Excerpt>>,
}

impl Ord for Diagnostic {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.severity, it.code.id());
        key(self)
            .cmp(&key(other))
            .then_with(|| self.place.cmp(&other.place))
            .then_with(|| self.objects.cmp(&other.objects))
            .then_with(|| (&self.code, &self.causes).cmp(&(&other.code, &other.causes)))
    }
}

impl PartialOrd for Diagnostic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Diagnostic {
    /// Says something that stops as much as this.
    pub(crate) fn new(severity: Severity, code: impl Into<Code>) -> Self {
        Self {
            severity,
            code: code.into(),
            place: None,
            objects: Vec::new(),
            causes: Vec::new(),
            excerpt: None,
        }
    }

    /// Stops the command.
    pub(crate) fn error(code: impl Into<Code>) -> Self {
        Self::new(Severity::Error, code)
    }

    /// Stops one sync config.
    pub(crate) fn blocks_config(code: impl Into<Code>) -> Self {
        Self::new(Severity::BlocksConfig, code)
    }

    /// Stops one test case.
    pub(crate) fn blocks_case(code: impl Into<Code>) -> Self {
        Self::new(Severity::BlocksCase, code)
    }

    /// Stops nothing.
    pub(crate) fn notice(code: impl Into<Code>) -> Self {
        Self::new(Severity::Notice, code)
    }

    /// Goes back to this place.
    #[must_use]
    pub(crate) fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    /// Shows this line of the manifest.
    #[must_use]
    pub(crate) fn showing(mut self, excerpt: Excerpt) -> Self {
        self.excerpt = Some(Box::new(excerpt));
        self
    }

    /// Is about this, too.
    #[must_use]
    pub(crate) fn about(mut self, object: impl Into<Object>) -> Self {
        self.objects.push(object.into());
        self
    }

    /// Is about these, too.
    #[must_use]
    pub(crate) fn about_all<T: Into<Object>>(
        mut self,
        objects: impl IntoIterator<Item = T>,
    ) -> Self {
        self.objects.extend(objects.into_iter().map(Into::into));
        self
    }

    /// Was led to by an error and by what led to that.
    #[must_use]
    pub(crate) fn caused_by(mut self, error: &dyn std::error::Error) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            self.causes.push(error.to_string());
            cause = error.source();
        }
        self
    }

    /// The TestOps id of the test case that it is about, if it is about a single one.
    pub(crate) fn test_case(&self) -> Option<i64> {
        self.objects.iter().find_map(|object| match object {
            Object::TestCase(id) => Some(*id),
            _ => None,
        })
    }
}

/// True when one of these stops the whole sync config.
pub(crate) fn blocks_config(diagnostics: &[Diagnostic]) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity <= Severity::BlocksConfig)
}
