//! Queries as text, for the tests that read them again.

use std::fmt;

use super::ast::{Accessor, Expr, Key, Number, Operator, Quoted, Value, ValueKind};

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => write!(f, "{integer}"),
            Self::Decimal(decimal) => write!(f, "{decimal}"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ValueKind::Text(text) => write!(f, "{}", Quoted(text)),
            ValueKind::Number(number) => write!(f, "{number}"),
            ValueKind::Boolean(boolean) => write!(f, "{boolean}"),
            ValueKind::Null => f.write_str("null"),
            ValueKind::Function(name) => write!(f, "{name}()"),
        }
    }
}

impl fmt::Display for Accessor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.key {
            None => Ok(()),
            Some(Key::Name(name)) => write!(f, "[{}]", Quoted(name)),
            Some(Key::Id(id)) => write!(f, "[{id}]"),
        }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(value) => write!(f, "{value}"),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) => write!(f, "not ({inner})"),
                _ => write!(f, "not {inner}"),
            },
            Self::And(operands) => joined(f, operands, " and ", |operand| {
                matches!(operand, Self::And(_) | Self::Or(_))
            }),
            // No brackets that the text may not have had: they could be more than may be nested.
            Self::Or(operands) => joined(f, operands, " or ", |operand| {
                matches!(operand, Self::Or(_))
            }),
            Self::Compare {
                accessor,
                operator,
                value,
                span: _,
            } => write!(f, "{accessor} {} {value}", operator.sign()),
            Self::In {
                accessor,
                values,
                span: _,
            } => {
                write!(f, "{accessor} in [")?;
                for (index, value) in values.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{value}")?;
                }
                f.write_str("]")
            }
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    operands: &[Expr],
    word: &str,
    needs_brackets: fn(&Expr) -> bool,
) -> fmt::Result {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        if needs_brackets(operand) {
            write!(f, "({operand})")?;
        } else {
            write!(f, "{operand}")?;
        }
    }
    Ok(())
}

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Contains => "~=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
