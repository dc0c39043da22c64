//! Patterns of hosts, variables and files that manifests may name.

use std::path::{Component, Path, PathBuf};
use std::{env, fs, io};

/// A text in which `*` stands for anything and `?` for one character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(String);

impl Pattern {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// True for a variable of this name.
    pub(super) fn is_variable(&self, name: &str) -> bool {
        matches(&self.0, name, None)
    }

    /// True for a host. A pattern with a port wants that port, one without takes any.
    pub(super) fn is_host(&self, url: &url::Url) -> bool {
        let pattern = self.0.to_ascii_lowercase();
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        matches(&pattern, host, None) || matches(&pattern, &format!("{host}:{port}"), None)
    }

    /// True for a file: by its path, where `*` stays within a folder and `**` does not, and by where it really is, so that
    /// a link at an allowed place leads nowhere else.
    pub(super) fn is_file(&self, path: &Path) -> io::Result<bool> {
        let here = env::current_dir()?;
        let pattern = tidy(&here.join(&self.0));
        let written = tidy(&here.join(path));
        if !matches(&text(&pattern), &text(&written), Some('/')) {
            return Ok(false);
        }
        let Ok(real) = fs::canonicalize(path) else {
            // What is not there leads nowhere.
            return Ok(true);
        };
        let is_plain =
            |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?']);
        let mut folder: PathBuf = pattern.components().take_while(is_plain).collect();
        if folder == pattern {
            folder.pop();
        }
        Ok(fs::canonicalize(folder).is_ok_and(|folder| real.starts_with(folder)))
    }
}

/// A path without `.` and `..`, by its letters alone.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

fn text(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// Compares with a pattern. `*` does not go beyond the wall, where there is one; `**` does.
fn matches(pattern: &str, text: &str, wall: Option<char>) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // Which beginnings of the text fit the pattern so far.
    let mut fits = vec![false; text.len() + 1];
    fits[0] = true;
    let mut at = 0;
    while at < pattern.len() {
        let is_star = pattern[at] == '*';
        let is_double = is_star && pattern.get(at + 1) == Some(&'*');
        let mut next = vec![false; text.len() + 1];
        if is_star {
            next[0] = fits[0];
        }
        for (n, character) in text.iter().enumerate() {
            let is_wall = wall == Some(*character);
            next[n + 1] = if is_star {
                fits[n + 1] || (next[n] && (is_double || !is_wall))
            } else {
                fits[n] && (pattern[at] == *character || (pattern[at] == '?' && !is_wall))
            };
        }
        fits = next;
        at += if is_double { 2 } else { 1 };
    }
    fits[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(pattern: &str, url: &str) -> bool {
        Pattern::new(pattern).is_host(&url::Url::parse(url).unwrap())
    }

    #[test]
    fn a_host_is_allowed_as_a_whole() {
        assert!(host(
            "example.testrail.io",
            "https://Example.testrail.io/index.php"
        ));
        assert!(host("*.testrail.io", "https://example.testrail.io"));
        assert!(host("127.0.0.1:8080", "http://127.0.0.1:8080/"));
        assert!(host("example.com:443", "https://example.com/"));
        assert!(!host("example.com:443", "http://example.com/"));
        assert!(!host("*.testrail.io", "https://testrail.io.evil.example"));
        assert!(!host(
            "example.testrail.io",
            "https://evil.example/example.testrail.io"
        ));
        assert!(!host("", "https://evil.example"));
    }

    #[test]
    fn a_variable_is_allowed_as_a_whole() {
        let is = |pattern: &str, name| Pattern::new(pattern).is_variable(name);
        assert!(is("TESTRAIL_*", "TESTRAIL_API_KEY"));
        assert!(!is("TESTRAIL_*", "AWS_SECRET_ACCESS_KEY"));
        assert!(!is("TESTRAIL_URL", "TESTRAIL_URLS"));
        assert!(!is("", "TESTRAIL_URL"));
    }

    #[test]
    fn a_star_stays_within_a_folder_and_two_do_not() {
        let is =
            |pattern: &str, path: &str| Pattern::new(pattern).is_file(Path::new(path)).unwrap();
        assert!(is("/none/keys/*", "/none/keys/a"));
        assert!(!is("/none/keys/*", "/none/keys/a/b"));
        assert!(is("/none/keys/**", "/none/keys/a/b"));
        assert!(!is("/none/keys/**", "/none/keys/../other/b"));
        assert!(is("none/*.pem", "./none/x/../a.pem"));
        assert!(!is("none/*.pem", "/none/a.pem"));
        assert!(!is("", "/none"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_at_an_allowed_place_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        fs::create_dir_all(keys.join("..data")).unwrap();
        fs::write(keys.join("..data/own"), "k").unwrap();
        fs::write(folder.path().join("other"), "k").unwrap();
        std::os::unix::fs::symlink("..data/own", keys.join("own")).unwrap();
        std::os::unix::fs::symlink("../other", keys.join("link")).unwrap();
        for pattern in [keys.join("*"), keys.join("own"), keys.join("link")] {
            let pattern = Pattern::new(pattern.to_str().unwrap());
            assert!(!pattern.is_file(&keys.join("link")).unwrap());
        }
        let pattern = Pattern::new(keys.join("*").to_str().unwrap());
        assert!(pattern.is_file(&keys.join("own")).unwrap());
    }
}
