//! `intake --organisation NAME < message.eml`: a mail server hands a message over, and it becomes a report in triage.
//!
//! The exit code is what a mail server understands: 0 = done with it, 75 = keep it and try again (the desk cannot be reached, or too many
//! came at once), anything else = send it back to its sender. A message never vanishes because a database was down.

use std::io::Read;
use std::path::Path;

use super::{Answer, print, tell, wiring};
use crate::app::intake::{self, MOST_BYTES, NotTaken, Taken};
use crate::app::{demo, record};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;

/// Takes the message on standard input; prints JSON.
pub fn run(organisation: &str, config: Option<&Path>) -> Answer {
    let mut raw = Vec::new();
    // One byte more than is taken, so that a message of exactly that length is told from a longer one.
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    if let Err(error) = std::io::stdin().lock().take(most).read_to_end(&mut raw) {
        tell(&format!("the message cannot be read: {error}"));
        return Answer::Later;
    }
    match taken(organisation, config, &raw) {
        Ok(taken) => {
            let (report, became) = match &taken {
                Taken::Report(receipt) => (Some(receipt.reference.as_str()), "report"),
                Taken::Already(reference) => (Some(reference.as_str()), "already_taken"),
                Taken::Automatic(automatic) => (None, automatic.as_str()),
                Taken::OwnMail => (None, "own_mail"),
            };
            print(&serde_json::json!({ "became": became, "report": report }).to_string());
            Answer::Fine
        }
        Err((problems, answer)) => {
            problems.iter().for_each(|problem| tell(problem));
            answer
        }
    }
}

fn taken(organisation: &str, config: Option<&Path>, raw: &[u8]) -> Result<Taken, (Vec<String>, Answer)> {
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
    intake::take(&ctx, organisation, raw).map_err(|problem| {
        let answer = match &problem {
            passing if passing.passes() => Answer::Later,
            NotTaken::NoSuchOrganisation(_) => Answer::Unreadable,
            _ => Answer::No,
        };
        (vec![problem.to_string()], answer)
    })
}
