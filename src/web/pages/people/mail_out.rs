//! One mail-out: before approval its texts and its sum, afterwards its progress.

use askama::Template;

use super::{language, of, state};
use crate::app::notices::NoticeKind;
use crate::app::people::progress::{self, Group, Line, PER_PAGE, Progress};
use crate::app::people::running::{self, SeenByApprover};
use crate::app::people::{Sight, texts};
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, CommunicationState, NoticeState};
use crate::domain::event::SendTotals;
use crate::domain::plan::DutyKind;
use crate::domain::values::Private;
use crate::web::components::{Choice, Pages, Pill, Shape, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::case::{Head, address, framed, open, refused_at};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

pub fn number(visit: &Visit) -> Result<u32, Problem> {
    visit.param("number").parse().map_err(|_| Problem::NotFound)
}

struct TextRow {
    language: String,
    language_code: String,
    people: u64,
    state: State,
    href: String,
    /// Where a text in this language is begun; empty where there is one.
    write: String,
    choices: Vec<Choice>,
    form: Form,
}

struct LineRow {
    row: u64,
    at: String,
    state: State,
    reply: String,
    why: String,
    address: String,
}

#[derive(Template)]
#[template(path = "pages/people/mail_out.html")]
struct MailOutPage {
    f: Frame,
    head: Head,
    form: Form,
    state: State,
    state_sentence: String,
    here: String,
    imported: bool,
    approved: bool,
    runs: bool,
    paused: bool,
    ended: bool,
    may_send: bool,
    may_prepare: bool,
    /// Before approval.
    texts: Vec<TextRow>,
    tested: bool,
    blocked: String,
    seen: String,
    count: u64,
    approve_label: String,
    start_label: String,
    file_line: String,
    sum_line: String,
    /// From the start on.
    heading: String,
    percent: u64,
    totals: SendTotals,
    speed: String,
    pills: Vec<Pill>,
    adds_up: String,
    unclear: String,
    bounced: String,
    returned_href: String,
    lines: Vec<LineRow>,
    line_heads: Vec<(String, &'static str)>,
    pages: Option<Pages>,
    search: Form,
    group: &'static str,
    may_search: bool,
    shows_addresses: bool,
    /// Who is not reached by mail.
    letters: u64,
    letters_sentence: String,
    public_notice: bool,
    notices: String,
    done: String,
}

pub async fn show(visit: Visit) -> Answer {
    page(&visit, Form::empty(visit.t())).await
}

async fn page(visit: &Visit, form: Form) -> Answer {
    let (case, organisation) = open(visit).await?;
    let number = number(visit)?;
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let group = Group::parse(visit.query("group")).unwrap_or(Group::All);
    let search = visit.query("search").trim().chars().take(300).collect::<String>();
    let page_number: u64 = visit.query("page").parse().unwrap_or(1).max(1);
    let asked = search.clone();
    let (progress, lines) = visit
        .run(move |ctx| {
            let progress = progress::progress(ctx, &who, &reference, number)?;
            let offset = (page_number - 1).saturating_mul(PER_PAGE);
            let lines = match progress.communication.state {
                CommunicationState::Imported | CommunicationState::Approved => None,
                _ => Some(progress::lines(ctx, &who, &reference, number, group, &asked, offset)?),
            };
            Ok::<_, AppError>((progress, lines))
        })
        .await?;
    let t = visit.t();
    let title = t.with1("people-mail-out-title", "number", number);
    let (f, head) = framed(visit, &case, &organisation, "/communications", title);
    let f = f.problems(!form.is_good());
    let here = of(&case, number);
    let mut base = format!("{here}?group={group}");
    if !search.is_empty() {
        let safe = percent_encoding::utf8_percent_encode(&search, percent_encoding::NON_ALPHANUMERIC);
        base = format!("{base}&search={safe}");
    }
    let pages = lines.as_ref().map(|lines| Pages::new(&base, page_number, PER_PAGE, lines.total));
    let lines = lines.map(|lines| lines.lines).unwrap_or_default();
    let page = filled(visit, f, head, &case, progress, form, here, group, &search, lines, pages);
    if page.form.is_good() { visit.page(&page) } else { visit.page_with_problems(&page) }
}

#[allow(clippy::too_many_arguments, reason = "everything that the one page shows, read before")]
fn filled(
    visit: &Visit,
    f: Frame,
    head: Head,
    case: &Case,
    progress: Progress,
    form: Form,
    here: String,
    group: Group,
    search: &str,
    lines: Vec<Line>,
    pages: Option<Pages>,
) -> MailOutPage {
    use CommunicationState as C;
    let t = visit.t();
    let communication = &progress.communication;
    let totals = progress.totals;
    let of_language = texts::texts(case, communication);
    let count = communication.counts.accepted;
    let blocked = if of_language.iter().any(|text| text.chosen.is_none()) {
        "people-blocked-no-text"
    } else if of_language.iter().any(|text| !text.is_approved()) {
        "people-blocked-not-approved"
    } else if !communication.tested {
        "people-blocked-not-tested"
    } else {
        ""
    };
    let seen: Vec<String> = of_language
        .iter()
        .filter_map(|text| text.chosen.as_ref())
        .filter_map(|chosen| chosen.approved.as_ref().map(|(_, digest)| format!("{}:{digest}", chosen.notice)))
        .collect();
    let done = match visit.query("done") {
        word @ ("tested" | "approved" | "retried" | "text") => t.of("people-done", word),
        _ => String::new(),
    };
    MailOutPage {
        state: state(t, communication),
        state_sentence: state_sentence(&f, &progress),
        imported: communication.state == C::Imported,
        approved: communication.state == C::Approved,
        runs: communication.state == C::Running,
        paused: communication.state == C::Paused,
        ended: matches!(communication.state, C::Stopped | C::Finished),
        may_send: progress.may_send,
        may_prepare: progress.may_prepare,
        texts: of_language.iter().map(|text| text_row(&f, case, text)).collect(),
        tested: communication.tested,
        blocked: if blocked.is_empty() { String::new() } else { t.text(blocked) },
        seen: seen.join(" "),
        count,
        approve_label: t.with1("people-approve", "count", count),
        start_label: t.with1("people-start", "count", count),
        file_line: t.with2(
            "people-file-line",
            "by",
            communication.imported_by.name.as_str(),
            "digest",
            communication.file_sha256.chars().take(16).collect::<String>(),
        ),
        sum_line: sum_line(t, &progress),
        heading: t.with2("people-progress", "accepted", totals.accepted, "people", totals.people),
        percent: (totals.accepted * 100).checked_div(totals.people).unwrap_or(0),
        speed: speed(&f, &progress),
        pills: pills(t, &here, &totals, group),
        adds_up: adds_up(t, &totals),
        unclear: if totals.unclear > 0 { t.with1("people-unclear", "count", totals.unclear) } else { String::new() },
        bounced: if totals.bounced > 0 { t.with1("people-bounced", "count", totals.bounced) } else { String::new() },
        returned_href: format!("{here}?group=bounced"),
        lines: lines.into_iter().map(|line| line_row(&f, line)).collect(),
        line_heads: vec![
            (t.text("people-line-row"), ""),
            (t.with1("people-line-time", "zone", f.zone_name()), ""),
            (t.text("people-line-state"), ""),
            (t.text("people-line-reply"), ""),
        ],
        pages,
        search: Form::empty(t).fill("search", search),
        group: group.as_str(),
        may_search: progress.sight != Sight::Nothing,
        shows_addresses: progress.sight != Sight::Nothing,
        letters: progress.need_letter(),
        letters_sentence: t.with2(
            "people-letters",
            "count",
            progress.need_letter(),
            "percent",
            progress.reached_percent(),
        ),
        public_notice: progress.need_letter() > 0,
        notices: address(case, "/notices"),
        done,
        totals,
        here,
        form,
        head,
        f,
    }
}

fn state_sentence(f: &Frame, progress: &Progress) -> String {
    let communication = &progress.communication;
    match &communication.approved_by {
        Some(by) => {
            let versions: Vec<String> = communication
                .texts
                .iter()
                .map(|text| {
                    f.with2("people-text-version", "language", language(f.t, &text.language), "version", text.version)
                })
                .collect();
            f.t.with3(
                "people-approved-by",
                ("texts", &versions.join(", ")),
                ("name", &by.name.as_str()),
                ("count", &communication.counts.accepted),
            )
        }
        None => f.with1("people-not-approved", "count", communication.counts.accepted),
    }
}

fn text_row(f: &Frame, case: &Case, text: &texts::TextOfLanguage) -> TextRow {
    let t = f.t;
    let state = match &text.chosen {
        None => State::new(Shape::Over, t.text("people-text-none")),
        Some(chosen) => match &chosen.approved {
            Some((version, _)) => State::new(Shape::Full, t.with1("people-text-approved", "version", *version)),
            None if chosen.state == NoticeState::InReview => {
                State::new(Shape::Half, t.of("notice-state", chosen.state))
            }
            None => State::new(Shape::None, t.of("notice-state", chosen.state)),
        },
    };
    let chosen = text.chosen.as_ref().map(|chosen| chosen.notice.to_string()).unwrap_or_default();
    let choices = text
        .candidates
        .iter()
        .map(|candidate| {
            let state = t.of("notice-state", candidate.state);
            Choice::new(candidate.notice, t.with2("people-text-choice", "number", candidate.notice, "state", &state))
        })
        .collect();
    TextRow {
        language: language(t, &text.language),
        language_code: text.language.clone(),
        people: text.people,
        state,
        href: text
            .chosen
            .as_ref()
            .map(|chosen| address(case, &format!("/notices/{}", chosen.notice)))
            .unwrap_or_default(),
        write: if text.candidates.is_empty() { begin_text(case, &text.language) } else { String::new() },
        choices,
        form: Form::empty(t).fill(&format!("notice-{}", text.language), chosen),
    }
}

/// Begins the message to people in one language, for the duty that asks for one soonest.
fn begin_text(case: &Case, language: &str) -> String {
    let people = case.duties.iter().filter(|duty| !duty.gone && duty.planned.kind == DutyKind::People);
    match people
        .min_by_key(|duty| (!duty.is_unfiled(), duty.planned.target_at.is_none(), duty.planned.target_at, duty.number))
    {
        Some(duty) => {
            let kind = NoticeKind::PeopleEmail;
            address(case, &format!("/notices/new?duty={}&kind={kind}&language={language}", duty.number))
        }
        None => address(case, "/notices"),
    }
}

fn sum_line(t: &Words, progress: &Progress) -> String {
    let counts = progress.communication.counts;
    t.with(
        "people-import-sum",
        &[
            ("accepted", &counts.accepted),
            ("letters", &counts.without_address),
            ("duplicates", &counts.duplicates),
            ("rejected", &counts.rejected),
            ("rows", &counts.rows),
        ],
    )
}

fn speed(f: &Frame, progress: &Progress) -> String {
    let mut sentences = Vec::new();
    if let Some(at) = progress.communication.started_at {
        sentences.push(f.with1("people-started", "at", f.moment(&at)));
    }
    if let Some(speed) = progress.per_minute {
        sentences.push(f.with1("people-speed", "count", speed));
    }
    if let Some(at) = progress.expected_end_at {
        sentences.push(f.with1("people-expected-end", "at", f.clock_time(&at)));
    }
    sentences.push(f.text("people-accepted-not-read"));
    sentences.join(" ")
}

fn pills(t: &Words, here: &str, totals: &SendTotals, current: Group) -> Vec<Pill> {
    let shape = |group: Group| match group {
        Group::All | Group::Waiting => Shape::Wait,
        Group::Accepted => Shape::Full,
        Group::Failed => Shape::Over,
        Group::Unclear => Shape::Receipt,
        Group::Bounced => Shape::Soon,
    };
    Group::ALL
        .iter()
        .map(|group| {
            let count = match group {
                Group::All => totals.people,
                Group::Waiting => totals.waiting + totals.cancelled,
                Group::Accepted => totals.accepted,
                Group::Failed => totals.failed,
                Group::Unclear => totals.unclear,
                Group::Bounced => totals.bounced,
            };
            Pill {
                href: format!("{here}?group={group}"),
                count: t.number(count),
                state: State::new(shape(*group), t.of("people-group", group)),
                plain: *group == Group::All,
                current: *group == current,
            }
        })
        .collect()
}

/// `17,019 + 31,204 + 3 + 86 = 48,312, everybody is in exactly one group.`
fn adds_up(t: &Words, totals: &SendTotals) -> String {
    let parts = [totals.waiting + totals.cancelled, totals.accepted, totals.failed, totals.unclear];
    let sum = parts.iter().map(|part| t.number(*part)).collect::<Vec<_>>().join(" + ");
    let key = if totals.add_up() { "people-adds-up" } else { "people-does-not-add-up" };
    t.with2(key, "sum", &sum, "people", totals.people)
}

fn line_row(f: &Frame, line: Line) -> LineRow {
    use crate::app::people::progress::DeliveryState as D;
    let shape = match line.state {
        D::Accepted | D::Simulated => Shape::Full,
        D::Delivered => Shape::Ok,
        D::Bounced => Shape::Soon,
        D::Rejected | D::GivenUp => Shape::Over,
        D::Unknown => Shape::Receipt,
        _ => Shape::Wait,
    };
    let why = match line.state {
        D::Rejected | D::GivenUp | D::Bounced => f.text("people-line-letter"),
        _ => line.next_at.map(|at| f.with1("people-line-again", "at", f.clock_time(&at))).unwrap_or_default(),
    };
    LineRow {
        row: line.row,
        at: f.short_moment(&line.at),
        state: State::new(shape, f.of("people-delivery", line.state)),
        reply: line.reply,
        why,
        address: line.address,
    }
}

/// Runs an act of a form and comes back to the page, with the refusal at its field where there is one.
async fn act<F>(visit: Visit, field: &'static str, done: &'static str, act: F) -> Answer
where
    F: FnOnce(&Ctx, &crate::app::member::SignedIn, &str, u32) -> AppResult<()> + Send + 'static,
{
    let number = number(&visit)?;
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let outcome = visit
        .once(move |ctx| {
            act(ctx, &who, &reference, number)?;
            let done = if done.is_empty() { String::new() } else { format!("?done={done}") };
            Ok(format!("/cases/{reference}/communications/{number}{done}"))
        })
        .await;
    match outcome {
        Ok(location) => visit.see_other(location),
        Err(problem) => {
            let mut form = visit.form.clone();
            refused_at(&visit, &mut form, field, problem)?;
            page(&visit, form).await
        }
    }
}

pub async fn choose_text(visit: Visit) -> Answer {
    let code = visit.form.value("language").to_owned();
    let Ok(notice) = visit.form.value(format!("notice-{code}")).parse::<u32>() else {
        return Err(Problem::Unreadable("problem-bad-form"));
    };
    act(visit, "texts", "text", move |ctx, who, reference, number| texts::choose(ctx, who, reference, number, notice))
        .await
}

pub async fn test(visit: Visit) -> Answer {
    act(visit, "test", "tested", texts::test).await
}

pub async fn approve(visit: Visit) -> Answer {
    let form = &visit.form;
    let texts: Option<Vec<(u32, String)>> = form
        .value("seen")
        .split_whitespace()
        .map(|pair| pair.split_once(':').and_then(|(n, digest)| Some((n.parse().ok()?, digest.to_owned()))))
        .collect();
    let (Some(texts), Ok(count)) = (texts, form.value("count").parse()) else {
        return Err(Problem::Unreadable("problem-bad-form"));
    };
    let reason = Some(form.value("reason").trim()).filter(|reason| !reason.is_empty()).map(Private::new);
    act(visit, "approve", "approved", move |ctx, who, reference, number| {
        running::approve(ctx, who, reference, number, SeenByApprover { texts, count }, reason)
    })
    .await
}

pub async fn start(visit: Visit) -> Answer {
    act(visit, "start", "", running::start).await
}

pub async fn pause(visit: Visit) -> Answer {
    act(visit, "pause", "", |ctx, who, reference, number| running::pause(ctx, who, reference, number, Private::new("")))
        .await
}

pub async fn resume(visit: Visit) -> Answer {
    act(visit, "resume", "", running::resume).await
}

pub async fn stop(mut visit: Visit) -> Answer {
    // Stopping is for good, so the reason is part of the act.
    let empty = Form::empty(visit.t());
    let mut form = std::mem::replace(&mut visit.form, empty);
    let reason = form.text("reason", "refusal-reason-missing");
    let Some(reason) = reason else { return page(&visit, form).await };
    visit.form = form;
    act(visit, "reason", "", move |ctx, who, reference, number| {
        running::stop(ctx, who, reference, number, Private::new(reason))
    })
    .await
}

pub async fn retry(visit: Visit) -> Answer {
    act(visit, "retry", "retried", |ctx, who, reference, number| {
        running::retry_failed(ctx, who, reference, number).map(drop)
    })
    .await
}
