//! Puts the parts of a template into an engine that fills them in, and fills them in within bounds.

use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

use super::clean::stopped;
use super::cut::NoticeForm;

/// Steps one part may take; a notice needs a few hundred.
const FUEL: u64 = 50_000;
/// Bytes that one part may come to, whatever is filled in: facts of a megabyte each are told whole, and nothing grows without end.
const MOST_BYTES: usize = 16 << 20;

/// The engine: nothing in it but values, conditions, loops and two filters. It includes nothing, calls nothing, and knows no files.
pub(super) fn environment() -> Environment<'static> {
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    // Blocks are plain text; escaping belongs to the one place that writes HTML (render.rs).
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_fuel(Some(FUEL));
    env.set_debug(false);
    env.add_filter("stop", |text: String| stopped(&text));
    env.add_filter("cap", |text: String| first_capital(&text));
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    if let Ok(syntax) = syntax.build() {
        env.set_syntax(syntax);
    }
    env
}

/// Filters that a template may use.
pub(super) const FILTERS: &[&str] = &["cap", "stop"];

/// One part of a form on its way into the engine.
pub(super) struct Part<'a> {
    /// Block it belongs to; `subject` for the subject line.
    pub block: &'a str,
    /// Its name in the engine.
    pub name: String,
    pub source: &'a mut String,
}

/// Every part of a form, a condition as the text that decides it.
pub(super) fn parts<'a>(path: &str, form: &'a mut NoticeForm) -> Vec<Part<'a>> {
    let mut parts = vec![Part { block: "subject", name: format!("{path}#subject"), source: &mut form.subject }];
    for block in &mut form.blocks {
        let id = block.id.as_str();
        if let Some(when) = &mut block.when {
            *when = format!("{{% if {when} %}}yes{{% endif %}}");
            parts.push(Part { block: id, name: format!("{path}#{id}.when"), source: when });
        }
        if let Some(heading) = &mut block.heading {
            parts.push(Part { block: id, name: format!("{path}#{id}.heading"), source: heading });
        }
        parts.push(Part { block: id, name: format!("{path}#{id}"), source: &mut block.body });
    }
    parts
}

/// Fills in one part.
///
/// # Errors
/// An unknown name, a value of another shape, too many steps, or more text than any notice has.
pub(super) fn fill(env: &Environment<'static>, name: &str, context: &Value) -> Result<String, minijinja::Error> {
    let mut text = Bounded(Vec::new());
    env.get_template(name)?.render_captured_to(context.clone(), &mut text)?;
    let not_text = |_| minijinja::Error::new(minijinja::ErrorKind::WriteFailure, "what came of it is no text");
    String::from_utf8(text.0).map_err(not_text)
}

/// Takes text up to a bound.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(io::Error::other("the text is longer than any notice"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The text with a capital first letter, for wording that stands as a sentence of its own.
fn first_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
