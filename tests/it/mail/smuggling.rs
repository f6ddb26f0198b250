//! M9 on the wire: a server that takes a bare line feed for a line end still sees exactly one message.

use breachdesk::mail::message::build;
use breachdesk::mail::outcome::SendOutcome::Accepted;

use super::{TO, letter_to, open, send};
use crate::support::sink::{Options, Sink};

#[tokio::test]
async fn a_careless_server_sees_one_message_whatever_the_text_says() {
    let options = Options { lenient_line_ends: true, keep_raw: true, ..Options::default() };
    let sink = Sink::with(options).await;
    let smuggled = "MAIL FROM:<evil@example.org>\nRCPT TO:<victim@example.org>\nDATA\nSubject: forged\n\nx\n.\n";
    let mut connection = open(&sink.settings()).await;
    let ends = ["\n.\n", "\r\n.\n", "\n.\r\n", "\r\n.\r\n", "\r.\r", "\r.\n", "\r\n.\r", "\n.\r", "\n\n.\n\n", ".\n"];
    for (index, end) in ends.iter().enumerate() {
        let mut letter = letter_to(TO);
        letter.text = format!("before{end}{smuggled}");
        letter.html = Some(format!("<p>before{end}{smuggled}</p>"));
        let message = build(&letter).unwrap();
        assert!(matches!(send(&mut connection, &message).await, Accepted { .. }), "{end:?}");
        let arrived = sink.arrived();
        assert_eq!(arrived.len(), index + 1, "one message in, one message out: {end:?}");
        assert_eq!(arrived[index].sha256, message.digest(), "{end:?}");
        assert_eq!(arrived[index].recipient, TO);
    }
    assert_eq!(sink.connections(), 1);
}
