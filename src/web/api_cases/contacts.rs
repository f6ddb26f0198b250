//! Whom to call about a case, for machines that may read people: the lists of the screens in one.

use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::app::reach::{self, Listed};
use crate::app::{AppError, cases};
use crate::domain::contacts::Contact;
use crate::domain::values::Private;
use crate::web::visit::{Answer, Visit};

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactsBody {
    case: String,
    /// Those entered for the case first, then the organisation's list, then members of the desk.
    contacts: Vec<ContactBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBody {
    /// case, organisation or member.
    from: String,
    name: String,
    /// In words; of a member the roles.
    function: Option<String>,
    organisation: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    languages: Option<String>,
    hours: Option<String>,
    deputy: Option<String>,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let (machine, reference) = (visit.machine()?.clone(), visit.param("reference").to_owned());
    let (case, lines) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let lines = ctx.store.read(|conn| reach::lines(conn, &case))?;
            Ok::<_, AppError>((case.reference, lines))
        })
        .await?;
    json(&ContactsBody { case, contacts: lines.iter().map(|(from, contact)| body(*from, contact)).collect() })
}

fn body(from: Listed, contact: &Contact) -> ContactBody {
    let card = &contact.card;
    let told = |text: &Private| (!text.is_blank()).then(|| text.as_str().to_owned());
    ContactBody {
        from: match from {
            Listed::Case => "case",
            Listed::Organisation => "organisation",
            Listed::Member => "member",
        }
        .to_owned(),
        name: card.name.as_str().to_owned(),
        function: told(&card.function),
        organisation: told(&card.organisation),
        phone: told(&card.phone),
        email: told(&card.email),
        languages: told(&card.languages),
        hours: told(&card.hours),
        deputy: told(&card.deputy),
    }
}
