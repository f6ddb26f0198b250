//! The container of an evidence bundle, and of a DOCX: a ZIP file without compression, written in one form only, so that the same entries give the
//! same bytes and no byte of the file can change unseen. Any ZIP program opens it.

/// A file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// With `/` between folders.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Why a file is not a container as [`pack`] writes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotABundle {
    #[error("this is no evidence bundle of this program")]
    Unreadable,
    /// An entry can be read, and something around it differs from what was written.
    #[error("the entry {0} is not stored as it was written")]
    Entry(String),
    #[error("the list of files at the end of the bundle is not as it was written")]
    Directory,
    #[error("the bundle would be larger than 4 GB or hold more than 65,535 files; this form of ZIP ends there")]
    TooLarge,
}

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// 1 January 1980: the instants that matter stand in the manifest.
const DATE: u16 = (1 << 5) | 1;

/// The bytes of the container.
pub fn pack(entries: &[Entry]) -> Result<Vec<u8>, NotABundle> {
    let mut out = Vec::with_capacity(entries.iter().map(|entry| entry.bytes.len() + 200).sum());
    let mut directory = Vec::new();
    for entry in entries {
        let at = u32::try_from(out.len()).map_err(|_| NotABundle::TooLarge)?;
        let fields = fields(entry)?;
        put32(&mut out, LOCAL);
        out.extend(&fields);
        out.extend(entry.path.as_bytes());
        out.extend(&entry.bytes);
        put32(&mut directory, CENTRAL);
        put16(&mut directory, VERSION);
        directory.extend(&fields);
        // Comment, disk, internal attributes, external attributes: nothing.
        directory.extend([0; 10]);
        put32(&mut directory, at);
        directory.extend(entry.path.as_bytes());
    }
    let at = u32::try_from(out.len()).map_err(|_| NotABundle::TooLarge)?;
    let length = u32::try_from(directory.len()).map_err(|_| NotABundle::TooLarge)?;
    let count = u16::try_from(entries.len()).map_err(|_| NotABundle::TooLarge)?;
    out.extend(directory);
    put32(&mut out, END);
    out.extend([0; 4]);
    put16(&mut out, count);
    put16(&mut out, count);
    put32(&mut out, length);
    put32(&mut out, at);
    put16(&mut out, 0);
    Ok(out)
}

/// What local header and directory say alike: from the version needed to the length of the extra field.
fn fields(entry: &Entry) -> Result<Vec<u8>, NotABundle> {
    let size = u32::try_from(entry.bytes.len()).map_err(|_| NotABundle::TooLarge)?;
    let name = u16::try_from(entry.path.len()).map_err(|_| NotABundle::TooLarge)?;
    let mut out = Vec::with_capacity(26);
    put16(&mut out, VERSION);
    put16(&mut out, FLAGS);
    // Stored, at midnight.
    out.extend([0; 4]);
    put16(&mut out, DATE);
    put32(&mut out, crc32(&entry.bytes));
    put32(&mut out, size);
    put32(&mut out, size);
    put16(&mut out, name);
    put16(&mut out, 0);
    Ok(out)
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

/// The entries of a container. Packing them again must give the same bytes: whatever differs is named.
pub fn unpack(bytes: &[u8]) -> Result<Vec<Entry>, NotABundle> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut rest = bytes;
    while let Some((entry, after)) = first(rest) {
        entries.push(entry);
        rest = after;
    }
    if entries.is_empty() {
        return Err(NotABundle::Unreadable);
    }
    let again = pack(&entries)?;
    if again == bytes {
        return Ok(entries);
    }
    let differs = again.iter().zip(bytes).position(|(one, other)| one != other).unwrap_or(again.len().min(bytes.len()));
    let mut at = 0;
    for entry in &entries {
        at += 30 + entry.path.len() + entry.bytes.len();
        if differs < at {
            return Err(NotABundle::Entry(entry.path.clone()));
        }
    }
    // What stands where the directory should begin was an entry once.
    let directory = rest.get(..4).is_some_and(|mark| mark == CENTRAL.to_le_bytes());
    Err(if directory { NotABundle::Directory } else { NotABundle::Unreadable })
}

fn first(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    let number = |at: usize, length: usize| {
        let bytes = bytes.get(at..at + length)?;
        Some(bytes.iter().rev().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte)))
    };
    if number(0, 4)? != LOCAL as usize {
        return None;
    }
    let (size, name) = (number(22, 4)?, number(26, 2)?);
    let content = 30 + name + number(28, 2)?;
    let path = String::from_utf8(bytes.get(30..30 + name)?.to_vec()).ok()?;
    let end = content.checked_add(size)?;
    Some((Entry { path, bytes: bytes.get(content..end)?.to_vec() }, bytes.get(end..)?))
}

/// As ZIP computes it (IEEE 802.3).
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        let entry = |path: &str, bytes: &[u8]| Entry { path: path.into(), bytes: bytes.to_vec() };
        vec![entry("README.md", b"how to check"), entry("files/caff\u{e8}.pdf", &[0, 1, 2, 255]), entry("empty", b"")]
    }

    #[test]
    fn the_checksum_is_the_one_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn what_is_packed_comes_out_again_and_the_same_entries_give_the_same_bytes() {
        let packed = pack(&entries()).unwrap();
        assert_eq!(unpack(&packed).unwrap(), entries());
        assert_eq!(packed, pack(&entries()).unwrap());
    }

    #[test]
    fn no_byte_can_change_and_nothing_can_be_added_or_cut_off() {
        let packed = pack(&entries()).unwrap();
        for at in 0..packed.len() {
            for bit in [1_u8, 0x80] {
                let mut changed = packed.clone();
                changed[at] ^= bit;
                match unpack(&changed) {
                    Err(_) => {}
                    // A byte of a name or of a content that still fits its checksum cannot be.
                    Ok(read) => panic!("byte {at}: {read:?}"),
                }
            }
            assert!(unpack(&packed[..at]).is_err(), "cut at {at}");
        }
        let mut longer = packed.clone();
        longer.push(0);
        assert!(unpack(&longer).is_err());
        assert!(unpack(&[b"x".as_slice(), &packed].concat()).is_err());
    }
}
