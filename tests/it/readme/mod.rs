//! The README: its commands, files and links hold as they are there.

mod commands;
mod pasted;
mod text;

use std::fs;
use std::path::Path;

use crate::support::binary::railwright;
use text::{anchors, blocks, links};

const README: &str = include_str!("../../../README.md");

/// The block of a language that contains a text.
fn block(language: &str, containing: &str) -> &'static str {
    let found = blocks(README)
        .into_iter()
        .find(|block| block.language == language && block.code.contains(containing));
    found
        .unwrap_or_else(|| panic!("no {language} block contains {containing}"))
        .code
}

#[test]
fn every_block_says_its_language() {
    // Whatever is `text` is not checked.
    let known = ["console", "sh", "yaml", "json", "text"];
    for block in blocks(README) {
        let language = block.language;
        assert!(known.contains(&language), "{language:?}\n{}", block.code);
    }
}

#[test]
fn json_blocks_are_json() {
    for block in blocks(README) {
        if block.language == "json" {
            let read: serde_json::Result<serde_json::Value> = serde_json::from_str(block.code);
            assert!(read.is_ok(), "{read:?}\n{}", block.code);
        }
    }
}

#[test]
fn yaml_blocks_are_valid_manifests_or_pieces_of_them() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifests/base.yaml");
    for block in blocks(README) {
        if block.language != "yaml" {
            continue;
        }
        if block.code.contains("apiVersion:") {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("readme.yaml");
            fs::write(&path, block.code).unwrap();
            // Whatever the manifest refers to and does not hold itself.
            let base = base.to_str().unwrap();
            let output = railwright(folder.path()).run(&["validate", "readme.yaml", base]);
            assert_eq!(output.code, Some(0), "{}\n{output}", block.code);
        } else {
            let read: Result<yaml_serde::Value, _> = yaml_serde::from_str(block.code);
            assert!(read.is_ok(), "{read:?}\n{}", block.code);
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let anchors = anchors(README);
    let links = links(README);
    assert!(links.len() > 30, "{links:?}");
    for link in links {
        let leads_somewhere = match link.strip_prefix('#') {
            Some(anchor) => anchors.iter().any(|known| known == anchor),
            None => link.starts_with("https://") || root.join(link).exists(),
        };
        assert!(leads_somewhere, "{link}");
    }
}
