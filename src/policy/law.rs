//! The typed form of a rule: who is bound, to tell whom, by when, and where the law says so.

use chrono::NaiveDate;

use super::calendar::CountrySet;
use super::own::Own;
use crate::domain::plan::{DutyKind, DutyStatus, Period};
use crate::domain::situation::{DataScope, DecisionKind, InstantKind, SectorRole};
use crate::domain::values::{At, Country};
use crate::words;

/// A place in the law: words of the law (at most 25, only where somebody read and compared them), the gist in ours, or both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cite {
    pub act: String,
    pub article: String,
    pub quote: Option<String>,
    /// Language of the quotation, as a code of two letters.
    pub quote_lang: Option<String>,
    pub gist: Option<String>,
    pub url: String,
    /// Where the words of the law were read and compared; a quotation without it is refused.
    pub read_in: Option<String>,
}

/// Who read the rule, when, and what should be known of the reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub by: String,
    pub on: Option<NaiveDate>,
    pub note: String,
    /// The same in Italian; empty where nobody has translated it.
    pub note_it: String,
}

/// How somebody else reads the rule. Never computed: it stands in the collapsed legal note, naming who holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    pub who: String,
    /// What they hold and what it would come to, in our words.
    pub words: String,
    pub words_it: String,
    pub url: Option<String>,
    /// Read at its source; otherwise known second hand, and said so.
    pub verified: bool,
    /// The only duties of the rule that it is about; `None` = all of them.
    pub only: Option<ReadingOf>,
}

words! {
    /// Duties of a rule that some people read differently, while they agree on the others.
    ReadingOf {
        /// The authority of the one State affected is told, and not the lead authority.
        LocalCase = "local_case",
    }
}

/// First and last day of something, both included; open where `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Span {
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether the span has ended before the day.
    pub fn over(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }
}

words! {
    RuleStatus {
        InForce = "in_force",
        /// Counted on demand, never offered for a case.
        Proposal = "proposal",
        /// A directive where no national act is in force: owes nothing, and plans name it as not checked.
        Directive = "directive",
    }
}

words! {
    /// What a rule binds at: each market of a controller, the controller once, once per country it touches, or the
    /// country of its main establishment alone.
    BindsBy { Market = "market", Controller = "controller", Country = "country", Main = "main_establishment" }
}

words! {
    /// Which data a rule is about; `incident` = none: the duty is about an incident, whether or not personal data were hit.
    Covers { TelecomService = "telecom_service", Other = "other", Any = "any", Incident = "incident" }
}

words! {
    /// How the recipient is found.
    Choose {
        /// The authority of the market for a task; each market has its own.
        Market = "market",
        /// The lead authority, or every affected one where there is no establishment (GDPR Arts. 55, 56).
        Lead = "lead",
        /// The authority of the rule's country.
        Country = "country",
        People = "people",
        OtherProvider = "other_provider",
        Controller = "controller",
        /// One record by its id: the authority of a law that an organisation entered.
        Record = "record",
        /// The other side of a contract, by name.
        Named = "named",
        /// The authority of the institutions of the Union.
        Institutions = "institutions",
    }
}

words! {
    /// Work that an authority does; whom one notifies is chosen by it, never by what the authority is called.
    Task {
        DataProtection = "data_protection",
        TelecomBreach = "telecom_breach",
        NetworkIncident = "network_incident",
        EuInstitutions = "eu_institutions",
        FinancialSupervision = "financial_supervision",
        TrustSupervision = "trust_supervision",
        ProductSecurity = "product_security",
        /// What the law of an organisation's own entry asks, and nothing else.
        OwnLaw = "own_law",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binds {
    pub area: String,
    pub by: BindsBy,
    /// Bound only with one of these roles; empty = everybody.
    pub roles: Vec<SectorRole>,
    /// Never bound with one of these.
    pub not_roles: Vec<SectorRole>,
    /// With one of these it is not known whether this rule or another one binds: presumed.
    pub unsure_roles: Vec<SectorRole>,
    /// With one of these the controller answers in every market, whatever `by` says (NIS2 Art. 26(1)(a)).
    pub market_roles: Vec<SectorRole>,
}

/// States asked in turn, the first that is known decides (Art. 14(7) of Regulation 2024/2847).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// An object whose keys hold a country each, or `none`.
    pub fact: String,
    pub keys: Vec<String>,
}

/// A condition on a fact of the case, in three values: yes, no, and not known, which makes the duty presumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    pub fact: String,
    /// Values that meet the condition; for a set, any of them.
    pub any: Vec<String>,
    /// For a count: it is met from this number on, instead of by values.
    pub at_least: Option<u64>,
    /// Why there is no duty where the fact is known to be otherwise.
    pub words: String,
}

/// What makes a duty fall away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remove {
    /// A decision on record; `None` = the data turn out not to be hit.
    pub decision: Option<DecisionKind>,
    /// Grounds that the law knows, as offered for the decision.
    pub basis: Vec<String>,
    /// Only these grounds count; otherwise a decision without one of them counts too.
    pub only_these: bool,
    /// The decision puts the duty off and does not remove it (Art. 3(5) of Regulation 611/2013).
    pub defers: bool,
    pub words: String,
}

/// A second clock that may bind first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// Instants that start it, the right one first.
    pub trigger: Vec<InstantKind>,
    pub period: Period,
}

/// Another figure for controllers with one of some roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFor {
    pub roles: Vec<SectorRole>,
    pub period: Period,
}

/// A worked example that is run as a test whenever the set is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub name: String,
    pub start: String,
    pub country: String,
    pub target: String,
    pub legal: String,
}

/// What a worked situation gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gives {
    /// No duty of this rule.
    Nothing,
    Duty {
        stage: String,
        recipient: String,
        status: DutyStatus,
        target: Option<At>,
        legal: Option<At>,
    },
}

/// A worked situation: one controller, one market, one set of data, planned by this rule alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situated {
    pub name: String,
    pub country: Country,
    pub roles: Vec<SectorRole>,
    pub scope: DataScope,
    pub at: Vec<(InstantKind, At)>,
    /// Stage word and instant of each filing to the recipient.
    pub filed: Vec<(String, At)>,
    pub decided: Option<(DecisionKind, Option<String>)>,
    pub facts: Vec<(String, String)>,
    pub starts: Vec<(String, NaiveDate)>,
    pub gives: Gives,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub id: String,
    /// Other words under which a filing of this stage may be recorded.
    pub aliases: Vec<String>,
    /// Instants that start the clock, the right one first; any later one makes the duty presumed.
    pub trigger: Vec<InstantKind>,
    /// Stage whose filing starts the clock, instead of an instant.
    pub after: Option<String>,
    /// The clock runs from the latest filing of the predecessor, not from its first (DORA: "or its latest update").
    pub after_latest: bool,
    /// Falls away when the predecessor was filed under one of these words (a single complete notice).
    pub not_after_filing_as: Vec<String>,
    /// Arises only once a stage of this rule was filed under one of these words.
    pub only_after_filing_as: Vec<String>,
    /// Arises, also again after it was filed, while its recipient was told less or otherwise than is known today.
    pub follows_changes: bool,
    /// Arises only with a decision on one of these grounds.
    pub only_with_basis: Vec<String>,
    /// Owed only when the recipient asks for it.
    pub on_request: bool,
    /// Owed again after each filing, until this instant is recorded (monthly progress reports).
    pub repeats_until: Option<InstantKind>,
    /// A second clock that may bind first.
    pub cap: Option<Cap>,
    /// Other figures for some roles; the first that fits decides.
    pub period_for: Vec<PeriodFor>,
    /// Controllers with one of these roles have no relief for weekends and holidays (RTS 2025/301 Art. 5(5)).
    pub no_roll_for: Vec<SectorRole>,
    /// Nor those with a start of this name on record, from that day on (Art. 5(6)).
    pub no_roll_from_start: Option<String>,
    /// Conditions on facts.
    pub when: Vec<When>,
    /// `None` = without undue delay, no figure.
    pub period: Option<Period>,
    pub counting: String,
    pub late_needs_reasons: bool,
    /// Regime and stage in the words of the vector file.
    pub vector: Option<(String, String)>,
    pub cite: Option<Cite>,
    /// Items the notice must hold, numbered as in the law.
    pub content: Vec<String>,
    pub examples: Vec<Example>,
}

/// One rule of one version: what the law asks of whom between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub file: String,
    pub id: String,
    pub version: u32,
    pub regime: String,
    pub title: String,
    pub status: RuleStatus,
    pub kind: DutyKind,
    pub binds: Binds,
    pub covers: Covers,
    /// Why the rule has nothing to say of data outside its scope.
    pub outside: String,
    pub choose: Choose,
    pub task: Option<Task>,
    /// Record that takes the notice for the authority chosen (a common platform); zone and holidays stay the authority's.
    pub via: Option<String>,
    /// Which State's authority it is where the controller has no establishment in the area.
    pub order: Option<Order>,
    /// The one record that is told, where `choose` says so.
    pub record: Option<String>,
    /// Instants that start a clock where they come before the one that its stage asks for: the act counts from a moment that
    /// is no entry of its own, such as detection, and the earlier one is the safe one.
    pub or_earlier: Vec<InstantKind>,
    /// Conditions on facts; all of them hold.
    pub when: Vec<When>,
    /// At least one of these holds; empty = nothing is asked.
    pub when_one_of: Vec<When>,
    /// Exceptions: none of these holds.
    pub unless: Vec<When>,
    /// The first day differs by entity (NIS2): without one on record it is open whether the rule binds.
    pub entity_start: bool,
    /// Rules that this one stands in for, wherever it is in force (national law instead of the directive's form).
    pub instead_of: Vec<String>,
    /// Rule whose stages this one has, but for those it lists itself and those in `without`.
    pub stages_of: Option<String>,
    pub without: Vec<String>,
    /// Of joint controllers the one named by their arrangement acts for all (GDPR Art. 26).
    pub joint_lead: bool,
    /// Rules on data of a communications service that take this one's place where they bind (Art. 95 GDPR).
    pub yields_to: Vec<String>,
    /// Facts that might remove the duty; while they are unknown it is presumed.
    pub decided_by: Vec<String>,
    pub in_force: Span,
    pub verified: bool,
    pub cite: Cite,
    pub reading: Reading,
    pub contested: Vec<Contested>,
    pub remove: Vec<Remove>,
    pub stages: Vec<Stage>,
    pub own: Own,
    /// Countries where it may bind on any day; follows from the area once all files are read.
    pub countries: CountrySet,
    pub examples: Vec<Situated>,
    /// SHA-256 of what the rule asks: everything but its reading, its examples and the day it ends on. It is recorded
    /// when a version is released, so that nobody edits a used one.
    pub digest: String,
}

impl Stage {
    /// The figure for a controller with these roles.
    pub fn period_of(&self, roles: &std::collections::BTreeSet<SectorRole>) -> Option<Period> {
        let other = self.period_for.iter().find(|other| other.roles.iter().any(|role| roles.contains(role)));
        other.map(|other| other.period).or(self.period)
    }
}

impl Rule {
    /// Every condition of the rule on a fact, whichever way it counts.
    pub fn conditions(&self) -> impl Iterator<Item = &When> {
        self.when.iter().chain(&self.when_one_of).chain(&self.unless)
    }

    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The stage that a filing recorded under `word` belongs to.
    pub fn stage_of_filing(&self, word: &str) -> Option<&Stage> {
        self.stage(word).or_else(|| self.stages.iter().find(|stage| stage.aliases.iter().any(|a| a == word)))
    }
}

/// A regime that nobody has loaded yet. It reaches every plan as "not checked".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotLoaded {
    pub regime: String,
    pub name: String,
    pub area: String,
    pub per_country: bool,
    pub roles: Vec<SectorRole>,
    pub span: Span,
}

/// A version of a rule that cases may have been planned with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    pub file: String,
    pub rule: String,
    pub version: u32,
    pub digest: String,
}
