//! Setting text into lines of a width: shaping, line breaking and weights, by `parley`.

use std::borrow::Cow;

use parley::layout::Alignment;
use parley::style::{FontFamily, FontFamilyName, FontWeight, Language, LineHeight, OverflowWrap, StyleProperty};
use parley::{AlignmentOptions, FontContext, Layout, LayoutContext};

use super::Span;
use super::face::{FAMILY, readable};

/// Red, green, blue.
pub type Ink = [u8; 3];

pub const BLACK: Ink = [0x16, 0x1a, 0x1d];
/// At least 7 : 1 on white.
pub const GREY: Ink = [0x4a, 0x50, 0x57];
pub const LINE: Ink = [0xb8, 0xbd, 0xc2];
pub const TINT: Ink = [0xf1, 0xf2, 0xf4];
pub const BAND: Ink = [0x7a, 0x1f, 0x52];
pub const WHITE: Ink = [0xff, 0xff, 0xff];

/// How a text looks. Sizes in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
    /// Times the size.
    pub leading: f32,
}

pub const BODY: Look = Look { size: 10.5, bold: false, ink: BLACK, leading: 1.4 };
pub const CELL: Look = Look { size: 9.0, bold: false, ink: BLACK, leading: 1.32 };
pub const CELL_HEAD: Look = Look { bold: true, ..CELL };
pub const MARGINAL: Look = Look { size: 8.0, bold: false, ink: GREY, leading: 1.3 };
pub const BAND_TEXT: Look = Look { size: 9.5, bold: true, ink: WHITE, leading: 1.3 };

pub fn heading(level: u8) -> Look {
    let size = match level {
        0 | 1 => 19.0,
        2 => 13.5,
        3 => 11.5,
        _ => 10.5,
    };
    Look { size, bold: true, ink: BLACK, leading: 1.22 }
}

/// Text in lines; `text` is what its glyphs point back to.
pub struct Setting {
    pub text: String,
    pub layout: Layout<Ink>,
}

/// The place of one line within its setting, in points from the setting's top.
#[derive(Debug, Clone, Copy)]
pub struct LineBox {
    pub top: f32,
    pub height: f32,
}

impl Setting {
    pub fn lines(&self) -> Vec<LineBox> {
        self.layout
            .lines()
            .map(|line| {
                let metrics = line.metrics();
                LineBox { top: metrics.block_min_coord, height: metrics.line_height }
            })
            .collect()
    }

    pub fn height(&self) -> f32 {
        self.layout.height()
    }

    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

pub struct Setter {
    fonts: FontContext,
    layouts: LayoutContext<Ink>,
}

impl Setter {
    pub fn new(fonts: FontContext) -> Setter {
        Setter { fonts, layouts: LayoutContext::new() }
    }

    pub fn set(&mut self, spans: &[Span], look: Look, lang: &str, width: f32, align: Alignment) -> Setting {
        let mut text = String::new();
        let mut bold = Vec::new();
        for span in spans {
            let from = text.len();
            text.push_str(&readable(&span.text));
            if span.bold && !look.bold {
                bold.push(from..text.len());
            }
        }
        let family = FontFamily::Single(FontFamilyName::Named(Cow::Borrowed(FAMILY)));
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(family));
        builder.push_default(StyleProperty::FontSize(look.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(look.leading)));
        builder.push_default(StyleProperty::Brush(look.ink));
        // A long word, an address or a digest is broken rather than printed over the margin.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::Locale(Language::parse(lang).ok()));
        let weight = if look.bold { FontWeight::BOLD } else { FontWeight::NORMAL };
        builder.push_default(StyleProperty::FontWeight(weight));
        for range in bold {
            builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range);
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(Some(width));
        layout.align(align, AlignmentOptions::default());
        Setting { text, layout }
    }
}
