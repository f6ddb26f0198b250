//! The reasons that the desk drafts for a small case, and the same words again in the language of whoever reads the record.

use crate::app::risk::RiskView;
use crate::web::i18n::Words;

/// The reasons of the advice as a draft of the decision's, for a person to edit. The facts stand beside it, on the page and in the record.
pub fn draft(t: &Words, view: &RiskView) -> String {
    let answers = view.groups.iter().flat_map(|group| &group.answers).filter(|answer| answer.decides && !answer.yes);
    let mut reasons: Vec<&str> = Vec::new();
    let mut watch: Vec<&str> = Vec::new();
    for answer in answers {
        reasons.extend(answer.reasons.iter().map(|reason| reason.text.as_str()));
        watch.extend(answer.watch.iter().map(String::as_str));
    }
    let drafted = t.with2("small-draft", "reasons", each_once(&reasons), "watch", each_once(&watch));
    drafted.trim().to_owned()
}

fn each_once(sentences: &[&str]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for sentence in sentences {
        if !kept.contains(sentence) {
            kept.push(sentence);
        }
    }
    kept.join(" ")
}

/// A draft in another language, and in the language of the page.
pub type Twin = (String, String);

/// The desk's own sentences in the language of the page; what a person wrote stays as it was written. The flag says whether that changed
/// anything: what was signed are the words in the record.
pub fn retold(said: &str, twins: &[Twin]) -> (String, bool) {
    let translate = |text: String, (theirs, ours): &Twin| match theirs.is_empty() {
        true => text,
        false => text.replace(theirs.as_str(), ours),
    };
    let told = twins.iter().fold(said.to_owned(), translate);
    let changed = told != said;
    (told, changed)
}

#[cfg(test)]
mod tests {
    use super::retold;

    #[test]
    fn the_desks_own_sentence_changes_its_language_and_a_persons_does_not() {
        let twins =
            [("It was a mistake.".to_owned(), "È stato un errore.".to_owned()), (String::new(), "x".to_owned())];
        let (told, changed) = retold("It was a mistake. The neighbour is an old customer.", &twins);
        assert_eq!((told.as_str(), changed), ("È stato un errore. The neighbour is an old customer.", true));
        assert_eq!(retold("The neighbour called.", &twins), ("The neighbour called.".to_owned(), false));
    }
}
