//! What one person leaves for the next is on their first page and in their mail, on both databases.

use breachdesk::app::cases;
use breachdesk::app::home::{self, WaitingKind};
use breachdesk::app::member::SignedIn;
use breachdesk::domain::actor::Role;
use breachdesk::domain::command::Command;
use breachdesk::domain::situation::DecisionKind;
use breachdesk::domain::values::Private;

use super::reminders::{HOUR, add_person, open};
use crate::support::bare::on_both;

const REASON: &str = "Every breach of communications data is notified";

#[test]
fn the_advice_of_the_dpo_waits_for_the_controller_until_it_is_decided() {
    on_both(|ctx| {
        let desk = open(ctx);
        let controller = add_person(ctx, desk.case().organisation, "Dario Quaranta", Role::Controller, None);
        let duty = desk.duty("eprivacy-611", "IT-TELECOM").number;
        let waiting = |who: &SignedIn| -> Vec<String> {
            let home = home::look(ctx, who).unwrap();
            home.waiting.into_iter().filter(|one| one.kind == WaitingKind::Advised).map(|one| one.href).collect()
        };
        assert_eq!(waiting(&controller), [""; 0]);
        let advice = |reason: &str| Command::Advise {
            duties: vec![duty],
            advice: DecisionKind::Notify,
            reason: Private::new(reason),
        };
        cases::run(ctx, &desk.dpo, &desk.reference, advice(REASON)).unwrap();
        let decide = format!("/cases/{}/decide", desk.reference);
        assert_eq!(waiting(&controller), [decide.as_str()]);
        assert_eq!(waiting(&desk.dpo), [""; 0], "who advised does not wait for themselves");

        let mails = desk.mails("advised/");
        assert_eq!(mails.len(), 2, "the two authorised persons of the controller, nobody else");
        for mail in &mails {
            let text = mail.content["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&decide) && text.contains("First notice within 24 hours"), "{text}");
            assert!(!text.contains("communications data"), "reasons stay in the case: {text}");
        }
        let decision = Command::Decide {
            duties: vec![duty],
            decision: DecisionKind::Notify,
            basis: None,
            reason: Private::new("Agreed"),
        };
        cases::run(ctx, &controller, &desk.reference, decision).unwrap();
        assert_eq!(waiting(&controller), [""; 0]);
        // Advice that comes after the decision asks for another look.
        cases::run(ctx, &desk.dpo, &desk.reference, advice("More is known now")).unwrap();
        assert_eq!(waiting(&controller), [decide.as_str()]);
    });
}

#[test]
fn a_clock_that_is_set_late_is_told_at_once_and_only_once() {
    on_both(|ctx| {
        let desk = open(ctx);
        desk.fire();
        let entry = desk.case().instants.iter().find(|one| one.what.as_str() == "detected_611").unwrap().number;
        // The breach was detected seventeen hours before anybody told the desk: the reminder at twelve hours has passed.
        desk.record(
            breachdesk::domain::situation::InstantKind::Detected611,
            desk.t0.plus(chrono::TimeDelta::hours(-17)),
            Some(entry),
        );
        let before = desk.to("chiara").len();
        desk.fire();
        let mails = desk.to("chiara").split_off(before);
        let told: Vec<_> = mails.iter().filter(|(_, text)| text.contains("First notice within 24 hours")).collect();
        assert_eq!(told.len(), 1, "{mails:?}");
        assert!(told[0].1.contains("6 h 59 min left"), "{}", told[0].1);
        desk.at(0, 30);
        assert_eq!(desk.fire(), 0, "it was said");
        let italy = desk.duty("eprivacy-611", "IT-TELECOM");
        let next = desk.waiting(&italy).into_iter().filter(|(label, _)| label.starts_with("first:")).map(|(_, at)| at);
        assert_eq!(next.min(), Some(HOUR), "six hours before the target comes as planned");
    });
}

#[test]
fn a_reminder_of_a_later_deadline_names_what_ends_before_it() {
    on_both(|ctx| {
        let desk = open(ctx);
        desk.fire();
        // Only the seventy-two hours are told at once; whoever reads that must not believe that there is time until then.
        let (subject, text) = desk.to("chiara").remove(0);
        assert!(!subject.contains("First notice within 24 hours"), "{subject}");
        assert!(text.contains("Due before that in the same case:") && text.contains("within 24 hours"), "{text}");
        desk.at(12, 0);
        desk.fire();
        let (_, text) = desk.to("chiara").pop().unwrap();
        assert!(text.contains("First notice within 24 hours") && !text.contains("Due before that"), "{text}");
    });
}
