//! What stands in another language than its page says so (WCAG 3.1.2): the pages of both stories in Italian are read for English words
//! outside an element that is marked as English. What people entered is theirs, in whatever language they wrote it.

use std::collections::BTreeSet;

use super::demo_pages::{desk, links, signed_in};

/// English words that are no Italian ones and stand in every longer English text.
const ENGLISH: &[&str] = &[
    "the",
    "of",
    "and",
    "with",
    "which",
    "within",
    "from",
    "not",
    "be",
    "is",
    "are",
    "to",
    "by",
    "or",
    "for",
    "that",
    "this",
    "was",
    "must",
    "shall",
    "any",
    "case",
    "form",
    "after",
    "only",
    "breach",
    "regulation",
];

/// English words of which one is enough: no Italian text of ours holds them by chance.
const NEVER: &[&str] = &["project", "batch", "subjects"];

/// So many of them in one piece of text are no accident.
const TOO_MANY: usize = 2;

/// Pieces of text with the language in which each stands.
fn texts(html: &str) -> Vec<(String, String)> {
    const EMPTY: &[&str] = &["input", "br", "meta", "link", "img", "rect", "hr", "path", "!doctype"];
    let mut found = Vec::new();
    let mut open: Vec<(String, String)> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tail) = rest.split_at(at);
        let lang = open.last().map_or(String::new(), |(_, lang)| lang.clone());
        let inside = |name: &str| open.iter().any(|(tag, _)| tag == name);
        if !text.trim().is_empty() && !inside("script") && !inside("style") {
            found.push((lang.clone(), text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        let end = tail.find('>').unwrap_or(tail.len() - 1);
        let tag = &tail[1..end];
        rest = &tail[end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap().to_lowercase();
        if tag.starts_with('/') {
            if let Some(place) = open.iter().rposition(|(known, _)| *known == name) {
                open.truncate(place);
            }
        } else if !EMPTY.contains(&name.as_str()) && !tag.ends_with('/') && !tag.starts_with("!--") {
            let own = tag.split(" lang=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
            open.push((name, own.unwrap_or(lang)));
        }
    }
    found
}

fn english_words(text: &str) -> usize {
    // An address is read letter by letter in any language.
    // Neither an address nor a digest is spoken, whatever words its letters happen to make.
    let is_digest = |token: &str| token.len() >= 16 && token.chars().all(|c| c.is_ascii_hexdigit());
    let spoken = text.split_whitespace().filter(|token| !token.contains("://") && !is_digest(token));
    let words = spoken.flat_map(|token| token.split(|c: char| !c.is_alphabetic() && c != '’')).map(str::to_lowercase);
    words.filter(|word| ENGLISH.contains(&word.as_str())).count()
}

/// Strings that people entered, anywhere in what is stored of the desk.
fn entered(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) if text.contains(' ') => {
            found.insert(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        serde_json::Value::Array(all) => all.iter().for_each(|one| entered(one, found)),
        serde_json::Value::Object(all) => all.values().for_each(|one| entered(one, found)),
        _ => {}
    }
}

#[test]
fn the_reader_of_languages_finds_what_is_not_marked_and_leaves_what_is() {
    let html = "<html lang=\"it\"><body><p>Il termine</p><p lang=\"en\">The term of the law <b>is over</b></p><p>the form of this</p></body></html>";
    let unmarked: Vec<_> =
        texts(html).into_iter().filter(|(lang, text)| lang == "it" && english_words(text) >= TOO_MANY).collect();
    assert_eq!(unmarked, [("it".to_owned(), "the form of this".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn english_on_an_italian_page_is_marked_as_english() {
    let (ctx, base, users, _guards) = desk().await;
    let mut own = BTreeSet::new();
    let organisations = ctx.store.read(breachdesk::store::organisations::all).unwrap();
    let ids: Vec<_> = organisations.iter().map(|row| row.id).collect();
    for row in &organisations {
        entered(&row.settings, &mut own);
    }
    for reference in ["BR-2026-0001", "BR-2026-0002"] {
        let row = ctx
            .store
            .read(|conn| breachdesk::store::cases::by_reference(conn, &ids, Default::default(), reference))
            .unwrap()
            .unwrap();
        // The plan is the program's, not a person's: a duty's words have to be told in the reader's language.
        let mut state: serde_json::Value = serde_json::from_str(&row.state.0).unwrap();
        for plan in ["duties", "excluded", "not_checked", "problems"] {
            state[plan] = serde_json::Value::Null;
        }
        entered(&state, &mut own);
    }
    // Proper names stand as they are (WCAG 3.1.2 leaves them out), and so does what the files call an authority.
    let named = ctx.policy.authorities().flat_map(|one| [one.name.clone(), one.name_native.clone()]);
    let mut names: Vec<String> = named.collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let unnamed =
        |text: &str| names.iter().fold(text.replace("&#39;", "'"), |text, name| text.replace(name.as_str(), ""));
    let theirs = |text: &str| {
        let plain = text.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&");
        own.iter().any(|one| {
            plain.contains(one.as_str()) || (plain.len() > 12 && one.contains(plain.trim_end_matches('…').trim()))
        })
    };
    let mut strange: Vec<String> = Vec::new();
    let mut walked = 0;
    for (name, case) in [("Chiara Bonfanti", "/cases/BR-2026-0002"), ("Marta Bellandi", "/cases/BR-2026-0001")] {
        let dpo = signed_in(&base, &users, name).await;
        dpo.get("/?lang=it").await;
        let mut pages: Vec<String> = ["/", "/cases", "/reports", "/register", "/rules", "/authorities", "/clock"]
            .into_iter()
            .map(str::to_owned)
            .collect();
        for path in [
            "",
            "/duties?open=all",
            "/clocks",
            "/risk",
            "/what-if",
            "/as-of",
            "/facts",
            "/parties",
            "/instants",
            "/notices",
            "/people",
            "/timeline",
            "/reminders",
            "/close",
            "/decide",
            "/tasks",
            "/correspondence",
            "/comments",
        ] {
            pages.push(format!("{case}{path}"));
        }
        let duties = dpo.get(&format!("{case}/duties?open=all")).await;
        for href in links(duties.text(), &format!("{case}/duties/")) {
            pages.push(format!("{href}/why"));
            pages.push(href);
        }
        let notices = dpo.get(&format!("{case}/notices")).await;
        for href in links(notices.text(), &format!("{case}/notices/")) {
            pages.push(format!("{href}/check"));
            pages.push(format!("{href}/file"));
            pages.push(href);
        }
        let authorities = dpo.get("/authorities").await;
        pages.extend(links(authorities.text(), "/authorities/").into_iter().filter(|_| case.ends_with("0001")));
        for path in pages {
            let page = dpo.get(&path).await;
            if page.status != 200 {
                continue;
            }
            walked += 1;
            assert!(page.text().contains("<html lang=\"it\""), "{path}");
            for (lang, text) in texts(page.text()) {
                let never = |word: &str| NEVER.contains(&word.to_lowercase().as_str());
                let words = || text.split(|c: char| !c.is_alphanumeric() && !"._@/-".contains(c));
                let strange_here = english_words(&unnamed(&text)) >= TOO_MANY || words().any(never);
                if lang == "it" && strange_here && !theirs(&text) {
                    strange.push(format!("{path}: {text}"));
                }
            }
        }
    }
    assert!(walked > 250, "{walked} pages");
    let mut kinds: Vec<&String> = strange.iter().collect();
    kinds.dedup_by_key(|line| line.split_once(": ").map(|(_, text)| text.to_owned()));
    assert!(
        strange.is_empty(),
        "{} pieces of English stand unmarked, such as\n{}",
        strange.len(),
        kinds.iter().take(60).map(|line| line.as_str()).collect::<Vec<_>>().join("\n")
    );
}
