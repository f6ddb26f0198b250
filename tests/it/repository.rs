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
