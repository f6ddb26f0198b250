//! The form of a contract's duty: what it asks, read into the rule that the engine gets.

use crate::app::admin::own_rules::{FactIs, OwnRule, Purpose, Rules};
use crate::app::organisation::Settings;
use crate::app::own_rule::CHANNELS;
use crate::domain::plan::{Period, PeriodUnit};
use crate::domain::situation::{DataSet, InstantKind};
use crate::domain::values::Country;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::pages::admin::fields::day;
use crate::web::pages::case::{channel_name, country_name, fact_label};
use crate::web::visit::Visit;

/// Every field but the frame's.
pub const FIELDS: &[&str] = &[
    "seen",
    "step",
    "purpose",
    "contract",
    "clause",
    "gist",
    "recipient",
    "channel",
    "address",
    "country",
    "language",
    "controllers",
    "markets",
    "data-sets",
    "fact",
    "fact-values",
    "trigger",
    "period",
    "unit",
    "counting",
    "from",
    "until",
    "note",
];

/// Ways of counting that a contract may ask for, as the policy files name them.
const COUNTINGS: &[&str] = &["elapsed", "eu-1182-71"];
/// The unit of a contract that gives no figure.
const OPEN: &str = "open";

/// What the selects and boxes offer.
pub struct Choices {
    pub purposes: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub countries: Vec<Choice>,
    pub languages: Vec<Choice>,
    pub controllers: Vec<Choice>,
    pub markets: Vec<Choice>,
    pub data_sets: Vec<Choice>,
    pub facts: Vec<Choice>,
    pub triggers: Vec<Choice>,
    pub units: Vec<Choice>,
    pub countings: Vec<Choice>,
}

pub fn choices(visit: &Visit, rules: &Rules) -> Choices {
    let (t, ctx) = (visit.t(), visit.ctx());
    let country = |code: &str| Choice::new(code, country_name(ctx, t.lang, code));
    let mut countries: Vec<Choice> = ctx.policy.countries().map(|record| country(record.code.as_str())).collect();
    countries.sort_by(|one, other| one.label.cmp(&other.label));
    let settings = &rules.settings;
    let mut markets: Vec<&str> = settings.markets.iter().map(|market| market.country.as_str()).collect();
    markets.sort_unstable();
    markets.dedup();
    let mut facts: Vec<Choice> = ctx
        .policy
        .facts()
        .iter()
        .filter(|fact| !fact.projection && !fact.values.is_empty())
        .map(|fact| Choice::new(&fact.id, format!("{} ({})", fact_label(t, &fact.id), fact.id)))
        .collect();
    facts.sort_by(|one, other| one.label.cmp(&other.label));
    facts.insert(0, Choice::new("", t.text("rule-no-fact")));
    let mut units = vec![Choice::new(OPEN, t.text("rule-unit-open"))];
    units.extend(UNITS.iter().map(|unit| Choice::new(unit, t.of("period-unit", unit))));
    Choices {
        purposes: Purpose::ALL.iter().map(|word| Choice::new(word, t.of("rule-purpose", word))).collect(),
        channels: CHANNELS.iter().map(|word| Choice::new(word, channel_name(t, word))).collect(),
        countries,
        languages: ["en", "it", "de", "fr", "es"]
            .into_iter()
            .map(|tag| Choice::new(tag, t.of("people-language", tag)))
            .collect(),
        controllers: settings.controllers.iter().map(|one| Choice::new(&one.id, &one.name)).collect(),
        markets: markets.into_iter().map(country).collect(),
        data_sets: settings.data_sets.iter().map(|set| Choice::new(&set.id, named(settings, set))).collect(),
        facts,
        triggers: InstantKind::ALL.iter().map(|what| Choice::new(what, t.of("instant", what))).collect(),
        units,
        countings: COUNTINGS.iter().map(|word| Choice::new(word, t.of("rule-counting", word))).collect(),
    }
}

/// A data set with whose it is: the same name may stand with several controllers.
fn named(settings: &Settings, set: &DataSet) -> String {
    let owner = settings.controllers.iter().find(|one| one.id == set.controller);
    owner.map_or_else(|| set.name.clone(), |owner| format!("{} · {}", set.name, owner.name))
}

pub const UNITS: &[PeriodUnit] = &[PeriodUnit::Hours, PeriodUnit::Days, PeriodUnit::WorkingDays, PeriodUnit::Months];

/// The form as it is first shown for a new rule.
pub fn fresh(visit: &Visit) -> Form {
    Form::empty(visit.t())
        .fill("purpose", Purpose::Contract.as_str())
        .fill("channel", "email")
        .fill("trigger", InstantKind::Aware.as_str())
        .fill("unit", PeriodUnit::Hours.as_str())
        .fill("counting", "elapsed")
        .fill("language", visit.t().lang.as_str())
}

/// The form with what a rule says, for its next version.
pub fn filled(visit: &Visit, rule: &OwnRule) -> Form {
    let mut form = Form::empty(visit.t())
        .fill("purpose", rule.purpose.as_str())
        .fill("contract", &rule.contract)
        .fill("clause", &rule.clause)
        .fill("gist", &rule.gist)
        .fill("recipient", &rule.recipient)
        .fill("channel", &rule.channel)
        .fill("address", &rule.address)
        .fill("country", &rule.country)
        .fill("language", &rule.language)
        .fill("trigger", rule.trigger.as_str())
        .fill("period", rule.period.map_or_else(String::new, |period| period.value.to_string()))
        .fill("unit", rule.period.map_or(OPEN, |period| period.unit.as_str()))
        .fill("counting", &rule.counting)
        .fill("note", &rule.note)
        .fill("seen", rule.version.to_string());
    for (field, values) in
        [("controllers", &rule.controllers), ("markets", &rule.markets), ("data-sets", &rule.data_sets)]
    {
        for value in values {
            form = form.fill(field, value);
        }
    }
    if let Some(test) = rule.facts.first() {
        form = form.fill("fact", &test.fact).fill("fact-values", test.any.join(", "));
    }
    form
}

/// The rule that was typed; `None` with every problem at its field.
pub fn read(visit: &Visit, form: &mut Form, rules: &Rules) -> Option<OwnRule> {
    let t = visit.t();
    let ctx = visit.ctx();
    let settings = &rules.settings;
    let purpose = form.choice("purpose", "form-required", Purpose::parse);
    let contract = form.line("contract", "rule-contract-missing");
    let clause = form.line("clause", "rule-clause-missing");
    let gist = form.line("gist", "rule-gist-missing");
    let recipient = form.line("recipient", "rule-recipient-missing");
    let channel = form.choice("channel", "form-required", |word| known(CHANNELS, word));
    let address = match channel.as_deref() {
        Some("email" | "pec") => form.email("address", "rule-address-missing"),
        _ => form.line("address", "rule-address-missing"),
    };
    let country = form.choice("country", "form-required", |code| {
        Country::parse(code).ok().filter(|country| ctx.policy.country(country).is_some()).map(|_| code.to_owned())
    });
    let language = form.choice("language", "form-required", |tag| known(&["en", "it", "de", "fr", "es"], tag));
    let controllers =
        form.choices("controllers", |id| settings.controllers.iter().any(|one| one.id == id).then(|| id.to_owned()));
    let markets = form.choices("markets", |code| {
        settings.markets.iter().any(|market| market.country.as_str() == code).then(|| code.to_owned())
    });
    let data_sets =
        form.choices("data-sets", |id| settings.data_sets.iter().any(|set| set.id == id).then(|| id.to_owned()));
    let facts = fact(visit, form);
    let trigger = form.choice("trigger", "form-required", InstantKind::parse);
    let period = period(form);
    let counting = form.choice("counting", "form-required", |word| known(COUNTINGS, word));
    let from = day(form, "from").or_else(|| {
        form.problem("from", t.text("rule-from-missing"));
        None
    });
    let until = day(form, "until");
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        form.problem("until", t.text("own-rule-until-before-from"));
    }
    let note = form.optional_line("note");
    if !form.is_good() {
        return None;
    }
    Some(OwnRule {
        id: String::new(),
        version: 1,
        purpose: purpose?,
        contract: contract?,
        clause: clause?,
        gist: gist?,
        recipient: recipient?,
        channel: channel?,
        address: address?,
        country: country?,
        language: language?,
        controllers: controllers?,
        markets: markets?,
        data_sets: data_sets?,
        facts: facts?,
        trigger: trigger?,
        period: period?,
        counting: counting?,
        from: from?,
        until,
        note: note?,
        read_by: visit.asked.who.as_ref().map_or_else(String::new, |who| who.name.as_str().to_owned()),
        read_on: visit.now().utc().date_naive(),
        added_at: visit.now(),
    })
}

fn known(words: &[&str], word: &str) -> Option<String> {
    words.contains(&word).then(|| word.to_owned())
}

/// The condition on a fact, if one was chosen; its values as the vocabulary spells them.
fn fact(visit: &Visit, form: &mut Form) -> Option<Vec<FactIs>> {
    let t = visit.t();
    let id = form.value("fact").to_owned();
    let line = form.optional_line("fact-values")?;
    if id.is_empty() {
        if !line.is_empty() {
            form.problem("fact", t.text("rule-fact-missing"));
        }
        return Some(Vec::new());
    }
    let Some(def) = visit.ctx().policy.facts().get(&id) else {
        form.problem("fact", t.text("form-not-a-choice"));
        return None;
    };
    let any: Vec<String> =
        line.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if any.is_empty() || any.iter().any(|word| !def.values.contains(word)) {
        form.problem("fact-values", t.with1("rule-fact-values-wrong", "known", def.values.join(", ")));
        return None;
    }
    Some(vec![FactIs { fact: id, any }])
}

/// Outer `None` = a problem; inner `None` = without undue delay.
pub fn period(form: &mut Form) -> Option<Option<Period>> {
    if form.value("unit") == OPEN {
        if !form.value("period").trim().is_empty() {
            let sentence = form.words().text("rule-period-and-open");
            form.problem("period", sentence);
            return None;
        }
        return Some(None);
    }
    let value = form.number("period", "rule-period-missing", 1, 10_000);
    let unit = form.choice("unit", "form-required", |word| PeriodUnit::parse(word).filter(|unit| UNITS.contains(unit)));
    Some(Some(Period { value: u32::try_from(value?).ok()?, unit: unit? }))
}
