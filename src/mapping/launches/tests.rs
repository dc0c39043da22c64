//! What becomes of one result, of several of one case, and of what runs say about themselves.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::tests::{config, findings as said, located, mapping};
use super::{
    Block, Details, LaunchRules, block, desired_result, fingerprint, fingerprint_of_ids, link_in,
    merge, read_block, read_comment, resolve_rules, run_name, select,
};
use crate::diagnostic::Diagnostic;
use crate::manifest::{Repeats, ResultRule, ResultStatus, StatusRef};
use crate::model::{
    FieldName, Launch, LaunchId, Linked, Markup, ResultField, ResultFieldKind, RunCatalog,
    RunStatus, StepResult, TestCaseId, TestResult, TestResultId, Verdict,
};

const WEB: &str = "https://testops.example.com";

fn status(id: u64, name: &str) -> RunStatus {
    RunStatus {
        id,
        name: name.into(),
        label: name.to_uppercase(),
        is_untested: name == "untested",
    }
}

fn catalog() -> RunCatalog {
    RunCatalog {
        statuses: vec![
            status(1, "passed"),
            status(3, "untested"),
            status(4, "retest"),
            status(5, "failed"),
            status(6, "custom_status1"),
        ],
        ..RunCatalog::default()
    }
}

/// The rules for a mapping of results, or what is said about it.
fn rules(
    results: &[(ResultStatus, StatusRef)],
    catalog: &RunCatalog,
    markup: Markup,
) -> Result<LaunchRules, Vec<Diagnostic>> {
    let mut mapping = mapping(&[]);
    mapping.results = results
        .iter()
        .zip(60..)
        .map(|((source, target), line)| ResultRule {
            source: *source,
            target: located(target.clone(), line),
        })
        .collect();
    let mut config = config(Some(mapping));
    config.spec.launches.value.step_results.value = true;
    let mut findings = Vec::new();
    let mut rules = resolve_rules(&config, catalog, WEB, &mut findings).ok_or(findings)?;
    rules.markup = markup;
    Ok(rules)
}

fn usual(markup: Markup) -> LaunchRules {
    rules(&[], &catalog(), markup).expect("stock statuses")
}

fn launch() -> Launch {
    Launch {
        id: LaunchId(51),
        name: "Nightly".into(),
        closed: true,
        created_date: 0,
        modified: None,
        tags: Vec::new(),
        environment: vec![("VERSION".into(), " 1.4\n.0 ".into())],
    }
}

pub(super) fn result(id: i64, case: i64, status: Verdict) -> TestResult {
    TestResult {
        id: TestResultId(id),
        test_case: Some(TestCaseId(case)),
        name: "Some test".into(),
        status,
        message: None,
        trace: None,
        left_out: 0,
        start: None,
        duration: None,
        muted: false,
        known: false,
        tested_by: None,
        parameters: [].into(),
    }
}

fn comment(result: &TestResult, markup: Markup) -> String {
    let rules = usual(markup);
    let case = TestCaseId(1);
    desired_result(&rules, &launch(), result, case, &Details::default())
        .comment
        .into()
}

/// What the rich-text editor makes of a text that is no HTML yet.
fn wrapped(text: &str) -> String {
    let text = text
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
        .replace('—', "&mdash;");
    format!("<p>{}</p>\n", text.replace('\n', "<br />\n"))
}

#[test]
fn a_mute_weighs_more_than_a_known_defect_and_both_more_than_the_verdict() {
    let special = [
        (ResultStatus::Muted, StatusRef::Name("retest".into())),
        (ResultStatus::Known, StatusRef::Id(6)),
    ];
    let rules = rules(&special, &catalog(), Markup::Html).expect("known statuses");
    let with = |muted, known| {
        rules.status(&TestResult {
            muted,
            known,
            ..result(1, 1, Verdict::Failed)
        })
    };
    assert_eq!([with(false, false), with(false, true)], [5, 6]);
    assert_eq!([with(true, false), with(true, true)], [4, 4]);
    // Where the mapping is silent about them, the verdict counts.
    let usual = usual(Markup::Html);
    let muted = TestResult {
        muted: true,
        known: true,
        ..result(1, 1, Verdict::Broken)
    };
    assert_eq!(usual.status(&muted), 5);
}

#[test]
fn statuses_that_cannot_be_set_are_findings_at_their_places() {
    let wrong = [
        (ResultStatus::Passed, StatusRef::Id(3)),
        (ResultStatus::Broken, StatusRef::Name("PASSED".into())),
        (ResultStatus::Unknown, StatusRef::Id(-1)),
    ];
    let findings = rules(&wrong, &catalog(), Markup::Html).expect_err("three findings");
    insta::assert_snapshot!(said(&findings), @r#"
    stops all: shop.yaml:60:1 RW0308 LaunchCode(StatusIsUntested { status: "3" })
    stops all: shop.yaml:61:1 RW0309 LaunchCode(NoSuchResultStatus { status: "PASSED", known: ["passed (1 \"PASSED\")", "retest (4 \"RETEST\")", "failed (5 \"FAILED\")", "custom_status1 (6 \"CUSTOM_STATUS1\")"] })
    stops all: shop.yaml:62:1 RW0309 LaunchCode(NoSuchResultStatus { status: "-1", known: ["passed (1 \"PASSED\")", "retest (4 \"RETEST\")", "failed (5 \"FAILED\")", "custom_status1 (6 \"CUSTOM_STATUS1\")"] })
    stops nothing: shop.yaml:13:1 RW0306 LaunchCode(NoStepResultsField)
    "#);
}

#[test]
fn a_required_result_field_stops_before_anything_is_refused() {
    let field = |is_required, has_default, in_project| ResultField {
        name: FieldName::new("custom_build"),
        label: "Build".into(),
        kind: ResultFieldKind::String,
        in_project,
        is_required,
        has_default,
        templates: None,
    };
    let with = |field| {
        let catalog = RunCatalog {
            result_fields: vec![field],
            ..catalog()
        };
        let findings = rules(&[], &catalog, Markup::Html).err();
        findings.map(|findings| said(&findings))
    };
    insta::assert_snapshot!(with(field(true, false, true)).unwrap_or_default(), @r#"
    stops nothing: shop.yaml:13:1 RW0306 LaunchCode(NoStepResultsField)
    stops all: shop.yaml:13:1 RW0307 LaunchCode(RequiredResultField { field: NamedField { name: "custom_build", label: "Build" } })
    "#);
    assert_eq!(with(field(true, true, true)), None);
    assert_eq!(with(field(true, false, false)), None);
    assert_eq!(with(field(false, false, true)), None);
}

#[test]
fn the_version_is_that_of_the_environment_and_half_a_defect_is_none() {
    let details = Details {
        issues: (0..100).map(|n| format!("BUG-{n}")).collect(),
        ..Details::default()
    };
    let rules = usual(Markup::Html);
    let result = result(1, 1, Verdict::Failed);
    let desired = desired_result(&rules, &launch(), &result, TestCaseId(1), &details);
    assert_eq!(desired.version.as_deref(), Some("1.4 .0"));
    let defects = desired.defects.unwrap_or_default();
    assert!(desired.is_lossy);
    assert!(defects.chars().count() <= 250);
    assert!(
        defects
            .split(',')
            .all(|key| details.issues.iter().any(|issue| issue == key)),
        "{defects}"
    );
}

#[test]
fn names_of_runs_are_one_line_of_at_most_250_characters() {
    let named = |name: &str, continues| {
        let launch = Launch {
            name: name.into(),
            ..launch()
        };
        run_name(&launch, continues)
    };
    assert_eq!(named(" \n ", false), "Launch 51");
    assert_eq!(named("A\nB", true), "A B (continued)");
    let long = "日本 ".repeat(200);
    for continues in [false, true] {
        assert!(named(&long, continues).chars().count() <= 250);
    }
    assert!(named(&long, true).ends_with(" (continued)"));
}

#[test]
fn steps_are_rows_with_what_is_below_them_in_their_text() {
    let step = StepResult {
        action: "Pay <now>".into(),
        expected: "Paid".into(),
        status: Some(Verdict::Failed),
        message: Some("Declined & gone".into()),
        steps: vec![StepResult {
            action: "Enter number".into(),
            status: Some(Verdict::Skipped),
            ..StepResult::default()
        }],
    };
    let catalog = RunCatalog {
        result_fields: vec![ResultField {
            name: FieldName::new("custom_step_results"),
            label: "Steps".into(),
            kind: ResultFieldKind::Steps(Markup::Html),
            in_project: true,
            is_required: false,
            has_default: false,
            templates: None,
        }],
        ..catalog()
    };
    let rules = rules(&[], &catalog, Markup::Html).expect("stock statuses");
    let details = Details {
        steps: vec![step],
        ..Details::default()
    };
    let result = result(1, 1, Verdict::Failed);
    let desired = desired_result(&rules, &launch(), &result, TestCaseId(1), &details);
    insta::assert_debug_snapshot!(desired.steps, @r#"
    Some(
        NewStepResults {
            field: FieldName(
                "custom_step_results",
            ),
            rows: [
                NewStepResult {
                    content: "<p>Pay &lt;now&gt;</p>\n\n<ol>\n<li>Enter number (skipped)</li>\n</ol>\n",
                    expected: "<p>Paid</p>\n",
                    actual: "<p>Declined &amp; gone</p>\n",
                    status_id: Some(
                        5,
                    ),
                },
            ],
        },
    )
    "#);
}

#[test]
fn a_block_is_put_in_place_of_the_one_that_is_there() {
    let first = block(&launch(), WEB, "shop", None);
    let last = block(&launch(), WEB, "shop", Some("2 results, abc".into()));
    let description = merge("<p>Ours, by hand</p>", &first, Markup::Markdown);
    let description = format!("{description}\n\nBelow");
    let again = merge(&description, &last, Markup::Markdown);
    insta::assert_snapshot!(again, @"
    <p>Ours, by hand</p>

    [railwright]
    Launch: https://testops.example.com/launch/51
    Sync config: shop
    VERSION: 1.4 .0
    Exported: 2 results, abc
    [/railwright]

    Below
    ");
    assert_eq!(merge(&again, &last, Markup::Markdown), again);
    // An end without a beginning is what people wrote.
    assert_eq!(read_block("[/railwright] x [railwright]"), None);
}

#[test]
fn the_description_of_a_run_is_not_one_long_line_and_its_launch_can_be_clicked() {
    let block = block(&launch(), WEB, "shop", Some("2 results, abc".into()));
    let description = merge("", &block, Markup::Html);
    insta::assert_snapshot!(description, @r#"<p>[railwright]<br />Launch: <a href="https://testops.example.com/launch/51">https://testops.example.com/launch/51</a><br />Sync config: shop<br />VERSION: 1.4 .0<br />Exported: 2 results, abc<br />[/railwright]</p>"#);
    // What an editor made of it, and lines as earlier versions wrote them, say the same.
    let lines = merge("", &block, Markup::Markdown);
    for stored in [
        lines.clone(),
        format!("<p>{lines}</p>\n"),
        description
            .replace("<br />", "<br>\r\n")
            .replace("<a ", "<a data-fr-linked=\"true\" "),
        description.replace("<br />", "</p><p class=\"x\">"),
        description.replace("<br />", "</div>\n<div>"),
    ] {
        assert_eq!(read_block(&stored).as_ref(), Some(&block), "{stored}");
    }
}

#[test]
fn a_block_that_changes_keeps_the_html_around_it_whole() {
    let new = block(&launch(), WEB, "shop", None);
    let ours = merge("", &new, Markup::Html);
    let inside = ours.trim_start_matches("<p>").trim_end_matches("</p>");
    for (before, after) in [
        ("By hand", format!("By hand\n\n{ours}")),
        ("<p>By hand</p>\n", format!("<p>By hand</p>\n\n{ours}")),
        ("[railwright]\nx\n[/railwright]", ours.clone()),
        (
            "<p>By hand</p>\n[railwright]\nx\n[/railwright]\n<p>More</p>",
            format!("<p>By hand</p>\n{ours}\n<p>More</p>"),
        ),
        (
            "<p>By hand [railwright]\nx\n[/railwright]</p>",
            format!("<p>By hand {inside}</p>"),
        ),
        (
            "<p>By <b>hand</b><br>[railwright]</p><p>x</p><p>[/railwright]<br>more</p>",
            format!("<p>By <b>hand</b><br>{inside}<br>more</p>"),
        ),
    ] {
        assert_eq!(merge(before, &new, Markup::Html), after);
    }
}

#[test]
fn the_link_of_a_result_can_be_clicked_and_bare_ones_of_earlier_exports_are_found() {
    let result = TestResult {
        message: Some("see https://wiki.example.com/a_b.".into()),
        ..result(7, 1, Verdict::Failed)
    };
    let html = comment(&result, Markup::Html);
    insta::assert_snapshot!(html, @r#"
    <p>see <a href="https://wiki.example.com/a_b">https://wiki.example.com/a_b</a>.</p>
    <p><a href="https://testops.example.com/testresult/7">https://testops.example.com/testresult/7</a></p>
    "#);
    let bare = "<p>see it</p>\n<p>https://testops.example.com/testresult/7</p>\n";
    for stored in [
        html.as_str(),
        bare,
        &wrapped(&comment(&result, Markup::Markdown)),
    ] {
        assert_eq!(link_in(stored, WEB), Some(TestResultId(7)), "{stored}");
    }
}

#[test]
fn values_of_the_environment_cannot_pass_for_what_the_block_says_of_itself() {
    let launch = Launch {
        tags: vec!["[/railwright]".into(), "<p>&amp;".into()],
        environment: vec![
            ("Exported".into(), "everything".into()),
            ("Empty".into(), String::new()),
            (" ".into(), " ".into()),
        ],
        ..launch()
    };
    let block = block(&launch, WEB, "shop", Some("2 results, 0".into()));
    let lines = merge("", &block, Markup::Markdown);
    let html = merge("", &block, Markup::Html);
    for text in [wrapped(&lines), lines, html.replace("<br />", "<br>"), html] {
        assert_eq!(read_block(&text).as_ref(), Some(&block), "{text}");
    }
}

#[test]
fn only_the_last_link_to_our_testops_is_the_link() {
    for (comment, found) in [
        ("https://testops.example.com/testresult/7", Some(7)),
        ("<p>https://testops.example.com/testresult/7</p>\n", Some(7)),
        (
            "<p><a href=\"https://testops.example.com/testresult/7\">https://testops.example.com/testresult/7</a></p>",
            Some(7),
        ),
        (
            "https://testops.example.com/testresult/7 https://testops.example.com/testresult/8",
            Some(8),
        ),
        ("https://testops.example.com/testresult/-7", Some(-7)),
        ("https://testops.example.com/testresult/7-8", None),
        (
            "I looked at https://testops.example.com/testresult/7 as well: a bug",
            None,
        ),
        (
            "<p>see <a href=\"https://testops.example.com/testresult/7\">this</a>, a bug</p>",
            None,
        ),
        (
            "<p>x</p><p><a href=\"https://testops.example.com/testresult/7\" target=\"_blank\">Result</a>&nbsp;</p>\n",
            Some(7),
        ),
        (
            "https://testops.example.com/testresult/7<br />\r\n",
            Some(7),
        ),
        ("https://testops.example.com/testresult/-", None),
        ("https://other.example.com/testresult/7", None),
        ("https://testops.example.com/testresult/", None),
        (
            "https://testops.example.com/testresult/99999999999999999999",
            None,
        ),
        ("", None),
    ] {
        assert_eq!(link_in(comment, WEB), found.map(TestResultId), "{comment}");
    }
}

#[test]
fn the_worst_and_the_last_of_several_results_are_told_by_status_time_and_id() {
    let at = |id, status, start| TestResult {
        start,
        ..result(id, 1, status)
    };
    let results = vec![
        at(1, Verdict::Broken, Some(10)),
        at(2, Verdict::Failed, Some(20)),
        at(3, Verdict::Failed, Some(20)),
        at(4, Verdict::Skipped, Some(40)),
        at(5, Verdict::Passed, Some(40)),
        at(6, Verdict::Unknown, None),
    ];
    let exported = BTreeSet::from([TestCaseId(1)]);
    let standing = |repeats| {
        let selected = select(results.clone(), &exported, repeats);
        let ids: Vec<i64> = selected.results.iter().map(|result| result.id.0).collect();
        (ids, selected.superseded)
    };
    assert_eq!(standing(Repeats::Worst), (vec![3], 5));
    assert_eq!(standing(Repeats::Last), (vec![5], 5));
    assert_eq!(standing(Repeats::All), (vec![1, 2, 3, 4, 5, 6], 0));
}

#[test]
fn fingerprints_tell_sets_apart_and_count_them() {
    let of = |ids: &[i64]| {
        let results: Vec<TestResult> = ids
            .iter()
            .map(|id| result(*id, 1, Verdict::Passed))
            .collect();
        fingerprint(&results)
    };
    assert_eq!(of(&[1, 2, 3]), of(&[3, 1, 2]));
    assert_ne!(of(&[1, 2]), of(&[1, 3]));
    assert_ne!(of(&[]), of(&[1]));
    insta::assert_snapshot!(of(&[901, 902]), @"2 results, 66630ff421167e15");
    // A verdict that changes is told apart, but not in what earlier versions wrote, which stays as it was.
    let failed = [
        result(901, 1, Verdict::Failed),
        result(902, 1, Verdict::Passed),
    ];
    assert_ne!(fingerprint(&failed), of(&[901, 902]));
    insta::assert_snapshot!(fingerprint_of_ids(&failed), @"2 results, 12c079eb71ef0427");
}

#[test]
fn what_a_comment_says_of_its_verdict_is_read_back_in_any_markup() {
    let rules = [Markup::Html, Markup::Markdown, Markup::Plain];
    let verdicts = [
        Verdict::Passed,
        Verdict::Skipped,
        Verdict::Unknown,
        Verdict::Broken,
        Verdict::Failed,
    ];
    for (markup, verdict) in rules
        .into_iter()
        .flat_map(|it| verdicts.map(|verdict| (it, verdict)))
    {
        let text = comment(&result(7, 1, verdict), markup);
        let plain = Linked {
            result: TestResultId(7),
            said: None,
            corrects: false,
        };
        assert_eq!(read_comment(&text, WEB), Some(plain));
        for (words, corrects) in [
            (super::comment::beside(verdict), false),
            (super::comment::corrected(verdict, true), true),
            (super::comment::corrected(verdict, false), true),
        ] {
            let words = crate::text::from_plain(&words, markup);
            let said = [words.trim_end(), "\n\n", &text].concat();
            let expected = Linked {
                said: Some(verdict),
                corrects,
                ..plain
            };
            assert_eq!(read_comment(&said, WEB), Some(expected), "{said}");
        }
    }
}

#[test]
fn parameters_of_any_length_leave_room_for_the_message() {
    for markup in [Markup::Html, Markup::Markdown, Markup::Plain] {
        let result = TestResult {
            message: Some("expected 200".into()),
            trace: Some("at Shop.pay\n".repeat(4_000).into()),
            parameters: [("p".into(), "\"<*".repeat(400_000).into())].into(),
            ..result(7, 1, Verdict::Failed)
        };
        let text = comment(&result, markup);
        assert!(text.chars().count() <= 50_000, "{}", text.chars().count());
        assert!(text.contains("expected 200") && text.contains("Parameters: p = "));
        assert_eq!(link_in(&text, WEB), Some(TestResultId(7)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn comments_are_bounded_and_their_link_is_found_however_they_are_stored(
        id in 0..i64::MAX,
        message in prop::option::of("\\PC{0,40}|https://testops.example.com/testresult/5|```|<p>|\\n\\n"),
        trace in prop::option::of(("[ -~\\n]{0,60}|<&>|`{1,9}", 1..6_000_usize)),
        parameter in "\\PC{0,20}",
        html in any::<bool>(),
    ) {
        let markup = if html { Markup::Html } else { Markup::Markdown };
        let result = TestResult {
            message: message.map(Into::into),
            trace: trace.map(|(line, times)| line.repeat(times).into()),
            parameters: [("p".into(), parameter.into())].into(),
            ..result(id, 1, Verdict::Failed)
        };
        let text = comment(&result, markup);
        prop_assert!(text.chars().count() <= 50_000, "{}", text.chars().count());
        for stored in [text.clone(), format!("<p>{text}</p>\n"), text.trim().to_owned()] {
            prop_assert_eq!(link_in(&stored, WEB), Some(TestResultId(id)));
        }
    }

    #[test]
    fn a_block_is_read_back_however_it_is_stored_and_the_text_around_it_stays(
        above in "[^\\[]{0,40}",
        below in "[^\\[]{0,40}",
        tags in prop::collection::vec("\\PC{0,30}|[\\[\\]<>&;\"' ]{0,8}|[/a-z\\[\\]]{0,20}", 0..4),
        environment in prop::collection::vec(("\\PC{0,12}|Exported|Tags", "\\PC{0,30}|\\s{0,3}"), 0..4),
        exported in prop::option::of(Just("3 results, 0123456789abcdef".to_owned())),
        markup in prop::sample::select(vec![Markup::Html, Markup::Markdown]),
    ) {
        let launch = Launch { tags, environment, ..launch() };
        let block = block(&launch, WEB, "shop", exported);
        let text = merge("", &block, markup);
        for stored in [text.clone(), wrapped(&text), text.replace('\n', "</p>\n<p>"), text.replace('\n', "\r\n")] {
            prop_assert_eq!(read_block(&stored), Some(block.clone()), "{}", stored);
            let around = format!("{above}{stored}{below}");
            let other = Block { exported: Some("other".into()), ..block.clone() };
            let merged = merge(&around, &other, markup);
            prop_assert!(merged.starts_with(&above) && merged.ends_with(&below));
            prop_assert_eq!(read_block(&merged), Some(other));
        }
    }

    #[test]
    fn what_stands_for_a_case_does_not_depend_on_the_order(
        rows in prop::collection::vec((1..4_i64, 0..3_i64, 0..3_usize), 0..12),
        order in any::<u64>(),
    ) {
        let verdicts = [Verdict::Passed, Verdict::Broken, Verdict::Failed];
        let results: Vec<TestResult> = (1..)
            .zip(rows)
            .map(|(id, (case, start, verdict))| TestResult {
                start: Some(start),
                ..result(id, case, verdicts[verdict])
            })
            .collect();
        let mut shuffled = results.clone();
        shuffled.sort_by_key(|result| result.id.0.unsigned_abs().wrapping_mul(order | 1));
        let exported = BTreeSet::from([TestCaseId(1), TestCaseId(2)]);
        for repeats in [Repeats::All, Repeats::Worst, Repeats::Last] {
            prop_assert_eq!(
                select(results.clone(), &exported, repeats),
                select(shuffled.clone(), &exported, repeats)
            );
        }
    }
}
