//! The fonts of every document: Source Sans 3, regular and bold, embedded in the program and in each file.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use krilla::text::Font;
use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};

use super::PdfError;

pub const FAMILY: &str = "Source Sans 3";

const REGULAR: &[u8] = include_bytes!("../../../static/fonts/SourceSans3-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../static/fonts/SourceSans3-Bold.ttf");

/// The fonts as the writer knows them, by the mark that the setter gives each.
pub struct Faces(Vec<(u64, Font)>);

impl Faces {
    pub fn of(&self, mark: u64) -> Option<&Font> {
        self.0.iter().find(|(known, _)| *known == mark).map(|(_, font)| font)
    }
}

pub fn load() -> Result<(Faces, FontContext), PdfError> {
    let options = CollectionOptions { shared: false, system_fonts: false };
    let mut collection = Collection::new(options);
    let mut faces = Vec::new();
    for bytes in [REGULAR, BOLD] {
        let blob: Blob<u8> = Blob::new(Arc::new(bytes));
        let mark = blob.id();
        let registered = collection.register_fonts(blob, None);
        if registered.is_empty() {
            return Err(PdfError("a font of the program cannot be read".into()));
        }
        let font = Font::new(bytes.into(), 0).ok_or_else(|| PdfError("a font of the program cannot be read".into()))?;
        faces.push((mark, font));
    }
    Ok((Faces(faces), FontContext { collection, source_cache: SourceCache::default() }))
}

/// Characters that both fonts hold.
static HELD: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
    let held = |bytes: &'static [u8]| -> BTreeSet<u32> {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut collection = Collection::new(options);
        let registered = collection.register_fonts(Blob::new(Arc::new(bytes)), None);
        let Some(index) = registered.first().and_then(|(_, fonts)| fonts.first()).map(|font| font.charmap_index())
        else {
            return BTreeSet::new();
        };
        let Some(map) = index.charmap(bytes) else { return BTreeSet::new() };
        (0x20..0x1_0000).filter(|c| map.map(*c).is_some_and(|glyph| glyph != 0)).collect()
    };
    held(REGULAR).intersection(&held(BOLD)).copied().collect()
});

/// The text as the fonts can print it. Signs that direct or hide text are left out; a character that the fonts do not hold is spelt
/// `[U+4E2D]`, so that nothing disappears from a file that a regulator or a court reads.
pub fn readable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c == '\n' || plain(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            '\u{2011}' if !plain(c) => out.push('-'),
            '\u{2007}' | '\u{202F}' if !plain(c) => out.push('\u{a0}'),
            '\u{2000}'..='\u{200A}' | '\u{205F}' | '\u{3000}' if !plain(c) => out.push(' '),
            _ if hidden(c) => {}
            _ if plain(c) => out.push(c),
            _ => out.push_str(&format!("[U+{:04X}]", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

fn plain(c: char) -> bool {
    !hidden(c) && HELD.contains(&u32::from(c))
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E000}'..='\u{F8FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_hold_is_printed_as_it_is_and_the_rest_is_spelt_out() {
        for text in [
            "Garante – «violazione», città, 3 000 €",
            "zażółć gęślą jaźń",
            "săptămână, înștiințare, țară",
            "Øresund, Þór, Ğ, ő, ű",
            "Комисия за защита",
            "Αρχή Προστασίας Δεδομένων",
        ] {
            assert_eq!(readable(text), text);
        }
        assert_eq!(readable("中 \u{202E}gpj\u{0}\t!"), "[U+4E2D] gpj !");
        assert_eq!(readable("😀"), "[U+1F600]");
    }
}
