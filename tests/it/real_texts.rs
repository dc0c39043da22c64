//! Texts that people really wrote converge, too: a folder of them beside the checkout when there is one, and always
//! a few of the same kind.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail};

/// How many files of the folder are tried, spread over all of it.
const SAMPLE: usize = 150;

/// Texts in the manner of real test plans: tables with breaks, bold labels, lists in steps, escapes.
const OWN: &[&str] = &[
    "**Step 1**\n\n1. Log in as `sysadmin`\n2. Go to *System Console > Plugins*\n\n**Expected**\n\n- The plugin is \\[enabled\\]\n- Log shows `level=info msg=\"ok\"`",
    "TestID | Test Case | Steps | Expected\n--- | --- | --- | ---\n1 | Install | 1. Download<br>2. Run `./setup.exe` | No error<br>Version > 2.9",
    "_**Step 2.1**_ (called test)\n\nType `/todo list` & press ENTER\n\n> Note: works on <Mobile> only",
    "Предусловие: пользователь «admin» вошёл.\n\n* Открыть меню → *Настройки*\n* Нажать «Сохранить»",
    "PURPOSE:\n    Check that the camera (/dev/video0) works\nSTEPS:\n    1. Click on Test\n    2. Wait 10s\nVERIFICATION:\n    Did you see a video image?",
];

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "md" || ending == "pxu")
        {
            files.push(path);
        }
    }
}

fn texts() -> Vec<String> {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        &mut files,
    );
    files.sort();
    let every = files.len().div_ceil(SAMPLE).max(1);
    let real = files
        .iter()
        .step_by(every)
        .filter_map(|path| fs::read_to_string(path).ok());
    OWN.iter()
        .map(|text| (*text).to_owned())
        .chain(real)
        .collect()
}

#[test]
fn texts_that_people_wrote_converge_whatever_testrail_does() {
    let texts = texts();
    let cases: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            let steps: Vec<Value> = text.split("\n\n").take(4).map(|part| json!({"body": part})).collect();
            json!({
                "id": 5000 + index, "projectId": 7, "statusId": -3,
                "name": text.lines().find(|line| !line.trim().is_empty()).unwrap_or("Empty"),
                "description": text, "precondition": text.lines().rev().collect::<Vec<_>>().join("\n"), "steps": steps,
            })
        })
        .collect();
    let mut source = testops();
    source["testCases"] = json!(cases);
    for (mode, format) in [
        ("wrap", "html"),
        ("verbatim", "markdown"),
        ("wrap", "markdown"),
    ] {
        let mut target = testrail();
        target["textMode"] = json!(mode);
        target["cases"] = json!([]);
        let world = World::with(&source, &target);
        world.edit(
            "  version: \"10.2\"\n",
            &format!("  version: \"10.2\"\n  textFormat: {format}\n"),
        );
        let applied = world.apply();
        assert_eq!(applied.code, Some(0), "{mode} {format}: {}", applied.stderr);
        assert_eq!(world.cases().len(), texts.len());
        let planned = world
            .railwright()
            .run(&["plan", "manifests", "--detailed-exitcode"]);
        assert_eq!(planned.code, Some(0), "{mode} {format}: {planned}");
        assert!(
            !planned.stdout.contains("keeps rewriting"),
            "{mode} {format}: {planned}"
        );
    }
}
