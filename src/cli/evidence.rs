//! `export CASE FILE` and `verify BUNDLE`: the evidence of one case as a file, and the check of such a file without any database.

use std::io::Write;
use std::path::Path;

use super::{Answer, print, tell, wiring};
use crate::app::AppError;
use crate::app::evidence::{self, check};
use crate::clock::Clock;
use crate::ids::Ids;

/// The largest bundle that is read, in bytes: the container ends there.
const MAX_BUNDLE_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// Writes the evidence bundle of a case into a new file.
pub fn export(reference: &str, file: &Path, config: Option<&Path>) -> Answer {
    let config = match super::backup::settings(config) {
        Ok(config) => config,
        Err(answer) => return answer,
    };
    if let Err(error) = crate::app::record::open_as_it_stands(&config, Ids) {
        tell(&format!("the database cannot be opened: {error}"));
        return Answer::Unreadable;
    }
    let ctx = match wiring::open(&config, Clock::Wall, Ids) {
        Ok(ctx) => ctx,
        Err(problems) => {
            problems.iter().for_each(|problem| tell(problem));
            return Answer::Unreadable;
        }
    };
    // Before the export is put on record: a file that cannot be made is no export.
    let mut target = match super::backup::new_private_file(file) {
        Ok(target) => target,
        Err(error) => {
            tell(&format!("cannot make {}: {error}", file.display()));
            return Answer::Unreadable;
        }
    };
    let made = evidence::export_for_operator(&ctx, &Clock::Wall, reference);
    let kept = made.map_err(|error| match error {
        AppError::NotFound => format!("there is no case {reference}"),
        other => other.to_string(),
    });
    let kept = kept.and_then(|bundle| {
        let written = target.write_all(&bundle.bytes).and_then(|()| target.sync_all());
        written.map(|()| bundle).map_err(|error| error.to_string())
    });
    match kept {
        Ok(bundle) => {
            let (size, digest) = (bundle.bytes.len(), &bundle.digest);
            print(
                &serde_json::json!({ "file": file.display().to_string(), "case": bundle.reference, "size": size, "digest": digest })
                    .to_string(),
            );
            tell(
                "The digest stands in the record of the desk too. Keep it apart from the file: only it shows a bundle made anew.",
            );
            Answer::Fine
        }
        Err(error) => {
            if let Err(left) = std::fs::remove_file(file) {
                tell(&format!("the unfinished file {} stays behind: {left}", file.display()));
            }
            tell(&format!("the export failed: {error}"));
            Answer::No
        }
    }
}

/// Checks a bundle; prints JSON, and the first entry that does not fit on standard error.
pub fn verify(file: &Path) -> Answer {
    let size = match std::fs::metadata(file) {
        Ok(found) => found.len(),
        Err(error) => {
            tell(&format!("cannot read {}: {error}", file.display()));
            return Answer::Unreadable;
        }
    };
    if size > MAX_BUNDLE_BYTES {
        tell(&format!("{} is larger than any evidence bundle", file.display()));
        return Answer::Unreadable;
    }
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            tell(&format!("cannot read {}: {error}", file.display()));
            return Answer::Unreadable;
        }
    };
    match check::check(&bytes) {
        Ok(whole) => {
            let manifest = &whole.manifest;
            print(
                &serde_json::json!({
                    "ok": true, "case": manifest.reference, "made_at": manifest.made_at, "events": manifest.events,
                    "private_texts": whole.texts, "erased": whole.erased, "log_seq": manifest.log_seq,
                    "log_digest": manifest.log_digest, "digest": whole.digest, "first_bad": null,
                })
                .to_string(),
            );
            tell(&format!("The bundle of {} is whole: {} events.", manifest.reference, manifest.events));
            tell(&format!("Digest: {}", whole.digest));
            tell(
                "A bundle made anew as a whole fits itself: compare the digest with the one that was shown at the export or that \
                 the record of the desk holds.",
            );
            Answer::Fine
        }
        Err(found) => {
            let first_bad = serde_json::json!({ "entry": found.entry, "what": found.what });
            print(&serde_json::json!({ "ok": false, "first_bad": first_bad }).to_string());
            if found.unreadable {
                tell(&format!("{}: {}", file.display(), found.what));
                return Answer::Unreadable;
            }
            tell(&format!("NOT WHOLE: the first entry that does not fit is {}: {}", found.entry, found.what));
            Answer::No
        }
    }
}
