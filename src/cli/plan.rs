//! `plan FILE`: the duties of the case in a file, without a database.

use std::path::Path;

use super::{Answer, law, plan_input, plan_output, print, read_text, tell};
use crate::clock::Clock;

pub fn run(file: &Path, policies: Option<&Path>, clock: &Clock) -> Answer {
    let set = match law::load(policies) {
        Ok(set) => set,
        Err(problems) => {
            problems.iter().for_each(|problem| tell(&problem.to_string()));
            return Answer::Unreadable;
        }
    };
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
