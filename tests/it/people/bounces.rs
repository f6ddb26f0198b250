//! A message to one of many people comes back: the sums say so, the person is listed for a letter, and no address is kept in the clear.

use breachdesk::app::people;
use breachdesk::app::people::progress::{self, Group};
use breachdesk::app::receipts::{self, Became};
use breachdesk::receipt::Doubt;
use breachdesk::store::outbox::{self, DeliveryState};
use breachdesk::store::receipts::ReceiptEffect;

use super::mail_out::{LIST, accepted, send_all};
use super::office::{REFERENCE, on_both, open};

fn report(about: &str, to: &str) -> Vec<u8> {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nMessage-ID: <1.{to}>\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 <{to}>: {to} is unknown\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
         Message-ID: {about}\r\nTo: {to}\r\n\r\nDear customer\r\n--b--\r\n"
    )
    .into_bytes()
}

#[test]
fn somebody_whose_message_came_back_is_counted_and_listed_for_another_way() {
    on_both(|ctx| {
        let office = open(ctx);
        office.text("it");
        office.text("en");
        let number = office.started(LIST);
        people::tick(ctx).unwrap();
        let id = office.mail_out(number).id;
        send_all(&office, number, accepted);
        let rows = |state| ctx.store.read(|conn| outbox::of_communication(conn, id, state, 10, 0)).unwrap();
        let sent = rows(DeliveryState::Accepted);
        let letters = ctx.store.read(|conn| breachdesk::app::people::letters::of_deliveries(ctx, conn, &[sent[0].id]));
        let to = letters.unwrap().remove(0).unwrap().to.address;

        let other = receipts::take(ctx, &report(&sent[0].message_id, "somebody.else@example.net")).unwrap();
        assert_eq!((other.became, other.doubt), (Became::Doubted, Some(Doubt::OtherRecipient)));
        assert!(rows(DeliveryState::Bounced).is_empty());
        let back = receipts::take(ctx, &report(&sent[0].message_id, &to)).unwrap();
        assert_eq!((back.became, back.effect), (Became::Believed, ReceiptEffect::Failed));
        assert_eq!(receipts::take(ctx, &report(&sent[0].message_id, &to)).unwrap().became, Became::Already);
        let bounced = rows(DeliveryState::Bounced);
        assert_eq!(bounced.len(), 1);
        assert_eq!(bounced[0].reply.as_deref(), Some("5.1.1 550 <…>: … is unknown"));

        let seen = progress::progress(ctx, &office.dpo, REFERENCE, number).unwrap();
        assert_eq!((seen.totals.bounced, seen.totals.accepted), (1, sent.len() as u64));
        let lines = progress::lines(ctx, &office.dpo, REFERENCE, number, Group::Bounced, "", 0).unwrap();
        assert_eq!(lines.total, 1);
        let kept = ctx.store.read(|conn| breachdesk::store::receipts::of_case(conn, office.case().id)).unwrap();
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().all(|row| row.attachment_id.is_none() && !format!("{row:?}").contains(&to)));
    });
}
