//! Who changes what an organisation adds to the law: one of its keepers on screen, or a machine with a token for it.

use super::own_rules::load;
use crate::app::AppResult;
use crate::app::api::Machine;
use crate::app::member::SignedIn;
use crate::app::organisation::Settings;
use crate::domain::actor::Actor;
use crate::store::Conn;
use crate::store::organisations::OrganisationRow;

#[derive(Debug, Clone)]
pub enum Keeper {
    /// A person, and the organisation's part of the address.
    Person(Box<SignedIn>, String),
    /// A machine of its token's organisation.
    Machine(Machine),
}

impl Keeper {
    pub fn person(who: &SignedIn, slug: &str) -> Self {
        Self::Person(Box::new(who.clone()), slug.to_owned())
    }

    /// The organisation, what it recorded, and who acts; not found for everybody else.
    pub(super) fn enter(&self, conn: &mut Conn) -> AppResult<(OrganisationRow, Settings, Actor)> {
        match self {
            Self::Person(who, slug) => {
                let (row, settings, by) = load(conn, who, slug)?;
                Ok((row, settings, Actor::from(&by)))
            }
            Self::Machine(machine) => {
                let (row, settings) = crate::app::organisation::load(conn, machine.organisation)?;
                Ok((row, settings, Actor::api(machine.token, &machine.name)))
            }
        }
    }
}
