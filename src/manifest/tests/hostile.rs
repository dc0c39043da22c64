//! Input that nobody means well: one clear complaint each, quickly, within bounds.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostics;
use crate::manifest;
use crate::render::snippet::render_snippets;
use crate::render::style::Paint;
use tempfile::TempDir;

/// Puts one file into a folder of its own and loads the folder.
fn complaints(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    shown(
        &folder,
        &manifest::load(&[folder.path().to_path_buf()]).unwrap_err(),
    )
}

/// What people see, with the folder's own name taken out.
fn shown(folder: &TempDir, diagnostics: &Diagnostics) -> String {
    render_snippets(diagnostics, Paint::default())
        .replace(&*folder.path().to_string_lossy(), "FOLDER")
}

#[test]
fn text_that_is_not_utf_8_is_refused_where_it_ends() {
    insta::assert_snapshot!(complaints("m.yaml", b"kind: Mapping\nname: caf\xe9\n"), @"
    error[RW0105]: this file is not UTF-8 from here on
     --> FOLDER/m.yaml:2:10
      |
    2 | name: caf 
      |          ^
      |
      = help: save it as UTF-8

    1 problem in 1 file.
    ");
}

#[test]
fn nul_characters_are_refused() {
    insta::assert_snapshot!(complaints("m.yaml", "kind: \0Mapping\n"), @r"
    error[RW0106]: this file holds a NUL character
     --> FOLDER/m.yaml:1:7
      |
    1 | kind: \u{0}Mapping
      |       ^^^^^
      |
      = help: is it a manifest? If so, save it as UTF-8 text

    1 problem in 1 file.
    ");
}

#[test]
fn large_files_are_refused_by_their_size() {
    let folder = TempDir::new().unwrap();
    // A hole of 1 GB takes no room, and no time unless somebody reads it.
    File::create(folder.path().join("m.yaml"))
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    let start = Instant::now();
    let refused = manifest::load(&[folder.path().to_path_buf()]).unwrap_err();
    assert!(
        start.elapsed() < Duration::from_secs(1),
        "{:?}",
        start.elapsed()
    );
    insta::assert_snapshot!(shown(&folder, &refused), @"
    error[RW0104]: this file is larger than 8 MiB
    --> FOLDER/m.yaml
     = help: manifests are small: is this one of them? Otherwise divide it

    1 problem in 1 file.
    ");
}

#[test]
fn alias_bombs_are_refused() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{below}]").unwrap();
    }
    insta::assert_snapshot!(complaints("m.yaml", text), @"
    error[RW0111]: the aliases here expand to too much
     --> FOLDER/m.yaml:5:45
      |
    5 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, ]
      |                                             ^
      |
      = help: write the values out where they are used

    1 problem in 1 file.
    ");
}

#[test]
fn deep_nesting_is_refused() {
    insta::assert_snapshot!(complaints("m.yaml", "[".repeat(100_000)), @"
    error[RW0109]: this is nested deeper than 24 levels
     --> FOLDER/m.yaml:1:25
      |
    1 | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
      |                         ^
      |
      = help: no manifest needs more than ten; is a bracket missing?

    1 problem in 1 file.
    ");
    let mut block = String::new();
    for level in 0..2_000 {
        writeln!(block, "{}a:", " ".repeat(level)).unwrap();
    }
    insta::assert_snapshot!(complaints("m.yaml", block), @"
    error[RW0109]: this is nested deeper than 24 levels
      --> FOLDER/m.yaml:25:25
       |
    25 |                         a:
       |                         ^
       |
       = help: no manifest needs more than ten; is a bracket missing?

    1 problem in 1 file.
    ");
}

#[test]
fn missing_paths_are_named() {
    let folder = TempDir::new().unwrap();
    let refused = manifest::load(&[folder.path().join("nowhere.yaml")]).unwrap_err();
    insta::assert_snapshot!(shown(&folder, &refused), @"
    error[RW0101]: there is no such file or folder
    --> FOLDER/nowhere.yaml
     = help: check the path; it starts at the current folder

    1 problem in 1 file.
    ");
}

#[test]
fn a_folder_without_manifests_is_named() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".hidden")).unwrap();
    fs::write(folder.path().join(".hidden/m.yaml"), "nonsense").unwrap();
    fs::write(folder.path().join("notes.txt"), "nonsense").unwrap();
    let refused = manifest::load(&[folder.path().to_path_buf()]).unwrap_err();
    insta::assert_snapshot!(shown(&folder, &refused), @"
    error[RW0103]: this folder holds no manifests
    --> FOLDER
     = help: name a folder that holds *.yaml or *.yml files; hidden folders are skipped

    1 problem in 1 file.
    ");
}

#[test]
fn a_file_that_does_not_parse_hides_no_other() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("b.yaml"),
        "kind: Maping\napiVersion: railwright/v1\n",
    )
    .unwrap();
    fs::write(folder.path().join("a.yml"), "kind: [\n").unwrap();
    let refused = manifest::load(&[folder.path().to_path_buf()]).unwrap_err();
    insta::assert_snapshot!(shown(&folder, &refused), @"
    error[RW0108]: this is not YAML: unclosed bracket '['
     --> FOLDER/a.yml:1:7
      |
    1 | kind: [
      |       ^
      |
      = help: check the indentation, the quotes and the brackets up to here

    error[RW0124]: there is no kind `Maping`
     --> FOLDER/b.yaml:1:7
      |
    1 | kind: Maping
      |       ^^^^^^
      |
      = help: did you mean `Mapping`?

    2 problems in 2 files.
    ");
}

#[test]
fn a_no_break_space_is_named_where_nobody_can_see_it() {
    let text = "apiVersion: railwright/v1\nkind: SyncConfig\nspec:\n  destination:\n    suiteId:\u{a0}29\n    sectionId: 310\n";
    insta::assert_snapshot!(complaints("a.yaml", text), @"
    error[RW0119]: this is a no-break space (U+00A0), which is no blank for YAML
     --> FOLDER/a.yaml:5:13
      |
    5 |     suiteId: 29
      |             ^
      |
      = help: write an ordinary blank in its place, or put quotes around text that needs it

    1 problem in 1 file.
    ");
    let text = "apiVersion: railwright/v1\nspec:\n  a: 1\n \u{a0}b: 2\n  c: 3\n";
    assert!(complaints("a.yaml", text).contains("no-break space"));
    let spec = "source: {integration: a, projectId: 7}\n  destination: {integration: b, project: c, suiteId:\u{a0}29, sectionId: 310}";
    let text = format!(
        "apiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {{name: x}}\nspec:\n  {spec}\n"
    );
    insta::assert_snapshot!(complaints("a.yaml", &text), @"
    error[RW0135]: there is no Integration named `a`
     --> FOLDER/a.yaml:5:25
      |
    5 |   source: {integration: a, projectId: 7}
      |                         ^
      |
      = help: declare it, and give its file to this command: `kind: Integration`

    error[RW0128]: `suiteId` is missing in `destination`
     --> FOLDER/a.yaml:6:3
      |
    6 |   destination: {integration: b, project: c, suiteId: 29, sectionId: 310}
      |   ^^^^^^^^^^^
      |
      = help: add `suiteId: 29`: The id of the suite, the numeric part only: 29 for S29.

    error[RW0135]: there is no Integration named `b`
     --> FOLDER/a.yaml:6:30
      |
    6 |   destination: {integration: b, project: c, suiteId: 29, sectionId: 310}
      |                              ^
      |
      = help: declare it, and give its file to this command: `kind: Integration`

    error[RW0119]: this is a no-break space (U+00A0), which is no blank for YAML
     --> FOLDER/a.yaml:6:45
      |
    6 |   destination: {integration: b, project: c, suiteId: 29, sectionId: 310}
      |                                             ^^^^^^^^^^^
      |
      = help: write an ordinary blank in its place, or put quotes around text that needs it

    4 problems in 1 file.
    ");
}

#[test]
fn secrets_in_broken_yaml_are_not_shown() {
    let shown = complaints("m.yaml", "credentials:\n  apiKey: 'hunter2\n");
    assert!(!shown.contains("hunter2"), "{shown}");
    let shown = complaints("m.yaml", "credentials: {token: hunter2, username: [}\n");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn byte_order_marks_and_windows_line_ends_are_accepted() {
    let text = fs::read_to_string("tests/manifests/base.yaml").unwrap();
    let folder = TempDir::new().unwrap();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    fs::write(folder.path().join("m.yaml"), windows).unwrap();
    let manifests = manifest::load(&[folder.path().to_path_buf()]).unwrap();
    assert_eq!(manifests.testops[0].place.line, 16);
    assert_eq!(manifests.testops[0].place.column, 18);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    fn base() -> String {
        fs::read_to_string("tests/manifests/base.yaml").unwrap()
    }

    #[test]
    fn loops_of_links_end() {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        symlink(folder.path(), folder.path().join("a/up")).unwrap();
        symlink("self", folder.path().join("self")).unwrap();
        symlink("self.yaml", folder.path().join("self.yaml")).unwrap();
        fs::write(folder.path().join("a/m.yaml"), base()).unwrap();
        let manifests = manifest::load(&[folder.path().to_path_buf()]).unwrap();
        assert_eq!(manifests.testops.len(), 1);
    }

    #[test]
    fn a_file_that_is_reached_twice_is_read_once() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("m.yaml");
        fs::write(&path, base()).unwrap();
        symlink("m.yaml", folder.path().join("n.yaml")).unwrap();
        let paths: Vec<PathBuf> = vec![path, folder.path().to_path_buf()];
        assert_eq!(manifest::load(&paths).unwrap().testops.len(), 1);
    }

    #[test]
    fn devices_are_no_manifests() {
        let refused = manifest::load(&["/dev/zero".into()]).unwrap_err();
        insta::assert_snapshot!(render_snippets(&refused, Paint::default()), @"
        error[RW0102]: this is neither a file nor a folder
        --> /dev/zero
         = help: name a manifest or a folder of manifests

        1 problem in 1 file.
        ");
    }
}
