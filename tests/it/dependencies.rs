//! What is linked into the program: whoever hands it on has to be allowed to.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than to be named, or concern data only.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The packages that are built here, as `cargo metadata` lists them. Nothing is downloaded.
fn packages() -> Vec<Value> {
    let cargo = env!("CARGO");
    let version = output(cargo, &["--version", "--verbose"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let metadata = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--offline",
        "--filter-platform",
        host.unwrap(),
    ];
    let metadata: Value = serde_json::from_str(&output(cargo, &metadata)).unwrap();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let built: BTreeSet<&str> = nodes
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let built = packages.filter(|package| built.contains(package["id"].as_str().unwrap()));
    built.cloned().collect()
}

/// True where each part of an expression leaves the choice of an allowed licence.
fn is_allowed(expression: &str) -> bool {
    let is_known = |licence: &str| ALLOWED.contains(&licence.trim_matches([' ', '(', ')']));
    let mut parts = expression.split(" AND ");
    parts.all(|part| part.replace('/', " OR ").split(" OR ").any(is_known))
}

#[test]
fn every_dependency_may_be_handed_on_and_comes_from_the_registry() {
    let packages = packages();
    assert!(packages.len() > 100, "{}", packages.len());
    let complaints: Vec<String> = packages
        .iter()
        .filter_map(|package| {
            let licence = package["license"].as_str().unwrap_or("none");
            let is_ours = package["name"] == env!("CARGO_PKG_NAME");
            let is_fine = is_ours || package["source"] == REGISTRY;
            let (name, source) = (&package["name"], &package["source"]);
            (!is_fine || !is_allowed(licence)).then(|| format!("{name}: {licence}, {source}"))
        })
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn an_expression_is_judged_part_by_part() {
    assert!(is_allowed("(GPL-3.0 OR MIT) AND Unicode-3.0"));
    assert!(is_allowed("MIT/Apache-2.0"));
    assert!(!is_allowed("MIT AND GPL-3.0"));
    assert!(!is_allowed("AGPL-3.0 OR SSPL-1.0"));
    assert!(!is_allowed("none"));
}
