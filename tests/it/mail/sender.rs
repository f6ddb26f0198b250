//! The outbox sender against the sink: the same sentences over the model and over both databases.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use breachdesk::clock::Clock;
use breachdesk::jobs::sender::{Ledger, Rhythm};
use breachdesk::mail::settings::{DomainLimits, SmtpSettings};
use breachdesk::mail::transport::Transport;
use breachdesk::store::outbox::DeliveryKind;
use tokio::sync::Notify;

use super::bench::{
    Outbox, Row, Running, address_at_two_domains, address_of, all, all_final, at_rest, every_due_row_tried,
    is_elsewhere, quick, start_of_tests, states,
};
use crate::support::sink::{Act, Flaky, Options, Sink, Verb};

fn clock() -> Clock {
    Clock::running_from(start_of_tests())
}

pub async fn every_row_is_sent_once_as_it_stands<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(50, DeliveryKind::People, clock.now());
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    let rows = sender.until("all accepted", all("accepted")).await;
    let copies = sink.copies();
    assert_eq!((rows.len(), copies.len()), (50, 50));
    for row in &rows {
        let [copy] = &copies[&address_of(row.id)][..] else { panic!("more than one copy") };
        assert_eq!((&copy.message_id, copy.named, row.attempts), (&row.message_id, 1, 1));
    }
    assert!(sink.connections() <= sink.settings().connections);
    let accepted_at = sender.status.borrow().last_accepted_at;
    assert!(accepted_at.is_some());
    sender.stop().await;
}

pub async fn a_deferred_row_is_sent_later_with_the_same_bytes_and_not_before<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(1, DeliveryKind::People, clock.now());
    sink.once(Verb::Rcpt, Act::Reply(451, "4.7.1 try later"));
    sink.once(Verb::Dot, Act::Reply(452, "4.3.1 no room"));
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    let [row] = sender.until("deferred", |rows| !rows[0].word.is_empty()).await.try_into().unwrap();
    assert_eq!((row.state.as_str(), row.word.as_str()), ("deferred", "RCPT: 4.7.1 try later"));
    sender.advance(4);
    sender.looked().await;
    assert_eq!(sink.heard().iter().filter(|verb| *verb == "RCPT").count(), 1, "five minutes are not over");
    sender.advance(2);
    sender.until("deferred again", |rows| rows[0].word.contains("no room")).await;
    assert_eq!(sink.arrived().len(), 0);
    sender.advance(12);
    let [row] = sender.until("accepted", all("accepted")).await.try_into().unwrap();
    assert_eq!((row.attempts, row.was_unknown), (3, false));
    let [copy] = sink.arrived().try_into().unwrap();
    assert_eq!(copy.message_id, row.message_id);
    sender.stop().await;
}

pub async fn five_days_of_deferrals_end_in_an_outcome_that_is_shown<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(1, DeliveryKind::People, clock.now());
    sink.always(Verb::Rcpt, Act::Reply(450, "4.2.0 mailbox busy"));
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    sender.until("deferred", |rows| rows[0].attempts == 1 && rows[0].state == "deferred").await;
    sender.advance(5 * 24 * 60);
    let [row] = sender.until("given up", all("given_up")).await.try_into().unwrap();
    assert_eq!((row.attempts, row.word.as_str()), (2, "RCPT: 4.2.0 mailbox busy"));
    sender.stop().await;
}

pub async fn one_bad_address_decides_for_nobody_else<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(20, DeliveryKind::People, clock.now());
    let bad = outbox.rows()[7].id;
    sink.for_recipient(&address_of(bad), Verb::Rcpt, Act::Reply(550, "5.1.1 unknown"));
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    let rows = sender.until("all final", all_final).await;
    assert_eq!(states(&rows), [("accepted", 19), ("rejected", 1)].into());
    assert!(rows.iter().all(|row| (row.id == bad) == (row.state == "rejected")));
    sender.stop().await;
}

pub async fn an_unclear_message_to_a_person_is_sent_once_more_and_then_never<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(1, DeliveryKind::People, clock.now());
    sink.always(Verb::Journalled, Act::Drop);
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    sender.until("unknown", all("unknown")).await;
    sender.advance(9);
    sender.looked().await;
    assert_eq!(sink.arrived().len(), 1);
    sender.advance(2);
    let [row] = sender
        .until("unknown again", |rows| rows[0].state == "unknown" && rows[0].attempts == 2)
        .await
        .try_into()
        .unwrap();
    for _ in 0..3 {
        sender.advance(60);
        sender.looked().await;
    }
    sender.stop().await;
    let copies = sink.arrived();
    assert_eq!(copies.len(), 2, "at most one automatic resend (R6)");
    assert_eq!(copies[0], copies[1], "same Message-ID, same bytes");
    assert!(row.was_unknown);
    assert_eq!(outbox.rows()[0].attempts, 2);
}

pub async fn an_unclear_message_to_an_authority_waits_for_a_person<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(1, DeliveryKind::Authority, clock.now());
    sink.once(Verb::Content, Act::Drop);
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    let [row] = sender.until("unknown", all("unknown")).await.try_into().unwrap();
    assert!(row.word.contains("within the message") || row.word.contains("after the end"), "{}", row.word);
    assert_eq!(sender.status.borrow().unknown, 1);
    sender.advance(24 * 60);
    sender.looked().await;
    sender.stop().await;
    // A fresh process does not resend it either.
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    sender.looked().await;
    sender.stop().await;
    assert_eq!((sink.arrived().len(), outbox.rows()[0].attempts), (0, 1));
}

pub async fn a_pause_takes_effect_within_one_message_per_connection<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    let group = outbox.mail_out(200, DeliveryKind::People, clock.now());
    let gate = Arc::new(Notify::new());
    sink.rule(Verb::Journalled, Some(address_of(outbox.rows()[60].id)), Some(1), Act::Hold(Arc::clone(&gate)));
    let settings = sink.settings();
    let mut sender = Running::start(&outbox, &clock, &settings);
    sink.until(61).await;
    outbox.pause(group);
    let at_pause = sink.arrived().len();
    gate.notify_one();
    let rows = sender
        .until("nothing in hand", |rows| rows.iter().all(|row| !matches!(row.state.as_str(), "claimed" | "in_flight")))
        .await;
    let sent = sink.arrived().len();
    assert!(sent <= at_pause + settings.connections, "{sent} after a pause at {at_pause}");
    assert_eq!(states(&rows), [("accepted", sent), ("queued", 200 - sent)].into());
    outbox.resume(group, clock.now());
    sender.rouse();
    sender.until("the rest after resume", all("accepted")).await;
    assert_eq!(sink.arrived().len(), 200);
    sender.stop().await;
}

pub async fn a_slow_answer_holds_up_one_message_and_no_other<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(40, DeliveryKind::People, clock.now());
    let (slow, gate) = (outbox.rows()[3].id, Arc::new(Notify::new()));
    sink.for_recipient(&address_of(slow), Verb::Journalled, Act::Hold(Arc::clone(&gate)));
    let settings = SmtpSettings { connections: 2, ..sink.settings() };
    let rhythm = Rhythm { behind_another: Duration::from_millis(50), ..quick() };
    let mut sender = Running::start_as(&outbox, "one", &clock, Transport::Smtp(settings), rhythm);
    let rows = sender
        .until("all but one accepted", |rows| rows.iter().filter(|row| row.state == "accepted").count() == 39)
        .await;
    assert!(rows.iter().all(|row| (row.id == slow) == (row.state == "in_flight")), "{:?}", states(&rows));
    gate.notify_one();
    let rows = sender.until("all accepted", all("accepted")).await;
    assert!(rows.iter().all(|row| row.attempts == 1), "what was given back was not tried");
    assert!(sink.copies().values().all(|copies| copies.len() == 1));
    sender.stop().await;
}

pub async fn only_what_goes_to_people_stands_behind_another_message<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(10, DeliveryKind::Authority, clock.now());
    outbox.mail_out(10, DeliveryKind::Staff, clock.now());
    let others: HashSet<_> = outbox.rows().into_iter().map(|row| row.id).collect();
    outbox.mail_out(40, DeliveryKind::People, clock.now());
    let people = outbox.rows().into_iter().filter(|row| !others.contains(&row.id)).map(|row| address_of(row.id));
    let people: HashSet<String> = people.collect();
    let settings = SmtpSettings { connections: 1, ..sink.settings() };
    let mut sender = Running::start(&outbox, &clock, &settings);
    sender.until("all accepted", all("accepted")).await;
    let behind = sink.behind_contents();
    assert!(behind.iter().any(|(_, commands)| *commands == 3), "messages to people follow one another");
    for pair in behind.windows(2) {
        let [(first, commands), (next, _)] = pair else { unreachable!() };
        assert!(*commands == 0 || (people.contains(first) && people.contains(next)), "{pair:?}");
    }
    sender.stop().await;
}

pub async fn a_server_that_forgets_what_it_was_told_is_told_one_message_at_a_time<O: Outbox>(outbox: O) {
    let sink = Sink::with(Options { forgets_what_stands_behind_a_content: true, ..Options::default() }).await;
    let clock = clock();
    outbox.mail_out(30, DeliveryKind::People, clock.now());
    let mut settings = SmtpSettings { connections: 2, ..sink.settings() };
    settings.timeouts.command = Duration::from_millis(100);
    let mut sender = Running::start(&outbox, &clock, &settings);
    sender.until("all accepted", all("accepted")).await;
    let in_vain = sink.behind_contents().iter().filter(|(_, commands)| *commands > 0).count();
    assert!((1..=2).contains(&in_vain), "once on each connection: {in_vain}");
    assert!(sink.copies().values().all(|copies| copies.len() == 1));
    sender.stop().await;
}

pub async fn a_server_that_is_down_costs_no_attempt_and_is_shown<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(10, DeliveryKind::Authority, clock.now());
    sink.always(Verb::Banner, Act::Reply(421, "busy"));
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    sender.status.wait_for(|status| status.route.is_some()).await.unwrap();
    sink.forgive();
    let rows = sender.until("all sent once it is back", all("accepted")).await;
    assert!(rows.iter().all(|row| row.attempts == 1), "{rows:?}");
    sender.status.wait_for(|status| status.route.is_none()).await.unwrap();
    sender.stop().await;
}

pub async fn nothing_is_sent_while_the_journal_cannot_be_written_and_no_outcome_is_lost<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(30, DeliveryKind::People, clock.now());
    let gate = Arc::new(Notify::new());
    sink.once(Verb::Journalled, Act::Hold(Arc::clone(&gate)));
    let mut settings = sink.settings();
    settings.connections = 1;
    let mut sender = Running::start(&outbox, &clock, &settings);
    sink.until(1).await;
    // The first message is out, its outcome is not recorded yet; now the disk is full.
    sender.ledger.refuses_to_write.store(true, Ordering::SeqCst);
    gate.notify_one();
    sender.status.wait_for(|status| status.journal_stuck_since.is_some()).await.unwrap();
    let failed = Arc::clone(&sender.ledger.failed_writes);
    sender.until("three vain tries", |_| failed.load(Ordering::SeqCst) >= 3).await;
    assert_eq!(sink.arrived().len(), 1);
    sender.ledger.refuses_to_write.store(false, Ordering::SeqCst);
    sender.status.wait_for(|status| status.journal_stuck_since.is_none()).await.unwrap();
    // Rows whose intent was refused were given back with the next commit.
    let rows = sender.until("all accepted", all("accepted")).await;
    assert!(rows.iter().all(|row| !row.was_unknown));
    assert_eq!(sink.arrived().len(), 30);
    sender.stop().await;
}

pub async fn content_that_changed_since_the_first_attempt_is_not_sent<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(1, DeliveryKind::People, clock.now());
    sink.once(Verb::Dot, Act::Reply(451, "later"));
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    sender.until("deferred", |rows| rows[0].word == "later").await;
    sender.letters.changed.store(true, Ordering::SeqCst);
    sender.advance(6);
    let [row] = sender.until("refused", all("given_up")).await.try_into().unwrap();
    assert!(row.word.contains("no longer that of the first attempt"), "{}", row.word);
    assert_eq!(sink.arrived().len(), 0);
    sender.stop().await;
}

pub async fn a_row_without_a_letter_waits_or_is_shown<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    let mut sender = Running::start(&outbox, &clock, &sink.settings());
    sender.letters.not_now.store(true, Ordering::SeqCst);
    outbox.mail_out(3, DeliveryKind::People, clock.now());
    sender.rouse();
    let claims = |rows: &[Row]| rows.iter().all(|row| row.state == "queued" && row.attempts == 0);
    sender.until("back in the queue", claims).await;
    sender.letters.not_now.store(false, Ordering::SeqCst);
    sender.letters.never.store(true, Ordering::SeqCst);
    sender.rouse();
    let rows = sender.until("shown", all("given_up")).await;
    assert_eq!(rows[0].word, "the row has no language");
    sender.stop().await;
    assert_eq!(sink.arrived().len(), 0);
}

pub async fn a_stop_gives_back_what_was_not_begun_and_leaves_what_hangs_to_the_rescue<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(40, DeliveryKind::People, clock.now());
    let hangs = outbox.rows()[20].id;
    sink.rule(Verb::Journalled, Some(address_of(hangs)), Some(1), Act::Hang);
    let mut settings = sink.settings();
    settings.connections = 1;
    let rhythm = Rhythm { grace: Duration::from_millis(30), ..quick() };
    let sender = Running::start_as(&outbox, "one", &clock, Transport::Smtp(settings.clone()), rhythm);
    sink.until(21).await;
    sender.stop().await;
    let rows = outbox.rows();
    assert_eq!(states(&rows), [("accepted", 20), ("in_flight", 1), ("queued", 19)].into());
    assert!(rows.iter().filter(|row| row.state == "queued").all(|row| row.attempts == 0));

    outbox.expire_leases(&["claimed", "in_flight"]);
    let mut sender = Running::start_as(&outbox, "two", &clock, Transport::Smtp(settings), quick());
    let rows = sender.until("all final", all_final).await;
    assert_eq!(states(&rows), [("accepted", 39), ("unknown", 1)].into());
    assert!(rows.iter().all(|row| row.was_unknown == (row.id == hangs)));
    sender.advance(11);
    sender.until("resent", all("accepted")).await;
    sender.stop().await;
    assert_eq!(sink.copies()[&address_of(hangs)].len(), 2);
}

pub async fn the_tray_keeps_messages_and_nothing_leaves<O: Outbox>(outbox: O) {
    let clock = clock();
    outbox.mail_out(5, DeliveryKind::People, clock.now());
    let mut sender = Running::start_as(&outbox, "one", &clock, Transport::Tray, quick());
    let rows = sender.until("all simulated", all("simulated")).await;
    let kept: HashSet<String> = outbox.tray().into_iter().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    assert_eq!(kept.len(), 5);
    assert!(rows.iter().all(|row| kept.iter().any(|text| text.contains(&row.message_id))));
    sender.stop().await;
}

pub async fn two_copies_of_the_program_share_the_work_and_send_nothing_twice<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(300, DeliveryKind::People, clock.now());
    let settings = Transport::Smtp(sink.settings());
    let mut one = Running::start_as(&outbox, "one", &clock, settings.clone(), quick());
    let two = Running::start_as(&outbox, "two", &clock, settings, quick());
    let (first, rest) = tokio::join!(one.until("all accepted", all("accepted")), sink.until(300));
    let () = rest;
    assert!(first.iter().all(|row| row.attempts == 1 && !row.was_unknown));
    assert_eq!(sink.arrived().len(), 300);
    one.stop().await;
    two.stop().await;
}

fn limited(sink: &Sink, at_once: usize, per_minute: Option<u32>) -> SmtpSettings {
    let mut settings = sink.settings();
    settings.per_domain = DomainLimits { at_once, per_minute };
    settings
}

pub async fn a_domain_that_is_full_holds_up_no_other_domain<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(60, DeliveryKind::People, clock.now());
    let rows = outbox.rows();
    let (slow, quick_ones): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| is_elsewhere(row.id));
    assert!(slow.len() > 5 && quick_ones.len() > 5);
    // The first of each that comes is held; the domain takes one at a time.
    let gate = Arc::new(Notify::new());
    for row in &slow {
        sink.for_recipient(&address_at_two_domains(row.id), Verb::Journalled, Act::Hold(Arc::clone(&gate)));
    }
    let transport = Transport::Smtp(limited(&sink, 1, None));
    let mut sender = Running::with(&outbox, &clock, transport, |letters| {
        letters.two_domains.store(true, Ordering::SeqCst);
    });
    let others_done = |rows: &[Row]| rows.iter().all(|row| is_elsewhere(row.id) || row.state == "accepted");
    sender.until("the other domain done", others_done).await;
    let of_the_slow_one = sink.copies().keys().filter(|to| to.ends_with("@example.it")).count();
    assert!(of_the_slow_one <= 1, "{of_the_slow_one} at once");
    sink.forgive();
    gate.notify_one();
    for _ in 0..60 {
        if sender.outbox.rows().iter().all(|row| row.state == "accepted") {
            break;
        }
        // Leases go by this clock too: it moves only while nothing is in hand.
        let in_hand = |row: &Row| matches!(row.state.as_str(), "claimed" | "in_flight");
        sender.until("nothing in hand", |rows| !rows.iter().any(in_hand)).await;
        // Those whose turn was guessed come back with the clock.
        sender.advance(5);
        sender.looked().await;
    }
    let rows = sender.until("all accepted", all("accepted")).await;
    assert!(rows.iter().all(|row| row.attempts == 1), "waiting is no attempt");
    assert_eq!(sink.arrived().len(), 60);
    sender.stop().await;
}

pub async fn a_domain_gets_its_messages_a_minute_one_turn_after_the_other<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(5, DeliveryKind::People, clock.now());
    // One every ten seconds, and nothing saved up.
    let mut sender = Running::start(&outbox, &clock, &limited(&sink, 10, Some(6)));
    let accepted = |rows: &[Row]| rows.iter().filter(|row| row.state == "accepted").count();
    for sent in 1..=5 {
        sender.until("one more", |rows| accepted(rows) == sent).await;
        sender.looked().await;
        assert_eq!(sink.arrived().len(), sent, "no two in one turn");
        clock.advance(chrono::TimeDelta::seconds(10));
        sender.rouse();
    }
    assert!(outbox.rows().iter().all(|row| row.attempts == 1), "waiting is no attempt");
    sender.stop().await;
}

pub async fn a_filing_does_not_wait_for_the_turn_of_a_domain<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(3, DeliveryKind::People, clock.now());
    let mut sender = Running::start(&outbox, &clock, &limited(&sink, 1, Some(1)));
    sender.until("one sent", |rows| rows.iter().any(|row| row.state == "accepted")).await;
    outbox.mail_out(4, DeliveryKind::Authority, clock.now());
    sender.rouse();
    let filed = |rows: &[Row]| rows.iter().filter(|row| row.state == "accepted").count() == 5;
    sender.until("all four filings and one person", filed).await;
    sender.stop().await;
}

pub async fn a_domain_that_keeps_deferring_is_left_alone_and_then_asked_with_one_message<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    outbox.mail_out(30, DeliveryKind::People, clock.now());
    sink.always(Verb::Rcpt, Act::Reply(421, "4.7.0 too much mail from you"));
    let mut settings = limited(&sink, 1, None);
    settings.connections = 1;
    let mut sender = Running::start(&outbox, &clock, &settings);
    let deferred = |rows: &[Row]| rows.iter().filter(|row| row.state == "deferred").count();
    let calm = |rows: &[Row]| deferred(rows) == 5 && rows.iter().all(|row| row.state != "claimed");
    sender.until("five deferrals and then rest", calm).await;
    clock.advance(chrono::TimeDelta::seconds(61));
    sender.rouse();
    sender.until("one asked", |rows| deferred(rows) == 6 && rows.iter().all(|row| row.state != "claimed")).await;
    let heard = |verb: &str| sink.heard().iter().filter(|heard| *heard == verb).count();
    assert_eq!(heard("RCPT"), 6, "the others were not tried");
    sink.forgive();
    for _ in 0..60 {
        if sender.outbox.rows().iter().all(|row| row.state == "accepted") {
            break;
        }
        sender
            .until("nothing in hand", |rows| rows.iter().all(|row| row.state != "claimed" && row.state != "in_flight"))
            .await;
        sender.advance(5);
        sender.looked().await;
    }
    sender.until("all accepted", all("accepted")).await;
    sender.stop().await;
}

/// I1 to I7 and I9 of a finished mail-out, against the sink's journal.
pub fn assert_invariants(rows: &[Row], sink: &Sink, cuts: usize) {
    let copies = sink.copies();
    let by_address: std::collections::HashMap<String, &Row> =
        rows.iter().map(|row| (address_of(row.id), row)).collect();
    let mut extra = 0;
    for (address, row) in &by_address {
        let arrived = copies.get(address).map_or(&[][..], Vec::as_slice);
        let reached = !arrived.is_empty() || matches!(row.state.as_str(), "rejected" | "given_up" | "unknown");
        assert!(reached, "I1: nothing arrived and nobody is told: {row:?}");
        assert!(row.state != "accepted" || !arrived.is_empty(), "I6: accepted but not there: {row:?}");
        extra += arrived.len().saturating_sub(1);
        assert!(arrived.len() <= 1 || row.was_unknown, "I3: a copy that nobody knows of: {row:?}");
        assert!(arrived.len() <= 2, "I7: more than two copies: {row:?}");
        for copy in arrived {
            assert_eq!((&copy.message_id, copy.sha256), (&row.message_id, arrived[0].sha256), "I4: {row:?}");
            assert_eq!(copy.named, 1, "M7");
        }
    }
    assert!(extra <= cuts + sink.dropped_after_journal(), "I2: {extra} copies too many");
    let stranger = copies.keys().find(|address| !by_address.contains_key(*address));
    assert_eq!(stranger, None, "I5: somebody got mail who is not in the outbox");
}

pub async fn a_flaky_server_loses_nobody_and_every_copy_is_known<O: Outbox>(outbox: O) {
    let (sink, clock) = (Sink::start().await, clock());
    sink.flaky(Flaky { seed: 611, defer_permille: 30, drop_in_content_permille: 5, drop_after_journal_permille: 5 });
    outbox.mail_out(2_000, DeliveryKind::People, clock.now());
    let rhythm = Rhythm { batch: 100, ..quick() };
    let transport = Transport::Smtp(sink.settings());
    let mut sender = Running::start_as(&outbox, "one", &clock, transport, rhythm);
    // Deferrals come back after five minutes, unknown ones after ten; a second unknown stays.
    for _ in 0..40 {
        let rows = sender.until("every due row tried", every_due_row_tried).await;
        if at_rest(&rows) {
            break;
        }
        sender.advance(11);
        sender.looked().await;
    }
    let sums = outbox.ledger("one").sums_that_fail().unwrap();
    assert!(sums.is_empty(), "I9");
    sender.stop().await;
    let rows = outbox.rows();
    assert!(at_rest(&rows), "{:?}", states(&rows));
    assert_eq!(rows.len(), 2_000);
    let flagged = rows.iter().filter(|row| row.was_unknown).count();
    assert!(flagged > 5 && sink.dropped_after_journal() > 2, "the sink was flaky: {flagged}");
    assert_invariants(&rows, &sink, 0);
    assert!(rows.iter().filter(|row| row.state != "accepted").all(|row| row.was_unknown), "{:?}", states(&rows));
}

/// Every sentence over one kind of outbox; `$make` gives an empty one.
macro_rules! over {
    ($name:ident, $make:expr) => {
        mod $name {
            over!(@each $make;
                every_row_is_sent_once_as_it_stands
                a_deferred_row_is_sent_later_with_the_same_bytes_and_not_before
                five_days_of_deferrals_end_in_an_outcome_that_is_shown
                one_bad_address_decides_for_nobody_else
                an_unclear_message_to_a_person_is_sent_once_more_and_then_never
                an_unclear_message_to_an_authority_waits_for_a_person
                a_pause_takes_effect_within_one_message_per_connection
                a_slow_answer_holds_up_one_message_and_no_other
                only_what_goes_to_people_stands_behind_another_message
                a_server_that_forgets_what_it_was_told_is_told_one_message_at_a_time
                a_server_that_is_down_costs_no_attempt_and_is_shown
                nothing_is_sent_while_the_journal_cannot_be_written_and_no_outcome_is_lost
                content_that_changed_since_the_first_attempt_is_not_sent
                a_row_without_a_letter_waits_or_is_shown
                a_stop_gives_back_what_was_not_begun_and_leaves_what_hangs_to_the_rescue
                the_tray_keeps_messages_and_nothing_leaves
                a_domain_that_is_full_holds_up_no_other_domain
                a_domain_gets_its_messages_a_minute_one_turn_after_the_other
                a_filing_does_not_wait_for_the_turn_of_a_domain
                a_domain_that_keeps_deferring_is_left_alone_and_then_asked_with_one_message
                a_flaky_server_loses_nobody_and_every_copy_is_known
            );
        }
    };
    (@each $make:expr; $($sentence:ident)+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $sentence() {
            super::$sentence($make).await;
        })+
    };
}

over!(model, crate::mail::model::Model::default());
over!(sqlite, crate::mail::database::DatabaseOutbox::new(crate::support::database::Engine::Sqlite));
over!(postgres, crate::mail::database::DatabaseOutbox::new(crate::support::database::Engine::Postgres));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_on_one_postgresql_share_the_work_and_send_nothing_twice() {
    let engine = crate::support::database::Engine::Postgres;
    two_copies_of_the_program_share_the_work_and_send_nothing_twice(super::database::DatabaseOutbox::new(engine)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_over_the_model_share_the_work_and_send_nothing_twice() {
    two_copies_of_the_program_share_the_work_and_send_nothing_twice(super::model::Model::default()).await;
}
