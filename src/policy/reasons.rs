//! Why something does not arise, was not looked at, or does not fit, and what would decide a presumed duty: message keys with
//! arguments and the English text, as for the arithmetic. The words of the screens stand in `locales/*/law.ftl`.
//!
//! Arguments called `name` or `country` are English here; a screen puts its own words in their place before it renders.

use chrono::NaiveDate;

use super::law::{Rule, When};
use super::words::line;
use crate::domain::plan::ArithmeticLine;
use crate::domain::situation::{InstantKind, MarketStatus};
use crate::domain::values::At;

fn text(value: impl ToString) -> String {
    value.to_string()
}

pub fn market(status: MarketStatus, reason: Option<&str>) -> ArithmeticLine {
    let args = [("reason", text(reason.unwrap_or("-")))];
    match status {
        MarketStatus::NoService => line("law-market-no-service", "no service: {reason}", &args),
        _ => line("law-market-not-affected", "not affected: {reason}", &args),
    }
}

pub fn not_in_force(from: Option<NaiveDate>, day: NaiveDate) -> ArithmeticLine {
    let from = from.map_or_else(|| "-".to_owned(), text);
    line("law-not-in-force", "in force from {from}; the event is of {day}", &[("day", text(day)), ("from", from)])
}

/// The regime binds this controller later than others (NIS2: from the message of the authority).
pub fn starts_later(from: NaiveDate, day: NaiveDate) -> ArithmeticLine {
    line(
        "law-starts-later",
        "binds this controller from {from}; the event is of {day}",
        &[("day", text(day)), ("from", text(from))],
    )
}

/// A condition of the rule is known not to be met; each rule says in its own words why.
pub fn condition(rule: &str, when: &When) -> ArithmeticLine {
    line(&format!("law-when-{rule}-{}", when.fact.replace('.', "-")), &when.words, &[])
}

/// Of joint controllers another one notifies by their arrangement.
pub fn joint_lead(lead: &str) -> ArithmeticLine {
    line(
        "law-joint-lead",
        "by the arrangement of the joint controllers (Art. 26) {lead} notifies; responsibility towards people stays with all",
        &[("lead", text(lead))],
    )
}

pub fn no_joint_lead(controller: &str, lead: &str) -> ArithmeticLine {
    line(
        "law-problem-joint-lead",
        "{controller} is said to leave the notice to {lead}, who is no controller of this case: the duty stays.",
        &[("controller", text(controller)), ("lead", text(lead))],
    )
}

/// The arrangement names somebody of whom this law asks nothing: then who left it to them owes it.
pub fn joint_lead_owes_nothing(controller: &str, lead: &str, rule: &str) -> ArithmeticLine {
    line(
        "law-problem-joint-lead-owes-nothing",
        "{controller} is said to leave the notice to {lead}, who owes none under {rule}: the duty stays.",
        &[("controller", text(controller)), ("lead", text(lead)), ("rule", text(rule))],
    )
}

pub fn joint_leads_in_a_circle(controller: &str, other: &str) -> ArithmeticLine {
    line(
        "law-problem-joint-circle",
        "{controller} and {other} are said to leave the notice to one another: each of them owes it.",
        &[("controller", text(controller)), ("other", text(other))],
    )
}

pub fn no_data_hit(controller: &str) -> ArithmeticLine {
    line("law-no-data-hit", "no data of {controller} were hit", &[("controller", text(controller))])
}

/// The data are of another kind than the rule's; each rule says in its own words whose they are.
pub fn outside(rule: &Rule, controller: &str) -> ArithmeticLine {
    let words = format!("{{controller}}: {}", rule.outside);
    line(&format!("law-outside-{}", rule.id), &words, &[("controller", text(controller))])
}

pub fn contract_other_data(act: &str) -> ArithmeticLine {
    line("law-contract-other-data", "{act}: the data of this contract are not among those hit", &[("act", text(act))])
}

pub fn contract_other_markets(act: &str) -> ArithmeticLine {
    line("law-contract-other-markets", "{act}: no market of this contract is affected", &[("act", text(act))])
}

pub fn contract_excepted(act: &str, fact: &str) -> ArithmeticLine {
    line(
        "law-contract-excepted",
        "{act}: the contract makes an exception for what `{fact}` says",
        &[("act", text(act)), ("fact", text(fact))],
    )
}

pub fn contract_other_facts(act: &str, fact: &str) -> ArithmeticLine {
    line(
        "law-contract-other-facts",
        "{act}: the contract asks for something else than what `{fact}` says",
        &[("act", text(act)), ("fact", text(fact))],
    )
}

pub fn no_rule(country: &str) -> ArithmeticLine {
    line(
        "law-no-rule",
        "This program holds no law of {country}. Look at that law by hand",
        &[("country", text(country))],
    )
}

/// Law of the Union holds there as part of a State: its duties are planned under that State's name.
pub fn part_of(country: &str, parent: &str) -> ArithmeticLine {
    line(
        "law-part-of",
        "{country} belongs to {parent} in the law of the Union: enter the people there under {parent}, or no duty is shown for them",
        &[("country", text(country)), ("parent", text(parent))],
    )
}

pub fn no_telecom_rule(country: &str) -> ArithmeticLine {
    line(
        "law-no-telecom-rule",
        "This program holds no rule of {country} for providers of communications services. Look at that law by hand",
        &[("country", text(country))],
    )
}

/// A country where the directive has no national act in force: nothing is owed, and somebody should ask whether that is so.
pub fn directive_only(name: &str) -> ArithmeticLine {
    line(
        "law-directive-only",
        "{name}: no national act is known to be in force here on the day of the event, and a directive alone binds no operator. Ask whether that is so.",
        &[("name", text(name))],
    )
}

/// The law follows the establishment, and there is none where it applies.
pub fn no_establishment(name: &str, controller: &str) -> ArithmeticLine {
    line(
        "law-no-establishment",
        "{name}: {controller} serves people where it applies and is established nowhere there, so that no country is settled. Ask where its representative is, and look at that law by hand.",
        &[("controller", text(controller)), ("name", text(name))],
    )
}

pub fn regime_by_hand(name: &str) -> ArithmeticLine {
    line("law-regime-by-hand", "Not in this program, to be looked at by hand: {name}", &[("name", text(name))])
}

pub fn regime_other_time(
    name: &str,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    day: NaiveDate,
) -> ArithmeticLine {
    let name = ("name", text(name));
    match (from, until) {
        (Some(from), _) if day < from => line(
            "law-regime-later",
            "Not in this program: {name}. It applies from {from}, and the event is of {day}",
            &[("day", text(day)), ("from", text(from)), name],
        ),
        (_, until) => line(
            "law-regime-earlier",
            "Not in this program: {name}. It applied until {until}, and the event is of {day}",
            &[("day", text(day)), name, ("until", until.map_or_else(|| "-".to_owned(), text))],
        ),
    }
}

pub fn regime_other_roles(name: &str, roles: &str) -> ArithmeticLine {
    line(
        "law-regime-other-roles",
        "Not in this program: {name}. It binds only {roles}, and no controller of this case is recorded as one",
        &[("name", text(name)), ("roles", text(roles))],
    )
}

pub fn in_future(what: InstantKind, at: At) -> ArithmeticLine {
    line(
        "law-problem-future",
        "In the future: {what} ({at}) lies after the moment of this plan.",
        &[("at", text(at)), ("what", text(what))],
    )
}

pub fn twice(what: InstantKind, one: At, other: At) -> ArithmeticLine {
    line(
        "law-problem-twice",
        "Recorded twice: {what}, as {earlier} and as {later}; the earlier one runs.",
        &[("earlier", text(one.min(other))), ("later", text(one.max(other))), ("what", text(what))],
    )
}

pub fn before_signal(what: InstantKind, at: At, signal: At) -> ArithmeticLine {
    line(
        "law-problem-before-signal",
        "Before the first signal ({signal}): {what} ({at}); one of the two is wrong.",
        &[("at", text(at)), ("signal", text(signal)), ("what", text(what))],
    )
}

pub fn no_market(controller: &str) -> ArithmeticLine {
    line(
        "law-problem-no-market",
        "No market is listed for {controller}: laws that bind by market were not looked at.",
        &[("controller", text(controller))],
    )
}

/// What a processor tells its controller, the controller knows (regimes 2.2).
pub fn aware_after_processor(aware: At, told: At) -> ArithmeticLine {
    line(
        "law-problem-aware-after-processor",
        "A processor gave notice ({told}) before the controller is said to have been aware ({aware}); say why awareness came later, or correct it.",
        &[("aware", text(aware)), ("told", text(told))],
    )
}

/// Detection under 611/2013 is enough knowledge of a compromise for a meaningful notice: then the controller is aware.
pub fn aware_after_detection(aware: At, found: At) -> ArithmeticLine {
    line(
        "law-problem-aware-after-detection",
        "Personal data were known to be compromised ({found}) before the controller is said to have been aware ({aware}); say why awareness came later, or correct it.",
        &[("aware", text(aware)), ("found", text(found))],
    )
}

pub fn market_without_reason(controller: &str, country: &str) -> ArithmeticLine {
    line(
        "law-problem-market-reason",
        "{country} is said not to be affected ({controller}), without a reason: say how that is known.",
        &[("controller", text(controller)), ("country", text(country))],
    )
}

pub fn decisions_differ(rule: &str) -> ArithmeticLine {
    line(
        "law-problem-decisions-differ",
        "The decisions on {rule} contradict one another: the duty stays until one of them is withdrawn.",
        &[("rule", text(rule))],
    )
}

pub fn decision_without_reason(rule: &str) -> ArithmeticLine {
    line(
        "law-problem-decision-reason",
        "The decision on {rule} has no reason: a decision not to tell somebody is kept with its reasons.",
        &[("rule", text(rule))],
    )
}

pub fn filing_of_several(rule: &str, recipient: &str, controllers: &str) -> ArithmeticLine {
    line(
        "law-problem-filing-several",
        "A filing under `{rule}` to `{recipient}` does not say whose it is and counts for each of {controllers}: check whether it told of all of them.",
        &[("controllers", text(controllers)), ("recipient", text(recipient)), ("rule", text(rule))],
    )
}

pub fn decision_of_several(rule: &str, controllers: &str) -> ArithmeticLine {
    line(
        "law-problem-decision-several",
        "A decision on `{rule}` does not say whose it is and counts for each of {controllers}: check whether it is about all of them.",
        &[("controllers", text(controllers)), ("rule", text(rule))],
    )
}

pub fn decision_removes_nothing(decision: &str, rule: &str, words: &str) -> ArithmeticLine {
    line(
        "law-problem-decision-removes-nothing",
        "The decision `{decision}` does not remove the duty of {rule}: {words}.",
        &[("decision", text(decision)), ("rule", text(rule)), ("words", text(words))],
    )
}

pub fn ground_does_not_count(decision: &str, rule: &str, given: &str, known: &str) -> ArithmeticLine {
    line(
        "law-problem-ground",
        "The decision `{decision}` on {rule} names the ground `{given}`; only these count: {known}.",
        &[("decision", text(decision)), ("given", text(given)), ("known", text(known)), ("rule", text(rule))],
    )
}

pub fn filing_of_no_rule(rule: &str) -> ArithmeticLine {
    line("law-problem-filing-rule", "A filing names the rule `{rule}`, which is not loaded.", &[("rule", text(rule))])
}

pub fn filing_of_no_stage(rule: &str, stage: &str) -> ArithmeticLine {
    line(
        "law-problem-filing-stage",
        "A filing under `{rule}` names the stage `{stage}`, which it does not have.",
        &[("rule", text(rule)), ("stage", text(stage))],
    )
}

pub fn filing_to_nobody(rule: &str, recipient: &str) -> ArithmeticLine {
    line(
        "law-problem-filing-recipient",
        "A filing under `{rule}` went to `{recipient}`, to whom this plan owes none.",
        &[("recipient", text(recipient)), ("rule", text(rule))],
    )
}

/// A plan as of a moment does not know what was filed later.
pub fn filing_after_the_plan(rule: &str, at: At) -> ArithmeticLine {
    line(
        "law-problem-filing-after-plan",
        "A filing under `{rule}` ({at}) lies after the moment of this plan and is left out of it.",
        &[("at", text(at)), ("rule", text(rule))],
    )
}

/// A filing cannot have been made after the moment at which the plan is looked at.
pub fn filing_in_future(rule: &str, at: At) -> ArithmeticLine {
    line(
        "law-problem-filing-future",
        "In the future: a filing under `{rule}` ({at}) lies after the moment of this plan.",
        &[("at", text(at)), ("rule", text(rule))],
    )
}

pub fn decision_for_nobody(rule: &str, recipient: &str) -> ArithmeticLine {
    line(
        "law-problem-decision-recipient",
        "A decision on `{rule}` is about `{recipient}`, to whom this plan owes none.",
        &[("recipient", text(recipient)), ("rule", text(rule))],
    )
}

pub fn decision_of_no_rule(rule: &str) -> ArithmeticLine {
    line(
        "law-problem-decision-rule",
        "A decision names the rule `{rule}`, which is not loaded.",
        &[("rule", text(rule))],
    )
}

/// A deciding fact in words: what somebody should find out so that a presumed duty becomes certain.
pub fn question(fact: &str) -> ArithmeticLine {
    let parts: Vec<&str> = fact.split(':').collect();
    let id = |id: &str| [("id", id.to_owned())];
    match parts.as_slice() {
        ["data_set", set, "hit"] => line("law-decide-data-hit", "whether the data `{id}` were hit", &id(set)),
        ["data_set", set, "scope"] => {
            line("law-decide-data-scope", "whether the data `{id}` are data of the communications service", &id(set))
        }
        ["data_sets", controller] => line("law-decide-data-sets", "which data of `{id}` there are", &id(controller)),
        ["instant", what] => line("law-decide-instant", "when this happened: {what}", &[("what", text(what))]),
        ["market", country, "status"] => {
            line("law-decide-market", "whether people in {country} are affected", &[("country", text(country))])
        }
        ["market", country, "telecom_law"] => line(
            "law-decide-telecom-law",
            "whether the law of {country} on communications services has a duty of its own in place of this one",
            &[("country", text(country))],
        ),
        ["controller", controller, "markets"] => {
            line("law-decide-markets", "the markets of `{id}` in which people are affected", &id(controller))
        }
        ["controller", controller, "roles"] => line("law-decide-roles", "the roles of `{id}`", &id(controller)),
        ["controller", controller, "region"] => {
            line("law-decide-region", "the Land or region of `{id}`", &id(controller))
        }
        ["controller", controller, "main_establishment"] => {
            line("law-decide-main-establishment", "the main establishment of `{id}`", &id(controller))
        }
        ["controller", controller, "regime_start", regime] => line(
            "law-decide-regime-start",
            "from which day `{regime}` binds `{id}`",
            &[("id", text(controller)), ("regime", text(regime))],
        ),
        ["rule", rule, "verified"] => line(
            "law-decide-rule-verified",
            "the law itself: nobody has checked the rule `{rule}` at its source",
            &[("rule", text(rule))],
        ),
        ["risk.outcome"] => line("law-decide-risk", "the risk for the people", &[]),
        _ => line("law-decide-fact", "the fact `{id}`", &id(fact)),
    }
}
