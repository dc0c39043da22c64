//! Decides whether a record fits a query.
//!
//! Where the behaviour of TestOps is not published, the choice made here is named:
//!
//! * Texts are equal when they are equal letter by letter; `~=` ignores case.
//! * A field with many values fits `=`, `in`, `~=` and the ordering operators if any of its values does, and
//!   `!=` if none equals, so without values it fits `!=`.
//! * A field with one value that is empty fits `= null` alone, `!=` included.
//! * Values of different kinds are never equal. A reference is compared with a number by its id and with a
//!   text by its name.
//! * Ordering operators compare numbers only; anything else does not fit.
//! * `null` in a list fits nothing: the vendor's own evaluator has it so.

use super::ast::{Accessor, Expr, Number, Operator, Value, ValueKind};
use super::fields::FUNCTIONS;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Something that a query selects.
pub(crate) trait Record {
    /// What the record holds in this field. A field or key that nobody has is [`Field::Many`] without
    /// values.
    fn values(&self, accessor: &Accessor) -> Field<'_>;
}

/// What a record holds in one field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Field<'a> {
    /// A field that has one value or none.
    One(Option<Fact<'a>>),
    /// A field that has any number of values.
    Many(Vec<Fact<'a>>),
}

/// One value of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fact<'a> {
    /// A text.
    Text(&'a str),
    /// A number, or a point in time in milliseconds since 1970.
    Number(i64),
    /// Yes or no.
    Boolean(bool),
    /// An object that is named by its id as well as by its name.
    Reference {
        /// The id.
        id: i64,
        /// The name.
        name: &'a str,
    },
}

/// What the functions of a query stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Functions {
    /// `now()`, in milliseconds since 1970.
    pub now: i64,
    /// `currentUser()`: the caller's login.
    pub current_user: String,
}

impl Functions {
    /// Whether a function is documented.
    #[cfg(any(test, feature = "sandbox"))]
    pub(crate) fn knows(name: &str) -> bool {
        FUNCTIONS.contains(&name)
    }

    fn value(&self, name: &str) -> Option<Wanted<'_>> {
        match name {
            "now" => Some(Wanted::Number(Number::Integer(self.now))),
            "dayStartUtc" => Some(Wanted::Number(Number::Integer(
                self.now - self.now.rem_euclid(DAY),
            ))),
            "weekAgo" => Some(Wanted::Number(Number::Integer(self.now - 7 * DAY))),
            "currentUser" => Some(Wanted::Text(&self.current_user)),
            _ => None,
        }
    }
}

/// A value of the query, its functions resolved.
enum Wanted<'a> {
    Text(&'a str),
    Number(Number),
    Boolean(bool),
}

/// Whether `record` fits `expr`. A comparison with a function that is not documented does not fit.
pub(crate) fn evaluate(expr: &Expr, record: &impl Record, clock: &Functions) -> bool {
    match expr {
        Expr::Literal(value) => *value,
        Expr::Not(inner) => !evaluate(inner, record, clock),
        Expr::And(operands) => operands
            .iter()
            .all(|operand| evaluate(operand, record, clock)),
        Expr::Or(operands) => operands
            .iter()
            .any(|operand| evaluate(operand, record, clock)),
        Expr::Compare {
            accessor,
            operator,
            value,
            span: _,
        } => compare(&record.values(accessor), *operator, value, clock),
        Expr::In {
            accessor,
            values,
            span: _,
        } => {
            let field = record.values(accessor);
            values.iter().any(|value| {
                value.kind != ValueKind::Null && compare(&field, Operator::Equal, value, clock)
            })
        }
    }
}

fn compare(field: &Field<'_>, operator: Operator, value: &Value, clock: &Functions) -> bool {
    let (facts, is_many) = match field {
        Field::One(fact) => (fact.as_slice(), false),
        Field::Many(facts) => (facts.as_slice(), true),
    };
    let wanted = match &value.kind {
        ValueKind::Null => {
            return match operator {
                Operator::Equal => facts.is_empty(),
                Operator::NotEqual => !facts.is_empty(),
                _ => false,
            };
        }
        ValueKind::Text(text) => Wanted::Text(text),
        ValueKind::Number(number) => Wanted::Number(*number),
        ValueKind::Boolean(boolean) => Wanted::Boolean(*boolean),
        ValueKind::Function(name) => match clock.value(name) {
            Some(wanted) => wanted,
            None => return false,
        },
    };
    match operator {
        Operator::Equal => facts.iter().any(|fact| equal(fact, &wanted)),
        Operator::NotEqual => {
            (is_many || !facts.is_empty()) && !facts.iter().any(|fact| equal(fact, &wanted))
        }
        Operator::Contains => facts.iter().any(|fact| contains(fact, &wanted)),
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            facts.iter().any(|fact| ordered(fact, operator, &wanted))
        }
    }
}

fn equal(fact: &Fact<'_>, wanted: &Wanted<'_>) -> bool {
    match (fact, wanted) {
        (Fact::Text(fact) | Fact::Reference { name: fact, .. }, Wanted::Text(wanted)) => {
            fact == wanted
        }
        (
            Fact::Number(fact) | Fact::Reference { id: fact, .. },
            Wanted::Number(Number::Integer(wanted)),
        ) => fact == wanted,
        (Fact::Boolean(fact), Wanted::Boolean(wanted)) => fact == wanted,
        _ => false,
    }
}

fn contains(fact: &Fact<'_>, wanted: &Wanted<'_>) -> bool {
    match (fact, wanted) {
        (Fact::Text(fact) | Fact::Reference { name: fact, .. }, Wanted::Text(wanted)) => {
            fact.to_lowercase().contains(&wanted.to_lowercase())
        }
        _ => false,
    }
}

fn ordered(fact: &Fact<'_>, operator: Operator, wanted: &Wanted<'_>) -> bool {
    let (Fact::Number(fact) | Fact::Reference { id: fact, .. }, Wanted::Number(wanted)) =
        (fact, wanted)
    else {
        return false;
    };
    let order = match wanted {
        Number::Integer(wanted) => fact.cmp(wanted),
        #[expect(
            clippy::cast_precision_loss,
            reason = "ids and times stay far below 2^52"
        )]
        Number::Decimal(wanted) => (*fact as f64).total_cmp(wanted),
    };
    match operator {
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Equal | Operator::NotEqual | Operator::Contains => false,
    }
}
