//! Questions that the form did not ask yet when it was shown, because a colleague or a new rule added something meanwhile. What nobody
//! was asked is taken as it stands: an empty answer would be one that nobody gave.

use super::{AS_IT_IS, Subject};
use crate::web::form::Form;

/// The same form with the value on record (`stands`) for every question that was not on the page.
pub fn asked_since(mut form: Form, stands: &Form, subject: &Subject) -> Form {
    let missing = |form: &Form, name: &str| form.values(name).is_empty();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in subject.instants.iter().filter(|(name, _)| missing(&form, name)) {
        names.extend([name.clone(), format!("{name}-zone"), format!("{name}-which")]);
    }
    let sets = subject.data_sets.iter().flat_map(|(hit, held)| [hit, held]);
    let lists = sets.chain(&subject.markets).chain(&subject.facts).chain(&subject.decisions);
    names.extend(lists.filter(|ask| missing(&form, &ask.name)).map(|ask| ask.name.clone()));
    // Boxes without a tick are not sent, so the list that always is tells whether the controller was asked about.
    for one in subject.controllers.iter().filter(|one| missing(&form, &one.main.name)) {
        let asks = [&one.roles, &one.seats, &one.new_seat, &one.main, &one.representative, &one.region];
        names.extend(asks.map(|ask| ask.name.clone()));
        names.extend(one.starts.iter().map(|(name, ..)| name.clone()));
    }
    for name in names {
        form = stands.values(&name).iter().fold(form, |form, value| form.fill(&name, value.clone()));
    }
    form
}

/// Answers to questions that the case no longer asks; one that supposed nothing is let go, any other is a problem.
pub fn no_longer_asked(form: &Form) -> Vec<String> {
    form.typed().filter(|(_, value)| *value == AS_IT_IS).map(|(name, _)| name.to_owned()).collect()
}
