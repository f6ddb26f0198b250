//! Mails to the people of the house: reminders, moved deadlines, reports that came in. Plain text, one template per language.

use std::sync::OnceLock;

use chrono::Locale;
use chrono_tz::Tz;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};
use rust_embed::RustEmbed;
use serde::Serialize;

use super::{AppError, AppResult};
use crate::domain::values::At;

#[derive(RustEmbed)]
#[folder = "templates/mail"]
struct Files;

/// A mail ready for the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub text: String,
    /// In which it is written; an unknown one of the reader's reads English.
    pub language: &'static str,
}

/// Steps a template may take; a loop that never ends is stopped instead of the service.
const FUEL: u64 = 100_000;

/// Renders `templates/mail/<language>/<name>.txt`. The first line of the file is the subject. An unknown language reads English:
/// that is a mail to staff, never one to an authority or to data subjects.
pub fn letter(language: &str, name: &str, context: impl Serialize) -> AppResult<Letter> {
    let environment = environment()?;
    let language = if language == "it" { "it" } else { "en" };
    let template = environment.get_template(&format!("{language}/{name}.txt")).map_err(AppError::broken)?;
    let text = template.render(minijinja::Value::from(minijinja::value::Serde(&context))).map_err(AppError::broken)?;
    let (subject, text) = text.split_once('\n').unwrap_or((&text, ""));
    Ok(Letter { subject: subject.trim().to_owned(), text: format!("{}\n", wrapped(text.trim())), language })
}

/// Columns of a plain text: quoted once in a reply it still fits into 80.
const COLUMNS: usize = 76;

/// Breaks long lines between words. What continues stands under the text of its line, behind a bullet; an address is never broken.
fn wrapped(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let indent = line.len() - line.trim_start_matches([' ', '*']).len();
        let mut current = line.get(..indent).unwrap_or_default().to_owned();
        let mut is_empty = true;
        for word in line.split_whitespace().skip_while(|word| *word == "*") {
            if !is_empty && current.chars().count() + 1 + word.chars().count() > COLUMNS {
                lines.push(std::mem::replace(&mut current, " ".repeat(indent)));
                is_empty = true;
            }
            if !is_empty {
                current.push(' ');
            }
            current.push_str(word);
            is_empty = false;
        }
        lines.push(current.trim_end().to_owned());
    }
    lines.join("\n")
}

fn environment() -> AppResult<&'static Environment<'static>> {
    static ENVIRONMENT: OnceLock<Result<Environment<'static>, String>> = OnceLock::new();
    let built = ENVIRONMENT.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        let syntax =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(|e| e.to_string())?;
        environment.set_syntax(syntax);
        for path in Files::iter() {
            let file = Files::get(&path).ok_or_else(|| format!("{path} is missing"))?;
            let text = String::from_utf8(file.data.into_owned()).map_err(|error| format!("{path}: {error}"))?;
            environment.add_template_owned(path.to_string(), text).map_err(|error| error.to_string())?;
        }
        Ok(environment)
    });
    built.as_ref().map_err(AppError::broken)
}

/// `Sun 4 Oct 2026, 13:00 CEST (11:00 UTC)`: date, time and zone together, always (field bug S13).
pub fn moment(language: &str, at: At, zone: &str) -> String {
    let locale = if language == "it" { Locale::it_IT } else { Locale::en_GB };
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let local = at.in_zone(zone).format_localized("%a %-d %b %Y, %H:%M %Z", locale);
    let same_day = at.in_zone(zone).date_naive() == at.utc().date_naive();
    let utc = if same_day { at.utc().format("%H:%M UTC") } else { at.utc().format("%Y-%m-%d %H:%M UTC") };
    if zone == Tz::UTC { local.to_string() } else { format!("{local} ({utc})") }
}

/// `4 h 34 min`, `2 d 4 h` (Italian: `2 g 4 h`), `21 min`; never negative.
pub fn span(language: &str, seconds: i64) -> String {
    let days = if language == "it" { "g" } else { "d" };
    let minutes = seconds.abs() / 60;
    match minutes {
        0..60 => format!("{minutes} min"),
        60..2_880 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} {days} {} h", minutes / 1_440, minutes % 1_440 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_names_date_time_and_zone_in_the_language() {
        let at = At::parse("2026-10-04T11:00:00Z").expect("an instant");
        assert_eq!(moment("en", at, "Europe/Rome"), "Sun 4 Oct 2026, 13:00 CEST (11:00 UTC)");
        assert_eq!(moment("it", at, "Europe/Rome"), "dom 4 ott 2026, 13:00 CEST (11:00 UTC)");
        let night = At::parse("2026-10-04T22:30:00Z").expect("an instant");
        assert_eq!(moment("en", night, "Europe/Rome"), "Mon 5 Oct 2026, 00:30 CEST (2026-10-04 22:30 UTC)");
    }

    #[test]
    fn a_long_line_breaks_between_words_under_its_text_and_an_address_never() {
        let address = format!("https://desk.example.org/{}", "x".repeat(90));
        let long = format!("* {}\n  before: now\n\nHere:\n{address}", "una parola ".repeat(14).trim());
        let wrapped = wrapped(&long);
        let lines: Vec<&str> = wrapped.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() <= COLUMNS || *line == address), "{wrapped}");
        assert!(lines[0].starts_with("* una parola") && lines[1].starts_with("  parola una"), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().collect::<Vec<_>>(), long.split_whitespace().collect::<Vec<_>>());
        assert!(lines.contains(&"  before: now") && lines.contains(&""), "{wrapped}");
        assert_eq!(super::wrapped(&wrapped), wrapped);
    }

    #[test]
    fn days_are_giorni_in_italian() {
        assert_eq!([span("en", 187_200), span("it", 187_200), span("it", -1_260)], ["2 d 4 h", "2 g 4 h", "21 min"]);
    }

    #[test]
    fn every_letter_exists_in_both_languages() {
        let names = |language: &str| -> Vec<String> {
            let mut names: Vec<_> = Files::iter()
                .filter_map(|path| path.strip_prefix(&format!("{language}/")).map(str::to_owned))
                .collect();
            names.sort();
            names
        };
        assert_eq!(names("en"), names("it"));
        assert!(!names("en").is_empty());
    }

    #[test]
    fn a_reminder_begins_with_its_most_urgent_clock_lists_each_with_its_recipients_and_says_when_it_is_late() {
        let clock = serde_json::json!({
            "what": "First notice", "count": 3, "due": "Sun 4 Oct 2026, 13:00 CEST (11:00 UTC)", "from": false,
            "legal_term": "Sun 4 Oct 2026, 14:00 CEST (12:00 UTC)", "elapsed": "19 h", "left": "4 h 34 min", "over": null,
            "why": null,
            "parts": [
                { "state": "draft, not filed", "recipients": ["Garante", "CNIL"] },
                { "state": "approved, NOT filed", "recipients": ["PTS"] },
            ],
        });
        let people = serde_json::json!({
            "what": "People concerned, no fixed term", "count": 1, "due": null, "from": false, "legal_term": null,
            "elapsed": "19 h", "left": null, "over": null, "why": "https://desk.example.org/cases/BR-2026-0031/duties/3/why",
            "parts": [{ "state": "not begun", "recipients": ["people in Norway"] }],
        });
        let context = serde_json::json!({
            "reference": "BR-2026-0031", "clocks": [clock, people], "count": 4, "overdue": false, "escalation": null, "sooner": null,
            "late_by": "6 h 0 min", "link": "https://desk.example.org/cases/BR-2026-0031",
        });
        let english = letter("en", "reminder", &context).expect("a letter");
        assert_eq!(
            english.subject,
            "BR-2026-0031: due Sun 4 Oct 2026, 13:00 CEST (11:00 UTC), First notice, and 1 more"
        );
        let begins = "Reminder for case BR-2026-0031: First notice, to 3 recipients, 4 h 34 min left.";
        assert!(english.text.replace('\n', " ").starts_with(begins), "{}", english.text);
        let parts = "  draft, not filed:\n    Garante\n    CNIL\n  approved, NOT filed:\n    PTS\n";
        assert!(english.text.contains(parts), "{}", english.text);
        assert!(english.text.contains("Why: https://desk.example.org"));
        assert!(english.text.contains("This reminder is 6 h 0 min late"));
        assert!(letter("it", "reminder", &context).expect("a letter").text.contains("6 h 0 min di ritardo"));
    }
}
