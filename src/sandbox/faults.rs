//! Faults as data: which requests fail, when, and how.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::{Method, StatusCode};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use thiserror::Error;

/// A list of faults that cannot be taken.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// The body is no JSON array of faults.
    #[error("the faults are no array of objects with `match` and `do`")]
    Shape(#[source] serde_json::Error),
    /// A fault lacks something or asks for something that does not exist.
    #[error("fault {n}: {problem}")]
    Fault {
        /// Its place in the list, from 1.
        n: usize,
        /// What is wrong.
        problem: String,
    },
}

impl Error {
    /// The error and its cause in one line, for the answer's body.
    pub(crate) fn explanation(&self) -> String {
        match self {
            Self::Shape(cause) => format!("{self}: {cause}"),
            Self::Fault { .. } => self.to_string(),
        }
    }
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Answered with this status; not executed unless the fault says so.
    Status {
        executed: Option<Landing>,
        code: StatusCode,
        body: Option<Value>,
        retry_after: Option<String>,
    },
    /// Not executed, and the connection is cut.
    DropBefore,
    /// Executed, and the connection is cut before the answer.
    DropReply { executed: Landing },
    /// Answered after this time.
    Delay { time: Duration, executed: Patience },
    /// Executed; the answer announces its full length and stops in the middle.
    Truncate,
    /// Answered with a page of HTML and status 200, as by a proxy; not executed.
    Html,
    /// Reads are answered from what was there this time ago, as by a replica that lags; what writes is executed.
    Lag { age: Duration },
    /// Executed; the list in the answer holds so many of its rows, and nothing says that there are more.
    Short { rows: usize },
}

/// When a call is carried out whose answer the client does not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Landing {
    /// Before the client is answered or cut off.
    AtOnce,
    /// So much later, as behind a gateway that gave up: whatever the client does meanwhile.
    After(Duration),
}

/// When a call is carried out that is answered late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// At once: a client that gives up has written, and sees it when it looks.
    AtOnce,
    /// After the time, whether or not the client still waits.
    Late,
    /// After the time, and only if the client still waits.
    WhileWaiting,
}

/// The faults of one server.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Mutex<Vec<Fault>>,
}

impl Faults {
    /// Replaces the list by the faults in this JSON text.
    ///
    /// A fault is `{"match": "POST add_case", "after": 2, "times": 1, "do": "drop_reply"}`. `match` is a verb, a blank
    /// and the start of a method or path; without a verb it means every verb. `after` requests that match pass
    /// untouched (0 if absent), then it applies `times` times (1 if absent; `null` or 0 is for ever). Of several
    /// faults that apply to a request the first one wins and only that one is used up, but all of them count the
    /// request. With `bodyContains` it applies to requests whose body has this text, as it is sent or as JSON means it.
    ///
    /// `do` is `status` (with `code`, 500 if absent, `body` as text or JSON, `retryAfter`, and `executed` to carry the
    /// call out), `drop_before`, `drop_reply`, `delay` (with `ms`; carried out at once, or with `executed` after the
    /// time: true whatever the client does, false only if it still waits), `truncate`, `html`, `lag` (with
    /// `ms`: GETs are answered from what was there that long ago) or `short` (with `rows`, 0 if absent). With `ms`, a `status` that is executed and a
    /// `drop_reply` are carried out that much later.
    pub(crate) fn replace(&self, text: &[u8]) -> Result<(), Error> {
        let declared: Vec<Declared> = serde_json::from_slice(text).map_err(Error::Shape)?;
        let faults = declared
            .into_iter()
            .enumerate()
            .map(|(index, declared)| {
                Fault::try_from(declared).map_err(|problem| Error::Fault {
                    n: index + 1,
                    problem,
                })
            })
            .collect::<Result<_, _>>()?;
        *self.lock() = faults;
        Ok(())
    }

    /// Counts a request, and says what happens to it if a fault applies.
    pub(crate) fn apply(&self, verb: &Method, method_name: &str, body: &[u8]) -> Option<Effect> {
        let name = bare(method_name);
        let mut chosen = None;
        for fault in self.lock().iter_mut() {
            if !fault.matches(verb, name, body) {
                continue;
            }
            fault.seen += 1;
            let is_due =
                fault.seen > fault.after && fault.times.is_none_or(|times| fault.used < times);
            if is_due && chosen.is_none() {
                fault.used += 1;
                chosen = Some(fault.effect.clone());
            }
        }
        chosen
    }

    /// How old the oldest answer is that any of them gives.
    pub(crate) fn longest_lag(&self) -> Option<Duration> {
        let faults = self.lock();
        let ages = faults.iter().filter_map(|fault| match fault.effect {
            Effect::Lag { age } => Some(age),
            _ => None,
        });
        ages.max()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct Fault {
    verb: Option<String>,
    start: String,
    body_contains: Option<String>,
    after: u64,
    /// `None` is for ever.
    times: Option<u64>,
    effect: Effect,
    seen: u64,
    used: u64,
}

impl Fault {
    fn matches(&self, verb: &Method, bare_name: &str, body: &[u8]) -> bool {
        self.verb
            .as_deref()
            .is_none_or(|wanted| wanted == verb.as_str())
            && bare_name.starts_with(&self.start)
            && self
                .body_contains
                .as_deref()
                .is_none_or(|text| holds(body, text))
    }
}

/// Whether a body has a text, as it was sent or in one of the strings of its JSON.
fn holds(body: &[u8], text: &str) -> bool {
    fn any_text(value: &Value, text: &str) -> bool {
        match value {
            Value::String(string) => string.contains(text),
            Value::Array(items) => items.iter().any(|item| any_text(item, text)),
            Value::Object(map) => map
                .iter()
                .any(|(key, value)| key.contains(text) || any_text(value, text)),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
    // Uploads are no text.
    String::from_utf8_lossy(body).contains(text)
        || serde_json::from_slice(body).is_ok_and(|json| any_text(&json, text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    r#match: String,
    #[serde(rename = "bodyContains")]
    body_contains: Option<String>,
    #[serde(default)]
    after: u64,
    #[serde(default = "once")]
    times: Option<u64>,
    r#do: String,
    code: Option<u16>,
    #[serde(default, deserialize_with = "present")]
    body: Option<Value>,
    #[serde(rename = "retryAfter")]
    retry_after: Option<Value>,
    ms: Option<u64>,
    /// For `short`: how many are left.
    rows: Option<usize>,
    /// For `status`, false if absent: true is a server whose gateway fails on the way back. For `delay`, true is a
    /// request that arrives late, and false one that is given up on its way together with its connection.
    executed: Option<bool>,
}

#[expect(clippy::unnecessary_wraps, reason = "serde wants the field's own type")]
fn once() -> Option<u64> {
    Some(1)
}

/// Tells `"body": null`, a body, from an absent one.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl TryFrom<Declared> for Fault {
    type Error = String;

    fn try_from(declared: Declared) -> Result<Self, String> {
        let Declared {
            r#match,
            body_contains,
            after,
            times,
            r#do,
            code,
            body,
            retry_after,
            ms,
            rows,
            executed,
        } = declared;
        let (verb, start) = split(&r#match);
        let time = ms.map(Duration::from_millis);
        let landing = time.map_or(Landing::AtOnce, Landing::After);
        let effect = match r#do.as_str() {
            "status" => Effect::Status {
                executed: executed.unwrap_or(false).then_some(landing),
                code: status(code.unwrap_or(500))?,
                body,
                retry_after: retry_after.map(|value| match value {
                    Value::String(text) => text,
                    other => other.to_string(),
                }),
            },
            "drop_before" => Effect::DropBefore,
            "drop_reply" => Effect::DropReply { executed: landing },
            "delay" => Effect::Delay {
                time: time.ok_or("`delay` needs `ms`, the milliseconds to wait")?,
                executed: match executed {
                    None => Patience::AtOnce,
                    Some(true) => Patience::Late,
                    Some(false) => Patience::WhileWaiting,
                },
            },
            "truncate" => Effect::Truncate,
            "html" => Effect::Html,
            "lag" => Effect::Lag {
                age: time.ok_or("`lag` needs `ms`, how many milliseconds old the answer is")?,
            },
            "short" => Effect::Short {
                rows: rows.unwrap_or(0),
            },
            other => {
                return Err(format!(
                    "`do` is {other:?}; it is one of status, drop_before, drop_reply, delay, truncate, html, lag, short"
                ));
            }
        };
        Ok(Self {
            verb,
            start: start.to_owned(),
            body_contains,
            after,
            times: times.filter(|times| *times > 0),
            effect,
            seen: 0,
            used: 0,
        })
    }
}

fn status(code: u16) -> Result<StatusCode, String> {
    // Informational codes are no answers; a client would wait for ever.
    StatusCode::from_u16(code)
        .ok()
        .filter(|code| !code.is_informational())
        .ok_or_else(|| format!("`code` is {code}; an answer has a status from 200 to 999"))
}

/// A match as verb, if it names one, and bare start of the method.
fn split(wanted: &str) -> (Option<String>, &str) {
    let wanted = wanted.trim();
    let (first, rest) = wanted
        .split_once(char::is_whitespace)
        .unwrap_or((wanted, ""));
    let is_verb = !first.is_empty()
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (!rest.is_empty() || first.bytes().all(|byte| byte.is_ascii_uppercase()));
    if is_verb {
        (Some(first.to_ascii_uppercase()), pattern(rest))
    } else {
        (None, pattern(wanted))
    }
}

fn pattern(text: &str) -> &str {
    bare(text.trim().trim_end_matches('*'))
}

/// A method or path without the parts that are always the same, in all the ways in which people write them.
fn bare(name: &str) -> &str {
    let name = name.trim_start_matches('/');
    let name = name
        .strip_prefix("index.php?")
        .unwrap_or(name)
        .trim_start_matches('/');
    ["api/v2", "api/rs", "api"]
        .into_iter()
        .find_map(|prefix| {
            let rest = name.strip_prefix(prefix)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
        })
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Faults {
        let faults = Faults::default();
        faults.replace(text.as_bytes()).expect("valid faults");
        faults
    }

    fn refusal(text: &str) -> String {
        let error = Faults::default().replace(text.as_bytes());
        error.expect_err("invalid faults").explanation()
    }

    #[test]
    fn a_fault_lets_some_requests_pass_and_then_applies_some_times() {
        let faults = faults(r#"[{"match":"POST add_case","after":2,"times":1,"do":"drop_reply"}]"#);
        let effects: Vec<_> = (0..4)
            .map(|_| faults.apply(&Method::POST, "add_case/5", b""))
            .collect();
        assert_eq!(
            effects,
            [
                None,
                None,
                Some(Effect::DropReply {
                    executed: Landing::AtOnce
                }),
                None
            ]
        );
    }

    #[test]
    fn requests_with_another_verb_or_method_are_not_counted() {
        let faults = faults(r#"[{"match":"POST add_case","do":"html"}]"#);
        assert_eq!(faults.apply(&Method::GET, "add_case/5", b""), None);
        assert_eq!(faults.apply(&Method::POST, "update_case/5", b""), None);
        assert_eq!(
            faults.apply(&Method::POST, "add_cases/5", b""),
            Some(Effect::Html)
        );
    }

    #[test]
    fn times_null_and_zero_are_for_ever_and_absent_is_once() {
        for (times, expected) in [(r#","times":null"#, 5), (r#","times":0"#, 5), ("", 1)] {
            let faults = faults(&format!(r#"[{{"match":"GET x"{times},"do":"truncate"}}]"#));
            let applied = (0..5)
                .filter_map(|_| faults.apply(&Method::GET, "x", b""))
                .count();
            assert_eq!(applied, expected, "{times}");
        }
    }

    #[test]
    fn the_first_of_two_faults_wins_and_both_count() {
        let faults = faults(
            r#"[{"match":"GET x","do":"html"},{"match":"GET x","after":1,"do":"truncate"}]"#,
        );
        let effects: Vec<_> = (0..3)
            .map(|_| faults.apply(&Method::GET, "x", b""))
            .collect();
        assert_eq!(effects, [Some(Effect::Html), Some(Effect::Truncate), None]);
    }

    #[test]
    fn methods_and_paths_match_in_every_spelling() {
        for (wanted, name) in [
            ("POST add_case", "add_case/5"),
            ("POST /add_case", "add_case/5"),
            ("POST /api/v2/add_case", "add_case/5"),
            ("POST index.php?/api/v2/add_case", "add_case/5"),
            ("POST /index.php?/api/v2/add_case/5", "add_case/5"),
            ("add_case", "add_case/5"),
            ("POST", "add_case/5"),
            ("POST *", "add_case/5"),
            ("post add_case", "add_case/5"),
            ("POST /api/rs/testcase", "/api/testcase/7"),
            ("POST /api/testcase", "/api/rs/testcase/7"),
            ("POST testcase", "/api/testcase/7"),
            ("POST /api", "/api/testcase/7"),
        ] {
            let text = format!(r#"[{{"match":"{wanted}","do":"html"}}]"#);
            assert_eq!(
                faults(&text).apply(&Method::POST, name, b""),
                Some(Effect::Html),
                "{wanted} {name}"
            );
        }
    }

    #[test]
    fn a_status_carries_its_body_and_the_time_to_wait() {
        let faults = faults(
            r#"[{"match":"GET x","do":"status","code":429,"body":{"error":"slow"},"retryAfter":3}]"#,
        );
        assert_eq!(
            faults.apply(&Method::GET, "x", b""),
            Some(Effect::Status {
                executed: None,
                code: StatusCode::TOO_MANY_REQUESTS,
                body: Some(serde_json::json!({"error":"slow"})),
                retry_after: Some("3".to_owned()),
            })
        );
    }

    #[test]
    fn a_fault_for_a_body_leaves_other_bodies_alone() {
        let faults = faults(
            r#"[{"match":"POST add_case","bodyContains":"pöison","times":null,"do":"html"}]"#,
        );
        for (body, is_hit) in [
            (r#"{"title":"a pöison pill"}"#, true),
            (r#"{"cases":[{"title":"p\u00f6ison"}]}"#, true),
            (r#"{"title":"a pill"}"#, false),
            ("pöison", true),
            ("", false),
        ] {
            let effect = faults.apply(&Method::POST, "add_case/5", body.as_bytes());
            assert_eq!(effect.is_some(), is_hit, "{body}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_explained() {
        insta::assert_snapshot!(refusal(r#"[{"match":"GET x","do":"explode"}]"#), @r#"fault 1: `do` is "explode"; it is one of status, drop_before, drop_reply, delay, truncate, html, lag, short"#);
        insta::assert_snapshot!(refusal(r#"[{"match":"GET x","do":"html"},{"match":"GET x","do":"delay"}]"#), @"fault 2: `delay` needs `ms`, the milliseconds to wait");
        insta::assert_snapshot!(refusal(r#"[{"match":"GET x","do":"status","code":42}]"#), @"fault 1: `code` is 42; an answer has a status from 200 to 999");
        insta::assert_snapshot!(refusal(r#"[{"match":"GET x","do":"html","afer":1}]"#), @"the faults are no array of objects with `match` and `do`: unknown field `afer`, expected one of `match`, `bodyContains`, `after`, `times`, `do`, `code`, `body`, `retryAfter`, `ms`, `rows`, `executed` at line 1 column 36");
        insta::assert_snapshot!(refusal("{"), @"the faults are no array of objects with `match` and `do`: invalid type: map, expected a sequence at line 1 column 0");
    }

    #[test]
    fn a_list_that_is_refused_leaves_the_old_one() {
        let faults = faults(r#"[{"match":"GET x","do":"html"}]"#);
        assert!(faults.replace(b"[{}]").is_err());
        assert_eq!(faults.apply(&Method::GET, "x", b""), Some(Effect::Html));
    }
}
