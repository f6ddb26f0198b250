//! Advice and decision: the DPO advises, the controller decides, both stay side by side; "not yet" about telling people has a day.

use askama::Template;

use super::duties::basis_name;
use super::risk_words::standing;
use super::{Head, address, duty_name, framed, open, recipient_name, refused_at};
use crate::app::member::SignedIn;
use crate::app::views::clocks::same_step;
use crate::app::{Ctx, cases, law};
use crate::domain::actor::Role;
use crate::domain::case::{Advice, Case, Duty};
use crate::domain::command::Command;
use crate::domain::plan::PlannedDuty;
use crate::domain::situation::DecisionKind;
use crate::domain::values::Private;
use crate::web::components::{Choice, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// A duty to choose, with what was advised and decided so far.
pub struct Choosable {
    pub number: u32,
    pub name: String,
    pub what: String,
    pub due: String,
    /// The clock runs from an instant that stands in for the one the rule asks for, in the words of every worst case.
    pub supposed: String,
    pub advised: String,
    pub decided: String,
    pub chosen: bool,
}

/// Duties of one step of one act: mostly decided in one go, so one box stands for all of them.
pub struct ChoosableGroup {
    pub what: String,
    /// The numbers behind the box for all of them, as they stand on this page; empty where a single duty needs none.
    pub numbers: String,
    pub duties: Vec<Choosable>,
    /// Due, advised and decided, where all say the same.
    pub alike: String,
    pub all_chosen: bool,
    /// Whether the single boxes stand open: few of them, or one was chosen.
    pub open: bool,
}

#[derive(Template)]
#[template(path = "pages/case/decide.html")]
pub struct Decide {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub groups: Vec<ChoosableGroup>,
    pub advises: bool,
    pub decides: bool,
    /// The DPO decides under a recorded mandate of the controller.
    pub mandate: String,
    pub needs_mandate: bool,
    pub decisions: Vec<Choice>,
    pub bases: Vec<Choice>,
    pub action: String,
    pub waiting: Vec<(String, String)>,
    /// The advice on risk, in short.
    pub risk: Vec<SummaryRow>,
}

/// How the person may act on duties of this case.
struct Powers {
    advises: bool,
    decides: bool,
    as_dpo: bool,
}

fn powers(who: &SignedIn, case: &Case) -> Powers {
    let holds = |role: Role| who.has_role(case.organisation, &[role]);
    Powers {
        advises: holds(Role::Dpo),
        decides: holds(Role::Controller) || holds(Role::Dpo),
        as_dpo: holds(Role::Dpo) && !holds(Role::Controller),
    }
}

const FIELDS: &[&str] = &["duty", "all", "decision", "basis", "reason", "act"];

/// From how many on the duties of a group stand folded behind the box for all of them.
const FOLD_FROM: usize = 4;

pub async fn choose(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = Form::empty(visit.t());
    for number in visit.asked.query.values("duty") {
        form = form.fill("duty", number);
    }
    // The link of the mail that asks for a decision names the advice.
    for word in visit.asked.query.values("advice").iter().filter(|word| !word.is_empty()) {
        let number: u32 = word.parse().map_err(|_| Problem::NotFound)?;
        let advice = case.advice.iter().find(|advice: &&Advice| advice.number == number).ok_or(Problem::NotFound)?;
        for duty in &advice.duties {
            form = form.fill("duty", duty.to_string());
        }
    }
    let page = choose_page(&visit, &case, &organisation, form).await?;
    visit.page(&page)
}

async fn choose_page(visit: &Visit, case: &Case, organisation: &str, form: Form) -> Result<Decide, Problem> {
    let (f, head) = framed(visit, case, organisation, "/duties", visit.t().text("decide-title"));
    let who = visit.person()?.clone();
    let powers = powers(&who, case);
    let organisation_id = case.organisation;
    let mandate = visit.run(move |ctx| ctx.store.read(|conn| cases::mandate_of(conn, organisation_id))).await?;
    let mut bases = grounds(visit, case).await?;
    // Those that fit the duties chosen already stand first.
    let picked: Vec<&Duty> = case.duties.iter().filter(|duty| form.has("duty", duty.number.to_string())).collect();
    let fits = |basis: &String| picked.iter().any(|duty| duty.planned.removing_bases.contains(basis));
    bases.sort_by_key(|basis| !fits(basis));
    let ctx = visit.ctx();
    let mut duties: Vec<&Duty> = case.duties.iter().filter(|duty| duty.is_unfiled()).collect();
    duties.sort_by_key(|duty| (duty.planned.target_at.is_none(), duty.planned.target_at, duty.number));
    let mut base_choices = vec![Choice::new("", f.text("decide-no-basis"))];
    base_choices.extend(bases.iter().map(|basis| Choice::new(basis, basis_name(&f, basis))));
    let risk = standing(visit, &f, case).await?;
    Ok(Decide {
        risk,
        groups: groups(&f, ctx, case, &duties, &form),
        advises: powers.advises,
        decides: powers.decides,
        needs_mandate: powers.as_dpo && mandate.is_none(),
        mandate: match (powers.as_dpo, mandate) {
            (true, Some(text)) => text,
            _ => String::new(),
        },
        decisions: DecisionKind::ALL
            .iter()
            .map(|kind| Choice::new(kind, f.of("decision", kind)).hint(f.of("decision-hint", kind)))
            .collect(),
        bases: base_choices,
        action: address(case, "/decide"),
        waiting: waiting(&f, case),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// The grounds on which duties of this case may fall away, and those on which a decision opens one.
async fn grounds(visit: &Visit, case: &Case) -> Result<Vec<String>, Problem> {
    let unfiled: Vec<PlannedDuty> =
        case.duties.iter().filter(|duty| duty.is_unfiled()).map(|duty| duty.planned.clone()).collect();
    let mut grounds: Vec<String> = unfiled.iter().flat_map(|planned| planned.removing_bases.clone()).collect();
    let organisation = case.organisation;
    let opening = move |ctx: &Ctx| ctx.store.read(|conn| law::opening_grounds(ctx, conn, organisation, &unfiled));
    grounds.extend(visit.run(opening).await?);
    grounds.sort();
    grounds.dedup();
    Ok(grounds)
}

fn waiting(f: &Frame, case: &Case) -> Vec<(String, String)> {
    case.decisions
        .iter()
        .filter(|decision| !decision.in_force())
        .map(|decision| {
            let what = f.of("decision", decision.decision);
            let text = f.with2("decide-waits", "what", &what, "name", decision.by.name.as_str());
            (address(case, &format!("/decisions/{}", decision.number)), text)
        })
        .collect()
}

/// By step, the most urgent first: national forms of one directive are decided in one go.
fn groups(f: &Frame, ctx: &Ctx, case: &Case, duties: &[&Duty], form: &Form) -> Vec<ChoosableGroup> {
    let mut sorted: Vec<Vec<&Duty>> = Vec::new();
    for duty in duties {
        let same = |group: &&mut Vec<&Duty>| group.first().is_some_and(|first| same_step(first, duty));
        match sorted.iter_mut().find(same) {
            Some(group) => group.push(duty),
            None => sorted.push(vec![duty]),
        }
    }
    let group = |duties: Vec<&Duty>| {
        let numbers: Vec<String> = duties.iter().map(|duty| duty.number.to_string()).collect();
        let numbers = if duties.len() > 1 { numbers.join(" ") } else { String::new() };
        let duties: Vec<Choosable> = duties.into_iter().map(|duty| choosable(f, ctx, case, duty, form)).collect();
        let first = duties.first().map(Choosable::line).unwrap_or_default();
        ChoosableGroup {
            what: duties.first().map(|duty| duty.what.clone()).unwrap_or_default(),
            alike: if duties.iter().all(|duty| duty.line() == first) { first } else { String::new() },
            all_chosen: !numbers.is_empty() && form.has("all", &numbers),
            open: duties.len() < FOLD_FROM || duties.iter().any(|duty| duty.chosen),
            numbers,
            duties,
        }
    };
    sorted.into_iter().map(group).collect()
}

impl Choosable {
    /// `Sun 4 Oct, 13:00 · worst case, not established · advised: Notify (Chiara Bonfanti)`
    pub fn line(&self) -> String {
        let parts = [self.due.as_str(), self.supposed.as_str(), self.advised.as_str(), self.decided.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

pub(super) fn choosable(f: &Frame, ctx: &Ctx, case: &Case, duty: &Duty, form: &Form) -> Choosable {
    let advised = case.advice_on(duty.number).map(|advice| {
        f.with2("decide-advised", "what", f.of("decision", advice.advice), "name", advice.by.name.as_str())
    });
    let decided = case.decision_on(duty.number).map(|decision| {
        let key = if decision.in_force() { "decide-decided" } else { "decide-waits" };
        f.with2(key, "what", f.of("decision", decision.decision), "name", decision.by.name.as_str())
    });
    let deferred = duty.decide_by.map(|day| f.with1("duty-decide-by", "day", f.t.day(day)));
    Choosable {
        number: duty.number,
        name: recipient_name(ctx, f.t, case, duty),
        what: duty_name(f.t, duty),
        due: duty.planned.target_at.map_or_else(|| f.text("due-no-figure"), |at| f.short_moment(&at)),
        supposed: match duty.planned.trigger.fallback {
            Some(_) if duty.planned.target_at.is_some() => f.text("risk-worst-case"),
            _ => String::new(),
        },
        advised: advised.unwrap_or_default(),
        decided: decided.or(deferred).unwrap_or_default(),
        chosen: form.has("duty", duty.number.to_string()),
    }
}

/// The duties whose own box or whose group's box was ticked, each once.
fn chosen(form: &mut Form, case: &Case) -> Option<Vec<u32>> {
    let known = |word: &str| word.parse::<u32>().ok().filter(|number| case.duty(*number).is_some());
    let single = form.choices("duty", known);
    let groups = form.choices("all", |words| words.split(' ').map(known).collect::<Option<Vec<u32>>>());
    let mut numbers: Vec<u32> = groups?.into_iter().flatten().chain(single?).collect();
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

/// One form, two buttons: advise, or decide.
pub async fn act(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(FIELDS);
    let duties = chosen(&mut form, &case);
    if duties.as_ref().is_some_and(Vec::is_empty) {
        form.problem("duty", visit.t().text("refusal-no-duty"));
    }
    let decision = form.choice("decision", "decide-decision-missing", DecisionKind::parse);
    let reason = form.text("reason", "refusal-reason-missing");
    let typed = form.value("basis").to_owned();
    let allowed = grounds(&visit, &case).await?;
    if !typed.is_empty() && !allowed.contains(&typed) {
        form.problem("basis", visit.t().text("form-not-a-choice"));
    }
    let basis = (!typed.is_empty()).then_some(typed);
    let drops = matches!(decision, Some(DecisionKind::NotRequired | DecisionKind::Exemption));
    let removable = |number: &u32| case.duty(*number).is_some_and(|duty| !duty.planned.removing_bases.is_empty());
    if drops && basis.is_none() && duties.as_ref().is_some_and(|all| all.iter().any(removable)) {
        form.problem("basis", visit.t().text("decide-basis-missing"));
    }
    // A ground of another law would leave the duty where it is, and the DPO believing that it is gone.
    if let (true, Some(basis), Some(numbers)) = (drops, &basis, &duties) {
        let mut asked = numbers.iter().filter_map(|number| case.duty(*number)).peekable();
        let chose_any = asked.peek().is_some();
        if chose_any && !asked.any(|duty| duty.planned.removing_bases.contains(basis)) {
            let ground = basis_name(&visit.frame(String::new()), basis);
            form.problem("basis", visit.t().with1("decide-basis-misfit", "ground", ground));
        }
    }
    let advises = form.value("act") == "advise";
    let command = match (duties, decision, reason) {
        (Some(duties), Some(decision), Some(reason)) if form.is_good() => match advises {
            true => Some(Command::Advise { duties, advice: decision, reason: Private::new(reason) }),
            false => Some(Command::Decide { duties, decision, basis, reason: Private::new(reason) }),
        },
        _ => None,
    };
    let Some(command) = command else {
        let page = choose_page(&visit, &case, &organisation, form).await?;
        return visit.page_with_problems(&page);
    };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let done = visit
        .once(move |ctx| {
            let outcome = cases::run(ctx, &who, &reference, command)?;
            let decided = outcome.case.decisions.last().map(|decision| decision.number).filter(|_| !advises);
            let advised = outcome.case.advice.last().and_then(|advice| advice.duties.first().copied());
            Ok(match (decided, advised) {
                (Some(number), _) => format!("/cases/{reference}/decisions/{number}"),
                (None, Some(duty)) => format!("/cases/{reference}/duties/{duty}#advice"),
                _ => format!("/cases/{reference}/duties"),
            })
        })
        .await;
    match done {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            refused_at(&visit, &mut form, "decision", problem)?;
            let page = choose_page(&visit, &case, &organisation, form).await?;
            visit.page_with_problems(&page)
        }
    }
}
