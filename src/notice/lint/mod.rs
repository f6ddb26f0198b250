//! The linter: reads a notice as it is rendered, in one language, and says what in it is wrong, where, by whose word, and what to write
//! instead. It judges; whether a finding stops a notice is the workflow's business.
//!
//! Reads what it is handed: no network, no clock. Rules, phrase lists and limits are data (`policies/lint/`).

mod facts;
mod form;
mod known;
mod numbers;
mod phrases;
mod read;
mod score;
mod style;
mod times;
mod unjudged;

use crate::policy::PolicySet;
use crate::policy::wording::{LintLanguage, LintLimits};
use crate::words;

pub use crate::policy::wording::Level;
pub use unjudged::{Unjudged, Why};

use super::digest;
use super::facts::NoticeFacts;
use super::forms::FactForms;
use super::kind::NoticeKind;
use super::{Missing, MissingReason};
use known::Known;
use read::Page;

words! {
    /// The form in which a notice reaches its reader.
    Form {
        AuthorityInitial = "SAi",
        AuthorityComplete = "SAc",
        AuthoritySupplement = "SAs",
        TelecomFirst = "T1",
        TelecomSecond = "T2",
        Letter = "DL",
        Email = "DE",
        TextMessage = "DS",
        Public = "PUB",
        Press = "PR",
        Questions = "FAQ",
        /// Also between providers: Art. 5 of Reg. 611/2013 asks the same of them.
        Processor = "PC",
        JointController = "CJ",
        Brief = "MB",
        Police = "POL",
        Insurer = "INS",
        Staff = "WC",
    }
}

impl From<NoticeKind> for Form {
    fn from(kind: NoticeKind) -> Self {
        match kind {
            NoticeKind::T611First => Self::TelecomFirst,
            NoticeKind::T611Second => Self::TelecomSecond,
            NoticeKind::Gdpr33Initial => Self::AuthorityInitial,
            NoticeKind::Supplement | NoticeKind::FinalNotice | NoticeKind::Amendment | NoticeKind::Withdrawal => {
                Self::AuthoritySupplement
            }
            NoticeKind::PeopleEmail => Self::Email,
            NoticeKind::PublicNotice => Self::Public,
            NoticeKind::ProcessorNotice | NoticeKind::ProviderNotice => Self::Processor,
            NoticeKind::JointControllerNotice => Self::JointController,
            NoticeKind::PoliceReport => Self::Police,
            NoticeKind::InsurerNotice => Self::Insurer,
            NoticeKind::WorksCouncil => Self::Staff,
            NoticeKind::ManagementBrief => Self::Brief,
        }
    }
}

impl Form {
    /// Goes to another body than an authority.
    pub fn is_letter(self) -> bool {
        matches!(
            self,
            Self::Processor | Self::JointController | Self::Brief | Self::Police | Self::Insurer | Self::Staff
        )
    }

    /// Goes to data subjects themselves or to everybody.
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Letter | Self::Email | Self::TextMessage | Self::Public | Self::Questions | Self::Press)
    }
}

/// An earlier notice of the same case, as approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    pub number: u32,
    pub language: String,
    pub text: String,
}

/// What the desk knows beside the facts of the notice.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    /// Domains that are the controller's own.
    pub own_domains: Vec<String>,
    /// Names of people concerned or of staff, where they were handed in.
    pub names: Vec<String>,
    pub earlier: Vec<Earlier>,
    /// Name of the one recipient, where the text is that of one person.
    pub addressee: Option<String>,
    /// Digest of the approval under which it goes out, where it goes out.
    pub approved: Option<String>,
    /// Domain that sends.
    pub sender_domain: Option<String>,
    /// E-mail or text messages were part of the breach.
    pub channel_compromised: bool,
    /// It goes out after the term, by the clock of the desk.
    pub languages_taken: Vec<String>,
}

/// One notice in one language, as rendered.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub form: Form,
    pub language: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    /// Empty where the form has none.
    pub html: &'a str,
    pub digest: &'a str,
    pub facts: &'a NoticeFacts,
    pub forms: &'a FactForms,
    pub desk: &'a Desk,
}

/// One thing the linter found.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    pub rule: &'static str,
    pub level: Level,
    /// Heading under which it stands, `subject`, or nothing where it is about the whole.
    pub part: String,
    /// Paragraph or list item, counted from 1; 0 where it is about the whole.
    pub line: usize,
    /// The words it is about.
    pub words: String,
    /// A wording to put in their place, where the data has one.
    pub instead: String,
    pub source: String,
    pub verified: bool,
    /// The same finding in the same text has the same key.
    pub key: String,
}

impl std::fmt::Debug for Found {
    // Findings quote what people wrote, and debug output ends up in logs; tests read rule and place.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} line {}", self.rule, self.level, self.line)
    }
}

/// What the linter says of one notice.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// In order of level, then of rule.
    pub found: Vec<Found>,
    /// What could not be judged, and why: never a silent pass.
    pub unjudged: Vec<Unjudged>,
}

impl Report {
    pub fn of_level(&self, level: Level) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(move |found| found.level == level)
    }
}

/// More than this nobody answers one by one; the first ones are mended first.
const MOST: usize = 100;
/// Words of a finding that are shown.
const SHOWN: usize = 120;

/// What the checks read, and where they put what they find.
struct Look<'a> {
    input: Input<'a>,
    law: &'a PolicySet,
    page: Page,
    /// The plain text part, read in the same way.
    plain: Page,
    subject: String,
    known: Known,
    language: Option<&'a LintLanguage>,
    limits: &'a LintLimits,
    found: Vec<Found>,
}

/// Lints one notice. Without data (an empty set) it finds nothing and says that nothing was judged.
pub fn lint(input: Input<'_>, law: &PolicySet) -> Report {
    let Some(limits) = law.lint_limits() else {
        return Report { found: Vec::new(), unjudged: unjudged::without_data() };
    };
    let plain = read::plain(&read::filled(input.text));
    let page = if input.html.is_empty() { plain.clone() } else { read::html(&read::filled(input.html)) };
    let primary = input.language.split('-').next().unwrap_or_default();
    let mut look = Look {
        subject: read::filled(input.subject).into_owned(),
        known: Known::of(input.facts, input.forms),
        language: law.lint_language(primary),
        input,
        law,
        page,
        plain,
        limits,
        found: Vec::new(),
    };
    form::check(&mut look);
    facts::check(&mut look);
    numbers::check(&mut look);
    phrases::check(&mut look, primary);
    style::check(&mut look, primary);
    let mut found = look.found;
    found.sort_by(|a, b| (order(a.level), a.rule, a.line, &a.words).cmp(&(order(b.level), b.rule, b.line, &b.words)));
    found.dedup_by(|a, b| a.key == b.key);
    found.truncate(MOST);
    Report { found, unjudged: unjudged::of(input.form, law, law.lint_language(primary).is_some()) }
}

fn order(level: Level) -> u8 {
    match level {
        Level::Error => 0,
        Level::Warning => 1,
        Level::Advice => 2,
    }
}

/// The rule that a missing element of the content rules is about: what the law asks for is looked at once, there. No rule asks for the
/// content of a letter to another body; there it is empty.
pub fn rule_of(kind: NoticeKind, missing: &Missing) -> &'static str {
    match (missing.reason, Form::from(kind)) {
        (MissingReason::ForeignPassage, _) => "L33",
        (MissingReason::OtherSubject | MissingReason::NoRecipient, _) => "L37",
        _ if missing.facts.iter().any(|fact| fact == "time.delay_reason") => "L39",
        (MissingReason::NoDate | MissingReason::StillOpen, _) => "L06",
        (_, Form::TelecomFirst | Form::TelecomSecond) => "L02",
        (_, form) if form.is_letter() => "",
        (_, _) if missing.citation.act.contains("611/2013") => "L03",
        _ => "L01",
    }
}

impl Look<'_> {
    /// Whether the rule is asked of this form.
    fn asks(&self, rule: &str) -> bool {
        let form = self.input.form.as_str();
        self.law.lint_rule(rule).is_some_and(|rule| rule.forms.iter().any(|asked| asked == form))
    }

    /// A finding at a part of the page, with the level of the rule's data.
    fn add(&mut self, rule: &'static str, line: usize, words: &str) {
        self.add_as(rule, None, line, words, "");
    }

    /// A finding about the whole notice.
    fn add_whole(&mut self, rule: &'static str, words: &str) {
        self.add_as(rule, None, 0, words, "");
    }

    fn add_as(&mut self, rule: &'static str, level: Option<Level>, line: usize, words: &str, instead: &str) {
        // Far more than is shown, so that the worst of them are among those shown; bounded, so that rubbish stays cheap.
        if self.found.len() >= 10 * MOST || !self.asks(rule) {
            return;
        }
        let Some(data) = self.law.lint_rule(rule) else { return };
        let part = self.page.parts.get(line.wrapping_sub(1)).map_or_else(String::new, |part| part.under.clone());
        let words: String = words.trim().chars().take(SHOWN).collect();
        let key = digest::sha256_hex(format!("{rule}\n{part}\n{line}\n{words}").as_bytes());
        self.found.push(Found {
            rule,
            level: level.unwrap_or(data.level),
            part,
            line,
            words,
            instead: instead.to_owned(),
            source: data.source.clone(),
            verified: data.verified,
            key: key.chars().take(16).collect(),
        });
    }
}
