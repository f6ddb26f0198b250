//! The loaded law: read once, checked as a whole, then only asked. Its digest stands in every event.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use sha2::{Digest, Sha256};
use toml::Table;

use super::authorities::{self, Authority};
use super::calendar::{self, Area, Calendar, CountryRecord, Holidays};
use super::counting::{self, CountingLaw, DayCount, Deadline, HourCount, Roll};
use super::facts::{self, FactVocabulary};
use super::house::{self, House};
use super::law::{NotLoaded, Released, Rule, RuleStatus, Span, Task};
use super::layers::Override;
use super::problem::Problem;
use super::reader::{Found, Node};
use super::{inherit, lint, rules};
use crate::domain::plan::Period;
use crate::domain::values::{At, Country};

/// Folders under `policies/` that other parts read; they count in the digest and are not parsed here.
pub(super) const NOT_OURS: &[&str] = &["forms/", "risk/", "notices/"];

/// The law as data, immutable.
#[derive(Debug, Clone, Default)]
pub struct PolicySet {
    pub(super) digest: String,
    pub(super) rules: Vec<Rule>,
    pub(super) authorities: BTreeMap<String, Authority>,
    pub(super) calendars: BTreeMap<Country, Calendar>,
    pub(super) holidays: BTreeMap<Country, Holidays>,
    pub(super) unknown_holidays: Holidays,
    /// Rules by id in the order of the files, each with its versions.
    versions: Vec<Vec<usize>>,
    /// Per id of a rule those that stand in for it.
    stand_ins: BTreeMap<String, Vec<usize>>,
    released: Vec<Released>,
    notices: Vec<NoticeRow>,
    pub(super) countries: BTreeMap<Country, CountryRecord>,
    pub(super) areas: BTreeMap<String, Area>,
    pub(super) counting: BTreeMap<String, CountingLaw>,
    pub(super) not_loaded: Vec<NotLoaded>,
    pub(super) facts: FactVocabulary,
    pub(super) house: House,
    /// What an own file says of itself that it takes the place of a shipped record; see `layers`.
    pub(super) replacing: BTreeSet<(&'static str, String)>,
    pub(super) overrides: Vec<Override>,
}

impl PolicySet {
    /// Reads all files; paths are relative to `policies/`. Either everything fits, or every problem is told at once.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<Problem>> {
        let found: Found = Rc::new(RefCell::new(Vec::new()));
        let mut set = Self { digest: digest(files), ..Self::default() };
        let mut seen_house = false;
        for (path, text) in files {
            let name = path.strip_prefix("policies/").unwrap_or(path);
            if name == "forms/notice-kinds.toml" {
                set.notices = notice_rows(path, text);
            }
            if !name.ends_with(".toml") || NOT_OURS.iter().any(|folder| name.starts_with(folder)) {
                continue;
            }
            match text.parse::<Table>() {
                Ok(table) => set.read(&Node::new(path, "", &table, &found), &mut seen_house),
                Err(error) => found.borrow_mut().push(Problem {
                    file: path.clone(),
                    key: error.span().map_or_else(String::new, |span| format!("line {}", line_of(text, span.start))),
                    message: format!("is not TOML: {}", error.message()),
                    hint: String::new(),
                }),
            }
        }
        if !seen_house {
            found.borrow_mut().push(Problem {
                file: "house.toml".to_owned(),
                key: "house".to_owned(),
                message: "is missing".to_owned(),
                hint: "one file holds [house] and its [[reminder]] rows".to_owned(),
            });
        }
        set.complete(&found);
        lint::check(&set, &found);
        let mut problems = found.take();
        if problems.is_empty() {
            return Ok(set);
        }
        problems.sort();
        problems.dedup();
        Err(problems)
    }

    pub(super) fn read(&mut self, file: &Node<'_>, seen_house: &mut bool) {
        for node in file.nodes("rule", "id") {
            self.rules.push(rules::parse(&node));
        }
        for node in file.nodes("authority", "id") {
            let replaces = replaces(&node);
            let authority = authorities::parse(&node);
            let id = authority.id.clone();
            self.replaces("authority", &id, replaces);
            if self.authorities.insert(id.clone(), authority).is_some() {
                node.problem("id", format!("`{id}` stands twice"), "one record per recipient");
            }
        }
        for node in file.nodes("calendar", "country") {
            let replaces = replaces(&node);
            let calendar = calendar::parse_calendar(&node);
            let country = calendar.country.clone();
            self.replaces("calendar", country.as_str(), replaces);
            if self.calendars.insert(country.clone(), calendar).is_some() {
                node.problem("country", format!("{country} has two calendars"), "join them");
            }
        }
        for node in file.nodes("country", "code") {
            let record = calendar::parse_country(&node);
            let code = record.code.clone();
            if self.countries.insert(code.clone(), record).is_some() {
                node.problem("code", format!("{code} stands twice"), "");
            }
        }
        for node in file.nodes("area", "id") {
            let area = calendar::parse_area(&node);
            let id = area.id.clone();
            if self.areas.insert(id.clone(), area).is_some() {
                node.problem("id", format!("`{id}` stands twice"), "");
            }
        }
        for node in file.nodes("counting", "id") {
            let replaces = replaces(&node);
            let law = parse_counting(&node);
            let id = law.id.clone();
            self.replaces("counting", &id, replaces);
            if self.counting.insert(id.clone(), law).is_some() {
                node.problem("id", format!("`{id}` stands twice"), "");
            }
        }
        for node in file.nodes("not_loaded", "regime") {
            self.not_loaded.push(rules::parse_not_loaded(&node));
        }
        for node in file.nodes("released", "rule") {
            self.released.push(Released {
                file: node.file.clone(),
                rule: node.text("rule"),
                version: node.number("version"),
                digest: node.text("digest"),
            });
            node.finish();
        }
        for node in file.nodes("fact", "id") {
            let fact = facts::parse(&node);
            let id = fact.id.clone();
            if !self.facts.add(fact) {
                node.problem("id", format!("`{id}` stands twice"), "");
            }
        }
        if let Some(node) = file.node("house") {
            let reminders = std::mem::take(&mut self.house.reminders);
            self.house = House { reminders, ..house::parse_house(&node) };
            if std::mem::replace(seen_house, true) {
                node.problem("", "stands twice", "one [house] in all files");
            }
        }
        for node in file.nodes("reminder", "unit") {
            self.house.reminders.extend(house::parse_reminder(&node));
        }
        file.finish();
    }

    /// What follows from the files taken together: stages taken over from another rule, an area per country, holidays.
    pub(super) fn complete(&mut self, found: &Found) {
        inherit::stages(&mut self.rules, found);
        for code in self.countries.keys() {
            let id = code.as_str().to_owned();
            let members = vec![(code.clone(), Span::default())];
            self.areas.entry(id.clone()).or_insert(Area { id, members });
        }
        self.holidays =
            self.calendars.iter().map(|(country, calendar)| (country.clone(), Holidays::of(calendar))).collect();
        self.unknown_holidays = Holidays::none();
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        let mut versions: Vec<Vec<usize>> = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            let place = *first.entry(&rule.id).or_insert_with(|| {
                versions.push(Vec::new());
                versions.len() - 1
            });
            if let Some(of_id) = versions.get_mut(place) {
                of_id.push(index);
            }
        }
        self.versions = versions;
        self.stand_ins.clear();
        for (index, rule) in self.rules.iter().enumerate() {
            for base in &rule.instead_of {
                self.stand_ins.entry(base.clone()).or_default().push(index);
            }
        }
    }

    fn replaces(&mut self, kind: &'static str, id: &str, replaces: bool) {
        if replaces {
            self.replacing.insert((kind, id.to_owned()));
        }
    }

    /// What own files put in the place of something shipped; empty for the shipped law alone.
    pub fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// SHA-256 over all policy files, as 64 hex digits.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Per id of a rule its versions.
    pub(super) fn versions(&self) -> impl Iterator<Item = impl Iterator<Item = &Rule>> {
        self.versions.iter().map(|of_id| of_id.iter().filter_map(|index| self.rules.get(*index)))
    }

    /// Rules that stand in for the one of this id where they are in force.
    pub(super) fn stand_ins(&self, id: &str) -> impl Iterator<Item = &Rule> {
        self.stand_ins.get(id).into_iter().flatten().filter_map(|index| self.rules.get(*index))
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
        set
    }

    /// The recipient with this id; `None` also for `people`.
    pub fn authority(&self, id: &str) -> Option<&Authority> {
        self.authorities.get(id)
    }

    pub fn authorities(&self) -> impl Iterator<Item = &Authority> {
        self.authorities.values()
    }

    /// All records of a country that do a task.
    pub fn authorities_for<'a>(&'a self, country: &'a Country, task: Task) -> impl Iterator<Item = &'a Authority> {
        self.authorities.values().filter(move |a| a.country == *country && a.tasks.contains(&task))
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

    /// The same set with one country's calendar replaced, as an administrator may do and tests need.
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.holidays.insert(calendar.country.clone(), Holidays::of(&calendar));
        self.calendars.insert(calendar.country.clone(), calendar);
        self
    }
}

/// Whether a record says that it takes the place of the shipped one of the same name.
fn replaces(node: &Node<'_>) -> bool {
    node.opt_bool("replaces").unwrap_or(false)
}

/// A row that says which notice fulfils which duties; the part that reads notices judges the rest of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NoticeRow {
    pub file: String,
    pub number: usize,
    pub regime: Option<String>,
    pub stages: Vec<String>,
}

fn notice_rows(file: &str, text: &str) -> Vec<NoticeRow> {
    let Ok(table) = text.parse::<Table>() else { return Vec::new() };
    let nowhere: Found = Rc::new(RefCell::new(Vec::new()));
    let root = Node::new(file, "", &table, &nowhere);
    let rows = root.nodes("for", "notice");
    rows.iter()
        .enumerate()
        .map(|(index, row)| NoticeRow {
            file: file.to_owned(),
            number: index + 1,
            regime: row.opt_text("regime"),
            stages: row.texts("stages"),
        })
        .collect()
}

fn parse_counting(node: &Node<'_>) -> CountingLaw {
    let hours: Vec<&str> = HourCount::ALL.iter().map(|word| word.as_str()).collect();
    let days: Vec<&str> = DayCount::ALL.iter().map(|word| word.as_str()).collect();
    let rolls: Vec<&str> = Roll::ALL.iter().map(|word| word.as_str()).collect();
    for key in ["hours", "days", "roll"] {
        if !node.has(key) {
            node.problem(key, "is missing", "");
        }
    }
    let verified = node.bool("verified");
    let law = CountingLaw {
        id: node.text("id"),
        vector: node.opt_text("vector"),
        hours: node.word("hours", &hours, HourCount::parse).unwrap_or(HourCount::Elapsed),
        days: node.word("days", &days, DayCount::parse).unwrap_or(DayCount::Elapsed),
        roll: node.word("roll", &rolls, Roll::parse).unwrap_or(Roll::None),
        two_working_days: node.bool("two_working_days"),
        verified,
        cite: match node.node("cite") {
            Some(cite) => rules::cite(&cite, verified),
            None => {
                node.problem("cite", "is missing", "cite = { act, article, gist, url }");
                super::law::Cite {
                    act: String::new(),
                    article: String::new(),
                    quote: None,
                    gist: None,
                    url: String::new(),
                }
            }
        },
    };
    node.finish();
    law
}

pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Over path and text of every file in order of path, each with its length before it, so that nothing can slide.
pub(super) fn digest(files: &[(String, String)]) -> String {
    let mut sorted: Vec<&(String, String)> = files.iter().collect();
    sorted.sort();
    let mut hash = Sha256::new();
    for (path, text) in sorted {
        for part in [path, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    hex::encode(hash.finalize())
}
