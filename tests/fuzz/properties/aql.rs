//! Any text is a query or has mistakes with places in it, and a query can be printed and evaluated.

use crate::aql::{Accessor, Entity, Fact, Field, Functions, Record, Span, check, evaluate, parse};

/// Reads bytes as a query.
pub fn aql(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let length = text.chars().count();
    for entity in [Entity::TestCase, Entity::Launch, Entity::TestResult] {
        let complaints = check(&text, entity);
        assert!(
            complaints.is_sorted_by_key(|complaint| (complaint.span.start, complaint.span.end))
        );
        for complaint in complaints {
            let Span { start, end } = complaint.span;
            assert!(
                start <= end && end <= length,
                "{complaint:?} in {length} characters"
            );
        }
    }
    let query = match parse(&text) {
        Ok(query) => query,
        Err(complaints) => {
            assert!(!complaints.is_empty());
            return;
        }
    };
    let printed = query.to_string();
    let again = match parse(&printed) {
        Ok(again) => again,
        Err(complaints) => panic!("{printed:?} is no query: {complaints:?}"),
    };
    assert_eq!(again.to_string(), printed);
    let functions = Functions {
        now: 1_795_000_000_000,
        current_user: "tester".to_owned(),
    };
    assert_eq!(
        evaluate(&query, &Sample, &functions),
        evaluate(&again, &Sample, &functions),
        "{printed}"
    );
}

/// A record with a field of every kind, told by the length of its name.
struct Sample;

impl Record for Sample {
    fn values(&self, accessor: &Accessor) -> Field<'_> {
        let owner = Fact::Reference {
            id: -1,
            name: "tester",
        };
        match accessor.name.len() % 8 {
            0 => Field::One(None),
            1 => Field::One(Some(Fact::Text("Checkout"))),
            2 => Field::One(Some(Fact::Number(i64::MAX))),
            3 => Field::One(Some(Fact::Boolean(true))),
            4 => Field::One(Some(owner)),
            5 => Field::Many(Vec::new()),
            6 => Field::Many(vec![Fact::Text("smoke"), Fact::Number(7), owner]),
            _ => Field::Many(vec![Fact::Number(i64::MIN), Fact::Boolean(false)]),
        }
    }
}
