//! An address in front of a server: the server behind it can be exchanged, and requests can be held back.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Lets everything through, but for requests that contain a word, if there is one: they wait until the gate is opened.
pub(crate) struct Gate {
    address: String,
    target: Arc<Mutex<String>>,
    bolt: Arc<Bolt>,
}

#[derive(Default)]
struct Bolt {
    word: Option<&'static str>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_open: bool,
    is_somebody_waiting: bool,
}

impl Gate {
    /// Before the server with this base address.
    pub(crate) fn before(base: &str) -> Self {
        Self::with(base, None)
    }

    /// The same, for requests that contain this word.
    pub(crate) fn holding(base: &str, word: &'static str) -> Self {
        Self::with(base, Some(word))
    }

    fn with(base: &str, word: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let target = Arc::new(Mutex::new(bare(base)));
        let bolt = Arc::new(Bolt {
            word,
            ..Bolt::default()
        });
        let (behind, own) = (Arc::clone(&target), Arc::clone(&bolt));
        // Ends with the test's process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(behind.lock().unwrap().as_str()) else {
                    continue;
                };
                let (up, down) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let bolt = Arc::clone(&own);
                thread::spawn(move || pass(up, down, |bytes| bolt.hold(bytes)));
                thread::spawn(move || pass(server, client, |_| ()));
            }
        });
        Self {
            address,
            target,
            bolt,
        }
    }

    /// New connections lead to another server from now on.
    pub(crate) fn lead_to(&self, base: &str) {
        *self.target.lock().unwrap() = bare(base);
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The base address to use in place of the server's.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns once a request waits.
    pub(crate) fn wait_until_reached(&self) {
        let state = self.bolt.state.lock().unwrap();
        let waiting =
            self.bolt
                .changed
                .wait_timeout_while(state, Duration::from_mins(1), |state| {
                    !state.is_somebody_waiting
                });
        assert!(!waiting.unwrap().1.timed_out(), "nothing came to the gate");
    }

    /// Lets everything through from now on.
    pub(crate) fn open(&self) {
        self.bolt.state.lock().unwrap().is_open = true;
        self.bolt.changed.notify_all();
    }
}

impl Bolt {
    fn hold(&self, bytes: &[u8]) {
        let is_meant = |word: &str| {
            let mut pieces = bytes.windows(word.len());
            pieces.any(|found| found == word.as_bytes())
        };
        if !self.word.is_some_and(is_meant) {
            return;
        }
        let mut state = self.state.lock().unwrap();
        state.is_somebody_waiting = true;
        self.changed.notify_all();
        let _open = self
            .changed
            .wait_while(state, |state| !state.is_open)
            .unwrap();
    }
}

fn bare(base: &str) -> String {
    base.trim_start_matches("http://").to_owned()
}

/// Copies until the end, looking at every piece before it goes on.
fn pass(mut from: TcpStream, mut to: TcpStream, look: impl Fn(&[u8])) {
    let mut buffer = vec![0; 1 << 16];
    let copied: io::Result<()> = (|| loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        look(&buffer[..read]);
        to.write_all(&buffer[..read])?;
    })();
    drop(copied);
    let _ = to.shutdown(Shutdown::Write);
}
