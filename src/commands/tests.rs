//! The part of the README that is made from the source.

use crate::render::diagnostics::catalogue::readme_table;

#[test]
fn the_table_of_the_readme_is_current() {
    const BEGIN: &str = "<!-- codes: generated from the source -->\n";
    const END: &str = "<!-- end of codes -->";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("README");
    let (before, rest) = readme.split_once(BEGIN).expect("where the table begins");
    let (present, after) = rest.split_once(END).expect("where the table ends");
    let table = readme_table();
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, [before, BEGIN, &table, END, after].concat()).expect("README");
    } else {
        assert_eq!(present, table, "run this test with UPDATE_README=1");
    }
}
