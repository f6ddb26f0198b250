//! The whole service killed with SIGKILL while it sends by certified mail: before the provider's server knows the content, after it has it,
//! and after it said so but before the provider accepted. No second message leaves by itself, nothing is lost, and the provider's receipts
//! say the rest.

use std::sync::Arc;

use breachdesk::app::admin::certified_mail;
use breachdesk::app::authority_address::{self, Checked, NewMark};
use breachdesk::app::mail_settings::MailServer;
use breachdesk::app::receipts::{Became, take};
use breachdesk::app::{mail_settings, notices::filing, pec_account, record};
use breachdesk::clock::Clock;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::NoticeState;
use breachdesk::domain::values::At;
use breachdesk::store::StoreResult;
use breachdesk::store::outbox::{self, DeliveryRoute};
use tokio::sync::Notify;
use uuid::Uuid;

use super::kills::{PATIENCE, Prompt, Row, Service, arrivals, everybody_reached, mail_server};
use super::kills_held::{another, filings, handed_over, hours_ago, notice};
use super::reminders::{Desk, add_person, open};
use crate::support::database::{Engine, TestDatabase};
use crate::support::pec::{Form, Holder, PROVIDER};
use crate::support::sink::{Act, Sink, Verb};

/// The mailbox of certified mail that the DPO found on the authority's page, and the organisation's own.
const AUTHORITY: &str = "protocollo@pec.autorita.example";
const OURS: &str = "privacy@pec.lunamobile.example.org";
const SLUG: &str = "lunamobile";

/// A desk with an ordinary mail server and an account of certified mail, whose DPO checked where the authority takes such mail.
fn desk<'a>(ctx: &'a breachdesk::app::Ctx, ordinary: &Sink, provider: &Sink, root: &Holder) -> Desk<'a> {
    let desk = open(ctx);
    let admin = add_person(ctx, desk.dpo.roles[0].organisation, "Rosa Keller", Role::Admin, None);
    mail_settings::save(ctx, &admin, &mail_server(ordinary, 1)).unwrap();
    let account = MailServer { sender_address: OURS.into(), ..mail_server(provider, 1) };
    pec_account::set(ctx, &admin, SLUG, Some(account)).unwrap();
    certified_mail::trust(ctx, &admin, SLUG, &root.pem(), PROVIDER).unwrap();
    let looked = authority_address::look(ctx, &desk.dpo, SLUG, "CY").unwrap();
    let found = NewMark {
        address: AUTHORITY.into(),
        certified: true,
        how: Checked::OwnPage,
        source: "Contact page, heading on certified mail".into(),
        page: "https://autorita.example/contact".into(),
        checked_on: looked.today,
    };
    let second = add_person(ctx, desk.dpo.roles[0].organisation, "Ida Holm", Role::Controller, None);
    authority_address::mark(ctx, &desk.dpo, SLUG, "CY", &looked.seen, found).unwrap();
    let looked = authority_address::look_too(ctx, &second, SLUG, "CY").unwrap();
    authority_address::confirm(ctx, &second, SLUG, "CY", &looked.seen, "").unwrap();
    desk
}

fn row_of(prompt: &Prompt<'_>, message_id: &str) -> Row {
    filings(prompt).into_iter().find(|row| row.message_id == message_id).unwrap()
}

async fn a_pec_is_never_sent_twice(engine: Engine) {
    let database = TestDatabase::new(engine);
    let (ctx, folder) = hours_ago(&database);
    let (ordinary, provider) = (Sink::start().await, Sink::start().await);
    let root = Holder::authority("Example root of providers");
    let first = desk(&ctx, &ordinary, &provider, &root);
    let handler = add_person(&ctx, first.dpo.roles[0].organisation, "Marek Nowicki", Role::Handler, None);
    let prompt = Prompt(&database);

    // After its server has the message and before it says so; before it asks for the content; after it said so.
    let steps = [Some(Verb::Journalled), Some(Verb::Data), None];
    let mut desks: Vec<Desk<'_>> = steps.iter().map(|_| another(&first)).collect();
    let mut sent = Vec::new();
    for (step, desk) in steps.into_iter().zip(&desks) {
        let number = handed_over(desk, &handler);
        let id = filings(&prompt).pop().unwrap().message_id;
        let reached = Arc::new(Notify::new());
        if let Some(verb) = step {
            provider.rule(verb, Some(AUTHORITY.to_owned()), Some(1), Act::Stand(Arc::clone(&reached)));
        }
        let service = Service::start(&database.url, folder.path());
        let there = async {
            match step {
                Some(_) => reached.notified().await,
                None => {
                    while row_of(&prompt, &id).state != "accepted" {
                        tokio::task::yield_now().await;
                    }
                }
            }
        };
        assert!(tokio::time::timeout(PATIENCE, there).await.is_ok(), "{step:?} was not reached");
        drop(service);
        prompt.age("lease_until", "'claimed', 'in_flight'");
        sent.push((number, id));
    }
    // Days later nobody has decided yet: what is unclear would be sent again now, if it ever were.
    prompt.age("state_at", "'unknown'");
    // The lane goes on: another notice leaves after all of it.
    let later = another(&first);
    let number = handed_over(&later, &handler);
    sent.push((number, filings(&prompt).pop().unwrap().message_id));
    desks.push(later);
    let service = Service::start(&database.url, folder.path());
    everybody_reached(&provider, || {
        let there = arrivals(&provider);
        sent.iter().all(|(_, id)| there.contains_key(id)) && row_of(&prompt, &sent[0].1).state == "unknown"
    })
    .await;
    service.stop();

    let there = arrivals(&provider);
    let found: Vec<(String, usize)> =
        sent.iter().map(|(_, id)| (row_of(&prompt, id).state, there.get(id).map_or(0, Vec::len))).collect();
    let expected = [("unknown", 1), ("accepted", 1), ("accepted", 1), ("accepted", 1)]
        .map(|(state, copies)| (state.to_owned(), copies));
    assert_eq!(found, expected, "{engine:?}: one copy each, and what nobody can know is flagged");
    assert!(provider.arrived().iter().all(|mail| mail.recipient == AUTHORITY && mail.sender == OURS));
    assert!(ordinary.arrived().iter().all(|mail| mail.recipient != AUTHORITY), "nor by the ordinary server");

    // No case takes a mail server's word for the provider's.
    ctx.clock.set(At::new(Clock::Wall.now().utc()));
    filing::settle_hand_overs(&ctx).unwrap();
    for (desk, (number, _)) in desks.iter().zip(&sent) {
        let kept = notice(desk, *number);
        assert_eq!((kept.state, kept.filings.len()), (NoticeState::HandedOver, 0));
    }
    // The receipts come after the crash, also that of the message of which nobody knew.
    let signer = root.provider(PROVIDER, "20400101000000Z");
    for (_, id) in &sent {
        let now = ctx.clock.now().utc();
        let form = Form {
            zone: "Z",
            day: now.format("%d/%m/%Y").to_string().leak(),
            time: now.format("%H:%M:%S").to_string().leak(),
            ..Form::new("accettazione", id, OURS, AUTHORITY)
        };
        assert_eq!(take(&ctx, &form.signed(&signer)).unwrap().became, Became::Believed);
    }
    for (desk, (number, _)) in desks.iter().zip(&sent) {
        let kept = notice(desk, *number);
        assert_eq!((kept.state, kept.filings.len()), (NoticeState::Filed, 1), "{engine:?}");
        let row: StoreResult<_> = ctx.store.read(|conn| outbox::get(conn, kept.delivery.unwrap_or(Uuid::nil())));
        let row = row.unwrap().unwrap();
        assert!(row.route == DeliveryRoute::Pec && row.provider_at.is_some(), "{row:?}");
    }
    let checked = record::check(&database.store).unwrap();
    assert!(checked.is_whole(), "{checked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_pec_during_which_the_service_is_killed_is_never_sent_twice() {
    a_pec_is_never_sent_twice(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_a_pec_during_which_the_service_is_killed_is_never_sent_twice() {
    a_pec_is_never_sent_twice(Engine::Postgres).await;
}
