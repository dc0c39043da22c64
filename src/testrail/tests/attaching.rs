use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt as _};

use super::*;
use crate::http::{Cause, Content};
use crate::model::RunResultId;
use crate::testrail::{NewAttachment, RunWriter as _};

type Opened = BoxFuture<'static, Result<Content, Cause>>;

fn broken() -> Cause {
    Arc::new(std::io::Error::other("the disk is gone"))
}

/// A file in two pieces whose length is told.
fn file(length: u64) -> Opened {
    let chunks = [Ok(Bytes::from("a ")), Ok(Bytes::from("file"))];
    let content = Content {
        length: Some(length),
        media_type: None,
        chunks: stream::iter(chunks).boxed(),
    };
    Box::pin(async { Ok(content) })
}

async fn attach(
    server: &Server,
    open: impl Fn() -> Opened + Send + Sync,
) -> Result<(), WriteError> {
    let attachment = NewAttachment {
        name: "scr\"een\r\n ä.png",
        content_type: "image/png",
        open: &|| open(),
    };
    testrail(server).attach(RunResultId(9001), attachment).await
}

/// What was sent, with the boundary replaced.
fn form(seen: &Seen) -> String {
    let kind = seen.header("content-type").expect("a type");
    let (_, boundary) = kind
        .split_once("multipart/form-data; boundary=")
        .expect("a boundary");
    seen.body.replace(boundary, "BOUNDARY").replace('\r', "")
}

#[tokio::test(start_paused = true)]
async fn a_file_is_sent_as_a_form_with_one_part() {
    let server = Server::start(|_| Reply::ok(r#"{"attachment_id":"2ec27be4"}"#)).await;
    attach(&server, || file(6)).await.expect("it is attached");
    let seen = server.seen();
    assert_eq!(asked(&server), ["POST add_attachment_to_result/9001"]);
    insta::assert_snapshot!(form(&seen[0]), @r#"
    --BOUNDARY
    Content-Disposition: form-data; name="attachment"; filename="scr_een__ ä.png"
    Content-Type: image/png

    a file
    --BOUNDARY--
    "#);
    let length: usize = seen[0]
        .header("content-length")
        .expect("a length")
        .parse()
        .expect("a number");
    assert_eq!(length, seen[0].body.len());
    assert!(seen[0].header("authorization").is_some());
}

#[tokio::test(start_paused = true)]
async fn a_throttled_file_is_opened_anew() {
    let server = Server::scripted(vec![
        Reply::json(429, "{}").with("retry-after", "1"),
        Reply::json(409, "{}"),
        Reply::ok(r#"{"attachment_id":443}"#),
    ])
    .await;
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    attach(&server, move || {
        count.fetch_add(1, Ordering::Relaxed);
        file(6)
    })
    .await
    .expect("it is attached");
    assert_eq!(opened.load(Ordering::Relaxed), 3);
    let seen = server.seen();
    assert_eq!(form(&seen[0]), form(&seen[2]));
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_a_file_is_unclear() {
    let server = Server::start(|_| Reply::lost()).await;
    let error = attach(&server, || file(6)).await;
    assert!(matches!(error, Err(WriteError::Unclear(_))));
    assert_eq!(server.lines().len(), 1);
    let server = Server::start(|_| Reply::json(413, r#"{"error":"too large"}"#)).await;
    let error = attach(&server, || file(6)).await;
    assert!(matches!(error, Err(WriteError::Refused { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_read_is_not_unclear() {
    let openings: [fn() -> Opened; 4] = [
        || Box::pin(async { Err(broken()) }),
        || {
            let chunks = [Ok(Bytes::from("a ")), Err(broken())];
            let content = Content {
                length: Some(6),
                media_type: None,
                chunks: stream::iter(chunks).boxed(),
            };
            Box::pin(async { Ok(content) })
        },
        || file(5),
        || file(7),
    ];
    let mut words = Vec::new();
    for open in openings {
        let server = Server::start(|_| Reply::ok("{}")).await;
        let Err(WriteError::Http(error)) = attach(&server, open).await else {
            panic!("it is not attached");
        };
        let mut cause: Option<&dyn std::error::Error> = Some(&*error.kind);
        while let Some(error) = cause {
            words.push(error.to_string());
            cause = error.source();
        }
        assert_eq!(server.seen().len(), 0);
    }
    insta::assert_snapshot!(words.join("\n"), @"
    cannot read what should be sent
    the disk is gone
    cannot read what should be sent
    the disk is gone
    cannot read what should be sent
    the file is longer than its announced 5 bytes
    cannot read what should be sent
    the file is shorter than its announced 7 bytes
    ");
}
