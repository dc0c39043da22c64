//! Any file is a manifest or has faults with places in it, and shows no secret.

use std::fs;
use std::sync::LazyLock;

use crate::diagnostic::{Diagnostic, Diagnostics, ServerCode};
use crate::manifest::{Manifests, load};
use crate::render::snippet::render_snippets;
use crate::render::style::Paint;
use tempfile::TempDir;

use super::looks::assert_printable;

/// A secret that must not be shown, wherever else the file breaks.
const SECRET: &str = "hunter2hunter2";

/// How a secret that should not be in a manifest may be spelt. The file goes on behind it.
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
                shown: warnings + &refused(&manifests, &text),
                digest: Some(manifests.digest),
            }
        }
        Err(diagnostics) => {
            assert!(diagnostics.has_errors());
            Loaded {
                digest: None,
                shown: shown(&diagnostics, &text),
            }
        }
    }
}

/// What is shown of a query that a server refuses.
fn refused(manifests: &Manifests, text: &str) -> String {
    let complaints = manifests.sync_configs.iter().map(|config| {
        let query = &config.spec.test_cases.aql;
        let code = ServerCode::QueryRefused {
            integration: config.source.name.clone(),
            of_launches: false,
            said: None,
        };
        let mut refused = Diagnostic::error(code).at(&query.place);
        refused.excerpt = manifests.excerpt(query).map(Box::new);
        shown(&vec![refused].into(), text)
    });
    complaints.collect()
}

/// Renders diagnostics after a look at their places.
fn shown(diagnostics: &Diagnostics, text: &str) -> String {
    for diagnostic in diagnostics.iter() {
        let place = diagnostic.place.as_ref().expect("a file");
        // Line 0 is the file as a whole.
        if place.line > 0 {
            let line = text.split('\n').nth(place.line - 1);
            let length = line.map(|line| line.chars().count());
            assert!(
                length.is_some_and(|length| (1..=length + 1).contains(&place.column)),
                "{place} is outside of the file: {diagnostic:?}"
            );
        }
    }
    let [rendered, coloured] =
        [false, true].map(|colour| render_snippets(diagnostics, Paint { colour }));
    assert_printable(&rendered);
    assert!(coloured.len() >= rendered.len());
    rendered
}
