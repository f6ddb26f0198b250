//! The mobile operator attacked in 19 countries at once, told up to Sunday morning, 4 October 2026.

use serde_json::{Value, json};

use super::desk::{Desk, Told, moment};
use crate::app::AppResult;
use crate::domain::situation::{DecisionKind, InstantKind, Knowledge};
use crate::domain::values::At;

const DPO: &str = "Chiara Bonfanti";
const DEPUTY: &str = "Tomás Ferreira";
const CONTROLLER: &str = "Aoife Brennan";
const HANDLER: &str = "Marek Nowicki";

/// How far each first telecom notice has come by Sunday morning: recipient, language of the draft (one that the authority takes), stage.
const NOTICES: &[(&str, &str, Stage)] = &[
    ("IE-TELECOM", "en", Stage::Confirmed),
    ("ES-TELECOM", "es", Stage::Confirmed),
    ("NL-TELECOM", "nl", Stage::Confirmed),
    ("PL-TELECOM", "pl", Stage::Confirmed),
    ("BE-TELECOM", "fr", Stage::Filed),
    ("DK-TELECOM", "da", Stage::Filed),
    ("IT-TELECOM", "it", Stage::Approved),
    ("FR-TELECOM", "fr", Stage::Approved),
    ("SE-TELECOM", "sv", Stage::Approved),
    ("PT-TELECOM", "pt", Stage::InReview),
    ("AT-TELECOM", "de", Stage::Draft),
    ("RO-TELECOM", "ro", Stage::Draft),
];

#[derive(PartialEq, PartialOrd)]
enum Stage {
    Draft,
    InReview,
    Approved,
    Filed,
    Confirmed,
}

pub(super) fn tell(desk: &mut Desk<'_>, until: At) -> AppResult<()> {
    if until < moment("2026-10-03T12:30:00Z")? {
        return Ok(());
    }
    desk.at("2026-10-03T11:30:00Z")?;
    let case = desk.open(HANDLER, "lunamobile", "Attack on the customer platform")?;
    let case = case.as_str();
    let signal = "Customer line: top-ups and calls fail in several countries";
    desk.instant(HANDLER, case, InstantKind::FirstSignal, "2026-10-02T11:00:00Z", false, signal)?;

    desk.at("2026-10-03T12:20:00Z")?;
    let found =
        "Network operations isolated the platform and called the security team; accounts and balances unreachable";
    desk.instant(DPO, case, InstantKind::Detected611, "2026-10-03T11:00:00Z", true, found)?;
    desk.instant(DPO, case, InstantKind::Aware, "2026-10-03T11:00:00Z", true, found)?;
    facts(desk, case)?;

    desk.at("2026-10-03T15:00:00Z")?;
    let reason = "Availability of subscriber data is lost; every breach of communications data is notified (Art. 2(1))";
    desk.decide_all(CONTROLLER, case, "eprivacy-611", DecisionKind::Notify, reason)?;

    // First all are written, then read and approved, then filed: time only goes forward.
    let mut written = Vec::new();
    for (turn, (recipient, language, stage)) in NOTICES.iter().enumerate() {
        desk.at(&format!("2026-10-03T15:{:02}:00Z", 10 + turn))?;
        let duty = desk.duty(DPO, case, recipient, "eprivacy-611")?;
        let notice = desk.draft(HANDLER, case, duty, language)?;
        if *stage >= Stage::InReview {
            desk.ask_review(HANDLER, case, notice)?;
        }
        written.push((turn, *recipient, stage, notice));
    }
    for (turn, _, _, notice) in written.iter().filter(|(_, _, stage, _)| **stage >= Stage::Approved) {
        desk.at(&format!("2026-10-03T15:{:02}:00Z", 25 + turn))?;
        desk.approve(CONTROLLER, case, *notice)?;
    }
    for (turn, recipient, stage, notice) in written.iter().filter(|(_, _, stage, _)| **stage >= Stage::Filed) {
        let when = format!("2026-10-03T16:{:02}:00Z", 10 + turn);
        desk.at(&format!("2026-10-03T16:{:02}:00Z", 12 + turn))?;
        let filing = desk.filed(DEPUTY, case, *notice, &when)?;
        if **stage == Stage::Confirmed {
            desk.receipt(DEPUTY, case, filing, &format!("{}-2026-{}", &recipient[..2], 1180 + turn))?;
        }
    }
    Ok(())
}

fn facts(desk: &Desk<'_>, case: &str) -> AppResult<()> {
    use Knowledge::{Estimated, Known, Unknown};
    let rows: &[(&str, Knowledge, Value, &str, Option<&str>)] = &[
        ("nature.cia", Known, json!(["availability"]), "", None),
        ("nature.availability_state", Known, json!("temporary"), "", None),
        ("nature.confidentiality_state", Unknown, Value::Null, "Marek Nowicki, security", Some("2026-10-05")),
        ("nature.integrity_state", Unknown, Value::Null, "Marek Nowicki, security", Some("2026-10-05")),
        ("nature.unintelligible", Unknown, Value::Null, "Harrow Forensics, engaged on Saturday", Some("2026-10-05")),
        ("incident.type", Unknown, Value::Null, "Marek Nowicki, security", Some("2026-10-05")),
        (
            "incident.description",
            Known,
            json!(
                "Systems of the customer platform failed from Friday midday. They were isolated and shut down on Saturday. \
                 Top-up, customer accounts and some calls are interrupted."
            ),
            "",
            None,
        ),
        ("incident.systems", Known, json!("Top-up gateway, customer account database, support desk"), "", None),
        ("incident.cyber", Unknown, Value::Null, "Marek Nowicki, security", Some("2026-10-05")),
        ("subjects.categories", Known, json!(["subscribers"]), "", None),
        (
            "subjects.count",
            Estimated,
            json!({ "mode": "approx", "n": 2_100_000 }),
            "Upper bound from the subscriber register of 1 October",
            None,
        ),
        ("data.categories", Known, json!(["basic", "contact", "payment", "official_documents"]), "", None),
        ("measures.before", Known, json!(["encryption", "backup", "access_levels"]), "", None),
        (
            "measures.mitigation",
            Known,
            json!(
                "Affected systems isolated and shut down; external forensic experts engaged; restoration from backups begun."
            ),
            "",
            None,
        ),
        (
            "impact.kinds",
            Estimated,
            json!(["loss_of_control", "financial_loss"]),
            "Assessment of the DPO on Saturday",
            None,
        ),
        ("other.police", Known, json!("yes"), "", None),
    ];
    for (id, state, value, note, by) in rows {
        desk.fact(
            HANDLER,
            case,
            Told { id, state: *state, value: value.clone(), note, by: *by, source: "Incident call" },
        )?;
    }
    Ok(())
}
