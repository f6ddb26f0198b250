//! The pages of one case: what they share. Heading, clock strip, tabs, and how duties, scopes and people are worded.

use askama::Template;
use chrono_tz::Tz;

use crate::app::member::{APPROVERS, READERS, WORKERS};
use crate::app::{AppError, cases};
use crate::domain::case::{Case, CaseStatus};
use crate::domain::refusal::Refusal;
use crate::web::form::Form;
use crate::web::pages::notices::PROOF_BYTES;
use crate::web::problem::{Problem, refusal_sentence};
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub mod access;
pub mod as_of;
mod at_hand;
mod board;
mod board_filter;
mod cells;
pub(in crate::web) mod changes;
pub mod clocks;
pub mod closing;
pub mod comments;
pub mod correspondence;
pub mod decide;
pub mod decisions;
pub mod defer;
pub mod duties;
mod entries;
pub mod fact_form;
pub mod facts;
pub mod filing;
pub mod handover;
mod head;
mod instant_form;
mod instant_page;
pub mod instants;
pub mod known;
mod law_words;
pub mod links;
pub mod merge;
mod naming;
pub mod overview;
pub mod parties;
mod party_form;
mod party_read;
mod people_groups;
pub mod phones;
pub(in crate::web) mod previewed;
pub mod questions;
pub mod risk;
pub mod risk_words;
pub mod tasks;
pub mod terms;
pub mod timeline;
mod translation;
pub mod what_if;
mod what_if_form;
pub mod why;
mod why_rule;
mod why_told;

pub(in crate::web) use at_hand::{excluded, not_checked};
pub use board::language_name;
pub use cells::{clock, decide_by, left_text, level, moment_with_utc, step_link, work_state};
pub use head::{Head, due_sentence, framed, head};
pub use naming::{
    address, authority_in_country, channel_name, country_name, deciding, deciding_address, deciding_name, duty_address,
    duty_name, fact_label, place_of, planned_name, recipient_name, recipient_name_of, region_name, rule_name,
    scope_name, why_address, words_key,
};
pub use translation::{TranslationDue, due_line as translation_due};

/// Every page of a case. Auditors read; what is written is asked of the roles that work on cases, and again by the use case.
pub fn routes() -> Vec<Route> {
    let (reads, works) = (Permission::Roles(READERS), Permission::Roles(WORKERS));
    let approves = Permission::Roles(APPROVERS);
    vec![
        get("/cases/{reference}", reads, overview::overview),
        get("/cases/{reference}/instants", reads, instants::list),
        get("/cases/{reference}/instants/new", works, instant_form::new),
        post("/cases/{reference}/instants/new", works, instant_form::record),
        get("/cases/{reference}/instants/{number}", reads, instant_page::one),
        post("/cases/{reference}/instants/{number}", approves, instant_page::confirm),
        get("/cases/{reference}/facts", reads, facts::list),
        get("/cases/{reference}/facts/{fact}", works, fact_form::edit),
        post("/cases/{reference}/facts/{fact}", works, fact_form::save),
        post("/cases/{reference}/facts/{fact}/file", works, fact_form::attach).uploads(PROOF_BYTES),
        get("/cases/{reference}/questions/{group}", works, questions::show),
        post("/cases/{reference}/questions/{group}", works, questions::save),
        post("/cases/{reference}/questions/{group}/draft", works, questions::draft),
        get("/cases/{reference}/files/{attachment}", reads, fact_form::evidence_file),
        get("/cases/{reference}/parties", reads, parties::list),
        get("/cases/{reference}/controllers/{id}", works, party_form::edit_controller),
        post("/cases/{reference}/controllers/{id}", works, party_form::save_controller),
        get("/cases/{reference}/data-sets/{id}", works, party_form::edit_data_set),
        post("/cases/{reference}/data-sets/{id}", works, party_form::save_data_set),
        get("/cases/{reference}/markets/{id}", works, party_form::edit_market),
        post("/cases/{reference}/markets/{id}", works, party_form::save_market),
        get("/cases/{reference}/duties", reads, duties::list),
        get("/cases/{reference}/authorities/{authority}", reads, known::page),
        get("/cases/{reference}/clocks", reads, clocks::page),
        get("/cases/{reference}/duties/{number}", reads, duties::one),
        get("/cases/{reference}/duties/{number}/why", reads, why::page),
        get("/cases/{reference}/duties/{number}/filing", works, filing::show),
        post("/cases/{reference}/duties/{number}/filing", works, filing::act).uploads(PROOF_BYTES),
        get("/cases/{reference}/proofs/{attachment}", reads, filing::proof_file),
        get("/cases/{reference}/duties/{number}/term", reads, terms::show),
        post("/cases/{reference}/duties/{number}/term", approves, terms::set),
        post("/cases/{reference}/duties/{number}/term/{entry}/back", approves, terms::take_back),
        get("/cases/{reference}/duties/{number}/translation", reads, translation::show),
        post("/cases/{reference}/duties/{number}/translation", works, translation::name),
        get("/cases/{reference}/risk", reads, risk::show),
        post("/cases/{reference}/risk", Permission::Roles(risk::ADVISERS), risk::depart),
        get("/cases/{reference}/decide", reads, decide::choose),
        post("/cases/{reference}/decide", approves, decide::act),
        get("/cases/{reference}/decisions/{number}", reads, decisions::one),
        post("/cases/{reference}/decisions/{number}/confirm", approves, decisions::confirm),
        get("/cases/{reference}/defer", approves, defer::defer_form),
        post("/cases/{reference}/defer", approves, defer::defer),
        get("/cases/{reference}/tasks", reads, tasks::list),
        post("/cases/{reference}/tasks", works, tasks::add),
        post("/cases/{reference}/tasks/packs", works, tasks::add_pack),
        post("/cases/{reference}/tasks/{number}/done", works, tasks::done),
        post("/cases/{reference}/handler", works, tasks::hand_on),
        get("/cases/{reference}/access", approves, access::show),
        post("/cases/{reference}/access", approves, access::save),
        get("/cases/{reference}/timeline", reads, timeline::list),
        get("/cases/{reference}/timeline.csv", reads, timeline::csv),
        get("/cases/{reference}/comments", reads, comments::list),
        post("/cases/{reference}/comments", works, comments::add),
        get("/cases/{reference}/correspondence", reads, correspondence::list),
        post("/cases/{reference}/correspondence", works, correspondence::log),
        get("/cases/{reference}/people", reads, phones::show),
        post("/cases/{reference}/people", works, phones::save),
        get("/cases/{reference}/people/{number}", works, phones::show),
        post("/cases/{reference}/people/{number}", works, phones::save),
        post("/cases/{reference}/people/{number}/remove", works, phones::remove),
        get("/cases/{reference}/handover", reads, handover::show),
        post("/cases/{reference}/handover", works, handover::take),
        get("/cases/{reference}/as-of", reads, as_of::page),
        get("/cases/{reference}/what-if", reads, what_if::show),
        post("/cases/{reference}/what-if", reads, what_if::try_out),
        post("/cases/{reference}/notes", works, timeline::add_note),
        get("/cases/{reference}/links", reads, links::list),
        post("/cases/{reference}/links", works, links::add),
        post("/cases/{reference}/links/{number}/remove", works, links::remove),
        post("/cases/{reference}/duplicate", works, links::duplicate),
        get("/cases/{reference}/merge", approves, merge::show),
        post("/cases/{reference}/merge", approves, merge::act),
        get("/cases/{reference}/title", works, closing::title_form),
        post("/cases/{reference}/title", works, closing::title),
        get("/cases/{reference}/close", approves, closing::close_form),
        post("/cases/{reference}/close", approves, closing::close),
        post("/cases/{reference}/close/waive", approves, closing::waive),
        post("/cases/{reference}/close/take-back", approves, closing::take_back),
        get("/cases/{reference}/reopen", approves, closing::reopen_form),
        post("/cases/{reference}/reopen", approves, closing::reopen),
    ]
}

/// The case of the address, with its organisation's name. A case of an organisation in which the person has no role does not exist.
pub async fn open(visit: &Visit) -> Result<(Case, String), Problem> {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    visit.run(move |ctx| ctx.store.read(|conn| cases::load_with_organisation(conn, &who, &reference))).await
}

/// Whether this person works on the case, and it is open: a closed one takes what `domain::decide` lets follow, and is reopened for more.
pub fn may_change(visit: &Visit, case: &Case) -> Result<bool, Problem> {
    Ok(case.status == CaseStatus::Open && visit.person()?.has_role(case.organisation, WORKERS))
}

/// The zone in which the case is shown beside UTC.
pub fn zone(case: &Case) -> Tz {
    case.zone.parse().unwrap_or(Tz::UTC)
}

/// Puts a refusal at the field it is about, so that it stands in the form like every other problem.
///
/// # Errors
/// Everything that is not a refusal goes on as it came.
pub fn refused_at(visit: &Visit, form: &mut Form, field: &str, problem: Problem) -> Result<(), Problem> {
    match problem {
        Problem::App(AppError::Refused(refusal)) => {
            // What lacks is the file: said where it is chosen.
            let field = if refusal == Refusal::ProofFileMissing { "file" } else { field };
            form.problem(field, refusal_sentence(visit.t(), &refusal));
            Ok(())
        }
        other => Err(other),
    }
}

/// Renders a page, as 422 where its form holds problems.
pub fn answer(visit: &Visit, form: &Form, page: &impl Template) -> Answer {
    if form.is_good() { visit.page(page) } else { visit.page_with_problems(page) }
}
