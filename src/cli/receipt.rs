//! `receipt < message.eml`: a mail server hands over what came back. The exit code is what a mail server understands, as for `intake`: 0 =
//! done with it, 75 = keep it and try again, 1 = this cannot be read.

use std::io::Read;
use std::path::Path;

use super::{Answer, print, tell, wiring};
use crate::app::receipts::{self, NotTaken, Taken};
use crate::app::{demo, record};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;
use crate::receipt::MOST_BYTES;

/// Takes the message on standard input; prints JSON.
pub fn run(config: Option<&Path>) -> Answer {
    let mut raw = Vec::new();
    // One byte more than is taken, so that a message of exactly that length is told from a longer one.
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = std::io::stdin().lock().take(most).read_to_end(&mut raw) {
        tell(&format!("the message cannot be read: {error}"));
        return Answer::Later;
    }
    match taken(config, &raw) {
        Ok(taken) => {
            print(
                &serde_json::json!({
                    "became": taken.became, "kind": taken.kind, "case": taken.case,
                    "effect": taken.effect, "doubt": taken.doubt,
                })
                .to_string(),
            );
            Answer::Fine
        }
        Err((problems, answer)) => {
            problems.iter().for_each(|problem| tell(problem));
            answer
        }
    }
}

fn taken(config: Option<&Path>, raw: &[u8]) -> Result<Taken, (Vec<String>, Answer)> {
    let later = |problem: String| (vec![problem], Answer::Later);
    let config =
        Config::load(config).map_err(|problems| (problems.iter().map(ToString::to_string).collect(), Answer::Later))?;
    // A desk that is not there yet is not made by a message.
    record::open_as_it_stands(&config, Ids)
        .map_err(|error| later(format!("the database cannot be opened: {error}")))?;
    let ctx = wiring::open(&config, Clock::Wall, Ids).map_err(|problems| (problems, Answer::Later))?;
    if demo::kept::users(&ctx).map_err(|error| later(error.to_string()))?.is_some() {
        return Err((vec!["this database holds a demo, whose clock is not this one".to_owned()], Answer::Unreadable));
    }
    receipts::take(&ctx, raw).map_err(|problem: NotTaken| {
        let answer = if problem.passes() { Answer::Later } else { Answer::No };
        (vec![problem.to_string()], answer)
    })
}
