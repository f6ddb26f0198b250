//! The loaded law: read once, checked as a whole, then only asked. Its digest stands in every event.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::authorities::Authority;
use super::calendar::{Area, Calendar, CountryRecord, Holidays};
use super::counting::{self, CountingLaw, Deadline};
use super::facts::FactVocabulary;
use super::forms::FormPack;
use super::house::House;
use super::index::Index;
use super::law::{NotLoaded, Released, Rule, RuleStatus, Span, Task};
use super::layers::Override;
use super::packs::{Pack, Readiness};
use super::practice::ProofForm;
use super::wording::{DataWords, LintLanguage, LintLimits, LintRule, WordList};
use crate::domain::plan::Period;
use crate::domain::values::{At, Country};

/// Folders under `policies/` that other parts read; they count in the digest and are not parsed here.
pub(super) const NOT_OURS: &[&str] = &["forms/", "risk/", "notices/"];

/// The law as data, immutable.
#[derive(Debug, Clone, Default)]
pub struct PolicySet {
    pub(super) digest: String,
    pub(super) rules: Vec<Rule>,
    pub(super) authorities: BTreeMap<String, Arc<Authority>>,
    pub(super) calendars: BTreeMap<Country, Calendar>,
    pub(super) holidays: BTreeMap<Country, Holidays>,
    pub(super) unknown_holidays: Holidays,
    pub(super) index: Index,
    pub(super) released: Vec<Released>,
    pub(super) notices: Vec<NoticeRow>,
    pub(super) countries: BTreeMap<Country, CountryRecord>,
    pub(super) areas: BTreeMap<String, Area>,
    pub(super) counting: BTreeMap<String, CountingLaw>,
    pub(super) not_loaded: Vec<NotLoaded>,
    pub(super) forms: Vec<FormPack>,
    pub(super) facts: FactVocabulary,
    pub(super) house: House,
    pub(super) packs: BTreeMap<String, Pack>,
    /// None where no file says it: then no test of a way to file is ever too old.
    pub(super) readiness: Option<Readiness>,
    /// What an own file says of itself that it takes the place of a shipped record; see `layers`.
    pub(super) replacing: BTreeSet<(&'static str, String)>,
    pub(super) overrides: Vec<Override>,
    pub(super) lint_rules: BTreeMap<String, LintRule>,
    pub(super) word_lists: BTreeMap<String, WordList>,
    pub(super) lint_languages: BTreeMap<String, LintLanguage>,
    pub(super) lint_data: BTreeMap<String, DataWords>,
    pub(super) lint_limits: Option<LintLimits>,
}

impl PolicySet {
    /// What own files put in the place of something shipped; empty for the shipped law alone.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// SHA-256 over all policy files, as 64 hex digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// A rule of the linter of notices.
    pub fn lint_rule(&self, id: &str) -> Option<&LintRule> {
        self.lint_rules.get(id)
    }

    pub fn lint_rules(&self) -> impl Iterator<Item = &LintRule> {
        self.lint_rules.values()
    }

    /// Phrase lists of a language, in order of id.
    pub fn word_lists<'a>(&'a self, language: &'a str) -> impl Iterator<Item = &'a WordList> {
        self.word_lists.values().filter(move |list| list.language == language)
    }

    pub fn lint_language(&self, id: &str) -> Option<&LintLanguage> {
        self.lint_languages.get(id)
    }

    pub fn lint_languages(&self) -> impl Iterator<Item = &LintLanguage> {
        self.lint_languages.values()
    }

    pub fn data_words<'a>(&'a self, language: &'a str) -> impl Iterator<Item = &'a DataWords> {
        self.lint_data.values().filter(move |words| words.language == language)
    }

    pub fn lint_limits(&self) -> Option<&LintLimits> {
        self.lint_limits.as_ref()
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Versions that cases may have been planned with.
    pub fn released(&self) -> &[Released] {
        &self.released
    }

    /// Rows of `forms/notice-kinds.toml`, as far as they name rules.
    pub(super) fn notice_rows(&self) -> &[NoticeRow] {
        &self.notices
    }

    /// One version of a rule, as a duty names it.
    pub fn rule(&self, id: &str, version: u32) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id && rule.version == version)
    }

    /// Rules that are proposed and no law: computed for a comparison, never for a case.
    pub fn proposals(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.status == RuleStatus::Proposal)
    }

    /// The set with these proposals counted as if they were law on every day, beside the law in force. For a comparison only.
    pub fn with_proposals(&self, ids: &[String]) -> Self {
        let mut set = self.clone();
        for rule in set.rules.iter_mut().filter(|rule| rule.status == RuleStatus::Proposal && ids.contains(&rule.id)) {
            rule.status = RuleStatus::InForce;
            rule.in_force = Span::default();
            // Beside the law, not in its place: both are shown, and how they differ.
            rule.instead_of.clear();
        }
        set.look_up();
        set
    }

    /// The recipient with this id; `None` also for `people`.
    pub fn authority(&self, id: &str) -> Option<&Authority> {
        self.authorities.get(id).map(Arc::as_ref)
    }

    /// The record under which a body is known first: the Garante is one body for data protection and for telecom services.
    pub fn same_body<'a>(&'a self, id: &'a str) -> &'a str {
        self.authority(id).and_then(|record| record.same_as.as_deref()).unwrap_or(id)
    }

    /// What proves a filing with this recipient, by its own record or that of the body it is; `None` where nobody read it.
    pub fn proof_of(&self, id: &str) -> Option<ProofForm> {
        let of = |id: &str| self.authority(id).and_then(|record| record.practice.proof);
        of(id).or_else(|| of(self.same_body(id)))
    }

    /// All recipients, in order of id.
    pub fn authorities(&self) -> impl Iterator<Item = &Authority> {
        self.authorities.values().map(Arc::as_ref)
    }

    /// All records of a country that do a task, in order of id.
    pub fn authorities_for(&self, country: &Country, task: Task) -> impl Iterator<Item = &Authority> {
        self.index.doing(country, task)
    }

    pub fn calendar(&self, country: &Country) -> Option<&Calendar> {
        self.calendars.get(country)
    }

    pub fn calendars(&self) -> impl Iterator<Item = &Calendar> {
        self.calendars.values()
    }

    /// Holidays for counting; none known where no calendar is loaded.
    pub fn holidays(&self, country: &Country) -> &Holidays {
        self.holidays.get(country).unwrap_or(&self.unknown_holidays)
    }

    pub fn country(&self, code: &Country) -> Option<&CountryRecord> {
        self.countries.get(code)
    }

    pub fn countries(&self) -> impl Iterator<Item = &CountryRecord> {
        self.countries.values()
    }

    pub fn area(&self, id: &str) -> Option<&Area> {
        self.areas.get(id)
    }

    pub fn counting(&self, id: &str) -> Option<&CountingLaw> {
        self.counting.get(id)
    }

    /// What a period comes to in a country, by one of the ways of counting; `None` if one of them is not known here.
    pub fn deadline(&self, start: At, period: Period, counting: &str, country: &Country) -> Option<Deadline> {
        let (law, zone) = (self.counting(counting)?, self.country(country)?.zone);
        Some(counting::deadline(start, period, law, zone, self.holidays(country)))
    }

    /// Regimes and switches whose first day differs by entity, in the words of `regime_starts`.
    pub fn entity_starts(&self) -> BTreeSet<&str> {
        let regimes = self.rules.iter().filter(|rule| rule.entity_start).map(|rule| rule.regime.as_str());
        let switches =
            self.rules.iter().flat_map(|rule| &rule.stages).filter_map(|stage| stage.no_roll_from_start.as_deref());
        regimes.chain(switches).collect()
    }

    pub fn not_loaded(&self) -> &[NotLoaded] {
        &self.not_loaded
    }

    pub fn facts(&self) -> &FactVocabulary {
        &self.facts
    }

    pub fn house(&self) -> &House {
        &self.house
    }

    /// Tasks by kind of incident, in order of id.
    pub fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.packs.values()
    }

    pub fn pack(&self, id: &str) -> Option<&Pack> {
        self.packs.get(id)
    }

    /// How often a way to file is tried out.
    pub fn readiness(&self) -> Option<Readiness> {
        self.readiness
    }

    /// The same set with one rule as somebody would have it: to see what a change of the law comes to, never to plan a case by.
    /// What the rule asks is another now, so its digest and that of the set are too.
    pub fn with_rule_edited(mut self, rule: usize, edit: impl FnOnce(&mut Rule)) -> Self {
        if let Some(rule) = self.rules.get_mut(rule) {
            edit(rule);
            rule.digest = format!("edited {}", rule.digest);
        }
        self.digest = format!("edited {}", self.digest);
        self.look_up();
        self
    }

    /// The same set with one country's calendar replaced, as an administrator may do and tests need.
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.holidays.insert(calendar.country.clone(), Holidays::of(&calendar));
        self.calendars.insert(calendar.country.clone(), calendar);
        self
    }
}

/// A row that says which notice fulfils which duties; the part that reads notices judges the rest of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NoticeRow {
    pub file: String,
    pub number: usize,
    pub regime: Option<String>,
    pub stages: Vec<String>,
}
