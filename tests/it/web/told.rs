//! People are told by what was sent or published; that they are, a person records, once for all whom the same act served.

use breachdesk::domain::plan::{DutyKind, DutyStatus};

use super::case_desk::{between, party};
use super::notice_desk::{a_case, approve, begin, kept, newest, people_duty, set_up};
use super::notices::tell_what_people_need;
use crate::support::app::on_both_apps;
use crate::support::browser::Page;

/// The value with which a field of the form is shown.
fn value(page: &Page, name: &str) -> String {
    let tag = page.text().split('<').find(|tag| tag.contains(&format!("name=\"{name}\"")));
    let tag = tag.unwrap_or_else(|| panic!("no field {name} on {}", page.text()));
    tag.split("value=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_notice_tells_the_people_once_somebody_has_recorded_it_and_the_close_gate_then_lets_them_go() {
    on_both_apps(async |app| {
        set_up(app);
        let (handler, controller) = (app.handler().await, app.controller().await);
        let case = a_case(&handler).await;
        tell_what_people_need(&handler, &case).await;
        let people = people_duty(&kept(app, &case));
        let notice = begin(&handler, &case, people.number, "public_notice", "en").await;
        assert_eq!(approve(&controller, &notice, &[]).await.status, 303);
        let page = format!("{notice}/file");
        let now = app.ctx.clock.now().in_zone(chrono_tz::Europe::Rome).format("%Y-%m-%dT%H:%M").to_string();
        let fields = [
            ("step", "publish"),
            ("address", "https://www.lunamobile.example.org/notice"),
            ("at", now.as_str()),
            ("at-zone", "Europe/Rome"),
        ];
        let published = controller.fill_in(&page, &fields).await;
        assert_eq!(published.status, 303, "{}", published.text());

        // Published is not told: the board says what is left, and the gate agrees with it.
        let duty = handler.get(&format!("{case}/duties/{}", people.number)).await;
        assert!(duty.text().contains("Sent or published, to be recorded"), "{}", duty.text());
        assert!(duty.text().contains("Record that they are told"), "{}", duty.text());
        let gate = controller.get(&format!("{case}/close")).await;
        assert!(gate.text().contains(&format!("href=\"{case}/duties/{}\"", people.number)));

        // The form holds what the desk knows; a person adds nothing but the press.
        let path = format!("{case}/duties/{}/filing", people.number);
        let form = handler.get(&path).await;
        assert!(value(&form, "what").contains("public notice at https://www.lunamobile.example.org/notice"));
        assert!(value(&form, "number").starts_with("SHA-256 ") && value(&form, "at").starts_with("2026-10-04T"));
        assert!(form.text().contains("<option value=\"site\" selected>"), "{}", form.text());
        assert!(!form.text().contains("<option value=\"portal\""), "people are told in no portal");
        assert!(form.text().contains("When the last of them could know"), "{}", form.text());
        assert!(!form.text().contains("authority’s own clock") && !form.text().contains("receipt of the authority"));
        let case_now = kept(app, &case);
        let served: Vec<u32> = case_now.notices.last().unwrap().duties.clone();
        let also: Vec<String> =
            served.iter().filter(|number| **number != people.number).map(ToString::to_string).collect();
        for number in &also {
            let ticked = between(form.text(), "name=\"also\"", "</fieldset>").to_owned();
            assert!(form.text().contains(&format!("name=\"also\" value=\"{number}\" checked")), "{ticked}");
        }
        let (what, number, at, zone) =
            (value(&form, "what"), value(&form, "number"), value(&form, "at"), value(&form, "at-zone"));
        let mut fields = vec![
            ("step", "filed"),
            ("what", what.as_str()),
            ("channel", "site"),
            ("at", at.as_str()),
            ("at-zone", if zone.is_empty() { "Europe/Rome" } else { zone.as_str() }),
            ("reasons", ""),
            ("kind", "screenshot"),
            ("number", number.as_str()),
        ];
        let forged: Vec<_> = fields.iter().copied().chain([("also", "1")]).collect();
        let refused = handler.fill_in(&path, &forged).await;
        assert_eq!(refused.status, 422, "an authority's duty is told nobody by a public notice");
        fields.extend(also.iter().map(|number| ("also", number.as_str())));
        let done = handler.fill_in(&path, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let case_now = kept(app, &case);
        for number in &served {
            let duty = case_now.duty(*number).unwrap();
            assert_eq!((duty.planned.kind, duty.planned.status), (DutyKind::People, DutyStatus::Met), "duty {number}");
        }
        assert_eq!(case_now.filed_outside.len(), 1, "one record for all of them");
        let gate = controller.get(&format!("{case}/close")).await;
        assert!(!gate.text().contains(&format!("href=\"{case}/duties/{}\"", people.number)), "{}", gate.text());
        super::links::whole(app);

        // The second notification says what the desk knows of it, and that no other Member State is concerned.
        let first = super::notice_desk::duty(&kept(app, &case), "eprivacy-611", "IT-TELECOM");
        let filed = [
            ("step", "filed"),
            ("what", "First notice by PEC"),
            ("channel", "pec"),
            ("at", "2026-10-04T08:20"),
            ("at-zone", "Europe/Rome"),
            ("reasons", ""),
            ("kind", "none"),
            ("number", ""),
        ];
        let done = handler.fill_in(&format!("{case}/duties/{}/filing", first.number), &filed).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let out = [("status", "not_affected"), ("reason", "Nobody there was in the file")];
        assert_eq!(party(&handler, &format!("{case}/markets/CY:lunamobile"), &out).await.status, 303);
        let now = kept(app, &case);
        let second = now.duties.iter().find(|one| {
            one.planned.rule == first.planned.rule
                && one.planned.stage == "second"
                && one.planned.recipient.id == "IT-TELECOM"
        });
        begin(&handler, &case, second.unwrap().number, "t611_second", "en").await;
        let draft: serde_json::Value = serde_json::from_str(newest(app, &case).content.as_str()).unwrap();
        let part = |id: &str| {
            let blocks = draft["blocks"].as_array().unwrap();
            blocks.iter().find(|block| block["id"] == id).unwrap()["body"].as_str().unwrap().to_owned()
        };
        // Who takes over reads what has gone out; the register holds what was done (Art. 33(5) GDPR).
        let handover = handler.get(&format!("{case}/handover")).await;
        assert!(handover.text().contains("Public notice, version 1: "), "{}", handover.text());
        assert!(handover.text().contains(": filed Sun 4 Oct"), "{}", handover.text());
        let dpo = app.dpo().await;
        let rows = dpo.get("/register.json").await.json();
        let action = &rows[0]["action_taken"][0];
        assert_eq!((&action["fact"], &action["state"]), (&"measures.mitigation".into(), &"known".into()), "{rows}");
        assert!(dpo.get("/register.csv").await.text().contains("The platform was taken off the net."));
        assert_eq!(part("told_means"), "Public communication");
        assert_eq!(part("other_states"), "Not concerned, as far as is known");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_promised_to_hear_more_only_by_a_day_that_the_text_itself_names_for_something_open() {
    on_both_apps(async |app| {
        set_up(app);
        let handler = app.handler().await;
        let open = [("scope", "case"), ("state", "unknown"), ("who", "CRM team"), ("by", "2026-10-06")];
        let drafted = async |fact: &str, tell: bool| {
            let case = a_case(&handler).await;
            if tell {
                tell_what_people_need(&handler, &case).await;
            }
            assert_eq!(handler.fill_in(&format!("{case}/facts/{fact}"), &open).await.status, 303);
            let people = people_duty(&kept(app, &case));
            begin(&handler, &case, people.number, "public_notice", "en").await;
            newest(app, &case).content.as_str().to_owned()
        };
        // Where the systems stand is a question of the desk; the notice says nothing of it, and answers what is known.
        let text = drafted("incident.location_media", true).await;
        assert!(!text.contains("Next update by") && text.contains("No, on what we know today."), "{text}");
        assert!(!text.contains("the police"), "nobody said whether they were told: {text}");
        let text = drafted("data.categories", false).await;
        assert!(text.contains("Next update by 6 October 2026"), "{text}");
    })
    .await;
}
