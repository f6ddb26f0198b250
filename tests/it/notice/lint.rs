//! The linter: for each rule a text that trips it and a near miss; the flaws of real notices; our own templates; rubbish.

use breachdesk::notice::lint::{Desk, Earlier, Form, Input, Level, Report, Why, lint};
use breachdesk::notice::{Binding, Block, Draft, EarlierFiling, Missing, NoticeFacts, NoticeKind, missing, render};
use proptest::prelude::*;
use serde_json::json;

use super::demo::{self, at, draft, known, language, luna_6_october, luna_frame};
use super::lint_skeletons::skeleton;
use super::shipped::{RULES, TEMPLATES};
use crate::support::app::policy;

pub fn binding() -> Binding {
    Binding { facts: "f".to_owned(), template: "t".to_owned(), policy: "p".to_owned() }
}

/// A clean message in a language, and what is changed in it before the linter reads it.
pub struct Trial {
    pub form: Form,
    pub draft: Draft,
    pub facts: NoticeFacts,
    pub desk: Desk,
    /// The parts as rendered; set where a test writes them itself.
    pub text: Option<String>,
    pub html: Option<String>,
}

pub fn trial(tag: &str) -> Trial {
    let facts = luna_6_october(tag);
    Trial {
        form: Form::Email,
        draft: skeleton(tag),
        desk: Desk {
            own_domains: vec!["lunamobile.example.it".into(), "lunamobile.example.org".into()],
            ..Desk::default()
        },
        facts,
        text: None,
        html: None,
    }
}

impl Trial {
    pub fn form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Puts a sentence into the part on what happened.
    pub fn says(self, sentence: &str) -> Self {
        self.block("summary", sentence)
    }

    pub fn block(mut self, id: &str, body: &str) -> Self {
        let block = self.draft.blocks.iter_mut().find(|block| block.id == id).expect("a block of the skeleton");
        block.body = format!("{}\n\n{body}", block.body).trim().to_owned();
        self
    }

    pub fn only(mut self, id: &str, body: &str) -> Self {
        self.draft.blocks.iter_mut().find(|block| block.id == id).expect("a block").body = body.to_owned();
        self
    }

    pub fn subject(mut self, subject: &str) -> Self {
        self.draft.subject = subject.to_owned();
        self
    }

    pub fn text(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self.html = Some(String::new());
        self
    }

    pub fn html(mut self, change: impl Fn(String) -> String) -> Self {
        self.html = Some(change(render(&self.draft, &binding()).html));
        self
    }

    pub fn report(&self) -> Report {
        self.report_by(&policy())
    }

    pub fn report_by(&self, law: &breachdesk::policy::PolicySet) -> Report {
        let rendered = render(&self.draft, &binding());
        lint(
            Input {
                form: self.form,
                language: self.draft.language.as_str(),
                subject: &rendered.subject,
                text: self.text.as_deref().unwrap_or(&rendered.text),
                html: self.html.as_deref().unwrap_or(&rendered.html),
                digest: &rendered.digest,
                facts: &self.facts,
                forms: TEMPLATES.forms(),
                desk: &self.desk,
            },
            law,
        )
    }

    /// Rules that found something, each once; advice left out.
    pub fn rules(&self) -> Vec<&'static str> {
        let report = self.report();
        let mut rules: Vec<&str> =
            report.found.iter().filter(|found| found.level != Level::Advice).map(|found| found.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    fn told(&self) -> String {
        self.report().found.iter().map(|f| format!("{} {} {}: {}\n", f.rule, f.level, f.part, f.words)).collect()
    }
}

#[test]
fn a_clean_message_passes_in_every_language() {
    for tag in demo::WHOLE {
        let clean = trial(tag);
        assert_eq!(clean.rules(), [] as [&str; 0], "{tag}\n{}", clean.told());
    }
}

#[test]
fn our_own_templates_pass_with_the_demo_cases() {
    for kind in NoticeKind::ALL {
        for tag in demo::WHOLE {
            for facts in [luna_6_october, demo::luna_30_september, demo::ottima_9_september] {
                let mut facts = facts(tag);
                // What follows a notice names the one before it.
                if RULES.follows(*kind) {
                    facts.frame.authority_reference = "P-77".into();
                    facts.frame.earlier_at = Some(facts.frame.as_at.plus(-chrono::TimeDelta::hours(4)));
                }
                let trial = Trial {
                    form: Form::from(*kind),
                    draft: draft(*kind, tag, &facts),
                    facts: facts.clone(),
                    ..trial(tag)
                };
                let mut rules = trial.rules();
                // Without known data there is no step and no content either: the content rules stop it already.
                let stopped = missing(&trial.draft, &facts, &RULES, TEMPLATES.forms()).iter().any(|m| m.blocking);
                rules.retain(|rule| !(stopped && *rule == "L19"));
                assert_eq!(rules, [] as [&str; 0], "{kind} {tag} {}\n{}", facts.frame.our_reference, trial.told());
            }
        }
    }
}

/// Rule, form, sentence that trips it, near miss: what the page says of "what happened".
const SENTENCES: &[(&str, Form, &str, &str, &str)] = &[
    ("L05", Form::Email, "en", "We closed the gap on XXX.", "The model XXXL stays as it is."),
    ("L05", Form::Email, "it", "Il valore è null.", "Non abbiamo null'altro da aggiungere."),
    ("L06", Form::Email, "en", "Cause: n/a.", "The cause is not known yet; expected by 13 October 2023."),
    ("L07", Form::Email, "en", "It was seen at 09:40.", "It was seen at 09:40 (CEST)."),
    ("L07", Form::Email, "en", "It was on 03/04/2023.", "It was on 3 April 2023."),
    ("L07", Form::Email, "en", "On Monday 29 September 2023 it began.", "On Friday 29 September 2023 it began."),
    (
        "L07",
        Form::Email,
        "de",
        "Am Montag, 29. September 2023, begann es.",
        "Am Freitag, 29. September 2023, begann es.",
    ),
    ("L08", Form::Email, "en", "We closed the gap on 9 October 2023.", "We will close the gap by 9 October 2023."),
    ("L09", Form::Email, "en", "It concerns 200,000 customers.", "It concerns 180,000 customers at least."),
    ("L09", Form::Email, "en", "Our reference is BR-2023-0011.", "Our reference is BR-2023-0012."),
    ("L10", Form::Email, "en", "Call +39 0655500140.", "Call +39 06 5550 0140, 8:00-22:00 Italian time."),
    ("L10", Form::Email, "en", "Call 06 5550 0140.", "It was closed on 06 October 2023."),
    ("L04", Form::Email, "en", "Write to dpo@lunamobile.", "Write to dpo@lunamobile.example.org."),
    ("L04", Form::Email, "it", "Scriva a dpo@lunamobile..example.org.", "Scriva a dpo@lunamobile.example.org."),
    ("L11", Form::Email, "en", "See http://luna.example.com/a?utm_source=x.", "See https://lunamobile.example.it."),
    ("L11", Form::Email, "en", "See https://bit.ly/abc.", "Type lunamobile.example.it yourself."),
    ("L11", Form::Email, "en", "See https://evillunamobile.example.it.", "See https://www.lunamobile.example.it."),
    ("L17", Form::Email, "en", "Use this voucher today.", "We vouch for none of those messages."),
    ("L18", Form::Email, "en", "Your invoice is enclosed.", "Invoices were not read."),
    (
        "L22",
        Form::Email,
        "en",
        "One two three four five six seven eight nine ten one two three four five six seven eight nine ten one two three four five six seven eight nine ten more.",
        "A short one.",
    ),
    ("L23", Form::Email, "en", "Data was exfiltrated.", "Data was copied."),
    ("L24", Form::Email, "en", "Only basic data was copied.", "Only you can see this page."),
    ("L24", Form::Email, "it", "Sono stati copiati solo dati di base.", "Non solo il nome è stato copiato."),
    ("L24", Form::Email, "de", "Es wurden nur Namen kopiert.", "Nicht nur Namen wurden kopiert."),
    ("L24", Form::Email, "fr", "Uniquement des noms ont été copiés.", "Pas seulement des noms ont été copiés."),
    ("L24", Form::Email, "es", "Se copiaron únicamente nombres.", "Se copiaron no solo nombres."),
    ("L25", Form::Email, "en", "We take security very seriously.", "We changed all keys on 1 October 2023."),
    ("L26", Form::Email, "en", "Like many companies we were hit.", "Our supplier stored the data."),
    (
        "L27",
        Form::Email,
        "en",
        "There is no evidence of misuse.",
        "We examined the logs until 5 October 2023 and found no copy.",
    ),
    ("L28", Form::Email, "en", "Your data may have been copied.", "Your data was copied. It may be used by others."),
    ("L29", Form::Email, "en", "A hacker read it.", "Somebody without permission read it."),
    ("L30", Form::Public, "en", "We accept liability.", "We answer your questions."),
    ("L32", Form::Email, "it", "Le notifichiamo una violazione.", "Le comunichiamo una violazione."),
    (
        "L32",
        Form::Email,
        "it",
        "Lunamobile Italia S.r.l. è responsabile del trattamento.",
        "Lunamobile Italia S.r.l. è la società che decide. Il nostro responsabile del trattamento è Rete Ospite.",
    ),
    ("L33", Form::Email, "en", "It concerns 180.000 customers.", "It concerns 180,000 customers."),
    ("L33", Form::Email, "de", "Мы отключили затронутые системы.", "Der Name lautet Łukasz Żółć."),
    ("L34", Form::Email, "en", "Dear Sirs.", "Dear all."),
    ("L35", Form::Email, "en", "Click here.", "Do not click on anything."),
    ("L40", Form::Email, "en", "Ask paolo.prova@mail.example.com.", "Ask dpo@lunamobile.example.org."),
    ("L40", Form::Email, "en", "Paolo Prova saw it first.", "A customer saw it first."),
    ("L41", Form::Email, "en", "Many customers are concerned.", "Between 180,000 and 240,000 customers are concerned."),
];

#[test]
fn each_sentence_trips_its_rule_and_the_near_miss_does_not() {
    for (rule, form, tag, trips, near) in SENTENCES {
        let of = |sentence: &str| {
            let mut trial = trial(tag).form(*form).says(sentence);
            trial.desk.names = vec!["Paolo Prova".into(), "Chiara Bonfanti".into()];
            trial
        };
        let hit = of(trips);
        assert!(hit.rules().contains(rule), "{rule} is silent on: {trips}\n{}", hit.told());
        let miss = of(near);
        assert!(!miss.rules().contains(rule), "{rule} finds something in: {near}\n{}", miss.told());
    }
}

/// Asserts that the rule finds something in the one and nothing in the other.
fn trips(rule: &str, hit: &Trial, near: &Trial) {
    assert!(hit.rules().contains(&rule), "{rule} is silent\n{}", hit.told());
    assert!(!near.rules().contains(&rule), "{rule} finds something\n{}", near.told());
}

#[test]
fn a_contact_has_a_name_and_two_ways_that_take_answers() {
    trips("L04", &trial("en").only("contact", "Chiara Bonfanti: dpo@lunamobile.example.org"), &trial("en"));
    let mut silent = trial("en").block("contact", "noreply@lunamobile.example.org");
    silent.facts.frame.dpo.email = "noreply@lunamobile.example.org".into();
    trips("L04", &silent, &trial("en"));
}

#[test]
fn a_blank_item_and_a_lost_value_are_found() {
    trips("L05", &trial("en").html(|html| html.replace("<ol>", "<ul><li></li></ul><ol>")), &trial("en"));
    trips("L05", &trial("en").html(|html| html.replace("copied", "copied  by")), &trial("en"));
    trips("L06", &trial("en").says("- Cause:"), &trial("en").says("- Cause: not known yet"));
}

#[test]
fn awareness_before_the_breach_cannot_be() {
    let mut wrong = trial("en");
    wrong.facts.facts.insert("time.aware_at".into(), wrong.facts.of("time.start").to_vec());
    let later = at("2023-10-01T11:00:00Z").micros();
    wrong.facts.facts.get_mut("time.start").unwrap()[0].value = json!(later);
    trips("L08", &wrong, &trial("en"));
}

#[test]
fn a_text_message_links_nowhere_and_fits_two_parts() {
    let sms = |text: &str| trial("en").form(Form::TextMessage).text(text);
    trips("L12", &sms("Details: https://lunamobile.example.it/notice"), &sms("Details: https://lunamobile.example.it"));
    let long = "Lunamobile: your name was copied. ";
    trips("L46", &sms(&long.repeat(10)), &sms(&long.repeat(8)));
    // One sign outside the small alphabet makes every part shorter.
    trips("L46", &sms(&"ę".repeat(135)), &sms(&"e".repeat(306)));
    let mut caught = sms("Lunamobile: your name was copied.");
    caught.desk.channel_compromised = true;
    trips("L44", &caught, &sms("Lunamobile: your name was copied."));
}

#[test]
fn both_parts_say_the_same_and_a_figure_that_differs_is_enough() {
    trips("L13", &trial("en").html(|html| html.replace("29 September", "28 September")), &trial("en"));
    trips(
        "L13",
        &trial("en").html(|html| html.replace("</main>", &format!("<p>{}</p></main>", "word ".repeat(30)))),
        &trial("en"),
    );
}

#[test]
fn a_subject_names_company_and_breach_and_shouts_nothing() {
    let near = trial("en").subject("Lunamobile: a personal data breach concerns your data");
    for subject in [
        "A breach",
        "A personal data breach concerns your data since September",
        "Lunamobile: some interesting facts on our service",
        "Lunamobile: a personal data breach concerns your data!",
        "Lunamobile: URGENT, a personal data breach and your data",
        "Re: Lunamobile: a personal data breach concerns your data",
        "Lunamobile: a breach of the data of anna@mail.example.org",
        "Lunamobile: a personal data breach concerns your data, and what you may want to do about it now",
    ] {
        trips("L14", &trial("en").subject(subject), &near);
    }
}

#[test]
fn a_reader_whose_name_is_held_is_called_by_it() {
    trips("L15", &trial("en").only("greeting", "Dear Customer,"), &trial("en"));
    let mut shouted = trial("en").only("greeting", "Dear ANNA PROVA,");
    shouted.desk.addressee = Some("ANNA PROVA".into());
    let mut called = trial("en").only("greeting", "Dear Anna Prova,");
    called.desk.addressee = Some("Anna Prova".into());
    trips("L15", &shouted, &called);
}

#[test]
fn html_fetches_nothing_and_is_built_for_everybody() {
    for planted in [
        "<img src=\"https://x.example.com/p.gif\" alt=\"\">",
        "<script>1</script>",
        "<form></form>",
        "<p onclick=\"x()\">a</p>",
    ] {
        trips("L16", &trial("en").html(|html| html.replace("</main>", &format!("{planted}</main>"))), &trial("en"));
    }
    for (from, to) in [
        ("<html lang=\"en\">", "<html>"),
        ("</h1>", "</h1><h1>Again</h1>"),
        ("</h1>", "</h1><h3>Too deep</h3>"),
        ("</main>", "<table><tr><td>a</td></tr></table></main>"),
        ("</main>", "<p>• a<br>• b</p></main>"),
    ] {
        trips("L35", &trial("en").html(|html| html.replacen(from, to, 1)), &trial("en"));
    }
    trips("L33", &trial("en").html(|html| html.replace("lang=\"en\"", "lang=\"it\"")), &trial("en"));
    let letter = trial("en").form(Form::Letter).block("contact", "You can have this letter in large print.");
    let small = |size: &str| {
        let letter = Trial { draft: letter.draft.clone(), ..trial("en").form(Form::Letter) };
        let size = size.to_owned();
        letter.html(move |html| html.replace("<body>", &format!("<body style=\"font-size: {size}\">")))
    };
    trips("L36", &small("9pt"), &small("12pt"));
    trips("L36", &trial("en").form(Form::Letter), &letter);
}

#[test]
fn steps_are_numbered_short_and_fit_the_data() {
    let near = trial("en");
    trips("L19", &trial("en").only("advice", "Be careful."), &near);
    trips("L19", &trial("en").only("advice", "1. Change your password today."), &near);
    let long = format!("1. {}\n2. Tell your bank.", "Change your password as soon as you can ".repeat(4));
    trips("L19", &trial("en").only("advice", &long), &near);
    trips("L20", &trial("en").only("consequences", "Others may write to you."), &near);
}

#[test]
fn a_text_that_nobody_can_read_is_found_by_its_score() {
    let heavy =
        "Notwithstanding considerable organisational complexity, comprehensive investigations regarding unauthorised \
                 accessibility necessitate extraordinarily multidisciplinary coordination. "
            .repeat(8);
    trips("L21", &trial("en").says(&heavy), &trial("en"));
    let found = trial("en").says(&heavy).report();
    assert!(found.found.iter().any(|found| found.rule == "L21" && found.level == Level::Error), "under the floor");
    let wordy = "We tell you what we know. ".repeat(120);
    trips("L22", &trial("en").says(&wordy), &trial("en"));
}

#[test]
fn news_of_the_service_belongs_elsewhere_unless_the_outage_is_the_breach() {
    let outage = "The outage is over.";
    let availability = trial("en").says(outage);
    let mut secret = trial("en").says(outage);
    secret.facts.facts.get_mut("nature.cia").unwrap()[0].value = json!(["confidentiality"]);
    trips("L31", &secret, &availability);
}

#[test]
fn a_proven_protection_may_be_told_and_an_open_one_not() {
    let says = "All data is encrypted.";
    let mut proven = trial("en").says(says);
    let fact = known("risk.encryption", json!("state_of_art_key_safe"));
    let mut situation = demo::luna_full();
    situation.facts.retain(|f| f.id != "risk.encryption" && f.id != "nature.unintelligible");
    situation.facts.push(fact);
    situation.facts.push(known("nature.unintelligible", json!("intact")));
    proven.facts =
        breachdesk::notice::gather(&situation, &demo::about("lunamobile-it"), luna_frame("2023-10-06T15:00:00Z", "en"));
    trips("L27", &trial("en").says(says), &proven);
}

#[test]
fn authorities_get_their_language_their_reference_and_what_changed() {
    let form = |form| {
        let mut trial = trial("en").form(form);
        trial.desk.languages_taken = vec!["en".into()];
        trial
    };
    let mut foreign = form(Form::AuthorityInitial);
    foreign.desk.languages_taken = vec!["it".into()];
    trips("L37", &foreign, &form(Form::AuthorityInitial));
    let mut supplement = form(Form::AuthoritySupplement).says("Authority reference P-77.");
    supplement.facts.frame.authority_reference = "P-77".into();
    let mut without = form(Form::AuthoritySupplement);
    without.facts.frame.authority_reference = "P-77".into();
    trips("L38", &without, &supplement);
    // Each number that was given stands in the text; where none was, the days of the filings do.
    let filed = |number: &str| EarlierFiling { at: at("2023-10-01T10:30:00Z"), number: number.into() };
    let mut both = form(Form::AuthoritySupplement).says("Authority references P-76 and P-77.");
    both.facts.frame.authority_reference = "P-77".into();
    both.facts.frame.earlier = vec![filed("P-76"), filed("P-77")];
    let mut one = form(Form::AuthoritySupplement).says("Authority reference P-77.");
    one.facts.frame = both.facts.frame.clone();
    trips("L38", &one, &both);
    let mut unnumbered = form(Form::AuthoritySupplement);
    unnumbered.facts.frame.earlier = vec![filed("")];
    trips("L38", &form(Form::AuthoritySupplement), &unnumbered);
    let told = "Somebody without permission copied customer records from the customer platform of the company.";
    let mut repeats = form(Form::AuthoritySupplement).says("Authority reference P-77.").says(told);
    repeats.facts.frame.authority_reference = "P-77".into();
    repeats.desk.earlier = vec![Earlier { number: 1, language: "en".into(), text: told.into() }];
    trips("L38", &repeats, &supplement);
    // Annex I, section 2 asks for the summary in the second notification, whatever the first one said.
    let mut second = form(Form::TelecomSecond).says("Authority reference P-77.").says(told);
    second.facts.frame.authority_reference = "P-77".into();
    second.desk.earlier = vec![Earlier { number: 1, language: "en".into(), text: told.into() }];
    trips("L38", &repeats, &second);
}

#[test]
fn notices_of_one_case_agree_on_the_number_of_people() {
    let with = |text: &str| {
        let mut trial = trial("en").says("It concerns 180,000 customers.");
        trial.desk.earlier = vec![Earlier { number: 3, language: "it".into(), text: text.into() }];
        trial
    };
    trips("L42", &with("Riguarda 90.000 clienti."), &with("Riguarda 180.000 clienti."));
}

#[test]
fn an_approval_is_for_these_bytes_and_the_channel_is_ours() {
    let mut approved = trial("en");
    approved.desk.approved = Some(render(&approved.draft, &binding()).digest);
    let mut other = trial("en");
    other.desk.approved = Some("another".into());
    trips("L43", &other, &approved);
    let mut ours = trial("en");
    ours.desk.sender_domain = Some("mail.lunamobile.example.org".into());
    let mut theirs = trial("en");
    theirs.desk.sender_domain = Some("mass-mail.example.com".into());
    trips("L44", &theirs, &ours);
}

#[test]
fn a_public_notice_can_be_found_and_shows_its_version() {
    let public = || trial("en").form(Form::Public).says("Version 1, 6 October 2023.");
    let hidden = public().html(|html| html.replace("<title>", "<meta name=\"robots\" content=\"noindex\"><title>"));
    trips("L45", &hidden, &public());
    trips("L45", &trial("en").form(Form::Public).only("closing", "We are sorry that this happened."), &public());
}

#[test]
fn regret_and_questions_are_advice_alone() {
    let report = trial("en").only("closing", "Reference BR-2023-0012, version 1.").report();
    assert!(report.found.iter().any(|found| found.rule == "L47" && found.level == Level::Advice));
    assert!(!trial("en").report().found.iter().any(|found| found.rule == "L47"));
    let asked = |trial: Trial| trial.form(Form::Questions).report().found.iter().filter(|f| f.rule == "L48").count();
    assert!(asked(trial("en")) > asked(trial("en").says("What happened? Am I concerned? What should I do?")));
}

#[test]
fn what_the_content_rules_miss_carries_the_number_of_its_rule() {
    use breachdesk::notice::lint::rule_of;
    let rules = |kind: NoticeKind, facts: &NoticeFacts, change: fn(&mut Draft)| -> Vec<&'static str> {
        let mut text = draft(kind, "en", facts);
        change(&mut text);
        missing(&text, facts, &RULES, TEMPLATES.forms()).iter().map(|m: &Missing| rule_of(kind, m)).collect()
    };
    let facts = luna_6_october("en");
    let empty = |draft: &mut Draft| draft.blocks.iter_mut().for_each(|block: &mut Block| block.body.clear());
    assert!(rules(NoticeKind::T611First, &facts, empty).contains(&"L02"));
    let people = rules(NoticeKind::PeopleEmail, &facts, empty);
    assert!(people.contains(&"L01") || people.contains(&"L03"), "{people:?}");
    assert!(rules(NoticeKind::Gdpr33Initial, &facts, |_| ()).contains(&"L39"), "it is late and says no reason");
    let italian = |draft: &mut Draft| {
        draft.blocks[3].body = "Il sistema è stato spento dopo che la violazione è stata vista.".into()
    };
    assert!(rules(NoticeKind::PeopleEmail, &facts, italian).contains(&"L33"));
}

#[test]
fn what_cannot_be_judged_is_named_and_nothing_passes_in_silence() {
    let report = trial("en").report();
    assert!(report.unjudged.iter().any(|one| one.rule == "L11" && one.why == Why::Network));
    let mut polish = trial("en");
    polish.draft.language = language("pl");
    let report = polish.report();
    assert!(report.unjudged.iter().any(|one| one.rule == "L24" && one.why == Why::Language));
    let none = breachdesk::policy::PolicySet::default();
    let rendered = render(&polish.draft, &binding());
    let input = Input {
        form: Form::Email,
        language: "en",
        subject: "",
        text: &rendered.text,
        html: "",
        digest: "",
        facts: &polish.facts,
        forms: TEMPLATES.forms(),
        desk: &polish.desk,
    };
    assert_eq!(lint(input, &none).unjudged.len(), 48);
}

/// Patterns of real notices in our own words, each with the rules that they taught.
#[test]
fn the_flaws_of_eight_real_notices_trip_the_rules_that_they_taught() {
    let of = |name: &str, trial: Trial, rules: &[&str]| {
        let found = trial.rules();
        for rule in rules {
            assert!(found.contains(rule), "{name}: {rule} is silent\n{}", trial.told());
        }
    };
    let mut secret = trial("en").form(Form::Public).says("All records are encrypted. Top-ups are working again.");
    secret.facts.facts.get_mut("nature.cia").unwrap()[0].value = json!(["confidentiality"]);
    let secret = secret.html(|html| html.replace("<title>", "<meta name=\"robots\" content=\"noindex\"><title>"));
    of("British operator, 2023", secret, &["L27", "L31", "L45"]);
    let praise = "Da sempre adottiamo stringenti misure. Allo stato non appare compromessa la riservatezza dei dati.";
    of("Italian operator, 2020", trial("it").says(praise), &["L25", "L27"]);
    let excuse = "Come molte altre aziende siamo stati colpiti durante la pandemia. Si tratta esclusivamente di dati anagrafici.";
    of("Italian operator, 2021", trial("it").says(excuse), &["L24", "L26"]);
    let vague = trial("fr")
        .only("advice", "Restez vigilant.")
        .only("consequences", "Nous suivons la situation.")
        .says("Toutes les mesures nécessaires ont été prises.");
    of("French operator, 2024", vague, &["L19", "L20", "L25"]);
    of("French operator, 2025", trial("fr").says("Des mesures rigoureuses ont été prises."), &["L25"]);
    let experts = "Unabhängigen Experten zufolge ist der Schaden begrenzt.";
    of("German operator, 2013", trial("de").says(experts), &["L24"]);
    of("Spanish operator, 2022", trial("es").says("Sus datos podrían haberse visto afectados."), &["L28"]);
    let sms =
        trial("es").form(Form::TextMessage).text("Aviso: entre en https://aviso-datos.example.com/v?utm_source=sms");
    of("Spanish operator, 2023", sms, &["L11", "L12"]);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,400}", html in "[<>/a-z =\"'&;0-9.+@:\\[\\]]{0,400}", tag in "en|it|de|fr|es|pl") {
        let mut trial = trial("en");
        trial.draft.language = language(&tag);
        trial.text = Some(text);
        trial.html = Some(html);
        for form in Form::ALL {
            trial.form = *form;
            prop_assert!(trial.report().found.len() <= 100);
        }
    }
}

#[test]
fn a_megabyte_of_rubbish_is_read_in_one_go_and_bounded() {
    for piece in [
        "<",
        "<a ",
        "<style>",
        "+3",
        "only ",
        "12.",
        "12 March ",
        "&",
        "[[",
        "a@b.c ",
        "://",
        "\n\n\n",
        "<li>",
        "https://x?",
    ] {
        let mut trial = trial("en");
        let rubbish = piece.repeat(1_000_000 / piece.len());
        trial.html = Some(rubbish.clone());
        trial.text = Some(rubbish);
        assert!(trial.report().found.len() <= 100, "{piece}");
    }
}

#[test]
fn a_telephone_of_the_contact_without_its_country_is_found_where_it_stands() {
    let with = |phone: &str| {
        let mut trial = trial("en").block("contact", &format!("Telephone {phone}, 8:00 to 22:00 Italian time."));
        trial.facts.frame.hotline.phone = phone.into();
        trial
    };
    trips("L10", &with("800 123 456"), &with("+39 06 5550 0140"));
}
