//! Mail against a server that misbehaves: each outcome, TLS, smuggling.

mod behind;
mod bench;
mod database;
mod kills;
pub mod model;
mod outcomes;
mod sender;
mod shares;
mod smuggling;
mod tls;

use breachdesk::domain::values::At;
use breachdesk::mail::address::EmailAddress;
use breachdesk::mail::connection::{Connection, TlsRoots};
use breachdesk::mail::message::{Built, Correspondent, Letter, build};
use breachdesk::mail::outcome::SendOutcome;
use breachdesk::mail::settings::SmtpSettings;

pub const TO: &str = "aoife.brennan@example.it";

pub fn person(name: &str, address: &str) -> Correspondent {
    Correspondent { name: name.into(), address: EmailAddress::parse(address).unwrap() }
}

pub fn letter_to(address: &str) -> Letter {
    Letter {
        from: person("Ottima Servizi S.p.A.", "privacy@ottima.example.it"),
        reply_to: person("Chiara Bonfanti", "dpo@ottima.example.it"),
        to: person("Aoife Brennan", address),
        subject: "Comunicazione di una violazione dei dati personali".into(),
        text: "Gentile cliente,\n\n.\nè stata rilevata una violazione.\n".into(),
        html: Some("<p>Gentile cliente,</p>\n<p>è stata rilevata una violazione.</p>".into()),
        language: Some("it".into()),
        message_id: format!("<1.{}@ottima.example.it>", address.replace('@', "=")),
        date: At::parse("2026-11-21T10:15:30Z").unwrap(),
        enclosures: vec![],
    }
}

pub fn message_to(address: &str) -> Built {
    build(&letter_to(address)).unwrap()
}

pub async fn open(settings: &SmtpSettings) -> Connection {
    let roots = TlsRoots::load(settings.extra_ca_file.as_deref()).unwrap();
    Connection::open(settings, &roots).await.unwrap()
}

pub async fn send(connection: &mut Connection, message: &Built) -> SendOutcome {
    match connection.envelope(message).await {
        Ok(ready) => ready.content(message).await,
        Err(outcome) => outcome,
    }
}
