//! Nothing twice and nothing lost: every kind of request of cases, launches and files, lost, late, refused, short, or the
//! last one before the process dies, with the state directory and without.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::cells::{Cell, Fault, cells};
use super::shop::{Kind, Outcome, Shop};
use super::tally::Tally;
use crate::support::binary::Output;
use crate::support::matrix::{Job as _, Server, for_each, set_faults};
use crate::support::sandbox::Request;

/// Of the whole matrix every so many-th cell is in the sample. A prime, so that it meets all faults.
const STRIDE: usize = 37;

/// How often an apply in peace may still say that something is open.
const PATIENCE: usize = 3;

#[test]
fn a_sample_of_requests_fails_and_nothing_is_twice_or_lost() {
    run(STRIDE);
}

#[test]
#[ignore = "takes minutes: tests/soak/run"]
fn every_request_fails_in_every_way_and_nothing_is_twice_or_lost() {
    run(1);
}

fn run(stride: usize) {
    let mut all = Vec::new();
    let mut expected = BTreeMap::new();
    for kind in [Kind::New, Kind::OneByOne, Kind::Grown] {
        let (outcome, of_kind) = undisturbed(kind);
        all.extend(of_kind);
        expected.insert(kind, outcome);
    }
    let chosen: Vec<Cell> = all.into_iter().step_by(stride).collect();
    let tally = Tally::of(chosen.len());
    for_each(chosen, |cell| {
        let ended = disturbed(&cell, &expected[&cell.kind]);
        let met = ended.map(|how| [(format!("{}: {how}", cell.fault), 1)].into());
        tally.add(met.map_err(|story| format!("{cell}\n{story}")));
    });
    tally.end("cells");
}

/// What an apply ends with when nothing fails, and the cells about its requests.
fn undisturbed(kind: Kind) -> (Outcome, Vec<Cell>) {
    let shop = Shop::new(kind);
    let servers = [Server::TestRail, Server::TestOps];
    let before = servers.map(|server| journal(&shop, server).len());
    let applied = apply(&shop);
    assert_eq!(applied.code, Some(0), "{applied}");
    let of = |(server, before): (Server, usize)| {
        let seen = journal(&shop, server).split_off(before);
        cells(kind, server, &seen)
    };
    let mut all: Vec<Cell> = servers.into_iter().zip(before).flat_map(of).collect();
    if kind == Kind::OneByOne {
        // What is read is read as in a new shop.
        all.retain(|cell| cell.call.is_write() && cell.server == Server::TestRail);
    }
    (shop.outcome(), all)
}

/// Applies while a request fails and then in peace, and says how that went, or what is wrong in the end.
fn disturbed(cell: &Cell, expected: &Outcome) -> Result<&'static str, String> {
    let shop = Shop::new(cell.kind);
    if !cell.keeps_state {
        shop.forget();
    }
    let begun = Instant::now();
    set_faults(
        shop.sandbox(cell.server),
        cell.server,
        &json!([cell.fault.at(&cell.call)]),
    );
    let first = if cell.fault.kills() {
        killed(&shop, cell)?;
        None
    } else {
        Some(apply(&shop))
    };
    set_faults(shop.sandbox(cell.server), cell.server, &json!([]));
    let mut story = first
        .as_ref()
        .map_or_else(|| "killed".to_owned(), Output::to_string);
    let mut code = first.and_then(|output| output.code);
    if !cell.keeps_state {
        wait_for_what_is_late(cell.fault, begun);
        shop.forget();
    }
    let how = match code {
        Some(0) => "overcome at once",
        Some(_) => "done by the next apply",
        None => "done by another process",
    };
    // What a list of TestOps lacked once is not lost, and comes with the next apply.
    let may_lack = matches!(cell.fault, Fault::Short(_)) && cell.server == Server::TestOps;
    for nth in 0..PATIENCE {
        if code == Some(0) && !(may_lack && nth == 0) {
            break;
        }
        let output = apply(&shop);
        code = output.code;
        story = format!("{story}\n\nthen\n{output}");
    }
    wait_for_what_is_late(cell.fault, begun);
    if shop.outcome() != *expected {
        let found = shop.outcome();
        return Err(format!("{story}\n\nis {found:#?}\n\nand not {expected:#?}"));
    }
    if code != Some(0) {
        return Err(format!("never done: {story}"));
    }
    let before = shop.testrail().writes();
    let again = apply(&shop);
    if again.code != Some(0) || shop.testrail().writes() != before {
        return Err(format!("{story}\n\nand not settled\n{again}"));
    }
    Ok(how)
}

/// Nobody can know of a write that lands after all that is known of it is gone.
fn wait_for_what_is_late(fault: Fault, begun: Instant) {
    if let Fault::Late(ms) = fault {
        // It began some time after the apply did.
        let landed = Duration::from_millis(ms) + Duration::from_secs(2);
        thread::sleep(landed.saturating_sub(begun.elapsed()));
    }
}

fn apply(shop: &Shop) -> Output {
    // As long as the command itself waits.
    shop.railwright()
        .env("RAILWRIGHT_SETTLE", "10")
        .run(&["apply", "manifests", "--yes"])
}

/// Applies and kills the process when it waits for the answer that never comes.
fn killed(shop: &Shop, cell: &Cell) -> Result<(), String> {
    let seen = || cell.call.matches(&journal(shop, cell.server));
    let wanted = seen() + cell.call.after + 1;
    let mut process = shop.railwright().spawn(&["apply", "manifests", "--yes"]);
    let patience = Instant::now() + Duration::from_mins(1);
    let mut reached = false;
    while !reached && Instant::now() < patience && process.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(20));
        reached = seen() >= wanted;
    }
    process.kill().unwrap();
    process.wait().unwrap();
    if reached {
        Ok(())
    } else {
        Err("the request never came".to_owned())
    }
}

fn journal(shop: &Shop, server: Server) -> Vec<Request> {
    match server {
        Server::TestOps => shop.testops().testops_journal(),
        Server::TestRail => shop.testrail().testrail_journal(),
    }
}
