//! The tray of the demo and of drills: mails that were put there instead of being sent, and who may read what of them.

use serde_json::Value;
use uuid::Uuid;

use super::member::{APPROVERS, READERS, SignedIn};
use super::{AppError, AppResult, Ctx, people};
use crate::domain::actor::Role;
use crate::domain::values::At;
use crate::store::Conn;
pub use crate::store::outbox::DeliveryKind;
use crate::store::outbox::{self, DeliveryRow};

/// A simulated mail as one person may see it.
#[derive(Debug, Clone)]
pub struct TrayMail {
    pub id: Uuid,
    pub kind: DeliveryKind,
    /// When the act that it tells of queued it; in a demo whose story was told at once, its own time.
    pub written_at: At,
    /// Full for those who release notices and for the addressee; masked for everybody else.
    pub to: String,
    pub subject: String,
    /// None where this person may know that there was a mail, but not what it says.
    pub body: Option<Body>,
}

#[derive(Debug, Clone)]
pub struct Body {
    pub text: String,
    pub html: Option<String>,
}

/// Mails shown at once; the tray is for looking at, not for archives.
const SHOWN: i64 = 200;

/// The newest mails that the person may know of.
pub fn list(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<TrayMail>> {
    ctx.store.read(|conn| {
        let mut rows: Vec<DeliveryRow> = outbox::tray(conn, SHOWN, 0)?.into_iter().map(|(row, _)| row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.created_at));
        rows.into_iter().filter_map(|row| mail(ctx, conn, who, row).transpose()).collect()
    })
}

/// The HTML of one mail, for a frame that runs nothing.
pub fn html(ctx: &Ctx, who: &SignedIn, id: Uuid) -> AppResult<String> {
    let found = list(ctx, who)?.into_iter().find(|mail| mail.id == id).ok_or(AppError::NotFound)?;
    found.body.and_then(|body| body.html).ok_or(AppError::NotFound)
}

fn mail(ctx: &Ctx, conn: &mut Conn, who: &SignedIn, row: DeliveryRow) -> AppResult<Option<TrayMail>> {
    let is_in = |roles: &[Role]| row.organisation_id.is_some_and(|organisation| who.has_role(organisation, roles));
    let is_admin = who.roles.iter().any(|held| held.role == Role::Admin);
    let written = |key: &str| row.content.get(key).and_then(Value::as_str).map(str::to_owned);
    let plain = String::from_utf8_lossy(&row.to_address).into_owned();
    let is_own = row.kind == DeliveryKind::Staff && plain.eq_ignore_ascii_case(who.email.as_str());
    let releases = is_in(APPROVERS);
    // A mail to the house that belongs to no case holds a link that opens an account: it is its addressee's, and the admin's.
    let opens_account = row.kind == DeliveryKind::Staff && row.case_id.is_none();
    let may_know = if opens_account { is_own || is_admin } else { is_own || is_in(READERS) };
    if !may_know {
        return Ok(None);
    }
    let shown = |address: &str| if releases || is_own || opens_account { address.to_owned() } else { masked(address) };
    let mail = match (row.kind, written("text")) {
        (DeliveryKind::People | DeliveryKind::Test, None) => {
            let letters = people::letters::of_deliveries(ctx, conn, &[row.id])?;
            // A list that was purged meanwhile leaves the fact that there was a mail.
            let letter = letters.into_iter().next().and_then(Result::ok);
            let (to, subject) = letter.as_ref().map(|l| (shown(&l.to.address), l.subject.clone())).unwrap_or_default();
            let body = letter.filter(|_| releases).map(|l| Body { text: l.text, html: Some(l.html) });
            TrayMail { id: row.id, kind: row.kind, written_at: row.created_at, to, subject, body }
        }
        (kind, text) => {
            let to = match kind {
                // Sealed unless the row carries its own text.
                DeliveryKind::People | DeliveryKind::Test if !releases => String::new(),
                _ => shown(&plain),
            };
            let body = text.map(|text| Body { text, html: written("html") });
            TrayMail {
                id: row.id,
                kind,
                written_at: row.created_at,
                to,
                subject: written("subject").unwrap_or_default(),
                body,
            }
        }
    };
    Ok(Some(mail))
}

/// `c***@example.org`: enough to tell two mails apart, too little to write to anybody.
fn masked(address: &str) -> String {
    match address.split_once('@') {
        Some((local, host)) => format!("{}***@{host}", local.chars().take(1).collect::<String>()),
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_address_cannot_be_written_to() {
        assert_eq!(masked("chiara.bonfanti@example.org"), "c***@example.org");
        assert_eq!(masked("@example.org"), "***@example.org");
        assert_eq!(masked("nothing"), "***");
    }
}
