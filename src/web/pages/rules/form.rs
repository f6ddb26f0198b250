//! The form of a contract's duty: what it asks, read into the rule that the engine gets.

use super::{conditions, later};
use crate::app::admin::own_rules::{OwnRule, Purpose, Rules};
use crate::app::organisation::Settings;
use crate::app::own_rule::CHANNELS;
use crate::domain::plan::{Period, PeriodUnit};
use crate::domain::situation::{DataSet, InstantKind};
use crate::domain::values::Country;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::pages::admin::fields::day;
use crate::web::pages::case::{channel_name, country_name};
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
    "match",
    "trigger",
    "period",
    "unit",
    "counting",
    "from",
    "until",
    "note",
    "case",
];

/// Every field, those of conditions and later reports among them.
pub fn fields() -> Vec<String> {
    let fixed = FIELDS.iter().map(|&name| name.to_owned());
    fixed.chain(conditions::fields()).chain(later::fields()).collect()
}

/// Ways of counting that a contract may ask for, as the policy files name them.
const COUNTINGS: &[&str] = &["elapsed", "eu-1182-71"];
/// The unit of a contract that gives no figure.
pub const OPEN: &str = "open";

/// What the selects and boxes offer.
pub struct Choices {
    pub purposes: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub countries: Vec<Choice>,
    pub languages: Vec<Choice>,
    pub controllers: Vec<Choice>,
    pub markets: Vec<Choice>,
    pub data_sets: Vec<Choice>,
    /// How the conditions count together.
    pub matches: Vec<Choice>,
    pub conditions: Vec<conditions::Row>,
    pub exceptions: Vec<conditions::Row>,
    pub later: Vec<later::Row>,
    /// Cases on which the rule can be tried.
    pub cases: Vec<Choice>,
    pub triggers: Vec<Choice>,
    pub units: Vec<Choice>,
    pub countings: Vec<Choice>,
}

pub fn choices(visit: &Visit, rules: &Rules, form: &Form, cases: &[(String, String)]) -> Choices {
    let (t, ctx) = (visit.t(), visit.ctx());
    let country = |code: &str| Choice::new(code, country_name(ctx, t.lang, code));
    let mut countries: Vec<Choice> = ctx.policy.countries().map(|record| country(record.code.as_str())).collect();
    countries.sort_by(|one, other| one.label.cmp(&other.label));
    let settings = &rules.settings;
    let mut markets: Vec<&str> = settings.markets.iter().map(|market| market.country.as_str()).collect();
    markets.sort_unstable();
    markets.dedup();
    let mut tried = vec![Choice::new("", t.text("rule-no-case"))];
    tried.extend(cases.iter().map(|(reference, title)| Choice::new(reference, format!("{reference} · {title}"))));
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
        matches: conditions::matches(t),
        conditions: conditions::rows(visit, form, conditions::ASKED),
        exceptions: conditions::rows(visit, form, conditions::EXCEPTED),
        later: later::rows(t),
        cases: tried,
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
pub fn fresh(visit: &Visit, rules: &Rules) -> Form {
    let form = Form::empty(visit.t())
        .fill("purpose", Purpose::Contract.as_str())
        .fill("channel", "email")
        // The other side sits at home more often than anywhere else.
        .fill("country", &rules.organisation.country)
        .fill("trigger", InstantKind::Aware.as_str())
        .fill("unit", PeriodUnit::Hours.as_str())
        .fill("counting", "elapsed")
        .fill("match", conditions::ALL)
        .fill("language", visit.t().lang.as_str());
    later::fresh_all(form)
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
    later::filled(conditions::filled(form, rule), rule)
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
    let conditions = conditions::read(visit, form, conditions::ASKED);
    let unless = conditions::read(visit, form, conditions::EXCEPTED);
    let one_is_enough = form.choice("match", "form-required", conditions::one_is_enough);
    let later = later::read(form);
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
    let (facts, facts_one_of) = if one_is_enough? { (Vec::new(), conditions?) } else { (conditions?, Vec::new()) };
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
        facts,
        facts_one_of,
        unless: unless?,
        later: later?,
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

/// The mark of the version that the page was made of; a page without one saw none.
pub fn seen(form: &Form) -> u32 {
    form.value("seen").parse().unwrap_or_default()
}

/// Outer `None` = a problem; inner `None` = without undue delay.
pub fn period(form: &mut Form) -> Option<Option<Period>> {
    period_of(form, "period", "unit")
}

/// The same from other fields.
pub fn period_of(form: &mut Form, figure: &str, unit_field: &str) -> Option<Option<Period>> {
    if form.value(unit_field) == OPEN {
        if !form.value(figure).trim().is_empty() {
            let sentence = form.words().text("rule-period-and-open");
            form.problem(figure, sentence);
            return None;
        }
        return Some(None);
    }
    let value = form.number(figure, "rule-period-missing", 1, 10_000);
    let unit =
        form.choice(unit_field, "form-required", |word| PeriodUnit::parse(word).filter(|unit| UNITS.contains(unit)));
    Some(Some(Period { value: u32::try_from(value?).ok()?, unit: unit? }))
}
