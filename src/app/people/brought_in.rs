//! Rows that an earlier list of the case left out and that stand corrected in a later one: recognised, so that nobody is sought who is
//! told by then.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::left_out::{Kept, every_row};
use super::sealed::key_of;
use super::{AppResult, Ctx};
use crate::app::recipients::address::Address;
use crate::app::recipients::{Found, Person, Problem, Seen};
use crate::domain::case::Case;
use crate::store::left_out_rows::Which;

/// The mark of a row in the file that is handed out for correction. Not `8-3` or `8/3`: a spreadsheet makes a date of that.
pub(super) fn mark(mail_out: u32, row: u64) -> String {
    format!("M{mail_out}-R{row}")
}

fn read_mark(cell: &str) -> Option<(u32, u64)> {
    let (mail_out, row) = cell.trim().strip_prefix('M')?.split_once("-R")?;
    Some((mail_out.parse().ok()?, row.parse().ok()?))
}

/// One row that was left out.
struct Row {
    id: Uuid,
    mail_out: u32,
    found: bool,
}

/// The rows that earlier lists of a case left out, by what they are recognised by when they come again.
#[derive(Default)]
pub(super) struct LeftBefore {
    rows: Vec<Row>,
    marks: HashMap<(u32, u64), usize>,
    /// Places in `rows`, each with the name that stood there.
    people: HashMap<String, Vec<(usize, String)>>,
}

impl LeftBefore {
    pub(super) fn of(ctx: &Ctx, case: &Case) -> AppResult<Self> {
        let mut before = Self::default();
        for earlier in &case.communications {
            if earlier.purged_at.is_some() || case.taken_up(earlier.number) >= earlier.counts.rejected {
                continue;
            }
            let key = ctx.store.read(|conn| key_of(ctx, conn, earlier.id))?;
            every_row(ctx, earlier.id, Which::Free, &key, |id, row, kept| {
                before.add(Row { id, mail_out: earlier.number, found: false }, row, &kept);
                Ok(true)
            })?;
        }
        Ok(before)
    }

    fn add(&mut self, row: Row, number: u64, kept: &Kept) {
        let Some(problem) = &kept.problem else { return };
        let at = self.rows.len();
        self.marks.insert((row.mail_out, number), at);
        self.rows.push(row);
        // Where the cells stand in the wrong columns, or hold several people, nothing in them says who was left out.
        if matches!(problem.problem, Problem::Columns | Problem::SwallowedRows) {
            return;
        }
        let address = Address::parse(problem.email_cell.trim()).map(|address| address.as_str().to_owned());
        let readable = &problem.readable;
        for one in recognised_by(&readable.name, address.as_deref().unwrap_or_default(), &readable.reference) {
            self.people.entry(one).or_default().push((at, plain(&readable.name)));
        }
    }

    /// Notes which of them this row is: the one whose mark it bears in its first cell, or whose person it names.
    pub(super) fn see(&mut self, found: &Found<'_>) {
        let marked = found.cells.first().and_then(|cell| read_mark(cell)).and_then(|mark| self.marks.get(&mark));
        let these = match (marked, &found.seen) {
            // Left out once more, it is held by the new list; a person already in the file is told by the other row.
            (Some(at), _) => vec![*at],
            (None, Seen::Accepted(person) | Seen::Letter(person)) => self.of_person(person),
            (None, _) => return,
        };
        for at in these {
            if let Some(row) = self.rows.get_mut(at) {
                row.found = true;
            }
        }
    }

    fn of_person(&self, person: &Person) -> Vec<usize> {
        if self.people.is_empty() {
            return Vec::new();
        }
        let (keys, name) = (recognised_by(&person.name, &person.email, &person.reference), plain(&person.name));
        let alike = keys.iter().filter_map(|key| self.people.get(key)).flatten();
        alike.filter(|(_, left_out)| nobody_else(left_out, &name)).map(|(at, _)| *at).collect()
    }

    pub(super) fn found(&self) -> Vec<Uuid> {
        self.rows.iter().filter(|row| row.found).map(|row| row.id).collect()
    }

    /// How many of which mail-out were found.
    pub(super) fn sums(&self) -> BTreeMap<u32, u64> {
        let mut sums = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.found) {
            *sums.entry(row.mail_out).or_default() += 1;
        }
        sums
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Of a household with one mailbox and one contract each is somebody else by the name.
fn nobody_else(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one == other
}

/// Two of name, address and reference make a person: people share a mailbox, a contract or a name, but hardly two of them.
fn recognised_by(name: &str, email: &str, reference: &str) -> Vec<String> {
    let (name, email, reference) = (plain(name), plain(email), plain(reference));
    [('a', &name, &email), ('b', &name, &reference), ('c', &email, &reference)]
        .into_iter()
        .filter(|(_, one, other)| !one.is_empty() && !other.is_empty())
        .map(|(kind, one, other)| format!("{kind}\n{one}\n{other}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_nothing_else_is_one() {
        assert_eq!(read_mark(&mark(8, 1_003)), Some((8, 1_003)));
        assert_eq!(read_mark(" M8-R3 "), Some((8, 3)));
        for other in ["", "3", "M8", "8-3", "MR", "M-R", "M8-R3x", "m8-r3", "M8-R-3"] {
            assert_eq!(read_mark(other), None, "{other:?}");
        }
    }

    #[test]
    fn of_a_household_with_one_mailbox_and_one_contract_each_is_somebody_else() {
        let mut before = LeftBefore::default();
        before.rows.push(Row { id: Uuid::from_u128(1), mail_out: 4, found: false });
        for key in recognised_by("Bruno Prova", "prova@example.it", "C-2") {
            before.people.entry(key).or_default().push((0, plain("Bruno Prova")));
        }
        let person = |name: &str| Person {
            name: name.to_owned(),
            email: "prova@example.it".to_owned(),
            reference: "C-2".to_owned(),
            language: "it".to_owned(),
            post: String::new(),
        };
        assert!(before.of_person(&person("Anna Prova")).is_empty());
        assert!(!before.of_person(&person("bruno prova")).is_empty());
        assert!(
            !before.of_person(&person("")).is_empty(),
            "with no name beside them mailbox and contract are two of three"
        );
    }

    #[test]
    fn one_thing_in_common_makes_nobody_the_same_person() {
        let alike = |one: [&str; 3], other: [&str; 3]| {
            let other = recognised_by(other[0], other[1], other[2]);
            recognised_by(one[0], one[1], one[2]).iter().any(|key| other.contains(key))
        };
        assert!(alike(["Bruno Prova", "", "C-2"], ["bruno  prova", "bruno@example.it", "c-2"]));
        assert!(alike(["", "carla@example.it", "C-3"], ["Carla Neri", "Carla@example.it", "C-3"]));
        assert!(!alike(["Bruno Prova", "", ""], ["Bruno Prova", "bruno@example.it", "C-2"]));
        assert!(!alike(["Anna Colli", "", "C-2"], ["Bruno Prova", "bruno@example.it", "C-2"]));
        // The same words in other places are other things.
        assert!(!alike(["C-2", "", "Bruno"], ["Bruno", "", "C-2"]));
    }
}
