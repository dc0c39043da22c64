//! Where the parser is among the tokens, and how it goes on after a mistake.

use super::{Parser, Reported};
use crate::aql::MAX_DEPTH;
use crate::aql::ast::Span;
use crate::aql::complaint::Complaint;
use crate::aql::lexer::TokenKind;
use crate::diagnostic::{QueryCode, QueryToken};

impl Parser {
    pub(super) fn next_is_operator(&self) -> bool {
        match self.peek_ahead(1) {
            TokenKind::Compare(_) | TokenKind::In | TokenKind::OpenBracket => true,
            TokenKind::Not => *self.peek_ahead(2) == TokenKind::In,
            _ => false,
        }
    }

    /// Goes to the `and`, `or` or `)` that ends the condition with the mistake.
    pub(super) fn skip_to_next_condition(&mut self) {
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

    pub(super) fn enter(&mut self) -> Result<(), Reported> {
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

    pub(super) fn report(&mut self, code: QueryCode) -> Reported {
        self.end_is_explained |= *self.peek() == TokenKind::End;
        self.complaints.push(Complaint::error(self.span(), code));
        Reported
    }

    pub(super) fn found(&self) -> QueryToken {
        match self.peek() {
            TokenKind::Not => QueryToken::Not,
            TokenKind::OpenBracket => QueryToken::Bracket,
            TokenKind::OpenParenthesis => QueryToken::Parenthesis,
            TokenKind::Number(_) => QueryToken::Number,
            TokenKind::Text(_) | TokenKind::Word(_) => QueryToken::Text,
            _ => QueryToken::Other,
        }
    }

    pub(super) fn peek(&self) -> &TokenKind {
        self.peek_ahead(0)
    }

    pub(super) fn peek_ahead(&self, ahead: usize) -> &TokenKind {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + ahead).min(last)].kind
    }

    pub(super) fn span(&self) -> Span {
        self.tokens[self.at.min(self.tokens.len() - 1)].span
    }

    pub(super) fn previous_span(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }
}
