//! What stands above every page of a case: heading, clock in one line, tabs.

use super::cells::clock;
use super::naming::{address, duty_address, duty_name};
use super::zone;
use crate::app::member::APPROVERS;
use crate::app::views::case_page;
use crate::domain::case::{Case, CaseStatus};
use crate::web::components::Clock;
use crate::web::frame::{Frame, Link};
use crate::web::visit::Visit;

/// What stands above every page of a case.
#[derive(Debug, Clone)]
pub struct Head {
    pub reference: String,
    pub organisation: String,
    pub case_title: String,
    pub heading: String,
    pub tabs: Vec<Link>,
    /// The clock in one line: clock, what is due, where it is explained. None on the first page and where nothing runs.
    pub strip: Option<(Clock, String, String)>,
    pub closed: bool,
    /// It goes on in another case.
    pub merged: bool,
    /// Where a closed case is reopened, for those who may.
    pub reopen: String,
    /// How many people see a restricted case, in words; empty where everybody does.
    pub restricted: String,
    pub printed: String,
}

/// Tabs: path below the case, and the family member of `case-tab` that words it.
const TABS: &[(&str, &str)] = &[
    ("", "overview"),
    ("/instants", "awareness"),
    ("/facts", "facts"),
    ("/duties", "duties"),
    ("/notices", "notices"),
    ("/communications", "people"),
    ("/timeline", "timeline"),
];

/// Frame and head of a page of a case. `tab` is one of [`TABS`]' paths, or empty for the first page.
pub fn framed(visit: &Visit, case: &Case, organisation: &str, tab: &str, heading: String) -> (Frame, Head) {
    let mut frame = visit.frame(format!("{} {heading}", case.reference)).wide();
    frame.zone = zone(case);
    let frame = frame
        .crumb("/", visit.t().text("nav-home"))
        .crumb("/cases", visit.t().text("nav-cases"))
        .crumb(address(case, ""), case.reference.clone());
    let first = tab.is_empty() && heading == case.title.as_str();
    let mut frame = if first { frame } else { frame.crumb("", heading.clone()) };
    if case.drill {
        frame.drill = true;
        frame.band = Some(visit.t().text("case-drill-band"));
    }
    let mut head = head(&frame, case, organisation, tab, heading, !first);
    let may_reopen = visit.asked.who.as_ref().is_some_and(|who| who.has_role(case.organisation, APPROVERS));
    if head.closed && !head.merged && may_reopen {
        head.reopen = address(case, "/reopen");
    }
    (frame, head)
}

/// The head alone, for pages that build their own frame.
pub fn head(f: &Frame, case: &Case, organisation: &str, tab: &str, heading: String, with_strip: bool) -> Head {
    let tabs = TABS
        .iter()
        .map(|(path, word)| Link { href: address(case, path), label: f.of("case-tab", word), current: *path == tab })
        .collect();
    let by = f.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    let printed = f.t.with3("case-printed", ("reference", &case.reference), ("at", &f.moment(&f.now)), ("by", &by));
    Head {
        reference: case.reference.clone(),
        organisation: organisation.to_owned(),
        case_title: case.title.as_str().to_owned(),
        heading,
        tabs,
        strip: with_strip.then(|| strip(f, case)).flatten(),
        closed: case.status == CaseStatus::Closed,
        merged: case.merged_into.is_some(),
        reopen: String::new(),
        restricted: case
            .restriction
            .as_ref()
            .map(|standing| f.with1("access-tag", "count", standing.people.len()))
            .unwrap_or_default(),
        printed,
    }
}

fn strip(f: &Frame, case: &Case) -> Option<(Clock, String, String)> {
    let next = case_page::next_deadline(case, f.now)?;
    let clock = clock(f, &next.row.face)?;
    Some((clock, due_sentence(f, &next), duty_address(case, next.row.duty.number)))
}

/// `9 of 19: First notice, 24 hours, is not filed`
pub fn due_sentence(f: &Frame, next: &case_page::NextDeadline<'_>) -> String {
    let what = duty_name(f.t, next.row.duty);
    let said = if next.of <= 1 {
        let to = f.authority(&next.row.duty.planned.recipient.name);
        f.with2("case-due-one", "what", &what, "to", to)
    } else {
        f.t.with3("case-due-many", ("open", &next.same_clock), ("all", &next.of), ("what", &what))
    };
    if next.together <= next.same_clock {
        return said;
    }
    f.with2("case-due-together", "said", &said, "count", next.together)
}
