//! A test case as TestOps has it.

use super::TestCaseId;

/// A TestOps test case, reduced to what a mapping can use. Texts are Markdown unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// The Allure ID.
    pub id: TestCaseId,
    /// The name: one line of plain text.
    pub name: String,
    /// The description.
    pub description: Option<String>,
    /// The precondition.
    pub precondition: Option<String>,
    /// The expected result of the whole case.
    pub expected_result: Option<String>,
    /// The workflow status.
    pub status: Option<WorkflowStatus>,
    /// The manual scenario; `None` when it was not asked for or there is none.
    pub scenario: Option<Scenario>,
}

/// The status of a case in its TestOps workflow. Built-in ones have negative ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowStatus {
    /// The id that mappings name.
    pub id: i64,
    /// The name, for people.
    pub name: String,
}

/// The manual steps of a case with every reference resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    /// The nodes in order.
    pub nodes: Vec<StepNode>,
}

/// One place in a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepNode {
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

/// One step: what to do, what should happen, and the steps inside it. Texts are plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub action: String,
    /// What should happen; several entries where TestOps has several expected steps.
    pub expected: Vec<StepNode>,
    /// Nested nodes.
    pub nodes: Vec<StepNode>,
}

/// A file that hangs on a step. Only its name travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The file name.
    pub name: String,
    /// True when TestOps no longer has the bytes.
    pub missed: bool,
}
