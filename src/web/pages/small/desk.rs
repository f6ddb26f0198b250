//! The small case on one page: the advice, the drafted reasoning, and one button for whoever is next: the DPO advises, the controller signs.

use askama::Template;

use super::drafted::{self, Twin, draft};
use crate::app::risk::{self, RiskView};
use crate::app::small::{self, OtherDuties, Said, Standing};
use crate::app::{AppError, Ctx, cases};
use crate::domain::actor::Role;
use crate::domain::case::{Case, CaseStatus};
use crate::domain::values::Private;
use crate::web::components::SummaryRow;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::pages::case::duties::basis_name;
use crate::web::pages::case::risk_words::seen_rows;
use crate::web::pages::case::{Head, address, duty_address, duty_name, framed, open, recipient_name, refused_at};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/small/desk.html")]
struct Desk {
    f: Frame,
    head: Head,
    form: Form,
    /// Data of a communications service may be among them: address and name of the notice that is due first.
    telecom: bool,
    notices: Vec<(String, String)>,
    /// The advice asks for a notice, so that this is no small case.
    grave: bool,
    risk: Vec<SummaryRow>,
    missing: Vec<(String, String)>,
    duties: Vec<(String, String, String)>,
    /// Other duties that a ground of their law removes: a box for each rule, with the duties behind it.
    named: Vec<Named>,
    /// Open duties that no decision removes, or that are somebody else's to decide now.
    others: Vec<(String, String)>,
    /// Who advised and decided so far, in a sentence each.
    done: Vec<String>,
    advises: bool,
    signs: bool,
    closed: bool,
    action: String,
    record: String,
    close: String,
    risk_href: String,
}

/// Duties of one rule beside the risk, such as the reports of NIS2.
struct Named {
    rule: String,
    title: String,
    /// The ground of the law, in words.
    ground: String,
    /// Address, and name of step and recipient.
    duties: Vec<(String, String)>,
    ticked: bool,
}

fn named_by_rule(visit: &Visit, f: &Frame, case: &Case, others: &[OtherDuties], form: &Form) -> Vec<Named> {
    let one = |other: &OtherDuties| {
        let basis = other.basis.as_ref()?;
        let duties = named(visit, f, case, &other.numbers);
        let first = &other.numbers.first().and_then(|number| case.duty(*number))?.planned;
        let regime = format!("law-regime-name-{}", first.regime);
        Some(Named {
            title: if f.t.has(&regime) { f.text(regime) } else { first.citation.words() },
            ground: basis_name(f, basis),
            duties: duties.into_iter().map(|(href, name, _)| (href, name)).collect(),
            ticked: form.has("other", &other.rule),
            rule: other.rule.clone(),
        })
    };
    others.iter().filter_map(one).collect()
}

fn named(visit: &Visit, f: &Frame, case: &Case, numbers: &[u32]) -> Vec<(String, String, String)> {
    let duties = numbers.iter().filter_map(|number| case.duty(*number));
    let row = |duty: &crate::domain::case::Duty| {
        let name = format!("{} · {}", recipient_name(visit.ctx(), f.t, case, duty), duty_name(f.t, duty));
        (duty_address(case, duty.number), name, duty.planned.citation.words())
    };
    duties.map(row).collect()
}

struct Read {
    standing: Standing,
    view: RiskView,
    /// The desk's drafts as whoever reads the other language saw them, and as this page words them.
    twins: Vec<Twin>,
    seen: crate::domain::risk::RiskSeen,
}

async fn read(visit: &Visit, case: &Case) -> Result<Read, Problem> {
    let (shown, lang) = (case.clone(), visit.t().lang);
    visit
        .run(move |ctx| {
            let (recorded, law) = cases::recorded_with_law(ctx, shown.id, shown.organisation)?;
            Ok::<_, AppError>(Read {
                standing: small::standing(ctx, &law, &shown),
                view: risk::view(&ctx.risk, &shown, &recorded, lang == Lang::It),
                twins: twins(ctx, &shown, lang),
                seen: risk::seen(&ctx.risk, &shown),
            })
        })
        .await
}

/// What the desk drafts for this case in each other language, beside the words of this one.
pub fn twins(ctx: &Ctx, case: &Case, lang: Lang) -> Vec<Twin> {
    let on_risk = |lang: Lang| draft(lang.words(), &risk::view(&ctx.risk, case, &[], lang == Lang::It));
    let on_others = |lang: Lang| lang.words().text("small-draft-others");
    let others = Lang::ALL.iter().filter(|other| **other != lang);
    others.flat_map(|other| [(on_risk(*other), on_risk(lang)), (on_others(*other), on_others(lang))]).collect()
}

/// What was advised and decided, the DPO's words first.
fn done(f: &Frame, case: &Case, standing: &Standing) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for advice in &case.advice {
        let line = f.t.with3(
            "small-advised",
            ("name", &advice.by.name.as_str()),
            ("at", &f.moment(&advice.at)),
            ("what", &f.of("decision", advice.advice)),
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    for decision in &standing.decisions {
        let key = if decision.in_force() { "small-signed" } else { "small-signed-waits" };
        let line = f.t.with2(key, "name", decision.by.name.as_str(), "at", f.moment(&decision.at));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

async fn page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Desk, Problem> {
    let Read { standing, view, twins, seen } = read(visit, case).await?;
    let (f, head) = framed(visit, case, organisation, "/duties", visit.t().text("small-desk-title"));
    let holds = |role: Role| visit.person().map(|who| who.has_role(case.organisation, &[role]));
    let is_open = case.status == CaseStatus::Open;
    let may_close = holds(Role::Controller)? || holds(Role::Dpo)?;
    let grave = !standing.telecom && !standing.advised_no;
    let ready = is_open && !standing.telecom && !grave && !standing.duties.is_empty();
    let numbers: Vec<u32> = standing.duties.iter().map(|duty| duty.number).collect();
    // The controller starts from the advice, in the language in which they read it.
    let reason = match &standing.advice {
        Some(advice) => drafted::retold(advice.reason.as_str(), &twins).0,
        None => draft(f.t, &view),
    };
    let form = if form.is_good() { prefilled(&f, case, &standing, form, reason, &twins) } else { form };
    let advises = ready && holds(Role::Dpo)? && standing.advice.is_none();
    let signs = ready && holds(Role::Controller)?;
    // Without a button there is nothing to tick: then all of them are only named.
    let named_rules = match advises || signs {
        true => named_by_rule(visit, &f, case, &standing.others, &form),
        false => Vec::new(),
    };
    let elsewhere: Vec<u32> = standing
        .others
        .iter()
        .filter(|other| !named_rules.iter().any(|named| named.rule == other.rule))
        .flat_map(|other| other.numbers.clone())
        .collect();
    let first = case.next_deadline().filter(|_| standing.telecom);
    let missing = view.groups.iter().flat_map(|group| {
        let href = |fact: &str| crate::web::pages::case::risk::fact_href(case, group, fact);
        group.missing.iter().map(move |(fact, question)| (href(fact), question.clone())).collect::<Vec<_>>()
    });
    Ok(Desk {
        telecom: standing.telecom,
        notices: first
            .map(|duty| {
                let name = format!("{} · {}", recipient_name(visit.ctx(), f.t, case, duty), duty_name(f.t, duty));
                (address(case, &format!("/notices/new?duty={}", duty.number)), name)
            })
            .into_iter()
            .collect(),
        grave,
        risk: seen_rows(visit, &f, case, &seen),
        missing: missing.collect(),
        duties: named(visit, &f, case, &numbers),
        others: named(visit, &f, case, &elsewhere).into_iter().map(|(href, name, _)| (href, name)).collect(),
        named: named_rules,
        done: done(&f, case, &standing),
        advises,
        signs,
        closed: !is_open,
        action: address(case, "/small-case"),
        record: if standing.decisions.is_empty() { String::new() } else { address(case, "/small-case/record") },
        close: if is_open && numbers.is_empty() && may_close { address(case, "/close") } else { String::new() },
        risk_href: address(case, "/risk"),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// The drafted reasons, and for whoever signs the boxes that the DPO ticked when advising.
fn prefilled(f: &Frame, case: &Case, standing: &Standing, form: Form, reason: String, twins: &[Twin]) -> Form {
    let form = form.fill("reason", reason);
    let on_others = standing.others.iter().filter(|other| other.advised).flat_map(|other| &other.numbers);
    let said = on_others.filter_map(|number| case.advice_on(*number)).next_back();
    let others_reason = match said {
        Some(advice) => drafted::retold(advice.reason.as_str(), twins).0,
        None => f.text("small-draft-others"),
    };
    let form = form.fill("because", others_reason);
    let advised = standing.others.iter().filter(|other| other.advised);
    advised.fold(form, |form, other| form.fill("other", &other.rule))
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let form = Form::empty(visit.t());
    visit.page(&page(&visit, &case, &organisation, form).await?)
}

/// What the button asks for.
enum Act {
    Advise,
    Sign,
}

pub async fn act(mut visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["reason", "act", "other", "because"]);
    let reason = form.text("reason", "refusal-reason-missing");
    let act = form.choice("act", "form-required", |word| match word {
        "advise" => Some(Act::Advise),
        "sign" => Some(Act::Sign),
        _ => None,
    });
    let others = form.values("other").to_vec();
    let others_reason = match others.is_empty() {
        true => Some(String::new()),
        false => form.text("because", "refusal-reason-missing"),
    };
    if let (Some(reason), Some(act), Some(others_reason), true) = (reason, act, others_reason, form.is_good()) {
        let (who, reference) = (visit.person()?.clone(), case.reference.clone());
        let done = visit
            .once(move |ctx| {
                let said = Said { reason: Private::new(reason), others, others_reason: Private::new(others_reason) };
                match act {
                    Act::Advise => small::advise(ctx, &who, &reference, &said)?,
                    Act::Sign => small::sign(ctx, &who, &reference, &said)?,
                };
                Ok(format!("/cases/{reference}/small-case"))
            })
            .await;
        match done {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "reason", problem)?,
        }
    }
    visit.page_with_problems(&page(&visit, &case, &organisation, form).await?)
}
