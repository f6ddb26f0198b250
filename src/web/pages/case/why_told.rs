//! Everything behind a duty in words: facts and moments used, the rule's text, the calendar, who reads it differently. Pages and API tell
//! the same.

use super::facts::{answer_words, label};
use super::law_words::{arithmetic_line, basis_name, lead, removed_by, rule_words, zone_of};
use super::why_rule::{note, rule_doubt, rule_rows};
use super::{country_name, deciding_address, deciding_name, recipient_name, region_name, scope_name};
use crate::app::Ctx;
use crate::app::views::why::{
    CalendarUsed, ClockChange, DayEffect, DayKind, FactUsed, InstantUsed, OtherReading, Part, Used, WhoRecorded, Why,
    Window,
};
use crate::domain::actor::ActorKind;
use crate::domain::case::{Case, Duty};
use crate::domain::situation::{Knowledge, MarketStatus};
use crate::web::components::SummaryRow;
use crate::web::frame::Frame;
use crate::web::holidays;
use crate::web::i18n::Lang;
use crate::web::spoken::Spoken;

/// A fact or instant in words: what it is, how it stands, who recorded it.
#[derive(Debug, Clone)]
pub struct ToldFact {
    pub what: String,
    pub value: String,
    pub knowledge: Knowledge,
    /// Name and moment in one sentence; empty where nobody recorded it.
    pub recorded: String,
    /// Entry of the timeline in which it was recorded.
    pub entry: Option<i64>,
    pub decides: bool,
}

/// A day that was looked at, in words.
#[derive(Debug, Clone)]
pub struct ToldDay {
    pub day: String,
    pub what: String,
    pub effect: String,
}

/// Somebody else's reading, in the reader's language.
#[derive(Debug, Clone)]
pub struct ToldReading {
    pub who: Spoken,
    pub words: String,
    pub url: String,
    pub second_hand: bool,
}

/// The explanation of one duty in the reader's language; the page and the API show the same.
#[derive(Debug, Clone)]
pub struct Told {
    pub lead: String,
    pub fallback: String,
    pub facts: Vec<ToldFact>,
    pub instants: Vec<ToldFact>,
    pub arithmetic: Vec<String>,
    pub remarks: Vec<String>,
    pub window: String,
    pub days: Vec<ToldDay>,
    /// What is to be known of the calendar: source, or that it is missing; changes of the clocks.
    pub calendar: Vec<Spoken>,
    /// Something about the calendar is missing or unchecked.
    pub calendar_doubt: bool,
    pub deciding: Vec<(String, String)>,
    pub removed_by: Vec<String>,
    pub bases: Vec<String>,
    pub readings: Vec<ToldReading>,
    /// What the one who read the rule remarked.
    pub note: String,
    /// It stands in English only.
    pub note_in_english: bool,
    /// What a source says of the recipient's own view of terms; English too.
    pub recipient_says: String,
    /// Words of the law, at most 25; empty where only a gist stands.
    pub quote: String,
    /// The language in which they stand, as a code of two letters.
    pub quote_lang: String,
    /// Where they were read and compared; empty without a quotation.
    pub quote_read_in: String,
    /// What the rule asks, in our words.
    pub gist: String,
    /// The gist stands in English only.
    pub gist_in_english: bool,
    pub rule_rows: Vec<SummaryRow>,
    pub rule_doubt: Vec<String>,
}

/// Words everything behind a duty.
pub fn tell(f: &Frame, ctx: &Ctx, case: &Case, why: &Why<'_>) -> Told {
    let duty = why.duty;
    let planned = &duty.planned;
    let zone = zone_of(duty);
    let line = |line| arithmetic_line(f, ctx, line, zone);
    let own_words = rule_words(f, &planned.rule, &planned.stage);
    let rule = why.rule.as_ref();
    let english_gist = rule.and_then(|rule| rule.gist.clone()).unwrap_or_default();
    let (calendar, calendar_doubt) = calendar(f, ctx, why);
    Told {
        lead: lead(f, duty, &recipient_name(ctx, f.t, case, duty)),
        fallback: fallback(f, duty),
        facts: why.facts.iter().map(|fact| told_fact(f, ctx, case, fact)).collect(),
        instants: instants(f, ctx, case, why),
        arithmetic: planned.arithmetic.iter().map(line).collect(),
        remarks: planned.remarks.iter().map(line).collect(),
        window: why.window.as_ref().map_or_else(String::new, |window| {
            f.t.with3(
                "why-window",
                ("first", &f.t.day(window.first)),
                ("last", &f.t.day(window.last)),
                ("zone", &zone.name().to_owned()),
            )
        }),
        days: why.window.iter().flat_map(|window| &window.days).map(|day| told_day(f, day)).collect(),
        calendar,
        calendar_doubt,
        deciding: planned
            .deciding_facts
            .iter()
            .map(|key| (deciding_name(ctx, f.t, case, key), deciding_address(case, duty, key)))
            .collect(),
        removed_by: planned.remove_by.iter().map(|english| removed_by(f, &planned.rule, english)).collect(),
        bases: planned.removing_bases.iter().map(|basis| basis_name(f, basis)).collect(),
        readings: rule.map(|rule| rule.contested.iter().map(|one| reading(f, one)).collect()).unwrap_or_default(),
        recipient_says: why.recipient_says.clone().unwrap_or_default(),
        note: rule.map(|rule| note(f, rule).0).unwrap_or_default(),
        note_in_english: rule.is_some_and(|rule| note(f, rule).1),
        quote: rule.and_then(|rule| rule.quote.clone()).unwrap_or_default(),
        quote_lang: rule.map(|rule| rule.quote_lang.clone()).unwrap_or_default(),
        quote_read_in: rule.and_then(|rule| rule.quote_read_in.clone()).unwrap_or_default(),
        gist_in_english: own_words.is_empty() && f.t.lang != Lang::En,
        gist: if own_words.is_empty() { english_gist } else { own_words },
        rule_rows: rule_rows(f, why),
        rule_doubt: rule_doubt(f, why),
    }
}

/// Which instant stood in, as a sentence; empty where the clock runs from the one the rule asks for.
pub fn fallback(f: &Frame, duty: &Duty) -> String {
    let trigger = &duty.planned.trigger;
    trigger.fallback.map_or_else(String::new, |used| {
        let asked = f.of("instant", &trigger.what);
        f.with2("duty-fallback", "asked", &asked, "used", f.of("instant", used))
    })
}

fn told_fact(f: &Frame, ctx: &Ctx, case: &Case, used: &FactUsed<'_>) -> ToldFact {
    let country = |code: &str| country_name(ctx, f.t.lang, code);
    let (what, value) = match &used.fact {
        Used::Roles(one) => {
            let roles: Vec<String> = one.roles.iter().map(|role| f.of("sector-role", role)).collect();
            let none = f.text("parties-no-role");
            (f.with1("why-roles", "name", &one.name), if roles.is_empty() { none } else { f.t.list(&roles) })
        }
        Used::Seats(one) => {
            let seats: Vec<String> = one
                .establishments
                .iter()
                .map(|seat| {
                    let name = country(seat.country.as_str());
                    if seat.main { f.with1("parties-main", "country", &name) } else { name }
                })
                .collect();
            let value = if seats.is_empty() { country(one.country.as_str()) } else { f.t.list(&seats) };
            (f.with1("why-seats", "name", &one.name), value)
        }
        Used::Representative(one, place) => (f.with1("why-representative", "name", &one.name), country(place.as_str())),
        Used::Region(one) => {
            let region = one.region.as_ref().map(|word| region_name(ctx, word));
            let region = region.unwrap_or_else(|| f.of("knowledge", Knowledge::Unknown));
            (f.with1("why-region", "name", &one.name), region)
        }
        Used::BindsFrom(one, day) => (f.with1("why-binds-from", "name", &one.name), f.t.day(*day)),
        Used::DataHit(set) => (f.with1("why-data-hit", "name", &set.name), f.of("hit", set.hit)),
        Used::DataScope(set) => (f.with1("why-data-scope", "name", &set.name), f.of("data-scope", set.scope)),
        Used::NoDataSets(one) => (f.with1("why-data-sets", "name", &one.name), f.text("why-none-listed")),
        Used::Market(market) => {
            let status = f.of("market-status", market.status);
            let reason = market.reason.as_ref().filter(|reason| !reason.is_blank());
            let value = reason.map_or_else(|| status.clone(), |reason| format!("{status}: {reason}"));
            (f.with1("scope-market", "name", country(market.country.as_str())), value)
        }
        Used::Markets(status, markets) => {
            let names: Vec<String> = markets.iter().map(|market| country(market.country.as_str())).collect();
            let key = match status {
                MarketStatus::Affected | MarketStatus::Unknown => "why-markets-open",
                _ => "why-markets-closed",
            };
            (f.with1(key, "status", f.of("market-status", *status)), f.t.list(&names))
        }
        Used::Decision(decision) => {
            let mut value = f.of("decision", decision.decision);
            if let Some(basis) = &decision.basis {
                value = format!("{value}: {}", basis_name(f, basis));
            }
            if !decision.in_force() {
                value = format!("{value} ({})", f.text("decision-waits"));
            }
            (f.text("decision-by-controller"), value)
        }
        Used::NoDecision => (f.text("law-decide-risk"), f.text("why-no-decision")),
        Used::Fact(entry) => {
            let name = label(ctx, f.t, &entry.fact.id);
            (format!("{name} · {}", scope_name(ctx, f.t, case, &entry.fact.scope)), answer_words(ctx, f, entry))
        }
        Used::NoFact(id) => (label(ctx, f.t, id), f.of("knowledge", Knowledge::Unknown)),
    };
    ToldFact {
        what,
        value,
        knowledge: used.knowledge,
        recorded: used.recorded.as_ref().map(|who| recorded(f, who)).unwrap_or_default(),
        entry: used.recorded.as_ref().map(|who| who.seq),
        decides: used.decides,
    }
}

fn recorded(f: &Frame, who: &WhoRecorded) -> String {
    let name = match who.actor.kind {
        ActorKind::System => f.text("timeline-system"),
        ActorKind::Public => f.text("timeline-public"),
        _ => who.actor.name.as_str().to_owned(),
    };
    let key = if who.at_opening { "why-recorded-opening" } else { "why-recorded" };
    f.with2(key, "name", &name, "at", f.moment(&who.at))
}

fn instants(f: &Frame, ctx: &Ctx, case: &Case, why: &Why<'_>) -> Vec<ToldFact> {
    let mut rows: Vec<ToldFact> = why.instants.iter().map(|used| told_instant(f, ctx, case, used)).collect();
    if let Some(filing) = &why.filing {
        rows.push(ToldFact {
            what: f.of("instant", "stage_submitted"),
            value: f.moment(&filing.at),
            knowledge: Knowledge::Known,
            recorded: filing.by.as_ref().map(|name| f.with1("why-filed-by", "name", name)).unwrap_or_default(),
            entry: None,
            decides: false,
        });
    } else if why.instants.is_empty() && why.duty.planned.trigger.at.is_none() {
        let follows = why.duty.planned.trigger.what == "stage_submitted";
        rows.push(ToldFact {
            what: f.of("instant", &why.duty.planned.trigger.what),
            value: f.text(if follows { "why-not-yet" } else { "why-not-recorded" }),
            knowledge: Knowledge::Unknown,
            recorded: String::new(),
            entry: None,
            decides: false,
        });
    }
    rows
}

fn told_instant(f: &Frame, ctx: &Ctx, case: &Case, used: &InstantUsed<'_>) -> ToldFact {
    let part = f.of("why-part", used.part);
    let (value, recorded) = match used.entry {
        Some(entry) => {
            let at = super::moment_with_utc(f, entry.at);
            let scope = scope_name(ctx, f.t, case, &entry.scope);
            let by = f.t.with3(
                "instants-byline",
                ("number", &entry.number),
                ("name", &entry.by.name.as_str()),
                ("at", &f.moment(&entry.recorded_at)),
            );
            (at, [part, scope, f.of("certainty", entry.certainty), f.of("source", entry.source), by].join(" · "))
        }
        None => (f.text("why-not-recorded"), part),
    };
    ToldFact {
        what: f.of("instant", used.what),
        value,
        knowledge: if used.entry.is_some() { Knowledge::Known } else { Knowledge::Unknown },
        recorded,
        entry: None,
        decides: used.part == Part::Missing,
    }
}

fn told_day(f: &Frame, day: &crate::app::views::why::DayThatMattered) -> ToldDay {
    let what = match (&day.name, day.kind) {
        (Some(name), DayKind::Holiday) => f.with1("why-day-holiday", "name", holidays::name(f.t, name)),
        _ => f.t.weekday(day.on),
    };
    let effect = match day.effect {
        DayEffect::Counted => f.text("why-day-counted"),
        DayEffect::MovedEnd => f.text("why-day-moved-end"),
        DayEffect::NoTerm => f.text("why-day-no-term"),
        DayEffect::OneSource => f.text("why-day-one-source"),
    };
    ToldDay { day: f.t.day(day.on), what, effect }
}

fn calendar(f: &Frame, ctx: &Ctx, why: &Why<'_>) -> (Vec<Spoken>, bool) {
    let Some(window) = &why.window else { return (vec![f.text("why-calendar-waits").into()], false) };
    let mut lines: Vec<Spoken> = clocks(f, window).into_iter().map(Spoken::from).collect();
    if window.weekends_left_out {
        lines.push(f.text("why-weekends-left-out").into());
    }
    let mut doubt = false;
    match &window.calendar {
        CalendarUsed::Missing { country } => {
            doubt = true;
            let line = match country {
                Some(code) => f.with1("why-calendar-missing", "country", country_name(ctx, f.t.lang, code.as_str())),
                None => f.text("why-calendar-none"),
            };
            lines.push(line.into());
        }
        CalendarUsed::Known { country, source, checked_on, verified, missing_years } => {
            let name = country_name(ctx, f.t.lang, country.as_str());
            const MARK: &str = "\u{1}";
            let sentence = f.with2("why-calendar", "country", &name, "source", MARK);
            lines.push(Spoken::english(f.t, source).within(&sentence, MARK));
            if !*verified {
                doubt = true;
                lines.push(f.text("why-calendar-unverified").into());
            } else if let Some(day) = checked_on {
                lines.push(f.with1("why-calendar-checked", "day", f.t.day(*day)).into());
            }
            for year in missing_years {
                doubt = true;
                lines.push(f.with2("why-calendar-year", "country", &name, "year", year.to_string()).into());
            }
        }
    }
    (lines, doubt)
}

fn clocks(f: &Frame, window: &Window) -> Vec<String> {
    let told = |change: &ClockChange| {
        let key = if change.forward { "why-clocks-forward" } else { "why-clocks-back" };
        f.with1(key, "day", f.t.day(change.on))
    };
    window.clocks.iter().map(told).collect()
}

fn reading(f: &Frame, one: &OtherReading) -> ToldReading {
    let words = match f.t.lang {
        Lang::En => one.words_en.clone(),
        Lang::It => one.words_it.clone(),
    };
    ToldReading {
        who: Spoken::english(f.t, &one.who),
        words,
        url: one.url.clone().unwrap_or_default(),
        second_hand: !one.verified,
    }
}
