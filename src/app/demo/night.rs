//! Whom the demo organisations call at night, and with what they get in. All invented; some ways to file are missing or too old, as in
//! any house that has just begun.

use chrono::NaiveDate;

use crate::app::organisation::Settings;
use crate::app::reach::{Identity, IdentityKind};
use crate::domain::contacts::{Card, Contact};
use crate::domain::values::Private;

struct Called {
    name: &'static str,
    function: &'static str,
    organisation: &'static str,
    phone: &'static str,
    email: &'static str,
    languages: &'static str,
    hours: &'static str,
    deputy: &'static str,
}

const LUNAMOBILE: &[Called] = &[
    Called {
        name: "Chiara Bonfanti",
        function: "Data protection officer",
        organisation: "Lunamobile Group",
        phone: "+44 20 7946 0021",
        email: "chiara.bonfanti@example.org",
        languages: "Italian, English",
        hours: "every day, 08:00 to 20:00 London time",
        deputy: "Tomás Ferreira, +44 20 7946 0022",
    },
    Called {
        name: "Tomás Ferreira",
        function: "Deputy data protection officer",
        organisation: "Lunamobile Group",
        phone: "+44 20 7946 0022",
        email: "tomas.ferreira@example.org",
        languages: "Portuguese, Spanish, English",
        hours: "on call at night, week about",
        deputy: "",
    },
    Called {
        name: "Security operations",
        function: "Logs, containment, day and night",
        organisation: "Lunamobile Group",
        phone: "+44 20 7946 0110",
        email: "soc@lunamobile.example.org",
        languages: "English",
        hours: "day and night",
        deputy: "",
    },
];

const OTTIMA: &[Called] = &[Called {
    name: "Marta Bellandi",
    function: "Responsabile della protezione dei dati",
    organisation: "Ottima Servizi S.p.A.",
    phone: "+39 081 000 0100",
    email: "dpo@ottimaservizi.example.it",
    languages: "italiano, inglese",
    hours: "dal lunedì al sabato, ore 9-19, ora italiana",
    deputy: "Centralino, +39 081 000 0000",
}];

/// Authority, key, person, substitute, what is done if it fails, last test.
type Way = (&'static str, IdentityKind, u32, Option<u32>, &'static str, Option<(i32, u32, u32)>);

pub(super) fn lunamobile(settings: &mut Settings) {
    let ways: &[Way] = &[
        (
            "IT",
            IdentityKind::Cie,
            1,
            Some(2),
            "PEC to the protocol office, with the form as an attachment",
            Some((2026, 9, 21)),
        ),
        ("IE", IdentityKind::PortalAccount, 2, Some(1), "telephone, then mail", Some((2026, 3, 2))),
    ];
    enter(settings, LUNAMOBILE, ways, "Chiara Bonfanti");
}

pub(super) fn ottima(settings: &mut Settings) {
    let ways: &[Way] =
        &[("IT", IdentityKind::Spid, 1, None, "PEC al protocollo, con il modulo allegato", Some((2026, 9, 7)))];
    enter(settings, OTTIMA, ways, "Marta Bellandi");
}

fn enter(settings: &mut Settings, people: &[Called], ways: &[Way], tester: &str) {
    for called in people {
        settings.entries_given += 1;
        let card = Card {
            name: Private::new(called.name),
            function: Private::new(called.function),
            organisation: Private::new(called.organisation),
            phone: Private::new(called.phone),
            email: Private::new(called.email),
            languages: Private::new(called.languages),
            hours: Private::new(called.hours),
            deputy: Private::new(called.deputy),
        };
        settings.contacts.push(Contact { number: settings.entries_given, card });
    }
    for (authority, kind, person, substitute, fallback, tested) in ways {
        settings.entries_given += 1;
        settings.identities.push(Identity {
            number: settings.entries_given,
            authority: (*authority).to_owned(),
            kind: *kind,
            person: *person,
            substitute: *substitute,
            fallback: (*fallback).to_owned(),
            tested_on: tested.and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day)),
            tested_by: if tested.is_some() { tester.to_owned() } else { String::new() },
        });
    }
}
