//! Begins a notice for a duty: which kind, in which language, and whether the recipient takes that language.

use askama::Template;

use super::sheet::sheet_address;
use super::{language_name, notice_address, notice_name, state_of};
use crate::app::notices::{self, NoticeKind};
use crate::domain::case::{Case, Duty};
use crate::domain::plan::DutyKind;
use crate::web::components::{Choice, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::{
    Head, TranslationDue, address, duty_address, duty_name, framed, open, recipient_name, translation_due,
};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/notices/new.html")]
pub struct NewPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub duty_href: String,
    pub duty_what: String,
    /// Duties to choose from, where the address names none.
    pub duties: Vec<(String, String)>,
    /// Sentence where the stage has no form yet.
    pub no_form: bool,
    pub kinds: Vec<Choice>,
    pub languages: Vec<Choice>,
    /// "Translation due by …"; none where a template speaks a language that the recipient takes.
    pub translation: Option<TranslationDue>,
    pub existing: Vec<(String, String, State)>,
    pub not_decided: bool,
    /// The answers in the order of the authority's form.
    pub sheet_href: Option<String>,
}

fn duty_of<'a>(visit: &Visit, case: &'a Case) -> Result<Option<&'a Duty>, Problem> {
    match visit.query("duty") {
        "" => Ok(None),
        number => {
            let number: u32 = number.parse().map_err(|_| Problem::NotFound)?;
            case.duty(number).filter(|duty| !duty.gone).map(Some).ok_or(Problem::NotFound)
        }
    }
}

async fn page(visit: &Visit, form: Form) -> Result<NewPage, Problem> {
    let (case, organisation) = open(visit).await?;
    let t = visit.t();
    let (f, head) = framed(visit, &case, &organisation, "/notices", t.text("notice-new-title"));
    let ctx = visit.ctx();
    let name = |duty: &Duty| format!("{} · {}", recipient_name(ctx, t, &case, duty), duty_name(t, duty));
    let Some(duty) = duty_of(visit, &case)? else {
        let open = case.duties.iter().filter(|duty| !duty.gone && duty.is_unfiled());
        let with_form = open.filter(|duty| !notices::choices(ctx, duty).is_empty());
        let duties =
            with_form.map(|duty| (address(&case, &format!("/notices/new?duty={}", duty.number)), name(duty))).collect();
        return Ok(NewPage {
            form,
            action: String::new(),
            duty_href: String::new(),
            duty_what: String::new(),
            duties,
            no_form: false,
            kinds: Vec::new(),
            languages: Vec::new(),
            translation: None,
            existing: Vec::new(),
            not_decided: false,
            sheet_href: None,
            f,
            head,
        });
    };
    let choices = notices::choices(ctx, duty);
    let mut languages: Vec<String> = choices.iter().flat_map(|choice| choice.languages.clone()).collect();
    languages.sort();
    languages.dedup();
    let main = choices.first();
    let taken: Vec<&String> =
        languages.iter().filter(|language| main.is_some_and(|choice| choice.is_taken(language))).collect();
    // The recipient's own language first, in the order of the data; the screen's where the recipient takes any. Where it takes none
    // of ours nothing is chosen beforehand: which one stands in until it is translated is for a person to say.
    let preferred = main
        .and_then(|choice| choice.preferred.clone())
        .or_else(|| taken.iter().find(|tag| tag.as_str() == t.lang.as_str()).map(|tag| (*tag).clone()))
        .or_else(|| taken.first().map(|tag| (*tag).clone()))
        .unwrap_or_default();
    let option = |tag: &String| {
        let choice = Choice::new(tag, language_name(&f, tag));
        match main {
            Some(main) if !main.is_taken(tag) => choice.hint(f.text("notice-language-not-taken")),
            _ => choice,
        }
    };
    // Where a page leads here for one text in one language, its address says so.
    let asked = |name: &str, known: &dyn Fn(&str) -> bool| {
        Some(visit.query(name)).filter(|word| known(word)).map(str::to_owned)
    };
    let preferred = asked("language", &|tag| languages.iter().any(|known| known == tag)).unwrap_or(preferred);
    let form = if form.value("language").is_empty() { form.fill("language", preferred) } else { form };
    let first_kind = asked("kind", &|word| choices.iter().any(|choice| choice.kind.as_str() == word))
        .or_else(|| choices.first().map(|choice| choice.kind.to_string()))
        .unwrap_or_default();
    let form = if form.value("kind").is_empty() { form.fill("kind", first_kind) } else { form };
    let existing = case
        .notices
        .iter()
        .filter(|notice| notice.duties.contains(&duty.number))
        .map(|notice| (notice_address(&case, notice.number, ""), notice_name(&f, notice), state_of(&f, notice)))
        .collect();
    let decided = case.decision_on(duty.number).is_some_and(|decision| decision.in_force());
    Ok(NewPage {
        action: address(&case, &format!("/notices/new?duty={}", duty.number)),
        duty_href: duty_address(&case, duty.number),
        duty_what: name(duty),
        duties: Vec::new(),
        no_form: choices.is_empty(),
        kinds: choices.iter().map(|choice| Choice::new(choice.kind, f.of("notice-kind", choice.kind))).collect(),
        languages: languages.iter().map(option).collect(),
        translation: translation_due(&f, ctx, &case, duty),
        existing,
        // Texts are prepared at once, also before it is decided whether people are told (DESIGN section 5).
        not_decided: duty.planned.kind == DutyKind::People && !decided,
        sheet_href: sheet_address(ctx, &case, duty),
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
    form.only(&["kind", "language"]);
    let (case, _) = open(&visit).await?;
    let Some(duty) = duty_of(&visit, &case)? else { return Err(Problem::NotFound) };
    let choices = notices::choices(visit.ctx(), duty);
    let kind = form.choice("kind", "notice-kind-missing", |word| {
        NoticeKind::parse(word).filter(|kind| choices.iter().any(|choice| choice.kind == *kind))
    });
    let language = form.choice("language", "notice-language-missing", |tag| {
        choices.iter().any(|choice| choice.languages.iter().any(|known| known == tag)).then(|| tag.to_owned())
    });
    let (true, Some(kind), Some(language)) = (form.is_good(), kind, language) else {
        return visit.page_with_problems(&page(&visit, form).await?);
    };
    let (who, reference, number) = (visit.person()?.clone(), case.reference.clone(), duty.number);
    visit
        .once_then_see(move |ctx| {
            let outcome = match kind {
                NoticeKind::PublicNotice => notices::prepare_public(ctx, &who, &reference, number, &language)?,
                kind => notices::prepare_as(ctx, &who, &reference, number, Some(kind), &language)?,
            };
            let drafted = outcome.case.notices.last().map_or(0, |notice| notice.number);
            Ok(notice_address(&outcome.case, drafted, ""))
        })
        .await
}
