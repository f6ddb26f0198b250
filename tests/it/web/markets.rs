//! Markets entered many at once, of a case and of an organisation, without a script.

use breachdesk::domain::situation::MarketStatus;
use breachdesk::store::StoreResult;
use breachdesk::store::organisations;

use super::case_desk::{open_case, party, set_up};
use super::notice_desk::kept;
use crate::support::app::on_both_apps;

const NORDIC: [&str; 3] = ["DK", "NO", "SE"];

#[tokio::test]
async fn markets_of_a_case_are_chosen_many_at_once_and_changed_one_by_one() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Export of subscriber data").await;
        let form = dpo.get(&format!("{case}/markets/new")).await;
        assert!(form.text().contains("type=\"checkbox\" id=\"country\" name=\"country\" value=\"AT\""));
        // A country without an authority on record is one fold away.
        assert!(form.text().contains("name=\"more-countries\" value=\"BR\""), "{}", form.text());

        let before = kept(app, &case);
        let path = format!("{case}/markets/new");
        let none = dpo.fill_in(&path, &[("controller", "lunamobile"), ("status", "affected"), ("reason", "")]).await;
        assert!(none.status == 422 && none.text().contains("Choose at least one country"), "{}", none.text());
        let mut fields = vec![("controller", "lunamobile"), ("status", "affected"), ("reason", "")];
        fields.extend(NORDIC.iter().map(|country| ("country", *country)));
        fields.push(("more-countries", "BR"));
        let preview = dpo.fill_in(&path, &fields).await;
        assert_eq!(preview.status, 200, "{}", preview.text());
        for name in ["Denmark", "Norway", "Sweden"] {
            assert!(preview.text().contains(name), "the preview shows what moves in {name}");
        }
        let saved = party(&dpo, &path, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let after = kept(app, &case);
        assert_eq!(after.markets.len(), before.markets.len() + 4);
        assert!(after.duties.iter().any(|duty| duty.planned.recipient.id.starts_with("SE") && !duty.gone));

        let out = [("status", "no_service"), ("reason", "Sold last year")];
        assert_eq!(party(&dpo, &format!("{case}/markets/NO:lunamobile"), &out).await.status, 303);
        let after = kept(app, &case);
        let status = |country: &str| after.markets.iter().find(|one| one.country.as_str() == country).unwrap().status;
        assert_eq!(NORDIC.map(status), [MarketStatus::Affected, MarketStatus::NoService, MarketStatus::Affected]);
        super::links::whole(app);
    })
    .await;
}

#[tokio::test]
async fn markets_of_an_organisation_are_entered_many_at_once() {
    on_both_apps(async |app| {
        set_up(app);
        let admin = app.admin().await;
        let base = "/admin/organisations/lunamobile";
        let mut fields = vec![("controller", "lunamobile"), ("status", "affected"), ("reason", "")];
        fields.extend(NORDIC.iter().map(|country| ("country", *country)));
        let saved = admin.send(base, &format!("{base}/markets"), &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let row: StoreResult<_> = app.ctx.store.read(|conn| organisations::get(conn, app.organisation));
        let markets = row.unwrap().unwrap().settings["markets"].as_array().unwrap().clone();
        assert_eq!(markets.len(), 6, "those that were there stay");
        let refused = admin.send(base, &format!("{base}/markets"), &fields[..3]).await;
        assert!(refused.status == 422 && refused.text().contains("Choose at least one country"), "{}", refused.text());
        let unknown = [fields[0], fields[1], fields[2], ("country", "XX")];
        assert_eq!(admin.send(base, &format!("{base}/markets"), &unknown).await.status, 422);
    })
    .await;
}
