//! Organisations, users, memberships, sessions, links, tokens.

use breachdesk::domain::actor::Role;
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::api_tokens::{self, ApiTokenRow};
use breachdesk::store::form_tokens::{self, FormUse};
use breachdesk::store::links::{self, LinkPurpose, OneTimeLinkRow};
use breachdesk::store::memberships::{self, MembershipRow, MembershipStatus};
use breachdesk::store::organisations::{self, OrganisationRow};
use breachdesk::store::sessions::{self, SessionRow};
use breachdesk::store::users::{self, UserRow, UserStatus};
use breachdesk::store::{Store, StoreError};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use crate::support::database::on_both;

pub fn at(text: &str) -> At {
    At::parse(text).unwrap()
}

fn noon() -> At {
    at("2026-10-03T12:00:00Z")
}

pub fn has_organisation(store: &Store, slug: &str) -> OrganisationRow {
    let row = OrganisationRow {
        id: Ids.next(),
        slug: slug.into(),
        name: "Lunamobile Group".into(),
        country: "IT".into(),
        zone: "Europe/Rome".into(),
        settings: json!({"controllers": []}),
        revision: 1,
        created_at: noon(),
        updated_at: noon(),
    };
    store.write(|tx| organisations::add(tx, &row)).unwrap();
    row
}

pub fn has_user(store: &Store, email: &str) -> UserRow {
    let row = UserRow {
        id: Ids.next(),
        name: "Chiara Bonfanti".into(),
        email: email.into(),
        password_hash: Some("$argon2id$".into()),
        language: "it".into(),
        status: UserStatus::Active,
        failed_sign_ins: 0,
        failed_since_at: None,
        last_sign_in_at: None,
        created_at: noon(),
    };
    store.write(|tx| users::add(tx, &row)).unwrap();
    row
}

fn has_member(store: &Store, user: &UserRow, organisation: &OrganisationRow, role: Role) -> MembershipRow {
    let row = MembershipRow {
        id: Ids.next(),
        user_id: user.id,
        organisation_id: organisation.id,
        role,
        status: MembershipStatus::Active,
        deputy_of: None,
        created_at: noon(),
        updated_at: noon(),
    };
    store.write(|tx| memberships::add(tx, &row)).unwrap();
    row
}

#[test]
fn an_organisation_is_found_by_id_and_slug_and_its_slug_is_unique() {
    on_both(|store| {
        let row = has_organisation(store, "lunamobile");
        assert_eq!(store.read(|c| organisations::get(c, row.id)), Ok(Some(row.clone())));
        assert_eq!(store.read(|c| organisations::by_slug(c, "lunamobile")), Ok(Some(row.clone())));
        assert_eq!(store.read(|c| organisations::by_slug(c, "ottima")), Ok(None));
        assert_eq!(store.read(organisations::all), Ok(vec![row.clone()]));
        let twin = OrganisationRow { id: Ids.next(), ..row };
        let refused = store.write(|tx| organisations::add(tx, &twin));
        assert_eq!(refused, Err(StoreError::Unique { what: "organisations.slug".into() }));
    });
}

#[test]
fn of_two_who_edit_an_organisation_the_second_is_told() {
    on_both(|store| {
        let row = has_organisation(store, "lunamobile");
        let first = OrganisationRow { name: "Lunamobile Italia".into(), settings: json!({"a": 1}), ..row.clone() };
        store.write(|tx| organisations::update(tx, &first)).unwrap();
        let second = store.write(|tx| organisations::update(tx, &row));
        assert_eq!(second, Err(StoreError::Conflict));
        let now = store.read(|c| organisations::get(c, row.id)).unwrap().unwrap();
        assert_eq!((now.name.as_str(), now.revision, now.settings), ("Lunamobile Italia", 2, json!({"a": 1})));
    });
}

#[test]
fn a_user_is_found_by_id_and_email_and_an_email_belongs_to_one() {
    on_both(|store| {
        assert_eq!(store.read(users::none_yet), Ok(true));
        let row = has_user(store, "chiara@example.org");
        assert_eq!(store.read(users::none_yet), Ok(false));
        assert_eq!(store.read(|c| users::get(c, row.id)), Ok(Some(row.clone())));
        assert_eq!(store.read(|c| users::by_email(c, "chiara@example.org")), Ok(Some(row.clone())));
        assert_eq!(store.read(|c| users::by_email(c, "marek@example.org")), Ok(None));
        assert_eq!(store.read(users::all), Ok(vec![row.clone()]));
        let twin = UserRow { id: Ids.next(), ..row };
        let refused = store.write(|tx| users::add(tx, &twin));
        assert_eq!(refused, Err(StoreError::Unique { what: "users.email".into() }));
    });
}

#[test]
fn a_user_changes_name_password_and_status() {
    on_both(|store| {
        let row = has_user(store, "marek@example.org");
        store.write(|tx| users::set_status(tx, row.id, UserStatus::Invited)).unwrap();
        store.write(|tx| users::set_profile(tx, row.id, "Marek Nowicki", "en")).unwrap();
        store.write(|tx| users::set_password(tx, row.id, "$argon2id$new")).unwrap();
        let now = store.read(|c| users::get(c, row.id)).unwrap().unwrap();
        assert_eq!((now.name.as_str(), now.language.as_str(), now.status), ("Marek Nowicki", "en", UserStatus::Active));
        assert_eq!(now.password_hash.as_deref(), Some("$argon2id$new"));
        store.write(|tx| users::set_status(tx, row.id, UserStatus::Disabled)).unwrap();
        store.write(|tx| users::set_password(tx, row.id, "$argon2id$newer")).unwrap();
        let now = store.read(|c| users::get(c, row.id)).unwrap().unwrap();
        assert_eq!(now.status, UserStatus::Disabled, "a password must not wake a disabled user");
        let nobody = store.write(|tx| users::set_status(tx, Ids.next(), UserStatus::Active));
        assert_eq!(nobody, Err(StoreError::NotFound));
    });
}

#[test]
fn failed_sign_ins_count_within_the_window_and_a_success_clears_them() {
    on_both(|store| {
        let row = has_user(store, "marek@example.org");
        let fail = |now: At| store.write(|tx| users::sign_in_failed(tx, row.id, now, TimeDelta::minutes(15))).unwrap();
        assert_eq!(fail(noon()), 1);
        assert_eq!(fail(noon().plus(TimeDelta::minutes(14))), 2);
        assert_eq!(fail(noon().plus(TimeDelta::minutes(15))), 1, "the window began at the first failure");
        store.write(|tx| users::signed_in(tx, row.id, noon().plus(TimeDelta::hours(1)))).unwrap();
        let now = store.read(|c| users::get(c, row.id)).unwrap().unwrap();
        assert_eq!((now.failed_sign_ins, now.failed_since_at), (0, None));
        assert_eq!(now.last_sign_in_at, Some(noon().plus(TimeDelta::hours(1))));
    });
}

#[test]
fn memberships_are_listed_both_ways_and_only_active_ones_hold_a_role() {
    on_both(|store| {
        let (lunamobile, ottima) = (has_organisation(store, "lunamobile"), has_organisation(store, "ottima"));
        let (chiara, marek) = (has_user(store, "chiara@example.org"), has_user(store, "marek@example.org"));
        let dpo = has_member(store, &chiara, &lunamobile, Role::Dpo);
        let handler = has_member(store, &marek, &lunamobile, Role::Handler);
        let other = has_member(store, &chiara, &ottima, Role::Auditor);
        assert_eq!(store.read(|c| memberships::get(c, dpo.id)), Ok(Some(dpo.clone())));
        let of_chiara = store.read(|c| memberships::of_user(c, chiara.id)).unwrap();
        assert_eq!(of_chiara, [(dpo.clone(), lunamobile.clone()), (other, ottima.clone())]);
        let mut here = store.read(|c| memberships::of_organisation(c, lunamobile.id)).unwrap();
        here.sort_by_key(|(membership, _)| membership.role);
        assert_eq!(here, [(handler.clone(), marek.clone()), (dpo.clone(), chiara.clone())]);

        let holders = |roles: &[Role]| -> Vec<Uuid> {
            let held = store.read(|c| memberships::holders_of(c, lunamobile.id, roles)).unwrap();
            held.into_iter().map(|(membership, _)| membership.id).collect()
        };
        assert_eq!(holders(&[Role::Dpo, Role::Controller]), [dpo.id]);
        store.write(|tx| memberships::set_status(tx, dpo.id, MembershipStatus::Suspended, noon())).unwrap();
        assert_eq!(holders(&[Role::Dpo]), [] as [Uuid; 0]);
        store.write(|tx| memberships::set_status(tx, dpo.id, MembershipStatus::Active, noon())).unwrap();
        store.write(|tx| users::set_status(tx, chiara.id, UserStatus::Disabled)).unwrap();
        assert_eq!(holders(&[Role::Dpo]), [] as [Uuid; 0]);

        let twice = MembershipRow { id: Ids.next(), ..handler };
        let refused = store.write(|tx| memberships::add(tx, &twice));
        assert_eq!(refused, Err(StoreError::Unique { what: "memberships.user_id+organisation_id+role".into() }));
    });
}

#[test]
fn a_deputy_is_found_and_an_invitation_is_accepted() {
    on_both(|store| {
        let lunamobile = has_organisation(store, "lunamobile");
        let (chiara, tomas) = (has_user(store, "chiara@example.org"), has_user(store, "tomas@example.org"));
        let invited = MembershipRow {
            id: Ids.next(),
            user_id: tomas.id,
            organisation_id: lunamobile.id,
            role: Role::Dpo,
            status: MembershipStatus::Invited,
            deputy_of: Some(chiara.id),
            created_at: noon(),
            updated_at: noon(),
        };
        store.write(|tx| memberships::add(tx, &invited)).unwrap();
        assert_eq!(store.read(|c| memberships::deputies_of(c, lunamobile.id, chiara.id)), Ok(vec![]));
        let later = noon().plus(TimeDelta::hours(1));
        assert_eq!(store.write(|tx| memberships::accept_invitations(tx, tomas.id, later)), Ok(1));
        let deputies = store.read(|c| memberships::deputies_of(c, lunamobile.id, chiara.id)).unwrap();
        assert_eq!(
            deputies,
            [(MembershipRow { status: MembershipStatus::Active, updated_at: later, ..invited }, tomas)]
        );
        let stranger = MembershipRow { id: Ids.next(), user_id: Ids.next(), ..deputies[0].0.clone() };
        assert_eq!(store.write(|tx| memberships::add(tx, &stranger)), Err(StoreError::Reference));
    });
}

fn has_session(store: &Store, user: &UserRow, hash: u8) -> SessionRow {
    let row = SessionRow {
        id: Ids.next(),
        token_hash: vec![hash; 32],
        user_id: user.id,
        csrf_token: "form".into(),
        created_at: noon(),
        seen_at: noon(),
        reauthenticated_at: noon(),
        expires_at: noon().plus(TimeDelta::hours(12)),
        ended_at: None,
        factor: breachdesk::store::sessions::SessionFactor::None,
    };
    store.write(|tx| sessions::start(tx, &row)).unwrap();
    row
}

#[test]
fn a_session_lives_until_idle_absolute_limit_end_or_a_disabled_user() {
    on_both(|store| {
        let user = has_user(store, "chiara@example.org");
        let row = has_session(store, &user, 1);
        let idle = TimeDelta::hours(2);
        let alive = |now: At| store.read(|c| sessions::alive(c, &[1; 32], now, idle)).unwrap();
        assert_eq!(alive(noon().plus(TimeDelta::hours(1))), Some((row.clone(), user.clone())));
        assert_eq!(alive(noon().plus(TimeDelta::hours(2))), None, "idle for two hours");
        let late = noon().plus(TimeDelta::hours(11));
        store.write(|tx| sessions::seen(tx, row.id, late)).unwrap();
        assert!(alive(late.plus(TimeDelta::minutes(59))).is_some());
        assert_eq!(alive(late.plus(TimeDelta::hours(1))), None, "the absolute limit");
        store.write(|tx| sessions::reauthenticated(tx, row.id, late)).unwrap();
        assert_eq!(alive(late).unwrap().0.reauthenticated_at, late);
        store.write(|tx| users::set_status(tx, user.id, UserStatus::Disabled)).unwrap();
        assert_eq!(alive(late), None, "the user was disabled");
        store.write(|tx| users::set_status(tx, user.id, UserStatus::Active)).unwrap();
        store.write(|tx| sessions::end(tx, row.id, late)).unwrap();
        assert_eq!(alive(late), None, "ended");
    });
}

#[test]
fn all_sessions_of_a_user_are_ended_but_the_one_in_hand_and_old_ones_are_forgotten() {
    on_both(|store| {
        let (chiara, marek) = (has_user(store, "chiara@example.org"), has_user(store, "marek@example.org"));
        let [one, two, three] = [1, 2, 3].map(|n| has_session(store, &chiara, n));
        let other = has_session(store, &marek, 4);
        let of = |user: &UserRow| store.read(|c| sessions::of_user(c, user.id, noon())).unwrap();
        assert_eq!(of(&chiara).len(), 3);
        assert_eq!(store.write(|tx| sessions::end_all_of(tx, chiara.id, Some(two.id), noon())), Ok(2));
        assert_eq!(of(&chiara), [two]);
        assert_eq!(store.write(|tx| sessions::end_all_of(tx, chiara.id, None, noon())), Ok(1));
        assert_eq!((of(&chiara), of(&marek)), (vec![], vec![other]));
        assert_eq!(store.write(|tx| sessions::purge(tx, one.expires_at)), Ok(0));
        assert_eq!(store.write(|tx| sessions::purge(tx, three.expires_at.plus(TimeDelta::seconds(1)))), Ok(4));
    });
}

#[test]
fn a_one_time_link_opens_once_for_its_purpose_and_a_newer_one_closes_it() {
    on_both(|store| {
        let user = has_user(store, "chiara@example.org");
        let link = |hash: u8, user_id| OneTimeLinkRow {
            id: Ids.next(),
            purpose: LinkPurpose::PasswordReset,
            token_hash: vec![hash; 32],
            user_id,
            created_at: noon(),
            expires_at: noon().plus(TimeDelta::hours(1)),
            used_at: None,
        };
        let take = |hash: u8, purpose, now| store.write(|tx| links::take(tx, purpose, &[hash; 32], now)).unwrap();
        let reset = LinkPurpose::PasswordReset;
        store.write(|tx| links::add(tx, &link(1, Some(user.id)))).unwrap();
        assert_eq!(take(1, LinkPurpose::Invitation, noon()), None);
        assert_eq!(take(1, reset, noon().plus(TimeDelta::hours(1))), None, "expired");
        assert!(store.read(|c| links::open(c, reset, &[1; 32], noon())).unwrap().is_some());
        assert_eq!(take(1, reset, noon()).unwrap().user_id, Some(user.id));
        assert_eq!(take(1, reset, noon()), None, "used");
        store.write(|tx| links::add(tx, &link(2, Some(user.id)))).unwrap();
        store.write(|tx| links::add(tx, &link(3, None))).unwrap();
        store.write(|tx| links::add(tx, &link(4, Some(user.id)))).unwrap();
        assert_eq!(take(2, reset, noon()), None, "a newer link was sent");
        assert!(take(3, reset, noon()).is_some(), "nobody's link is not the user's");
        store.write(|tx| links::add(tx, &link(5, None))).unwrap();
        store.write(|tx| links::add(tx, &link(6, None))).unwrap();
        assert_eq!(take(5, reset, noon()), None, "also where there is no user");
        assert_eq!(store.read(|c| links::open(c, reset, &[5; 32], noon())), Ok(None));
        assert!(take(4, reset, noon()).is_some());
    });
}

#[test]
fn an_api_token_works_until_its_own_organisation_ends_it() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile");
        let row = ApiTokenRow {
            id: Ids.next(),
            token_hash: vec![9; 32],
            organisation_id: organisation.id,
            name: "Monitoring".into(),
            scope: "reports:write".into(),
            created_at: noon(),
            last_used_at: None,
            ended_at: None,
        };
        store.write(|tx| api_tokens::add(tx, &row)).unwrap();
        assert_eq!(store.read(|c| api_tokens::alive(c, &[9; 32])), Ok(Some(row.clone())));
        assert_eq!(store.read(|c| api_tokens::alive(c, &[8; 32])), Ok(None));
        store.write(|tx| api_tokens::used(tx, row.id, noon())).unwrap();
        let listed = store.read(|c| api_tokens::of_organisation(c, organisation.id)).unwrap();
        assert_eq!(listed, [ApiTokenRow { last_used_at: Some(noon()), ..row.clone() }]);
        assert_eq!(store.write(|tx| api_tokens::end(tx, Ids.next(), row.id, noon())), Ok(false));
        assert_eq!(store.write(|tx| api_tokens::end(tx, organisation.id, row.id, noon())), Ok(true));
        assert_eq!(store.write(|tx| api_tokens::end(tx, organisation.id, row.id, noon())), Ok(false));
        assert_eq!(store.read(|c| api_tokens::alive(c, &[9; 32])), Ok(None));
    });
}

#[test]
fn a_form_sent_twice_happens_once_and_answers_the_first_result() {
    on_both(|store| {
        let session = Some(Ids.next());
        let send = |token: &'static str, session| {
            store.write(|tx| {
                let answer = form_tokens::use_once(tx, token, session, noon())?;
                if answer == FormUse::First {
                    form_tokens::answer(tx, token, "/cases/BR-2026-0001")?;
                }
                Ok::<_, StoreError>(answer)
            })
        };
        store.write(|tx| form_tokens::issue(tx, "a", session, noon())).unwrap();
        store.write(|tx| form_tokens::issue(tx, "public", None, noon())).unwrap();
        assert_eq!(send("a", None), Ok(FormUse::Unknown), "another session's token");
        assert_eq!(send("a", Some(Ids.next())), Ok(FormUse::Unknown), "another session's token");
        assert_eq!(send("a", session), Ok(FormUse::First));
        assert_eq!(send("a", session), Ok(FormUse::Again { location: "/cases/BR-2026-0001".into() }));
        assert_eq!(send("public", None), Ok(FormUse::First));
        assert_eq!(send("never issued", None), Ok(FormUse::Unknown));
        assert_eq!(store.write(|tx| form_tokens::purge(tx, noon())), Ok(0));
        assert_eq!(store.write(|tx| form_tokens::purge(tx, noon().plus(TimeDelta::seconds(1)))), Ok(2));
    });
}

#[test]
fn of_ten_clicks_at_once_one_is_the_first_and_all_hear_its_answer() {
    on_both(|store| {
        store.write(|tx| form_tokens::issue(tx, "a", None, noon())).unwrap();
        let mut firsts = 0;
        std::thread::scope(|scope| {
            let clicks: Vec<_> = (0..10)
                .map(|_| {
                    scope.spawn(|| {
                        store.write(|tx| {
                            let answer = form_tokens::use_once(tx, "a", None, noon())?;
                            if answer == FormUse::First {
                                form_tokens::answer(tx, "a", "/there")?;
                            }
                            Ok::<_, StoreError>(answer)
                        })
                    })
                })
                .collect();
            for click in clicks {
                match click.join().unwrap().unwrap() {
                    FormUse::First => firsts += 1,
                    answer => assert_eq!(answer, FormUse::Again { location: "/there".into() }),
                }
            }
        });
        assert_eq!(firsts, 1);
    });
}
