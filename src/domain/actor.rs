//! Who does something: a person in a role, the system itself, a stranger at the public form, a machine with a token.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::values::Private;
use crate::words;

words! {
    /// What a member of an organisation may do. Advice is the DPO's, decisions are the controller's (Arts. 33, 34, 38(6), 39).
    Role {
        Reporter = "reporter",
        Handler = "handler",
        Dpo = "dpo",
        Controller = "controller",
        Auditor = "auditor",
        Admin = "admin",
    }
}

impl Role {
    /// Whether a person in this role may release what somebody else prepared (DESIGN section 5, four eyes).
    pub fn may_approve(self) -> bool {
        matches!(self, Self::Dpo | Self::Controller)
    }
}

words! { ActorKind { User = "user", System = "system", Public = "public", Api = "api" } }

/// A person as the record names them: the id stays, the name can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub user: Uuid,
    pub name: Private,
    pub role: Role,
    /// True for a deputy acting for an absent DPO or controller.
    pub as_deputy: bool,
}

/// Who stands behind an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub kind: ActorKind,
    /// User or API token; none for the system and the public.
    pub id: Option<Uuid>,
    pub role: Option<Role>,
    pub name: Private,
}

impl Actor {
    pub fn system() -> Self {
        Self { kind: ActorKind::System, id: None, role: None, name: Private::new("Breachdesk") }
    }

    pub fn public() -> Self {
        Self { kind: ActorKind::Public, id: None, role: None, name: Private::new("") }
    }

    pub fn api(token: Uuid, name: &str) -> Self {
        Self { kind: ActorKind::Api, id: Some(token), role: None, name: Private::new(name) }
    }
}

impl From<&Person> for Actor {
    fn from(person: &Person) -> Self {
        Self { kind: ActorKind::User, id: Some(person.user), role: Some(person.role), name: person.name.clone() }
    }
}
