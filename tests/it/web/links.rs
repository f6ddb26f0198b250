//! Cases that belong together, on both databases: linked in both, shown in the register, taken back; and a case that begins as a copy.

use breachdesk::domain::links::{LinkedTo, Relation};

use super::case_desk::{close, known, open_case, record};
use super::notice_desk::{kept, set_up};
use crate::support::app::{TestApp, on_both_apps};

fn name(case: &str) -> &str {
    case.rsplit('/').next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_stands_in_both_cases_and_in_the_register_until_it_is_taken_back() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let (first, second) = (open_case(&dpo, "Spring letters").await, open_case(&dpo, "Autumn letters").await);
        // A case that is closed is just the one that an earlier breach is.
        close(&dpo, &first, "Taken over from the old register").await;
        let page = format!("{second}/links");
        let fields =
            [("to", name(&first)), ("elsewhere", ""), ("relation", "earlier"), ("reason", "The same mailing tool")];
        let linked = dpo.fill_in(&page, &fields).await;
        assert_eq!(linked.status, 303, "{}", linked.text());
        for (case, other, relation) in [(&second, &first, Relation::Earlier), (&first, &second, Relation::Later)] {
            let [link] = kept(app, case).links.try_into().unwrap();
            assert_eq!(link.relation, relation);
            assert!(matches!(&link.to, LinkedTo::Case { reference, .. } if reference == name(other)));
            let shown = dpo.get(&format!("{case}/links")).await;
            assert!(
                shown.text().contains("The same mailing tool") && shown.text().contains(&format!("href=\"{other}\""))
            );
            assert!(dpo.get(case).await.text().contains(name(other)));
            assert!(dpo.get(&format!("{case}/timeline")).await.text().contains("Case linked"));
        }
        let register = dpo.get("/register").await;
        assert!(register.text().contains(&format!("linked with {}", name(&first))), "{}", register.text());
        let csv = dpo.get("/register.csv").await;
        assert!(csv.text().contains("Linked cases"), "{}", csv.text());
        let rows = dpo.get("/register.json").await.json();
        let of = |case: &str| {
            rows.as_array().unwrap().iter().find(|row| row["reference"] == name(case)).unwrap()["linked"].clone()
        };
        assert_eq!((of(&first), of(&second)), (serde_json::json!([name(&second)]), serde_json::json!([name(&first)])));
        let found = dpo.get(&format!("/register?text={}", name(&first))).await;
        assert!(found.text().contains("Autumn letters"), "whoever looks for one finds what belongs to it");

        let twice = dpo.fill_in(&page, &fields).await;
        assert!(twice.status == 422 && twice.text().contains("linked already"), "{}", twice.text());
        let number = kept(app, &second).links[0].number;
        let remove = format!("{second}/links/{number}/remove");
        let unreasoned = dpo.send(&page, &remove, &[("why", "")]).await;
        assert_eq!(unreasoned.status, 422);
        assert_eq!(dpo.send(&page, &remove, &[("why", "Another tool")]).await.status, 303);
        assert!(kept(app, &first).links.is_empty() && kept(app, &second).links.is_empty());
        assert!(dpo.get(&format!("{first}/timeline")).await.text().contains("Another tool"));
        assert!(!dpo.get("/register").await.text().contains("linked with"));
        assert_eq!(dpo.send(&page, &remove, &[("why", "Once more")]).await.status, 404);
        whole(app);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_of_which_the_desk_holds_no_case_is_linked_by_name_and_bad_links_are_told() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Autumn letters").await;
        let page = format!("{case}/links");
        let base = [("relation", "earlier"), ("reason", "The same operator was hit")];
        let with =
            |to: &'static str, elsewhere: &'static str| [&[("to", to), ("elsewhere", elsewhere)][..], &base].concat();
        for (fields, told) in [
            (with("", ""), "one of the two"),
            (with("BR-2026-0001", "2019"), "one of the two"),
            (with("BR-1999-0001", ""), "no such case"),
        ] {
            let refused = dpo.fill_in(&page, &fields).await;
            assert!(refused.status == 422 && refused.text().contains(told), "{told}: {}", refused.text());
            assert!(refused.text().contains("The same operator was hit"), "what was typed stays");
        }
        let own: Vec<(&str, &str)> = [&[("to", name(&case)), ("elsewhere", "")][..], &base].concat();
        let itself = dpo.fill_in(&page, &own).await;
        assert!(itself.status == 422 && itself.text().contains("not linked with itself"), "{}", itself.text());
        let copied = [("to", ""), ("elsewhere", "2019"), ("relation", "copied_from"), ("reason", "x")];
        assert_eq!(dpo.fill_in(&page, &copied).await.status, 422, "what is a copy the program knows itself");
        assert!(kept(app, &case).links.is_empty());

        let linked = dpo.fill_in(&page, &with("", "November 2019, identity papers published")).await;
        assert_eq!(linked.status, 303, "{}", linked.text());
        let overview = dpo.get(&case).await;
        assert!(overview.text().contains("An earlier breach: November 2019"), "{}", overview.text());
        let auditor = app.auditor().await;
        let read = auditor.get(&page).await;
        assert!(read.status == 200 && !read.text().contains("<form class=\"card"), "{}", read.text());
        assert_eq!(auditor.send("/account", &page, &with("", "x")).await.status, 403);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_takes_over_parties_and_known_facts_with_their_source_and_no_moment() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Spring letters").await;
        assert_eq!(record(&dpo, &case, "aware", "2026-10-03T15:00", &[]).await.status, 303);
        let described =
            known(&dpo, &case, "incident.description", &[("value", "Letters went to the wrong houses")]).await;
        assert_eq!(described.status, 303, "{}", described.text());
        let untitled = dpo.send(&format!("{case}/links"), &format!("{case}/duplicate"), &[("title", "")]).await;
        assert_eq!(untitled.status, 422);
        let made =
            dpo.send(&format!("{case}/links"), &format!("{case}/duplicate"), &[("title", "Autumn letters")]).await;
        assert_eq!(made.status, 303, "{}", made.text());
        let (old, new) = (kept(app, &case), kept(app, made.location()));
        assert_ne!(old.reference, new.reference);
        assert_eq!((&new.controllers, &new.markets, &new.data_sets), (&old.controllers, &old.markets, &old.data_sets));
        assert!(
            new.instants.is_empty() && new.decisions.is_empty() && new.notices.is_empty() && new.reports.is_empty()
        );
        let fact = new.facts.iter().find(|entry| entry.fact.id == "incident.description").unwrap();
        assert_eq!(fact.fact.value, old.facts.iter().find(|entry| entry.fact.id == fact.fact.id).unwrap().fact.value);
        assert!(
            fact.source.as_str().starts_with(&format!("copied from {}", old.reference)),
            "{}",
            fact.source.as_str()
        );
        assert_eq!((new.links[0].relation, old.links[0].relation), (Relation::CopiedFrom, Relation::CopiedTo));
        let shown = dpo.get(made.location()).await;
        assert!(shown.status == 200 && shown.text().contains(&format!("Copied from: {}", old.reference)));
        whole(app);
    })
    .await;
}

/// The record is whole, but for the organisation, whose settings the test wrote without an event.
pub fn whole(app: &TestApp) {
    let checked = breachdesk::app::record::check(&app.ctx.store).unwrap();
    let misfit = checked.misfit.map(|misfit| misfit.what).unwrap_or_default();
    assert!(checked.chain.is_whole() && (misfit.is_empty() || misfit.contains("organisation")), "{misfit}");
}
