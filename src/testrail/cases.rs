//! Reads the cases of a suite and keeps what is ours.

use std::collections::BTreeSet;

use super::client::Api;
use super::convert;
use super::pages::{self, Listing};
use super::wire::{self, Case, Flag, LIMIT};
use crate::http;
use crate::model::{
    AlmostMarked, CaseId, FieldName, FieldSpec, Identity, Observed, ObservedCase, SectionId,
    SuiteId, UnmarkedCase, Value,
};
use crate::testrail::CaseScope;

/// A row of a page: a case of ours, or the id of one that is not.
struct Row {
    id: u64,
    kept: Kept,
    almost_marked: Vec<AlmostMarked>,
}

enum Kept {
    Marked(ObservedCase),
    Unmarked(UnmarkedCase),
    Deleted,
}

/// Reads every page of the scope. With the names of fields that are evidence, cases of others are kept whole, too.
pub(super) async fn read_cases(
    api: &Api,
    scope: &CaseScope,
    identity: &Identity,
    fields: &[FieldSpec],
    evidence: Option<&[FieldName]>,
) -> Result<Observed, http::Error> {
    let (method, filter) = (method(scope), filter(scope));
    let listing = Listing {
        method: &method,
        filter: &filter,
        expected: "a page of cases",
        is_always_paged: true,
    };
    let decode = |body: &[u8]| decode_cases(body, identity, fields, evidence);
    let rows = pages::read_pages(api, listing, decode, |row| row.id).await?;
    let mut observed = Observed {
        fields: fields.iter().map(|spec| spec.name.clone()).collect(),
        evidence: evidence.unwrap_or_default().to_vec(),
        ..Observed::default()
    };
    for row in rows {
        observed.almost_marked.extend(row.almost_marked);
        match row.kept {
            Kept::Marked(case) => observed.cases.push(case),
            Kept::Unmarked(case) => observed.unmarked.push(case),
            Kept::Deleted => {}
        }
    }
    Ok(observed)
}

fn method(scope: &CaseScope) -> String {
    format!("get_cases/{}", scope.project_id)
}

fn filter(scope: &CaseScope) -> String {
    let CaseScope {
        project_id: _,
        suite_id: SuiteId(suite),
        section_id,
        created_after,
    } = scope;
    let section = section_id.map_or_else(String::new, |SectionId(id)| format!("&section_id={id}"));
    let after = created_after.map_or_else(String::new, |after| format!("&created_after={after}"));
    format!("&suite_id={suite}{section}{after}")
}

/// The cases on the first page and on the page that is the last one of so many.
pub(super) async fn first_and_last(
    api: &Api,
    scope: &CaseScope,
    listed: usize,
) -> Result<BTreeSet<CaseId>, http::Error> {
    let mut ids = BTreeSet::new();
    let method = method(scope);
    let last = listed.saturating_sub(1) / LIMIT * LIMIT;
    let offsets: BTreeSet<usize> = [0, last].into();
    for offset in offsets {
        let query = format!("{}&limit={LIMIT}&offset={offset}", filter(scope));
        let decode = |body: &[u8]| {
            let page = wire::page::<Case<'_>>(body)?;
            let there = page.items.iter().filter(|case| !is_deleted(case));
            let there = there.map(|case| case.required("id").map(CaseId));
            there.collect::<Result<Vec<CaseId>, _>>()
        };
        let page = api.get(&method, &query, "a page of cases", decode);
        ids.extend(page.await?);
    }
    Ok(ids)
}

/// Whether a case is there, in this suite.
pub(super) async fn is_in_suite(
    api: &Api,
    case: CaseId,
    suite: SuiteId,
) -> Result<bool, http::Error> {
    let method = format!("get_case/{}", case.0);
    let decode = |body: &[u8]| {
        let case: Case<'_> = serde_json::from_slice(body)?;
        let here = case.optional("suite_id").map(SuiteId);
        Ok(!is_deleted(&case) && here.is_none_or(|here| here == suite))
    };
    match api.get(&method, "", "a case", decode).await {
        Ok(is_there) => Ok(is_there),
        Err(error) if matches!(error.status(), Some(400 | 404)) => Ok(false),
        Err(error) => Err(error),
    }
}

fn is_deleted(case: &Case<'_>) -> bool {
    let deleted: Option<Flag> = case.optional("is_deleted");
    deleted.is_some_and(|flag| flag.0)
}

/// Reads some fields of one case.
pub(super) async fn read_case(
    api: &Api,
    case: CaseId,
    fields: &[&FieldSpec],
) -> Result<Vec<Value>, http::Error> {
    let method = format!("get_case/{}", case.0);
    let decode = |body: &[u8]| {
        let case: Case<'_> = serde_json::from_slice(body)?;
        let values = fields
            .iter()
            .map(|spec| convert::observed_value(&case, spec));
        values.collect::<Result<Vec<Value>, _>>()
    };
    api.get(&method, "", "a case", decode).await
}

/// Reads some fields of cases that are not ours, on the first page.
pub(super) async fn sample(
    api: &Api,
    scope: &CaseScope,
    identity: &Identity,
    fields: &[FieldSpec],
) -> Result<Vec<Vec<Value>>, http::Error> {
    let query = format!("{}&limit={LIMIT}&offset=0", filter(scope));
    let decode = |body: &[u8]| {
        let page = wire::page::<Case<'_>>(body)?;
        let theirs = page
            .items
            .iter()
            .filter(|case| !is_deleted(case) && convert::marks(case, identity).is_empty());
        let values = |case: &Case<'_>| {
            let values = fields.iter();
            values
                .map(|spec| convert::observed_value(case, spec))
                .collect()
        };
        theirs
            .map(values)
            .collect::<Result<Vec<Vec<Value>>, serde_json::Error>>()
    };
    api.get(&method(scope), &query, "a page of cases", decode)
        .await
}

/// The cases of ours on a page.
#[cfg(any(test, feature = "fuzz"))]
pub(super) fn marked_cases(
    body: &[u8],
    identity: &Identity,
    fields: &[FieldSpec],
) -> Result<Vec<ObservedCase>, serde_json::Error> {
    let page = decode_cases(body, identity, fields, None)?;
    let marked = page.items.into_iter().filter_map(|row| match row.kept {
        Kept::Marked(case) => Some(case),
        Kept::Unmarked(_) | Kept::Deleted => None,
    });
    Ok(marked.collect())
}

/// Decodes a page while its bytes are there, so that only what is kept is ever copied.
fn decode_cases(
    body: &[u8],
    identity: &Identity,
    fields: &[FieldSpec],
    evidence: Option<&[FieldName]>,
) -> Result<wire::Page<Row>, serde_json::Error> {
    let wire::Page { items, more } = wire::page::<Case<'_>>(body)?;
    let row = |case: &Case<'_>| {
        let id = case.required("id")?;
        let marked = convert::marks(case, identity);
        let almost_marked = if is_deleted(case) {
            Vec::new()
        } else {
            convert::almost_marked(case, CaseId(id), identity)
        };
        let kept = match (is_deleted(case), marked.is_empty()) {
            (true, _) => Kept::Deleted,
            (false, true) => Kept::Unmarked(convert::unmarked(case, fields, evidence)?),
            (false, false) => Kept::Marked(convert::observed(case, marked, fields)?),
        };
        Ok(Row {
            id,
            kept,
            almost_marked,
        })
    };
    Ok(wire::Page {
        items: items
            .iter()
            .map(row)
            .collect::<Result<_, serde_json::Error>>()?,
        more,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::model::{FieldKind, Markup};

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any::<f64>().prop_map(Json::from),
            "ALLURE-[0-9]{1,3}(,[a-zA-Z0-9 -]{0,9})?|.{0,9}".prop_map(Json::from),
        ];
        leaf.prop_recursive(2, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                (inner.clone(), inner)
                    .prop_map(|(content, id)| json!({"content": content, "shared_step_id": id})),
            ]
        })
    }

    proptest! {
        #[test]
        fn odd_values_of_odd_cases_never_stop_reading(
            refs in any_json(), field in any_json(), deleted in any_json(), updated in any_json(),
            type_name in prop::sample::select(vec!["String", "Dropdown", "Steps", "number 99"]),
        ) {
            let identity = Identity { field: FieldName::new("refs"), prefix: "ALLURE-".into() };
            let kind = FieldKind::new(type_name, Markup::Html);
            let fields = [FieldSpec { name: FieldName::new("custom_x"), kind }];
            let body = json!([{"id": 1, "title": "t", "section_id": 2, "refs": refs, "custom_x": field,
                "is_deleted": deleted, "updated_by": updated, "template_id": updated}]);
            let page = decode_cases(body.to_string().as_bytes(), &identity, &fields, None);
            prop_assert!(page.is_ok());
        }

        #[test]
        fn whatever_the_bytes_there_is_an_answer_or_an_error(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let identity = Identity { field: FieldName::new("refs"), prefix: String::new() };
            let _ = decode_cases(&body, &identity, &[], None);
        }
    }
}
