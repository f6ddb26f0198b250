//! Whom one notifies: records of authorities with their languages, zone and channels, each with what was read at a source.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::law::{Span, Task};
use super::practice::{self, Practice};
use super::reader::Node;
use crate::domain::situation::SectorRole;
use crate::domain::values::Country;

/// A way in, such as `online_form`, `email`, `pec`, `downloadable_form`, `post`, `phone`, `e_delivery`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub kind: String,
    pub span: Span,
    /// Read at a source, not only heard of.
    pub verified: bool,
    pub note: Option<String>,
    /// The subject line that the authority wants on this channel, word for word, while the channel holds.
    pub subject: Option<String>,
}

/// A mailbox. Mail goes there only if it is verified, else "call first" (DESIGN section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub address: String,
    pub verified: bool,
    /// `breach reports` or `general contact`.
    pub purpose: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    pub id: String,
    /// Record that this recipient belongs to, where a record holds several (`DE-TELECOM`).
    pub record: Option<String>,
    pub country: Country,
    /// Code of the region it serves (`BY`), where the country has several authorities.
    pub region: Option<String>,
    pub region_name: Option<String>,
    /// What the region is called by those who live there (`Bayern`).
    pub region_native: Option<String>,
    /// Other words for it: its code in ISO 3166-2 where that is not country and code, a name in another of its languages.
    pub region_also: Vec<String>,
    /// `public`, `private`, or none for both.
    pub sector: Option<String>,
    /// Serves only controllers with one of these roles; empty = all.
    pub only_roles: Vec<SectorRole>,
    pub tasks: Vec<Task>,
    /// Stands for several until the region is known.
    pub stands_in: bool,
    pub name: String,
    pub name_native: String,
    pub same_as: Option<String>,
    /// BCP 47, best first.
    pub languages: Vec<String>,
    pub languages_verified: bool,
    pub zone: Tz,
    pub verified: bool,
    pub confidence: String,
    /// What of the record was read at a source.
    pub verified_fields: Vec<String>,
    pub breach_page_url: Option<String>,
    pub form_url: Option<String>,
    pub phone: Option<String>,
    pub website: Option<String>,
    pub legal_basis: Option<String>,
    pub notes: Option<String>,
    pub sources: Vec<String>,
    pub mailbox: Option<Mailbox>,
    pub channels: Vec<Channel>,
    pub practice: Practice,
}

impl Authority {
    /// Kinds of the channels open on `day`, best first.
    pub fn channels_on(&self, day: NaiveDate) -> Vec<&Channel> {
        self.channels.iter().filter(|channel| channel.span.holds(day)).collect()
    }

    /// The subject line that a channel open on `day` demands, the best channel first.
    pub fn fixed_subject_on(&self, day: NaiveDate) -> Option<&str> {
        self.channels_on(day).into_iter().find_map(|channel| channel.subject.as_deref())
    }

    /// Whether a word means the region that this authority serves: its code with or without the country's (ISO 3166-2), its name in
    /// English or in its own language, in any case of letters.
    pub fn is_of_region(&self, word: &str) -> bool {
        let word = word.trim().to_lowercase();
        self.region_words().any(|known| known.to_lowercase() == word)
            || self.region.as_ref().is_some_and(|code| format!("{}-{code}", self.country).to_lowercase() == word)
    }

    /// Every word for the region except country and code together, the code first.
    pub fn region_words(&self) -> impl Iterator<Item = &str> {
        let named = [&self.region, &self.region_native, &self.region_name].into_iter().flatten();
        named.chain(&self.region_also).map(String::as_str)
    }

    /// The region as those who live there call it.
    pub fn region_shown(&self) -> Option<&str> {
        self.region_native.as_ref().or(self.region_name.as_ref()).or(self.region.as_ref()).map(String::as_str)
    }

    /// The address for breach notices, if somebody verified it.
    pub fn verified_email(&self) -> Option<&str> {
        self.mailbox.as_ref().filter(|m| m.verified).map(|m| m.address.as_str())
    }

    /// Whether its mailbox is one of certified mail (PEC) on `day`: the best of the channels that lead to a mailbox says so, and somebody
    /// read that at a source. Certified mail from an ordinary mailbox has no value, so it goes by no other way.
    pub fn takes_certified_mail_on(&self, day: NaiveDate) -> bool {
        let to_a_mailbox = |channel: &&Channel| matches!(channel.kind.as_str(), "pec" | "email");
        let best = self.channels_on(day).into_iter().find(to_a_mailbox);
        best.is_some_and(|channel| channel.kind == "pec" && channel.verified)
    }
}

const CHANNELS: &[&str] =
    &["online_form", "downloadable_form", "email", "pec", "post", "phone", "e_delivery", "api", "fax"];

pub fn span(node: &Node<'_>) -> Span {
    let span = Span { from: node.opt_day("from"), until: node.opt_day("until") };
    if let (Some(from), Some(until)) = (span.from, span.until)
        && until < from
    {
        node.problem("until", format!("{until} lies before from ({from})"), "swap them, or mend the year");
    }
    span
}

pub fn zone(node: &Node<'_>, key: &'static str) -> Tz {
    let text = node.text(key);
    text.parse().unwrap_or_else(|_| {
        if !text.is_empty() {
            node.problem(key, format!("`{text}` is not an IANA zone"), "such as \"Europe/Rome\"");
        }
        Tz::UTC
    })
}

pub fn country(node: &Node<'_>, key: &'static str) -> Country {
    let text = node.text(key);
    Country::parse(&text).unwrap_or_else(|bad| {
        if !text.is_empty() {
            node.problem(key, bad.to_string(), "");
        }
        Country::unknown()
    })
}

pub fn roles(node: &Node<'_>, key: &'static str) -> Vec<SectorRole> {
    let known: Vec<&str> = SectorRole::ALL.iter().map(|role| role.as_str()).collect();
    node.words(key, &known, SectorRole::parse)
}

pub fn parse(node: &Node<'_>) -> Authority {
    let tasks: Vec<&str> = Task::ALL.iter().map(|task| task.as_str()).collect();
    let channels = node
        .nodes("channels", "kind")
        .iter()
        .map(|n| {
            let channel = Channel {
                kind: n.word("kind", CHANNELS, |k| CHANNELS.contains(&k).then(|| k.to_owned())).unwrap_or_default(),
                span: span(n),
                verified: n.bool("verified"),
                note: n.opt_text("note"),
                subject: n.opt_text("subject"),
            };
            if channel.subject.as_deref().is_some_and(|subject| subject.trim().is_empty() || subject.contains('\n')) {
                n.problem(
                    "subject",
                    "is empty or has more than one line",
                    "give the line word for word, or leave it out",
                );
            }
            n.finish();
            channel
        })
        .collect();
    let mailbox = node.node("email").map(|n| {
        let mailbox = Mailbox { address: n.text("address"), verified: n.bool("verified"), purpose: n.text("for") };
        if !mailbox.address.contains('@') {
            n.problem("address", "is not an address", "");
        }
        n.finish();
        mailbox
    });
    let authority = Authority {
        id: node.text("id"),
        record: node.opt_text("record"),
        country: country(node, "country"),
        region: node.opt_text("region"),
        region_name: node.opt_text("region_name"),
        region_native: node.opt_text("region_native"),
        region_also: node.texts("region_also"),
        sector: node.opt_text("sector"),
        only_roles: roles(node, "only_roles"),
        tasks: node.words("tasks", &tasks, Task::parse),
        stands_in: node.opt_bool("stands_in").unwrap_or(false),
        name: node.text("name"),
        name_native: node.text("name_native"),
        same_as: node.opt_text("same_as"),
        languages: node.texts("languages"),
        languages_verified: node.bool("languages_verified"),
        zone: zone(node, "zone"),
        verified: node.bool("verified"),
        confidence: node.text("confidence"),
        verified_fields: node.texts("verified_fields"),
        breach_page_url: node.opt_text("breach_page_url"),
        form_url: node.opt_text("form_url"),
        phone: node.opt_text("phone"),
        website: node.opt_text("website"),
        legal_basis: node.opt_text("legal_basis"),
        notes: node.opt_text("notes"),
        sources: node.texts("sources"),
        mailbox,
        channels,
        practice: practice::parse(node),
    };
    if authority.verified && authority.practice.checked_on.is_none() {
        node.problem(
            "checked_on",
            "is missing although the record says verified",
            "the day on which the sources were last looked at, or verified = false",
        );
    }
    if authority.verified && authority.sources.is_empty() {
        node.problem(
            "sources",
            "is empty although the record says verified",
            "name the source, or set verified = false",
        );
    }
    node.finish();
    authority
}
