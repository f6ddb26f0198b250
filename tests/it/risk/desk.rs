//! The advice on the desk: a page per case, facts that turn it, departures with a reason, the same for machines.

use breachdesk::app::api::{CASES_READ, add_token};
use reqwest::Method;
use serde_json::Value;

use crate::support::app::on_both_apps;
use crate::support::browser::Browser;
use crate::web::case_desk::{open_case, set_up};

const REASON: &str = "The wrong addressee is bound by secrecy and has sent everything back unread.";

/// The value of the hidden field that says which advice was on the screen.
async fn seen(browser: &Browser, page: &str) -> String {
    let shown = browser.get(page).await;
    let body = shown.text();
    let at = body.find("name=\"seen\" value=\"").expect("the form carries the advice") + "name=\"seen\" value=\"".len();
    body[at..].split('"').next().unwrap().to_owned()
}

async fn set(browser: &Browser, case: &str, fact: &str, scope: &str, value: &str) {
    let page = format!("{case}/facts/{fact}?scope={scope}");
    let fields = [("scope", scope), ("state", "known"), ("value", value), ("source", "log")];
    let saved = browser.fill_in(&page, &fields).await;
    assert_eq!(saved.status, 303, "{fact}: {}", saved.text());
}

#[tokio::test]
async fn the_page_advises_each_group_and_shows_what_a_fact_turned() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Accounts emptied").await;
        let page = dpo.get(&format!("{case}/risk")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        for words in [
            "SIM customers",
            "Web shop",
            "Regulation 611/2013, Art. 2",
            "Yes, or not yet with a date",
            "Not known yet",
            "What the GDPR alone would ask",
            "score beside the rules",
        ] {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        assert!(!page.text().contains("What changed the advice"));
        // Everything that the shop's advice hangs on, one fact after the other; each but the last leaves it as it was.
        let shop = "data_set:shop-customers";
        for (fact, value) in [
            ("risk.confidentiality", "ciphertext_only"),
            ("risk.encryption", "state_of_art_key_safe"),
            ("risk.availability", "no"),
            ("risk.restored_in_time", "n_a"),
            ("risk.backup", "available"),
        ] {
            set(&dpo, &case, fact, shop, value).await;
        }
        let turned = dpo.get(&format!("{case}/risk")).await;
        assert!(turned.text().contains("What changed the advice"), "{}", turned.text());
        assert!(turned.text().contains("Only strongly encrypted data got out"), "{}", turned.text());
        let italian = app.auditor().await.get(&format!("{case}/risk")).await;
        assert_eq!(italian.status, 200);
        assert!(!italian.text().contains("name=\"seen\""), "who only reads gets no form");
    })
    .await;
}

#[tokio::test]
async fn a_dpo_departs_from_the_advice_either_way_with_a_reason_and_both_stay() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Letter to the wrong house").await;
        let page = format!("{case}/risk");
        let seen = seen(&dpo, &page).await;
        let fields = |answer: &'static str, reason: &'static str| {
            vec![("group", "data_set:shop-customers"), ("question", "people"), ("answer", answer), ("reason", reason)]
        };
        let with_seen = |fields: Vec<(&'static str, &'static str)>| {
            let mut all: Vec<(&str, String)> =
                fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
            all.push(("seen", seen.clone()));
            all
        };
        let post = async |browser: &Browser, fields: Vec<(&str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.fill_in(&page, &fields).await
        };
        let short = post(&dpo, with_seen(fields("no", "Too short a reason"))).await;
        assert!(short.status == 422 && short.text().contains("at least 30 characters"), "{}", short.text());
        let same = post(&dpo, with_seen(fields("yes", REASON))).await;
        assert!(same.status == 422 && same.text().contains("This is what stands already"), "{}", same.text());
        let mut other = with_seen(fields("no", REASON));
        other.last_mut().unwrap().1 = "data_set:shop-customers:people:no".to_owned();
        let changed = post(&dpo, other).await;
        assert!(changed.status == 422 && changed.text().contains("changed this in the meantime"), "{}", changed.text());
        let nothing = post(&dpo, vec![("seen", seen.clone())]).await;
        for sentence in ["Choose the group of people", "Choose the question", "Choose yes or no"] {
            assert!(nothing.text().contains(sentence), "{sentence}: {}", nothing.text());
        }

        let done = post(&dpo, with_seen(fields("no", REASON))).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let shown = dpo.get(&page).await;
        assert!(shown.text().contains("The DPO says: No. The advice was: Yes."), "{}", shown.text());
        assert!(shown.text().contains(REASON));
        let back = post(&dpo, with_seen(fields("yes", REASON))).await;
        assert_eq!(back.status, 303, "{}", back.text());
        assert!(dpo.get(&page).await.text().contains("replaced by a later entry"));
        assert!(dpo.get(&format!("{case}/timeline")).await.text().contains("Departs from the advice on risk"));

        // The controller decides, but advising is not theirs.
        let controller = app.controller().await;
        assert_eq!(controller.get(&page).await.status, 200);
        assert_eq!(post(&controller, with_seen(fields("no", REASON))).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_machine_reads_the_same_advice() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Export").await;
        let reference = case.rsplit('/').next().unwrap();
        let token = add_token(&app.ctx, app.organisation, "dashboard", CASES_READ).unwrap();
        let auth = format!("Bearer {token}");
        let path = format!("/api/v1/cases/{reference}/risk");
        let machine = app.stranger();
        let answer = machine.ask(Method::GET, &path, &[("authorization", auth.as_str())], String::new()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.json();
        let groups = body["groups"].as_array().unwrap();
        assert_eq!(
            groups.iter().map(|group| group["group"].as_str().unwrap()).collect::<Vec<_>>(),
            ["data_set:sim-customers", "data_set:shop-customers"]
        );
        let of = |group: &Value, question: &str| {
            let answers = group["answers"].as_array().unwrap();
            answers.iter().find(|answer| answer["question"] == question).cloned().unwrap_or_default()
        };
        let telecom = of(&groups[0], "telecom_notify");
        assert_eq!((&telecom["advice"], &telecom["certainty"]), (&Value::Bool(true), &Value::from("firm")));
        assert_eq!(of(&groups[0], "notify_sa")["decides"], false);
        assert_eq!(of(&groups[1], "telecom_notify"), Value::Null);
        assert!(groups[1]["missing"].as_array().unwrap().iter().any(|fact| fact == "confidentiality"));
        let stranger = machine.ask(Method::GET, &path, &[], String::new()).await;
        assert_eq!(stranger.status, 401);
    })
    .await;
}

/// Everything on which the shop's advice hangs; with the last of them nothing is to be told.
const HARMLESS: [(&str, &str); 5] = [
    ("risk.confidentiality", "ciphertext_only"),
    ("risk.encryption", "state_of_art_key_safe"),
    ("risk.availability", "no"),
    ("risk.restored_in_time", "n_a"),
    ("risk.backup", "available"),
];

#[tokio::test]
async fn the_change_that_turns_the_advice_says_so_on_its_page_and_in_the_timeline() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Stolen tablets").await;
        let shop = "data_set:shop-customers";
        let line = "Web shop, Notify the authority? Yes → No";
        let (mut quiet, mut said) = (0, 0);
        for (fact, value) in HARMLESS {
            let page = format!("{case}/facts/{fact}?scope={shop}");
            let fields = [("scope", shop), ("state", "known"), ("value", value), ("source", "log")];
            let saved = dpo.fill_in(&page, &fields).await;
            assert_eq!(saved.status, 303, "{fact}: {}", saved.text());
            let shown = dpo.get(saved.location().split('#').next().unwrap()).await;
            // What turned nothing says nothing.
            let turned = saved.location().contains("turned=1");
            assert_eq!(shown.text().contains("This changed the advice on risk"), turned, "{fact}: {}", shown.text());
            quiet += usize::from(!turned);
            said += usize::from(turned && shown.text().contains(line));
        }
        assert!(quiet > 0, "most facts leave the advice as it was");
        assert_eq!(said, 1, "one of them turns it from yes to no");
        let timeline = dpo.get(&format!("{case}/timeline")).await;
        assert_eq!(timeline.text().matches(line).count(), 1, "{}", timeline.text());
        let csv = dpo.get(&format!("{case}/timeline.csv")).await;
        assert!(csv.text().contains(line));
    })
    .await;
}

#[tokio::test]
async fn a_decision_keeps_the_advice_and_the_facts_as_they_stood_with_the_digest_of_the_rules() {
    on_both_apps(async |app| {
        set_up(app);
        let dpo = app.dpo().await;
        let case = open_case(&dpo, "Stolen tablets").await;
        let decide = format!("{case}/decide");
        let page = dpo.get(&decide).await;
        for words in
            ["Web shop · Notify the authority?", "Yes (arguable)", "facts not known", "Advice on risk, with reasons"]
        {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        let number = page.text().split("name=\"duty\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let controller = app.controller().await;
        let fields = [
            ("duty", number.as_str()),
            ("decision", "notify"),
            ("basis", ""),
            ("reason", "The authority is told as long as we do not know more."),
            ("act", "decide"),
        ];
        let mut decided = controller.fill_in(&decide, &fields).await;
        if decided.status != 303 {
            // The first duty is to the people.
            let fields =
                fields.map(|(name, value)| if value == "notify" { (name, "communicate") } else { (name, value) });
            decided = controller.fill_in(&decide, &fields).await;
        }
        assert_eq!(decided.status, 303, "{}", decided.text());
        let record = decided.location().to_owned();
        for (fact, value) in HARMLESS {
            set(&dpo, &case, fact, "data_set:shop-customers", value).await;
        }
        assert!(dpo.get(&decide).await.text().contains("No (firm)"));
        let kept = controller.get(&record).await;
        for words in ["Advice on risk when it was decided", "Yes (arguable)", app.ctx.risk.digest.as_str()] {
            assert!(kept.text().contains(words), "{words}: {}", kept.text());
        }
        assert!(!kept.text().contains("No (firm)"), "what came later is no ground of it: {}", kept.text());
        assert!(!kept.text().contains("State of the encryption"), "nor are later facts: {}", kept.text());
    })
    .await;
}
