//! What became of one attempt. The answer of the other side is a value, and only a complete reply is an answer.

use super::address::EmailAddress;

/// What became of one attempt. Only a complete reply with a code is an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// Failed before the intent was journalled: certainly not sent.
    NotSent {
        reason: String,
    },
    Accepted {
        code: u16,
        reply: String,
    },
    Deferred {
        code: u16,
        reply: String,
    },
    Rejected {
        code: u16,
        reply: String,
    },
    /// Anything else after the intent: the person may have the message (R4, R6).
    Unknown {
        reason: String,
    },
}

/// What the sender does next with the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    Done,
    RetryIn { seconds: i64 },
    GiveUpAndTellTheDpo,
    FollowUnknownPolicy,
}

/// Decides every arm. `seed` comes from the row's id and spreads retries; `age_seconds` is the time since the first attempt.
pub fn next_step(outcome: &SendOutcome, attempt: u32, age_seconds: i64, seed: u64) -> NextStep {
    match outcome {
        SendOutcome::Accepted { .. } => NextStep::Done,
        SendOutcome::Rejected { .. } => NextStep::GiveUpAndTellTheDpo,
        // Never back-off: a plain retry here is how a second letter goes out unseen.
        SendOutcome::Unknown { .. } => NextStep::FollowUnknownPolicy,
        SendOutcome::NotSent { .. } | SendOutcome::Deferred { .. } if age_seconds < GIVE_UP_AFTER_SECONDS => {
            NextStep::RetryIn { seconds: backoff_seconds(attempt, seed) }
        }
        SendOutcome::NotSent { .. } | SendOutcome::Deferred { .. } => NextStep::GiveUpAndTellTheDpo,
    }
}

/// Five days from the first attempt, as mail servers do (R8); then the DPO writes a letter instead.
pub const GIVE_UP_AFTER_SECONDS: i64 = 5 * 24 * 3_600;
const FIRST_BACKOFF_SECONDS: i64 = 300;
const LAST_BACKOFF_SECONDS: i64 = 66 * 60;

/// Seconds to wait after the `attempt`-th attempt (from 1): 5 minutes, doubling up to 66 minutes, plus up to a tenth of
/// jitter taken from `seed`, so that a row always waits the same and a thousand rows do not come back at once (R8).
pub fn backoff_seconds(attempt: u32, seed: u64) -> i64 {
    let doublings = attempt.saturating_sub(1).min(4);
    let base = (FIRST_BACKOFF_SECONDS << doublings).min(LAST_BACKOFF_SECONDS);
    let jitter = i64::try_from(seed % 1_000).unwrap_or(0) * (base / 10) / 1_000;
    base + jitter
}

/// The longest reply that is kept, in characters.
const MAX_REPLY: usize = 300;

/// A server's reply without the person: servers echo addresses, and replies end up in logs and on screens.
///
/// Every word with an @ goes, and every trace of the recipient's own local part, also in a return path (`name=example.org`).
pub fn scrubbed(reply: &str, to: Option<&EmailAddress>) -> String {
    let mut clean = String::with_capacity(reply.len().min(MAX_REPLY));
    let printable: String = reply.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { ' ' }).collect();
    for word in printable.split_whitespace() {
        if !clean.is_empty() {
            clean.push(' ');
        }
        let named = to.is_some_and(|to| mentions(word, to.local_part()));
        clean.push_str(if word.contains('@') || named { "<address>" } else { word });
    }
    clean.chars().take(MAX_REPLY).collect()
}

/// Whether `word` holds `local_part` between characters that are no letters or digits, whatever the case.
fn mentions(word: &str, local_part: &str) -> bool {
    let (word, local) = (word.to_ascii_lowercase(), local_part.to_ascii_lowercase());
    let edge = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric());
    word.match_indices(&local).any(|(start, found)| {
        let before = word.get(..start).and_then(|head| head.chars().next_back());
        let after = word.get(start + found.len()..).and_then(|tail| tail.chars().next());
        edge(before) && edge(after)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reply_is_kept_without_the_person() {
        let to = EmailAddress::parse("chiara.bonfanti@example.org").unwrap();
        for (reply, kept) in [
            ("5.1.1 <chiara.bonfanti@example.org>: user unknown", "5.1.1 <address> user unknown"),
            ("mailbox Chiara.Bonfanti is full", "mailbox <address> is full"),
            ("bounce+chiara.bonfanti=example.org refused", "<address> refused"),
            ("ok\r\nqueued as 4Xyz", "ok queued as 4Xyz"),
            ("tab\tand \u{1b}[31mcolour", "tab and [31mcolour"),
        ] {
            assert_eq!(scrubbed(reply, Some(&to)), kept);
        }
        assert_eq!(scrubbed(&"x".repeat(5_000), None).len(), MAX_REPLY);
    }

    #[test]
    fn only_a_reply_or_a_failure_before_the_intent_is_retried() {
        let reason = || "x".to_owned();
        let retry = |outcome: SendOutcome| matches!(next_step(&outcome, 1, 0, 0), NextStep::RetryIn { .. });
        assert!(retry(SendOutcome::NotSent { reason: reason() }));
        assert!(retry(SendOutcome::Deferred { code: 451, reply: reason() }));
        assert!(!retry(SendOutcome::Unknown { reason: reason() }));
        assert!(!retry(SendOutcome::Accepted { code: 250, reply: reason() }));
        assert!(!retry(SendOutcome::Rejected { code: 550, reply: reason() }));
        let late = next_step(&SendOutcome::Deferred { code: 451, reply: reason() }, 80, GIVE_UP_AFTER_SECONDS, 0);
        assert_eq!(late, NextStep::GiveUpAndTellTheDpo);
    }

    proptest! {
        #[test]
        fn a_later_attempt_never_waits_less(attempt in 1u32..500, seed: u64) {
            prop_assert!(backoff_seconds(attempt, seed) <= backoff_seconds(attempt + 1, seed));
        }

        #[test]
        fn a_wait_lies_between_five_minutes_and_seventy_three(attempt in 0u32..500, seed: u64) {
            let wait = backoff_seconds(attempt, seed);
            prop_assert!((300..=66 * 66).contains(&wait), "{wait}");
        }

        #[test]
        fn no_reply_keeps_an_address(before in ".{0,40}", after in ".{0,40}") {
            let to = EmailAddress::parse("tomas.ferreira@example.org").unwrap();
            let clean = scrubbed(&format!("{before} tomas.ferreira@example.org {after}"), Some(&to));
            prop_assert!(!clean.contains("tomas.ferreira"), "{clean}");
        }
    }
}
