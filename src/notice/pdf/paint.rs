//! Writing sheets and structure as PDF/A-2a and PDF/UA-1, by `krilla`.

use std::collections::HashMap;
use std::num::NonZeroU16;

use chrono::{DateTime, Datelike, Timelike, Utc};
use krilla::Document as Writer;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime as Stamp, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};

use super::face::Faces;
use super::page::{LaidOut, Mark, Piece, Place, Sheet};
use super::set::{Ink, Setting};
use super::tree::{Child, Role, Tree};
use super::{Document, PdfError};

type Printed = HashMap<Place, Identifier>;

pub fn write(document: &Document, laid_out: &LaidOut, faces: &Faces) -> Result<Vec<u8>, PdfError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|problem| PdfError(format!("{problem:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut writer = Writer::new_with(settings);
    let mut printed = Printed::new();
    for (number, sheet) in laid_out.sheets.iter().enumerate() {
        let size = PageSettings::from_wh(laid_out.width, laid_out.height);
        let mut page = writer.start_page_with(size.unwrap_or_default());
        let mut surface = page.surface();
        paint(&mut surface, number, sheet, &laid_out.settings, faces, &mut printed);
        surface.finish();
        page.finish();
    }
    writer.set_outline(outline(&laid_out.marks));
    writer.set_metadata(metadata(document));
    let mut tags = TagTree::new().with_lang(Some(document.lang.clone()));
    for root in &laid_out.tree.roots {
        if let Some(group) = group(&laid_out.tree, *root, &printed) {
            tags.push(group);
        }
    }
    writer.set_tag_tree(tags);
    writer.finish().map_err(|problem| PdfError(format!("{problem:?}")))
}

fn paint(
    surface: &mut Surface<'_>,
    number: usize,
    sheet: &Sheet,
    settings: &[Setting],
    faces: &Faces,
    printed: &mut Printed,
) {
    for (index, piece) in sheet.pieces.iter().enumerate() {
        match piece {
            Piece::Fill { x, y, width, height, ink } => {
                let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) else { continue };
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                let mut path = PathBuilder::new();
                path.push_rect(rect);
                if let Some(path) = path.finish() {
                    surface.set_fill(Some(fill(*ink)));
                    surface.draw_path(&path);
                }
                surface.end_tagged();
            }
            Piece::Line { setting, line, x, y, artifact } => {
                let Some(setting) = settings.get(*setting) else { continue };
                let tag = if *artifact {
                    ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther))
                } else {
                    ContentTag::Span(SpanTag::empty())
                };
                let identifier = surface.start_tagged(tag);
                draw(surface, setting, *line, *x, *y, faces);
                surface.end_tagged();
                if !artifact {
                    printed.insert(Place { sheet: number, piece: index }, identifier);
                }
            }
        }
    }
}

/// Draws one line, run by run: a run has one font, and its glyphs one ink unless the style changes.
fn draw(surface: &mut Surface<'_>, setting: &Setting, line: usize, x: f32, y: f32, faces: &Faces) {
    let Some(line) = setting.layout.get(line) else { return };
    let metrics = line.metrics();
    let baseline = y + metrics.baseline;
    let mut x = x + metrics.offset;
    for run in line.runs() {
        let size = run.font_size();
        let mut glyphs = Vec::new();
        let mut ink = None;
        let mut advance = 0.0;
        for cluster in run.visual_clusters() {
            ink.get_or_insert(cluster.style().brush);
            for glyph in cluster.glyphs() {
                glyphs.push(KrillaGlyph::new(
                    GlyphId::new(glyph.id),
                    glyph.advance / size,
                    glyph.x / size,
                    glyph.y / size,
                    0.0,
                    cluster.text_range(),
                    None,
                ));
                advance += glyph.advance;
            }
            if cluster.is_ligature_continuation()
                && let Some(last) = glyphs.last_mut()
            {
                last.text_range.end = cluster.text_range().end;
            }
        }
        if let Some(font) = faces.of(run.font().data.id()) {
            surface.set_fill(ink.map(fill));
            surface.draw_glyphs(Point::from_xy(x, baseline), &glyphs, font.clone(), &setting.text, size, false);
        }
        x += advance;
    }
}

fn fill([red, green, blue]: Ink) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

/// The tags under a knot; nothing where nothing of it is printed, because a heading or a list without words tells nobody anything. Cells stay, so
/// that every row has as many.
fn group(tree: &Tree, knot: usize, printed: &Printed) -> Option<TagGroup> {
    let knot = tree.knots.get(knot)?;
    let mut group = TagGroup::new(kind(&knot.role));
    for child in &knot.children {
        match child {
            Child::Knot(inner) => {
                if let Some(inner) = self::group(tree, *inner, printed) {
                    group.push(inner);
                }
            }
            Child::Piece(place) => {
                if let Some(identifier) = printed.get(place) {
                    group.push(*identifier);
                }
            }
        }
    }
    let keeps = matches!(knot.role, Role::Cell | Role::ColumnHead | Role::RowHead);
    (keeps || !group.children.is_empty()).then_some(group)
}

fn kind(role: &Role) -> TagKind {
    match role {
        Role::Heading(level, text) => {
            Tag::Hn(NonZeroU16::new((*level).into()).unwrap_or(NonZeroU16::MIN), Some(text.clone())).into()
        }
        Role::Paragraph(lang) => Tag::P.with_lang(lang.clone()).into(),
        Role::List { numbered: true } => Tag::L(ListNumbering::Decimal).into(),
        Role::List { numbered: false } => Tag::L(ListNumbering::Disc).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Caption => Tag::Caption.into(),
        Role::Head => Tag::THead.into(),
        Role::Rows => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
    }
}

/// Bookmarks, nested as the headings are.
fn outline(marks: &[Mark]) -> Outline {
    let mut outline = Outline::new();
    let mut rest = marks;
    while let Some((node, after)) = branch(rest) {
        outline.push_child(node);
        rest = after;
    }
    outline
}

fn branch(marks: &[Mark]) -> Option<(OutlineNode, &[Mark])> {
    let (mark, mut rest) = marks.split_first()?;
    let mut node = OutlineNode::new(mark.text.clone(), XyzDestination::new(mark.sheet, Point::from_xy(0.0, mark.y)));
    while rest.first().is_some_and(|next| next.level > mark.level) {
        let Some((child, after)) = branch(rest) else { break };
        node.push_child(child);
        rest = after;
    }
    Some((node, rest))
}

fn metadata(document: &Document) -> Metadata {
    let title = super::readable(&document.title).into_owned();
    Metadata::new()
        .title(title)
        .authors(vec![document.author.clone()])
        .language(document.lang.clone())
        .producer("Breachdesk".into())
        .document_id(document.id.clone())
        .creation_date(stamp(document.made_at))
}

fn stamp(at: DateTime<Utc>) -> Stamp {
    let small = |n: u32| u8::try_from(n).unwrap_or_default();
    Stamp::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
