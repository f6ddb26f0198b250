//! `second-factor reset --user ADDRESS`: for whoever holds the machine, where the only administrator lost telephone and recovery codes.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Answer, print, tell, wiring};
use crate::app::auth::lost_factor;
use crate::app::{AppError, demo, record};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;

#[derive(Debug, Subcommand)]
pub enum SecondFactorCommand {
    /// Forget the second factor of a person; it goes on record, and the person is told by mail
    Reset {
        /// The address with which the person signs in
        #[arg(long, value_name = "ADDRESS")]
        user: String,
        /// Do not ask for the address once more
        #[arg(long)]
        yes: bool,
        /// Settings file, as for `serve`
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

pub fn run(command: &SecondFactorCommand) -> Answer {
    let SecondFactorCommand::Reset { user, yes, config } = command;
    if !yes && !is_confirmed(user) {
        tell("nothing was changed: the address that was typed is another one");
        return Answer::No;
    }
    match reset(user, config.as_deref()) {
        Ok(id) => {
            print(&serde_json::json!({ "user": id, "second_factor": "reset" }).to_string());
            Answer::Fine
        }
        Err((problems, answer)) => {
            problems.iter().for_each(|problem| tell(problem));
            answer
        }
    }
}

/// Whoever takes a lock off somebody's account types twice whose.
fn is_confirmed(user: &str) -> bool {
    tell(&format!(
        "This takes the second factor off {user}: a password alone will open that account. Make sure by another way that the person \
         asked for it.\nType the address once more to go on:"
    ));
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed).is_ok() && typed.trim().eq_ignore_ascii_case(user.trim())
}

fn reset(user: &str, config: Option<&Path>) -> Result<uuid::Uuid, (Vec<String>, Answer)> {
    let unreadable = |problems: Vec<String>| (problems, Answer::Unreadable);
    let config =
        Config::load(config).map_err(|problems| unreadable(problems.iter().map(ToString::to_string).collect()))?;
    // A desk that is not there yet has nobody to help.
    record::open_as_it_stands(&config, Ids)
        .map_err(|error| unreadable(vec![format!("the database cannot be opened: {error}")]))?;
    let ctx = wiring::open(&config, Clock::Wall, Ids).map_err(unreadable)?;
    if demo::kept::users(&ctx).map_err(|error| unreadable(vec![error.to_string()]))?.is_some() {
        return Err(unreadable(vec!["this database holds a demo, whose clock is not this one".to_owned()]));
    }
    lost_factor::reset_by_operator(&ctx, user).map_err(|error| match error {
        AppError::NotFound => (vec![format!("nobody signs in as {user}, or without a second factor")], Answer::No),
        other => unreadable(vec![other.to_string()]),
    })
}
