//! One incident that was opened twice, on both databases: the earlier moment counts, what was filed counts where the work goes on, nothing
//! is lost, and both records say so.

use breachdesk::app::cases;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::CaseStatus;
use breachdesk::domain::command::Command;
use breachdesk::domain::plan::DutyStatus;
use breachdesk::domain::situation::{Controller, InstantKind, Scope};
use breachdesk::store::memberships::MembershipStatus;
use breachdesk::store::{StoreResult, events, reminders};

use super::case_desk::{close, known, open_case, record};
use super::links::whole;
use super::notice_desk::{a_case, duty, kept, set_up, upload};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

fn name(case: &str) -> &str {
    case.rsplit('/').next().unwrap()
}

/// Merges the second case into the first, through the page that shows both.
async fn merge(browser: &Browser, stays: &str, goes: &str, reason: &str) -> Page {
    let page = format!("{goes}/merge?with={}", name(stays));
    let fields = [("with", name(stays)), ("stays", name(stays)), ("reason", reason)];
    browser.send(&page, &format!("{goes}/merge"), &fields).await
}

async fn filed(browser: &Browser, app: &TestApp, case: &str, number: &str) {
    let owed = duty(&kept(app, case), "eprivacy-611", "IT-TELECOM").number;
    let path = format!("{case}/duties/{owed}/filing");
    let fields = [
        ("step", "filed"),
        ("what", "First notice by PEC"),
        ("channel", "pec"),
        ("at", "2026-10-04T08:20"),
        ("at-zone", "Europe/Rome"),
        ("reasons", ""),
        ("kind", "receipt"),
        ("number", number),
    ];
    let done = upload(browser, &path, &path, &fields, None).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_cases_of_one_incident_one_goes_on_with_the_earlier_moments_and_what_was_filed() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let stays = a_case(&dpo).await;
        let goes = open_case(&dpo, "Calls fail, seen by the call centre").await;
        for what in ["aware", "detected_611"] {
            assert_eq!(record(&dpo, &goes, what, "2026-10-03T11:30", &[]).await.status, 303);
        }
        for (case, value) in [(&stays, "Seen by the shop"), (&goes, "Seen by the call centre")] {
            assert_eq!(known(&dpo, case, "incident.description", &[("value", value)]).await.status, 303);
        }
        assert_eq!(known(&dpo, &goes, "incident.systems", &[("value", "A key was lost")]).await.status, 303);
        filed(&dpo, app, &goes, "IT-2026-77").await;
        let task = [("title", "Call the forwarder"), ("owner", "Marek Nowicki"), ("due", ""), ("phase", "facts")];
        assert_eq!(dpo.send(&format!("{goes}/tasks"), &format!("{goes}/tasks"), &task).await.status, 303);
        let before = duty(&kept(app, &stays), "eprivacy-611", "IT-TELECOM");
        assert_eq!(dpo.get("/statistics").await.text().matches("2 breaches in these twelve months").count(), 1);

        let shown = dpo.get(&format!("{goes}/merge?with={}", name(&stays))).await;
        assert!(shown.text().contains("Seen by the shop") && shown.text().contains("Seen by the call centre"));
        let unreasoned = merge(&dpo, &stays, &goes, "").await;
        assert!(unreasoned.status == 422 && unreasoned.text().contains("Seen by the shop"), "{}", unreasoned.text());
        let merged = merge(&dpo, &stays, &goes, "Reported by the shop and by the call centre").await;
        assert_eq!(merged.status, 303, "{}", merged.text());
        assert_eq!(merged.location(), stays);

        let (one, other) = (kept(app, &stays), kept(app, &goes));
        // The clock is that of the earlier moment, and what was filed in the other case is filed.
        let after = duty(&one, "eprivacy-611", "IT-TELECOM");
        assert!(after.planned.target_at < before.planned.target_at, "no clock gets later");
        let aware = one.instant_in_force(InstantKind::Aware, &Scope::case()).unwrap();
        assert_eq!(aware.at.rfc3339(), "2026-10-03T09:30:00Z");
        assert!(aware.how.as_str().starts_with(&format!("taken over from {}", name(&goes))), "{}", aware.how.as_str());
        assert_eq!(after.planned.status, DutyStatus::Met, "nobody files it a second time");
        let [filing] = one.filings_for(after.number).try_into().unwrap();
        assert_eq!(filing.proof.as_ref().unwrap().reference.as_str(), "IT-2026-77");
        // What only the other knew came in; where both know, both are told and one stands.
        let fact = |id: &str| one.fact(id, &Scope::case()).unwrap().clone();
        assert!(fact("incident.systems").source.as_str().starts_with("taken over from"));
        assert!(fact("incident.description").fact.value.to_string().contains("Seen by the shop"));
        assert!(one.tasks.iter().any(|task| task.title.as_str() == "Call the forwarder"));
        let compare = one.tasks.iter().find(|task| task.title.as_str().starts_with("Compare with")).unwrap();
        assert!(compare.must);
        let [took] = one.took_over.clone().try_into().unwrap();
        assert!(took.differs.contains(&"fact:incident.description".to_owned()), "{:?}", took.differs);
        assert!(took.differs.contains(&"instant:aware".to_owned()), "{:?}", took.differs);

        // The other one is closed and says where it went; its record is as it was, and pinned by its last hash.
        assert_eq!(other.status, CaseStatus::Closed);
        assert_eq!(other.merged_into.as_ref().unwrap().reference, name(&stays));
        assert!(other.fact("incident.description", &Scope::case()).is_some() && !other.all_filings().is_empty());
        let end: StoreResult<(i64, String)> = app.ctx.store.read(|conn| events::end_of_case(conn, other.id));
        assert_eq!(end.unwrap(), (took.events, took.head.clone()));
        let waits: StoreResult<Vec<_>> = app.ctx.store.read(|conn| reminders::of_case(conn, other.id));
        assert!(waits.unwrap().iter().all(|row| row.fired_at.is_some() || row.cancelled_at.is_some()));
        let theirs = dpo.get(&format!("{goes}/timeline")).await;
        assert!(theirs.text().contains(&format!("Merged into {}", name(&stays))), "{}", theirs.text());
        let mine = dpo.get(&format!("{stays}/timeline")).await;
        assert!(mine.text().contains(&format!("{} was merged into this case", name(&goes))), "{}", mine.text());
        assert!(dpo.get(&goes).await.text().contains("the work goes on there"));
        let register = dpo.get("/register").await;
        assert!(register.text().contains("merged into another case"), "{}", register.text());
        assert!(dpo.get("/statistics").await.text().contains("One breach in these twelve months"), "counted once");

        // What was filed there comes back there, and is open again here.
        let there = other.all_filings()[0].1.number;
        let owed = duty(&other, "eprivacy-611", "IT-TELECOM").number;
        let path = format!("{goes}/duties/{owed}/filing");
        let back = [
            ("step", "came-back"),
            ("filing", &there.to_string()),
            ("back-at", "2026-10-04T08:25"),
            ("back-at-zone", "Europe/Rome"),
            ("why", "The mailbox is full"),
        ];
        let heard = upload(&dpo, &path, &path, &back, None).await;
        assert_eq!(heard.status, 303, "{}", heard.text());
        assert!(duty(&kept(app, &stays), "eprivacy-611", "IT-TELECOM").is_unfiled(), "the authority does not have it");
        // Nothing is filed any more where nobody works.
        let refused = dpo.send(&format!("{goes}/title"), &format!("{goes}/title"), &[("title", "Another")]).await;
        assert!(refused.status == 422 && refused.text().contains("was merged into"), "{}", refused.text());
        whole(app);

        // It was another incident after all.
        let again = dpo.fill_in(&format!("{goes}/reopen"), &[("waiver", "Two incidents after all")]).await;
        assert_eq!(again.status, 303, "{}", again.text());
        assert_eq!(kept(app, &goes).merged_into, None);
        assert!(kept(app, &goes).duties.iter().any(|duty| duty.is_unfiled()), "its clocks run again");
        assert!(dpo.get(&format!("{stays}/timeline")).await.text().contains("Two incidents after all"));
        whole(app);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_falsify_the_record_is_not_merged_and_a_sentence_says_why() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler) = (app.dpo().await, app.handler().await);
        let (one, other) = (a_case(&dpo).await, open_case(&dpo, "Letters to the wrong houses").await);
        let look = async |with: &str| dpo.get(&format!("{one}/merge?with={with}")).await;
        for (with, told) in [("BR-1999-0001", "no other case"), (name(&one), "no other case")] {
            let refused = look(with).await;
            assert!(refused.status == 422 && refused.text().contains(told), "{told}: {}", refused.text());
        }
        assert_eq!(look(name(&other)).await.status, 200);
        assert_eq!(handler.get(&format!("{one}/merge")).await.status, 403, "who answers for it closes a case");

        // A moment that waits for a second person.
        let later = record(&dpo, &other, "aware", "2026-10-03T15:00", &[]).await;
        assert_eq!(later.status, 303, "{}", later.text());
        let number = kept(app, &other).instant_in_force(InstantKind::Aware, &Scope::case()).unwrap().number.to_string();
        let moved = [("corrects", number.as_str()), ("reason", "The first call was not clear")];
        assert_eq!(record(&dpo, &other, "aware", "2026-10-03T16:00", &moved).await.status, 303);
        let refused = look(name(&other)).await;
        assert!(refused.status == 422 && refused.text().contains("waits for a second person"), "{}", refused.text());

        // Another controller: each owes notices of its own.
        let third = open_case(&dpo, "A shop of another company").await;
        let other_controller = |case: &str| {
            let case = kept(app, case);
            let controller = Controller { id: "ottima".into(), ..case.controllers[0].clone() };
            let set = Command::SetController { controller };
            app.ctx.store.write(|tx| cases::run_as_system(&app.ctx, tx, case.id, set)).unwrap()
        };
        other_controller(&third);
        let refused = look(name(&third)).await;
        assert!(refused.status == 422 && refused.text().contains("different controllers"), "{}", refused.text());

        // A restricted case and one that everybody sees.
        let fourth = open_case(&dpo, "Board papers").await;
        let controller = app.add_member("Aoife Brennan", Role::Controller, MembershipStatus::Active).to_string();
        let seen = [("who", "these"), ("people", controller.as_str()), ("reason", "A member of the board")];
        assert_eq!(dpo.fill_in(&format!("{fourth}/access"), &seen).await.status, 303);
        let refused = look(name(&fourth)).await;
        assert!(refused.status == 422 && refused.text().contains("the same people"), "{}", refused.text());

        // A closed one.
        close(&dpo, &third, "Opened by mistake").await;
        let refused = look(name(&third)).await;
        assert!(refused.status == 422 && refused.text().contains("must be open"), "{}", refused.text());
        assert!(kept(app, &one).took_over.is_empty());
        whole(app);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_restricted_after_it_was_linked_is_named_in_no_timeline_that_others_read() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler, auditor) = (app.dpo().await, app.handler().await, app.auditor().await);
        let (open, secret) = (open_case(&dpo, "Autumn letters").await, open_case(&dpo, "Spring letters").await);
        let fields = [("to", name(&secret)), ("elsewhere", ""), ("relation", "related"), ("reason", "The same tool")];
        assert_eq!(dpo.fill_in(&format!("{open}/links"), &fields).await.status, 303);
        assert!(handler.get(&format!("{open}/timeline")).await.text().contains(name(&secret)));
        let controller = app.add_member("Aoife Brennan", Role::Controller, MembershipStatus::Active).to_string();
        let seen = [("who", "these"), ("people", controller.as_str()), ("reason", "A member of the board")];
        assert_eq!(dpo.fill_in(&format!("{secret}/access"), &seen).await.status, 303);
        for page in ["", "/timeline", "/timeline.csv", "/links"] {
            let (handlers, auditors) =
                (handler.get(&format!("{open}{page}")).await, auditor.get(&format!("{open}{page}")).await);
            for seen in [handlers, auditors] {
                assert!(!seen.text().contains(name(&secret)), "{page}: {}", seen.text());
            }
            assert!(dpo.get(&format!("{open}{page}")).await.text().contains(name(&secret)), "{page}");
        }
        let theirs = handler.get(&format!("{open}/timeline")).await;
        assert!(theirs.text().contains("a case that you do not see") && theirs.text().contains("The same tool"));
        whole(app);
    })
    .await;
}
