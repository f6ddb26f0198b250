//! How many requests were answered, by class of status.

use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Default)]
pub struct Counts([AtomicU64; 5]);

impl Counts {
    pub fn count(&self, status: u16) {
        if let Some(class) = self.0.get(usize::from(status / 100).wrapping_sub(1)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// (1 for 1xx and so on, count)
    pub fn read(&self) -> Vec<(usize, u64)> {
        self.0.iter().enumerate().map(|(i, count)| (i + 1, count.load(Ordering::Relaxed))).collect()
    }
}
