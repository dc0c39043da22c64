//! One condition: a field, an operator and its values.

use super::{Parser, Reported};
use crate::aql::ast::{Accessor, Expr, Key, Value, ValueKind};
use crate::aql::complaint::Complaint;
use crate::aql::lexer::TokenKind;
use crate::diagnostic::QueryCode;

impl Parser {
    pub(super) fn condition(&mut self, name: String) -> Result<Expr, Reported> {
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
    pub(super) fn comparison_of(&mut self, accessor: Option<Accessor>) -> Result<Expr, Reported> {
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
}
