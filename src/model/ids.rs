//! Identities, each a type of its own so that they cannot be mixed up.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Object;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty), $shown:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub(crate) struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, $shown, self.0)
            }
        }
    };
}

id! {
    /// The id of a TestOps test case, its "Allure ID".
    TestCaseId(i64), "{}"
}
id! {
    /// The id of a TestRail case, shown as `C501`.
    CaseId(u64), "C{}"
}
id! {
    /// The id of a TestRail section, the `group_id` of its web address.
    SectionId(u64), "{}"
}
id! {
    /// The id of a TestRail suite, shown as `S29` by TestRail and bare in manifests.
    SuiteId(u64), "{}"
}
id! {
    /// The id of a TestRail case template.
    TemplateId(u64), "{}"
}

/// The system name of a TestRail field: `title`, `refs`, `template_id` or `custom_…`. Shared, because every case
/// of a plan names the same few.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FieldName(pub Arc<str>);

impl FieldName {
    /// Wraps a system name.
    pub(crate) fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// Borrows the system name.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<TestCaseId> for Object {
    fn from(id: TestCaseId) -> Self {
        Self::TestCase(id.0)
    }
}

impl From<CaseId> for Object {
    fn from(id: CaseId) -> Self {
        Self::Case(id.0)
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
