//! Each type of field: what it makes of sources, and what it makes of what is there.

use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::json;

use super::{NotConverted, Row, SourceKey, Target, ValueRow, template_field};
use crate::diagnostic::{NamedValue, Place};
use crate::model::{
    Attachment, CaseSource, FieldKind, Link, Markup, NamedId, Scenario, SourceShape, SourceValue,
    Step, StepNode, StepRow, Template, TemplateId, Value,
};
use crate::text::{self, Base};

fn plain(text: &str) -> SourceValue {
    SourceValue::Plain(text.into())
}

fn markdown(text: &str) -> SourceValue {
    SourceValue::Markdown(text.into())
}

fn named(id: i64, name: &str) -> SourceValue {
    SourceValue::Named(NamedValue {
        id: Some(id),
        name: name.into(),
    })
}

fn link(words: &str, address: &str) -> SourceValue {
    SourceValue::Link(Link {
        words: words.into(),
        address: address.into(),
    })
}

fn steps() -> SourceValue {
    let step = |action: &str| {
        StepNode::Step(Step {
            action: action.into(),
            ..Step::default()
        })
    };
    SourceValue::Scenario(Scenario {
        nodes: vec![
            StepNode::Step(Step {
                action: "Open <it>".into(),
                expected: vec![step("It is *open*")],
                nodes: Vec::new(),
            }),
            StepNode::Attachment(Attachment {
                name: "a.png".into(),
                missed: false,
            }),
        ],
        ..Scenario::default()
    })
}

fn list(values: &[SourceValue]) -> SourceValue {
    SourceValue::List(values.to_vec())
}

/// What is odd for Markdown, HTML, or both.
const ODD: &str = "1. <b>*a_b*</b> & `c` [d](e) #f | ~g~";

fn kind(type_name: &'static str, markup: Markup) -> FieldKind {
    let option = |id, name: &str| NamedId {
        id,
        name: name.into(),
    };
    FieldKind {
        options: vec![option(1, "Low"), option(2, " High"), option(3, "Cart, Pay")],
        ..FieldKind::new(type_name, markup)
    }
}

/// What a text field holds for these sources.
fn text_for(markup: Markup, join: Option<&str>, sources: &[&SourceValue]) -> String {
    let row = Row {
        join: join.map(str::to_owned),
        ..Row::default()
    };
    let base = Base::new(&"https://testops.example.com/".parse().unwrap());
    let converted = kind("Text", markup).convert(sources, &row, &base);
    match converted.unwrap().value {
        Value::Text(text) => text,
        Value::Empty => "(empty)".to_owned(),
        other => panic!("{other:?} in a text field"),
    }
}

fn line_for(sources: &[&SourceValue]) -> String {
    let converted = kind("String", Markup::Html).convert(sources, &Row::default(), &Base::none());
    match converted.unwrap().value {
        Value::Text(text) => text,
        Value::Empty => "(empty)".to_owned(),
        other => panic!("{other:?} in a String field"),
    }
}

#[test]
fn each_source_becomes_a_text_in_the_markup_of_the_server() {
    let sources = [
        ("nothing", SourceValue::Empty),
        ("blank", markdown(" \n")),
        ("plain", plain(ODD)),
        ("markdown", markdown("a **b**\n\n[c](/d)")),
        ("flag", SourceValue::Flag(true)),
        ("one name", list(&[named(1, ODD)])),
        ("names", list(&[named(1, "a"), named(2, "<b>"), plain("")])),
        (
            "page",
            link("", "https://a.example.com/project/7/test-cases/1"),
        ),
        (
            "address",
            link("", "https://a.example.com/x_y?z=<1>&copy;=(2)"),
        ),
        ("link", list(&[link("a [b] *c*", "https://a.example.com/")])),
        (
            "links",
            list(&[
                link("a", "https://a.example.com/"),
                link("b", "javascript:alert(1)"),
            ]),
        ),
        ("scenario", steps()),
    ];
    let mut shown = String::new();
    for (name, source) in &sources {
        write!(
            shown,
            "# {name}\n{}\n{}\n{}\n",
            text_for(Markup::Html, None, &[source]),
            text_for(Markup::Markdown, None, &[source]),
            line_for(&[source]),
        )
        .unwrap();
    }
    insta::assert_snapshot!(shown, @r#"
    # nothing
    (empty)
    (empty)
    (empty)
    # blank
    (empty)
    (empty)
    (empty)
    # plain
    <p>1. &lt;b&gt;*a_b*&lt;/b&gt; &amp; `c` [d](e) #f | ~g~</p>

    1\. &lt;b>\*a_b\*&lt;/b> & \`c\` [d\](e) #f | &#126;g&#126;
    1. <b>*a_b*</b> & `c` [d](e) #f | ~g~
    # markdown
    <p>a <strong>b</strong></p>
    <p><a href="https://testops.example.com/d">c</a></p>

    a **b**

    [c](https://testops.example.com/d)
    a b c (/d)
    # flag
    <p>true</p>

    true
    true
    # one name
    <p>1. &lt;b&gt;*a_b*&lt;/b&gt; &amp; `c` [d](e) #f | ~g~</p>

    1\. &lt;b>\*a_b\*&lt;/b> & \`c\` [d\](e) #f | &#126;g&#126;
    1. <b>*a_b*</b> & `c` [d](e) #f | ~g~
    # names
    <p>a, &lt;b&gt;</p>

    a, &lt;b>
    a, <b>
    # page
    <p><a href="https://a.example.com/project/7/test-cases/1">a.example.com/…/1</a></p>

    [a.example.com/…/1](https://a.example.com/project/7/test-cases/1)
    https://a.example.com/project/7/test-cases/1
    # address
    <p><a href="https://a.example.com/x_y?z=%3C1%3E&amp;copy;=%282%29">https://a.example.com/x_y?z=&lt;1&gt;&amp;copy;=(2)</a></p>

    https://a.example.com/x_y?z=<1>&amp;copy;=(2)
    https://a.example.com/x_y?z=<1>&copy;=(2)
    # link
    <p><a href="https://a.example.com/">a [b] *c*</a></p>

    [a \[b\] \*c\*](https://a.example.com/)
    a [b] *c* (https://a.example.com/)
    # links
    <ul>
    <li><a href="https://a.example.com/">a</a></li>
    <li>b (javascript:alert(1))</li>
    </ul>

    - [a](https://a.example.com/)
    - b (javascript:alert(1))
    a (https://a.example.com/), b (javascript:alert(1))
    # scenario
    <ol>
    <li>Open &lt;it&gt;<br />Expected: It is *open*</li>
    <li>Attachment: a.png</li>
    </ol>

    1. Open &lt;it>  
       Expected: It is \*open\*
    2. Attachment: a.png
    1. Open <it> Expected: It is *open* 2. Attachment: a.png
    "#);
}

#[test]
fn several_sources_become_one_text() {
    let (tags, layer) = (
        list(&[named(1, "a*"), named(2, "b")]),
        named(3, "API Tests"),
    );
    let (links, about) = (
        list(&[link("c", "https://c.example.com/")]),
        markdown("# About\n\nit"),
    );
    let all: [(&str, Option<&str>, &[&SourceValue]); 8] = [
        ("names", None, &[&tags, &layer]),
        (
            "names and nothing",
            Some("; "),
            &[&SourceValue::Empty, &tags, &layer],
        ),
        ("names, a line each", Some("\n"), &[&tags, &layer]),
        ("names and links", None, &[&tags, &links]),
        ("names and links, joined", Some(" * "), &[&tags, &links]),
        ("names and documents", None, &[&about, &tags]),
        ("documents, joined", Some("\n\n"), &[&about, &about]),
        ("a scenario below", None, &[&about, &steps()]),
    ];
    let mut shown = String::new();
    for (name, join, sources) in all {
        write!(
            shown,
            "# {name}\n{}\n",
            text_for(Markup::Html, join, sources)
        )
        .unwrap();
    }
    insta::assert_snapshot!(shown, @r#"
    # names
    <p>a*, b, API Tests</p>

    # names and nothing
    <p>a*; b; API Tests</p>

    # names, a line each
    <p>a*<br />b<br />API Tests</p>

    # names and links
    <p>a*, b</p>
    <p><a href="https://c.example.com/">c</a></p>

    # names and links, joined
    <p>a* * b * <a href="https://c.example.com/">c</a></p>

    # names and documents
    <h1>About</h1>
    <p>it</p>
    <p>a*, b</p>

    # documents, joined
    <h1>About</h1>
    <p>it</p>
    <h1>About</h1>
    <p>it</p>

    # a scenario below
    <h1>About</h1>
    <p>it</p>
    <ol>
    <li>Open &lt;it&gt;<br />Expected: It is *open*</li>
    <li>Attachment: a.png</li>
    </ol>
    "#);
    assert_eq!(
        line_for(&[&tags, &links]),
        "a*, b, c (https://c.example.com/)"
    );
}

#[test]
fn one_option_is_chosen_by_whatever_can_be_named() {
    let place = |line| Place {
        file: "shop.yaml".into(),
        line,
        column: 1,
    };
    let value_row = |source, target, line| ValueRow {
        source,
        target,
        place: place(line),
    };
    let row = Row {
        values: vec![
            value_row(
                SourceKey::Name("TRUE".into()),
                Target::Name("high".into()),
                1,
            ),
            value_row(SourceKey::Id(7), Target::Nothing, 2),
            value_row(SourceKey::Name("7".into()), Target::Id(1), 3),
        ],
        ..Row::default()
    };
    let choose = |sources: &[&SourceValue]| {
        let converted = kind("Dropdown", Markup::Html).convert(sources, &row, &Base::none());
        match converted {
            Ok(converted) => format!(
                "{:?} by {:?}",
                converted.value,
                converted.choice.unwrap().by
            ),
            Err(NotConverted::Unmapped(value)) => format!("nothing for {value:?}"),
            Err(other) => panic!("{other:?}"),
        }
    };
    let shown = [
        choose(&[&SourceValue::Flag(true)]),
        choose(&[&SourceValue::Flag(false)]),
        choose(&[&named(7, "whatever")]),
        choose(&[&plain("7")]),
        choose(&[&named(9, " LOW ")]),
        choose(&[&list(&[named(9, "low")])]),
        // Two values are one name that a row or an option may have, never a guess.
        choose(&[&list(&[named(7, "Cart"), named(9, "pay")])]),
        choose(&[&list(&[named(7, "Low"), named(9, "High")])]),
        choose(&[&list(&[])]),
    ];
    insta::assert_snapshot!(shown.join("\n"), @r#"
    Number(2) by Row
    nothing for Some(NamedValue { id: None, name: "false" })
    Empty by Row
    Number(1) by Row
    Number(1) by Name
    Number(1) by Name
    Number(3) by Name
    nothing for Some(NamedValue { id: None, name: "Low, High" })
    nothing for None
    "#);
}

#[test]
fn every_type_says_what_it_takes() {
    let shapes = [
        SourceShape::Line,
        SourceShape::Document,
        SourceShape::Scenario,
        SourceShape::Choice,
        SourceShape::Names,
        SourceShape::Links,
    ];
    let shown = [
        "title",
        "String",
        "Text",
        "Dropdown",
        "Steps",
        "Checkbox",
        "number 99",
    ]
    .map(|name| {
        let taken: Vec<_> = shapes
            .into_iter()
            .filter(|shape| kind(name, Markup::Html).takes(*shape))
            .collect();
        format!("{name}: {taken:?}")
    });
    insta::assert_snapshot!(shown.join("\n"), @"
    title: [Line, Document, Scenario, Choice, Names, Links]
    String: [Line, Document, Scenario, Choice, Names, Links]
    Text: [Line, Document, Scenario, Choice, Names, Links]
    Dropdown: [Line, Choice, Names]
    Steps: [Scenario]
    Checkbox: []
    number 99: []
    ");
    // Each source can go somewhere.
    for name in CaseSource::names() {
        assert!(kind("Text", Markup::Html).takes(CaseSource::parse(name).unwrap().shape()));
    }
}

#[test]
fn what_is_stored_is_read_and_written_by_the_type() {
    let stored = [
        json!(null),
        json!(""),
        json!("2"),
        json!(2),
        json!([]),
        json!([{"content": "a", "expected": "b", "additional_info": "c"}, {"shared_step_id": 7}, 5]),
        json!(true),
    ];
    let mut shown = String::new();
    for name in ["Text", "Dropdown", "Steps", "template_id", "number 99"] {
        let kind = kind(name, Markup::Html);
        for json in &stored {
            let value = kind.decode(json);
            let encoded = kind.encode(&value);
            let value = format!("{value:?}");
            writeln!(shown, "{name}: {json} → {value} → {encoded}").unwrap();
        }
    }
    insta::assert_snapshot!(shown, @r#"
    Text: null → Empty → ""
    Text: "" → Empty → ""
    Text: "2" → Text("2") → "2"
    Text: 2 → Number(2) → 2
    Text: [] → Empty → ""
    Text: [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},5] → Steps([StepRow { content: "a", expected: "b", columns: {"additional_info": String("c")}, part: None }, StepRow { content: "[shared step 7]", expected: "", columns: {"shared_step_id": Number(7)}, part: Some(SharedPart { row: 0, of: 1 }) }, StepRow { content: "5", expected: "", columns: {}, part: None }]) → [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},{"content":"5","expected":""}]
    Text: true → Text("true") → "true"
    Dropdown: null → Empty → null
    Dropdown: "" → Empty → null
    Dropdown: "2" → Number(2) → 2
    Dropdown: 2 → Number(2) → 2
    Dropdown: [] → Empty → null
    Dropdown: [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},5] → Steps([StepRow { content: "a", expected: "b", columns: {"additional_info": String("c")}, part: None }, StepRow { content: "[shared step 7]", expected: "", columns: {"shared_step_id": Number(7)}, part: Some(SharedPart { row: 0, of: 1 }) }, StepRow { content: "5", expected: "", columns: {}, part: None }]) → [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},{"content":"5","expected":""}]
    Dropdown: true → Text("true") → "true"
    Steps: null → Empty → null
    Steps: "" → Empty → null
    Steps: "2" → Text("2") → "2"
    Steps: 2 → Number(2) → 2
    Steps: [] → Empty → null
    Steps: [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},5] → Steps([StepRow { content: "a", expected: "b", columns: {"additional_info": String("c")}, part: None }, StepRow { content: "[shared step 7]", expected: "", columns: {"shared_step_id": Number(7)}, part: Some(SharedPart { row: 0, of: 1 }) }, StepRow { content: "5", expected: "", columns: {}, part: None }]) → [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},{"content":"5","expected":""}]
    Steps: true → Text("true") → "true"
    template_id: null → Empty → null
    template_id: "" → Empty → null
    template_id: "2" → Number(2) → 2
    template_id: 2 → Number(2) → 2
    template_id: [] → Empty → null
    template_id: [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},5] → Steps([StepRow { content: "a", expected: "b", columns: {"additional_info": String("c")}, part: None }, StepRow { content: "[shared step 7]", expected: "", columns: {"shared_step_id": Number(7)}, part: Some(SharedPart { row: 0, of: 1 }) }, StepRow { content: "5", expected: "", columns: {}, part: None }]) → [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},{"content":"5","expected":""}]
    template_id: true → Text("true") → "true"
    number 99: null → Empty → null
    number 99: "" → Empty → null
    number 99: "2" → Text("2") → "2"
    number 99: 2 → Number(2) → 2
    number 99: [] → Empty → null
    number 99: [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},5] → Steps([StepRow { content: "a", expected: "b", columns: {"additional_info": String("c")}, part: None }, StepRow { content: "[shared step 7]", expected: "", columns: {"shared_step_id": Number(7)}, part: Some(SharedPart { row: 0, of: 1 }) }, StepRow { content: "5", expected: "", columns: {}, part: None }]) → [{"content":"a","expected":"b","additional_info":"c"},{"shared_step_id":7},{"content":"5","expected":""}]
    number 99: true → Text("true") → "true"
    "#);
}

#[test]
fn references_of_people_stay() {
    let refs = kind("refs", Markup::Plain);
    let text = |text: &str| Value::Text(text.into());
    for (stored, merged, is_same) in [
        ("", "ALLURE-1", false),
        ("ALLURE-1", "ALLURE-1", true),
        ("JIRA-1, ALLURE-1 ,JIRA-2", "JIRA-1,ALLURE-1,JIRA-2", true),
        ("JIRA-1,ALLURE-11", "JIRA-1,ALLURE-11,ALLURE-1", false),
    ] {
        let stored = refs.decode(&json!(stored));
        let after = refs.merge(&text("ALLURE-1"), &stored);
        assert_eq!(after, text(merged));
        assert_eq!(refs.is_same(&stored, &after), is_same, "{stored:?}");
    }
    assert!(!refs.is_same(&text("A-1,B-2"), &text("B-2,A-1")));
}

#[test]
fn whatever_else_is_in_a_row_of_steps_stays_with_it_and_a_shared_step_with_what_it_says() {
    let kind = kind("Steps", Markup::Html);
    let stored = kind.decode(&json!([
        {"content": "<p>Sign in</p>\n", "expected": "", "shared_step_id": 5, "refs": ""},
        {"content": "<p>Pay</p>\n", "expected": "", "newer": {"a": [1]}, "shared_step_id": null},
    ]));
    let written = |steps: &[&str]| {
        let rows = steps.iter().map(|content| StepRow {
            content: format!("<p>{content}</p>\n"),
            ..StepRow::default()
        });
        let merged = kind.merge(&Value::Steps(rows.collect()), &stored);
        let rows = kind.encode(&merged);
        let rows = rows.as_array().unwrap().iter().map(ToString::to_string);
        rows.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(written(&["Sign in", "Pay more"]), @r#"
    {"content":"<p>Sign in</p>\n","expected":"","shared_step_id":5}
    {"content":"<p>Pay more</p>\n","expected":"","newer":{"a":[1]}}
    "#);
    insta::assert_snapshot!(written(&["Sign in as admin", "Pay"]), @r#"
    {"content":"<p>Sign in as admin</p>\n","expected":""}
    {"content":"<p>Pay</p>\n","expected":"","newer":{"a":[1]}}
    "#);
}

#[test]
fn columns_of_people_stay_with_their_steps() {
    let kind = kind("Steps", Markup::Html);
    let stored = json!([
        {"content": "<p>Open</p>\n", "expected": "", "refs": "JIRA-1", "additional_info": ""},
        {"content": "<p>Pay</p>\n", "expected": "", "refs": "JIRA-2"},
        {"content": "<p>Leave</p>\n", "expected": "", "additional_info": "slowly"},
    ]);
    let desired = |steps: &[&str]| {
        let rows = steps.iter().map(|content| StepRow {
            content: format!("<p>{content}</p>\n"),
            ..StepRow::default()
        });
        Value::Steps(rows.collect())
    };
    let written = |steps: &[&str]| {
        let stored = kind.decode(&stored);
        let merged = kind.merge(&desired(steps), &stored);
        let rows = kind.encode(&merged);
        let rows = rows.as_array().unwrap().iter().map(ToString::to_string);
        let same = kind.is_same(&stored, &merged);
        format!("{}\nsame: {same}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    insta::assert_snapshot!(written(&["Open", "Pay", "Leave"]), @r#"
    {"content":"<p>Open</p>\n","expected":"","refs":"JIRA-1"}
    {"content":"<p>Pay</p>\n","expected":"","refs":"JIRA-2"}
    {"content":"<p>Leave</p>\n","expected":"","additional_info":"slowly"}
    same: true
    "#);
    insta::assert_snapshot!(written(&["Sign in", "Open", "Pay more", "Leave"]), @r#"
    {"content":"<p>Sign in</p>\n","expected":""}
    {"content":"<p>Open</p>\n","expected":"","refs":"JIRA-1"}
    {"content":"<p>Pay more</p>\n","expected":"","refs":"JIRA-2"}
    {"content":"<p>Leave</p>\n","expected":"","additional_info":"slowly"}
    same: false
    "#);
    // One step became two: nobody knows whose the column is.
    insta::assert_snapshot!(written(&["Open", "Choose", "Pay more", "Leave"]), @r#"
    {"content":"<p>Open</p>\n","expected":"","refs":"JIRA-1"}
    {"content":"<p>Choose</p>\n","expected":""}
    {"content":"<p>Pay more</p>\n","expected":""}
    {"content":"<p>Leave</p>\n","expected":"","additional_info":"slowly"}
    same: false
    "#);
    insta::assert_snapshot!(written(&["Leave"]), @r#"
    {"content":"<p>Leave</p>\n","expected":"","additional_info":"slowly"}
    same: false
    "#);
}

#[test]
fn a_template_that_shows_enough_is_kept() {
    let template = |id, name: &str| Template {
        id: TemplateId(id),
        name: name.into(),
        is_default: false,
    };
    let templates = [
        template(1, "Text"),
        template(2, "Steps"),
        template(5, "More steps"),
    ];
    let field = template_field(&templates, &[TemplateId(2), TemplateId(5)]);
    let merge = |stored: Value| field.kind.merge(&Value::Number(2), &stored);
    assert_eq!(merge(Value::Number(1)), Value::Number(2));
    assert_eq!(merge(Value::Number(5)), Value::Number(5));
    // Old servers do not tell.
    assert_eq!(merge(Value::Empty), Value::Empty);
    assert!(field.kind.is_same(&Value::Number(2), &Value::Empty));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,12}", "[ \\n\\t*_`<>&#|\\[\\]()!~.:/\\\\1ae-]{0,16}"]
}

fn any_source() -> impl Strategy<Value = SourceValue> {
    let leaf = prop_oneof![
        Just(SourceValue::Empty),
        any_text().prop_map(SourceValue::Plain),
        any_text().prop_map(SourceValue::Markdown),
        (any::<Option<i64>>(), any_text())
            .prop_map(|(id, name)| SourceValue::Named(NamedValue { id, name })),
        any::<bool>().prop_map(SourceValue::Flag),
        (any_text(), any_text())
            .prop_map(|(words, address)| SourceValue::Link(Link { words, address })),
        Just(steps()),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| {
        prop::collection::vec(inner, 0..4).prop_map(SourceValue::List)
    })
}

proptest! {
    #[test]
    fn whatever_the_source_the_text_is_settled_and_no_reader_sees_markup(
        sources in prop::collection::vec(any_source(), 0..3), join in any::<Option<String>>(),
    ) {
        let sources: Vec<_> = sources.iter().collect();
        let html = text_for(Markup::Html, join.as_deref(), &sources);
        let stored = format!("{html}\n");
        prop_assert!(text::same(&html, &stored, Markup::Html));
        prop_assert!(line_for(&sources).chars().count() <= 250);
        let converted = kind("Dropdown", Markup::Html).convert(&sources, &Row::default(), &Base::none());
        if let Ok(converted) = converted {
            prop_assert!(matches!(converted.value, Value::Number(_)));
        }
    }

    #[test]
    fn names_read_alike_in_every_markup(names in prop::collection::vec("[!-~]{1,9}( [!-~]{1,9})?", 1..4)) {
        let entries: Vec<_> = names.iter().map(|name| named(1, name)).collect();
        let wanted = names.join(", ");
        let html = text_for(Markup::Html, None, &[&list(&entries)]);
        prop_assert!(text::same(&html, &text::from_plain(&wanted, Markup::Html), Markup::Html));
        // And beside a link, where they go through Markdown.
        let beside = text_for(Markup::Html, Some(" / "), &[&list(&entries), &link("x", "https://x.example.com/")]);
        let wanted = format!("{} / x", names.join(" / "));
        let seen = text::canonical(&beside, Markup::Html).replace("[x](https://x.example.com/)", "x");
        prop_assert_eq!(seen, text::canonical(&text::from_plain(&wanted, Markup::Html), Markup::Html));
    }

    #[test]
    fn what_was_written_is_read_back(rows in prop::collection::vec(("\\PC{0,9}", "\\PC{0,9}"), 0..4), text in "\\PC{0,9}", number in any::<i64>()) {
        let rows = rows.into_iter().map(|(content, expected)| StepRow { content, expected, ..StepRow::default() });
        for (name, value) in [
            ("Text", Value::Text(text)),
            ("Dropdown", Value::Number(number)),
            ("Steps", Value::Steps(rows.collect())),
        ] {
            let kind = kind(name, Markup::Html);
            let read = kind.decode(&kind.encode(&value));
            prop_assert!(kind.is_same(&value, &read), "{value:?} {read:?}");
        }
    }
}
