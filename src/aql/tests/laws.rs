//! What holds for every text and every tree.

use proptest::prelude::*;

use crate::aql::ast::{Operator, Value};
use crate::aql::{Accessor, Entity, Expr, Key, MAX_DEPTH, Number, Span, ValueKind, check, parse};
use crate::diagnostic::QueryCode;

proptest! {
    #[test]
    fn a_printed_tree_reads_back_as_itself(expr in expr()) {
        let printed = expr.to_string();
        let parsed = parse(&printed).map(without_spans);
        prop_assert_eq!(parsed, Ok(expr), "{}", printed);
    }

    #[test]
    fn any_text_is_read_with_its_mistakes_inside_it(text in any::<String>()) {
        mistakes_lie_inside(&text)?;
    }

    #[test]
    fn any_row_of_tokens_is_read_with_its_mistakes_inside_it(
        tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..24),
        glue in prop::sample::select(&["", " "][..]),
    ) {
        mistakes_lie_inside(&tokens.join(glue))?;
    }

    #[test]
    fn every_span_is_what_it_names(expr in expr()) {
        let printed = expr.to_string();
        let parsed = parse(&printed).expect("a printed tree is a query");
        let characters: Vec<char> = printed.chars().collect();
        let slice = |span: Span| characters[span.start..span.end].iter().collect::<String>();
        parsed.for_each_comparison(&mut |accessor, _, values| {
            assert_eq!(slice(accessor.span), accessor.to_string());
            for value in values {
                assert_eq!(slice(value.span), value.to_string());
            }
        });
    }
}

#[test]
fn deep_nesting_is_refused_and_no_crash() {
    for opening in ["(", "not ", "! "] {
        let text = format!("{}true", opening.repeat(100_000));
        let complaints = parse(&text).unwrap_err();
        let too_deep = QueryCode::QueryTooDeep { limit: MAX_DEPTH };
        assert!(
            complaints
                .iter()
                .any(|complaint| complaint.code == too_deep),
            "{opening}"
        );
    }
    let text = format!("{}true{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert_eq!(parse(&text), Ok(Expr::Literal(true)));
}

#[test]
fn whatever_is_read_is_printed_with_no_more_brackets_than_it_had() {
    for opening in [
        "a = 1 or b = 2 and (",
        "not a = 1 and ((b = 2 or c = 3) and (",
    ] {
        let closing = ")".repeat(opening.matches('(').count() - opening.matches(')').count());
        let levels = MAX_DEPTH / closing.len() - 1;
        let text = format!("{}true{}", opening.repeat(levels), closing.repeat(levels));
        let printed = parse(&text).expect("a query").to_string();
        assert_eq!(
            parse(&printed).map(without_spans),
            parse(&text).map(without_spans)
        );
    }
}

#[test]
fn a_long_query_is_read_whole() {
    let ids: Vec<String> = (0..50_000).map(|id| format!("id = {id}")).collect();
    let Ok(Expr::Or(operands)) = parse(&ids.join(" or ")) else {
        panic!("not one `or`");
    };
    assert_eq!(operands.len(), 50_000);
}

const TOKENS: &[&str] = &[
    "tag", "cf", "and", "or", "not", "in", "is", "true", "null", "=", "!=", "~=", "==", "&&", "!",
    "(", ")", "[", "]", ",", "\"a\"", "\"", "'b'", "'", "-1", "2.5", "-", "now()", "now", ":", "ж",
    "//", "\\",
];

fn mistakes_lie_inside(text: &str) -> Result<(), TestCaseError> {
    let length = text.chars().count();
    for entity in [Entity::TestCase, Entity::Launch, Entity::TestResult] {
        for complaint in check(text, entity) {
            let Span { start, end } = complaint.span;
            prop_assert!(start <= end && end <= length, "{complaint:?}");
        }
    }
    match parse(text) {
        Ok(_) => {}
        Err(complaints) => prop_assert!(!complaints.is_empty()),
    }
    Ok(())
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Expr::Literal),
        (accessor(), operator(), value()).prop_map(|(accessor, operator, value)| Expr::Compare {
            accessor,
            operator,
            value,
            span: Span::default(),
        }),
        (accessor(), prop::collection::vec(value(), 0..4)).prop_map(|(accessor, values)| {
            Expr::In {
                accessor,
                values,
                span: Span::default(),
            }
        }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
            several.clone().prop_map(Expr::And),
            several.prop_map(Expr::Or),
        ]
    })
}

fn accessor() -> impl Strategy<Value = Accessor> {
    let key = prop_oneof![
        any::<String>().prop_map(Key::Name),
        number().prop_map(Key::Id),
    ];
    (name(), prop::option::of(key)).prop_map(|(name, key)| Accessor {
        name,
        key,
        span: Span::default(),
    })
}

fn name() -> impl Strategy<Value = String> {
    let keywords = [
        "and", "or", "not", "in", "is", "true", "false", "null", "empty",
    ];
    "[A-Za-z_]{1,8}".prop_filter("a keyword", move |name| {
        !keywords.contains(&name.to_ascii_lowercase().as_str())
    })
}

fn operator() -> impl Strategy<Value = Operator> {
    prop::sample::select(vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::Contains,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
    ])
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<String>().prop_map(ValueKind::Text),
        number().prop_map(ValueKind::Number),
        any::<bool>().prop_map(ValueKind::Boolean),
        Just(ValueKind::Null),
        name().prop_map(ValueKind::Function),
    ]
    .prop_map(|kind| Value {
        kind,
        span: Span::default(),
    })
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::Integer),
        (any::<i32>(), 1..100_u8).prop_map(|(whole, fraction)| {
            Number::from_digits(&format!("{whole}.{fraction:02}"))
        }),
    ]
}

/// A tree as if nobody had written it down.
fn without_spans(expr: Expr) -> Expr {
    let bare = Span::default();
    let accessor_of = |accessor: Accessor| Accessor {
        span: bare,
        ..accessor
    };
    let value_of = |value: Value| Value {
        span: bare,
        ..value
    };
    match expr {
        Expr::Literal(value) => Expr::Literal(value),
        Expr::Not(inner) => Expr::Not(Box::new(without_spans(*inner))),
        Expr::And(operands) => Expr::And(operands.into_iter().map(without_spans).collect()),
        Expr::Or(operands) => Expr::Or(operands.into_iter().map(without_spans).collect()),
        Expr::Compare {
            accessor,
            operator,
            value,
            span: _,
        } => Expr::Compare {
            accessor: accessor_of(accessor),
            operator,
            value: value_of(value),
            span: bare,
        },
        Expr::In {
            accessor,
            values,
            span: _,
        } => Expr::In {
            accessor: accessor_of(accessor),
            values: values.into_iter().map(value_of).collect(),
            span: bare,
        },
    }
}
