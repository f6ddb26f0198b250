//! An organisation's own files over the shipped law: from the operator's folder, or from what was added on screen.
//!
//! A layer fits as a whole or not at all. It may add; what it puts in the place of something shipped it has to name, so that
//! nobody overrides the law by a slip, and every such place is listed.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{Days, NaiveDate};

use super::law::Rule;
use super::lint;
use super::load::{digest, line_of};
use super::problem::Problem;
use super::reader::{Found, Node, Table};
use super::set::{NOT_OURS, PolicySet};
use crate::domain::plan::RuleOrigin;

/// Files that go over a set.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    pub origin: RuleOrigin,
    /// Name as problems show it, and text.
    pub files: &'a [(String, String)],
}

/// Something shipped that an own file has taken the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    pub file: String,
    /// `rule`, `authority`, `calendar`, `counting`, `pack` or `house`.
    pub kind: &'static str,
    pub id: String,
    /// Versions of a rule: the shipped one and the own one.
    pub versions: Option<(u32, u32)>,
    /// First day on which the own one counts; `None` = always.
    pub from: Option<NaiveDate>,
}

impl PolicySet {
    /// The same law with `layer` over it.
    ///
    /// # Errors
    /// Every problem of the layer's files, and every contradiction to what lies below.
    pub fn with(&self, layer: Layer<'_>) -> Result<Self, Vec<Problem>> {
        let found: Found = Rc::new(RefCell::new(Vec::new()));
        let mut own = Self::default();
        let mut has_house = false;
        for (path, text) in layer.files {
            if NOT_OURS.iter().any(|folder| path.starts_with(folder)) {
                let hint = "forms, templates and risk rules travel with the program; take the file out of the folder";
                tell(&found, path, "", "is not read from an own folder", hint);
                continue;
            }
            match Table::parse(text).map(toml::Spanned::into_inner) {
                Ok(table) => own.read(&Node::new(path, "", &table, &found), &mut has_house),
                Err(error) => {
                    let line =
                        error.span().map_or_else(String::new, |span| format!("line {}", line_of(text, span.start)));
                    tell(&found, path, &line, &format!("is not TOML: {}", error.message()), "");
                }
            }
        }
        let mut merged = self.clone();
        merged.merge(own, &layer, has_house, &found);
        merged.complete(&found);
        lint::check(&merged, &found);
        super::wording::check(&merged, &found);
        let mut problems = found.take();
        if problems.is_empty() {
            return Ok(merged);
        }
        problems.sort();
        problems.dedup();
        Err(problems)
    }

    fn merge(&mut self, own: Self, layer: &Layer<'_>, has_house: bool, found: &Found) {
        self.digest =
            digest(&[("below".to_owned(), self.digest.clone()), (layer.origin.to_string(), digest(layer.files))]);
        let file_of = |wanted: &str| {
            // Records keep no file; the one whose text names the id is told.
            let named = layer.files.iter().find(|(_, text)| text.contains(&format!("\"{wanted}\"")));
            named.or(layer.files.first()).map_or_else(String::new, |(path, _)| path.clone())
        };
        macro_rules! records {
            ($kind:literal, $map:ident, $id:expr) => {
                for (key, record) in own.$map {
                    let id: String = $id(&key);
                    let replaces = own.replacing.contains(&($kind, id.clone()));
                    let shipped = self.$map.insert(key, record).is_some();
                    let place = format!("{} `{id}`", $kind);
                    match (shipped, replaces) {
                        (true, true) => self.overrides.push(Override {
                            file: file_of(&id),
                            kind: $kind,
                            id,
                            versions: None,
                            from: None,
                        }),
                        (true, false) => {
                            let hint = "say replaces = true, if it is to take the shipped one's place";
                            tell(found, &file_of(&id), &place, "is shipped with the program", hint);
                        }
                        (false, true) => {
                            tell(found, &file_of(&id), &place, "replaces nothing: none of this name is shipped", "");
                        }
                        (false, false) => {}
                    }
                }
            };
        }
        records!("authority", authorities, |id: &String| id.clone());
        records!("calendar", calendars, |country: &crate::domain::values::Country| country.to_string());
        records!("counting", counting, |id: &String| id.clone());
        records!("pack", packs, |id: &String| id.clone());
        records!("lint_rule", lint_rules, |id: &String| id.clone());
        records!("lint_list", word_lists, |id: &String| id.clone());
        records!("lint_language", lint_languages, |id: &String| id.clone());
        records!("lint_data", lint_data, |id: &String| id.clone());
        self.lint_limits = own.lint_limits.or(self.lint_limits.take());
        self.readiness = own.readiness.or(self.readiness);
        for (code, record) in own.countries {
            if self.countries.insert(code.clone(), record).is_some() {
                tell(found, &file_of(code.as_str()), &format!("country `{code}`"), "is shipped with the program", "");
            }
        }
        for (id, area) in own.areas {
            if self.areas.insert(id.clone(), area).is_some() {
                tell(found, &file_of(&id), &format!("area `{id}`"), "is shipped with the program", "");
            }
        }
        for fact in own.facts.iter() {
            if !self.facts.add(fact.clone()) {
                tell(found, &file_of(&fact.id), &format!("fact `{}`", fact.id), "is shipped with the program", "");
            }
        }
        self.not_loaded.extend(own.not_loaded);
        self.put_house(own.house, has_house, &file_of("house"), layer.origin);
        for rule in own.rules {
            self.put_rule(rule, layer.origin, found);
        }
    }

    fn put_house(&mut self, own: super::house::House, has_house: bool, file: &str, origin: RuleOrigin) {
        if !has_house && own.reminders.is_empty() && own.certified_mail.is_none() {
            return;
        }
        let certified_mail = own.certified_mail.clone().or(self.house.certified_mail.take());
        let reminders = if own.reminders.is_empty() { self.house.reminders.clone() } else { own.reminders.clone() };
        let habits = if has_house { own } else { self.house.clone() };
        self.house = super::house::House { reminders, certified_mail, ..habits };
        if origin == RuleOrigin::Folder {
            let file = file.to_owned();
            self.overrides.push(Override { file, kind: "house", id: "house".to_owned(), versions: None, from: None });
        }
    }

    /// Adds a rule, in the place of a shipped version where it says so, or after it where it is a later one.
    fn put_rule(&mut self, mut rule: Rule, origin: RuleOrigin, found: &Found) {
        rule.own.origin = origin;
        let place = format!("rule `{}` version {}", rule.id, rule.version);
        let problem = |key: &str, message: String, hint: &str| {
            tell(found, &rule.file, &format!("{place} › {key}"), &message, hint);
        };
        let below: Vec<&Rule> = self.rules.iter().filter(|one| one.id == rule.id && one.own.origin != origin).collect();
        let Some(last) = below.iter().max_by_key(|one| one.version) else {
            if rule.own.replaces.is_some() {
                problem(
                    "replaces",
                    "names nothing: no rule of this id is shipped".to_owned(),
                    "mend the id, or leave the key out",
                );
            }
            self.rules.push(rule);
            return;
        };
        let (last_version, last_from, last_until) = (last.version, last.in_force.from, last.in_force.until);
        if origin == RuleOrigin::Organisation {
            problem("id", "is that of a shipped rule".to_owned(), "rules added on screen have ids of their own");
            return;
        }
        if rule.version <= last_version {
            let message = format!("version {last_version} of this rule is shipped");
            problem("version", message, "an own rule needs a higher version than the shipped one");
            return;
        }
        let from = rule.in_force.from;
        if let Some(replaced) = rule.own.replaces {
            let before = self.rules.len();
            self.rules.retain(|one| one.id != rule.id || one.version != replaced || one.own.origin == origin);
            if self.rules.len() == before {
                problem(
                    "replaces",
                    format!("no version {replaced} of this rule is shipped"),
                    "name the shipped version whose place it takes",
                );
                return;
            }
            self.note_rule(&rule, replaced);
        } else if let (Some(from), Some(shipped)) = (from, last_from)
            && shipped < from
        {
            if last_until.is_none_or(|until| until >= from) {
                let day_before = from - Days::new(1);
                for one in self.rules.iter_mut().filter(|one| one.id == rule.id && one.version == last_version) {
                    one.in_force.until = Some(day_before);
                }
            }
            self.note_rule(&rule, last_version);
        } else {
            let message = "begins no later than the shipped version".to_owned();
            problem(
                "in_force.from",
                message,
                "begin on a later day, or say replaces = N with the version whose place it takes",
            );
            return;
        }
        self.rules.push(rule);
    }

    fn note_rule(&mut self, rule: &Rule, shipped: u32) {
        self.overrides.push(Override {
            file: rule.file.clone(),
            kind: "rule",
            id: rule.id.clone(),
            versions: Some((shipped, rule.version)),
            from: rule.in_force.from,
        });
    }
}

fn tell(found: &Found, file: &str, key: &str, message: &str, hint: &str) {
    found.borrow_mut().push(Problem {
        file: file.to_owned(),
        key: key.to_owned(),
        message: message.to_owned(),
        hint: hint.to_owned(),
    });
}
