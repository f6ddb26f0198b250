//! The commands as scripts see them: standard output, last lines, exit codes.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::{LUNAMOBILE, OTTIMA};

fn breachdesk(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_breachdesk"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

const VECTOR: &str = r#"{"id": "T1", "regime": "GDPR Art. 33(1)", "stage": "sa_notification", "period": {"value": 72, "unit": "hours"},
  "timezone": "Europe/Rome", "computation_law": "EU-1182/71", "trigger": "2026-03-06T18:42:00+01:00",
  "expected": {"elapsed": "2026-03-09T18:42:00+01:00", "formal_1182": "2026-03-09T19:00:00+01:00", "art3_5_full": "2026-03-11T00:00:00+01:00"},
  "contested": ["art3_5_full"], "holidays_in_window": []}"#;

#[test]
fn plan_prints_the_form_and_nothing_else() {
    let output = breachdesk(&["plan", "-"], OTTIMA);
    assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
    let plan: Value = serde_json::from_str(out(&output)).unwrap();
    let keys: Vec<&str> = plan.as_object().unwrap().keys().map(String::as_str).collect();
    for key in ["form", "as_of", "duties", "excluded", "not_checked", "problems"] {
        assert!(keys.contains(&key));
    }
    let duty = &plan["duties"][0];
    for key in [
        "rule",
        "regime",
        "stage",
        "controller",
        "market",
        "recipient",
        "kind",
        "status",
        "deciding_facts",
        "trigger",
        "target_at",
        "legal_term_at",
        "zone",
        "holiday_country",
        "arithmetic",
        "citation",
        "remove_by",
        "policy_digest",
    ] {
        assert!(duty.get(key).is_some(), "{key} is missing");
    }
    assert_eq!(duty["recipient"]["id"], "IT-TELECOM");
    assert_eq!(duty["target_at"], "2020-09-09T07:00:00Z");
    assert!(duty["citation"]["url"].as_str().unwrap().starts_with("https://"));
}

#[test]
fn plan_of_the_first_case_has_twenty_first_notices() {
    let output = breachdesk(&["plan", "-"], LUNAMOBILE);
    let plan: Value = serde_json::from_str(out(&output)).unwrap();
    let rows =
        plan["duties"].as_array().unwrap().iter().filter(|d| d["kind"] == "authority" && d["stage"] == "initial");
    assert_eq!(rows.count(), 20);
}

#[test]
fn a_plan_as_of_a_moment_knows_nothing_of_what_was_filed_later() {
    let mut case: Value = serde_json::from_str(OTTIMA).unwrap();
    case["as_of"] = "2020-09-09T09:30:00+02:00".into();
    let plan = |case: &Value| -> Value {
        let output = breachdesk(&["plan", "-"], &case.to_string());
        assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
        serde_json::from_str(out(&output)).unwrap()
    };
    let before = plan(&case);
    let filing = |at: &str| serde_json::json!([{ "rule": "eprivacy-611", "stage": "initial", "recipient": "IT-TELECOM", "at": at, "proof": "receipt" }]);
    case["filings"] = filing("2020-09-09T09:30:00.000001+02:00");
    let later = plan(&case);
    assert_eq!(later["duties"], before["duties"], "the filing that is still to come moves nothing");
    assert_eq!(later["excluded"], before["excluded"]);
    let problems = later["problems"].as_array().unwrap();
    assert!(problems.iter().any(|line| line.as_str().unwrap().contains("left out of it")), "{problems:?}");
    // At its own moment it has been made: the second notice has a date.
    case["filings"] = filing("2020-09-09T09:30:00+02:00");
    let now = plan(&case);
    let second = |plan: &Value| {
        let rows = plan["duties"].as_array().unwrap();
        rows.iter().find(|duty| duty["stage"] == "second").map(|duty| duty["target_at"].clone()).unwrap()
    };
    assert_eq!((second(&before), second(&now)), (Value::Null, Value::from("2020-09-12T07:30:00Z")));
    assert_eq!(now["problems"], before["problems"]);
}

#[test]
fn a_fix_or_an_end_that_is_still_to_come_starts_and_ends_nothing() {
    let plan = |as_of: &str| -> Value {
        let case = serde_json::json!({
            "form": 1, "as_of": as_of,
            "controllers": [{ "id": "maker", "name": "Maker", "country": "FI", "roles": ["manufacturer"],
                "establishments": [{ "country": "FI", "main": true }] }],
            "markets": [{ "country": "FI", "controller": "maker", "status": "affected" }],
            "instants": [{ "what": "aware", "at": "2026-12-10T08:00:00+02:00" },
                { "what": "fix_available", "at": "2026-12-12T09:00:00+02:00" }],
        });
        let output = breachdesk(&["plan", "-"], &case.to_string());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        serde_json::from_str(out(&output)).unwrap()
    };
    let last = |plan: &Value| {
        let rows = plan["duties"].as_array().unwrap();
        let row = rows.iter().find(|duty| duty["stage"] == "final_vulnerability").unwrap();
        (row["status"].clone(), row["target_at"].clone())
    };
    let before = plan("2026-12-11T08:00:00+02:00");
    assert_eq!(last(&before), ("not_started".into(), Value::Null));
    let said =
        |plan: &Value| plan["problems"].as_array().unwrap().iter().any(|line| line.to_string().contains("a fix being"));
    assert!(said(&before), "{:#}", before["problems"]);
    let after = plan("2026-12-12T09:00:00+02:00");
    assert_eq!(last(&after), ("due".into(), "2026-12-26T07:00:00Z".into()));
    assert!(!said(&after));
}

#[test]
fn bad_input_gets_all_problems_on_standard_error_and_exit_2() {
    let output =
        breachdesk(&["plan", "-"], &OTTIMA.replace("\"hit\": \"yes\"", "\"hit\": \"si\"").replace("as_of", "asof"));
    assert_eq!((output.status.code(), out(&output)), (Some(2), ""));
    assert_eq!(err(&output).lines().count(), 2);
    assert_eq!(breachdesk(&["plan", "/nowhere/case.json"], "").status.code(), Some(2));
    assert_eq!(breachdesk(&["plan"], "").status.code(), Some(2));
    assert_eq!(breachdesk(&["plna"], "").status.code(), Some(2));
}

#[test]
fn policy_check_lists_every_rule_with_citation_dates_and_reading() {
    let output = breachdesk(&["policy", "check"], "");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let list: Value = serde_json::from_str(out(&output)).unwrap();
    let rules = list["rules"].as_array().unwrap();
    assert!(rules.len() >= 20);
    for rule in rules {
        assert!(!rule["citation"]["act"].as_str().unwrap().is_empty());
        assert!(rule["in_force"]["from"].is_string() && rule["reading"]["on"].is_string());
    }
    assert_eq!(list["digest"].as_str().unwrap().len(), 64);
}

#[test]
fn policy_check_of_a_bad_folder_tells_everything_and_exits_1() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), "[[rule]]\nid = \"x\"\nhourz = 3\n").unwrap();
    let output = breachdesk(&["policy", "check", "--dir", folder.path().to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(1));
    let list: Value = serde_json::from_str(out(&output)).unwrap();
    assert!(list["problems"].as_array().unwrap().len() > 10);
    assert!(err(&output).contains("a.toml, rule `x` › hourz: is not a known key"));
}

#[test]
fn vectors_end_with_the_count_and_exit_0_only_if_all_passed() {
    let all = breachdesk(&["policy", "vectors", "-"], &format!("[{VECTOR}]"));
    assert_eq!((all.status.code(), out(&all)), (Some(0), "skipped 0\n1 passed, 0 failed\n"));
    let other = VECTOR.replace("GDPR Art. 33(1)", "Some other law");
    let skipped = breachdesk(&["policy", "vectors", "-"], &format!("[{VECTOR}, {other}]"));
    assert_eq!((skipped.status.code(), out(&skipped)), (Some(1), "skipped 1\n1 passed, 0 failed\n"));
}

#[test]
fn a_vector_that_expects_something_else_or_another_period_fails_with_a_line() {
    let wrong = VECTOR.replace("2026-03-09T19:00:00+01:00", "2026-03-09T18:00:00+01:00");
    let period = VECTOR.replace("\"value\": 72", "\"value\": 96");
    let output = breachdesk(&["policy", "vectors", "-"], &format!("[{wrong}, {period}]"));
    let lines: Vec<&str> = out(&output).lines().collect();
    assert_eq!(output.status.code(), Some(1));
    assert!(lines[0].contains("formal_1182 is 2026-03-09T19:00:00+01:00"), "{}", lines[0]);
    assert!(lines[1].contains("the rule says 72 hours, the vector 96 hours"), "{}", lines[1]);
    assert_eq!(&lines[2..], ["skipped 0", "0 passed, 2 failed"]);
    assert_eq!(breachdesk(&["policy", "vectors", "-"], "{}").status.code(), Some(2));
}

#[test]
fn plan_with_what_if_prints_the_duties_that_differ_between_two_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let file = write("case.json", OTTIMA);
    let mut other: Value = serde_json::from_str(OTTIMA).unwrap();
    other["instants"][1]["at"] = "2020-09-08T07:00:00+02:00".into();
    other["data_sets"][1]["hit"] = "no".into();
    let other = write("other.json", &other.to_string());
    let output = breachdesk(&["plan", &file, "--what-if", &other], "");
    assert_eq!((output.status.code(), err(&output)), (Some(0), ""));
    let answer: Value = serde_json::from_str(out(&output)).unwrap();
    let kinds: Vec<(&str, bool, bool)> = answer["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["before"].is_object(), one["after"].is_object()))
        .collect();
    assert!(kinds.contains(&("removed", true, false)) && kinds.contains(&("earlier", true, true)), "{kinds:?}");
    let earlier = answer["differences"].as_array().unwrap().iter().find(|one| one["kind"] == "earlier").unwrap();
    assert_eq!(earlier["before"]["target_at"], "2020-09-09T07:00:00Z");
    assert_eq!(earlier["after"]["target_at"], "2020-09-09T05:00:00Z");

    let same = breachdesk(&["plan", &file, "--what-if", &file], "");
    let same: Value = serde_json::from_str(out(&same)).unwrap();
    assert_eq!(same["differences"].as_array().map(Vec::len), Some(0));

    let broken = write("broken.json", r#"{"form": 1, "controllers": [], "colour": "red"}"#);
    let refused = breachdesk(&["plan", &file, "--what-if", &broken], "");
    assert_eq!((refused.status.code(), out(&refused)), (Some(2), ""));
    assert!(err(&refused).contains("colour"), "{}", err(&refused));
}

#[test]
fn files_of_vectors_and_of_cases_with_mistakes_get_every_problem_with_its_path() {
    for (command, input, lines) in [
        ("vectors", "{", &["input: not JSON"][..]),
        ("vectors", "[]", &["input: holds no vector"]),
        (
            "vectors",
            r#"[{"id": 7}, "x"]"#,
            &["[0].id: must be text", "[0].trigger: is missing", "[1]: must be an object"],
        ),
        ("cases", "[]", &["input: must be an object with cases"]),
        (
            "cases",
            r#"{"cases": [{"facts": 1}, 2]}"#,
            &["cases[0].id: is missing", "cases[0].facts: must be an object", "cases[1]: must"],
        ),
    ] {
        let output = breachdesk(&["policy", command, "-"], input);
        assert_eq!((output.status.code(), out(&output)), (Some(2), ""), "{command} {input}: {}", err(&output));
        for line in lines {
            assert!(err(&output).lines().any(|told| told.starts_with(line)), "{command} {input}: {}", err(&output));
        }
    }
    // A vector that no rule knows is named, and the run does not pass.
    let stranger = format!("[{}]", VECTOR.replace("GDPR Art. 33(1)", "Another act"));
    let output = breachdesk(&["policy", "vectors", "-"], &stranger);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(err(&output).contains("T1 Another act sa_notification: skipped"), "{}", err(&output));
}

/// 0 = fine, 1 = the answer is no, 2 = wrong usage or input that cannot be read, for every command that needs no desk.
#[test]
fn exit_codes_are_one_convention() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let write = |name: &str, bytes: &[u8]| {
        std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        std::fs::write(path(name), bytes).unwrap();
        path(name)
    };
    write("broken/a.toml", b"[[rule]]\nid = \"x\"\n");
    write("empty/notes.txt", b"nothing yet");
    write("latin/a.toml", b"# caf\xe9\n");
    write("twice/a.toml", b"[house]\nsignatory = \"dpo\"\nsignatory = \"dpo\"\n");
    write("nul/a.toml", b"# \0\n");
    write("deep/a.toml", format!("a = {}{}", "[".repeat(50_000), "]".repeat(50_000)).as_bytes());
    let (broken, empty, gone) = (path("broken"), path("empty"), path("nowhere"));
    let file = write("case.json", OTTIMA.as_bytes());
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(OTTIMA.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16 = write("utf16.json", &utf16);
    let latin = write("latin.json", b"{\"form\": 1,\n\"name\": \"caf\xe9\"}");
    let long = write("long.json", &vec![b' '; 20 * 1024 * 1024 + 1]);
    let marked = write("marked.json", format!("\u{feff}{OTTIMA}").as_bytes());
    let vectors = |text: &str| write("vectors.json", text.as_bytes());
    let good = vectors(&format!("\u{feff}[{VECTOR}]"));
    let wrong = write("wrong.json", format!("[{}]", VECTOR.replace("19:00", "18:00")).as_bytes());
    let impossible = write("impossible.json", format!("[{}]", VECTOR.replace("03-06T", "02-30T")).as_bytes());
    let twice = write("twice.json", format!("[{VECTOR}, {VECTOR}]").as_bytes());
    let key =
        write("key.json", format!("[{}]", VECTOR.replace("\"elapsed\"", "\"elapsed\": \"x\", \"elapsed\"")).as_bytes());
    let limb = write("limb.json", br#"{"cases": [{"id": "A", "scorable": {"notfy_sa": true}}]}"#);
    let unsafe_case = write(
        "unsafe.json",
        br#"{"cases": [{"id": "A", "facts": {}, "outcome": {"notify_sa": true}, "scorable": {"notify_sa": true}}]}"#,
    );
    let text = write("text.json", b"{}");
    let rows: &[(&[&str], i32)] = &[
        (&["plan", &file], 0),
        (&["plan", &marked], 0),
        (&["plan", &file, "--policies", &empty], 0),
        (&["plan", &file, "--policies", &broken], 2),
        (&["plan", &file, "--policies", &gone], 2),
        (&["plan", &utf16], 2),
        (&["plan", &latin], 2),
        (&["plan", &long], 2),
        (&["plan", &gone], 2),
        (&["plan", folder.path().to_str().unwrap()], 2),
        (&["plan"], 2),
        (&["policy", "check"], 0),
        (&["policy", "check", "--policies", &empty], 0),
        (&["policy", "check", "--policies", &broken], 1),
        (&["policy", "check", "--policies", &path("latin")], 1),
        (&["policy", "check", "--policies", &path("twice")], 1),
        (&["policy", "check", "--policies", &path("nul")], 1),
        (&["policy", "check", "--policies", &path("deep")], 1),
        (&["policy", "check", "--dir", &broken], 1),
        (&["policy", "check", "--dir", &gone], 2),
        (&["policy", "check", "--policies", &gone], 2),
        (&["policy", "check", "--policies", &file], 2),
        (&["policy", "release"], 0),
        (&["policy", "release", "--dir", &broken], 1),
        (&["policy", "release", "--dir", &gone], 2),
        (&["policy", "vectors", &good], 0),
        (&["policy", "vectors", &wrong], 1),
        (&["policy", "vectors", &impossible], 2),
        (&["policy", "vectors", &twice], 0),
        (&["policy", "vectors", &key], 2),
        (&["policy", "vectors", &gone], 2),
        (&["policy", "cases", &unsafe_case], 0),
        (&["policy", "cases", &limb], 2),
        (&["policy", "cases", &utf16], 2),
        (&["policy"], 2),
        (&["verify", &gone], 2),
        (&["verify", &text], 2),
        (&["serve", "--config", &gone], 2),
        (&["backup", &path("out"), "--config", &gone], 2),
        (&["restore", &gone, "--config", &gone], 2),
        (&["export", "BR-2026-0001", &path("out"), "--config", &gone], 2),
        (&["no-such-command"], 2),
        (&["--version"], 0),
    ];
    let mut odd = Vec::new();
    for (args, wanted) in rows {
        let output = breachdesk(args, "");
        if output.status.code() != Some(*wanted) {
            odd.push(format!("{args:?}: {:?}, wanted {wanted}: {}", output.status.code(), err(&output)));
        }
        // `verify` answers in JSON whatever it found.
        if *wanted == 2 && args[0] != "verify" && (!out(&output).is_empty() || err(&output).trim().is_empty()) {
            odd.push(format!("{args:?}: bad input gets messages on standard error and nothing else: {}", out(&output)));
        }
    }
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}
