//! Words about AQL queries.

use super::Words;
use crate::aql::Quoted;
use crate::diagnostic::{QueryCode, QueryToken};
use crate::render::words::conjoined;

const OPERATORS: &str = "the operators are `=`, `!=`, `~=`, `<`, `<=`, `>`, `>=` and `in`";

const FIELD_NAMES: &str = "names of fields are made of the letters A to Z and `_`";

#[expect(clippy::too_many_lines, reason = "a table, one row for each code")]
pub(super) fn words(code: &QueryCode) -> Words {
    match code {
        QueryCode::TextNotClosed => Words::new(
            "this text is never closed",
            "end it with a double quote; inside a text a double quote is written `\\\"`",
        ),
        QueryCode::EscapeIncomplete => Words::new(
            "`\\u` needs exactly four hexadecimal digits",
            "write `\\u0041`, or the character itself",
        ),
        QueryCode::TextWithoutQuotes { text } => Words::new(
            "a text needs double quotes",
            format!("write {}", Quoted(text)),
        ),
        QueryCode::Comment => Words::new(
            "AQL has no comments",
            "remove it; a manifest can hold comments outside the query",
        ),
        QueryCode::NotAnOperator { signs } => Words::new(
            format!("`{signs}` is not an operator"),
            operator_instead(signs),
        ),
        QueryCode::ColonForEquals { field, word } => Words::new(
            "`:` is not an operator",
            match word.as_str() {
                "" => "compare with `=`".to_owned(),
                word => format!("write `{field} = {}`", Quoted(word)),
            },
        ),
        QueryCode::UnexpectedCharacters { characters } => Words::new(
            format!("unexpected `{}`", characters.escape_debug()),
            match characters.as_str() {
                "-" => "a minus sign is followed by the digits of a number",
                "." => "a number begins with a digit: `0.5`",
                ";" => "a query is one condition and has no end sign",
                "'" | "`" => "a text needs double quotes",
                _ => "outside of a text in double quotes this sign means nothing",
            },
        ),
        QueryCode::ConditionExpected { found } => Words::new(
            "expected a condition",
            match found {
                QueryToken::Bracket => {
                    "conditions are grouped with `(` and `)`; `[` and `]` hold a list after `in`"
                }
                _ => "a condition is a field, an operator and a value: `tag = \"smoke\"`",
            },
        ),
        QueryCode::FunctionOnLeft => Words::new(
            "a function is not allowed on the left-hand side",
            "begin with the field: `createdDate < now()`",
        ),
        QueryCode::NotAFieldName { word } => {
            Words::new(format!("`{word}` is not the name of a field"), FIELD_NAMES)
        }
        QueryCode::OperatorExpected {
            field,
            has_key,
            found,
        } => Words::new(
            match field {
                Some(field) => format!("expected an operator after `{field}`"),
                None => "expected an operator".to_owned(),
            },
            match found {
                QueryToken::Bracket if *has_key => "a field takes one key at most",
                QueryToken::Parenthesis => {
                    "a function is followed by `()` at once, on the right-hand side of an operator"
                }
                QueryToken::Number => FIELD_NAMES,
                _ => OPERATORS,
            },
        ),
        QueryCode::ValueExpected { found } => Words::new(
            "expected a value",
            match found {
                QueryToken::Not => "AQL has no `is not`: write `!=`, or `not` before the field",
                QueryToken::Bracket => "a list follows the operator `in`",
                _ => {
                    "values are texts in double quotes, numbers, `true`, `false`, `null` and functions such as `now()`"
                }
            },
        ),
        QueryCode::IsNot { field } => {
            Words::new("AQL has no `is not`", format!("write `{field} != null`"))
        }
        QueryCode::NotBehindField { field } => Words::new(
            "`not` belongs before the field",
            format!(
                "write `not {} in […]`",
                field.as_deref().unwrap_or("the field")
            ),
        ),
        QueryCode::ConjunctionExpected { found } => Words::new(
            "expected `and` or `or`",
            match found {
                QueryToken::Text | QueryToken::Number => {
                    "join the conditions with `and` or `or`; a double quote inside a text is written `\\\"`"
                }
                _ => "join the conditions with `and` or `or`",
            },
        ),
        QueryCode::KeywordOfSql { word } => Words::new(
            format!("AQL has no `{word}`"),
            "a query only selects; sorting and paging are no part of it",
        ),
        QueryCode::ListExpected => Words::new(
            "expected a list after `in`",
            "write the values in square brackets: `in [\"a\", \"b\"]`",
        ),
        QueryCode::ListInParentheses => {
            Words::new("a list needs square brackets", "write `in [ … ]`")
        }
        QueryCode::CommaMissing => Words::new("expected `,` between two values", "add `,`"),
        QueryCode::CommaAtEnd => Words::new("expected a value after `,`", "remove the last comma"),
        QueryCode::ListNotClosed => Words::new("expected `,` or `]`", "close the list with `]`"),
        QueryCode::KeyExpected => Words::new(
            "expected a key",
            "the key is a name in double quotes or an id: `cf[\"Epic\"]`, `cf[12]`",
        ),
        QueryCode::KeyWithoutQuotes { key } => Words::new(
            "the key needs double quotes",
            format!("write [{}]", Quoted(key)),
        ),
        QueryCode::KeyNotClosed => Words::new("expected `]` after the key", "add `]`"),
        QueryCode::BracketNotClosed { opened_at } => Words::new(
            format!("the bracket opened at character {opened_at} is never closed"),
            "add `)`",
        ),
        QueryCode::BracketNotOpened => Words::new("this bracket was never opened", "remove it"),
        QueryCode::QueryTooDeep { limit } => Words::new(
            format!("brackets and `not` are nested deeper than {limit} levels"),
            "remove the brackets that change nothing",
        ),
        QueryCode::FunctionWithArguments { function } => Words::new(
            "a function takes no arguments",
            format!("write `{function}()`, without spaces"),
        ),
        QueryCode::UnknownField {
            entity,
            field,
            instead,
            similar,
            owners,
            known,
        } => Words::new(
            format!("{entity} have no field `{field}`"),
            match (instead, similar) {
                (Some(instead), _) => format!("write `{instead}`"),
                _ if !owners.is_empty() => format!("only {} have it", conjoined(owners, "and")),
                (None, Some(similar)) => format!("did you mean `{similar}`?"),
                (None, None) => format!("the fields of {entity} are {}", known.join(", ")),
            },
        ),
        QueryCode::FieldWithoutKey { field } => Words::new(
            format!("`{field}` needs a key"),
            match field.as_str() {
                "cf" => "write which custom field: `cf[\"Epic\"]`",
                "role" => "write which role: `role[\"Owner\"]`",
                _ => "write which variable: `ev[\"Browser\"]`",
            },
        ),
        QueryCode::FieldWithKey { field } => Words::new(
            format!("`{field}` takes no key"),
            format!("write `{field}` alone"),
        ),
        QueryCode::FieldUndocumented { field, documented } => match documented {
            Some(documented) => Words::new(
                format!("`{field}` is not a documented field"),
                format!("the documented one is `{documented}`"),
            ),
            None => Words::new(
                format!("`{field}` is no longer documented as a field"),
                "remove it; deleted test cases are never selected",
            ),
        },
        QueryCode::FunctionUndocumented {
            function,
            documented,
        } => {
            let documented: Vec<String> = documented
                .iter()
                .map(|name| format!("`{name}()`"))
                .collect();
            Words::new(
                format!("`{function}()` is not a documented function"),
                format!("the documented ones are {}", conjoined(&documented, "and")),
            )
        }
        QueryCode::TimeAsText { field, text } => Words::new(
            format!("`{field}` is compared with a text"),
            format!(
                "write the time of {} as milliseconds since 1970 in UTC: `{field} > 1767225600000`",
                Quoted(text)
            ),
        ),
        QueryCode::ContainsUndocumented { field } => Words::new(
            format!("`~=` is not documented for `{field}`"),
            "some servers refuse it; compare with `=` or `in`",
        ),
    }
}

/// How AQL says what was most likely meant by an operator of another language.
fn operator_instead(signs: &str) -> &'static str {
    match signs {
        "==" | "===" => "write `=`",
        "<>" | "!==" | "=!" => "write `!=`",
        "=>" => "write `>=`",
        "=<" => "write `<=`",
        "~" | "~~" | "=~" => "write `~=`",
        "!~" | "!~=" => "write `not` before the field and `~=` after it",
        "&&" | "&" => "write `and`",
        "||" | "|" => "write `or`",
        "!" => "write `not` before the condition",
        _ => OPERATORS,
    }
}
