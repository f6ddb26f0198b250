//! The form of a controller, a data set or a market. The first post shows what would move, the second saves.

use askama::Template;

use super::changes::{Change, changes};
use super::party_read::{read_controller, read_data_set, read_markets};
use super::risk_words::marked;
use super::{Head, address, country_name, framed, open, previewed, refused_at};
use crate::app::views::ledger;
use crate::app::{AppError, cases};
use crate::domain::case::Case;
use crate::domain::command::Command;
use crate::domain::refusal::Refusal;
use crate::domain::situation::{Controller, DataScope, Market, MarketStatus, SectorRole, Tri};
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::admin::fields;
use crate::web::pages::countries::{self, Countries};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// Which of the three is being edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    /// The other controllers of the case, of whom one may notify for joint ones; empty where there is none.
    pub leads: Vec<Choice>,
    pub countries: Vec<Choice>,
    /// The same to choose one of: none is chosen beforehand.
    pub places: Vec<Choice>,
    /// To choose several of, for new markets.
    pub several: Countries,
    pub statuses: Vec<Choice>,
    pub scopes: Vec<Choice>,
    pub hits: Vec<Choice>,
    pub roles: Vec<Choice>,
    /// Field and label of the first days that differ by entity (NIS2).
    pub starts: Vec<(String, String)>,
    /// What would move; shown before it is saved. None on the first view.
    pub preview: Option<Vec<Change>>,
    /// Of what was typed and what it moves; what is saved has to fit it.
    pub previewed: String,
    /// The form, the case or the law changed after the preview that this one follows.
    pub anew: bool,
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

pub(super) const NEW: &str = "new";

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
            let form = form.fill("joint-lead", one.joint_controller_lead.clone().unwrap_or_default());
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
pub(super) fn market<'a>(case: &'a Case, id: &str) -> Option<&'a Market> {
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
    tried: Option<&cases::TriedOut>,
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
    let places = [Choice::new("", t.text("own-authority-choose"))].into_iter().chain(countries.clone()).collect();
    let moved = tried.map(|tried| ledger::moved(&tried.before, &tried.after));
    PartyForm {
        kind,
        is_new: id == NEW,
        leads: leads(t, case, id),
        controllers: case.controllers.iter().map(|one| Choice::new(&one.id, &one.name)).collect(),
        countries,
        places,
        several: if kind == Kind::Market && id == NEW { countries::countries(visit) } else { Countries::default() },
        statuses: MarketStatus::ALL.iter().map(|word| Choice::new(word, t.of("market-status", word))).collect(),
        scopes: DataScope::ALL
            .iter()
            .map(|word| Choice::new(word, t.of("data-scope", word)).hint(t.of("data-scope-hint", word)))
            .collect(),
        hits: Tri::ALL.iter().map(|word| Choice::new(word, t.of("hit", word))).collect(),
        roles: SectorRole::ALL.iter().map(|word| Choice::new(word, t.of("sector-role", word))).collect(),
        starts: fields::start_labels(visit),
        previewed: moved.as_ref().map(|moved| previewed::mark(&form, moved)).unwrap_or_default(),
        anew: tried.is_some() && form.value("step") == "record",
        preview: tried.zip(moved).map(|(tried, moved)| changes(&f, ctx, &tried.after, &moved)),
        action: address(case, &format!("/{path}/{id}")),
        back: address(case, "/parties"),
        f: f.problems(!form.is_good()),
        form,
        head,
    }
}

/// Who may notify in place of this controller by the arrangement of Art. 26.
fn leads(words: &Words, case: &Case, id: &str) -> Vec<Choice> {
    let others: Vec<&Controller> = case.controllers.iter().filter(|one| one.id != id).collect();
    if others.is_empty() {
        return Vec::new();
    }
    let none = Choice::new("", words.text("party-no-joint-lead"));
    std::iter::once(none).chain(others.into_iter().map(|one| Choice::new(&one.id, &one.name))).collect()
}

/// As with moments: the first post shows what would move, the second saves it as it was shown.
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
        "more-countries",
        "seats",
        "main",
        "roles",
        "region",
        "joint-lead",
        "controller",
        "data-scope",
        "hit",
        "status",
        "reason",
        "step",
        previewed::FIELD,
    ];
    known.extend(starts.iter().map(|(field, _)| field.as_str()));
    form.only(&known);
    let commands: Option<Vec<Command>> = match kind {
        Kind::Controller => {
            read_controller(&mut form, &visit, &case, &id).map(|controller| vec![Command::SetController { controller }])
        }
        Kind::DataSet => read_data_set(&mut form, &case, &id).map(|data_set| vec![Command::SetDataSet { data_set }]),
        Kind::Market => read_markets(&mut form, &visit, &case, &id)
            .map(|markets| markets.into_iter().map(|market| Command::SetMarket { market }).collect()),
    };
    let Some(commands) = commands.filter(|_| form.is_good()) else {
        return visit.page_with_problems(&page(&visit, &case, &organisation, kind, &id, form, None));
    };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    // What was changed after its preview, or would move something else by now, is shown anew before it is saved.
    if form.value("step") == "record"
        && let Some(shown) = previewed::shown(&form).map(str::to_owned)
    {
        let (who, reference, commands, before) = (who.clone(), reference.clone(), commands.clone(), case.clone());
        let saved = visit
            .once(move |ctx| {
                let outcome = cases::run_all_as_shown(ctx, &who, &reference, commands, &shown)?;
                Ok(marked(ctx, &before, &outcome.case, format!("/cases/{reference}/parties")))
            })
            .await;
        match saved {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Refused(Refusal::PreviewOutdated))) => {}
            Err(problem) => {
                refused_at(&visit, &mut form, "name", problem)?;
                return visit.page_with_problems(&page(&visit, &case, &organisation, kind, &id, form, None));
            }
        }
    }
    match visit.run(move |ctx| cases::try_all_out(ctx, &who, &reference, commands)).await {
        Ok(tried) => visit.page(&page(&visit, &case, &organisation, kind, &id, form, Some(&tried))),
        Err(problem) => {
            refused_at(&visit, &mut form, "name", problem)?;
            visit.page_with_problems(&page(&visit, &case, &organisation, kind, &id, form, None))
        }
    }
}
