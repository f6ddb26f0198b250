//! The files that are built into the program: policies now, and whatever else travels with it.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "policies"]
struct Policies;

/// Every policy file as path (relative to `policies/`) and text, in order of path.
pub fn policies() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Policies::iter()
        .filter(|path| path.ends_with(".toml"))
        .filter_map(|path| {
            let file = Policies::get(&path)?;
            Some((path.to_string(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    files.sort();
    files
}

#[derive(RustEmbed)]
#[folder = "templates/notices"]
struct NoticeTemplates;

/// Every template file of the notices as path (relative to `templates/notices/`) and text, in order of path.
pub fn notice_templates() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = NoticeTemplates::iter()
        .filter_map(|path| {
            let file = NoticeTemplates::get(&path)?;
            Some((path.to_string(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    files.sort();
    files
}
