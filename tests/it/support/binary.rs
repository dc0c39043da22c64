//! Running the real binary.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Prepares a run of the binary with nothing of the surrounding environment.
pub(crate) fn railwright(folder: &Path) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_railwright"));
    // A developer's own credentials and proxies must not reach a test; PATH is kept for the loader.
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        // Most faults of the tests are over by then.
        .env("RAILWRIGHT_SETTLE", "1");
    command.current_dir(folder).stdin(Stdio::null());
    Run {
        command,
        folder: folder.to_owned(),
        hidden: Vec::new(),
    }
}

/// A run of the binary that is not started yet.
pub(crate) struct Run {
    command: Command,
    folder: PathBuf,
    hidden: Vec<(String, &'static str)>,
}

impl Run {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Replaces what differs from run to run, such as a port.
    pub(crate) fn hide(mut self, text: impl Into<String>, shown: &'static str) -> Self {
        self.hidden.push((text.into(), shown));
        self
    }

    /// Lets no file grow beyond so many blocks of 512 bytes, as on a disk that is full by then.
    #[cfg(target_os = "linux")]
    pub(crate) fn with_files_of_at_most(mut self, blocks: usize) -> Self {
        let mut limited = Command::new("sh");
        limited.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\""]);
        limited.arg(blocks.to_string());
        limited.arg(self.command.get_program());
        limited.env_clear();
        for (name, value) in self.command.get_envs() {
            if let Some(value) = value {
                limited.env(name, value);
            }
        }
        limited.current_dir(&self.folder).stdin(Stdio::null());
        self.command = limited;
        self
    }

    /// Runs to the end.
    #[must_use = "either snapshot the output or assert the exit status"]
    pub(crate) fn run(mut self, arguments: &[&str]) -> Output {
        let output = self.command.args(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| {
            let mut text = String::from_utf8(bytes).unwrap();
            for (hidden, shown) in &self.hidden {
                text = text.replace(hidden.as_str(), shown);
            }
            without_digests(&text.replace(self.folder.to_str().unwrap(), "FOLDER"))
        };
        Output {
            stdout_raw: String::from_utf8(output.stdout.clone()).unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code(),
        }
    }

    /// Starts without waiting.
    pub(crate) fn spawn(mut self, arguments: &[&str]) -> std::process::Child {
        self.command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// Replaces digests of plans, which depend on the moment when cases were created.
fn without_digests(text: &str) -> String {
    let mut pieces = text.split("sha256:");
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        shown.push_str("sha256:DIGEST");
        shown.push_str(piece.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    shown
}

/// What a run printed and how it ended. Its `Display` is what snapshots hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) stdout: String,
    /// The same with digests and ports as they are.
    pub(crate) stdout_raw: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            stdout,
            stdout_raw: _,
            stderr,
            code,
        } = self;
        f.write_str(stdout)?;
        if !stderr.is_empty() {
            write!(f, "------- stderr -------\n{stderr}")?;
        }
        match code {
            Some(0) => Ok(()),
            Some(code) => write!(f, "------- exit code {code} -------"),
            None => f.write_str("------- killed -------"),
        }
    }
}
