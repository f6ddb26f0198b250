//! The form of a processor that informs its controller (Art. 33(2)): open to anybody like the report form, with a name in the address where
//! a controller gives each of its processors a link of their own.

use askama::Template;

use super::report::{desk_of, public_frame};
use crate::app::report::{self, Answers, Concerned, Desk, NewReport, ProcessorNotice, Reporter, YesNoUnknown};
use crate::domain::values::{At, Private};
use crate::web::components::Choice;
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::limits::Counted;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/report/{organisation}/processor", Permission::Public, show),
        // As with the report form: nothing is lost because somebody refuses cookies, and it acts with nobody's rights.
        post("/report/{organisation}/processor", Permission::Public, send).without_token().counted(Counted::Report),
    ]
}

#[derive(Template)]
#[template(path = "pages/report-processor.html")]
struct ProcessorPage {
    f: Frame,
    form: Form,
    action: String,
    concerned: Vec<Choice>,
    yes_no: Vec<Choice>,
}

const QUESTIONS: &[&str] =
    &["processor", "contact", "what", "when", "concerned", "data", "ongoing", "measures", "own-reference"];

fn page(visit: &Visit, desk: &Desk, form: Form) -> ProcessorPage {
    let t = visit.t();
    ProcessorPage {
        f: public_frame(visit, desk, t.text("processor-title")).problems(!form.is_good()),
        action: visit.address().to_owned(),
        concerned: Concerned::ALL.iter().map(|word| Choice::new(word, t.of("report-concerned", word))).collect(),
        yes_no: YesNoUnknown::ALL.iter().map(|word| Choice::new(word, t.of("answer", word))).collect(),
        form,
    }
}

async fn show(visit: Visit) -> Answer {
    let desk = desk_of(&visit).await?;
    // `?name=` of a link that belongs to one processor; it may be changed, for it proves nothing.
    let form = Form::empty(visit.t()).fill("processor", visit.query("name"));
    visit.page(&page(&visit, &desk, form))
}

/// The moment of the processor and all answers, or none with the problems at their fields.
fn read(form: &mut Form, words: &Words, desk: &Desk, now: At) -> Option<(At, Answers)> {
    let name = form.line("processor", "processor-name-missing");
    let contact = form.line("contact", "processor-contact-missing");
    let what = form.text("what", "report-what-missing");
    let aware =
        form.demand_instant("when", "processor-when-missing", desk.zone, now, Ahead::Refused("report-when-in-future"));
    let concerned = form.choices("concerned", Concerned::parse);
    let data = form.text("data", "processor-data-missing");
    let ongoing = match form.value("ongoing") {
        "" => Some(YesNoUnknown::Unknown),
        _ => form.choice("ongoing", "form-required", YesNoUnknown::parse),
    };
    let measures = form.optional_text("measures");
    let own_reference = form.optional_line("own-reference");
    if !form.is_good() {
        return None;
    }
    let notice = ProcessorNotice {
        name: Private::new(name?),
        own_reference: Private::new(own_reference?),
        data: Private::new(data?),
        measures: Private::new(measures?),
    };
    let answers = Answers {
        what: Private::new(what?),
        concerned: concerned?,
        ongoing: ongoing?,
        // A processor works on behalf of the controller and is not its staff: clocks run from the arrival of its notice (DESIGN section 5).
        works_for_us: YesNoUnknown::No,
        contact: Private::new(contact?),
        language: words.lang.as_str().to_owned(),
        mail: None,
        processor: Some(notice),
    };
    Some((aware?, answers))
}

async fn send(mut visit: Visit) -> Answer {
    let desk = desk_of(&visit).await?;
    let mut form = visit.take_form();
    form.only(QUESTIONS);
    let Some((aware_at, answers)) = read(&mut form, visit.t(), &desk, visit.now()) else {
        return visit.page_with_problems(&page(&visit, &desk, form));
    };
    let new = NewReport { organisation: desk.organisation, first_noticed_at: Some(aware_at), answers };
    visit
        .once_then_see(move |ctx| {
            let receipt = report::file(ctx, &Reporter::Stranger, &new)?;
            Ok(format!("/report/{}/received/{}", desk.slug, receipt.id))
        })
        .await
}
