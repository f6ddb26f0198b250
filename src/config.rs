//! Settings, read once from a file and the environment. A misspelt key stops the start with file, key and hint.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

/// Everything the operator can set; `docs/OPERATIONS.md` explains each. Environment variables begin with `BREACHDESK_`, levels
/// are set apart by two underscores: `BREACHDESK_TLS__KEY`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite:PATH`, a bare path or `postgres://…`; empty = `breachdesk.db` in the data folder.
    pub database: String,
    /// Folder of the database, the master key and waiting uploads.
    pub data_folder: PathBuf,
    /// Folder of the organisation's own policy files, which go over the built-in ones.
    pub policies_dir: Option<PathBuf>,
    pub listen: SocketAddr,
    /// The address under which people reach the desk, without a slash at the end.
    pub public_url: String,
    /// Domain of Message-IDs; empty = the host of `public_url`.
    pub mail_domain: String,
    pub tls: Option<Tls>,
    /// Networks of proxies that speak TLS for us and whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`.
    pub trusted_proxies: Vec<String>,
    /// IANA zone of pages that belong to no case.
    pub zone: String,
    /// Whether DPO, controller, administrator and auditor must have a second factor.
    pub demand_second_factor: bool,
    /// Threads that answer requests.
    pub workers: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    pub certificates: PathBuf,
    pub key: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: String::new(),
            data_folder: PathBuf::from("breachdesk-data"),
            policies_dir: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: String::new(),
            mail_domain: String::new(),
            tls: None,
            trusted_proxies: Vec::new(),
            zone: "Europe/Rome".into(),
            demand_second_factor: true,
            workers: 4,
        }
    }
}

/// A setting that cannot be used: where, which, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigProblem(pub String);

impl Config {
    /// Reads the file, if there is one, and the environment over it.
    ///
    /// # Errors
    /// Every setting that cannot be read, with its source.
    pub fn load(file: Option<&Path>) -> Result<Self, Vec<ConfigProblem>> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(vec![ConfigProblem(format!("{}: there is no such file", file.display()))]);
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment
            .merge(Env::prefixed("BREACHDESK_").split("__"))
            .extract()
            .map_err(|errors| errors.into_iter().map(|error| ConfigProblem(error.to_string())).collect::<Vec<_>>())?;
        Ok(config.completed())
    }

    fn completed(mut self) -> Self {
        if self.public_url.is_empty() {
            let scheme = if self.tls.is_some() { "https" } else { "http" };
            self.public_url = format!("{scheme}://{}", self.listen);
        }
        self.public_url = self.public_url.trim_end_matches('/').to_owned();
        if self.mail_domain.is_empty() {
            let host = self.public_url.split("://").nth(1).unwrap_or_default();
            let host = host.split(['/', ':']).next().unwrap_or_default();
            self.mail_domain = if host.is_empty() { "localhost".into() } else { host.to_owned() };
        }
        self
    }

    /// The database, with the data folder's own file where none is named.
    pub fn database_url(&self) -> String {
        if self.database.is_empty() {
            format!("sqlite:{}", self.data_folder.join("breachdesk.db").display())
        } else {
            self.database.clone()
        }
    }

    pub fn master_key_file(&self) -> PathBuf {
        self.data_folder.join("master.key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("breachdesk.toml");
        std::fs::write(&file, "databse = \"x\"\n").expect("a file");
        let problems = Config::load(Some(&file)).expect_err("a problem");
        assert!(problems[0].0.contains("databse"), "{problems:?}");
    }

    #[test]
    fn links_follow_the_address_unless_it_is_named() {
        let config = Config::default().completed();
        assert_eq!((config.public_url.as_str(), config.mail_domain.as_str()), ("http://127.0.0.1:8080", "127.0.0.1"));
        let named = Config { public_url: "https://desk.example.org/".into(), ..Config::default() }.completed();
        assert_eq!(
            (named.public_url.as_str(), named.mail_domain.as_str()),
            ("https://desk.example.org", "desk.example.org")
        );
    }
}
