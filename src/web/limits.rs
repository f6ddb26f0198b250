//! How often a network may sign in, report, or call the API. Counts by the service's own clock, in memory, per process.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use governor::clock::{Clock as GovernorClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::network;
use super::settings::{Limit, Limits as Settings};
use crate::clock::Clock;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    SignIn,
    Report,
    Api,
}

#[derive(Clone)]
struct DeskClock(Clock);

impl GovernorClock for DeskClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let micros = u64::try_from(self.0.now().micros()).unwrap_or(0);
        Nanos::new(micros.saturating_mul(1_000))
    }
}

type Limiter = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DeskClock, NoOpMiddleware<Nanos>>;

pub struct Limits {
    clock: DeskClock,
    sign_in: Limiter,
    report: Limiter,
    api: Limiter,
    /// Microseconds of the service's clock at which quiet networks were last forgotten.
    tidied_at: AtomicI64,
}

/// Networks that have been quiet are forgotten this often. Only a count can make the memory grow, so a count also tidies it.
const TIDY_EVERY_MICROS: i64 = 3_600_000_000;

impl Limits {
    pub fn new(settings: &Settings, clock: &Clock) -> Self {
        let clock = DeskClock(clock.clone());
        let limiter = |limit: Limit| RateLimiter::dashmap_with_clock(quota(limit), clock.clone());
        Self {
            sign_in: limiter(settings.sign_in),
            report: limiter(settings.report),
            api: limiter(settings.api),
            tidied_at: AtomicI64::new(clock.0.now().micros()),
            clock: clock.clone(),
        }
    }

    /// Counts one call.
    ///
    /// # Errors
    /// Seconds until the next one is welcome, at least one.
    pub fn count(&self, what: Counted, client: IpAddr) -> Result<(), u64> {
        let limiter = match what {
            Counted::SignIn => &self.sign_in,
            Counted::Report => &self.report,
            Counted::Api => &self.api,
        };
        self.tidy_when_due();
        let key = network::of(client);
        limiter.check_key(&key).map_err(|not_until| {
            let wait: Duration = not_until.earliest_possible().duration_since(self.clock.now()).into();
            wait.as_secs() + 1
        })
    }

    /// Forgets networks that have been quiet, once an hour, so that memory does not grow with every visitor.
    fn tidy_when_due(&self) {
        let (now, last) = (self.clock.0.now().micros(), self.tidied_at.load(Ordering::Relaxed));
        // A clock that was set back is due too; of several at once one does it.
        let is_due = now < last || now - last >= TIDY_EVERY_MICROS;
        if is_due && self.tidied_at.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            for limiter in [&self.sign_in, &self.report, &self.api] {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
        }
    }

    /// Networks that are remembered now, over all that is counted.
    pub fn remembered(&self) -> usize {
        self.sign_in.len() + self.report.len() + self.api.len()
    }
}

fn quota(limit: Limit) -> Quota {
    let one = NonZeroU32::MIN;
    let period = Duration::from_secs(u64::from(limit.then_one_per_seconds.max(1)));
    Quota::with_period(period)
        .unwrap_or(Quota::per_second(one))
        .allow_burst(NonZeroU32::new(limit.at_once).unwrap_or(one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::values::At;
    use chrono::TimeDelta;

    #[test]
    fn a_network_waits_after_its_share_and_another_does_not() {
        let clock = Clock::running_from(At::parse("2026-10-04T06:26:00Z").unwrap());
        let share = Limit { at_once: 2, then_one_per_seconds: 60 };
        let limits = Limits::new(&Settings { sign_in: share, report: share, api: share }, &clock);
        let (one, neighbour, other) =
            ("198.51.100.7".parse().unwrap(), "198.51.100.8".parse().unwrap(), "203.0.113.1".parse().unwrap());

        assert!(limits.count(Counted::Report, one).is_ok());
        assert!(limits.count(Counted::Report, neighbour).is_ok());
        let wait = limits.count(Counted::Report, one).unwrap_err();
        assert!((1..=61).contains(&wait), "{wait}");
        assert!(limits.count(Counted::Report, other).is_ok());
        assert!(limits.count(Counted::SignIn, one).is_ok());

        clock.advance(TimeDelta::seconds(61));
        assert!(limits.count(Counted::Report, one).is_ok());
    }

    #[test]
    fn networks_that_have_been_quiet_are_forgotten_within_the_hour_and_busy_ones_are_not() {
        let clock = Clock::running_from(At::parse("2026-10-04T06:26:00Z").unwrap());
        let share = Limit { at_once: 2, then_one_per_seconds: 7_200 };
        let limits = Limits::new(&Settings { sign_in: share, report: share, api: share }, &clock);
        for last in 1..=200u8 {
            limits.count(Counted::SignIn, IpAddr::from([203, last, 113, 1])).unwrap();
        }
        assert_eq!(limits.remembered(), 200);
        // A count of two hours is over after two, and its network indistinguishable from a new one after four.
        clock.advance(TimeDelta::minutes(241));
        let busy = IpAddr::from([198, 51, 100, 7]);
        limits.count(Counted::Report, busy).unwrap();
        limits.count(Counted::Report, busy).unwrap();
        assert!(limits.remembered() <= 2, "{} are remembered", limits.remembered());
        // Its share is used up for two hours: tidying after one must not give it a new one.
        clock.advance(TimeDelta::minutes(61));
        assert!(limits.count(Counted::Report, busy).is_err());
    }
}
