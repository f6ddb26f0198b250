//! Seals personal data of data subjects: XChaCha20-Poly1305 under a key per communication, itself sealed by the master key
//! that lies in a file beside the configuration and is never in the database or a backup.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use crate::domain::values::Private;
use crate::ids::Ids;

type Secret = Zeroizing<[u8; 32]>;

/// A sealed value begins with its nonce.
pub const NONCE_BYTES: usize = 24;
const FILE_MARK: &str = "breachdesk-master-key-1";

/// Why the vault stays closed. For the operator; none of them is passed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error(
        "the master key file {path} is missing, and the database holds data that only it opens; put it back from where it is kept"
    )]
    Missing { path: PathBuf },
    #[error("the master key in {path} is not the one this database was sealed with; put the right file there")]
    WrongKey { path: PathBuf },
    #[error("{path} is not a master key file of this program")]
    NotAKey { path: PathBuf },
    #[error("others on this machine can read {path}; allow its owner only (chmod 600) and start again")]
    TooOpen { path: PathBuf },
    #[error("the master key file {path} cannot be read or written: {why}")]
    File { path: PathBuf, why: String },
}

/// A sealed value does not open: it was changed, moved to another place, or sealed with another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open; it was changed or belongs elsewhere")]
pub struct Unsealable;

/// Holds the master key for as long as the program runs. Clones share it.
#[derive(Clone)]
pub struct Vault {
    master: Arc<Secret>,
    ids: Ids,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Opens the vault with the key in `path`, or makes key and file when nothing was ever sealed (`stored_check` is `None`).
    /// The caller keeps [`Vault::check`] in the database and hands it in at the next start.
    pub fn open(path: &Path, stored_check: Option<&str>, ids: Ids) -> Result<Self, VaultError> {
        let master = match read_key(path)? {
            Some(master) => master,
            None if stored_check.is_some() => return Err(VaultError::Missing { path: path.to_owned() }),
            None => make_key(path, &ids)?,
        };
        let vault = Self { master: Arc::new(master), ids };
        match stored_check {
            Some(check) if !bool::from(vault.check().as_bytes().ct_eq(check.as_bytes())) => {
                Err(VaultError::WrongKey { path: path.to_owned() })
            }
            _ => Ok(vault),
        }
    }

    /// A value that tells this key from any other and says nothing about it.
    pub fn check(&self) -> String {
        hex::encode(self.derived("check", &[]).as_slice())
    }

    /// A new random key for one communication or one waiting file, and that key sealed for keeping.
    pub fn new_key(&self, of: Uuid) -> (DataKey, Vec<u8>) {
        let bytes: Secret = Zeroizing::new(self.ids.bytes());
        let sealed = seal(&self.wrapping(), of.as_bytes(), bytes.as_slice(), &self.ids);
        (DataKey { bytes, of, ids: self.ids.clone() }, sealed)
    }

    pub fn open_key(&self, of: Uuid, sealed: &[u8]) -> Result<DataKey, Unsealable> {
        let plain = open(&self.wrapping(), of.as_bytes(), sealed)?;
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| Unsealable)?;
        Ok(DataKey { bytes: Zeroizing::new(bytes), of, ids: self.ids.clone() })
    }

    /// A password as settings keep it, under a key of its own: both in hex.
    pub fn seal_password(&self, of: Uuid, password: &Private) -> SealedPassword {
        let (key, sealed_key) = self.new_key(of);
        let password = key.seal(0, password.as_str().as_bytes());
        SealedPassword { key: hex::encode(sealed_key), password: hex::encode(password) }
    }

    pub fn open_password(&self, of: Uuid, key: &str, password: &str) -> Result<Private, Unsealable> {
        let bytes = |text: &str| hex::decode(text).map_err(|_| Unsealable);
        let plain = self.open_key(of, &bytes(key)?)?.open(0, &bytes(password)?)?;
        Ok(Private::new(String::from_utf8_lossy(&plain)))
    }

    /// The blind index of one case: finds an address again without holding it. Per case, so that nobody can tell from the
    /// database that a person was concerned by two breaches.
    pub fn index(&self, case: Uuid) -> BlindIndex {
        BlindIndex { key: self.derived("index", case.as_bytes()) }
    }

    fn wrapping(&self) -> Secret {
        self.derived("wrap", &[])
    }

    fn derived(&self, purpose: &str, of: &[u8]) -> Secret {
        Zeroizing::new(mac(&self.master, &[b"breachdesk ", purpose.as_bytes(), b"\0", of]))
    }
}

/// A password as settings keep it, in hex.
pub struct SealedPassword {
    pub key: String,
    pub password: String,
}

/// The key of one communication or one waiting file.
pub struct DataKey {
    bytes: Secret,
    of: Uuid,
    ids: Ids,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({})", self.of)
    }
}

impl DataKey {
    /// Seals the value of place `number`; it opens in no other place and under no other key.
    pub fn seal(&self, number: u64, plain: &[u8]) -> Vec<u8> {
        seal(&self.bytes, &self.place(number), plain, &self.ids)
    }

    pub fn open(&self, number: u64, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
        open(&self.bytes, &self.place(number), sealed)
    }

    fn place(&self, number: u64) -> [u8; 24] {
        let mut place = [0; 24];
        let bytes = self.of.as_bytes().iter().chain(number.to_be_bytes().iter()).copied().collect::<Vec<u8>>();
        for (to, from) in place.iter_mut().zip(bytes) {
            *to = from;
        }
        place
    }
}

/// HMAC-SHA-256 of addresses and persons: equal exactly when they are.
pub struct BlindIndex {
    key: Secret,
}

impl BlindIndex {
    pub fn of(&self, value: &str) -> Vec<u8> {
        mac(&self.key, &[value.as_bytes()]).to_vec()
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length, so this cannot fail; an empty answer would be caught by every caller's test.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else { return [0; 32] };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn seal(key: &[u8; 32], place: &[u8], plain: &[u8], ids: &Ids) -> Vec<u8> {
    let nonce: [u8; NONCE_BYTES] = ids.bytes();
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let mut out = nonce.to_vec();
    // Fails only beyond 256 GiB. Then nothing is kept, and opening says so.
    out.extend(cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place }).unwrap_or_default());
    out
}

fn open(key: &[u8; 32], place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unsealable> {
    let (nonce, text) = sealed.split_at_checked(NONCE_BYTES).ok_or(Unsealable)?;
    let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Unsealable)?;
    let cipher = XChaCha20Poly1305::new(&Key::from(*key));
    let plain = cipher.decrypt(&XNonce::from(nonce), Payload { msg: text, aad: place }).map_err(|_| Unsealable)?;
    Ok(Zeroizing::new(plain))
}

fn read_key(path: &Path) -> Result<Option<Secret>, VaultError> {
    let file = |error: std::io::Error| VaultError::File { path: path.to_owned(), why: error.to_string() };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            return Err(VaultError::NotAKey { path: path.to_owned() });
        }
        Err(error) => return Err(file(error)),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if std::fs::metadata(path).map_err(file)?.permissions().mode() & 0o077 != 0 {
            return Err(VaultError::TooOpen { path: path.to_owned() });
        }
    }
    let not_a_key = || VaultError::NotAKey { path: path.to_owned() };
    let digits = text.trim().strip_prefix(FILE_MARK).ok_or_else(not_a_key)?.trim();
    let mut bytes = [0; 32];
    hex::decode_to_slice(digits, &mut bytes).map_err(|_| not_a_key())?;
    let key = Zeroizing::new(bytes);
    bytes.zeroize();
    Ok(Some(key))
}

fn make_key(path: &Path, ids: &Ids) -> Result<Secret, VaultError> {
    let key: Secret = Zeroizing::new(ids.bytes());
    let text = Zeroizing::new(format!("{FILE_MARK} {}\n", hex::encode(key.as_slice())));
    write_private(path, text.as_bytes())
        .map_err(|error| VaultError::File { path: path.to_owned(), why: error.to_string() })?;
    Ok(key)
}

/// Writes a new file that only its owner may read, and waits until it is on the disk: data sealed with a lost key are lost.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_only_and_opens_what_it_sealed() {
        let folder = folder();
        let path = folder.path().join("master.key");
        let vault = Vault::open(&path, None, Ids).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let (key, sealed_key) = vault.new_key(Uuid::from_u128(7));
        let sealed = key.seal(3, b"anna@example.it");
        assert!(!sealed.windows(4).any(|w| w == b"anna"));

        let again = Vault::open(&path, Some(&vault.check()), Ids).unwrap();
        let key = again.open_key(Uuid::from_u128(7), &sealed_key).unwrap();
        assert_eq!(key.open(3, &sealed).unwrap().as_slice(), b"anna@example.it");
    }

    #[test]
    fn nothing_opens_in_another_place_under_another_key_or_after_a_change() {
        let folder = folder();
        let vault = Vault::open(&folder.path().join("a.key"), None, Ids).unwrap();
        let (key, sealed_key) = vault.new_key(Uuid::from_u128(7));
        let (other, _) = vault.new_key(Uuid::from_u128(7));
        let sealed = key.seal(3, b"anna@example.it");
        assert_eq!(key.open(4, &sealed).err(), Some(Unsealable));
        assert_eq!(other.open(3, &sealed).err(), Some(Unsealable));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(3, &changed).err(), Some(Unsealable), "byte {at}");
        }
        assert_eq!(key.open(3, &sealed[..10]).err(), Some(Unsealable));
        assert!(vault.open_key(Uuid::from_u128(8), &sealed_key).is_err());
        let foreign = Vault::open(&folder.path().join("b.key"), None, Ids).unwrap();
        assert!(foreign.open_key(Uuid::from_u128(7), &sealed_key).is_err());
    }

    #[test]
    fn a_start_with_a_wrong_missing_readable_or_spoilt_key_is_refused() {
        let folder = folder();
        let (right, wrong) = (folder.path().join("right.key"), folder.path().join("wrong.key"));
        let check = Vault::open(&right, None, Ids).unwrap().check();
        Vault::open(&wrong, None, Ids).unwrap();
        let refused = |path: &Path| Vault::open(path, Some(&check), Ids).err().unwrap();
        assert_eq!(refused(&wrong), VaultError::WrongKey { path: wrong.clone() });
        let nowhere = folder.path().join("nowhere.key");
        assert_eq!(refused(&nowhere), VaultError::Missing { path: nowhere.clone() });
        assert!(!nowhere.exists(), "a key made now would open nothing");
        std::fs::write(&wrong, "hello").unwrap();
        assert_eq!(refused(&wrong), VaultError::NotAKey { path: wrong.clone() });
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&right, std::fs::Permissions::from_mode(0o640)).unwrap();
            assert_eq!(refused(&right), VaultError::TooOpen { path: right.clone() });
        }
    }

    #[test]
    fn the_blind_index_is_equal_for_equal_values_of_one_case_only() {
        let folder = folder();
        let vault = Vault::open(&folder.path().join("a.key"), None, Ids).unwrap();
        let (one, two) = (vault.index(Uuid::from_u128(1)), vault.index(Uuid::from_u128(2)));
        assert_eq!(one.of("anna@example.it"), vault.index(Uuid::from_u128(1)).of("anna@example.it"));
        assert_ne!(one.of("anna@example.it"), one.of("bea@example.it"));
        assert_ne!(one.of("anna@example.it"), two.of("anna@example.it"));
    }
}
