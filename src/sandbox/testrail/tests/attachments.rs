use super::*;

fn upload(server: &Server, method: &str, field: &str) -> (u16, Value) {
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"shot.png\"\r\n\
         Content-Type: image/png\r\n\r\n\u{89}PNG\r\n\0\r\n--B--\r\n"
    );
    let mut request = server.request(Method::POST, method, body);
    request.headers.insert(
        "content-type",
        "multipart/form-data; boundary=B".parse().expect("ASCII"),
    );
    server.send(&request)
}

fn server_with_result() -> Server {
    let server = Server::start();
    server.add_cases(1);
    server.add_run(&[1]);
    server.post("add_result/1", &json!({"status_id": 1}));
    server
}

#[test]
fn a_file_is_given_back_as_it_was_sent() {
    let server = server_with_result();
    assert_eq!(
        upload(&server, "add_attachment_to_result/1", "attachment"),
        (200, json!({"attachment_id": 1}))
    );
    let answer = server
        .testrail
        .answer(&server.request(Method::GET, "get_attachment/1", ""));
    assert_eq!(answer.content_type, "image/png");
    assert_eq!(answer.body, "\u{89}PNG\r\n\0".as_bytes());
    assert_eq!(
        server.get("get_results/1")["results"][0]["attachment_ids"],
        json!([1])
    );
    assert_eq!(server.post("delete_attachment/1", &Value::Null), json!(""));
    assert_eq!(
        server.get("get_results/1")["results"][0]["attachment_ids"],
        json!([])
    );
    assert!(server.get_refused("get_attachment/1").starts_with("400"));
}

#[test]
fn lists_of_files_are_envelopes_or_arrays() {
    let server = server_with_result();
    upload(&server, "add_attachment_to_result/1", "attachment");
    upload(&server, "add_attachment_to_case/1", "attachment");
    upload(&server, "add_attachment_to_run/1", "attachment");
    assert_eq!(
        column(
            &server.get("get_attachments_for_case/1")["attachments"],
            "id"
        ),
        [2]
    );
    assert_eq!(
        column(
            &server.get("get_attachments_for_run/1")["attachments"],
            "id"
        ),
        [1, 3]
    );
    assert_eq!(column(&server.get("get_attachments_for_test/1"), "id"), [1]);
}

#[test]
fn a_file_must_stand_in_the_part_that_is_named_for_it() {
    let server = server_with_result();
    for (status, body) in [
        upload(&server, "add_attachment_to_case/1", "file"),
        server.call(
            Method::POST,
            "add_attachment_to_case/1",
            &json!({"attachment": "x"}),
        ),
    ] {
        assert_eq!(
            (status, body),
            (
                400,
                json!({"error": "Field :attachment is a required field."})
            )
        );
    }
    assert_eq!(
        upload(&server, "add_attachment_to_case/9", "attachment").0,
        400
    );
}

#[test]
fn feature_files_become_cases_and_back() {
    let server = Server::start();
    let feature = "Feature: Pay\n\n  Scenario: Card\n    Given a card\n";
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"a.feature\"\r\n\r\n{feature}\r\n--B--\r\n"
    );
    let mut request = server.request(Method::POST, "add_bdd/1", body);
    request.headers.insert(
        "content-type",
        "multipart/form-data; boundary=B".parse().expect("ASCII"),
    );
    let (status, case) = server.send(&request);
    assert_eq!(
        (status, &case["title"], &case["template_id"]),
        (200, &json!("Pay"), &json!(4))
    );
    assert_eq!(server.get("get_bdd/1"), json!(feature));
}
