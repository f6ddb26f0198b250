//! Plots as shapes of an SVG that the server writes: few marks, printed and mailed, styled by the style sheet in both themes, with a
//! second channel beside the colour. The numbers themselves stand in a table beside each.

const BOTTOM: f64 = 170.0;
const TOP: f64 = 20.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 360.0;
/// A row of lying bars and what a bar may be long.
const ROW: f64 = 28.0;
const BAR_LEFT: f64 = 168.0;
const BAR_MOST: f64 = 160.0;

/// How a mark looks: a second channel beside the colour, which is that of the text around or, for what is counted, the accent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Full,
    Light,
    Outline,
    Line,
    Grid,
    Axis,
}

impl Look {
    // Attributes and no style, which the policy of the pages would refuse.

    pub fn fill(self) -> &'static str {
        match self {
            Self::Full | Self::Light => "currentColor",
            Self::Outline | Self::Line | Self::Grid | Self::Axis => "none",
        }
    }

    pub fn fill_opacity(self) -> &'static str {
        if self == Self::Light { ".3" } else { "1" }
    }

    pub fn stroke(self) -> &'static str {
        if self == Self::Full { "none" } else { "currentColor" }
    }

    pub fn stroke_opacity(self) -> &'static str {
        match self {
            Self::Grid => ".2",
            Self::Axis => ".6",
            _ => "1",
        }
    }

    pub fn dashes(self) -> &'static str {
        if self == Self::Outline { "3 2" } else { "none" }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::Full | Self::Light | Self::Outline | Self::Line => "mark",
            Self::Grid | Self::Axis => "",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rect {
    pub look: Look,
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub look: Look,
    pub points: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    pub x: String,
    pub y: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub bold: bool,
    pub x: String,
    pub y: String,
    pub anchor: &'static str,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shapes {
    pub height: String,
    pub lines: Vec<Line>,
    pub rects: Vec<Rect>,
    pub dots: Vec<Dot>,
    pub texts: Vec<Text>,
}

/// A coordinate with one decimal at most.
fn c(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

fn float(n: i64) -> f64 {
    // Counts of breaches and medians in minutes are far below what is cut here.
    f64::from(i32::try_from(n).unwrap_or(i32::MAX))
}

/// The step of the axis: 1, 2 or 5 times a power of ten, four lines at most above zero.
fn step(most: i64) -> i64 {
    let mut power = 1;
    loop {
        for times in [1, 2, 5] {
            if times * power * 4 >= most {
                return times * power;
            }
        }
        power *= 10;
    }
}

/// Axis lines from zero to the first step at or above the most; answers for the height of one unit.
fn axis(shapes: &mut Shapes, most: i64) -> f64 {
    let step = step(most.max(1));
    let steps = (most.max(1) + step - 1) / step;
    let unit = (BOTTOM - TOP) / float(step * steps);
    for n in 0..=steps {
        let y = BOTTOM - float(n * step) * unit;
        let look = if n == 0 { Look::Axis } else { Look::Grid };
        shapes.lines.push(Line { look, points: format!("{},{} {},{}", c(LEFT - 6.0), c(y), c(RIGHT), c(y)) });
        shapes.texts.push(Text {
            bold: false,
            x: c(LEFT - 12.0),
            y: c(y + 4.0),
            anchor: "end",
            text: (n * step).to_string(),
        });
    }
    unit
}

fn column(n: usize, of: usize) -> f64 {
    let n = u32::try_from(n).map_or(0.0, f64::from);
    let of = u32::try_from(of.max(1)).map_or(1.0, f64::from);
    LEFT + (RIGHT - LEFT) / of * (n + 0.5)
}

/// Standing bars, one per label, each of parts that stand on one another; `looks` are those of the parts.
pub fn stacked(bars: &[(String, Vec<i64>)], looks: &[Look]) -> Shapes {
    let mut shapes = Shapes { height: "192".to_owned(), ..Shapes::default() };
    let most = bars.iter().map(|(_, parts)| parts.iter().sum()).max().unwrap_or(0);
    let unit = axis(&mut shapes, most);
    for (n, (label, parts)) in bars.iter().enumerate() {
        let x = column(n, bars.len());
        let mut foot = BOTTOM;
        for (part, look) in parts.iter().zip(looks).filter(|(part, _)| **part > 0) {
            let height = float(*part) * unit;
            foot -= height;
            shapes.rects.push(Rect { look: *look, x: c(x - 9.0), y: c(foot), width: c(18.0), height: c(height) });
        }
        shapes.texts.push(Text { bold: false, x: c(x), y: c(BOTTOM + 16.0), anchor: "middle", text: label.clone() });
    }
    shapes
}

/// Lying bars with their label before and their number behind.
pub fn lying(bars: &[(String, i64)]) -> Shapes {
    let rows = u32::try_from(bars.len()).map_or(0.0, f64::from);
    let mut shapes = Shapes { height: c(rows * ROW + 4.0), ..Shapes::default() };
    let most = float(bars.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1));
    for (n, (label, value)) in bars.iter().enumerate() {
        let y = u32::try_from(n).map_or(0.0, f64::from) * ROW + 8.0;
        let width = float(*value) / most * BAR_MOST;
        shapes.rects.push(Rect { look: Look::Full, x: c(BAR_LEFT), y: c(y), width: c(width), height: c(16.0) });
        let label = Text { bold: false, x: c(BAR_LEFT - 8.0), y: c(y + 12.0), anchor: "end", text: short(label, 25) };
        let value = value.to_string();
        let value = Text { bold: true, x: c(BAR_LEFT + width + 6.0), y: c(y + 12.0), anchor: "start", text: value };
        shapes.texts.extend([label, value]);
    }
    shapes
}

/// A line over the labels, interrupted where there is nothing, with its last point named.
pub fn line(points: &[(String, Option<i64>)]) -> Shapes {
    let mut shapes = Shapes { height: "192".to_owned(), ..Shapes::default() };
    let unit = axis(&mut shapes, points.iter().filter_map(|(_, value)| *value).max().unwrap_or(0));
    let mut run: Vec<String> = Vec::new();
    let mut last = None;
    for (n, (label, value)) in points.iter().enumerate() {
        let x = column(n, points.len());
        shapes.texts.push(Text { bold: false, x: c(x), y: c(BOTTOM + 16.0), anchor: "middle", text: label.clone() });
        match value {
            Some(value) => {
                let y = BOTTOM - float(*value) * unit;
                run.push(format!("{},{}", c(x), c(y)));
                shapes.dots.push(Dot { x: c(x), y: c(y) });
                last = Some((x, y, *value));
            }
            None => shapes.lines.extend(drawn(&mut run)),
        }
    }
    shapes.lines.extend(drawn(&mut run));
    if let Some((x, y, value)) = last {
        let text = value.to_string();
        shapes.texts.push(Text { bold: true, x: c(x), y: c(y - 8.0), anchor: "middle", text });
    }
    shapes
}

fn drawn(run: &mut Vec<String>) -> Option<Line> {
    let points = std::mem::take(run);
    (points.len() > 1).then(|| Line { look: Look::Line, points: points.join(" ") })
}

/// A label that fits beside its bar; the table has the whole one.
fn short(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_owned();
    }
    let cut: String = label.chars().take(most - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_round_steps_and_four_lines_at_most() {
        for (most, expected) in [(1, 1), (4, 1), (5, 2), (8, 2), (9, 5), (20, 5), (21, 10), (1_000, 500)] {
            assert_eq!(step(most), expected, "up to {most}");
        }
    }

    #[test]
    fn parts_stand_on_one_another_and_end_at_the_axis() {
        let shapes = stacked(&[("J".into(), vec![2, 0, 2])], &[Look::Full, Look::Light, Look::Outline]);
        let [first, last] = shapes.rects.as_slice() else { panic!("two parts: {:?}", shapes.rects) };
        assert_eq!((first.y.as_str(), first.height.as_str()), ("95", "75"));
        assert_eq!((last.y.as_str(), last.height.as_str(), last.look), ("20", "75", Look::Outline));
    }

    #[test]
    fn a_line_is_interrupted_where_nothing_is_known() {
        let points = [Some(1), None, Some(2), Some(3)].map(|value| ("x".to_owned(), value));
        let shapes = line(&points);
        assert_eq!(shapes.lines.iter().filter(|line| line.look == Look::Line).count(), 1);
        assert_eq!(shapes.dots.len(), 3);
        assert_eq!(shapes.texts.last().unwrap().text, "3");
    }

    #[test]
    fn nothing_at_all_is_drawn_as_an_empty_axis() {
        assert!(stacked(&[("J".into(), vec![0])], &[Look::Full]).rects.is_empty());
        assert!(line(&[("J".into(), None)]).dots.is_empty());
        assert!(lying(&[]).texts.is_empty());
    }
}
