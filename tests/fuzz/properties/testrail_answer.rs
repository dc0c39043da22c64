//! Whatever a TestRail server answers is refused in few words or becomes values that can be planned with.

use std::sync::LazyLock;

use crate::mapping::launches::{MARK_PREFIX, is_owned_by, read_block, read_comment};
use crate::model::{
    DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Identity, Linked, Markup,
    ObservedCase, SectionId, TestCaseId, Value,
};
use crate::plan::Editor;
use crate::render::escape;
use crate::testrail::answer::{Answer, Call, decode};
use crate::text;

use super::looks::{assert_printable, assert_short};
use super::planned::{assert_shown, identity, plan_of};

const WEB: &str = "https://testops.example.com";

/// Reads the first byte as a call, `a` as the first one, and the rest as its answer.
pub fn testrail_answer(data: &[u8]) {
    let Some((call, body)) = data.split_first() else {
        return;
    };
    let calls = calls();
    let call = calls[usize::from(call.wrapping_sub(b'a')) % calls.len()];
    let answer = match decode(call, body) {
        Ok(answer) => answer,
        Err(error) => {
            let error = error.to_string();
            assert_short(&error);
            assert_printable(&escape::terminal(&error));
            return;
        }
    };
    match answer {
        Answer::Cases(cases) => cases.iter().for_each(assert_compared),
        Answer::CaseFields(fields) => {
            for field in fields {
                let spec = FieldSpec {
                    name: field.name,
                    kind: field.kind,
                };
                assert_planned(vec![spec], &[Value::Number(1)]);
            }
        }
        Answer::CreatedCase(created) => {
            assert_eq!(created.stored.len(), FIELDS.len());
            assert_planned(FIELDS.clone(), &created.stored);
        }
        Answer::Runs(runs) => {
            for run in runs {
                assert!(!run.marked.is_empty());
                // Whose it is can be told from any description, and from one that can be read alone.
                let is_ours = is_owned_by(&run.description, "shop");
                assert!(!is_ours || read_block(&run.description).is_some());
            }
        }
        Answer::Users(users) => {
            for user in users.iter().take(8) {
                let mut editor = Editor::new(user.id);
                editor.find_name(&users);
                let name = editor.to_string();
                assert!(!name.is_empty() && name.chars().count() <= 60);
                assert_printable(&escape::terminal(&name));
            }
        }
        Answer::UpdatedRun(run) => {
            let _ = text::same(&run.description, &run.name, Markup::Html);
        }
        Answer::Projects(_)
        | Answer::Suite(_)
        | Answer::Suites(_)
        | Answer::Section(_)
        | Answer::Templates(_)
        | Answer::CurrentUser(_)
        | Answer::Statuses(_)
        | Answer::ResultFields(_)
        | Answer::Tests(_)
        | Answer::Results(_)
        | Answer::TestAttachments(_)
        | Answer::CreatedRun(_)
        | Answer::AddedResults(_) => {}
    }
}

/// Every call; a byte stands for the place of one. New ones go to the end, or the corpus means something else.
fn calls() -> [Call<'static>; 20] {
    [
        Call::Projects,
        Call::Suite,
        Call::Suites,
        Call::Section,
        Call::CaseFields(Some(1), Markup::Html),
        Call::CaseFields(None, Markup::Markdown),
        Call::Templates,
        Call::CurrentUser,
        Call::Cases(&IDENTITY, &FIELDS),
        Call::Statuses,
        Call::ResultFields(1, Markup::Html),
        Call::Users,
        Call::Runs(MARK_PREFIX),
        Call::Tests,
        Call::Results(link),
        Call::TestAttachments,
        Call::CreatedCase(&FIELDS),
        Call::CreatedRun,
        Call::UpdatedRun,
        Call::AddedResults,
    ]
}

fn link(comment: &str) -> Option<Linked> {
    read_comment(comment, WEB)
}

/// Compares a case as it is with one that is wanted, and shows the difference.
fn assert_compared(case: &ObservedCase) {
    assert!(!case.marked.is_empty() && case.marked.is_sorted());
    assert_eq!(case.fields.len(), FIELDS.len());
    for (value, spec) in case.fields.iter().zip(&*FIELDS) {
        let texts: Vec<&str> = match value {
            Value::Text(text) => vec![text],
            Value::Steps(rows) => rows
                .iter()
                .flat_map(|row| [&*row.content, &*row.expected])
                .collect(),
            Value::Empty | Value::Number(_) => Vec::new(),
        };
        let markup = spec.kind.markup;
        for text in texts {
            assert!(text::same(text, text, markup));
            let canonical = text::canonical(text, markup);
            assert_eq!(
                canonical,
                text::canonical(&format!("{text}\n"), markup),
                "{text:?}"
            );
        }
    }
    assert_planned(FIELDS.clone(), &case.fields);
}

/// Shows what changes from some values to the wanted ones.
fn assert_planned(fields: Vec<FieldSpec>, before: &[Value]) {
    let case = DesiredCase {
        fields: fields
            .iter()
            .zip(&WANTED.fields)
            .map(|(spec, wanted)| DesiredField {
                name: spec.name.clone(),
                ..wanted.clone()
            })
            .collect(),
        ..WANTED.clone()
    };
    assert_shown(&plan_of(case, fields, before, Vec::new()));
}

static IDENTITY: LazyLock<Identity> = LazyLock::new(identity);

/// Fields of every kind.
static FIELDS: LazyLock<Vec<FieldSpec>> = LazyLock::new(|| {
    let field = |(name, type_name, markup)| FieldSpec {
        name: FieldName::new(name),
        kind: FieldKind::new(type_name, markup),
    };
    [
        ("title", "title", Markup::Plain),
        ("custom_preconds", "Text", Markup::Html),
        ("custom_expected", "Text", Markup::Markdown),
        ("custom_note", "Text", Markup::Plain),
        ("custom_status", "Dropdown", Markup::Plain),
        ("custom_steps_separated", "Steps", Markup::Html),
        ("custom_odd", "number 99", Markup::Plain),
        ("refs", "refs", Markup::Plain),
        ("template_id", "template_id", Markup::Plain),
    ]
    .map(field)
    .into()
});

/// A case with a value for each of them.
static WANTED: LazyLock<DesiredCase> = LazyLock::new(|| {
    let value = |spec: &FieldSpec| match &*spec.kind.type_name {
        "Dropdown" | "template_id" => Value::Number(2),
        "Steps" => Value::Empty,
        "refs" => Value::Text("ALLURE-4711".to_owned()),
        _ => Value::Text("Account exists\n\nand is active".to_owned()),
    };
    DesiredCase {
        id: TestCaseId(4711),
        section: SectionId(310),
        fields: FIELDS
            .iter()
            .map(|spec| DesiredField::new(spec.name.clone(), value(spec)))
            .collect(),
    }
});
