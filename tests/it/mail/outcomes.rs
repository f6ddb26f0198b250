//! What became of an attempt, for each way in which a server can answer or fail to.

use std::mem::discriminant;
use std::sync::Arc;
use std::time::Duration;

use breachdesk::mail::connection::{ConnectProblem, Connection, TlsRoots};
use breachdesk::mail::outcome::SendOutcome::{self, Accepted, Deferred, NotSent, Rejected, Unknown};
use breachdesk::mail::settings::SmtpSettings;
use tokio::sync::Notify;

use super::{TO, message_to, open, send};
use crate::support::sink::{Act, Options, Sink, Verb};

const SHORT: Duration = Duration::from_millis(40);

/// With a server that takes MAIL, RCPT and DATA in one go; one that takes them one at a time must come to the same.
async fn outcome_when(verb: Verb, act: Act) -> (SendOutcome, Sink) {
    let slowly = Sink::with(one_at_a_time()).await;
    slowly.once(verb, act.clone());
    let alone = send(&mut open(&slowly.settings()).await, &message_to(TO)).await;
    let sink = Sink::start().await;
    sink.once(verb, act.clone());
    let together = send(&mut open(&sink.settings()).await, &message_to(TO)).await;
    assert_eq!(discriminant(&alone), discriminant(&together), "{verb:?} {act:?}: {alone:?}, {together:?}");
    assert_eq!(slowly.arrived().len(), sink.arrived().len(), "{verb:?} {act:?}");
    (together, sink)
}

fn one_at_a_time() -> Options {
    Options { one_at_a_time: true, ..Options::default() }
}

/// Sends with the one time-out shortened that should run out.
async fn outcome_when_hanging(verb: Verb, shorten: impl Fn(&mut SmtpSettings)) -> (SendOutcome, Connection) {
    let mut last = None;
    for options in [one_at_a_time(), Options::default()] {
        let sink = Sink::with(options).await;
        sink.once(verb, Act::Hang);
        let mut settings = sink.settings();
        shorten(&mut settings);
        let mut connection = open(&settings).await;
        let outcome = send(&mut connection, &message_to(TO)).await;
        if let Some((before, _)) = last.replace((outcome.clone(), connection)) {
            assert_eq!(before, outcome, "one at a time and together");
        }
    }
    last.unwrap()
}

#[tokio::test]
async fn an_accepted_message_arrives_byte_for_byte() {
    let sink = Sink::start().await;
    let mut connection = open(&sink.settings()).await;
    let message = message_to(TO);
    assert_eq!(send(&mut connection, &message).await, Accepted { code: 250, reply: "2.0.0 queued as 1".into() });
    let [arrived] = sink.arrived().try_into().unwrap();
    assert_eq!((arrived.recipient.as_str(), arrived.sender.as_str()), (TO, "privacy@ottima.example.it"));
    assert_eq!(arrived.sha256, message.digest());
    assert_eq!(arrived.named, 1);
}

#[tokio::test]
async fn a_4xx_reply_at_any_verb_is_deferred_and_a_5xx_reply_rejected() {
    let (outcome, _) = outcome_when(Verb::Mail, Act::Reply(450, "4.7.1 try later")).await;
    assert!(matches!(outcome, Deferred { code: 450, .. }), "{outcome:?}");
    for verb in [Verb::Rcpt, Verb::Data, Verb::Dot] {
        let (outcome, sink) = outcome_when(verb, Act::Reply(451, "4.7.1 try later")).await;
        assert!(
            matches!(&outcome, Deferred { code: 451, reply } if reply.contains("4.7.1 try later")),
            "{verb:?} {outcome:?}"
        );
        assert_eq!(sink.arrived().len(), 0);
        let (outcome, sink) = outcome_when(verb, Act::Reply(550, "5.1.1 no such user")).await;
        assert!(matches!(outcome, Rejected { code: 550, .. }), "{verb:?} {outcome:?}");
        assert_eq!(sink.arrived().len(), 0);
    }
}

#[tokio::test]
async fn a_refusal_before_the_recipient_is_named_rejects_no_recipient() {
    let (outcome, sink) = outcome_when(Verb::Mail, Act::Reply(550, "5.7.60 you may not send as this address")).await;
    assert_eq!(outcome, NotSent { reason: "550 MAIL: 5.7.60 you may not send as this address".into() });
    assert_eq!(sink.arrived().len(), 0);
}

#[tokio::test]
async fn the_connection_is_kept_after_a_refusal_and_reset_before_the_next_message() {
    for verb in [Verb::Mail, Verb::Rcpt, Verb::Data, Verb::Dot] {
        for options in [one_at_a_time(), Options::default()] {
            let sink = Sink::with(options).await;
            sink.once(verb, Act::Reply(550, "no"));
            let mut connection = open(&sink.settings()).await;
            let refused = send(&mut connection, &message_to(TO)).await;
            assert!(matches!(refused, Rejected { .. } | NotSent { .. }), "{verb:?} {refused:?}");
            assert!(connection.is_usable(), "{verb:?}");
            assert!(matches!(send(&mut connection, &message_to("b@example.it")).await, Accepted { .. }), "{verb:?}");
            assert_eq!(sink.connections(), 1);
            assert!(sink.heard().contains(&"RSET".to_owned()));
            assert_eq!(sink.arrived().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_server_that_wants_content_for_a_refused_recipient_gets_none() {
    let sink = Sink::with(Options { opens_content_for_nobody: true, ..Options::default() }).await;
    sink.once(Verb::Rcpt, Act::Reply(550, "5.1.1 no such user"));
    let mut connection = open(&sink.settings()).await;
    let outcome = send(&mut connection, &message_to(TO)).await;
    assert_eq!(outcome, Rejected { code: 550, reply: "RCPT: 5.1.1 no such user".into() });
    assert!(!connection.is_usable(), "it waits for content: a new connection for the next message");
    assert_eq!(sink.heard(), ["EHLO", "MAIL", "RCPT", "DATA"]);
}

#[tokio::test]
async fn a_server_that_does_not_offer_it_is_never_sent_two_commands_at_once() {
    for (options, at_once) in [(one_at_a_time(), 1), (Options::default(), 3)] {
        let sink = Sink::with(options).await;
        let gate = Arc::new(Notify::new());
        sink.once(Verb::Mail, Act::Hold(Arc::clone(&gate)));
        let mut connection = open(&sink.settings()).await;
        let message = message_to(TO);
        let (outcome, ()) = tokio::join!(send(&mut connection, &message), async {
            sink.until_heard(2).await;
            // What came with MAIL is there to be read by now: it was one write.
            assert_eq!(sink.waiting_behind_the_last() + 1, at_once);
            gate.notify_one();
        });
        assert!(matches!(outcome, Accepted { .. }), "{outcome:?}");
        assert_eq!(sink.arrived()[0].sha256, message.digest());
    }
}

#[tokio::test]
async fn after_421_the_message_is_deferred_and_the_connection_given_up() {
    let (outcome, _sink) = outcome_when(Verb::Rcpt, Act::Reply(421, "shutting down")).await;
    assert!(matches!(outcome, Deferred { code: 421, .. }));
    let sink = Sink::start().await;
    sink.once(Verb::Rcpt, Act::Reply(421, "shutting down"));
    let mut connection = open(&sink.settings()).await;
    send(&mut connection, &message_to(TO)).await;
    assert!(!connection.is_usable());
}

#[tokio::test]
async fn a_break_before_the_content_is_certainly_not_sent() {
    for verb in [Verb::Mail, Verb::Rcpt, Verb::Data] {
        for act in [Act::Drop, Act::Garbage, Act::OverLong, Act::Reply(299, "odd")] {
            let (outcome, sink) = outcome_when(verb, act.clone()).await;
            assert!(matches!(outcome, NotSent { .. }), "{verb:?} {act:?} {outcome:?}");
            assert_eq!(sink.arrived().len(), 0);
        }
    }
}

#[tokio::test]
async fn a_break_from_the_content_on_is_unknown() {
    for (verb, arrives) in [(Verb::Content, 0), (Verb::Dot, 0), (Verb::Journalled, 1)] {
        for act in [Act::Drop, Act::Garbage, Act::OverLong] {
            let (outcome, sink) = outcome_when(verb, act.clone()).await;
            assert!(matches!(outcome, Unknown { .. }), "{verb:?} {act:?} {outcome:?}");
            assert_eq!(sink.arrived().len(), arrives, "{verb:?} {act:?}");
        }
    }
    let (outcome, _) = outcome_when(Verb::Journalled, Act::Reply(354, "what?")).await;
    assert!(matches!(outcome, Unknown { .. }), "a 3xx reply to the dot is no answer: {outcome:?}");
}

#[tokio::test]
async fn a_complete_refusal_after_the_dot_is_what_it_says_and_not_unknown() {
    let (outcome, _) = outcome_when(Verb::Dot, Act::Reply(554, "5.7.1 content refused")).await;
    assert_eq!(outcome, Rejected { code: 554, reply: "5.7.1 content refused".into() });
}

#[tokio::test]
async fn a_silent_server_is_dropped_when_the_time_of_the_phase_is_over() {
    let (outcome, connection) = outcome_when_hanging(Verb::Mail, |s| s.timeouts.command = SHORT).await;
    assert!(matches!(outcome, NotSent { .. }) && !connection.is_usable(), "{outcome:?}");
    let (outcome, connection) = outcome_when_hanging(Verb::Rcpt, |s| s.timeouts.command = SHORT).await;
    assert!(matches!(outcome, NotSent { .. }) && !connection.is_usable(), "{outcome:?}");
    let (outcome, connection) = outcome_when_hanging(Verb::Data, |s| s.timeouts.data = SHORT).await;
    assert!(matches!(outcome, NotSent { .. }) && !connection.is_usable(), "{outcome:?}");
    let (outcome, connection) = outcome_when_hanging(Verb::Journalled, |s| s.timeouts.reply_to_dot = SHORT).await;
    assert!(matches!(&outcome, Unknown { reason } if reason.contains("end of the message")), "{outcome:?}");
    assert!(!connection.is_usable());
}

#[tokio::test]
async fn the_reply_to_the_dot_has_its_own_time_and_not_that_of_the_content() {
    let sink = Sink::start().await;
    let signal = Arc::new(Notify::new());
    sink.once(Verb::Journalled, Act::Hold(Arc::clone(&signal)));
    let mut settings = sink.settings();
    settings.timeouts.content = SHORT;
    let mut connection = open(&settings).await;
    let message = message_to(TO);
    let (outcome, ()) = tokio::join!(send(&mut connection, &message), async {
        sink.until(1).await;
        // Longer than the time for the content: a signal from the runtime's timer, not a guess about the server.
        tokio::time::timeout(SHORT * 3, std::future::pending::<()>()).await.unwrap_err();
        signal.notify_one();
    });
    assert!(matches!(outcome, Accepted { .. }), "{outcome:?}");
}

#[tokio::test]
async fn content_that_the_server_does_not_take_is_unknown_when_its_time_is_over() {
    let sink = Sink::start().await;
    let signal = Arc::new(Notify::new());
    sink.once(Verb::Content, Act::Hold(Arc::clone(&signal)));
    let mut settings = sink.settings();
    settings.timeouts.content = SHORT;
    let mut connection = open(&settings).await;
    let mut letter = super::letter_to(TO);
    letter.text = "Più di quanto un socket tenga in mano. ".repeat(400_000);
    let message = breachdesk::mail::message::build(&letter).unwrap();
    let outcome = send(&mut connection, &message).await;
    assert!(matches!(&outcome, Unknown { reason } if reason.contains("handed over")), "{outcome:?}");
    assert!(!connection.is_usable());
    signal.notify_one();
}

#[tokio::test]
async fn a_second_reply_to_one_question_is_never_taken_for_the_next_answer() {
    for verb in [Verb::Mail, Verb::Rcpt, Verb::Data] {
        let (outcome, sink) = outcome_when(verb, Act::Twice("250 and another")).await;
        assert!(matches!(outcome, NotSent { .. }), "{verb:?} {outcome:?}");
        assert_eq!(sink.arrived().len(), 0);
    }
    let sink = Sink::start().await;
    sink.once(Verb::Journalled, Act::Twice("250 and another"));
    let mut connection = open(&sink.settings()).await;
    assert!(matches!(send(&mut connection, &message_to(TO)).await, Accepted { .. }));
    assert!(!connection.is_usable(), "out of step: a new connection for the next message");
}

#[tokio::test]
async fn a_connection_that_the_server_closed_while_it_was_idle_sends_nothing() {
    let sink = Sink::start().await;
    sink.once(Verb::Journalled, Act::Twice("421 idle too long"));
    let mut connection = open(&sink.settings()).await;
    assert!(matches!(send(&mut connection, &message_to(TO)).await, Accepted { .. }));
    let outcome = send(&mut connection, &message_to("b@example.it")).await;
    assert!(matches!(outcome, NotSent { .. }), "{outcome:?}");
}

#[tokio::test]
async fn nothing_is_sent_when_the_journal_does_not_take_the_intent() {
    let sink = Sink::start().await;
    let mut connection = open(&sink.settings()).await;
    let message = message_to(TO);
    let ready = connection.envelope(&message).await.unwrap();
    drop(ready);
    assert!(!connection.is_usable());
    connection.close().await;
    let mut another = open(&sink.settings()).await;
    assert!(matches!(send(&mut another, &message).await, Accepted { .. }));
    assert_eq!(sink.arrived().len(), 1);
}

#[tokio::test]
async fn replies_are_kept_without_the_recipients_address() {
    let (outcome, _) =
        outcome_when(Verb::Rcpt, Act::Reply(550, "<aoife.brennan@example.it> aoife.brennan unknown")).await;
    assert_eq!(outcome, Rejected { code: 550, reply: "RCPT: <address> <address> unknown".into() });
}

#[tokio::test]
async fn a_reply_in_another_encoding_is_still_an_answer() {
    let sink = Sink::start().await;
    sink.once(Verb::Rcpt, Act::Reply(550, "usager débranché"));
    let mut connection = open(&sink.settings()).await;
    assert!(matches!(send(&mut connection, &message_to(TO)).await, Rejected { code: 550, .. }));
}

#[tokio::test]
async fn a_connection_is_replaced_after_its_number_of_messages() {
    let sink = Sink::start().await;
    let mut settings = sink.settings();
    settings.messages_per_connection = 2;
    let mut connection = open(&settings).await;
    send(&mut connection, &message_to(TO)).await;
    assert!(connection.is_usable());
    send(&mut connection, &message_to("b@example.it")).await;
    assert!(!connection.is_usable());
    connection.close().await;
    assert_eq!(sink.heard().last().unwrap(), "QUIT");
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_says_why() {
    let roots = TlsRoots::load(None).unwrap();
    for (verb, act, expected) in [
        (Verb::Banner, Act::Reply(421, "busy"), Some(421)),
        (Verb::Banner, Act::Reply(554, "go away"), Some(554)),
        (Verb::Banner, Act::Drop, None),
        (Verb::Banner, Act::Garbage, None),
        (Verb::Ehlo, Act::Reply(550, "no"), Some(550)),
        (Verb::Ehlo, Act::Drop, None),
        (Verb::Ehlo, Act::OverLong, None),
    ] {
        let sink = Sink::start().await;
        sink.once(verb, act.clone());
        let problem = Connection::open(&sink.settings(), &roots).await.err().unwrap();
        match expected {
            Some(code) => {
                assert!(matches!(problem, ConnectProblem::Refused { code: c, .. } if c == code), "{problem:?}")
            }
            None => assert!(matches!(problem, ConnectProblem::Unreachable { .. }), "{verb:?} {act:?} {problem:?}"),
        }
    }
    let sink = Sink::start().await;
    sink.once(Verb::Banner, Act::Hang);
    let mut settings = sink.settings();
    settings.timeouts.greeting = SHORT;
    let problem = Connection::open(&settings, &roots).await.err().unwrap();
    assert_eq!(problem, ConnectProblem::TimedOut { phase: "the greeting" });
    let nobody = { Sink::start().await.settings() };
    let problem = Connection::open(&nobody, &roots).await.err().unwrap();
    assert!(matches!(problem, ConnectProblem::Unreachable { .. }) && !problem.needs_a_person());
}
