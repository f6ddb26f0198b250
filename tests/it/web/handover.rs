//! The handover of a case (US25): one page that tells a new person all of it, and a shift that is an event.

use super::case_desk::known;
use super::notice_desk::{a_case, kept, set_up};
use crate::support::app::on_both_apps;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_person_reads_what_happened_what_is_due_decided_unknown_and_whom_to_call_and_takes_over() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, dpo, auditor) = (app.handler().await, app.dpo().await, app.auditor().await);
        let case = a_case(&handler).await;
        let described = [("value", "Somebody got in through the top-up gateway.")];
        assert_eq!(known(&handler, &case, "incident.description", &described).await.status, 303);
        let unknown = [("scope", "case"), ("state", "unknown"), ("who", "CRM team"), ("by", "2026-10-05")];
        assert_eq!(handler.fill_in(&format!("{case}/facts/subjects.count"), &unknown).await.status, 303);
        let page = format!("{case}/handover");
        let shown = dpo.get(&page).await;
        assert_eq!(shown.status, 200);
        for part in [
            "What happened",
            "Somebody got in through the top-up gateway.",
            "What is due next",
            "Nobody can file",
            "What is decided",
            "Nothing is decided yet",
            "What is not known",
            "CRM team",
            // What nobody was asked yet is not known either.
            "duties are presumed until this is known: ",
            "Whom to call",
            "Chiara Bonfanti",
            "Marek Nowicki has the case",
        ] {
            assert!(shown.text().contains(part), "{part} is not on {}", shown.text());
        }
        assert!(!auditor.get(&page).await.text().contains("I have it from here on"));
        let taken = dpo.fill_in(&page, &[("note", "The processor calls back at four")]).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let state = kept(app, &case);
        let shift = state.shift.unwrap();
        assert_eq!(
            (shift.by.name.as_str(), state.handler.unwrap().name.as_str()),
            ("Chiara Bonfanti", "Chiara Bonfanti")
        );
        assert_eq!(shift.from.unwrap().name.as_str(), "Marek Nowicki");
        let shown = handler.get(&page).await;
        assert!(shown.text().contains("Shift taken over by Chiara Bonfanti at "), "{}", shown.text());
        assert!(shown.text().contains("The processor calls back at four"));
        assert!(handler.get(&format!("{case}/timeline")).await.text().contains("Shift taken over by Chiara Bonfanti"));
        let italian = handler.get(&format!("{page}?lang=it")).await;
        assert!(italian.text().contains("Passaggio di consegne") && italian.text().contains("Che cosa non si sa"));
        let long = "a".repeat(30_000);
        assert_eq!(dpo.fill_in(&page, &[("note", long.as_str())]).await.status, 422);
    })
    .await;
}
