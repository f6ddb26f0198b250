//! Reminders end to end, on both databases: planned with the clocks, fired late rather than never, one message per case and person.

use std::sync::Barrier;
use std::time::Duration;

use breachdesk::app::admin::{enter_member, enter_organisation};
use breachdesk::app::cases::{self, Opening};
use breachdesk::app::member::{ActiveRole, SignedIn};
use breachdesk::app::notices::filed::{self, FiledGiven, ProofGiven};
use breachdesk::app::notices::prepare;
use breachdesk::app::reminders::{About, acknowledge, duty_id, fire};
use breachdesk::app::{AppResult, Ctx};
use breachdesk::domain::actor::{Actor, Role};
use breachdesk::domain::case::{Case, Certainty, Duty, FilingChannel, Source};
use breachdesk::domain::command::{Command, RecordInstant};
use breachdesk::domain::plan::DutyKind;
use breachdesk::domain::situation::{InstantKind, Proof, Scope};
use breachdesk::domain::values::{At, Private};
use breachdesk::ids::Ids;
use breachdesk::jobs::reminding;
use breachdesk::store::memberships::{MembershipRow, MembershipStatus};
use breachdesk::store::organisations::OrganisationRow;
use breachdesk::store::outbox::{self, DeliveryRow};
use breachdesk::store::reminders::{self, ReminderRow};
use breachdesk::store::users::{self, UserRow, UserStatus};
use breachdesk::store::{Store, StoreConfig};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use crate::support::bare::on_both;
use crate::support::database::{Engine, TestDatabase};

/// A case of a provider in Italy and Cyprus, its DPO with a deputy, and the controller's authorised person.
pub struct Desk<'a> {
    pub ctx: &'a Ctx,
    pub dpo: SignedIn,
    pub reference: String,
    /// When the breach was detected and the controller became aware.
    pub t0: At,
}

pub fn add_person(ctx: &Ctx, organisation: Uuid, name: &str, role: Role, deputy_of: Option<Uuid>) -> SignedIn {
    let (user, now) = (ctx.ids.next(), ctx.clock.now());
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    let row = UserRow {
        id: user,
        name: name.into(),
        email: email.clone(),
        password_hash: None,
        language: "en".into(),
        status: UserStatus::Active,
        failed_sign_ins: 0,
        failed_since_at: None,
        last_sign_in_at: None,
        created_at: now,
    };
    let member = MembershipRow {
        id: ctx.ids.next(),
        user_id: user,
        organisation_id: organisation,
        role,
        status: MembershipStatus::Active,
        deputy_of,
        created_at: now,
        updated_at: now,
    };
    let added: AppResult<()> = ctx.store.write(|tx| {
        users::add(tx, &row)?;
        enter_member(ctx, tx, &Actor::system(), &member)
    });
    added.unwrap();
    SignedIn {
        user,
        session: Uuid::nil(),
        name: Private::new(name),
        email: Private::new(email),
        language: "en".into(),
        reauthenticated_at: None,
        has_second_factor: false,
        roles: vec![ActiveRole {
            organisation,
            organisation_slug: "lunamobile".into(),
            organisation_name: "Lunamobile Group".into(),
            role,
            deputy_of,
        }],
    }
}

pub fn open(ctx: &Ctx) -> Desk<'_> {
    let (organisation, now) = (ctx.ids.next(), ctx.clock.now());
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
            { "id": "sim", "controller": "lunamobile", "name": "SIM customers", "scope": "telecom_service", "hit": "yes" },
            { "id": "shop", "controller": "lunamobile", "name": "Web shop", "scope": "other", "hit": "yes" },
        ],
    });
    let row = OrganisationRow {
        id: organisation,
        slug: "lunamobile".into(),
        name: "Lunamobile Group".into(),
        country: "CY".into(),
        zone: "Europe/Rome".into(),
        settings,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    ctx.store.write(|tx| enter_organisation(ctx, tx, &Actor::system(), &row)).unwrap();
    let dpo = add_person(ctx, organisation, "Chiara Bonfanti", Role::Dpo, None);
    add_person(ctx, organisation, "Tomas Ferreira", Role::Dpo, Some(dpo.user));
    add_person(ctx, organisation, "Aoife Brennan", Role::Controller, None);
    let by = dpo.acting(organisation, &[Role::Dpo]).unwrap();
    let opening = Opening { organisation, title: Private::new("Platform"), drill: false, report: None };
    let opened: AppResult<_> = ctx.store.write(|tx| cases::open_in(ctx, tx, &by, opening));
    let desk = Desk { ctx, dpo, reference: opened.unwrap().case.reference, t0: now };
    for what in [InstantKind::Detected611, InstantKind::Aware] {
        desk.record(what, desk.t0, None);
    }
    desk
}

impl Desk<'_> {
    pub fn record(&self, what: InstantKind, at: At, corrects: Option<u32>) {
        let command = Command::RecordInstant(RecordInstant {
            what,
            at,
            scope: Scope::case(),
            certainty: Certainty::Confirmed,
            source: Source::OwnStaff,
            how: Private::new("Security told the DPO"),
            reason: Private::new("Looked at again"),
            corrects,
        });
        cases::run(self.ctx, &self.dpo, &self.reference, command).unwrap();
    }

    pub fn case(&self) -> Case {
        let loaded: AppResult<_> = self.ctx.store.read(|conn| cases::load(conn, &self.dpo, &self.reference));
        loaded.unwrap().1
    }

    pub fn duty(&self, rule: &str, recipient: &str) -> Duty {
        let case = self.case();
        let found = case.duties.iter().find(|d| d.planned.rule == rule && d.planned.recipient.id == recipient);
        found.unwrap().clone()
    }

    pub fn rows(&self) -> Vec<ReminderRow> {
        let id = self.case().id;
        let rows: AppResult<_> = self.ctx.store.read(|conn| Ok(reminders::of_case(conn, id)?));
        rows.unwrap()
    }

    /// What waits for a duty: label and minutes from the start of the clock, the earliest first.
    pub fn waiting(&self, duty: &Duty) -> Vec<(String, i64)> {
        let id = duty_id(self.case().id, duty.number);
        let rows = self
            .rows()
            .into_iter()
            .filter(|row| row.duty_id == id && row.fired_at.is_none() && row.cancelled_at.is_none());
        rows.map(|row| (row.offset_label.clone(), row.due_at.since(self.t0).num_minutes())).collect()
    }

    pub fn at(&self, hours: i64, minutes: i64) {
        self.ctx.clock.set(self.t0.plus(TimeDelta::minutes(hours * 60 + minutes)));
    }

    pub fn fire(&self) -> usize {
        fire::fire_due(self.ctx).unwrap()
    }

    pub fn mails(&self, key: &str) -> Vec<DeliveryRow> {
        let id = self.case().id;
        let rows: AppResult<Vec<DeliveryRow>> = self.ctx.store.read(|conn| Ok(outbox::of_case(conn, id)?));
        rows.unwrap().into_iter().filter(|mail| mail.dedupe_key.starts_with(key)).collect()
    }

    /// Reminder mails to a mailbox, the oldest first, as subject and text, without the line breaks of 76 columns.
    pub fn to(&self, mailbox: &str) -> Vec<(String, String)> {
        let part = |mail: &DeliveryRow, key: &str| mail.content[key].as_str().unwrap_or_default().to_owned();
        let mails = self.mails("reminder/");
        let to = mails.iter().filter(|mail| mail.to_address.starts_with(mailbox.as_bytes()));
        let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        to.map(|mail| (part(mail, "subject"), flat(part(mail, "text")))).collect()
    }
}

fn of_tier(waiting: &[(String, i64)], tier: &str) -> Vec<i64> {
    let mut found: Vec<i64> = waiting
        .iter()
        .filter(|(label, _)| label.starts_with(&format!("{tier}:")))
        .map(|(_, minutes)| *minutes)
        .collect();
    found.sort_unstable();
    found
}

pub const HOUR: i64 = 60;

#[test]
fn a_day_and_three_days_get_the_defaults_at_the_right_instants() {
    on_both(|ctx| {
        let desk = open(ctx);
        let day = desk.waiting(&desk.duty("eprivacy-611", "IT-TELECOM"));
        assert_eq!(of_tier(&day, "first"), [12, 18, 22, 23, 24].map(|h| h * HOUR));
        assert_eq!(of_tier(&day, "deputy"), [22, 23, 24].map(|h| h * HOUR));
        assert_eq!(of_tier(&day, "controller"), [22, 23, 24].map(|h| h * HOUR));
        let three = desk.waiting(&desk.duty("gdpr-33", "CY"));
        assert_eq!(of_tier(&three, "first"), [0, 48, 60, 68, 71, 72].map(|h| h * HOUR));
        assert_eq!(of_tier(&three, "deputy"), [68, 71, 72].map(|h| h * HOUR));
        let again = desk.rows().len();
        desk.record(InstantKind::FirstSignal, desk.t0, None);
        assert_eq!(desk.rows().len(), again, "what moves no clock plans nothing");
    });
}

#[test]
fn a_reminder_missed_while_the_service_stood_still_is_sent_once_and_says_how_late() {
    on_both(|ctx| {
        let desk = open(ctx);
        desk.fire();
        let before = desk.to("chiara").len();
        // Down from the eleventh hour to the eighteenth: the twelve-hour reminder is six hours late.
        desk.at(17, 59);
        assert_eq!(desk.fire(), 1);
        let mails = desk.to("chiara");
        assert_eq!(mails.len(), before + 1, "one message for all duties of a day");
        let (_, text) = &mails[before];
        assert!(text.contains("5 h 59 min late") && text.contains("Italian Data Protection Authority"), "{text}");
        assert_eq!(
            text.matches("* First notice").count(),
            1,
            "the providers’ first notices of both countries are one clock: {text}"
        );
        assert!(text.contains(&format!("/cases/{}/reminders", desk.reference)));
        assert_eq!(desk.fire(), 0, "it is sent once");
        let late: Vec<_> = desk.rows().iter().filter_map(|row| row.late_by_seconds).max().into_iter().collect();
        assert_eq!(late, [5 * 3600 + 59 * 60]);
    });
}

#[test]
fn an_overdue_duty_has_a_message_of_its_own_and_rings_every_four_hours() {
    on_both(|ctx| {
        let desk = open(ctx);
        desk.fire();
        let before = desk.to("chiara").len();
        desk.at(48, 10);
        desk.fire();
        let mails = desk.to("chiara").split_off(before);
        assert_eq!(mails.len(), 2, "{mails:?}");
        let overdue: Vec<_> = mails.iter().filter(|(subject, _)| subject.starts_with("OVERDUE")).collect();
        assert_eq!(overdue.len(), 1);
        assert!(overdue[0].1.contains("First notice within 24 hours"), "{}", overdue[0].1);
        assert_eq!(desk.to("tomas").len(), 1, "the deputy hears of what is overdue");
        let next = desk.waiting(&desk.duty("eprivacy-611", "IT-TELECOM"));
        assert_eq!(of_tier(&next, "first"), [52 * HOUR], "four-hour steps from the target, never one already past");
    });
}

#[test]
fn deputy_and_controller_hear_of_a_duty_only_while_nobody_is_on_it() {
    on_both(|ctx| {
        let desk = open(ctx);
        desk.at(18, 0);
        desk.fire();
        assert_eq!(desk.to("tomas").len() + desk.to("aoife").len(), 0);
        desk.at(20, 0);
        let (italy, cyprus) = (desk.duty("eprivacy-611", "IT-TELECOM"), desk.duty("eprivacy-611", "CY-TELECOM"));
        let waiting = acknowledge::of_case(ctx, &desk.dpo, &desk.reference).unwrap().waiting();
        let (of_italy, of_cyprus) = (About::Duty(italy.number), About::Duty(cyprus.number));
        assert!(waiting.contains(&of_italy) && waiting.contains(&of_cyprus));
        assert!(acknowledge::acknowledge(ctx, &desk.dpo, &desk.reference, italy.number).unwrap() > 0);
        let left = acknowledge::of_case(ctx, &desk.dpo, &desk.reference).unwrap().waiting();
        assert!(!left.contains(&of_italy) && left.contains(&of_cyprus));

        desk.at(22, 0);
        desk.fire();
        for mailbox in ["tomas", "aoife"] {
            let [(_, text)] = &desk.to(mailbox)[..] else { panic!("{:?}", desk.to(mailbox)) };
            assert!(text.contains(&cyprus.planned.recipient.name), "{text}");
            assert!(!text.contains(&italy.planned.recipient.name), "somebody is on the Italian one: {text}");
            assert!(text.contains("because nobody has confirmed"), "{text}");
        }
        let (_, first) = desk.to("chiara").pop().unwrap();
        assert!(first.contains(&italy.planned.recipient.name), "who is on it is still reminded");
        // Four hours later the word has lapsed.
        desk.at(24, 1);
        desk.fire();
        let (_, text) = desk.to("tomas").pop().unwrap();
        assert!(text.contains(&italy.planned.recipient.name), "{text}");
    });
}

#[test]
fn a_moved_deadline_plans_anew_and_is_told_once() {
    on_both(|ctx| {
        let desk = open(ctx);
        desk.at(1, 0);
        let entry = desk.case().instants.iter().find(|e| e.what == InstantKind::Detected611).unwrap().number;
        let told = desk.mails("moved/").len();
        desk.record(InstantKind::Detected611, desk.t0.plus(TimeDelta::hours(-2)), Some(entry));
        let day = desk.waiting(&desk.duty("eprivacy-611", "IT-TELECOM"));
        assert_eq!(of_tier(&day, "first"), [10, 16, 20, 21, 22].map(|h| h * HOUR), "two hours earlier, and no old one");
        assert_eq!(desk.mails("moved/").len(), told + 3, "DPO, deputy and controller, once each");
        assert!(desk.mails("moved/").iter().all(|mail| mail.content["text"].as_str().unwrap().contains("/duties")));
    });
}

#[test]
fn what_is_filed_is_quiet_but_for_its_proof_and_silent_once_proven() {
    on_both(|ctx| {
        let desk = open(ctx);
        let duty = desk.duty("eprivacy-611", "IT-TELECOM");
        let drafted = prepare(ctx, &desk.dpo, &desk.reference, duty.number, "it").unwrap();
        let number = drafted.case.notices.last().unwrap().number;
        desk.at(2, 0);
        let given = FiledGiven {
            channel: FilingChannel::Portal,
            at: ctx.clock.now(),
            reasons_for_delay: None,
            proof: Proof::None,
            reference: Private::new(""),
            file: None,
        };
        let done = filed::mark_filed(ctx, &desk.dpo, &desk.reference, number, None, given).unwrap();
        assert_eq!(desk.waiting(&duty), [("first:proof-1".to_owned(), 26 * HOUR)]);
        desk.at(26, 1);
        desk.fire();
        assert!(desk.to("chiara").iter().any(|(_, text)| text.contains("said to be filed, unproven")));
        assert_eq!(desk.waiting(&duty), [("first:proof-2".to_owned(), 50 * HOUR + 1)]);

        let filing = done.case.notice(number).unwrap().filings[0].number;
        let proof = ProofGiven {
            filing,
            proof: Proof::Receipt,
            reference: Private::new("IT-2026-1180"),
            at: ctx.clock.now(),
            file: None,
        };
        filed::record_proof(ctx, &desk.dpo, &desk.reference, proof).unwrap();
        assert_eq!(desk.waiting(&duty), []);
    });
}

#[test]
fn a_duty_without_a_figure_rings_daily_until_it_is_done() {
    on_both(|ctx| {
        let desk = open(ctx);
        let case = desk.case();
        let people = case
            .duties
            .iter()
            .find(|duty| duty.planned.kind == DutyKind::People && duty.planned.target_at.is_none() && duty.is_unfiled())
            .unwrap();
        let first = desk.waiting(people);
        assert_eq!(first, [("first:daily-1".to_owned(), 24 * HOUR)]);
        desk.at(24, 30);
        desk.fire();
        assert_eq!(desk.waiting(people), [("first:daily-2".to_owned(), 48 * HOUR + 30)]);
    });
}

/// The same desk as a second running copy of the program sees it.
fn another_copy(ctx: &Ctx, url: &str) -> Ctx {
    let store = Store::open(&StoreConfig::at(url), Ids).unwrap();
    Ctx { store, ..ctx.clone() }
}

#[test]
fn two_copies_that_scan_one_postgresql_at_once_send_one_message_per_case_and_person() {
    let database = TestDatabase::new(Engine::Postgres);
    let (ctx, _folder) = crate::support::bare::over(&database);
    let desk = open(&ctx);
    let copies = [another_copy(&ctx, &database.url), another_copy(&ctx, &database.url)];
    let (mut scans, mut sent_before) = (0, 0);
    for (nth, hours) in [0, 12, 18, 22, 23, 24, 48, 60, 68, 71, 72, 76, 80, 84, 96].into_iter().enumerate() {
        // The clock goes on while a scan runs. Each scan comes a minute later in its hour than the one before, so that a reminder that
        // was set a day after the last scan is due for both copies, and not for the slower one alone.
        desk.at(hours, 1 + i64::try_from(nth).unwrap());
        let start = Barrier::new(copies.len());
        let queued: usize = std::thread::scope(|scope| {
            let scan = |copy| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    fire::fire_due(copy).unwrap()
                })
            };
            let scanning: Vec<_> = copies.iter().map(scan).collect();
            scanning.into_iter().map(|scan| scan.join().unwrap()).sum()
        });
        // Per person at most one message about what comes and one about what is overdue (T3).
        let mails = desk.mails("reminder/");
        let mut of_scan: Vec<(Vec<u8>, bool)> = mails[sent_before..]
            .iter()
            .map(|mail| (mail.to_address.clone(), mail.content["subject"].as_str().unwrap().starts_with("OVERDUE")))
            .collect();
        assert_eq!(of_scan.len(), queued, "what is said to be queued is in the outbox");
        of_scan.sort();
        let all = of_scan.len();
        of_scan.dedup();
        assert_eq!(of_scan.len(), all, "after {hours} hours somebody got two messages of one kind");
        sent_before = mails.len();
        scans += usize::from(all > 0);
    }
    assert!(scans > 8, "{scans} scans found something");
    let mut fired: Vec<Uuid> = desk.rows().iter().filter(|row| row.fired_at.is_some()).map(|row| row.id).collect();
    let late = desk.rows().into_iter().filter(|row| row.fired_at.is_none() && row.cancelled_at.is_none());
    assert_eq!(late.filter(|row| row.due_at <= ctx.clock.now()).count(), 0, "none is skipped (T2)");
    fired.dedup();
    assert!(fired.len() > 20);
}

/// T4: hours are elapsed hours, whatever the clocks of the country do in between.
#[test]
fn the_night_in_which_the_clocks_change_moves_no_reminder() {
    on_both(|ctx| {
        // 25 October 2026 has twenty-five hours in Rome.
        ctx.clock.set(At::parse("2026-10-24T20:00:00Z").unwrap());
        let desk = open(ctx);
        let three = desk.waiting(&desk.duty("gdpr-33", "CY"));
        assert_eq!(of_tier(&three, "first"), [0, 48, 60, 68, 71, 72].map(|h| h * HOUR));
        let target = desk.duty("gdpr-33", "CY").planned.target_at.unwrap();
        assert_eq!(target.since(desk.t0), TimeDelta::hours(72));
        desk.at(12, 1);
        desk.fire();
        let (_, text) = desk.to("chiara").pop().unwrap();
        // 24 h from 22:00 local time end at 21:00 local time of the next day.
        assert!(text.contains("21:00") && text.contains("CET"), "{text}");
    });
}

/// T5: the loop sleeps half a minute at most, and a clock that jumped makes it fire at its next look.
#[test]
fn the_loop_never_sleeps_longer_than_half_a_minute_and_reads_the_clock_anew() {
    on_both(|ctx| {
        let desk = open(ctx);
        let wait = reminding::beat(ctx);
        assert!(wait <= Duration::from_secs(30), "{wait:?}");
        let before = desk.mails("reminder/").len();
        ctx.clock.set(desk.t0.plus(TimeDelta::minutes(12 * HOUR) - TimeDelta::seconds(7)));
        let wait = reminding::beat(ctx);
        assert!(wait <= Duration::from_secs(7), "the next one is seven seconds away: {wait:?}");
        assert_eq!(desk.mails("reminder/").len(), before);
        // The machine slept for five days.
        desk.at(5 * 24, 0);
        reminding::beat(ctx);
        assert!(desk.mails("reminder/").len() > before);
        // A clock that goes back fires nothing twice.
        let sent = desk.mails("reminder/").len();
        desk.at(12, 0);
        reminding::beat(ctx);
        assert_eq!(desk.mails("reminder/").len(), sent);
    });
}
