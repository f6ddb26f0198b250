//! The form of an own authority: how it is reached and what its law asks, read into a record. The API reads the same fields.

use super::form::period;
use crate::app::admin::own_authorities::{CHANNELS, OwnAuthority, UNRECORDED, lacks_record};
use crate::domain::values::{At, Country};
use crate::web::form::Form;
use crate::web::i18n::Words;
use crate::web::pages::admin::fields::day;
use crate::web::visit::Visit;

pub fn filled(visit: &Visit, one: &OwnAuthority) -> Form {
    let form = Form::empty(visit.t())
        .fill("authority-name", &one.name)
        .fill("zone", &one.zone)
        .fill("languages", one.languages.join(", "))
        .fill("post", &one.postal_address)
        .fill("email", &one.email)
        .fill("phone", &one.phone);
    one.channels.iter().fold(form, |form, channel| form.fill("channels", channel))
}

pub const REACH: &[&str] = &["seen", "authority-name", "zone", "languages", "channels", "post", "email", "phone"];
/// What names a supervisor of whom the files have no record; `work` is empty for an authority with a law of its own.
pub const WORK: &[&str] = &["work"];
pub const LAW: &[&str] = &["country", "page", "act", "article", "asks", "period", "unit", "from"];

/// How it is reached, read into a record whose law is still empty.
pub fn read_reach(form: &mut Form, t: &Words, now: At) -> Option<OwnAuthority> {
    let name = form.line("authority-name", "own-authority-name-missing");
    let zone = crate::web::pages::admin::fields::zone(form, t, "zone");
    let languages = languages(form, t);
    let channels = form.choices("channels", |word| CHANNELS.contains(&word).then(|| word.to_owned()));
    if channels.as_ref().is_some_and(Vec::is_empty) {
        form.problem("channels", t.text("own-authority-channel-missing"));
    }
    let post = form.optional_text("post");
    let email =
        if form.value("email").trim().is_empty() { Some(String::new()) } else { form.email("email", "form-required") };
    if channels.as_ref().is_some_and(|all| all.iter().any(|word| word == "email")) && email.as_deref() == Some("") {
        form.problem("email", t.text("own-authority-email-missing"));
    }
    let phone = form.optional_line("phone");
    Some(OwnAuthority {
        id: String::new(),
        name: name?,
        task: None,
        country: String::new(),
        zone: zone?,
        languages: languages?,
        channels: channels?,
        postal_address: post?,
        email: email?,
        phone: phone?,
        page: String::new(),
        act: String::new(),
        article: String::new(),
        asks: String::new(),
        period: None,
        from: now.utc().date_naive(),
        until: None,
        read_by: String::new(),
        added_at: now,
    })
}

/// `pt, en`: two or three letters each, at least one.
fn languages(form: &mut Form, t: &Words) -> Option<Vec<String>> {
    let line = form.line("languages", "own-authority-languages-missing")?;
    let all: Vec<String> = line.split([',', ' ', ';']).filter(|tag| !tag.is_empty()).map(str::to_lowercase).collect();
    let good = |tag: &String| (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase());
    if all.is_empty() || !all.iter().all(good) {
        form.problem("languages", t.text("own-authority-languages-wrong"));
        return None;
    }
    Some(all)
}

/// A supervisor that the law in the files names and no file has a record of: who it is and how it is reached. Its law and the zone in
/// which it counts are those of the files.
fn read_supervisor(visit: &Visit, form: &mut Form) -> Option<OwnAuthority> {
    let (t, policy) = (visit.t(), &visit.ctx().policy);
    let task =
        form.choice("work", "form-required", |word| UNRECORDED.iter().find(|task| task.as_str() == word).copied());
    let country = form.choice("country", "own-authority-country-missing", |code| {
        Country::parse(code).ok().filter(|country| policy.country(country).is_some())
    });
    if let (Some(task), Some(country)) = (task, &country)
        && !lacks_record(policy, country, task)
    {
        form.problem("country", t.text("own-recipient-not-lacking"));
    }
    let zone = country.as_ref().and_then(|country| policy.country(country)).map_or("UTC", |record| record.zone.name());
    *form = form.clone().replaced("zone", zone);
    for field in LAW.iter().filter(|field| **field != "country") {
        if !form.value(field).trim().is_empty() && *field != "unit" {
            form.problem(field, t.text("own-recipient-no-law"));
        }
    }
    let reach = read_reach(form, t, visit.now());
    if !form.is_good() {
        return None;
    }
    Some(OwnAuthority { task: Some(task?.as_str().to_owned()), country: country?.as_str().to_owned(), ..reach? })
}

/// The whole of a new one.
pub fn read_new(visit: &Visit, form: &mut Form) -> Option<OwnAuthority> {
    let t = visit.t();
    if !form.value("work").is_empty() {
        return read_supervisor(visit, form);
    }
    let reach = read_reach(form, t, visit.now());
    let country = form.choice("country", "own-authority-country-missing", |code| {
        Country::parse(code).ok().filter(|country| visit.ctx().policy.country(country).is_some())
    });
    let page = form.line("page", "own-authority-page-missing");
    if page.as_ref().is_some_and(|page| !page.starts_with("https://") || page.contains(char::is_whitespace)) {
        form.problem("page", t.text("own-authority-page-wrong"));
    }
    let act = form.line("act", "own-authority-act-missing");
    let article = form.line("article", "own-authority-article-missing");
    let asks = form.line("asks", "own-authority-asks-missing");
    let period = period(form);
    let from = day(form, "from");
    if form.value("from").trim().is_empty() {
        form.problem("from", t.text("own-authority-from-missing"));
    }
    if !form.is_good() {
        return None;
    }
    Some(OwnAuthority {
        country: country?.as_str().to_owned(),
        page: page?,
        act: act?,
        article: article?,
        asks: asks?,
        period: period?,
        from: from?,
        ..reach?
    })
}
