//! `policy cases` as scripts see it: lines, last line, exit codes.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use super::CASES;

fn cases(input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
        .args(["policy", "cases", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_official_cases_pass_with_a_line_per_limb_and_the_sum_last() {
    let output = cases(CASES);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    assert!(printed.lines().any(|line| line == "A10 notify_sa no no agree"));
    let scored = printed.lines().filter(|line| line.ends_with("agree") || line.ends_with("stricter")).count();
    assert_eq!(printed.lines().last().unwrap(), format!("{scored} passed, 0 failed"));
    assert!(!printed.contains("UNSAFE"));
}

#[test]
fn an_outcome_that_the_advice_misses_is_a_failure_with_its_word_on_its_line_alone() {
    let output = cases(
        r#"{"cases": [{"id": "T1", "facts": {"breach_occurred": "no", "confidentiality": "no", "integrity": "no", "availability": "no",
        "attack_type": "outage", "telecom_ecs": false, "recipient_kind": "stricter"}, "outcome": {"notify_sa": true}, "scorable": {"notify_sa": true}}]}"#,
    );
    assert_eq!(output.status.code(), Some(1));
    let printed = text(&output.stdout);
    assert_eq!(printed.matches("UNSAFE").count(), 1);
    assert!(printed.starts_with("T1 notify_sa"), "{printed}");
    assert_eq!(printed.matches("stricter").count(), 0);
    assert_eq!(printed.lines().last(), Some("0 passed, 1 failed"));
    assert!(text(&output.stderr).contains("`stricter` is not a known value of recipient_kind; it counts as unknown"));
}

#[test]
fn a_word_that_nobody_knows_is_told_of_every_fact_also_of_those_that_no_rule_reads() {
    let vocabulary = crate::support::risk_rules().vocabulary.clone();
    let facts = vocabulary.facts.iter().filter(|fact| !fact.derived).map(|fact| fact.id.clone());
    let facts: Vec<String> = facts.chain(["data_categories".into(), "cross_border".into()]).collect();
    assert!(facts.len() > 22, "{facts:?}");
    for fact in facts {
        let file = serde_json::json!({"cases": [{
            "id": "T1", "facts": { &fact: "never heard of" }, "outcome": { "notify_sa": true }, "scorable": { "notify_sa": true },
        }]});
        let output = cases(&file.to_string());
        let printed = text(&output.stdout);
        let counted =
            printed.starts_with("T1 notify_sa yes yes agree\n") && printed.ends_with("\n1 passed, 0 failed\n");
        assert!(counted, "{fact}: {printed}");
        let told = format!("T1: `never heard of` is not a known value of {fact}; it counts as unknown");
        assert!(text(&output.stderr).contains(&told), "{fact}: {}", text(&output.stderr));
    }
}

#[test]
fn a_file_of_another_form_is_unreadable() {
    assert_eq!(cases("[1, 2]").status.code(), Some(2));
    assert_eq!(cases("{\"cases\": 7}").status.code(), Some(2));
}
