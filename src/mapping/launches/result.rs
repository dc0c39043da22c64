//! One test result → one result of a run.

use serde::{Deserialize, Serialize};

use super::comment::{beside, comment, corrected};
use super::correction::Correction;
use super::elapsed::elapsed;
use super::rules::LaunchRules;
use crate::model::{
    CaseId, Launch, Markup, NewResult, NewStepResult, NewStepResults, RunResultId, StepResult,
    TestCaseId, TestResult, TestResultId, Verdict,
};
use crate::text;

/// The most characters of a name, a version and a list of defects.
const MAX_LINE: usize = 250;

/// A result as it should be in a run. Its case is named by the test case, because the case may be created by the same
/// apply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DesiredResult {
    /// The TestOps result.
    pub id: TestResultId,
    /// The test case.
    pub test_case: TestCaseId,
    /// The number of the status.
    pub status: u64,
    /// True where a worse result of the test case is shown, so that this one is sent as a comment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_comment: bool,
    /// The result in TestRail whose verdict it corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RunResultId>,
    /// The result of somebody else that TestRail shows until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hides: Option<RunResultId>,
    /// The comment, which ends with the link.
    pub comment: Box<str>,
    /// The time span.
    pub elapsed: Option<Box<str>>,
    /// The version that was tested.
    pub version: Option<Box<str>>,
    /// Keys of issues, with commas between them.
    pub defects: Option<Box<str>>,
    /// The TestRail user who ran it.
    pub assigned_to: Option<u64>,
    /// How the steps went.
    pub steps: Option<NewStepResults>,
    /// True when something had to be left out.
    pub is_lossy: bool,
}

impl DesiredResult {
    /// The same as a comment that leaves the verdict that is shown as it is.
    pub(crate) fn beside_a_worse_one(mut self, verdict: Verdict, markup: Markup) -> Self {
        self.begin_with(&beside(verdict), markup);
        self.is_comment = true;
        self.steps = None;
        self
    }

    /// The same as a further result that says so, since the verdict of an exported one changed. It is a comment where the
    /// verdict of another result of the test case is shown.
    pub(crate) fn correcting(
        mut self,
        correction: Correction,
        verdict: Verdict,
        markup: Markup,
    ) -> Self {
        self.begin_with(&corrected(verdict, correction.is_shown), markup);
        self.is_comment = !correction.is_shown;
        self.corrects = Some(correction.of);
        self.hides = correction.hides;
        if self.is_comment {
            self.steps = None;
        }
        self
    }

    fn begin_with(&mut self, words: &str, markup: Markup) {
        let words = text::from_plain(words, markup);
        self.comment = [words.trim_end(), "\n\n", &*self.comment].concat().into();
    }

    /// The result for the case that its test case has in TestRail.
    pub(crate) fn with_case(&self, case: CaseId) -> NewResult {
        let owned = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        NewResult {
            case,
            status_id: (!self.is_comment).then_some(self.status),
            comment: self.comment.to_string(),
            elapsed: owned(&self.elapsed),
            version: owned(&self.version),
            defects: owned(&self.defects),
            assigned_to: self.assigned_to,
            steps: self.steps.clone(),
        }
    }
}

/// What is known about a result beside itself, each of it a request of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Details {
    /// Keys of its issues.
    pub issues: Vec<String>,
    /// How its steps went.
    pub steps: Vec<StepResult>,
    /// The TestRail user who ran it.
    pub assigned_to: Option<u64>,
}

/// The name of the run of a launch.
pub(crate) fn run_name(launch: &Launch, continues: bool) -> String {
    const SUFFIX: &str = " (continued)";
    let name = text::one_line(&launch.name);
    let name = if name.is_empty() {
        format!("Launch {}", launch.id.0)
    } else {
        name
    };
    let room = if continues {
        MAX_LINE - SUFFIX.len()
    } else {
        MAX_LINE
    };
    let mut name = text::shorten(&name, room).unwrap_or(name);
    if continues {
        name.push_str(SUFFIX);
    }
    name
}

/// Maps a result whose test case is exported.
pub(crate) fn desired_result(
    rules: &LaunchRules,
    launch: &Launch,
    result: &TestResult,
    test_case: TestCaseId,
    details: &Details,
) -> DesiredResult {
    let comment = comment(result, &rules.web, rules.markup);
    let defects = details.issues.join(",");
    let short_defects = text::shorten(&defects, MAX_LINE);
    let is_lossy = comment.is_cut || short_defects.is_some();
    let defects = match short_defects {
        // Whole keys only: half a key would name another issue.
        Some(short) => short
            .rsplit_once(',')
            .map(|(whole, _)| whole.to_owned())
            .unwrap_or_default(),
        None => defects,
    };
    let version = launch
        .environment
        .iter()
        .find(|(variable, _)| variable.eq_ignore_ascii_case("version"))
        .map(|(_, value)| text::one_line(value))
        .filter(|version| !version.is_empty())
        .map(|version| text::shorten(&version, MAX_LINE).unwrap_or(version));
    let steps = rules
        .step_results
        .as_ref()
        .filter(|_| !details.steps.is_empty())
        .map(|field| NewStepResults {
            field: field.clone(),
            rows: details
                .steps
                .iter()
                .map(|step| step_row(rules, step))
                .collect(),
        });
    DesiredResult {
        id: result.id,
        test_case,
        status: rules.status(result),
        is_comment: false,
        corrects: None,
        hides: None,
        comment: comment.text.into(),
        elapsed: result.duration.and_then(elapsed).map(Into::into),
        version: version.map(Into::into),
        defects: Some(defects)
            .filter(|defects| !defects.is_empty())
            .map(Into::into),
        assigned_to: details.assigned_to,
        steps,
        is_lossy,
    }
}

fn step_row(rules: &LaunchRules, step: &StepResult) -> NewStepResult {
    let nested: Vec<text::NumberedItem> = step.steps.iter().map(numbered_item).collect();
    let mut content = text::from_plain(&step.action, rules.markup);
    let below = text::numbered(&nested, rules.markup, &text::Base::none());
    if !below.is_empty() {
        content.truncate(content.trim_end().len());
        content.push_str("\n\n");
        content.push_str(&below);
    }
    NewStepResult {
        content,
        expected: text::from_plain(&step.expected, rules.markup),
        actual: text::from_plain(step.message.as_deref().unwrap_or_default(), rules.markup),
        status_id: step.status.map(|verdict| rules.status_of(verdict)),
    }
}

fn numbered_item(step: &StepResult) -> text::NumberedItem {
    let StepResult {
        action,
        expected,
        status,
        steps,
        ..
    } = step;
    let verdict = match status {
        Some(Verdict::Failed) => " (failed)",
        Some(Verdict::Broken) => " (broken)",
        Some(Verdict::Skipped) => " (skipped)",
        Some(Verdict::Passed | Verdict::Unknown) | None => "",
    };
    text::NumberedItem {
        text: format!("{action}{verdict}").into(),
        expected: if expected.is_empty() {
            Vec::new()
        } else {
            vec![expected.as_str().into()]
        },
        items: steps.iter().map(numbered_item).collect(),
    }
}
