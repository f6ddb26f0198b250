//! The envelope of the next message in one write with the content of the one before it.

use std::time::Duration;

use breachdesk::mail::connection::{Connection, NotBegun};
use breachdesk::mail::outcome::SendOutcome::{self, Accepted, Deferred, NotSent, Rejected, Unknown};

use super::{TO, message_to, open};
use crate::support::sink::{Act, Options, Sink, Verb};

const NEXT: &str = "bruno.ferri@example.it";

/// Sends one message with the envelope of the next behind it, and the content of that if it was let in.
async fn two(connection: &mut Connection) -> (SendOutcome, Result<SendOutcome, NotBegun>) {
    let (first, second) = (message_to(TO), message_to(NEXT));
    let ready = connection.envelope(&first).await.unwrap();
    assert!(ready.may_be_followed());
    let following = ready.followed_by(&second);
    let (outcome, begun) = ready.content_then(&first, Some(following)).await;
    let next = match begun.unwrap().answered().await {
        Ok(ready) => Ok(ready.content(&second).await),
        Err(problem) => Err(problem),
    };
    (outcome, next)
}

#[tokio::test]
async fn each_message_has_its_own_answer_and_arrives_whole() {
    let sink = Sink::start().await;
    let mut connection = open(&sink.settings()).await;
    let (first, second) = two(&mut connection).await;
    assert!(matches!((&first, &second), (Accepted { .. }, Ok(Accepted { .. }))), "{first:?} {second:?}");
    let arrived = sink.arrived();
    assert_eq!(arrived.iter().map(|one| one.recipient.as_str()).collect::<Vec<_>>(), [TO, NEXT]);
    assert_eq!([arrived[0].sha256, arrived[1].sha256], [message_to(TO).digest(), message_to(NEXT).digest()]);
    assert_eq!(sink.behind_contents(), [(TO.to_owned(), 3), (NEXT.to_owned(), 0)], "it was one write");
    assert!(connection.is_usable());
}

#[tokio::test]
async fn a_refusal_after_the_dot_ends_that_message_alone() {
    let sink = Sink::start().await;
    sink.rule(Verb::Dot, Some(TO.to_owned()), None, Act::Reply(552, "5.3.4 too big"));
    let mut connection = open(&sink.settings()).await;
    let (first, second) = two(&mut connection).await;
    assert!(matches!((&first, &second), (Rejected { code: 552, .. }, Ok(Accepted { .. }))), "{first:?} {second:?}");
    assert_eq!(sink.arrived().iter().map(|one| one.recipient.as_str()).collect::<Vec<_>>(), [NEXT]);
}

#[tokio::test]
async fn a_refusal_of_the_next_message_says_nothing_of_the_one_before_and_the_connection_goes_on() {
    for (verb, code) in [(Verb::Rcpt, 550), (Verb::Rcpt, 451), (Verb::Data, 554)] {
        let sink = Sink::start().await;
        sink.rule(verb, Some(NEXT.to_owned()), None, Act::Reply(code, "no"));
        let mut connection = open(&sink.settings()).await;
        let (first, second) = two(&mut connection).await;
        assert!(matches!(first, Accepted { .. }), "{first:?}");
        let problem = second.unwrap_err();
        assert!(!problem.in_silence);
        match problem.outcome {
            Rejected { code: given, .. } | Deferred { code: given, .. } => assert_eq!(given, code),
            other => panic!("{other:?}"),
        }
        assert!(connection.is_usable());
        let third = message_to("carla.neri@example.it");
        let outcome = connection.envelope(&third).await.unwrap().content(&third).await;
        assert!(matches!(outcome, Accepted { .. }), "{outcome:?}");
        assert!(sink.heard().contains(&"RSET".to_owned()));
    }
}

#[tokio::test]
async fn after_a_break_the_first_is_unclear_and_the_next_certainly_unsent() {
    for verb in [Verb::Content, Verb::Dot, Verb::Journalled] {
        let sink = Sink::start().await;
        sink.once(verb, Act::Drop);
        let mut connection = open(&sink.settings()).await;
        let (first, second) = two(&mut connection).await;
        assert!(matches!(first, Unknown { .. }), "{verb:?} {first:?}");
        let problem = second.unwrap_err();
        assert!(matches!(problem.outcome, NotSent { .. }) && !problem.in_silence, "{verb:?} {problem:?}");
        assert!(!connection.is_usable());
        assert!(sink.arrived().iter().all(|one| one.recipient == TO), "{verb:?}");
    }
}

#[tokio::test]
async fn a_next_message_that_nobody_sends_leaves_the_server_without_it() {
    let sink = Sink::start().await;
    let mut connection = open(&sink.settings()).await;
    let (first, second) = (message_to(TO), message_to(NEXT));
    let ready = connection.envelope(&first).await.unwrap();
    let following = ready.followed_by(&second);
    let (outcome, begun) = ready.content_then(&first, Some(following)).await;
    assert!(matches!(outcome, Accepted { .. }), "{outcome:?}");
    // The journal was not asked, or did not take the intent.
    drop(begun);
    assert!(!connection.is_usable(), "the server waits for content on it");
    connection.close().await;
    let [arrived] = sink.arrived().try_into().unwrap();
    assert_eq!(arrived.recipient, TO);
}

#[tokio::test]
async fn a_server_that_forgets_what_it_was_told_is_found_out() {
    let sink = Sink::with(Options { forgets_what_stands_behind_a_content: true, ..Options::default() }).await;
    let mut settings = sink.settings();
    settings.timeouts.command = Duration::from_millis(40);
    let mut connection = open(&settings).await;
    let (first, second) = two(&mut connection).await;
    assert!(matches!(first, Accepted { .. }), "{first:?}");
    let problem = second.unwrap_err();
    assert!(problem.in_silence && matches!(problem.outcome, NotSent { .. }), "{problem:?}");
    assert!(!connection.is_usable());
    assert_eq!(sink.arrived().len(), 1);
}

#[tokio::test]
async fn the_last_message_of_a_connection_and_a_server_that_does_not_offer_it_have_nothing_behind() {
    let slow = Sink::with(Options { one_at_a_time: true, ..Options::default() }).await;
    let mut connection = open(&slow.settings()).await;
    assert!(!connection.envelope(&message_to(TO)).await.unwrap().may_be_followed());
    let sink = Sink::start().await;
    let mut settings = sink.settings();
    settings.messages_per_connection = 2;
    let mut connection = open(&settings).await;
    let (first, second) = (message_to(TO), message_to(NEXT));
    let ready = connection.envelope(&first).await.unwrap();
    let following = ready.followed_by(&second);
    let (_, begun) = ready.content_then(&first, Some(following)).await;
    let last = begun.unwrap().answered().await.unwrap();
    assert!(!last.may_be_followed(), "two were agreed on this connection");
    assert!(matches!(last.content(&second).await, Accepted { .. }));
    assert!(!connection.is_usable());
}
