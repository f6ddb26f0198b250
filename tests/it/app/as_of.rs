//! As of: at every past instant of a case the answer is what the desk had kept at that instant, and the plan follows from what was recorded.

use std::sync::Arc;

use breachdesk::app::cases::{self, AsOf, Opening, Until, as_of};
use breachdesk::app::demo;
use breachdesk::app::member::{ActiveRole, SignedIn};
use breachdesk::app::{AppError, Ctx};
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::{Case, Certainty, Source};
use breachdesk::domain::command::{Command, RecordInstant};
use breachdesk::domain::plan::PlannedDuty;
use breachdesk::domain::situation::{InstantKind, MarketStatus, Scope, SectorRole, Tri};
use breachdesk::domain::values::{At, Private};
use breachdesk::policy::{self, PolicySet};
use breachdesk::store::organisations::OrganisationRow;
use breachdesk::store::{StoreResult, organisations};
use chrono::TimeDelta;
use uuid::Uuid;

use crate::support::bare::on_both;

/// A DPO of the organisation, signed in.
fn dpo(organisation: &OrganisationRow) -> SignedIn {
    SignedIn {
        user: Uuid::from_u128(7),
        session: Uuid::from_u128(8),
        name: Private::new("Chiara Bonfanti"),
        email: Private::new("chiara.bonfanti@example.org"),
        language: "en".into(),
        reauthenticated_at: None,
        has_second_factor: false,
        roles: vec![ActiveRole {
            organisation: organisation.id,
            organisation_slug: organisation.slug.clone(),
            organisation_name: organisation.name.clone(),
            role: Role::Dpo,
            deputy_of: None,
        }],
    }
}

fn organisation(ctx: &Ctx, slug: &str) -> OrganisationRow {
    let all: StoreResult<Vec<OrganisationRow>> = ctx.store.read(organisations::all);
    all.unwrap().into_iter().find(|row| row.slug == slug).unwrap()
}

fn stood(ctx: &Ctx, who: &SignedIn, reference: &str, at: At) -> Option<AsOf> {
    as_of(ctx, who, reference, Until::At(at)).unwrap().then
}

/// What the law asks in the case's situation, computed at once, against the duties that its events left behind.
fn assert_planned_at_once(set: &PolicySet, then: &AsOf) {
    let plan = policy::plan(set, &then.case.situation(), then.last.recorded_at);
    let plain = |duty: &PlannedDuty| PlannedDuty { policy_digest: String::new(), ..duty.clone() };
    let mut at_once: Vec<PlannedDuty> = plan.duties.iter().map(plain).collect();
    let mut replayed: Vec<PlannedDuty> =
        then.case.duties.iter().filter(|duty| !duty.gone).map(|duty| plain(&duty.planned)).collect();
    at_once.sort_by_key(PlannedDuty::key);
    replayed.sort_by_key(PlannedDuty::key);
    assert_eq!(at_once, replayed, "as of {}", then.at);
    assert_eq!(plan.excluded, then.case.excluded);
    assert_eq!(plan.not_checked, then.case.not_checked);
    assert_eq!(plan.problems, then.case.problems);
}

#[test]
fn at_every_moment_of_both_stories_the_plan_follows_from_what_was_on_record_then() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        for (slug, reference) in [("ottima", "BR-2026-0001"), ("lunamobile", "BR-2026-0002")] {
            let who = dpo(&organisation(ctx, slug));
            let (row, case) = ctx.store.read(|conn| cases::load(conn, &who, reference)).unwrap();
            let recorded = ctx.store.read(|conn| cases::recorded(conn, row.id)).unwrap();
            let mut moments: Vec<At> = recorded.iter().map(|entry| entry.recorded_at).collect();
            moments.dedup();
            assert!(moments.len() > 5, "{reference} has a story");
            for at in moments {
                let then = stood(ctx, &who, reference, at).unwrap();
                assert_planned_at_once(&ctx.policy, &then);
                assert!(then.same_files && then.by_todays_files.is_empty(), "{reference} as of {at}");
                assert_eq!(then.entries + then.later, recorded.len());
            }
            let now = stood(ctx, &who, reference, ctx.clock.now()).unwrap();
            assert_eq!((now.case, now.later), (case, 0), "as of now is the case itself");
            let before = recorded[0].recorded_at.plus(-TimeDelta::microseconds(1));
            assert!(stood(ctx, &who, reference, before).is_none(), "nothing was on record before the opening");
        }
    });
}

/// A small generator, so that every run asks the same questions.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }
}

fn any_command(dice: &mut Dice, case: &Case, now: At) -> Command {
    match dice.roll(6) {
        0 => {
            let mut market = dice.pick(&case.markets);
            market.status = dice.pick(MarketStatus::ALL);
            Command::SetMarket { market }
        }
        1 => {
            let mut data_set = dice.pick(&case.data_sets);
            data_set.hit = dice.pick(Tri::ALL);
            Command::SetDataSet { data_set }
        }
        2 => {
            let mut controller = dice.pick(&case.controllers);
            let role = dice.pick(&[SectorRole::TelecomProvider, SectorRole::Processor]);
            if !controller.roles.remove(&role) {
                controller.roles.insert(role);
            }
            Command::SetController { controller }
        }
        3 => Command::AddNote { happened_at: now, text: Private::new("called the service desk") },
        _ => {
            let what = dice.pick(&[InstantKind::FirstSignal, InstantKind::Detected611, InstantKind::Aware]);
            let market = dice.pick(&case.markets);
            let scope =
                dice.pick(&[Scope::case(), Scope::controller(&market.controller), Scope::market(&market.country)]);
            let corrects = case.instant_in_force(what, &scope).map(|entry| entry.number);
            Command::RecordInstant(RecordInstant {
                what,
                at: now.plus(-TimeDelta::minutes(dice.roll(6_000) as i64)),
                scope,
                certainty: dice.pick(&[Certainty::Suspicion, Certainty::Confirmed]),
                source: dice.pick(&[Source::OwnStaff, Source::Processor]),
                how: Private::new("by telephone"),
                reason: Private::new("the log says so"),
                corrects,
            })
        }
    }
}

#[test]
fn for_random_cases_every_past_instant_shows_what_was_kept_then() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let row = organisation(ctx, "lunamobile");
        let who = dpo(&row);
        let person = who.acting(row.id, &[Role::Dpo]).unwrap();
        for seed in 1..=2_u64 {
            let mut dice = Dice(seed);
            let opening = Opening { organisation: row.id, title: Private::new("Random"), drill: true, report: None };
            let opened = ctx.store.write(|tx| cases::open_in(ctx, tx, &person, opening)).unwrap().case;
            let entries = || ctx.store.read(|conn| cases::recorded(conn, opened.id)).unwrap().len();
            let mut kept: Vec<(usize, Case)> = vec![(entries(), opened.clone())];
            for _ in 0..12 {
                ctx.clock.advance(TimeDelta::seconds(1 + dice.roll(40_000) as i64));
                let command = any_command(&mut dice, &kept.last().unwrap().1, ctx.clock.now());
                match cases::run(ctx, &who, &opened.reference, command) {
                    Ok(done) => kept.push((entries(), done.case)),
                    // What the record refuses changes nothing, then as now.
                    Err(AppError::Refused(_)) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            assert!(kept.len() > 6, "most of it happened");
            let recorded = ctx.store.read(|conn| cases::recorded(conn, opened.id)).unwrap();
            for (entries, case) in &kept {
                // From the moment of its last entry until just before the next one.
                let from = recorded[entries - 1].recorded_at;
                let next = recorded.get(*entries).map_or(ctx.clock.now(), |next| next.recorded_at);
                for moment in [from, next.plus(-TimeDelta::microseconds(1))] {
                    let then = stood(ctx, &who, &opened.reference, moment).unwrap();
                    assert!(then.case == *case, "seed {seed}, as of {moment}, after {entries} entries");
                    assert_planned_at_once(&ctx.policy, &then);
                }
            }
        }
    });
}

#[test]
fn where_the_rule_files_have_changed_since_the_answer_says_so_and_shows_what_they_would_have_planned() {
    on_both(|ctx| {
        demo::build(ctx, At::parse(demo::STANDS_AT).unwrap()).unwrap();
        let who = dpo(&organisation(ctx, "lunamobile"));
        let mut files = breachdesk::assets::policies();
        // A country's law is gone, and with it what names it.
        files.retain(|(path, _)| !path.ends_with("mk/lpdp.toml"));
        for (path, text) in &mut files {
            match path.as_str() {
                "forms/notice-kinds.toml" => *text = without(text, "[[for]]", "regime = \"mk-lpdp"),
                "forms/packs/generic-abroad.toml" => *text = text.replace("\"mk-lpdp\", ", ""),
                "released.toml" => *text = without(text, "[[released]]", "rule = \"mk-lpdp"),
                _ => {}
            }
        }
        let other = Ctx { policy: Arc::new(PolicySet::load(&files).unwrap()), ..ctx.clone() };
        assert_ne!(other.policy.digest(), ctx.policy.digest());
        let then = stood(&other, &who, "BR-2026-0002", ctx.clock.now()).unwrap();
        assert!(!then.same_files);
        assert_eq!(then.digest, ctx.policy.digest(), "the record names the files of then");
        assert!(!then.by_todays_files.is_empty());
        assert!(then.by_todays_files.iter().all(|moved| moved.rule.starts_with("mk-lpdp") && moved.falls_away()));
        let stands = then.case.duties.iter().any(|duty| duty.planned.rule == "mk-lpdp" && !duty.gone);
        assert!(stands, "what is shown is what stood then");
    });
}

/// A file of policies without the tables that name something.
fn without(text: &str, table: &str, named: &str) -> String {
    text.split(table).filter(|part| !part.contains(named)).collect::<Vec<_>>().join(table)
}
