//! Filters of the register and of the list of cases under a name: own or shared, links of their own, removable; and whoever opens one sees
//! what they may see.

use breachdesk::domain::actor::Role;
use breachdesk::store::memberships::MembershipStatus;

use super::case_desk::{open_case, set_up};
use crate::support::app::on_both_apps;
use crate::support::browser::{Browser, Page};

async fn keep(browser: &Browser, page: &str, name: &str, share: &str) -> Page {
    let shown = browser.get(page).await;
    let place = super::case_desk::between(shown.text(), "name=\"place\" value=\"", "\"").to_owned();
    let query = super::case_desk::between(shown.text(), "name=\"query\" value=\"", "\"").replace("&#38;", "&");
    let fields = [("place", place.as_str()), ("query", query.as_str()), ("name", name), ("share", share)];
    browser.post_with("/views", &shown.token(), &fields).await
}

/// The address of the view of this name on a page.
fn link(page: &Page, name: &str) -> Option<String> {
    let before = page.text().split(&format!(">{name}</a>")).next().filter(|one| one.len() < page.text().len())?;
    let href = before.rsplit("href=\"").next()?;
    Some(href.split('"').next()?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_is_kept_under_a_name_and_shared_without_showing_more_than_its_reader_may_see() {
    on_both_apps(async |app| {
        set_up(app);
        let (dpo, handler, auditor) = (app.dpo().await, app.handler().await, app.auditor().await);
        let letters = open_case(&dpo, "Autumn letters").await;
        let board = open_case(&dpo, "Letters of the board").await;
        let kept = keep(&dpo, "/cases?text=letters&state=open&after=zz&lang=en", "Open letters", "").await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        assert_eq!(kept.location(), "/cases?state=open&text=letters", "neither page nor anything else");
        let shared = keep(&dpo, "/cases?text=letters", "All letters", "lunamobile").await;
        assert_eq!(shared.status, 303, "{}", shared.text());
        let mine = dpo.get("/cases").await;
        let (own, all) = (link(&mine, "Open letters").unwrap(), link(&mine, "All letters").unwrap());
        assert_eq!(dpo.get(&own).await.location(), "/cases?state=open&text=letters");
        assert!(dpo.get("/cases?text=letters&state=open").await.text().contains("aria-current=\"true\">Open letters<"));
        assert_eq!(link(&dpo.get("/register").await, "Open letters"), None, "each list has its own");

        // Shared with everybody of the organisation, and with nobody else; one's own is nobody else's.
        let theirs = handler.get("/cases").await;
        assert!(theirs.text().contains("shared with Lunamobile Group by Chiara Bonfanti"), "{}", theirs.text());
        assert_eq!(link(&theirs, "Open letters"), None);
        assert_eq!(handler.get(&own).await.status, 404);
        let stranger = app.add_member("Giulia Sartori", Role::Reporter, MembershipStatus::Active);
        assert!(!stranger.is_nil());
        assert_eq!(app.sign_in("giulia.sartori@example.org").await.get(&all).await.status, 403);
        // The view is an address: a restricted case stays hidden behind it.
        let controller = app.add_member("Aoife Brennan", Role::Controller, MembershipStatus::Active).to_string();
        let seen = [("who", "these"), ("people", controller.as_str()), ("reason", "A member of the board")];
        assert_eq!(dpo.fill_in(&format!("{board}/access"), &seen).await.status, 303);
        let through = handler.get(handler.get(&all).await.location()).await;
        assert!(through.text().contains(&letters) && !through.text().contains(&board), "{}", through.text());

        // Names are one's own once; an auditor keeps views and shares none; nobody removes another's.
        let twice = keep(&dpo, "/cases", "Open letters", "").await;
        assert!(twice.status == 422 && twice.text().contains("a view of this name already"), "{}", twice.text());
        assert!(twice.text().contains("value=\"Open letters\""), "what was typed stays");
        for (name, told) in [("", "Give the view a name"), ("x".repeat(81).as_str(), "at most 80 characters")] {
            let refused = keep(&dpo, "/register?risk=high", name, "").await;
            assert!(refused.status == 422 && refused.text().contains(told), "{told}: {}", refused.text());
        }
        assert_eq!(keep(&auditor, "/register?risk=high", "High", "").await.status, 303);
        let refused = keep(&auditor, "/register?risk=high", "High for all", "lunamobile").await;
        assert!(refused.status == 422 && refused.text().contains("may not share"), "{}", refused.text());
        let token = handler.get("/cases").await.token();
        assert_eq!(handler.post_with(&format!("{all}/remove"), &token, &[]).await.status, 403);
        let forged = [("place", "register"), ("query", ""), ("name", ""), ("share", "")];
        assert_eq!(handler.post_with("/views", &handler.get("/cases").await.token(), &forged).await.status, 403);
        // Whoever answers for the organisation removes what is shared in it.
        let controller = app.sign_in("aoife.brennan@example.org").await;
        let token = controller.get("/cases").await.token();
        let gone = controller.post_with(&format!("{all}/remove"), &token, &[]).await;
        assert_eq!(gone.status, 303, "{}", gone.text());
        assert_eq!(handler.get(&all).await.status, 404);
        assert_eq!(link(&dpo.get("/cases").await, "All letters"), None);
    })
    .await;
}
