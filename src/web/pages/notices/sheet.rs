//! The ready sheet of a duty, for the person who types it into the authority's form: in the form's order and words, each answer to be
//! selected or copied; above it what is missing, too long, or looked for and not named.

use askama::Template;

use super::sheet_rows::{Finding, Section, findings, remark_of, sections, without_answer};
use crate::app::notices::sheets::{self, Chosen, Opened, Phase};
use crate::app::paper::{self, Beside};
use crate::app::{AppError, Ctx};
use crate::domain::case::{Case, Duty, Notice};
use crate::web::components::{Choice, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::pages::case::{
    Head, address, duty_address, duty_name, framed, language_name, may_change, recipient_name,
};
use crate::web::paper as web_paper;
use crate::web::problem::Problem;
use crate::web::query;
use crate::web::spoken::Spoken;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/notices/sheet.html")]
pub struct SheetPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub lead: String,
    /// What stands above the form's questions: where they were read, and that this is no form of the authority's.
    pub note: Spoken,
    pub about: Vec<SummaryRow>,
    pub portal: Vec<(String, String)>,
    pub action: String,
    pub phases: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub language: String,
    pub missing: Vec<Finding>,
    pub too_long: Vec<Finding>,
    pub not_named: Vec<Finding>,
    /// "Not known yet", which will do in this phase.
    pub open: Vec<Finding>,
    pub sections: Vec<Section>,
    pub paper_href: String,
    pub duty_href: String,
}

impl SheetPage {
    /// Nothing stands between this sheet and the form.
    pub fn is_ready(&self) -> bool {
        self.missing.is_empty() && self.too_long.is_empty() && self.not_named.is_empty()
    }
}

/// Where the sheet of a duty stands; none where the duty is answered on no form.
pub fn sheet_address(ctx: &Ctx, case: &Case, duty: &Duty) -> Option<String> {
    (!duty.gone && sheets::has_form(ctx, duty)).then(|| duty_address(case, duty.number) + "/sheet")
}

/// The sheet of the duty that a notice is for.
pub fn sheet_of(ctx: &Ctx, case: &Case, notice: &Notice) -> Option<String> {
    let duty = notice.duties.first().and_then(|number| case.duty(*number));
    duty.and_then(|duty| sheet_address(ctx, case, duty))
}

/// What the address asks for; a word that is no choice is a problem of the form.
pub fn chosen(form: &mut Form) -> Chosen {
    let mut chosen = Chosen::default();
    if !form.value("phase").is_empty() {
        chosen.phase = form.choice("phase", "form-not-a-choice", Phase::parse);
    }
    if !form.value("kind").is_empty() {
        chosen.follow_up = form.choice("kind", "form-not-a-choice", |word| match word {
            "new" => Some(false),
            "follow_up" => Some(true),
            _ => None,
        });
    }
    chosen
}

/// The sheet as chosen; where the choice cannot be, as the record has it, with the reason at the field.
async fn open(visit: &Visit, form: &mut Form) -> Result<Opened, Problem> {
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let wanted = chosen(form);
    let load = async |chosen: Chosen| {
        let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
        visit.run(move |ctx| sheets::opened(ctx, &who, &reference, number, chosen)).await
    };
    match load(wanted).await {
        Err(Problem::App(AppError::Invalid { field, key })) => {
            form.problem(field, visit.t().text(key));
            load(Chosen::default()).await
        }
        other => other,
    }
}

pub async fn show(visit: Visit) -> Answer {
    let mut form = visit.asked.query.clone();
    let opened = open(&visit, &mut form).await?;
    let good = form.is_good();
    let page = page(&visit, &opened, form)?;
    if good { visit.page(&page) } else { visit.page_with_problems(&page) }
}

fn page(visit: &Visit, opened: &Opened, form: Form) -> Result<SheetPage, Problem> {
    let (ctx, t, case) = (visit.ctx(), visit.t(), &opened.case);
    let duty = case.duty(opened.duty).ok_or(Problem::NotFound)?;
    let (to, what) = (recipient_name(ctx, t, case, duty), duty_name(t, duty));
    let (f, head) = framed(visit, case, &opened.organisation, "/notices", t.with1("sheet-title", "to", &to));
    let sheet = &opened.sheet;
    let may_enter = may_change(visit, case)?;
    let found = findings(&f, ctx, opened, duty, may_enter);
    let kind = if opened.follow_up { "follow_up" } else { "new" };
    let sent = if form.is_good() { form.replaced("phase", opened.phase.as_str()).replaced("kind", kind) } else { form };
    let links =
        [(opened.form_url.clone(), f.text("file-form-link")), (opened.page_url.clone(), f.text("file-page-link"))];
    let here = duty_address(case, duty.number) + "/sheet";
    let paper = query::with(&format!("{here}.pdf"), "phase", opened.phase.as_str());
    Ok(SheetPage {
        lead: f.with2("sheet-lead", "what", &what, "to", &to),
        note: note(&f, opened),
        about: about(&f, opened),
        portal: links.into_iter().filter_map(|(url, label)| Some((url?, label))).collect(),
        phases: Phase::ALL.iter().map(|phase| Choice::new(phase, f.of("sheet-phase", phase))).collect(),
        kinds: ["new", "follow_up"].iter().map(|word| Choice::new(word, f.of("sheet-kind", word))).collect(),
        language: sheet.language.clone(),
        missing: found.missing,
        too_long: found.too_long,
        not_named: found.not_named,
        open: found.open,
        sections: sections(&f, ctx, opened, duty, may_enter),
        paper_href: query::with(&paper, "kind", kind),
        action: here,
        duty_href: duty_address(case, duty.number),
        f: f.problems(!sent.is_good()),
        form: sent,
        head,
    })
}

fn note(f: &Frame, opened: &Opened) -> Spoken {
    match f.t.lang {
        Lang::It if !opened.note_it.is_empty() => Spoken::in_lang(f.t, Lang::It, opened.note_it.clone()),
        _ => Spoken::english(f.t, opened.sheet.note.clone()),
    }
}

fn about(f: &Frame, opened: &Opened) -> Vec<SummaryRow> {
    let sheet = &opened.sheet;
    let read = f.text(if sheet.verified { "sheet-form-read" } else { "sheet-form-not-read" });
    let checked = opened.checked_on.map(|day| f.with1("sheet-checked-on", "day", f.t.day(day)));
    vec![
        SummaryRow::new(f.text("sheet-form"), Spoken::english(f.t, sheet.gloss.clone()))
            .why(Spoken::english(f.t, sheet.edition.clone()).and(" · ", language_name(f, &sheet.language))),
        SummaryRow::new(f.text("sheet-source"), read)
            .why(Spoken::from(checked.unwrap_or_default()).and(" · ", Spoken::english(f.t, opened.source.clone()))),
    ]
}

/// The same as a tagged PDF in the form's language.
pub async fn pdf(visit: Visit) -> Answer {
    let mut form = visit.asked.query.clone();
    let opened = open(&visit, &mut form).await?;
    if !form.is_good() {
        // A paper of something else than was asked for would go unnoticed.
        return visit.page_with_problems(&page(&visit, &opened, form)?);
    }
    let f = visit.frame(String::new());
    let ctx = visit.ctx();
    let sheet = &opened.sheet;
    let count = |rows: usize, key: &str| (rows > 0).then(|| f.with1(key, "count", rows));
    let lead = [
        Some(format!("{} · {}", f.of("sheet-kind", kind_of(&opened)), f.of("sheet-phase", opened.phase))),
        count(sheet.missing().count(), "sheet-count-missing"),
        count(sheet.over_long().count(), "sheet-count-too-long"),
        count(sheet.rows.iter().filter(|row| !row.not_named.is_empty()).count(), "sheet-count-not-named"),
        Some(f.text("sheet-not-the-form")),
    ];
    let beside = Beside {
        lang: f.t.lang.as_str().to_owned(),
        lead: lead.into_iter().flatten().collect(),
        label_is_ours: f.text("sheet-label-ours"),
        answer_is_ours: f.text("sheet-answer-ours"),
        remarks: sheet.rows.iter().map(|row| remark_of(&f, ctx, sheet, row).plain()).collect(),
        instead: sheet.rows.iter().map(|row| without_answer(&f, row)).collect(),
    };
    let (draft, drill, now) = (f.text("sheet-band"), f.text("case-drill-band"), f.now);
    let (name, bytes) =
        visit.run(move |_| paper::sheet(&opened, &beside, [draft.as_str(), drill.as_str()], now)).await?;
    Ok(web_paper::answer(&name, bytes))
}

fn kind_of(opened: &Opened) -> &'static str {
    if opened.follow_up { "follow_up" } else { "new" }
}

/// Where an answer of the sheet is given: the question itself, or the page whose record it repeats.
pub fn place_of_answer(case: &Case, duty: &Duty, fact: &str) -> Option<String> {
    let instant = |what: &str| address(case, &format!("/instants/new?what={what}"));
    Some(match fact {
        "notification.kind" | "notification.phase" | "notification.regime" | "notification.own_ref" => return None,
        "notification.previous_ref" | "notification.withdraw_reason" | "time.delay_reason" => {
            duty_address(case, duty.number)
        }
        "time.start" => instant("occurred"),
        "time.end" | "time.estimated" => address(case, "/instants"),
        "time.detected_at" => instant("detected_611"),
        "time.aware_at" => instant("aware"),
        "impact.likelihood" | "risk.outcome" => address(case, "/risk"),
        "communication.status" => address(case, "/communications"),
        "xborder.subjects" | "noneea.subjects" => address(case, "/parties"),
        "xborder.notified" | "noneea.notified" => address(case, "/duties"),
        "controller.name" | "controller.identifier" | "controller.contact" => {
            address(case, &format!("/controllers/{}", duty.planned.controller))
        }
        _ => address(case, &format!("/facts/{fact}")),
    })
}
