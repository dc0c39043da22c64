//! Recursive descent over the tokens. After a mistake it goes on with the next condition, so that one run
//! names them all.

mod condition;
mod cursor;

use super::ast::Expr;
use super::complaint::Complaint;
use super::lexer::{Token, TokenKind, tokenize};
use crate::diagnostic::QueryCode;

/// Reads `text` as far as it can be read, and says what is wrong with it, sorted by place. Without
/// complaints the tree is the whole query.
pub(super) fn parse(text: &str) -> (Expr, Vec<Complaint>) {
    let mut complaints = Vec::new();
    let tokens = tokenize(text, &mut complaints);
    let end = tokens.last().map_or(0, |token| token.span.end);
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
        end_is_explained: complaints.iter().any(|complaint| complaint.span.end == end),
        complaints,
    };
    let expr = parser.query();
    let mut complaints = parser.complaints;
    complaints.sort_by_key(|complaint| (complaint.span.start, complaint.span.end));
    (expr, complaints)
}

/// The mistake is already among the complaints; the caller goes on behind it.
struct Reported;

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// The text ends inside something and a problem says so; whatever else is open there follows from it.
    end_is_explained: bool,
    complaints: Vec<Complaint>,
}

impl Parser {
    fn query(&mut self) -> Expr {
        if *self.peek() == TokenKind::End {
            return Expr::Literal(true);
        }
        self.conditions(false)
    }

    /// Conditions up to the end of the text or, in a group, up to its closing bracket.
    fn conditions(&mut self, in_group: bool) -> Expr {
        let mut parts = Vec::new();
        loop {
            match self.or() {
                Ok(expr) => parts.push(expr),
                Err(Reported) => self.skip_to_next_condition(),
            }
            if !self.goes_on(in_group) {
                break;
            }
        }
        // Only a query with mistakes has several parts here: a sound one is read whole by `or`.
        if parts.len() == 1 {
            parts.swap_remove(0)
        } else {
            Expr::And(parts)
        }
    }

    /// Reads what is between two conditions; `false` where there is no further one.
    fn goes_on(&mut self, in_group: bool) -> bool {
        loop {
            match self.peek() {
                TokenKind::End => return false,
                TokenKind::CloseParenthesis if in_group => return false,
                TokenKind::CloseParenthesis => {
                    self.report(QueryCode::BracketNotOpened);
                    while *self.peek() == TokenKind::CloseParenthesis {
                        self.at += 1;
                    }
                }
                TokenKind::And | TokenKind::Or => {
                    self.at += 1;
                    return *self.peek() != TokenKind::End;
                }
                _ => {
                    if !self.missing_conjunction() {
                        return true;
                    }
                    self.skip_to_next_condition();
                }
            }
        }
    }

    fn or(&mut self) -> Result<Expr, Reported> {
        self.joined(&TokenKind::Or, Self::and, Expr::Or)
    }

    fn and(&mut self) -> Result<Expr, Reported> {
        self.joined(&TokenKind::And, Self::not, Expr::And)
    }

    fn joined(
        &mut self,
        word: &TokenKind,
        operand: fn(&mut Self) -> Result<Expr, Reported>,
        join: fn(Vec<Expr>) -> Expr,
    ) -> Result<Expr, Reported> {
        let first = operand(self)?;
        if self.peek() != word {
            return Ok(first);
        }
        let mut operands = vec![first];
        while self.peek() == word {
            self.at += 1;
            operands.push(operand(self)?);
        }
        Ok(join(operands))
    }

    fn not(&mut self) -> Result<Expr, Reported> {
        // A loop, because a query may begin with any number of them.
        let mut negations = 0;
        while *self.peek() == TokenKind::Not {
            self.enter()?;
            negations += 1;
            self.at += 1;
        }
        let expr = self.primary();
        self.depth -= negations;
        let mut expr = expr?;
        for _ in 0..negations {
            expr = Expr::Not(Box::new(expr));
        }
        Ok(expr)
    }

    fn primary(&mut self) -> Result<Expr, Reported> {
        match self.peek().clone() {
            TokenKind::OpenParenthesis => self.group(),
            TokenKind::Boolean(value) => {
                self.at += 1;
                Ok(Expr::Literal(value))
            }
            TokenKind::Identifier(name) => self.condition(name),
            TokenKind::Word(word) if self.next_is_operator() => {
                self.report(QueryCode::NotAFieldName { word });
                self.at += 1;
                self.comparison_of(None)
            }
            TokenKind::Bad => Err(Reported),
            TokenKind::Function(_) => Err(self.report(QueryCode::FunctionOnLeft)),
            _ => {
                let found = self.found();
                Err(self.report(QueryCode::ConditionExpected { found }))
            }
        }
    }

    fn group(&mut self) -> Result<Expr, Reported> {
        let opening = self.span();
        self.enter()?;
        self.at += 1;
        let inner = self.conditions(true);
        self.depth -= 1;
        if *self.peek() == TokenKind::CloseParenthesis {
            self.at += 1;
        } else if !self.end_is_explained {
            self.end_is_explained = true;
            self.report(QueryCode::BracketNotClosed {
                opened_at: opening.start + 1,
            });
        }
        Ok(inner)
    }

    /// Reports what follows a complete condition, and whether to skip it: a keyword of another language is
    /// skipped, a new condition is read.
    fn missing_conjunction(&mut self) -> bool {
        match self.peek() {
            TokenKind::Bad => return true,
            TokenKind::Identifier(word)
                if matches!(
                    word.to_ascii_lowercase().as_str(),
                    "order" | "sort" | "limit" | "group"
                ) =>
            {
                let word = word.clone();
                self.report(QueryCode::KeywordOfSql { word });
                return true;
            }
            _ => {}
        }
        let starts_condition = matches!(
            self.peek(),
            TokenKind::Not | TokenKind::OpenParenthesis | TokenKind::Boolean(_)
        ) || (matches!(self.peek(), TokenKind::Identifier(_))
            && self.next_is_operator());
        let found = self.found();
        self.report(QueryCode::ConjunctionExpected { found });
        !starts_condition
    }
}
