//! Manifests: the committed schema, and fixtures that both the schema and the loader accept or refuse.

use std::path::{Path, PathBuf};

use railwright::manifest;

#[test]
fn try_it() {
    let path: PathBuf = std::env::var_os("TRY").map_or("tests/manifests/valid".into(), Into::into);
    match manifest::load(&[path]) {
        Ok(manifests) => println!("{manifests:#?}\n{}", manifests.warnings.render(false)),
        Err(problems) => println!("{}", problems.render(false)),
    }
    std::fs::write(Path::new("/tmp/schema.json"), manifest::schema_text()).unwrap();
}
