//! Notices to an authority with every fact that one has on the fifth day, each about a case of its own. All names are invented.

use breachdesk::app::evidence::archive::Entry;
use breachdesk::app::notices::kit::NoticeKit;
use breachdesk::domain::situation::{Controller, Fact, InstantKind, Knowledge, Scope, Situation, TriggerInstant};
use breachdesk::domain::values::{At, Country, Private};
use breachdesk::notice::pdf::{Around, Document, letter};
use breachdesk::notice::{
    About, Binding, Contact, ControllerCard, Draft, Frame, Language, NoticeFacts, NoticeKind, NoticeRecipient, gather,
    generate, render,
};
use serde_json::{Value, json};

use super::said;

pub const LANGUAGES: [&str; 5] = ["en", "it", "de", "fr", "es"];
const AS_AT: &str = "2026-10-09T15:00:00Z";

pub struct Notices {
    kit: NoticeKit,
}

/// A notice with what both printers need of it.
struct Made {
    draft: Draft,
    html: String,
    text: String,
    digest: String,
}

impl Notices {
    pub fn load() -> Result<Self, String> {
        let (templates, policies) = (breachdesk::assets::notice_templates(), breachdesk::assets::policies());
        Ok(Self { kit: NoticeKit::load(&templates, &policies).map_err(|problems| problems.join("; "))? })
    }

    /// As many documents, their languages in turn.
    pub fn documents(&self, count: usize) -> Result<Vec<Document>, String> {
        let made = |number: usize| self.made(number, LANGUAGES[number % LANGUAGES.len()]);
        (0..count).map(|number| Ok(document(number, &made(number)?, at(AS_AT)?))).collect()
    }

    /// The same notices as pages of HTML.
    pub fn pages(&self, count: usize) -> Result<Vec<String>, String> {
        (0..count).map(|number| Ok(self.made(number, LANGUAGES[number % LANGUAGES.len()])?.html)).collect()
    }

    /// For each case a notice in every language, as PDF and as text.
    pub fn entries(&self, cases: usize) -> Result<Vec<Entry>, String> {
        let mut entries = Vec::with_capacity(cases * LANGUAGES.len() * 2);
        for number in 0..cases {
            for language in LANGUAGES {
                let made = self.made(number, language)?;
                let pdf = breachdesk::app::paper::print(&document(number, &made, at(AS_AT)?)).map_err(said)?;
                let path = format!("{}/{language}", reference(number));
                entries.push(Entry { path: format!("{path}.pdf"), bytes: pdf });
                entries.push(Entry { path: format!("{path}.txt"), bytes: made.text.into_bytes() });
            }
        }
        Ok(entries)
    }

    fn made(&self, number: usize, language: &str) -> Result<Made, String> {
        let facts = facts(number)?;
        let language = Language::parse(language).map_err(said)?;
        let draft = generate(NoticeKind::Gdpr33Initial, &language, &facts, &self.kit.templates).map_err(said)?;
        let binding = Binding { facts: facts.digest().map_err(said)?, template: String::new(), policy: String::new() };
        let rendered = render(&draft, &binding);
        Ok(Made { draft, html: rendered.html, text: rendered.text, digest: rendered.digest })
    }
}

fn document(number: usize, made: &Made, at: At) -> Document {
    let around = Around {
        author: "Ottima Servizi S.p.A.".into(),
        head: format!("Ottima Servizi S.p.A. · {} · 1", reference(number)),
        digest: made.digest.clone(),
        band: None,
        made_at: at.utc(),
    };
    letter(&made.draft, around)
}

fn reference(number: usize) -> String {
    format!("BR-2026-{number:04}")
}

fn at(text: &str) -> Result<At, String> {
    At::parse(text).map_err(said)
}

fn fact(id: &str, state: Knowledge, value: Value) -> Fact {
    let (how, who) = (Private::new("count of contracts"), Private::new("Esempio Forensics"));
    Fact { id: id.to_owned(), scope: Scope::case(), state, value, how, who, by: "2026-10-13".parse().ok() }
}

fn facts(number: usize) -> Result<NoticeFacts, String> {
    let known = |id: &str, value: Value| fact(id, Knowledge::Known, value);
    let country = Country::parse("IT").map_err(said)?;
    let instant = |what, text: &str| Ok::<_, String>(TriggerInstant { what, at: at(text)?, scope: Scope::case() });
    let situation = Situation {
        controllers: vec![Controller {
            id: "ottima".into(),
            name: "Ottima Servizi S.p.A.".into(),
            country: country.clone(),
            establishments: Vec::new(),
            roles: Default::default(),
            regime_starts: Default::default(),
            art27_representative: None,
            region: None,
            joint_controller_lead: None,
        }],
        instants: vec![
            instant(InstantKind::Occurred, "2026-10-03T10:00:00Z")?,
            instant(InstantKind::FirstSignal, "2026-10-03T16:00:00Z")?,
            instant(InstantKind::Aware, "2026-10-04T07:30:00Z")?,
        ],
        facts: vec![
            known("nature.cia", json!(["confidentiality", "availability"])),
            known("nature.confidentiality_state", json!("accessed")),
            known("nature.availability_state", json!("temporary")),
            known("incident.type", json!("hacking_or_malware")),
            known("incident.cause", json!("external_malicious")),
            known(
                "incident.description",
                json!(format!(
                    "On 3 October 2026 somebody entered the customer platform with the password of a supplier and read the records of {} customers. \
                 The platform was taken off the net the same evening; accounts could not be reached until the next morning.",
                    1_200 + number
                )),
            ),
            known("incident.systems", json!("Customer platform, two application servers and the database behind them")),
            known("data.categories", json!(["basic", "contact", "official_documents", "credentials", "payment"])),
            fact("data.records", Knowledge::Unknown, Value::Null),
            fact("nature.unintelligible", Knowledge::Unknown, Value::Null),
            known("subjects.categories", json!(["customers"])),
            fact(
                "subjects.count",
                Knowledge::Estimated,
                json!({"mode": "approx", "min": 1_200 + number, "max": 2_400 + number}),
            ),
            known("impact.kinds", json!(["identity_theft", "fraud", "loss_of_control"])),
            known("consequence.confidentiality", json!(["disclosure", "misuse"])),
            known("consequence.availability", json!(["service_interrupted"])),
            known("measures.before", json!(["access_levels", "backup", "training"])),
            known(
                "measures.mitigation",
                json!(
                    "The account was locked, all passwords were reset, and outside experts were called in on 4 October 2026."
                ),
            ),
            known("measures.prevention", json!(["logical_access_control", "audits", "training"])),
            known("parties", json!([{"role": "processor", "name": "Esempio Hosting S.r.l."}])),
            known("other.police", json!("yes")),
        ],
        ..Situation::default()
    };
    let about = About { controller: "ottima".into(), market: Some(country), data_sets: Vec::new() };
    Ok(gather(&situation, &about, frame(number)?))
}

fn frame(number: usize) -> Result<Frame, String> {
    Ok(Frame {
        as_at: at(AS_AT)?,
        zone: "Europe/Rome".into(),
        our_reference: reference(number),
        authority_reference: String::new(),
        version: 1,
        controller: ControllerCard {
            name: "Ottima Servizi S.p.A.".into(),
            address: "Corso dell'Esempio 21, 80100 Napoli".into(),
            identifier: String::new(),
            site: "ottima.example.it".into(),
        },
        dpo: Contact {
            name: "Tomás Ferreira".into(),
            email: "dpo@ottima.example.it".into(),
            pec: "rpd@pec.ottima.example.it".into(),
            phone: "+39 081 5550 0140".into(),
            phone_hours: "9:00-18:00".into(),
            post: "Ottima Servizi S.p.A., RPD, Corso dell'Esempio 21, 80100 Napoli".into(),
        },
        hotline: Contact::default(),
        recipient: Some(NoticeRecipient {
            id: "IT".into(),
            name: "Garante per la protezione dei dati personali".into(),
            fixed_subject: String::new(),
        }),
        deadline: None,
        told: Vec::new(),
        complaint_authority: String::new(),
        next_update_on: "2026-10-13".parse().ok(),
        versions: Vec::new(),
        projected: Vec::new(),
        earlier_at: None,
        earlier: Vec::new(),
        law: None,
        notified_law: None,
        own_state: String::new(),
        changes: Vec::new(),
        still_open: Vec::new(),
        purpose: String::new(),
        reason: String::new(),
        clocks: Vec::new(),
        nobody_told: false,
    })
}
