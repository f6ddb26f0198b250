//! The page for the night: each organisation's telephone list and who can file where.

use askama::Template;

use super::card::{CardLine, card_line};
use super::said::{Way, way};
use crate::app::Ctx;
use crate::app::authority_address::{self, AuthorityAddress};
use crate::app::reach::{self, KEEPERS, Office, Ready, State as Readiness};
use crate::web::components::State;
use crate::web::frame::Frame;
use crate::web::pages::authority_address::{form_address, said};
use crate::web::pages::case::authority_in_country;
use crate::web::visit::{Answer, Visit};

pub struct AuthorityWays {
    pub name: String,
    pub ways: Vec<Way>,
    /// Where mail may go.
    pub mail: Option<State>,
    /// Where the address is checked; empty for who does not answer for it.
    pub check: String,
    /// Where one is entered; empty for who may not.
    pub add: String,
}

pub struct OfficePart {
    pub slug: String,
    pub name: String,
    pub keeps: bool,
    pub contacts: Vec<CardLine>,
    pub authorities: Vec<AuthorityWays>,
    /// Authorities with which nobody can file; empty where there is none.
    pub missing: String,
    pub wanting: String,
}

#[derive(Template)]
#[template(path = "pages/reach/list.html")]
pub struct PeopleList {
    pub f: Frame,
    pub offices: Vec<OfficePart>,
    pub printed: String,
}

pub async fn show(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let asked = who.clone();
    let offices = visit.run(move |ctx| reach::offices(ctx, &asked)).await?;
    let f = visit.frame(visit.t().text("reach-title")).wide();
    let part = |office: &Office| {
        let holds = |roles| who.has_role(office.row.id, roles);
        part(visit.ctx(), &f, office, (holds(KEEPERS), holds(authority_address::KEEPERS)))
    };
    let parts = offices.iter().map(part).collect();
    let name = who.name.as_str();
    let printed = f.with2("reach-printed", "at", f.moment(&f.now), "by", name);
    visit.page(&PeopleList { offices: parts, printed, f })
}

fn address_of<'a>(office: &'a Office, ways: &[Ready]) -> Option<(&'a String, &'a AuthorityAddress)> {
    office.addresses.get_key_value(&ways.first()?.authority)
}

/// `keeps` the lists, `checks` addresses of authorities.
fn part(ctx: &Ctx, f: &Frame, office: &Office, (keeps, checks): (bool, bool)) -> OfficePart {
    let slug = &office.row.slug;
    let count = |wanted: &[Readiness]| {
        let best = office.ready.iter().filter_map(|(_, ways)| ways.first());
        best.filter(|way| wanted.contains(&way.state)).count()
    };
    let counted = |key: &str, count: usize| if count > 0 { f.with1(key, "count", count) } else { String::new() };
    OfficePart {
        slug: slug.clone(),
        name: office.row.name.clone(),
        keeps,
        contacts: office
            .settings
            .contacts
            .iter()
            .map(|one| {
                let href = if keeps { format!("/people/{slug}/contacts/{}", one.number) } else { String::new() };
                card_line(f, one, href)
            })
            .collect(),
        authorities: office
            .ready
            .iter()
            .map(|(name, ways)| AuthorityWays {
                name: match ways.first() {
                    Some(first) => authority_in_country(ctx, f.t, &first.authority, name),
                    None => f.authority(name),
                },
                mail: address_of(office, ways).map(|(_, known)| said(f, known)),
                check: match address_of(office, ways).filter(|_| checks) {
                    Some((id, _)) => form_address(id, slug),
                    None => String::new(),
                },
                add: match ways.first().filter(|_| keeps) {
                    Some(first) => format!("/people/{slug}/identities/new?authority={}", first.authority),
                    None => String::new(),
                },
                ways: ways.iter().map(|one| way(f, one)).collect(),
            })
            .collect(),
        missing: counted("reach-missing", count(&[Readiness::Missing])),
        wanting: counted("reach-wanting", count(&[Readiness::Untested, Readiness::Old])),
    }
}
