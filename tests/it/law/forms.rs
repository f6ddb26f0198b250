//! Form packs: which one a duty gets, what the shipped ones may say, and what a broken one is told.

use breachdesk::policy::PolicySet;
use breachdesk::policy::forms::Need;

use super::law;

fn form(recipient: &str, regime: &str, stage: &str, day: &str) -> Option<&'static str> {
    law().form_for(recipient, regime, stage, day.parse().unwrap()).map(|pack| pack.id.as_str())
}

#[test]
fn a_duty_gets_the_pack_of_its_authority_or_the_one_for_all_others() {
    for (recipient, regime, stage, day, pack) in [
        ("IT", "gdpr", "sa_notification", "2026-11-22", "it-garante"),
        ("IT-TELECOM", "eprivacy-611", "initial", "2026-11-22", "it-garante"),
        ("IT", "gdpr", "sa_notification", "2021-06-30", "generic-art33"),
        ("FR", "gdpr", "sa_notification", "2026-11-22", "generic-art33"),
        ("FR-TELECOM", "eprivacy-611", "initial", "2026-11-22", "annex-1-section-1"),
        ("FR-TELECOM", "eprivacy-611", "second", "2026-11-22", "annex-1-section-2"),
        ("GB", "uk-gdpr", "ico_notification", "2026-11-22", "gb-ico"),
        ("GB-TELECOM", "uk-pecr", "initial", "2025-08-19", "annex-1-section-1"),
        ("GB-TELECOM", "uk-pecr", "initial", "2025-08-20", "gb-ico-pecr"),
        ("IE", "gdpr", "sa_notification", "2026-11-22", "ie-dpc"),
        ("IE-TELECOM", "eprivacy-611", "second", "2026-11-22", "ie-dpc-telecom-second"),
        ("NL", "gdpr", "sa_notification", "2026-11-22", "nl-ap"),
        ("DE-BUND", "gdpr", "sa_notification", "2026-11-22", "de-bfdi"),
        ("DE-RP", "gdpr", "sa_notification", "2026-11-22", "de-rp"),
        ("DE-BY-BAYLDA", "gdpr", "sa_notification", "2026-11-22", "generic-art33"),
        ("SE", "gdpr", "sa_notification", "2026-11-22", "se-imy"),
        ("SE-TELECOM", "eprivacy-611", "initial", "2026-11-22", "se-pts-initial"),
        ("SE-TELECOM", "eprivacy-611", "second", "2026-11-22", "se-pts-second"),
        ("RO", "gdpr", "sa_notification", "2026-11-22", "ro-anspdcp"),
        ("NO", "gdpr", "sa_notification", "2026-11-22", "no-datatilsynet"),
        ("NO-TELECOM", "no-ekom", "initial", "2026-11-22", "no-nkom"),
        ("PT", "gdpr", "sa_notification", "2026-11-22", "pt-cnpd"),
        ("CH", "ch-fadp", "initial", "2026-11-22", "ch-edoeb"),
        ("ZA", "za-popia", "initial", "2026-11-22", "generic-abroad"),
    ] {
        assert_eq!(form(recipient, regime, stage, day), Some(pack), "{recipient} {regime} {stage} {day}");
    }
    // No notice in questions is owed there.
    assert_eq!(form("EU-CRA-PLATFORM", "cra", "early_warning", "2026-11-22"), None);
}

#[test]
fn a_draft_template_is_chosen_for_no_duty_and_carries_every_number_of_the_facts() {
    let draft = law().form("edpb-template-draft").unwrap();
    assert!(draft.draft && !draft.verified);
    let facts = law().facts().iter().filter(|fact| !fact.edpb_numbers.is_empty());
    for fact in facts {
        let field = draft.fields.iter().find(|field| field.facts == [fact.id.clone()]).expect(&fact.id);
        let numbers: Vec<String> = fact.edpb_numbers.iter().map(ToString::to_string).collect();
        assert_eq!(field.no.as_deref(), Some(numbers.join(", ").as_str()), "{}", fact.id);
    }
    assert!(law().forms().iter().filter(|pack| pack.draft).all(|pack| pack.id == draft.id));
}

#[test]
fn of_the_garantes_numbers_only_the_two_that_a_decision_cites_are_there() {
    let pack = law().form("it-garante").unwrap();
    let numbers: Vec<(&str, &str)> =
        pack.fields.iter().filter_map(|field| Some((field.no.as_deref()?, field.id.as_str()))).collect();
    assert_eq!(numbers, [("F.7", "it.description"), ("F.9", "it.measures_before")]);
    for id in ["it.description", "it.measures_before"] {
        let field = pack.fields.iter().find(|field| field.id == id).unwrap();
        assert!(!field.look_for.is_empty(), "{id} is looked through for what the Garante missed");
    }
    let basis = pack.fields.iter().find(|field| field.id == "it.legal_basis").unwrap();
    assert!(basis.values["eprivacy_611"].contains("Reg. (UE) 611/2013"));
}

/// Where a source told in English what a form asks, the words of our label are not the authority's.
#[test]
fn a_label_counts_as_read_only_where_its_own_words_were() {
    let read = |id: &str| -> Vec<&'static str> {
        let fields = law().form(id).unwrap().fields.iter();
        fields.filter(|field| field.verified).map(|field| field.id.as_str()).collect()
    };
    assert_eq!(read("it-garante"), ["it.nature", "it.cause", "it.data_kinds", "it.severity"]);
    assert_eq!(read("gb-ico"), Vec::<&str>::new());
    assert_eq!(read("ro-anspdcp"), Vec::<&str>::new());
    assert_eq!(read("ch-edoeb"), ["kind", "time", "contact"]);
    assert_eq!(read("no-datatilsynet"), ["start", "cause"]);
}

/// What the reference found each of these forms to ask, and a sheet without it would leave the person to find out at the portal.
#[test]
fn forms_that_were_read_are_asked_whole() {
    for (id, facts) in [
        ("ro-anspdcp", &["time.start", "time.detected_at", "controller.sector", "xborder.notified"][..]),
        ("se-imy", &["communication.status", "communication.date", "communication.planned_date", "impact.severity"]),
        ("nl-ap", &["notification.regime", "nature.unintelligible", "communication.means", "xborder.notified"]),
        ("ie-dpc-telecom", &["controller.contact", "time.detected_at"]),
        ("it-garante", &["parties", "controller.eea_representative", "time.delay_reason"]),
        (
            "gb-ico",
            &["notification.reason_for_reporting", "incident.cyber", "impact.likelihood", "incident.staff_training"],
        ),
    ] {
        let pack = law().form(id).unwrap();
        let asked = |fact: &&str| pack.fields.iter().any(|field| field.facts.iter().any(|one| one == fact));
        let left: Vec<&&str> = facts.iter().filter(|fact| !asked(fact)).collect();
        assert!(left.is_empty(), "{id} does not ask {left:?}");
    }
    // A heading of the form stands once, with all its questions.
    for pack in law().forms() {
        let mut headings: Vec<&str> = pack.fields.iter().map(|field| field.section.as_str()).collect();
        headings.dedup();
        let mut once = headings.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(headings.len(), once.len(), "{}: {headings:?}", pack.id);
    }
}

#[test]
fn annex_i_has_its_seventeen_points_cut_after_eight() {
    let numbers = |id: &str| -> Vec<u32> {
        let pack = law().form(id).unwrap();
        pack.fields.iter().filter_map(|field| field.no.as_deref()?.parse().ok()).collect()
    };
    assert_eq!(numbers("annex-1-section-1"), (1..=8).collect::<Vec<_>>());
    assert_eq!(numbers("annex-1-section-2"), (1..=17).collect::<Vec<_>>());
}

#[test]
fn every_pack_asks_what_the_law_asks_says_where_it_was_read_and_marks_what_is_ours() {
    for pack in law().forms() {
        assert!(pack.checked_on.is_some() && !pack.source.is_empty() && !pack.edition.is_empty(), "{}", pack.id);
        assert!(pack.verified || !pack.note.is_empty() && !pack.note_it.is_empty(), "{} warns of nothing", pack.id);
        if pack.regimes.iter().any(|regime| regime == "gdpr") {
            for fact in [
                "incident.description",
                "data.categories",
                "subjects.categories",
                "subjects.count",
                "data.records",
                "measures.mitigation",
            ] {
                let asks = pack.fields.iter().any(|field| field.facts.iter().any(|id| id == fact));
                // Annex I, which Romania's form copies, asks for no number of records.
                assert!(
                    asks || (pack.id == "ro-anspdcp" && matches!(fact, "data.records" | "subjects.categories")),
                    "{}: {fact}",
                    pack.id
                );
            }
        }
        // Of some authorities neither law nor form was read: nothing is said to be a must there.
        let unread = pack.id == "generic-abroad";
        let musts = pack.fields.iter().any(|field| field.need == Need::Law || field.need == Need::Form);
        assert!(musts != unread, "{}", pack.id);
    }
}

fn told(change: impl Fn(&str) -> String) -> Vec<String> {
    let files: Vec<(String, String)> = breachdesk::assets::policies()
        .into_iter()
        .map(|(path, text)| if path == "forms/packs/nl-ap.toml" { (path, change(&text)) } else { (path, text) })
        .collect();
    PolicySet::load(&files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn a_broken_pack_gets_every_problem_with_file_key_and_hint() {
    assert_eq!(told(str::to_owned), Vec::<String>::new());
    for (from, to, part) in [
        (
            "facts = [\"nature.cia\"]",
            "facts = [\"nature.cai\"]",
            "field `nature` › facts: `nature.cai` is not a known fact\n  Hint: did you mean `nature.cia`?",
        ),
        ("confidentiality = \"V", "secrecy = \"V", "field `nature` › values: `secrecy` is no word of its facts"),
        ("confidentiality = \"Vertrouwelijkheid\", ", "", "field `nature` › values: has no word for confidentiality"),
        (
            "confidentiality = \"Vertrouwelijkheid\", ",
            "confidentiality = \"Vertrouwelijkheid\" }\nvalues_ours = [\"secrecy\"]\n# ",
            "field `nature` › values_ours: `secrecy` has no word in `values`",
        ),
        ("need = \"law\"", "need = \"must\"", "need: `must` is not known here"),
        ("regimes = [\"gdpr\"]", "regimes = [\"gpdr\"]", "regimes: `gpdr` is no regime"),
        ("recipients = [\"NL\"]", "recipients = [\"NLL\"]", "recipients: `NLL` has no record"),
        ("recipients = [\"NL\"]", "recipients = [\"IT\"]", "stands for `IT` under `gdpr` in the same days as"),
        ("language = \"nl\"", "language = \"Dutch\"", "language: `Dutch` is no language"),
        ("language = \"nl\"", "langauge = \"nl\"", "langauge: is not a known key"),
        ("edition = ", "stages = [\"sa_notice\"]\nedition = ", "stages: `sa_notice` is no stage of its regimes"),
        ("about = \"ongeveer {n}\"", "about = \"ongeveer\"", "about: does not hold {n}"),
        ("instant = \"%d", "instant = \"%!d", "is no way to write a date"),
        ("when_late = true", "", "is conditional on nothing"),
        ("id = \"entity\"", "id = \"kind\"", "field `kind`: stands twice"),
        ("id = \"entity\"", "id = \"entity\"\nmax_chars = 0", "max_chars: is 0"),
        ("id = \"entity\"", "id = \"entity\"\nkey = \"name\"", "is a part of one fact"),
        ("any = [\"follow_up\"]", "any = [\"later\"]", "only_if: `later` is no value of `notification.kind`"),
        ("verified = false\nnote", "verified = true\nnote", "is false in a verified pack"),
        ("checked_on = \"2026-11-21\"", "checked_on = \"yesterday\"", "checked_on: `yesterday` is not a day"),
        (
            "language = \"nl\"",
            "language = \"nl\"\nnamed_by = { gdpr = \"led\" }",
            "named_by: `led` is no regime of this form",
        ),
        ("[form]", "[forms]", "forms: is not a known key"),
        ("[form]", "[form", "is not TOML"),
    ] {
        let found = told(|text| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        assert!(
            found.iter().any(|line| line.starts_with("forms/packs/nl-ap.toml") && line.contains(part)),
            "{part}: {found:#?}"
        );
    }
    // All at once.
    let found = told(|text| text.replace("gloss", "glos").replace("need = \"law\"", "need = 3"));
    assert!(found.len() > 20, "{}", found.len());
}
