//! Words about files of manifests.

use crate::diagnostic::{FileCode, Unreadable};

words! { FileCode:
    FileUnreadable { reason: Unreadable::NotFound } =>
        "there is no such file or folder", "check the path; it starts at the current folder";
    FileUnreadable { reason: Unreadable::PermissionDenied } =>
        "this may not be read: permission denied", "give the user that runs railwright the right to read it";
    FileUnreadable { reason: Unreadable::Other(system) } => "this cannot be read: {system}", "check the path";
    NeitherFileNorFolder => "this is neither a file nor a folder", "name a manifest or a folder of manifests";
    NoManifests =>
        "this folder holds no manifests", "name a folder that holds *.yaml or *.yml files; hidden folders are skipped";
    FileTooLarge { mebibytes } =>
        "this file is larger than {mebibytes} MiB", "manifests are small: is this one of them? Otherwise divide it";
    NotUtf8 => "this file is not UTF-8 from here on", "save it as UTF-8";
    NulCharacter => "this file holds a NUL character", "is it a manifest? If so, save it as UTF-8 text";
    NoDocuments => "this file holds no documents", "declare something in it, or remove it";
    NotYaml { parser } => "this is not YAML: {parser}", (yaml_help(parser));
    NestedTooDeep { limit } =>
        "this is nested deeper than {limit} levels", "no manifest needs more than ten; is a bracket missing?";
    TooMuchInFile => "there is too much in this file", "divide it; is it a manifest at all?";
    TooManyAliases { expanded: true } =>
        "the aliases here expand to too much", "write the values out where they are used";
    TooManyAliases { expanded: false } => "there are too many aliases", "write the values out where they are used";
    UnknownAnchor =>
        "there is no anchor of this name", "declare it before with `&name`; text that begins with `*` needs quotes";
    AliasOfItself => "this alias refers to itself", "write the value out";
    MergeKey => "merge keys (`<<`) are not supported", "write the keys out; an alias can replace a whole value";
    KeyNotText =>
        "a key has to be text", "write a word before the colon; put it in quotes if it looks like something else";
    LinkNotFollowed { to } =>
        "this link leads out of the folder, to {to}, and is not followed",
        "if manifests are there, name that folder on the command line as well";
    TooManyFiles { limit } =>
        "there are more than {limit} files and folders here", "name the folder of the manifests";
    OddBlank { code_point } =>
        (format!("this is {} (U+{code_point:04X}), which is no blank for YAML", blank_name(*code_point))),
        "write an ordinary blank in its place, or put quotes around text that needs it";
    Tag => "tags are not supported", "remove the tag; a value comes from the environment by `{{env: NAME}}`";
}

/// Names for those that come along when text is copied.
fn blank_name(code_point: u32) -> &'static str {
    match code_point {
        0xa0 => "a no-break space",
        0x202f => "a narrow no-break space",
        0x3000 => "an ideographic space",
        0x200b..=0x200d | 0x2060 | 0xfeff => "a character without width",
        _ => "an unusual space",
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
