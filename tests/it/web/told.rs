//! People are told by what was sent or published; that they are, a person records, once for all whom the same act served.

use breachdesk::domain::plan::{DutyKind, DutyStatus};

use super::case_desk::between;
use super::notice_desk::{a_case, approve, begin, kept, people_duty, set_up};
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
        let fields = [
            ("step", "publish"),
            ("address", "https://www.lunamobile.example.org/notice"),
            ("at", "2026-10-04T08:00"),
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
    })
    .await;
}
