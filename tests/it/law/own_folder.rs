//! The folder of own policy files as the commands take it: whole, or not at all with every problem.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::OTTIMA;
use super::own_files::CONTRACT;

fn breachdesk(args: &[&str], env: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_breachdesk"))
        .args(args)
        .envs(env.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

#[test]
fn plan_takes_own_files_and_names_the_client() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own");
    write(&own, "clients/northwind.toml", &CONTRACT.replace("\"Loan files\"", "\"sim-customers\""));
    write(&own, "README.md", "Contracts of ours");
    write(folder.path(), "case.json", OTTIMA);
    let case = folder.path().join("case.json");
    let own = own.to_str().unwrap();
    let output = breachdesk(&["plan", case.to_str().unwrap(), "--policies", own], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let plan: Value = serde_json::from_slice(&output.stdout).unwrap();
    let duty = plan["duties"].as_array().unwrap().iter().find(|duty| duty["kind"] == "contract").unwrap();
    assert_eq!(duty["recipient"]["name"], "Northwind Bank");
    assert_eq!(duty["citation"]["article"], "9.2");
    assert_eq!(duty["target_at"], "2020-09-09T07:00:00Z");

    let output = breachdesk(&["policy", "check", "--policies", own], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rule = list["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "client-northwind").unwrap();
    assert_eq!((rule["origin"].as_str(), rule["file"].as_str()), (Some("folder"), Some("clients/northwind.toml")));
}

#[test]
fn a_broken_own_file_stops_every_start_with_the_whole_list() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own");
    write(&own, "a.toml", &CONTRACT.replace("counting = \"elapsed\"", "counting = \"elapst\""));
    write(&own, "b.toml", "[[rule]]\nid = \"gdpr-33\"\nhourz = 3\n");
    write(&own, "c.tolm", CONTRACT);
    write(&own, "risk/rules.toml", "[[rule]]\nid = \"ours\"\nefect = \"clears\"\n");
    write(folder.path(), "case.json", OTTIMA);
    let (case, data) = (folder.path().join("case.json"), folder.path().join("data"));
    let (case, data, own) = (case.to_str().unwrap(), data.to_str().unwrap(), own.to_str().unwrap());
    let settings =
        [("BREACHDESK_POLICIES_DIR", own), ("BREACHDESK_DATA_FOLDER", data), ("BREACHDESK_LISTEN", "127.0.0.1:0")];
    let runs = [
        ("serve", breachdesk(&["serve"], &settings), 2),
        ("demo", breachdesk(&["demo", "--port", "0", "--folder", data, "--policies", own], &[]), 2),
        ("plan", breachdesk(&["plan", case, "--policies", own], &[]), 2),
        ("policy check", breachdesk(&["policy", "check", "--policies", own], &[]), 1),
    ];
    for (command, output, code) in runs {
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{command}: {said}");
        for wanted in [
            "a.toml, rule `client-northwind`",
            "elapst",
            "b.toml, rule `gdpr-33`",
            "hourz",
            "c.tolm",
            "end in .toml",
            "risk/rules.toml, line 3",
            "efect",
        ] {
            assert!(said.contains(wanted), "{command} does not say {wanted}: {said}");
        }
    }
    assert!(!Path::new(data).join("breachdesk.db").exists(), "nothing was opened");
    let missing = breachdesk(&["plan", case, "--policies", "no-such-folder"], &[]);
    assert!(missing.status.code() == Some(2) && text(&missing.stderr).contains("no-such-folder"));
}

#[test]
fn the_worked_example_of_the_page_for_lawyers_is_a_rule_that_loads() {
    let page = include_str!("../../../docs/POLICIES.md");
    let example = page.split("```toml").find(|part| part.contains("client-northwind")).expect("the example");
    let example = example.split("```").next().unwrap();
    let set = super::own_files::over(&[("example.toml".to_owned(), example.to_owned())]);
    assert!(set.is_ok(), "{:#?}", set.err());
}

const PACK: &str = r#"
[[pack]]
id = "ransomware"
title = { en = "Our own ransomware", it = "Il nostro ransomware" }
propose_if = [{ fact = "incident.type", any = ["ransomware_or_encrypted_device"] }]

[[pack.task]]
id = "call-the-board"
what = { en = "Call the board", it = "Chiamare il consiglio" }
why = { en = "They asked for it", it = "Lo hanno chiesto" }
source = "house rules"
role = "dpo"
phase = "duties"
due = { after = "opened", hours = 2 }
must = true
"#;

#[test]
fn an_own_pack_stands_beside_the_shipped_ones_and_in_the_place_of_one_only_where_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let check = || {
        let output = breachdesk(&["policy", "check", "--policies", folder.path().to_str().unwrap()], &[]);
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap())
    };
    write(folder.path(), "tasks/own.toml", PACK);
    let (code, refused) = check();
    assert_eq!(code, Some(1), "{refused:#}");
    assert_eq!(refused["problems"][0]["key"], "pack `ransomware`");
    write(
        folder.path(),
        "tasks/own.toml",
        &PACK.replace("id = \"ransomware\"\n", "id = \"ransomware\"\nreplaces = true\n"),
    );
    let (code, list) = check();
    assert_eq!(code, Some(0), "{list:#}");
    let packs = list["packs"].as_array().unwrap();
    let own = packs.iter().find(|pack| pack["pack"] == "ransomware").unwrap();
    assert_eq!((own["tasks"].as_array().unwrap().len(), own["file"].as_str()), (1, Some("tasks/own.toml")));
    assert!(list["overrides"].as_array().unwrap().iter().any(|one| one["kind"] == "pack"), "{list:#}");
    write(folder.path(), "tasks/own.toml", &PACK.replace("\"ransomware\"\n", "\"own-pack\"\n"));
    let (code, list) = check();
    assert_eq!((code, list["packs"].as_array().unwrap().len()), (Some(0), packs.len() + 1), "{list:#}");
}
