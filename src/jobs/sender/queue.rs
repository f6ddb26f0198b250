//! The messages that wait for a worker, in their order.

use tokio::sync::{Mutex, mpsc};

use super::Job;
use crate::store::outbox::DeliveryKind;

/// What the claimer has handed over and nobody has taken up yet.
pub(super) struct Waiting(Mutex<Line>);

struct Line {
    jobs: mpsc::Receiver<Job>,
    /// The first of the line, looked at and left.
    first: Option<Job>,
}

impl Waiting {
    pub fn new(jobs: mpsc::Receiver<Job>) -> Self {
        Self(Mutex::new(Line { jobs, first: None }))
    }

    /// The next message, as soon as there is one; `None` when no more will come.
    pub async fn next(&self) -> Option<Job> {
        let mut line = self.0.lock().await;
        match line.first.take() {
            Some(job) => Some(job),
            None => line.jobs.recv().await,
        }
    }

    /// The next message if it waits now and may go behind another one on its connection: only what goes to people may. A filing or a
    /// reminder never waits for the answer to somebody else's message.
    pub fn follower(&self) -> Option<Job> {
        // Whoever holds the line waits for the next message: there is none.
        let mut line = self.0.try_lock().ok()?;
        let job = match line.first.take() {
            Some(job) => job,
            None => line.jobs.try_recv().ok()?,
        };
        if job.row.row.kind == DeliveryKind::People && !job.stays {
            return Some(job);
        }
        line.first = Some(job);
        None
    }
}
