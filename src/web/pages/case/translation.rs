//! A notice that its authority takes in another language than the draft's: by when it is translated, and who does it.

use askama::Template;

use super::board::language_name;
use super::{
    Head, address, answer, duty_address, duty_name, framed, may_change, moment_with_utc, open, recipient_name,
    refused_at,
};
use crate::app::Ctx;
use crate::app::notices::translation::{self, Translation};
use crate::domain::case::{Case, Duty};
use crate::domain::values::Private;
use crate::web::components::{Choice, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/case/translation.html")]
struct TranslationPage {
    f: Frame,
    head: Head,
    form: Form,
    rows: Vec<SummaryRow>,
    into: Vec<Choice>,
    /// Empty for those who only read.
    action: String,
    back: String,
}

/// A translation that is due, as pages of its duty and of its notice say it.
#[derive(Debug, Clone)]
pub struct TranslationDue {
    pub said: String,
    pub href: String,
    pub link: String,
}

/// The line of a duty whose notice still has to be translated.
pub fn due_line(f: &Frame, ctx: &Ctx, case: &Case, duty: &Duty) -> Option<TranslationDue> {
    let owed = translation::owed(ctx, case, duty)?;
    let takes = names(f, &owed.takes);
    let due = match &owed.by {
        Some(by) => f.with2("translation-due-by", "at", moment_with_utc(f, *by), "languages", &takes),
        None => f.with1("translation-due", "languages", &takes),
    };
    let late = owed.by.filter(|by| f.is_past(by)).map(|_| f.text("translation-late"));
    let drafted = drafted(f, &owed);
    let who = match &owed.task {
        Some(task) => f.with1("translation-by", "name", task.owner.as_str()),
        None => f.text("translation-by-nobody"),
    };
    let said = [Some(due), late, drafted, Some(who)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let link = f.text(if owed.task.is_some() { "translation-change" } else { "translation-name" });
    Some(TranslationDue { said, href: address(case, &format!("/duties/{}/translation", duty.number)), link })
}

/// Which parts of the draft stand in which language until then.
fn drafted(f: &Frame, owed: &Translation) -> Option<String> {
    let drafted = owed.drafted_in.as_ref().map(|tag| language_name(f, tag));
    match (&owed.answers_in, drafted) {
        (Some(answers), Some(own)) => {
            Some(f.with2("translation-parts", "own", own, "answers", language_name(f, answers)))
        }
        (Some(answers), None) => Some(f.with1("translation-parts-planned", "answers", language_name(f, answers))),
        (None, Some(own)) => Some(f.with1("translation-drafted", "language", own)),
        (None, None) => None,
    }
}

fn names(f: &Frame, tags: &[String]) -> String {
    f.t.list(&tags.iter().map(|tag| language_name(f, tag)).collect::<Vec<_>>())
}

fn duty_of<'a>(visit: &Visit, case: &'a Case) -> Result<(&'a Duty, Translation), Problem> {
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let duty = case.duty(number).ok_or(Problem::NotFound)?;
    let owed = translation::owed(visit.ctx(), case, duty).ok_or(Problem::NotFound)?;
    Ok((duty, owed))
}

fn rows(f: &Frame, owed: &Translation) -> Vec<SummaryRow> {
    let verified = f.text(if owed.verified { "translation-verified" } else { "translation-unverified" });
    let mut rows = vec![SummaryRow::new(f.text("translation-takes"), names(f, &owed.takes)).why(verified)];
    // What was read at the source stands in English in the files.
    if let Some(note) = &owed.note {
        rows.push(SummaryRow::new(f.text("practice-languages"), Spoken::english(f.t, note)));
    }
    let by = owed.by.map_or_else(|| f.text("translation-no-term"), |by| moment_with_utc(f, by));
    rows.push(SummaryRow::new(f.text("translation-until"), by).why(f.text("translation-until-why")));
    if let Some(said) = drafted(f, owed) {
        rows.push(SummaryRow::new(f.text("translation-draft"), said));
    }
    let who = owed.task.as_ref().map_or_else(|| f.text("translation-by-nobody"), |task| task.owner.as_str().to_owned());
    rows.push(SummaryRow::new(f.text("translation-who"), who));
    rows
}

fn page(
    visit: &Visit,
    case: &Case,
    organisation: &str,
    duty: &Duty,
    owed: &Translation,
    form: Form,
) -> Result<TranslationPage, Problem> {
    let to = recipient_name(visit.ctx(), visit.t(), case, duty);
    let heading = visit.t().with2("translation-title", "what", duty_name(visit.t(), duty), "to", &to);
    let (f, head) = framed(visit, case, organisation, "/duties", heading);
    let into = owed.task.as_ref().and_then(|task| task.translates.as_ref()).map(|one| one.into.clone());
    let into = into.or_else(|| owed.takes.first().cloned()).unwrap_or_default();
    let form = if form.value("into").is_empty() { form.fill("into", into) } else { form };
    Ok(TranslationPage {
        rows: rows(&f, owed),
        into: owed.takes.iter().map(|tag| Choice::new(tag, language_name(&f, tag))).collect(),
        action: match may_change(visit, case)? {
            true => address(case, &format!("/duties/{}/translation", duty.number)),
            false => String::new(),
        },
        back: duty_address(case, duty.number),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (duty, owed) = duty_of(&visit, &case)?;
    visit.page(&page(&visit, &case, &organisation, duty, &owed, Form::empty(visit.t()))?)
}

pub async fn name(mut visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let (duty, owed) = duty_of(&visit, &case)?;
    let mut form = visit.take_form();
    form.only(&["translator", "into"]);
    let translator = form.line("translator", "translation-who-missing");
    let into = form.choice("into", "notice-language-missing", |tag| {
        owed.takes.iter().any(|takes| takes == tag).then(|| tag.to_owned())
    });
    if let (Some(translator), Some(into), true) = (translator, into, form.is_good()) {
        let (who, reference, number) = (visit.person()?.clone(), case.reference.clone(), duty.number);
        let title = Private::new(recipient_name(visit.ctx(), visit.t(), &case, duty));
        let named = visit
            .once(move |ctx| {
                translation::name(ctx, &who, &reference, number, &into, Private::new(translator), title)?;
                Ok(format!("/cases/{reference}/duties/{number}"))
            })
            .await;
        match named {
            Ok(location) => return visit.see_other(location),
            Err(problem) => refused_at(&visit, &mut form, "translator", problem)?,
        }
    }
    answer(&visit, &form, &page(&visit, &case, &organisation, duty, &owed, form.clone())?)
}
