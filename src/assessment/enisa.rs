//! ENISA's severity score: three factors under a lenient and a strict reading, in whole quarters so that nothing is rounded.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::advice::Limb;
use super::facts::Facts;
use super::vocabulary::{KINDS, UNKNOWN, Vocabulary};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub act: String,
    pub verified: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub id: String,
    /// Lowest score of the band, in quarters.
    pub from: u32,
    pub notify: bool,
    pub people: bool,
    pub en: String,
    pub it: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Borderline {
    /// In quarters.
    pub within: u32,
}

/// One of the additions for the circumstances of the breach.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub id: String,
    pub fact: String,
    /// Counts nothing while these facts are harmless.
    #[serde(default)]
    pub unless_at_most: BTreeMap<String, String>,
    pub en: String,
    pub it: String,
    /// Lenient and strict, in quarters, per value of the fact.
    pub points: BTreeMap<String, (u32, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enisa {
    pub source: Source,
    pub band: Vec<Band>,
    pub borderline: Borderline,
    pub part: Vec<Part>,
}

/// The score under one reading. Data processing context in whole points, the rest in quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    pub dpc: u32,
    pub ei: u32,
    pub cb: u32,
}

impl Reading {
    /// SE = DPC x EI + CB, in quarters.
    pub fn se(self) -> u32 {
        self.dpc * self.ei + self.cb
    }

    pub fn asks(self, enisa: &Enisa, limb: Limb) -> bool {
        enisa.band_of(self.se()).is_some_and(|band| match limb {
            Limb::Notify | Limb::TelecomNotify => band.notify,
            Limb::People | Limb::TelecomPeople => band.people,
            Limb::Record => true,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Score {
    pub lenient: Reading,
    pub strict: Reading,
    /// The kinds of data that gave the context its points, under the strict reading.
    pub context_of: Vec<String>,
    /// What each circumstance added, lenient and strict, in quarters.
    pub parts: Vec<(String, u32, u32)>,
    /// Bands of the lenient and the strict reading.
    pub bands: (String, String),
    /// Near an edge of a band.
    pub borderline: bool,
    /// Flags outside the score: more than a hundred people; nobody can read the data.
    pub many_people: bool,
    pub unintelligible: bool,
}

/// The whole range where nothing is known of the data: points of context, quarters of identification.
const ANY_CONTEXT: (u32, u32) = (1, 4);
const ANY_IDENTIFICATION: (u32, u32) = (1, 4);

impl Enisa {
    pub fn is_ordered(&self) -> bool {
        let starts: Vec<u32> = self.band.iter().map(|band| band.from).collect();
        starts.first() == Some(&0) && starts.is_sorted_by(|a, b| a < b)
    }

    /// The band of a score in quarters.
    pub fn band_of(&self, quarters: u32) -> Option<&Band> {
        self.band.iter().rev().find(|band| band.from <= quarters)
    }

    pub fn band(&self, id: &str) -> Option<&Band> {
        self.band.iter().find(|band| band.id == id)
    }

    pub fn score(&self, vocabulary: &Vocabulary, facts: &Facts) -> Score {
        let kinds: Vec<_> = facts.kinds().filter_map(|id| vocabulary.kind(id)).collect();
        let highest = |pick: &dyn Fn(&super::vocabulary::EnisaFactors) -> u16, or: u32| {
            let known = kinds.iter().map(|kind| u32::from(pick(&kind.enisa))).max();
            known.unwrap_or(or)
        };
        let unknown = facts.is_unknown(KINDS);
        // With several kinds the highest counts (co-dex 386); a kind that is not named may be any.
        let strict = |known: u32, any: u32| if unknown { any } else { known };
        let mut dpc =
            (highest(&|e| e.dpc.0, ANY_CONTEXT.0), strict(highest(&|e| e.dpc.1, ANY_CONTEXT.1), ANY_CONTEXT.1));
        let lifted = |fact: &str, harmless: &str| facts.value(fact) != harmless;
        if lifted("special_categories", "false") && facts.value("special_categories") != "hinted" {
            dpc.1 = ANY_CONTEXT.1;
        }
        let ei = (
            highest(&|e| e.ei.0, ANY_IDENTIFICATION.0),
            strict(highest(&|e| e.ei.1, ANY_IDENTIFICATION.1), ANY_IDENTIFICATION.1),
        );
        let parts: Vec<(String, u32, u32)> = self.part.iter().map(|part| part.counted(vocabulary, facts)).collect();
        let lenient = Reading { dpc: dpc.0, ei: ei.0, cb: parts.iter().map(|(_, low, _)| low).sum() };
        let strict = Reading { dpc: dpc.1, ei: ei.1, cb: parts.iter().map(|(_, _, high)| high).sum() };
        let context_of = kinds.iter().filter(|kind| u32::from(kind.enisa.dpc.1) == dpc.1).map(|kind| kind.id.clone());
        let band = |reading: Reading| self.band_of(reading.se()).map(|band| band.id.clone()).unwrap_or_default();
        let near = |reading: Reading| {
            let edges = self.band.iter().map(|band| band.from).filter(|edge| *edge > 0);
            edges.into_iter().any(|edge| edge.abs_diff(reading.se()) <= self.borderline.within)
        };
        Score {
            context_of: context_of.collect(),
            parts,
            bands: (band(lenient), band(strict)),
            borderline: near(lenient) || near(strict),
            many_people: vocabulary.rank("people_band", facts.value("people_band"))
                >= vocabulary.rank("people_band", "101-1000"),
            unintelligible: facts.value("encryption") == "state_of_art_key_safe",
            lenient,
            strict,
        }
    }
}

impl Part {
    fn counted(&self, vocabulary: &Vocabulary, facts: &Facts) -> (String, u32, u32) {
        let harmless = |(fact, limit): (&String, &String)| {
            vocabulary.rank(fact, facts.value(fact)) <= vocabulary.rank(fact, limit)
        };
        let none = !self.unless_at_most.is_empty() && self.unless_at_most.iter().all(harmless);
        let value = facts.value(&self.fact);
        let points = self.points.get(value).or_else(|| self.points.get(UNKNOWN)).copied().unwrap_or_default();
        let (low, high) = if none { (0, 0) } else { points };
        (self.id.clone(), low, high)
    }
}

/// A score given by its three factors, as the rows of arithmetic have it. In sixteenths, because factors come in quarters.
pub fn arithmetic(enisa: &Enisa, dpc: f64, ei: f64, cb: f64) -> Option<(u64, String)> {
    let (dpc, ei, cb) = (quarters(dpc)?, quarters(ei)?, quarters(cb)?);
    let sixteenths = dpc * ei + cb * QUARTERS;
    let whole_quarters = u32::try_from(sixteenths / QUARTERS).ok()?;
    Some((sixteenths, enisa.band_of(whole_quarters)?.id.clone()))
}

/// The same scale for the score that the row names.
pub fn sixteenths(score: f64) -> Option<u64> {
    let scaled = score * 16.0;
    (scaled.fract() == 0.0 && (0.0..=1e9).contains(&scaled)).then_some(scaled as u64)
}

const QUARTERS: u64 = 4;

fn quarters(value: f64) -> Option<u64> {
    let scaled = value * 4.0;
    (scaled.fract() == 0.0 && (0.0..=1e6).contains(&scaled)).then_some(scaled as u64)
}
