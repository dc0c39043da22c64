//! AQL, the query language of Allure TestOps: lexer, parser with spans, checks and evaluator.
//!
//! The grammar is the one of the vendor's own parser; what a server does with a well-formed query beyond
//! that is partly unpublished, so the checks refuse what is known to be wrong and warn of what is doubtful.
//! Every position counts characters (Unicode scalar values) from 0.

mod ast;
mod check;
mod complaint;
#[cfg(any(test, feature = "fuzz", feature = "sandbox"))]
mod evaluate;
mod fields;
mod lexer;
mod parser;
#[cfg(any(test, feature = "fuzz"))]
mod print;
#[cfg(test)]
mod tests;

#[cfg(any(test, feature = "sandbox"))]
pub(crate) use ast::{Key, Number, ValueKind};
pub(crate) use ast::{Quoted, Span};
pub(crate) use complaint::Complaint;
pub(crate) use fields::Entity;
#[cfg(any(test, feature = "fuzz", feature = "sandbox"))]
pub(crate) use {
    ast::{Accessor, Expr},
    evaluate::{Fact, Field, Functions, Record, evaluate},
};

/// How deep brackets and `not` may nest. TestOps publishes no limit; this one keeps every walk over the
/// tree within a thread's stack, and no query written by people comes near it.
pub(crate) const MAX_DEPTH: usize = 200;

/// Reads a query by the grammar alone, whatever its fields. A blank text selects everything.
///
/// On failure the complaints come sorted by their place; all of them are errors.
#[cfg(any(test, feature = "fuzz", feature = "sandbox"))]
pub(crate) fn parse(text: &str) -> Result<Expr, Vec<Complaint>> {
    let (expr, complaints) = parser::parse(text);
    if complaints.is_empty() {
        Ok(expr)
    } else {
        Err(complaints)
    }
}

/// Returns everything that is wrong or doubtful in a query over `entity`, sorted by its place: the grammar
/// and the fields that this entity has.
pub(crate) fn check(text: &str, entity: Entity) -> Vec<Complaint> {
    let (expr, mut complaints) = parser::parse(text);
    check::check(&expr, entity, &mut complaints);
    complaints.sort_by_key(|complaint| (complaint.span.start, complaint.span.end));
    complaints
}
