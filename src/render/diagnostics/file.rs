//! Words about files of manifests.

use super::Words;
use crate::diagnostic::{FileCode, Unreadable};

pub(super) fn words(code: &FileCode) -> Words {
    match code {
        FileCode::FileUnreadable { reason } => match reason {
            Unreadable::NotFound => Words::new(
                "there is no such file or folder",
                "check the path; it starts at the current folder",
            ),
            Unreadable::PermissionDenied => Words::new(
                "this may not be read: permission denied",
                "give the user that runs railwright the right to read it",
            ),
            Unreadable::Other(system) => {
                Words::new(format!("this cannot be read: {system}"), "check the path")
            }
        },
        FileCode::NeitherFileNorFolder => Words::new(
            "this is neither a file nor a folder",
            "name a manifest or a folder of manifests",
        ),
        FileCode::NoManifests => Words::new(
            "this folder holds no manifests",
            "name a folder that holds *.yaml or *.yml files; hidden folders are skipped",
        ),
        FileCode::FileTooLarge { mebibytes } => Words::new(
            format!("this file is larger than {mebibytes} MiB"),
            "manifests are small: is this one of them? Otherwise divide it",
        ),
        FileCode::NotUtf8 => Words::new("this file is not UTF-8 from here on", "save it as UTF-8"),
        FileCode::NulCharacter => Words::new(
            "this file holds a NUL character",
            "is it a manifest? If so, save it as UTF-8 text",
        ),
        FileCode::NoDocuments => Words::new(
            "this file holds no documents",
            "declare something in it, or remove it",
        ),
        FileCode::NotYaml { parser } => {
            Words::new(format!("this is not YAML: {parser}"), yaml_help(parser))
        }
        FileCode::NestedTooDeep { limit } => Words::new(
            format!("this is nested deeper than {limit} levels"),
            "no manifest needs more than ten; is a bracket missing?",
        ),
        FileCode::TooMuchInFile => Words::new(
            "there is too much in this file",
            "divide it; is it a manifest at all?",
        ),
        FileCode::TooManyAliases { expanded } => Words::new(
            if *expanded {
                "the aliases here expand to too much"
            } else {
                "there are too many aliases"
            },
            "write the values out where they are used",
        ),
        FileCode::UnknownAnchor => Words::new(
            "there is no anchor of this name",
            "declare it before with `&name`; text that begins with `*` needs quotes",
        ),
        FileCode::AliasOfItself => Words::new("this alias refers to itself", "write the value out"),
        FileCode::MergeKey => Words::new(
            "merge keys (`<<`) are not supported",
            "write the keys out; an alias can replace a whole value",
        ),
        FileCode::KeyNotText => Words::new(
            "a key has to be text",
            "write a word before the colon; put it in quotes if it looks like something else",
        ),
        FileCode::Tag => Words::new(
            "tags are not supported",
            "remove the tag; a value comes from the environment by `{env: NAME}`",
        ),
    }
}

/// What helps, by a word of the parser's message; the first that fits.
fn yaml_help(parser: &str) -> &'static str {
    const HELP: [(&str, &str); 5] = [
        ("tab", "indent with blanks; tabs are not allowed there"),
        (
            "escape",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        ("quote", "close the quotes"),
        (
            "mapping values",
            "put text that holds `: ` in quotes, and check the indentation",
        ),
        (
            "unexpected character",
            "text that begins with this character needs quotes",
        ),
    ];
    HELP.into_iter()
        .find_map(|(word, help)| parser.contains(word).then_some(help))
        .unwrap_or("check the indentation, the quotes and the brackets up to here")
}
