//! Communications, recipients and the outbox: nobody lost, nobody twice unseen.

use std::collections::{BTreeMap, HashSet};

use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::store::communications::{self, CommunicationRow, CommunicationState, WrappedKey};
use breachdesk::store::outbox::{
    self, Dead, Decision, DeliveryKind, DeliveryRow, DeliveryState, Filled, Intent, NewDelivery, Outcome, Postponed,
    Queue, Rescued, Settled,
};
use breachdesk::store::recipients::{self, RecipientRow, RecipientState};
use breachdesk::store::{Store, StoreError, StoreResult};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::cases::{has_case, has_version, hours, noon};
use crate::support::database::{on_both, on_both_databases};

fn minutes(n: i64) -> TimeDelta {
    TimeDelta::minutes(n)
}

fn a_delivery(kind: DeliveryKind, key: &str) -> NewDelivery {
    let id = Ids.next();
    NewDelivery {
        id,
        kind,
        organisation_id: Some(Uuid::from_u128(1)),
        case_id: None,
        communication_id: None,
        notice_version_id: None,
        recipient_id: None,
        dedupe_key: key.into(),
        to_address: b"dpo@example.org".to_vec(),
        message_id: format!("<{id}@example.org>"),
        content: json!({"template": "reminder"}),
        next_at: noon(),
    }
}

fn has_delivery(store: &Store, kind: DeliveryKind) -> Uuid {
    let new = a_delivery(kind, &Ids.next().to_string());
    let id = new.id;
    assert_eq!(store.write(|tx| outbox::add(tx, new, noon())), Ok(true));
    id
}

fn get(store: &Store, id: Uuid) -> DeliveryRow {
    store.read(|c| outbox::get(c, id)).unwrap().unwrap()
}

fn state(store: &Store, id: Uuid) -> DeliveryState {
    get(store, id).state
}

fn claim(store: &Store, queue: Queue, owner: &str, now: At, n: i64) -> Vec<DeliveryRow> {
    store.write(|tx| outbox::claim(tx, queue, owner, now, minutes(15), n)).unwrap()
}

fn mark(store: &Store, rows: &[DeliveryRow], owner: &str, now: At) -> Vec<Uuid> {
    let intent = |row: &DeliveryRow| Intent { id: row.id, attempt: row.attempt, body_sha256: "ab".into() };
    let intents: Vec<_> = rows.iter().map(intent).collect();
    store.write(|tx| outbox::mark_in_flight(tx, &intents, owner, now)).unwrap()
}

fn settle(store: &Store, row: &DeliveryRow, outcome: Outcome, next_at: Option<At>) -> Vec<Uuid> {
    let settled = Settled { id: row.id, attempt: row.attempt, outcome, next_at, body_sha256: Some("ab".into()) };
    store.write(|tx| outbox::record_outcomes(tx, &[settled], "me", noon())).unwrap()
}

fn accepted() -> Outcome {
    Outcome::Accepted { code: 250, reply: "2.0.0 Ok: queued as 4D".into() }
}

fn unknown() -> Outcome {
    Outcome::Unknown { reason: "connection lost after the dot".into() }
}

fn history(store: &Store, id: Uuid) -> Vec<(i64, String)> {
    let lines = store.read(|c| outbox::attempts(c, id)).unwrap();
    lines.into_iter().map(|line| (line.attempt, line.state)).collect()
}

#[test]
fn a_message_asked_for_twice_is_there_once() {
    on_both(|store| {
        let first = a_delivery(DeliveryKind::Staff, "reminder/1");
        let second = NewDelivery { id: Ids.next(), ..first.clone() };
        assert_eq!(store.write(|tx| outbox::add(tx, first.clone(), noon())), Ok(true));
        assert_eq!(store.write(|tx| outbox::add(tx, second.clone(), noon())), Ok(false));
        let found = store.read(|c| outbox::by_dedupe_key(c, "reminder/1")).unwrap().unwrap();
        assert_eq!((found.id, found.state, found.attempt), (first.id, DeliveryState::Queued, 0));
        assert_eq!(found.content, json!({"template": "reminder"}));
        assert!(store.read(|c| outbox::get(c, second.id)).unwrap().is_none());
    });
}

#[test]
fn a_message_goes_from_queue_to_acceptance_and_keeps_its_message_id() {
    on_both(|store| {
        let id = has_delivery(store, DeliveryKind::Authority);
        let before = get(store, id);
        assert_eq!(store.read(outbox::next_at), Ok(Some(noon())));
        assert!(claim(store, Queue::Single, "me", noon().plus(-minutes(1)), 9).is_empty(), "not due yet");
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        assert_eq!(rows.iter().map(|row| (row.id, row.attempt)).collect::<Vec<_>>(), [(id, 1)]);
        assert!(claim(store, Queue::Single, "other", noon(), 9).is_empty());
        assert_eq!(store.read(outbox::next_at), Ok(None));
        assert_eq!(mark(store, &rows, "me", noon().plus(minutes(1))), [id]);
        let in_flight = get(store, id);
        assert_eq!(in_flight.first_attempt_at, Some(noon()), "the Date is fixed by the claim");
        assert_eq!(
            in_flight.body_sha256.as_deref(),
            Some("ab"),
            "the digest is fixed by the intent, before any outcome"
        );
        assert_eq!(settle(store, &rows[0], accepted(), None), [] as [Uuid; 0]);
        let after = get(store, id);
        assert_eq!(
            (after.state, after.accepted_at, after.reply_code),
            (DeliveryState::Accepted, Some(noon()), Some(250))
        );
        assert_eq!((after.owner, after.lease_until, after.body_sha256.as_deref()), (None, None, Some("ab")));
        assert_eq!(after.message_id, before.message_id);
        let lines = store.read(|c| outbox::attempts(c, id)).unwrap();
        assert_eq!((lines.len(), lines[0].state.as_str(), lines[0].code), (1, "accepted", Some(250)));
        assert_eq!(lines[0].started_at, noon().plus(minutes(1)));
    });
}

#[test]
fn a_deferred_message_is_claimed_again_when_its_time_has_come_and_given_up_without_one() {
    on_both(|store| {
        let id = has_delivery(store, DeliveryKind::Staff);
        let deferred = || Outcome::Deferred { code: 451, reply: "try later".into() };
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        mark(store, &rows, "me", noon());
        settle(store, &rows[0], deferred(), Some(noon().plus(minutes(5))));
        assert_eq!(state(store, id), DeliveryState::Deferred);
        assert!(claim(store, Queue::Single, "me", noon().plus(minutes(4)), 9).is_empty());
        let rows = claim(store, Queue::Single, "me", noon().plus(minutes(5)), 9);
        assert_eq!(rows[0].attempt, 2);
        mark(store, &rows, "me", noon().plus(minutes(6)));
        assert_eq!(get(store, id).first_attempt_at, Some(noon()), "the Date stays that of the first attempt");
        settle(store, &rows[0], deferred(), None);
        assert_eq!(state(store, id), DeliveryState::GivenUp);
        assert_eq!(history(store, id), [(1, "deferred".into()), (2, "deferred".into())]);
    });
}

#[test]
fn a_failure_before_the_intent_is_a_plain_retry() {
    on_both(|store| {
        let id = has_delivery(store, DeliveryKind::Authority);
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        let not_sent = || Outcome::NotSent { reason: "connection refused".into() };
        settle(store, &rows[0], not_sent(), Some(noon().plus(minutes(5))));
        assert_eq!(state(store, id), DeliveryState::Deferred);
        let rows = claim(store, Queue::Single, "me", noon().plus(minutes(5)), 9);
        mark(store, &rows, "me", noon());
        // After the intent nobody may say that nothing was sent.
        assert_eq!(settle(store, &rows[0], not_sent(), Some(noon())), [id]);
        assert_eq!(state(store, id), DeliveryState::InFlight);
    });
}

#[test]
fn the_intent_is_refused_to_a_sender_that_lost_its_claim() {
    on_both(|store| {
        let id = has_delivery(store, DeliveryKind::Staff);
        // A lease that is over when it begins stands for a sender that slept.
        let claim_for =
            |owner: &str, lease| store.write(|tx| outbox::claim(tx, Queue::Single, owner, noon(), lease, 9));
        let rows = claim_for("me", -minutes(1)).unwrap();
        assert_eq!(mark(store, &rows, "me", noon()), [] as [Uuid; 0], "the lease is over");
        let rescued = store.write(|tx| outbox::rescue(tx, Dead::Expired, noon())).unwrap();
        assert_eq!(rescued, Rescued { requeued: 1, unknown: 0 });
        let again = claim_for("other", minutes(15)).unwrap();
        assert_eq!(mark(store, &again, "me", noon()), [] as [Uuid; 0], "another owner");
        assert_eq!(mark(store, &rows, "other", noon()), [] as [Uuid; 0], "an earlier attempt");
        assert_eq!(mark(store, &again, "other", noon()), [id]);
        assert_eq!(mark(store, &again, "other", noon()), [] as [Uuid; 0], "marked already");
    });
}

#[test]
fn a_lease_is_extended_by_its_owner_and_claims_are_given_back() {
    on_both(|store| {
        let (one, two) = (has_delivery(store, DeliveryKind::Staff), has_delivery(store, DeliveryKind::Staff));
        let before = claim(store, Queue::Single, "me", noon(), 9)[0].lease_until.unwrap();
        assert_eq!(store.write(|tx| outbox::extend(tx, "other", noon(), hours(1))), Ok(0));
        assert_eq!(store.write(|tx| outbox::extend(tx, "me", noon(), hours(1))), Ok(2));
        assert!(get(store, one).lease_until.unwrap().since(before) >= minutes(44));
        assert_eq!(store.write(|tx| outbox::release(tx, &[(one, 1), (two, 1)], "other", noon())), Ok(0));
        assert_eq!(store.write(|tx| outbox::release(tx, &[(two, 2)], "me", noon())), Ok(0), "another attempt");
        assert_eq!(store.write(|tx| outbox::release(tx, &[(two, 1)], "me", noon())), Ok(1));
        assert_eq!((state(store, one), state(store, two)), (DeliveryState::Claimed, DeliveryState::Queued));
        assert_eq!(get(store, two).attempt, 0, "what was not tried is not counted");
        assert_eq!(store.write(|tx| outbox::release_all(tx, "other", noon())), Ok(0));
        assert_eq!(store.write(|tx| outbox::release_all(tx, "me", noon())), Ok(1));
        assert_eq!((state(store, one), get(store, one).owner), (DeliveryState::Queued, None));
    });
}

#[test]
fn a_claim_whose_turn_has_not_come_goes_back_untried_with_its_turn() {
    on_both(|store| {
        let id = has_delivery(store, DeliveryKind::Staff);
        let row = claim(store, Queue::Single, "me", noon(), 9).remove(0);
        let turn = noon().plus(minutes(3));
        let postponed = |attempt| Postponed { id, attempt, communication_id: None, next_at: turn };
        let postpone = |owner, attempt| store.write(|tx| outbox::postpone(tx, &[postponed(attempt)], owner, noon()));
        assert_eq!(postpone("other", row.attempt), Ok(0), "another owner");
        assert_eq!(postpone("me", row.attempt + 1), Ok(0), "another attempt");
        assert_eq!(postpone("me", row.attempt), Ok(1));
        let kept = get(store, id);
        assert_eq!((kept.state, kept.attempt, kept.next_at), (DeliveryState::Queued, 0, turn));
        assert_eq!((kept.owner, kept.lease_until, kept.first_attempt_at), (None, None, None), "it was not tried");
        assert!(claim(store, Queue::Single, "me", noon(), 9).is_empty(), "not before its turn");
        // After a real attempt its Date stays (R2).
        let row = claim(store, Queue::Single, "me", turn, 9).remove(0);
        mark(store, std::slice::from_ref(&row), "me", turn);
        settle(store, &row, Outcome::Deferred { code: 451, reply: "later".into() }, Some(turn));
        let again = claim(store, Queue::Single, "me", turn, 9).remove(0);
        assert_eq!(postpone("me", again.attempt), Ok(1));
        assert_eq!((get(store, id).attempt, get(store, id).first_attempt_at), (1, Some(turn)));
        // What is in flight is nobody's to postpone.
        let row = claim(store, Queue::Single, "me", turn, 9).remove(0);
        mark(store, std::slice::from_ref(&row), "me", turn);
        assert_eq!(postpone("me", row.attempt), Ok(0));
    });
}

#[test]
fn a_refusal_before_the_content_settles_a_message_that_is_only_claimed_and_an_acceptance_does_not() {
    on_both(|store| {
        let rejected = || Outcome::Rejected { code: 550, reply: "5.1.1 no such user".into() };
        let deferred = || Outcome::Deferred { code: 451, reply: "4.7.1 greylisted".into() };
        for (outcome, next_at, expected) in [
            (rejected(), None, DeliveryState::Rejected),
            (deferred(), Some(noon().plus(minutes(5))), DeliveryState::Deferred),
            (accepted(), None, DeliveryState::Claimed),
            (unknown(), None, DeliveryState::Claimed),
        ] {
            let id = has_delivery(store, DeliveryKind::Staff);
            let rows = claim(store, Queue::Single, "me", noon(), 9);
            let row = rows.iter().find(|row| row.id == id).unwrap();
            let left = settle(store, row, outcome, next_at);
            assert_eq!((state(store, id), left.is_empty()), (expected, expected != DeliveryState::Claimed));
            store.write(|tx| outbox::release_all(tx, "me", noon())).unwrap();
        }
    });
}

#[test]
fn the_digest_of_the_first_attempt_stays() {
    on_both(|store| {
        let id = has_delivery(store, DeliveryKind::Staff);
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        mark(store, &rows, "me", noon());
        let deferred = Outcome::Deferred { code: 451, reply: "later".into() };
        settle(store, &rows[0], deferred, Some(noon()));
        let again = claim(store, Queue::Single, "me", noon(), 9);
        let intent = Intent { id, attempt: again[0].attempt, body_sha256: "cd".into() };
        assert_eq!(store.write(|tx| outbox::mark_in_flight(tx, &[intent], "me", noon())), Ok(vec![id]));
        assert_eq!(get(store, id).body_sha256.as_deref(), Some("ab"));
    });
}

#[test]
fn after_a_crash_what_was_claimed_is_queued_and_what_was_in_flight_is_unknown() {
    on_both(|store| {
        let (one, two, mine) = (
            has_delivery(store, DeliveryKind::Staff),
            has_delivery(store, DeliveryKind::Staff),
            has_delivery(store, DeliveryKind::Staff),
        );
        let rows = claim(store, Queue::Single, "before the crash", noon(), 2);
        mark(store, &rows[1..], "before the crash", noon());
        claim(store, Queue::Single, "me", noon(), 9);
        assert_eq!(store.write(|tx| outbox::rescue(tx, Dead::Expired, noon())), Ok(Rescued::default()));
        let rescued = store.write(|tx| outbox::rescue(tx, Dead::AllBut("me"), noon()));
        assert_eq!(rescued, Ok(Rescued { requeued: 1, unknown: 1 }));
        let states = [one, two, mine].map(|id| state(store, id));
        assert_eq!(states, [DeliveryState::Queued, DeliveryState::Unknown, DeliveryState::Claimed]);
        assert_eq!(history(store, two), [(1, "unknown".into())]);
    });
}

#[test]
fn an_unclear_message_is_sent_again_once_for_people_and_never_for_authorities() {
    on_both(|store| {
        let (person, authority) =
            (has_delivery(store, DeliveryKind::People), has_delivery(store, DeliveryKind::Authority));
        let send = |now: At| {
            let rows = claim(store, Queue::Single, "me", now, 9);
            mark(store, &rows, "me", now);
            rows.iter().for_each(|row| drop(settle(store, row, unknown(), None)));
            rows.len()
        };
        assert_eq!(send(noon()), 2);
        let resend = |now: At| store.write(|tx| outbox::resend_unknown(tx, now, minutes(10))).unwrap();
        assert_eq!(resend(noon().plus(minutes(9))), 0);
        assert_eq!(resend(noon().plus(minutes(10))), 1);
        let queued = get(store, person);
        assert_eq!((queued.state, queued.next_at), (DeliveryState::Queued, noon().plus(minutes(10))), "at the back");
        assert_eq!(state(store, authority), DeliveryState::Unknown);
        assert_eq!(send(noon().plus(minutes(10))), 1);
        assert_eq!(resend(noon().plus(hours(9))), 0, "once is all");
        assert_eq!(history(store, person), [(1, "unknown".into()), (2, "unknown".into())]);
        let waiting = store.read(|c| outbox::unsettled(c, Uuid::from_u128(1), 9)).unwrap();
        let ids: HashSet<_> = waiting.iter().map(|row| row.id).collect();
        assert_eq!(ids, HashSet::from([person, authority]));
        assert!(store.read(|c| outbox::unsettled(c, Uuid::from_u128(2), 9)).unwrap().is_empty());
    });
}

#[test]
fn a_person_decides_what_becomes_of_an_unclear_message() {
    on_both(|store| {
        let ids = [(); 3].map(|()| has_delivery(store, DeliveryKind::Authority));
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        mark(store, &rows, "me", noon());
        rows.iter().for_each(|row| drop(settle(store, row, unknown(), None)));
        let decide =
            |id, decision| store.write(|tx| outbox::decide_unknown(tx, id, decision, "seen in the portal", noon()));
        assert_eq!(decide(ids[0], Decision::Arrived), Ok(()));
        assert_eq!(decide(ids[1], Decision::SendAgain), Ok(()));
        assert_eq!(decide(ids[2], Decision::GiveUp), Ok(()));
        assert_eq!(decide(ids[2], Decision::SendAgain), Err(StoreError::Conflict));
        let states = ids.map(|id| state(store, id));
        assert_eq!(states, [DeliveryState::Delivered, DeliveryState::Queued, DeliveryState::GivenUp]);
        assert_eq!(history(store, ids[0]), [(1, "decided_arrived".into()), (1, "unknown".into())]);
    });
}

#[test]
fn a_late_reply_settles_a_message_that_was_given_up_as_unclear() {
    on_both(|store| {
        let ids = [(); 3].map(|()| has_delivery(store, DeliveryKind::People));
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        mark(store, &rows, "me", noon());
        store.write(|tx| outbox::rescue(tx, Dead::AllBut("the next one"), noon())).unwrap();
        assert_eq!(settle(store, &rows[0], accepted(), None), [] as [Uuid; 0]);
        store.write(|tx| outbox::resend_unknown(tx, noon().plus(minutes(10)), minutes(10))).unwrap();
        assert_eq!(settle(store, &rows[1], accepted(), None), [] as [Uuid; 0], "before the second copy left");
        let again = claim(store, Queue::Single, "other", noon().plus(minutes(10)), 9);
        assert_eq!(again.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[2]]);
        assert_eq!(settle(store, &rows[2], accepted(), None), [ids[2]], "the second attempt is on its way");
        let states = ids.map(|id| state(store, id));
        assert_eq!(states, [DeliveryState::Accepted, DeliveryState::Accepted, DeliveryState::Claimed]);
        // Whatever happened, the doubt and the late reply both stay in the history.
        assert_eq!(history(store, ids[2]), [(1, "accepted".into()), (1, "unknown".into())]);
    });
}

#[test]
fn rejections_bounces_and_receipts_are_final() {
    on_both(|store| {
        let ids = [(); 3].map(|()| has_delivery(store, DeliveryKind::Authority));
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        mark(store, &rows, "me", noon());
        settle(store, &rows[0], Outcome::Rejected { code: 550, reply: "5.1.1 no such user".into() }, None);
        settle(store, &rows[1], accepted(), None);
        settle(store, &rows[2], accepted(), None);
        assert_eq!(store.write(|tx| outbox::bounced(tx, ids[0], "no", noon())), Err(StoreError::Conflict));
        store.write(|tx| outbox::bounced(tx, ids[1], "mailbox full", noon())).unwrap();
        store.write(|tx| outbox::certified(tx, ids[2], "avvenuta consegna", noon())).unwrap();
        let states = ids.map(|id| state(store, id));
        assert_eq!(states, [DeliveryState::Rejected, DeliveryState::Bounced, DeliveryState::Delivered]);
        assert!(claim(store, Queue::Single, "me", noon().plus(hours(99)), 9).is_empty());
    });
}

#[test]
fn a_simulated_message_lies_in_the_tray_with_its_bytes() {
    on_both(|store| {
        let id = has_delivery(store, DeliveryKind::Staff);
        let rows = claim(store, Queue::Single, "me", noon(), 9);
        let settled =
            Settled { id, attempt: rows[0].attempt, outcome: Outcome::Simulated, next_at: None, body_sha256: None };
        let left = store.write(|tx| {
            outbox::put_in_tray(tx, id, b"Subject: x\r\n\r\ny", noon())?;
            outbox::record_outcomes(tx, &[settled], "me", noon())
        });
        assert_eq!(left, Ok(vec![]));
        let tray = store.read(|c| outbox::tray(c, 9, 0)).unwrap();
        assert_eq!(
            tray.iter().map(|(row, at)| (row.id, row.state, *at)).collect::<Vec<_>>(),
            [(id, DeliveryState::Simulated, noon())]
        );
        assert_eq!(store.read(|c| outbox::tray_message(c, id)), Ok(Some(b"Subject: x\r\n\r\ny".to_vec())));
    });
}

#[test]
fn a_message_is_held_and_let_go_and_a_restored_copy_sends_nothing_by_itself() {
    on_both(|store| {
        let (one, two) = (has_delivery(store, DeliveryKind::People), has_delivery(store, DeliveryKind::People));
        store.write(|tx| outbox::hold(tx, one, noon())).unwrap();
        assert_eq!(store.write(|tx| outbox::hold(tx, one, noon())), Err(StoreError::Conflict));
        assert_eq!(claim(store, Queue::Single, "me", noon(), 9).len(), 1);
        store.write(|tx| outbox::release_held(tx, one, noon())).unwrap();
        assert_eq!(state(store, one), DeliveryState::Queued);
        assert_eq!(store.write(|tx| outbox::quarantine(tx, noon())), Ok(2));
        assert_eq!([one, two].map(|id| state(store, id)), [DeliveryState::Unknown; 2]);
        assert_eq!(store.write(|tx| outbox::resend_unknown(tx, noon().plus(hours(9)), minutes(10))), Ok(0));
        assert!(claim(store, Queue::Single, "me", noon().plus(hours(9)), 9).is_empty());
    });
}

#[test]
fn three_claimers_at_once_never_get_the_same_message() {
    on_both(|store| {
        let all: HashSet<Uuid> = (0..60).map(|_| has_delivery(store, DeliveryKind::Staff)).collect();
        let claimed: Vec<Uuid> = std::thread::scope(|scope| {
            let threads: Vec<_> = ["a", "b", "c"]
                .map(|owner| {
                    scope.spawn(move || {
                        let mut mine = Vec::new();
                        loop {
                            let rows = claim(store, Queue::Single, owner, noon(), 4);
                            if rows.is_empty() {
                                break mine;
                            }
                            assert_eq!(mark(store, &rows, owner, noon()).len(), rows.len());
                            mine.extend(rows.into_iter().map(|row| row.id));
                        }
                    })
                })
                .into_iter()
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(claimed.len(), 60);
        assert_eq!(claimed.into_iter().collect::<HashSet<_>>(), all);
    });
}

/// A draft with a list of `people` by mail and one by letter.
fn has_communication(store: &Store, people: i64) -> CommunicationRow {
    let case = has_case(store);
    let key_id = Ids.next();
    let row = CommunicationRow {
        id: Ids.next(),
        organisation_id: case.organisation_id,
        case_id: case.id,
        notice_id: Some(Ids.next()),
        notice_version_id: None,
        state: CommunicationState::Draft,
        recipients: 0,
        filled_to_row: 0,
        key_id,
        pace_per_minute: None,
        created_at: noon(),
        created_by: None,
        approved_at: None,
        approved_by: None,
        started_at: None,
        finished_at: None,
        revision: 1,
    };
    let key = WrappedKey { wrapped: vec![7; 48], nonce: vec![1; 24] };
    let mut list: Vec<_> = (1..=people).map(|n| a_recipient(row.id, n)).collect();
    list.push(RecipientRow {
        email_hmac: None,
        person_hmac: None,
        state: RecipientState::Letter,
        ..a_recipient(row.id, people + 1)
    });
    store
        .write(|tx| {
            communications::add_key(tx, key_id, &key, noon())?;
            communications::add(tx, &row)?;
            assert_eq!(recipients::add(tx, row.id, &list)?, [] as [i64; 0]);
            StoreResult::Ok(())
        })
        .unwrap();
    store.read(|c| communications::get(c, row.id)).unwrap().unwrap()
}

fn a_recipient(communication_id: Uuid, row_no: i64) -> RecipientRow {
    RecipientRow {
        id: Ids.next(),
        communication_id,
        row_no,
        ciphertext: vec![1, 2, 3],
        nonce: vec![4; 24],
        email_hmac: Some(row_no.to_be_bytes().to_vec()),
        person_hmac: Some(row_no.to_be_bytes().to_vec()),
        language: "it".into(),
        state: RecipientState::Mail,
    }
}

/// The same, approved and released.
fn has_running(store: &Store, people: i64) -> CommunicationRow {
    let row = has_communication(store, people);
    let case = store.read(|c| breachdesk::store::cases::get(c, row.case_id)).unwrap().unwrap();
    let version = has_version(store, &case, row.notice_id.unwrap(), 1);
    store
        .write(|tx| {
            communications::approve(tx, row.id, version.id, people + 1, Ids.next(), noon())?;
            communications::release(tx, row.id, noon())
        })
        .unwrap();
    store.read(|c| communications::get(c, row.id)).unwrap().unwrap()
}

fn fill(store: &Store, id: Uuid, n: i64) -> StoreResult<Filled> {
    store.write(|tx| {
        outbox::fill(tx, id, n, noon(), |recipient| {
            a_delivery(DeliveryKind::People, &format!("notice/v1/{}", recipient.id))
        })
    })
}

#[test]
fn recipients_are_listed_in_order_and_a_second_row_of_a_person_is_named() {
    on_both(|store| {
        let row = has_communication(store, 3);
        assert_eq!(row.recipients, 4);
        let twin = RecipientRow { person_hmac: Some(2_i64.to_be_bytes().to_vec()), ..a_recipient(row.id, 11) };
        // Two people may share a mailbox; each is told.
        let sharer = RecipientRow { email_hmac: Some(10_i64.to_be_bytes().to_vec()), ..a_recipient(row.id, 12) };
        let list = [a_recipient(row.id, 10), twin, sharer];
        assert_eq!(store.write(|tx| recipients::add(tx, row.id, &list)), Ok(vec![11]));
        let numbers = |after| -> Vec<i64> {
            store.read(|c| recipients::page(c, row.id, after, 3)).unwrap().into_iter().map(|row| row.row_no).collect()
        };
        assert_eq!((numbers(0), numbers(3), numbers(12)), (vec![1, 2, 3], vec![4, 10, 12], vec![]));
        let found = store.read(|c| recipients::by_email(c, row.id, &10_i64.to_be_bytes())).unwrap();
        assert_eq!(found, [list[0].clone(), list[2].clone()]);
        assert_eq!(store.read(|c| recipients::get(c, found[0].id)), Ok(Some(found[0].clone())));
        assert_eq!(store.read(|c| recipients::by_row(c, row.id, 12)), Ok(Some(list[2].clone())));
        assert_eq!(store.read(|c| recipients::row_before(c, row.id, 10)), Ok(Some(4)));
        assert_eq!(store.read(|c| recipients::row_before(c, row.id, 1)), Ok(None));
        let hmacs: Vec<Vec<u8>> = [10_i64, 99].iter().map(|n| n.to_be_bytes().to_vec()).collect();
        let known = store.read(|c| recipients::known_addresses(c, &[row.id], &hmacs)).unwrap();
        assert_eq!(known.into_iter().collect::<Vec<_>>(), [hmacs[0].clone()]);
        let counts = store.read(|c| recipients::counts(c, row.id)).unwrap();
        assert_eq!(counts, [(RecipientState::Letter, "it".into(), 1), (RecipientState::Mail, "it".into(), 5)]);
        assert_eq!(store.write(|tx| recipients::delete_some(tx, row.id, 4)), Ok(4));
        assert_eq!(store.write(|tx| recipients::delete_some(tx, row.id, 4)), Ok(2));
        assert_eq!(store.write(|tx| recipients::delete_some(tx, row.id, 4)), Ok(0));
    });
}

#[test]
fn a_list_of_many_rows_goes_in_at_once() {
    on_both(|store| {
        let row = has_communication(store, 1_300);
        assert_eq!(row.recipients, 1_301);
    });
}

#[test]
fn a_communication_is_approved_for_the_number_that_was_in_the_button() {
    on_both(|store| {
        let row = has_communication(store, 2);
        let case = store.read(|c| breachdesk::store::cases::get(c, row.case_id)).unwrap().unwrap();
        let version = has_version(store, &case, row.notice_id.unwrap(), 1);
        let approve = |n| store.write(|tx| communications::approve(tx, row.id, version.id, n, Ids.next(), noon()));
        assert_eq!(approve(2), Err(StoreError::Conflict));
        assert_eq!(store.write(|tx| communications::release(tx, row.id, noon())), Err(StoreError::Conflict));
        assert_eq!(approve(3), Ok(()));
        assert_eq!(approve(3), Err(StoreError::Conflict));
        let late = store.write(|tx| recipients::add(tx, row.id, &[a_recipient(row.id, 9)]));
        assert_eq!(late, Err(StoreError::Conflict), "an approved list stays as it is");
        store.write(|tx| communications::withdraw_approval(tx, row.id)).unwrap();
        let draft = store.read(|c| communications::get(c, row.id)).unwrap().unwrap();
        assert_eq!((draft.state, draft.notice_version_id, draft.approved_by), (CommunicationState::Draft, None, None));
        assert_eq!(store.read(|c| communications::of_case(c, row.case_id)), Ok(vec![draft]));
    });
}

#[test]
fn pause_resume_and_stop_last_and_reach_every_message_that_is_not_in_flight() {
    on_both(|store| {
        let row = has_running(store, 6);
        let queue = Queue::Communication(row.id);
        assert_eq!(store.read(communications::running).unwrap(), std::slice::from_ref(&row));
        assert_eq!(fill(store, row.id, 4), Ok(Filled { added: 4, whole: false }));
        let rows = claim(store, queue, "me", noon(), 2);
        assert!(claim(store, Queue::Single, "me", noon(), 9).is_empty(), "people are not in the other queue");
        assert_eq!(mark(store, &rows[..1], "me", noon()), [rows[0].id]);
        store.write(|tx| communications::pause(tx, row.id)).unwrap();
        assert_eq!(mark(store, &rows[1..], "me", noon()), [] as [Uuid; 0], "within one message");
        assert!(claim(store, queue, "me", noon(), 9).is_empty());
        assert_eq!(fill(store, row.id, 4), Err(StoreError::Conflict));
        assert_eq!(store.write(|tx| outbox::release(tx, &[(rows[1].id, rows[1].attempt)], "me", noon())), Ok(1));
        assert_eq!(store.read(outbox::next_at), Ok(None), "nothing to do while paused");
        store.write(|tx| communications::release(tx, row.id, noon().plus(hours(1)))).unwrap();
        let resumed = store.read(|c| communications::get(c, row.id)).unwrap().unwrap();
        assert_eq!((resumed.state, resumed.started_at), (CommunicationState::Running, Some(noon())));
        assert_eq!(store.read(outbox::next_at), Ok(Some(noon())));
        assert_eq!(claim(store, queue, "me", noon(), 9).len(), 3);
        store.write(|tx| communications::stop(tx, row.id, noon())).unwrap();
        assert_eq!(store.write(|tx| communications::pause(tx, row.id)), Err(StoreError::Conflict));
        assert_eq!(store.write(|tx| communications::release(tx, row.id, noon())), Err(StoreError::Conflict));
        assert!(claim(store, queue, "me", noon(), 9).is_empty());
        let totals = store.read(|c| outbox::totals(c, row.id)).unwrap();
        assert!(totals.adds_up(), "{totals:?}");
    });
}

#[test]
fn totals_always_add_up_from_the_release_to_the_end() {
    on_both(|store| {
        let row = has_running(store, 6);
        let queue = Queue::Communication(row.id);
        let totals = || {
            let totals = store.read(|c| outbox::totals(c, row.id)).unwrap();
            assert!(totals.adds_up(), "{totals:?}");
            totals
        };
        assert_eq!((totals().recipients, totals().to_be_queued, totals().letters), (7, 6, 1));
        assert_eq!(fill(store, row.id, 4), Ok(Filled { added: 4, whole: false }));
        assert_eq!((totals().to_be_queued, totals().of(DeliveryState::Queued)), (2, 4));
        assert_eq!(fill(store, row.id, 4), Ok(Filled { added: 2, whole: true }));
        assert_eq!(fill(store, row.id, 4), Ok(Filled { added: 0, whole: true }));
        let rows = claim(store, queue, "me", noon(), 9);
        assert_eq!(totals().of(DeliveryState::Claimed), 6);
        mark(store, &rows, "me", noon());
        assert!(!totals().is_done());
        settle(store, &rows[0], Outcome::Rejected { code: 550, reply: "no".into() }, None);
        settle(store, &rows[1], unknown(), None);
        rows[2..].iter().for_each(|row| drop(settle(store, row, accepted(), None)));
        let expected =
            BTreeMap::from([(DeliveryState::Rejected, 1), (DeliveryState::Unknown, 1), (DeliveryState::Accepted, 4)]);
        assert_eq!((totals().by_state, totals().resent), (expected, 0));
        assert!(totals().is_done());
        store.write(|tx| outbox::resend_unknown(tx, noon().plus(minutes(10)), minutes(10))).unwrap();
        assert_eq!((totals().resent, totals().is_done()), (1, false));
        let left = store.read(|c| outbox::of_communication(c, row.id, DeliveryState::Queued, 9, 0)).unwrap();
        assert_eq!(left.iter().map(|row| row.id).collect::<Vec<_>>(), [rows[1].id]);
        let rows = claim(store, queue, "me", noon().plus(minutes(10)), 9);
        mark(store, &rows, "me", noon());
        settle(store, &rows[0], accepted(), None);
        store.write(|tx| communications::finish(tx, row.id, noon())).unwrap();
        assert_eq!(store.write(|tx| communications::stop(tx, row.id, noon())), Err(StoreError::Conflict));
    });
}

#[test]
fn releasing_twice_and_filling_twice_adds_nobody_twice() {
    on_both_databases(|database| {
        let store = &database.store;
        let row = has_running(store, 5);
        assert_eq!(fill(store, row.id, 9), Ok(Filled { added: 5, whole: true }));
        // As if the cursor had been lost: the unique key still stands.
        database.sql("UPDATE communications SET filled_to_row = 0").unwrap();
        assert_eq!(fill(store, row.id, 9), Ok(Filled { added: 0, whole: true }));
        assert_eq!(store.write(|tx| communications::release(tx, row.id, noon())), Err(StoreError::Conflict));
    });
}

#[test]
fn pace_is_kept_and_a_destroyed_key_is_gone() {
    on_both(|store| {
        let row = has_communication(store, 1);
        store.write(|tx| communications::set_pace(tx, row.id, Some(300))).unwrap();
        assert_eq!(store.read(|c| communications::get(c, row.id)).unwrap().unwrap().pace_per_minute, Some(300));
        let key = WrappedKey { wrapped: vec![7; 48], nonce: vec![1; 24] };
        assert_eq!(store.read(|c| communications::key(c, row.key_id)), Ok(Some(key)));
        store.write(|tx| communications::destroy_key(tx, row.key_id, noon())).unwrap();
        assert_eq!(store.read(|c| communications::key(c, row.key_id)), Ok(None));
        assert_eq!(store.write(|tx| communications::destroy_key(tx, row.key_id, noon())), Err(StoreError::Conflict));
    });
}

#[test]
fn mail_of_a_case_is_listed_without_that_to_people() {
    on_both(|store| {
        let row = has_running(store, 2);
        let mut new = a_delivery(DeliveryKind::Authority, "filing/1");
        new.case_id = Some(row.case_id);
        let id = new.id;
        store.write(|tx| outbox::add(tx, new, noon())).unwrap();
        fill(store, row.id, 9).unwrap();
        let found = store.read(|c| outbox::of_case(c, row.case_id)).unwrap();
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
    });
}
