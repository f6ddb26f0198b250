//! Addresses with filters: one pair taken out, one put in, everything else as it was.

/// The address without this pair of its query, and without the page it was on.
pub fn without(address: &str, name: &str, value: &str) -> String {
    rebuilt(address, |n, v| !(n == name && v == value) && n != "page", None)
}

/// The address with this pair in place of all others of the name, from its first page.
pub fn with(address: &str, name: &str, value: &str) -> String {
    rebuilt(address, |n, _| n != name && n != "page", Some((name, value)))
}

/// The address without the number of its page, for the links to other pages.
pub fn without_page(address: &str) -> String {
    rebuilt(address, |n, _| n != "page", None)
}

fn rebuilt(address: &str, keep: impl Fn(&str, &str) -> bool, add: Option<(&str, &str)>) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let pairs = form_urlencoded::parse(query.as_bytes());
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.filter(|(name, value)| !value.is_empty() && keep(name, value)) {
        kept.append_pair(&name, &value);
    }
    if let Some((name, value)) = add {
        kept.append_pair(name, value);
    }
    let query = kept.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
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
    }
}
