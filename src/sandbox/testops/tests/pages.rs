//! Pages are the list, whatever their size and order.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

fn many(count: usize) -> Testops {
    let cases: Vec<Value> = (0..count)
        .map(|n| {
            json!({
                "id": (n * 7919) % 100_003, "projectId": 7, "name": format!("case {}", n % 5),
                "createdDate": n % 3, "tags": ["a"],
            })
        })
        .collect();
    testops(&json!({"projects": [{"id": 7, "name": "Web Shop"}], "testCases": cases}))
}

/// All ids, by pages of one size.
fn walk(testops: &Testops, size: usize, sort: &str) -> Vec<i64> {
    let mut all = Vec::new();
    for number in 0.. {
        let address = format!(
            "/api/testcase/__search?projectId=7&rql=true&page={number}&size={size}&sort={sort}"
        );
        let page = read(testops, &address);
        all.extend(ids(&page));
        if page["last"] == true {
            break;
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn pages_of_any_size_are_the_whole_list(
        count in 0_usize..60,
        size in 1_usize..70,
        sort in prop::sample::select(&["id,ASC", "id,DESC", "name,ASC", "createdDate,DESC", "created_date", "nothing"][..]),
    ) {
        let testops = many(count);
        let whole = walk(&testops, 1000, sort);
        prop_assert_eq!(whole.len(), count);
        prop_assert_eq!(walk(&testops, size, sort), whole);
    }
}

#[test]
fn the_envelope_is_complete() {
    let mut page = read(
        &many(25),
        "/api/testcase/__search?projectId=7&rql=true&page=2",
    );
    page["content"] = json!(page["content"].as_array().unwrap().len());
    assert_snapshot!(page, @r#"{"content":5,"pageable":{"pageNumber":2,"pageSize":10,"offset":20,"sort":{"sorted":true,"unsorted":false,"empty":false},"paged":true,"unpaged":false},"number":2,"size":10,"numberOfElements":5,"totalElements":25,"totalPages":3,"first":false,"last":true,"empty":false,"sort":{"sorted":true,"unsorted":false,"empty":false}}"#);
}

#[test]
fn past_the_end_there_is_an_empty_last_page() {
    let testops = many(5);
    let page = read(
        &testops,
        "/api/testcase/__search?projectId=7&rql=true&page=9&size=5",
    );
    assert_eq!(
        (&page["empty"], &page["last"], &page["number"]),
        (&json!(true), &json!(true), &json!(9))
    );
    assert_eq!(page["totalElements"], 5);
    let nothing = read(&testops, "/api/testcase/__search?projectId=7&rql=false");
    assert_eq!(
        (&nothing["last"], &nothing["first"], &nothing["totalPages"]),
        (&json!(true), &json!(true), &json!(0))
    );
    let far = format!(
        "/api/testcase/__search?projectId=7&rql=true&page={}",
        usize::MAX
    );
    assert_eq!(read(&testops, &far)["empty"], true);
}

#[test]
fn a_size_is_clamped_and_nonsense_counts_as_absent() {
    let testops = many(1200);
    let size = |size: &str| {
        let page = read(
            &testops,
            &format!("/api/testcase/__search?projectId=7&rql=true&size={size}"),
        );
        (page["size"].as_u64().unwrap(), ids(&page).len())
    };
    assert_eq!(size("2000"), (1000, 1000));
    assert_eq!(size("0"), (10, 10));
    assert_eq!(size("-1"), (10, 10));
    assert_eq!(size("x"), (10, 10));
}

#[test]
fn several_orders_apply_one_after_another() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "testCases": [
            {"id": 1, "projectId": 7, "name": "b", "createdDate": 5},
            {"id": 2, "projectId": 7, "name": "a", "createdDate": 5},
            {"id": 3, "projectId": 7, "name": "a", "createdDate": 6},
        ],
    }));
    let sorted = |sort: &str| {
        ids(&read(
            &testops,
            &format!("/api/testcase/__search?projectId=7&rql=&{sort}"),
        ))
    };
    assert_eq!(sorted(""), [3, 2, 1]);
    assert_eq!(sorted("sort=name,ASC&sort=createdDate,DESC"), [3, 2, 1]);
    assert_eq!(sorted("sort=name&sort=id,desc"), [3, 2, 1]);
    assert_eq!(sorted("sort=created_date,asc"), [1, 2, 3]);
    assert_eq!(sorted("sort=name,createdDate,ASC"), [2, 3, 1]);
}
