//! AQL queries, as far as they can be judged without the server, and what the server refuses.

use serde::{Deserialize, Serialize};

codes! {
    QueryCode:
    "RW0501" TextNotClosed;
    "RW0502" EscapeIncomplete;
    "RW0503" TextWithoutQuotes { text: String };
    "RW0504" Comment;
    "RW0505" NotAnOperator { signs: String };
    "RW0506" ColonForEquals { field: String,
        /// Empty where blanks follow the colon.
        word: String };
    "RW0507" UnexpectedCharacters { characters: String };
    "RW0508" ConditionExpected { found: QueryToken };
    "RW0509" FunctionOnLeft;
    "RW0510" NotAFieldName { word: String };
    "RW0511" OperatorExpected { field: Option<String>, has_key: bool, found: QueryToken };
    "RW0512" ValueExpected { found: QueryToken };
    "RW0513" IsNot { field: String };
    "RW0514" NotBehindField { field: Option<String> };
    "RW0515" ConjunctionExpected { found: QueryToken };
    "RW0516" KeywordOfSql { word: String };
    "RW0517" ListExpected;
    "RW0518" ListInParentheses;
    "RW0519" CommaMissing;
    "RW0520" CommaAtEnd;
    "RW0521" ListNotClosed;
    "RW0522" KeyExpected;
    "RW0523" KeyWithoutQuotes { key: String };
    "RW0524" KeyNotClosed;
    "RW0525" BracketNotClosed {
        /// The character of the query, from 1.
        opened_at: usize };
    "RW0526" BracketNotOpened;
    "RW0527" QueryTooDeep { limit: usize };
    "RW0528" FunctionWithArguments { function: String };
    "RW0529" UnknownField { entity: String, field: String,
        /// How the field that is meant is written.
        instead: Option<String>, similar: Option<String>,
        /// What has the field.
        owners: Vec<String>, known: Vec<String> };
    "RW0530" FieldWithoutKey { field: String };
    "RW0531" FieldWithKey { field: String };
    "RW0532" FieldUndocumented { field: String, documented: Option<String> };
    "RW0533" FunctionUndocumented { function: String, documented: Vec<String> };
    "RW0534" TimeAsText { field: String, text: String };
    "RW0535" ContainsUndocumented { field: String };
}

/// What a query has where something else was due, as far as it matters for what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QueryToken {
    /// `not`.
    Not,
    /// `[`.
    Bracket,
    /// `(`.
    Parenthesis,
    /// A number.
    Number,
    /// A text in quotes, or a word that can be no name.
    Text,
    /// Anything else, or the end.
    Other,
}
