//! What people read about mistakes in their queries.

use insta::assert_snapshot;

use super::{Words, query::words};
use crate::aql::{Complaint, Entity, Span, check};
use crate::diagnostic::Severity;

/// The text with what is said about it below it, as a compiler shows it.
fn shown(text: &str, entity: Entity) -> String {
    let mut lines = vec![text.to_owned()];
    for complaint in check(text, entity) {
        let Complaint {
            span: Span { start, end },
            severity,
            code,
        } = complaint;
        let Words { message, help } = words(&code);
        let mark = "^".repeat((end - start).max(1));
        let severity = match severity {
            Severity::Warning => "warning",
            _ => "error",
        };
        let blanks = " ".repeat(start);
        lines.push(format!("{blanks}{mark} {severity}: {message}"));
        lines.extend(help.map(|help| format!("{blanks}help: {help}")));
    }
    lines.join("\n")
}

fn shown_all(entity: Entity, texts: &[&str]) -> String {
    let shown: Vec<String> = texts.iter().map(|text| shown(text, entity)).collect();
    shown.join("\n\n")
}

#[test]
fn operators_of_other_languages_are_translated() {
    assert_snapshot!(shown_all(
        Entity::TestCase,
        &[
            "tag == \"a\"",
            "tag <> \"a\"",
            "name ~ \"a\"",
            "id => 5",
            "tag = \"a\" && muted = true || id = 5",
            "!muted = true",
            "tag not in [\"a\"]",
            "layer is not null",
            "layer is not \"API\"",
            "tag:smoke layer:\"API\"",
            "tag in (\"a\", \"b\")",
            "name %% \"a\"",
        ]
    ), @r#"
    tag == "a"
        ^^ error: `==` is not an operator
        help: write `=`

    tag <> "a"
        ^^ error: `<>` is not an operator
        help: write `!=`

    name ~ "a"
         ^ error: `~` is not an operator
         help: write `~=`

    id => 5
       ^^ error: `=>` is not an operator
       help: write `>=`

    tag = "a" && muted = true || id = 5
              ^^ error: `&&` is not an operator
              help: write `and`
                              ^^ error: `||` is not an operator
                              help: write `or`

    !muted = true
    ^ error: `!` is not an operator
    help: write `not` before the condition

    tag not in ["a"]
        ^^^^^^ error: `not` belongs before the field
        help: write `not tag in […]`

    layer is not null
             ^^^^^^^^ error: AQL has no `is not`
             help: write `layer != null`

    layer is not "API"
             ^^^ error: expected a value
             help: AQL has no `is not`: write `!=`, or `not` before the field

    tag:smoke layer:"API"
       ^ error: `:` is not an operator
       help: write `tag = "smoke"`
              ^^^^^ error: expected `and` or `or`
              help: join the conditions with `and` or `or`
                   ^ error: `:` is not an operator
                   help: compare with `=`

    tag in ("a", "b")
           ^ error: a list needs square brackets
           help: write `in [ … ]`

    name %% "a"
         ^^ error: unexpected `%%`
         help: outside of a text in double quotes this sign means nothing
    "#);
}

#[test]
fn texts_without_their_quotes_are_quoted() {
    assert_snapshot!(shown_all(
        Entity::TestCase,
        &[
            "tag = 'smoke'",
            "tag = smoke",
            "name = Guest can pay and tag = дым-1",
            "tag in [smoke, api]",
            "tag = testrail:C123",
            "cf[Epic] = \"A\"",
            "name = \"a",
            "name = \"a\" b\"",
            "name = \"\\u00g0\"",
        ]
    ), @r#"
    tag = 'smoke'
          ^^^^^^^ error: a text needs double quotes
          help: write "smoke"

    tag = smoke
          ^^^^^ error: a text needs double quotes
          help: write "smoke"

    name = Guest can pay and tag = дым-1
           ^^^^^^^^^^^^^ error: a text needs double quotes
           help: write "Guest can pay"
                                   ^^^^^ error: a text needs double quotes
                                   help: write "дым-1"

    tag in [smoke, api]
            ^^^^^ error: a text needs double quotes
            help: write "smoke"
                   ^^^ error: a text needs double quotes
                   help: write "api"

    tag = testrail:C123
          ^^^^^^^^^^^^^ error: a text needs double quotes
          help: write "testrail:C123"

    cf[Epic] = "A"
       ^^^^ error: the key needs double quotes
       help: write ["Epic"]

    name = "a
           ^^ error: this text is never closed
           help: end it with a double quote; inside a text a double quote is written `\"`

    name = "a" b"
               ^ error: expected `and` or `or`
               help: join the conditions with `and` or `or`
                ^ error: this text is never closed
                help: end it with a double quote; inside a text a double quote is written `\"`

    name = "\u00g0"
            ^^ error: `\u` needs exactly four hexadecimal digits
            help: write `\u0041`, or the character itself
    "#);
}

#[test]
fn broken_sentences_say_what_is_missing() {
    assert_snapshot!(shown_all(
        Entity::TestCase,
        &[
            "tag",
            "tag =",
            "tag = \"a\" and",
            "tag = \"a\" muted = true",
            "tag in [\"a\" \"b\"]",
            "tag in [\"a\", ]",
            "tag in [\"a\"",
            "(tag = \"a\" or (muted = true",
            "tag = \"a\") and muted = true)",
            "(tag = and muted = ) or id =",
            "cf[\"Epic\" = \"A\"",
            "cf[] = \"A\"",
            "[tag = \"a\"]",
            "5 = id",
            "now() > createdDate",
            "createdDate > now(5)",
            "tag = \"a\" order by id",
            "tag = \"a\" // the smoke tests",
            "id = .5",
            "field1 = 5",
            "{{query}}",
        ]
    ), @r#"
    tag
       ^ error: expected an operator after `tag`
       help: the operators are `=`, `!=`, `~=`, `<`, `<=`, `>`, `>=` and `in`

    tag =
         ^ error: expected a value
         help: values are texts in double quotes, numbers, `true`, `false`, `null` and functions such as `now()`

    tag = "a" and
                 ^ error: expected a condition
                 help: a condition is a field, an operator and a value: `tag = "smoke"`

    tag = "a" muted = true
              ^^^^^ error: expected `and` or `or`
              help: join the conditions with `and` or `or`

    tag in ["a" "b"]
                ^^^ error: expected `,` between two values
                help: add `,`

    tag in ["a", ]
                 ^ error: expected a value after `,`
                 help: remove the last comma

    tag in ["a"
               ^ error: expected `,` or `]`
               help: close the list with `]`

    (tag = "a" or (muted = true
                               ^ error: the bracket opened at character 15 is never closed
                               help: add `)`

    tag = "a") and muted = true)
             ^ error: this bracket was never opened
             help: remove it
                               ^ error: this bracket was never opened
                               help: remove it

    (tag = and muted = ) or id =
           ^^^ error: expected a value
           help: values are texts in double quotes, numbers, `true`, `false`, `null` and functions such as `now()`
                       ^ error: expected a value
                       help: values are texts in double quotes, numbers, `true`, `false`, `null` and functions such as `now()`
                                ^ error: expected a value
                                help: values are texts in double quotes, numbers, `true`, `false`, `null` and functions such as `now()`

    cf["Epic" = "A"
              ^ error: expected `]` after the key
              help: add `]`

    cf[] = "A"
       ^ error: expected a key
       help: the key is a name in double quotes or an id: `cf["Epic"]`, `cf[12]`

    [tag = "a"]
    ^ error: expected a condition
    help: conditions are grouped with `(` and `)`; `[` and `]` hold a list after `in`

    5 = id
    ^ error: expected a condition
    help: a condition is a field, an operator and a value: `tag = "smoke"`

    now() > createdDate
    ^^^^^ error: a function is not allowed on the left-hand side
    help: begin with the field: `createdDate < now()`

    createdDate > now(5)
                  ^^^ error: a function takes no arguments
                  help: write `now()`, without spaces

    tag = "a" order by id
              ^^^^^ error: AQL has no `order`
              help: a query only selects; sorting and paging are no part of it

    tag = "a" // the smoke tests
              ^^^^^^^^^^^^^^^^^^ error: AQL has no comments
              help: remove it; a manifest can hold comments outside the query

    id = .5
         ^ error: unexpected `.`
         help: a number begins with a digit: `0.5`

    field1 = 5
    ^^^^^^ error: `field1` is not the name of a field
    help: names of fields are made of the letters A to Z and `_`

    {{query}}
    ^^ error: unexpected `{{`
    help: outside of a text in double quotes this sign means nothing
           ^^ error: unexpected `}}`
           help: outside of a text in double quotes this sign means nothing
    "#);
}

#[test]
fn fields_that_test_cases_lack_come_with_help() {
    assert_snapshot!(shown_all(
        Entity::TestCase,
        &[
            "tags = \"a\"",
            "staus = \"Active\"",
            "epic = \"A\" or feature = \"B\"",
            "owner = \"qa-lead\"",
            "createdAt > 5 and updated > 5",
            "closed = true",
            "testCaseId = 5",
            "ev[\"Browser\"] = \"Firefox\"",
            "CreatedBy = \"qa-lead\"",
            "cf = \"A\" or role = \"B\"",
            "tag[\"a\"] = \"b\"",
            "qwerty = 5",
        ]
    ), @r#"
    tags = "a"
    ^^^^ error: test cases have no field `tags`
    help: write `tag`

    staus = "Active"
    ^^^^^ error: test cases have no field `staus`
    help: did you mean `status`?

    epic = "A" or feature = "B"
    ^^^^ error: test cases have no field `epic`
    help: write `cf["Epic"]`
                  ^^^^^^^ error: test cases have no field `feature`
                  help: write `cf["Feature"]`

    owner = "qa-lead"
    ^^^^^ error: test cases have no field `owner`
    help: write `role["Owner"]`

    createdAt > 5 and updated > 5
    ^^^^^^^^^ error: test cases have no field `createdAt`
    help: write `createdDate`
                      ^^^^^^^ error: test cases have no field `updated`
                      help: write `lastModifiedDate`

    closed = true
    ^^^^^^ error: test cases have no field `closed`
    help: only launches have it

    testCaseId = 5
    ^^^^^^^^^^ error: test cases have no field `testCaseId`
    help: only test results have it

    ev["Browser"] = "Firefox"
    ^^ error: test cases have no field `ev`
    help: only launches and test results have it

    CreatedBy = "qa-lead"
    ^^^^^^^^^ error: test cases have no field `CreatedBy`
    help: write `createdBy`

    cf = "A" or role = "B"
    ^^ error: `cf` needs a key
    help: write which custom field: `cf["Epic"]`
                ^^^^ error: `role` needs a key
                help: write which role: `role["Owner"]`

    tag["a"] = "b"
    ^^^^^^^^ error: `tag` takes no key
    help: write `tag` alone

    qwerty = 5
    ^^^^^^ error: test cases have no field `qwerty`
    help: the fields of test cases are id, name, tag, issue, role, member, cf, cfv, layer, status, workflow, muted, mutedDate, testPlan, automation, createdDate, createdBy, lastModifiedDate, lastModifiedBy, deleted
    "#);
}

#[test]
fn fields_that_launches_and_results_lack_come_with_help() {
    assert_snapshot!(shown_all(
        Entity::Launch,
        &[
            "layer = \"API\"",
            "cf[\"Epic\"] = \"A\"",
            "ev = \"Firefox\"",
            "environment = \"Firefox\"",
            "automated = true",
            "epic = \"A\"",
        ]
    ), @r#"
    layer = "API"
    ^^^^^ error: launches have no field `layer`
    help: only test cases and test results have it

    cf["Epic"] = "A"
    ^^ error: launches have no field `cf`
    help: only test cases and test results have it

    ev = "Firefox"
    ^^ error: `ev` needs a key
    help: write which variable: `ev["Browser"]`

    environment = "Firefox"
    ^^^^^^^^^^^ error: launches have no field `environment`
    help: write `ev["…"]`

    automated = true
    ^^^^^^^^^ error: launches have no field `automated`
    help: the fields of launches are id, name, tag, issue, job, ev, evv, closed, createdDate, createdBy, lastModifiedDate, lastModifiedBy

    epic = "A"
    ^^^^ error: launches have no field `epic`
    help: the fields of launches are id, name, tag, issue, job, ev, evv, closed, createdDate, createdBy, lastModifiedDate, lastModifiedBy
    "#);
    assert_snapshot!(shown_all(
        Entity::TestResult,
        &["launchId = 5", "closed = true", "automation = true",]
    ), @r"
    launchId = 5
    ^^^^^^^^ error: test results have no field `launchId`
    help: write `launch`

    closed = true
    ^^^^^^ error: test results have no field `closed`
    help: only launches have it

    automation = true
    ^^^^^^^^^^ error: test results have no field `automation`
    help: only test cases have it
    ");
}

#[test]
fn doubtful_things_are_warnings() {
    assert_snapshot!(shown_all(
        Entity::TestCase,
        &[
            "automated = true",
            "deleted is false",
            "createdDate > \"2026-01-01\"",
            "createdDate > monthAgo()",
            "cf[\"Epic\"] ~= \"a\"",
        ]
    ), @r#"
    automated = true
    ^^^^^^^^^ warning: `automated` is not a documented field
    help: the documented one is `automation`

    deleted is false
    ^^^^^^^ warning: `deleted` is no longer documented as a field
    help: remove it; deleted test cases are never selected

    createdDate > "2026-01-01"
                  ^^^^^^^^^^^^ warning: `createdDate` is compared with a text
                  help: write the time of "2026-01-01" as milliseconds since 1970 in UTC: `createdDate > 1767225600000`

    createdDate > monthAgo()
                  ^^^^^^^^^^ warning: `monthAgo()` is not a documented function
                  help: the documented ones are `now()`, `dayStartUtc()`, `weekAgo()` and `currentUser()`

    cf["Epic"] ~= "a"
    ^^^^^^^^^^^^^^^^^ warning: `~=` is not documented for `cf`
    help: some servers refuse it; compare with `=` or `in`
    "#);
}
