//! Words about AQL queries.

use super::quoted_list;
use crate::aql::Quoted;
use crate::diagnostic::{QueryCode, QueryToken};
use crate::render::words::conjoined;

const OPERATORS: &str = "the operators are `=`, `!=`, `~=`, `<`, `<=`, `>`, `>=` and `in`";

const FIELD_NAMES: &str = "names of fields are made of the letters A to Z and `_`";

/// What word processors and chats make of straight quotes.
const TYPOGRAPHIC_QUOTES: [char; 11] = ['“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»', '″'];

words! { QueryCode:
    TextNotClosed =>
        "this text is never closed", "end it with a double quote; inside a text a double quote is written `\\\"`";
    EscapeIncomplete =>
        "`\\u` needs exactly four hexadecimal digits", "write `\\u0041`, or the character itself";
    TextWithoutQuotes { text } => "a text needs double quotes", (format!("write {}", Quoted(text)));
    Comment => "AQL has no comments", "remove it; a manifest can hold comments outside the query";
    NotAnOperator { signs } => "`{signs}` is not an operator", (operator_instead(signs));
    ColonForEquals { field, word } =>
        "`:` is not an operator",
        (match word.as_str() {
            "" => "compare with `=`".to_owned(),
            word => format!("write `{field} = {}`", Quoted(word)),
        });
    UnexpectedCharacters { characters } =>
        (format!("unexpected `{}`", characters.escape_debug())),
        (match characters.as_str() {
            "-" => "a minus sign is followed by the digits of a number",
            "." => "a number begins with a digit: `0.5`",
            ";" => "a query is one condition and has no end sign",
            "'" | "`" => "a text needs double quotes",
            quote if quote.starts_with(TYPOGRAPHIC_QUOTES) => {
                "this is a typographic quote: write straight quotes, as in `tag = \"smoke\"`"
            }
            _ => "outside of a text in double quotes this sign means nothing",
        });
    ConditionExpected { found: QueryToken::Bracket } =>
        "expected a condition", "conditions are grouped with `(` and `)`; `[` and `]` hold a list after `in`";
    ConditionExpected { .. } =>
        "expected a condition", "a condition is a field, an operator and a value: `tag = \"smoke\"`";
    FunctionOnLeft =>
        "a function is not allowed on the left-hand side", "begin with the field: `createdDate < now()`";
    NotAFieldName { word } => "`{word}` is not the name of a field", (FIELD_NAMES);
    OperatorExpected { field, has_key, found } =>
        (match field {
            Some(field) => format!("expected an operator after `{field}`"),
            None => "expected an operator".to_owned(),
        }),
        (match found {
            QueryToken::Bracket if *has_key => "a field takes one key at most",
            QueryToken::Parenthesis => "a function is followed by `()` at once, on the right-hand side of an operator",
            QueryToken::Number => FIELD_NAMES,
            _ => OPERATORS,
        });
    ValueExpected { found: QueryToken::Not } =>
        "expected a value", "AQL has no `is not`: write `!=`, or `not` before the field";
    ValueExpected { found: QueryToken::Bracket } => "expected a value", "a list follows the operator `in`";
    ValueExpected { .. } =>
        "expected a value",
        "values are texts in double quotes, numbers, `true`, `false`, `null` and functions such as `now()`";
    IsNot { field } => "AQL has no `is not`", "write `{field} != null`";
    NotBehindField { field } =>
        "`not` belongs before the field",
        (format!("write `not {} in […]`", field.as_deref().unwrap_or("the field")));
    ConjunctionExpected { found: QueryToken::Text | QueryToken::Number } =>
        "expected `and` or `or`",
        "join the conditions with `and` or `or`; a double quote inside a text is written `\\\"`";
    ConjunctionExpected { .. } => "expected `and` or `or`", "join the conditions with `and` or `or`";
    KeywordOfSql { word } => "AQL has no `{word}`", "a query only selects; sorting and paging are no part of it";
    ListExpected => "expected a list after `in`", "write the values in square brackets: `in [\"a\", \"b\"]`";
    ListInParentheses => "a list needs square brackets", "write `in [ … ]`";
    CommaMissing => "expected `,` between two values", "add `,`";
    CommaAtEnd => "expected a value after `,`", "remove the last comma";
    ListNotClosed => "expected `,` or `]`", "close the list with `]`";
    KeyExpected =>
        "expected a key", "the key is a name in double quotes or an id: `cf[\"Epic\"]`, `cf[12]`";
    KeyWithoutQuotes { key } => "the key needs double quotes", (format!("write [{}]", Quoted(key)));
    KeyNotClosed => "expected `]` after the key", "add `]`";
    BracketNotClosed { opened_at } => "the bracket opened at character {opened_at} is never closed", "add `)`";
    BracketNotOpened => "this bracket was never opened", "remove it";
    QueryTooDeep { limit } =>
        "brackets and `not` are nested deeper than {limit} levels", "remove the brackets that change nothing";
    FunctionWithArguments { function } =>
        "a function takes no arguments", "write `{function}()`, without spaces";
    UnknownField { entity, field, instead: Some(instead), .. } =>
        "{entity} have no field `{field}`", "write `{instead}`";
    UnknownField { entity, field, owners, .. } if !owners.is_empty() =>
        "{entity} have no field `{field}`", (format!("only {} have it", conjoined(owners, "and")));
    UnknownField { entity, field, similar: Some(similar), .. } =>
        "{entity} have no field `{field}`", "did you mean `{similar}`?";
    UnknownField { entity, field, known, .. } =>
        "{entity} have no field `{field}`", (format!("the fields of {entity} are {}", known.join(", ")));
    FieldWithoutKey { field } =>
        "`{field}` needs a key",
        (match field.as_str() {
            "cf" => "write which custom field: `cf[\"Epic\"]`",
            "role" => "write which role: `role[\"Owner\"]`",
            _ => "write which variable: `ev[\"Browser\"]`",
        });
    FieldWithKey { field } => "`{field}` takes no key", "write `{field}` alone";
    FieldUndocumented { field, documented: Some(documented) } =>
        "`{field}` is not a documented field", "the documented one is `{documented}`";
    FieldUndocumented { field, documented: None } =>
        "`{field}` is no longer documented as a field", "remove it; deleted test cases are never selected";
    FunctionUndocumented { function, documented } =>
        "`{function}()` is not a documented function",
        (format!(
            "the documented ones are {}",
            quoted_list(documented.iter().map(|name| format!("{name}()")), "and")
        ));
    TimeAsText { field, text } =>
        "`{field}` is compared with a text",
        (format!(
            "write the time of {} as milliseconds since 1970 in UTC: `{field} > 1767225600000`",
            Quoted(text)
        ));
    ContainsUndocumented { field } =>
        "`~=` is not documented for `{field}`", "some servers refuse it; compare with `=` or `in`";
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
