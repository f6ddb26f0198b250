//! The records of authorities as screens and machines read them: whom one notifies, how, and what was read of its practice.

pub use crate::policy::authorities::{Authority, Channel};
pub use crate::policy::practice::Practice;

pub use super::own_authority::is_own;

use super::api::Machine;
use super::law::Law;
use super::organisation::{self, Settings};
use super::{AppResult, Ctx};

/// The law of a machine's organisation, its own authorities among it, and what the organisation recorded.
pub fn law_of_machine(ctx: &Ctx, machine: &Machine) -> AppResult<(Law, Settings)> {
    let (_, settings) = ctx.store.read(|conn| organisation::load(conn, machine.organisation))?;
    Ok((ctx.law_with(machine.organisation, &settings)?, settings))
}
