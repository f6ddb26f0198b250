//! Certificate and key from PEM files, for a desk that speaks TLS itself.

use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::settings::TlsFiles;

#[derive(Debug, thiserror::Error)]
pub enum TlsProblem {
    #[error("the certificate file {0} cannot be read: {1}")]
    Certificate(String, String),
    #[error("the key file {0} cannot be read: {1}")]
    Key(String, String),
    #[error("certificate and key do not fit together: {0}")]
    Pair(#[from] rustls::Error),
}

/// TLS 1.2 and 1.3 with the ring provider, HTTP/1.1.
pub fn load(files: &TlsFiles) -> Result<ServerConfig, TlsProblem> {
    let certificates_at = files.certificates.display().to_string();
    let unreadable =
        |error: rustls_pki_types::pem::Error| TlsProblem::Certificate(certificates_at.clone(), error.to_string());
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificates)
        .map_err(unreadable)?
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    let key = PrivateKeyDer::from_pem_file(&files.key)
        .map_err(|error| TlsProblem::Key(files.key.display().to_string(), error.to_string()))?;
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    Ok(config)
}
