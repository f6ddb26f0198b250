//! One mail-out: before approval its texts and its sum, afterwards its progress.

use askama::Template;

use super::standing::{LineRow, adds_up, line_row, pills, speed, state_sentence, sum_line};
use super::text_rows::{TextRow, text_row};
use super::{language, of, state};
use crate::app::AppError;
use crate::app::people::preflight::{self, Finding, Looked};
use crate::app::people::progress::{self, Group, Line, PER_PAGE, Progress};
use crate::app::people::ramp::{self, Pace};
use crate::app::people::texts::LintedText;
use crate::app::people::{PREPARERS, Sight, texts};
use crate::domain::case::{Case, Communication, CommunicationState};
use crate::domain::event::SendTotals;
use crate::web::components::{Pages, Pill, Shape, State};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Words;
use crate::web::pages::case::{Head, address, framed, open};
use crate::web::pages::notices::linting::{self, LintGroup};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

pub fn number(visit: &Visit) -> Result<u32, Problem> {
    visit.param("number").parse().map_err(|_| Problem::NotFound)
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
    linted: Vec<LintedRow>,
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
    left_out: String,
    brought_in: String,
    /// The rows that were left out are kept, and handed out.
    left_out_kept: bool,
    /// What the law says of a public communication where letters are needed; empty where nothing is to be said.
    public_notice: String,
    notices: String,
    evidence: String,
    purged: bool,
    preflight: Vec<PointRow>,
    preflight_heads: Vec<(String, &'static str)>,
    /// Label of the button for the next batch; empty where everybody is next.
    batch_label: String,
    paused_why: String,
    /// What went although it was paused, because it lay with the mail server already; empty where it does not stand paused.
    after_the_pause: String,
    done: String,
}

pub async fn show(visit: Visit) -> Answer {
    page(&visit, Form::empty(visit.t())).await
}

/// What the check found in the text of one language.
struct LintedRow {
    language: String,
    tag: String,
    href: String,
    groups: Vec<LintGroup>,
}

/// A point that was looked at before the start.
struct PointRow {
    what: String,
    state: State,
    why: String,
}

/// Everything that the page shows, read before.
struct Shown {
    progress: Progress,
    preflight: Vec<Looked>,
    linted: Vec<LintedText>,
    lines: Vec<Line>,
    pages: Option<Pages>,
    group: Group,
    search: String,
}

pub async fn page(visit: &Visit, form: Form) -> Answer {
    let (case, organisation) = open(visit).await?;
    let number = number(visit)?;
    let (who, reference) = (visit.person()?.clone(), case.reference.clone());
    let group = Group::parse(visit.query("group")).unwrap_or(Group::All);
    let search = visit.query("search").trim().chars().take(300).collect::<String>();
    let page_number: u64 = visit.query("page").parse().unwrap_or(1).max(1);
    let asked = search.clone();
    let (progress, preflight, linted, lines) = visit
        .run(move |ctx| {
            let progress = progress::progress(ctx, &who, &reference, number)?;
            let offset = (page_number - 1).saturating_mul(PER_PAGE);
            let lines = match progress.communication.state {
                CommunicationState::Imported | CommunicationState::Approved => None,
                _ => Some(progress::lines(ctx, &who, &reference, number, group, &asked, offset)?),
            };
            let approved = progress.communication.state == CommunicationState::Approved;
            let looks = approved && who.has_role(progress.case.organisation, PREPARERS);
            let preflight = if looks { preflight::check(ctx, &who, &reference, number)? } else { Vec::new() };
            // Once it runs, the texts are what they are.
            let linted = if lines.is_none() { texts::linted(ctx, &who, &reference, number)? } else { Vec::new() };
            Ok::<_, AppError>((progress, preflight, linted, lines))
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
    let page =
        filled(visit, (f, head), &case, form, Shown { progress, preflight, linted, lines, pages, group, search });
    if page.form.is_good() { visit.page(&page) } else { visit.page_with_problems(&page) }
}

fn filled(visit: &Visit, (f, head): (Frame, Head), case: &Case, form: Form, shown: Shown) -> MailOutPage {
    let Shown { progress, preflight, linted, lines, pages, group, search } = shown;
    let here = of(case, progress.communication.number);
    use CommunicationState as C;
    let t = visit.t();
    // In the demo and in a drill nothing leaves the house: no mail server has accepted anything.
    let trayed = visit.asked.web.settings.demo || case.drill;
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
    let next = ramp::up_to(communication, ramp::told(&totals), Pace::Batch);
    let batch_label = match next.map(|next| next - ramp::told(&totals)) {
        Some(count) if communication.state == C::Approved => t.with1("people-batch", "count", count),
        Some(count) => t.with1("people-batch-next", "count", count),
        None => String::new(),
    };
    let paused_why = match &communication.paused_why {
        Some(why) if ramp::Why::parse(why.as_str()).is_some() => t.of("people-paused", why.as_str()),
        _ => String::new(),
    };
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
        linted: linted.into_iter().map(|text| linted_row(&f, case, text)).collect(),
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
        heading: t.with2(
            if trayed { "people-progress-tray" } else { "people-progress" },
            "accepted",
            totals.accepted,
            "people",
            totals.people,
        ),
        percent: (totals.accepted * 100).checked_div(totals.people).unwrap_or(0),
        speed: speed(&f, &progress, trayed),
        pills: pills(t, &here, &totals, group, trayed),
        adds_up: adds_up(t, &totals),
        unclear: match (totals.unclear, communication.state) {
            (0, _) => String::new(),
            (count, CommunicationState::Stopped) => t.with1("people-unclear-stopped", "count", count),
            (count, _) => t.with1("people-unclear", "count", count),
        },
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
        search: Form::empty(t).fill("search", &*search),
        group: group.as_str(),
        may_search: progress.sight != Sight::Nothing,
        shows_addresses: progress.sight != Sight::Nothing,
        letters: progress.need_letter(),
        letters_sentence: t.with2(
            if progress.need_letter() == 0 && progress.left_out > 0 {
                "people-letters-nobody"
            } else {
                "people-letters"
            },
            "count",
            progress.need_letter(),
            "percent",
            progress.reached_percent(),
        ),
        left_out: match progress.left_out {
            0 => String::new(),
            count => t.with1("people-left-out", "count", count),
        },
        brought_in: match progress.brought_in {
            0 => String::new(),
            count => t.with1("people-brought-in", "count", count),
        },
        left_out_kept: progress.left_out_kept > 0,
        public_notice: public_notice(t, case, communication).filter(|_| progress.need_letter() > 0).unwrap_or_default(),
        notices: address(case, "/notices"),
        evidence: address(case, "/evidence"),
        purged: communication.purged_at.is_some(),
        preflight: preflight.into_iter().map(|looked| point_row(t, &looked)).collect(),
        preflight_heads: ["what", "state", "why"].map(|word| (t.of("people-preflight", word), "")).to_vec(),
        batch_label,
        after_the_pause: progress
            .after_the_pause
            .map(|(went, open)| t.with2("people-after-the-pause", "went", went, "open", open))
            .unwrap_or_default(),
        paused_why,
        done,
        totals,
        here,
        form,
        head,
        f,
    }
}

fn linted_row(f: &Frame, case: &Case, text: LintedText) -> LintedRow {
    LintedRow {
        groups: linting::groups(f, &text.notice, &text.report, &text.digest, false),
        href: address(case, &format!("/notices/{}/check", text.notice.number)),
        language: language(f.t, &text.language),
        tag: text.language,
    }
}

fn point_row(t: &Words, looked: &Looked) -> PointRow {
    let shape = match looked.finding {
        Finding::Good => Shape::Ok,
        Finding::Bad => Shape::Over,
        Finding::Open => Shape::Wait,
    };
    let why = format!("people-preflight-{}-{}", looked.point, looked.finding);
    PointRow {
        what: t.of("people-preflight", looked.point),
        state: State::new(shape, t.of("people-preflight", looked.finding)),
        why: t.with1(&why, "detail", &looked.detail),
    }
}

/// The ground on which a public communication takes the place of single messages (Art. 34(3)(c) GDPR); each rule lists its own grounds.
const PUBLIC_INSTEAD: &str = "34-3-c";

/// What the law of these messages says of a public communication: the GDPR takes it in place of letters, Regulation 611/2013 does not.
fn public_notice(t: &Words, case: &Case, communication: &Communication) -> Option<String> {
    let notices = communication.notices.values().filter_map(|number| case.notice(*number));
    let duties: Vec<_> = notices.flat_map(|notice| &notice.duties).filter_map(|number| case.duty(*number)).collect();
    let knows =
        |ground: &str| duties.iter().any(|duty| duty.planned.removing_bases.iter().any(|one| one.ends_with(ground)));
    if duties.is_empty() || knows(PUBLIC_INSTEAD) {
        return Some(t.text("people-public-notice"));
    }
    duties.iter().any(|duty| duty.planned.regime == "eprivacy-611").then(|| t.text("people-public-notice-611"))
}
