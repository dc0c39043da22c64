//! The vocabulary that both sides share: test cases and steps as TestOps has them, values and fields as
//! TestRail has them, and what is desired and observed. Plain data, no I/O.

mod attachment_name;
pub(crate) mod batches;
mod catalog;
mod desired;
mod field;
mod ids;
mod launch;
mod markup;
mod member;
mod new_run;
mod observed;
mod run;
mod source;
mod source_value;
mod test_case;
mod value;

pub use attachment_name::attachment_name;
pub use batches::{MAX_BATCH_RESULTS, result_batches};
pub use catalog::{Catalog, CatalogField, Project, Section, Suite, SuiteMode, Template, User};
pub use desired::{ChosenBy, DesiredCase, DesiredField, Identity, Marker, Reason};
pub use field::{FieldKind, FieldSpec, NamedId};
pub use ids::{CaseId, FieldName, SectionId, SuiteId, TemplateId, TestCaseId};
pub use launch::{
    Launch, LaunchId, MAX_RESULT_TEXT, ResultAttachment, ResultAttachmentId, StepResult,
    TestResult, TestResultId, Verdict,
};
pub use markup::Markup;
pub use member::Member;
pub use new_run::{NewResult, NewRun, NewStepResult, NewStepResults};
pub use observed::{Observed, ObservedCase};
pub use run::{
    ObservedAttachment, ObservedResult, ObservedRun, ObservedTest, ResultField, ResultFieldKind,
    RunCatalog, RunId, RunResultId, RunStatus, TestId,
};
pub use source::{CaseSource, SourcePart, SourceShape};
pub use source_value::{Link, SourceValue};
pub use test_case::{Attachment, Scenario, Step, StepNode, TestCase};
pub use value::{StepRow, Value};
