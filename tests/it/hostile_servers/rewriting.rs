//! Servers that store something else than they are sent: told, and not written to at every apply, with and without the
//! state directory.

use std::fs;
use std::io::Write as _;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use super::raw::Raw;
use crate::launches::stage::{Stage, launch, result, with};
use crate::support::binary::{Output, Run};
use crate::support::world::{World, testops, testrail};

/// A server before TestRail's sandbox that changes each JSON body on the way; it is given the method that was called.
fn rewriting(world: &World, change: impl Fn(&str, &mut Value) + Send + Sync + 'static) -> Raw {
    let sandbox = world.sandbox.variable("TESTRAIL_URL").to_owned();
    Raw::start(move |asked, stream| {
        let method = asked.line.rsplit("/api/v2/").next().unwrap().to_owned();
        let asked = asked.rewritten(|body| change(&method, body));
        stream.write_all(&asked.forwarded(&sandbox))
    })
}

/// Writes dashes as a typewriter does, in one text of a body.
fn typewritten(body: &mut Value, key: &str) {
    if let Some(text) = body[key].as_str() {
        body[key] = json!(text.replace('–', "-"));
    }
}

fn forget(world: &World) {
    let _ = fs::remove_dir_all(world.path().join(".railwright"));
}

fn apply(run: Run, server: &Raw) -> Output {
    let run = run.env("TESTRAIL_URL", server.url());
    let output = run.run(&["apply", "manifests", "--yes"]);
    assert_eq!(output.code, Some(0), "{output}");
    output
}

/// How often the run was written to.
fn run_updates(stage: &Stage) -> usize {
    let writes = stage.writes();
    writes
        .iter()
        .filter(|write| write.starts_with("update_run"))
        .count()
}

/// Applies four times to a server that changes what it is sent, and gives the last output. Nobody may be written to
/// more than once.
fn settles(
    launch: &Value,
    keeps_state: bool,
    change: impl Fn(&str, &mut Value) + Send + Sync + 'static,
) -> (Stage, Output) {
    let stage = Stage::new(std::slice::from_ref(launch));
    let server = rewriting(&stage.world, change);
    let mut outputs = Vec::new();
    for _ in 0..4 {
        outputs.push(apply(stage.railwright(), &server));
        if !keeps_state {
            forget(&stage.world);
        }
    }
    assert_eq!(run_updates(&stage), 1, "{}", outputs[3]);
    assert_eq!(stage.runs().len(), 1);
    (stage, outputs.pop().unwrap())
}

#[test]
fn a_run_whose_name_the_server_changes_is_told_and_not_renamed_at_every_apply() {
    for keeps_state in [true, false] {
        let open = launch(51, "Nightly – shop", false, &[result(901, 4711, "passed")]);
        let (stage, last) = settles(&open, keeps_state, |_, body| typewritten(body, "name"));
        assert_eq!(stage.runs()[0].name, "Nightly - shop");
        let words = "RW0320  manifests/shop.yaml:21:1  TestRail keeps rewriting the name of R1";
        assert!(last.stdout.contains(words), "{last}");
        assert!(!last.stdout.contains("RW0310"), "{last}");
    }
}

#[test]
fn a_new_name_of_a_launch_arrives_although_the_server_changed_the_old_one() {
    let results = [result(901, 4711, "passed")];
    let mut stage = Stage::new(&[launch(51, "Nightly – shop", false, &results)]);
    let server = rewriting(&stage.world, |_, body| typewritten(body, "name"));
    let first = apply(stage.railwright(), &server);
    let words = "TestRail stored its name otherwise than it was written";
    assert!(first.stdout.contains(words), "{first}");
    stage.grow(&[launch(51, "Weekly – shop", false, &results)]);
    apply(stage.railwright(), &server);
    assert_eq!(stage.runs()[0].name, "Weekly - shop");
    // What a person makes of it stays.
    stage.edit_run(1, &json!({"name": "Sprint 9"}));
    let last = apply(stage.railwright(), &server);
    assert!(last.stdout.contains("RW0310"), "{last}");
    assert_eq!(stage.runs()[0].name, "Sprint 9");
}

#[test]
fn a_description_of_a_run_that_the_server_changes_is_written_once() {
    for keeps_state in [true, false] {
        let open = with(
            launch(51, "Nightly", false, &[result(901, 4711, "passed")]),
            &json!({"tags": ["shop – web"]}),
        );
        let (stage, last) = settles(&open, keeps_state, |_, body| {
            typewritten(body, "description");
        });
        assert!(stage.runs()[0].description.contains("Tags: shop - web"));
        let words = "TestRail keeps rewriting the description of R1";
        assert!(last.stdout.contains(words), "{last}");
    }
}

#[test]
fn a_description_of_a_run_that_the_server_drops_is_written_once() {
    for keeps_state in [true, false] {
        let open = launch(51, "Nightly", false, &[result(901, 4711, "passed")]);
        let (stage, last) = settles(&open, keeps_state, |_, body| {
            if body.get("description").is_some() {
                body["description"] = Value::Null;
            }
        });
        assert_eq!(stage.runs()[0].description, "");
        assert_eq!(stage.runs()[0].links(), [901]);
        let words = "TestRail keeps rewriting the description of R1";
        assert!(last.stdout.contains(words), "{last}");
    }
}

#[test]
fn a_line_of_a_description_that_the_server_drops_is_written_once() {
    let open = with(
        launch(51, "Nightly", false, &[result(901, 4711, "passed")]),
        &json!({"tags": ["web"]}),
    );
    let (_, last) = settles(&open, true, |_, body| {
        if let Some(text) = body["description"].as_str() {
            body["description"] = json!(text.replace("Tags: web", ""));
        }
    });
    let words = "TestRail keeps rewriting the description of R1";
    assert!(last.stdout.contains(words), "{last}");
}

#[test]
fn a_title_that_the_server_changes_is_told_and_not_written_at_every_apply() {
    for keeps_state in [true, false] {
        let mut source = testops();
        source["testCases"].as_array_mut().unwrap().truncate(1);
        source["testCases"][0]["name"] = json!("A – B");
        let mut target = testrail();
        target["cases"] = json!([]);
        let world = World::with(&source, &target);
        let server = rewriting(&world, |_, body| {
            typewritten(body, "title");
            for case in body["cases"].as_array_mut().into_iter().flatten() {
                typewritten(case, "title");
            }
        });
        let first = apply(world.railwright(), &server);
        if keeps_state {
            let words = "TestRail stored title otherwise than it was written";
            assert!(first.stdout.contains(words), "{first}");
        }
        for _ in 0..3 {
            if !keeps_state {
                forget(&world);
            }
            let output = apply(world.railwright(), &server);
            let words = "TestRail keeps rewriting title of C1";
            assert!(output.stdout.contains(words), "{output}");
            assert!(output.stdout.contains("TestRail is up to date"), "{output}");
        }
        assert_eq!(world.cases()[0]["title"], "A - B");
        let writes = world.sandbox.writes();
        assert_eq!(writes.len(), 1, "{writes:?}");
    }
}

/// What a server makes of Markdown that renders it.
fn rendered(markdown: &str) -> String {
    let name = |tag: &TagEnd| match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(_) => "h1",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::Strong => "strong",
        TagEnd::Link => "a",
        other => panic!("{other:?}"),
    };
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let events = Parser::new(markdown).map(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => format!("<a href=\"{dest_url}\">"),
        Event::Start(tag) => format!("<{}>", name(&tag.to_end())),
        Event::End(tag) => format!("</{}>", name(&tag)),
        Event::Text(text) => escaped(&text),
        // Some drop what looks like a tag, even there.
        Event::Code(text) => format!("<code>{}</code>", text.replace("<n>", "")),
        Event::SoftBreak => "\n".to_owned(),
        Event::HardBreak => "<br />\n".to_owned(),
        other => panic!("{other:?}"),
    });
    events.collect()
}

fn render_case(case: &mut Value) {
    for key in ["custom_description", "custom_preconds"] {
        if let Some(text) = case[key].as_str() {
            case[key] = json!(rendered(text));
        }
    }
    for step in case["custom_steps_separated"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        for key in ["content", "expected"] {
            step[key] = json!(rendered(step[key].as_str().unwrap_or_default()));
        }
    }
}

#[test]
fn a_server_that_renders_markdown_is_told_once_and_not_by_each_text() {
    for keeps_state in [true, false] {
        let mut source = testops();
        source["testCases"] = (1..=12)
            .map(|id| {
                json!({
                    "id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3,
                    "description": "# What\n\n- the **reset** flow\n- `code` and [a link](https://e.com/x)",
                    "precondition": "Account exists\nand is <active>, as `ID_<n>`",
                    "steps": [{"body": "Ask for\n\n1. a link", "expectedResult": "Mail arrives"}],
                })
            })
            .collect();
        let mut target = testrail();
        target["cases"] = json!([]);
        target["textMode"] = json!("verbatim");
        let world = World::with(&source, &target);
        world.edit(
            "version: \"10.2\"",
            "version: \"10.2\"\n  textFormat: markdown",
        );
        let server = rewriting(&world, |method, body| {
            if method.starts_with("add_cases") {
                body["cases"]
                    .as_array_mut()
                    .unwrap()
                    .iter_mut()
                    .for_each(render_case);
            } else {
                render_case(body);
            }
        });
        apply(world.railwright(), &server);
        let writes = world.sandbox.writes().len();
        for _ in 0..2 {
            if !keeps_state {
                forget(&world);
            }
            let output = apply(world.railwright(), &server);
            assert!(output.stdout.contains("TestRail is up to date"), "{output}");
            assert!(!output.stdout.contains("keeps rewriting"), "{output}");
            let said = output.stdout.lines().filter(|line| line.contains("RW0"));
            let said: Vec<&str> = said.map(str::trim).collect();
            assert_eq!(
                said,
                [
                    "? RW0418  manifests/shop.yaml:8:15  integration testrail writes texts as Markdown, and 48 of 48 that it wrote stand in TestRail as HTML"
                ],
                "{output}"
            );
        }
        assert_eq!(world.sandbox.writes().len(), writes);
    }
}

/// Cuts the comments of results, so that the links at their ends are gone.
fn shorten_comments(body: &mut Value, keeps: impl Fn(usize) -> bool) {
    for (index, row) in body["results"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .enumerate()
    {
        if !keeps(index) {
            row["comment"] = json!("<p>Cut");
        }
    }
}

#[test]
fn results_whose_comments_the_server_shortens_are_not_added_again() {
    for (keeps_state, links) in [(true, 0), (false, 0), (true, 1), (false, 1)] {
        let mut results = vec![result(901, 4711, "passed"), result(902, 4712, "passed")];
        let mut stage = Stage::new(&[launch(51, "L", false, &results)]);
        let server = rewriting(&stage.world, move |_, body| {
            shorten_comments(body, |index| index < links);
        });
        apply(stage.railwright(), &server);
        results.push(result(903, 4713, "failed"));
        stage.grow(&[launch(51, "L", true, &results)]);
        if !keeps_state {
            forget(&stage.world);
        }
        let output = apply(stage.railwright(), &server);
        let held = stage.world.sandbox.testrail_state();
        assert_eq!(held["results"].as_array().unwrap().len(), 2, "{output}");
        assert_eq!(held["runs"][0]["is_completed"], false, "{output}");
        let words = format!(
            "{} in R1 lost the link to TestOps",
            ["2 results", "1 result"][links]
        );
        assert!(output.stdout.contains(&words), "{output}");
    }
}

#[test]
fn a_case_that_people_took_out_of_a_run_comes_back_beside_results_of_theirs() {
    let mut results = vec![result(901, 4711, "passed"), result(902, 4712, "passed")];
    let mut stage = Stage::new(&[launch(51, "L", false, &results)]);
    stage.applied();
    let sandbox = &stage.world.sandbox;
    let stays = &sandbox.testrail_state()["tests"][0]["case_id"];
    let comment = json!({"status_id": 5, "comment": "seen by hand"});
    sandbox.testrail_post(&format!("add_result_for_case/1/{stays}"), &comment);
    let selection = json!({"include_all": false, "case_ids": [stays]});
    sandbox.testrail_post("update_run/1", &selection);
    results.push(result(903, 4713, "failed"));
    stage.grow(&[launch(51, "L", false, &results)]);
    let output = stage.applied();
    assert!(!output.contains("RW0321"), "{output}");
    let held = stage.world.sandbox.testrail_state();
    assert_eq!(held["results"].as_array().unwrap().len(), 4, "{output}");
}
