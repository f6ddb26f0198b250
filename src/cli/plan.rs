//! `plan FILE`: the duties of the case in a file, without a database.

use std::path::Path;

use super::{Answer, plan_input, plan_output, policy, print, read_text, tell};
use crate::clock::Clock;

pub fn run(file: &Path, clock: &Clock) -> Answer {
    let Ok(set) = policy::built_in() else { return Answer::Unreadable };
    let text = match read_text(file) {
        Ok(text) => text,
        Err(why) => {
            tell(&why);
            return Answer::Unreadable;
        }
    };
    match plan_input::parse(&text, set.facts()) {
        Ok(input) => {
            let as_of = input.as_of.unwrap_or_else(|| clock.now());
            let plan = crate::policy::plan(&set, &input.situation, as_of);
            print(&plan_output::render(&plan, plan_input::FORM, as_of));
            Answer::Fine
        }
        Err(problems) => {
            problems.iter().for_each(|problem| tell(problem));
            Answer::Unreadable
        }
    }
}
