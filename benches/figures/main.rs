//! The figures of the project, as ratios to yardsticks that run beside them. `benches/README.md` says how to read them.

mod disk;
mod law;
mod law_cases;
mod mail_out;
mod pages;
mod paper;
mod rounds;
mod smtp;

use std::process::ExitCode;

use rounds::Figures;

type Run = fn(&mut Figures) -> Result<(), String>;

/// Name and figure; `cargo bench -- NAME` runs those whose name holds one of the words given.
const ALL: &[(&str, Run)] = &[
    ("disk", disk::run),
    ("law", law::run),
    ("smtp", smtp::run),
    ("mail-out", mail_out::run),
    ("pages", pages::run),
    ("paper", paper::run),
];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let [word, folder] = asked.as_slice()
        && word == pages::SERVES
    {
        return match pages::serve_one_query(folder.as_ref()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    // cargo passes `--bench` to every bench.
    let wanted: Vec<String> = asked.into_iter().filter(|word| !word.starts_with("--")).collect();
    let mut figures = Figures::default();
    let mut failed = 0;
    for (name, run) in
        ALL.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())))
    {
        if let Err(error) = run(&mut figures) {
            failed += 1;
            eprintln!("{name}: {error}");
        }
    }
    if figures.left_out > 0 {
        println!("{} figures were left out", figures.left_out);
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
