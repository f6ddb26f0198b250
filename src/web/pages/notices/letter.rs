//! Begins a letter to somebody who is neither an authority nor concerned: which kind, to whom, what for and why.

use askama::Template;

use super::{language_name, notice_address, notice_name, state_of};
use crate::app::notices::letters::{self, NewLetter};
use crate::app::notices::{Language, NoticeKind};
use crate::domain::case::{Case, Duty};
use crate::domain::plan::DutyKind;
use crate::domain::values::Private;
use crate::web::components::{Choice, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::filing::filing_address;
use crate::web::pages::case::{Head, address, duty_address, duty_name, framed, open, recipient_name};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/notices/letter.html")]
pub struct LetterPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    /// The duty that asks for it: address and name.
    pub duty: Option<(String, String)>,
    /// Where it is recorded that they were told in another way.
    pub told_href: String,
    pub kinds: Vec<Choice>,
    pub languages: Vec<Choice>,
    /// Empty where there is one.
    pub controllers: Vec<Choice>,
    pub existing: Vec<(String, String, State)>,
}

/// Where a letter is begun, for a duty or by itself.
pub fn letter_address(case: &Case, duty: Option<u32>) -> String {
    match duty {
        Some(duty) => address(case, &format!("/letters/new?duty={duty}")),
        None => address(case, "/letters/new"),
    }
}

/// Whether a letter can be written for a duty.
pub fn fits(duty: &Duty) -> bool {
    !duty.gone && !matches!(duty.planned.kind, DutyKind::Authority | DutyKind::People)
}

fn duty_of<'a>(visit: &Visit, case: &'a Case) -> Result<Option<&'a Duty>, Problem> {
    match visit.query("duty") {
        "" => Ok(None),
        number => {
            let number: u32 = number.parse().map_err(|_| Problem::NotFound)?;
            case.duty(number).filter(|duty| fits(duty)).map(Some).ok_or(Problem::NotFound)
        }
    }
}

/// Languages in which one of the kinds is written.
fn languages(visit: &Visit, kinds: &[NoticeKind]) -> Vec<String> {
    let mut all: Vec<String> = kinds.iter().flat_map(|kind| letters::languages(visit.ctx(), *kind)).collect();
    all.sort();
    all.dedup();
    all
}

async fn page(visit: &Visit, form: Form) -> Result<LetterPage, Problem> {
    let (case, organisation) = open(visit).await?;
    let (f, head) = framed(visit, &case, &organisation, "/notices", visit.t().text("letter-new-title"));
    let duty = duty_of(visit, &case)?;
    let kinds = letters::kinds(visit.ctx(), duty);
    let languages = languages(visit, &kinds);
    let prefill = |form: Form, name: &str, value: String| match form.value(name).is_empty() && form.is_good() {
        true => form.fill(name, value),
        false => form,
    };
    // Which kind it is stands to reason only where one alone fits.
    let only = match kinds.as_slice() {
        [kind] => kind.to_string(),
        _ => String::new(),
    };
    let form = prefill(form, "kind", only);
    let screen = visit.t().lang.to_string();
    let form = prefill(form, "language", languages.iter().find(|tag| **tag == screen).cloned().unwrap_or_default());
    let named = duty.filter(|duty| duty.planned.kind == DutyKind::Contract);
    let form = prefill(form, "to", named.map(|duty| duty.planned.recipient.name.clone()).unwrap_or_default());
    let first = case.controllers.first().map(|one| one.id.clone()).unwrap_or_default();
    let form = prefill(form, "controller", first);
    let of_duty = |number: u32| {
        let notices = case.notices.iter().filter(move |notice| notice.duties.contains(&number));
        notices.map(|notice| (notice_address(&case, notice.number, ""), notice_name(&f, notice), state_of(&f, notice)))
    };
    let choice = |one: &crate::domain::situation::Controller| Choice::new(&one.id, one.name.clone());
    Ok(LetterPage {
        action: letter_address(&case, duty.map(|duty| duty.number)),
        told_href: duty.map(|duty| filing_address(&case, duty.number)).unwrap_or_default(),
        kinds: kinds.iter().map(|kind| Choice::new(kind, f.of("notice-kind", kind))).collect(),
        languages: languages.iter().map(|tag| Choice::new(tag, language_name(&f, tag))).collect(),
        controllers: match (duty, case.controllers.len()) {
            (Some(_), _) | (None, 0 | 1) => Vec::new(),
            _ => case.controllers.iter().map(choice).collect(),
        },
        existing: duty.map(|duty| of_duty(duty.number).collect()).unwrap_or_default(),
        duty: duty.map(|duty| {
            let to = recipient_name(visit.ctx(), f.t, &case, duty);
            (duty_address(&case, duty.number), format!("{to} · {}", duty_name(f.t, duty)))
        }),
        form: form.clone(),
        f: f.problems(!form.is_good()),
        head,
    })
}

pub async fn show(visit: Visit) -> Answer {
    let page = page(&visit, Form::empty(visit.t())).await?;
    visit.page(&page)
}

pub async fn start(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    form.only(&["kind", "language", "controller", "to", "purpose", "reason"]);
    let (case, _) = open(&visit).await?;
    let duty = duty_of(&visit, &case)?;
    let kinds = letters::kinds(visit.ctx(), duty);
    let kind =
        form.choice("kind", "notice-kind-missing", |word| NoticeKind::parse(word).filter(|kind| kinds.contains(kind)));
    // Any language may be asked for: where the letter is not written in it, a translation is due.
    let language = form.choice("language", "notice-language-missing", |tag| {
        Language::parse(tag).ok().map(|language| language.as_str().to_owned())
    });
    if let (Some(kind), Some(language)) = (kind, &language)
        && !letters::languages(visit.ctx(), kind).contains(language)
    {
        form.problem("language", visit.t().text("letter-translation-due"));
    }
    let controller = form.choice("controller", "letter-controller-missing", |id| {
        case.controllers.iter().any(|one| one.id == id).then(|| id.to_owned())
    });
    let to = form.line("to", "refusal-addressee-missing");
    // Where a duty asks for the letter, it says what for and why.
    let (purpose, reason) = match duty {
        Some(_) => (form.optional_line("purpose"), form.optional_text("reason")),
        None => (form.line("purpose", "letter-purpose-missing"), form.text("reason", "letter-reason-missing")),
    };
    let (true, Some(kind), Some(language), Some(controller), Some(to), Some(purpose), Some(reason)) =
        (form.is_good(), kind, language, controller, to, purpose, reason)
    else {
        return visit.page_with_problems(&page(&visit, form).await?);
    };
    let new = NewLetter {
        kind,
        language,
        duty: duty.map(|duty| duty.number),
        controller,
        to: Private::new(to),
        purpose: Private::new(purpose),
        reason: Private::new(reason),
    };
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    visit
        .once_then_see(move |ctx| {
            let outcome = letters::prepare(ctx, &who, &reference, new)?;
            let drafted = outcome.case.notices.last().map_or(0, |notice| notice.number);
            Ok(notice_address(&outcome.case, drafted, ""))
        })
        .await
}
