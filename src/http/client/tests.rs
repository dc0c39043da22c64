use std::error::Error as _;
use std::sync::Arc;

use url::Url;

use super::super::testing::{Reply, Server};
use super::*;
use crate::http::{Call, Secret, Tls};

const SECRET: &str = "s3cr3t-api-key";

fn client(settings: ClientSettings) -> Client {
    Client::new(settings).expect("a client")
}

fn request(url: &Url, effect: Effect) -> Request {
    let method = match effect {
        Effect::Read => Method::Get,
        Effect::Idempotent | Effect::Create => Method::Post,
    };
    Request {
        call: Call {
            method,
            path: "things".into(),
        },
        url: url.join("things?token=s3cr3t-api-key").expect("a URL"),
        effect,
        authorization: Authorization::Basic("someone@example.com".into(), Secret::new(SECRET)),
        body: Body::EmptyJson,
        expected: "a number",
        confidential: false,
    }
}

fn number(body: &[u8]) -> Result<u32, serde_json::Error> {
    serde_json::from_slice(body)
}

/// The whole chain in one line, as a report shows it.
fn chain(error: &Error) -> String {
    let mut words = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        words.push(cause.to_string());
        source = cause.source();
    }
    words.join(" | ")
}

async fn outcome(effect: Effect, replies: Vec<Reply>) -> (Result<u32, String>, usize) {
    let server = Server::scripted(replies).await;
    let result = client(ClientSettings::default())
        .send(&request(&server.url, effect), number)
        .await;
    // How long waits took is not the point, and they are jittered.
    let result = result.map_err(|error| {
        let chain = chain(&Error {
            elapsed: Duration::ZERO,
            ..error
        });
        chain.replace(server.url.as_str(), "http://server/")
    });
    (result, server.lines().len())
}

#[tokio::test(start_paused = true)]
async fn a_read_is_repeated_until_it_is_answered() {
    let replies = vec![
        Reply::json(502, "bad gateway"),
        Reply::lost(),
        Reply::html(),
        Reply::json(429, "{}").with("retry-after", "3"),
        Reply::ok("7"),
    ];
    assert_eq!(outcome(Effect::Read, replies).await, (Ok(7), 5));
}

#[tokio::test(start_paused = true)]
async fn a_create_is_repeated_only_when_it_did_not_run() {
    let replies = vec![
        Reply::json(429, "{}").with("retry-after", "3"),
        Reply::json(409, r#"{"error":"maintenance"}"#),
        Reply::ok("7"),
    ];
    assert_eq!(outcome(Effect::Create, replies).await, (Ok(7), 3));
    for reply in [
        Reply::json(502, "bad gateway"),
        Reply::lost(),
        Reply::html(),
        Reply::ok("{\"cut"),
        Reply::ok("1").with("content-length", "5"),
    ] {
        let (result, sent) = outcome(Effect::Create, vec![reply, Reply::ok("7")]).await;
        let error = result.expect_err("nobody knows");
        assert!(
            error.contains("it may have been carried out or not"),
            "{error}"
        );
        assert_eq!(sent, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_server_refuses_is_not_repeated() {
    let mut table = Vec::new();
    for reply in [
        Reply::json(400, r#"{"error":"Field :title is a required field."}"#),
        Reply::json(401, r#"{"message":"Bad credentials"}"#),
        Reply::json(403, ""),
        Reply::json(404, "<html>not here</html>"),
        Reply::ok(r#"{"no":"number"}"#),
        Reply::json(301, "").with("location", "https://example.com/login?next=1"),
    ] {
        let (result, sent) = outcome(Effect::Read, vec![reply]).await;
        table.push(format!("{sent}: {}", result.expect_err("a refusal")));
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    1: GET things failed | 400: Field :title is a required field.
    1: GET things failed | 401, the server rejects the credentials: Bad credentials
    1: GET things failed | 403, not allowed
    1: GET things failed | 404: <html>not here</html>
    1: GET things failed | cannot read a number: invalid type: map, expected u32 at line 1 column 0; the answer begins with: {"no":"number"}
    1: GET things failed | the server redirects to https://example.com/login; enter https://example.com/ as the endpoint
    "#);
}

#[tokio::test(start_paused = true)]
async fn giving_up_says_how_often_it_was_tried() {
    let replies = (0..9)
        .map(|_| Reply::json(503, r#"{"message":"restarting"}"#))
        .collect();
    let (result, sent) = outcome(Effect::Read, replies).await;
    insta::assert_snapshot!(result.expect_err("it never worked"), @"GET things failed after 5 attempts in 0.0 seconds | 503: restarting");
    assert_eq!(sent, 5);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_https_says_what_to_enter() {
    let server = Server::start(|_| {
        Reply::json(301, "").with(
            "location",
            "https://example.com/testrail/index.php?/api/v2/x",
        )
    })
    .await;
    let client = client(ClientSettings::default());
    let result = client
        .send(&request(&server.url, Effect::Create), number)
        .await;
    insta::assert_snapshot!(chain(&result.expect_err("a redirect")), @"POST things failed | the server redirects to https://example.com/testrail/index.php; enter https://example.com/testrail/ as the endpoint");
    assert_eq!(client.requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn wrong_credentials_are_tried_exactly_once() {
    let server = Server::start(|_| Reply::json(401, r#"{"error":"Authentication failed"}"#)).await;
    let client = Arc::new(client(ClientSettings {
        stop_on_unauthorized: true,
        ..ClientSettings::default()
    }));
    let requests: Vec<_> = (0..4)
        .map(|_| {
            let client = Arc::clone(&client);
            let request = request(&server.url, Effect::Read);
            tokio::spawn(async move { client.send(&request, number).await })
        })
        .collect();
    for request in requests {
        let error = request.await.expect("a request").expect_err("a 401");
        assert!(error.is_unauthorized());
    }
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_were_accepted_are_used_by_all_until_they_are_rejected() {
    let server = Server::scripted(vec![
        Reply::json(503, ""),
        Reply::json(400, ""),
        Reply::ok("7"),
        Reply::json(401, ""),
        Reply::ok("7"),
    ])
    .await;
    let client = client(ClientSettings {
        stop_on_unauthorized: true,
        ..ClientSettings::default()
    });
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let result = client
            .send(&request(&server.url, Effect::Read), number)
            .await;
        statuses.push(result.map_err(|error| error.status()));
    }
    assert_eq!(statuses, [Err(Some(400)), Ok(7), Err(Some(401)), Err(None)]);
    assert_eq!(server.lines().len(), 4);
    assert_eq!(client.requests(), 4);
}

#[test]
fn addresses_of_this_machine_are_known() {
    for (url, expected) in [
        ("http://127.0.0.1:8080/", true),
        ("http://[::1]/", true),
        ("http://localhost/", true),
        ("https://localhost.example.com/", false),
        ("https://10.0.0.1/", false),
    ] {
        assert_eq!(is_loopback(&url.parse().expect("a URL")), expected, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_request_holds_back_the_others_and_is_counted() {
    let server = Server::scripted(vec![
        Reply::json(
            429,
            r#"{"error":"API Rate Limit Exceeded - 60 per minute maximum allowed. Retry after 9 seconds."}"#,
        ),
        Reply::ok("7"),
    ])
    .await;
    let client = client(ClientSettings::default());
    let start = Instant::now();
    let result = client
        .send(&request(&server.url, Effect::Create), number)
        .await;
    assert_eq!(result.ok(), Some(7));
    assert!(start.elapsed() >= Duration::from_secs(9));
    assert_eq!(client.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_endless_answer_is_cut_off() {
    let server = Server::start(|_| Reply::ok(" ".repeat(5000))).await;
    let client = client(ClientSettings {
        max_body: 1000,
        ..ClientSettings::default()
    });
    let error = client
        .send(&request(&server.url, Effect::Read), number)
        .await
        .expect_err("too much");
    insta::assert_snapshot!(chain(&error), @"GET things failed | the answer is larger than 1000 bytes");
}

#[tokio::test(start_paused = true)]
async fn a_create_without_an_answer_in_time_is_unclear() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url: Url = format!("http://{}/", silent.local_addr().expect("an address"))
        .parse()
        .expect("a URL");
    let error = client(ClientSettings::default())
        .send(&request(&url, Effect::Create), number)
        .await
        .expect_err("silence");
    let silence = chain(&Error {
        elapsed: Duration::ZERO,
        ..error
    });
    insta::assert_snapshot!(silence, @"POST things failed | no clear answer: it may have been carried out or not | no answer within 60 seconds");
}

#[tokio::test(start_paused = true)]
async fn nobody_listening_is_tried_again_even_for_a_create() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url: Url = format!("http://{}/", port.local_addr().expect("an address"))
        .parse()
        .expect("a URL");
    drop(port);
    let error = client(ClientSettings::default())
        .send(&request(&url, Effect::Create), number)
        .await
        .expect_err("nobody is there");
    assert!(
        matches!(*error.kind, ErrorKind::Connect { .. }),
        "{error:?}"
    );
    assert_eq!(error.attempts, 5);
}

#[tokio::test]
async fn credentials_are_sent_and_never_shown() {
    let server = Server::start(|_| Reply::json(400, "")).await;
    let client = client(ClientSettings::default());
    let request = request(&server.url, Effect::Read);
    let error = client.send(&request, number).await.expect_err("a 400");
    let seen = server.seen();
    let sent = seen[0].header("authorization").expect("a header");
    assert!(sent.starts_with("Basic "));
    for shown in [format!("{error:?}"), chain(&error), format!("{client:?}")] {
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!shown.contains(sent), "{shown}");
    }
    assert!(!format!("{:?}", request.authorization).contains(SECRET));
}

#[tokio::test]
async fn a_token_that_cannot_stand_in_a_header_is_not_shown() {
    let server = Server::start(|_| Reply::ok("7")).await;
    let mut request = request(&server.url, Effect::Read);
    request.authorization = Authorization::Token("Bearer", Secret::new("s3cr3t-api-key\n"));
    let error = client(ClientSettings::default())
        .send(&request, number)
        .await
        .expect_err("a line break");
    assert!(matches!(*error.kind, ErrorKind::Build { .. }));
    for shown in [format!("{error:?}"), chain(&error)] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
    assert!(server.lines().is_empty());
}

#[test]
fn a_ca_file_without_certificates_is_refused() {
    let result = Client::new(ClientSettings {
        tls: Tls {
            ca_pem: Some(b"not a certificate".to_vec()),
            ..Tls::default()
        },
        ..ClientSettings::default()
    });
    assert!(matches!(result, Err(BuildError::CaFile(_))));
}

#[tokio::test(start_paused = true)]
async fn what_is_confidential_is_not_quoted() {
    for body in [r#""s3cr3t""#, r#"{"s3cr3t"#, "s3cr3t", r#"{"s3cr3t": 1}"#] {
        let server = Server::start(move |_| Reply::ok(body)).await;
        let request = Request {
            confidential: true,
            ..request(&server.url, Effect::Read)
        };
        let error = client(ClientSettings::default())
            .send(&request, number)
            .await
            .expect_err("no number");
        let shown = format!("{} {error:?}", chain(&error));
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert!(shown.contains("cannot read a number"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_comes_in_pieces_however_large_it_is() {
    let server = Server::start(|_| Reply::ok("x".repeat(1 << 20))).await;
    let small = ClientSettings {
        max_body: 10,
        ..ClientSettings::default()
    };
    let content = client(small)
        .open(&request(&server.url, Effect::Read), false)
        .await
        .expect("a file");
    assert_eq!(content.length, Some(1 << 20));
    let chunks: Vec<_> = content.chunks.try_collect().await.expect("bytes");
    assert!(chunks.len() > 1);
    assert_eq!(chunks.concat().len(), 1 << 20);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_breaks_off_ends_in_an_error() {
    let server = Server::start(|_| Reply::ok("half a file").with("content-length", "1000")).await;
    let client = client(ClientSettings::default());
    let content = client
        .open(&request(&server.url, Effect::Read), false)
        .await
        .expect("a file");
    let result: Result<Vec<_>, _> = content.chunks.try_collect().await;
    let cause = result.expect_err("half a file");
    assert!(!format!("{cause:?}").contains(SECRET), "{cause:?}");
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_not_there_is_refused_like_anything_else() {
    for (reply, attempts) in [
        (Reply::json as fn(u16, &'static str) -> Reply, 1),
        (|_, _| Reply::html(), 5),
    ] {
        let server = Server::start(move |_| reply(404, "{}")).await;
        let error = client(ClientSettings::default())
            .open(&request(&server.url, Effect::Read), false)
            .await
            .expect_err("no file");
        assert_eq!(error.attempts, attempts);
        assert_eq!(server.lines().len(), attempts as usize);
    }
}

/// Answers a 429 so first, then the number.
async fn after_a_429(reply: Reply) -> Duration {
    let server = Server::scripted(vec![reply, Reply::ok("7")]).await;
    let client = client(ClientSettings::default());
    let start = Instant::now();
    let result = client
        .send(&request(&server.url, Effect::Read), number)
        .await;
    assert_eq!(result.ok(), Some(7));
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_429_says_in_four_ways_how_long_to_wait() {
    let date = |seconds| {
        let then = jiff::Timestamp::now() + Duration::from_secs(seconds);
        then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    let sentence = r#"{"error":"API Rate Limit Exceeded - 180 per minute maximum allowed. Retry after 20 seconds."}"#;
    for (reply, expected) in [
        (Reply::json(429, "{}"), 0),
        (Reply::json(429, "{}").with("retry-after", "20"), 20),
        (
            Reply::json(429, "{}")
                .with("date", date(1000))
                .with("retry-after", date(1020)),
            20,
        ),
        (Reply::json(429, sentence), 20),
    ] {
        let waited = after_a_429(reply).await.as_secs();
        assert!((expected..expected + 4).contains(&waited), "{waited}");
    }
}

#[tokio::test(start_paused = true)]
async fn clients_of_one_server_share_its_limits_and_its_pauses() {
    let server = Server::start(|_| Reply::ok("7")).await;
    let limits = Arc::new(Limits::new(1));
    limits.at_most(Some(3));
    let [one, other] = [(), ()].map(|()| {
        client(ClientSettings {
            limits: Arc::clone(&limits),
            ..ClientSettings::default()
        })
    });
    let request = request(&server.url, Effect::Read);
    let start = Instant::now();
    let permit = limits.acquire(Effect::Read).await.expect("it is admitted");
    permit.throttled(Duration::from_secs(30), None);
    let (freed, answered) = tokio::join!(
        async {
            tokio::time::sleep(Duration::from_secs(40)).await;
            drop(permit);
            start.elapsed()
        },
        async {
            one.send(&request, number).await.expect("7");
            start.elapsed()
        }
    );
    assert!(answered >= freed, "one request in flight");
    let permit = limits.acquire(Effect::Read).await.expect("it is admitted");
    permit.throttled(Duration::from_secs(30), None);
    drop(permit);
    let start_of_pause = Instant::now();
    other.send(&request, number).await.expect("7");
    assert!(start_of_pause.elapsed() >= Duration::from_secs(30));
    one.send(&request, number).await.expect("7");
    assert!(
        start.elapsed() >= Duration::from_mins(1),
        "three a minute for both"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stays_away_is_left_alone() {
    let server = Server::start(|_| Reply::json(503, "")).await;
    let client = Arc::new(client(ClientSettings::default()));
    let mut are_left_alone = Vec::new();
    let start = Instant::now();
    for _ in 0..5 {
        let error = client
            .send(&request(&server.url, Effect::Idempotent), number)
            .await
            .expect_err("a storm");
        are_left_alone.push(match *error.kind {
            ErrorKind::Failing => true,
            ErrorKind::Status { status: 503, .. } => false,
            ref kind => panic!("{kind}"),
        });
    }
    // How long the attempts of a request take is jittered: with luck the third one still begins.
    assert!(
        matches!(are_left_alone[..], [false, false, _, true, true]),
        "{are_left_alone:?}"
    );
    assert!(start.elapsed() < Duration::from_secs(25));
    assert!(server.lines().len() <= 15);
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_permit_of_a_silent_server_is_not_sent_any_more() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url: Url = format!("http://{}/", silent.local_addr().expect("an address"))
        .parse()
        .expect("a URL");
    let client = Arc::new(client(ClientSettings::default()));
    let start = Instant::now();
    let requests: Vec<_> = (0..500)
        .map(|_| {
            let client = Arc::clone(&client);
            let request = request(&url, Effect::Idempotent);
            tokio::spawn(async move { client.send(&request, number).await })
        })
        .collect();
    let (mut tried, mut left) = (0, 0);
    for request in requests {
        let error = request.await.expect("a request").expect_err("silence");
        match *error.kind {
            ErrorKind::Timeout { .. } => tried += 1,
            ErrorKind::Failing => left += 1,
            ref kind => panic!("{kind}"),
        }
    }
    assert!(
        start.elapsed() < Duration::from_mins(10),
        "{:?}",
        start.elapsed()
    );
    assert!(
        tried <= 8 + 4,
        "as many as may be in flight, then half as many: {tried}"
    );
    assert_eq!(tried + left, 500);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_throttles_everybody_is_left_alone() {
    let server = Server::start(|_| Reply::json(409, r#"{"error":"maintenance"}"#)).await;
    let client = client(ClientSettings::default());
    let mut kinds = Vec::new();
    for _ in 0..2 {
        let error = client
            .send(&request(&server.url, Effect::Create), number)
            .await
            .expect_err("maintenance");
        kinds.push(format!("{} attempts: {}", error.attempts, error.kind));
    }
    insta::assert_snapshot!(kinds.join("\n"), @"
    12 attempts: 409: maintenance
    0 attempts: not sent: the server is not responding
    ");
    assert_eq!(server.lines().len(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_read_to_some_length() {
    let page = format!("<html>{}", "x".repeat(1 << 20));
    let server = Server::start(move |_| Reply::json(404, page.clone())).await;
    let error = client(ClientSettings {
        max_body: 1000,
        ..ClientSettings::default()
    })
    .send(&request(&server.url, Effect::Read), number)
    .await
    .expect_err("a 404");
    assert_eq!(error.status(), Some(404));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_is_announced_as_too_large_is_not_read() {
    let server = Server::start(|_| Reply::ok("1").with("content-length", "1000000000")).await;
    let error = client(ClientSettings::default())
        .send(&request(&server.url, Effect::Read), number)
        .await
        .expect_err("1 GB");
    insta::assert_snapshot!(chain(&error), @"GET things failed | the answer is larger than 67108864 bytes");
}

#[tokio::test(start_paused = true)]
async fn what_waits_while_the_server_is_given_up_does_not_wait_for_its_turn() {
    let server = Server::start(|_| Reply::json(429, "{}").with("retry-after", "3600")).await;
    let client = client(ClientSettings::default());
    let start = Instant::now();
    let request = request(&server.url, Effect::Create);
    let send = || client.send(&request, number);
    for result in futures_util::future::join_all((0..20).map(|_| send())).await {
        result.expect_err("an hour");
    }
    send().await.expect_err("an hour");
    assert!(
        start.elapsed() < Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
    assert!(
        server.lines().len() <= 8,
        "no more than may be in flight when the first is given up"
    );
}

#[tokio::test(start_paused = true)]
async fn maintenance_that_says_how_long_it_takes_pauses_everybody() {
    for status in [409, 503] {
        let server = Server::scripted(vec![
            Reply::json(status, "{}").with("retry-after", "30"),
            Reply::ok("7"),
            Reply::ok("7"),
        ])
        .await;
        let limits = Arc::new(Limits::new(1));
        let [one, other] = [(), ()].map(|()| {
            client(ClientSettings {
                limits: Arc::clone(&limits),
                ..ClientSettings::default()
            })
        });
        let request = request(&server.url, Effect::Read);
        let start = Instant::now();
        let ended = async |client: &Client| {
            client.send(&request, number).await.expect("7");
            start.elapsed()
        };
        let (first, second) = tokio::join!(ended(&one), ended(&other));
        assert!(first.min(second) >= Duration::from_secs(30));
    }
}
