//! Pages: the envelope around lists, and the checks of `limit` and `offset`.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::error::ApiError;
use super::state::State;

const LARGEST_PAGE: usize = 250;

/// One page of a list below its key.
///
/// `items` must come in the list's order; only those of the page are rendered.
pub(super) fn page<T>(
    state: &State,
    call: &Call<'_>,
    key: &str,
    items: impl IntoIterator<Item = T>,
    render: impl Fn(T) -> Value,
) -> Result<Value, ApiError> {
    let (limit, offset) = bounds(call)?;
    if state.switches.before67 {
        // Only the lists that could grow without end were paged then, and only on request.
        let items = items.into_iter();
        return Ok(match key {
            "runs" | "plans" | "results" => items.skip(offset).take(limit).map(render).collect(),
            _ => items.map(render).collect(),
        });
    }
    let mut items = items.into_iter().skip(offset);
    let page: Vec<Value> = items.by_ref().take(limit).map(render).collect();
    let link = |offset: usize| {
        let shown_limit = if state.switches.zero_limit_links {
            0
        } else {
            limit
        };
        format!(
            "/api/v2/{}{}&limit={shown_limit}&offset={offset}",
            call.route,
            call.params.filters()
        )
    };
    let next = items.next().map(|_| link(offset + limit));
    let previous = (offset > 0).then(|| link(offset.saturating_sub(limit)));
    let mut envelope = Map::new();
    envelope.insert("offset".to_owned(), json!(offset));
    envelope.insert("limit".to_owned(), json!(limit));
    envelope.insert("size".to_owned(), json!(page.len()));
    envelope.insert(
        "_links".to_owned(),
        json!({ "next": next, "prev": previous }),
    );
    let list = if page.is_empty() && state.switches.null_lists {
        Value::Null
    } else {
        Value::Array(page)
    };
    envelope.insert(key.to_owned(), list);
    Ok(Value::Object(envelope))
}

fn bounds(call: &Call<'_>) -> Result<(usize, usize), ApiError> {
    let limit = match call.params.natural("limit")? {
        None => LARGEST_PAGE,
        Some(0) => return Err(ApiError::field("limit", "is too small (minimum 1)")),
        Some(limit) if limit > LARGEST_PAGE => {
            return Err(ApiError::field("limit", "is too large (maximum 250)"));
        }
        Some(limit) => limit,
    };
    Ok((limit, call.params.natural("offset")?.unwrap_or(0)))
}
