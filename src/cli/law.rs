//! The law that a command works with: what is built in, and the organisation's own files over it. Both or neither.

use std::path::{Path, PathBuf};

use super::read_text;
use crate::assessment::{self, RiskProblem, RiskRules};
use crate::domain::plan::RuleOrigin;
use crate::policy::{Layer, PolicySet, Problem};

/// What a command plans and advises by.
pub struct Law {
    pub set: PolicySet,
    /// Rules of the advice on risk.
    pub risk: RiskRules,
}

/// Two pieces of work on two threads: every start, and every command, waits for the reading of the law.
pub fn side_by_side(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    std::thread::scope(|threads| {
        threads.spawn(one);
        other();
    });
}

/// The built-in law with the files of `own` over it, if a folder is named.
///
/// # Errors
/// Every problem found: a broken own file stops the start, and nothing of the folder is taken.
pub fn load(own: Option<&Path>) -> Result<Law, Vec<Problem>> {
    over(&crate::assets::policies(), own)
}

/// What `files` hold, with the files of `own` over it.
///
/// # Errors
/// Every problem found, of the law and of the risk rules.
pub fn over(files: &[(String, String)], own: Option<&Path>) -> Result<Law, Vec<Problem>> {
    let shipped = both(PolicySet::load_by(files, side_by_side), RiskRules::load(files))?;
    let Some(dir) = own else { return Ok(shipped) };
    let whole = |problem: Problem| vec![problem];
    let OwnFiles { files: own, strays } = own_files(dir).map_err(|why| {
        whole(Problem {
            file: dir.display().to_string(),
            key: "policies_dir".to_owned(),
            message: why,
            hint: "name a folder that can be read, or leave the setting out".to_owned(),
        })
    })?;
    let (of_risk, of_law): (Vec<_>, Vec<_>) = own.into_iter().partition(|(path, _)| assessment::is_ours(path));
    let placed = |mut problem: Problem| {
        if of_law.iter().chain(&of_risk).any(|(name, _)| *name == problem.file) {
            problem.file = dir.join(&problem.file).display().to_string();
        }
        problem
    };
    let merged = both(
        shipped.set.with(Layer { origin: RuleOrigin::Folder, files: &of_law }),
        RiskRules::load_over(files, &of_risk),
    );
    match merged {
        Ok(law) if strays.is_empty() => Ok(law),
        merged => {
            let mut problems: Vec<Problem> = merged.err().unwrap_or_default().into_iter().map(placed).collect();
            problems.extend(strays);
            Err(problems)
        }
    }
}

/// Both or neither; the problems of both in one list.
fn both(set: Result<PolicySet, Vec<Problem>>, risk: Result<RiskRules, Vec<RiskProblem>>) -> Result<Law, Vec<Problem>> {
    match (set, risk) {
        (Ok(set), Ok(risk)) => Ok(Law { set, risk }),
        (set, risk) => {
            let mut problems = set.err().unwrap_or_default();
            let told = |RiskProblem { file, key, message, hint }| Problem { file, key, message, hint };
            problems.extend(risk.err().unwrap_or_default().into_iter().map(told));
            Err(problems)
        }
    }
}

/// What a folder of own files holds.
#[derive(Default)]
struct OwnFiles {
    /// Name and text of each.
    files: Vec<(String, String)>,
    /// A problem for each that would be left out in silence.
    strays: Vec<Problem>,
}

fn own_files(dir: &Path) -> Result<OwnFiles, String> {
    let mut found = OwnFiles::default();
    for (name, path) in paths(dir)? {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
        match ending.as_str() {
            // One that cannot be read keeps the others from nothing: all problems are told at once.
            "toml" if !hidden => match read_text(&path) {
                Ok(text) => found.files.push((name, text)),
                Err(why) => found.strays.push(Problem {
                    file: path.display().to_string(),
                    key: "file".to_owned(),
                    message: why,
                    hint: "policy files are text in UTF-8 that the service may read".to_owned(),
                }),
            },
            "md" | "txt" => {}
            _ if hidden => {}
            _ => found.strays.push(Problem {
                file: path.display().to_string(),
                key: "file".to_owned(),
                message: "would not be read".to_owned(),
                hint: "own policy files end in .toml; notes may end in .md or .txt".to_owned(),
            }),
        }
    }
    Ok(found)
}

/// Whether there is a folder that can be read.
pub fn folder_exists(dir: &Path) -> Result<(), String> {
    std::fs::read_dir(dir).map(drop).map_err(|error| format!("cannot read {}: {error}", dir.display()))
}

/// All policy files of a folder as path and text.
pub fn folder(dir: &Path) -> Result<Vec<(String, String)>, String> {
    let found = paths(dir)?.into_iter().filter(|(_, path)| path.extension().is_some_and(|ending| ending == "toml"));
    found.map(|(name, path)| Ok((name, read_text(&path)?))).collect()
}

/// Every file below a folder: its name from there, and where it is. In order of name.
fn paths(dir: &Path) -> Result<Vec<(String, PathBuf)>, String> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(next) = open.pop() {
        let entries = std::fs::read_dir(&next).map_err(|error| format!("cannot read {}: {error}", next.display()))?;
        for entry in entries {
            let entry = entry.map_err(|error| format!("cannot read {}: {error}", next.display()))?;
            let (path, kind) = (entry.path(), entry.file_type());
            // A link to a folder is not followed: it might lead back.
            if kind.is_ok_and(|kind| kind.is_dir()) {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.push((name, path));
            }
        }
    }
    found.sort();
    Ok(found)
}
