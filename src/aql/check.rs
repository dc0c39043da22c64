//! What the grammar cannot know: which entity has which field, and what is doubtful about a value.

use super::ast::{Accessor, Expr, Operator, Span, Value, ValueKind};
use super::complaint::Complaint;
use super::fields::FUNCTIONS;
use super::fields::{Entity, is_date, is_keyed};
use crate::diagnostic::{QueryCode, nearest_name};

/// Adds what is wrong or doubtful about the fields and values of `expr`.
pub(super) fn check(expr: &Expr, entity: Entity, complaints: &mut Vec<Complaint>) {
    expr.for_each_comparison(&mut |accessor, operator, values| {
        if check_field(accessor, entity, complaints) {
            for value in values {
                check_value(accessor, operator, value, complaints);
            }
        }
    });
}

/// Checks the field; `false` if it is wrong.
fn check_field(accessor: &Accessor, entity: Entity, complaints: &mut Vec<Complaint>) -> bool {
    let name = accessor.name.as_str();
    let start = accessor.span.start;
    let span = Span::new(start, start + name.chars().count());
    let undocumented = |documented: Option<&str>| {
        let code = QueryCode::FieldUndocumented {
            field: name.to_owned(),
            documented: documented.map(str::to_owned),
        };
        Complaint::warning(span, code)
    };
    match (entity, name) {
        (Entity::TestCase, "automated") => {
            complaints.push(undocumented(Some("automation")));
            return true;
        }
        (Entity::TestCase, "deleted") => complaints.push(undocumented(None)),
        _ => {}
    }
    let field = || name.to_owned();
    let wrong = if !entity.has(name) {
        Complaint::error(span, no_such_field(name, entity))
    } else if accessor.key.is_none() && is_keyed(name) {
        Complaint::error(span, QueryCode::FieldWithoutKey { field: field() })
    } else if accessor.key.is_some() && !is_keyed(name) {
        Complaint::error(accessor.span, QueryCode::FieldWithKey { field: field() })
    } else {
        return true;
    };
    complaints.push(wrong);
    false
}

fn no_such_field(name: &str, entity: Entity) -> QueryCode {
    let fields = entity.fields();
    let instead = fields
        .iter()
        .copied()
        .find(|field| field.eq_ignore_ascii_case(name))
        .or_else(|| {
            let instead = synonym(&name.to_ascii_lowercase())?;
            let field = instead.split('[').next()?;
            entity.has(field).then_some(instead)
        });
    QueryCode::UnknownField {
        entity: entity.plural().to_owned(),
        field: name.to_owned(),
        instead: instead.map(str::to_owned),
        similar: nearest_name(name, fields.iter().copied()).map(str::to_owned),
        owners: Entity::owners(name),
        known: fields.iter().copied().map(str::to_owned).collect(),
    }
}

/// The field that is meant by a name seen in queries, in the interface or in the REST API.
fn synonym(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "tags" | "label" | "labels" => "tag",
        "issues" => "issue",
        "title" => "name",
        "epic" | "epics" => "cf[\"Epic\"]",
        "feature" | "features" => "cf[\"Feature\"]",
        "story" | "stories" => "cf[\"Story\"]",
        "suite" => "cf[\"Suite\"]",
        "priority" => "cf[\"Priority\"]",
        "severity" => "cf[\"Severity\"]",
        "component" => "cf[\"Component\"]",
        "owner" | "assignee" => "role[\"Owner\"]",
        "members" => "member",
        "author" | "creator" => "createdBy",
        "created" | "createdat" => "createdDate",
        "updated" | "updatedat" | "updateddate" | "modified" | "modifiedat" | "modifieddate" => {
            "lastModifiedDate"
        }
        "launchid" => "launch",
        "env" | "environment" => "ev[\"…\"]",
        "testlayer" => "layer",
        "automated" | "manual" => "automation",
        _ => return None,
    })
}

fn check_value(
    accessor: &Accessor,
    operator: Option<Operator>,
    value: &Value,
    complaints: &mut Vec<Complaint>,
) {
    let field = || accessor.name.clone();
    let (span, code) = match &value.kind {
        ValueKind::Function(name) if !FUNCTIONS.contains(&name.as_str()) => (
            value.span,
            QueryCode::FunctionUndocumented {
                function: name.clone(),
                documented: FUNCTIONS.map(str::to_owned).into(),
            },
        ),
        ValueKind::Text(text) if is_date(&accessor.name) => (
            value.span,
            QueryCode::TimeAsText {
                field: field(),
                text: text.clone(),
            },
        ),
        _ if operator == Some(Operator::Contains) && is_keyed(&accessor.name) => (
            accessor.span.to(value.span),
            QueryCode::ContainsUndocumented { field: field() },
        ),
        _ => return,
    };
    complaints.push(Complaint::warning(span, code));
}
