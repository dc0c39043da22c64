//! Who is let in, and what the others are told.

use hyper::{Method, StatusCode};
use insta::assert_snapshot;
use serde_json::json;

use super::*;

const FORM: &str = "grant_type=apitoken&scope=openid&token=sandbox-testops-token";

fn exchange(testops: &Testops, content_type: &str, body: &str) -> Answer {
    let mut request = request(Method::POST, "/api/uaa/oauth/token");
    request.headers.clear();
    set_header(&mut request, "content-type", content_type);
    request.body = Bytes::copy_from_slice(body.as_bytes());
    testops.answer(&request)
}

fn status_with(testops: &Testops, authorization: Option<&str>) -> StatusCode {
    let mut request = request(Method::GET, "/api/project/7");
    request.headers.clear();
    if let Some(value) = authorization {
        set_header(&mut request, "authorization", value);
    }
    testops.answer(&request).status
}

#[test]
fn a_form_is_exchanged_for_a_token_that_opens_the_api() {
    let testops = shop();
    let answer = exchange(&testops, "application/x-www-form-urlencoded", FORM);
    assert_eq!(answer.status, 200);
    let body = json_of(&answer);
    assert_snapshot!(lines(&body), @r#"
    access_token: "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX25hbWUiOiJxYS1sZWFkIiwic2NvcGUiOlsib3BlbmlkIl0sImp0aSI6IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMSJ9.c2FuZGJveA"
    token_type: "bearer"
    expires_in: 259200
    scope: "openid"
    jti: "00000000-0000-4000-8000-000000000001"
    "#);
    let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap());
    assert_eq!(status_with(&testops, Some(&bearer)), 200);
}

#[test]
fn multipart_is_as_good_as_a_form() {
    let body = "--X\r\ncontent-disposition: form-data; name=\"grant_type\"\r\n\r\napitoken\r\n\
        --X\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\nsandbox-testops-token\r\n--X--\r\n";
    let answer = exchange(&shop(), "multipart/form-data; boundary=X", body);
    assert_eq!(answer.status, 200);
}

#[test]
fn every_exchange_gives_another_token_and_both_hold() {
    let testops = shop();
    let token = || {
        let answer = exchange(&testops, "application/x-www-form-urlencoded", FORM);
        format!(
            "Bearer {}",
            json_of(&answer)["access_token"].as_str().unwrap()
        )
    };
    let (first, second) = (token(), token());
    assert_ne!(first, second);
    assert_eq!(status_with(&testops, Some(&first)), 200);
    assert_eq!(status_with(&testops, Some(&second)), 200);
}

#[test]
fn a_token_that_is_over_its_time_is_refused() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}], "tokenLifetimeSeconds": 0,
    }));
    let body = json_of(&exchange(
        &testops,
        "application/x-www-form-urlencoded",
        FORM,
    ));
    assert_eq!(body["expires_in"], 0);
    let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap());
    assert_eq!(status_with(&testops, Some(&bearer)), 401);
    assert_eq!(
        status_with(&testops, Some("Api-Token sandbox-testops-token")),
        200
    );
}

#[test]
fn a_wrong_token_is_refused_in_the_words_of_oauth() {
    let wrong = FORM.replace("sandbox-testops-token", "guess");
    let answer = exchange(&shop(), "application/x-www-form-urlencoded", &wrong);
    assert_eq!(answer.status, 401);
    assert_snapshot!(json_of(&answer), @r#"{"error":"invalid_grant","error_description":"Bad credentials"}"#);
    let other = FORM.replace("apitoken", "password");
    let answer = exchange(&shop(), "application/x-www-form-urlencoded", &other);
    assert_eq!(answer.status, 400);
}

#[test]
fn without_credentials_nothing_is_answered() {
    let testops = shop();
    for wrong in [
        None,
        Some("Api-Token guess"),
        Some("Bearer guess"),
        Some("Basic eDp5"),
        Some("Bearer"),
    ] {
        assert_eq!(status_with(&testops, wrong), 401, "{wrong:?}");
    }
    let mut request = request(Method::GET, "/api/rs/nothing");
    request.headers.clear();
    assert_snapshot!(json_of(&testops.answer(&request)), @r#"{"timestamp":"[now]","status":401,"error":"Unauthorized","message":"Unauthorized","path":"/api/rs/nothing"}"#);
}

#[test]
fn the_account_is_the_owner_of_the_token() {
    let testops = shop();
    assert_snapshot!(lines(&read(&testops, "/api/uaa/account/me")), @r#"
    id: 1
    username: "qa-lead"
    firstName: "QA"
    lastName: "Lead"
    email: "qa-lead@example.com"
    emailVerified: true
    enabled: true
    approved: true
    authorities: ["ROLE_USER"]
    userRef: "qa-lead"
    "#);
    assert_eq!(
        read(&testops, "/api/account/me"),
        read(&testops, "/api/uaa/account/me")
    );
}

#[test]
fn refusals_have_the_shape_of_spring_boot() {
    let testops = shop();
    let refusals = [
        "/api/testcase/1",
        "/api/testcase/x",
        "/api/rs/field",
        "/api/project/8",
        "/api/testcase/9000/overview",
        "/api/testcase/__search?rql=true",
        "/api/launch/__search?projectId=7",
        "/api/launch?projectId=99",
    ];
    let shown: Vec<String> = refusals
        .iter()
        .map(|address| json_of(&get(&testops, address)).to_string())
        .collect();
    assert_snapshot!(shown.join("\n"), @r#"
    {"timestamp":"[now]","status":404,"error":"Not Found","message":"Test case not found","path":"/api/testcase/1"}
    {"timestamp":"[now]","status":400,"error":"Bad Request","message":"Failed to convert value 'x' of 'id' to a number","path":"/api/testcase/x"}
    {"timestamp":"[now]","status":404,"error":"Not Found","message":"Not Found","path":"/api/rs/field"}
    {"timestamp":"[now]","status":403,"error":"Forbidden","message":"Access is denied","path":"/api/project/8"}
    {"timestamp":"[now]","status":403,"error":"Forbidden","message":"Access is denied","path":"/api/testcase/9000/overview"}
    {"timestamp":"[now]","status":400,"error":"Bad Request","message":"Required request parameter 'projectId' is not present","path":"/api/testcase/__search"}
    {"timestamp":"[now]","status":400,"error":"Bad Request","message":"Required request parameter 'rql' is not present","path":"/api/launch/__search"}
    {"timestamp":"[now]","status":404,"error":"Not Found","message":"Project not found","path":"/api/launch"}
    "#);
}

#[test]
fn nothing_can_be_written() {
    let testops = shop();
    for method in [Method::POST, Method::PATCH, Method::PUT, Method::DELETE] {
        assert_eq!(
            testops
                .answer(&request(method, "/api/testcase/4711"))
                .status,
            405
        );
    }
}

#[test]
fn whatever_is_not_the_api_is_the_web_application() {
    let testops = shop();
    for address in [
        "/",
        "/project/7/test-cases/4711",
        "/swagger-ui.html",
        "/apis",
    ] {
        let answer = get(&testops, address);
        assert_eq!(answer.status, 200, "{address}");
        assert_eq!(answer.content_type, "text/html; charset=utf-8", "{address}");
    }
}
