//! The command line: one file per command, JSON on standard output, messages on standard error.
//! Exit 0 = fine, 1 = the answer is no, 2 = wrong usage or unreadable input; `intake` and `receipt` also 75 = try again later.

mod backup;
mod demo;
mod evidence;
mod intake;
mod json_doubles;
mod json_reader;
mod law;
mod plan;
pub mod plan_input;
pub mod plan_output;
mod policy;
mod policy_cases;
mod receipt;
mod second_factor;
mod serve;
mod verify;
mod wiring;

pub use law::side_by_side;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The desk at which a data protection officer runs a personal data breach.
#[derive(Debug, Parser)]
#[command(name = "breachdesk", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything with two made-up organisations and nothing to configure
    Demo(demo::DemoArgs),
    /// Run the service
    Serve {
        /// Settings file (TOML); the environment goes over it
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Show the duties of the case in a file, without a database
    Plan {
        /// JSON file with the facts of the case; `-` reads standard input
        file: PathBuf,
        /// Folder of own policy files that go over the built-in ones
        #[arg(long, value_name = "FOLDER")]
        policies: Option<PathBuf>,
        /// Compare with the case in this file: the duties that appear, vanish or move
        #[arg(long, value_name = "FILE")]
        what_if: Option<PathBuf>,
    },
    /// Check and try the law that is loaded
    Policy {
        #[command(subcommand)]
        command: policy::PolicyCommand,
    },
    /// Write the evidence of one case into a new file that anybody can check
    Export {
        /// Reference of the case, such as BR-2026-0012
        case: String,
        file: PathBuf,
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Make a report of the e-mail message on standard input, as a mail server hands it over
    Intake {
        /// Whom it is for: the last part of the address of the organisation's report form, such as `lunamobile`
        #[arg(long, value_name = "NAME")]
        organisation: String,
        /// Settings file, as for `serve`
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Take what came back of a message, on standard input as a mail server hands it over: a PEC receipt or a delivery report
    Receipt {
        /// Settings file, as for `serve`
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Check an evidence bundle, or that the whole record is whole and every case follows from it
    Verify {
        /// The bundle to check; needs no database
        #[arg(required_unless_present = "database", conflicts_with_all = ["database", "config", "head"])]
        bundle: Option<PathBuf>,
        /// Check the database of the configuration
        #[arg(long)]
        database: bool,
        /// A head that was kept elsewhere, as this command and the daily mail print it: NUMBER:DIGEST
        #[arg(long, value_name = "HEAD")]
        head: Option<String>,
        /// Settings file, as for `serve`
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Help somebody who lost their second factor and whom no administrator can help
    SecondFactor {
        #[command(subcommand)]
        command: second_factor::SecondFactorCommand,
    },
    /// Copy the whole desk into a new file, without the master key
    Backup {
        file: PathBuf,
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Fill an empty database from a backup; the copy sends nothing until an administrator allows it
    Restore {
        file: PathBuf,
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

/// What a command came to, as the exit code says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Fine,
    No,
    Unreadable,
    /// Not now: whoever asked is to try again later. EX_TEMPFAIL of mail servers.
    Later,
}

impl From<Answer> for ExitCode {
    fn from(answer: Answer) -> ExitCode {
        match answer {
            Answer::Fine => ExitCode::SUCCESS,
            Answer::No => ExitCode::from(1),
            Answer::Unreadable => ExitCode::from(2),
            Answer::Later => ExitCode::from(75),
        }
    }
}

/// Reads the arguments and runs the command.
pub fn run() -> ExitCode {
    // Wrong usage ends here, with clap's message and exit code 2.
    let cli = Cli::parse();
    let answer = match cli.command {
        Command::Demo(args) => demo::run(args),
        Command::Serve { config } => serve::run(config),
        Command::Plan { file, policies, what_if } => {
            plan::run(&file, policies.as_deref(), what_if.as_deref(), &crate::clock::Clock::Wall)
        }
        Command::Policy { command } => policy::run(command),
        Command::Export { case, file, config } => evidence::export(&case, &file, config.as_deref()),
        Command::Intake { organisation, config } => intake::run(&organisation, config.as_deref()),
        Command::Receipt { config } => receipt::run(config.as_deref()),
        Command::Verify { bundle: Some(bundle), .. } => evidence::verify(&bundle),
        Command::Verify { bundle: None, head, config, .. } => verify::run(config.as_deref(), head.as_deref()),
        Command::SecondFactor { command } => second_factor::run(&command),
        Command::Backup { file, config } => backup::write(&file, config.as_deref(), &crate::clock::Clock::Wall),
        Command::Restore { file, config } => backup::restore(&file, config.as_deref(), &crate::clock::Clock::Wall),
    };
    answer.into()
}

/// The longest input file that is read, in bytes.
const MAX_INPUT_BYTES: u64 = 20 * 1024 * 1024;

/// The text of a file, or of standard input for `-`; the error is a sentence for the person at the keyboard.
fn read_text(file: &Path) -> Result<String, String> {
    let shown = file.display();
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MAX_INPUT_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| format!("cannot read {shown}: {error}"))?;
    // Before anything else: what was cut off may end in the middle of a letter.
    if bytes.len() as u64 > MAX_INPUT_BYTES {
        return Err(format!("{shown} is longer than {MAX_INPUT_BYTES} bytes"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(format!("{shown} is in UTF-16; save it as UTF-8"));
    }
    let mut text = String::from_utf8(bytes).map_err(|bad| {
        let line =
            bad.as_bytes().iter().take(bad.utf8_error().valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        format!("{shown} is not text in UTF-8, from line {line} on")
    })?;
    // Some editors put a mark before the first character.
    if text.starts_with('\u{feff}') {
        text.remove(0);
    }
    Ok(text)
}

/// The same of a JSON text, in which no key stands twice: a parser would keep the last of them in silence.
fn read_json(file: &Path) -> Result<String, Vec<String>> {
    let text = read_text(file).map_err(|why| vec![why])?;
    let doubles = json_doubles::doubles(&text);
    if doubles.is_empty() { Ok(text) } else { Err(doubles.iter().map(|path| json_doubles::told(path)).collect()) }
}

/// Prints to standard output. A reader that went away early (`| head`) is no error.
fn print(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints a message to standard error.
fn tell(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
