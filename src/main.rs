//! Entry: the command line does the rest.

use std::process::ExitCode;

fn main() -> ExitCode {
    breachdesk::cli::run()
}
