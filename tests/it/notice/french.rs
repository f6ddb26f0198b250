//! French sets its double signs apart from the word, and no line may begin with one.

use breachdesk::notice::pdf::{Around, Block, Prose, letter};
use breachdesk::notice::{Draft, NoticeKind, render};

use super::demo::{draft, luna_6_october, luna_30_september};
use super::snapshots::binding;

/// Where a line could end before a sign of its own, or after an opening mark.
fn loose(text: &str) -> Vec<String> {
    let signs = [" :", " ;", " !", " ?", " »", "« ", "\n:", "\n;", "\n!", "\n?", "\n»"];
    let around = |at: usize| text.chars().skip(text[..at].chars().count().saturating_sub(20)).take(40).collect();
    signs.iter().flat_map(|sign| text.match_indices(sign)).map(|(at, _)| around(at)).collect()
}

/// Every text of a document, as it is set.
fn printed(draft: &Draft) -> String {
    let around = Around {
        author: String::new(),
        head: String::new(),
        digest: "a3f1".to_owned(),
        band: None,
        made_at: luna_6_october("fr").frame.as_at.utc(),
    };
    let document = letter(draft, around);
    let said = |prose: &Prose| prose.spans.iter().map(|span| span.text.as_str()).collect::<String>();
    let blocks = document.blocks.iter().map(|block| match block {
        Block::Heading { text, .. } => text.clone(),
        Block::Paragraph(prose) => said(prose),
        Block::List(items) => items.iter().map(|item| said(&item.text)).collect::<Vec<_>>().join("\n\n"),
        other => panic!("a letter has no {other:?}"),
    });
    std::iter::once(document.title.clone()).chain(blocks).collect::<Vec<_>>().join("\n\n")
}

fn holds(what: &str, draft: &Draft) {
    let rendered = render(draft, &binding());
    let body = rendered.html.split("</style>").nth(1).unwrap();
    for (where_, text) in [
        ("subject", rendered.subject.as_str()),
        ("html", body),
        ("text", rendered.text.as_str()),
        ("paper", &printed(draft)),
    ] {
        assert_eq!(loose(text), Vec::<String>::new(), "{what}: {where_}");
    }
    assert!(rendered.subject.contains('\u{a0}') || !rendered.subject.contains(':'), "{what}: {}", rendered.subject);
}

#[test]
fn no_line_of_a_french_notice_begins_with_a_colon_in_subject_html_text_and_paper() {
    for kind in NoticeKind::ALL {
        for facts in [luna_30_september("fr"), luna_6_october("fr")] {
            holds(kind.as_str(), &draft(*kind, "fr", &facts));
        }
    }
}

#[test]
fn what_a_person_types_in_a_french_notice_is_held_together_when_it_is_kept_and_elsewhere_left_alone() {
    let mut typed = draft(NoticeKind::PeopleEmail, "fr", &luna_6_october("fr"));
    typed.subject = "Lunamobile : vos données ; une violation !".to_owned();
    typed.blocks[0].heading = "Que faire ?".to_owned();
    typed.blocks[0].body = "Retenez ceci : « aucun code » ne vous sera demandé.\r\n- Un mot : non !".to_owned();
    let kept = typed.clone().tidied();
    assert_eq!(kept.subject, "Lunamobile\u{a0}: vos données\u{202f}; une violation\u{202f}!");
    assert_eq!(
        kept.blocks[0].body,
        "Retenez ceci\u{a0}: «\u{a0}aucun code\u{a0}» ne vous sera demandé.\n- Un mot\u{a0}: non\u{202f}!"
    );
    holds("typed", &kept);
    assert_eq!(kept.clone().tidied(), kept, "once is enough");
    let mut italian = draft(NoticeKind::PeopleEmail, "it", &luna_6_october("it"));
    italian.subject = "Ecco : cosa ?".to_owned();
    assert_eq!(italian.tidied().subject, "Ecco : cosa ?");
}
