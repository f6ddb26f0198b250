//! Who waits for a page. So many are made at once as can be read at once; the others stand in line in the order in which they came.
//! Without it all that are asked for at one moment share the processors and the readers by chance, and the last waits three times as long
//! as the first.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

/// As many as SQLite has readers.
const AT_ONCE: usize = 4;
/// Longer waits nobody here: a few slow pages, such as a register that is exported whole, must not keep all others out.
const PATIENCE: Duration = Duration::from_millis(100);

/// The line in front of the pages.
pub struct Line {
    places: Semaphore,
    patience: Duration,
}

impl Default for Line {
    fn default() -> Self {
        Self { places: Semaphore::new(AT_ONCE), patience: PATIENCE }
    }
}

impl Line {
    /// A place, as long as it is held; none for whoever has waited long enough and goes in beside the others.
    pub async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        // A place that becomes free goes to whoever has waited longest, so this takes it from nobody.
        if let Ok(place) = self.places.try_acquire() {
            return Some(place);
        }
        tokio::time::timeout(self.patience, self.places.acquire()).await.ok()?.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    #[tokio::test]
    async fn who_came_first_goes_in_first() {
        let line = Line { places: Semaphore::new(1), patience: Duration::from_secs(600) };
        let mut inside = line.enter().await;
        assert!(inside.is_some());
        let order = Rc::new(RefCell::new(Vec::new()));
        let waits = |name: usize| {
            let (line, order) = (&line, Rc::clone(&order));
            async move {
                let place = line.enter().await;
                order.borrow_mut().push((name, place.is_some()));
            }
        };
        let leave = async { drop(inside.take()) };
        tokio::join!(waits(1), waits(2), waits(3), leave);
        assert_eq!(*order.borrow(), [(1, true), (2, true), (3, true)]);
    }

    #[tokio::test]
    async fn nobody_is_kept_out_by_slow_pages() {
        let line = Line { patience: Duration::ZERO, ..Line::default() };
        let mut inside: Vec<_> = Vec::new();
        for _ in 0..AT_ONCE {
            inside.push(line.enter().await);
        }
        assert!(line.enter().await.is_none());
        inside.clear();
        assert!(line.enter().await.is_some());
    }
}
