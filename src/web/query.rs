//! Addresses with filters: one pair taken out, one put in, everything else as it was.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What says which page of a list is meant: its number, or the neighbour it begins after or ends before.
const PAGE: [&str; 3] = ["page", "after", "before"];

/// The address without this pair of its query, and without the page it was on.
pub fn without(address: &str, name: &str, value: &str) -> String {
    rebuilt(address, |n, v| !(PAGE.contains(&n) || (n == name && v == value)), None)
}

/// The address with this pair in place of all others of the name, from its first page.
pub fn with(address: &str, name: &str, value: &str) -> String {
    rebuilt(address, |n, _| n != name && !PAGE.contains(&n), Some((name, value)))
}

/// The address without what says which page it is, for the links to other pages.
pub fn without_page(address: &str) -> String {
    rebuilt(address, |n, _| !PAGE.contains(&n), None)
}

/// Names and values of an address, decoded.
pub fn pairs(address: &str) -> Vec<(String, String)> {
    let (_, query) = address.split_once('?').unwrap_or((address, ""));
    let decode = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn rebuilt(address: &str, keep: impl Fn(&str, &str) -> bool, add: Option<(&str, &str)>) -> String {
    let (path, _) = address.split_once('?').unwrap_or((address, ""));
    let mut kept: Vec<(String, String)> =
        pairs(address).into_iter().filter(|(name, value)| !value.is_empty() && keep(name, value)).collect();
    kept.extend(add.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let pairs: Vec<String> = kept.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// All that means something in a query, so that a value stays a value. `-`, `.` and `_` read better as they are.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

fn encode(part: &str) -> String {
    utf8_percent_encode(part, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_taken_out_and_the_others_stay() {
        let address = "/register?state=open&year=2026&text=a%26b&page=3";
        assert_eq!(without(address, "state", "open"), "/register?year=2026&text=a%26b");
        assert_eq!(without("/register?year=2026", "year", "2026"), "/register");
        assert_eq!(with(address, "sort", "due"), "/register?state=open&year=2026&text=a%26b&sort=due");
        assert_eq!(without_page("/register?page=2"), "/register");
        assert_eq!(without_page("/register?after=2026-10-03T11%3A00&year=2026"), "/register?year=2026");
        assert_eq!(with("/register?before=x", "after", "a b"), "/register?after=a%20b");
    }
}
