//! An approval binds to exactly what was on screen.

use breachdesk::notice::{Binding, Draft, NoticeFacts, NoticeKind, render};

use super::demo::{draft, language, luna_6_october, luna_30_september};
use super::shipped::{TEMPLATES, load};

fn binding(facts: &NoticeFacts, policy: &str) -> Binding {
    Binding {
        facts: facts.digest().expect("facts are JSON"),
        template: TEMPLATES.digest(NoticeKind::PeopleEmail, &language("en")).expect("a template").to_owned(),
        policy: policy.to_owned(),
    }
}

#[test]
fn the_digest_changes_with_facts_text_template_and_policy_and_with_nothing_else() {
    let facts = luna_6_october("en");
    let text = draft(NoticeKind::PeopleEmail, "en", &facts);
    let digest = |draft: &Draft, binding: &Binding| render(draft, binding).digest;
    let base = digest(&text, &binding(&facts, "p1"));
    assert_eq!(base.len(), 64);

    // The same facts gathered again an hour later.
    let mut later = luna_6_october("en");
    later.frame.as_at = later.frame.as_at.plus(chrono::TimeDelta::hours(1));
    assert_eq!(digest(&text, &binding(&later, "p1")), base);
    // The same draft read back from storage.
    let stored: Draft = serde_json::from_str(&serde_json::to_string(&text).expect("JSON")).expect("a draft");
    assert_eq!(digest(&stored, &binding(&facts, "p1")), base);

    let mut changed =
        vec![digest(&text, &binding(&facts, "p2")), digest(&text, &binding(&luna_30_september("en"), "p1"))];
    let mut frame = luna_6_october("en");
    frame.frame.dpo.phone.push('1');
    changed.push(digest(&text, &binding(&frame, "p1")));
    for statement in facts.facts.keys() {
        let mut other = facts.clone();
        other.facts.remove(statement);
        changed.push(digest(&text, &binding(&other, "p1")));
    }
    let edits: [fn(&mut Draft); 5] = [
        |d| d.subject.push('.'),
        |d| d.blocks[1].body.push(' '),
        |d| d.blocks[1].heading.push('?'),
        |d| d.blocks.swap(1, 2),
        |d| d.language = breachdesk::notice::Language::parse("it").expect("a language"),
    ];
    for edit in edits {
        let mut edited = text.clone();
        edit(&mut edited);
        changed.push(digest(&edited, &binding(&facts, "p1")));
    }
    let other_template = Binding { template: "other".to_owned(), ..binding(&facts, "p1") };
    changed.push(digest(&text, &other_template));
    assert!(!changed.contains(&base));
    changed.sort();
    changed.dedup();
    assert_eq!(changed.len(), 9 + facts.facts.len(), "each change gives a digest of its own");
}

#[test]
fn the_template_digest_follows_its_own_template_and_words_alone() {
    let (kind, en, it) = (NoticeKind::T611First, language("en"), language("it"));
    let changed = |file: &'static str| {
        load(move |path, text| if path == file { format!("{text}\n") } else { text }).expect("still fits")
    };
    let digests = |t: &breachdesk::notice::Templates| {
        [t.digest(kind, &en).map(str::to_owned), t.digest(kind, &it).map(str::to_owned)]
    };
    let base = digests(&TEMPLATES);
    assert_eq!(digests(&load(|_, text| text).expect("fits")), base);
    for (file, touches) in [
        ("t611_first/it.j2", [false, true]),
        ("words/it.toml", [false, true]),
        ("words/en.toml", [true, false]),
        ("facts.toml", [true, true]),
        ("people_email/it.j2", [false, false]),
    ] {
        let now = digests(&changed(file));
        assert_eq!([now[0] != base[0], now[1] != base[1]], touches, "{file}");
    }
}
