//! The API on cases, for machines that read: the plan now or as of a past instant, why a duty stands as it does, and what would be if.
//! Nothing here changes a case.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::form::Form;
use super::limits::Counted;
use super::pages::case::why::{Told, ToldFact, tell};
use super::problem::Problem;
use super::routes::{Permission, Route, get, post};
use super::visit::{Answer, Visit};
use crate::app::AppError;
use crate::app::api::CASES_READ;
use crate::app::cases::{self, AsOf, Scenario, Supposed, Until};
use crate::app::views::ledger::{Moved, scope_of, scope_word};
use crate::app::views::why::why;
use crate::domain::case::Case;
use crate::domain::difference::Difference;
use crate::domain::plan::PlannedDuty;
use crate::domain::situation::{
    Controller, DataScope, DataSet, DecisionKind, Establishment, Fact, InstantKind, Knowledge, Market, MarketStatus,
    Scope, SectorRole, Tri,
};
use crate::domain::values::{At, Country, Private};

pub fn routes() -> Vec<Route> {
    let reads = Permission::ApiToken(CASES_READ);
    vec![
        get("/api/v1/cases/{reference}/plan", reads, plan).counted(Counted::Api),
        get("/api/v1/cases/{reference}/duties/{number}/why", reads, explain).counted(Counted::Api),
        post("/api/v1/cases/{reference}/what-if", reads, what_if).json(256 << 10).counted(Counted::Api),
    ]
}

/// A duty as the plan has it. Instants are RFC 3339 in UTC.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DutyBody {
    /// Number within the case; none for a duty that only a try-out has.
    number: Option<u32>,
    rule: String,
    regime: String,
    stage: String,
    controller: String,
    market: Option<String>,
    recipient: String,
    recipient_name: String,
    kind: String,
    status: String,
    trigger: String,
    started_at: Option<String>,
    /// The instant that stands in for the one the rule asks for.
    fallback: Option<String>,
    target_at: Option<String>,
    legal_term_at: Option<String>,
    decide_by_at: Option<String>,
    deciding_facts: Vec<String>,
    act: String,
    article: String,
    policy_digest: String,
}

fn duty_body(number: Option<u32>, planned: &PlannedDuty) -> DutyBody {
    let text = |at: Option<At>| at.map(At::rfc3339);
    DutyBody {
        number,
        rule: planned.rule.clone(),
        regime: planned.regime.clone(),
        stage: planned.stage.clone(),
        controller: planned.controller.clone(),
        market: planned.market.as_ref().map(|country| country.as_str().to_owned()),
        recipient: planned.recipient.id.clone(),
        recipient_name: planned.recipient.name.clone(),
        kind: planned.kind.as_str().to_owned(),
        status: planned.status.as_str().to_owned(),
        trigger: planned.trigger.what.clone(),
        started_at: text(planned.trigger.at),
        fallback: planned.trigger.fallback.map(|what| what.as_str().to_owned()),
        target_at: text(planned.target_at),
        legal_term_at: text(planned.legal_term_at),
        decide_by_at: text(planned.decide_by_at),
        deciding_facts: planned.deciding_facts.clone(),
        act: planned.citation.act.clone(),
        article: planned.citation.article.clone(),
        policy_digest: planned.policy_digest.clone(),
    }
}

/// A recorded moment in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstantBody {
    what: String,
    /// `case`, `controller:ID`, `data_set:ID` or `market:CC`.
    scope: String,
    at: String,
    recorded_at: String,
}

/// A duty whose clock or status differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedBody {
    number: u32,
    rule: String,
    recipient: String,
    before_status: Option<String>,
    before_target_at: Option<String>,
    before_legal_term_at: Option<String>,
    after_status: Option<String>,
    after_target_at: Option<String>,
    after_legal_term_at: Option<String>,
}

fn moved_body(moved: &Moved) -> MovedBody {
    let text = |at: Option<At>| at.map(At::rfc3339);
    MovedBody {
        number: moved.number,
        rule: moved.rule.clone(),
        recipient: moved.recipient.clone(),
        before_status: moved.before.map(|clock| clock.status.as_str().to_owned()),
        before_target_at: text(moved.before.and_then(|clock| clock.target_at)),
        before_legal_term_at: text(moved.before.and_then(|clock| clock.legal_term_at)),
        after_status: moved.after.map(|clock| clock.status.as_str().to_owned()),
        after_target_at: text(moved.after.and_then(|clock| clock.target_at)),
        after_legal_term_at: text(moved.after.and_then(|clock| clock.legal_term_at)),
    }
}

/// The plan as it stood at an instant, by everything that had been recorded until then.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanBody {
    case: String,
    as_of: String,
    /// Entries of the record that counted, and those that came later.
    entries: usize,
    later: usize,
    /// SHA-256 of the rule files in use then.
    policy_digest: String,
    /// Whether the files loaded now are the same.
    same_files: bool,
    duties: Vec<DutyBody>,
    instants: Vec<InstantBody>,
    /// What the files loaded now would have planned otherwise from what was known then.
    by_todays_files: Vec<MovedBody>,
}

fn plan_body(then: &AsOf) -> PlanBody {
    let case = &then.case;
    PlanBody {
        case: case.reference.clone(),
        as_of: then.at.rfc3339(),
        entries: then.entries,
        later: then.later,
        policy_digest: then.digest.clone(),
        same_files: then.same_files,
        duties: case
            .duties
            .iter()
            .filter(|duty| !duty.gone)
            .map(|duty| duty_body(Some(duty.number), &duty.planned))
            .collect(),
        instants: case
            .instants_in_force()
            .map(|entry| InstantBody {
                what: entry.what.as_str().to_owned(),
                scope: scope_word(&entry.scope),
                at: entry.at.rfc3339(),
                recorded_at: entry.recorded_at.rfc3339(),
            })
            .collect(),
        by_todays_files: then.by_todays_files.iter().map(moved_body).collect(),
    }
}

/// A fact or moment that was used.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsedBody {
    what: String,
    value: String,
    /// known, estimated, unknown or not_applicable.
    state: String,
    /// Who recorded it and when, in words; empty where nobody did.
    recorded: String,
    decides: bool,
}

impl From<&ToldFact> for UsedBody {
    fn from(fact: &ToldFact) -> Self {
        Self {
            what: fact.what.clone(),
            value: fact.value.clone(),
            state: fact.knowledge.as_str().to_owned(),
            recorded: fact.recorded.clone(),
            decides: fact.decides,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DayBody {
    day: String,
    what: String,
    effect: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingBody {
    who: String,
    words: String,
    url: Option<String>,
    second_hand: bool,
}

/// Everything behind one duty, in the language of `Accept-Language`.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyBody {
    case: String,
    duty: DutyBody,
    lead: String,
    facts: Vec<UsedBody>,
    instants: Vec<UsedBody>,
    /// Which moment stands in for the one the rule asks for; empty where none does.
    fallback: String,
    arithmetic: Vec<String>,
    remarks: Vec<String>,
    days: Vec<DayBody>,
    calendar: Vec<String>,
    url: String,
    /// Words of the law, at most 25; none where only a gist stands.
    quote: Option<String>,
    /// What the rule asks, in our words.
    gist: Option<String>,
    /// Version of the rule among the loaded files; none where they no longer hold the one that was copied.
    rule_version: Option<u32>,
    rule_verified: bool,
    doubt: Vec<String>,
    loaded_digest: String,
    same_files: bool,
    deciding: Vec<String>,
    removed_by: Vec<String>,
    grounds: Vec<String>,
    other_readings: Vec<ReadingBody>,
    /// What the one who read the rule remarked, in English.
    note: Option<String>,
    /// What a source says of the recipient's own view of terms, in English.
    recipient_says: Option<String>,
}

/// One thing supposed to be otherwise. An `at` of null means: as if it were not recorded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedInstant {
    what: String,
    /// `case` where left out.
    scope: Option<String>,
    at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedMarket {
    country: String,
    controller: String,
    status: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedDataSet {
    id: String,
    /// Left out: as it is.
    hit: Option<String>,
    held_for: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedController {
    id: String,
    roles: Option<Vec<String>>,
    /// Country; empty for none; left out: as it is.
    main_establishment: Option<String>,
    art27_representative: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedDecision {
    rule: String,
    /// notify, communicate, not_required, exemption; null: as if nothing were decided.
    decision: Option<String>,
    basis: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedFiling {
    /// Number of the duty.
    duty: u32,
    at: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupposedFact {
    id: String,
    scope: Option<String>,
    state: String,
    value: Option<serde_json::Value>,
}

/// What to suppose. Everything may be left out; unknown fields are refused.
#[derive(Debug, Serialize, Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct WhatIfBody {
    instants: Vec<SupposedInstant>,
    markets: Vec<SupposedMarket>,
    data_sets: Vec<SupposedDataSet>,
    controllers: Vec<SupposedController>,
    decisions: Vec<SupposedDecision>,
    filings: Vec<SupposedFiling>,
    facts: Vec<SupposedFact>,
    /// Ids of proposed rules to count beside the law in force.
    proposals: Vec<String>,
}

/// One duty that would differ.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceBody {
    /// added, removed, earlier, later, started, stopped, status or grounds.
    kind: String,
    /// The rule is a proposal and no law.
    proposal: bool,
    before: Option<DutyBody>,
    after: Option<DutyBody>,
}

/// What came of a try-out. Nothing was stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedBody {
    case: String,
    /// Always false: a try-out changes nothing.
    stored: bool,
    differences: Vec<DifferenceBody>,
    unchanged: usize,
    /// Contradictions and gaps that the supposed case would have.
    problems: Vec<String>,
}

/// The plan of a case: as it stands, or with `at` as of a past instant.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/plan",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("at" = Option<String>, Query, description = "RFC 3339 with offset; what had been recorded by then counts"),
    ),
    responses(
        (status = 200, description = "The plan", body = PlanBody),
        (status = 403, description = "The token's scope does not include it", body = super::api::ProblemBody),
        (status = 404, description = "No such case, or not yours, or nothing recorded by then", body = super::api::ProblemBody),
        (status = 422, description = "`at` is no instant, or lies ahead", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn plan_path() {}

/// Why a duty stands as it does: facts, moments, rule, arithmetic, calendar, what would remove it, who reads it differently.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{reference}/duties/{number}/why",
    params(
        ("reference" = String, Path, description = "Such as BR-2026-0012"),
        ("number" = u32, Path, description = "Number of the duty within the case"),
    ),
    responses(
        (status = 200, description = "The explanation", body = WhyBody),
        (status = 404, description = "No such case or duty, or not yours", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn why_path() {}

/// What the duties would be if facts, moments, markets, data, decisions or filings were otherwise. Nothing is stored.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{reference}/what-if",
    request_body = WhatIfBody,
    params(("reference" = String, Path, description = "Such as BR-2026-0012")),
    responses(
        (status = 200, description = "Every duty that would differ", body = TriedBody),
        (status = 400, description = "Not JSON, or unknown fields", body = super::api::ProblemBody),
        (status = 404, description = "No such case, or not yours", body = super::api::ProblemBody),
        (status = 422, description = "Every problem by field", body = super::api::ProblemBody),
    )
)]
#[allow(dead_code, reason = "only its description is used")]
pub(super) fn what_if_path() {}

fn json(body: &impl Serialize) -> Answer {
    let body = serde_json::to_string(body).map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/json")).body(body))
}

fn refused(visit: &Visit, errors: Vec<(String, String)>) -> Answer {
    let problem = Problem::App(AppError::Invalid { field: "body", key: "problem-invalid" });
    Ok(problem.json(&visit.ctx().ids, visit.t(), errors))
}

async fn plan(visit: Visit) -> Answer {
    let t = visit.t();
    let typed = visit.query("at").to_owned();
    let at = match typed.as_str() {
        "" => visit.now(),
        text => match At::parse(text) {
            Ok(at) if at <= visit.now() => at,
            Ok(_) => {
                let now = t.with1("as-of-in-future", "now", visit.now().rfc3339());
                return refused(&visit, vec![("at".to_owned(), now)]);
            }
            Err(_) => return refused(&visit, vec![("at".to_owned(), t.text("api-not-an-instant"))]),
        },
    };
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let found = visit.run(move |ctx| cases::as_of_for_machine(ctx, &machine, &reference, Until::At(at))).await?;
    let then = found.then.ok_or(Problem::NotFound)?;
    json(&plan_body(&then))
}

async fn explain(visit: Visit) -> Answer {
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let (case, recorded, law) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let (recorded, law) = cases::recorded_with_law(ctx, case.id, case.organisation)?;
            Ok::<_, AppError>((case, recorded, law))
        })
        .await?;
    let duty = case.duty(number).ok_or(Problem::NotFound)?;
    let ctx = visit.ctx();
    let mut frame = visit.frame(String::new());
    frame.zone = super::pages::case::zone(&case);
    let found = why(&law, &case, &recorded, duty);
    let told = tell(&frame, ctx, &case, &found);
    let body = WhyBody {
        case: case.reference.clone(),
        duty: duty_body(Some(number), &duty.planned),
        url: duty.planned.citation.url.clone(),
        rule_version: found.rule.as_ref().map(|rule| rule.version),
        rule_verified: duty.planned.rule_verified,
        loaded_digest: found.rules_now.clone(),
        same_files: found.same_files(),
        ..worded(&told)
    };
    json(&body)
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What is in words; the rest is filled by the caller.
fn worded(told: &Told) -> WhyBody {
    WhyBody {
        case: String::new(),
        duty: DutyBody::default(),
        url: String::new(),
        rule_version: None,
        rule_verified: false,
        loaded_digest: String::new(),
        same_files: false,
        lead: told.lead.clone(),
        facts: told.facts.iter().map(UsedBody::from).collect(),
        instants: told.instants.iter().map(UsedBody::from).collect(),
        fallback: told.fallback.clone(),
        arithmetic: told.arithmetic.clone(),
        remarks: told.remarks.clone(),
        days: told
            .days
            .iter()
            .map(|day| DayBody { day: day.day.clone(), what: day.what.clone(), effect: day.effect.clone() })
            .collect(),
        calendar: told.calendar.clone(),
        quote: some(&told.quote),
        gist: some(&told.gist),
        note: some(&told.note),
        recipient_says: some(&told.recipient_says),
        doubt: told.rule_doubt.clone(),
        deciding: told.deciding.iter().map(|(name, _)| name.clone()).collect(),
        removed_by: told.removed_by.clone(),
        grounds: told.bases.clone(),
        other_readings: told
            .readings
            .iter()
            .map(|one| ReadingBody {
                who: one.who.clone(),
                words: one.words.clone(),
                url: some(&one.url),
                second_hand: one.second_hand,
            })
            .collect(),
    }
}

async fn what_if(visit: Visit) -> Answer {
    let body: WhatIfBody = visit.json()?;
    let machine = visit.machine()?.clone();
    let reference = visit.param("reference").to_owned();
    let (case, law) = visit
        .run(move |ctx| {
            let case = cases::load_for_machine(ctx, &machine, &reference)?;
            let law = cases::law(ctx, case.organisation)?;
            Ok::<_, AppError>((case, law))
        })
        .await?;
    let mut reader = Reader { visit: &visit, case: &case, form: Form::empty(visit.t()) };
    let scenario = reader.scenario(body);
    if !reader.form.is_good() {
        return refused(&visit, reader.form.problems().to_vec());
    }
    let ctx = visit.ctx();
    let tried = cases::suppose(&law, &case.situation(), &scenario, visit.now());
    let number = |planned: &PlannedDuty| {
        case.duties.iter().find(|duty| duty.planned.key() == planned.key()).map(|duty| duty.number)
    };
    let side = |planned: &Option<PlannedDuty>| planned.as_ref().map(|planned| duty_body(number(planned), planned));
    let told = |one: &Difference| DifferenceBody {
        kind: one.kind.as_str().to_owned(),
        proposal: one.duty().is_some_and(|duty| tried.proposals.contains(&duty.rule)),
        before: side(&one.before),
        after: side(&one.after),
    };
    let changed = tried.differences.iter().filter(|one| one.after.is_some()).count();
    let mut frame = visit.frame(String::new());
    frame.zone = super::pages::case::zone(&case);
    json(&TriedBody {
        case: case.reference.clone(),
        stored: false,
        differences: tried.differences.iter().map(told).collect(),
        unchanged: tried.after.duties.len().saturating_sub(changed),
        problems: tried
            .after
            .problems
            .iter()
            .map(|line| super::pages::case::duties::arithmetic_line(&frame, ctx, line, frame.zone))
            .collect(),
    })
}

/// Reads a body against the case, every problem at its path.
struct Reader<'a> {
    visit: &'a Visit,
    case: &'a Case,
    form: Form,
}

impl Reader<'_> {
    fn bad(&mut self, path: String, key: &str) {
        let sentence = self.visit.t().text(key);
        self.form.problem(&path, sentence);
    }

    fn instant(&mut self, path: String, text: Option<String>) -> Option<At> {
        let text = text?;
        let at = At::parse(&text).ok();
        if at.is_none() {
            self.bad(path, "api-not-an-instant");
        }
        at
    }

    fn scope(&mut self, path: String, word: Option<String>) -> Scope {
        match word {
            None => Scope::case(),
            Some(word) => scope_of(self.case, &word).unwrap_or_else(|| {
                self.bad(path, "form-not-a-choice");
                Scope::case()
            }),
        }
    }

    fn word<T>(&mut self, path: String, word: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = parse(word);
        if found.is_none() {
            self.bad(path, "form-not-a-choice");
        }
        found
    }

    fn country(&mut self, path: String, text: &str) -> Option<Country> {
        let policy = self.visit.ctx().policy.clone();
        self.word(path, text, |code| Country::parse(code).ok().filter(|code| policy.country(code).is_some()))
    }

    fn scenario(&mut self, body: WhatIfBody) -> Scenario {
        let mut supposed = Vec::new();
        for (n, one) in body.instants.into_iter().enumerate() {
            let what = self.word(format!("instants[{n}].what"), &one.what, InstantKind::parse);
            let scope = self.scope(format!("instants[{n}].scope"), one.scope);
            let at = self.instant(format!("instants[{n}].at"), one.at);
            supposed.extend(what.map(|what| Supposed::Instant { what, scope, at }));
        }
        for (n, one) in body.markets.into_iter().enumerate() {
            let country = self.country(format!("markets[{n}].country"), &one.country);
            let status = self.word(format!("markets[{n}].status"), &one.status, MarketStatus::parse);
            let controller = self.controller(format!("markets[{n}].controller"), &one.controller).map(|one| one.id);
            if let (Some(country), Some(status), Some(controller)) = (country, status, controller) {
                supposed.push(Supposed::Market(Market { country, controller, status, reason: None, subjects: None }));
            }
        }
        for (n, one) in body.data_sets.into_iter().enumerate() {
            supposed.extend(self.data_set(n, &one).map(Supposed::DataSet));
        }
        for (n, one) in body.controllers.into_iter().enumerate() {
            supposed.extend(self.changed_controller(n, one).map(Supposed::Controller));
        }
        for (n, one) in body.decisions.into_iter().enumerate() {
            if !self.case.duties.iter().any(|duty| duty.planned.rule == one.rule) {
                self.bad(format!("decisions[{n}].rule"), "form-not-a-choice");
            }
            let decision = match one.decision.as_deref() {
                None => Some(None),
                Some(word) => {
                    let kind = self.word(format!("decisions[{n}].decision"), word, DecisionKind::parse);
                    kind.map(|kind| Some((kind, one.basis)))
                }
            };
            supposed.extend(decision.map(|decision| Supposed::Decision { rule: one.rule, decision }));
        }
        for (n, one) in body.filings.into_iter().enumerate() {
            let at = self.instant(format!("filings[{n}].at"), one.at);
            match self.case.duty(one.duty).map(|duty| duty.planned.clone()) {
                None => self.bad(format!("filings[{n}].duty"), "form-not-a-choice"),
                Some(planned) => supposed.push(Supposed::Filing {
                    rule: planned.rule,
                    stage: planned.stage,
                    recipient: planned.recipient.id,
                    controller: Some(planned.controller),
                    at,
                }),
            }
        }
        for (n, one) in body.facts.into_iter().enumerate() {
            supposed.extend(self.fact(n, one).map(Supposed::Fact));
        }
        let known = cases::proposals(&self.visit.ctx().policy);
        for (n, id) in body.proposals.iter().enumerate() {
            if !known.iter().any(|(known, _)| known == id) {
                self.bad(format!("proposals[{n}]"), "form-not-a-choice");
            }
        }
        Scenario { supposed, proposals: body.proposals }
    }

    fn controller(&mut self, path: String, id: &str) -> Option<Controller> {
        let found = self.case.controllers.iter().find(|one| one.id == id).cloned();
        if found.is_none() {
            self.bad(path, "form-not-a-choice");
        }
        found
    }

    fn data_set(&mut self, n: usize, one: &SupposedDataSet) -> Option<DataSet> {
        let Some(mut set) = self.case.data_sets.iter().find(|set| set.id == one.id).cloned() else {
            self.bad(format!("data_sets[{n}].id"), "form-not-a-choice");
            return None;
        };
        if let Some(word) = &one.hit {
            set.hit = self.word(format!("data_sets[{n}].hit"), word, Tri::parse)?;
        }
        if let Some(word) = &one.held_for {
            set.scope = self.word(format!("data_sets[{n}].held_for"), word, DataScope::parse)?;
        }
        Some(set)
    }

    fn changed_controller(&mut self, n: usize, one: SupposedController) -> Option<Controller> {
        let mut controller = self.controller(format!("controllers[{n}].id"), &one.id)?;
        if let Some(roles) = one.roles {
            let path = format!("controllers[{n}].roles");
            let roles: Vec<Option<SectorRole>> =
                roles.iter().map(|word| self.word(path.clone(), word, SectorRole::parse)).collect();
            controller.roles = roles.into_iter().flatten().collect();
        }
        if let Some(code) = one.main_establishment {
            controller.establishments.iter_mut().for_each(|seat| seat.main = false);
            if !code.is_empty() {
                let country = self.country(format!("controllers[{n}].main_establishment"), &code)?;
                match controller.establishments.iter_mut().find(|seat| seat.country == country) {
                    Some(seat) => seat.main = true,
                    None => controller.establishments.push(Establishment { country, main: true }),
                }
            }
        }
        if let Some(code) = one.art27_representative {
            controller.art27_representative = match code.as_str() {
                "" => None,
                code => Some(self.country(format!("controllers[{n}].art27_representative"), code)?),
            };
        }
        Some(controller)
    }

    fn fact(&mut self, n: usize, one: SupposedFact) -> Option<Fact> {
        let state = self.word(format!("facts[{n}].state"), &one.state, Knowledge::parse);
        let scope = self.scope(format!("facts[{n}].scope"), one.scope);
        let value = one.value.unwrap_or_default();
        let has_value = matches!(state, Some(Knowledge::Known | Knowledge::Estimated));
        let facts = self.visit.ctx().policy.clone();
        let fits = match facts.facts().get(&one.id) {
            None => {
                self.bad(format!("facts[{n}].id"), "form-not-a-choice");
                return None;
            }
            Some(_) if has_value => facts.facts().check(&one.id, &value).is_ok(),
            Some(_) => value.is_null(),
        };
        if !fits {
            self.bad(format!("facts[{n}].value"), "form-not-a-choice");
        }
        let nobody = || Private::new("");
        Some(Fact { id: one.id, scope, state: state?, value, how: nobody(), who: nobody(), by: None })
    }
}
