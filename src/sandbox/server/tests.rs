use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

/// Answers every POST with how many there were.
#[derive(Default)]
struct Counter(AtomicU64);

impl Emulator for Counter {
    fn answer(&self, request: &Request) -> Answer {
        if request.method == Method::POST {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        Answer::json(StatusCode::OK, &self.state())
    }

    fn state(&self) -> Value {
        json!({ "posts": self.0.load(Ordering::Relaxed) })
    }

    fn method_name(&self, request: &Request) -> String {
        request.path.clone()
    }
}

async fn start() -> Server {
    Server::start(
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        Counter::default(),
    )
    .await
    .expect("a free port")
}

/// Sends bytes over a connection of its own and returns everything that comes back.
async fn exchange(server: &Server, bytes: &str) -> String {
    let mut stream = TcpStream::connect(server.address())
        .await
        .expect("a listening server");
    stream
        .write_all(bytes.as_bytes())
        .await
        .expect("an open connection");
    let mut answer = Vec::new();
    // A cut connection may be reported as reset; what arrived before counts.
    stream.read_to_end(&mut answer).await.ok();
    String::from_utf8(answer).expect("text")
}

async fn call(server: &Server, method: &str, path: &str, body: &str) -> String {
    let length = body.len();
    exchange(
        server,
        &format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"),
    )
    .await
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

async fn set_faults(server: &Server, faults: &str) {
    let answer = call(server, "POST", "/_sandbox/faults", faults).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(body(&answer), "{}");
}

#[tokio::test]
async fn requests_are_answered_and_recorded_and_control_calls_are_not() {
    let server = start().await;
    assert_eq!(
        body(&call(&server, "POST", "/a?b=1", r#"{"c":2}"#).await),
        r#"{"posts":1}"#
    );
    assert_eq!(
        body(&call(&server, "GET", "/_sandbox/state", "").await),
        r#"{"posts":1}"#
    );
    insta::assert_snapshot!(body(&call(&server, "GET", "/_sandbox/journal", "").await), @r#"[{"n":1,"method":"POST","path":"/a","query":"b=1","status":200,"body":{"c":2}}]"#);
}

#[tokio::test]
async fn chunked_bodies_and_pipelined_requests_on_one_connection_work() {
    let server = start().await;
    let answer = exchange(
        &server,
        "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n\
         HEAD /b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");
    let journal = call(&server, "GET", "/_sandbox/journal", "").await;
    assert!(journal.contains(r#""body":"abcde""#), "{journal}");
}

#[tokio::test]
async fn a_lost_answer_is_executed_and_a_lost_request_is_not() {
    let server = start().await;
    set_faults(
        &server,
        r#"[{"match":"POST /a","do":"drop_before"},{"match":"POST /b","do":"drop_reply"}]"#,
    )
    .await;
    assert_eq!(call(&server, "POST", "/a", "").await, "");
    assert_eq!(
        body(&call(&server, "GET", "/_sandbox/state", "").await),
        r#"{"posts":0}"#
    );
    assert_eq!(call(&server, "POST", "/b", "").await, "");
    assert_eq!(
        body(&call(&server, "GET", "/_sandbox/state", "").await),
        r#"{"posts":1}"#
    );
    let journal = call(&server, "GET", "/_sandbox/journal", "").await;
    assert_eq!(journal.matches(r#""status":null"#).count(), 2, "{journal}");
}

#[tokio::test]
async fn a_truncated_answer_announces_more_than_it_sends() {
    let server = start().await;
    set_faults(&server, r#"[{"match":"POST","do":"truncate"}]"#).await;
    let answer = call(&server, "POST", "/a", "").await;
    assert!(
        answer.to_ascii_lowercase().contains("content-length: 11"),
        "{answer}"
    );
    assert_eq!(body(&answer), r#"{"pos"#);
}

#[tokio::test]
async fn a_status_is_answered_without_executing() {
    let server = start().await;
    set_faults(
        &server,
        r#"[{"match":"POST","do":"status","code":429,"body":"slow down","retryAfter":7}]"#,
    )
    .await;
    let answer = call(&server, "POST", "/a", "").await;
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    assert!(answer.contains("retry-after: 7\r\n"), "{answer}");
    assert_eq!(body(&answer), "slow down");
    assert_eq!(
        body(&call(&server, "GET", "/_sandbox/state", "").await),
        r#"{"posts":0}"#
    );
}

#[tokio::test]
async fn a_delayed_request_is_answered_after_its_time() {
    let server = start().await;
    set_faults(&server, r#"[{"match":"POST","do":"delay","ms":50}]"#).await;
    let started = std::time::Instant::now();
    assert_eq!(
        body(&call(&server, "POST", "/a", "").await),
        r#"{"posts":1}"#
    );
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn html_comes_with_status_200_and_executes_nothing() {
    let server = start().await;
    set_faults(&server, r#"[{"match":"POST","do":"html"}]"#).await;
    let answer = call(&server, "POST", "/a", "").await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("text/html"),
        "{answer}"
    );
    assert_eq!(
        body(&call(&server, "GET", "/_sandbox/state", "").await),
        r#"{"posts":0}"#
    );
}

#[tokio::test]
async fn faults_that_make_no_sense_are_refused() {
    let server = start().await;
    let answer = call(
        &server,
        "POST",
        "/_sandbox/faults",
        r#"[{"match":"GET x","do":"explode"}]"#,
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    insta::assert_snapshot!(body(&answer), @r#"{"error":"fault 1: `do` is \"explode\"; it is one of status, drop_before, drop_reply, delay, truncate, html, lag, short"}"#);
}

#[tokio::test]
async fn stopping_closes_idle_connections_and_the_port() {
    let server = start().await;
    let address = server.address();
    let mut idle = TcpStream::connect(address)
        .await
        .expect("a listening server");
    idle.write_all(b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .expect("an open connection");
    let mut first = [0; 1];
    idle.read_exact(&mut first).await.expect("an answer");
    server.stop().await;
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.expect("an orderly end");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_status_may_come_after_the_call_was_carried_out() {
    let server = start().await;
    set_faults(
        &server,
        r#"[{"match":"POST","do":"status","code":502,"executed":true}]"#,
    )
    .await;
    let answer = call(&server, "POST", "/a", "").await;
    assert!(answer.starts_with("HTTP/1.1 502"), "{answer}");
    let state = call(&server, "GET", "/_sandbox/state", "").await;
    assert_eq!(body(&state), r#"{"posts":1}"#);
}

/// A client that has sent `POST /a` and does not read the answer.
async fn begin_post(server: &Server) -> TcpStream {
    let mut client = TcpStream::connect(server.address())
        .await
        .expect("a listening server");
    client
        .write_all(b"POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n")
        .await
        .expect("an open connection");
    client
}

#[tokio::test]
async fn a_client_that_gives_up_on_a_slow_answer_has_still_written() {
    let server = start().await;
    set_faults(&server, r#"[{"match":"POST","do":"delay","ms":600000}]"#).await;
    let impatient = begin_post(&server).await;
    loop {
        let state = call(&server, "GET", "/_sandbox/state", "").await;
        if body(&state) == r#"{"posts":1}"# {
            break;
        }
    }
    drop(impatient);
    let journal = call(&server, "GET", "/_sandbox/journal", "").await;
    assert!(body(&journal).contains(r#""status":null"#), "{journal}");
}

#[tokio::test]
async fn a_request_that_is_stuck_on_its_way_is_lost_with_its_client() {
    let server = start().await;
    let stuck =
        |ms: u64| format!(r#"[{{"match":"POST","do":"delay","ms":{ms},"executed":false}}]"#);
    set_faults(&server, &stuck(600_000)).await;
    let impatient = begin_post(&server).await;
    loop {
        let journal = call(&server, "GET", "/_sandbox/journal", "").await;
        if body(&journal).contains(r#""method":"POST""#) {
            break;
        }
    }
    drop(impatient);
    let state = call(&server, "GET", "/_sandbox/state", "").await;
    assert_eq!(body(&state), r#"{"posts":0}"#);
    set_faults(&server, &stuck(10)).await;
    let answer = call(&server, "POST", "/a", "").await;
    assert_eq!(body(&answer), r#"{"posts":1}"#);
}

#[tokio::test]
async fn what_lands_late_lands_although_the_client_was_sent_away() {
    let server = start().await;
    let posts = async || {
        let state = call(&server, "GET", "/_sandbox/state", "").await;
        body(&state).to_owned()
    };
    let mut expected = 0;
    for (fault, answer_begins) in [
        (
            r#"{"match":"POST","do":"status","code":504,"executed":true,"ms":300}"#,
            "HTTP/1.1 504",
        ),
        (r#"{"match":"POST","do":"drop_reply","ms":300}"#, ""),
    ] {
        set_faults(&server, &format!("[{fault}]")).await;
        let answer = call(&server, "POST", "/a", "").await;
        assert!(answer.starts_with(answer_begins), "{answer}");
        assert_eq!(posts().await, format!(r#"{{"posts":{expected}}}"#));
        expected += 1;
        while posts().await != format!(r#"{{"posts":{expected}}}"#) {}
    }
    let late = r#"[{"match":"POST","do":"delay","ms":300,"executed":true}]"#;
    set_faults(&server, late).await;
    let impatient = begin_post(&server).await;
    let journal = async || call(&server, "GET", "/_sandbox/journal", "").await;
    while body(&journal().await).matches(r#""method":"POST""#).count() < 3 {}
    drop(impatient);
    assert_eq!(posts().await, r#"{"posts":2}"#);
    while posts().await != r#"{"posts":3}"# {}
}

#[tokio::test]
async fn a_fault_may_be_about_a_body() {
    let server = start().await;
    let fault = r#"[{"match":"POST","bodyContains":"poison","times":null,"do":"status"}]"#;
    set_faults(&server, fault).await;
    let answer = call(&server, "POST", "/a", "poison").await;
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    let answer = call(&server, "POST", "/a", "bread").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
