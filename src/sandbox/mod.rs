//! Both products on one machine: emulators of the TestOps and TestRail APIs that clients cannot tell from the real ones.
//!
//! `server` speaks HTTP and knows no product; `faults`, `journal` and `control` are what a test holds in its hands;
//! `testops` and `testrail` keep state and answer requests. Nothing here is shared with the clients of this crate, so
//! that a misspelt field cannot pass on both sides.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::{fs, io};

use thiserror::Error;

use self::server::Server;
use self::testops::Testops;
use self::testrail::Testrail;

mod bucket;
mod control;
mod credentials;
mod emulator;
mod faults;
mod journal;
mod multipart;
pub mod seed;
mod server;
mod shorten;
mod testops;
mod testrail;

const TESTOPS_FILE: &str = "testops.json";
const TESTRAIL_FILE: &str = "testrail.json";

const BUILT_IN_TESTOPS: &str = include_str!("seed/testops.json");
const BUILT_IN_TESTRAIL: &str = include_str!("seed/testrail.json");

/// Why a sandbox cannot start.
#[derive(Debug, Error)]
pub enum Error {
    /// The folder that should hold the seeds is none.
    #[error("{} is no folder; give the folder that holds testops.json or testrail.json", path.display())]
    SeedFolder {
        /// The path that was given.
        path: PathBuf,
    },
    /// The folder that should hold the seeds holds none.
    #[error("{} holds neither testops.json nor testrail.json", path.display())]
    NoSeed {
        /// The path that was given.
        path: PathBuf,
    },
    /// A seed file exists and cannot be read.
    #[error("failed to read the seed {}", path.display())]
    ReadSeed {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A seed file was read and cannot be used.
    #[error("the seed {} cannot be used", path.display())]
    Seed {
        /// The file.
        path: PathBuf,
        /// Where in it, what, and how to fix it.
        #[source]
        source: seed::Error,
    },
    /// A port cannot be opened.
    #[error("failed to listen on {address}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

/// How to start a sandbox.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder with `testops.json` and `testrail.json`. A file that is not there is replaced by the built-in seed.
    pub seed: Option<PathBuf>,
    /// Where the TestOps emulator listens; any free port of 127.0.0.1 if absent.
    pub testops: Option<SocketAddr>,
    /// Where the TestRail emulator listens; any free port of 127.0.0.1 if absent.
    pub testrail: Option<SocketAddr>,
}

/// Both emulators, serving until they are stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    testops: Server,
    testrail: Server,
    testrail_username: String,
}

impl Sandbox {
    /// The base URL of the TestOps emulator, without a slash at the end.
    pub fn testops_url(&self) -> String {
        format!("http://{}", self.testops.address())
    }

    /// The base URL of the TestRail emulator, without a slash at the end.
    pub fn testrail_url(&self) -> String {
        format!("http://{}", self.testrail.address())
    }

    /// The variables that a client needs, in the order in which they are printed.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("TESTOPS_URL", self.testops_url()),
            ("TESTOPS_TOKEN", credentials::TESTOPS_TOKEN.to_owned()),
            ("TESTRAIL_URL", self.testrail_url()),
            ("TESTRAIL_USERNAME", self.testrail_username.clone()),
            ("TESTRAIL_API_KEY", credentials::TESTRAIL_API_KEY.to_owned()),
        ]
    }

    /// Stops both emulators; requests under way are answered first.
    pub async fn stop(self) {
        tokio::join!(self.testops.stop(), self.testrail.stop());
    }
}

/// Starts both emulators.
pub async fn start(options: &Options) -> Result<Sandbox, Error> {
    let folder = options.seed.as_deref();
    if let Some(folder) = folder {
        check_folder(folder)?;
    }
    let testops = load(folder, TESTOPS_FILE, BUILT_IN_TESTOPS, Testops::from_seed)?;
    let testrail = load(
        folder,
        TESTRAIL_FILE,
        BUILT_IN_TESTRAIL,
        Testrail::from_seed,
    )?;
    let testrail_username = testrail.username().to_owned();
    Ok(Sandbox {
        testops: listen(options.testops, testops).await?,
        testrail: listen(options.testrail, testrail).await?,
        testrail_username,
    })
}

/// One of the two files may be missing, but not both: then the folder is the wrong one.
fn check_folder(folder: &Path) -> Result<(), Error> {
    let path = folder.to_owned();
    if !folder.is_dir() {
        return Err(Error::SeedFolder { path });
    }
    let has_seed = [TESTOPS_FILE, TESTRAIL_FILE]
        .iter()
        .any(|name| folder.join(name).exists());
    if has_seed {
        Ok(())
    } else {
        Err(Error::NoSeed { path })
    }
}

fn load<T>(
    folder: Option<&Path>,
    name: &str,
    built_in: &str,
    parse: impl Fn(&str) -> Result<T, seed::Error>,
) -> Result<T, Error> {
    let path = folder.map_or_else(
        || Path::new("built-in").join(name),
        |folder| folder.join(name),
    );
    let text = match folder {
        None => None,
        Some(_) => match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(Error::ReadSeed { path, source }),
        },
    };
    parse(text.as_deref().unwrap_or(built_in)).map_err(|source| Error::Seed { path, source })
}

async fn listen(
    address: Option<SocketAddr>,
    emulator: impl emulator::Emulator,
) -> Result<Server, Error> {
    let address = address.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    Server::start(address, emulator)
        .await
        .map_err(|source| Error::Listen { address, source })
}
