//! From a row of the outbox to a letter: what was fixed when the row was written, never rendered anew (R2).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use uuid::Uuid;

use super::sender::{Claimed, ContentSource, NoLetter};
use crate::app::organisation::Mailbox;
use crate::app::{AppError, Ctx, people};
use crate::mail::address::EmailAddress;
use crate::mail::message::{Correspondent, Letter};
use crate::store::outbox::{self, DeliveryKind, DeliveryRow, Settled};
use crate::store::{StoreError, cases};

/// Letters to the house and to authorities carry their text in the row; those to people are opened by the application.
pub struct Post {
    ctx: Ctx,
    /// From and Reply-To of mails to the house.
    desk: Correspondent,
    /// Where letters to authorities and people come back to, each under a tag of its own.
    bounces: Option<EmailAddress>,
    /// Whether the sender is an account of certified mail, from which nothing goes under another address.
    certified: bool,
    /// Letters to authorities whose outcome is still to come.
    to_authorities: Mutex<HashSet<Uuid>>,
}

impl ContentSource for Post {
    fn letters(&self, rows: &[Claimed]) -> Vec<Result<Letter, NoLetter>> {
        let mut letters: Vec<Result<Letter, NoLetter>> = rows.iter().map(|row| self.letter(row)).collect();
        self.to_people(rows, &mut letters);
        letters
    }

    fn drills(&self, rows: &[Claimed]) -> Result<HashSet<Uuid>, NoLetter> {
        // Mail to the house is real in a drill too: people are to practise with their own clocks and mailboxes.
        let outward = |row: &&Claimed| matches!(row.row.kind, DeliveryKind::Authority | DeliveryKind::People);
        let outward: Vec<(Uuid, Uuid)> =
            rows.iter().filter(outward).filter_map(|row| Some((row.id, row.row.case_id?))).collect();
        if outward.is_empty() {
            return Ok(HashSet::new());
        }
        let mut of_cases: Vec<Uuid> = outward.iter().map(|(_, case)| *case).collect();
        of_cases.sort_unstable();
        of_cases.dedup();
        let drills = self.ctx.store.read(|conn| cases::drills_among(conn, &of_cases));
        let drills = drills.map_err(|error: StoreError| NoLetter::NotNow(error.to_string()))?;
        Ok(outward.into_iter().filter(|(_, case)| drills.contains(case)).map(|(row, _)| row).collect())
    }

    /// The tag is the row's id: more than 64 random bits, which nobody guesses and only those know who had the message.
    fn return_path(&self, row: &Claimed) -> Option<EmailAddress> {
        let outward = matches!(row.row.kind, DeliveryKind::Authority | DeliveryKind::People);
        let bounces = self.bounces.as_ref().filter(|_| outward && !self.certified)?;
        bounces.tagged(&row.id.simple().to_string()).ok()
    }

    /// A notice to an authority is found by its id even where the return path was lost. A provider of certified mail names the message
    /// in receipts of its own, and mail-outs go without, so that MAIL and RCPT stay short.
    fn reported_as(&self, row: &Claimed) -> Option<Uuid> {
        (row.row.kind == DeliveryKind::Authority && !self.certified).then_some(row.id)
    }

    /// What became of a hand-over is an event of its case, and somebody waits for it: the loop that records it looks at once.
    fn after_commit(&self, settled: &[Settled]) {
        let mut waiting = self.to_authorities.lock().unwrap_or_else(PoisonError::into_inner);
        let before = waiting.len();
        if before > 0 {
            waiting.retain(|id| !settled.iter().any(|one| one.id == *id));
        }
        if waiting.len() < before {
            self.ctx.wake.notify_waiters();
        }
    }
}

/// Stands for a letter to one of many people until the list is open.
const TO_PEOPLE: &str = "the list of this mail-out is not open";

impl Post {
    pub fn new(ctx: Ctx, desk: Correspondent) -> Self {
        Self { ctx, desk, bounces: None, certified: false, to_authorities: Mutex::default() }
    }

    /// The same with an address of its own for what comes back.
    pub fn returning_to(self, bounces: EmailAddress) -> Self {
        Self { bounces: Some(bounces), ..self }
    }

    /// The same for an account of certified mail: its provider refuses every sender but the account's own address.
    pub fn certified(ctx: Ctx, account: Correspondent) -> Self {
        Self { certified: true, ..Self::new(ctx, account) }
    }

    /// Puts the letters to people in their places.
    fn to_people(&self, rows: &[Claimed], letters: &mut [Result<Letter, NoLetter>]) {
        let places: Vec<(usize, &Claimed)> = rows
            .iter()
            .enumerate()
            .filter(|(at, _)| letters.get(*at) == Some(&Err(NoLetter::NotNow(TO_PEOPLE.into()))))
            .collect();
        if places.is_empty() {
            return;
        }
        let ids: Vec<Uuid> = places.iter().map(|(_, claimed)| claimed.id).collect();
        let written = self.ctx.store.read(|conn| people::letters::of_deliveries(&self.ctx, conn, &ids));
        match written {
            Ok(written) => {
                for ((at, claimed), answer) in places.into_iter().zip(written) {
                    if let Some(place) = letters.get_mut(at) {
                        *place = answer.map_err(refused).and_then(|letter| personal(letter, claimed));
                    }
                }
            }
            Err(error) => {
                let why = refused(error);
                places.into_iter().for_each(|(at, _)| {
                    if let Some(place) = letters.get_mut(at) {
                        *place = Err(why.clone());
                    }
                });
            }
        }
    }

    fn letter(&self, claimed: &Claimed) -> Result<Letter, NoLetter> {
        let row =
            self.ctx.store.read(|conn| outbox::get(conn, claimed.id)).map_err(|error: StoreError| match error {
                StoreError::Busy => NoLetter::NotNow(error.to_string()),
                error => NoLetter::Never(error.to_string()),
            })?;
        let row = row.ok_or_else(|| NoLetter::Never("the row is gone".into()))?;
        if row.kind == DeliveryKind::People {
            // Those to people are opened together, a key and a text for all of them.
            return Err(NoLetter::NotNow(TO_PEOPLE.into()));
        }
        if row.kind == DeliveryKind::Authority {
            self.to_authorities.lock().unwrap_or_else(PoisonError::into_inner).insert(row.id);
        }
        let written = |key: &str| row.content.get(key).and_then(Value::as_str).map(str::to_owned);
        let text = written("text").ok_or_else(|| NoLetter::Never("the row holds no text".into()))?;
        let to = String::from_utf8(row.to_address.clone()).map_err(|_| never("the recipient"))?;
        let name = written("name").unwrap_or_default();
        let from = self.from(&row)?;
        if self.certified && from.address != self.desk.address {
            return Err(NoLetter::Never("it was handed over under another address of certified mail".into()));
        }
        Ok(Letter {
            from,
            reply_to: self.reply_to(&row)?,
            to: Correspondent { name, address: address(&to, "the recipient")? },
            subject: written("subject").unwrap_or_default(),
            text,
            html: written("html"),
            language: written("language"),
            message_id: claimed.message_id.clone(),
            date: claimed.first_tried_at,
            enclosures: Vec::new(),
        })
    }

    /// An authority reads the organisation's own name; the house reads the desk's.
    fn from(&self, row: &DeliveryRow) -> Result<Correspondent, NoLetter> {
        let sender = row.content.get("from").filter(|from| !from.is_null());
        match (row.kind, sender) {
            (DeliveryKind::Staff, _) | (_, None) => Ok(self.desk.clone()),
            (_, Some(from)) => {
                let part = |key: &str| from.get(key).and_then(Value::as_str).unwrap_or_default();
                Ok(Correspondent { name: part("name").to_owned(), address: address(part("address"), "the sender")? })
            }
        }
    }

    fn reply_to(&self, row: &DeliveryRow) -> Result<Correspondent, NoLetter> {
        match row.content.get("reply_to").and_then(Value::as_str).filter(|to| !to.is_empty()) {
            Some(to) => Ok(Correspondent { name: String::new(), address: address(to, "the reply address")? }),
            None => Ok(self.desk.clone()),
        }
    }
}

/// What passes by itself is tried again; what is wrong with a row is said of that row.
fn refused(error: AppError) -> NoLetter {
    match error {
        AppError::Store(StoreError::NotFound) | AppError::NotFound => NoLetter::Never("the row is gone".into()),
        AppError::Store(error) => NoLetter::NotNow(error.to_string()),
        error => NoLetter::Never(error.to_string()),
    }
}

fn personal(letter: people::letters::PersonalLetter, claimed: &Claimed) -> Result<Letter, NoLetter> {
    let who = |mailbox: Mailbox, whose: &str| -> Result<Correspondent, NoLetter> {
        Ok(Correspondent { address: address(&mailbox.address, whose)?, name: mailbox.name })
    };
    Ok(Letter {
        from: who(letter.from, "the sender")?,
        reply_to: who(letter.reply_to, "the reply address")?,
        to: who(letter.to, "the recipient")?,
        subject: letter.subject,
        text: letter.text,
        html: Some(letter.html),
        language: letter.language,
        message_id: claimed.message_id.clone(),
        date: claimed.first_tried_at,
        enclosures: Vec::new(),
    })
}

fn address(text: &str, whose: &str) -> Result<EmailAddress, NoLetter> {
    EmailAddress::parse(text).map_err(|_| never(whose))
}

fn never(whose: &str) -> NoLetter {
    NoLetter::Never(format!("the address of {whose} cannot be used"))
}
