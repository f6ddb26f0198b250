//! Try-outs of several things at once: what was added comes along as boxes, has questions of its own, and is taken back by its box.

use super::case_desk::set_up;
use super::notice_desk::kept;
use super::try_out::{a_case, outcome, shown, suppose};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};

/// Tries out once more from the page of an earlier try, with these fields changed and these boxes of what was added unticked.
async fn again(browser: &Browser, case: &str, page: &Page, changes: &[(&str, &str)], untick: &str) -> Page {
    let mut fields = shown(page);
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields.retain(|(name, value)| untick.is_empty() || name != "also" || !value.contains(untick));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post_with(&format!("{case}/what-if"), &page.token(), &fields).await
}

fn boxes(page: &Page) -> usize {
    shown(page).iter().filter(|(name, _)| name == "also").count()
}

const FRANCE: &[(&str, &str)] =
    &[("market-country", "FR"), ("market-owner", "lunamobile"), ("market-status", "affected")];

#[tokio::test]
async fn what_was_added_comes_along_and_is_taken_back_by_its_box() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let before = kept(&app, &case);

    let one = suppose(&dpo, &case, FRANCE).await;
    assert_eq!((one.status, boxes(&one)), (200, 1), "{}", one.text());
    let poland = [("market-country", "PL"), ("market-owner", "lunamobile"), ("market-status", "affected")];
    let two = again(&dpo, &case, &one, &poland, "").await;
    assert_eq!(boxes(&two), 2);
    assert!(outcome(&two).contains("France") && outcome(&two).contains("Poland"), "{}", outcome(&two));
    // The added market has a question of its own; its answer counts over the box.
    let otherwise = again(&dpo, &case, &two, &[("market-FR-lunamobile", "not_affected")], "").await;
    let table = |page: &Page| outcome(page).split("Would arise").nth(1).unwrap_or_default().to_owned();
    assert!(!table(&otherwise).contains("France") && table(&otherwise).contains("Poland"), "{}", table(&otherwise));
    let back = again(&dpo, &case, &two, &[], "PL").await;
    assert_eq!((back.status, boxes(&back)), (200, 1), "{}", back.text());
    assert!(outcome(&back).contains("France") && !outcome(&back).contains("Poland"));
    assert_eq!(kept(&app, &case), before, "nothing was stored");
}

#[tokio::test]
async fn seat_land_role_and_first_day_are_supposed_together() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let tried = suppose(
        &dpo,
        &case,
        &[
            ("hit-shop-customers", "yes"),
            ("main-lunamobile", "DE"),
            ("region-lunamobile", "BY"),
            ("new-seat-lunamobile", "AT"),
            ("start-lunamobile-nis2", "2026-01-20"),
        ],
    )
    .await;
    assert_eq!(tried.status, 200, "{}", tried.text());
    let told = outcome(&tried);
    for part in ["Germany (main establishment)", "region: ", "20 Jan 2026", "Austria", "Would arise"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(told.contains("Bayer") || told.contains("Bavaria"), "the authority of the Land is told: {told}");
    let without = suppose(&dpo, &case, &[("hit-shop-customers", "yes"), ("main-lunamobile", "DE")]).await;
    // A provider of telephone services answers to the federal commissioner, whatever the Land.
    assert!(
        outcome(&without).contains("Federal Commissioner") && !outcome(&without).contains("Bavaria"),
        "{}",
        outcome(&without)
    );
    // The establishment that was added stands among the others in the next try.
    let next = again(&dpo, &case, &tried, &[], "").await;
    assert!(outcome(&next).contains("Austria"), "{}", outcome(&next));
    let bad = suppose(&dpo, &case, &[("region-lunamobile", "XX-9"), ("start-lunamobile-nis2", "soon")]).await;
    assert_eq!(bad.status, 422);
    for field in ["region-lunamobile", "start-lunamobile-nis2"] {
        assert!(bad.text().contains(&format!("href=\"#{field}\"")), "{field}");
    }
}

#[tokio::test]
async fn a_controller_that_the_case_does_not_have_is_added_with_data_and_a_market_of_its_own() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let named = suppose(&dpo, &case, &[("controller-name", "Lunamobile Polska"), ("controller-country", "PL")]).await;
    assert_eq!((named.status, boxes(&named)), (200, 1), "{}", named.text());
    let data = [
        ("set-name", "Payroll"),
        ("set-owner", "supposed-1"),
        ("set-hit", "yes"),
        ("set-held", "other"),
        ("market-country", "PL"),
        ("market-owner", "supposed-1"),
        ("market-status", "affected"),
        ("main-supposed-1", "PL"),
    ];
    let whole = again(&dpo, &case, &named, &data, "").await;
    assert_eq!((whole.status, boxes(&whole)), (200, 3), "{}", whole.text());
    assert!(outcome(&whole).contains("Lunamobile Polska") && outcome(&whole).contains("Poland"), "{}", outcome(&whole));
    // Without the controller its data and market speak of nobody: that is said, and nothing is computed.
    let gone = again(&dpo, &case, &whole, &[], "Lunamobile Polska").await;
    assert_eq!(gone.status, 422, "{}", gone.text());
    assert!(gone.text().contains("speaks of what is no longer supposed") && gone.text().contains("href=\"#also\""));
    // A box that nobody here wrote is a sentence too.
    let forged = suppose(&dpo, &case, &[("also", "{\"controllers\":[{\"id\":")]).await;
    assert_eq!(forged.status, 422);
}

#[tokio::test]
async fn filings_are_supposed_one_after_the_other_and_open_the_stages_that_follow() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let page = dpo.get(&format!("{case}/what-if")).await;
    let first = page
        .text()
        .split("value=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|value| value.starts_with("eprivacy-611|initial|IT"))
        .expect("the first notice can be filed")
        .to_owned();
    let filed = suppose(&dpo, &case, &[("filed-duty", &first), ("filed-at", "2026-10-03T18:00")]).await;
    assert_eq!((filed.status, boxes(&filed)), (200, 1), "{}", filed.text());
    let second = first.replace("|initial|", "|second|");
    assert!(filed.text().contains(&second), "the stage that follows can be filed: {second}");
    let both = again(&dpo, &case, &filed, &[("filed-duty", &second), ("filed-at", "2026-10-05T09:00")], "").await;
    assert_eq!((both.status, boxes(&both)), (200, 2), "{}", both.text());
}

#[tokio::test]
async fn duties_that_would_differ_alike_stand_on_one_line_with_their_recipients_behind_it() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = a_case(&dpo).await;
    let mut page = suppose(&dpo, &case, FRANCE).await;
    for country in ["PL", "AT", "PT"] {
        let market = [("market-country", country), ("market-owner", "lunamobile"), ("market-status", "affected")];
        page = again(&dpo, &case, &page, &market, "").await;
    }
    let arise = outcome(&page).split("Would arise").nth(1).unwrap_or_default().to_owned();
    let (line, rest) = arise.split_once("First notice within 24 hours (Regulation 611/2013): 4 recipients").unwrap();
    assert!(line.ends_with("<summary>"), "{line}");
    let members = rest.split("</details>").next().unwrap();
    for country in ["France", "Poland", "Austria", "Portugal"] {
        assert!(members.contains(country), "{country}: {members}");
    }
}
