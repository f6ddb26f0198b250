//! Whom one notifies: every authority of the law that is loaded, how it takes notices, and what was read of its practice, with its sources.

use askama::Template;

use crate::app::authorities::Authority;
use crate::app::authority_address::{self, Mailed, Standing};
use crate::domain::actor::Role;
use crate::web::components::{Choice, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::authority_address::{form_address, said, second_address};
use crate::web::pages::case::{channel_name, country_name, language_name};
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get};
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

/// Who works with cases or keeps the desk.
const LOOKERS: &[Role] = &[Role::Dpo, Role::Controller, Role::Handler, Role::Auditor, Role::Admin];

pub fn routes() -> Vec<Route> {
    let looks = Permission::Roles(LOOKERS);
    vec![get("/authorities", looks, list), get("/authorities/{id}", looks, one)]
}

struct Line {
    href: String,
    name: String,
    tasks: String,
    channels: String,
    checked: String,
}

#[derive(Template)]
#[template(path = "pages/authorities/list.html")]
struct ListPage {
    f: Frame,
    form: Form,
    countries: Vec<Choice>,
    /// Country and its authorities.
    groups: Vec<(String, Vec<Line>)>,
    heads: Vec<(String, &'static str)>,
}

fn tasks(f: &Frame, one: &Authority) -> String {
    f.t.list(&one.tasks.iter().map(|task| f.of("authority-task", task)).collect::<Vec<_>>())
}

async fn list(visit: Visit) -> Answer {
    let t = visit.t();
    let f = visit.frame(t.text("authorities-title"));
    let chosen = visit.query("country").to_owned();
    let mut groups: Vec<(String, String, Vec<Line>)> = Vec::new();
    for one in visit.ctx().policy.authorities() {
        let code = one.country.as_str().to_owned();
        let country = country_name(visit.ctx(), t.lang, &code);
        let line = Line {
            href: format!("/authorities/{}", one.id),
            name: t.authority(&one.name),
            tasks: tasks(&f, one),
            channels: one
                .channels_on(visit.now().utc().date_naive())
                .iter()
                .map(|channel| channel_name(t, &channel.kind))
                .collect::<Vec<_>>()
                .join(", "),
            checked: checked(&f, one),
        };
        match groups.iter_mut().find(|(known, ..)| *known == code) {
            Some((.., lines)) => lines.push(line),
            None => groups.push((code, country, vec![line])),
        }
    }
    groups.sort_by(|one, other| one.1.cmp(&other.1));
    let mut countries = vec![Choice::new("", t.text("authorities-all"))];
    countries.extend(groups.iter().map(|(code, country, _)| Choice::new(code, country.clone())));
    let heads = ["own-authority-name", "authorities-tasks", "own-authority-channels", "authorities-checked"];
    visit.page(&ListPage {
        form: Form::empty(t).fill("country", &chosen),
        countries,
        groups: groups
            .into_iter()
            .filter(|(code, ..)| chosen.is_empty() || *code == chosen)
            .map(|(_, country, lines)| (country, lines))
            .collect(),
        heads: heads.into_iter().map(|key| (t.text(key), "")).collect(),
        f,
    })
}

/// The day of the last look at the sources, or that nobody looked.
fn checked(f: &Frame, one: &Authority) -> String {
    match one.practice.checked_on.filter(|_| one.verified) {
        Some(day) => f.t.day(day),
        None => f.text("authorities-unchecked"),
    }
}

#[derive(Template)]
#[template(path = "pages/authorities/one.html")]
struct OnePage {
    f: Frame,
    rows: Vec<SummaryRow>,
    /// Where mail may go, per organisation of the reader.
    mail: Vec<SummaryRow>,
    practice: Vec<SummaryRow>,
    sources: Vec<String>,
}

async fn one(visit: Visit) -> Answer {
    let (who, id) = (visit.person()?.clone(), visit.param("id").to_owned());
    let mailed = visit.run(move |ctx| authority_address::of_organisations(ctx, &who, LOOKERS, &id)).await?;
    let ctx = visit.ctx();
    let authority = ctx.policy.authority(visit.param("id")).ok_or(Problem::NotFound)?;
    let t = visit.t();
    let country = country_name(ctx, t.lang, authority.country.as_str());
    let f = visit
        .frame(format!("{country} · {}", t.authority(&authority.name)))
        .crumb("/authorities", t.text("authorities-title"));
    let today = visit.now().utc().date_naive();
    let english = |text: &str| Spoken::english(t, text);
    let mut rows = vec![
        SummaryRow::new(t.text("authorities-native"), &authority.name_native),
        SummaryRow::new(t.text("authorities-tasks"), tasks(&f, authority)).why(authority.id.clone()),
    ];
    if let Some(region) = authority.region_shown() {
        rows.push(SummaryRow::new(t.text("authorities-region"), region));
    }
    for channel in authority.channels_on(today) {
        let mark = t.text(if channel.verified { "recipient-verified" } else { "recipient-unverified" });
        let why = Spoken::from(mark).and(" · ", english(channel.note.as_deref().unwrap_or_default()));
        rows.push(SummaryRow::new(t.text("authorities-channel"), channel_name(t, &channel.kind)).why(why));
    }
    if let Some(mailbox) = &authority.mailbox {
        let key = if mailbox.verified { "authorities-mail-verified" } else { "authorities-mail-unverified" };
        rows.push(SummaryRow::new(t.text("address-of-files"), &mailbox.address).why(t.text(key)));
    }
    let languages: Vec<String> = authority.languages.iter().map(|tag| language_name(&f, tag)).collect();
    rows.push(SummaryRow::new(t.text("own-authority-languages"), t.list(&languages)));
    rows.push(SummaryRow::new(t.text("own-authority-zone"), authority.zone.name()));
    let optional =
        [("own-authority-phone", &authority.phone), ("own-authority-post", &authority.practice.postal_address)];
    rows.extend(optional.into_iter().filter_map(|(key, text)| Some(SummaryRow::new(t.text(key), text.as_ref()?))));
    if let Some(basis) = &authority.legal_basis {
        rows.push(SummaryRow::new(t.text("authorities-basis"), english(basis)));
    }
    let pages = [
        ("authorities-page", &authority.breach_page_url),
        ("authorities-form", &authority.form_url),
        ("authorities-website", &authority.website),
    ];
    rows.extend(pages.into_iter().filter_map(|(key, url)| {
        let url = url.as_ref()?;
        Some(SummaryRow::new(t.text(key), url).change(url.clone(), t.text("authorities-open")))
    }));
    rows.push(
        SummaryRow::new(t.text("authorities-checked"), checked(&f, authority))
            .why(english(&authority.verified_fields.join(", "))),
    );
    let mail = mailed.iter().map(|one| mail_row(&f, &authority.id, one)).collect();
    visit.page(&OnePage { mail, practice: practice_rows(&f, authority), sources: authority.sources.clone(), rows, f })
}

/// What one organisation knows of the address, with the link to check it for who answers for that.
fn mail_row(f: &Frame, authority: &str, one: &Mailed) -> SummaryRow {
    let known = said(f, &one.address);
    let row = SummaryRow::new(&one.organisation, known.label).why(known.why);
    match (one.address.standing, one.confirms, one.keeps) {
        (Standing::Awaited, true, _) => row.change(second_address(authority, &one.slug), f.text("address-link")),
        (_, _, true) => row.change(form_address(authority, &one.slug), f.text("address-link")),
        _ => row,
    }
}

/// What was read of an authority's practice, row by row; the texts are the sources', in English.
pub fn practice_rows(f: &Frame, authority: &Authority) -> Vec<SummaryRow> {
    let known = &authority.practice;
    let yes_or_no =
        |answer: Option<bool>| answer.map(|yes| Spoken::from(f.text(if yes { "practice-yes" } else { "practice-no" })));
    let said = |text: &Option<String>| text.as_deref().map(|text| Spoken::english(f.t, text));
    let list = |items: &[String]| (!items.is_empty()).then(|| Spoken::english(f.t, items.join("; ")));
    let phased = [yes_or_no(known.phased), said(&known.phased_note)].into_iter().flatten().collect::<Vec<_>>();
    let rows = [
        ("practice-registration", yes_or_no(known.registration)),
        ("practice-eid", yes_or_no(known.eid)),
        ("practice-sign-in", said(&known.sign_in)),
        ("practice-phased", (!phased.is_empty()).then(|| Spoken::joined(phased, "; "))),
        ("practice-proof", known.proof.map(|form| Spoken::from(f.of("practice-proof", form)))),
        ("practice-offline-forms", list(&known.offline_forms)),
        ("practice-languages", said(&known.languages_note)),
        ("practice-content", list(&known.content)),
        ("practice-terms", said(&known.terms)),
        ("practice-terms-people", said(&known.terms_people)),
        ("practice-threshold", said(&known.threshold)),
        ("practice-opening", said(&known.opening)),
        ("practice-yearly", said(&known.yearly_duty)),
        ("practice-notes", said(&authority.notes)),
    ];
    let mut told: Vec<SummaryRow> =
        rows.into_iter().filter_map(|(key, text)| Some(SummaryRow::new(f.text(key), text?))).collect();
    if !told.is_empty() {
        told.push(SummaryRow::new(f.text("authorities-checked"), checked(f, authority)));
    }
    told
}
