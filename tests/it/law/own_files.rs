//! An organisation's own files over the shipped law: they fit as a whole or stop the start, and whatever they put in the place of
//! something shipped is named.

use breachdesk::domain::plan::RuleOrigin;
use breachdesk::policy::{Layer, PolicySet, Problem};

use super::law;

/// A contract as the folder holds it.
pub const CONTRACT: &str = r#"
[[rule]]
id = "client-northwind"
regime = "contract"
title = "Tell Northwind Bank of incidents with its customers' data"
kind = "contract"
applies = { data_sets = ["Loan files"] }
covers = "any"
recipient = { choose = "named", name = "Northwind Bank", channel = "email", address = "incidents@northwind.example.org", country = "IT", language = "en" }
in_force = { from = "2020-01-01" }
verified = true
cite = { act = "Master services agreement", article = "9.2", gist = "within 24 hours of becoming aware" }
reading = { by = "Chiara Bonfanti", on = "2026-11-21", note = "Any incident, whatever the risk." }

[[rule.remove]]
data = "not_hit"
words = "establishing that none of the client's data were hit"

[[rule.stage]]
id = "contract_notice"
trigger = ["aware", "first_signal"]
period = { value = 24, unit = "hours" }
counting = "elapsed"

[[rule.stage.example]]
name = "aware on a Friday evening, due on the Saturday evening"
start = "2026-11-20T18:42:00+01:00"
country = "IT"
target = "2026-11-21T18:42:00+01:00"
legal = "2026-11-21T18:42:00+01:00"
"#;

fn file(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

pub fn over(files: &[(String, String)]) -> Result<PolicySet, Vec<Problem>> {
    law().with(Layer { origin: RuleOrigin::Folder, files })
}

fn problems(files: &[(String, String)]) -> Vec<Problem> {
    over(files).err().unwrap_or_default()
}

/// The text of a shipped rule with its version and first day changed.
fn later_version(rule: &str, from: &str, version: &str) -> String {
    let files = breachdesk::assets::policies();
    let text = files.iter().find_map(|(_, text)| text.contains(&format!("id = \"{rule}\"")).then_some(text)).unwrap();
    let start = text
        .match_indices("[[rule]]")
        .map(|(at, _)| at)
        .filter(|at| *at < text.find(&format!("id = \"{rule}\"")).unwrap())
        .max()
        .unwrap();
    let end = text[start + 8..].find("[[rule]]").map_or(text.len(), |at| start + 8 + at);
    let one = text[start..end].to_owned();
    let before = one.clone();
    let line = one.lines().find(|line| line.starts_with("in_force = ")).unwrap().to_owned();
    let changed = one.replace(&line, &format!("in_force = {{ from = \"{from}\" }}\n{version}"));
    let changed: Vec<&str> = changed.lines().filter(|line| !line.starts_with("vector = ")).collect();
    let changed = changed.join("\n");
    assert_ne!(changed, before);
    changed
}

#[test]
fn an_own_rule_joins_the_law_and_says_where_it_comes_from() {
    let set = over(&[file("clients.toml", CONTRACT)]).unwrap();
    let rule = set.rules().iter().find(|rule| rule.id == "client-northwind").unwrap();
    assert_eq!((rule.own.origin, rule.file.as_str()), (RuleOrigin::Folder, "clients.toml"));
    assert_ne!(set.digest(), law().digest(), "the digest in every event says that own files were in use");
    assert!(set.overrides().is_empty(), "nothing shipped was replaced");
}

#[test]
fn every_problem_of_every_own_file_is_told_at_once_and_nothing_is_taken() {
    let found = problems(&[
        file("a.toml", &CONTRACT.replace("channel = \"email\"", "chanel = \"email\"")),
        file(
            "b.toml",
            &CONTRACT
                .replace("client-northwind", "client-south")
                .replace("counting = \"elapsed\"", "counting = \"elapst\""),
        ),
        file("c.toml", "[[rule]\n"),
        file("forms/x.toml", ""),
    ]);
    let keys: Vec<String> = found.iter().map(|problem| format!("{} {}", problem.file, problem.key)).collect();
    for wanted in [
        "a.toml rule `client-northwind` › recipient › chanel",
        "a.toml rule `client-northwind` › recipient › channel",
        "b.toml rule `client-south` › stage `contract_notice` › counting",
        "c.toml line 1",
        "forms/x.toml ",
    ] {
        assert!(keys.iter().any(|key| key == wanted), "{wanted} is not among {keys:#?}");
    }
    assert!(found.iter().find(|problem| problem.key.ends_with("chanel")).unwrap().hint.contains("`channel`"));
}

#[test]
fn a_shipped_rule_is_overridden_only_by_a_higher_version() {
    let same = problems(&[file("gdpr.toml", &later_version("gdpr-33", "2027-01-01", ""))]);
    assert!(same.iter().any(|problem| problem.hint.contains("higher version")), "{same:#?}");

    let set = over(&[file("gdpr.toml", &later_version("gdpr-33", "2027-01-01", "version = 90"))]).unwrap();
    let (shipped, own): (Vec<_>, Vec<_>) =
        set.rules().iter().filter(|rule| rule.id == "gdpr-33").partition(|rule| rule.own.origin == RuleOrigin::Shipped);
    let last = shipped.iter().filter_map(|rule| rule.in_force.until).max();
    assert_eq!(last.map(|day| day.to_string()).as_deref(), Some("2026-12-31"), "the shipped one ends the day before");
    assert_eq!(own.len(), 1);
    let [noted] = set.overrides() else { panic!("{:?}", set.overrides()) };
    assert_eq!((noted.kind, noted.id.as_str(), noted.versions.map(|(_, own)| own)), ("rule", "gdpr-33", Some(90)));
    assert_eq!(noted.file, "gdpr.toml");
}

#[test]
fn an_own_version_from_the_same_day_says_which_one_it_replaces() {
    let text = later_version("gdpr-33", "2018-05-25", "version = 90");
    let found = problems(&[file("gdpr.toml", &text)]);
    assert!(found.iter().any(|problem| problem.hint.contains("replaces = N")), "{found:#?}");
    let shipped = law().rules().iter().find(|rule| rule.id == "gdpr-33").unwrap().version;
    let set = over(&[file("gdpr.toml", &text.replace("version = 90", &format!("version = 90\nreplaces = {shipped}")))])
        .unwrap();
    assert!(!set.rules().iter().any(|rule| rule.id == "gdpr-33" && rule.version == shipped));
    let nothing = problems(&[file("gdpr.toml", &text.replace("version = 90", "version = 90\nreplaces = 89"))]);
    assert!(nothing.iter().any(|problem| problem.message.contains("no version 89")), "{nothing:#?}");
}

#[test]
fn a_shipped_record_is_overridden_only_by_one_that_says_so() {
    let files = breachdesk::assets::policies();
    let whole = &files.iter().find(|(name, _)| name == "counting.toml").unwrap().1;
    let second = whole.match_indices("[[counting]]").nth(1).unwrap().0;
    let one = &whole[..second];
    let found = problems(&[file("counting.toml", one)]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].key, "counting `eu-1182-71`");
    assert!(found[0].hint.contains("replaces = true"));
    let replaced = one.replace("id = \"eu-1182-71\"", "id = \"eu-1182-71\"\nreplaces = true");
    let set = over(&[file("counting.toml", &replaced)]).unwrap();
    assert_eq!(set.overrides().len(), 1);
    let nothing = replaced.replace("\"eu-1182-71\"", "\"eu-own\"").replace("\"EU-1182/71\"", "\"OWN\"");
    let found = problems(&[file("counting.toml", &nothing)]);
    assert!(found.iter().any(|problem| problem.message.contains("replaces nothing")), "{found:#?}");
}

#[test]
fn own_habits_take_the_place_of_the_shipped_ones_and_are_listed() {
    let files = breachdesk::assets::policies();
    let house = &files.iter().find(|(name, _)| name == "house.toml").unwrap().1;
    let set =
        over(&[file("house.toml", &house.replace("decide_people_hours = 72", "decide_people_hours = 48"))]).unwrap();
    assert_eq!(set.house().decide_people_hours, 48);
    assert_eq!(set.house().reminders, law().house().reminders);
    assert_eq!(set.overrides().first().map(|found| found.kind), Some("house"));
    let found = problems(&[file("house.toml", &house.replace("decide_people_hours", "decide_peple_hours"))]);
    assert!(found.iter().any(|problem| problem.hint.contains("decide_people_hours")), "{found:#?}");
}

/// A supervisor of DORA, of whom the shipped files have no record.
fn supervisor(id: &str, role: &str) -> String {
    format!(
        "[[authority]]\nid = \"{id}\"\ncountry = \"IT\"\ntasks = [\"financial_supervision\"]\nonly_roles = [\"{role}\"]\n\
         name = \"{id}\"\nname_native = \"{id}\"\nlanguages = [\"it\"]\nlanguages_verified = false\nzone = \"Europe/Rome\"\n\
         verified = false\nconfidence = \"medium\"\nsources = [\"https://example.org/\"]\n\
         channels = [{{ kind = \"online_form\", verified = false }}]\n\n"
    )
}

#[test]
fn a_folder_names_the_supervisors_of_each_kind_of_entity_although_shipped_examples_know_none() {
    let text = supervisor("IT-BANKS", "credit_institution") + &supervisor("IT-FUNDS", "financial_entity");
    let law = over(&[file("supervisors.toml", &text)]).unwrap_or_else(|problems| panic!("{problems:#?}"));
    for (case, wanted) in [
        (include_str!("cases/dora-bank-has-no-noon.json"), "IT-BANKS"),
        (include_str!("cases/dora-bank-holiday.json"), "IT-FUNDS"),
    ] {
        let (situation, as_of) = super::read(case);
        let plan = breachdesk::policy::plan(&law, &situation, as_of);
        let told: std::collections::BTreeSet<&str> =
            plan.duties.iter().filter(|duty| duty.rule == "dora-19").map(|duty| duty.recipient.id.as_str()).collect();
        assert!(told.contains(wanted), "{told:?}");
    }
}
