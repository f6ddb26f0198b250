//! A desk with one person and many cases, as an office has them after years: nearly all of them closed, some open with their duties.

use breachdesk::app::auth::password;
use breachdesk::app::demo;
use breachdesk::app::rows;
use breachdesk::clock::Clock;
use breachdesk::domain::actor::{Person, Role};
use breachdesk::domain::case::{Case, CaseStatus, Certainty, InstantEntry, Source};
use breachdesk::domain::event::{CaseOpened, Event};
use breachdesk::domain::reconcile::reconcile;
use breachdesk::domain::situation::{InstantKind, Scope};
use breachdesk::domain::values::{At, Private};
use breachdesk::ids::Ids;
use breachdesk::policy::{self, PolicySet};
use breachdesk::store::memberships::{self, MembershipRow, MembershipStatus};
use breachdesk::store::organisations::{self, OrganisationRow};
use breachdesk::store::reports::{self, ReportChannel, ReportRow, ReportStatus};
use breachdesk::store::users::{self, UserRow, UserStatus};
use breachdesk::store::{Store, StoreConfig, StoreError, cases, settings};

use super::said;

pub const EMAIL: &str = "chiara.bonfanti@example.org";
pub const PASSWORD: &str = "quiet lamp under seven stairs";

pub fn fill(folder: &std::path::Path, cases_of_all: usize) -> Result<(), String> {
    let url = format!("sqlite:{}", folder.join("breachdesk.db").display());
    let store = Store::open(&StoreConfig::at(url), Ids).map_err(said)?;
    let now = Clock::Wall.now();
    let found = demo::organisations::organisations().ok_or("the demo's organisations cannot be made")?;
    let desk = found.into_iter().find(|one| one.slug == "ottima").ok_or("the demo knows no Ottima Servizi")?.settings;
    let organisation = OrganisationRow {
        id: Ids.next(),
        slug: "ottima".into(),
        name: "Ottima Servizi S.p.A.".into(),
        country: "IT".into(),
        zone: "Europe/Rome".into(),
        settings: serde_json::to_value(&desk).map_err(said)?,
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    let user = UserRow {
        id: Ids.next(),
        name: "Chiara Bonfanti".into(),
        email: EMAIL.into(),
        password_hash: Some(password::hash(&Ids, PASSWORD).map_err(said)?),
        language: "en".into(),
        status: UserStatus::Active,
        failed_sign_ins: 0,
        failed_since_at: None,
        last_sign_in_at: None,
        created_at: now,
    };
    let membership = MembershipRow {
        id: Ids.next(),
        user_id: user.id,
        organisation_id: organisation.id,
        role: Role::Dpo,
        status: MembershipStatus::Active,
        deputy_of: None,
        created_at: now,
        updated_at: now,
    };
    let people: Result<(), StoreError> = store.write(|tx| {
        organisations::add(tx, &organisation)?;
        users::add(tx, &user)?;
        memberships::add(tx, &membership)
    });
    people.map_err(said)?;
    let law = law()?;
    let open_one_in = (cases_of_all / OPEN_AT_LEAST).min(OPEN_ONE_IN);
    for batch in 0..cases_of_all / 1_000 {
        let mut made = Vec::with_capacity(1_000);
        for number in batch * 1_000..(batch + 1) * 1_000 {
            let opened_at = now.plus(-chrono::TimeDelta::minutes(26 * number as i64));
            let is_open = number.is_multiple_of(open_one_in);
            let case = case(&organisation, &desk, &law, number, is_open, opened_at)?;
            made.push((rows::case_row(&case, opened_at).map_err(said)?, rows::beside(&case)));
        }
        let saved: Result<(), StoreError> =
            store.write(|tx| made.iter().try_for_each(|(row, beside)| cases::save(tx, row, beside, 0).map(drop)));
        saved.map_err(said)?;
    }
    let reported: Result<(), StoreError> = store.write(|tx| {
        for number in 0..REPORTS {
            let arrived_at = now.plus(-chrono::TimeDelta::minutes(97 * number));
            reports::add(tx, &report(&organisation, number, arrived_at))?;
        }
        // As the start of a new desk leaves it: nothing is to be made anew.
        settings::set(tx, "rows-beside", &serde_json::json!(rows::KEPT), now)
    });
    reported.map_err(said)
}

const REPORTS: i64 = 2_000;

fn report(organisation: &OrganisationRow, number: i64, arrived_at: At) -> ReportRow {
    ReportRow {
        id: Ids.next(),
        organisation_id: organisation.id,
        reference: format!("RP-2026-{number:06}"),
        arrived_at,
        channel: ReportChannel::Public,
        reporter_user_id: None,
        first_noticed_at: None,
        answers: serde_json::json!({
            "what": { "$private": "A letter came back opened and somebody else's bill was inside." },
            "concerned": ["customers"], "ongoing": "unknown", "works_for_us": "yes",
            "contact": { "$private": "" }, "language": "en",
        }),
        status: ReportStatus::New,
        case_id: None,
        decided_by: None,
        decided_at: None,
        reason: None,
    }
}

fn law() -> Result<PolicySet, String> {
    PolicySet::load(&breachdesk::assets::policies())
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

fn case(
    organisation: &OrganisationRow,
    settings: &breachdesk::app::organisation::Settings,
    law: &PolicySet,
    number: usize,
    is_open: bool,
    at: At,
) -> Result<Case, String> {
    let opened = Event::CaseOpened(CaseOpened {
        id: Ids.next(),
        organisation: organisation.id,
        reference: format!("BR-2021-{number:06}"),
        title: Private::new(format!("Mail to the wrong customer, {} number {number}", WORDS[number % WORDS.len()])),
        zone: organisation.zone.clone(),
        drill: false,
        report: None,
        handler: None,
        controllers: settings.controllers.clone(),
        markets: settings.markets.clone(),
        data_sets: settings.data_sets.clone(),
        at,
    });
    let mut case = Case::replay([(opened, at)]).ok_or("a case opens with its opening")?;
    // Nearly all of what an office ever had is over; the rest has a first signal and the duties that follow.
    if !is_open {
        case.status = CaseStatus::Closed;
        return Ok(case);
    }
    let by = Person { user: Ids.next(), name: Private::new("Marek Nowicki"), role: Role::Handler, as_deputy: false };
    case.instants.push(InstantEntry {
        number: 1,
        what: InstantKind::FirstSignal,
        at,
        scope: Scope::case(),
        certainty: Certainty::Suspicion,
        source: Source::OwnStaff,
        how: Private::new("A customer called"),
        reason: Private::new(""),
        corrects: None,
        contradicts: None,
        by,
        recorded_at: at,
        confirmed_by: None,
    });
    let plan = policy::plan(law, &case.situation(), at);
    if let Some(replanned) = reconcile(&case, plan, at) {
        case.apply(replanned, at);
    }
    Ok(case)
}

/// Of so many cases one is open.
const OPEN_ONE_IN: usize = 50;
/// So many are open in a small desk too: a page of twenty lines is no yardstick for one of fifty.
const OPEN_AT_LEAST: usize = 100;
/// So that a search meets rare and common words.
const WORDS: [&str; 8] = ["invoice", "contract", "meter reading", "invoice", "reminder", "invoice", "refund", "notice"];
