//! Which duties a board shows, as its address says it: owed to whom, in which country, how far the work is, whose turn it is.

use super::{country_name, place_of};
use crate::app::Ctx;
use crate::app::member::SignedIn;
use crate::app::views::board::{self, BoardRow, Work};
use crate::app::views::clockface::Level;
use crate::domain::case::Case;
use crate::domain::plan::DutyKind;
use crate::domain::values::Country;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::query;
use crate::words;

words! {
    /// To whom the duties are owed.
    To { Authorities = "authorities", People = "people", Others = "others" }
}

words! {
    /// How far the work on a duty is, in the words that people look for.
    Stage {
        /// Past the legal term and not filed.
        Overdue = "overdue",
        /// Nothing is written yet, or something has to be decided first.
        ToDo = "to_do",
        /// A draft, or a text that waits for its approval.
        InHand = "in_hand",
        /// Approved or handed over, and not filed yet.
        Approved = "approved",
        Unproven = "unproven",
        /// Its clock starts with a filing before it.
        Waiting = "waiting",
        Done = "done",
        NotRequired = "not_required",
    }
}

impl To {
    fn takes(self, kind: DutyKind) -> bool {
        match self {
            Self::Authorities => kind == DutyKind::Authority,
            Self::People => kind == DutyKind::People,
            Self::Others => !matches!(kind, DutyKind::Authority | DutyKind::People),
        }
    }
}

impl Stage {
    fn takes(self, row: &BoardRow<'_>) -> bool {
        let of_work = match row.work {
            Work::Presumed | Work::Open | Work::Deferred | Work::DropWaits | Work::Unclear => Self::ToDo,
            Work::Draft | Work::InReview => Self::InHand,
            Work::Approved | Work::HandedOver | Work::Simulated => Self::Approved,
            Work::FiledUnproven | Work::ToRecord => Self::Unproven,
            Work::NotStarted => Self::Waiting,
            Work::Met | Work::Late => Self::Done,
            Work::NotRequired | Work::Gone => Self::NotRequired,
        };
        match self {
            Self::Overdue => row.duty.is_unfiled() && row.face.level == Level::Over,
            stage => stage == of_work,
        }
    }
}

/// What the address asks for; a word that it does not know filters nothing.
pub struct Filter<'a> {
    who: &'a SignedIn,
    to: Option<To>,
    country: Option<Country>,
    stage: Option<Stage>,
    /// Only those whose next step this person may take.
    mine: bool,
    pub open: bool,
}

impl<'a> Filter<'a> {
    pub fn of(who: &'a SignedIn, query: &Form) -> Self {
        Self {
            who,
            to: To::parse(query.value("to")),
            country: Country::parse(query.value("country")).ok(),
            stage: Stage::parse(query.value("state")),
            mine: query.value("mine") == "yes",
            open: query.value("open") == "all",
        }
    }

    /// Everything: the first page of a case filters nothing.
    pub fn none(who: &'a SignedIn, query: &Form) -> Self {
        Self { who, to: None, country: None, stage: None, mine: false, open: query.value("open") == "all" }
    }

    pub fn is_set(&self) -> bool {
        self.to.is_some() || self.country.is_some() || self.stage.is_some() || self.mine
    }

    pub fn takes(&self, ctx: &Ctx, case: &Case, row: &BoardRow<'_>) -> bool {
        let planned = &row.duty.planned;
        self.to.is_none_or(|to| to.takes(planned.kind))
            && self.country.as_ref().is_none_or(|country| place_of(ctx, planned).as_ref() == Some(country))
            && self.stage.is_none_or(|stage| stage.takes(row))
            && (!self.mine || board::is_turn_of(self.who, case, row))
    }

    /// A link for each filter that is set, to the same page without it.
    pub fn chips(&self, f: &Frame, ctx: &Ctx, address: &str) -> Vec<(String, String)> {
        let mut chips = Vec::new();
        let mut put = |name: &str, value: &str, words: String| {
            let label = f.with2("list-chip", "name", f.of("duties-filter", name), "value", words);
            chips.push((query::without(address, name, value), label));
        };
        if let Some(to) = self.to {
            put("to", to.as_str(), f.of("duties-to", to));
        }
        if let Some(country) = &self.country {
            put("country", country.as_str(), country_name(ctx, f.t.lang, country.as_str()));
        }
        if let Some(stage) = self.stage {
            put("state", stage.as_str(), f.of("duties-state", stage));
        }
        if self.mine {
            put("mine", "yes", f.text("duties-mine-yes"));
        }
        chips
    }
}

/// What there is to choose from: only what would show something.
pub struct Choices {
    pub to: Vec<Choice>,
    pub countries: Vec<Choice>,
    pub stages: Vec<Choice>,
    pub mine: Vec<Choice>,
}

impl Choices {
    pub fn of(f: &Frame, ctx: &Ctx, case: &Case) -> Self {
        let rows = board::rows(case, f.now);
        let any = || vec![Choice::new("", f.text("duties-any"))];
        let counted = |word: &str, label: String, count: usize| {
            (count > 0).then(|| Choice::new(word, f.with2("duties-choice", "what", label, "count", count)))
        };
        let mut to = any();
        to.extend(To::ALL.iter().filter_map(|one| {
            let count = rows.iter().filter(|row| one.takes(row.duty.planned.kind)).count();
            counted(one.as_str(), f.of("duties-to", one), count)
        }));
        let mut stages = any();
        stages.extend(Stage::ALL.iter().filter_map(|one| {
            let count = rows.iter().filter(|row| one.takes(row)).count();
            counted(one.as_str(), f.of("duties-state", one), count)
        }));
        let mut places: Vec<Country> = rows.iter().filter_map(|row| place_of(ctx, &row.duty.planned)).collect();
        places.sort();
        places.dedup();
        let name = |place: &Country| Choice::new(place.as_str(), country_name(ctx, f.t.lang, place.as_str()));
        let mut named: Vec<Choice> = places.iter().map(name).collect();
        named.sort_by(|one, other| one.label.cmp(&other.label));
        let mut mine = vec![Choice::new("", f.text("duties-mine-all"))];
        mine.push(Choice::new("yes", f.text("duties-mine-yes")));
        Self { to, countries: any().into_iter().chain(named).collect(), stages, mine }
    }
}
