//! Queries over the state: what the fields of AQL are in it.

use super::call::Call;
use super::refusal::Refusal;
use super::state::{CALLER, Case, CustomValue, Issue, Launch, Named, State, TestResult};
use crate::aql::{
    self, Accessor, Entity, Expr, Fact, Field, Functions, Key, Number, Record, Severity, ValueKind,
};

/// The query of a call, ready to be asked of many records.
#[derive(Debug)]
pub(super) struct Query {
    expr: Expr,
    functions: Functions,
}

impl Query {
    /// Reads `text`; the message of what is wrong with it has the code that TestOps gives such queries. What
    /// follows the code is not known of the real server.
    pub(super) fn new(text: &str, entity: Entity) -> Result<Self, String> {
        let problem = aql::check(text, entity)
            .into_iter()
            .find(|problem| problem.severity == Severity::Error);
        if let Some(problem) = problem {
            return Err(format!(
                "invalid.aql: {} at character {}",
                problem.message,
                problem.start + 1
            ));
        }
        let expr = aql::parse(text).map_err(|_| "invalid.aql".to_owned())?;
        if let Some(name) = unknown_function(&expr) {
            return Err(format!("invalid.aql: there is no function `{name}()`"));
        }
        Ok(Self {
            expr,
            functions: Functions {
                now: super::now(),
                current_user: CALLER.to_owned(),
            },
        })
    }

    /// The query in the parameter `rql`.
    pub(super) fn of(call: &Call, entity: Entity) -> Result<Self, Refusal> {
        Self::new(call.required("rql")?, entity).map_err(Refusal::bad_request)
    }

    pub(super) fn selects(&self, record: &impl Record) -> bool {
        aql::evaluate(&self.expr, record, &self.functions)
    }
}

fn unknown_function(expr: &Expr) -> Option<&str> {
    let mut unknown = None;
    expr.for_each_comparison(&mut |_, _, values| {
        for value in values {
            if let ValueKind::Function(name) = &value.kind
                && !Functions::knows(name)
            {
                unknown = Some(name.as_str());
            }
        }
    });
    unknown
}

impl Record for Case {
    fn values(&self, accessor: &Accessor) -> Field<'_> {
        match accessor.name.as_str() {
            "id" => number(self.id),
            "name" => text(&self.name),
            "tag" => references(&self.tags),
            "issue" => issues(&self.issues),
            "role" => roles(self, accessor.key.as_ref()),
            "member" => members(self),
            "cf" => custom(&self.custom_values, accessor.key.as_ref()),
            "cfv" => every_custom(&self.custom_values),
            "layer" => Field::One(self.layer.as_ref().map(reference)),
            "status" => Field::One(self.status.as_ref().map(|status| Fact::Reference {
                id: status.id,
                name: &status.name,
            })),
            "workflow" => Field::One(Some(reference(&self.workflow))),
            "muted" => boolean(self.is_muted),
            "automation" | "automated" => boolean(self.is_automated),
            "deleted" => boolean(self.is_deleted),
            "createdDate" => number(self.history.created_date),
            "createdBy" => text(&self.history.created_by),
            "lastModifiedDate" => number(self.history.last_modified_date),
            "lastModifiedBy" => text(&self.history.last_modified_by),
            "mutedDate" => Field::One(None),
            // There are no test plans here.
            _ => Field::Many(Vec::new()),
        }
    }
}

impl Record for Launch {
    fn values(&self, accessor: &Accessor) -> Field<'_> {
        match accessor.name.as_str() {
            "id" => number(self.id),
            "name" => text(&self.name),
            "tag" => references(&self.tags),
            "issue" => issues(&self.issues),
            "ev" => custom(&self.environment, accessor.key.as_ref()),
            "evv" => every_custom(&self.environment),
            "closed" => boolean(self.is_closed),
            "createdDate" => number(self.history.created_date),
            "createdBy" => text(&self.history.created_by),
            "lastModifiedDate" => number(self.history.last_modified_date),
            "lastModifiedBy" => text(&self.history.last_modified_by),
            // There are no jobs here.
            _ => Field::Many(Vec::new()),
        }
    }
}

/// A result with what it takes from its launch and its test case.
#[derive(Debug)]
pub(super) struct ResultRecord<'a> {
    result: &'a TestResult,
    launch: Option<&'a Launch>,
    case: Option<&'a Case>,
    environment: &'a [CustomValue],
}

impl<'a> ResultRecord<'a> {
    pub(super) fn new(state: &'a State, result: &'a TestResult) -> Self {
        Self {
            result,
            launch: state.launch(result.launch_id),
            case: result.test_case_id.and_then(|id| state.case(id)),
            environment: state.environment_of(result),
        }
    }
}

impl Record for ResultRecord<'_> {
    fn values(&self, accessor: &Accessor) -> Field<'_> {
        let result = self.result;
        match (accessor.name.as_str(), self.case, self.launch) {
            ("id", ..) => number(result.id),
            ("name", ..) => text(&result.name),
            ("fullName", ..) => Field::One(result.full_name.as_deref().map(Fact::Text)),
            ("status", ..) => Field::One(result.status.map(Fact::Text)),
            ("testCase", Some(case), _) => Field::One(Some(Fact::Reference {
                id: case.id,
                name: &case.name,
            })),
            ("testCase" | "testCaseId", ..) => Field::One(result.test_case_id.map(Fact::Number)),
            ("launch", _, Some(launch)) => Field::One(Some(Fact::Reference {
                id: launch.id,
                name: &launch.name,
            })),
            ("testedBy", ..) => Field::One(result.tested_by.as_deref().map(Fact::Text)),
            ("muted", ..) => boolean(result.is_muted),
            ("hidden", ..) => boolean(result.is_hidden),
            ("createdDate", ..) => number(result.history.created_date),
            ("createdBy", ..) => text(&result.history.created_by),
            ("lastModifiedDate", ..) => number(result.history.last_modified_date),
            ("lastModifiedBy", ..) => text(&result.history.last_modified_by),
            ("ev", ..) => custom(self.environment, accessor.key.as_ref()),
            ("evv", ..) => every_custom(self.environment),
            ("tag" | "issue" | "role" | "member" | "cf" | "cfv" | "layer", Some(case), _) => {
                case.values(accessor)
            }
            ("layer", ..) => Field::One(None),
            _ => Field::Many(Vec::new()),
        }
    }
}

fn number<'a>(value: i64) -> Field<'a> {
    Field::One(Some(Fact::Number(value)))
}

fn text(value: &str) -> Field<'_> {
    Field::One(Some(Fact::Text(value)))
}

fn boolean<'a>(value: bool) -> Field<'a> {
    Field::One(Some(Fact::Boolean(value)))
}

fn reference(named: &Named) -> Fact<'_> {
    Fact::Reference {
        id: named.id,
        name: &named.name,
    }
}

fn references(all: &[Named]) -> Field<'_> {
    Field::Many(all.iter().map(reference).collect())
}

fn issues(all: &[Issue]) -> Field<'_> {
    Field::Many(all.iter().map(|issue| Fact::Text(&issue.name)).collect())
}

fn roles<'a>(case: &'a Case, key: Option<&Key>) -> Field<'a> {
    let members = case.members.iter();
    Field::Many(
        members
            .filter(|member| is_key(&member.role, key))
            .map(|member| Fact::Text(&member.name))
            .collect(),
    )
}

fn members(case: &Case) -> Field<'_> {
    let members = case.members.iter();
    Field::Many(members.map(|member| Fact::Text(&member.name)).collect())
}

fn custom<'a>(all: &'a [CustomValue], key: Option<&Key>) -> Field<'a> {
    Field::Many(
        all.iter()
            .filter(|custom| is_key(&custom.field, key))
            .map(|custom| reference(&custom.value))
            .collect(),
    )
}

fn every_custom(all: &[CustomValue]) -> Field<'_> {
    Field::Many(all.iter().map(|custom| reference(&custom.value)).collect())
}

fn is_key(named: &Named, key: Option<&Key>) -> bool {
    match key {
        Some(Key::Name(name)) => *name == named.name,
        Some(Key::Id(Number::Integer(id))) => *id == named.id,
        _ => false,
    }
}
