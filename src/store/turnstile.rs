//! The first-come lock in front of SQLite's one write connection: whoever asked first writes first, nobody starves.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Holds one `T` and hands it out in the order of asking. `T` may be taken away for good, when it turned out broken.
pub struct Turnstile<T> {
    queue: Mutex<Queue<T>>,
    moved: Condvar,
}

struct Queue<T> {
    /// Tickets in the order of asking; the first one is being served.
    tickets: VecDeque<u64>,
    next_ticket: u64,
    kept: Option<T>,
}

/// A turn at the lock; leaving scope, also by a panic, lets the next one in.
pub struct Turn<'a, T> {
    turnstile: &'a Turnstile<T>,
    ticket: u64,
}

impl<T> Turnstile<T> {
    pub fn new(kept: T) -> Self {
        let queue = Queue { tickets: VecDeque::new(), next_ticket: 0, kept: Some(kept) };
        Self { queue: Mutex::new(queue), moved: Condvar::new() }
    }

    /// Waits for its turn; `None` when that has not come after `patience`.
    pub fn enter(&self, patience: Duration) -> Option<Turn<'_, T>> {
        let deadline = Instant::now() + patience;
        let mut queue = self.lock();
        let ticket = queue.next_ticket;
        queue.next_ticket += 1;
        queue.tickets.push_back(ticket);
        while queue.tickets.front() != Some(&ticket) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                queue.tickets.retain(|waiting| *waiting != ticket);
                return None;
            }
            queue = self.moved.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        Some(Turn { turnstile: self, ticket })
    }

    fn lock(&self) -> MutexGuard<'_, Queue<T>> {
        // Nothing under this lock can panic half-way through a change, so a poisoned queue is a whole queue.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Turn<'_, T> {
    /// What is kept, unless a former turn found it broken and did not put it back.
    pub fn take(&self) -> Option<T> {
        self.turnstile.lock().kept.take()
    }

    pub fn put_back(&self, kept: T) {
        self.turnstile.lock().kept = Some(kept);
    }
}

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        self.turnstile.lock().tickets.retain(|waiting| *waiting != self.ticket);
        self.turnstile.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::mpsc::channel;

    #[test]
    fn turns_come_in_the_order_of_asking() {
        let lock = Arc::new(Turnstile::new(Vec::new()));
        let first = lock.enter(Duration::from_secs(60)).unwrap();
        let mut threads = Vec::new();
        for n in 0..8 {
            let (other, (said, heard)) = (lock.clone(), channel());
            threads.push(std::thread::spawn(move || {
                said.send(()).unwrap();
                let turn = other.enter(Duration::from_secs(60)).unwrap();
                let mut order = turn.take().unwrap();
                order.push(n);
                turn.put_back(order);
            }));
            heard.recv().unwrap();
            // The next thread starts only once this one stands in the queue.
            while lock.lock().tickets.len() < n + 2 {
                std::thread::yield_now();
            }
        }
        drop(first);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(lock.enter(Duration::ZERO).unwrap().take().unwrap(), (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn whoever_loses_patience_leaves_the_queue_and_a_panic_lets_the_next_one_in() {
        let lock = Turnstile::new(());
        let held = lock.enter(Duration::ZERO).unwrap();
        assert!(lock.enter(Duration::ZERO).is_none());
        drop(held);
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _turn = lock.enter(Duration::ZERO).unwrap();
            panic!("while holding the turn");
        }));
        assert!(lock.enter(Duration::ZERO).is_some());
    }
}
