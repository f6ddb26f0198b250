//! What every file of the repository keeps to: no traces of a machine, small pages, each dependency explained.

use std::collections::BTreeSet;

use crate::support::repository;

/// First folders of paths that exist on one machine only.
const OF_A_MACHINE: [&str; 5] = ["work", "root", "home", "tmp", "Users"];

/// Package registries are reached by their clients; their addresses say where a machine stands, not what is needed.
const REGISTRY_HOSTS: [&[&str]; 7] = [
    &["registry.", "npmjs.org"],
    &["registry.", "yarnpkg.com"],
    &["static.", "crates.io"],
    &["index.", "crates.io"],
    &["deb.", "debian.org"],
    &["files.", "pythonhosted.org"],
    &["proxy.", "golang.org"],
];

/// Absolute paths of a machine in `text`: a quote, blank or bracket, then `/home/…` and the like.
fn machine_paths(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for folder in OF_A_MACHINE {
        let start = format!("/{folder}/");
        for (at, _) in text.match_indices(&start) {
            let before = text[..at].chars().next_back();
            let after: String = text[at + start.len()..].chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            // `{address}/home/x` and `https://example.org/home/x` are pages, `~/work/x` is nobody's machine.
            if before.is_none_or(|c| " \t\n\"'`(=:<[>".contains(c)) && !after.is_empty() {
                found.push(format!("{start}{after}"));
            }
        }
    }
    found
}

fn registry_hosts(text: &str) -> Vec<String> {
    REGISTRY_HOSTS.iter().map(|parts| parts.concat()).filter(|host| text.contains(host.as_str())).collect()
}

#[test]
fn no_file_names_a_path_of_a_machine_or_the_address_of_a_package_registry() {
    let files = repository::files();
    assert!(files.len() > 30, "the files were not found");
    let mut found = Vec::new();
    for (path, text) in &files {
        found.extend(machine_paths(text).into_iter().map(|what| format!("{}: {what}", path.display())));
        found.extend(registry_hosts(text).into_iter().map(|what| format!("{}: {what}", path.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_path_of_a_machine_and_a_registrys_address_are_seen() {
    let path = ["cd /", "home/ada/breach"].concat();
    assert_eq!(machine_paths(&path), [["/", "home/ada"].concat()]);
    assert_eq!(machine_paths("https://example.org/home/ada ~/work/x /usr/bin/chromium"), Vec::<String>::new());
    assert_eq!(registry_hosts(&["\"https://registry.", "npmjs.org/x\""].concat()).len(), 1);
}

/// The page must be whole on a slow line: one stylesheet under 25 KB, scripts under 5 KB together.
#[test]
fn the_stylesheet_and_the_script_stay_small() {
    let of = |kind: &str| -> Vec<usize> {
        let files = repository::files();
        files
            .iter()
            .filter(|(path, _)| path.starts_with("static") && path.extension().is_some_and(|e| e == kind))
            .map(|(_, text)| text.len())
            .collect()
    };
    let (sheets, scripts) = (of("css"), of("js"));
    assert!(sheets.len() <= 1, "there is one stylesheet");
    assert!(sheets.iter().sum::<usize>() < 25 * 1024, "the stylesheet has {sheets:?} bytes");
    assert!(scripts.iter().sum::<usize>() < 5_000, "the scripts have {scripts:?} bytes");
}

#[test]
fn every_dependency_is_explained_in_one_line_and_no_line_is_left_over() {
    let text = repository::read("docs/DEPENDENCIES.md");
    let explained: Vec<String> = text
        .lines()
        .filter_map(|line| {
            let (name, why) = line.strip_prefix("| `")?.split_once("` | ")?;
            (why.trim_matches(['|', ' ']).len() > 20).then(|| name.to_owned())
        })
        .collect();
    let explained_once: BTreeSet<String> = explained.iter().cloned().collect();
    assert_eq!(explained.len(), explained_once.len(), "a dependency has two lines");
    assert_eq!(explained_once, repository::dependency_names());
}

/// Domains that RFC 2606 and RFC 6761 reserve, of which nobody has a mailbox.
fn is_reserved(domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let second = |name: &str| domain == name || domain.ends_with(&format!(".{name}"));
    // `example.it` belongs to nobody either: the registry of Italy keeps the name back.
    let examples =
        ["example.org", "example.com", "example.net", "example.it", "example.ie", "example.de", "example.fr"];
    let endings = [".example", ".test", ".invalid", ".localhost", ".localdomain", ".local"];
    examples.iter().any(|name| second(name))
        || endings.iter().any(|ending| domain.ends_with(ending))
        || domain == "localhost"
}

/// Everything in a text that is an e-mail address, by its domain.
fn mail_domains(text: &str) -> Vec<String> {
    let part = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    text.match_indices('@')
        .filter_map(|(at, _)| {
            let before = text[..at].chars().next_back()?;
            let domain: String = text[at + 1..].chars().take_while(|c| part(*c)).collect();
            let domain = domain.trim_matches(['.', '-', '_']).to_owned();
            let ending = domain.rsplit('.').next().unwrap_or_default();
            let is_address =
                before.is_ascii_alphanumeric() && domain.contains('.') && !domain.contains('_') && ending.len() > 1;
            (is_address && ending.chars().all(|c| c.is_ascii_alphabetic())).then_some(domain)
        })
        .collect()
}

/// Seed check 11. Authorities' own public mailboxes stand in the data about them, and in the tests that ask for the one verified one.
#[test]
fn no_fixture_holds_a_mailbox_that_could_be_somebodys() {
    let files = repository::files();
    let data = files.iter().filter(|(path, _)| path.starts_with("policies/authorities"));
    let of_authorities: BTreeSet<String> = data.flat_map(|(_, text)| mail_domains(text)).collect();
    let mut found = Vec::new();
    for (path, text) in files {
        let name = path.to_string_lossy().into_owned();
        let about_authorities = name.starts_with("policies/");
        let looked_at = ["src/", "tests/", "templates/", "locales/", "docs/", "benches/", "migrations/"];
        if about_authorities || !looked_at.iter().any(|folder| name.starts_with(folder)) || name.ends_with("lock.json")
        {
            continue;
        }
        let domains = mail_domains(&text).into_iter().filter(|domain| !is_reserved(domain));
        found.extend(
            domains.filter(|domain| !of_authorities.contains(domain)).map(|domain| format!("{name}: {domain}")),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(mail_domains("to dpo@example.org, x@mail.example.com"), ["example.org", "mail.example.com"]);
    assert!(!is_reserved("gmail.com") && !is_reserved("notexample.org") && is_reserved("mail.example.org"));
}

/// Seed check 11: the stories stand under invented names. Put together here, so that this file does not name them.
#[test]
fn the_companies_behind_the_stories_are_not_named() {
    let names = [["lyca", "mobile"], ["lyca", " mobile"], ["optima", " italia"], ["optima", "italia"]]
        .map(|parts| parts.concat());
    for (path, text) in repository::files() {
        let text = text.to_lowercase();
        let named = names.iter().find(|name| text.contains(name.as_str()));
        assert_eq!(named, None, "{}", path.display());
    }
}

/// Seed check 12: whatever tests send ends at a server of their own.
#[test]
fn tests_send_mail_to_this_machine_only() {
    let call = ["SmtpSettings", "::new("].concat();
    let mut seen = 0;
    for (path, text) in repository::files() {
        if !path.starts_with("tests/it") && !path.starts_with("benches") {
            continue;
        }
        for (at, call) in text.match_indices(call.as_str()) {
            let host: String = text[at + call.len()..].chars().take_while(|c| *c != ',').collect();
            assert_eq!(host, "\"127.0.0.1\"", "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 3, "{seen}");
}

/// Crates that stand for a library of the machine. Each one here is compiled from source with this program, belongs to another
/// system, or speaks to the kernel alone; another one would ask for headers that the first command of the README cannot have.
const OF_THE_SYSTEM: [(&str, &str); 9] = [
    ("core-foundation-sys", "macOS"),
    ("js-sys", "browsers"),
    ("libsqlite3-sys", "compiled from source: feature `bundled`"),
    ("linux-raw-sys", "numbers of system calls, no library"),
    ("openssl-sys", "compiled from source: feature `vendored`"),
    ("pq-sys", "compiled from source: feature `bundled`"),
    ("security-framework-sys", "macOS"),
    ("web-sys", "browsers"),
    ("windows-sys", "Windows"),
];

#[test]
fn nothing_in_the_tree_of_dependencies_needs_headers_of_the_machine() {
    let lock: toml::Table = toml::from_str(&repository::read("Cargo.lock")).unwrap();
    let names: BTreeSet<String> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|package| package.get("name")?.as_str().map(str::to_owned))
        .collect();
    let known: BTreeSet<&str> = OF_THE_SYSTEM.iter().map(|(name, _)| *name).collect();
    let found: BTreeSet<&str> = names.iter().map(String::as_str).filter(|name| name.ends_with("-sys")).collect();
    assert_eq!(found, known);
    // What is said to be compiled from source has its source in the tree and its feature switched on.
    assert!(names.contains("openssl-src") && names.contains("pq-src"));
    let manifest: toml::Table = toml::from_str(&repository::read("Cargo.toml")).unwrap();
    for (name, feature) in [("libsqlite3-sys", "bundled"), ("openssl-sys", "vendored"), ("pq-sys", "bundled")] {
        let features = manifest["dependencies"][name]["features"].as_array().unwrap();
        assert!(features.iter().any(|one| one.as_str() == Some(feature)), "{name} without {feature}");
    }
}

/// The tables say which test holds which clause; a test that was renamed must not leave them pointing nowhere.
#[test]
fn every_test_that_the_tables_of_proof_name_exists() {
    let mut known = BTreeSet::new();
    for (path, text) in repository::files() {
        if path.extension().is_some_and(|ending| ending == "rs") {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| word.len() > 20);
            known.extend(words.map(str::to_owned));
        }
    }
    let table = repository::read("tests/it/law/README.md");
    let named: Vec<&str> = table.split('`').skip(1).step_by(2).filter_map(|name| name.rsplit("::").next()).collect();
    // A name with a folder in it is that of a case file beside the table.
    let beside: Vec<String> = std::fs::read_dir("tests/it/law/cases")
        .unwrap()
        .map(|entry| format!("cases/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    let mut looked_at = 0;
    for name in named {
        let (word, cut) = (name.trim_matches('…'), name.ends_with('…'));
        if word.len() <= 20 {
            continue;
        }
        looked_at += 1;
        if word.contains('/') {
            assert!(beside.iter().any(|path| path.starts_with(word)), "there is no file {word}");
            continue;
        }
        let found = if cut { known.iter().any(|known| known.starts_with(word)) } else { known.contains(word) };
        assert!(found, "there is no test {word}");
    }
    assert!(looked_at > 35, "{looked_at}");
}
