//! From TestOps's JSON of launches and results to the project's vocabulary.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::launch_wire::{self as wire, Parameter, Text};
use super::pages::Row;
use crate::model::{
    Launch, LaunchId, MAX_RESULT_TEXT, ResultAttachment, ResultAttachmentId, StepResult,
    TestCaseId, TestResult, TestResultId, Verdict,
};
use crate::testops::{Account, Results, Statistic};

/// What stands for the middle of a text that is left out.
const GAP: &str = "\n…\n";

/// The deepest nesting of steps that is followed; what is deeper is with the deepest.
const MAX_DEPTH: usize = 32;

pub(super) fn launch(row: wire::Launch) -> Launch {
    Launch {
        id: LaunchId(row.id),
        name: row.name.unwrap_or_default(),
        closed: row.closed.unwrap_or_default(),
        created_date: row.created_date.unwrap_or_default(),
        modified: row.last_modified_date,
        tags: row
            .tags
            .unwrap_or_default()
            .into_iter()
            .filter_map(|tag| tag.name)
            .collect(),
        environment: Vec::new(),
    }
}

/// Variables and values in the order of their names, whatever the order of the answer.
pub(super) fn environment(rows: Vec<wire::EnvironmentValue>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = rows
        .into_iter()
        .filter_map(|row| Some((row.variable?.name?, row.name?)))
        .collect();
    pairs.sort();
    pairs.dedup();
    pairs
}

/// The words of statuses are the same in any letter case.
pub(super) fn statistic(rows: Vec<wire::StatusCount>) -> Statistic {
    let mut statistic = Statistic::new();
    for row in rows {
        let status = row.status.unwrap_or_default().to_ascii_lowercase();
        *statistic.entry(status).or_default() += row.count.unwrap_or_default();
    }
    statistic
}

/// A row of the results: what is wanted of it is taken while its bytes are there.
pub(super) struct ResultRow {
    id: i64,
    kept: Kept,
}

enum Kept {
    Finished(TestResult),
    /// An attempt that a retry replaced.
    Hidden,
    Unfinished,
}

impl Row for ResultRow {
    fn id(&self) -> i64 {
        self.id
    }
}

impl<'de> Deserialize<'de> for ResultRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::TestResult::deserialize(deserializer).map(result)
    }
}

fn result(row: wire::TestResult<'_>) -> ResultRow {
    let kept = |kept| ResultRow { id: row.id, kept };
    let status = match (row.hidden, row.status) {
        (Some(true), _) => return kept(Kept::Hidden),
        (_, None) => return kept(Kept::Unfinished),
        (_, Some(Text(status))) => verdict(&status),
    };
    let (message, message_left_out) = bounded(row.message);
    let (trace, trace_left_out) = bounded(row.trace);
    let parameters = row.parameters.unwrap_or_default();
    let result = TestResult {
        id: TestResultId(row.id),
        test_case: row.test_case_id.map(TestCaseId),
        name: row.name.map(|Text(name)| name.into()).unwrap_or_default(),
        status,
        message,
        trace,
        left_out: u32::try_from(message_left_out + trace_left_out).unwrap_or(u32::MAX),
        start: row.start,
        duration: row.duration.or_else(|| row.stop?.checked_sub(row.start?)),
        muted: row.muted.unwrap_or_default(),
        known: row.known.unwrap_or_default(),
        tested_by: row
            .tested_by
            .filter(|Text(login)| !login.is_empty())
            .map(|Text(login)| login.into()),
        parameters: parameters.iter().filter_map(parameter).collect(),
    };
    kept(Kept::Finished(result))
}

/// Counts what is left out.
pub(super) fn results(rows: Vec<ResultRow>) -> Results {
    let mut hidden = 0;
    let mut unfinished = 0;
    let mut results: Vec<_> = rows
        .into_iter()
        .filter_map(|row| match row.kept {
            Kept::Finished(result) => Some(result),
            Kept::Hidden => {
                hidden += 1;
                None
            }
            Kept::Unfinished => {
                unfinished += 1;
                None
            }
        })
        .collect();
    results.shrink_to_fit();
    Results {
        results,
        hidden,
        unfinished,
    }
}

/// A word that nobody has documented is a verdict that nobody knows.
fn verdict(word: &str) -> Verdict {
    match word.to_ascii_lowercase().as_str() {
        "passed" => Verdict::Passed,
        "failed" => Verdict::Failed,
        "broken" => Verdict::Broken,
        "skipped" => Verdict::Skipped,
        _ => Verdict::Unknown,
    }
}

/// A parameter that may be shown. One whose flag is odd may not.
fn parameter(parameter: &Parameter<'_>) -> Option<(Box<str>, Box<str>)> {
    match parameter.hidden.map(RawValue::get) {
        None | Some("false") => {}
        Some(_) => return None,
    }
    Some((
        loose(parameter.name)?,
        loose(parameter.value).unwrap_or_default(),
    ))
}

/// A text, or the JSON of what should be one.
fn loose(raw: Option<&RawValue>) -> Option<Box<str>> {
    let raw = raw?.get();
    Some(match serde_json::from_str::<Text<'_>>(raw) {
        Ok(Text(text)) => text.into(),
        Err(_) => raw.into(),
    })
}

/// A text of bounded length, and how many characters of it were left out. Nothing but blanks is no text.
fn bounded(text: Option<Text<'_>>) -> (Option<Box<str>>, usize) {
    let Some(Text(text)) = text.filter(|Text(text)| !text.trim().is_empty()) else {
        return (None, 0);
    };
    match cut(&text) {
        Some((cut, left_out)) => (Some(cut.into()), left_out),
        None => (Some(text.into()), 0),
    }
}

/// Head and tail of a text that is too long.
fn cut(text: &str) -> Option<(String, usize)> {
    if text.len() <= MAX_RESULT_TEXT {
        return None;
    }
    let length = text.chars().count();
    if length <= MAX_RESULT_TEXT {
        return None;
    }
    let kept = MAX_RESULT_TEXT - GAP.chars().count();
    let tail = kept / 2;
    let head = kept - tail;
    let at = |nth| {
        text.char_indices()
            .nth(nth)
            .map_or(text.len(), |(index, _)| index)
    };
    let cut = [&text[..at(head)], GAP, &text[at(length - tail)..]].concat();
    Some((cut, length - kept))
}

/// The steps of a result. Files among them are left out, and so is what is empty.
pub(super) fn execution(execution: wire::Execution) -> Vec<StepResult> {
    let mut parent = StepResult::default();
    add_steps(&mut parent, execution.steps.unwrap_or_default(), 0);
    parent.steps
}

/// Adds steps to their parent.
fn add_steps(parent: &mut StepResult, steps: Vec<wire::Step>, depth: usize) {
    for step in steps {
        match step.kind.as_deref() {
            Some("attachment") => {}
            // Belongs to the step before it.
            Some("expected_body") => expect(parent.steps.last_mut(), step),
            _ => {
                let (step, deeper) = step_result(step, depth);
                let is_empty = step.action.trim().is_empty()
                    && step.expected.is_empty()
                    && step.steps.is_empty();
                if !is_empty {
                    parent.steps.push(step);
                }
                if !deeper.is_empty() {
                    add_steps(parent, deeper, depth);
                }
            }
        }
    }
}

/// A step, and the steps that are too deep to be within it.
fn step_result(step: wire::Step, depth: usize) -> (StepResult, Vec<wire::Step>) {
    let mut result = StepResult {
        action: step.body.or(step.name).unwrap_or_default(),
        expected: step.expected_result.unwrap_or_default(),
        status: step.status.as_deref().map(verdict),
        message: step.message.filter(|message| !message.trim().is_empty()),
        steps: Vec::new(),
    };
    for expected in step.expected_result_steps.unwrap_or_default() {
        if expected.kind.as_deref() != Some("attachment") {
            expect(Some(&mut result), expected);
        }
    }
    let steps = step.steps.unwrap_or_default();
    if depth >= MAX_DEPTH {
        return (result, steps);
    }
    add_steps(&mut result, steps, depth + 1);
    (result, Vec::new())
}

/// Notes what was expected of a step, which passed no better than what was expected of it.
fn expect(step: Option<&mut StepResult>, expected: wire::Step) {
    let Some(step) = step else {
        return;
    };
    if let Some(text) = expected
        .body
        .or(expected.name)
        .filter(|text| !text.is_empty())
    {
        if !step.expected.is_empty() {
            step.expected.push('\n');
        }
        step.expected.push_str(&text);
    }
    if matches!(step.status, None | Some(Verdict::Passed)) {
        step.status = expected.status.as_deref().map(verdict).or(step.status);
    }
    if step.message.is_none() {
        step.message = expected
            .message
            .filter(|message| !message.trim().is_empty());
    }
}

/// Keys of issues, each once, in the order of their letters.
pub(super) fn issues(rows: Vec<wire::Issue>) -> Vec<String> {
    let mut keys: Vec<_> = rows
        .into_iter()
        .filter_map(|row| row.name.or(row.display_name))
        .map(|key| key.trim().to_owned())
        .filter(|key| !key.is_empty())
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

pub(super) fn attachment(row: wire::Attachment) -> ResultAttachment {
    ResultAttachment {
        id: ResultAttachmentId(row.id),
        name: row
            .name
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| format!("attachment {}", row.id)),
        content_type: row.content_type.unwrap_or_default(),
        size: row.content_length,
        missed: row.missed.unwrap_or_default(),
        from_test_case: row.from_test_case.unwrap_or_default(),
    }
}

/// Who has a login and an address, in the order of the logins.
pub(super) fn accounts(rows: Vec<wire::Account>) -> Vec<Account> {
    let mut accounts: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Account {
                login: row.username?,
                email: row.email.filter(|email| !email.is_empty())?,
            })
        })
        .collect();
    accounts.sort_by(|a, b| a.login.cmp(&b.login));
    accounts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            ".{0,9}".prop_map(Json::from),
        ];
        leaf.prop_recursive(2, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                (inner.clone(), inner.clone(), inner).prop_map(
                    |(name, value, hidden)| json!({"name": name, "value": value, "hidden": hidden})
                ),
            ]
        })
    }

    proptest! {
        #[test]
        fn odd_rows_never_stop_reading(
            parameters in any_json(), status in any_json(), start in any::<i64>(), stop in any::<i64>(),
        ) {
            let row = json!({"id": 1, "status": status, "start": start, "stop": stop, "parameters": parameters});
            let _ = serde_json::from_str::<ResultRow>(&row.to_string());
        }

        #[test]
        fn only_what_is_surely_not_hidden_is_shown(flag in any_json()) {
            let row = json!({"id": 1, "status": "passed", "parameters": [{"name": "a", "value": "b", "hidden": flag}]});
            let row: ResultRow = serde_json::from_str(&row.to_string()).expect("a row");
            let Kept::Finished(result) = row.kept else {
                panic!("it is finished");
            };
            let shown = flag.is_null() || flag == false;
            prop_assert_eq!(!result.parameters.is_empty(), shown);
        }

        #[test]
        fn odd_steps_never_stop_reading(kind in any_json(), body in any_json(), inner in any_json()) {
            let step = json!({"type": kind, "body": body, "steps": [inner]});
            let all = json!({"steps": [step, {"expectedResultSteps": [step], "steps": [step]}]});
            if let Ok(steps) = serde_json::from_str(&all.to_string()) {
                let _ = execution(steps);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_cut_text_has_its_head_and_its_tail(
            head in ".{1,40}", unit in ".{1,3}", times in 0usize..60_000, tail in ".{1,40}",
        ) {
            let text = [&head, &*unit.repeat(times), &tail].concat();
            let length = text.chars().count();
            match cut(&text) {
                None => prop_assert!(length <= MAX_RESULT_TEXT),
                Some((cut, left_out)) => {
                    prop_assert_eq!(cut.chars().count(), MAX_RESULT_TEXT);
                    prop_assert!(cut.starts_with(&head) && cut.ends_with(&tail));
                    prop_assert_eq!(length - left_out + GAP.chars().count(), MAX_RESULT_TEXT);
                }
            }
        }
    }
}
