//! From a `[[rule]]` table to the typed rule, telling every problem on the way.

use super::authorities::{roles, span};
use super::calendar::CountrySet;
use super::law::{
    Binds, BindsBy, Cap, Choose, Cite, Contested, Covers, Example, NotLoaded, Order, PeriodFor, Reading, ReadingOf,
    Remove, Rule, RuleStatus, Stage, Task, When,
};
use super::own::{self, Named};
use super::reader::Node;
use super::situated;
use crate::domain::plan::{DutyKind, Period, PeriodUnit};
use crate::domain::situation::{DecisionKind, InstantKind};

/// What may change without changing what the rule asks. A quotation is found, mended or given beside a gist without moving any
/// term, so it may come into a released version; the gist says what the rule was taken to ask, and may not. That a stage follows what
/// changed opens a stage that the released rule has, on the same terms: it moves no duty that arose.
const NO_LAW: &[&str] = &[
    "reading",
    "example",
    "contested",
    "stage.example",
    "stage.vector",
    "stage.follows_changes",
    "in_force.until",
    "cite.quote",
    "cite.lang",
    "cite.read_in",
    "stage.cite.quote",
    "stage.cite.lang",
    "stage.cite.read_in",
];

/// The longest quotation of a law that we print, in words.
const MAX_QUOTE_WORDS: usize = 25;

macro_rules! word_of {
    ($node:expr, $key:expr, $kind:ty) => {{
        let known: Vec<&str> = <$kind>::ALL.iter().map(|word| word.as_str()).collect();
        $node.word($key, &known, <$kind>::parse)
    }};
}

/// A word that must be there.
macro_rules! must_word {
    ($node:expr, $key:expr, $kind:ty, $default:expr) => {{
        if !$node.has($key) {
            let known: Vec<&str> = <$kind>::ALL.iter().map(|word| word.as_str()).collect();
            $node.problem($key, "is missing", format!("one of {}", known.join(", ")));
        }
        word_of!($node, $key, $kind).unwrap_or($default)
    }};
}

pub fn parse(node: &Node<'_>) -> Rule {
    let verified = node.bool("verified");
    let contract = own::is_contract(node);
    let cite = match node.node("cite") {
        Some(n) => cite_of(&n, verified, contract),
        None => {
            node.problem("cite", "is missing", "cite = { act, article, quote or gist, url }: no rule without its law");
            Cite::default()
        }
    };
    let (choose, task, via, record, named, order) = recipient(node);
    if contract != (choose == Choose::Named) {
        let hint = "a contract tells somebody by name: kind = \"contract\" with recipient = { choose = \"named\", … }";
        node.problem("recipient", "does not fit the kind of the rule", hint);
    }
    let rule = Rule {
        file: node.file.clone(),
        id: node.text("id"),
        version: node.opt_number("version").unwrap_or(1),
        regime: node.text("regime"),
        title: node.text("title"),
        status: word_of!(node, "status", RuleStatus).unwrap_or(RuleStatus::InForce),
        kind: must_word!(node, "kind", DutyKind, DutyKind::Authority),
        binds: binds(node, contract),
        covers: must_word!(node, "covers", Covers, Covers::Any),
        outside: node.opt_text("outside").unwrap_or_default(),
        choose,
        task,
        via,
        order,
        record,
        or_earlier: instants(node, "or_earlier"),
        when: conditions(node, "when"),
        when_one_of: conditions(node, "when_one_of"),
        unless: conditions(node, "unless"),
        entity_start: node.opt_bool("entity_start").unwrap_or(false),
        instead_of: node.texts("instead_of"),
        stages_of: node.opt_text("stages_of"),
        without: node.texts("without"),
        joint_lead: node.opt_bool("joint_lead").unwrap_or(false),
        yields_to: node.texts("yields_to"),
        decided_by: node.texts("decided_by"),
        in_force: in_force(node),
        verified,
        cite,
        reading: reading(node),
        contested: node.nodes("contested", "who").iter().map(contested).collect(),
        remove: node.nodes("remove", "decision").iter().map(remove).collect(),
        stages: node.nodes("stage", "id").iter().map(|n| stage(n, verified, contract)).collect(),
        own: own::parse(node, named),
        countries: CountrySet::default(),
        examples: node.nodes("example", "name").iter().filter_map(situated::parse).collect(),
        digest: node.digest(NO_LAW),
    };
    if !matches!(rule.covers, Covers::Any | Covers::Incident) && rule.outside.is_empty() {
        node.problem("outside", "is missing", "say in words which rule has the data that this one does not cover");
    }
    if rule.covers == Covers::Other && rule.yields_to.is_empty() {
        node.problem(
            "yields_to",
            "is missing",
            "name the rules on communications services that take its place where they bind",
        );
    }
    if rule.remove.is_empty() {
        node.problem("remove", "is missing", "say what makes the duty fall away, in [[rule.remove]]");
    }
    if rule.stages.is_empty() && rule.stages_of.is_none() {
        node.problem("stage", "is missing", "a rule has at least one [[rule.stage]]");
    }
    node.finish();
    rule
}

type Recipient = (Choose, Option<Task>, Option<String>, Option<String>, Option<Named>, Option<Order>);

fn recipient(node: &Node<'_>) -> Recipient {
    let Some(n) = node.node("recipient") else {
        node.problem("recipient", "is missing", "recipient = { choose = …, task = … }");
        return (Choose::People, None, None, None, None, None);
    };
    let choose = must_word!(n, "choose", Choose, Choose::People);
    let task = word_of!(n, "task", Task);
    if matches!(choose, Choose::Market | Choose::Lead | Choose::Country | Choose::Institutions) && !n.has("task") {
        n.problem("task", "is missing", "say which work the authority does, such as data_protection");
    }
    let via = n.opt_text("via");
    let record = n.opt_text("record");
    if (choose == Choose::Record) != record.is_some() {
        n.problem("record", "and choose = \"record\" stand together", "the id of the one record that is told");
    }
    let named = (choose == Choose::Named).then(|| own::named(&n));
    let order = n.node("order").map(|o| order(&o, choose));
    n.finish();
    (choose, task, via, record, named, order)
}

fn order(n: &Node<'_>, choose: Choose) -> Order {
    let found = Order { fact: n.text("fact"), keys: n.texts("keys") };
    if found.keys.is_empty() {
        n.problem("keys", "is missing", "the keys of the fact in the order in which the law asks them");
    }
    if choose != Choose::Country {
        n.problem("", "fits no other recipient than that of a country", "choose = \"country\"");
    }
    n.finish();
    found
}

fn in_force(node: &Node<'_>) -> super::law::Span {
    let Some(n) = node.node("in_force") else {
        node.problem("in_force", "is missing", "in_force = { from = \"2018-05-25\" }");
        return super::law::Span::default();
    };
    let found = span(&n);
    if !n.has("from") {
        n.problem("from", "is missing", "the first day on which the rule applies");
    }
    n.finish();
    found
}

fn reading(node: &Node<'_>) -> Reading {
    let Some(n) = node.node("reading") else {
        node.problem("reading", "is missing", "reading = { by, on, note }: who read the rule, and when");
        return Reading { by: String::new(), on: None, note: String::new(), note_it: String::new() };
    };
    let found = Reading {
        by: n.text("by"),
        on: n.opt_day("on"),
        note: n.text("note"),
        note_it: n.opt_text("note_it").unwrap_or_default(),
    };
    if !n.has("on") {
        n.problem("on", "is missing", "the day on which it was read");
    }
    n.finish();
    found
}

fn instants(n: &Node<'_>, key: &'static str) -> Vec<InstantKind> {
    let known: Vec<&str> = InstantKind::ALL.iter().map(|what| what.as_str()).collect();
    n.words(key, &known, InstantKind::parse)
}

fn contested(n: &Node<'_>) -> Contested {
    let found = Contested {
        who: n.text("who"),
        words: n.text("words"),
        words_it: n.text("words_it"),
        only: word_of!(n, "only", ReadingOf),
        url: n.opt_text("url"),
        verified: n.bool("verified"),
    };
    if found.url.as_ref().is_some_and(|url| !url.starts_with("https://")) {
        n.problem("url", "must begin with https://", "");
    }
    n.finish();
    found
}

pub fn cite(n: &Node<'_>, verified: bool) -> Cite {
    cite_of(n, verified, false)
}

/// The same; a contract stands in no public place, so its citation may go without an address.
fn cite_of(n: &Node<'_>, verified: bool, contract: bool) -> Cite {
    let found = Cite {
        act: n.text("act"),
        article: n.text("article"),
        quote: n.opt_text("quote"),
        quote_lang: n.opt_text("lang"),
        gist: n.opt_text("gist"),
        url: if contract { n.opt_text("url").unwrap_or_default() } else { n.text("url") },
        read_in: n.opt_text("read_in"),
    };
    if found.quote.is_none() && found.gist.is_none() {
        n.problem("quote", "is missing", "quote the law (at most 25 words), or give its gist in our words");
    }
    if let Some(quote) = &found.quote {
        let words = quote.split_whitespace().count();
        if words > MAX_QUOTE_WORDS {
            n.problem("quote", format!("has {words} words"), format!("at most {MAX_QUOTE_WORDS}"));
        }
        // Words from memory are nobody's words: who quotes says where they were compared. That the words were compared does not make
        // the rule read as a whole: under a directive the national act binds, and it may not have been looked at.
        if found.read_in.as_ref().is_none_or(|place| place.trim().is_empty()) {
            let hint = "say where the words were read and compared, or use gist";
            match verified {
                true => n.problem("read_in", "is missing beside a quotation", hint),
                false => n.problem("quote", "stands in a rule that nobody read", hint),
            }
        }
    }
    if let Some(lang) = &found.quote_lang
        && !(lang.len() == 2 && lang.bytes().all(|byte| byte.is_ascii_lowercase()))
    {
        n.problem("lang", format!("`{lang}` is no language"), "two small letters: it, de, nb; left out for English");
    }
    if found.quote.is_none() {
        if found.read_in.is_some() {
            n.problem("read_in", "stands without a quotation", "it says where quoted words were read");
        }
        if found.quote_lang.is_some() {
            n.problem("lang", "stands without a quotation", "it says in which language quoted words stand");
        }
    }
    if !found.url.is_empty() && !found.url.starts_with("https://") {
        n.problem("url", "must begin with https://", "");
    }
    n.finish();
    found
}

fn binds(node: &Node<'_>, contract: bool) -> Binds {
    let none = Binds {
        area: String::new(),
        by: BindsBy::Market,
        roles: Vec::new(),
        not_roles: Vec::new(),
        unsure_roles: Vec::new(),
        market_roles: Vec::new(),
    };
    let Some(n) = node.node("binds") else {
        if contract {
            return Binds { by: BindsBy::Controller, ..none };
        }
        node.problem("binds", "is missing", "binds = { area, by, roles }");
        return none;
    };
    let found = Binds {
        area: if contract { n.opt_text("area").unwrap_or_default() } else { n.text("area") },
        by: must_word!(n, "by", BindsBy, BindsBy::Market),
        roles: roles(&n, "roles"),
        not_roles: roles(&n, "not_roles"),
        unsure_roles: roles(&n, "unsure_roles"),
        market_roles: roles(&n, "market_roles"),
    };
    n.finish();
    found
}

fn remove(n: &Node<'_>) -> Remove {
    let decision = word_of!(n, "decision", DecisionKind);
    let data = n.word("data", &["not_hit"], |word| (word == "not_hit").then_some(()));
    if decision.is_some() == data.is_some() {
        n.problem(
            "decision",
            "or `data` must stand here, and only one of them",
            "decision = \"not_required\" or data = \"not_hit\"",
        );
    }
    let found = Remove {
        decision,
        basis: n.texts("basis"),
        only_these: n.opt_bool("only_these").unwrap_or(false),
        defers: n.opt_bool("defers").unwrap_or(false),
        words: n.text("words"),
    };
    if found.decision.is_some() && found.basis.is_empty() {
        n.problem("basis", "is missing", "name the ground that is offered for the decision");
    }
    n.finish();
    found
}

/// Conditions on facts, `when = [{ fact, any, words }]`; of a count `at_least` in place of `any`.
fn conditions(node: &Node<'_>, key: &'static str) -> Vec<When> {
    node.nodes(key, "fact")
        .iter()
        .map(|n| {
            let at_least = n.opt_number("at_least").map(u64::from);
            let when = When { fact: n.text("fact"), any: n.texts("any"), at_least, words: n.text("words") };
            if when.any.is_empty() == when.at_least.is_none() {
                let hint = "list the values that meet the condition, or for a count the number from which it is met";
                n.problem("any", "or `at_least` must stand here, and only one of them", hint);
            }
            n.finish();
            when
        })
        .collect()
}

fn cap(stage: &Node<'_>, known: &[&str]) -> Option<Cap> {
    let n = stage.node("cap")?;
    let trigger = n.words("trigger", known, InstantKind::parse);
    if trigger.is_empty() {
        n.problem("trigger", "is missing", "the instant from which the second clock runs");
    }
    let period = period(&n);
    if period.is_none() {
        n.problem("period", "is missing", "period = { value, unit }");
    }
    n.finish();
    period.map(|period| Cap { trigger, period })
}

fn period_for(stage: &Node<'_>) -> Vec<PeriodFor> {
    stage
        .nodes("period_for", "roles")
        .iter()
        .filter_map(|n| {
            let roles = roles(n, "roles");
            let period = period(n);
            if roles.is_empty() || period.is_none() {
                n.problem("", "needs roles and period", "{ roles = [\"trust_service\"], period = { value, unit } }");
            }
            n.finish();
            period.map(|period| PeriodFor { roles, period })
        })
        .collect()
}

fn period(n: &Node<'_>) -> Option<Period> {
    let p = n.node("period")?;
    let value = p.number("value");
    let unit = must_word!(p, "unit", PeriodUnit, PeriodUnit::Hours);
    if value == 0 || value > 10_000 {
        p.problem("value", "must be from 1 to 10000", "leave `period` out where the law gives no figure");
    }
    p.finish();
    Some(Period { value, unit })
}

fn stage(n: &Node<'_>, verified: bool, contract: bool) -> Stage {
    let known: Vec<&str> = InstantKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let examples = n
        .nodes("example", "name")
        .iter()
        .map(|e| {
            let example = Example {
                name: e.text("name"),
                start: e.text("start"),
                country: e.text("country"),
                target: e.text("target"),
                legal: e.text("legal"),
            };
            e.finish();
            example
        })
        .collect();
    let vector = n.node("vector").map(|v| {
        let words = (v.text("regime"), v.text("stage"));
        v.finish();
        words
    });
    let found = Stage {
        id: n.text("id"),
        aliases: n.texts("aliases"),
        trigger: n.words("trigger", &known, InstantKind::parse),
        after: n.opt_text("after"),
        after_latest: n.opt_bool("after_latest").unwrap_or(false),
        not_after_filing_as: n.texts("not_after_filing_as"),
        only_after_filing_as: n.texts("only_after_filing_as"),
        follows_changes: n.opt_bool("follows_changes").unwrap_or(false),
        only_with_basis: n.texts("only_with_basis"),
        on_request: n.opt_bool("on_request").unwrap_or(false),
        repeats_until: n.word("repeats_until", &known, InstantKind::parse),
        cap: cap(n, &known),
        period_for: period_for(n),
        no_roll_for: roles(n, "no_roll_for"),
        no_roll_from_start: n.opt_text("no_roll_from_start"),
        when: conditions(n, "when"),
        period: period(n),
        counting: n.text("counting"),
        late_needs_reasons: n.opt_bool("late_needs_reasons").unwrap_or(false),
        vector,
        cite: n.node("cite").map(|c| cite_of(&c, verified, contract)),
        content: n.texts("content"),
        examples,
    };
    if !found.on_request && found.trigger.is_empty() == found.after.is_none() {
        n.problem(
            "trigger",
            "or `after` must stand here, and only one of them",
            "what starts the clock: an instant, or the filing of another stage",
        );
    }
    n.finish();
    found
}

pub fn parse_not_loaded(n: &Node<'_>) -> NotLoaded {
    let found = NotLoaded {
        regime: n.text("regime"),
        name: n.text("name"),
        area: n.text("area"),
        per_country: n.opt_bool("per_country").unwrap_or(false),
        roles: roles(n, "roles"),
        span: span(n),
    };
    n.finish();
    found
}
