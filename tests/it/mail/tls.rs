//! Encryption and signing in, with certificates made for the test.

use std::path::PathBuf;
use std::sync::Arc;

use breachdesk::mail::connection::{ConnectProblem, Connection, TlsRoots};
use breachdesk::mail::outcome::SendOutcome::Accepted;
use breachdesk::mail::settings::{Login, Security, SmtpSettings};
use breachdesk::mail::transport::{TestProblem, send_test};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{TO, letter_to, message_to, send};
use crate::support::sink::{Act, Options, Sink, Verb};

struct House {
    server: Arc<rustls::ServerConfig>,
    ca_file: PathBuf,
    _folder: tempfile::TempDir,
}

/// A certificate for `name`, and the file that makes it trusted.
fn certificate_for(name: &str) -> House {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let ca_file = folder.path().join("house-ca.pem");
    std::fs::write(&ca_file, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
    let server = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    House { server: Arc::new(server), ca_file, _folder: folder }
}

async fn sink_with(house: &House, implicit: bool) -> Sink {
    let tls = Some(Arc::clone(&house.server));
    Sink::with(Options { tls, implicit, login: Some(("desk", "correct horse")), ..Options::default() }).await
}

fn settings_for(sink: &Sink, house: &House, security: Security) -> SmtpSettings {
    let mut settings = sink.settings();
    settings.host = "localhost".into();
    settings.security = security;
    settings.extra_ca_file = Some(house.ca_file.clone());
    settings.login = Some(Login { user: "desk".into(), password: "correct horse".into() });
    settings
}

async fn open(settings: &SmtpSettings) -> Result<Connection, ConnectProblem> {
    Connection::open(settings, &TlsRoots::load(settings.extra_ca_file.as_deref()).unwrap()).await
}

#[tokio::test]
async fn messages_go_out_over_starttls_and_over_implicit_tls() {
    let house = certificate_for("localhost");
    for security in [Security::StartTls, Security::Tls] {
        let sink = sink_with(&house, security == Security::Tls).await;
        let mut connection = open(&settings_for(&sink, &house, security)).await.unwrap();
        for address in [TO, "b@example.it"] {
            let message = message_to(address);
            assert!(matches!(send(&mut connection, &message).await, Accepted { .. }));
            assert_eq!(sink.arrived().last().unwrap().sha256, message.digest());
        }
        connection.close().await;
        assert_eq!(sink.connections(), 1);
    }
}

#[tokio::test]
async fn over_tls_too_the_reply_to_the_dot_has_its_own_time() {
    let house = certificate_for("localhost");
    let sink = sink_with(&house, true).await;
    sink.once(Verb::Journalled, Act::Hang);
    let mut settings = settings_for(&sink, &house, Security::Tls);
    settings.timeouts.reply_to_dot = std::time::Duration::from_millis(40);
    let mut connection = open(&settings).await.unwrap();
    let outcome = send(&mut connection, &message_to(TO)).await;
    assert!(format!("{outcome:?}").contains("after the end of the message"), "{outcome:?}");
}

#[tokio::test]
async fn a_certificate_for_another_name_or_of_a_stranger_is_refused() {
    let house = certificate_for("mail.example.org");
    let localhost = certificate_for("localhost");
    for (presented, trusted) in [(&house, &house), (&localhost, &house)] {
        for security in [Security::StartTls, Security::Tls] {
            let sink = sink_with(presented, security == Security::Tls).await;
            let problem = open(&settings_for(&sink, trusted, security)).await.err().unwrap();
            assert!(matches!(problem, ConnectProblem::Tls { .. }) && problem.needs_a_person(), "{problem:?}");
            assert_eq!(sink.arrived().len(), 0);
        }
    }
}

#[tokio::test]
async fn nothing_goes_out_in_the_clear_when_starttls_is_not_offered_or_fails() {
    let house = certificate_for("localhost");
    let without = Sink::start().await;
    let mut settings = settings_for(&without, &house, Security::StartTls);
    settings.login = None;
    assert_eq!(open(&settings).await.err().unwrap(), ConnectProblem::NoStartTls);

    for act in [Act::Reply(454, "TLS not available"), Act::Drop, Act::Garbage] {
        let sink = sink_with(&house, false).await;
        sink.once(Verb::StartTls, act);
        let problem = open(&settings_for(&sink, &house, Security::StartTls)).await.err().unwrap();
        assert!(!matches!(problem, ConnectProblem::NotSignedIn { .. }), "{problem:?}");
        let heard = sink.heard();
        assert!(!heard.contains(&"AUTH".to_owned()) && !heard.contains(&"MAIL".to_owned()), "{heard:?}");
    }
}

#[tokio::test]
async fn words_slipped_in_behind_the_go_ahead_for_tls_end_the_connection() {
    let house = certificate_for("localhost");
    let sink = sink_with(&house, false).await;
    sink.once(Verb::StartTls, Act::Twice("250 injected"));
    let problem = open(&settings_for(&sink, &house, Security::StartTls)).await.err().unwrap();
    assert!(matches!(problem, ConnectProblem::Tls { .. }), "{problem:?}");
}

#[tokio::test]
async fn a_wrong_password_needs_a_person_and_is_shown_nowhere() {
    let house = certificate_for("localhost");
    let sink = sink_with(&house, true).await;
    let mut settings = settings_for(&sink, &house, Security::Tls);
    settings.login = Some(Login { user: "desk".into(), password: "canary-secret".into() });
    let problem = open(&settings).await.err().unwrap();
    assert!(matches!(problem, ConnectProblem::NotSignedIn { code: 535, .. }) && problem.needs_a_person());
    assert!(!format!("{problem} {problem:?}").contains("canary-secret"));

    let none = Sink::with(Options { tls: Some(Arc::clone(&house.server)), implicit: true, ..Options::default() }).await;
    let problem = open(&settings_for(&none, &house, Security::Tls)).await.err().unwrap();
    assert!(matches!(problem, ConnectProblem::NotSignedIn { code: 504, .. }), "{problem:?}");
}

#[tokio::test]
async fn the_test_message_answers_with_the_servers_reply_or_with_every_problem() {
    let house = certificate_for("localhost");
    let sink = sink_with(&house, false).await;
    let mut settings = settings_for(&sink, &house, Security::StartTls);
    assert_eq!(send_test(&settings, &letter_to(TO)).await.unwrap(), "250 2.0.0 queued as 1");
    sink.once(Verb::Rcpt, Act::Reply(550, "5.1.1 unknown"));
    let refused = send_test(&settings, &letter_to(TO)).await.unwrap_err();
    assert_eq!(refused.to_string(), "the message was not accepted: 550 RCPT: 5.1.1 unknown");
    settings.security = Security::Plain;
    settings.host = "mail.example.org".into();
    settings.connections = 0;
    assert!(matches!(send_test(&settings, &letter_to(TO)).await, Err(TestProblem::Settings(all)) if all.len() == 2));
}
