//! What the component macros of `templates/pages/components.html` are given: small views, worded by the page that fills them.

use chrono::TimeDelta;

use super::i18n::Words;
use super::query;
use super::spoken::Spoken;
use crate::domain::values::At;
use crate::words;

words! {
    /// The shape beside a state's word (style guide, "States"): it fills up as the work gets done and gets corners when it hurries.
    Shape {
        None = "none",
        Half = "half",
        Full = "full",
        Receipt = "rcpt",
        Ok = "ok",
        Wait = "wait",
        Off = "off",
        Maybe = "maybe",
        Soon = "soon",
        Urgent = "urgent",
        Over = "over",
    }
}

/// A state: shape, word, and whom or what it waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub shape: Shape,
    pub label: String,
    pub why: String,
}

impl State {
    pub fn new(shape: Shape, label: impl Into<String>) -> Self {
        Self { shape, label: label.into(), why: String::new() }
    }

    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }
}

words! {
    /// How pressing a clock is. Told by word, shape and width of the edge; colour comes last.
    Level { Calm = "calm", Soon = "soon", Urgent = "urgent", Over = "over", Met = "met" }
}

impl Level {
    /// By fraction and by absolute time: urgent under 6 h or under a quarter, soon under half. `term` is the whole period; none if unknown.
    pub fn of(left: TimeDelta, term: Option<TimeDelta>) -> Self {
        let seconds = left.num_seconds();
        if seconds < 0 {
            return Self::Over;
        }
        let fraction = |n: i64| term.is_some_and(|term| seconds.saturating_mul(n) < term.num_seconds());
        if seconds < 6 * 3600 || fraction(4) {
            Self::Urgent
        } else if fraction(2) {
            Self::Soon
        } else {
            Self::Calm
        }
    }

    pub fn state(self, words: &Words) -> State {
        let shape = match self {
            Self::Calm => Shape::Full,
            Self::Soon => Shape::Soon,
            Self::Urgent => Shape::Urgent,
            Self::Over => Shape::Over,
            Self::Met => Shape::Ok,
        };
        State::new(shape, words.of("level", self))
    }
}

/// The one large clock of a page.
#[derive(Debug, Clone)]
pub struct Clock {
    pub level: Level,
    pub state: State,
    /// What runs: "Next deadline".
    pub heading: String,
    /// The large figures: number and unit. Empty where the law says "without undue delay" and the page shows time passed instead.
    pub parts: Vec<(i64, &'static str)>,
    /// Stands before the figures: "Overdue by"; empty while time is left.
    pub before: String,
    pub due: At,
    pub due_text: String,
    /// `11:00 UTC, seen at 08:26`
    pub utc_text: String,
    pub ruler: Option<Ruler>,
}

impl Clock {
    /// A running clock. `from` is the instant its term runs from.
    pub fn running(words: &Words, zone: chrono_tz::Tz, now: At, from: Option<At>, due: At) -> Self {
        let left = due.since(now);
        let level = Level::of(left, from.map(|from| due.since(from)));
        let seen = words.clock_time(now, zone);
        let utc = words.clock_time(due, chrono_tz::UTC);
        Self {
            level,
            state: level.state(words),
            heading: words.text("clock-next-deadline"),
            parts: words.duration_parts(left),
            before: if level == Level::Over { words.text("clock-overdue-by") } else { String::new() },
            due,
            due_text: words.moment(due, zone),
            utc_text: words.with2("clock-utc-seen", "utc", &utc, "seen", &seen),
            ruler: None,
        }
    }

    pub fn is_met(&self) -> bool {
        self.level == Level::Met
    }

    pub fn ruler(mut self, ruler: Ruler) -> Self {
        self.ruler = Some(ruler);
        self
    }
}

/// The line under the clock, in thousandths of its width: what is gone, what is left, the target, the grace to the legal term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruler {
    pub gone: u32,
    pub target: u32,
    pub now: u32,
    pub quarters: [u32; 3],
    pub grace: Option<(u32, u32)>,
    pub start_text: String,
    pub now_text: String,
    pub end_text: String,
}

impl Ruler {
    /// Places `now` between `from` and the `target`, or the `legal` term where it is later.
    pub fn new(
        from: At,
        now: At,
        target: At,
        legal: At,
        start_text: String,
        now_text: String,
        end_text: String,
    ) -> Self {
        let end = target.max(legal).max(now);
        let whole = end.since(from).num_seconds().max(1);
        let place = |at: At| -> u32 {
            let passed = at.since(from).num_seconds().clamp(0, whole);
            u32::try_from(passed.saturating_mul(996) / whole).unwrap_or(996)
        };
        let (target_x, now_x, legal_x) = (place(target), place(now), place(legal));
        let quarter = |n: u32| target_x * n / 4;
        Self {
            gone: now_x.min(target_x),
            target: target_x,
            now: now_x,
            quarters: [quarter(1), quarter(2), quarter(3)],
            grace: (legal_x > target_x + 4).then(|| (target_x + 3, legal_x - target_x - 3)),
            start_text,
            now_text,
            end_text,
        }
    }
}

/// A row of the duty board.
#[derive(Debug, Clone)]
pub struct DutyRow {
    pub recipient: String,
    /// Channel and language, or the markets a row stands for.
    pub how: String,
    /// None for "no fixed term".
    pub due: Option<At>,
    pub due_text: String,
    /// Remaining time, or what became of it: "met 14 h before".
    pub left_text: String,
    /// Whether the remaining time still runs, so that the script may count it down.
    pub runs: bool,
    pub state: State,
    /// Where the duty is explained; empty for none.
    pub why: String,
    pub action: Option<(String, String)>,
}

/// A task of a list: link, words, state.
#[derive(Debug, Clone)]
pub struct Task {
    pub href: String,
    pub label: String,
    pub state: State,
}

words! {
    /// What is known, told by the edge: solid, dashed, dotted, double.
    Edge { Known = "k", Estimated = "k k-est", NotYetKnown = "k k-ask", NotApplicable = "k k-na", Plain = "" }
}

/// A row of a summary list. `change` is (address, words, hidden context).
#[derive(Debug, Clone)]
pub struct SummaryRow {
    pub id: String,
    pub question: String,
    pub answer: Spoken,
    /// The value before a correction, shown struck.
    pub was: String,
    pub why: Spoken,
    pub edge: Edge,
    pub change: Option<(String, String)>,
}

impl SummaryRow {
    pub fn new(question: impl Into<String>, answer: impl Into<Spoken>) -> Self {
        Self {
            id: String::new(),
            question: question.into(),
            answer: answer.into(),
            was: String::new(),
            why: Spoken::default(),
            edge: Edge::Plain,
            change: None,
        }
    }

    pub fn why(mut self, why: impl Into<Spoken>) -> Self {
        self.why = why.into();
        self
    }

    pub fn edge(mut self, edge: Edge) -> Self {
        self.edge = edge;
        self
    }

    pub fn change(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.change = Some((href.into(), label.into()));
        self
    }

    /// The anchor to which "Change" returns.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    pub fn was(mut self, was: impl Into<String>) -> Self {
        self.was = was.into();
        self
    }
}

/// An entry of the timeline.
#[derive(Debug, Clone)]
pub struct Entry {
    pub at: At,
    pub time_text: String,
    /// Class of the mark: `e-dec` for decisions, `e-file` for notices, empty otherwise.
    pub mark: &'static str,
    pub id: String,
    pub title: String,
    pub byline: String,
    /// "recorded 14 min later"; empty when recorded at once.
    pub later: String,
    pub body: Vec<String>,
    pub was: String,
    pub links: Vec<(String, String)>,
}

/// A counted filter.
#[derive(Debug, Clone)]
pub struct Pill {
    pub href: String,
    pub count: String,
    pub state: State,
    /// Plain words without a shape.
    pub plain: bool,
    pub current: bool,
}

/// A choice of a select, of radios or checkboxes.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self { value: value.to_string(), label: label.into(), hint: String::new() }
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// Which page of how many, with the addresses of its neighbours.
#[derive(Debug, Clone)]
pub struct Pages {
    pub page: u64,
    pub pages: u64,
    pub per_page: u64,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pages {
    /// `base` is the address with its filters and without `page`. Pages out of range are brought into it.
    pub fn new(base: &str, page: u64, per_page: u64, total: u64) -> Self {
        let per_page = per_page.max(1);
        let pages = total.div_ceil(per_page).max(1);
        let page = page.clamp(1, pages);
        let joint = if base.contains('?') { '&' } else { '?' };
        let address = |n: u64| format!("{base}{joint}page={n}");
        Self {
            page,
            pages,
            per_page,
            previous: (page > 1).then(|| address(page - 1)),
            next: (page < pages).then(|| address(page + 1)),
        }
    }

    pub fn offset(&self) -> u64 {
        (self.page - 1) * self.per_page
    }
}

/// Links from one page of a list to its neighbours, where nobody counted how many pages there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Steps {
    pub first: Option<String>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Steps {
    /// `address` is that of the page with its filters; the keys are those of its first and last row.
    pub fn new(address: &str, previous: Option<&str>, next: Option<&str>) -> Self {
        Self {
            first: previous.map(|_| query::without_page(address)),
            previous: previous.map(|key| query::with(address, "before", key)),
            next: next.map(|key| query::with(address, "after", key)),
        }
    }

    pub fn is_one_page(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_gets_corners_by_fraction_and_by_hours() {
        let term = Some(TimeDelta::hours(72));
        assert_eq!(Level::of(TimeDelta::hours(40), term), Level::Calm);
        assert_eq!(Level::of(TimeDelta::hours(35), term), Level::Soon);
        assert_eq!(Level::of(TimeDelta::hours(17), term), Level::Urgent);
        assert_eq!(Level::of(TimeDelta::hours(5), None), Level::Urgent);
        assert_eq!(Level::of(TimeDelta::seconds(0), term), Level::Urgent);
        assert_eq!(Level::of(TimeDelta::seconds(-1), term), Level::Over);
    }

    #[test]
    fn a_ruler_stays_inside_its_line_also_long_after_the_end() {
        let at = |text| At::parse(text).unwrap();
        let (from, target, legal) =
            (at("2026-10-03T11:00:00Z"), at("2026-10-04T11:00:00Z"), at("2026-10-04T12:00:00Z"));
        for now in ["2026-10-01T00:00:00Z", "2026-10-04T06:26:00Z", "2027-10-04T06:26:00Z"] {
            let ruler = Ruler::new(from, at(now), target, legal, String::new(), String::new(), String::new());
            assert!(ruler.now <= 996 && ruler.target <= 996 && ruler.gone <= ruler.target);
            assert!(ruler.grace.is_none_or(|(start, width)| start + width <= 1000));
        }
    }

    #[test]
    fn a_page_number_out_of_range_is_brought_into_it() {
        let pages = Pages::new("/register?year=2026", 99, 50, 101);
        assert_eq!((pages.page, pages.pages, pages.next.as_deref()), (3, 3, None));
        assert_eq!(pages.previous.as_deref(), Some("/register?year=2026&page=2"));
        assert_eq!(Pages::new("/register", 0, 0, 0).page, 1);
    }
}
