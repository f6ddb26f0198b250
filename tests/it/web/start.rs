//! How the service starts: TLS of its own, and never plain HTTP where others listen.

use std::net::TcpListener;
use std::sync::Arc;

use breachdesk::web;
use breachdesk::web::settings::{Settings, TlsFiles};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::support::app::{TestApp, generous};
use crate::support::database::Engine;

/// A certificate for 127.0.0.1 and its key, in files of a folder that goes with the guard.
fn certificate() -> (tempfile::TempDir, TlsFiles, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files = TlsFiles { certificates: folder.path().join("desk.pem"), key: folder.path().join("desk.key") };
    std::fs::write(&files.certificates, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    (folder, files, made.cert.der().clone())
}

#[tokio::test]
async fn the_desk_speaks_tls_itself_and_then_binds_its_cookies_to_the_host() {
    let (_folder, files, certificate) = certificate();
    let settings = Settings { tls: Some(files), limits: generous(), ..Settings::default() };
    let app = TestApp::with(Engine::Sqlite, settings).await;
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = app.base.trim_start_matches("http://").to_owned();
    let socket = TcpStream::connect(&address).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, socket).await.unwrap();
    let request = format!("GET /sign-in HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // The server may close without a farewell; what arrived counts.
    let _closed = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"));
    assert!(answer.contains("set-cookie: __host-visitor=") && answer.contains("; secure"));
}

#[tokio::test]
async fn plain_http_where_others_listen_is_refused_with_a_sentence() {
    let app = TestApp::start().await;
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let refused = web::serve(app.ctx.clone(), Settings::default(), listener, None, 1).err().unwrap().to_string();
    assert!(refused.contains("plain HTTP on 0.0.0.0"), "{refused}");
}

#[test]
fn a_certificate_that_cannot_be_read_stops_the_start_and_names_the_file() {
    let (_folder, mut files, _) = certificate();
    files.key = files.key.with_file_name("missing.key");
    let refused = web::tls::load(&files).unwrap_err().to_string();
    assert!(refused.contains("missing.key"), "{refused}");
}
