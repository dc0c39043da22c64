//! What is refused, for which reason, in which words: one fixture a class of complaint.

use std::path::PathBuf;

use crate::manifest;
use crate::render::snippet::render_snippets;
use crate::render::style::Paint;

use super::fixtures;

/// Loads a fixture together with the documents that it refers to, and returns what people see.
fn complaints(fixture: &str) -> String {
    let path = PathBuf::from("tests/manifests/invalid").join(fixture);
    match manifest::load(&["tests/manifests/base.yaml".into(), path]) {
        Ok(_) => panic!("{fixture} is accepted"),
        Err(diagnostics) => render_snippets(&diagnostics, Paint::default()),
    }
}

#[test]
fn every_fixture_is_looked_at() {
    let source = include_str!("refused.rs");
    for path in fixtures("invalid") {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            source.contains(&format!("\"{name}\"")),
            "no test for {name}"
        );
    }
}

#[test]
fn an_alias_needs_an_anchor() {
    insta::assert_snapshot!(complaints("anchor.yaml"), @"
    error[RW0112]: there is no anchor of this name
     --> tests/manifests/invalid/anchor.yaml:6:11
      |
    6 |   fields: *unknown
      |           ^
      |
      = help: declare it before with `&name`; text that begins with `*` needs quotes

    1 problem in 1 file.
    ");
}

#[test]
fn other_versions_of_the_format_are_refused() {
    insta::assert_snapshot!(complaints("api_version.yaml"), @"
    error[RW0123]: there is no version `railwright/v1beta1` of manifests
     --> tests/manifests/invalid/api_version.yaml:2:13
      |
    2 | apiVersion: railwright/v1beta1
      |             ^^^^^^^^^^^^^^^^^^
      |
      = help: write `apiVersion: railwright/v1`

    1 problem in 1 file.
    ");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    insta::assert_snapshot!(complaints("control_characters.yaml"), @r#"
    error[RW0127]: there is no key `\u{1b}[2J\u{202e}` here
     --> tests/manifests/invalid/control_characters.yaml:6:3
      |
    6 |   "\e[2J\u202e": 1
      |   ^^^^^^^^^^^^^
      |
      = help: the keys here are `fields` and `results`

    1 problem in 1 file.
    "#);
}

#[test]
fn references_lead_somewhere_and_to_the_right_type() {
    insta::assert_snapshot!(complaints("dangling_references.yaml"), @"
    error[RW0135]: there is no Integration named `testopps`
     --> tests/manifests/invalid/dangling_references.yaml:6:25
      |
    6 |   source: {integration: testopps, projectId: 7}
      |                         ^^^^^^^^
      |
      = help: did you mean `testops`?

    error[RW0136]: `testops` is of type testops, and this takes one of type testrail
     --> tests/manifests/invalid/dangling_references.yaml:8:18
      |
    8 |     integration: testops
      |                  ^^^^^^^
      |
      = help: the only one is `testrail`

    error[RW0135]: there is no Mapping named `defualt`
      --> tests/manifests/invalid/dangling_references.yaml:12:12
       |
    12 |   mapping: defualt
       |            ^^^^^^^
       |
       = help: did you mean `default`?

    3 problems in 1 file.
    ");
}

#[test]
fn repeated_keys_are_refused() {
    insta::assert_snapshot!(complaints("duplicate_keys.yaml"), @"
    error[RW0126]: the key `custom_a` is repeated
     --> tests/manifests/invalid/duplicate_keys.yaml:8:5
      |
    8 |     custom_a: precondition
      |     ^^^^^^^^
      |
      = help: remove one of the two; the other is at tests/manifests/invalid/duplicate_keys.yaml:7:5

    error[RW0126]: the key `passed` is repeated
     --> tests/manifests/invalid/duplicate_keys.yaml:9:40
      |
    9 |   results: {statuses: {passed: passed, passed: failed}}
      |                                        ^^^^^^
      |
      = help: remove one of the two; the other is at tests/manifests/invalid/duplicate_keys.yaml:9:24

    2 problems in 1 file.
    ");
}

#[test]
fn repeated_names_are_refused() {
    insta::assert_snapshot!(complaints("duplicate_names.yaml"), @"
    error[RW0134]: there are two documents of kind Mapping named `default`
     --> tests/manifests/invalid/duplicate_names.yaml:4:18
      |
    4 | metadata: {name: default}
      |                  ^^^^^^^
      |
      = help: rename one of them; the first is at tests/manifests/base.yaml:24:18

    1 problem in 1 file.
    ");
}

#[test]
fn endpoints_are_addresses_of_servers() {
    insta::assert_snapshot!(complaints("endpoints.yaml"), @"
    error[RW0162]: `endpoint` is no web address
     --> tests/manifests/invalid/endpoints.yaml:7:13
      |
    7 |   endpoint: testops.example.com
      |             ^^^^^^^^^^^^^^^^^^^
      |
      = help: did you mean `https://testops.example.com/`?

    error[RW0163]: `endpoint` begins with ftp://
      --> tests/manifests/invalid/endpoints.yaml:15:13
       |
    15 |   endpoint: ftp://testops.example.com
       |             ^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write an address that begins with https://

    error[RW0165]: `endpoint` is the address of one page, not of the server
      --> tests/manifests/invalid/endpoints.yaml:23:13
       |
    23 |   endpoint: https://example.testrail.io/index.php?/dashboard
       |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: write https://example.testrail.io/

    warning[RW0166]: `endpoint` is not encrypted: whoever is on the way can read the credentials
      --> tests/manifests/invalid/endpoints.yaml:31:13
       |
    31 |   endpoint: http://testops.example.com
       |             ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: use https:// where the server offers it

    error[RW0162]: `endpoint` is no web address
      --> tests/manifests/invalid/endpoints.yaml:39:13
       |
    39 |   endpoint: localhost:8080
       |             ^^^^^^^^^^^^^^
       |
       = help: did you mean `https://localhost:8080/`?

    4 problems and 1 warning in 1 file.
    ");
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one fixture, and all that is said about it"
)]
fn rows_name_fields_and_sources_that_there_are() {
    insta::assert_snapshot!(complaints("fields.yaml"), @r#"
    error[RW0175]: nothing can be mapped to `preconds`
     --> tests/manifests/invalid/fields.yaml:7:5
      |
    7 |     preconds: precondition
      |     ^^^^^^^^
      |
      = help: the fields are `title` and `custom_…`; did you mean `custom_preconds`?

    error[RW0175]: nothing can be mapped to `priority`
     --> tests/manifests/invalid/fields.yaml:8:5
      |
    8 |     priority: customField.Priority
      |     ^^^^^^^^
      |
      = help: the fields are `title` and `custom_…`; did you mean `custom_priority`?

    error[RW0175]: nothing can be mapped to `description`
     --> tests/manifests/invalid/fields.yaml:9:5
      |
    9 |     description: custom_description
      |     ^^^^^^^^^^^
      |
      = help: the TestRail field is on the left: `custom_preconds: precondition`

    error[RW0175]: nothing can be mapped to `Steps (separated)`
      --> tests/manifests/invalid/fields.yaml:10:5
       |
    10 |     Steps (separated): scenario
       |     ^^^^^^^^^^^^^^^^^
       |
       = help: write the system name, not the label: it begins with `custom_` and holds letters, digits and `_`

    error[RW0180]: there is no source `descripton`
      --> tests/manifests/invalid/fields.yaml:11:15
       |
    11 |     custom_a: descripton
       |               ^^^^^^^^^^
       |
       = help: did you mean `description`?

    error[RW0180]: there is no source `customField.`
      --> tests/manifests/invalid/fields.yaml:12:22
       |
    12 |     custom_b: {from: customField.}
       |                      ^^^^^^^^^^^^
       |
       = help: the sources are `name`, `fullName`, `url`, `description`, `precondition`, `expectedResult`, `scenario`, `status`, `layer`, `automated`, `tags`, `links`, `testKeys` and `customField.NAME`

    error[RW0180]: there is no source `banana`
      --> tests/manifests/invalid/fields.yaml:13:22
       |
    13 |     custom_c: [tags, banana]
       |                      ^^^^^^
       |
       = help: the sources are `name`, `fullName`, `url`, `description`, `precondition`, `expectedResult`, `scenario`, `status`, `layer`, `automated`, `tags`, `links`, `testKeys` and `customField.NAME`

    error[RW0176]: `custom_d` names no source
      --> tests/manifests/invalid/fields.yaml:14:15
       |
    14 |     custom_d: []
       |               ^
       |
       = help: the sources are `name`, `fullName`, `url`, `description`, `precondition`, `expectedResult`, `scenario`, `status`, `layer`, `automated`, `tags`, `links`, `testKeys` and `customField.NAME`

    error[RW0179]: `custom_e` takes a source, not the number 7
      --> tests/manifests/invalid/fields.yaml:15:15
       |
    15 |     custom_e: 7
       |               ^
       |
       = help: the sources are `name`, `fullName`, `url`, `description`, `precondition`, `expectedResult`, `scenario`, `status`, `layer`, `automated`, `tags`, `links`, `testKeys` and `customField.NAME`

    error[RW0179]: `from` takes a source, not a mapping
      --> tests/manifests/invalid/fields.yaml:16:22
       |
    16 |     custom_f: {from: {name: tags}}
       |                      ^
       |
       = help: the sources are `name`, `fullName`, `url`, `description`, `precondition`, `expectedResult`, `scenario`, `status`, `layer`, `automated`, `tags`, `links`, `testKeys` and `customField.NAME`

    error[RW0128]: `from` is missing in `custom_g`
      --> tests/manifests/invalid/fields.yaml:17:5
       |
    17 |     custom_g: {onDrift: keep}
       |     ^^^^^^^^
       |
       = help: add `from: status`: The source, or a list of them.

    error[RW0172]: `description` is no list, so that there is nothing to join
      --> tests/manifests/invalid/fields.yaml:18:41
       |
    18 |     custom_h: {from: description, join: "; "}
       |                                         ^^^^
       |
       = help: remove `join`, or name a list: `from: [tags, layer]`

    error[RW0127]: there is no key `onNothing` here
      --> tests/manifests/invalid/fields.yaml:19:28
       |
    19 |     custom_i: {from: tags, onNothing: keep}
       |                            ^^^^^^^^^
       |
       = help: the keys here are `from`, `values`, `default`, `onUnmapped`, `join`, `onDrift` and `onEmpty`

    error[RW0130]: `onDrift` cannot be `leave`
      --> tests/manifests/invalid/fields.yaml:20:37
       |
    20 |     custom_j: {from: tags, onDrift: leave}
       |                                     ^^^^^
       |
       = help: it takes one of `overwrite`, `keep` or `fail`

    error[RW0179]: `custom_k` takes a source, not nothing
      --> tests/manifests/invalid/fields.yaml:21:5
       |
    21 |     custom_k:
       |     ^^^^^^^^
       |
       = help: the sources are `name`, `fullName`, `url`, `description`, `precondition`, `expectedResult`, `scenario`, `status`, `layer`, `automated`, `tags`, `links`, `testKeys` and `customField.NAME`

    15 problems in 1 file.
    "#);
}

#[test]
fn a_rule_of_adoption_says_one_thing_and_says_it_once() {
    insta::assert_snapshot!(complaints("adoption.yaml"), @r#"
    error[RW0130]: `by[0]` cannot be `testkey`
      --> tests/manifests/invalid/adoption.yaml:11:11
       |
    11 |         - testkey
       |           ^^^^^^^
       |
       = help: did you mean `testKey`?

    error[RW0186]: the pattern cannot be used: it has no group
      --> tests/manifests/invalid/adoption.yaml:12:11
       |
    12 |         - {pattern: 'C\d+'}
       |           ^
       |
       = help: write a regular expression with one group around the digits of the id, such as `^C(\d+)`

    error[RW0186]: the pattern cannot be used: unclosed group
      --> tests/manifests/invalid/adoption.yaml:13:11
       |
    13 |         - {pattern: 'C(\d+'}
       |           ^
       |
       = help: write a regular expression with one group around the digits of the id, such as `^C(\d+)`

    error[RW0185]: `field` does not say what it holds
      --> tests/manifests/invalid/adoption.yaml:14:11
       |
    14 |         - {field: custom_x}
       |           ^
       |
       = help: add the source: `equals: fullName`

    error[RW0185]: `equals` does not say in which field
      --> tests/manifests/invalid/adoption.yaml:15:11
       |
    15 |         - {equals: fullName}
       |           ^
       |
       = help: add the field: `field: custom_automation_id`

    error[RW0187]: `ALLURE-…` in `refs` is the marker of this sync config
      --> tests/manifests/invalid/adoption.yaml:16:11
       |
    16 |         - {marker: {field: refs, prefix: ALLURE-}}
       |           ^
       |
       = help: cases that carry it are found without a rule; name the former field or prefix

    error[RW0188]: this rule is there already
      --> tests/manifests/invalid/adoption.yaml:18:11
       |
    18 |         - title
       |           ^^^^^
       |
       = help: remove one of them

    error[RW0127]: there is no key `patern` here
      --> tests/manifests/invalid/adoption.yaml:19:12
       |
    19 |         - {patern: 'x'}
       |            ^^^^^^
       |
       = help: did you mean `pattern`?

    error[RW0129]: `by[9]` takes text, not the number 5
      --> tests/manifests/invalid/adoption.yaml:20:11
       |
    20 |         - 5
       |           ^
       |
       = help: put it in quotes: "5"

    error[RW0130]: `by[9]` cannot be the number 5
      --> tests/manifests/invalid/adoption.yaml:20:11
       |
    20 |         - 5
       |           ^
       |
       = help: it takes one of `testKey` or `title`

    error[RW0185]: a rule says one of `pattern`, `field` and `marker`
      --> tests/manifests/invalid/adoption.yaml:21:11
       |
    21 |         - {pattern: '(x)', field: custom_x, equals: name}
       |           ^
       |
       = help: write `testKey`, `title`, `{pattern: '^C(\d+)'}`, `{field: custom_automation_id, equals: fullName}` or `{marker: {field: refs, prefix: OLD-}}`

    error[RW0130]: `write` cannot be `marker`
      --> tests/manifests/invalid/adoption.yaml:22:14
       |
    22 |       write: marker
       |              ^^^^^^
       |
       = help: did you mean `markers`?

    12 problems in 1 file.
    "#);
}

#[test]
fn markers_can_be_found_again() {
    insta::assert_snapshot!(complaints("identity.yaml"), @r#"
    error[RW0140]: the marker cannot be in `references`
      --> tests/manifests/invalid/identity.yaml:12:21
       |
    12 |   identity: {field: references, prefix: ""}
       |                     ^^^^^^^^^^
       |
       = help: write `refs`

    error[RW0141]: `prefix` is empty
      --> tests/manifests/invalid/identity.yaml:12:41
       |
    12 |   identity: {field: references, prefix: ""}
       |                                         ^^
       |
       = help: without a prefix any number would be taken for a marker: write one such as `ALLURE-`

    error[RW0140]: the marker cannot be in `allure_id`
      --> tests/manifests/invalid/identity.yaml:24:21
       |
    24 |   identity: {field: allure_id, prefix: "A, B"}
       |                     ^^^^^^^^^
       |
       = help: write `refs`, or the system name of a String field, which begins with `custom_`

    error[RW0141]: `prefix` may not hold commas, blanks or line breaks
      --> tests/manifests/invalid/identity.yaml:24:40
       |
    24 |   identity: {field: allure_id, prefix: "A, B"}
       |                                        ^^^^^^
       |
       = help: they divide the entries of `refs`: write a prefix without them, such as `ALLURE-`

    error[RW0141]: `prefix` may not end in a digit
      --> tests/manifests/invalid/identity.yaml:36:35
       |
    36 |   identity: {field: refs, prefix: "TC1"}
       |                                   ^^^^^
       |
       = help: the TestOps id follows it directly, so nobody could see where it begins: end it in `-`

    error[RW0140]: the marker cannot be in `Refs`
      --> tests/manifests/invalid/identity.yaml:48:21
       |
    48 |   identity: {field: Refs, prefix: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA…
       |                     ^^^^
       |
       = help: write `refs`

    error[RW0141]: `prefix` is longer than 200 characters
      --> tests/manifests/invalid/identity.yaml:48:35
       |
    48 |   identity: {field: Refs, prefix: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA…
       |                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
       = help: a marker has to fit into 250 characters: write a short one such as `ALLURE-`

    7 problems in 1 file.
    "#);
}

#[test]
fn integrations_have_a_type() {
    insta::assert_snapshot!(complaints("integration_type.yaml"), @"
    error[RW0125]: there is no integration of type `testrial`
     --> tests/manifests/invalid/integration_type.yaml:6:9
      |
    6 |   type: testrial
      |         ^^^^^^^^
      |
      = help: did you mean `testrail`?

    error[RW0125]: `type` is missing in `spec`
      --> tests/manifests/invalid/integration_type.yaml:12:1
       |
    12 | spec: {endpoint: https://example.testrail.io/}
       | ^^^^
       |
       = help: add `type: testrail` or `type: testops`

    2 problems in 1 file.
    ");
}

#[test]
fn ids_are_the_numeric_part_only() {
    insta::assert_snapshot!(complaints("labelled_ids.yaml"), @r#"
    error[RW0139]: enter 29, not S29
      --> tests/manifests/invalid/labelled_ids.yaml:10:14
       |
    10 |     suiteId: S29
       |              ^^^
       |
       = help: `suiteId` takes the numeric part only: `suiteId: 29`

    error[RW0139]: enter 310, not group_id=310
      --> tests/manifests/invalid/labelled_ids.yaml:11:16
       |
    11 |     sectionId: "group_id=310"
       |                ^^^^^^^^^^^^^^
       |
       = help: `sectionId` takes the numeric part only: `sectionId: 310`

    2 problems in 1 file.
    "#);
}

#[test]
fn launch_settings_are_of_the_known_ones() {
    insta::assert_snapshot!(complaints("launches.yaml"), @"
    error[RW0130]: `repeats` cannot be `worsed`
      --> tests/manifests/invalid/launches.yaml:12:23
       |
    12 |   launches: {repeats: worsed, close: always, onClosedRun: true}
       |                       ^^^^^^
       |
       = help: did you mean `worst`?

    error[RW0130]: `close` cannot be `always`
      --> tests/manifests/invalid/launches.yaml:12:38
       |
    12 |   launches: {repeats: worsed, close: always, onClosedRun: true}
       |                                      ^^^^^^
       |
       = help: it takes one of `never` or `whenLaunchClosed`

    error[RW0130]: `onClosedRun` cannot be `true`
      --> tests/manifests/invalid/launches.yaml:12:59
       |
    12 |   launches: {repeats: worsed, close: always, onClosedRun: true}
       |                                                           ^^^^
       |
       = help: it takes one of `report` or `continue`

    3 problems in 1 file.
    ");
}

#[test]
fn literal_secrets_are_refused_and_not_repeated() {
    insta::assert_snapshot!(complaints("literal_secrets.yaml"), @"
    error[RW0164]: `endpoint` holds credentials
     --> tests/manifests/invalid/literal_secrets.yaml:7:13
      |
    7 |   endpoint: https://***@example.testrail.io/
      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: remove them from the address; they belong under `credentials`, as `{env: NAME}`

    error[RW0151]: `apiKey` is a secret and may not be in a manifest
     --> tests/manifests/invalid/literal_secrets.yaml:9:42
      |
    9 |   credentials: {username: robot, apiKey: ***, extra: ***}
      |                                          ^^^
      |
      = help: name where it comes from: `apiKey: {env: TESTRAIL_API_KEY}` or `apiKey: {file: PATH}`; whoever can read the repository may have seen this one, so make a new one

    error[RW0127]: there is no key `extra` here
     --> tests/manifests/invalid/literal_secrets.yaml:9:61
      |
    9 |   credentials: {username: robot, apiKey: ***, extra: ***}
      |                                               ^^^^^
      |
      = help: the keys here are `username` and `apiKey`

    error[RW0151]: `token` is a secret and may not be in a manifest
      --> tests/manifests/invalid/literal_secrets.yaml:18:12
       |
    18 |     token: ***
       |            ^^^
       |
       = help: name where it comes from: `token: {env: TESTOPS_TOKEN}` or `token: {file: PATH}`; whoever can read the repository may have seen this one, so make a new one

    error[RW0157]: `env` takes the name of an environment variable
      --> tests/manifests/invalid/literal_secrets.yaml:27:18
       |
    27 |     token: {env: ***}
       |                  ^^^
       |
       = help: names hold letters, digits and `_`, such as `token: {env: MY_VARIABLE}`

    error[RW0156]: this key does not belong here
      --> tests/manifests/invalid/literal_secrets.yaml:36:13
       |
    36 |     token: {***}
       |             ^^^
       |
       = help: name where it comes from: `token: {env: TESTOPS_TOKEN}` or `token: {file: PATH}`

    6 problems in 1 file.
    ");
}

#[test]
fn long_lines_are_cut() {
    insta::assert_snapshot!(complaints("long_line.yaml"), @r#"
    error[RW0180]: there is no source `steps steps steps steps steps steps steps steps steps steps …`
     --> tests/manifests/invalid/long_line.yaml:6:459
      |
    6 | …                                          custom_steps: "steps steps steps steps steps steps steps steps steps steps steps ste…
      |                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: the sources are `name`, `fullName`, `url`, `description`, `precondition`, `expectedResult`, `scenario`, `status`, `layer`, `automated`, `tags`, `links`, `testKeys` and `customField.NAME`

    1 problem in 1 file.
    "#);
}

#[test]
fn merge_keys_are_refused() {
    insta::assert_snapshot!(complaints("merge_key.yaml"), @"
    error[RW0114]: merge keys (`<<`) are not supported
     --> tests/manifests/invalid/merge_key.yaml:4:3
      |
    4 |   <<: *base
      |   ^
      |
      = help: write the keys out; an alias can replace a whole value

    1 problem in 1 file.
    ");
}

#[test]
fn missing_keys_are_named() {
    insta::assert_snapshot!(complaints("missing_keys.yaml"), @"
    error[RW0128]: `name` is missing in `metadata`
     --> tests/manifests/invalid/missing_keys.yaml:4:1
      |
    4 | metadata: {}
      | ^^^^^^^^
      |
      = help: add `name: checkout-regression`: The name that other manifests, the plan and `--only` use. Unique within a kind.

    error[RW0129]: `source` has no value
     --> tests/manifests/invalid/missing_keys.yaml:6:3
      |
    6 |   source:
      |   ^^^^^^
      |
      = help: it takes a mapping

    error[RW0128]: `project` is missing in `destination`
     --> tests/manifests/invalid/missing_keys.yaml:7:3
      |
    7 |   destination:
      |   ^^^^^^^^^^^
      |
      = help: add `project: Web Shop`: The name of the TestRail project, as TestRail shows it.

    error[RW0128]: `sectionId` is missing in `destination`
     --> tests/manifests/invalid/missing_keys.yaml:7:3
      |
    7 |   destination:
      |   ^^^^^^^^^^^
      |
      = help: add `sectionId: 310`: The id of the section that new cases are created in: the `group_id` in TestRail's web address.

    error[RW0128]: `suiteId` is missing in `destination`
     --> tests/manifests/invalid/missing_keys.yaml:7:3
      |
    7 |   destination:
      |   ^^^^^^^^^^^
      |
      = help: add `suiteId: 29`: The id of the suite, the numeric part only: 29 for S29.

    5 problems in 1 file.
    ");
}

#[test]
fn a_file_without_documents_is_refused() {
    insta::assert_snapshot!(complaints("nothing.yaml"), @"
    error[RW0107]: this file holds no documents
    --> tests/manifests/invalid/nothing.yaml
     = help: declare something in it, or remove it

    1 problem in 1 file.
    ");
}

#[test]
fn numbers_stay_in_their_bounds() {
    insta::assert_snapshot!(complaints("numbers.yaml"), @"
    error[RW0131]: `projectId` must be at least 1, and this is -7
     --> tests/manifests/invalid/numbers.yaml:6:45
      |
    6 |   source: {integration: testops, projectId: -7}
      |                                             ^^
      |
      = help: The id of the TestOps project, the number after `/project/` in its web address.

    error[RW0131]: `suiteId` must be at most 9007199254740991, and this is 99999999999999999999
      --> tests/manifests/invalid/numbers.yaml:10:14
       |
    10 |     suiteId: 99999999999999999999
       |              ^^^^^^^^^^^^^^^^^^^^
       |
       = help: The id of the suite, the numeric part only: 29 for S29.

    error[RW0131]: `requestsPerMinute` must be at least 1, and this is 0
      --> tests/manifests/invalid/numbers.yaml:20:34
       |
    20 |   rateLimit: {requestsPerMinute: 0}
       |                                  ^
       |
       = help: The most requests a minute, shared by everything that uses this integration. TestRail Cloud allows 180.

    3 problems in 1 file.
    ");
}

#[test]
fn old_and_odd_versions_are_refused() {
    insta::assert_snapshot!(complaints("old_version.yaml"), @r#"
    error[RW0143]: TestRail 6.5 is too old
     --> tests/manifests/invalid/old_version.yaml:8:12
      |
    8 |   version: 6.5
      |            ^^^
      |
      = help: railwright needs TestRail 6.7 or later

    error[RW0130]: `textFormat` cannot be `markup`
     --> tests/manifests/invalid/old_version.yaml:9:15
      |
    9 |   textFormat: markup
      |               ^^^^^^
      |
      = help: it takes one of `html` or `markdown`

    error[RW0142]: `v7.5` is no version of TestRail
      --> tests/manifests/invalid/old_version.yaml:20:12
       |
    20 |   version: v7.5
       |            ^^^^
       |
       = help: write it as the foot of TestRail's pages shows it, in quotes: "7.5"

    3 problems in 1 file.
    "#);
}

#[test]
fn results_become_statuses_that_results_can_have() {
    insta::assert_snapshot!(complaints("results.yaml"), @"
    error[RW0178]: `passed` cannot become untested
     --> tests/manifests/invalid/results.yaml:8:15
      |
    8 |       passed: untested
      |               ^^^^^^^^
      |
      = help: TestRail refuses results with status untested (3); choose another, such as `retest`

    error[RW0178]: `failed` cannot become untested
     --> tests/manifests/invalid/results.yaml:9:15
      |
    9 |       failed: 3
      |               ^
      |
      = help: TestRail refuses results with status untested (3); choose another, such as `retest`

    error[RW0177]: `broken` takes a TestRail status, not the number 0
      --> tests/manifests/invalid/results.yaml:10:15
       |
    10 |       broken: 0
       |               ^
       |
       = help: name it by its system name, such as `passed` or `custom_status1`, or by its id

    error[RW0177]: `skipped` takes a TestRail status, not the text `re-test`
      --> tests/manifests/invalid/results.yaml:11:16
       |
    11 |       skipped: re-test
       |                ^^^^^^^
       |
       = help: did you mean `retest`?

    error[RW0127]: there is no key `unknwon` here
      --> tests/manifests/invalid/results.yaml:12:7
       |
    12 |       unknwon: retest
       |       ^^^^^^^
       |
       = help: did you mean `unknown`?

    5 problems in 1 file.
    ");
}

#[test]
fn sync_configs_that_would_fight_are_warned_of() {
    insta::assert_snapshot!(complaints("rivals.yaml"), @r#"
    error[RW0129]: `disabled` takes true or false, not the number 1
      --> tests/manifests/invalid/rivals.yaml:12:13
       |
    12 |   disabled: 1
       |             ^
       |
       = help: True is "Disable export": the sync config is kept and reported as paused, and not one request is sent for it.

    warning[RW0207]: `mobile` and `web` look for the same markers in suite 29
      --> tests/manifests/invalid/rivals.yaml:22:14
       |
    22 |     suiteId: 29
       |              ^^
       |
       = help: a test case that both select goes by one of them and is blocked in the other; give one its own `identity.prefix`. The other is at tests/manifests/invalid/rivals.yaml:10:14

    1 problem and 1 warning in 1 file.
    "#);
}

#[test]
fn settings_come_from_one_place() {
    insta::assert_snapshot!(complaints("settings.yaml"), @"
    error[RW0156]: there is no key `Env` here
     --> tests/manifests/invalid/settings.yaml:7:14
      |
    7 |   endpoint: {Env: TESTRAIL_URL}
      |              ^^^
      |
      = help: did you mean `env`?

    error[RW0155]: `username` comes from two places
      --> tests/manifests/invalid/settings.yaml:10:24
       |
    10 |     username: {env: A, file: b}
       |                        ^^^^
       |
       = help: keep `env` or `file`, not both

    error[RW0153]: `apiKey` does not say where it comes from
      --> tests/manifests/invalid/settings.yaml:11:13
       |
    11 |     apiKey: {}
       |             ^
       |
       = help: name where it comes from: `apiKey: {env: TESTRAIL_API_KEY}` or `apiKey: {file: PATH}`

    error[RW0152]: `endpoint` has no value
      --> tests/manifests/invalid/settings.yaml:18:3
       |
    18 |   endpoint:
       |   ^^^^^^^^
       |
       = help: write the value, or name where it comes from: `endpoint: {env: TESTRAIL_URL}`

    error[RW0154]: `token` takes `{env: NAME}` or `{file: PATH}`, not a list
      --> tests/manifests/invalid/settings.yaml:19:24
       |
    19 |   credentials: {token: ***
       |                        ^^^
       |
       = help: name where it comes from: `token: {env: TESTOPS_TOKEN}` or `token: {file: PATH}`

    5 problems in 1 file.
    ");
}

#[test]
fn values_are_options_and_stand_there_once() {
    insta::assert_snapshot!(complaints("values.yaml"), @r#"
    error[RW0171]: ` draft` has two rows
      --> tests/manifests/invalid/values.yaml:13:9
       |
    13 |         " draft": Design
       |         ^^^^^^^^
       |
       = help: remove one of them; the first is at tests/manifests/invalid/values.yaml:12:9. Letter case and blanks make no difference

    error[RW0174]: `Review` takes an option, not `true`
      --> tests/manifests/invalid/values.yaml:14:17
       |
    14 |         Review: true
       |                 ^^^^
       |
       = help: name the option by its number (`2` and `custom_2` both mean option 2) or by its name

    error[RW0174]: `Done` takes an option, not a list
      --> tests/manifests/invalid/values.yaml:15:16
       |
    15 |         Done: [1]
       |                ^
       |
       = help: name the option by its number (`2` and `custom_2` both mean option 2) or by its name

    error[RW0173]: no option is named here
      --> tests/manifests/invalid/values.yaml:16:9
       |
    16 |         Gone:
       |         ^^^^
       |
       = help: name an option, or write `null` to leave the field empty

    error[RW0174]: `New` takes an option, not the text ` `
      --> tests/manifests/invalid/values.yaml:18:14
       |
    18 |         New: " "
       |              ^^^
       |
       = help: name the option by its number (`2` and `custom_2` both mean option 2) or by its name

    error[RW0174]: `Odd` takes an option, not the number -1
      --> tests/manifests/invalid/values.yaml:19:14
       |
    19 |         Odd: -1
       |              ^^
       |
       = help: name the option by its number (`2` and `custom_2` both mean option 2) or by its name

    error[RW0174]: `default` takes an option, not a mapping
      --> tests/manifests/invalid/values.yaml:20:16
       |
    20 |       default: {id: 1}
       |                ^
       |
       = help: name the option by its number (`2` and `custom_2` both mean option 2) or by its name

    error[RW0130]: `onUnmapped` cannot be `stop`
      --> tests/manifests/invalid/values.yaml:21:19
       |
    21 |       onUnmapped: stop
       |                   ^^^^
       |
       = help: it takes one of `skip` or `block`

    error[RW0173]: no option is named here
      --> tests/manifests/invalid/values.yaml:22:33
       |
    22 |     custom_layer: {from: layer, default: }
       |                                 ^^^^^^^
       |
       = help: name an option, or write `null` to leave the field empty

    9 problems in 1 file.
    "#);
}

#[test]
fn broken_yaml_has_a_place() {
    insta::assert_snapshot!(complaints("syntax.yaml"), @r#"
    error[RW0108]: this is not YAML: unclosed quote
     --> tests/manifests/invalid/syntax.yaml:7:25
      |
    7 |     custom_description: "description
      |                         ^
      |
      = help: close the quotes

    1 problem in 1 file.
    "#);
}

#[test]
fn tabs_do_not_indent() {
    insta::assert_snapshot!(complaints("tab.yaml"), @"
    error[RW0108]: this is not YAML: tabs disallowed within this context (block indentation)
     --> tests/manifests/invalid/tab.yaml:6:2
      |
    6 |  fields: {}
      |  ^
      |
      = help: indent with blanks; tabs are not allowed there

    1 problem in 1 file.
    ");
}

#[test]
fn tags_are_refused() {
    insta::assert_snapshot!(complaints("tag.yaml"), @"
    error[RW0116]: tags are not supported
     --> tests/manifests/invalid/tag.yaml:4:23
      |
    4 | metadata: {name: !env HOME}
      |                       ^
      |
      = help: remove the tag; a value comes from the environment by `{env: NAME}`

    1 problem in 1 file.
    ");
}

#[test]
fn unknown_keys_are_refused() {
    insta::assert_snapshot!(complaints("unknown_keys.yaml"), @"
    error[RW0127]: there is no key `suite_id` here
      --> tests/manifests/invalid/unknown_keys.yaml:10:5
       |
    10 |     suite_id: 29
       |     ^^^^^^^^
       |
       = help: did you mean `suiteId`?

    error[RW0127]: there is no key `testcases` here
      --> tests/manifests/invalid/unknown_keys.yaml:12:3
       |
    12 |   testcases: {aql: ''}
       |   ^^^^^^^^^
       |
       = help: did you mean `testCases`?

    error[RW0127]: there is no key `banana` here
      --> tests/manifests/invalid/unknown_keys.yaml:13:3
       |
    13 |   banana: 1
       |   ^^^^^^
       |
       = help: the keys here are `source`, `destination`, `testCases`, `launches`, `disabled`, `mapping`, `identity` and `guard`

    3 problems in 1 file.
    ");
}

#[test]
fn unknown_kinds_are_refused() {
    insta::assert_snapshot!(complaints("unknown_kind.yaml"), @"
    error[RW0123]: there is no version `railwright/v2` of manifests
     --> tests/manifests/invalid/unknown_kind.yaml:2:13
      |
    2 | apiVersion: railwright/v2
      |             ^^^^^^^^^^^^^
      |
      = help: write `apiVersion: railwright/v1`

    error[RW0124]: there is no kind `SynConfig`
     --> tests/manifests/invalid/unknown_kind.yaml:3:7
      |
    3 | kind: SynConfig
      |       ^^^^^^^^^
      |
      = help: did you mean `SyncConfig`?

    error[RW0124]: `kind` is missing
     --> tests/manifests/invalid/unknown_kind.yaml:7:1
      |
    7 | apiVersion: railwright/v1
      | ^
      |
      = help: say what this document declares: `Integration`, `SyncConfig` or `Mapping`

    error[RW0121]: a manifest is a mapping, not a list
      --> tests/manifests/invalid/unknown_kind.yaml:10:1
       |
    10 | - not a mapping
       | ^
       |
       = help: it begins with `apiVersion: railwright/v1` and has `kind`, `metadata` and `spec`

    error[RW0122]: this is no manifest: it has neither `apiVersion` nor `kind`
      --> tests/manifests/invalid/unknown_kind.yaml:12:1
       |
    12 | services: {web: {image: nginx}}
       | ^
       |
       = help: add `apiVersion: railwright/v1` and `kind`; if it belongs to another tool, keep it out of the folder of the manifests

    5 problems in 1 file.
    ");
}

#[test]
fn wrong_types_are_refused() {
    insta::assert_snapshot!(complaints("wrong_types.yaml"), @r#"
    error[RW0129]: `projectId` takes a whole number, not the text `7`
     --> tests/manifests/invalid/wrong_types.yaml:6:45
      |
    6 |   source: {integration: testops, projectId: "7"}
      |                                             ^^^
      |
      = help: write it without quotes or leading zeros: 7

    error[RW0129]: `project` takes text, not the number 2026
     --> tests/manifests/invalid/wrong_types.yaml:9:14
      |
    9 |     project: 2026
      |              ^^^^
      |
      = help: put it in quotes: "2026"

    error[RW0129]: `create` takes true or false, not the text `no`
      --> tests/manifests/invalid/wrong_types.yaml:12:23
       |
    12 |   testCases: {create: no}
       |                       ^^
       |
       = help: write false

    error[RW0129]: `launches` takes a mapping, not a list
      --> tests/manifests/invalid/wrong_types.yaml:13:13
       |
    13 |   launches: [enabled]
       |             ^
       |
       = help: Which launches.

    error[RW0129]: `disabled` takes true or false, not the text `on`
      --> tests/manifests/invalid/wrong_types.yaml:14:13
       |
    14 |   disabled: on
       |             ^^
       |
       = help: write true

    5 problems in 1 file.
    "#);
}

#[test]
fn queries_are_checked_where_they_stand() {
    insta::assert_snapshot!(complaints("aql.yaml"), @r#"
    error[RW0508]: expected a condition
     --> tests/manifests/invalid/aql.yaml:8:42
      |
    8 |   testCases: {aql: tag = "регрессия" and and 1}
      |                                          ^^^
      |
      = help: a condition is a field, an operator and a value: `tag = "smoke"`

    error[RW0508]: expected a condition
     --> tests/manifests/invalid/aql.yaml:8:46
      |
    8 |   testCases: {aql: tag = "регрессия" and and 1}
      |                                              ^
      |
      = help: a condition is a field, an operator and a value: `tag = "smoke"`

    error[RW0529]: launches have no field `closd`
     --> tests/manifests/invalid/aql.yaml:9:39
      |
    9 |   launches: {aql: 'name = "it''s" and closd = true'}
      |                                       ^^^^^
      |
      = help: did you mean `closed`?

    error[RW0508]: expected a condition
      --> tests/manifests/invalid/aql.yaml:18:25
       |
    18 |     aql: "tag = \"a\" or"
       |                         ^
       |
       = help: a condition is a field, an operator and a value: `tag = "smoke"`

    error[RW0525]: the bracket opened at character 21 is never closed
      --> tests/manifests/invalid/aql.yaml:22:24
       |
    22 |         and (name = "x" 
       |                        ^
       |
       = help: add `)`

    error[RW0525]: the bracket opened at character 15 is never closed
      --> tests/manifests/invalid/aql.yaml:33:24
       |
    33 |       and (status = "b" 
       |                        ^
       |
       = help: add `)`

    6 problems in 1 file.
    "#);
}

#[test]
fn names_are_words_on_one_line() {
    insta::assert_snapshot!(complaints("names.yaml"), @r#"
    error[RW0137]: `name` is empty
     --> tests/manifests/invalid/names.yaml:4:18
      |
    4 | metadata: {name: ""}
      |                  ^^
      |
      = help: write a name

    error[RW0138]: `name` is too long, begins or ends with a blank, or holds a line break
     --> tests/manifests/invalid/names.yaml:9:18
      |
    9 | metadata: {name: "two\nlines"}
      |                  ^^^^^^^^^^^^
      |
      = help: write a short name on one line, such as `checkout-regression`

    error[RW0129]: `name` takes text, not the number 7
      --> tests/manifests/invalid/names.yaml:14:18
       |
    14 | metadata: {name: 7}
       |                  ^
       |
       = help: put it in quotes: "7"

    error[RW0137]: `project` holds nothing but blanks
      --> tests/manifests/invalid/names.yaml:17:49
       |
    17 |   destination: {integration: testrail, project: " ", suiteId: 1, sectionId: S29}
       |                                                 ^^^
       |
       = help: write a name

    error[RW0139]: enter 29, not S29
      --> tests/manifests/invalid/names.yaml:17:77
       |
    17 |   destination: {integration: testrail, project: " ", suiteId: 1, sectionId: S29}
       |                                                                             ^^^
       |
       = help: `sectionId` takes the numeric part only: `sectionId: 29`

    5 problems in 1 file.
    "#);
}

#[test]
fn what_is_no_yaml_comes_with_what_helps() {
    let fixtures = [
        "key_without_text.yaml",
        "colon_in_text.yaml",
        "escape.yaml",
        "recursive_alias.yaml",
        "reserved_character.yaml",
    ];
    let complaints: Vec<String> = fixtures.into_iter().map(complaints).collect();
    insta::assert_snapshot!(complaints.join("\n"), @r#"
    error[RW0115]: a key has to be text
     --> tests/manifests/invalid/key_without_text.yaml:2:3
      |
    2 | ? [a]
      |   ^
      |
      = help: write a word before the colon; put it in quotes if it looks like something else

    1 problem in 1 file.

    error[RW0108]: this is not YAML: mapping values are not allowed in this context
     --> tests/manifests/invalid/colon_in_text.yaml:2:15
      |
    2 | aql: tag = "x": y
      |               ^
      |
      = help: put text that holds `: ` in quotes, and check the indentation

    1 problem in 1 file.

    error[RW0108]: this is not YAML: while parsing a quoted scalar, found unknown escape character
     --> tests/manifests/invalid/escape.yaml:2:4
      |
    2 | a: "\q"
      |    ^
      |
      = help: write `\\` for a backslash, or use single quotes

    1 problem in 1 file.

    error[RW0113]: this alias refers to itself
     --> tests/manifests/invalid/recursive_alias.yaml:2:11
      |
    2 | kind: &a [*a]
      |           ^
      |
      = help: write the value out

    1 problem in 1 file.

    error[RW0108]: this is not YAML: unexpected character: `@'
     --> tests/manifests/invalid/reserved_character.yaml:2:6
      |
    2 | aql: @x
      |      ^
      |
      = help: text that begins with this character needs quotes

    1 problem in 1 file.
    "#);
}
