//! Any file is a manifest or has problems with places in it, and shows no secret.

use std::fs;
use std::sync::LazyLock;

use railwright::manifest::{Manifests, Problems, load};
use tempfile::TempDir;

use super::looks::assert_printable;

/// A secret that must not be shown, wherever else the file breaks.
const SECRET: &str = "hunter2hunter2";

/// How a secret that should not stand in a manifest may be spelt. The file goes on behind it.
const SPELLINGS: [&str; 8] = [
    "hunter2hunter2",
    "\"hunter2hunter2\"",
    "'hunter2hunter2'",
    "|\n      hunter2hunter2",
    "\n      hunter2hunter2",
    "[hunter2hunter2]",
    "&anchor hunter2hunter2",
    "{env: hunter2hunter2, env: A}",
];

/// Where files are written, since that is how manifests come in.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a folder"));

/// Reads bytes as the only manifest.
pub fn manifest(data: &[u8]) {
    assert_eq!(loaded(data), loaded(data));
    let spelling = SPELLINGS[data.len() % SPELLINGS.len()];
    // The last one names a variable, which may be shown.
    let is_secret = !spelling.starts_with('{');
    let text = [with_secret(spelling).as_bytes(), data].concat();
    let shown = loaded(&text).shown;
    assert!(!is_secret || !shown.contains(SECRET), "{shown}");
}

fn with_secret(spelling: &str) -> String {
    format!(
        "apiVersion: railwright/v1\nkind: Integration\nmetadata: {{name: testrail}}\nspec:\n  type: testrail\n  \
         endpoint: https://example.testrail.io/\n  version: \"7.5\"\n  credentials:\n    username: {{env: USER}}\n    \
         apiKey: {spelling}\n"
    )
}

/// What came of a file.
#[derive(Debug, PartialEq, Eq)]
struct Loaded {
    /// The digest, if it was accepted.
    digest: Option<String>,
    /// All that people see of it.
    shown: String,
}

fn loaded(data: &[u8]) -> Loaded {
    let path = FOLDER
        .path()
        .join(format!("{:?}.yaml", std::thread::current().id()));
    fs::write(&path, data).expect("room for a file");
    let text = String::from_utf8_lossy(data);
    match load(&[path]) {
        Ok(manifests) => {
            assert!(!manifests.warnings.has_errors());
            let warnings = shown(&manifests.warnings, &text);
            Loaded {
                shown: warnings + &complaints(&manifests, &text),
                digest: Some(manifests.digest),
            }
        }
        Err(problems) => {
            assert!(problems.has_errors());
            Loaded {
                digest: None,
                shown: shown(&problems, &text),
            }
        }
    }
}

/// What a server's complaint about a query looks like.
fn complaints(manifests: &Manifests, text: &str) -> String {
    let complaints = manifests.sync_configs.iter().map(|config| {
        let problems = manifests.complain(&config.test_case_aql, "no such field", "remove it");
        shown(&problems, text)
    });
    complaints.collect()
}

/// Renders problems after a look at their places.
fn shown(problems: &Problems, text: &str) -> String {
    for problem in problems {
        if let Some(place) = &problem.place {
            let line = text.split('\n').nth(place.line - 1);
            let length = line.map(|line| line.chars().count());
            assert!(
                length.is_some_and(|length| (1..=length + 1).contains(&place.column)),
                "{place} is outside of the file: {}",
                problem.message
            );
        }
    }
    let rendered = problems.render(false);
    assert_printable(&rendered);
    assert!(problems.render(true).len() >= rendered.len());
    rendered
}
