//! Documents as tagged PDF: the same bytes each time, every character there, tables and headings named.

use breachdesk::app::evidence::archive::{self, Entry};
use breachdesk::notice::pdf::{Around, Block, Column, Document, Item, Paper, Press, Prose, Span, Table, letter};
use breachdesk::notice::{NoticeKind, render};
use chrono::{TimeZone, Utc};

use super::demo::{WHOLE, draft, luna_6_october, luna_30_september, ottima_9_september};
use super::shipped::TEMPLATES;
use super::snapshots::binding;
use crate::support::papers::keep;

fn document(blocks: Vec<Block>) -> Document {
    Document {
        lang: "it".into(),
        title: "Notifica di violazione dei dati personali".into(),
        author: "Ottima Servizi S.p.A.".into(),
        made_at: Utc.with_ymd_and_hms(2026, 10, 12, 9, 30, 0).unwrap(),
        id: "a3f1".into(),
        paper: Paper::A4,
        head: "Ottima Servizi S.p.A. – caso BD-2026-0002".into(),
        foot: "SHA-256 a3f1".into(),
        page_of: "pagina {page} di {pages}".into(),
        band: None,
        blocks,
    }
}

fn long_table(rows: usize) -> Table {
    Table {
        caption: Some("Registro delle violazioni".into()),
        columns: vec![
            Column::new("Caso", 2.0),
            Column::new("Che cosa è successo", 6.0),
            Column::new("Persone", 1.5).right(),
        ],
        row_heads: true,
        rows: (0..rows)
            .map(|n| {
                vec![
                    Prose::plain(format!("BD-2026-{n:04}")),
                    Prose::plain("Una lettera spedita all’indirizzo sbagliato. ".repeat(n % 7 + 1)),
                    Prose::plain((n * 37).to_string()),
                ]
            })
            .collect(),
    }
}

fn mixed() -> Vec<Block> {
    vec![
        Block::heading(2, "Natura della violazione"),
        Block::paragraph(
            "Il 10 ottobre 2026 una persona non autorizzata ha letto i dati di 2 500 000 clienti. ".repeat(12),
        ),
        Block::heading(4, "Un livello saltato"),
        Block::Paragraph(Prose {
            spans: vec![
                Span { text: "In grassetto: ".into(), bold: true },
                Span {
                    text: "e poi no.\nNuova riga; zażółć; Комисия; Αρχή; 中; 😀".into(), bold: false
                },
            ],
            lang: None,
        }),
        Block::Paragraph(Prose::plain("This passage is English.").in_language(Some("en".into()))),
        Block::List(vec![
            Item { number: None, text: Prose::plain("Primo punto. ".repeat(20)) },
            Item { number: None, text: Prose::plain("Secondo punto") },
        ]),
        Block::List(vec![Item { number: Some(3), text: Prose::plain("Terzo") }]),
        Block::Table(long_table(60)),
        Block::Table(Table {
            caption: None,
            columns: vec![Column::new("", 1.0), Column::new("", 2.0)],
            row_heads: true,
            rows: vec![
                vec![Prose::plain("Titolare"), Prose::plain("Ottima Servizi S.p.A.")],
                vec![Prose::plain("Vuoto"), Prose::plain("")],
                vec![Prose::plain("Lungo"), Prose::plain("parola ".repeat(3_000))],
                vec![Prose::plain("Impronta"), Prose::plain("a3f1c0de".repeat(40))],
            ],
        }),
    ]
}

#[test]
fn the_same_document_gives_the_same_bytes_whatever_was_printed_before() {
    let document = document(mixed());
    let first = Press::new().unwrap().print(&document).unwrap();
    let mut press = Press::new().unwrap();
    press.print(&self::document(vec![Block::paragraph("Un altro.")])).unwrap();
    let second = press.print(&document).unwrap();
    assert!(first == second, "{} and {} bytes", first.len(), second.len());
    keep("mixed.pdf", &first);
}

/// Packed a second time, notices in five languages are the same file, byte by byte: whoever compares two archives compares notices.
#[test]
fn notices_in_five_languages_packed_twice_are_the_same_bytes() {
    let pack = || {
        let mut press = Press::new().unwrap();
        let mut entries = Vec::new();
        for tag in WHOLE {
            let facts = luna_6_october(tag);
            for kind in [NoticeKind::Gdpr33Initial, NoticeKind::PoliceReport] {
                let draft = draft(kind, tag, &facts);
                let rendered = render(&draft, &binding());
                let around = Around {
                    author: facts.frame.controller.name.clone(),
                    head: facts.frame.our_reference.clone(),
                    digest: rendered.digest,
                    band: None,
                    made_at: facts.frame.as_at.utc(),
                };
                let bytes = press.print(&letter(&draft, around)).unwrap();
                entries.push(Entry { path: format!("{tag}/{kind}.pdf"), bytes });
            }
        }
        archive::pack(&entries).unwrap()
    };
    let first = pack();
    assert!(first == pack());
    let files = archive::unpack(&first).unwrap();
    assert_eq!(files.len(), 10);
    assert!(files.iter().all(|file| file.bytes.starts_with(b"%PDF")));
}

#[test]
fn a_table_of_five_hundred_rows_and_a_band_are_printed_across() {
    let document = Document {
        paper: Paper::A4Landscape,
        band: Some("ESERCITAZIONE – nessuna violazione reale".into()),
        ..document(vec![Block::Table(long_table(500))])
    };
    let bytes = Press::new().unwrap().print(&document).unwrap();
    keep("register.pdf", &bytes);
    assert!(bytes.starts_with(b"%PDF-1.7"));
}

#[test]
fn whatever_text_comes_it_is_printed_or_spelt_out_and_never_fails() {
    let mut press = Press::new().unwrap();
    for text in [
        "",
        " ",
        "\n\n",
        "\u{0}\u{1}",
        "\u{FFFF}",
        "e\u{301}e\u{301}",
        "\u{E000}",
        "العربية 123",
        "ﬁ",
        "\u{FEFF}x",
        "\u{1F468}\u{200D}\u{1F469}",
        &"x".repeat(5_000),
    ] {
        let blocks = vec![
            Block::heading(2, text),
            Block::paragraph(text),
            Block::List(vec![Item { number: Some(999), text: Prose::plain(text) }]),
            Block::Table(Table {
                caption: Some(text.into()),
                columns: vec![Column::new(text, 1.0), Column::new("b", 1.0)],
                row_heads: true,
                rows: vec![vec![Prose::plain(text), Prose::plain(text)], vec![]],
            }),
        ];
        let document = Document {
            head: text.into(),
            foot: text.into(),
            band: Some(text.into()),
            author: text.into(),
            ..document(blocks)
        };
        press.print(&document).unwrap_or_else(|problem| panic!("{text:?}: {problem}"));
    }
}

#[test]
fn every_kind_is_printed_in_every_language_and_the_same_whatever_the_press_printed_before() {
    let mut press = Press::new().unwrap();
    for kind in NoticeKind::ALL {
        for language in TEMPLATES.languages(*kind) {
            let tag = language.as_str();
            let moments = [luna_30_september(tag), luna_6_october(tag), ottima_9_september(tag)];
            for (moment, facts) in moments.into_iter().enumerate() {
                let draft = draft(*kind, tag, &facts);
                let around = || Around {
                    author: facts.frame.controller.name.clone(),
                    head: facts.frame.our_reference.clone(),
                    digest: render(&draft, &binding()).digest,
                    band: None,
                    made_at: facts.frame.as_at.utc(),
                };
                let document = letter(&draft, around());
                assert_eq!(document.lang, tag);
                let bytes = press.print(&document).unwrap_or_else(|problem| panic!("{kind} {tag}: {problem}"));
                let again = Press::new().unwrap().print(&letter(&draft, around())).unwrap();
                assert!(bytes == again, "{kind} {tag}: {} and {} bytes", bytes.len(), again.len());
                // The fullest of the three is enough for the checkers.
                if moment == 1 {
                    keep(&format!("notice-{kind}-{tag}.pdf"), &bytes);
                }
            }
        }
    }
}
