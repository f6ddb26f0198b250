//! Controllers, markets and data sets of the case: what was hit, where it has effect, and who answers for it. Each change re-plans.

use askama::Template;

use super::{Head, address, country_name, framed, open};
use crate::domain::case::Case;
use crate::domain::situation::{DataScope, MarketStatus, Tri};
use crate::web::components::{Edge, SummaryRow};
use crate::web::frame::Frame;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/parties.html")]
pub struct Parties {
    pub f: Frame,
    pub head: Head,
    pub controllers: Vec<SummaryRow>,
    pub data_sets: Vec<SummaryRow>,
    pub markets: Vec<SummaryRow>,
    pub add: [(String, String); 3],
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
            if roles.is_empty() { f.text("parties-no-role") } else { roles.join(", ") },
        )
        .why(seats.join(", "))
        .change(address(&case, &format!("/controllers/{}", controller.id)), change.clone())
        .id(format!("controller-{}", controller.id))
    });
    let data_sets = case.data_sets.iter().map(|set| {
        let edge =
            if set.hit == Tri::Unknown || set.scope == DataScope::Unknown { Edge::NotYetKnown } else { Edge::Known };
        SummaryRow::new(set.name.clone(), f.of("hit", set.hit))
            .why(format!("{} · {}", f.of("data-scope", set.scope), controller_name(&case, &set.controller)))
            .edge(edge)
            .change(address(&case, &format!("/data-sets/{}", set.id)), change.clone())
            .id(format!("data-set-{}", set.id))
    });
    let markets = case.markets.iter().map(|market| {
        let edge = if market.status == MarketStatus::Unknown { Edge::NotYetKnown } else { Edge::Known };
        let people = market.subjects.as_ref().map(|count| super::facts::count_words(f.t, count)).unwrap_or_default();
        let why = [
            controller_name(&case, &market.controller),
            market.reason.as_ref().map(ToString::to_string).unwrap_or_default(),
            people,
        ];
        SummaryRow::new(country_name(ctx, f.t.lang, market.country.as_str()), f.of("market-status", market.status))
            .why(why.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
            .edge(edge)
            .change(address(&case, &format!("/markets/{}:{}", market.country, market.controller)), change.clone())
            .id(format!("market-{}", market.country))
    });
    let page = Parties {
        controllers: controllers.collect(),
        data_sets: data_sets.collect(),
        markets: markets.collect(),
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

fn controller_name(case: &Case, id: &str) -> String {
    case.controllers.iter().find(|controller| controller.id == id).map_or_else(|| id.to_owned(), |c| c.name.clone())
}
