//! The HTTP server below both emulators: it reads requests, keeps the journal, and does what faults ask for.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tracing::{debug, warn};

use self::half::Half;
use super::control;
use super::emulator::{Answer, Emulator, Request};
use super::faults::{Effect, Faults, Landing, Patience};
use super::journal::Journal;
use super::shorten::shortened;

mod half;

/// The largest request body that is read. TestRail takes uploads of up to 256 MB.
const LARGEST_BODY: usize = 300 * 1024 * 1024;

/// How long stopping waits for requests under way before it cuts them.
const STOP_WITHIN: Duration = Duration::from_secs(2);

const PROXY_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Gateway</title></head>\
    <body><h1>The service is being maintained</h1></body></html>\n";

type ReplyBody = UnsyncBoxBody<Bytes, Cut>;

/// One emulator on one port. Dropping it stops it at once, `stop` lets requests under way finish.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    stopping: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// Binds the address, where port 0 takes any free port, and serves from then on.
    pub(crate) async fn start<E: Emulator>(address: SocketAddr, emulator: E) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (stopping, stopped) = watch::channel(false);
        let site = Arc::new(Site {
            emulator,
            journal: Journal::default(),
            faults: Faults::default(),
        });
        let accepting = tokio::spawn(accept(listener, site, stopped));
        Ok(Self {
            address,
            stopping,
            accepting,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections and returns when the requests under way are answered.
    pub(crate) async fn stop(mut self) {
        self.stopping.send_replace(true);
        if tokio::time::timeout(STOP_WITHIN, &mut self.accepting)
            .await
            .is_err()
        {
            warn!(address = %self.address, "cutting requests that are still under way");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Why a connection ends without a complete answer.
#[derive(Debug, Error)]
#[error("connection cut by a fault")]
struct Cut;

/// What all connections to one server share.
struct Site<E> {
    emulator: E,
    journal: Journal,
    faults: Faults,
}

impl<E: Emulator> Site<E> {
    async fn serve(
        self: &Arc<Self>,
        incoming: hyper::Request<Incoming>,
    ) -> Result<Response<ReplyBody>, Cut> {
        let (request, is_complete) = receive(incoming).await?;
        if let Some(answer) = control::answer(&request, &self.emulator, &self.journal, &self.faults)
        {
            return Ok(reply(answer));
        }
        let n = self
            .journal
            .record(&request, &self.emulator.address(&request));
        let method_name = self.emulator.method_name(&request);
        let effect = self
            .faults
            .apply(&request.method, &method_name, &request.body);
        if let Some(effect) = &effect {
            debug!(n, method = %request.method, method_name, ?effect, "a fault applies");
        }
        let answer = match effect {
            Some(Effect::Lag { age }) if request.method == hyper::Method::GET && is_complete => {
                self.emulator.answer_from_past(&request, age)
            }
            // What writes does not lag.
            None | Some(Effect::Lag { .. }) => self.execute(&request, is_complete),
            Some(Effect::Delay {
                time,
                executed: Patience::AtOnce,
            }) => {
                let answer = self.execute(&request, is_complete);
                tokio::time::sleep(time).await;
                answer
            }
            Some(Effect::Delay {
                time,
                executed: Patience::Late,
            }) => self
                .execute_later(request, is_complete, time)
                .await
                .map_err(|_| Cut)?,
            Some(Effect::Delay {
                time,
                executed: Patience::WhileWaiting,
            }) => {
                // Whoever hangs up meanwhile ends this here.
                tokio::time::sleep(time).await;
                self.execute(&request, is_complete)
            }
            Some(Effect::Status {
                executed,
                code,
                body,
                retry_after,
            }) => {
                let answer = self.refusal(&request, code, body, retry_after);
                if let Some(landing) = executed {
                    self.land(request, is_complete, landing);
                }
                answer
            }
            Some(Effect::Short { rows }) => shortened(self.execute(&request, is_complete), rows),
            Some(Effect::Html) => Answer::html(StatusCode::OK, PROXY_PAGE),
            Some(Effect::DropBefore) => return Err(Cut),
            Some(Effect::DropReply { executed }) => {
                self.land(request, is_complete, executed);
                return Err(Cut);
            }
            Some(Effect::Truncate) => {
                let answer = self.execute(&request, is_complete);
                if answer.body.is_empty() {
                    // Nothing to cut short: the answer is lost whole.
                    return Err(Cut);
                }
                self.journal.answered(n, answer.status);
                return Ok(truncated(answer));
            }
        };
        if answer.status == StatusCode::NOT_FOUND {
            warn!(n, method_name, "answered 404");
        }
        self.journal.answered(n, answer.status);
        Ok(reply(answer))
    }

    /// Carries out a call whose answer nobody gets.
    fn land(self: &Arc<Self>, request: Request, is_complete: bool, landing: Landing) {
        match landing {
            Landing::AtOnce => {
                self.execute(&request, is_complete);
            }
            Landing::After(time) => {
                self.execute_later(request, is_complete, time);
            }
        }
    }

    /// Carries a call out after some time, whether or not somebody waits for the answer.
    fn execute_later(
        self: &Arc<Self>,
        request: Request,
        is_complete: bool,
        time: Duration,
    ) -> JoinHandle<Answer> {
        let site = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            site.execute(&request, is_complete)
        })
    }

    fn execute(&self, request: &Request, is_complete: bool) -> Answer {
        if is_complete {
            if request.method == hyper::Method::POST
                && let Some(longest) = self.faults.longest_lag()
            {
                self.emulator.keep_past(longest);
            }
            return self.emulator.answer(request);
        }
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        Answer::json(
            status,
            &self
                .emulator
                .error_body(request, status, "The request body is too large."),
        )
    }

    fn refusal(
        &self,
        request: &Request,
        code: StatusCode,
        body: Option<Value>,
        retry_after: Option<String>,
    ) -> Answer {
        let mut answer = match body {
            Some(Value::String(text)) => {
                let is_json = serde_json::from_str::<Value>(&text)
                    .is_ok_and(|value| value.is_object() || value.is_array());
                Answer {
                    status: code,
                    content_type: if is_json {
                        "application/json; charset=utf-8".into()
                    } else if text.trim_start().starts_with('<') {
                        "text/html; charset=utf-8".into()
                    } else {
                        "text/plain; charset=utf-8".into()
                    },
                    headers: Vec::new(),
                    body: Bytes::from(text),
                }
            }
            Some(value) => Answer::json(code, &value),
            None => {
                let message = code.canonical_reason().unwrap_or("a fault of the sandbox");
                Answer::json(code, &self.emulator.error_body(request, code, message))
            }
        };
        if let Some(value) = retry_after {
            answer = answer.with_header("retry-after", value);
        }
        answer
    }
}

async fn accept<E: Emulator>(
    listener: TcpListener,
    site: Arc<Site<E>>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, Arc::clone(&site), stopped.clone()));
                }
                Err(error) => warn!(%error, "could not accept a connection"),
            },
            // Finished connections are collected as they end.
            Some(_) = connections.join_next() => {}
            () = signalled(&mut stopped) => break,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn converse<E: Emulator>(
    stream: TcpStream,
    site: Arc<Site<E>>,
    mut stopped: watch::Receiver<bool>,
) {
    // Small answers must not wait for the next packet.
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "could not set TCP_NODELAY");
    }
    let service = service_fn(|request| site.serve(request));
    let mut connection =
        pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = signalled(&mut stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        debug!(%error, "a connection ended early");
    }
}

async fn signalled(stopped: &mut watch::Receiver<bool>) {
    // An error means that the server is gone, which is the same signal.
    stopped.wait_for(|stop| *stop).await.ok();
}

/// Reads a request to its end; the flag is false if its body was too large and is missing.
async fn receive(incoming: hyper::Request<Incoming>) -> Result<(Request, bool), Cut> {
    let (head, body) = incoming.into_parts();
    let (body, is_complete) = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(collected) => (collected.to_bytes(), true),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => (Bytes::new(), false),
        // The client went away in the middle of its request.
        Err(_) => return Err(Cut),
    };
    let request = Request {
        method: head.method,
        path: head.uri.path().to_owned(),
        raw_query: head.uri.query().map(str::to_owned),
        headers: head.headers,
        body,
    };
    Ok((request, is_complete))
}

fn reply(answer: Answer) -> Response<ReplyBody> {
    let (response, body) = split(answer);
    response.map(|()| {
        Full::new(body)
            .map_err(|never: Infallible| match never {})
            .boxed_unsync()
    })
}

fn truncated(answer: Answer) -> Response<ReplyBody> {
    let (mut response, body) = split(answer);
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    let half = body.slice(..body.len() / 2);
    response.map(|()| Half::Unsent(half).boxed_unsync())
}

fn split(answer: Answer) -> (Response<()>, Bytes) {
    let mut response = Response::new(());
    *response.status_mut() = answer.status;
    if let Ok(value) = HeaderValue::from_str(&answer.content_type) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(&value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    (response, answer.body)
}

#[cfg(test)]
mod tests;
