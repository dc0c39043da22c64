//! The fields of each entity, as far as the documentation of TestOps and tools that talk to live servers
//! show them (2026).

/// The functions that are documented.
pub(super) const FUNCTIONS: [&str; 4] = ["now", "dayStartUtc", "weekAgo", "currentUser"];

/// What a query selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entity {
    /// Test cases.
    TestCase,
    /// Launches.
    Launch,
    /// Results of test cases in launches.
    TestResult,
}

/// Fields that need a key in brackets.
const KEYED: [&str; 3] = ["cf", "ev", "role"];

/// Fields that hold points in time: milliseconds since 1970 in UTC.
const DATES: [&str; 3] = ["createdDate", "lastModifiedDate", "mutedDate"];

const TEST_CASE: [&str; 20] = [
    "id",
    "name",
    "tag",
    "issue",
    "role",
    "member",
    "cf",
    "cfv",
    "layer",
    "status",
    "workflow",
    "muted",
    "mutedDate",
    "testPlan",
    "automation",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
    "deleted",
];

const LAUNCH: [&str; 12] = [
    "id",
    "name",
    "tag",
    "issue",
    "job",
    "ev",
    "evv",
    "closed",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
];

const TEST_RESULT: [&str; 24] = [
    "id",
    "name",
    "fullName",
    "status",
    "testCase",
    "testCaseId",
    "launch",
    "category",
    "tag",
    "issue",
    "role",
    "member",
    "testedBy",
    "cf",
    "cfv",
    "ev",
    "evv",
    "layer",
    "muted",
    "hidden",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
];

impl Entity {
    const ALL: [Self; 3] = [Self::TestCase, Self::Launch, Self::TestResult];

    /// Whether the entity has the field `name`, spelt exactly so.
    pub(crate) fn has(self, name: &str) -> bool {
        self.fields().contains(&name)
    }

    pub(super) fn fields(self) -> &'static [&'static str] {
        match self {
            Self::TestCase => &TEST_CASE,
            Self::Launch => &LAUNCH,
            Self::TestResult => &TEST_RESULT,
        }
    }

    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::TestCase => "test cases",
            Self::Launch => "launches",
            Self::TestResult => "test results",
        }
    }

    /// The entities that have the field `name`, in words.
    pub(super) fn owners(name: &str) -> Vec<String> {
        let owners = Self::ALL.into_iter().filter(|entity| entity.has(name));
        owners.map(|entity| entity.plural().to_owned()).collect()
    }
}

/// Whether a field is a family that needs a key in brackets.
pub(super) fn is_keyed(name: &str) -> bool {
    KEYED.contains(&name)
}

/// Whether a field holds a point in time.
pub(super) fn is_date(name: &str) -> bool {
    DATES.contains(&name)
}
