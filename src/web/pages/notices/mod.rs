//! The pages of a notice: list, draft, edit, check and approve, file, publish. What they share: names, states, what is missing.

use chrono_tz::Tz;

use crate::app::member::{APPROVERS, READERS, WORKERS};
use crate::app::notices::Draft;
use crate::app::notices::linted::rule_of;
use crate::app::notices::reading::{self, Difference, Opened};
use crate::domain::case::{Case, Certified, Notice, NoticeFiling, NoticeState};
use crate::domain::situation::Proof;
use crate::web::citations;
use crate::web::components::{Shape, State};
use crate::web::frame::Frame;
use crate::web::pages::case::{Head, address, framed};
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::spoken::Spoken;
use crate::web::visit::Visit;

pub mod check;
pub mod edit;
pub mod file;
pub mod letter;
pub mod linting;
pub mod list;
pub mod new;
pub mod sheet;
mod sheet_rows;

/// Largest file that proves a filing, in bytes.
pub const PROOF_BYTES: u64 = 10 << 20;

/// Auditors read; who may approve, hand over and settle is asked again by the use case.
pub fn routes() -> Vec<Route> {
    let (reads, works, approves) =
        (Permission::Roles(READERS), Permission::Roles(WORKERS), Permission::Roles(APPROVERS));
    vec![
        get("/cases/{reference}/notices", reads, list::list),
        get("/cases/{reference}/letters/new", works, letter::show),
        post("/cases/{reference}/letters/new", works, letter::start),
        get("/cases/{reference}/notices/new", works, new::show),
        post("/cases/{reference}/notices/new", works, new::start),
        get("/cases/{reference}/notices/{number}", reads, edit::show).refreshes(),
        post("/cases/{reference}/notices/{number}", works, edit::save).refreshes(),
        get("/cases/{reference}/notices/{number}/redraft", works, edit::show_redraft),
        post("/cases/{reference}/notices/{number}/redraft", works, edit::redraft),
        get("/cases/{reference}/notices/{number}/check", reads, check::show).frames(),
        post("/cases/{reference}/notices/{number}/check", approves, check::act).frames(),
        get("/cases/{reference}/notices/{number}/preview/{digest}", reads, check::preview).framed(),
        get("/cases/{reference}/notices/{number}/paper/{digest}", reads, check::paper),
        get("/cases/{reference}/notices/{number}/editable/{digest}", reads, check::editable),
        get("/cases/{reference}/notices/{number}/file", reads, file::show),
        post("/cases/{reference}/notices/{number}/file", works, file::act).uploads(PROOF_BYTES),
        get("/cases/{reference}/notices/{number}/export", reads, file::export),
        get("/cases/{reference}/duties/{number}/sheet", reads, sheet::show),
        get("/cases/{reference}/duties/{number}/sheet.pdf", reads, sheet::pdf),
        get(
            "/cases/{reference}/notices/{number}/proofs/{attachment}",
            reads,
            crate::web::pages::case::filing::proof_file,
        ),
    ]
}

/// The notice of the address; one that is not there, or not theirs, is not found.
async fn open(visit: &Visit) -> Result<Opened, Problem> {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    visit.run(move |ctx| reading::opened(ctx, &who, &reference, number)).await
}

pub fn page_address(opened: &Opened, path: &str) -> String {
    notice_address(&opened.case, opened.notice.number, path)
}

pub fn notice_address(case: &Case, number: u32, path: &str) -> String {
    address(case, &format!("/notices/{number}{path}"))
}

/// Frame and head of a page of one notice.
fn framed_notice(visit: &Visit, opened: &Opened, heading: String) -> (Frame, Head) {
    framed(visit, &opened.case, &opened.organisation, "/notices", heading)
}

/// "First notice (Regulation 611/2013), Garante"
pub fn notice_name(f: &Frame, notice: &Notice) -> String {
    f.with2("notice-name", "kind", f.of("notice-kind", &notice.kind), "to", recipient_name(f, notice))
}

pub fn recipient_name(f: &Frame, notice: &Notice) -> String {
    match (&notice.recipient, &notice.letter) {
        (_, Some(letter)) => letter.to.as_str().to_owned(),
        (Some(recipient), _) => f.authority(&recipient.name),
        (None, None) if is_public(notice) => f.text("notice-to-public"),
        (None, None) => f.text("notice-to-people"),
    }
}

/// A sentence of these pages, in words of its own for a letter where it has some: nobody files with an insurer.
pub fn worded(f: &Frame, notice: &Notice, key: &str) -> String {
    of_letter(f, notice, key).unwrap_or_else(|| f.text(key))
}

/// The words of their own that a letter has for a key.
pub fn of_letter(f: &Frame, notice: &Notice, key: &str) -> Option<String> {
    let own = notice.letter.is_some() && f.t.has(&format!("for-letter-{key}"));
    own.then(|| f.of("for-letter", key))
}

/// What a notice is comes from its kind's audience where it is opened; the list only has the name of the kind.
fn is_public(notice: &Notice) -> bool {
    notice.kind == "public_notice"
}

fn language_name(f: &Frame, tag: &str) -> String {
    crate::web::pages::case::language_name(f, tag)
}

/// The state in words that never mix approved, handed over, said to be filed and confirmed.
pub fn state_of(f: &Frame, notice: &Notice) -> State {
    let to_body = notice.to_body();
    let last_proof = notice.filings.last().map(NoticeFiling::proof);
    let (shape, word) = match notice.state {
        _ if notice.certified().is_some() && notice.failure.is_none() => return certified_state(f, notice),
        NoticeState::Draft => (Shape::None, "draft"),
        NoticeState::InReview => (Shape::Half, "in-review"),
        NoticeState::Approved if to_body => (Shape::Full, "approved"),
        NoticeState::Approved if is_public(notice) => (Shape::Full, "approved-public"),
        NoticeState::Approved => (Shape::Full, "approved-people"),
        NoticeState::HandedOver if notice.failure.is_some() => (Shape::Soon, "unclear"),
        NoticeState::HandedOver => (Shape::Wait, "handed-over"),
        NoticeState::Simulated => (Shape::Soon, "simulated"),
        NoticeState::Filed => (Shape::Receipt, "unproven"),
        NoticeState::Confirmed if last_proof == Some(Proof::ServerAcceptance) => (Shape::Receipt, "accepted"),
        NoticeState::Confirmed => (Shape::Ok, "confirmed"),
        NoticeState::Published => (Shape::Ok, "published"),
    };
    let state = State::new(
        shape,
        of_letter(f, notice, &format!("notice-label-{word}")).unwrap_or_else(|| f.of("notice-label", word)),
    );
    match notice.approval() {
        Some(approval) if approval.exception.is_some() && approval.reviewed_by.is_none() => {
            state.why(f.text("notice-without-second"))
        }
        Some(approval) if notice.state == NoticeState::Approved => {
            state.why(f.with2("notice-approved-by", "version", approval.version, "name", approval.by.name.as_str()))
        }
        None if !notice.approvals.is_empty() && notice.filings.is_empty() => state.why(f.text("notice-approval-void")),
        _ => state,
    }
}

/// The same of a notice that went by certified mail, whose providers say each step.
fn certified_state(f: &Frame, notice: &Notice) -> State {
    let (shape, word) = match notice.certified() {
        Some(Certified::Accepted) => (Shape::Receipt, "pec-accepted"),
        Some(Certified::Delivered) => (Shape::Ok, "pec-delivered"),
        Some(Certified::Outstanding) | None => (Shape::Wait, "pec-outstanding"),
    };
    State::new(shape, f.of("notice-label", word))
}

/// One thing that the notice lacks, with where to mend it and who wants it.
pub struct MissingLine {
    /// Number of the linter's rule that it is about.
    pub rule: String,
    pub label: String,
    pub reason: String,
    pub blocking: bool,
    /// False while nobody has read the item in a primary source.
    pub verified: bool,
    pub block: Option<(String, String)>,
    pub facts: Vec<(String, String)>,
    pub citation: Option<(String, Spoken)>,
    /// By whose word it is asked, where no law lists it; empty where one does.
    pub source: String,
    /// The words it is about, as they stand, with their language as a tag and by name.
    pub passage: Option<(String, &'static str, String)>,
}

fn missing_lines(visit: &Visit, f: &Frame, opened: &Opened) -> Vec<MissingLine> {
    let line = |missing: &crate::app::notices::Missing| MissingLine {
        rule: match rule_of(opened.kind(), missing) {
            "" => String::new(),
            rule => f.with1("lint-rule", "rule", rule),
        },
        label: f.of("notice-element", &missing.element),
        reason: f.of("missing", missing.reason),
        blocking: missing.blocking,
        verified: missing.verified,
        block: missing.block.as_ref().filter(|block| opened.seen.draft.block(block).is_some()).map(|block| {
            let label = block_label(f, &opened.seen.draft, block);
            (format!("{}#body-{block}", page_address(opened, "")), label)
        }),
        facts: missing
            .facts
            .iter()
            .filter_map(|fact| {
                let label = crate::web::pages::case::facts::label(visit.ctx(), f.t, fact);
                Some((place_of(opened, fact)?, label))
            })
            .collect(),
        citation: (!missing.citation.act.is_empty()).then(|| {
            let citation = &missing.citation;
            (citation.url.clone(), citations::short(f.t, &citation.act, &citation.article))
        }),
        source: missing.source.map(|source| f.of("notice-source", source)).unwrap_or_default(),
        passage: missing.passage.as_ref().map(|(text, tag)| (in_short(text), *tag, language_name(f, tag))),
    };
    opened.seen.missing.iter().map(line).collect()
}

/// Where a fact is answered.
fn place_of(opened: &Opened, fact: &str) -> Option<String> {
    match opened.notice.duties.first().and_then(|number| opened.case.duty(*number)) {
        Some(duty) => sheet::place_of_answer(&opened.case, duty, fact),
        None => Some(address(&opened.case, &format!("/facts/{fact}"))),
    }
}

/// `Since this text was made these facts have changed: …`; empty where none has.
fn moved(visit: &Visit, f: &Frame, opened: &Opened) -> String {
    let label = |id: &String| crate::web::pages::case::facts::label(visit.ctx(), f.t, id);
    let names: Vec<String> = opened.seen.moved.iter().map(label).collect();
    if names.is_empty() { String::new() } else { f.with1("notice-moved", "facts", f.t.list(&names)) }
}

/// Enough of a passage to find it by.
fn in_short(text: &str) -> String {
    const CHARACTERS: usize = 160;
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text).trim_end()),
        None => text.to_owned(),
    }
}

/// A block's own heading; one without is called by what it is, such as a greeting, or told by its place.
pub fn block_label(f: &Frame, draft: &Draft, id: &str) -> String {
    let place = draft.blocks.iter().position(|block| block.id == id).unwrap_or_default();
    match draft.block(id) {
        Some(block) if !block.heading.is_empty() => block.heading.clone(),
        _ if f.t.has(&format!("notice-block-{id}")) => f.of("notice-block", id),
        _ => f.with1("notice-part", "number", place + 1),
    }
}

/// A part in which two texts differ, worded.
pub struct DifferenceRow {
    pub heading: String,
    pub before: String,
    pub after: String,
}

fn difference_rows(f: &Frame, draft: &Draft, found: Vec<Difference>) -> Vec<DifferenceRow> {
    found
        .into_iter()
        .map(|difference| DifferenceRow {
            heading: match difference.part.as_str() {
                "subject" => f.text("notice-subject"),
                _ if !difference.heading.is_empty() => difference.heading,
                part => block_label(f, draft, part),
            },
            before: difference.before,
            after: difference.after,
        })
        .collect()
}

/// A digest as people compare it: the first sixteen figures in groups.
pub fn short_digest(digest: &str) -> String {
    let head: Vec<char> = digest.chars().take(16).collect();
    head.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The zone in which an authority reads its own clock; the case's for everybody else.
pub fn recipient_zone(opened: &Opened) -> Tz {
    let duty = opened.notice.duties.first().and_then(|number| opened.case.duty(*number));
    let zone = duty.filter(|_| opened.notice.recipient.is_some()).map_or(&opened.case.zone, |duty| &duty.planned.zone);
    zone.parse().unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_shown_short_and_in_groups() {
        assert_eq!(short_digest("9c41f0b277de03aa55ff"), "9c41 f0b2 77de 03aa");
        assert_eq!(short_digest(""), "");
    }
}
