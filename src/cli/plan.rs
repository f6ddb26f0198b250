//! `plan FILE`: the duties of the case in a file, without a database; with `--what-if OTHER` how they differ in another file.

use std::path::Path;

use super::{Answer, law, plan_input, plan_output, print, read_text, tell};
use crate::clock::Clock;
use crate::domain::difference::difference;
use crate::domain::plan::Plan;
use crate::domain::values::At;
use crate::policy::PolicySet;

pub fn run(file: &Path, policies: Option<&Path>, what_if: Option<&Path>, clock: &Clock) -> Answer {
    let set = match law::load(policies) {
        Ok(law) => law.set,
        Err(problems) => {
            problems.iter().for_each(|problem| tell(&problem.to_string()));
            return Answer::Unreadable;
        }
    };
    // Both files are read before either answer, so that every problem of both is told at once.
    let read = plan_of(file, &set, clock);
    let other = what_if.map(|other| plan_of(other, &set, clock));
    match (read, other) {
        (Some((plan, as_of)), None) => {
            print(&plan_output::render(&plan, plan_input::FORM, as_of));
            Answer::Fine
        }
        (Some((before, as_of)), Some(Some((after, other_as_of)))) => {
            let found = difference(&before, &after);
            let unchanged = after.duties.len() - found.iter().filter(|one| one.after.is_some()).count();
            print(&plan_output::render_difference(&found, unchanged, plan_input::FORM, as_of, other_as_of));
            Answer::Fine
        }
        _ => Answer::Unreadable,
    }
}

fn plan_of(file: &Path, set: &PolicySet, clock: &Clock) -> Option<(Plan, At)> {
    let text = read_text(file).map_err(|why| tell(&why)).ok()?;
    match plan_input::parse(&text, set) {
        Ok(mut input) => {
            let as_of = input.as_of.unwrap_or_else(|| clock.now());
            // The plan is that of its moment: what was filed or happened after it has not come about yet.
            let ahead = crate::policy::take_what_came_later(&mut input.situation, as_of);
            let mut plan = crate::policy::plan(set, &input.situation, as_of);
            plan.problems.extend(ahead);
            plan.problems.extend(crate::policy::markets_without_reason(&input.situation));
            Some((plan, as_of))
        }
        Err(problems) => {
            problems.iter().for_each(|problem| tell(problem));
            None
        }
    }
}
