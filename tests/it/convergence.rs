//! Law 2: after an apply the next plan is empty, for every text and every way TestRail rewrites what it is sent.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail, text_field};

/// Texts that tools are known to eat, double or rewrite for ever.
const NASTY: &[&str] = &[
    "Enter <placeholder> and <b>press</b> <Enter>",
    "a < b && c > d || \"e\" 'f'",
    "```rust\nif a < b && c { println!(\"<p>{x}</p>\"); }\n```",
    "    indented <code> & more\n    second line",
    "Use `<div class=\"x\">` and `a && b`, not ``a ` b``",
    "| a | b |\n| --- | ---: |\n| `<x>` | 1 & 2 |\n| | ~~gone~~ |",
    "- one\n- two\n  1. nested\n  2. list\n\n     with a paragraph\n- three",
    "3. starts at three\n4. goes on",
    "[link](https://example.com/?a=1&b=2 \"title\") and <https://example.com/x_y_z>",
    "![shot](/api/rs/testcase/attachment/5/content) below",
    "> quoted\n> > twice\n>\n> end",
    "# Heading\n\nText\n***\nMore\n\nSetext\n======",
    "first\r\nsecond\r\n\r\nthird",
    "hard  \nbreak and soft\nbreak",
    "emoji 🛒👩‍👩‍👧‍👦 🇩🇪, Кириллица, 漢字かな, עברית و العربية, e\u{301}cole, zero\u{200b}width",
    "&amp;lt; &nbsp; &copy; &#x41; &unknown; & alone",
    "em — dash, “curly” ‘quotes’, ellipsis…, § · •",
    "*a* **b** ***c*** ~~d~~ _e_ __f__ snake_case_name 2*3*4",
    "- [ ] todo\n- [x] done",
    "line with trailing blanks   \n\n\n\nafter many blanks",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))",
    "<table><tr><td>raw</td></tr></table>\n\n<br> <br/> <hr>",
    "\\*not emphasis\\* \\<not a tag\\> \\\\ \\` \\#",
    "1. a\n\n2. b\n\n   ```\n   code in list\n   ```\n",
    "   leading blanks and\ttabs\t",
    "<p>already wrapped</p>",
    "<p>one</p><p>two</p> tail",
    "[^1] footnote\n\n[^1]: the note",
    "a\n<!-- comment -->\nb",
    "$x^2$ and 100% of {braces} |pipes| #hash @mention",
];

fn steps(text: &str) -> Value {
    json!([
        {"body": text, "expectedResult": format!("Result of {text}")},
        {"body": "Outer", "steps": [{"body": text, "steps": [{"body": "inner <x> & y", "expectedResult": text}]}]},
        {"sharedStep": {"name": "Sign in", "steps": [{"body": text}]}},
    ])
}

fn world(texts: &[String], text_mode: &str, text_format: &str, scenario: &str) -> World {
    let cases: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| {
            json!({
                "id": 4000 + index, "projectId": 7, "name": format!("Case {text}"), "statusId": -3,
                "description": text, "precondition": format!("Before\n\n{text}"), "steps": steps(text),
            })
        })
        .collect();
    let mut source = testops();
    source["testCases"] = json!(cases);
    let mut target = testrail();
    target["textMode"] = json!(text_mode);
    target["cases"] = json!([]);
    let fields = target["case_fields"].as_array_mut().unwrap();
    fields.push(text_field(110, "scenario_text"));
    let world = World::with(&source, &target);
    world.edit(
        "  version: \"10.2\"\n",
        &format!("  version: \"10.2\"\n  textFormat: {text_format}\n"),
    );
    world.edit("custom_steps_separated", scenario);
    world
}

fn converges(world: &World) {
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    let writes = world.sandbox.writes().len();
    let planned = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(planned.code, Some(0), "{planned}");
    assert!(!planned.stdout.contains("keeps rewriting"), "{planned}");
    let again = world.apply();
    assert_eq!(again.code, Some(0), "{again}");
    assert_eq!(world.sandbox.writes().len(), writes);
}

fn nasty() -> Vec<String> {
    let all = NASTY.join("\n\n");
    NASTY
        .iter()
        .map(|text| (*text).to_owned())
        .chain([all])
        .collect()
}

#[test]
fn nasty_texts_converge_as_html_on_a_wrapping_server() {
    converges(&world(&nasty(), "wrap", "html", "custom_steps_separated"));
}

#[test]
fn nasty_texts_converge_as_html_on_a_verbatim_server() {
    converges(&world(
        &nasty(),
        "verbatim",
        "html",
        "custom_steps_separated",
    ));
}

#[test]
fn nasty_texts_converge_as_markdown_on_a_verbatim_server() {
    converges(&world(
        &nasty(),
        "verbatim",
        "markdown",
        "custom_steps_separated",
    ));
}

#[test]
fn nasty_texts_converge_as_markdown_on_a_wrapping_server() {
    converges(&world(
        &nasty(),
        "wrap",
        "markdown",
        "custom_steps_separated",
    ));
}

#[test]
fn a_scenario_in_a_text_field_converges_too() {
    converges(&world(&nasty(), "wrap", "html", "custom_scenario_text"));
    converges(&world(
        &nasty(),
        "verbatim",
        "markdown",
        "custom_scenario_text",
    ));
}

#[test]
fn a_megabyte_of_text_converges() {
    let text = "A long paragraph with <tags> & entities, and `code`. ".repeat(20_000);
    converges(&world(&[text], "wrap", "html", "custom_steps_separated"));
}

#[test]
fn nothing_is_eaten_on_the_way() {
    let world = world(&nasty(), "wrap", "html", "custom_steps_separated");
    assert_eq!(world.apply().code, Some(0));
    let stored = world.cases()[0]["custom_description"]
        .as_str()
        .unwrap()
        .to_owned();
    insta::assert_snapshot!(stored, @"<p>Enter &lt;placeholder&gt; and <strong>press</strong> &lt;Enter&gt;</p>");
    let code = world.cases()[2]["custom_description"]
        .as_str()
        .unwrap()
        .to_owned();
    insta::assert_snapshot!(code, @r#"
    <pre><code>if a &lt; b &amp;&amp; c { println!("&lt;p&gt;{x}&lt;/p&gt;"); }
    </code></pre>
    "#);
}

proptest! {
    // Each round starts a sandbox; the texts of one round travel together.
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_mix_of_pieces_converges(
        texts in proptest::collection::vec(
            proptest::collection::vec((0..NASTY.len(), 0..4_usize, any::<bool>()), 1..6), 12),
        raw in proptest::collection::vec("\\PC{0,60}", 6),
        wrap in any::<bool>(),
        html in any::<bool>(),
    ) {
        let mixed = texts.iter().map(|pieces| {
            pieces
                .iter()
                .map(|(index, cut, quote)| {
                    let text: String = NASTY[*index].chars().skip(cut * 3).collect();
                    if *quote { format!("> {}\n", text.replace('\n', "\n> ")) } else { text + "\n" }
                })
                .collect::<String>()
        });
        let texts: Vec<String> = mixed.chain(raw).collect();
        let mode = if wrap { "wrap" } else { "verbatim" };
        let format = if html { "html" } else { "markdown" };
        converges(&world(&texts, mode, format, "custom_steps_separated"));
    }
}
