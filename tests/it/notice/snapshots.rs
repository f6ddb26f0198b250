//! What the notices say: the text part of each kind, language and moment.

use breachdesk::notice::{Binding, NoticeFacts, NoticeKind, check, missing, render};

use super::demo::{draft, luna_6_october, luna_30_september, ottima_9_september};
use super::shipped::{RULES, TEMPLATES};

pub fn binding() -> Binding {
    Binding { facts: "f".to_owned(), template: "t".to_owned(), policy: "p".to_owned() }
}

fn moment(name: &str, facts: fn(&str) -> NoticeFacts) {
    for kind in NoticeKind::ALL {
        for tag in ["en", "it"] {
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

/// House rule: 250 to 450 words. Addresses and telephone numbers are looked up, not read, and are left out of the count.
#[test]
fn a_message_to_people_with_all_facts_has_250_to_450_words() {
    for tag in ["en", "it"] {
        let mut message = draft(NoticeKind::PeopleEmail, tag, &luna_6_october(tag));
        for block in message.blocks.iter_mut().filter(|b| b.id == "contact") {
            block.body = block.body.lines().filter(|line| !line.starts_with("- ")).collect();
        }
        let text = render(&message, &binding()).text;
        let words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
        assert!((250..=450).contains(&words), "{tag}: {words} words\n{text}");
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
        for tag in ["en", "it"] {
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
            for tag in ["en", "it"] {
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
