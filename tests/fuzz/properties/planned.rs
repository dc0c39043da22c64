//! Plans as they are shown.

use crate::diagnostic::Diagnostic;
use crate::manifest::OnDrift;
use crate::model::{
    CaseId, DesiredCase, DesiredField, FieldName, FieldSpec, Identity, SectionId, SuiteId,
    TestCaseId, Value,
};
use crate::plan::{
    Action, Change, ConfigPlan, Create, DestinationEnd, Editor, LastEditor, Outcome, Plan,
    SourceEnd, Update,
};
use crate::render::style::Paint;
use crate::render::{json, markdown, text};

use super::looks::assert_printable;

/// Shows a plan in every way.
pub(super) fn assert_shown(plan: &Plan) {
    for differences_below in [false, true] {
        let layout = text::Layout {
            differences_below,
            ..text::Layout::default()
        };
        assert_printable(&text::plan(plan, &layout));
    }
    let coloured = text::Layout {
        paint: Paint { colour: true },
        ..text::Layout::default()
    };
    assert!(!text::plan(plan, &coloured).contains('\r'));
    assert_printable(&markdown::plan(plan, &[], "sha256:0"));
    let json = json::v2::plan(plan, &[], "sha256:0");
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    assert!(!json.is_empty());
}

/// How ours are marked.
pub(super) fn identity() -> Identity {
    Identity {
        field: FieldName::new("refs"),
        prefix: "ALLURE-".to_owned(),
    }
}

/// A plan that creates a case, and updates another one to become like it.
pub(super) fn plan_of(
    case: DesiredCase,
    fields: Vec<FieldSpec>,
    before: &[Value],
    diagnostics: Vec<Diagnostic>,
) -> Plan {
    let marker = identity().marker(case.id);
    let change = |(field, before): (&DesiredField, &Value)| Change {
        field: field.name.clone(),
        before: before.clone(),
        after: field.value.clone(),
        reason: field.reason.clone(),
        by: LastEditor::Person {
            editor: Editor::new(2),
            on: case.id.0,
        },
        on_drift: OnDrift::Overwrite,
    };
    let update = Update {
        test_case: TestCaseId(4711),
        marker: marker.clone(),
        case: CaseId(501),
        title: "User can reset a forgotten password".to_owned(),
        changes: case.fields.iter().zip(before).map(change).collect(),
        updated_on: case.id.0,
        adopted: None,
    };
    let config = ConfigPlan {
        name: "shop".to_owned(),
        source: SourceEnd {
            integration: "testops".to_owned(),
            project_id: 7,
        },
        destination: DestinationEnd {
            integration: "testrail".to_owned(),
            project: "Web Shop".to_owned(),
            suite: SuiteId(29),
            section: SectionId(310),
        },
        outcome: Outcome::Compared,
        failure: None,
        actions: vec![
            Action::Create(Create { marker, case }),
            Action::Update(update),
        ],
        unchanged: Vec::new(),
        protected: Vec::new(),
        protect: std::collections::BTreeMap::new(),
        blocked: Vec::new(),
        marked_unclaimed: 0,
        twins: 0,
        diagnostics,
        fields,
        identity: identity(),
        one_by_one: false,
        launches: None,
    };
    Plan {
        configs: vec![config],
    }
}
