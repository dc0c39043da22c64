//! What the texts of TestOps have and TestRail has no place for: told once, with the number of test cases.

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail};

/// The line about losses in the plan of a world whose test cases have these descriptions, one each.
fn told(descriptions: &[&str]) -> Vec<String> {
    let mut source = testops();
    let cases = descriptions.iter().zip(1..).map(|(description, id)| {
        json!({"id": id, "projectId": 7, "name": "Case", "statusId": -3, "description": description})
    });
    source["testCases"] = cases.collect();
    planned(&source)
}

fn planned(source: &Value) -> Vec<String> {
    let world = World::with(source, &testrail());
    let planned = world.plan();
    assert_eq!(planned.code, Some(0), "{planned}");
    let lines = planned.stdout.lines();
    let told = lines.filter(|line| line.contains("RW0233"));
    told.map(str::to_owned).collect()
}

#[test]
fn what_has_no_counterpart_is_told_once_with_the_number_of_test_cases() {
    let told = told(&[
        "a <mark>b</mark> and <mark>c</mark>",
        "<mark>b</mark> <span style=\"color: red\">c</span> <font color=\"red\">d</font>",
        "<table><tr><td colspan=\"2\">a</td></tr><tr><td><ul><li>b</li></ul></td><td>c</td></tr></table>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        "![](images/a.png) and [b](../b.md) and <a href=\"c\">c</a>",
    ]);
    insta::assert_snapshot!(told.join("\n"), @"  ? RW0233  TestRail has no place for all that the texts have: highlighted words are plain (in 2 test cases); colours are left out (in 1 test case); cells over several columns or rows are single ones (in 1 test case); lists in cells are lines (in 1 test case); lists of terms show their tags (in 1 test case); relative addresses lead nowhere (in 1 test case)");
}

#[test]
fn what_arrives_is_no_loss() {
    let told = told(&[
        "![](index.php?/attachments/get/1) [a](/index.php?/cases/view/2) [b](/project/7/test-cases/1)",
        "[a](https://example.com) <a href=\"www.example.com\">b</a> <https://example.com> [c](mailto:a@example.com)",
        "`<mark>` and <config color=\"red\"><mark>x</mark></config>",
        "<table><tr><td colspan=\"1\">a</td></tr></table>\n\n- <b>b</b>\n\n<ul><li>c</li></ul>",
        "    <dl>\n\n```\n<span style=\"color: red\">x</span>\n[a](b)\n```",
    ]);
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn shared_steps_and_files_of_steps_are_told() {
    let mut source = testops();
    source["testCases"][0]["steps"] = json!([
        {"sharedStep": {"name": "Sign in", "steps": [{"body": "Enter credentials"}]}},
        {"body": "Look", "bodyJson": {"type": "doc", "content": [{"type": "paragraph", "content": [
            {"type": "text", "text": "there", "marks": [{"type": "link", "attrs": {"href": "there.html"}}]},
        ]}]}},
        {"attachment": {"name": "form.png"}},
    ]);
    insta::assert_snapshot!(planned(&source).join("\n"), @"  ? RW0233  TestRail has no place for all that the texts have: shared steps are written out (in 1 test case); of files of steps, the names are written (in 1 test case); relative addresses lead nowhere (in 1 test case)");
}
