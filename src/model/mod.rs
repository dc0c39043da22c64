//! The vocabulary that both sides share: test cases and steps as TestOps has them, values and fields as
//! TestRail has them, and what is desired and observed. Plain data, no I/O.

mod adoption;
mod attachment_name;
pub(crate) mod batches;
mod catalog;
mod desired;
mod field;
mod history;
mod ids;
mod launch;
mod markup;
mod member;
mod new_run;
mod observed;
mod references;
mod rich_text;
mod run;
mod source;
mod source_value;
mod test_case;
mod value;

pub(crate) use adoption::{AdoptRule, Candidate, Clue, Evidence};
pub(crate) use attachment_name::attachment_name;
pub(crate) use batches::{MAX_BATCH_RESULTS, result_batches};
pub(crate) use catalog::{
    Catalog, CatalogField, Project, Section, Suite, SuiteMode, Template, User,
};
pub(crate) use desired::{ChosenBy, DesiredCase, DesiredField, Identity, Marker, Reason};
pub(crate) use field::{FieldKind, FieldSpec, NamedId};
pub(crate) use history::{CaseHistory, FieldChange, HistoryEntry};
pub(crate) use ids::{CaseId, FieldName, SectionId, SuiteId, TemplateId, TestCaseId};
pub(crate) use launch::{
    Launch, LaunchId, MAX_RESULT_TEXT, ResultAttachment, ResultAttachmentId, StepResult,
    TestResult, TestResultId, Verdict,
};
pub(crate) use markup::Markup;
pub(crate) use member::Member;
pub(crate) use new_run::{NewResult, NewRun, NewStepResult, NewStepResults};
pub(crate) use observed::{AlmostMarked, Observed, ObservedCase, UnmarkedCase};
pub(crate) use references::{reference_entries, unlinked};
pub(crate) use rich_text::{RichBlock, RichLook, RichSpan, RichText, StepText};
pub(crate) use run::{
    Linked, ObservedAttachment, ObservedResult, ObservedRun, ObservedTest, ResultField,
    ResultFieldKind, RunCatalog, RunId, RunNow, RunResultId, RunStatus, TestId,
};
pub(crate) use source::{CaseSource, SourcePart, SourceShape};
pub(crate) use source_value::{Link, SourceValue};
pub(crate) use test_case::{Attachment, Scenario, Step, StepNode, TestCase};
pub(crate) use value::{SharedPart, StepRow, Value};
