//! A duty as the planner puts it together: its terms first, its words only for those who read them.

use std::borrow::Cow;

use chrono_tz::Tz;

use super::law::{Rule, Stage};
use super::open::Open;
use super::recipients::Chosen;
use super::set::PolicySet;
use crate::domain::plan::{ArithmeticLine, Citation, DutyKind, DutyStatus, Period, PlannedDuty, Recipient, Trigger};
use crate::domain::situation::{Controller, InstantKind};
use crate::domain::values::{At, Country};

/// The instant a clock runs from; see [`Trigger`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    pub what: &'static str,
    pub at: Option<At>,
    pub fallback: Option<InstantKind>,
}

/// One duty without its words: what it is, whether it is owed, and by when. Borrows what it is made from.
#[derive(Debug, Clone)]
pub struct Outlined<'a> {
    pub rule: &'a Rule,
    pub stage: &'a Stage,
    pub controller: &'a Controller,
    pub market: Option<&'a Country>,
    pub recipient: Cow<'a, str>,
    pub status: DutyStatus,
    /// What would decide a presumed duty or start a waiting one.
    pub deciding: Vec<Open<'a>>,
    pub trigger: Started,
    pub target_at: Option<At>,
    pub legal_term_at: Option<At>,
    pub period: Option<Period>,
    pub decide_by_at: Option<At>,
    pub zone: Tz,
    pub(super) said: Said<'a>,
}

/// What only the words of a duty need.
#[derive(Debug, Clone, Default)]
pub(super) struct Said<'a> {
    pub arithmetic: Vec<ArithmeticLine>,
    pub remarks: Vec<ArithmeticLine>,
    /// Kept for the words alone.
    pub chosen: Option<Chosen<'a>>,
}

impl<'a> Outlined<'a> {
    pub fn kind(&self) -> DutyKind {
        self.rule.kind
    }

    /// Whether both are the duty of one rule, stage, controller, market and recipient; see [`PlannedDuty::key`].
    pub fn is_same_duty(&self, other: &Outlined<'_>) -> bool {
        self.rule.id == other.rule.id
            && self.stage.id == other.stage.id
            && self.controller.id == other.controller.id
            && self.market == other.market
            && self.recipient == other.recipient
    }

    /// Whether both have the same terms: the same version of the rule asks the same at the same moments.
    pub fn has_terms_of(&self, other: &Outlined<'_>) -> bool {
        (self.rule.version, self.status, self.trigger) == (other.rule.version, other.status, other.trigger)
            && (self.target_at, self.legal_term_at) == (other.target_at, other.legal_term_at)
            && (self.period, self.decide_by_at, self.zone) == (other.period, other.decide_by_at, other.zone)
            && self.deciding == other.deciding
            // What is copied from the rule beside the terms: its citation, what removes it, whether somebody read it.
            && (std::ptr::eq(self.rule, other.rule) || self.rule.digest == other.rule.digest)
            && (std::ptr::eq(self.stage, other.stage) || self.stage.cite == other.stage.cite)
    }

    /// With all its words, as a case keeps it.
    pub(super) fn worded(self, set: &PolicySet, now: At) -> PlannedDuty {
        let rule = self.rule;
        let cite = self.stage.cite.as_ref().unwrap_or(&rule.cite);
        let chosen = self.said.chosen;
        let authority = chosen.as_ref().and_then(|chosen| chosen.authority);
        let today = now.in_zone(self.zone).date_naive();
        let mut channels: Vec<String> = authority
            .map(|authority| authority.channels_on(today).iter().map(|channel| channel.kind.clone()).collect())
            .unwrap_or_default();
        if let Some(named) = &rule.own.named {
            channels.push(named.channel.clone());
        }
        if channels.is_empty() && rule.kind == DutyKind::Authority {
            // Nobody has seen how this authority takes notices: said, not left blank.
            channels.push("unknown".to_owned());
        }
        let calendar = chosen.as_ref().and_then(|chosen| set.calendar(chosen.country));
        PlannedDuty {
            rule: rule.id.clone(),
            rule_version: rule.version,
            regime: rule.regime.clone(),
            stage: self.stage.id.clone(),
            controller: self.controller.id.clone(),
            market: self.market.cloned(),
            recipient: Recipient {
                id: self.recipient.into_owned(),
                verified: authority.map_or(rule.kind != DutyKind::Authority, |authority| authority.verified),
                name: chosen.map(|chosen| chosen.name.into_owned()).unwrap_or_default(),
            },
            kind: rule.kind,
            status: self.status,
            deciding_facts: self.deciding.iter().map(ToString::to_string).collect(),
            trigger: Trigger {
                what: self.trigger.what.to_owned(),
                at: self.trigger.at,
                fallback: self.trigger.fallback,
            },
            target_at: self.target_at,
            legal_term_at: self.legal_term_at,
            period: self.period,
            decide_by_at: self.decide_by_at,
            zone: self.zone.name().to_owned(),
            holiday_country: calendar.map(|calendar| calendar.country.clone()),
            arithmetic: self.said.arithmetic,
            citation: Citation { act: cite.act.clone(), article: cite.article.clone(), url: cite.url.clone() },
            remove_by: rule.remove.iter().map(|way| way.words.clone()).collect(),
            removing_bases: rule.remove.iter().flat_map(|way| way.basis.iter().cloned()).collect(),
            rule_verified: rule.verified,
            channels,
            languages: match (authority, &rule.own.named) {
                (Some(authority), _) => authority.languages.clone(),
                (None, Some(named)) => vec![named.language.clone()],
                (None, None) => Vec::new(),
            },
            remarks: self.said.remarks,
            policy_digest: set.digest().to_owned(),
            origin: rule.own.origin,
        }
    }
}
