//! Controllers, markets and data sets of the case: what was hit, where it has effect, and who answers for it. Each change re-plans.

use askama::Template;

use super::instants::{Change, changes};
use super::{Head, address, country_name, framed, open, refused_at};
use crate::app::cases;
use crate::app::views::ledger;
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::situation::{Controller, DataScope, DataSet, Establishment, Market, MarketStatus, SectorRole, Tri};
use crate::domain::values::{Country, Private};
use crate::web::components::{Choice, Edge, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::admin::fields;
use crate::web::problem::Problem;
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

/// Which of the three is being edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Controller,
    DataSet,
    Market,
}

#[derive(Template)]
#[template(path = "pages/case/party_form.html")]
pub struct PartyForm {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    kind: Kind,
    pub is_new: bool,
    pub controllers: Vec<Choice>,
    pub countries: Vec<Choice>,
    pub statuses: Vec<Choice>,
    pub scopes: Vec<Choice>,
    pub hits: Vec<Choice>,
    pub roles: Vec<Choice>,
    /// Field and label of the first days that differ by entity (NIS2).
    pub starts: Vec<(String, String)>,
    /// What would move; shown before it is saved. None on the first view.
    pub preview: Option<Vec<Change>>,
    pub action: String,
    pub back: String,
}

impl PartyForm {
    pub fn is_controller(&self) -> bool {
        self.kind == Kind::Controller
    }
    pub fn is_data_set(&self) -> bool {
        self.kind == Kind::DataSet
    }
    pub fn is_market(&self) -> bool {
        self.kind == Kind::Market
    }
}

pub async fn edit_controller(visit: Visit) -> Answer {
    edit(visit, Kind::Controller).await
}

pub async fn save_controller(visit: Visit) -> Answer {
    save(visit, Kind::Controller).await
}

pub async fn edit_data_set(visit: Visit) -> Answer {
    edit(visit, Kind::DataSet).await
}

pub async fn save_data_set(visit: Visit) -> Answer {
    save(visit, Kind::DataSet).await
}

pub async fn edit_market(visit: Visit) -> Answer {
    edit(visit, Kind::Market).await
}

pub async fn save_market(visit: Visit) -> Answer {
    save(visit, Kind::Market).await
}

const NEW: &str = "new";

async fn edit(visit: Visit, kind: Kind) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let id = visit.param("id").to_owned();
    let form = filled(&visit, &case, kind, &id)?;
    let page = page(&visit, &case, &organisation, kind, &id, form, None);
    visit.page(&page)
}

fn filled(visit: &Visit, case: &Case, kind: Kind, id: &str) -> Result<Form, Problem> {
    let form = Form::empty(visit.t());
    if id == NEW {
        let controller = case.controllers.first().map(|controller| controller.id.clone()).unwrap_or_default();
        return Ok(form
            .fill("controller", controller)
            .fill("status", MarketStatus::Affected.as_str())
            .fill("data-scope", DataScope::Unknown.as_str())
            .fill("hit", Tri::Unknown.as_str()));
    }
    match kind {
        Kind::Controller => {
            let one = case.controllers.iter().find(|one| one.id == id).ok_or(Problem::NotFound)?;
            let mut form = form.fill("name", &one.name).fill("country", one.country.as_str());
            for seat in &one.establishments {
                form = form.fill("seats", seat.country.as_str());
                if seat.main {
                    form = form.fill("main", seat.country.as_str());
                }
            }
            for role in &one.roles {
                form = form.fill("roles", role.as_str());
            }
            let form = fields::fill_starts(visit, form, &one.regime_starts);
            Ok(form.fill("region", one.region.clone().unwrap_or_default()))
        }
        Kind::DataSet => {
            let one = case.data_sets.iter().find(|one| one.id == id).ok_or(Problem::NotFound)?;
            Ok(form
                .fill("name", &one.name)
                .fill("controller", &one.controller)
                .fill("data-scope", one.scope.as_str())
                .fill("hit", one.hit.as_str()))
        }
        Kind::Market => {
            let one = market(case, id).ok_or(Problem::NotFound)?;
            Ok(form
                .fill("country", one.country.as_str())
                .fill("controller", &one.controller)
                .fill("status", one.status.as_str())
                .fill("reason", one.reason.as_ref().map_or("", Private::as_str)))
        }
    }
}

/// The market of `IT:lunamobile-it`.
fn market<'a>(case: &'a Case, id: &str) -> Option<&'a Market> {
    let (country, controller) = id.split_once(':')?;
    case.markets.iter().find(|market| market.country.as_str() == country && market.controller == controller)
}

fn page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    kind: Kind,
    id: &str,
    form: Form,
    preview: Option<Vec<Change>>,
) -> PartyForm {
    let (t, ctx) = (visit.t(), visit.ctx());
    let (family, path) = match kind {
        Kind::Controller => ("party-controller", "controllers"),
        Kind::DataSet => ("party-data-set", "data-sets"),
        Kind::Market => ("party-market", "markets"),
    };
    let heading = match (id == NEW, kind) {
        (true, _) => t.text(family),
        (_, Kind::Market) => {
            market(case, id).map(|m| country_name(ctx, t.lang, m.country.as_str())).unwrap_or_default()
        }
        _ => form.value("name").chars().take(100).collect(),
    };
    let heading = if heading.is_empty() { t.text(family) } else { heading };
    let (f, head) = framed(visit, case, organisation, "/facts", heading);
    let mut countries: Vec<Choice> = ctx
        .policy
        .countries()
        .map(|record| Choice::new(record.code.as_str(), country_name(ctx, t.lang, record.code.as_str())))
        .collect();
    countries.sort_by(|a, b| a.label.cmp(&b.label));
    PartyForm {
        kind,
        is_new: id == NEW,
        controllers: case.controllers.iter().map(|one| Choice::new(&one.id, &one.name)).collect(),
        countries,
        statuses: MarketStatus::ALL.iter().map(|word| Choice::new(word, t.of("market-status", word))).collect(),
        scopes: DataScope::ALL
            .iter()
            .map(|word| Choice::new(word, t.of("data-scope", word)).hint(t.of("data-scope-hint", word)))
            .collect(),
        hits: Tri::ALL.iter().map(|word| Choice::new(word, t.of("hit", word))).collect(),
        roles: SectorRole::ALL.iter().map(|word| Choice::new(word, t.of("sector-role", word))).collect(),
        starts: fields::start_labels(visit),
        preview,
        action: address(case, &format!("/{path}/{id}")),
        back: address(case, "/parties"),
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

/// As with moments: the first post shows what would move, the second saves it.
async fn save(visit: Visit, kind: Kind) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let id = visit.param("id").to_owned();
    // An unknown one does not exist, whatever the form says.
    filled(&visit, &case, kind, &id)?;
    let mut form = visit.form.clone();
    let starts = fields::start_labels(&visit);
    let mut known = vec![
        "name",
        "country",
        "seats",
        "main",
        "roles",
        "region",
        "controller",
        "data-scope",
        "hit",
        "status",
        "reason",
        "step",
    ];
    known.extend(starts.iter().map(|(field, _)| field.as_str()));
    form.only(&known);
    let command = match kind {
        Kind::Controller => {
            read_controller(&mut form, &visit, &case, &id).map(|controller| Command::SetController { controller })
        }
        Kind::DataSet => read_data_set(&mut form, &case, &id).map(|data_set| Command::SetDataSet { data_set }),
        Kind::Market => read_market(&mut form, &visit, &case, &id).map(|market| Command::SetMarket { market }),
    };
    let Some(command) = command.filter(|_| form.is_good()) else {
        return visit.page_with_problems(&page(&visit, &case, &organisation, kind, &id, form, None));
    };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    if form.value("step") != "record" {
        let tried = visit.run(move |ctx| cases::try_out(ctx, &who, &reference, command)).await;
        return match tried {
            Ok(tried) => {
                let (f, _) = framed(&visit, &case, &organisation, "/facts", String::new());
                let moved = changes(&f, visit.ctx(), &tried.after, &ledger::moved(&case, &tried.after));
                visit.page(&page(&visit, &case, &organisation, kind, &id, form, Some(moved)))
            }
            Err(problem) => {
                refused_at(&visit, &mut form, "name", problem)?;
                visit.page_with_problems(&page(&visit, &case, &organisation, kind, &id, form, None))
            }
        };
    }
    let saved = visit
        .once(move |ctx| {
            cases::run(ctx, &who, &reference, command)?;
            Ok(format!("/cases/{reference}/parties"))
        })
        .await;
    match saved {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            refused_at(&visit, &mut form, "name", problem)?;
            visit.page_with_problems(&page(&visit, &case, &organisation, kind, &id, form, None))
        }
    }
}

fn known_country(visit: &Visit, word: &str) -> Option<Country> {
    Country::parse(word).ok().filter(|country| visit.ctx().policy.country(country).is_some())
}

fn read_controller(form: &mut Form, visit: &Visit, case: &Case, id: &str) -> Option<Controller> {
    let name = form.line("name", "party-name-missing");
    let country = form.choice("country", "form-required", |word| known_country(visit, word));
    let seats = form.choices("seats", |word| known_country(visit, word));
    let roles = form.choices("roles", SectorRole::parse);
    let region = form.optional_line("region");
    let main = match form.value("main") {
        "" => None,
        word => match known_country(visit, word) {
            Some(country) => Some(country),
            None => {
                form.problem("main", form.words().text("form-not-a-choice"));
                None
            }
        },
    };
    let (name, country, seats, roles) = (name?, country?, seats?, roles?);
    let old = case.controllers.iter().find(|one| one.id == id);
    let starts = old.map(|one| one.regime_starts.clone()).unwrap_or_default();
    let starts = fields::read_starts(visit, form, starts);
    if !form.is_good() {
        return None;
    }
    let mut establishments: Vec<Establishment> =
        seats.into_iter().map(|seat| Establishment { main: main.as_ref() == Some(&seat), country: seat }).collect();
    // A main establishment that is not among the others is one of them all the same.
    if let Some(main) = main.filter(|main| !establishments.iter().any(|seat| seat.country == *main)) {
        establishments.push(Establishment { country: main, main: true });
    }
    Some(Controller {
        id: old.map_or_else(
            || fresh_id(&name, |id| case.controllers.iter().any(|one| one.id == id)),
            |one| one.id.clone(),
        ),
        name,
        country,
        establishments,
        roles: roles.into_iter().collect(),
        regime_starts: starts,
        art27_representative: old.and_then(|one| one.art27_representative.clone()),
        region: region.filter(|text| !text.is_empty()),
        joint_controller_lead: old.and_then(|one| one.joint_controller_lead.clone()),
    })
}

fn read_data_set(form: &mut Form, case: &Case, id: &str) -> Option<DataSet> {
    let name = form.line("name", "party-name-missing");
    let known = |word: &str| case.controllers.iter().find(|one| one.id == word).map(|one| one.id.clone());
    let controller = form.choice("controller", "form-required", known);
    let scope = form.choice("data-scope", "form-required", DataScope::parse);
    let hit = form.choice("hit", "form-required", Tri::parse);
    let (name, controller) = (name?, controller?);
    let old = case.data_sets.iter().find(|one| one.id == id);
    Some(DataSet {
        id: old
            .map_or_else(|| fresh_id(&name, |id| case.data_sets.iter().any(|one| one.id == id)), |one| one.id.clone()),
        controller,
        name,
        scope: scope?,
        hit: hit?,
    })
}

fn read_market(form: &mut Form, visit: &Visit, case: &Case, id: &str) -> Option<Market> {
    let old = market(case, id);
    let known = |word: &str| case.controllers.iter().find(|one| one.id == word).map(|one| one.id.clone());
    // Country and controller are what a market is; they are chosen once.
    let (country, controller) = match old {
        Some(old) => (Some(old.country.clone()), Some(old.controller.clone())),
        None => (
            form.choice("country", "form-required", |word| known_country(visit, word)),
            form.choice("controller", "form-required", known),
        ),
    };
    let status = form.choice("status", "form-required", MarketStatus::parse);
    let reason = form.optional_text("reason")?;
    let status = status?;
    if reason.is_empty() && matches!(status, MarketStatus::NotAffected | MarketStatus::NoService) {
        form.problem("reason", form.words().text("market-reason-missing"));
    }
    Some(Market {
        country: country?,
        controller: controller?,
        status,
        reason: (!reason.is_empty()).then(|| Private::new(reason)),
        subjects: old.and_then(|market| market.subjects.clone()),
    })
}

/// A short id from a name: `SIM customers` is `sim-customers`, numbered where that is taken.
fn fresh_id(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut id = String::new();
    for c in name.to_lowercase().chars().take(40) {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    let id = id.trim_end_matches('-').to_owned();
    // `new` is the address of the empty form.
    let id = if id.is_empty() || id == NEW { "item".to_owned() } else { id };
    if !taken(&id) {
        return id;
    }
    (2..).map(|n| format!("{id}-{n}")).find(|id| !taken(id)).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::fresh_id;

    #[test]
    fn an_id_is_made_of_letters_digits_and_hyphens_and_never_taken_twice() {
        assert_eq!(fresh_id("SIM customers (Ireland)", |_| false), "sim-customers-ireland");
        assert_eq!(fresh_id("<b>&\"", |_| false), "b");
        assert_eq!(fresh_id("новый", |_| false), "item");
        assert_eq!(fresh_id("new", |_| false), "item");
        assert_eq!(fresh_id("a", |id| id == "a" || id == "a-2"), "a-3");
    }
}
