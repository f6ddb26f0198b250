//! The policy files in two halves, which are read side by side and put together again. What both of them say is for the reading in one
//! piece, which names the place.

use std::cell::RefCell;
use std::rc::Rc;

use super::forms;
use super::house::House;
use super::load::{line_of, name};
use super::problem::Problem;
use super::reader::{Found, Node, Table};
use super::set::PolicySet;

/// What some of the files say, not yet held against the others.
#[derive(Default)]
pub(super) struct Half {
    pub set: PolicySet,
    pub seen_house: bool,
    pub problems: Vec<Problem>,
}

impl Half {
    /// Reads these files in their order.
    pub fn read(files: &[&(String, String)]) -> Self {
        let found: Found = Rc::new(RefCell::new(Vec::new()));
        let mut half = Self::default();
        for (path, text) in files {
            match Table::parse(text).map(toml::Spanned::into_inner) {
                Ok(table) if name(path).starts_with(forms::FOLDER) => {
                    half.set.forms.extend(forms::parse(&Node::new(path, "", &table, &found)));
                }
                Ok(table) => half.set.read(&Node::new(path, "", &table, &found), &mut half.seen_house),
                Err(error) => found.borrow_mut().push(Problem {
                    file: path.clone(),
                    key: error.span().map_or_else(String::new, |span| format!("line {}", line_of(text, span.start))),
                    message: format!("is not TOML: {}", error.message()),
                    hint: String::new(),
                }),
            }
        }
        half.problems = found.take();
        half
    }

    /// This half with the one that comes after it; none where both say something of the same name.
    pub fn and(mut self, other: Self) -> Option<Self> {
        // Named one by one, so that a field that is added later is not forgotten here.
        let PolicySet {
            digest: _,
            rules,
            authorities,
            calendars,
            holidays: _,
            unknown_holidays: _,
            index: _,
            released,
            notices,
            countries,
            areas,
            counting,
            not_loaded,
            forms,
            facts,
            house,
            packs,
            readiness,
            replacing,
            overrides,
            lint_rules,
            word_lists,
            lint_languages,
            lint_data,
            lint_limits,
        } = other.set;
        let set = &mut self.set;
        macro_rules! one_after_the_other {
            ($($list:ident),*) => { $(set.$list.extend($list);)* };
        }
        one_after_the_other!(rules, released, notices, not_loaded, forms, replacing, overrides);
        let mut twice = !facts.into_defs().all(|fact| set.facts.add(fact));
        macro_rules! by_name {
            ($($map:ident),*) => { $(for (id, record) in $map { twice |= set.$map.insert(id, record).is_some(); })* };
        }
        by_name!(authorities, calendars, countries, areas, counting, packs);
        by_name!(lint_rules, word_lists, lint_languages, lint_data);
        twice |= !only_one(&mut set.readiness, readiness) || !only_one(&mut set.lint_limits, lint_limits);
        twice |= self.seen_house && other.seen_house;
        let House { reminders, certified_mail, .. } = &house;
        let (reminders, certified_mail) = (reminders.clone(), certified_mail.clone());
        twice |= !only_one(&mut set.house.certified_mail, certified_mail);
        set.house.reminders.extend(reminders);
        if other.seen_house {
            let (reminders, certified_mail) =
                (std::mem::take(&mut set.house.reminders), set.house.certified_mail.take());
            set.house = House { reminders, certified_mail, ..house };
        }
        self.seen_house |= other.seen_house;
        self.problems.extend(other.problems);
        (!twice).then_some(self)
    }
}

/// Takes what there is one of; whether there was none before.
fn only_one<T>(here: &mut Option<T>, other: Option<T>) -> bool {
    let one = here.is_none() || other.is_none();
    *here = here.take().or(other);
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wherever_the_files_are_parted_the_halves_say_together_what_the_whole_says() {
        let all = crate::assets::policies();
        let files: Vec<&(String, String)> = all.iter().filter(|(path, _)| super::super::load::is_law(path)).collect();
        let whole = format!("{:?}", Half::read(&files).set);
        for at in (0..=files.len()).step_by(files.len() / 7) {
            let (front, back) = files.split_at(at);
            let joined = Half::read(front).and(Half::read(back)).unwrap();
            assert!(joined.seen_house && joined.problems.is_empty(), "{:?}", joined.problems);
            assert!(format!("{:?}", joined.set) == whole, "parted before the {at}th file");
        }
    }

    #[test]
    fn what_both_halves_say_is_not_joined() {
        let all = crate::assets::policies();
        let of = |end: &str| all.iter().find(|(path, _)| path.ends_with(end)).unwrap();
        for name in
            ["house.toml", "facts.toml", "counting.toml", "countries.toml", "calendars/IT.toml", "lint/rules.toml"]
        {
            let one = [of(name)];
            assert!(Half::read(&one).and(Half::read(&one)).is_none(), "{name}");
        }
    }
}
