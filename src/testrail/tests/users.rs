use super::runs::each;
use super::*;
use crate::testrail::UserReader as _;

#[tokio::test(start_paused = true)]
async fn users_are_read_once_a_project() {
    let server = Server::start(|seen| Reply::ok(match method(seen) {
        "get_users/7" => r#"{"offset":0,"limit":250,"size":3,"_links":{"next":null},"users":[
            {"id":4,"name":"Old","email":"old@example.com","is_active":0},{"id":3,"name":"Sync","email":"sync@example.com","is_active":true},
            {"id":5,"name":null,"email":null}]}"#,
        "get_users/8" => "[]",
        _ => return no_such_method(),
    }))
    .await;
    let testrail = testrail(&server);
    let users = testrail.users(7).await.expect("an answer");
    insta::assert_snapshot!(each(users.as_deref().expect("users")), @r#"
    Member { id: 3, name: "Sync", email: "sync@example.com", is_active: true }
    Member { id: 4, name: "Old", email: "old@example.com", is_active: false }
    Member { id: 5, name: "", email: "", is_active: true }
    "#);
    assert_eq!(testrail.users(7).await.expect("an answer"), users);
    assert_eq!(
        testrail.users(8).await.expect("an answer"),
        Some(Vec::new())
    );
    insta::assert_snapshot!(asked(&server).join("\n"), @"
    GET get_users/7
    GET get_users/8
    ");
}

#[tokio::test(start_paused = true)]
async fn users_are_asked_for_in_two_ways_and_may_be_nobodys_business() {
    let server = |all: &'static str| {
        Server::start(move |seen| match method(seen) {
            "get_users" if !all.is_empty() => Reply::ok(all),
            _ => Reply::json(
                403,
                r#"{"error":"Access Denied. You are not a TestRail administrator."}"#,
            ),
        })
    };
    let plain = server(r#"[{"id":3,"email":"sync@example.com"}]"#).await;
    let users = testrail(&plain).users(7).await.expect("an answer");
    insta::assert_compact_debug_snapshot!(users, @r#"Some([Member { id: 3, name: "", email: "sync@example.com", is_active: true }])"#);
    let closed = server("").await;
    let testrail = testrail(&closed);
    for _ in 0..2 {
        assert_eq!(testrail.users(7).await.expect("an answer"), None);
    }
    // Who was refused once does not ask again.
    assert_eq!(asked(&closed).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_locked_is_not_taken_for_one_that_may_not_know() {
    for (code, words) in [
        (
            401,
            "Authentication failed: invalid or missing user/password or session cookie.",
        ),
        (
            403,
            "Your account is temporarily locked due to too many failed login attempts.",
        ),
    ] {
        let server = Server::start(move |_| {
            Reply::json(code, serde_json::json!({ "error": words }).to_string())
        })
        .await;
        let refused = testrail(&server).users(7).await;
        assert!(matches!(refused, Err(Error::Credentials(_))), "{refused:?}");
        assert_eq!(asked(&server).len(), 1);
    }
}
