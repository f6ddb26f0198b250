//! Who is signed in, and in which role they act in which organisation.

use uuid::Uuid;

use crate::domain::actor::{Person, Role};
use crate::domain::values::{At, Private};
use crate::store::reader::Reader;

/// A role that counts today: user active, membership active. Anything else never gets here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveRole {
    pub organisation: Uuid,
    pub organisation_slug: String,
    pub organisation_name: String,
    pub role: Role,
    pub deputy_of: Option<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub user: Uuid,
    pub session: Uuid,
    pub name: Private,
    pub email: Private,
    /// BCP 47 tag of the screens.
    pub language: String,
    pub reauthenticated_at: Option<At>,
    /// The session began with a second factor, or one was set up in it.
    pub has_second_factor: bool,
    pub roles: Vec<ActiveRole>,
}

/// How long a renewed sign-in counts for acts that ask for one, in minutes (ASVS 7.5.3).
const REAUTHENTICATION_MINUTES: i64 = 10;

impl SignedIn {
    /// As whom rows of cases are read.
    pub fn reader(&self) -> Reader {
        Reader::Person(self.user)
    }

    pub fn has_role(&self, organisation: Uuid, wanted: &[Role]) -> bool {
        self.roles.iter().any(|held| held.organisation == organisation && wanted.contains(&held.role))
    }

    /// Organisations in which the user holds one of these roles.
    pub fn organisations(&self, wanted: &[Role]) -> Vec<Uuid> {
        let mut ids: Vec<Uuid> =
            self.roles.iter().filter(|held| wanted.contains(&held.role)).map(|held| held.organisation).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The user as the record names them, acting in the first of `wanted` that they hold in the organisation.
    pub fn acting(&self, organisation: Uuid, wanted: &[Role]) -> Option<Person> {
        wanted.iter().find_map(|role| {
            let held = self.roles.iter().find(|held| held.organisation == organisation && held.role == *role)?;
            Some(Person {
                user: self.user,
                name: self.name.clone(),
                role: held.role,
                as_deputy: held.deputy_of.is_some(),
            })
        })
    }

    pub fn recently_reauthenticated(&self, now: At) -> bool {
        self.reauthenticated_at.is_some_and(|at| now.since(at).num_minutes() < REAUTHENTICATION_MINUTES && now >= at)
    }
}

/// Roles that may read a case of the organisation. Admins run the place and see no case content.
pub const READERS: &[Role] = &[Role::Dpo, Role::Controller, Role::Handler, Role::Auditor];
/// Roles that work on a case.
pub const WORKERS: &[Role] = &[Role::Dpo, Role::Controller, Role::Handler];
/// Roles that release what others prepared; the controller first, because a decision is the controller's.
pub const APPROVERS: &[Role] = &[Role::Controller, Role::Dpo];
