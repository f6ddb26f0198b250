//! Reading the policy files into a set: all of it or nothing, and every problem at once.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::calendar::{self, Area, Holidays};
use super::halves::Half;
use super::house::{self, House};
use super::index::Index;
use super::law::{Released, Span};
use super::problem::Problem;
use super::reader::{Found, Node, Table};
use super::set::{NOT_OURS, NoticeRow, PolicySet};
use super::{authorities, facts, forms, inherit, lint, packs, rules, ways, wording};

/// Does two pieces of work that ask nothing of each other: one after the other, or both at a time. Threads are not for this layer.
pub type Both = fn(&mut (dyn FnMut() + Send), &mut (dyn FnMut() + Send));

impl PolicySet {
    /// Reads all files; paths are relative to `policies/`. Either everything fits, or every problem is told at once.
    pub fn load(files: &[(String, String)]) -> Result<Self, Vec<Problem>> {
        Self::load_by(files, |one, other| {
            one();
            other();
        })
    }

    /// The same by somebody who can do two things at a time.
    pub fn load_by(files: &[(String, String)], both: Both) -> Result<Self, Vec<Problem>> {
        let law: Vec<&(String, String)> = files.iter().filter(|(path, _)| is_law(path)).collect();
        let (Half { mut set, seen_house, problems }, digest) = whole(&law, files, both);
        set.digest = digest;
        let found: Found = Rc::new(RefCell::new(problems));
        let rows = files.iter().find(|(path, _)| name(path) == "forms/notice-kinds.toml");
        set.notices = rows.map_or_else(Vec::new, |(path, text)| notice_rows(path, text));
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
        forms::check(&set, &found);
        wording::check(&set, &found);
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
            if self.authorities.insert(id.clone(), Arc::new(authority)).is_some() {
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
            let law = ways::parse(&node);
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
            let before = std::mem::take(&mut self.house);
            let (reminders, certified_mail) = (before.reminders, before.certified_mail);
            self.house = House { reminders, certified_mail, ..house::parse_house(&node) };
            if std::mem::replace(seen_house, true) {
                node.problem("", "stands twice", "one [house] in all files");
            }
        }
        if let Some(node) = file.node("certified_mail") {
            let certified_mail = house::parse_certified_mail(&node);
            if self.house.certified_mail.replace(certified_mail).is_some() {
                node.problem("", "stands twice", "one [certified_mail] in all files");
            }
        }
        if let Some(node) = file.node("readiness") {
            let readiness = packs::parse_readiness(&node);
            if self.readiness.replace(readiness).is_some() {
                node.problem("", "stands twice", "one [readiness] in all files");
            }
        }
        for node in file.nodes("pack", "id") {
            let replaces = replaces(&node);
            let pack = packs::parse(&node);
            let id = pack.id.clone();
            self.replaces("pack", &id, replaces);
            if self.packs.insert(id.clone(), pack).is_some() {
                node.problem("id", format!("`{id}` stands twice"), "one pack of a name");
            }
        }
        macro_rules! lint_records {
            ($kind:literal, $map:ident, $parse:path) => {
                for node in file.nodes($kind, "id") {
                    let replaces = replaces(&node);
                    let record = $parse(&node);
                    let id = record.id.clone();
                    self.replaces($kind, &id, replaces);
                    if self.$map.insert(id.clone(), record).is_some() {
                        node.problem("id", format!("`{id}` stands twice"), "each has an id of its own");
                    }
                }
            };
        }
        lint_records!("lint_rule", lint_rules, wording::parse_rule);
        lint_records!("lint_list", word_lists, wording::parse_list);
        lint_records!("lint_language", lint_languages, wording::parse_language);
        lint_records!("lint_data", lint_data, wording::parse_data);
        if let Some(node) = file.node("lint_limits")
            && self.lint_limits.replace(wording::parse_limits(&node)).is_some()
        {
            node.problem("", "stands twice", "one [lint_limits] in all files");
        }
        for node in file.nodes("reminder", "unit") {
            self.house.reminders.extend(house::parse_reminder(&node));
        }
        file.finish();
    }

    /// What follows from the files taken together: stages taken over from another rule, an area per country, holidays, and
    /// where to look things up.
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
        self.look_up();
    }

    /// Where the planner looks things up, made anew after the rules changed.
    pub(super) fn look_up(&mut self) {
        for rule in &mut self.rules {
            let members = self.areas.get(&rule.binds.area).into_iter().flat_map(|area| &area.members);
            rule.countries = members.map(|(country, _)| country).collect();
        }
        self.index = Index::of(&self.rules, self.authorities.values());
    }

    fn replaces(&mut self, kind: &'static str, id: &str, replaces: bool) {
        if replaces {
            self.replacing.insert((kind, id.to_owned()));
        }
    }
}

/// What the files say together, and the digest of all. Where one half repeats what the other says, the reading in one piece tells where.
fn whole(law: &[&(String, String)], files: &[(String, String)], both: Both) -> (Half, String) {
    let (front, back) = law.split_at(two_fifths(law));
    let (mut first, mut second, mut sum) = (Half::default(), Half::default(), String::new());
    both(&mut || second = Half::read(back), &mut || {
        sum = digest(files);
        first = Half::read(front);
    });
    (first.and(second).unwrap_or_else(|| Half::read(law)), sum)
}

/// How many of the first files make up about two fifths of the text: who reads them makes the digest as well.
fn two_fifths(law: &[&(String, String)]) -> usize {
    let length = |files: &[&(String, String)]| files.iter().map(|(_, text)| text.len()).sum::<usize>();
    let (whole, mut before) = (length(law), 0);
    let split = law.iter().position(|(_, text)| {
        before += text.len();
        before * 5 > whole * 2
    });
    split.unwrap_or(law.len())
}

/// A path as it stands below `policies/`.
pub(super) fn name(path: &str) -> &str {
    path.strip_prefix("policies/").unwrap_or(path)
}

/// Whether this file is read here; the others are read by those who use them.
pub(super) fn is_law(path: &str) -> bool {
    let name = name(path);
    let elsewhere = !name.starts_with(forms::FOLDER) && NOT_OURS.iter().any(|folder| name.starts_with(folder));
    name.ends_with(".toml") && !elsewhere
}

/// Whether a record says that it takes the place of the shipped one of the same name.
fn replaces(node: &Node<'_>) -> bool {
    node.opt_bool("replaces").unwrap_or(false)
}

fn notice_rows(file: &str, text: &str) -> Vec<NoticeRow> {
    let Ok(table) = Table::parse(text).map(toml::Spanned::into_inner) else { return Vec::new() };
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
