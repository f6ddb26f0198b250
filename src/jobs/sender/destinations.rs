//! Limits per recipient domain (R8): how many messages at once, how many a minute, a slow start, and a rest for a domain that
//! keeps deferring. What one domain cannot take now never holds up the others.
//!
//! Where several copies of the program share one outbox, each keeps to its share of the limits, so that their sum holds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::ledger::Share;
use crate::domain::values::At;
use crate::mail::settings::DomainLimits;

/// Messages at once that a domain nobody knows yet begins with, as Postfix does.
const FIRST_WINDOW: usize = 5;
/// Deferrals without an acceptance between them, after which a domain is left alone.
const DEFERRALS_UNTIL_REST: u32 = 5;
/// The first rest; it doubles with each further one, up to sixteen times as long.
const FIRST_REST_SECONDS: i64 = 60;
const MOST_DOUBLINGS: u32 = 4;
/// How far ahead a turn is given at most: later turns are found out when it comes.
const FARTHEST_TURN_MINUTES: i64 = 60;
/// A limit per minute is kept over two seconds, so that a row whose turn has come finds room.
const BURST_MICROS: i64 = 2_000_000;
const MINUTE_MICROS: i64 = 60_000_000;
/// When a copy without a share of its own asks again.
const WITHOUT_SHARE_SECONDS: i64 = 5;
/// What a message is thought to take until one was measured.
const FIRST_GUESS: Duration = Duration::from_millis(200);
/// Domains that are remembered while nothing is in hand for them: a list of a million people has many.
const REMEMBERED: usize = 10_000;

/// What may happen with a message now.
pub(super) enum Admission {
    Go(Ticket),
    /// As many as the domain takes are in hand; one of them will make room.
    Full {
        /// When its turn would come, as fast as the domain is.
        turn: At,
    },
    /// Not before this instant.
    Later(At),
}

/// What the server made of a message, as far as the limits care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Accepted,
    Deferred,
}

/// All domains of one sender.
pub(super) struct Destinations {
    limits: DomainLimits,
    share: Mutex<Share>,
    domains: Mutex<HashMap<String, Domain>>,
    /// Told when a message has left the hand.
    pub freed: Notify,
}

struct Domain {
    in_hand: usize,
    window: usize,
    /// Time saved up for messages, in microseconds; a message costs its share of a minute.
    saved: i64,
    counted_at: At,
    turn: At,
    deferrals: u32,
    rests: u32,
    rests_until: Option<At>,
    pace: Duration,
}

/// A message in hand. Its place is free again when this is dropped, whatever became of it.
pub(super) struct Ticket {
    destinations: Arc<Destinations>,
    domain: String,
    began: Instant,
}

impl Ticket {
    /// A worker has taken the message up: how long the domain takes is counted from now.
    pub fn begins(&mut self) {
        self.began = Instant::now();
    }

    pub fn answered(&self, answer: Answer, now: At) {
        self.destinations.answered(&self.domain, answer, now);
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.destinations.left(&self.domain, self.began.elapsed());
    }
}

impl Destinations {
    pub fn new(limits: DomainLimits) -> Arc<Self> {
        Arc::new(Self { limits, share: Mutex::new(Share::WHOLE), domains: Mutex::default(), freed: Notify::new() })
    }

    /// Sets the part of the limits that is ours from now on.
    pub fn set_share(&self, share: Share) {
        let mut ours = self.share.lock().unwrap_or_else(PoisonError::into_inner);
        let more = *ours != share;
        *ours = share;
        drop(ours);
        if more {
            self.freed.notify_waiters();
        }
    }

    /// The limits as they are for this copy.
    fn ours(&self) -> DomainLimits {
        let share = *self.share.lock().unwrap_or_else(PoisonError::into_inner);
        let part = |limit: i64| usize::try_from(share.of(limit)).unwrap_or(0);
        DomainLimits {
            at_once: i64::try_from(self.limits.at_once).map_or(self.limits.at_once, part),
            per_minute: self.limits.per_minute.map(|most| u32::try_from(part(i64::from(most))).unwrap_or(most)),
        }
    }

    /// Asks for a place. A message that `may_wait` keeps to the limits; a filing or a reminder counts and goes at once.
    pub fn admit(self: &Arc<Self>, domain: &str, may_wait: bool, now: At) -> Admission {
        let domain = domain.to_ascii_lowercase();
        let ours = self.ours();
        let mut domains = self.domains();
        let first_window = FIRST_WINDOW.min(ours.at_once);
        let place = domains.entry(domain.clone()).or_insert_with(|| Domain::new(first_window, now));
        if may_wait && !self.limits.is_none() {
            // More copies than places: the others have them all.
            if ours.at_once == 0 || ours.per_minute == Some(0) {
                return Admission::Later(now.plus(TimeDelta::seconds(WITHOUT_SHARE_SECONDS)));
            }
            if let Some(until) = place.rests_until.filter(|until| *until > now) {
                return Admission::Later(until);
            }
            place.rests_until = None;
            if place.in_hand >= place.window.clamp(1, ours.at_once) {
                return Admission::Full { turn: place.next_turn(place.spacing(), now) };
            }
            if let Some(cost) = cost(ours)
                && !place.pays(cost, now)
            {
                return Admission::Later(place.next_turn(TimeDelta::microseconds(cost), now));
            }
        }
        place.in_hand += 1;
        drop(domains);
        Admission::Go(Ticket { destinations: Arc::clone(self), domain, began: Instant::now() })
    }

    fn answered(&self, domain: &str, answer: Answer, now: At) {
        let at_once = self.ours().at_once.max(1);
        if let Some(place) = self.domains().get_mut(domain) {
            match answer {
                Answer::Accepted => place.accepted(at_once),
                Answer::Deferred => place.deferred(now),
            }
        }
    }

    fn left(&self, domain: &str, took: Duration) {
        let mut domains = self.domains();
        let many = domains.len() > REMEMBERED;
        if let Some(place) = domains.get_mut(domain) {
            place.in_hand = place.in_hand.saturating_sub(1);
            place.pace = (place.pace * 7 + took) / 8;
            if many && place.in_hand == 0 && place.deferrals == 0 {
                domains.remove(domain);
            }
        }
        drop(domains);
        self.freed.notify_waiters();
    }

    fn domains(&self) -> MutexGuard<'_, HashMap<String, Domain>> {
        self.domains.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a message costs of a minute, in microseconds.
fn cost(limits: DomainLimits) -> Option<i64> {
    limits.per_minute.map(|most| MINUTE_MICROS / i64::from(most.max(1)))
}

impl Domain {
    fn new(window: usize, now: At) -> Self {
        Self {
            in_hand: 0,
            window,
            saved: i64::MAX,
            counted_at: now,
            turn: now,
            deferrals: 0,
            rests: 0,
            rests_until: None,
            pace: FIRST_GUESS,
        }
    }

    fn accepted(&mut self, at_once: usize) {
        self.window = (self.window + 1).min(at_once);
        (self.deferrals, self.rests) = (0, 0);
    }

    fn deferred(&mut self, now: At) {
        // Those that were in hand when the rest began say nothing new.
        if self.rests_until.is_some_and(|until| until > now) {
            return;
        }
        self.window = (self.window / 2).max(1);
        self.deferrals += 1;
        if self.deferrals >= DEFERRALS_UNTIL_REST || self.rests > 0 {
            let seconds = FIRST_REST_SECONDS << self.rests.min(MOST_DOUBLINGS);
            self.rests_until = Some(now.plus(TimeDelta::seconds(seconds)));
            self.rests += 1;
            // One message asks whether it is over.
            (self.deferrals, self.window) = (0, 1);
        }
    }

    /// Whether the minute has room for one more; a clock that went back gives none.
    fn pays(&mut self, cost: i64, now: At) -> bool {
        let passed = now.since(self.counted_at).num_microseconds().unwrap_or(i64::MAX).max(0);
        self.counted_at = now;
        self.saved = self.saved.saturating_add(passed).min(BURST_MICROS.max(cost));
        let enough = self.saved >= cost;
        if enough {
            self.saved -= cost;
        }
        enough
    }

    fn spacing(&self) -> TimeDelta {
        let one = self.pace / u32::try_from(self.window.max(1)).unwrap_or(u32::MAX);
        TimeDelta::from_std(one).unwrap_or_default()
    }

    /// Turns follow each other; only a hint, since whoever asks when there is room gets it.
    fn next_turn(&mut self, spacing: TimeDelta, now: At) -> At {
        let farthest = now.plus(TimeDelta::minutes(FARTHEST_TURN_MINUTES));
        self.turn = self.turn.clamp(now, farthest).plus(spacing).min(farthest);
        self.turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> At {
        At::parse("2026-11-21T12:00:00Z").unwrap()
    }

    fn limits(at_once: usize, per_minute: Option<u32>) -> DomainLimits {
        DomainLimits { at_once, per_minute }
    }

    fn goes(admission: Admission) -> Ticket {
        let Admission::Go(ticket) = admission else { panic!("it had to wait") };
        ticket
    }

    #[tokio::test]
    async fn a_domain_starts_with_few_at_once_and_gets_more_with_each_acceptance() {
        let all = Destinations::new(limits(8, None));
        let mut held: Vec<Ticket> = (0..5).map(|_| goes(all.admit("example.org", true, noon()))).collect();
        assert!(matches!(all.admit("EXAMPLE.org", true, noon()), Admission::Full { .. }), "the same domain");
        held.push(goes(all.admit("example.it", true, noon())));
        held[0].answered(Answer::Accepted, noon());
        held.push(goes(all.admit("example.org", true, noon())));
        for _ in 0..9 {
            held[0].answered(Answer::Accepted, noon());
        }
        while let Admission::Go(ticket) = all.admit("example.org", true, noon()) {
            held.push(ticket);
        }
        assert_eq!(held.len(), 8 + 1, "never more than the limit");
        drop(held);
        goes(all.admit("example.org", true, noon()));
    }

    #[tokio::test]
    async fn what_does_not_fit_into_the_minute_gets_its_turn_one_after_the_other() {
        let all = Destinations::new(limits(100, Some(60)));
        // Two seconds may be saved up.
        drop(goes(all.admit("example.org", true, noon())));
        drop(goes(all.admit("example.org", true, noon())));
        for seconds in 1..4 {
            let Admission::Later(turn) = all.admit("example.org", true, noon()) else { panic!("a third one went") };
            assert_eq!(turn, noon().plus(TimeDelta::seconds(seconds)));
        }
        let later = noon().plus(TimeDelta::seconds(1));
        drop(goes(all.admit("example.org", true, later)));
        assert!(matches!(all.admit("example.org", true, later), Admission::Later(_)));
        // Over a minute no more than sixty, however often somebody asks.
        let mut gone = 0;
        for tenth in 0..600 {
            let now = later.plus(TimeDelta::milliseconds(100 * tenth));
            gone += usize::from(matches!(all.admit("example.org", true, now), Admission::Go(_)));
        }
        assert!((58..=60).contains(&gone), "{gone}");
        // A day off saves nothing up, and a clock that goes back neither.
        let next_day = later.plus(TimeDelta::days(1));
        drop(goes(all.admit("example.org", true, next_day)));
        drop(goes(all.admit("example.org", true, next_day)));
        assert!(matches!(all.admit("example.org", true, noon()), Admission::Later(_)));
    }

    #[tokio::test]
    async fn a_domain_that_keeps_deferring_rests_and_is_asked_with_one_message() {
        let all = Destinations::new(limits(10, None));
        let ticket = goes(all.admit("example.org", true, noon()));
        for _ in 0..5 {
            ticket.answered(Answer::Deferred, noon());
        }
        drop(ticket);
        let in_a_minute = noon().plus(TimeDelta::minutes(1));
        for _ in 0..2 {
            assert!(matches!(all.admit("example.org", true, noon()), Admission::Later(at) if at == in_a_minute));
        }
        goes(all.admit("example.it", true, noon()));
        let probe = goes(all.admit("example.org", true, in_a_minute));
        assert!(matches!(all.admit("example.org", true, in_a_minute), Admission::Full { .. }), "one asks");
        // Still deferring: twice as long at once, and no second rest for what was in hand.
        probe.answered(Answer::Deferred, in_a_minute);
        probe.answered(Answer::Deferred, in_a_minute);
        drop(probe);
        let twice = in_a_minute.plus(TimeDelta::minutes(2));
        assert!(matches!(all.admit("example.org", true, in_a_minute), Admission::Later(at) if at == twice));
        let probe = goes(all.admit("example.org", true, twice));
        probe.answered(Answer::Accepted, twice);
        goes(all.admit("example.org", true, twice));
    }

    #[tokio::test]
    async fn a_filing_never_waits_behind_a_domain_and_without_limits_nobody_does() {
        let all = Destinations::new(limits(1, Some(1)));
        let _held = goes(all.admit("example.org", true, noon()));
        assert!(!matches!(all.admit("example.org", true, noon()), Admission::Go(_)));
        let _filing = goes(all.admit("example.org", false, noon()));
        let all = Destinations::new(DomainLimits::NONE);
        let held: Vec<Ticket> = (0..200).map(|_| goes(all.admit("example.org", true, noon()))).collect();
        held.iter().for_each(|ticket| ticket.answered(Answer::Deferred, noon()));
        goes(all.admit("example.org", true, noon()));
    }

    #[tokio::test]
    async fn copies_keep_to_their_shares_and_the_sum_is_the_limit() {
        for (limit, copies) in [(10_usize, 2_usize), (10, 3), (2, 3), (1, 2)] {
            let mut held = Vec::new();
            for place in 0..copies {
                let all = Destinations::new(limits(limit, Some(60)));
                all.set_share(Share { place, copies });
                for _ in 0..20 {
                    all.answered("example.org", Answer::Accepted, noon());
                }
                let mut later = noon();
                while held.len() < 1_000 {
                    match all.admit("example.org", true, later) {
                        Admission::Go(ticket) => {
                            ticket.answered(Answer::Accepted, later);
                            held.push(ticket);
                        }
                        Admission::Later(at) if at > later && at < noon().plus(TimeDelta::minutes(5)) => later = at,
                        Admission::Later(_) | Admission::Full { .. } => break,
                    }
                }
            }
            assert_eq!(held.len(), limit, "{copies} copies");
        }
        // Over a minute too.
        let mut gone = 0;
        for place in 0..2 {
            let all = Destinations::new(limits(100, Some(60)));
            all.set_share(Share { place, copies: 2 });
            for tenth in 0..600 {
                let now = noon().plus(TimeDelta::milliseconds(100 * tenth));
                gone += usize::from(matches!(all.admit("example.org", true, now), Admission::Go(_)));
            }
        }
        assert!((58..=62).contains(&gone), "{gone}");
        let third = Destinations::new(limits(2, None));
        third.set_share(Share { place: 2, copies: 3 });
        assert!(matches!(third.admit("example.org", true, noon()), Admission::Later(_)));
        goes(third.admit("example.org", false, noon()));
    }

    #[tokio::test]
    async fn domains_with_nothing_in_hand_are_forgotten_when_there_are_many() {
        let all = Destinations::new(limits(10, None));
        for number in 0..REMEMBERED + 500 {
            drop(goes(all.admit(&format!("d{number}.example.org"), true, noon())));
        }
        assert!(all.domains().len() <= REMEMBERED + 1);
    }
}
