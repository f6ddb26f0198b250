//! Laying a document out on sheets: every line gets its place, and the structure learns which lines are whose.

use parley::layout::Alignment;

use super::set::{BAND, BAND_TEXT, BODY, Ink, LineBox, MARGINAL, Setter, Setting, heading};
use super::tree::{Role, Tree};
use super::{Block, Document, Item, Paper, Prose, Span};

const MARGIN_SIDE: f32 = 58.0;
const MARGIN_TOP: f32 = 66.0;
const MARGIN_FOOT: f32 = 60.0;
/// From the edge of the sheet to the lines at head and foot.
const MARGINAL_AT: f32 = 30.0;
/// More than any line at head or foot holds.
const MARGINAL_CHARS: usize = 250;
const BAND_HEIGHT: f32 = 22.0;
const LIST_INDENT: f32 = 18.0;
const AFTER_PARAGRAPH: f32 = 7.0;
const AFTER_ITEM: f32 = 3.0;

/// Which piece of which sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    pub sheet: usize,
    pub piece: usize,
}

/// Something on a sheet. Points from its upper left corner.
pub enum Piece {
    Line {
        setting: usize,
        line: usize,
        x: f32,
        /// Where the top of the whole setting would stand.
        y: f32,
        /// Nothing of the structure: heads repeated, page numbers.
        artifact: bool,
    },
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        ink: Ink,
    },
}

#[derive(Default)]
pub struct Sheet {
    pub pieces: Vec<Piece>,
}

/// A heading for the list of bookmarks.
pub struct Mark {
    pub level: u8,
    pub text: String,
    pub sheet: usize,
    pub y: f32,
}

pub struct LaidOut {
    pub width: f32,
    pub height: f32,
    pub sheets: Vec<Sheet>,
    pub settings: Vec<Setting>,
    pub tree: Tree,
    pub marks: Vec<Mark>,
}

pub struct Flow<'a> {
    pub setter: &'a mut Setter,
    pub document: &'a Document,
    pub out: LaidOut,
    pub y: f32,
    /// The words of the band, set once.
    band: Option<usize>,
}

pub fn lay_out(document: &Document, setter: &mut Setter) -> LaidOut {
    let (width, height) = match document.paper {
        Paper::A4 => (595.28, 841.89),
        Paper::A4Landscape => (841.89, 595.28),
    };
    let out = LaidOut { width, height, sheets: vec![], settings: vec![], tree: Tree::default(), marks: vec![] };
    let mut flow = Flow { setter, document, out, y: 0.0, band: None };
    flow.band = document.band.as_deref().map(|band| flow.marginal(band, BAND_TEXT, flow.measure(), Alignment::Center));
    flow.turn();
    flow.heading(1, &document.title);
    let mut level = 1;
    for block in &document.blocks {
        match block {
            Block::Heading { level: asked, text } => {
                level = (*asked).clamp(2, level + 1);
                flow.heading(level, text);
            }
            Block::Paragraph(prose) => flow.paragraph(prose),
            Block::List(items) => flow.list(items),
            Block::Table(table) => flow.table(table),
        }
    }
    flow.marginals();
    flow.out
}

impl Flow<'_> {
    pub fn left(&self) -> f32 {
        MARGIN_SIDE
    }

    pub fn measure(&self) -> f32 {
        self.out.width - 2.0 * MARGIN_SIDE
    }

    pub fn top(&self) -> f32 {
        if self.document.band.is_some() { MARGIN_TOP + BAND_HEIGHT } else { MARGIN_TOP }
    }

    pub fn bottom(&self) -> f32 {
        self.out.height - MARGIN_FOOT
    }

    /// Whether nothing stands on this sheet yet below its head.
    pub fn at_top(&self) -> bool {
        self.y <= self.top() + 0.01
    }

    pub fn room(&self) -> f32 {
        self.bottom() - self.y
    }

    pub fn sheet(&self) -> usize {
        self.out.sheets.len().saturating_sub(1)
    }

    /// Begins a sheet.
    pub fn turn(&mut self) {
        let first = self.out.sheets.is_empty();
        self.out.sheets.push(Sheet::default());
        self.y = self.top();
        let Some(band) = self.band else { return };
        let width = self.out.width;
        self.push(Piece::Fill { x: 0.0, y: 0.0, width, height: BAND_HEIGHT, ink: BAND });
        let y = (BAND_HEIGHT - BAND_TEXT.size * BAND_TEXT.leading) / 2.0;
        let knot = first.then(|| self.out.tree.root(Role::Paragraph(None)));
        self.print(band, 0, MARGIN_SIDE, y, knot);
    }

    pub fn push(&mut self, piece: Piece) -> Place {
        let sheet = self.sheet();
        let pieces = self.out.sheets.get_mut(sheet).map(|sheet| &mut sheet.pieces);
        let piece = pieces.map_or(0, |pieces| {
            pieces.push(piece);
            pieces.len() - 1
        });
        Place { sheet, piece }
    }

    /// Sets a text and keeps it; the number names it from now on.
    pub fn set(
        &mut self,
        spans: &[Span],
        look: super::set::Look,
        lang: Option<&str>,
        width: f32,
        align: Alignment,
    ) -> usize {
        let lang = lang.unwrap_or(&self.document.lang);
        let setting = self.setter.set(spans, look, lang, width, align);
        self.out.settings.push(setting);
        self.out.settings.len() - 1
    }

    pub fn plain(&mut self, text: &str, look: super::set::Look, width: f32, align: Alignment) -> usize {
        self.set(&[Span { text: text.to_owned(), bold: false }], look, None, width, align)
    }

    pub fn height_of(&self, setting: usize) -> f32 {
        self.out.settings.get(setting).map_or(0.0, Setting::height)
    }

    pub fn lines_of(&self, setting: usize) -> Vec<LineBox> {
        self.out.settings.get(setting).map(Setting::lines).unwrap_or_default()
    }

    /// Prints one line; without a knot it is no part of the structure.
    pub fn print(&mut self, setting: usize, line: usize, x: f32, y: f32, knot: Option<usize>) {
        if self.out.settings.get(setting).is_none_or(Setting::is_blank) {
            return;
        }
        let place = self.push(Piece::Line { setting, line, x, y, artifact: knot.is_none() });
        if let Some(knot) = knot {
            self.out.tree.print(knot, place);
        }
    }

    pub fn print_all(&mut self, setting: usize, x: f32, y: f32, knot: Option<usize>) {
        for line in 0..self.lines_of(setting).len() {
            self.print(setting, line, x, y, knot);
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let look = heading(level);
        let setting = self.plain(text, look, self.measure(), Alignment::Start);
        let height = self.height_of(setting);
        let above = if self.at_top() { 0.0 } else { look.size * 0.75 };
        // A heading never stands alone at the foot of a sheet.
        if !self.at_top() && self.room() < above + height + 3.0 * BODY.size * BODY.leading {
            self.turn();
        } else {
            self.y += above;
        }
        let text = self.out.settings.get(setting).map(|setting| setting.text.clone()).unwrap_or_default();
        if text.trim().is_empty() {
            return;
        }
        let knot = self.out.tree.root(Role::Heading(level, text.clone()));
        let (sheet, y) = (self.sheet(), self.y);
        self.out.marks.push(Mark { level, text, sheet, y });
        self.print_all(setting, self.left(), y, Some(knot));
        self.y += height + look.size * 0.4;
    }

    fn paragraph(&mut self, prose: &Prose) {
        let setting = self.set(&prose.spans, BODY, prose.lang.as_deref(), self.measure(), Alignment::Start);
        if self.out.settings.get(setting).is_none_or(Setting::is_blank) {
            return;
        }
        let knot = self.out.tree.root(Role::Paragraph(prose.lang.clone()));
        self.pour(setting, self.left(), knot);
        self.y += AFTER_PARAGRAPH;
    }

    fn list(&mut self, items: &[Item]) {
        if items.is_empty() {
            return;
        }
        let numbered = items.iter().all(|item| item.number.is_some());
        let list = self.out.tree.root(Role::List { numbered });
        for item in items {
            let knot = self.out.tree.under(list, Role::Item);
            let label = item.number.map_or("•".to_owned(), |number| format!("{number}."));
            let label = self.plain(&label, BODY, LIST_INDENT * 4.0, Alignment::Start);
            let body = self.set(
                &item.text.spans,
                BODY,
                item.text.lang.as_deref(),
                self.measure() - LIST_INDENT,
                Alignment::Start,
            );
            if !self.at_top() && self.room() < self.height_of(label) {
                self.turn();
            }
            let label_knot = self.out.tree.under(knot, Role::Label);
            self.print_all(label, self.left(), self.y, Some(label_knot));
            let body_knot = self.out.tree.under(knot, Role::Body);
            let text = self.out.tree.under(body_knot, Role::Paragraph(item.text.lang.clone()));
            self.pour_from(body, self.left() + LIST_INDENT, text, true);
            self.y += AFTER_ITEM;
        }
        self.y += AFTER_PARAGRAPH - AFTER_ITEM;
    }

    fn pour(&mut self, setting: usize, x: f32, knot: usize) {
        self.pour_from(setting, x, knot, false);
    }

    /// Prints all lines of a setting, over as many sheets as it takes, without a single line left behind at a sheet's head or foot.
    /// `begun` says that something stands beside the first line already, which therefore cannot move to the next sheet.
    fn pour_from(&mut self, setting: usize, x: f32, knot: usize, begun: bool) {
        let lines = self.lines_of(setting);
        let mut next = 0;
        while let Some(first) = lines.get(next) {
            let base = first.top;
            let fits = |room: f32| {
                lines.iter().skip(next).take_while(|line| line.top + line.height - base <= room + 0.01).count()
            };
            let left = lines.len() - next;
            let mut take = fits(self.room());
            let stays = begun && next == 0;
            if take < left && !stays {
                if left - take == 1 && take > 2 {
                    take -= 1;
                }
                if take < 2 && !self.at_top() {
                    take = 0;
                }
            }
            if take == 0 && !self.at_top() && !stays {
                self.turn();
                continue;
            }
            // A line that no sheet holds is printed all the same.
            let take = take.clamp(1, left);
            let y = self.y - base;
            for line in next..next + take {
                self.print(setting, line, x, y, Some(knot));
            }
            let last = lines.get(next + take - 1).map_or(0.0, |line| line.top + line.height);
            self.y += last - base;
            next += take;
            if next < lines.len() {
                self.turn();
            }
        }
    }

    /// A text of one line: what is longer belongs into the document.
    fn marginal(&mut self, text: &str, look: super::set::Look, width: f32, align: Alignment) -> usize {
        let line: String = text.lines().next().unwrap_or_default().chars().take(MARGINAL_CHARS).collect();
        self.plain(&line, look, width, align)
    }

    /// The lines at head and foot of each sheet, when it is known how many there are.
    fn marginals(&mut self) {
        let sheets = self.out.sheets.len();
        let measure = self.measure();
        let head = self.marginal(&self.document.head, MARGINAL, measure, Alignment::Start);
        let foot = self.marginal(&self.document.foot, MARGINAL, measure * 0.8, Alignment::Start);
        for sheet in 0..sheets {
            let words = self
                .document
                .page_of
                .replace("{pages}", &sheets.to_string())
                .replace("{page}", &(sheet + 1).to_string());
            let number = self.marginal(&words, MARGINAL, measure, Alignment::End);
            let below_band = if self.document.band.is_some() { BAND_HEIGHT } else { 0.0 };
            let foot_at = self.out.height - MARGINAL_AT - MARGINAL.size;
            for (setting, y) in [(head, MARGINAL_AT + below_band), (foot, foot_at), (number, foot_at)] {
                if self.out.settings.get(setting).is_none_or(Setting::is_blank) {
                    continue;
                }
                let piece = Piece::Line { setting, line: 0, x: MARGIN_SIDE, y, artifact: true };
                if let Some(sheet) = self.out.sheets.get_mut(sheet) {
                    sheet.pieces.push(piece);
                }
            }
        }
    }
}
