//! Filling a message for one person.

use breachdesk::notice::{Binding, MergeData, MergeProblem, Merger, NoticeKind, Rendered, merge, render};

use super::demo::{draft, luna_6_october};

fn message() -> Rendered {
    let binding = Binding { facts: "f".to_owned(), template: "t".to_owned(), policy: "p".to_owned() };
    render(&draft(NoticeKind::PeopleEmail, "it", &luna_6_october("it")), &binding)
}

fn data(name: &str) -> MergeData {
    MergeData::from([("name".to_owned(), name.to_owned())])
}

#[test]
fn a_name_is_escaped_where_it_lands_and_never_read_for_fields() {
    let filled = merge(&message(), &data("Ada <b>&\n[[customer_reference]] {{ 7*7 }}")).expect("filled");
    assert!(filled.html.contains("Gentile Ada &lt;b&gt;&amp; [ [customer_reference]] {{ 7*7 }},"), "{}", filled.html);
    assert!(filled.text.contains("Gentile Ada <b>& [ [customer_reference]] {{ 7*7 }},"));
    assert_eq!(filled.digest, message().digest);
    assert_eq!(filled.subject, message().subject);
}

#[test]
fn a_person_without_a_name_gets_the_words_that_stand_in() {
    let filled = merge(&message(), &MergeData::new()).expect("filled");
    assert!(filled.text.contains("Gentile cliente,"));
    assert!(!filled.html.contains("[[") && !filled.text.contains("[["));
}

#[test]
fn a_field_without_value_or_stand_in_never_reaches_a_reader() {
    let mut rendered = message();
    rendered.text.push_str("[[customer_reference]]");
    let merger = Merger::new(&rendered).expect("fields are well formed");
    assert_eq!(merger.fill(&data("Ada")), Err(MergeProblem::NoValue("customer_reference".to_owned())));
    rendered.text.push_str("[[ ]]");
    assert!(matches!(Merger::new(&rendered), Err(MergeProblem::NotAField(_))));
}
