//! `backup FILE` and `restore FILE`: the whole desk as one file, from and into either database, without the master key.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use super::{Answer, print, tell};
use crate::app::{backup, record};
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Ids;
use crate::policy::PolicySet;

/// The settings, or the answer after saying what is wrong with them.
pub(super) fn settings(file: Option<&Path>) -> Result<Config, Answer> {
    Config::load(file).map_err(|problems| {
        problems.iter().for_each(|problem| tell(&problem.to_string()));
        Answer::Unreadable
    })
}

/// Writes a new file; one that is there is never overwritten.
pub fn write(file: &Path, config: Option<&Path>, clock: &Clock) -> Answer {
    let config = match settings(config) {
        Ok(config) => config,
        Err(answer) => return answer,
    };
    let store = match record::open_as_it_stands(&config, Ids) {
        Ok(store) => store,
        Err(error) => return unreadable(&format!("the database cannot be opened: {error}")),
    };
    let target = match new_private_file(file) {
        Ok(target) => target,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return unreadable(&format!("{} exists already; a backup never overwrites a file", file.display()));
        }
        Err(error) => return unreadable(&format!("cannot make {}: {error}", file.display())),
    };
    let mut out = BufWriter::new(target);
    let written = backup::write(&store, &mut out, clock).map_err(|error| error.to_string());
    let kept = written.and_then(|dumped| {
        let target = out.into_inner().map_err(|error| error.to_string())?;
        target.sync_all().map_err(|error| error.to_string())?;
        Ok(dumped)
    });
    match kept {
        Ok(dumped) => {
            let report = serde_json::json!({
                "file": file.display().to_string(), "rows": dumped.rows,
                "log_seq": dumped.header.log_seq, "digest": dumped.header.digest,
            });
            print(&report.to_string());
            tell(&format!(
                "Keep the master key ({}) as well, and somewhere else: it is not in the backup, and without it the lists of \
                 data subjects and the mail password cannot be opened.",
                config.master_key_file().display()
            ));
            Answer::Fine
        }
        Err(error) => {
            // Half a backup is worse than none: it would be found in need.
            if let Err(left) = std::fs::remove_file(file) {
                tell(&format!("the unfinished file {} stays behind: {left}", file.display()));
            }
            tell(&format!("the backup failed: {error}"));
            Answer::No
        }
    }
}

/// Fills an empty database from a backup.
pub fn restore(file: &Path, config: Option<&Path>, clock: &Clock) -> Answer {
    let config = match settings(config) {
        Ok(config) => config,
        Err(answer) => return answer,
    };
    let open =
        || File::open(file).map(BufReader::new).map_err(|error| format!("cannot read {}: {error}", file.display()));
    let checked = open().and_then(|mut lines| backup::check(&mut lines).map_err(|error| error.to_string()));
    if let Err(error) = checked {
        return unreadable(&error);
    }
    let policy = match PolicySet::load(&crate::assets::policies()) {
        Ok(policy) => policy,
        Err(problems) => {
            problems.iter().for_each(|problem| tell(&problem.to_string()));
            return Answer::Unreadable;
        }
    };
    if let Err(error) = std::fs::create_dir_all(&config.data_folder) {
        return unreadable(&format!("cannot make the data folder {}: {error}", config.data_folder.display()));
    }
    let store = match backup::open(&config, Ids) {
        Ok(store) => store,
        Err(error) => return unreadable(&format!("the database cannot be opened: {error}")),
    };
    let restored = open()
        .and_then(|mut lines| backup::restore(&store, &mut lines, clock, policy.digest()).map_err(|e| e.to_string()));
    match restored {
        Ok(restored) => {
            let report = serde_json::json!({
                "backup_made_at": restored.header.made_at, "log_seq": restored.header.log_seq,
                "digest": restored.header.digest, "unclear": restored.unclear,
            });
            print(&report.to_string());
            tell(&format!(
                "The copy is in quarantine: it sends nothing until an administrator says on the page /admin that the original no \
                 longer runs. {} messages may have been sent by the original since the backup.",
                restored.unclear
            ));
            tell(&format!(
                "Put the master key of the original at {} before the first start; the start refuses another one.",
                config.master_key_file().display()
            ));
            Answer::Fine
        }
        Err(error) => {
            tell(&error);
            Answer::No
        }
    }
}

fn unreadable(sentence: &str) -> Answer {
    tell(sentence);
    Answer::Unreadable
}

/// Backups hold everything that the desk knows: only their owner may read them.
pub(super) fn new_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
