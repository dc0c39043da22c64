//! What a result says in TestRail: comment, parameters, time, defects, people, steps.

use serde_json::{Value, json};

use super::stage::{Stage, launch, rail, result, with};

/// The results of one launch that is exported to a server of this kind.
fn exported(results: &[Value], text_mode: &str, text_format: &str) -> Stage {
    let mut seed = rail();
    seed["textMode"] = json!(text_mode);
    let stage = Stage::with(&[launch(51, "Nightly", true, results)], &seed);
    stage.world.edit(
        "  version: \"10.2\"\n",
        &format!("  version: \"10.2\"\n  textFormat: {text_format}\n"),
    );
    stage.applied();
    stage.is_settled();
    stage
}

#[test]
fn message_and_trace_survive_and_the_link_ends_the_comment() {
    let results = [with(
        result(901, 4711, "failed"),
        &json!({
            "message": "Expected <b>1</b> & got \"2\"\nsee http://example.com/testresult/777",
            "trace": "Error: a < b && c\n    at `main` (app.js:1)\n```\n    at other",
            "duration": 61_400, "start": 1000,
            "parameters": [{"name": "browser", "value": "Fire<fox>"}, {"name": "empty"}],
        }),
    )];
    let html = exported(&results, "wrap", "html");
    insta::assert_snapshot!(html.runs()[0].results[0].comment, @r#"
    <p>Expected &lt;b&gt;1&lt;/b&gt; &amp; got "2"<br />see <a href="http://example.com/testresult/777">http://example.com/testresult/777</a></p>
    <pre><code>Error: a &lt; b &amp;&amp; c
        at `main` (app.js:1)
    ```
        at other
    </code></pre>
    <p>Parameters: browser = Fire&lt;fox&gt;, empty =</p>
    <p><a href="http://TESTOPS/testresult/901">http://TESTOPS/testresult/901</a></p>
    "#);
    assert_eq!(html.runs()[0].results[0].row["elapsed"], json!("1m 1s"));
    let markdown = exported(&results, "verbatim", "markdown");
    insta::assert_snapshot!(markdown.runs()[0].results[0].comment, @r#"
    Expected &lt;b>1&lt;/b> & got "2"  
    see http://example.com/testresult/777

        Error: a < b && c
            at `main` (app.js:1)
        ```
            at other

    Parameters: browser = Fire&lt;fox>, empty =

    http://TESTOPS/testresult/901
    "#);
    for (mode, format) in [("wrap", "markdown"), ("verbatim", "html")] {
        assert_eq!(exported(&results, mode, format).runs()[0].links(), [901]);
    }
}

#[test]
fn a_long_trace_is_cut_in_its_middle_with_a_notice() {
    let trace = format!(
        "first line\n{}\nlast line",
        "    at <frame> & more\n".repeat(40_000)
    );
    let results = [with(
        result(901, 4711, "failed"),
        &json!({"message": "Boom <".repeat(10_000), "trace": trace}),
    )];
    for (mode, format) in [("wrap", "html"), ("verbatim", "markdown")] {
        let stage = Stage::with(&[launch(51, "Nightly", true, &results)], &{
            let mut seed = rail();
            seed["textMode"] = json!(mode);
            seed
        });
        stage.world.edit(
            "  version: \"10.2\"\n",
            &format!("  version: \"10.2\"\n  textFormat: {format}\n"),
        );
        let plan = stage.plan();
        assert!(plan.stdout.contains("1 shortened to fit"), "{plan}");
        stage.applied();
        let comment = &stage.runs()[0].results[0].comment;
        // The address stands for another one here, so that some characters of room are left.
        assert!(
            comment.chars().count() <= 50_050,
            "{}",
            comment.chars().count()
        );
        assert!(
            comment.chars().count() > 20_000,
            "{}",
            comment.chars().count()
        );
        assert!(comment.contains("characters left out"));
        assert!(comment.contains("first line") && comment.contains("last line"));
        assert_eq!(stage.runs()[0].links(), [901]);
        stage.is_settled();
    }
}

#[test]
fn a_hidden_parameter_is_never_seen() {
    let results = [with(
        result(901, 4711, "failed"),
        &json!({"parameters": [
            {"name": "browser", "value": "Firefox"},
            {"name": "password", "value": "hunter2-secret", "hidden": true},
        ]}),
    )];
    let stage = Stage::new(&[launch(51, "Nightly", true, &results)]);
    let output = stage
        .railwright()
        .run(&["-vv", "apply", "manifests", "--yes"]);
    assert_eq!(output.code, Some(0), "{output}");
    let json = stage
        .railwright()
        .run(&["plan", "manifests", "--format", "json"]);
    let journal = format!("{:?}", stage.world.sandbox.testrail_journal());
    for text in [&output.stdout, &output.stderr, &json.stdout, &journal] {
        assert!(!text.contains("hunter2"), "{text}");
    }
    assert!(journal.contains("browser = Firefox"), "{journal}");
}

#[test]
fn a_hidden_parameter_is_not_quoted_by_a_complaint_either() {
    let stage = Stage::new(&[launch(51, "Nightly", true, &[result(901, 4711, "failed")])]);
    stage.testops().testops_faults(&json!([{
        "match": "GET /api/testresult", "times": null, "do": "status", "code": 200,
        "body": {"content": [{"id": "odd", "parameters": [{"name": "p", "value": "hunter2-secret", "hidden": true}]}],
            "totalElements": 1, "totalPages": 1, "number": 0, "size": 1000, "last": true},
    }]));
    let output = stage
        .railwright()
        .run(&["-vv", "apply", "manifests", "--yes"]);
    assert_eq!(output.code, Some(1), "{output}");
    assert!(!output.to_string().contains("hunter2"), "{output}");
}

#[test]
fn issues_become_defects_and_people_are_found_by_their_addresses() {
    let results = [
        with(
            result(901, 4711, "failed"),
            &json!({"testedBy": "ADMIN@example.com"}),
        ),
        with(
            result(902, 4712, "passed"),
            &json!({"testedBy": "somebody"}),
        ),
    ];
    let stage = Stage::new(&[launch(51, "Nightly", true, &results)]);
    stage.testops().testops_faults(&json!([
        {"match": "GET /api/testresult/901/issue", "times": null, "do": "status", "code": 200,
            "body": [{"id": 1, "name": "BUG-9"}, {"id": 2, "name": "BUG-10"}]},
    ]));
    stage.applied();
    let rows: Vec<Value> = stage.runs()[0]
        .results
        .iter()
        .map(|result| json!([result.row["defects"], result.row["assignedto_id"]]))
        .collect();
    insta::assert_snapshot!(json!(rows), @r#"[["BUG-10,BUG-9",1],[null,null]]"#);
}

#[test]
fn steps_of_results_go_into_the_field_for_them() {
    let mut seed = rail();
    seed["result_fields"] = json!([{
        "id": 201, "is_active": true, "type_id": 11, "name": "step_results", "system_name": "custom_step_results",
        "label": "Steps", "include_all": true, "template_ids": [],
        "configs": [{"context": {"is_global": true, "project_ids": null},
            "options": {"is_required": false, "format": "markdown", "has_expected": true, "has_actual": true}, "id": "r1"}],
    }]);
    let launches = [launch(51, "Nightly", true, &[result(901, 4711, "failed")])];
    let execution = json!([{
        "match": "GET /api/testresult/901/execution", "times": null, "do": "status", "code": 200,
        "body": {"steps": [
            {"type": "body", "body": "Open <the> form", "expectedResult": "Form & field", "status": "passed"},
            {"type": "body", "body": "Send", "status": "broken", "message": "No answer",
                "steps": [{"type": "body", "body": "Press Enter", "status": "broken"}]},
        ]},
    }]);
    let stage = Stage::with(&launches, &seed).launches("stepResults: true");
    stage.testops().testops_faults(&execution);
    stage.applied();
    let steps = &stage.runs()[0].results[0].row["custom_step_results"];
    insta::assert_snapshot!(serde_json::to_string_pretty(steps).unwrap(), @r#"
    [
      {
        "content": "<p>Open &lt;the&gt; form</p>\n",
        "expected": "<p>Form &amp; field</p>\n",
        "actual": "",
        "status_id": 1
      },
      {
        "content": "<p>Send</p>\n\n<ol>\n<li>Press Enter (broken)</li>\n</ol>\n",
        "expected": "",
        "actual": "<p>No answer</p>\n",
        "status_id": 5
      }
    ]
    "#);
    stage.is_settled();

    // Without such a field it is a notice, and the rest goes on.
    seed["result_fields"][0]["is_active"] = json!(false);
    let stage = Stage::with(&launches, &seed).launches("stepResults: true");
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-LAUNCH-51  Nightly                                       new run, 1 case, closed afterwards
          1 result: 1 Failed
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).
      ? RW0306  manifests/shop.yaml:24:3  TestRail has no active result field of type Step Results: the steps of results are skipped
          help: add one in Administration → Customizations → Result Fields, or set `stepResults: false`

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 5 TestRail requests.

    Plan sha256:DIGEST
    ");
    stage.applied();
    stage.is_settled();
}
