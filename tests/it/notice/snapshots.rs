//! What the notices say: the text part of each kind, language and moment.

use std::collections::BTreeSet;

use breachdesk::domain::situation::Knowledge;
use breachdesk::notice::{
    Audience, Binding, Change, EarlierFiling, NoticeFacts, NoticeKind, Statement, check, missing, render,
};

use super::demo::{
    FIXED, FIXED_KINDS, WHOLE, at, draft, language, luna_6_october, luna_30_september, ottima_9_september,
};
use super::shipped::{RULES, TEMPLATES};

pub fn binding() -> Binding {
    Binding { facts: "f".to_owned(), template: "t".to_owned(), policy: "p".to_owned() }
}

fn moment(name: &str, facts: fn(&str) -> NoticeFacts) {
    for kind in NoticeKind::ALL {
        for tag in WHOLE {
            let facts = facts(tag);
            let draft = draft(*kind, tag, &facts);
            let mut page = render(&draft, &binding()).text;
            page.push_str("\n~~~ missing ~~~\n");
            for m in missing(&draft, &facts, &RULES, TEMPLATES.forms()) {
                let mark = if m.blocking { "blocks" } else { "-" };
                page.push_str(&format!(
                    "{mark} {} {} [{}] {}\n",
                    m.element,
                    m.reason,
                    m.facts.join(", "),
                    m.citation.article
                ));
            }
            insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../../snapshots/notice" }, {
                insta::assert_snapshot!(format!("{name}-{kind}-{tag}"), page);
            });
        }
    }
}

/// What a notice that follows another says in each language: what changed, and what is still open.
#[test]
fn what_changed_is_told_by_its_name_in_every_language() {
    for tag in WHOLE.into_iter().chain(FIXED) {
        let mut facts = luna_6_october(tag);
        // The screens' languages take these names from the vocabulary.
        let named = |id: &str| TEMPLATES.label(&language(tag), id).unwrap_or(id).to_owned();
        let was = |value: serde_json::Value, state| Statement {
            about: String::new(),
            state,
            value,
            how: String::new(),
            who: String::new(),
            by: None,
        };
        let change = |id: &str, was: Statement| Change {
            id: id.to_owned(),
            label: named(id),
            was,
            since: at("2023-10-05T07:30:00Z"),
        };
        facts.frame.authority_reference = "GP-2023-1".to_owned();
        facts.frame.earlier_at = Some(at("2023-10-01T10:30:00Z"));
        facts.frame.earlier = vec![EarlierFiling { at: at("2023-10-01T10:30:00Z"), number: "GP-2023-1".to_owned() }];
        facts.frame.changes = vec![
            change("incident.type", was(serde_json::Value::Null, Knowledge::Unknown)),
            change("nature.cia", was(serde_json::json!(["availability"]), Knowledge::Known)),
        ];
        facts.frame.still_open = vec![("nature.unintelligible".to_owned(), named("nature.unintelligible"))];
        let mut page = String::new();
        for kind in [NoticeKind::T611Second, NoticeKind::Supplement] {
            if !FIXED.contains(&tag) || FIXED_KINDS.contains(&kind) {
                let text = render(&draft(kind, tag, &facts), &binding()).text;
                page.push_str(&format!("~~~ {kind} ~~~\n{text}\n"));
            }
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../../snapshots/notice" }, {
            insta::assert_snapshot!(format!("lunamobile-6-oct-changes-{tag}"), page);
        });
    }
}

/// Headings, labels and states of knowledge in the authority's language; the answers as typed.
#[test]
fn fixed_words_frame_answers_as_they_were_typed() {
    for tag in FIXED {
        for kind in FIXED_KINDS {
            let mut pages = String::new();
            for (moment, facts) in [("6 October", luna_6_october(tag)), ("30 September", luna_30_september(tag))] {
                let draft = draft(kind, tag, &facts);
                assert_eq!(check(&draft, &RULES, &TEMPLATES), []);
                let rendered = render(&draft, &binding());
                assert!(rendered.html.starts_with(&format!("<!doctype html>\n<html lang=\"{tag}\">")));
                pages.push_str(&format!("~~~ {moment} ~~~\n{}\n", rendered.text));
                // No heading or label of another language stands in it.
                let english = render(&self::draft(kind, "en", &facts), &binding()).text;
                let labels = english.lines().filter_map(|line| line.strip_prefix("- ")?.split_once(": "));
                for (label, _) in labels.filter(|(label, _)| label.len() > 12 && !label.contains('@')) {
                    assert!(!rendered.text.contains(&format!("- {label}: ")), "{tag} {kind}: {label}");
                }
            }
            insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../../snapshots/notice" }, {
                insta::assert_snapshot!(format!("fixed-words-{kind}-{tag}"), pages);
            });
        }
    }
}

/// The fixed words of a whole language are its own: no line of the English notice stands in it, names and typed text aside.
#[test]
fn no_fixed_sentence_of_another_language_stands_in_a_notice() {
    for kind in NoticeKind::ALL {
        for moment in [luna_6_october, luna_30_september, ottima_9_september] {
            for tag in WHOLE {
                let mut others: BTreeSet<String> = BTreeSet::new();
                for other in WHOLE.into_iter().filter(|other| *other != tag) {
                    // The same facts told in the other language, so that only what templates and words say differs.
                    let text = render(&draft(*kind, other, &moment(tag)), &binding()).text;
                    others.extend(text.lines().map(|line| line.trim().to_owned()).filter(|line| is_sentence(line)));
                }
                let own = render(&draft(*kind, tag, &moment(tag)), &binding()).text;
                let typed = serde_json::to_string(&moment(tag)).unwrap();
                for line in own.lines().map(str::trim).filter(|line| is_sentence(line)) {
                    // A label before it may be the same word in two languages: what stands behind is somebody's own.
                    let is_typed = typed.contains(line.trim_start_matches("- ").rsplit(": ").next().unwrap_or(line));
                    assert!(is_typed || !others.contains(line), "{kind} {tag}: {line}");
                }
            }
        }
    }
}

/// Long enough to be no name, date or address that all languages share.
fn is_sentence(line: &str) -> bool {
    line.split_whitespace().filter(|word| word.chars().all(|c| c.is_alphabetic() || ".,:".contains(c))).count() >= 5
}

#[test]
fn lunamobile_on_30_september_2023_knows_little_and_says_so() {
    moment("lunamobile-30-sep", luna_30_september);
}

#[test]
fn lunamobile_on_6_october_2023_tells_what_was_reached() {
    moment("lunamobile-6-oct", luna_6_october);
}

#[test]
fn ottima_on_9_september_2020_tells_its_two_sets_of_customers_apart() {
    moment("ottima-9-sep", ottima_9_september);
}

#[test]
fn html_is_one_accessible_document_without_anything_to_click_or_fetch() {
    let rendered = render(&draft(NoticeKind::PeopleEmail, "it", &luna_6_october("it")), &binding());
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../../snapshots/notice" }, {
        insta::assert_snapshot!("lunamobile-6-oct-people_email-it-html", rendered.html);
    });
    assert!(rendered.html.starts_with("<!doctype html>\n<html lang=\"it\">"));
    assert_eq!(rendered.html.matches("<h1>").count(), 1);
    for banned in ["<a ", "href", "src=", "<img", "<script", "<form", "url(", "@import", "http:", "https:"] {
        assert!(!rendered.html.contains(banned), "{banned}");
    }
}

/// House rule: 250 to 450 words, 600 at most; the other three languages say the same in more words than English. Addresses and telephone numbers are looked up, not read, and are left out of the count.
#[test]
fn a_message_to_people_with_all_facts_is_as_long_as_the_house_wants_it() {
    for tag in WHOLE {
        let mut message = draft(NoticeKind::PeopleEmail, tag, &luna_6_october(tag));
        for block in message.blocks.iter_mut().filter(|b| b.id == "contact") {
            block.body = block.body.lines().filter(|line| !line.starts_with("- ")).collect();
        }
        let text = render(&message, &binding()).text;
        let words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
        let most = if ["en", "it"].contains(&tag) { 450 } else { 600 };
        assert!((250..=most).contains(&words), "{tag}: {words} words\n{text}");
        let longest = message
            .blocks
            .iter()
            .flat_map(|b| b.body.split(['.', ':', '\n']))
            .map(|s| s.split_whitespace().count())
            .max();
        assert!(longest <= Some(30), "{tag}: a sentence of {longest:?} words");
    }
}

#[test]
fn html_and_text_say_the_same() {
    for kind in NoticeKind::ALL {
        for tag in WHOLE {
            let rendered = render(&draft(*kind, tag, &luna_6_october(tag)), &binding());
            assert_eq!(
                words_of_html(&rendered.html),
                rendered.text.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
                "{kind} {tag}"
            );
        }
    }
}

/// Words of the body as they are read, list marks included.
fn words_of_html(html: &str) -> Vec<String> {
    let body = html.split_once("<main>").map_or("", |(_, body)| body);
    let mut out = String::new();
    for part in body.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        match tag.strip_prefix("li value=\"").and_then(|t| t.strip_suffix('"')) {
            Some(number) => out.push_str(&format!(" {number}. ")),
            None if tag == "li" => out.push_str(" - "),
            None => out.push(' '),
        }
        out.push_str(text);
    }
    let plain = out
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
    plain.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn nothing_of_the_machine_reaches_a_reader() {
    for facts in [luna_30_september, luna_6_october, ottima_9_september] {
        for kind in NoticeKind::ALL {
            for tag in WHOLE {
                let draft = draft(*kind, tag, &facts(tag));
                assert_eq!(check(&draft, &RULES, &TEMPLATES), []);
                assert_eq!(draft.clone().tidied(), draft);
                let text = render(&draft, &binding()).text;
                for mark in
                    ["{{", "}}", "{%", "undefined", "null", "none", "TODO", "XXX", "_", "true", "false", "n/a", "  -"]
                {
                    assert!(!text.contains(mark), "{kind} {tag}: {mark}\n{text}");
                }
            }
        }
    }
}

/// Terms of the glossary: what goes to people is a communication, the processor is never the controller.
#[test]
fn each_language_keeps_the_laws_words() {
    for facts in [luna_30_september, luna_6_october, ottima_9_september] {
        for kind in NoticeKind::ALL {
            let it = render(&draft(*kind, "it", &facts("it")), &binding()).text;
            let unwrapped = it.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            for (banned, why) in [
                ("notifica agli interessati", "people are told by a comunicazione"),
                ("comunicazione al garante", "the authority gets a notifica"),
                ("notificazione", "the old register duty"),
                ("entro il 8", "l'8"),
                ("entro il 11", "l'11"),
                ("solo ", "minimising"),
                ("soltanto", "minimising"),
                ("non risulta", "reassurance"),
                ("confidenzialità", "a law text says riservatezza"),
            ] {
                assert!(!unwrapped.contains(banned), "{kind}: {banned}: {why}\n{it}");
            }
            assert!(unwrapped.contains("responsabile della protezione dei dati"), "{kind}");
            let en = render(&draft(*kind, "en", &facts("en")), &binding()).text.to_lowercase();
            for banned in [
                "only",
                "merely",
                "seriously",
                "no evidence",
                "fully encrypted",
                "limited number",
                "may have been",
                "hacker",
            ] {
                assert!(!en.contains(banned), "{kind}: {banned}\n{en}");
            }
        }
    }
}

/// The same for the languages of the glossary that are not the screens': what an authority gets has another word than what people get.
#[test]
fn german_french_and_spanish_keep_the_laws_words() {
    let terms = [
        (
            "de",
            "verletzung des schutzes personenbezogener daten",
            "datenschutzbeauftragter",
            ["benachrichtigung der aufsichtsbehörde", "meldung an die betroffenen", "lediglich", "keine anhaltspunkte"],
        ),
        (
            "fr",
            "violation de données à caractère personnel",
            "délégué à la protection des données",
            ["notification aux personnes", "seulement", "uniquement", "aucun élément ne laisse penser"],
        ),
        (
            "es",
            "violación de la seguridad de los datos personales",
            "delegado de protección de datos",
            ["notificación a los interesados", "únicamente", "solamente", "no nos consta"],
        ),
    ];
    for (tag, breach, officer, banned) in terms {
        for facts in [luna_30_september, luna_6_october] {
            for kind in NoticeKind::ALL {
                let text = render(&draft(*kind, tag, &facts(tag)), &binding()).text;
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                for banned in banned {
                    assert!(!text.contains(banned), "{kind} {tag}: {banned}\n{text}");
                }
                if RULES.audience(*kind) == Audience::Authority {
                    assert!(text.contains(breach) && text.contains(officer), "{kind} {tag}\n{text}");
                }
            }
        }
    }
}
