//! The page for the night: each organisation's telephone list and who can file where.

use askama::Template;

use super::card::{CardLine, card_line};
use super::said::{Way, way};
use crate::app::Ctx;
use crate::app::reach::{self, KEEPERS, Office, State};
use crate::web::frame::Frame;
use crate::web::pages::case::authority_in_country;
use crate::web::visit::{Answer, Visit};

pub struct AuthorityWays {
    pub name: String,
    pub ways: Vec<Way>,
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
    let parts =
        offices.iter().map(|office| part(visit.ctx(), &f, office, who.has_role(office.row.id, KEEPERS))).collect();
    let name = who.name.as_str();
    let printed = f.with2("reach-printed", "at", f.moment(&f.now), "by", name);
    visit.page(&PeopleList { offices: parts, printed, f })
}

fn part(ctx: &Ctx, f: &Frame, office: &Office, keeps: bool) -> OfficePart {
    let slug = &office.row.slug;
    let count = |wanted: &[State]| {
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
                add: match ways.first().filter(|_| keeps) {
                    Some(first) => format!("/people/{slug}/identities/new?authority={}", first.authority),
                    None => String::new(),
                },
                ways: ways.iter().map(|one| way(f, one)).collect(),
            })
            .collect(),
        missing: counted("reach-missing", count(&[State::Missing])),
        wanting: counted("reach-wanting", count(&[State::Untested, State::Old])),
    }
}
