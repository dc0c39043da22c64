//! Lists that come short: an answer with fewer rows than there are, and nothing in it that says so.

use bytes::Bytes;
use hyper::StatusCode;
use serde_json::{Map, Value, json};

use super::emulator::Answer;

/// The answer with the first rows of its list alone. One without a list stays as it is.
pub(super) fn shortened(answer: Answer, rows: usize) -> Answer {
    let is_json = answer.content_type.starts_with("application/json");
    if answer.status != StatusCode::OK || !is_json {
        return answer;
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
        return answer;
    };
    match &mut body {
        Value::Array(list) => list.truncate(rows),
        Value::Object(envelope) if envelope.contains_key("content") => cut_page(envelope, rows),
        Value::Object(envelope) if envelope.contains_key("_links") => cut_envelope(envelope, rows),
        _ => return answer,
    }
    Answer {
        body: Bytes::from(body.to_string()),
        ..answer
    }
}

/// The envelope of TestRail: it has no further page.
fn cut_envelope(envelope: &mut Map<String, Value>, rows: usize) {
    let mut size = 0;
    for list in envelope.values_mut().filter_map(Value::as_array_mut) {
        list.truncate(rows);
        size = list.len();
    }
    envelope.insert("size".to_owned(), json!(size));
    envelope["_links"]["next"] = Value::Null;
}

/// The page of TestOps: it is the last one, and its totals fit.
fn cut_page(page: &mut Map<String, Value>, rows: usize) {
    let mut length = 0;
    if let Some(list) = page["content"].as_array_mut() {
        list.truncate(rows);
        length = list.len();
    }
    let number = |key: &str| page.get(key).and_then(Value::as_u64).unwrap_or(0);
    let (page_number, before) = (number("number"), number("number") * number("size"));
    let told = [
        ("numberOfElements", json!(length)),
        ("totalElements", json!(before + length as u64)),
        ("totalPages", json!(page_number + u64::from(length > 0))),
        ("last", json!(true)),
        ("empty", json!(length == 0)),
    ];
    for (key, value) in told {
        if page.contains_key(key) {
            page.insert(key.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(body: &Value, rows: usize) -> Value {
        let answer = shortened(Answer::json(StatusCode::OK, body), rows);
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    #[test]
    fn a_page_of_testrail_ends_after_its_first_rows() {
        let page = json!({
            "offset": 0, "limit": 2, "size": 2, "cases": [{"id": 1}, {"id": 2}],
            "_links": {"next": "/api/v2/get_cases/1&limit=2&offset=2", "prev": null},
        });
        assert_eq!(
            short(&page, 1),
            json!({
                "offset": 0, "limit": 2, "size": 1, "cases": [{"id": 1}],
                "_links": {"next": null, "prev": null},
            })
        );
        assert_eq!(short(&page, 0)["cases"], json!([]));
        assert_eq!(short(&json!([1, 2, 3]), 2), json!([1, 2]));
    }

    #[test]
    fn a_page_of_testops_is_the_last_one_and_its_totals_fit() {
        let page = json!({
            "content": [1, 2], "number": 1, "size": 2, "numberOfElements": 2, "totalElements": 9,
            "totalPages": 5, "first": false, "last": false, "empty": false,
        });
        assert_eq!(
            short(&page, 1),
            json!({
                "content": [1], "number": 1, "size": 2, "numberOfElements": 1, "totalElements": 3,
                "totalPages": 2, "first": false, "last": true, "empty": false,
            })
        );
    }

    #[test]
    fn what_is_no_list_stays_as_it_is() {
        let case = json!({"id": 1, "labels": [1, 2]});
        assert_eq!(short(&case, 0), case);
    }
}
