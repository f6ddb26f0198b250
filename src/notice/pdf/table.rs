//! Tables: columns by weight, rows over sheets with the heads repeated, heads and cells named for who listens.

use parley::layout::Alignment;

use super::Prose;
use super::page::{Flow, Piece};
use super::set::{CELL, CELL_HEAD, LINE, LineBox, TINT};
use super::tree::Role;

const PAD_X: f32 = 4.0;
const PAD_Y: f32 = 3.5;
const HAIRLINE: f32 = 0.5;
const AFTER_TABLE: f32 = 10.0;

/// A column: its head (none of a table has one, or all have), and its width as a weight beside the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub head: String,
    pub weight: f32,
    /// Numbers stand to the right.
    pub right: bool,
}

impl Column {
    pub fn new(head: impl Into<String>, weight: f32) -> Column {
        Column { head: head.into(), weight, right: false }
    }

    pub fn right(mut self) -> Column {
        self.right = true;
        self
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub caption: Option<String>,
    pub columns: Vec<Column>,
    /// The first cell of each row names it.
    pub row_heads: bool,
    /// As many cells as columns; missing ones are empty.
    pub rows: Vec<Vec<Prose>>,
}

/// Where the text of a column stands: its left edge, its width, its side.
type Span = (f32, f32, Alignment);

/// The heads of a table and where they stand.
type Heads<'a> = (&'a [Prose], &'a [Span]);

/// A cell set in its column.
struct Cell {
    setting: usize,
    x: f32,
    lines: Vec<LineBox>,
    next: usize,
    knot: Option<usize>,
}

impl Cell {
    fn height(&self) -> f32 {
        self.lines.last().map_or(0.0, |line| line.top + line.height)
    }

    /// How many of the lines that are left fit into this height.
    fn fits(&self, room: f32) -> usize {
        let Some(first) = self.lines.get(self.next) else { return 0 };
        self.lines.iter().skip(self.next).take_while(|line| line.top + line.height - first.top <= room + 0.01).count()
    }

    fn left(&self) -> usize {
        self.lines.len() - self.next
    }
}

impl Flow<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let total: f32 = table.columns.iter().map(|column| column.weight.max(0.01)).sum();
        if table.columns.is_empty() || table.rows.is_empty() {
            return;
        }
        let mut x = self.left();
        let mut spans = Vec::new();
        for column in &table.columns {
            let width = self.measure() * column.weight.max(0.01) / total;
            spans.push((x + PAD_X, width - 2.0 * PAD_X, if column.right { Alignment::End } else { Alignment::Start }));
            x += width;
        }
        let knot = self.out.tree.root(Role::Table);
        if let Some(caption) = &table.caption {
            let setting = self.plain(caption, CELL_HEAD, self.measure(), Alignment::Start);
            if self.room() < self.height_of(setting) + 40.0 {
                self.turn();
            }
            let caption = self.out.tree.under(knot, Role::Caption);
            self.print_all(setting, self.left(), self.y, Some(caption));
            self.y += self.height_of(setting) + 3.0;
        }
        let headed = table.columns.iter().any(|column| !column.head.is_empty());
        let heads: Vec<Prose> = table.columns.iter().map(|column| Prose::plain(&column.head)).collect();
        if headed {
            let group = self.out.tree.under(knot, Role::Head);
            let row = self.out.tree.under(group, Role::Row);
            let cells = self.cells(&heads, &spans, Some(row), |_| Role::ColumnHead);
            if self.room() < row_height(&cells) + 30.0 && !self.at_top() {
                self.turn();
            }
            self.head_row(cells);
        }
        let repeated = headed.then_some((heads.as_slice(), spans.as_slice()));
        let group = self.out.tree.under(knot, Role::Rows);
        for row in &table.rows {
            let row_knot = self.out.tree.under(group, Role::Row);
            let role = |column: usize| if column == 0 && table.row_heads { Role::RowHead } else { Role::Cell };
            let cells = self.cells(row, &spans, Some(row_knot), role);
            self.row(cells, repeated);
        }
        self.y += AFTER_TABLE;
    }

    fn cells(&mut self, row: &[Prose], spans: &[Span], knot: Option<usize>, role: impl Fn(usize) -> Role) -> Vec<Cell> {
        let empty = Prose::default();
        let mut cells = Vec::new();
        for (column, (x, width, align)) in spans.iter().enumerate() {
            let prose = row.get(column).unwrap_or(&empty);
            let role = role(column);
            let look = if role == Role::Cell { CELL } else { CELL_HEAD };
            let setting = self.set(&prose.spans, look, prose.lang.as_deref(), *width, *align);
            let knot = knot.map(|row| self.out.tree.under(row, role));
            let inner = knot.map(|cell| self.out.tree.under(cell, Role::Paragraph(prose.lang.clone())));
            cells.push(Cell { setting, x: *x, lines: self.lines_of(setting), next: 0, knot: inner });
        }
        cells
    }

    fn head_row(&mut self, cells: Vec<Cell>) {
        let height = row_height(&cells);
        let (x, y, width) = (self.left(), self.y, self.measure());
        self.push(Piece::Fill { x, y, width, height, ink: TINT });
        for cell in &cells {
            self.print_all(cell.setting, cell.x, y + PAD_Y, cell.knot);
        }
        self.y += height;
        self.line_below();
    }

    fn row(&mut self, mut cells: Vec<Cell>, repeated: Option<Heads<'_>>) {
        let height = row_height(&cells);
        let whole_sheet = self.bottom() - self.top() - 60.0;
        if height > self.room() && height <= whole_sheet && !self.at_top() {
            self.turn_with(repeated);
        }
        let mut turned = false;
        while cells.iter().any(|cell| cell.left() > 0) {
            let room = self.room() - 2.0 * PAD_Y;
            let nothing_fits = cells.iter().all(|cell| cell.fits(room) == 0);
            if nothing_fits && !turned && !self.at_top() {
                self.turn_with(repeated);
                turned = true;
                continue;
            }
            let mut lowest: f32 = 0.0;
            for cell in &mut cells {
                let Some(first) = cell.lines.get(cell.next).copied() else { continue };
                let take = cell.fits(room).clamp(usize::from(nothing_fits), cell.left());
                let y = self.y + PAD_Y - first.top;
                for line in cell.next..cell.next + take {
                    self.print(cell.setting, line, cell.x, y, cell.knot);
                }
                cell.next += take;
                if let Some(last) = cell.next.checked_sub(1).and_then(|last| cell.lines.get(last)).filter(|_| take > 0)
                {
                    lowest = lowest.max(last.top + last.height - first.top);
                }
            }
            self.y += lowest + 2.0 * PAD_Y;
            self.line_below();
            turned = false;
            if cells.iter().any(|cell| cell.left() > 0) {
                self.turn_with(repeated);
                turned = true;
            }
        }
    }

    /// A new sheet, with the heads of the table once more for the eye; who listens heard them once.
    fn turn_with(&mut self, repeated: Option<Heads<'_>>) {
        self.turn();
        if let Some((heads, spans)) = repeated {
            let cells = self.cells(heads, spans, None, |_| Role::ColumnHead);
            self.head_row(cells);
        }
    }

    fn line_below(&mut self) {
        let (x, y, width) = (self.left(), self.y, self.measure());
        self.push(Piece::Fill { x, y, width, height: HAIRLINE, ink: LINE });
        self.y += HAIRLINE;
    }
}

fn row_height(cells: &[Cell]) -> f32 {
    cells.iter().map(Cell::height).fold(0.0, f32::max) + 2.0 * PAD_Y
}
