//! The tree of a query and its printed form.

use std::fmt;

/// A piece of the query's text, in characters from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Span {
    /// The first character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    pub(super) fn to(self, other: Self) -> Self {
        Self::new(self.start, other.end)
    }
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    /// `true` selects everything, `false` nothing.
    Literal(bool),
    /// `not …`
    Not(Box<Self>),
    /// Two or more conditions joined with `and`.
    And(Vec<Self>),
    /// Two or more conditions joined with `or`.
    Or(Vec<Self>),
    /// `field = value` and its kin.
    Compare {
        /// The field.
        accessor: Accessor,
        /// The comparison.
        operator: Operator,
        /// The right side.
        value: Value,
        /// The whole condition.
        span: Span,
    },
    /// `field in [value, …]`
    In {
        /// The field.
        accessor: Accessor,
        /// The list, possibly empty.
        values: Vec<Value>,
        /// The whole condition.
        span: Span,
    },
}

impl Expr {
    /// Calls `visit` with every accessor and each value that it is compared with.
    pub(crate) fn for_each_comparison<'a>(
        &'a self,
        visit: &mut dyn FnMut(&'a Accessor, Option<Operator>, &'a [Value]),
    ) {
        match self {
            Self::Literal(_) => {}
            Self::Not(inner) => inner.for_each_comparison(visit),
            Self::And(operands) | Self::Or(operands) => {
                for operand in operands {
                    operand.for_each_comparison(visit);
                }
            }
            Self::Compare {
                accessor,
                operator,
                value,
                span: _,
            } => visit(accessor, Some(*operator), std::slice::from_ref(value)),
            Self::In {
                accessor,
                values,
                span: _,
            } => visit(accessor, None, values),
        }
    }
}

/// A field, with a key where it is one of a family: `cf["Epic"]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Accessor {
    /// The field's name as written.
    pub name: String,
    /// What is in the brackets.
    pub key: Option<Key>,
    /// The name and the brackets.
    pub span: Span,
}

/// The key of an [`Accessor`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Key {
    /// A name: `cf["Epic"]`.
    Name(String),
    /// An id: `cf[-1]`.
    Id(Number),
}

/// A comparison of one field with one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=` or `is`
    Equal,
    /// `!=`
    NotEqual,
    /// `~=`
    Contains,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A value and where it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    /// The value.
    pub kind: ValueKind,
    /// Where it is.
    pub span: Span,
}

/// What a field can be compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ValueKind {
    /// A text, its escapes decoded.
    Text(String),
    /// A number.
    Number(Number),
    /// `true` or `false`
    Boolean(bool),
    /// `null` or `empty`: no value.
    Null,
    /// A function without arguments, by its name: `now()`.
    Function(String),
}

/// A number; a whole one is always an [`Integer`](Number::Integer) where it fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    /// A whole number, such as an id or a time.
    Integer(i64),
    /// Any other number.
    Decimal(f64),
}

impl Number {
    /// Reads `-12`, `3.14`, `5.`; `digits` must be of that form.
    pub(super) fn from_digits(digits: &str) -> Self {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if fraction.bytes().all(|digit| digit == b'0')
            && let Ok(integer) = whole.parse()
        {
            return Self::Integer(integer);
        }
        let decimal: f64 = digits.parse().unwrap_or(0.0);
        Self::Decimal(decimal.clamp(f64::MIN, f64::MAX))
    }
}

/// A text as AQL spells it.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for character in self.0.chars() {
            match character {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                other => write!(f, "{other}")?,
            }
        }
        f.write_str("\"")
    }
}
