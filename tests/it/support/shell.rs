//! Lines as people paste them into a shell.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a script in a folder, with the folder of the binary first on the path and nothing else of the surrounding
/// environment.
pub(crate) fn run_script(folder: &Path, script: &str, environment: &[(String, String)]) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_railwright"));
    let path = format!(
        "{}:{}",
        binary.parent().unwrap().display(),
        std::env::var("PATH").unwrap_or_default()
    );
    Command::new("sh")
        .args(["-c", script])
        .env_clear()
        .env("PATH", path)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .current_dir(folder)
        .output()
        .unwrap()
}
