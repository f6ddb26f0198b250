//! Which notices there are, whom each speaks to, and the language it is written in.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words;

words! {
    /// A notice the desk drafts. What a kind holds is data: a template per language and its content rules; code never asks which kind it is.
    NoticeKind {
        /// First notification of Reg. (EU) 611/2013, Annex I section 1.
        T611First = "t611_first",
        /// Notification to the supervisory authority, Art. 33(3) GDPR, phased where needed (33(4)).
        Gdpr33Initial = "gdpr33_initial",
        /// Second notification of Reg. (EU) 611/2013, Annex I section 2, with what changed of section 1 (Art. 2(3)).
        T611Second = "t611_second",
        /// Information that follows in phases: only what changed, and the reference (Art. 33(4) GDPR, 611/2013 Art. 2(3)).
        Supplement = "supplement",
        /// The supplement after which nothing more is expected.
        FinalNotice = "final_notice",
        /// Puts right what an earlier notification said.
        Amendment = "amendment",
        /// Takes an earlier notification back, with the reason.
        Withdrawal = "withdrawal",
        /// Message to one person by e-mail, Art. 34(2) GDPR and Annex II of Reg. (EU) 611/2013.
        PeopleEmail = "people_email",
        /// Public communication, Art. 34(3)(c) GDPR.
        PublicNotice = "public_notice",
        /// A processor tells its controller, Art. 33(2) GDPR.
        ProcessorNotice = "processor_notice",
        /// A controller tells the one with which it decides on the processing, Art. 26 GDPR.
        JointControllerNotice = "joint_controller_notice",
        /// A provider tells the one whose subscribers are concerned, Art. 5 of Reg. (EU) 611/2013.
        ProviderNotice = "provider_notice",
        /// Report to the police.
        PoliceReport = "police_report",
        /// Notice to an insurer under its policy.
        InsurerNotice = "insurer_notice",
        /// Information of those who represent the employees.
        WorksCouncil = "works_council",
        /// What is known, what is not, the clocks and what is asked, on one page for those who decide.
        ManagementBrief = "management_brief",
    }
}

impl Audience {
    /// An authority or another body, which is told what is known so far and reads quotations as such.
    pub fn is_body(self) -> bool {
        matches!(self, Self::Authority | Self::Other)
    }
}

words! {
    /// Whom a kind speaks to. It decides what may block: nothing but a missing recipient or an empty notice for an authority and for
    /// other bodies.
    Audience { Authority = "authority", People = "people", Public = "public", Other = "other" }
}

/// BCP 47 tag of a notice's language in lower case, such as `it` or `en-gb`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

impl Language {
    /// Two or three letters, then subtags of two to eight letters or digits; anything else is refused, because the tag goes into HTML.
    pub fn parse(tag: &str) -> Result<Self, BadLanguage> {
        let bad = || BadLanguage(tag.chars().take(20).collect());
        let tag = tag.to_ascii_lowercase();
        let mut parts = tag.split('-');
        let primary = parts.next().unwrap_or_default();
        let primary_fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
        let rest_fits = parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if primary_fits && rest_fits && tag.len() <= 35 { Ok(Self(tag)) } else { Err(bad()) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether two tags mean one language to a reader: regions and scripts aside; Norwegian by any of its tags.
pub fn is_same_language(one: &str, other: &str) -> bool {
    let primary = |tag: &str| {
        let primary = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
        if primary == "nb" || primary == "nn" { "no".to_owned() } else { primary }
    };
    primary(one) == primary(other)
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = BadLanguage;
    fn try_from(tag: String) -> Result<Self, BadLanguage> {
        Self::parse(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag such as it or en")]
pub struct BadLanguage(pub String);
