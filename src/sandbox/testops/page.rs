//! Pages: which rows a call asks for, in which order, and the envelope around them.

use std::cmp::Ordering;

use serde::Serialize;

use super::call::Call;

/// How many rows a page has if the call does not say.
const DEFAULT_SIZE: usize = 10;

/// How many rows a page has at most; a larger size is reduced without a word.
const LARGEST_SIZE: usize = 1000;

/// What a row can be sorted by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SortKey<'a> {
    Number(i64),
    Text(&'a str),
}

/// A row of a list.
pub(super) trait Row {
    fn id(&self) -> i64;

    /// The value of a property, `None` for one that has no order here. Both spellings of dates arrive as `createdDate`.
    fn key(&self, property: &str) -> Option<SortKey<'_>>;
}

impl<T: Row> Row for &T {
    fn id(&self) -> i64 {
        (**self).id()
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        (**self).key(property)
    }
}

/// A page of rows with the envelope of Spring Data.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<T> {
    content: Vec<T>,
    pageable: Pageable,
    number: usize,
    size: usize,
    number_of_elements: usize,
    total_elements: usize,
    total_pages: usize,
    first: bool,
    last: bool,
    empty: bool,
    sort: Sort,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Pageable {
    page_number: usize,
    page_size: usize,
    offset: usize,
    sort: Sort,
    paged: bool,
    unpaged: bool,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Sort {
    sorted: bool,
    unsorted: bool,
    empty: bool,
}

/// Sorts `rows` as the call asks, or by `default`, and shows the page that it asks for.
///
/// Rows that are equal in every property of the order are sorted by id, so that pages never overlap. A property
/// that has no order is passed over; what TestOps does with one is not known.
pub(super) fn page<R: Row, T>(
    call: &Call,
    default: &str,
    mut rows: Vec<R>,
    show: impl Fn(&R) -> T,
) -> Page<T> {
    let orders = orders(call, default);
    rows.sort_by(|one, other| {
        orders
            .iter()
            .map(|order| order.compare(one, other))
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| one.id().cmp(&other.id()))
    });
    let number = whole(call, "page").unwrap_or(0);
    let size = whole(call, "size")
        .filter(|size| *size > 0)
        .unwrap_or(DEFAULT_SIZE)
        .min(LARGEST_SIZE);
    let offset = number.saturating_mul(size);
    let content: Vec<T> = rows.iter().skip(offset).take(size).map(show).collect();
    let sort = Sort {
        sorted: !orders.is_empty(),
        unsorted: orders.is_empty(),
        empty: orders.is_empty(),
    };
    let total_pages = rows.len().div_ceil(size);
    Page {
        pageable: Pageable {
            page_number: number,
            page_size: size,
            offset,
            sort,
            paged: true,
            unpaged: false,
        },
        number,
        size,
        number_of_elements: content.len(),
        total_elements: rows.len(),
        total_pages,
        first: number == 0,
        last: number.saturating_add(1) >= total_pages,
        empty: content.is_empty(),
        sort,
        content,
    }
}

struct Order {
    property: String,
    descending: bool,
}

impl Order {
    fn compare(&self, one: &impl Row, other: &impl Row) -> Ordering {
        let ordering = one.key(&self.property).cmp(&other.key(&self.property));
        if self.descending {
            ordering.reverse()
        } else {
            ordering
        }
    }
}

fn orders(call: &Call, default: &str) -> Vec<Order> {
    let mut asked: Vec<&str> = call
        .all("sort")
        .filter(|order| !order.trim().is_empty())
        .collect();
    if asked.is_empty() {
        asked.push(default);
    }
    asked
        .into_iter()
        .flat_map(|order| {
            let mut properties: Vec<&str> = order.split(',').map(str::trim).collect();
            let descending = match properties.last() {
                Some(last) if last.eq_ignore_ascii_case("desc") => true,
                Some(last) if last.eq_ignore_ascii_case("asc") => false,
                _ => {
                    properties.push("ASC");
                    false
                }
            };
            properties.pop();
            properties.into_iter().map(move |property| Order {
                property: camel_case(property),
                descending,
            })
        })
        .collect()
}

/// `created_date` is how the searches of launches and results spell `createdDate`.
fn camel_case(property: &str) -> String {
    let mut words = property.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.extend(letters);
    }
    camel
}

/// A number that is absent or wrong counts as not given, as Spring has it.
fn whole(call: &Call, name: &str) -> Option<usize> {
    call.parameter(name)?.trim().parse().ok()
}
