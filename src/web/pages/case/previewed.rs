//! What is recorded is what was shown: a preview leaves its mark in the form, and a form that was changed after it gets the preview anew.

use sha2::{Digest, Sha256};

use crate::app::views::ledger::{self, Moved};
use crate::web::form::Form;

/// The hidden field of the mark.
pub const FIELD: &str = "previewed";

/// The mark of a preview: of what was typed, and of what it moves.
pub fn mark(form: &Form, moved: &[Moved]) -> String {
    format!("{}.{}", typed(form), ledger::mark(moved))
}

/// What the preview said that this form comes from, for [`crate::app::cases::run_as_shown`]. None where nothing was previewed, or
/// where something was typed anew since.
pub fn shown(form: &Form) -> Option<&str> {
    let (then, moved) = form.value(FIELD).split_once('.')?;
    (then == typed(form)).then_some(moved)
}

/// Empty fields and the ends of lines do not count: a browser that comes back from the preview sends them otherwise.
fn typed(form: &Form) -> String {
    let mut digest = Sha256::new();
    for (name, value) in form.typed().filter(|(name, _)| !["step", FIELD].contains(name)) {
        let value = value.replace("\r\n", "\n");
        if !value.trim().is_empty() {
            digest.update(format!("{}:{name}={}:{}\n", name.len(), value.trim().len(), value.trim()));
        }
    }
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::i18n::Lang;

    fn form(pairs: &[(&str, &str)]) -> Form {
        Form::sent(Lang::En.words(), pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn a_form_changed_after_its_preview_was_not_previewed() {
        let first = form(&[("at", "2026-10-03T13:00"), ("how", "a\nb"), ("step", "preview"), ("reason", "")]);
        let mark = mark(&first, &[]);
        let same = form(&[("at", "2026-10-03T13:00"), ("how", "a\r\nb "), ("step", "record"), (FIELD, &mark)]);
        assert_eq!(shown(&same), Some(ledger::mark(&[]).as_str()));
        let other = form(&[("at", "2026-10-03T13:01"), ("how", "a\nb"), ("step", "record"), (FIELD, &mark)]);
        assert_eq!(shown(&other), None);
        assert_eq!(shown(&form(&[("step", "record")])), None);
        // What stands in one field cannot pass for what stands in two.
        let one = form(&[("how", "a\n3:at=1:b")]);
        assert_ne!(typed(&one), typed(&form(&[("at", "b"), ("how", "a")])));
    }
}
