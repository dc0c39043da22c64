//! What the grammar cannot know: which entity has which field, and what is doubtful about a value.

use super::ast::{Accessor, Expr, Operator, Quoted, Span, Value, ValueKind};
use super::evaluate::Functions;
use super::fields::{Entity, is_date, is_keyed};
use super::problem::Problem;
use crate::diagnostic::nearest_name;

/// Adds what is wrong or doubtful about the fields and values of `expr`.
pub(super) fn check(expr: &Expr, entity: Entity, problems: &mut Vec<Problem>) {
    expr.for_each_comparison(&mut |accessor, operator, values| {
        if field(accessor, entity, problems) {
            for value in values {
                self::value(accessor, operator, value, problems);
            }
        }
    });
}

/// Checks the field; `false` if it is wrong.
fn field(accessor: &Accessor, entity: Entity, problems: &mut Vec<Problem>) -> bool {
    let name = accessor.name.as_str();
    let start = accessor.span.start;
    let span = Span::new(start, start + name.chars().count());
    match (entity, name) {
        (Entity::TestCase, "automated") => {
            problems.push(
                Problem::warning(span, "`automated` is not a documented field")
                    .hinted("the documented one is `automation`"),
            );
            return true;
        }
        (Entity::TestCase, "deleted") => problems.push(
            Problem::warning(span, "`deleted` is no longer documented as a field")
                .hinted("remove it; deleted test cases are never selected"),
        ),
        _ => {}
    }
    if !entity.has(name) {
        let problem = Problem::error(span, format!("{} have no field `{name}`", entity.plural()));
        problems.push(problem.hinted(mend(accessor, entity)));
        return false;
    }
    match (&accessor.key, is_keyed(name)) {
        (None, true) => {
            let example = match name {
                "cf" => "write which custom field: `cf[\"Epic\"]`",
                "role" => "write which role: `role[\"Owner\"]`",
                _ => "write which variable: `ev[\"Browser\"]`",
            };
            problems.push(Problem::error(span, format!("`{name}` needs a key")).hinted(example));
            false
        }
        (Some(_), false) => {
            problems.push(
                Problem::error(accessor.span, format!("`{name}` takes no key"))
                    .hinted(format!("write `{name}` alone")),
            );
            false
        }
        _ => true,
    }
}

/// What to write instead of a field that `entity` does not have.
fn mend(accessor: &Accessor, entity: Entity) -> String {
    let name = accessor.name.as_str();
    let lower = name.to_ascii_lowercase();
    if let Some(spelling) = entity
        .fields()
        .iter()
        .find(|field| field.to_ascii_lowercase() == lower)
    {
        return format!("write `{spelling}`");
    }
    if let Some(instead) = synonym(&lower) {
        let field = instead.split('[').next().unwrap_or(instead);
        if entity.has(field) {
            return format!("write `{instead}`");
        }
    }
    if let Some(owners) = Entity::owners(name) {
        return format!("only {owners} have it");
    }
    match nearest_name(name, entity.fields().iter().copied()) {
        Some(field) => format!("did you mean `{field}`?"),
        None => format!(
            "the fields of {} are {}",
            entity.plural(),
            entity.fields().join(", ")
        ),
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

fn value(
    accessor: &Accessor,
    operator: Option<Operator>,
    value: &Value,
    problems: &mut Vec<Problem>,
) {
    match &value.kind {
        ValueKind::Function(name) if !Functions::knows(name) => problems.push(
            Problem::warning(
                value.span,
                format!("`{name}()` is not a documented function"),
            )
            .hinted(
                "the documented ones are `now()`, `dayStartUtc()`, `weekAgo()` and `currentUser()`",
            ),
        ),
        ValueKind::Text(text) if is_date(&accessor.name) => problems.push(
            Problem::warning(
                value.span,
                format!("`{}` is compared with a text", accessor.name),
            )
            .hinted(format!(
                "write the time of {} as milliseconds since 1970 in UTC: `{} > 1767225600000`",
                Quoted(text),
                accessor.name
            )),
        ),
        _ if operator == Some(Operator::Contains) && is_keyed(&accessor.name) => problems.push(
            Problem::warning(
                accessor.span.to(value.span),
                format!("`~=` is not documented for `{}`", accessor.name),
            )
            .hinted("some servers refuse it; compare with `=` or `in`"),
        ),
        _ => {}
    }
}
