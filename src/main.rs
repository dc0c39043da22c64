//! The `railwright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    railwright::run()
}
