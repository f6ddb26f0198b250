//! `policy cases`: the advice on risk held against a file of cases with known outcomes.

use std::path::Path;

use super::{Answer, print, read_json, tell};
use crate::assessment::{RiskRules, cases};

/// The risk rules that are built in. A problem in them is told and ends the command.
pub fn built_in() -> Result<RiskRules, Answer> {
    RiskRules::load(&crate::assets::policies()).map_err(|problems| {
        problems.iter().for_each(|problem| tell(&problem.to_string()));
        Answer::No
    })
}

pub fn run(file: &Path) -> Answer {
    let Ok(rules) = built_in() else { return Answer::No };
    match read_json(file).and_then(|text| cases::run(&rules, &text)) {
        Err(problems) => {
            problems.iter().for_each(|problem| tell(problem));
            Answer::Unreadable
        }
        Ok(outcome) => {
            outcome.strange.iter().for_each(|line| tell(line));
            outcome.lines.iter().for_each(|line| print(line));
            print(&format!("{} passed, {} failed", outcome.passed, outcome.failed));
            if outcome.failed == 0 { Answer::Fine } else { Answer::No }
        }
    }
}
