//! Cuts a query into tokens, and recovers from what is not a token so that all complaints come at once.

use super::ast::{Number, Operator, Span};
use super::complaint::Complaint;
use crate::diagnostic::QueryCode;

/// A token and where it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    And,
    Or,
    Not,
    In,
    Boolean(bool),
    Null,
    Identifier(String),
    /// A word that is no identifier: digits, dots, other scripts. Reported by the parser, which knows
    /// whether a field or a value was due.
    Word(String),
    Function(String),
    Text(String),
    Number(Number),
    Compare(Operator),
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    Comma,
    /// What is no token at all; already reported.
    Bad,
    /// The end of the text.
    End,
}

/// Cuts `text`; the last token is always [`TokenKind::End`].
pub(super) fn tokenize(text: &str, complaints: &mut Vec<Complaint>) -> Vec<Token> {
    let mut lexer = Lexer {
        characters: text.chars().collect(),
        at: 0,
        tokens: Vec::new(),
        complaints,
    };
    lexer.run();
    lexer.tokens
}

struct Lexer<'a> {
    characters: Vec<char>,
    at: usize,
    tokens: Vec<Token>,
    complaints: &'a mut Vec<Complaint>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(character) = self.peek(0) {
            match character {
                ' ' | '\t' | '\n' | '\r' | '\u{c}' => self.at += 1,
                '(' => self.sign(TokenKind::OpenParenthesis),
                ')' => self.sign(TokenKind::CloseParenthesis),
                '[' => self.sign(TokenKind::OpenBracket),
                ']' => self.sign(TokenKind::CloseBracket),
                ',' => self.sign(TokenKind::Comma),
                '"' => self.text(),
                '\'' => self.single_quoted(),
                '/' if self.peek(1) == Some('/') => self.comment(),
                ':' if self.follows_identifier() => self.shorthand(),
                '0'..='9' => self.number(),
                '-' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => self.number(),
                _ if is_operator_sign(character) => self.operator(),
                _ if starts_word(character) => self.word(),
                _ => self.unexpected(),
            }
        }
        let end = self.characters.len();
        self.tokens.push(Token {
            kind: TokenKind::End,
            span: Span::new(end, end),
        });
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn slice(&self, start: usize, end: usize) -> String {
        self.characters[start..end].iter().collect()
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = Span::new(start, self.at);
        self.tokens.push(Token { kind, span });
    }

    fn sign(&mut self, kind: TokenKind) {
        self.at += 1;
        self.push(kind, self.at - 1);
    }

    /// Complains about what has been read since `start`.
    fn complain(&mut self, start: usize, code: QueryCode) {
        let span = Span::new(start, self.at);
        self.complaints.push(Complaint::error(span, code));
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&keep) {
            self.at += 1;
        }
    }

    fn text(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut decoded = String::new();
        loop {
            match self.peek(0) {
                None => {
                    self.complain(start, QueryCode::TextNotClosed);
                    break;
                }
                Some('"') => {
                    self.at += 1;
                    break;
                }
                Some('\\') => self.escape(&mut decoded),
                Some(other) => {
                    decoded.push(other);
                    self.at += 1;
                }
            }
        }
        self.push(TokenKind::Text(decoded), start);
    }

    fn escape(&mut self, decoded: &mut String) {
        let start = self.at;
        self.at += 1;
        let Some(character) = self.peek(0) else {
            return;
        };
        self.at += 1;
        match character {
            'n' => decoded.push('\n'),
            't' => decoded.push('\t'),
            'r' => decoded.push('\r'),
            'u' => self.unicode_escape(start, decoded),
            other => decoded.push(other),
        }
    }

    fn unicode_escape(&mut self, start: usize, decoded: &mut String) {
        let Some(unit) = self.four_hex_digits() else {
            return self.complain(start, QueryCode::EscapeIncomplete);
        };
        // The vendor's parser works on UTF-16, where a character beyond the first plane is two escapes.
        if (0xd800..0xdc00).contains(&unit)
            && self.peek(0) == Some('\\')
            && self.peek(1) == Some('u')
        {
            let before = self.at;
            self.at += 2;
            if let Some(low) = self.four_hex_digits()
                && let Some(Ok(character)) = char::decode_utf16([unit, low]).next()
            {
                decoded.push(character);
                return;
            }
            self.at = before;
        }
        decoded.push(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
    }

    fn four_hex_digits(&mut self) -> Option<u16> {
        let end = (self.at + 4).min(self.characters.len());
        let digits = self.slice(self.at, end);
        if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.at = end;
        u16::from_str_radix(&digits, 16).ok()
    }

    fn single_quoted(&mut self) {
        let start = self.at;
        let closing = self.characters[start + 1..]
            .iter()
            .position(|&character| character == '\'');
        let Some(length) = closing else {
            return self.unexpected();
        };
        let text = self.slice(start + 1, start + 1 + length);
        self.at = start + length + 2;
        self.complain(start, QueryCode::TextWithoutQuotes { text: text.clone() });
        self.push(TokenKind::Text(text), start);
    }

    fn comment(&mut self) {
        let start = self.at;
        self.skip_while(|character| character != '\n');
        self.complain(start, QueryCode::Comment);
    }

    /// Whether the character here touches an identifier on its left.
    fn follows_identifier(&self) -> bool {
        self.tokens.last().is_some_and(|token| {
            token.span.end == self.at && matches!(token.kind, TokenKind::Identifier(_))
        })
    }

    /// `tag:word`, as the search boxes of other products have it.
    fn shorthand(&mut self) {
        let start = self.at;
        let field = match self.tokens.last().map(|token| &token.kind) {
            Some(TokenKind::Identifier(name)) => name.clone(),
            _ => String::new(),
        };
        self.at += 1;
        let word_start = self.at;
        self.skip_while(|character| {
            !character.is_whitespace() && !matches!(character, '(' | ')' | '[' | ']' | ',' | '"')
        });
        let word = self.slice(word_start, self.at);
        let span = Span::new(start, start + 1);
        let code = QueryCode::ColonForEquals {
            field,
            word: word.clone(),
        };
        self.complaints.push(Complaint::error(span, code));
        self.tokens.push(Token {
            kind: TokenKind::Compare(Operator::Equal),
            span,
        });
        if !word.is_empty() {
            self.push(TokenKind::Text(word), word_start);
        }
    }

    fn number(&mut self) {
        let start = self.at;
        self.at += 1;
        self.skip_while(|character| character.is_ascii_digit());
        if self.peek(0) == Some('.') {
            self.at += 1;
            self.skip_while(|character| character.is_ascii_digit());
        }
        let number = Number::from_digits(&self.slice(start, self.at));
        self.push(TokenKind::Number(number), start);
    }

    fn operator(&mut self) {
        let start = self.at;
        self.skip_while(is_operator_sign);
        let signs = self.slice(start, self.at);
        let known = match signs.as_str() {
            "=" => Some(Operator::Equal),
            "!=" => Some(Operator::NotEqual),
            "~=" => Some(Operator::Contains),
            "<" => Some(Operator::Less),
            "<=" => Some(Operator::LessOrEqual),
            ">" => Some(Operator::Greater),
            ">=" => Some(Operator::GreaterOrEqual),
            _ => None,
        };
        if let Some(operator) = known {
            return self.push(TokenKind::Compare(operator), start);
        }
        let kind = foreign_operator(&signs);
        self.complain(start, QueryCode::NotAnOperator { signs });
        self.push(kind, start);
    }

    fn word(&mut self) {
        let start = self.at;
        // After an operator or in a list a word is an unquoted value, and those contain colons.
        let in_value = self.tokens.last().is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Compare(_) | TokenKind::OpenBracket | TokenKind::Comma
            )
        });
        while let Some(character) = self.peek(0) {
            let joins =
                matches!(character, '.' | '-' | '@' | '/') || (in_value && character == ':');
            let joined = joins && self.peek(1).is_some_and(char::is_alphanumeric);
            if !(joined || continues_word(character)) {
                break;
            }
            self.at += 1;
        }
        let word = self.slice(start, self.at);
        let is_identifier = word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        if !is_identifier {
            return self.push(TokenKind::Word(word), start);
        }
        let kind = match word.to_ascii_lowercase().as_str() {
            "and" => TokenKind::And,
            "or" => TokenKind::Or,
            "not" => TokenKind::Not,
            "in" => TokenKind::In,
            "is" => TokenKind::Compare(Operator::Equal),
            "true" => TokenKind::Boolean(true),
            "false" => TokenKind::Boolean(false),
            "null" | "empty" => TokenKind::Null,
            _ if self.peek(0) == Some('(') && self.peek(1) == Some(')') => {
                self.at += 2;
                TokenKind::Function(word)
            }
            _ => TokenKind::Identifier(word),
        };
        self.push(kind, start);
    }

    fn unexpected(&mut self) {
        let start = self.at;
        self.at += 1;
        self.skip_while(|character| {
            !character.is_whitespace()
                && !character.is_ascii_digit()
                && !starts_word(character)
                && !is_operator_sign(character)
                && !matches!(character, '(' | ')' | '[' | ']' | ',' | '"' | '\'' | '-')
        });
        let characters = self.slice(start, self.at);
        self.complain(start, QueryCode::UnexpectedCharacters { characters });
        self.push(TokenKind::Bad, start);
    }
}

fn is_operator_sign(character: char) -> bool {
    matches!(character, '=' | '!' | '~' | '<' | '>' | '&' | '|')
}

fn starts_word(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn continues_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// What was most likely meant by an operator of another language.
fn foreign_operator(signs: &str) -> TokenKind {
    TokenKind::Compare(match signs {
        "==" | "===" => Operator::Equal,
        "<>" | "!==" | "=!" => Operator::NotEqual,
        "=>" => Operator::GreaterOrEqual,
        "=<" => Operator::LessOrEqual,
        "~" | "~~" | "=~" | "!~" | "!~=" => Operator::Contains,
        "&&" | "&" => return TokenKind::And,
        "||" | "|" => return TokenKind::Or,
        "!" => return TokenKind::Not,
        _ => return TokenKind::Bad,
    })
}
