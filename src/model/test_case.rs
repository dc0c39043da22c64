//! A test case as TestOps has it.

use std::collections::BTreeSet;

use super::{CaseSource, SourcePart, SourceValue, StepText, TestCaseId};

/// A TestOps test case, reduced to what a mapping uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestCase {
    /// The Allure ID.
    pub id: TestCaseId,
    /// What is in the sources that are asked for.
    pub values: Vec<(CaseSource, SourceValue)>,
    /// False where nobody asked for more than what the list of test cases tells.
    pub is_whole: bool,
}

impl TestCase {
    /// Whether what is in a source was asked for.
    pub(crate) fn was_asked(&self, source: &CaseSource) -> bool {
        self.is_whole || source.part() == SourcePart::Row
    }

    /// What is in a source.
    pub(crate) fn value(&self, source: &CaseSource) -> &SourceValue {
        let values = self.values.iter();
        let mut found = values.filter_map(|(known, value)| (known == source).then_some(value));
        found.next().unwrap_or(&SourceValue::Empty)
    }
}

/// The steps of a case with every reference resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scenario {
    /// The nodes in order.
    pub nodes: Vec<StepNode>,
    /// What is in the texts beside words, and has no counterpart, as TestOps names it.
    pub left_out: BTreeSet<String>,
    /// True when the case has steps that TestOps did not tell.
    pub is_missing: bool,
}

/// One place in a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepNode {
    /// A step that somebody does.
    Step(Step),
    /// A shared step: its name and its own nodes.
    Shared {
        /// The name of the shared step, plain text.
        name: String,
        /// What it consists of.
        nodes: Vec<Self>,
    },
    /// A file.
    Attachment(Attachment),
}

/// One step: what to do, what should happen, and the steps inside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    /// What to do.
    pub action: StepText,
    /// What should happen; several entries where TestOps has several expected steps.
    pub expected: Vec<StepNode>,
    /// Nested nodes.
    pub nodes: Vec<StepNode>,
}

/// A file that hangs on a step. Only its name travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// The file name.
    pub name: String,
    /// True when TestOps no longer has the bytes.
    pub missed: bool,
}
