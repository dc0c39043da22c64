mod attaching;
mod reading;
mod results;
mod runs;
mod users;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::http::testing::{Reply, Seen, Server};
use crate::http::{Limits, Secret, Tls};
use crate::model::{
    CaseId, DesiredCase, FieldKind, FieldName, FieldSpec, Identity, Markup, SectionId, SuiteId,
    Value,
};

const KEY: &str = "s3cr3t-api-key";

fn testrail(server: &Server) -> TestRail {
    TestRail::new(TestRailSettings {
        endpoint: server.url.clone(),
        username: "sync@example.com".into(),
        api_key: Secret::new(KEY),
        tls: Tls::default(),
        limits: Arc::new(Limits::new(MAX_IN_FLIGHT)),
        timeout: Duration::from_mins(1),
        markup: Markup::Html,
    })
    .expect("an adapter")
}

fn identity() -> Identity {
    Identity {
        field: FieldName::new("refs"),
        prefix: "ALLURE-".into(),
    }
}

/// The method and what follows, without the address.
fn asked(server: &Server) -> Vec<String> {
    let short = |line: String| line.replace("/index.php?/api/v2/", "");
    server.lines().into_iter().map(short).collect()
}

fn method(seen: &Seen) -> &str {
    let (_, method) = seen.line.split_once("/api/v2/").expect("an API call");
    method
}

fn no_such_method() -> Reply {
    Reply::json(404, r#"{"error":"Unknown method"}"#)
}

fn fields() -> Vec<FieldSpec> {
    let field = |(name, type_name)| FieldSpec {
        name: FieldName::new(name),
        kind: FieldKind::new(type_name, Markup::Html),
    };
    [
        ("title", "title"),
        ("custom_preconds", "Text"),
        ("custom_status", "Dropdown"),
        ("custom_steps_separated", "Steps"),
        ("refs", "refs"),
        ("template_id", "template_id"),
    ]
    .map(field)
    .into()
}
