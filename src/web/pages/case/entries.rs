//! Entries of the record in words, for the timeline and the first page of a case.

use super::facts::{answer_words, label};
use super::{address, country_name, duty_name, moment_with_utc, recipient_name, scope_name};
use crate::app::Ctx;
use crate::app::people::ramp;
use crate::app::views::ledger::scope_word;
use crate::app::views::timeline::{EntryKind, Recorded, before};
use crate::domain::about::About;
use crate::domain::actor::ActorKind;
use crate::domain::case::{Case, Imported, ToldThen};
use crate::domain::event::Event;
use crate::domain::links::LinkedTo;
use crate::domain::values::{At, Private};
use crate::web::components::Entry;
use crate::web::frame::Frame;
use crate::web::pages::notices::check::findings_told;
use crate::web::pages::notices::notice_name;

/// All entries in words, in the order given, each with its number in the case's stream.
pub fn entries(f: &Frame, ctx: &Ctx, case: &Case, recorded: &[Recorded]) -> Vec<(i64, Entry)> {
    recorded.iter().map(|row| (row.seq, entry(f, ctx, case, recorded, row))).collect()
}

pub(super) fn entry(f: &Frame, ctx: &Ctx, case: &Case, all: &[Recorded], row: &Recorded) -> Entry {
    let (title, body) = told(f, ctx, case, row);
    let mark = match row.kind() {
        EntryKind::Decision => "e-dec",
        EntryKind::Notice => "e-file",
        _ => "",
    };
    let was = before(all, row).map(|old| short(f, ctx, old)).unwrap_or_default();
    let later = row.recorded_later().map(|late| f.with1("timeline-recorded-later", "time", f.t.duration(late)));
    let who = match row.actor.kind {
        ActorKind::System => f.text("timeline-system"),
        ActorKind::Public => f.text("timeline-public"),
        _ => row.actor.name.as_str().to_owned(),
    };
    Entry {
        at: row.happened_at,
        time_text: f.clock_time(&row.happened_at),
        mark,
        id: format!("e{}", row.seq),
        title,
        byline: format!("{who} · {}", f.of("entry-kind", row.kind())),
        later: later.unwrap_or_default(),
        body: body.into_iter().filter(|line| !line.trim().is_empty()).collect(),
        was,
        links: links(f, case, row),
    }
}

/// The value of an entry in a few words, for the line that is struck through.
fn short(f: &Frame, ctx: &Ctx, row: &Recorded) -> String {
    match &row.event {
        Event::FactSet { .. } => row.fact_entry().map(|entry| answer_words(ctx, f, &entry)).unwrap_or_default(),
        Event::InstantRecorded { entry } => moment_with_utc(f, entry.at),
        Event::TitleSet { title } => title.as_str().to_owned(),
        Event::CaseOpened(opened) => opened.title.as_str().to_owned(),
        _ => String::new(),
    }
}

fn links(f: &Frame, case: &Case, row: &Recorded) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut link = |path: String, key: &str| links.push((address(case, &path), f.text(key)));
    match &row.event {
        Event::InstantRecorded { entry } => link(format!("/instants/{}", entry.number), "timeline-to-entry"),
        Event::InstantConfirmed { number, .. } => link(format!("/instants/{number}"), "timeline-to-entry"),
        Event::FactSet { fact, .. } => {
            link(format!("/facts/{}?scope={}", fact.id, scope_word(&fact.scope)), "timeline-to-fact");
        }
        Event::Decided { decision } => link(format!("/decisions/{}", decision.number), "timeline-to-decision"),
        Event::DecisionConfirmed { number, .. } => link(format!("/decisions/{number}"), "timeline-to-decision"),
        Event::NoticeDrafted(drafted) => link(format!("/notices/{}", drafted.number), "timeline-to-notice"),
        Event::NoticeEdited { number, .. }
        | Event::LetterAddressChecked { number, .. }
        | Event::ReviewAsked { number, .. }
        | Event::NoticeApproved { number, .. }
        | Event::FindingPassed { number, .. }
        | Event::NoticeSimulated { number, .. }
        | Event::NoticeFiled { number, .. }
        | Event::ProofRecorded { number, .. } => link(format!("/notices/{number}"), "timeline-to-notice"),
        Event::CommentAdded { comment } => link(format!("/comments#c{}", comment.number), "timeline-to-comments"),
        Event::ExchangeLogged { exchange } => {
            link(format!("/correspondence#x{}", exchange.number), "timeline-to-correspondence");
        }
        Event::CaseLinked { .. }
        | Event::CaseUnlinked { .. }
        | Event::CaseMerged { .. }
        | Event::CaseTookOver { .. } => link("/links".to_owned(), "links-title"),
        Event::Replanned(_) => link("/duties".to_owned(), "timeline-to-duties"),
        _ => {}
    }
    link(format!("/as-of?entry={}", row.seq), "timeline-as-of");
    links
}

/// Title and text of an event.
fn told(f: &Frame, ctx: &Ctx, case: &Case, row: &Recorded) -> (String, Vec<String>) {
    let t = f.t;
    let text = |private: &Private| private.as_str().to_owned();
    let kind = row.event.kind();
    let plain = |body: Vec<String>| (f.of("event", kind), body);
    match &row.event {
        Event::CaseOpened(opened) => {
            (f.with1("event-case-opened", "reference", &opened.reference), vec![text(&opened.title)])
        }
        Event::CaseImported { imported } => {
            let title = match imported.reference.as_str() {
                "" => f.with1("event-case-imported", "row", imported.row),
                reference => f.with2("event-case-imported-as", "row", imported.row, "reference", reference),
            };
            (title, imported_lines(f, imported))
        }
        Event::ReportMerged { reference, .. } => (f.with1("event-report-merged", "reference", reference), vec![]),
        Event::TitleSet { title } => plain(vec![text(title)]),
        Event::ControllerSet { controller } => plain(vec![controller.name.clone()]),
        Event::MarketSet { market } => plain(vec![
            format!("{}: {}", country_name(ctx, t.lang, market.country.as_str()), f.of("market-status", market.status)),
            market.reason.as_ref().map(text).unwrap_or_default(),
        ]),
        Event::DataSetSet { data_set } => plain(vec![format!(
            "{}: {}, {}",
            data_set.name,
            f.of("data-scope", data_set.scope),
            f.of("hit", data_set.hit)
        )]),
        Event::InstantRecorded { entry } => (
            f.with2("event-instant-recorded", "what", f.of("instant", entry.what), "at", f.moment(&entry.at)),
            vec![text(&entry.how), text(&entry.reason)],
        ),
        Event::InstantConfirmed { number, .. } => {
            let what = case.instant(*number).map(|entry| f.of("instant", entry.what)).unwrap_or_default();
            (f.with1("event-instant-confirmed", "what", &what), vec![])
        }
        Event::FactSet { fact, .. } => {
            let mut name = label(ctx, t, &fact.id);
            if fact.scope.kind != crate::domain::situation::ScopeKind::Case {
                name = format!("{name} · {}", scope_name(ctx, t, case, &fact.scope));
            }
            (f.with1("event-fact-set", "fact", &name), vec![short(f, ctx, row), f.of("knowledge", fact.state)])
        }
        Event::Replanned(replanned) => {
            let moved = replanned.changed.iter().filter(|change| change.clock_moved()).count();
            let mut body = Vec::new();
            for (key, count) in [
                ("replanned-arisen", replanned.arisen.len()),
                ("replanned-moved", moved),
                ("replanned-gone", replanned.gone.len()),
            ] {
                if count > 0 {
                    body.push(f.with1(key, "count", count));
                }
            }
            plain(body)
        }
        Event::AdviceGiven { advice } => (
            f.with1("event-advice-given", "what", f.of("decision", advice.advice)),
            vec![names(f, ctx, case, &advice.duties), text(&advice.reason)],
        ),
        Event::Decided { decision } => {
            let mut body = vec![names(f, ctx, case, &decision.duties), text(&decision.reason)];
            if decision.departs_from.is_some() {
                body.push(f.text("decision-departs"));
            }
            if decision.needs_second {
                body.push(f.text("decision-waits"));
            }
            (f.with1("event-decided", "what", f.of("decision", decision.decision)), body)
        }
        Event::DecisionConfirmed { reason, .. } => plain(vec![text(reason)]),
        Event::TermMoved { entry } => (
            f.with2("event-term-moved", "to", f.authority(&entry.recipient.name), "until", f.moment(&entry.until)),
            vec![text(&entry.words), text(&entry.source)],
        ),
        Event::RiskOverridden { entry } => (
            f.with2(
                "event-risk-overridden",
                "question",
                f.of("risk-question", entry.question),
                "answer",
                f.of("risk-answer", if entry.answer { "yes" } else { "no" }),
            ),
            vec![scope_name(ctx, f.t, case, &entry.group), text(&entry.reason)],
        ),
        Event::TermTakenBack { withdrawn, .. } => (f.text("event-term-taken-back"), vec![text(&withdrawn.reason)]),
        Event::DecisionDeferred { duties, until, reason, .. } => {
            (f.with1("event-decision-deferred", "day", t.day(*until)), vec![names(f, ctx, case, duties), text(reason)])
        }
        Event::NoticeDrafted(drafted) => {
            let to = drafted.recipient.as_ref().map(|recipient| f.authority(&recipient.name));
            let letter = drafted.letter.as_ref().map(|letter| [&letter.to, &letter.purpose, &letter.reason].map(text));
            let mut body = vec![f.of("notice-kind", &drafted.notice_kind), to.unwrap_or_default()];
            body.extend(letter.into_iter().flatten());
            plain(body)
        }
        Event::LetterAddressChecked { address, .. } => plain(vec![text(&address.address), text(&address.how)]),
        Event::CommunicationMoved { number, state, reason, .. } => (
            f.with2("event-communication-moved", "number", *number, "state", f.of("communication-state", *state)),
            // Why the program itself paused is a word of its own, told as on the page of the mail-out.
            vec![match ramp::Why::parse(reason.as_str()) {
                Some(why) => f.of("people-paused", why),
                None => text(reason),
            }],
        ),
        Event::NoticeApproved { version, digest, exception, passed, .. } => {
            let digest: String = digest.chars().take(16).collect();
            let exception = exception.as_ref().map(|reason| f.with1("event-exception", "reason", reason.as_str()));
            (
                f.with1("event-notice-approved", "version", *version),
                vec![
                    notice_to(f, case, &row.event),
                    format!("sha256 {digest}"),
                    exception.unwrap_or_default(),
                    passed.as_ref().map(|p| f.with1("event-passed", "reason", p.reason.as_str())).unwrap_or_default(),
                    passed.as_ref().map(|p| findings_told(f, &p.findings)).unwrap_or_default(),
                ],
            )
        }
        Event::FindingPassed { finding, .. } => plain(vec![
            notice_to(f, case, &row.event),
            format!("{}: {}", finding.rule, f.of("lint", finding.rule.to_lowercase())),
            text(&finding.reason),
        ]),
        Event::ReviewedAfterwards { remark, .. } => plain(vec![text(remark)]),
        Event::HandOverFailed { outcome, .. } => plain(vec![notice_to(f, case, &row.event), outcome.clone()]),
        Event::NoticeFiled { filing, .. } => {
            plain(vec![notice_to(f, case, &row.event), filing.reasons_for_delay.as_ref().map(text).unwrap_or_default()])
        }
        Event::NoticeSimulated { .. } => plain(vec![notice_to(f, case, &row.event), f.text("file-lead-simulated")]),
        Event::FilingRecorded { duties, what, filing } => plain(vec![
            names(f, ctx, case, duties),
            text(what),
            f.of("filed-by", filing.channel),
            filing.reasons_for_delay.as_ref().map(text).unwrap_or_default(),
        ]),
        Event::FilingProven { filing, proof } => plain(vec![
            case.filing(*filing).map(|(duties, _)| names(f, ctx, case, duties)).unwrap_or_default(),
            text(&proof.reference),
        ]),
        Event::FilingCorrected { filing, correction } => (
            f.with2("event-filing-corrected", "old", f.moment(&correction.old_at), "new", f.moment(&correction.at)),
            vec![
                case.filing(*filing).map(|(duties, _)| names(f, ctx, case, duties)).unwrap_or_default(),
                text(&correction.reason),
                correction.reasons_for_delay.as_ref().map(text).unwrap_or_default(),
            ],
        ),
        Event::FilingCameBack { filing, came_back } => plain(vec![
            case.filing(*filing).map(|(duties, _)| names(f, ctx, case, duties)).unwrap_or_default(),
            text(&came_back.text),
        ]),
        Event::ProofRecorded { proof, .. } => plain(vec![notice_to(f, case, &row.event), text(&proof.reference)]),
        Event::NoticePublished { address, sha256, .. } => {
            let digest: String = sha256.chars().take(16).collect();
            plain(vec![text(address), format!("sha256 {digest}")])
        }
        Event::TaskAdded { task } | Event::TranslatorNamed { task, .. } => {
            plain(vec![text(&task.title), text(&task.owner)])
        }
        Event::TaskDone { number, .. } => {
            let title = case.tasks.iter().find(|task| task.number == *number).map(|task| text(&task.title));
            plain(vec![title.unwrap_or_default()])
        }
        Event::CaseLinked { link } => {
            let name = match &link.to {
                LinkedTo::Case { reference, .. } => reference.clone(),
                LinkedTo::Elsewhere(what) => text(what),
            };
            let short = f.with2("links-short", "relation", f.of("relation", link.relation), "name", &name);
            plain(vec![short, text(&link.reason)])
        }
        Event::CaseUnlinked { reason, .. } => plain(vec![text(reason)]),
        Event::CaseMerged { merged } => {
            (f.with1("event-case-merged", "reference", &merged.reference), vec![text(&merged.reason)])
        }
        Event::CaseTookOver { took } => {
            let head: String = took.head.chars().take(16).collect();
            let differs: Vec<String> = took.differs.iter().map(|one| differing(f, ctx, one)).collect();
            let differs = match differs.is_empty() {
                true => String::new(),
                false => f.with1("merge-differs", "list", f.t.list(&differs)),
            };
            let chained = f.with2("merge-chained", "number", took.events, "head", head);
            (f.with1("event-case-took-over", "reference", &took.reference), vec![text(&took.reason), differs, chained])
        }
        Event::HandlerSet { handler, .. } => plain(vec![text(&handler.name)]),
        Event::AccessRestricted { restriction } => {
            let names: Vec<&str> = restriction.people.iter().map(|person| person.name.as_str()).collect();
            let reason = match restriction.by.user.is_nil() {
                true => f.text("access-kept-within-reach"),
                false => text(&restriction.reason),
            };
            plain(vec![f.t.list(&names), reason])
        }
        Event::AccessOpened { reason, .. } => plain(vec![text(reason)]),
        Event::ReminderAcknowledged { about, .. } => plain(vec![match about {
            About::Duty(number) => names(f, ctx, case, &[*number]),
            About::Review(number) | About::Receipt(number) => {
                case.notice(*number).map(|notice| notice_name(f, notice)).unwrap_or_default()
            }
            About::Task(number) => case.task(*number).map(|task| text(&task.title)).unwrap_or_default(),
        }]),
        Event::CommentAdded { comment } => {
            let to: Vec<&str> = comment.mentions.iter().map(|person| person.name.as_str()).collect();
            let to = if to.is_empty() { String::new() } else { f.with1("comment-to", "names", f.t.list(&to)) };
            plain(vec![text(&comment.text), to])
        }
        Event::ExchangeLogged { exchange } => (
            f.with2(
                "event-exchange",
                "direction",
                f.of("direction", exchange.direction),
                "with",
                exchange.with.as_str(),
            ),
            vec![text(&exchange.gist), text(&exchange.reference)],
        ),
        Event::ContactSet { contact, .. } => plain(vec![text(&contact.card.name), text(&contact.card.function)]),
        Event::ShiftTaken { shift } => (
            f.with2("event-shift-taken", "name", shift.by.name.as_str(), "at", f.moment(&shift.at)),
            vec![text(&shift.note)],
        ),
        Event::PointWaived { waiver } => {
            let (_, what) = super::closing::open_point(f, ctx, case, &waiver.point);
            plain(vec![what, text(&waiver.reason)])
        }
        Event::PointWaiverTakenBack { reason, .. } => plain(vec![text(reason)]),
        Event::NoteAdded { text: note, .. } => plain(vec![text(note)]),
        Event::CaseClosed { waiver, .. } => plain(waiver.iter().map(|waiver| text(&waiver.reason)).collect()),
        Event::CaseReopened { reason, .. } => plain(vec![text(reason)]),
        _ => plain(vec![notice_to(f, case, &row.event)]),
    }
}

/// What two merged cases say differently, in words: `fact:subjects.count` is the question, `market:IT` the country.
pub(super) fn differing(f: &Frame, ctx: &Ctx, what: &str) -> String {
    let (kind, id) = what.split_once(':').unwrap_or((what, ""));
    match kind {
        "fact" => label(ctx, f.t, id),
        "instant" => f.of("instant", id),
        "market" => country_name(ctx, f.t.lang, id),
        "filing" => f.text("merge-differs-filing"),
        "controller" => f.with1("merge-differs-controller", "id", id),
        _ => f.with1("merge-differs-data-set", "id", id),
    }
}

/// To whom the notice of an event goes.
fn notice_to(f: &Frame, case: &Case, event: &Event) -> String {
    let number = match event {
        Event::NoticeEdited { number, .. }
        | Event::LetterAddressChecked { number, .. }
        | Event::ReviewAsked { number, .. }
        | Event::NoticeApproved { number, .. }
        | Event::FindingPassed { number, .. }
        | Event::NoticeHandedOver { number, .. }
        | Event::HandOverFailed { number, .. }
        | Event::NoticeSimulated { number, .. }
        | Event::NoticeFiled { number, .. }
        | Event::ProofRecorded { number, .. } => *number,
        _ => return String::new(),
    };
    case.notice(number).and_then(|notice| notice.addressee()).map(|name| f.authority(name)).unwrap_or_default()
}

/// The duties of an event, the first three by name.
fn names(f: &Frame, ctx: &Ctx, case: &Case, duties: &[u32]) -> String {
    let named: Vec<String> = duties
        .iter()
        .filter_map(|number| case.duty(*number))
        .take(3)
        .map(|duty| format!("{} · {}", recipient_name(ctx, f.t, case, duty), duty_name(f.t, duty)))
        .collect();
    let more = duties.len().saturating_sub(named.len());
    let all = named.join("; ");
    if more > 0 { f.with2("event-and-more", "names", &all, "count", more) } else { all }
}

/// What the earlier register says of risk and of telling somebody.
fn imported_lines(f: &Frame, imported: &Imported) -> Vec<String> {
    let told = |key: &str, said: ToldThen, at: Option<At>| {
        let day = at.map(|at| f.moment(&at)).unwrap_or_default();
        f.with2(key, "said", f.of("told-then", said), "at", day).trim().to_owned()
    };
    let risk = imported.risk.as_ref().map(|risk| f.with1("imported-risk", "risk", f.of("risk", risk)));
    vec![
        risk.unwrap_or_default(),
        told("imported-authority", imported.authority, imported.authority_at),
        told("imported-people", imported.people, imported.people_at),
    ]
}
