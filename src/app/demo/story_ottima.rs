//! The Italian operator with communications and energy customers, one week earlier in the demo: the first notices are filed,
//! whether data were read is still not known.

use serde_json::{Value, json};

use super::desk::{Desk, Told, moment};
use crate::app::AppResult;
use crate::domain::situation::{DecisionKind, InstantKind, Knowledge};
use crate::domain::values::At;

const DPO: &str = "Marta Bellandi";
const CONTROLLER: &str = "Dario Quaranta";
const HANDLER: &str = "Elena Marchesini";

pub(super) fn tell(desk: &mut Desk<'_>, until: At) -> AppResult<()> {
    if until < moment("2026-10-02T07:00:00Z")? {
        return Ok(());
    }
    desk.at("2026-10-01T08:10:00Z")?;
    let case = desk.open(HANDLER, "ottima", "Attacco all'infrastruttura tecnica")?;
    let case = case.as_str();
    let signal = "Servizio clienti irraggiungibile, ricariche non disponibili";
    desk.instant(HANDLER, case, InstantKind::FirstSignal, "2026-10-01T07:00:00Z", true, signal)?;
    let found = "Il gestore dei sistemi conferma l'attacco e l'indisponibilità degli account";
    desk.instant(DPO, case, InstantKind::Detected611, "2026-10-01T07:00:00Z", true, found)?;
    desk.instant(DPO, case, InstantKind::Aware, "2026-10-01T07:00:00Z", true, found)?;
    desk.instant(DPO, case, InstantKind::AwareSignificant, "2026-10-01T07:00:00Z", true, found)?;
    facts(desk, case)?;

    desk.at("2026-10-01T10:00:00Z")?;
    let reason = "Perdita di disponibilità dei dati degli abbonati: ogni violazione va notificata (art. 2, par. 1)";
    desk.decide_all(CONTROLLER, case, "eprivacy-611", DecisionKind::Notify, reason)?;
    let duty = desk.duty(DPO, case, "IT-TELECOM", "eprivacy-611")?;
    let notice = desk.draft(HANDLER, case, duty, "it")?;
    desk.ask_review(HANDLER, case, notice)?;
    desk.at("2026-10-01T13:30:00Z")?;
    desk.approve(CONTROLLER, case, notice)?;
    desk.at("2026-10-01T14:05:00Z")?;
    let filing = desk.filed(DPO, case, notice, "2026-10-01T14:00:00Z")?;
    desk.receipt(DPO, case, filing, "GPDP-2026-004417")?;

    // The national CSIRT hears of the same incident on its own clock (D.Lgs. 138/2024 Art. 25).
    desk.at("2026-10-01T16:05:00Z")?;
    let warned = desk.step(DPO, case, "nis2-it", "early_warning")?;
    desk.filed_outside(DPO, case, warned, "2026-10-01T16:00:00Z", "Pre-notifica al CSIRT Italia", "CSIRT-2026-20417")?;

    // The notice under Art. 33 for the other customers is prepared, because nobody has ruled out that their data were hit.
    desk.at("2026-10-02T06:40:00Z")?;
    let duty = desk.duty(DPO, case, "IT", "gdpr-33")?;
    let notice = desk.draft(HANDLER, case, duty, "it")?;
    desk.ask_review(HANDLER, case, notice)?;

    if until < moment("2026-10-03T08:10:00Z")? {
        return Ok(());
    }
    desk.at("2026-10-03T08:05:00Z")?;
    let notified = desk.step(DPO, case, "nis2-it", "incident_notification")?;
    let what = "Notifica dell'incidente al CSIRT Italia";
    desk.filed_outside(DPO, case, notified, "2026-10-03T08:00:00Z", what, "CSIRT-2026-20417/2")?;
    Ok(())
}

fn facts(desk: &Desk<'_>, case: &str) -> AppResult<()> {
    use Knowledge::{Estimated, Known, Unknown};
    let forensics = "Periti informatici incaricati il 1° ottobre";
    let rows: &[(&str, Knowledge, Value, &str, Option<&str>)] = &[
        ("nature.cia", Known, json!(["availability"]), "", None),
        ("nature.availability_state", Known, json!("temporary"), "", None),
        ("nature.confidentiality_state", Unknown, Value::Null, forensics, Some("2026-10-07")),
        ("nature.integrity_state", Unknown, Value::Null, forensics, Some("2026-10-07")),
        ("incident.type", Unknown, Value::Null, forensics, Some("2026-10-07")),
        (
            "incident.description",
            Known,
            json!(
                "Attacco informatico all'infrastruttura tecnica: servizio clienti, area personale e ricariche non disponibili. \
                 Gli effetti sono stati contenuti; non è ancora noto se i dati siano stati letti o copiati."
            ),
            "",
            None,
        ),
        ("incident.systems", Known, json!("Piattaforma di assistenza, area clienti, sistema di ricarica"), "", None),
        ("subjects.categories", Known, json!(["subscribers", "customers"]), "", None),
        (
            "subjects.count",
            Estimated,
            json!({ "mode": "approx", "n": 180_000 }),
            "Conteggio dell'anagrafica clienti al 30 settembre",
            None,
        ),
        ("data.categories", Known, json!(["basic", "contact", "payment"]), "", None),
        ("measures.before", Known, json!(["backup", "access_levels"]), "", None),
        (
            "measures.mitigation",
            Known,
            json!(
                "Sistemi isolati, credenziali di amministrazione sostituite, ripristino dai backup in corso, denuncia alla Polizia postale."
            ),
            "",
            None,
        ),
        (
            "impact.kinds",
            Estimated,
            json!(["loss_of_control"]),
            "Valutazione del responsabile della protezione dei dati",
            None,
        ),
        ("other.police", Known, json!("yes"), "", None),
    ];
    for (id, state, value, note, by) in rows {
        desk.fact(
            HANDLER,
            case,
            Told { id, state: *state, value: value.clone(), note, by: *by, source: "Riunione di crisi" },
        )?;
    }
    Ok(())
}
