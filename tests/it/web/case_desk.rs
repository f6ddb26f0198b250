//! What the tests of the case pages share: an organisation with controllers, markets and data sets, and a case opened through the pages.

use breachdesk::store::StoreResult;
use breachdesk::store::organisations;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};

/// Lunamobile with one telecom provider in three markets and two data sets, one of them hit.
pub fn set_up(app: &TestApp) {
    let markets: Vec<serde_json::Value> = ["IT", "IE", "ES"]
        .into_iter()
        .map(|country| {
            json!({
                "country": country, "controller": "lunamobile", "status": "affected", "reason": null, "subjects": null,
            })
        })
        .collect();
    let data_set = |id: &str, name: &str, scope: &str, hit: &str| json!({ "id": id, "controller": "lunamobile", "name": name, "scope": scope, "hit": hit });
    let settings = json!({
        "controllers": [{
            "id": "lunamobile", "name": "Lunamobile Group", "country": "GB",
            "establishments": [], "roles": ["telecom_provider"], "regime_starts": {},
            "art27_representative": null, "region": null,
        }],
        "markets": markets,
        "data_sets": [
            data_set("sim-customers", "SIM customers", "telecom_service", "yes"),
            data_set("shop-customers", "Web shop", "other", "unknown"),
        ],
    });
    let id = app.organisation;
    let saved: StoreResult<()> = app.ctx.store.write(|tx| {
        let mut row = organisations::get(tx, id)?.unwrap();
        row.settings = settings.clone();
        organisations::update(tx, &row)
    });
    saved.unwrap();
}

/// Files a report as somebody of the staff and answers its reference.
pub async fn report(browser: &Browser, what: &str, first_noticed: &str) -> String {
    let answer = browser
        .fill_in(
            "/reports/new",
            &[
                ("organisation", "lunamobile"),
                ("what", what),
                ("when", first_noticed),
                ("when-zone", "Europe/Rome"),
                ("concerned", "customers"),
                ("ongoing", "unknown"),
                ("works-for-us", "yes"),
                ("contact", ""),
            ],
        )
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let shown = browser.get("/reports").await;
    reference(shown.text(), "RP-")
}

/// The first reference of this kind on a page.
pub fn reference(text: &str, prefix: &str) -> String {
    let at = text.find(prefix).unwrap_or_else(|| panic!("no {prefix} on {text}"));
    text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// Opens a case through the pages; answers its address, such as `/cases/BR-2026-0001`.
pub async fn open_case(browser: &Browser, title: &str) -> String {
    let report = report(browser, "Calls fail and accounts are empty.", "2026-10-03T13:00").await;
    let accepted =
        browser.send(&format!("/reports/{report}"), &format!("/reports/{report}/accept"), &[("title", title)]).await;
    assert_eq!(accepted.status, 303, "{}", accepted.text());
    accepted.location().to_owned()
}

/// Records a moment: the form, then the button that says so.
pub async fn record(browser: &Browser, case: &str, what: &str, at: &str, more: &[(&str, &str)]) -> Page {
    let mut fields = vec![
        ("what", what),
        ("scope", "case"),
        ("at", at),
        ("at-zone", "Europe/Rome"),
        ("certainty", "confirmed"),
        ("source", "own_staff"),
        ("how", "Security told the DPO by telephone"),
        ("step", "record"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    // What is recorded is what was previewed.
    let path = format!("{case}/instants/new");
    let preview: Vec<(&str, &str)> = fields.iter().copied().filter(|(name, _)| *name != "step").collect();
    let shown = browser.fill_in(&path, &preview).await;
    if shown.status != 200 {
        return shown;
    }
    let mark = super::notice_desk::hidden(&shown, "previewed");
    fields.push(("previewed", &mark));
    browser.fill_in(&path, &fields).await
}

/// Saves a controller, a data set or a market: the form, then the button below what it would move.
pub async fn party(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let shown = browser.fill_in(path, fields).await;
    if shown.status != 200 {
        return shown;
    }
    let mark = super::notice_desk::hidden(&shown, "previewed");
    browser.fill_in(path, &[fields, &[("step", "record"), ("previewed", &mark)]].concat()).await
}

/// Sets a fact as known, in the scope of the case.
pub async fn known(browser: &Browser, case: &str, fact: &str, more: &[(&str, &str)]) -> Page {
    let page = format!("{case}/facts/{fact}");
    let mut fields = vec![("scope", "case"), ("state", "known"), ("source", "Operations report")];
    fields.extend_from_slice(more);
    browser.fill_in(&page, &fields).await
}

/// The points that the close gate of a case lists.
pub async fn points(browser: &Browser, case: &str) -> Vec<String> {
    let gate = browser.get(&format!("{case}/close")).await;
    let values = gate.text().split("name=\"point\" value=\"").skip(1);
    values.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// Passes every open point with this reason, and closes the case.
pub async fn close(browser: &Browser, case: &str, reason: &str) {
    let (gate, points) = (format!("{case}/close"), points(browser, case).await);
    let token = browser.get(&gate).await.token();
    let mut fields: Vec<(&str, &str)> = points.iter().map(|point| ("point", point.as_str())).collect();
    fields.push(("reason", reason));
    let passed = browser.post_with(&format!("{gate}/waive"), &token, &fields).await;
    assert_eq!(passed.status, 303, "{}", passed.text());
    let closed = browser.fill_in(&gate, &[]).await;
    assert_eq!(closed.status, 303, "{}", closed.text());
}

/// The part of a page between two texts.
pub fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from} on {text}")).1;
    rest.split_once(to).map_or(rest, |(part, _)| part)
}
