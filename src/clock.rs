//! The only reader of the wall clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{TimeDelta, Utc};

use crate::domain::values::At;

/// The clock that every part is handed. `Movable` exists in `demo` and in tests only; `serve` refuses it.
#[derive(Clone)]
pub enum Clock {
    Wall,
    /// The wall clock plus an offset in microseconds, shared by all clones.
    Movable(Arc<AtomicI64>),
}

impl Clock {
    /// A movable clock that shows `at` now and runs on from there.
    pub fn running_from(at: At) -> Self {
        let clock = Self::Movable(Arc::new(AtomicI64::new(0)));
        clock.set(at);
        clock
    }

    #[allow(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    fn wall() -> At {
        At::new(Utc::now())
    }

    pub fn now(&self) -> At {
        match self {
            Self::Wall => Self::wall(),
            Self::Movable(offset) => Self::wall().plus(TimeDelta::microseconds(offset.load(Ordering::SeqCst))),
        }
    }

    /// Moves a movable clock to `at`; the wall clock cannot be moved and stays.
    pub fn set(&self, at: At) {
        if let Self::Movable(offset) = self {
            offset.store(at.micros() - Self::wall().micros(), Ordering::SeqCst);
        }
    }

    pub fn advance(&self, by: TimeDelta) {
        if let Self::Movable(offset) = self {
            offset.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        }
    }

    /// Microseconds a movable clock stands away from the wall clock; `None` for the wall clock.
    pub fn offset_micros(&self) -> Option<i64> {
        match self {
            Self::Wall => None,
            Self::Movable(offset) => Some(offset.load(Ordering::SeqCst)),
        }
    }
}
