//! The two demo organisations. All names, people and addresses are invented.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::night;
use crate::app::organisation::{Card, ContactBlock, Mailbox, Settings};
use crate::domain::actor::Role;
use crate::domain::situation::{Controller, DataScope, DataSet, Establishment, Market, MarketStatus, SectorRole, Tri};
use crate::domain::values::Country;

/// Country, name of the local operating company. The 19 markets of the story.
const LUNAMOBILE: &[(&str, &str)] = &[
    ("IT", "Lunamobile Italia S.r.l."),
    ("DE", "Lunamobile Deutschland GmbH"),
    ("FR", "Lunamobile France SAS"),
    ("ES", "Lunamobile España S.L."),
    ("PT", "Lunamobile Portugal Lda."),
    ("NL", "Lunamobile Nederland B.V."),
    ("BE", "Lunamobile Belgium BV"),
    ("IE", "Lunamobile Ireland Ltd"),
    ("AT", "Lunamobile Austria GmbH"),
    ("DK", "Lunamobile Danmark ApS"),
    ("SE", "Lunamobile Sverige AB"),
    ("PL", "Lunamobile Polska sp. z o.o."),
    ("RO", "Lunamobile România SRL"),
    ("NO", "Lunamobile Norge AS"),
    ("GB", "Lunamobile UK Ltd"),
    ("CH", "Lunamobile Schweiz GmbH"),
    ("MK", "Lunamobile Makedonija DOOEL"),
    ("UG", "Lunamobile Uganda Ltd"),
    ("ZA", "Lunamobile South Africa (Pty) Ltd"),
];

/// Markets of the group in which the breach has no effect, with the reason on record.
const NOT_AFFECTED: &[(&str, MarketStatus, &str)] = &[
    ("US", MarketStatus::NotAffected, "Separate platform, not affected by the company's own statement"),
    ("AU", MarketStatus::NotAffected, "Separate platform, not affected by the company's own statement"),
    ("UA", MarketStatus::NotAffected, "Separate platform, not affected by the company's own statement"),
    ("TN", MarketStatus::NotAffected, "Separate platform, not affected by the company's own statement"),
    ("HK", MarketStatus::NoService, "No service since April 2018"),
];

/// A person of the demo: name, mailbox, language of the screens, roles per organisation slug, phone extension.
pub struct DemoPerson {
    pub name: &'static str,
    pub email: &'static str,
    pub language: &'static str,
    pub roles: &'static [(&'static str, Role)],
    /// Stands in for the person with this mailbox.
    pub deputy_of: Option<&'static str>,
}

pub const PEOPLE: &[DemoPerson] = &[
    DemoPerson {
        name: "Chiara Bonfanti",
        email: "chiara.bonfanti@example.org",
        language: "en",
        roles: &[("lunamobile", Role::Dpo)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Tomás Ferreira",
        email: "tomas.ferreira@example.org",
        language: "en",
        roles: &[("lunamobile", Role::Dpo)],
        deputy_of: Some("chiara.bonfanti@example.org"),
    },
    DemoPerson {
        name: "Aoife Brennan",
        email: "aoife.brennan@example.org",
        language: "en",
        roles: &[("lunamobile", Role::Controller)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Marek Nowicki",
        email: "marek.nowicki@example.org",
        language: "en",
        roles: &[("lunamobile", Role::Handler)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Giulia Sartori",
        email: "giulia.sartori@example.org",
        language: "en",
        roles: &[("lunamobile", Role::Reporter)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Jonas Lindqvist",
        email: "jonas.lindqvist@example.org",
        language: "en",
        roles: &[("lunamobile", Role::Auditor), ("ottima", Role::Auditor)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Nadia Rahimi",
        email: "nadia.rahimi@example.org",
        language: "en",
        roles: &[("lunamobile", Role::Admin), ("ottima", Role::Admin)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Marta Bellandi",
        email: "marta.bellandi@example.it",
        language: "it",
        roles: &[("ottima", Role::Dpo)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Dario Quaranta",
        email: "dario.quaranta@example.it",
        language: "it",
        roles: &[("ottima", Role::Controller)],
        deputy_of: None,
    },
    DemoPerson {
        name: "Elena Marchesini",
        email: "elena.marchesini@example.it",
        language: "it",
        roles: &[("ottima", Role::Handler)],
        deputy_of: None,
    },
];

pub struct DemoOrganisation {
    pub slug: &'static str,
    pub name: &'static str,
    pub country: &'static str,
    pub zone: &'static str,
    pub settings: Settings,
}

/// Both organisations, or `None` if a constant above is no country (held by a test).
pub fn organisations() -> Option<Vec<DemoOrganisation>> {
    Some(vec![lunamobile()?, ottima()?])
}

fn controller(id: String, name: &str, country: &Country) -> Controller {
    Controller {
        id,
        name: name.to_owned(),
        country: country.clone(),
        establishments: vec![Establishment { country: country.clone(), main: true }],
        roles: BTreeSet::from([SectorRole::TelecomProvider]),
        // Nine months after ACN's message (D.Lgs. 138/2024).
        regime_starts: NaiveDate::from_ymd_opt(2026, 1, 20)
            .filter(|_| country.as_str() == "IT")
            .map(|day| ("nis2-it".to_owned(), day))
            .into_iter()
            .collect(),
        art27_representative: None,
        region: None,
        joint_controller_lead: None,
    }
}

fn lunamobile() -> Option<DemoOrganisation> {
    let mut settings = Settings {
        dpo: ContactBlock {
            name: "Chiara Bonfanti".into(),
            email: "dpo@lunamobile.example.org".into(),
            certified_email: Some("dpo@pec.lunamobile.example.it".into()),
            postal_address: "Data Protection Officer, Lunamobile Group, 1 Harbour Row, London E14 0AA".into(),
            phone: Some("+44 20 7946 0021".into()),
            phone_hours: Some("every day 08:00-20:00 London time".into()),
        },
        mandate: Some("Board resolution of 12 January 2026: the DPO may decide outside office hours".into()),
        sender: Some(Mailbox {
            name: "Lunamobile data protection".into(),
            address: "dpo@lunamobile.example.org".into(),
        }),
        ..Settings::default()
    };
    for (code, name) in LUNAMOBILE {
        let country = Country::parse(code).ok()?;
        let id = format!("lunamobile-{}", code.to_lowercase());
        settings.cards.insert(
            id.clone(),
            Card {
                postal_address: "P.O. Box 100".into(),
                identifier: format!("{code}-0000-100"),
                site: format!("lunamobile.example.{}", if *code == "IT" { "it" } else { "org" }),
            },
        );
        settings.controllers.push(controller(id.clone(), name, &country));
        settings.markets.push(Market {
            country,
            controller: id.clone(),
            status: MarketStatus::Affected,
            reason: None,
            subjects: None,
        });
        settings.data_sets.push(DataSet {
            id: format!("{id}-subscribers"),
            controller: id.clone(),
            name: "Subscriber accounts and balances".into(),
            scope: DataScope::TelecomService,
            hit: Tri::Yes,
        });
        settings.data_sets.push(DataSet {
            id: format!("{id}-shop"),
            controller: id,
            name: "Web shop and staff".into(),
            scope: DataScope::Unknown,
            hit: Tri::Unknown,
        });
    }
    for (code, status, reason) in NOT_AFFECTED {
        settings.markets.push(Market {
            country: Country::parse(code).ok()?,
            controller: "lunamobile-gb".into(),
            status: *status,
            reason: Some((*reason).into()),
            subjects: None,
        });
    }
    night::lunamobile(&mut settings);
    Some(DemoOrganisation {
        slug: "lunamobile",
        name: "Lunamobile Group",
        country: "GB",
        zone: "Europe/Rome",
        settings,
    })
}

fn ottima() -> Option<DemoOrganisation> {
    let italy = Country::parse("IT").ok()?;
    let id = "ottima".to_owned();
    let mut settings = Settings {
        controllers: vec![controller(id.clone(), "Ottima Servizi S.p.A.", &italy)],
        markets: vec![Market {
            country: italy,
            controller: id.clone(),
            status: MarketStatus::Affected,
            reason: None,
            subjects: None,
        }],
        data_sets: vec![
            DataSet {
                id: "sim-customers".into(),
                controller: id.clone(),
                name: "Clienti mobile (SIM)".into(),
                scope: DataScope::TelecomService,
                hit: Tri::Yes,
            },
            DataSet {
                id: "energy-customers".into(),
                controller: id.clone(),
                name: "Clienti luce e gas".into(),
                scope: DataScope::Other,
                hit: Tri::Unknown,
            },
        ],
        cards: BTreeMap::from([(
            id,
            Card {
                postal_address: "Via del Molo 12, 80100 Napoli".into(),
                identifier: "P. IVA 00000000100".into(),
                site: "ottimaservizi.example.it".into(),
            },
        )]),
        dpo: ContactBlock {
            name: "Marta Bellandi".into(),
            email: "dpo@ottimaservizi.example.it".into(),
            certified_email: Some("dpo@pec.ottimaservizi.example.it".into()),
            postal_address:
                "Responsabile della protezione dei dati, Ottima Servizi S.p.A., Via del Molo 12, 80100 Napoli".into(),
            phone: Some("+39 081 000 0100".into()),
            phone_hours: Some("dal lunedì al sabato, ore 9-19, ora italiana".into()),
        },
        hotline: None,
        mandate: None,
        sender: Some(Mailbox {
            name: "Ottima Servizi - protezione dei dati".into(),
            address: "dpo@ottimaservizi.example.it".into(),
        }),
        ..Settings::default()
    };
    night::ottima(&mut settings);
    Some(DemoOrganisation {
        slug: "ottima",
        name: "Ottima Servizi S.p.A.",
        country: "IT",
        zone: "Europe/Rome",
        settings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_organisations_are_whole() {
        let all = organisations().expect("known countries");
        assert_eq!(all[0].settings.controllers.len(), 19);
        assert!(PEOPLE.iter().all(|person| person.email.contains("@example.")));
    }
}
