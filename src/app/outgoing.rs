//! What leaves the house goes through the outbox: the row is written in the transaction of the act that causes it.

use serde_json::json;
use uuid::Uuid;

use super::letters::Letter;
use super::{AppResult, Ctx};
use crate::store::Conn;
use crate::store::outbox::{self, DeliveryKind, NewDelivery};
use crate::store::users::UserRow;

/// A mail to somebody of the house.
pub struct StaffMail<'a> {
    pub to: &'a UserRow,
    pub organisation: Uuid,
    pub case: Option<Uuid>,
    /// R1: the same act can never queue it twice.
    pub dedupe_key: String,
    pub letter: Letter,
}

/// Queues it; the sender takes it from there. A person of the house who gets a mail twice after an unclear outcome is no harm.
pub fn staff(ctx: &Ctx, tx: &mut Conn, mail: StaffMail<'_>) -> AppResult<Uuid> {
    let id = ctx.ids.next();
    staff_as(ctx, tx, id, mail)?;
    Ok(id)
}

/// The same under an id that the caller has written elsewhere already.
pub fn staff_as(ctx: &Ctx, tx: &mut Conn, id: Uuid, mail: StaffMail<'_>) -> AppResult<()> {
    let now = ctx.clock.now();
    outbox::add(
        tx,
        NewDelivery {
            id,
            kind: DeliveryKind::Staff,
            organisation_id: Some(mail.organisation),
            case_id: mail.case,
            communication_id: None,
            notice_version_id: None,
            recipient_id: None,
            dedupe_key: mail.dedupe_key,
            to_address: mail.to.email.clone().into_bytes(),
            message_id: ctx.message_id(id),
            content: json!({
                "subject": mail.letter.subject,
                "text": mail.letter.text,
                "language": mail.letter.language,
                "name": mail.to.name,
            }),
            next_at: now,
        },
        now,
    )?;
    Ok(())
}
