//! The hash tree over the sealed rows of a list (E3): its root stands in the event of the import, so that no row can be changed,
//! lost or added unseen, and one row can be proven without showing the others. Built as in RFC 6962.

use sha2::{Digest, Sha256};

use crate::store::recipients::RecipientRow;

type Hash = [u8; 32];

/// Takes the rows in the order of the file and keeps no more than one hash per level.
#[derive(Debug, Default)]
pub struct ListTree {
    /// Roots of whole subtrees, the largest first, each with the number of its leaves.
    whole: Vec<(u64, Hash)>,
}

impl ListTree {
    pub fn add(&mut self, row: &RecipientRow) {
        let mut entry = (1, leaf(row));
        while let Some((leaves, left)) = self.whole.pop_if(|(leaves, _)| *leaves == entry.0) {
            entry = (leaves * 2, inner(&left, &entry.1));
        }
        self.whole.push(entry);
    }

    /// In hex; the digest of nothing for an empty list.
    pub fn root(mut self) -> String {
        let Some((_, mut root)) = self.whole.pop() else { return hex::encode(Sha256::digest(b"")) };
        while let Some((_, left)) = self.whole.pop() {
            root = inner(&left, &root);
        }
        hex::encode(root)
    }
}

/// Every column that says who is told, and how; the id follows the row into the outbox.
fn leaf(row: &RecipientRow) -> Hash {
    let mut hash = Sha256::new().chain_update([0]);
    let mut part = |bytes: Option<&[u8]>| {
        // The length in front keeps two neighbours from exchanging bytes.
        let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
        hash.update(length.to_be_bytes());
        hash.update(bytes.unwrap_or_default());
    };
    part(Some(row.id.as_bytes()));
    part(Some(&row.row_no.to_be_bytes()));
    part(Some(&row.nonce));
    part(Some(&row.ciphertext));
    part(row.email_hmac.as_deref());
    part(row.person_hmac.as_deref());
    part(Some(row.language.as_bytes()));
    part(Some(row.state.as_str().as_bytes()));
    hash.finalize().into()
}

fn inner(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::recipients::RecipientState;
    use uuid::Uuid;

    fn row(number: i64) -> RecipientRow {
        RecipientRow {
            id: Uuid::from_u128(number.unsigned_abs().into()),
            communication_id: Uuid::nil(),
            row_no: number,
            ciphertext: vec![1, 2, 3],
            nonce: vec![4],
            email_hmac: Some(vec![5]),
            person_hmac: None,
            language: "it".into(),
            state: RecipientState::Mail,
        }
    }

    fn root(rows: &[RecipientRow]) -> String {
        let mut tree = ListTree::default();
        rows.iter().for_each(|row| tree.add(row));
        tree.root()
    }

    /// The definition of RFC 6962: the largest power of two below the number of leaves goes left.
    fn by_the_book(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest(b"").into(),
            [one] => *one,
            _ => {
                let left = leaves.len().next_power_of_two() / 2;
                inner(&by_the_book(&leaves[..left]), &by_the_book(&leaves[left..]))
            }
        }
    }

    #[test]
    fn the_root_is_that_of_the_tree_by_the_book_for_every_length() {
        for length in 0..40 {
            let rows: Vec<RecipientRow> = (1..=length).map(row).collect();
            let leaves: Vec<Hash> = rows.iter().map(leaf).collect();
            assert_eq!(root(&rows), hex::encode(by_the_book(&leaves)), "{length} rows");
        }
    }

    #[test]
    fn whatever_changes_in_a_row_changes_the_root() {
        let rows: Vec<RecipientRow> = (1..=5).map(row).collect();
        let before = root(&rows);
        let changes: [fn(&mut RecipientRow); 8] = [
            |row| row.id = Uuid::from_u128(99),
            |row| row.row_no += 100,
            |row| row.ciphertext[0] ^= 1,
            |row| row.nonce[0] ^= 1,
            |row| row.email_hmac = None,
            |row| row.person_hmac = Some(Vec::new()),
            |row| row.language = "en".into(),
            |row| row.state = RecipientState::Removed,
        ];
        for (number, change) in changes.iter().enumerate() {
            let mut changed = rows.clone();
            change(&mut changed[3]);
            assert_ne!(root(&changed), before, "change {number}");
        }
        assert_ne!(root(&rows[..4]), before);
        let mut swapped = rows.clone();
        swapped.swap(0, 1);
        assert_ne!(root(&swapped), before);
    }
}
