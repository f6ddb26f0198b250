//! What proves a filing: a number, or only a file, as the authority's record says; until then it is said and unproven.

use breachdesk::domain::plan::DutyStatus;

use super::case_desk::{open_case, party, set_up};
use super::notice_desk::{kept, upload};
use crate::support::app::on_both_apps;

const PDF: (&str, &str) = ("kvittering.pdf", "%PDF-1.7 receipt of the portal");

#[tokio::test(flavor = "multi_thread")]
async fn where_the_authority_gives_a_file_a_number_alone_leaves_the_filing_unproven() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let case = open_case(&handler, "Export of subscriber data").await;
        let markets = [
            ("controller", "lunamobile"),
            ("status", "affected"),
            ("reason", ""),
            ("country", "DK"),
            ("country", "BE"),
        ];
        assert_eq!(party(&handler, &format!("{case}/markets/new"), &markets).await.status, 303);
        let of = |recipient: &str| {
            let case = kept(app, &case);
            let found = case.duties.iter().find(|duty| duty.planned.recipient.id == recipient && !duty.gone);
            found.unwrap_or_else(|| panic!("no duty to {recipient}")).clone()
        };
        let path = |recipient: &str| format!("{case}/duties/{}/filing", of(recipient).number);
        let filed = |kind: &'static str, number: &'static str| {
            [
                ("step", "filed"),
                ("what", "First notice in the portal"),
                ("channel", "portal"),
                ("at", "2026-10-04T08:20"),
                ("at-zone", "Europe/Copenhagen"),
                ("reasons", ""),
                ("kind", kind),
                ("number", number),
            ]
        };
        let denmark = path("DK");
        let page = handler.get(&denmark).await;
        assert!(page.text().contains("gives its proof as a file"), "{}", page.text());
        for kind in ["receipt", "screenshot"] {
            let refused = upload(&handler, &denmark, &denmark, &filed(kind, "VIRK-77"), None).await;
            assert_eq!(refused.status, 422, "{kind}");
            assert!(refused.text().contains("href=\"#file\""), "said at the file: {}", refused.text());
        }
        // The filing itself is never held up.
        let said = upload(&handler, &denmark, &denmark, &filed("none", ""), None).await;
        assert_eq!(said.status, 303, "{}", said.text());
        assert_eq!(of("DK").planned.status, DutyStatus::FiledUnproven);
        let number = kept(app, &case).filed_outside[0].filing.number.to_string();
        let proof = [
            ("step", "proof"),
            ("filing", number.as_str()),
            ("kind", "receipt"),
            ("number", "VIRK-77"),
            ("at", "2026-10-04T08:24"),
            ("at-zone", "Europe/Copenhagen"),
        ];
        let refused = upload(&handler, &denmark, &denmark, &proof, None).await;
        assert!(refused.status == 422 && refused.text().contains("href=\"#file\""), "{}", refused.text());
        assert_eq!(of("DK").planned.status, DutyStatus::FiledUnproven);
        assert_eq!(upload(&handler, &denmark, &denmark, &proof, Some(PDF)).await.status, 303);
        assert_eq!(of("DK").planned.status, DutyStatus::Met);

        // Belgium sends a code: that is its proof. A screenshot is a file wherever it was taken.
        let belgium = path("BE");
        let shot = upload(&handler, &belgium, &belgium, &filed("screenshot", "of the page"), None).await;
        assert!(shot.status == 422 && shot.text().contains("href=\"#file\""), "{}", shot.text());
        assert_eq!(upload(&handler, &belgium, &belgium, &filed("receipt", "CODE-4711"), None).await.status, 303);
        assert_eq!(of("BE").planned.status, DutyStatus::Met);
        let auditor = app.auditor().await;
        assert_eq!(
            auditor.send(&case, &belgium, &filed("none", "")).await.status,
            403,
            "who only reads proves nothing"
        );
    })
    .await;
}
