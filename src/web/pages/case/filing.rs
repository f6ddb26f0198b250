//! A filing recorded on its duty, where no notice was written here: a stage without a form, or a text made elsewhere. And its proof.

use std::collections::BTreeMap;

use askama::Template;
use chrono_tz::Tz;
use uuid::Uuid;

use super::{Head, address, duty_address, duty_name, framed, open, recipient_name, refused_at};
use crate::app::member::WORKERS;
use crate::app::notices::{filed, filing, is_late, reading};
use crate::app::views::timeline::Recorded;
use crate::app::{AppError, cases, law};
use crate::domain::case::{Case, CommunicationState, Duty, FilingChannel};
use crate::domain::event::Event;
use crate::domain::plan::DutyKind;
use crate::domain::situation::Proof;
use crate::domain::values::{At, Private};
use crate::web::components::{Choice, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::notices::file::correct::{self, Correctable, Corrected, Shown};
use crate::web::pages::notices::file::rows::{channel_choices, filing_rows, prefilled, proof_choices, proven_by};
use crate::web::pages::notices::file::{download, given};
use crate::web::pages::notices::letter::{fits, letter_address};
use crate::web::pages::notices::sheet::sheet_address;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/filing.html")]
pub struct FilingPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub lead: String,
    pub heading: String,
    /// What was handed in, and its rows.
    pub filings: Vec<(String, Vec<SummaryRow>)>,
    /// It tells people, not an authority.
    pub people: bool,
    /// Nothing that counts is on record for this duty.
    pub can_record: bool,
    /// A notice of this desk exists for the duty; its own page records it with the approved version.
    pub notice_href: String,
    pub reasons_hint: String,
    /// Other people duties that the same act served.
    pub also: Vec<Choice>,
    /// The law's other words for this filing; empty where it has only its own.
    pub filed_as: Vec<Choice>,
    pub channels: Vec<Choice>,
    pub proofs: Vec<Choice>,
    /// What the authority gives as proof, where its record says so.
    pub proven_by: String,
    /// The filing of this page whose proof is still to come.
    pub open_filing: Option<u32>,
    pub handed_in: Option<u32>,
    pub correctable: Option<Correctable>,
    /// Where a letter for this duty is begun; empty where none is.
    pub letter_href: String,
    pub duty_href: String,
    /// The answers in the order of the authority's form.
    pub sheet_href: Option<String>,
}

pub fn filing_address(case: &Case, duty: u32) -> String {
    address(case, &format!("/duties/{duty}/filing"))
}

/// The recipient reads its own clock; people read the case's.
fn zone(case: &Case, duty: &Duty) -> Tz {
    let zone = if duty.planned.zone.is_empty() { &case.zone } else { &duty.planned.zone };
    zone.parse().unwrap_or(Tz::UTC)
}

async fn page(visit: &Visit, form: Form, shown: Option<&Shown>) -> Result<FilingPage, Problem> {
    let (case, organisation) = open(visit).await?;
    let duty = duty_of(visit, &case)?;
    let number = duty.number;
    let to = recipient_name(visit.ctx(), visit.t(), &case, duty);
    let what = duty_name(visit.t(), duty);
    let people = duty.planned.kind == DutyKind::People;
    let (f, head) = framed(
        visit,
        &case,
        &organisation,
        "/duties",
        visit.t().with1(if people { "filing-title-people" } else { "filing-title" }, "to", &to),
    );
    let case_id = case.id;
    let (organisation_id, rule, version) = (case.organisation, duty.planned.rule.clone(), duty.planned.rule_version);
    let planned = duty.planned.clone();
    let (files, reach, words, over) = visit
        .run(move |ctx| {
            ctx.store.read(|conn| {
                let reach = law::reach(ctx, conn, organisation_id, &rule, version)?;
                let words = law::filed_as(ctx, conn, organisation_id, &planned)?;
                let over = ended_at(&cases::acts_recorded(conn, case_id)?);
                Ok::<_, AppError>((reading::files(conn, case_id)?, reach, words, over))
            })
        })
        .await?;
    let zone = zone(&case, duty);
    let f = Frame { zone, ..f };
    let filings = case
        .outside_for(number)
        .map(|one| (one.what.as_str().to_owned(), filing_rows(&f, &case, &files, &one.filing)))
        .collect();
    let form = if people && can_record(&case, duty) { told_by(form, &f, &case, number, &over, zone) } else { form };
    let counts = case.outside_for(number).find(|one| case.stands(&one.filing));
    let can_record = can_record(&case, duty);
    let notice = case.notice_in_hand(duty).filter(|_| can_record && !people);
    Ok(FilingPage {
        action: filing_address(&case, number),
        lead: {
            let key = if people { "filing-lead-people" } else { "filing-lead" };
            [f.with2(key, "what", &what, "to", &to)].into_iter().chain(reach).collect::<Vec<_>>().join(" ")
        },
        heading: f.text(if people { "filing-record-people" } else { "filing-record" }),
        filings,
        can_record,
        people,
        notice_href: notice.map(|n| address(&case, &format!("/notices/{}/file", n.number))).unwrap_or_default(),
        reasons_hint: f.text(if is_late(duty, f.now) { "file-reasons-late" } else { "file-reasons-hint" }),
        also: told_with(&case, duty)
            .into_iter()
            .filter_map(|number| case.duty(number))
            .map(|one| {
                let to = recipient_name(visit.ctx(), f.t, &case, one);
                Choice::new(one.number, format!("{to} · {}", duty_name(f.t, one)))
            })
            .collect(),
        filed_as: filed_as_choices(&f, &what, &words),
        channels: channel_choices(&f, people),
        proofs: proof_choices(&f, can_record, people),
        proven_by: proven_by(&f, visit.ctx(), &case, &[number]),
        open_filing: counts.filter(|one| one.filing.proof() != Proof::Receipt).map(|one| one.filing.number),
        handed_in: counts.map(|one| one.filing.number),
        correctable: correct::offered(counts.map(|one| &one.filing), &f, visit, shown),
        letter_href: match can_record && fits(duty) {
            true => letter_address(&case, Some(number)),
            false => String::new(),
        },
        duty_href: duty_address(&case, number),
        sheet_href: sheet_address(visit.ctx(), &case, duty),
        form: correct::prefilled(prefilled(form, f.now, zone), counts.map(|one| &one.filing), zone),
        f,
        head,
    })
}

fn can_record(case: &Case, duty: &Duty) -> bool {
    !duty.gone && (case.filings_for(duty.number).is_empty() || case.is_owed_again(duty))
}

/// The other people duties that the same mail-out or public notice served, and that nobody has recorded yet.
fn told_with(case: &Case, duty: &Duty) -> Vec<u32> {
    if duty.planned.kind != DutyKind::People || !case.reached_out(duty.number) {
        return Vec::new();
    }
    let others =
        case.duties.iter().filter(|other| other.number != duty.number && other.planned.kind == DutyKind::People);
    let open = others.filter(|other| other.is_unfiled() && case.reached_out(other.number) && can_record(case, other));
    open.map(|other| other.number).collect()
}

/// When each mail-out came to its end.
fn ended_at(recorded: &[Recorded]) -> BTreeMap<u32, At> {
    let ended = |row: &Recorded| match &row.event {
        Event::CommunicationMoved { number, state: CommunicationState::Finished, at, .. } => Some((*number, *at)),
        _ => None,
    };
    recorded.iter().filter_map(ended).collect()
}

/// What the desk itself knows of how these people were told stands in the form already; a person reads, mends and records it.
fn told_by(form: Form, f: &Frame, case: &Case, duty: u32, ended: &BTreeMap<u32, At>, zone: Tz) -> Form {
    if !form.value("step").is_empty() {
        return form;
    }
    let published = case.published_for(duty).last();
    let mailed = case.finished_for(duty).last();
    let mut what = Vec::new();
    if let Some(mail_out) = mailed {
        let totals = mail_out.totals.unwrap_or_default();
        what.push(f.t.with3(
            "filing-told-mail-out",
            ("number", &mail_out.number),
            ("accepted", &totals.accepted),
            ("people", &totals.people),
        ));
    }
    what.extend(published.map(|one| f.with1("filing-told-public", "address", one.address.as_str())));
    let (channel, at, proof, number) = match (mailed, published) {
        // The later of the two is when everybody could know.
        (Some(mail_out), _) => {
            let at = ended.get(&mail_out.number).copied().or(mail_out.started_at);
            let root = mail_out.list_root.clone().unwrap_or_else(|| mail_out.file_sha256.clone());
            (FilingChannel::Email, at, Proof::ServerAcceptance, format!("SHA-256 {root}"))
        }
        (None, Some(one)) => (FilingChannel::Site, Some(one.at), Proof::Screenshot, format!("SHA-256 {}", one.sha256)),
        (None, None) => return form,
    };
    let also = case.duty(duty).map(|duty| told_with(case, duty)).unwrap_or_default();
    let form = also.iter().fold(form, |form, number| form.fill("also", number.to_string()));
    let form = form.fill("what", what.join("; ")).fill("channel", channel.as_str());
    let form = form.fill("kind", proof.as_str()).fill("number", number);
    at.map_or_else(|| form.clone(), |at| form.clone().fill_instant("at", at, zone))
}

/// The stage's own name first, then the law's other words for it.
fn filed_as_choices(f: &Frame, own: &str, words: &[String]) -> Vec<Choice> {
    if words.is_empty() {
        return Vec::new();
    }
    let named = |word: &String| {
        let key = format!("filed-as-{}", word.replace('_', "-"));
        Choice::new(word, if f.t.has(&key) { f.of("filed-as", word) } else { word.replace('_', " ") })
    };
    std::iter::once(Choice::new("", own)).chain(words.iter().map(named)).collect()
}

/// The word under which it was filed; a word that the law does not have here is a problem.
async fn filed_as(visit: &Visit, form: &mut Form, case: &Case, duty: &Duty) -> Result<Option<String>, Problem> {
    let typed = form.value("filed-as").to_owned();
    if typed.is_empty() {
        return Ok(None);
    }
    let (organisation, planned) = (case.organisation, duty.planned.clone());
    let known = visit.run(move |ctx| ctx.store.read(|conn| law::filed_as(ctx, conn, organisation, &planned))).await?;
    if !known.contains(&typed) {
        form.problem("filed-as", visit.t().text("form-not-a-choice"));
    }
    Ok(Some(typed))
}

fn duty_of<'a>(visit: &Visit, case: &'a Case) -> Result<&'a Duty, Problem> {
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    case.duty(number).ok_or(Problem::NotFound)
}

pub async fn show(visit: Visit) -> Answer {
    let page = page(&visit, Form::empty(visit.t()), None).await?;
    visit.page(&page)
}

pub async fn act(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    let (case, _) = open(&visit).await?;
    let duty = duty_of(&visit, &case)?;
    let (zone, number) = (zone(&case, duty), duty.number);
    let who = visit.person()?.clone();
    who.acting(case.organisation, WORKERS).ok_or(Problem::Forbidden)?;
    let (reference, location) = (case.reference.clone(), filing_address(&case, number));
    let (field, done) = match form.value("step") {
        "filed" => {
            form.only(&["step", "what", "also", "filed-as", "channel", "at", "reasons", "kind", "number", "file"]);
            let what = form.line("what", "filing-what-missing");
            let candidates = told_with(&case, duty);
            let also = form.choices("also", |word| word.parse().ok().filter(|one| candidates.contains(one)));
            let duties: Vec<u32> = std::iter::once(number).chain(also.unwrap_or_default()).collect();
            let filed_as = filed_as(&visit, &mut form, &case, duty).await?;
            let read = given::filed(&mut visit, &mut form, zone, |at| is_late(duty, at)).await?;
            let (Some(what), Some(read)) = (what, read) else { return again(&visit, form).await };
            let run = visit.once(move |ctx| {
                filed::record_filing(ctx, &who, &reference, duties, Private::new(what), filed_as, read)?;
                Ok(location)
            });
            ("at", run.await)
        }
        "proof" => {
            form.only(&["step", "filing", "kind", "number", "at", "file"]);
            let Some(read) = given::proof(&mut visit, &mut form, zone).await? else { return again(&visit, form).await };
            let run = visit.once(move |ctx| {
                filed::record_proof(ctx, &who, &reference, read)?;
                Ok(location)
            });
            ("number", run.await)
        }
        "came-back" => {
            let Some((filing, at, text)) = given::came_back(&visit, &mut form, zone) else {
                return again(&visit, form).await;
            };
            let run = visit.once(move |ctx| {
                filing::came_back(ctx, &who, &reference, filing, at, text)?;
                Ok(location)
            });
            ("why", run.await)
        }
        "correct" | "correct-record" => {
            return match correct::correct(&visit, form, &case, zone, location).await? {
                Corrected::Recorded(location) => visit.see_other(location),
                Corrected::Previewed(form, shown) => visit.page(&page(&visit, form, Some(&shown)).await?),
                Corrected::Asked(form) => again(&visit, form).await,
            };
        }
        _ => return Err(Problem::Unreadable("problem-bad-form")),
    };
    match done {
        Ok(location) => visit.see_other(location),
        Err(refused) => {
            refused_at(&visit, &mut form, field, refused)?;
            again(&visit, form).await
        }
    }
}

async fn again(visit: &Visit, form: Form) -> Answer {
    let mut page = page(visit, form, None).await?;
    page.f = page.f.problems(true);
    visit.page_with_problems(&page)
}

/// A file that proves a filing of this case.
pub async fn proof_file(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let id: Uuid = visit.param("attachment").parse().map_err(|_| Problem::NotFound)?;
    let (name, bytes) = visit.run(move |ctx| filed::proof_file(ctx, &who, &reference, id)).await?;
    Ok(download(&name, bytes))
}
