//! Authorities for countries whose law nobody has loaded: added on screen, planned as presumed, corrected, ended.

use breachdesk::domain::actor::Role;
use breachdesk::domain::plan::DutyStatus;

use super::case_desk::{open_case, party, set_up};
use crate::support::app::{TestApp, on_both_apps};
use crate::support::browser::{Browser, Page};

const LIST: &str = "/rules/lunamobile/authorities";

const ANPD: &[(&str, &str)] = &[
    ("authority-name", "Autoridade de Proteção (invented)"),
    ("country", "BR"),
    ("zone", "America/Sao_Paulo"),
    ("languages", "pt, en"),
    ("channels", "online_form"),
    ("channels", "email"),
    ("email", "incidents@authority.example.org"),
    ("phone", "+55 61 0000 0000"),
    ("post", "Brasília"),
    ("act", "Data law of 2018"),
    ("article", "art. 48"),
    ("asks", "Every incident with relevant risk, within three working days"),
    ("period", "3"),
    ("unit", "working_days"),
    ("from", "2021-08-01"),
    ("page", "https://authority.example.org/incidents"),
];

async fn add(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    browser.fill_in(&format!("{LIST}/new"), fields).await
}

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = ANPD.to_vec();
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// A case with people affected in Brazil, by reference.
async fn brazilian_case(dpo: &Browser) -> String {
    let case = open_case(dpo, "Export of subscriber data").await;
    let market = [("country", "BR"), ("controller", "lunamobile"), ("status", "affected"), ("reason", "")];
    let saved = party(dpo, &format!("{case}/markets/new"), &market).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    case
}

fn duties(app: &TestApp, case: &str) -> Vec<breachdesk::domain::case::Duty> {
    app.catch_up();
    let reference = case.rsplit('/').next().unwrap().to_owned();
    let found: Result<_, breachdesk::app::AppError> = app.ctx.store.read(|conn| {
        let organisation = app.organisation;
        let row =
            breachdesk::store::cases::by_reference(conn, &[organisation], Default::default(), &reference)?.unwrap();
        breachdesk::app::cases::case_of(&row)
    });
    found.unwrap().duties
}

#[tokio::test]
async fn an_added_authority_is_owed_a_presumed_notice_in_its_country_and_open_cases_get_it_at_once() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = brazilian_case(&dpo).await;
        let before = dpo.get(&case).await;
        assert!(before.text().contains("This program holds no law of Brazil"), "{}", before.text());
        let added = add(&dpo, ANPD).await;
        assert_eq!(
            (added.status, added.location()),
            (303, "/rules/lunamobile/authorities?done=added"),
            "{}",
            added.text()
        );
        let duty = duties(app, &case).into_iter().find(|duty| duty.planned.regime == "own-law" && !duty.gone).unwrap();
        let planned = &duty.planned;
        assert_eq!(planned.status, DutyStatus::Presumed);
        assert_eq!((planned.recipient.id.as_str(), planned.zone.as_str()), ("BR-OWN-1", "America/Sao_Paulo"));
        assert!(planned.target_at.is_some() && !planned.recipient.verified);
        assert_eq!(
            (planned.channels.as_slice(), planned.languages.as_slice()),
            (["online_form".to_owned(), "email".to_owned()].as_slice(), ["pt".to_owned(), "en".to_owned()].as_slice(),)
        );
        assert!(planned.deciding_facts.contains(&"rule:own-law-br-own-1:verified".to_owned()));
        let after = dpo.get(&case).await;
        assert!(!after.text().contains("This program holds no law of Brazil"));
        assert!(after.text().contains("Autoridade de Prote"));
        let page = dpo.get(&format!("{case}/duties/{}", duty.number)).await;
        assert!(page.text().contains("Data law of 2018"), "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn every_problem_of_the_form_is_told_at_once_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let bad = with(&[
        ("authority-name", ""),
        ("country", "ZZ"),
        ("zone", "Mars/Olympus"),
        ("languages", "português"),
        ("act", ""),
        ("period", "many"),
        ("from", "yesterday"),
        ("page", "http://authority.example.org"),
        ("asks", "kept words"),
    ]);
    let page = add(&dpo, &bad).await;
    assert_eq!(page.status, 422, "{}", page.text());
    for field in ["authority-name", "country", "zone", "languages", "act", "period", "from", "page"] {
        assert!(page.text().contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(page.text().contains("kept words") && page.text().contains("Mars/Olympus"));
    assert!(dpo.get(LIST).await.text().contains("None has been added"));
}

#[tokio::test]
async fn the_way_to_an_authority_is_corrected_and_its_law_stands_as_it_was_added() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    add(&dpo, ANPD).await;
    let address = format!("{LIST}/BR-OWN-1");
    let reach = [
        ("authority-name", "Autoridade Nova (invented)"),
        ("zone", "America/Sao_Paulo"),
        ("languages", "pt"),
        ("channels", "post"),
        ("email", ""),
        ("phone", ""),
        ("post", "Rua Um"),
    ];
    let shown = dpo.get(&address).await;
    let seen = super::case_desk::between(shown.text(), "name=\"seen\" value=\"", "\"").to_owned();
    let mut fields = reach.to_vec();
    fields.push(("seen", seen.as_str()));
    assert_eq!(dpo.fill_in(&address, &fields).await.status, 303);
    let again = dpo.fill_in(&address, &fields).await;
    assert_eq!(again.status, 422, "somebody changed it in between");
    let page = dpo.get(&address).await;
    assert!(page.text().contains("Autoridade Nova") && page.text().contains("Data law of 2018"));
}

#[tokio::test]
async fn a_used_authority_is_ended_and_an_unused_one_can_be_taken_back() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    add(&dpo, ANPD).await;
    let back = dpo.send(&format!("{LIST}/BR-OWN-1"), &format!("{LIST}/BR-OWN-1/withdraw"), &[]).await;
    assert_eq!(back.status, 303, "{}", back.text());
    add(&dpo, ANPD).await;
    let address = format!("{LIST}/BR-OWN-2");
    let case = brazilian_case(&dpo).await;
    assert!(duties(&app, &case).iter().any(|duty| duty.planned.regime == "own-law"));
    let refused = dpo.send(&address, &format!("{address}/withdraw"), &[]).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("End it with its last day instead"));
    let early = dpo.send(&address, &format!("{address}/end"), &[("until", "2020-01-01")]).await;
    assert_eq!(early.status, 422);
    let ended = dpo.send(&address, &format!("{address}/end"), &[("until", "2026-01-31")]).await;
    assert_eq!(ended.status, 303, "{}", ended.text());
    assert!(duties(&app, &case).iter().all(|duty| duty.planned.regime != "own-law" || duty.gone), "the event is later");
}

#[tokio::test]
async fn a_handler_reads_no_authorities_and_each_change_is_an_event() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    add(&dpo, ANPD).await;
    let handler = app.member("Marek Nowicki", Role::Handler).await;
    assert_eq!(handler.get(LIST).await.status, 403);
    let kinds: Vec<String> = app
        .ctx
        .store
        .read(|conn| breachdesk::store::events::latest(conn, Some(app.organisation), 50))
        .unwrap()
        .into_iter()
        .map(|event| event.kind)
        .collect();
    assert!(kinds.iter().any(|kind| kind == "own_authority_added"), "{kinds:?}");
}

/// Lunamobile's controller as a payment institution too, with a case that it became aware of.
async fn bank_case(app: &TestApp, dpo: &Browser) -> String {
    set_up(app);
    let case = open_case(dpo, "Payment service down").await;
    let bank = [
        ("name", "Lunamobile S.p.A."),
        ("country", "IT"),
        ("roles", "telecom_provider"),
        ("roles", "financial_entity"),
        ("seats", "IT"),
        ("main", "IT"),
    ];
    let saved = party(dpo, &format!("{case}/controllers/lunamobile"), &bank).await;
    assert!(saved.status == 303, "{}", saved.text());
    super::case_desk::record(dpo, &case, "aware", "2026-10-03T14:00", &[]).await;
    case
}

#[tokio::test]
async fn a_supervisor_that_no_file_knows_is_named_once_and_the_same_duty_then_says_who_it_is() {
    on_both_apps(async |app| {
        let dpo = app.dpo().await;
        let case = bank_case(app, &dpo).await;
        let id = "IT-UNKNOWN-FINANCIAL-SUPERVISION";
        let of_dora = |app: &TestApp| {
            let all = duties(app, &case).into_iter();
            all.filter(|duty| duty.planned.rule == "dora-19" && !duty.gone).collect::<Vec<_>>()
        };
        let before = of_dora(app);
        assert!(before.iter().any(|duty| duty.planned.recipient.id == id), "{before:?}");
        let first = before.iter().find(|duty| duty.planned.stage == "initial").unwrap().number;
        let page = dpo.get(&format!("{case}/duties/{first}?lang=en")).await;
        assert!(page.text().contains("has no record of who this authority is"), "{}", page.text());
        let form = "/rules/lunamobile/authorities/new?work=financial_supervision&#38;country=IT";
        assert!(page.text().contains(form), "the way to name it is one link away: {}", page.text());
        let italian = dpo.get(&format!("{case}/duties/{first}?lang=it")).await;
        assert!(italian.text().contains("Autorità di vigilanza finanziaria (nessuna scheda)"), "{}", italian.text());
        assert!(!italian.text().contains("(no record)"));
        dpo.get("/?lang=en").await;

        let form = form.replace("&#38;", "&");
        let shown = dpo.get(&form).await;
        assert!(shown.text().contains("<option value=\"IT\" selected"), "{}", shown.text());
        let supervisor = [
            ("work", "financial_supervision"),
            ("country", "IT"),
            ("authority-name", "Vigilanza Inventata"),
            ("languages", "it"),
            ("channels", "online_form"),
            ("email", ""),
            ("phone", "+39 06 0000000"),
            ("post", ""),
        ];
        let mut without = supervisor.to_vec();
        without.retain(|(name, _)| *name != "authority-name");
        let refused = dpo.send(&form, &format!("{LIST}/new"), &without).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.text().contains("+39 06 0000000") && refused.text().contains("value=\"financial_supervision\"")
        );
        let added = dpo.send(&form, &format!("{LIST}/new"), &supervisor).await;
        assert_eq!(
            (added.status, added.location()),
            (303, "/rules/lunamobile/authorities?done=added"),
            "{}",
            added.text()
        );

        let after = of_dora(app);
        assert_eq!(
            after.iter().map(|duty| (duty.number, duty.planned.recipient.id.clone())).collect::<Vec<_>>(),
            before.iter().map(|duty| (duty.number, duty.planned.recipient.id.clone())).collect::<Vec<_>>(),
            "they stay the same duties"
        );
        let duty = after.iter().find(|duty| duty.number == first).unwrap();
        assert_eq!(duty.planned.recipient.name, "Vigilanza Inventata");
        assert!(!duty.planned.recipient.verified);
        let page = dpo.get(&format!("{case}/duties/{first}")).await;
        assert!(page.text().contains("Vigilanza Inventata") && !page.text().contains("has no record of who"));

        let twice = dpo.send(&form, &format!("{LIST}/new"), &supervisor).await;
        assert!(twice.status == 422 && twice.text().contains("entered already"), "{}", twice.text());
        let known = [("work", "financial_supervision"), ("country", "BR")];
        let mut elsewhere: Vec<_> = supervisor.to_vec();
        elsewhere.retain(|(name, _)| !known.iter().any(|(other, _)| other == name));
        elsewhere.extend(known);
        let none = dpo.send(&form, &format!("{LIST}/new"), &elsewhere).await;
        assert!(none.status == 422 && none.text().contains("no law that would need one"), "{}", none.text());
        let entry = format!("{LIST}/{id}");
        assert_eq!(dpo.get(&entry).await.status, 200);
        let back = dpo.send(&entry, &format!("{entry}/withdraw"), &[]).await;
        assert_eq!(back.status, 303, "{}", back.text());
        assert!(of_dora(app).iter().all(|duty| duty.planned.recipient.name.ends_with("(no record)")));
    })
    .await;
}
