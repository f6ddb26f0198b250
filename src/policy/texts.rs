//! The TOML of many files read side by side: most of the time of a start goes into it, and no file needs another.

use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use toml::Table;
use toml::de::Error;

/// More would wait for each other: some files are as long as all small ones together.
const MOST_THREADS: usize = 8;

/// One result per text, in their order. Where no thread can be had, this one reads them all.
pub(super) fn read(texts: &[&str]) -> Vec<Result<Table, Error>> {
    let slots: Vec<OnceLock<Result<Table, Error>>> = texts.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((text, slot)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            texts.get(index).zip(slots.get(index))
        } {
            slot.get_or_init(|| text.parse());
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS).min(texts.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    // Every slot is filled here, because the scope waits for its threads; one that is not would be read now.
    slots.into_iter().zip(texts).map(|(slot, text)| slot.into_inner().unwrap_or_else(|| text.parse())).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn results_stand_in_the_order_of_the_texts_good_or_bad() {
        let texts: Vec<String> =
            (0..200).map(|n| if n % 7 == 3 { format!("n = = {n}") } else { format!("n = {n}") }).collect();
        let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
        for (n, found) in read(&borrowed).into_iter().enumerate() {
            match found {
                Ok(table) => assert_eq!(table["n"].as_integer(), i64::try_from(n).ok()),
                Err(_) => assert_eq!(n % 7, 3, "{n} is good TOML"),
            }
        }
        assert!(read(&[]).is_empty());
    }
}
