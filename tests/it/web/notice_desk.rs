//! What the tests of the notice pages share: a provider in Cyprus and Italy, its case, and the mail that the real sender carries.

use std::sync::Arc;

use breachdesk::app::cases::case_of;
use breachdesk::app::notices::filing;
use breachdesk::domain::case::{Case, Duty, Notice};
use breachdesk::domain::plan::DutyKind;
use breachdesk::ids::Ids;
use breachdesk::jobs::outbox::Outbox;
use breachdesk::jobs::post::Post;
use breachdesk::jobs::sender::{Claimed, ContentSource, NoLetter, Rhythm, Sender};
use breachdesk::mail::address::EmailAddress;
use breachdesk::mail::message::{Correspondent, Letter};
use breachdesk::mail::transport::Transport;
use breachdesk::store::outbox::{self, DeliveryRow, Settled};
use breachdesk::store::{StoreResult, cases, organisations};
use serde_json::json;
use tokio::sync::watch;

use super::case_desk::{open_case, record};
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Page};
use crate::support::sink::Sink;

/// The only verified mailbox for breach reports among the authorities that the policies know.
pub const CYPRUS: &str = "commissioner@dataprotection.gov.cy";

/// A provider established in Cyprus with a market in Italy: one data set of the telecom service, one that is not.
pub fn set_up(app: &TestApp) {
    let market = |country: &str| json!({ "country": country, "controller": "lunamobile", "status": "affected", "reason": null, "subjects": null });
    let markets = [market("IT"), market("CY")];
    let settings = json!({
        "controllers": [{
            "id": "lunamobile", "name": "Lunamobile Cyprus Ltd", "country": "CY",
            "establishments": [{ "country": "CY", "main": true }], "roles": ["telecom_provider"],
            // Six hours under the Cypriot act would come before every clock that these stories are about.
            "regime_starts": { "nis2-cy": "2030-01-01" },
            "art27_representative": null, "region": null,
        }],
        "markets": markets,
        "data_sets": [
            { "id": "sim-customers", "controller": "lunamobile", "name": "SIM customers", "scope": "telecom_service", "hit": "yes" },
            { "id": "shop-customers", "controller": "lunamobile", "name": "Web shop", "scope": "other", "hit": "yes" },
        ],
        "dpo": {
            "name": "Chiara Bonfanti", "email": "dpo@lunamobile.example.org", "certified_email": null,
            "postal_address": "12 Example Street, Nicosia", "phone": "+357 22 000000", "phone_hours": "09:00 to 18:00 EET",
        },
        "sender": { "name": "Lunamobile Cyprus Ltd", "address": "privacy@lunamobile.example.org" },
    });
    let id = app.organisation;
    let saved: StoreResult<()> = app.ctx.store.write(|tx| {
        let mut row = organisations::get(tx, id)?.unwrap();
        row.settings = settings.clone();
        organisations::update(tx, &row)
    });
    saved.unwrap();
}

/// A case with its moments on record; answers its address.
pub async fn a_case(browser: &Browser) -> String {
    let case = open_case(browser, "Attack on the customer platform").await;
    for what in ["detected_611", "aware"] {
        let recorded = record(browser, &case, what, "2026-10-03T13:00", &[]).await;
        assert_eq!(recorded.status, 303, "{}", recorded.text());
    }
    case
}

/// The case behind an address, as it is kept.
pub fn kept(app: &TestApp, address: &str) -> Case {
    let reference = address.rsplit('/').next().unwrap();
    // Restricted ones too.
    let row: StoreResult<_> = app.ctx.store.read(|conn| {
        let known = cases::references(conn)?.into_iter().find(|(_, known)| known == reference);
        known.map_or(Ok(None), |(id, _)| cases::get(conn, id))
    });
    case_of(&row.unwrap().unwrap()).unwrap()
}

/// The duty of a rule towards a recipient.
pub fn duty(case: &Case, rule: &str, recipient: &str) -> Duty {
    let found = case.duties.iter().find(|duty| duty.planned.rule == rule && duty.planned.recipient.id == recipient);
    let all: Vec<_> = case.duties.iter().map(|d| format!("{} {}", d.planned.rule, d.planned.recipient.id)).collect();
    found.unwrap_or_else(|| panic!("no {rule} towards {recipient} in {all:?}")).clone()
}

pub fn people_duty(case: &Case) -> Duty {
    case.duties.iter().find(|duty| duty.planned.kind == DutyKind::People && !duty.gone).unwrap().clone()
}

/// Begins a notice for a duty; answers its address.
pub async fn begin(browser: &Browser, case: &str, duty: u32, kind: &str, language: &str) -> String {
    let page = format!("{case}/notices/new?duty={duty}");
    let begun = browser.fill_in(&page, &[("kind", kind), ("language", language)]).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    begun.location().to_owned()
}

/// The newest notice of a case.
pub fn newest(app: &TestApp, case: &str) -> Notice {
    kept(app, case).notices.last().unwrap().clone()
}

/// The value of a hidden field.
pub fn hidden(page: &Page, name: &str) -> String {
    let after = page.text().split(&format!("name=\"{name}\" value=\"")).nth(1);
    let after = after.unwrap_or_else(|| panic!("no field {name} on {}", page.text()));
    after.split('"').next().unwrap().to_owned()
}

/// Asks for the approval of what the check page shows; what is missing is passed with a reason, unless the caller gives one.
pub async fn approve(browser: &Browser, notice: &str, more: &[(&str, &str)]) -> Page {
    let page = browser.get(&format!("{notice}/check")).await;
    let seen = hidden(&page, "seen");
    let mut fields = vec![("step", "approve"), ("seen", seen.as_str()), ("declared", "yes")];
    if page.text().contains("name=\"passed\"") && !more.iter().any(|(name, _)| *name == "passed") {
        fields.push(("passed", "The rest follows in phases"));
    }
    fields.extend_from_slice(more);
    browser.post_with(&format!("{notice}/check"), &page.token(), &fields).await
}

/// What the outbox holds for a case, beside mail-outs.
pub fn mails(app: &TestApp, case: &str) -> Vec<DeliveryRow> {
    let id = kept(app, case).id;
    let rows: StoreResult<Vec<DeliveryRow>> = app.ctx.store.read(|conn| outbox::of_case(conn, id));
    rows.unwrap()
}

pub fn mails_about(app: &TestApp, case: &str, what: &str) -> usize {
    mails(app, case).iter().filter(|mail| mail.dedupe_key.starts_with(what)).count()
}

/// The post of the service, which also says when something was committed.
struct Watched {
    post: Post,
    commits: watch::Sender<u64>,
}

impl ContentSource for Watched {
    fn letters(&self, rows: &[Claimed]) -> Vec<Result<Letter, NoLetter>> {
        self.post.letters(rows)
    }

    fn drills(&self, rows: &[Claimed]) -> Result<std::collections::HashSet<uuid::Uuid>, NoLetter> {
        self.post.drills(rows)
    }

    fn reported_as(&self, row: &Claimed) -> Option<uuid::Uuid> {
        self.post.reported_as(row)
    }

    fn after_commit(&self, settled: &[Settled]) {
        self.post.after_commit(settled);
        self.commits.send_modify(|commits| *commits += 1);
    }
}

/// Lets the real sender work against the sink until nothing waits any more, then takes the outcomes into the cases.
pub async fn send_all(app: &TestApp, case: &str, sink: &Sink) {
    send_through(app, case, Transport::Smtp(sink.settings())).await;
}

/// The same with any transport.
pub async fn send_through(app: &TestApp, case: &str, transport: Transport) {
    let desk =
        Correspondent { name: "Breachdesk".into(), address: EmailAddress::parse("desk@desk.example.org").unwrap() };
    let (commits, mut committed) = watch::channel(0);
    let content = Arc::new(Watched { post: Post::new(app.ctx.clone(), desk), commits });
    let sender = Sender::new(
        Outbox::new(app.ctx.store.clone(), &Ids),
        app.ctx.clock.clone(),
        transport,
        content,
        Rhythm::default(),
        app.ctx.wake.clone(),
    )
    .unwrap();
    let (stop, stopped) = watch::channel(false);
    let running = tokio::spawn(sender.run(stopped));
    while mails(app, case).iter().any(|mail| mail.state.is_pending()) {
        committed.changed().await.unwrap();
    }
    stop.send(true).unwrap();
    running.await.unwrap();
    let ctx = app.ctx.clone();
    tokio::task::spawn_blocking(move || filing::settle_hand_overs(&ctx)).await.unwrap().unwrap();
}

/// Posts a form with a file as a browser without script does: text parts first, the file last.
pub async fn upload(
    browser: &Browser,
    page: &str,
    path: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &str)>,
) -> Page {
    let token = browser.get(page).await.token();
    let mark = "a-line-that-stands-in-no-part";
    let mut body = String::new();
    for (name, value) in [("form-token", token.as_str())].iter().chain(fields) {
        body.push_str(&format!("--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (name, text) = file.unwrap_or_default();
    body.push_str(&format!(
        "--{mark}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n{text}\r\n--{mark}--\r\n"
    ));
    let kind = format!("multipart/form-data; boundary={mark}");
    browser.ask(reqwest::Method::POST, path, &[("content-type", kind.as_str())], body).await
}
