//! Words about the destination as it was declared, held against what TestRail has, with where to click.

use super::{field_name, quoted_names};
use crate::diagnostic::{DestinationCode, NamedNumber};

words! { DestinationCode:
    NoSuchProject { project, similar, visible } =>
        "TestRail has no project named \"{project}\" that the user can see",
        (match similar {
            Some(name) => format!(
                "did you mean \"{name}\"? Enter the name as TestRail's dashboard shows it, letter by letter"
            ),
            None if visible.is_empty() => {
                "the user sees no project at all: give it access in Administration → Projects → Access".to_owned()
            }
            None => format!("visible projects: {}", visible.join(", ")),
        });
    ProjectWithoutSuites { project, has_baselines } =>
        (format!(
            "project \"{project}\" {}; only projects with multiple test suites can be exported into",
            match has_baselines {
                Some(false) => "keeps all cases in a single repository",
                Some(true) => "keeps a single repository with baselines",
                None => "keeps its cases in a way that is not known",
            },
        )),
        "change it in Administration → Projects → the project → \"Use multiple test suites to manage cases\"";
    ProjectCompleted { project } =>
        "project \"{project}\" is completed, so nothing in it can be changed",
        "reopen it in Administration → Projects";
    NoSuchSuite { suite, project, suites } =>
        "there is no suite {suite} in TestRail, or the user cannot see it", (which_suite(project, suites));
    SuiteOfOtherProject { suite, name, project, suites } =>
        "suite {suite} \"{name}\" belongs to another project than \"{project}\"", (which_suite(project, suites));
    SuiteCompleted { suite, name } =>
        "suite {suite} \"{name}\" is completed, so nothing in it can be changed", "choose a suite that is still open";
    NoSuchSection { section } =>
        "there is no section {section} in TestRail, or the user cannot see it",
        "open the section in TestRail: its id is the number after `group_id=` in the address";
    SectionOfOtherSuite { section, name, actual, suite } =>
        "section {section} \"{name}\" belongs to suite {actual}, not to suite {suite}",
        "enter suiteId: {actual}, or the id of a section of suite {suite}";
    NoSuchField { field, similar: Some(similar), wanted } =>
        "TestRail has no case field {field}",
        (format!("did you mean {similar}? Otherwise {}", add_field(field, wanted)));
    NoSuchField { field, similar: None, wanted } =>
        "TestRail has no case field {field}", (add_field(field, wanted));
    FieldInactive { field } =>
        (format!("{} is switched off in TestRail", field_name(field))),
        "open it in Administration → Customizations → Case Fields and tick \"This field is active\"";
    FieldNotInProject { field, project } =>
        (format!("{} does not apply to project \"{project}\"", field_name(field))),
        "open it in Administration → Customizations → Case Fields → Selected Projects and add \"{project}\"";
    FieldOfOtherType { field, found, wanted, holds_marker } =>
        (format!(
            "{} is of type {found}, where {wanted} is needed{}",
            field_name(field),
            if *holds_marker {
                "; TestRail rewrites longer texts, and a rewritten marker is a lost one"
            } else {
                ""
            },
        )),
        "name a field of type {wanted}; the type of a field cannot be changed in TestRail";
    NoSuchOption { field, option, options } =>
        (format!("{} has no option {option}", field_name(field))),
        (quoted_number(option, options).unwrap_or_default() + &format!("options: {}", option_list(options)));
    FieldNotInTemplate { field, template } =>
        (format!("{} is written, but template \"{template}\" does not show it", field_name(field))),
        "open the field in Administration → Customizations → Case Fields and add \"{template}\" to its templates";
    CertificateNotVerified { integration } =>
        "the certificate of {integration} is not verified: anybody on the way can read the credentials",
        "name the server's certificate or its authority in `tls.caFile`, or its fingerprint in `tls.pin`, and remove `insecureSkipVerify`";
    FieldWithoutOptions { field, found } =>
        (format!("{} is of type {found} and has no options", field_name(field))),
        "remove `values`, `default` and `onUnmapped` from its row, or name a field of type Dropdown";
    FieldHoldsMarker { field } =>
        (format!("{} holds the marker, so that nothing else can be written to it", field_name(field))),
        "choose another field, or another `identity.field`";
    TextsOfOtherFormat { integration, writes_html, other, told, ours } =>
        (format!(
            "integration {integration} writes texts as {}, and {other} of {told} that {} wrote stand in TestRail as {}",
            format_name(*writes_html),
            if *ours { "it" } else { "people" },
            format_name(!writes_html),
        )),
        (format!(
            "look at one of them in TestRail: if it is shown as it should be, set `textFormat: {}` in the integration",
            if *writes_html { "markdown" } else { "html" },
        ));
}

fn format_name(is_html: bool) -> &'static str {
    if is_html { "HTML" } else { "Markdown" }
}

/// How to find the id of the right suite.
fn which_suite(project: &str, suites: &[NamedNumber]) -> String {
    if suites.is_empty() {
        "open the suite in TestRail: its id is the number after `suites/view/` in the address"
            .to_owned()
    } else {
        format!("suites of \"{project}\": {}", quoted_names(suites))
    }
}

fn add_field(field: &str, wanted: &str) -> String {
    let system_name = field.strip_prefix("custom_").unwrap_or(field);
    format!(
        "add it in Administration → Customizations → Case Fields → Add Field: label \"{}\", system name {system_name}, type {wanted}",
        label_for(system_name)
    )
}

/// `allure_id` → `Allure id`: a label that an administrator would type.
fn label_for(system_name: &str) -> String {
    let words = system_name.replace('_', " ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => words,
    }
}

fn option_list(options: &[NamedNumber]) -> String {
    let options: Vec<String> = options
        .iter()
        .map(|NamedNumber { id, name }| format!("{id} {name}"))
        .collect();
    options.join(", ")
}

/// What to say of a number in quotes, which is a name.
fn quoted_number(option: &str, options: &[NamedNumber]) -> Option<String> {
    let is_id = options.iter().any(|known| known.id.to_string() == option);
    is_id.then(|| {
        format!("a value in quotes is a name; write {option} without quotes for option {option}; ")
    })
}
