//! Recursive descent over the tokens. After a mistake it goes on with the next condition, so that one run
//! names them all.

use super::MAX_DEPTH;
use super::ast::{Accessor, Expr, Key, Span, Value, ValueKind};
use super::complaint::Complaint;
use super::lexer::{Token, TokenKind, tokenize};
use crate::diagnostic::{QueryCode, QueryToken};

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

    fn condition(&mut self, name: String) -> Result<Expr, Reported> {
        let start = self.span();
        self.at += 1;
        let key = if *self.peek() == TokenKind::OpenBracket {
            self.at += 1;
            Some(self.key()?)
        } else {
            None
        };
        let span = start.to(self.previous_span());
        self.comparison_of(Some(Accessor { name, key, span }))
    }

    fn key(&mut self) -> Result<Key, Reported> {
        let key = match self.peek().clone() {
            TokenKind::Text(name) => Key::Name(name),
            TokenKind::Number(id) => Key::Id(id),
            TokenKind::Identifier(word) | TokenKind::Word(word) => {
                self.report(QueryCode::KeyWithoutQuotes { key: word.clone() });
                Key::Name(word)
            }
            TokenKind::Bad => return Err(Reported),
            _ => return Err(self.report(QueryCode::KeyExpected)),
        };
        self.at += 1;
        if *self.peek() == TokenKind::CloseBracket {
            self.at += 1;
            return Ok(key);
        }
        if *self.peek() == TokenKind::Bad {
            return Err(Reported);
        }
        self.report(QueryCode::KeyNotClosed);
        // `cf["Epic" = "A"`: the rest of the condition is clear enough to go on.
        if matches!(self.peek(), TokenKind::Compare(_) | TokenKind::In) {
            Ok(key)
        } else {
            Err(Reported)
        }
    }

    /// The part behind the accessor; without an accessor it is read for its own mistakes only.
    fn comparison_of(&mut self, accessor: Option<Accessor>) -> Result<Expr, Reported> {
        if *self.peek() == TokenKind::Not && *self.peek_ahead(1) == TokenKind::In {
            let span = self.span().to(self.tokens[self.at + 1].span);
            let field = accessor.as_ref().map(|accessor| accessor.name.clone());
            self.complaints
                .push(Complaint::error(span, QueryCode::NotBehindField { field }));
            self.at += 1;
        }
        let expr = match self.peek().clone() {
            TokenKind::Compare(operator) => {
                self.at += 1;
                let value = self.value(accessor.as_ref())?;
                accessor.map(|accessor| Expr::Compare {
                    span: accessor.span.to(value.span),
                    accessor,
                    operator,
                    value,
                })
            }
            TokenKind::In => {
                self.at += 1;
                let values = self.list()?;
                accessor.map(|accessor| Expr::In {
                    span: accessor.span.to(self.previous_span()),
                    accessor,
                    values,
                })
            }
            TokenKind::Bad => return Err(Reported),
            _ => return Err(self.missing_operator(accessor.as_ref())),
        };
        Ok(expr.unwrap_or(Expr::Literal(true)))
    }

    fn missing_operator(&mut self, accessor: Option<&Accessor>) -> Reported {
        self.report(QueryCode::OperatorExpected {
            field: accessor.map(|accessor| accessor.name.clone()),
            has_key: accessor.is_some_and(|accessor| accessor.key.is_some()),
            found: self.found(),
        })
    }

    fn list(&mut self) -> Result<Vec<Value>, Reported> {
        let closing = match self.peek() {
            TokenKind::OpenBracket => TokenKind::CloseBracket,
            TokenKind::OpenParenthesis => {
                self.report(QueryCode::ListInParentheses);
                TokenKind::CloseParenthesis
            }
            TokenKind::Bad => return Err(Reported),
            _ => return Err(self.report(QueryCode::ListExpected)),
        };
        self.at += 1;
        let mut values = Vec::new();
        if *self.peek() == closing {
            self.at += 1;
            return Ok(values);
        }
        loop {
            if *self.peek() == closing {
                return Err(self.report(QueryCode::CommaAtEnd));
            }
            values.push(self.value(None)?);
            match self.peek() {
                TokenKind::Comma => self.at += 1,
                kind if *kind == closing => {
                    self.at += 1;
                    return Ok(values);
                }
                TokenKind::Bad => return Err(Reported),
                TokenKind::Text(_) | TokenKind::Number(_) | TokenKind::Boolean(_) => {
                    self.report(QueryCode::CommaMissing);
                }
                _ => return Err(self.report(QueryCode::ListNotClosed)),
            }
        }
    }

    fn value(&mut self, accessor: Option<&Accessor>) -> Result<Value, Reported> {
        let span = self.span();
        let kind = match self.peek().clone() {
            TokenKind::Text(text) => ValueKind::Text(text),
            TokenKind::Number(number) => ValueKind::Number(number),
            TokenKind::Boolean(boolean) => ValueKind::Boolean(boolean),
            TokenKind::Null => ValueKind::Null,
            TokenKind::Function(name) => ValueKind::Function(name),
            TokenKind::Identifier(name) if *self.peek_ahead(1) == TokenKind::OpenParenthesis => {
                self.report(QueryCode::FunctionWithArguments {
                    function: name.clone(),
                });
                while !matches!(self.peek(), TokenKind::CloseParenthesis | TokenKind::End) {
                    self.at += 1;
                }
                ValueKind::Function(name)
            }
            TokenKind::Identifier(_) | TokenKind::Word(_) => return Ok(self.unquoted()),
            TokenKind::Not if *self.peek_ahead(1) == TokenKind::Null => {
                let field = accessor
                    .map_or("field", |accessor| &accessor.name)
                    .to_owned();
                let span = span.to(self.tokens[self.at + 1].span);
                self.complaints
                    .push(Complaint::error(span, QueryCode::IsNot { field }));
                self.at += 1;
                ValueKind::Null
            }
            TokenKind::Bad => return Err(Reported),
            _ => {
                let found = self.found();
                return Err(self.report(QueryCode::ValueExpected { found }));
            }
        };
        self.at += 1;
        Ok(Value { kind, span })
    }

    /// Words where a value was due: a text that lacks its quotes.
    fn unquoted(&mut self) -> Value {
        let start = self.span();
        let mut words = Vec::new();
        while let TokenKind::Identifier(word) | TokenKind::Word(word) = self.peek().clone() {
            // `a = b c = 1`: the last word is the next field.
            if !words.is_empty() && self.next_is_operator() {
                break;
            }
            words.push(word);
            self.at += 1;
        }
        let text = words.join(" ");
        let span = start.to(self.previous_span());
        let code = QueryCode::TextWithoutQuotes { text: text.clone() };
        self.complaints.push(Complaint::error(span, code));
        Value {
            kind: ValueKind::Text(text),
            span,
        }
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

    fn next_is_operator(&self) -> bool {
        match self.peek_ahead(1) {
            TokenKind::Compare(_) | TokenKind::In | TokenKind::OpenBracket => true,
            TokenKind::Not => *self.peek_ahead(2) == TokenKind::In,
            _ => false,
        }
    }

    /// Goes to the `and`, `or` or `)` that ends the condition with the mistake.
    fn skip_to_next_condition(&mut self) {
        let mut open = 0_usize;
        loop {
            match self.peek() {
                TokenKind::End => return,
                TokenKind::And | TokenKind::Or | TokenKind::CloseParenthesis if open == 0 => return,
                TokenKind::OpenParenthesis => open += 1,
                TokenKind::CloseParenthesis => open = open.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
    }

    fn enter(&mut self) -> Result<(), Reported> {
        if self.depth == MAX_DEPTH {
            let reported = self.report(QueryCode::QueryTooDeep { limit: MAX_DEPTH });
            // What lies inside could only be misread.
            self.end_is_explained = true;
            self.at = self.tokens.len() - 1;
            return Err(reported);
        }
        self.depth += 1;
        Ok(())
    }

    fn report(&mut self, code: QueryCode) -> Reported {
        self.end_is_explained |= *self.peek() == TokenKind::End;
        self.complaints.push(Complaint::error(self.span(), code));
        Reported
    }

    fn found(&self) -> QueryToken {
        match self.peek() {
            TokenKind::Not => QueryToken::Not,
            TokenKind::OpenBracket => QueryToken::Bracket,
            TokenKind::OpenParenthesis => QueryToken::Parenthesis,
            TokenKind::Number(_) => QueryToken::Number,
            TokenKind::Text(_) | TokenKind::Word(_) => QueryToken::Text,
            _ => QueryToken::Other,
        }
    }

    fn peek(&self) -> &TokenKind {
        self.peek_ahead(0)
    }

    fn peek_ahead(&self, ahead: usize) -> &TokenKind {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + ahead).min(last)].kind
    }

    fn span(&self) -> Span {
        self.tokens[self.at.min(self.tokens.len() - 1)].span
    }

    fn previous_span(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }
}
