//! The last look before a notice is released: the very bytes, what is missing, what changed, and the approval of exactly that.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;

use super::edit::{proof_read, translation};
use super::linting::{self, LintGroup};
use super::{
    DifferenceRow, MissingLine, difference_rows, framed_notice, language_name, missing_lines, moved, notice_name, open,
    page_address, recipient_name, short_digest, state_of,
};
use crate::app::cases;
use crate::app::member::{APPROVERS, SignedIn};
use crate::app::notices::reading::{self, Opened, differences};
use crate::app::notices::{self, Audience, Release};
use crate::app::paper as app_paper;
use crate::app::{AppResult, Ctx};
use crate::domain::case::{Finding, Notice, NoticeState};
use crate::domain::command::Command;
use crate::domain::values::Private;
use crate::web::components::{State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::authority_address;
use crate::web::pages::case::{Head, TranslationDue, refused_at};
use crate::web::paper as web_paper;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// What this person can do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// It is past that step.
    Nothing,
    /// Their role does not release anything.
    NotTheirs,
    /// Something stops it: an empty notice, or content that a message to people must have.
    Stopped,
    Approve,
    /// They wrote in it, or somebody else signs in this house. To an authority they may release it alone, with a reason.
    ApproveAlone,
    /// They wrote in it, and nobody else may approve here: waiting time, renewed sign-in, reason.
    ApproveAsOnlyOne,
    /// Findings of the check wait for their answer.
    Unanswered,
    /// The same, and it goes to people: somebody else has to.
    NeedsOther,
}

#[derive(Template)]
#[template(path = "pages/notices/check.html")]
pub struct CheckPage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub lead: String,
    pub state: State,
    pub rows: Vec<SummaryRow>,
    pub missing: Vec<MissingLine>,
    pub lint: Vec<LintGroup>,
    pub lint_lead: String,
    pub unjudged: Vec<String>,
    pub differences: Vec<DifferenceRow>,
    pub compared_with: String,
    pub preview_src: String,
    pub paper_href: String,
    pub editable_href: String,
    pub preview_title: String,
    pub text: String,
    pub language_tag: String,
    pub digest: String,
    pub digest_short: String,
    pub may: May,
    /// Something is missing that is passed with a reason.
    pub passes: bool,
    /// What the reason is asked for: missing content, or findings alone.
    pub passes_what: String,
    pub translation: Option<TranslationDue>,
    /// Facts that stand otherwise since the text was made, by name.
    pub moved: String,
    pub redraft_href: String,
    /// Its authority is mailed by certified mail only, and there is no account to send that from.
    pub no_pec_account: bool,
    pub proof_read: String,
    /// The mail that led here asked for another digest.
    pub is_other: bool,
    /// The sentence about the waiting time of an only person; with where to sign in again.
    pub waiting: String,
    pub confirm_href: String,
    pub review_waits: String,
    pub may_review: bool,
    pub button: String,
    pub edit_href: String,
    pub file_href: String,
}

impl CheckPage {
    pub fn may_approve(&self) -> bool {
        matches!(self.may, May::Approve | May::ApproveAlone | May::ApproveAsOnlyOne)
    }
    pub fn alone(&self) -> bool {
        self.may == May::ApproveAlone
    }
    pub fn only_one(&self) -> bool {
        self.may == May::ApproveAsOnlyOne
    }
    pub fn needs_other(&self) -> bool {
        self.may == May::NeedsOther
    }
    pub fn not_theirs(&self) -> bool {
        self.may == May::NotTheirs
    }
    pub fn unanswered(&self) -> bool {
        self.may == May::Unanswered
    }
    pub fn stopped(&self) -> bool {
        self.may == May::Stopped
    }
}

fn may(visit: &Visit, opened: &Opened) -> Result<May, Problem> {
    let who = visit.person()?;
    let notice = &opened.notice;
    Ok(if !matches!(notice.state, NoticeState::Draft | NoticeState::InReview) {
        May::Nothing
    } else if !who.has_role(opened.case.organisation, APPROVERS) {
        May::NotTheirs
    } else if opened.seen.blocking || (!notice.to_body() && opened.seen.lint_stops()) {
        May::Stopped
    } else if !notice.to_body() && opened.seen.unanswered(notice).next().is_some() {
        May::Unanswered
    } else if !who.has_role(opened.case.organisation, &opened.signs) {
        // Who signs is the house's habit: to an authority anybody who may release does so with a reason.
        if notice.to_body() { May::ApproveAlone } else { May::NeedsOther }
    } else if !notice.authors.iter().any(|author| author.user == who.user) {
        May::Approve
    } else if notice.to_body() {
        May::ApproveAlone
    } else if opened.single_approver {
        May::ApproveAsOnlyOne
    } else {
        May::NeedsOther
    })
}

/// What an authority is not told yet goes out with a reason; people are not told at all while the law's content is missing.
fn passes(opened: &Opened) -> bool {
    let missing = opened.seen.missing.iter().any(|missing| !missing.blocking);
    opened.notice.to_body() && (missing || opened.seen.unanswered(&opened.notice).next().is_some())
}

/// Nothing of the content is missing; the linter alone found something.
fn findings_alone(opened: &Opened) -> bool {
    opened.seen.missing.iter().all(|missing| missing.blocking)
}

/// Who may release may also say why a finding stands, as long as the text is not released.
fn passes_findings(visit: &Visit, opened: &Opened) -> Result<bool, Problem> {
    let open = matches!(opened.notice.state, NoticeState::Draft | NoticeState::InReview);
    Ok(open && visit.person()?.has_role(opened.case.organisation, APPROVERS))
}

fn page(visit: &Visit, opened: &Opened, form: Form) -> Result<CheckPage, Problem> {
    let t = visit.t();
    let notice = &opened.notice;
    let (f, head) = framed_notice(visit, opened, t.text("check-title"));
    let approved = opened.approved().filter(|_| {
        matches!(
            notice.state,
            NoticeState::Approved
                | NoticeState::HandedOver
                | NoticeState::Simulated
                | NoticeState::Filed
                | NoticeState::Confirmed
                | NoticeState::Published
        )
    });
    // Past the approval the frozen bytes are what counts, not what the facts would make of it now.
    let (digest, text) = match approved {
        Some(version) => (version.digest.clone(), version.text.clone()),
        None => (opened.seen.rendered.digest.clone(), opened.seen.rendered.text.clone()),
    };
    let before = opened.versions.iter().find(|version| version.digest != digest);
    let shown = approved.map_or(&opened.seen.draft, |version| &version.draft);
    let differences = before.map(|before| difference_rows(&f, shown, differences(&before.draft, shown)));
    let who = visit.person()?;
    let waits = notice.approval().filter(|approval| approval.exception.is_some() && approval.reviewed_by.is_none());
    let review_until = |approval: &crate::domain::case::Approval| {
        let hours = opened.second_person_review_hours;
        f.moment(&approval.at.plus(chrono::TimeDelta::hours(i64::from(hours))))
    };
    let may_review =
        waits.is_some_and(|approval| approval.by.user != who.user) && who.has_role(opened.case.organisation, APPROVERS);
    let delay = opened.one_person_delay_minutes;
    let waiting = match notice.review_asked_at {
        None => f.with1("check-wait-ask-first", "minutes", delay),
        Some(asked) => {
            let end = asked.plus(chrono::TimeDelta::minutes(i64::from(delay)));
            let key = if end > f.now { "check-wait-until" } else { "check-wait-over" };
            f.with1(key, "at", f.moment(&end))
        }
    };
    let to = recipient_name(&f, notice);
    let name = notice_name(&f, notice);
    Ok(CheckPage {
        action: page_address(opened, "/check"),
        lead: lead(&f, opened, &name),
        state: state_of(&f, notice),
        rows: rows(&f, opened, &digest),
        missing: missing_lines(visit, &f, opened),
        lint: linting::groups(
            &f,
            notice,
            &opened.seen.report,
            &opened.seen.rendered.digest,
            passes_findings(visit, opened)?,
        ),
        lint_lead: super::worded(&f, notice, if notice.to_body() { "lint-lead-authority" } else { "lint-lead-people" }),
        unjudged: linting::unjudged(&f, opened),
        compared_with: before
            .map(|version| f.with1("check-compared-with", "version", version.number))
            .unwrap_or_default(),
        differences: differences.unwrap_or_default(),
        preview_src: page_address(opened, &format!("/preview/{digest}")),
        paper_href: page_address(opened, &format!("/paper/{digest}")),
        editable_href: page_address(opened, &format!("/editable/{digest}")),
        preview_title: f.with1("check-preview-title", "name", &name),
        text,
        language_tag: notice.language.clone(),
        digest_short: short_digest(&digest),
        is_other: asked_for_another(visit, &digest),
        digest,
        may: may(visit, opened)?,
        passes: passes(opened),
        passes_what: f.text(if findings_alone(opened) { "check-findings-why-lint" } else { "check-findings-why" }),
        translation: translation(visit, &f, opened),
        moved: match notice.state {
            NoticeState::Draft | NoticeState::InReview => moved(visit, &f, opened),
            _ => String::new(),
        },
        redraft_href: page_address(opened, "/redraft"),
        no_pec_account: opened.lacks_certified_account()
            && matches!(notice.state, NoticeState::Draft | NoticeState::InReview | NoticeState::Approved),
        proof_read: proof_read(visit, &f, opened),
        waiting,
        confirm_href: format!("/account/confirm?next={}", page_address(opened, "/check")),
        review_waits: waits
            .map(|approval| {
                f.with2("check-review-waits", "name", approval.by.name.as_str(), "until", review_until(approval))
            })
            .unwrap_or_default(),
        may_review,
        button: f.with1("check-approve", "to", &to),
        edit_href: page_address(opened, ""),
        file_href: page_address(opened, "/file"),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// Whether the link of a mail named what stood here when the review was asked, and something else stands here now.
fn asked_for_another(visit: &Visit, digest: &str) -> bool {
    let asked = visit.query("asked");
    !asked.is_empty() && asked != digest
}

fn lead(f: &Frame, opened: &Opened, name: &str) -> String {
    let duties = opened.notice.duties.iter().filter_map(|number| opened.case.duty(*number));
    let due = duties.filter_map(|duty| duty.planned.target_at).min();
    match due {
        Some(due) => f.t.with3(
            "check-lead-due",
            ("name", &name),
            ("at", &f.moment_in(&due, &super::recipient_zone(opened))),
            ("utc", &f.utc(&due)),
        ),
        None => f.with1("check-lead", "name", name),
    }
}

fn rows(f: &Frame, opened: &Opened, digest: &str) -> Vec<SummaryRow> {
    let notice = &opened.notice;
    let edit = page_address(opened, "");
    let mut rows = vec![SummaryRow::new(f.text("check-to"), recipient_name(f, notice))];
    if let Some(letter) = &notice.letter
        && !letter.purpose.is_blank()
    {
        rows.push(SummaryRow::new(f.text("letter-purpose"), letter.purpose.as_str()).why(letter.reason.as_str()));
    }
    let channel = match (&notice.recipient, &opened.ways.email) {
        (None, Some(address)) => f.with1("check-channel-email", "address", address),
        (None, None) if notice.letter.is_some() => f.text("check-channel-letter"),
        (None, _) if opened.seen.audience == Audience::Public => f.text("check-channel-public"),
        (None, _) => f.text("check-channel-people"),
        (Some(_), Some(address)) => f.with1("check-channel-email", "address", address),
        (Some(_), None) => {
            let named: Vec<String> =
                opened.ways.channels.iter().map(|kind| crate::web::pages::case::channel_name(f.t, kind)).collect();
            if named.is_empty() { f.text("check-channel-unknown") } else { named.join(", ") }
        }
    };
    // Whoever approves answers for the address too: they read who checked it.
    let known = opened.ways.address.as_ref().map(|known| authority_address::said(f, known));
    let known = known.map(|state| format!("{} {}", state.label, state.why)).unwrap_or_default();
    rows.push(SummaryRow::new(f.text("check-channel"), channel).why(known.trim()));
    if notice.to_body() && opened.ways.email.is_some() {
        rows.push(SummaryRow::new(f.text("check-from"), opened.sender.clone()).why(opened.reply_to.clone()));
    }
    rows.push(SummaryRow::new(f.text("notice-head-language"), language_name(f, &notice.language)));
    rows.push(
        SummaryRow::new(f.text("notice-subject"), opened.seen.rendered.subject.clone())
            .change(edit, f.text("notice-change")),
    );
    let writers: Vec<&str> = notice.authors.iter().map(|author| author.name.as_str()).collect();
    rows.push(SummaryRow::new(f.text("check-written-by"), f.t.list(&writers)));
    let version = match notice.approval() {
        Some(approval) => f.with2(
            "check-version-approved",
            "version",
            approval.version,
            "by",
            f.with2("notice-approved-at", "name", approval.by.name.as_str(), "at", f.moment(&approval.at)),
        ),
        None => f.with1("check-version-next", "version", notice.next_version()),
    };
    rows.push(SummaryRow::new(f.text("check-version"), version));
    rows.extend(passed_row(f, notice));
    rows.push(SummaryRow::new(f.text("check-digest"), short_digest(digest)).why(f.text("check-digest-why")));
    rows
}

/// What the approval in force passed, and why.
pub fn passed_row(f: &Frame, notice: &Notice) -> Option<SummaryRow> {
    let passed = notice.approval()?.passed.as_ref()?;
    Some(SummaryRow::new(f.text("check-passed"), passed.reason.as_str()).why(findings_told(f, &passed.findings)))
}

/// `Measures: nobody has said anything about it; …`
pub fn findings_told(f: &Frame, findings: &[Finding]) -> String {
    let told = findings.iter().map(|finding| match finding.reason.as_str() {
        "linted" => f.of("lint", finding.element.to_lowercase()),
        reason => format!("{}: {}", f.of("notice-element", &finding.element), f.of("missing", reason)),
    });
    told.collect::<Vec<_>>().join("; ")
}

pub async fn show(visit: Visit) -> Answer {
    let opened = open(&visit).await?;
    let page = page(&visit, &opened, Form::empty(visit.t()))?;
    visit.page(&page)
}

/// The bytes behind a digest, for the frame on the page around it.
pub async fn preview(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let digest = visit.param("digest").to_owned();
    let html = visit.run(move |ctx| reading::preview(ctx, &who, &reference, number, &digest)).await?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(html))
}

/// The same text as a tagged PDF.
pub async fn paper(visit: Visit) -> Answer {
    let (name, bytes) = printed(&visit, app_paper::notice).await?;
    Ok(web_paper::answer(&name, bytes))
}

/// The same text for a word processor.
pub async fn editable(visit: Visit) -> Answer {
    let band = visit.t().text("check-copy-band");
    let (name, bytes) = printed(&visit, move |ctx, who, asked| app_paper::editable(ctx, who, asked, &band)).await?;
    Ok(web_paper::editable(&name, bytes))
}

async fn printed<F>(visit: &Visit, print: F) -> Result<(String, Vec<u8>), Problem>
where
    F: FnOnce(&Ctx, &SignedIn, &app_paper::Asked<'_>) -> AppResult<(String, Vec<u8>)> + Send + 'static,
{
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let digest = visit.param("digest").to_owned();
    let t = visit.t();
    let (draft_band, drill_band) = (t.text("check-paper-draft"), t.text("case-drill-band"));
    visit
        .run(move |ctx| {
            let asked = app_paper::Asked { reference: &reference, number, digest: &digest, draft_band, drill_band };
            print(ctx, &who, &asked)
        })
        .await
}

/// One finding of the linter stands, with a reason.
async fn pass(visit: Visit, opened: Opened, mut form: Form) -> Answer {
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let (key, seen) = (form.value("key").to_owned(), form.value("seen").to_owned());
    let field = linting::field(&key);
    form.only(&["step", "seen", "key", &field]);
    let reason = form.optional_text(&field).filter(|reason| !reason.is_empty());
    if let (true, Some(reason)) = (form.is_good(), reason) {
        let location = format!("{}#lint", page_address(&opened, "/check"));
        let passed = visit
            .once(move |ctx| {
                notices::linted::pass(ctx, &who, &reference, number, &seen, &key, Private::new(reason))?;
                Ok(location)
            })
            .await;
        match passed {
            Ok(location) => return visit.see_other(location),
            Err(refused) => refused_at(&visit, &mut form, &field, refused)?,
        }
    } else {
        form.problem(&field, visit.t().text("refusal-reason-missing"));
    }
    let now = open(&visit).await?;
    visit.page_with_problems(&page(&visit, &now, form)?)
}

pub async fn act(mut visit: Visit) -> Answer {
    let mut form = visit.take_form();
    let opened = open(&visit).await?;
    let t = visit.t();
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    if form.value("step") == "reviewed" {
        form.only(&["step", "remark"]);
        let remark = form.optional_text("remark");
        if let (true, Some(remark)) = (form.is_good(), remark) {
            let location = page_address(&opened, "/check");
            let reviewed = visit
                .once(move |ctx| {
                    let command = Command::ReviewAfterwards { number, remark: Private::new(remark) };
                    cases::run(ctx, &who, &reference, command)?;
                    Ok(location)
                })
                .await;
            match reviewed {
                Ok(location) => return visit.see_other(location),
                Err(refused) => refused_at(&visit, &mut form, "remark", refused)?,
            }
        }
        return visit.page_with_problems(&page(&visit, &opened, form)?);
    }
    if form.value("step") == "pass" {
        return pass(visit, opened, form).await;
    }
    form.only(&["step", "seen", "declared", "exception", "passed"]);
    if !form.has("declared", "yes") {
        form.problem("declared", t.text("check-declare-missing"));
    }
    let exception = form.optional_text("exception").filter(|reason| !reason.is_empty());
    // A reason is asked of those only who wrote in the text; from others it would say of a proper second approval that it was none.
    let exception = match may(&visit, &opened)? {
        May::ApproveAlone | May::ApproveAsOnlyOne => {
            if exception.is_none() {
                form.problem("exception", t.text("check-exception-missing"));
            }
            exception
        }
        _ => None,
    };
    let findings = form.optional_text("passed").filter(|reason| !reason.is_empty());
    if passes(&opened) && findings.is_none() {
        let alone = findings_alone(&opened);
        form.problem(
            "passed",
            t.text(if alone { "check-findings-unanswered" } else { "refusal-findings-reason-missing" }),
        );
    }
    if form.is_good() {
        let release = Release { exception: exception.map(Private::new), findings: findings.map(Private::new) };
        let seen = form.value("seen").to_owned();
        let location = page_address(&opened, "/file");
        let approved = visit
            .once(move |ctx| {
                notices::approve(ctx, &who, &reference, number, &seen, release)?;
                Ok(location)
            })
            .await;
        match approved {
            Ok(location) => return visit.see_other(location),
            Err(refused) => {
                refused_at(&visit, &mut form, "declared", refused)?;
                // What was read is not what stands here now: the declaration has to be made anew.
                form = form.replaced("declared", "");
            }
        }
    }
    let now = open(&visit).await?;
    visit.page_with_problems(&page(&visit, &now, form)?)
}
