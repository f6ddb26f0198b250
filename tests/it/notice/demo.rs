//! Facts of the two demo cases at their moments. All people and addresses are invented.

use breachdesk::domain::plan::Citation;
use breachdesk::domain::situation::{
    Controller, DataScope, DataSet, Fact, InstantKind, Knowledge, Scope, Situation, Tri, TriggerInstant,
};
use breachdesk::domain::values::{At, Country, Private};
use breachdesk::notice::{
    About, Contact, ControllerCard, Draft, Frame, Language, NoticeDeadline, NoticeFacts, NoticeKind, NoticeRecipient,
    Told, gather, generate,
};
use serde_json::{Value, json};

use super::shipped::TEMPLATES;

pub fn at(text: &str) -> At {
    At::parse(text).expect("an instant")
}

pub fn language(tag: &str) -> Language {
    Language::parse(tag).expect("a language")
}

pub fn draft(kind: NoticeKind, tag: &str, facts: &NoticeFacts) -> Draft {
    generate(kind, &language(tag), facts, &TEMPLATES).unwrap_or_else(|p| panic!("{p}"))
}

pub fn known(id: &str, value: Value) -> Fact {
    let (how, who) = (Private::new(""), Private::new(""));
    Fact { id: id.to_owned(), scope: Scope::case(), state: Knowledge::Known, value, how, who, by: None }
}

pub fn estimated(id: &str, value: Value, how: &str) -> Fact {
    Fact { state: Knowledge::Estimated, how: Private::new(how), ..known(id, value) }
}

pub fn unknown(id: &str, who: &str, by: &str) -> Fact {
    Fact { state: Knowledge::Unknown, who: Private::new(who), by: by.parse().ok(), ..known(id, Value::Null) }
}

pub fn in_scope(scope: Scope, fact: Fact) -> Fact {
    Fact { scope, ..fact }
}

fn controller(id: &str, name: &str) -> Controller {
    let country = Country::parse("IT").expect("a country");
    Controller {
        id: id.to_owned(),
        name: name.to_owned(),
        country,
        establishments: Vec::new(),
        roles: Default::default(),
        regime_starts: Default::default(),
        art27_representative: None,
        region: None,
        joint_controller_lead: None,
    }
}

fn instants(list: &[(InstantKind, &str)]) -> Vec<TriggerInstant> {
    list.iter().map(|(what, text)| TriggerInstant { what: *what, at: at(text), scope: Scope::case() }).collect()
}

pub fn about(controller: &str) -> About {
    About { controller: controller.to_owned(), market: Country::parse("IT").ok(), data_sets: Vec::new() }
}

/// Languages in which every kind of notice is whole.
pub const WHOLE: [&str; 5] = ["en", "it", "de", "fr", "es"];

/// Languages in which authorities have headings and labels, and no more.
pub const FIXED: [&str; 7] = ["da", "nb", "nl", "pl", "pt", "ro", "sv"];
/// The notices that have them.
pub const FIXED_KINDS: [NoticeKind; 3] = [NoticeKind::T611First, NoticeKind::Gdpr33Initial, NoticeKind::T611Second];

/// The regulation for communications services, as its rule cites it.
fn cited(article: &str) -> Citation {
    Citation { act: "Regulation (EU) 611/2013".to_owned(), article: article.to_owned(), url: String::new() }
}

pub fn luna_frame(as_at: &str, tag: &str) -> Frame {
    let (hours, post) = match tag {
        "it" => (
            "ogni giorno, ore 8-22 italiane; gratuito",
            "Lunamobile Italia S.r.l., RPD, Via dell'Esempio 7, 00100 Roma",
        ),
        "de" => (
            "täglich 8-22 Uhr italienischer Zeit; kostenlos",
            "Lunamobile Italia S.r.l., DSB, Via dell'Esempio 7, 00100 Rom, Italien",
        ),
        "fr" => (
            "tous les jours, 8-22 h, heure italienne ; gratuit",
            "Lunamobile Italia S.r.l., DPD, Via dell'Esempio 7, 00100 Rome, Italie",
        ),
        "es" => (
            "todos los días, 8-22 h, hora italiana; gratuito",
            "Lunamobile Italia S.r.l., DPD, Via dell'Esempio 7, 00100 Roma, Italia",
        ),
        _ => (
            "every day, 8:00-22:00 Italian time; free",
            "Lunamobile Italia S.r.l., DPO, Via dell'Esempio 7, 00100 Rome",
        ),
    };
    Frame {
        as_at: at(as_at),
        zone: "Europe/Rome".to_owned(),
        our_reference: "BR-2023-0012".to_owned(),
        authority_reference: String::new(),
        version: 1,
        controller: ControllerCard {
            name: "Lunamobile Italia S.r.l.".to_owned(),
            address: "Via dell'Esempio 7, 00100 Roma".to_owned(),
            identifier: String::new(),
            site: "lunamobile.example.it".to_owned(),
        },
        dpo: Contact {
            name: "Chiara Bonfanti".to_owned(),
            email: "dpo@lunamobile.example.org".to_owned(),
            pec: "privacy@pec.lunamobile.example.it".to_owned(),
            phone: "+39 06 5550 0140".to_owned(),
            phone_hours: hours.to_owned(),
            post: post.to_owned(),
        },
        hotline: Contact::default(),
        recipient: Some(NoticeRecipient {
            id: "IT-TELECOM".to_owned(),
            name: "Garante per la protezione dei dati personali".to_owned(),
            fixed_subject: String::new(),
        }),
        deadline: Some(NoticeDeadline {
            target_at: Some(at("2023-10-01T11:00:00Z")),
            legal_term_at: Some(at("2023-10-01T12:00:00Z")),
        }),
        told: Vec::new(),
        complaint_authority: "Garante per la protezione dei dati personali".to_owned(),
        next_update_on: "2023-10-13".parse().ok(),
        versions: Vec::new(),
        projected: Vec::new(),
        earlier_at: None,
        earlier: Vec::new(),
        law: Some(cited("2(3)")),
        notified_law: Some(cited("2(2)")),
        own_state: String::new(),
        changes: Vec::new(),
        still_open: Vec::new(),
        nobody_told: false,
        purpose: String::new(),
        reason: String::new(),
        clocks: Vec::new(),
    }
}

/// Lunamobile at noon of 30 September 2023: service lost, everything else open.
pub fn luna_start() -> Situation {
    Situation {
        controllers: vec![controller("lunamobile-it", "Lunamobile Italia S.r.l.")],
        instants: instants(&[
            (InstantKind::FirstSignal, "2023-09-29T11:00:00Z"),
            (InstantKind::Detected611, "2023-09-30T11:00:00Z"),
            (InstantKind::Aware, "2023-09-30T11:00:00Z"),
        ]),
        facts: vec![
            known("nature.cia", json!(["availability"])),
            known("nature.availability_state", json!("temporary")),
            unknown("nature.confidentiality_state", "Esempio Forensics", "2023-10-06"),
            unknown("nature.integrity_state", "Esempio Forensics", "2023-10-06"),
            unknown("incident.type", "Esempio Forensics", "2023-10-03"),
            unknown("incident.cause", "Esempio Forensics", "2023-10-03"),
            known(
                "incident.description",
                json!({
                    "en": "Top-ups and customer accounts could not be reached.",
                    "it": "Le ricariche e gli account dei clienti non erano raggiungibili.",
                    "de": "Aufladungen und Kundenkonten waren nicht erreichbar.",
                    "fr": "Les recharges et les comptes des clients n'étaient pas accessibles.",
                    "es": "Las recargas y las cuentas de los clientes no estaban accesibles.",
                }),
            ),
            unknown("data.categories", "Esempio Forensics", "2023-10-06"),
            unknown("subjects.count", "", "2023-10-06"),
            known("subjects.categories", json!(["subscribers"])),
            known("measures.before", json!(["encryption", "access_levels"])),
            known("risk.encryption", json!("claimed")),
            known(
                "measures.mitigation",
                json!({"en": "The systems concerned were isolated and shut down on 30 September 2023. Outside experts were called in.",
                       "it": "I sistemi coinvolti sono stati isolati e spenti il 30 settembre 2023. Sono stati incaricati esperti esterni.",
                       "de": "Die Systeme wurden am 30. September 2023 vom Netz genommen. Fachleute von außen helfen uns.",
                       "fr": "Les systèmes ont été isolés et arrêtés le 30 septembre 2023. Des experts externes nous aident.",
                       "es": "Los sistemas se aislaron y se apagaron el 30 de septiembre de 2023. Nos ayudan expertos externos."}),
            ),
            known("parties", json!([{"role": "other_provider", "name": "Rete Ospite Esempio S.p.A."}])),
        ],
        ..Situation::default()
    }
}

/// Lunamobile on 6 October 2023: customer data were reached; keys and number of people open.
pub fn luna_full() -> Situation {
    let mut situation = luna_start();
    let newer = [
        known("nature.cia", json!(["confidentiality", "availability"])),
        known("nature.confidentiality_state", json!("accessed")),
        known("incident.type", json!("hacking_or_malware")),
        known("incident.cause", json!("external_malicious")),
        known(
            "incident.description",
            json!({"en": "On 29 September 2023 attackers entered the customer platform. They read customer records there. Top-ups and accounts could not be reached.",
                   "it": "Il 29 settembre 2023 persone esterne hanno letto dati nella piattaforma clienti. Le ricariche e gli account non erano raggiungibili.",
                   "de": "Am 29. September 2023 drang jemand in die Kundenplattform ein und las dort Daten. Aufladungen und Konten waren nicht erreichbar.",
                   "fr": "Le 29 septembre 2023, quelqu'un est entré dans la plateforme clients et y a lu des données. Les recharges et les comptes n'étaient pas accessibles.",
                   "es": "El 29 de septiembre de 2023 alguien entró en la plataforma de clientes y leyó datos. Las recargas y las cuentas no estaban accesibles."}),
        ),
        known("data.categories", json!(["basic", "contact", "official_documents", "credentials", "payment"])),
        known(
            "data.detail",
            json!({"en": "- name, address, date of birth\n- e-mail address and phone number\n- copy of an identity document\n- account password\n- last four digits and expiry date of the card",
                   "it": "- nome, indirizzo, data di nascita\n- indirizzo e-mail e numero di telefono\n- copia di un documento d'identità\n- password dell'account\n- ultime quattro cifre e scadenza della carta",
                   "de": "- Name, Anschrift, Geburtsdatum\n- E-Mail-Adresse und Telefonnummer\n- Kopie eines Ausweises\n- Passwort des Kontos\n- letzte vier Ziffern und Ablaufdatum der Karte",
                   "fr": "- nom, adresse, date de naissance\n- adresse e-mail et numéro de téléphone\n- copie d'une pièce d'identité\n- mot de passe du compte\n- quatre derniers chiffres et date d'expiration de la carte",
                   "es": "- nombre, dirección, fecha de nacimiento\n- correo electrónico y número de teléfono\n- copia de un documento de identidad\n- contraseña de la cuenta\n- cuatro últimas cifras y fecha de caducidad de la tarjeta"}),
        ),
        unknown("nature.unintelligible", "Esempio Forensics", "2023-10-13"),
        estimated(
            "subjects.count",
            json!({"mode": "approx", "min": 180_000, "max": 240_000}),
            "count of active SIM cards",
        ),
        known("impact.kinds", json!(["identity_theft", "fraud", "loss_of_control"])),
        known("consequence.confidentiality", json!(["disclosure", "misuse"])),
        known("consequence.availability", json!(["service_interrupted"])),
        known("measures.prevention", json!(["logical_access_control", "audits"])),
        known("other.police", json!("yes")),
    ];
    for fact in newer {
        situation.facts.retain(|f| f.id != fact.id);
        situation.facts.push(fact);
    }
    situation.instants.push(TriggerInstant {
        what: InstantKind::Occurred,
        at: at("2023-09-29T10:00:00Z"),
        scope: Scope::case(),
    });
    situation
}

pub fn luna_30_september(tag: &str) -> NoticeFacts {
    gather(&luna_start(), &about("lunamobile-it"), luna_frame("2023-09-30T16:00:00Z", tag))
}

pub fn luna_6_october(tag: &str) -> NoticeFacts {
    let mut frame = luna_frame("2023-10-06T15:00:00Z", tag);
    frame.told.push(Told {
        name: "Garante per la protezione dei dati personali".to_owned(),
        at: at("2023-10-01T10:30:00Z"),
        own_state: false,
    });
    frame.projected.push(known("communication.status", json!("planned_tbd")));
    gather(&luna_full(), &about("lunamobile-it"), frame)
}

/// Ottima Servizi at 12:00 on 9 September 2020: two data sets, one event.
pub fn ottima_9_september(tag: &str) -> NoticeFacts {
    let set = |id: &str, name: &str, scope, hit| DataSet {
        id: id.to_owned(),
        controller: "ottima".to_owned(),
        name: name.to_owned(),
        scope,
        hit,
    };
    let (sim, energy) = match tag {
        "it" => ("clienti SIM", "clienti energia"),
        "de" => ("SIM-Kundschaft", "Energie-Kundschaft"),
        "fr" => ("clients SIM", "clients énergie"),
        "es" => ("clientes SIM", "clientes de energía"),
        _ => ("SIM customers", "energy customers"),
    };
    let situation = Situation {
        controllers: vec![controller("ottima", "Ottima Servizi S.p.A.")],
        data_sets: vec![
            set("sim", sim, DataScope::TelecomService, Tri::Yes),
            set("energy", energy, DataScope::Other, Tri::Unknown),
        ],
        instants: instants(&[
            (InstantKind::FirstSignal, "2020-09-08T07:00:00Z"),
            (InstantKind::Detected611, "2020-09-08T07:00:00Z"),
            (InstantKind::Aware, "2020-09-08T07:00:00Z"),
        ]),
        facts: vec![
            in_scope(Scope::data_set("sim"), known("nature.cia", json!(["availability"]))),
            known("nature.availability_state", json!("temporary")),
            unknown("nature.confidentiality_state", "Esempio Forensics", "2020-09-14"),
            unknown("data.categories", "Esempio Forensics", "2020-09-14"),
            known(
                "incident.description",
                json!({"en": "An attack on the technical infrastructure made customer service and top-ups unreachable.",
                       "it": "Un attacco all'infrastruttura tecnica ha reso irraggiungibili il servizio clienti e le ricariche.",
                       "de": "Ein Angriff auf die Technik machte Kundenservice und Aufladungen unerreichbar.",
                       "fr": "Une attaque contre l'infrastructure technique a rendu inaccessibles le service clients et les recharges.",
                       "es": "Un ataque a la infraestructura técnica dejó inaccesibles la atención al cliente y las recargas."}),
            ),
        ],
        ..Situation::default()
    };
    let mut frame = luna_frame("2020-09-09T10:00:00Z", tag);
    frame.our_reference = "BR-2020-0003".to_owned();
    frame.controller = ControllerCard {
        name: "Ottima Servizi S.p.A.".to_owned(),
        address: "Corso dell'Esempio 21, 80100 Napoli".to_owned(),
        identifier: String::new(),
        site: "ottima.example.it".to_owned(),
    };
    frame.dpo = Contact {
        name: "Tomás Ferreira".to_owned(),
        email: "dpo@ottima.example.it".to_owned(),
        pec: "rpd@pec.ottima.example.it".to_owned(),
        post: "Ottima Servizi S.p.A., RPD, Corso dell'Esempio 21, 80100 Napoli".to_owned(),
        ..Contact::default()
    };
    frame.next_update_on = "2020-09-14".parse().ok();
    frame.deadline = Some(NoticeDeadline {
        target_at: Some(at("2020-09-09T07:00:00Z")),
        legal_term_at: Some(at("2020-09-09T08:00:00Z")),
    });
    if let Some(recipient) = &mut frame.recipient {
        recipient.fixed_subject = "NOTIFICA VIOLAZIONE DATI PERSONALI".to_owned();
    }
    gather(&situation, &About { data_sets: vec!["sim".to_owned(), "energy".to_owned()], ..about("ottima") }, frame)
}
