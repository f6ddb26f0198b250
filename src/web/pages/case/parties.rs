//! Controllers, markets and data sets of the case: what was hit, where it has effect, and who answers for it. Each change re-plans.

use askama::Template;

use super::risk_words::just_turned;
use super::{Head, address, country_name, framed, open};
use crate::domain::case::Case;
use crate::domain::situation::{DataScope, MarketStatus, Tri};
use crate::web::components::{Edge, SummaryRow};
use crate::web::frame::Frame;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

/// Entries that say the same of several controllers or countries, on one line; each is changed by itself.
pub struct Alike {
    pub row: SummaryRow,
    /// Address and name of each; empty where it is one, which has its link in the row.
    pub members: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/case/parties.html")]
pub struct Parties {
    pub f: Frame,
    pub head: Head,
    pub controllers: Vec<SummaryRow>,
    pub data_sets: Vec<Alike>,
    pub markets: Vec<Alike>,
    pub add: [(String, String); 3],
    /// What the change just made did to the advice on risk.
    pub turned: Vec<String>,
    pub risk_href: String,
}

pub async fn list(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (f, head) = framed(&visit, &case, &organisation, "/facts", visit.t().text("parties-title"));
    let ctx = visit.ctx();
    let change = f.text("fact-change");
    let controllers = case.controllers.iter().map(|controller| {
        let roles: Vec<String> = controller.roles.iter().map(|role| f.of("sector-role", role)).collect();
        let seats: Vec<String> = controller
            .establishments
            .iter()
            .map(|seat| {
                let name = country_name(ctx, f.t.lang, seat.country.as_str());
                if seat.main { f.with1("parties-main", "country", &name) } else { name }
            })
            .collect();
        SummaryRow::new(
            controller.name.clone(),
            if roles.is_empty() { f.text("parties-no-role") } else { f.t.list(&roles) },
        )
        .why(f.t.list(&seats))
        .change(address(&case, &format!("/controllers/{}", controller.id)), change.clone())
        .id(format!("controller-{}", controller.id))
    });
    let data_sets = case.data_sets.iter().map(|set| {
        let edge =
            if set.hit == Tri::Unknown || set.scope == DataScope::Unknown { Edge::NotYetKnown } else { Edge::Known };
        let row = SummaryRow::new(set.name.clone(), f.of("hit", set.hit))
            .why(f.of("data-scope", set.scope))
            .edge(edge)
            .change(address(&case, &format!("/data-sets/{}", set.id)), change.clone())
            .id(format!("data-set-{}", set.id));
        (row, controller_name(&case, &set.controller))
    });
    let markets = case.markets.iter().map(|market| {
        let edge = if market.status == MarketStatus::Unknown { Edge::NotYetKnown } else { Edge::Known };
        let people = market.subjects.as_ref().map(|count| super::facts::count_words(f.t, count)).unwrap_or_default();
        let why = [market.reason.as_ref().map(ToString::to_string).unwrap_or_default(), people];
        let row = SummaryRow::new(f.of("market-status", market.status), "")
            .why(why.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
            .edge(edge)
            .change(address(&case, &format!("/markets/{}:{}", market.country, market.controller)), change.clone())
            .id(format!("market-{}", market.country));
        let country = country_name(ctx, f.t.lang, market.country.as_str());
        (row, format!("{country} · {}", controller_name(&case, &market.controller)))
    });
    let page = Parties {
        turned: just_turned(&visit, &f, &case).await?,
        risk_href: address(&case, "/risk"),
        controllers: controllers.collect(),
        data_sets: alike(&f, data_sets),
        markets: alike(&f, markets),
        add: [
            (address(&case, "/controllers/new"), f.text("parties-add-controller")),
            (address(&case, "/data-sets/new"), f.text("parties-add-data-set")),
            (address(&case, "/markets/new"), f.text("parties-add-market")),
        ],
        f,
        head,
    };
    visit.page(&page)
}

/// Joins rows that read the same; whose they are is the second of each pair.
fn alike(f: &Frame, rows: impl Iterator<Item = (SummaryRow, String)>) -> Vec<Alike> {
    let mut all: Vec<Alike> = Vec::new();
    for (row, whose) in rows {
        let href = row.change.as_ref().map(|(href, _)| href.clone()).unwrap_or_default();
        let same = |other: &&mut Alike| {
            let other = &other.row;
            other.question == row.question && other.answer == row.answer && other.why == row.why
        };
        match all.iter_mut().find(same) {
            Some(other) => other.members.push((href, whose)),
            None => all.push(Alike { row, members: vec![(href, whose)] }),
        }
    }
    for one in &mut all {
        match one.members.as_slice() {
            [(_, whose)] => {
                one.row.why = Spoken::from(whose).and(" · ", std::mem::take(&mut one.row.why));
                one.members.clear();
            }
            many => {
                let count = f.with1("parties-alike", "count", many.len());
                one.row.answer = std::mem::take(&mut one.row.answer).and(" · ", count);
                one.row.change = None;
            }
        }
    }
    all
}

fn controller_name(case: &Case, id: &str) -> String {
    case.controllers.iter().find(|controller| controller.id == id).map_or_else(|| id.to_owned(), |c| c.name.clone())
}
