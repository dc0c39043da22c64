//! Servers that write their answers byte by byte, and are in front of the sandbox where they answer as it does.

use std::io::{self, Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// A request as it came.
#[derive(Clone)]
pub(super) struct Asked {
    /// Verb and target.
    pub(super) line: String,
    pub(super) bytes: Vec<u8>,
}

impl Asked {
    /// Reads a request to the end of its body.
    pub(super) fn read(stream: &mut impl Read) -> Option<Self> {
        let mut bytes = Vec::new();
        let mut more = |bytes: &mut Vec<u8>| {
            let mut part = [0; 4096];
            let n = stream.read(&mut part).ok().filter(|n| *n > 0)?;
            bytes.extend_from_slice(&part[..n]);
            Some(())
        };
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            more(&mut bytes)?;
        };
        let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        while bytes.len() < head + length {
            more(&mut bytes)?;
        }
        let line = String::from_utf8_lossy(&bytes[..head]);
        let line = line
            .lines()
            .next()?
            .trim_end_matches(" HTTP/1.1")
            .to_owned();
        Some(Self { line, bytes })
    }

    /// The same request with its JSON body changed; one without such a body as it came.
    pub(super) fn rewritten(&self, change: impl Fn(&mut Value)) -> Self {
        let end = self.bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = self.bytes.split_at(end.unwrap() + 4);
        let Ok(mut body) = serde_json::from_slice(body) else {
            return self.clone();
        };
        change(&mut body);
        let body = body.to_string();
        let head = String::from_utf8(head.to_vec()).unwrap();
        let headers = head.trim_end().lines().filter(|line| {
            let line = line.to_ascii_lowercase();
            !line.starts_with("content-length:")
        });
        let headers: Vec<&str> = headers.collect();
        let length = body.len();
        let whole = format!(
            "{}\r\nContent-Length: {length}\r\n\r\n{body}",
            headers.join("\r\n")
        );
        Self {
            line: self.line.clone(),
            bytes: whole.into_bytes(),
        }
    }

    /// The answer of the server at this address, whole.
    pub(super) fn forwarded(&self, to: &str) -> Vec<u8> {
        let mut server = TcpStream::connect(to.trim_start_matches("http://")).unwrap();
        // One request a connection, so that its end is the answer's.
        let end = self.bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        server.write_all(&self.bytes[..end]).unwrap();
        server.write_all(b"Connection: close\r\n").unwrap();
        server.write_all(&self.bytes[end..]).unwrap();
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).unwrap();
        answer
    }
}

/// A server on a free port of this machine.
pub(super) struct Raw {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    lines: Arc<Mutex<Vec<String>>>,
    closed: Arc<AtomicBool>,
}

impl Raw {
    /// Answers every request by this, one request a connection.
    pub(super) fn start(
        answer: impl Fn(&Asked, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::serve(move |stream, lines| {
            if let Some(asked) = Asked::read(stream) {
                lines.lock().unwrap().push(asked.line.clone());
                // Who is answered may hang up.
                let _ = answer(&asked, stream);
            }
        })
    }

    /// Serves every connection by this.
    pub(super) fn serve(
        serve: impl Fn(&mut TcpStream, &Mutex<Vec<String>>) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            connections: Arc::default(),
            lines: Arc::default(),
            closed: Arc::default(),
        };
        let (connections, lines, closed) = (
            Arc::clone(&server.connections),
            Arc::clone(&server.lines),
            Arc::clone(&server.closed),
        );
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                connections.fetch_add(1, Ordering::SeqCst);
                let (serve, lines) = (Arc::clone(&serve), Arc::clone(&lines));
                thread::spawn(move || serve(&mut stream.unwrap(), &lines));
            }
        });
        server
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections it has seen.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// What it was asked.
    pub(super) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// What makes the port refuse connections from the next one on.
    pub(super) fn closer(&self) -> impl Fn() + Send + Sync + use<> {
        let (closed, address) = (Arc::clone(&self.closed), self.address);
        move || {
            closed.store(true, Ordering::SeqCst);
            // Whoever accepts has to wake up to see it.
            drop(TcpStream::connect(address));
        }
    }
}

/// An answer with a body whose length is told.
pub(super) fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    for header in headers {
        answer.push_str(header);
        answer.push_str("\r\n");
    }
    let length = format!("Content-Length: {}\r\n\r\n", body.len());
    [answer.as_bytes(), length.as_bytes(), body].concat()
}
