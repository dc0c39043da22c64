//! What TestRail answers about runs, as leniently as it can be read.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::wire::Flag;

#[derive(Debug, Deserialize)]
pub(super) struct Run {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) suite_id: Option<u64>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) description: Option<String>,
    #[serde(default)]
    pub(super) include_all: Flag,
    #[serde(default)]
    pub(super) is_completed: Flag,
    #[serde(default)]
    pub(super) url: Option<String>,
    /// The counters among them: one for each status, whatever statuses there are.
    #[serde(flatten)]
    pub(super) rest: HashMap<String, Value>,
}

impl Run {
    /// The references; `None` where the answer does not tell them.
    pub(super) fn refs(&self) -> Option<&str> {
        self.rest
            .get("refs")
            .map(|refs| refs.as_str().unwrap_or_default())
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Test {
    pub(super) id: u64,
    pub(super) case_id: u64,
    #[serde(default)]
    pub(super) template_id: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RunResult {
    pub(super) id: u64,
    pub(super) test_id: u64,
    #[serde(default)]
    pub(super) status_id: Value,
    #[serde(default)]
    pub(super) comment: Option<String>,
    #[serde(default)]
    pub(super) attachment_ids: Value,
}

/// A result as adding it answers.
#[derive(Debug, Deserialize)]
pub(super) struct Added {
    pub(super) id: u64,
    pub(super) test_id: u64,
    /// Since 10.5.
    #[serde(default)]
    pub(super) case_id: Option<u64>,
}

/// A file: old servers tell its result, newer ones what kind of thing it is at and that thing's id.
#[derive(Debug, Deserialize)]
pub(super) struct Attachment {
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) filename: Option<String>,
    #[serde(default)]
    pub(super) size: Value,
    #[serde(default)]
    pub(super) result_id: Value,
    #[serde(default)]
    pub(super) entity_type: Option<String>,
    #[serde(default)]
    pub(super) entity_id: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Status {
    pub(super) id: u64,
    pub(super) name: String,
    #[serde(default)]
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) is_untested: Flag,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) email: Option<String>,
    #[serde(default)]
    pub(super) is_active: Option<Flag>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::{run_convert as convert, wire};
    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "ALLURE-LAUNCH-[0-9]{1,20}|.{0,9}".prop_map(Value::from),
            Just(json!([1, {}])),
        ]
    }

    proptest! {
        #[test]
        fn odd_rows_never_stop_reading(a in any_json(), b in any_json(), c in any_json()) {
            let identity = convert::launches("ALLURE-LAUNCH-");
            let run = json!([{"id": 1, "refs": a, "passed_count": b, "failed_count": c, "is_completed": b}]);
            if let Ok(page) = wire::list::<Run>(run.to_string().as_bytes()) {
                for run in page.items {
                    let _ = convert::marked_run(run, &identity);
                }
            }
            let result = json!([{"id": 1, "test_id": 2, "comment": a, "attachment_ids": b}]);
            if let Ok(page) = wire::list::<RunResult>(result.to_string().as_bytes()) {
                for result in page.items {
                    let _ = convert::result(&result, |_| None);
                }
            }
            let file = json!([{"name": null, "size": a, "result_id": b, "entity_type": "result", "entity_id": c}]);
            let page = wire::list::<Attachment>(file.to_string().as_bytes()).expect("a file");
            for file in page.items {
                let _ = convert::attachment(file);
            }
        }
    }

    #[test]
    fn counters_too_large_for_any_run_do_not_overflow() {
        let identity = convert::launches("ALLURE-LAUNCH-");
        let run = json!({"id": 1, "refs": "ALLURE-LAUNCH-1", "passed_count": u64::MAX, "failed_count": "7"});
        let run = serde_json::from_value(run).expect("a run");
        let run = convert::marked_run(run, &identity).expect("a marked run");
        assert_eq!(run.tests, u64::MAX);
    }
}
