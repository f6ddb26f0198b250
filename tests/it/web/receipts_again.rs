//! Receipts that came before anybody had entered whose signatures are believed: judged again from their bytes once somebody has.

use breachdesk::app::receipts::Became;
use breachdesk::app::record;
use breachdesk::domain::case::NoticeState;
use breachdesk::domain::situation::Proof;
use breachdesk::receipt::Doubt;
use breachdesk::store::receipts::{self, ReceiptEffect, ReceiptRow};
use breachdesk::store::{StoreResult, organisations};
use chrono::TimeDelta;

use super::notice_desk::{kept, mails_about, newest};
use super::receipts::{became, form, sent, trusts};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::Page;
use crate::support::pec::{Form, Holder, PROVIDER};

const PAGE: &str = "/admin/organisations/lunamobile/certified-mail";

/// Enters the certificates; answers the page that says what followed.
async fn entered(app: &TestApp, pem: &str) -> Page {
    let admin = app.admin().await;
    let saved = admin.fill_in(PAGE, &[("anchors", pem), ("signers", PROVIDER)]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    admin.get(saved.location()).await
}

fn rows(app: &TestApp, case: &str) -> Vec<ReceiptRow> {
    let id = kept(app, case).id;
    let rows: StoreResult<_> = app.ctx.store.read(|conn| receipts::of_case(conn, id));
    rows.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_came_before_the_certificates_proves_its_filing_once_they_are_entered() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        trusts(app, "").await;
        let stranger = Holder::authority("Somebody else").provider(PROVIDER, "20400101000000Z");
        let genuine = form(app, &sent.case, "avvenuta-consegna");
        let other = Form { sender: "eve@pec.altrove.example".into(), ..genuine.clone() };
        for raw in [genuine.signed(&stranger), other.signed(&sent.provider), genuine.signed(&sent.provider)] {
            let doubted = (Became::Doubted, ReceiptEffect::Nothing, Some(Doubt::NoAnchors));
            assert_eq!(became(app, raw).await, doubted);
        }
        let before = newest(app, &sent.case);
        assert_eq!(before.filings[0].proof(), Proof::ServerAcceptance);
        app.advance(TimeDelta::minutes(40));

        let unrelated = Holder::authority("Nobody here knows it").pem();
        let page = entered(app, &unrelated).await;
        let none = "3 receipts that could not be verified were judged again: none is verified now.";
        assert!(page.text().contains(none), "{}", page.text());
        assert_eq!(newest(app, &sent.case), before);

        let page = entered(app, &sent.root.pem()).await;
        let one = "3 receipts that could not be verified were judged again: one is verified now.";
        assert!(page.text().contains(one), "{}", page.text());
        let notice = newest(app, &sent.case);
        assert_eq!((notice.state, notice.filings[0].proof()), (NoticeState::Confirmed, Proof::Receipt));
        let file = notice.filings[0].proof.as_ref().unwrap().attachment;
        let kept = rows(app, &sent.case);
        assert_eq!(kept.len(), 4, "the first judgement stays in the record");
        assert_eq!(kept.iter().filter(|row| row.attachment_id == file).count(), 2, "of the very bytes that came");
        let shown = sent.handler.get(&sent.path).await;
        assert!(shown.text().contains("Judged again and verified"), "{}", shown.text());
        assert_eq!(shown.text().matches("NOT verified, nothing was changed").count(), 2, "the forged ones");
        let italian = sent.handler.get(&format!("{}?lang=it", sent.path)).await;
        assert!(italian.text().contains("Giudicata di nuovo e verificata"), "{}", italian.text());

        // Entered once more: what is believed stays so, and moves nothing again.
        let again = entered(app, &sent.root.pem()).await;
        assert!(again.text().contains("2 receipts that could not be verified were judged again: none"));
        assert_eq!((rows(app, &sent.case).len(), newest(app, &sent.case)), (4, notice));
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_believed_of_nobody_but_a_provider_whoever_else_the_same_authority_vouches_for() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        const ALSO: &str = "ricevute@pec.altro.example";
        let other = sent.root.provider(ALSO, "20400101000000Z");
        let before = newest(app, &sent.case);
        let doubted = (Became::Doubted, ReceiptEffect::Nothing, Some(Doubt::SignerNoProvider));
        assert_eq!(became(app, form(app, &sent.case, "avvenuta-consegna").signed(&other)).await, doubted);
        assert_eq!(newest(app, &sent.case), before, "it moved nothing");
        let shown = sent.handler.get(&sent.path).await;
        assert!(
            shown.text().contains("is on no list as a provider") && shown.text().contains(ALSO),
            "{}",
            shown.text()
        );
        let italian = sent.handler.get(&format!("{}?lang=it", sent.path)).await;
        assert!(italian.text().contains(&format!("Firmata da {ALSO}")), "{}", italian.text());

        // It is one after all: an administrator enters its address, and the receipt proves the filing.
        let admin = app.admin().await;
        let (pem, both) = (sent.root.pem(), format!("{PROVIDER}\r\n{ALSO}"));
        let saved = admin.fill_in(PAGE, &[("anchors", &pem), ("signers", &both)]).await;
        let page = admin.get(saved.location()).await;
        assert!(
            page.text().contains("One receipt that could not be verified was judged again: one"),
            "{}",
            page.text()
        );
        assert_eq!(newest(app, &sent.case).state, NoticeState::Confirmed);
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn judged_again_a_failure_counts_first_and_the_success_after_it_stays_doubted() {
    on_both_apps(async |app| {
        let sent = sent(app).await;
        trusts(app, "").await;
        became(app, form(app, &sent.case, "errore-consegna").signed(&sent.provider)).await;
        assert_eq!(mails_about(app, &sent.case, "receipt/"), 2, "bad news, though nobody could verify it");
        app.advance(TimeDelta::seconds(1));
        became(app, form(app, &sent.case, "avvenuta-consegna").signed(&sent.provider)).await;
        let page = entered(app, &sent.root.pem()).await;
        assert!(page.text().contains("2 receipts that could not be verified were judged again: one"));
        assert_eq!(newest(app, &sent.case).state, NoticeState::Approved, "it came back (M3)");
        assert!(rows(app, &sent.case).iter().any(|row| row.doubt.as_deref() == Some(Doubt::FailedBefore.as_str())));
        assert_eq!(mails_about(app, &sent.case, "came-back/"), 2);
        assert_eq!(mails_about(app, &sent.case, "receipt/"), 2, "told once");
        // Another organisation's certificates judge nothing of this one.
        let other: StoreResult<_> = app.ctx.store.read(|conn| organisations::get(conn, app.other_organisation));
        let other = other.unwrap().unwrap().id;
        let judged = breachdesk::app::receipts::again::judge(&app.ctx, other).unwrap();
        assert_eq!((judged.looked_at, judged.verified), (0, 0));
        assert!(record::check(&app.ctx.store).unwrap().is_whole());
    })
    .await;
}
