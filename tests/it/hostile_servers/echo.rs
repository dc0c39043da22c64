//! Servers that send back what they were sent: no secret is in what is printed or kept.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::raw::{Asked, Raw, answer};
use crate::support::binary::Output;
use crate::support::world::{World, testops, testrail};

/// A key that looks different in every encoding.
const KEY: &str = "k/e+y=\"ü%25&<2>";

/// What the sandbox takes.
const SANDBOX_KEY: &str = "sandbox-testrail-key";
const SANDBOX_TOKEN: &str = "sandbox-testops-token";

const EVERY_COMMAND: [&[&str]; 5] = [
    &["plan", "manifests"],
    &["plan", "manifests", "--format", "json"],
    &["plan", "manifests", "--format", "markdown"],
    &["check", "manifests"],
    &["apply", "manifests", "--yes"],
];

fn percent_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn header(asked: &Asked) -> String {
    let request = String::from_utf8_lossy(&asked.bytes);
    let header = request
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("authorization: "));
    header.map_or_else(String::new, |header| {
        header["authorization: ".len()..].to_owned()
    })
}

/// All that a request holds, in every form.
fn echo(asked: &Asked) -> String {
    let request = String::from_utf8_lossy(&asked.bytes);
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let header = header(asked);
    let decoded = header
        .strip_prefix("Basic ")
        .map(|digits| String::from_utf8(STANDARD.decode(digits).unwrap()).unwrap())
        .unwrap_or_default();
    let encoded = percent_encoded(&decoded);
    format!(
        "{decoded} {encoded} {header} {body} {}",
        STANDARD.encode(&*request)
    )
}

/// The forms of a secret that are in no text.
fn forms(secret: &str) -> Vec<String> {
    let json = serde_json::to_string(secret).unwrap();
    vec![
        secret.to_owned(),
        percent_encoded(secret),
        json.trim_matches('"').to_owned(),
        STANDARD.encode(secret).trim_end_matches('=').to_owned(),
    ]
}

fn is_without(text: &str, secrets: &[&str]) {
    for form in secrets.iter().flat_map(|secret| forms(secret)) {
        assert!(!text.contains(&form), "{form} in {text}");
    }
}

/// What was printed, and all that is kept.
fn everything(world: &World, output: &Output) -> String {
    let mut everything = format!("{output}\n{}", output.stdout_raw);
    let kept = world.path().join(".railwright");
    for entry in fs::read_dir(kept).into_iter().flatten().flatten() {
        everything.push_str(&fs::read_to_string(entry.path()).unwrap());
    }
    everything
}

#[test]
fn the_key_is_not_shown_by_any_command_when_testrail_sends_the_request_back() {
    let ways: [fn(&Asked) -> Vec<u8>; 4] = [
        |asked| {
            answer(
                "400 Bad Request",
                &["Content-Type: application/json"],
                json!({"error": echo(asked)}).to_string().as_bytes(),
            )
        },
        |asked| {
            answer(
                "403 Forbidden",
                &["Content-Type: application/json"],
                json!({"error": echo(asked)}).to_string().as_bytes(),
            )
        },
        |asked| {
            answer(
                "404 Not Found",
                &["Content-Type: text/plain"],
                echo(asked).as_bytes(),
            )
        },
        |asked| {
            let location = format!(
                "Location: https://elsewhere.example.com/{}",
                percent_encoded(&echo(asked))
            );
            answer("302 Found", &[&location], b"")
        },
    ];
    for way in ways {
        let world = World::new();
        let server =
            Raw::start(move |asked, stream| std::io::Write::write_all(stream, &way(asked)));
        for command in EVERY_COMMAND {
            let output = world
                .railwright()
                .env("TESTRAIL_URL", server.url())
                .env("TESTRAIL_API_KEY", KEY)
                .env("RAILWRIGHT_LOG", "debug")
                .run(&[command, &["-vv"]].concat());
            assert_ne!(output.code, Some(0), "{output}");
            let user = world.sandbox.variable("TESTRAIL_USERNAME");
            let basic = STANDARD.encode(format!("{user}:{KEY}"));
            is_without(&everything(&world, &output), &[KEY, &basic]);
        }
        assert!(server.connections() > 0);
    }
}

#[test]
fn neither_token_of_testops_is_shown_when_it_sends_the_request_back() {
    for refuse_exchange in [true, false] {
        let world = World::new();
        let sandbox = world.sandbox.variable("TESTOPS_URL").to_owned();
        let bearers = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&bearers);
        let server = Raw::start(move |asked, stream| {
            let is_exchange = asked.line.contains("oauth/token");
            let sent = if is_exchange && !refuse_exchange {
                asked.forwarded(&sandbox)
            } else {
                seen.lock().unwrap().push(header(asked));
                let words = json!({"message": echo(asked), "error_description": echo(asked)});
                answer(
                    "400 Bad Request",
                    &["Content-Type: application/json"],
                    words.to_string().as_bytes(),
                )
            };
            std::io::Write::write_all(stream, &sent)
        });
        for command in EVERY_COMMAND {
            let output = world
                .railwright()
                .env("TESTOPS_URL", server.url())
                .env("RAILWRIGHT_LOG", "debug")
                .run(&[command, &["-vv"]].concat());
            assert_ne!(output.code, Some(0), "{output}");
            let everything = everything(&world, &output);
            is_without(&everything, &[SANDBOX_TOKEN]);
            for bearer in bearers.lock().unwrap().iter() {
                if let Some(token) = bearer.strip_prefix("Bearer ") {
                    is_without(&everything, &[token]);
                }
            }
        }
        let has_bearer = bearers
            .lock()
            .unwrap()
            .iter()
            .any(|header| header.starts_with("Bearer "));
        assert_eq!(has_bearer, !refuse_exchange);
    }
}

#[test]
fn the_key_is_neither_in_the_report_nor_in_the_ledger_when_a_write_is_refused_with_it() {
    let world = World::new();
    let sandbox = world.sandbox.variable("TESTRAIL_URL").to_owned();
    let server = Raw::start(move |asked, stream| {
        let sent = if asked.line.starts_with("POST") {
            let words = json!({"error": echo(asked)});
            answer(
                "400 Bad Request",
                &["Content-Type: application/json"],
                words.to_string().as_bytes(),
            )
        } else {
            asked.forwarded(&sandbox)
        };
        std::io::Write::write_all(stream, &sent)
    });
    let output = world.railwright().env("TESTRAIL_URL", server.url()).run(&[
        "apply",
        "manifests",
        "--yes",
        "-vv",
    ]);
    assert_eq!(output.code, Some(6), "{output}");
    let everything = everything(&world, &output);
    assert!(everything.contains("***"), "{everything}");
    is_without(&everything, &[SANDBOX_KEY]);
}

#[test]
fn the_key_is_in_no_plan_that_is_shown_or_saved_when_a_case_holds_it() {
    let mut target = testrail();
    target["cases"] = json!([{
        "id": 501, "section_id": 310, "refs": "ALLURE-4711",
        "title": format!("old {SANDBOX_KEY}"),
        "custom_preconds": format!("<p>{}</p>", percent_encoded(SANDBOX_KEY)),
    }]);
    let world = World::with(&testops(), &target);
    let mut shown = String::new();
    for format in ["text", "json", "markdown"] {
        let output =
            world
                .railwright()
                .run(&["plan", "manifests", "--format", format, "--out", "p.json"]);
        assert_eq!(output.code, Some(0), "{output}");
        is_without(&everything(&world, &output), &[SANDBOX_KEY]);
        shown.push_str(&output.stdout);
    }
    assert!(shown.contains("old ***"), "{shown}");
    let saved = |path: &Path| fs::read_to_string(path).unwrap();
    is_without(&saved(&world.path().join("p.json")), &[SANDBOX_KEY]);
    let output = world
        .railwright()
        .run(&["apply", "manifests", "--plan", "p.json", "--yes"]);
    is_without(&everything(&world, &output), &[SANDBOX_KEY]);
}
