//! A server for the tests of clients: answers what a closure says, remembers what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use url::Url;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Verb and target, such as `GET /index.php?/api/v2/get_case/1`.
    pub(crate) line: String,
    /// The header lines, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(key, _)| key == name)?;
        Some(value)
    }
}

/// What to answer.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    drops: bool,
    until: Option<Arc<Notify>>,
}

impl Reply {
    /// JSON with a status.
    pub(crate) fn json(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".into())],
            body: body.into(),
            drops: false,
            until: None,
        }
    }

    /// JSON with 200.
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self::json(200, body)
    }

    /// A web page with 200.
    pub(crate) fn html() -> Self {
        Self {
            headers: vec![("content-type", "text/html".into())],
            ..Self::ok("<!doctype html><title>Sign in</title>")
        }
    }

    /// No answer: the connection ends.
    pub(crate) fn lost() -> Self {
        Self {
            drops: true,
            ..Self::ok("")
        }
    }

    /// The same, once that was notified.
    pub(crate) fn after(self, notify: &Arc<Notify>) -> Self {
        Self {
            until: Some(Arc::clone(notify)),
            ..self
        }
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

type Answer = dyn Fn(&Seen) -> Reply + Send + Sync;

/// A server on a free port of this machine, for as long as the test's runtime lives.
pub(crate) struct Server {
    pub(crate) url: Url,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Starts serving.
    pub(crate) async fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let answer: Arc<Answer> = Arc::new(answer);
        let log = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answer), Arc::clone(&log)));
            }
        });
        Self {
            url: format!("http://{address}/").parse().expect("a URL"),
            seen,
        }
    }

    /// Starts a server that gives these answers in their order, then 500.
    pub(crate) async fn scripted(replies: Vec<Reply>) -> Self {
        let replies = Mutex::new(replies.into_iter());
        Self::start(move |_| {
            let next = replies.lock().expect("a lock").next();
            next.unwrap_or_else(|| Reply::json(500, r#"{"error":"the script is over"}"#))
        })
        .await
    }

    /// What it was asked so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("a lock").clone()
    }

    /// The verbs and targets that it was asked for so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }
}

async fn serve(
    mut stream: TcpStream,
    answer: Arc<Answer>,
    log: Arc<Mutex<Vec<Seen>>>,
) -> Option<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let line = lines.next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let mut seen = Seen {
        line,
        headers,
        body: String::new(),
    };
    let length: usize = seen
        .header("content-length")
        .map_or(0, |length| length.parse().expect("a length"));
    while bytes.len() < head + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    seen.body = String::from_utf8_lossy(&bytes[head + 4..]).into_owned();
    log.lock().expect("a lock").push(seen.clone());
    let Reply {
        status,
        headers,
        body,
        drops,
        until,
    } = answer(&seen);
    if let Some(notify) = until {
        notify.notified().await;
    }
    if drops {
        return None;
    }
    let mut reply = format!("HTTP/1.1 {status} X\r\nconnection: close\r\n");
    for (name, value) in &headers {
        reply += &[name, ": ", value, "\r\n"].concat();
    }
    if !headers.iter().any(|(name, _)| *name == "content-length") {
        reply += &["content-length: ", &body.len().to_string(), "\r\n"].concat();
    }
    reply += "\r\n";
    reply += &body;
    stream.write_all(reply.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}
