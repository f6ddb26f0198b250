//! Hands a notice in: by mail, in a portal field by field, by post or telephone, or on the organisation's own site; and its proof.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

use super::edit::translation;
use super::{framed_notice, open, page_address, recipient_name, recipient_zone, short_digest, state_of};
use crate::app::AppError;
use crate::app::member::{APPROVERS, WORKERS};
use crate::app::notices::filing::{self, FiledGiven, ProofFile, ProofGiven};
use crate::app::notices::reading::{self, Opened};
use crate::app::notices::{Audience, is_late, published};
use crate::domain::case::{FilingChannel, NoticeState};
use crate::domain::situation::Proof;
use crate::domain::values::{At, Private};
use crate::web::components::{Choice, Edge, State, SummaryRow};
use crate::web::form::{Ahead, Form};
use crate::web::frame::Frame;
use crate::web::pages::case::{Head, address, refused_at};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// A part of the text to be carried into somebody else's form.
pub struct CopyPart {
    pub id: String,
    pub label: String,
    pub value: String,
    pub length: String,
}

#[derive(Template)]
#[template(path = "pages/notices/file.html")]
pub struct FilePage {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub action: String,
    pub lead: String,
    pub state: State,
    pub rows: Vec<SummaryRow>,
    pub language_tag: String,
    pub approved: bool,
    pub audience: Audience,
    pub may_release: bool,
    pub may_work: bool,
    /// The verified address, where the notice may go by mail.
    pub email: String,
    pub send_button: String,
    pub call_first: String,
    pub portal: Vec<(String, String)>,
    pub copy: Vec<CopyPart>,
    pub unclear: bool,
    pub failed: String,
    pub can_mark: bool,
    /// Demands reasons where the legal term has passed.
    pub reasons_hint: String,
    pub channels: Vec<Choice>,
    pub proofs: Vec<Choice>,
    pub filings: Vec<Vec<SummaryRow>>,
    /// The filing whose proof is still to come.
    pub open_filing: Option<u32>,
    pub has_proof: bool,
    pub can_publish: bool,
    pub export_href: String,
    pub export_hash: String,
    pub publications: Vec<SummaryRow>,
    pub check_href: String,
    pub edit_href: String,
    pub people_href: String,
    pub translation: String,
}

impl FilePage {
    pub fn to_authority(&self) -> bool {
        self.audience == Audience::Authority
    }
    pub fn to_public(&self) -> bool {
        self.audience == Audience::Public
    }
    pub fn to_people(&self) -> bool {
        self.audience == Audience::People
    }
}

fn page(visit: &Visit, opened: &Opened, form: Form) -> Result<FilePage, Problem> {
    let t = visit.t();
    let notice = &opened.notice;
    let who = visit.person()?;
    let to = recipient_name(&visit.frame(""), notice);
    let (mut f, head) = framed_notice(visit, opened, t.with1("file-title", "to", &to));
    // Times of a filing are entered on the recipient's own clock: its portal and its receipts show that one.
    let zone = recipient_zone(opened);
    let approved = opened.approved();
    let state = state_of(&f, notice);
    let can_mark = notice.recipient.is_some()
        && matches!(notice.state, NoticeState::Draft | NoticeState::InReview | NoticeState::Approved);
    let form = prefilled(form, f.now, zone);
    let may_release = who.has_role(opened.case.organisation, APPROVERS);
    let rows = rows(&f, opened);
    let filings = notice.filings.iter().map(|filing| filing_rows(&f, opened, filing)).collect();
    let unproven = notice.filings.last().filter(|filing| {
        filing.proof.as_ref().is_none_or(|proof| proof.proof != Proof::Receipt)
            && matches!(notice.state, NoticeState::Filed | NoticeState::Confirmed)
    });
    let failed = match (notice.state, notice.failure.as_deref()) {
        (NoticeState::Approved, Some(outcome)) => f.of("hand-over", outcome),
        _ => String::new(),
    };
    let authority = notice.recipient.as_ref().and_then(|recipient| visit.ctx().policy.authority(&recipient.id));
    let portal = authority
        .map(|authority| {
            let links = [
                (authority.form_url.clone(), f.text("file-form-link")),
                (authority.breach_page_url.clone(), f.text("file-page-link")),
            ];
            links.into_iter().filter_map(|(url, label)| Some((url.filter(|url| url.starts_with("https://"))?, label)))
        })
        .into_iter()
        .flatten()
        .collect();
    let phone = authority.and_then(|authority| authority.phone.clone()).unwrap_or_default();
    let call_first = match (&opened.ways.email, phone.as_str()) {
        (Some(_), _) => String::new(),
        (None, "") => f.text("file-call-first"),
        (None, phone) => f.with1("file-call-first-phone", "phone", phone),
    };
    let export_hash = approved.map(|version| sha256(version.html.as_bytes())).unwrap_or_default();
    let lead = match (opened.seen.audience, notice.state) {
        (_, NoticeState::Draft | NoticeState::InReview) => f.text("file-lead-not-approved"),
        (_, NoticeState::HandedOver) => f.text("file-lead-handed-over"),
        (_, NoticeState::Filed) => f.text("file-lead-unproven"),
        (_, NoticeState::Confirmed) => f.text("file-lead-confirmed"),
        (_, NoticeState::Published) => f.text("file-lead-published"),
        (Audience::Authority, _) => f.text("file-lead-authority"),
        (Audience::Public, _) => f.text("file-lead-public"),
        (Audience::People, _) => f.text("file-lead-people"),
    };
    let late = notice.duties.iter().filter_map(|n| opened.case.duty(*n)).any(|duty| is_late(duty, f.now));
    let copy = copy_parts(&f, opened);
    let publications = publications(&f, opened);
    f.zone = zone;
    Ok(FilePage {
        action: page_address(opened, "/file"),
        lead,
        state,
        rows,
        language_tag: notice.language.clone(),
        approved: notice.state == NoticeState::Approved,
        audience: opened.seen.audience,
        may_release,
        may_work: who.has_role(opened.case.organisation, WORKERS),
        send_button: f.with1("file-send", "to", &to),
        email: opened.ways.email.clone().unwrap_or_default(),
        call_first,
        portal,
        copy,
        unclear: notice.state == NoticeState::HandedOver
            && opened.hand_over.as_ref().is_some_and(reading::HandOver::is_unclear),
        failed,
        can_mark,
        reasons_hint: f.text(if late { "file-reasons-late" } else { "file-reasons-hint" }),
        channels: FilingChannel::ALL
            .iter()
            .filter(|channel| **channel != FilingChannel::Email || opened.ways.email.is_some())
            .map(|channel| Choice::new(channel, f.of("filed-by", channel)))
            .collect(),
        proofs: proof_choices(&f, can_mark),
        filings,
        open_filing: unproven.map(|filing| filing.number),
        has_proof: unproven.is_some_and(|filing| filing.proof.is_some()),
        can_publish: notice.state == NoticeState::Approved && opened.seen.audience == Audience::Public,
        export_href: approved.map(|_| page_address(opened, "/export")).unwrap_or_default(),
        export_hash,
        publications,
        check_href: page_address(opened, "/check"),
        edit_href: page_address(opened, ""),
        people_href: address(&opened.case, "/communications"),
        translation: translation(&f, opened),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// The moment of filing is now, until somebody says otherwise.
fn prefilled(form: Form, now: At, zone: chrono_tz::Tz) -> Form {
    let form = if form.value("at").is_empty() && form.is_good() { form.fill_instant("at", now, zone) } else { form };
    if form.value("channel").is_empty() { form.fill("channel", FilingChannel::Portal.as_str()) } else { form }
}

fn proof_choices(f: &Frame, with_none: bool) -> Vec<Choice> {
    let all = Proof::ALL.iter().filter(|proof| with_none || **proof != Proof::None);
    all.map(|proof| Choice::new(proof, f.of("proof", proof))).collect()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

fn rows(f: &Frame, opened: &Opened) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    if let Some(approval) = opened.notice.approval() {
        let by = f.with2("notice-approved-at", "name", approval.by.name.as_str(), "at", f.moment(&approval.at));
        let row = SummaryRow::new(f.text("check-version"), approval.version.to_string());
        rows.push(row.why(format!("{by}, {}", short_digest(&approval.digest))));
    }
    if let Some(hand_over) = &opened.hand_over {
        let said = f.of("delivery", hand_over.state);
        let at = f.moment(&hand_over.state_at);
        let mut why = f.t.with3(
            "file-mail-why",
            ("to", &hand_over.to),
            ("id", &hand_over.message_id),
            ("attempts", &hand_over.attempts),
        );
        if !hand_over.reply.is_empty() {
            why = format!("{why} {}", f.with1("file-mail-reply", "reply", &hand_over.reply));
        }
        rows.push(SummaryRow::new(f.text("file-mail"), format!("{said}, {at}")).why(why));
    }
    rows
}

fn filing_rows(f: &Frame, opened: &Opened, filing: &crate::domain::case::NoticeFiling) -> Vec<SummaryRow> {
    let by = filing.by.as_ref().map(|by| by.name.as_str().to_owned()).unwrap_or_default();
    let version = if filing.version == 0 {
        f.text("file-filed-without-version")
    } else {
        f.with1("notice-version", "version", filing.version)
    };
    let mut rows = vec![
        SummaryRow::new(f.text("file-filed-at"), f.moment(&filing.at)).why(f.t.moment(filing.at, chrono_tz::UTC)),
        SummaryRow::new(f.text("file-filed-by"), f.of("filed-by", filing.channel)).why(by),
        SummaryRow::new(f.text("check-version"), version),
    ];
    if let Some(reasons) = &filing.reasons_for_delay {
        rows.push(SummaryRow::new(f.text("file-reasons"), reasons.as_str()));
    }
    match &filing.proof {
        None => rows.push(SummaryRow::new(f.text("file-proof"), f.text("file-proof-missing")).edge(Edge::NotYetKnown)),
        Some(proof) => {
            let mut row = SummaryRow::new(f.text("file-proof"), f.of("proof", proof.proof));
            if !proof.reference.is_blank() {
                row = row.why(proof.reference.as_str());
            }
            if let Some(id) = proof.attachment {
                let name = opened.files.get(&id).map_or_else(|| f.text("file-proof-file"), |file| file.name.clone());
                row = row.change(page_address(opened, &format!("/proofs/{id}")), name);
            }
            rows.push(row);
        }
    }
    rows
}

/// Subject and blocks in the order of the form, as they were approved; before that as they stand.
fn copy_parts(f: &Frame, opened: &Opened) -> Vec<CopyPart> {
    let draft = opened.approved().map_or(&opened.seen.draft, |version| &version.draft);
    let length = |text: &str| f.with1("file-length", "count", text.chars().count());
    let subject = CopyPart {
        id: "copy-subject".into(),
        label: f.text("notice-subject"),
        length: length(&draft.subject),
        value: draft.subject.clone(),
    };
    let blocks = draft.blocks.iter().filter(|block| !block.body.trim().is_empty()).map(|block| CopyPart {
        id: format!("copy-{}", block.id),
        label: super::block_label(f, draft, &block.id),
        length: length(&block.body),
        value: block.body.clone(),
    });
    std::iter::once(subject).chain(blocks).collect()
}

fn publications(f: &Frame, opened: &Opened) -> Vec<SummaryRow> {
    let newest = opened.notice.publications.iter().rev();
    newest
        .map(|publication| {
            let what =
                f.with2("file-published-at", "address", publication.address.as_str(), "at", f.moment(&publication.at));
            let who = f.with2("file-published-by", "name", publication.by.name.as_str(), "hash", &publication.sha256);
            SummaryRow::new(f.with1("notice-version", "version", publication.version), what).why(who)
        })
        .collect()
}

pub async fn show(visit: Visit) -> Answer {
    let opened = open(&visit).await?;
    let page = page(&visit, &opened, Form::empty(visit.t()))?;
    visit.page(&page)
}

pub async fn act(mut visit: Visit) -> Answer {
    let form = visit.take_form();
    let opened = open(&visit).await?;
    let step = form.value("step").to_owned();
    let (field, form) = match step.as_str() {
        "send" => ("sent", send(&visit, &opened, form).await?),
        "settle" => ("arrived", settle(&visit, &opened, form).await?),
        "filed" => ("at", filed(&mut visit, &opened, form).await?),
        "proof" => ("number", proof(&mut visit, &opened, form).await?),
        "publish" => ("address", publish(&visit, &opened, form).await?),
        _ => return Err(Problem::Unreadable("problem-bad-form")),
    };
    match form {
        Tried::Done(location) => visit.see_other(location),
        Tried::Asked(form) => visit.page_with_problems(&page(&visit, &open(&visit).await?, form)?),
        Tried::Refused(mut form, refused) => {
            refused_at(&visit, &mut form, field, refused)?;
            visit.page_with_problems(&page(&visit, &open(&visit).await?, form)?)
        }
    }
}

/// How far a step came.
enum Tried {
    Done(String),
    /// The form holds problems.
    Asked(Form),
    Refused(Form, Problem),
}

async fn run_once<F>(visit: &Visit, form: Form, act: F) -> Result<Tried, Problem>
where
    F: FnOnce(&crate::app::Ctx) -> Result<String, AppError> + Send + 'static,
{
    Ok(match visit.once(act).await {
        Ok(location) => Tried::Done(location),
        Err(Problem::App(AppError::Refused(refusal))) => Tried::Refused(form, Problem::App(AppError::Refused(refusal))),
        Err(Problem::App(AppError::Invalid { field, key })) => {
            let mut form = form;
            form.problem(field, visit.t().text(key));
            Tried::Asked(form)
        }
        Err(other) => return Err(other),
    })
}

async fn send(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step"]);
    if !form.is_good() {
        return Ok(Tried::Asked(form));
    }
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filing::hand_over(ctx, &who, &reference, number)?;
        Ok(location)
    })
    .await
}

async fn settle(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "arrived", "why"]);
    let arrived = form.choice("arrived", "file-arrived-missing", |word| match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    });
    let why = form.text("why", "file-why-missing");
    let (true, Some(arrived), Some(why)) = (form.is_good(), arrived, why) else { return Ok(Tried::Asked(form)) };
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filing::settle_unclear(ctx, &who, &reference, number, arrived, Private::new(why))?;
        Ok(location)
    })
    .await
}

/// The chosen file, if there is one. Its kind is not believed: it is given back as a download only.
async fn chosen_file(visit: &mut Visit) -> Result<Option<ProofFile>, Problem> {
    match visit.upload.as_mut() {
        None => Ok(None),
        Some(upload) => {
            let bytes = upload.all().await?;
            let name = if upload.file_name.is_empty() { "proof".to_owned() } else { upload.file_name.clone() };
            Ok(Some(ProofFile { name, media_type: "application/octet-stream".into(), bytes }))
        }
    }
}

async fn filed(visit: &mut Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "channel", "at", "reasons", "kind", "number", "file"]);
    let zone = recipient_zone(opened);
    let file = chosen_file(visit).await?;
    let channel = form.choice("channel", "file-channel-missing", FilingChannel::parse);
    let at = form.demand_instant("at", "file-at-missing", zone, visit.now(), Ahead::Refused("form-in-the-future"));
    let reasons = form.optional_text("reasons");
    let kind = form.choice("kind", "file-kind-missing", Proof::parse);
    let number = form.optional_line("number");
    let given = number.as_deref().is_some_and(|number| !number.is_empty()) || file.is_some();
    if kind == Some(Proof::None) && given {
        form.problem("kind", visit.t().text("file-kind-of-what-was-given"));
    }
    if kind.is_some_and(|kind| kind != Proof::None) && !given {
        form.problem("number", visit.t().text("refusal-proof-missing"));
    }
    let duties = || opened.notice.duties.iter().filter_map(|number| opened.case.duty(*number));
    let late = at.is_some_and(|at| duties().any(|duty| is_late(duty, at)));
    if late && reasons.as_deref().is_some_and(str::is_empty) {
        form.problem("reasons", visit.t().text("refusal-delay-reason-missing"));
    }
    let (true, Some(channel), Some(at), Some(reasons), Some(proof), Some(reference)) =
        (form.is_good(), channel, at, reasons, kind, number)
    else {
        return Ok(Tried::Asked(form));
    };
    let given = FiledGiven {
        number: opened.notice.number,
        channel,
        at,
        reasons_for_delay: (!reasons.is_empty()).then(|| Private::new(reasons)),
        proof,
        reference: Private::new(reference),
        file,
    };
    let (who, case) = (visit.person()?.clone(), opened.case.reference.clone());
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filing::mark_filed(ctx, &who, &case, given)?;
        Ok(location)
    })
    .await
}

async fn proof(visit: &mut Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "filing", "kind", "number", "at", "file"]);
    let file = chosen_file(visit).await?;
    let filing: Option<u32> = form.value("filing").parse().ok();
    let kind = form.choice("kind", "file-kind-missing", |word| Proof::parse(word).filter(|kind| *kind != Proof::None));
    let number = form.optional_line("number");
    let zone = recipient_zone(opened);
    let at = form.demand_instant("at", "file-at-missing", zone, visit.now(), Ahead::Refused("form-in-the-future"));
    if number.as_deref().is_some_and(str::is_empty) && file.is_none() {
        form.problem("number", visit.t().text("refusal-proof-missing"));
    }
    let (true, Some(filing), Some(proof), Some(reference), Some(at)) = (form.is_good(), filing, kind, number, at)
    else {
        return Ok(Tried::Asked(form));
    };
    let given =
        ProofGiven { number: opened.notice.number, filing, proof, reference: Private::new(reference), at, file };
    let (who, case) = (visit.person()?.clone(), opened.case.reference.clone());
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filing::record_proof(ctx, &who, &case, given)?;
        Ok(location)
    })
    .await
}

async fn publish(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "address", "at"]);
    let place = form.line("address", "refusal-address-missing");
    if place.as_deref().is_some_and(|place| !place.starts_with("https://") && !place.starts_with("http://")) {
        form.problem("address", visit.t().text("file-address-form"));
    }
    let zone = recipient_zone(opened);
    let at = form.demand_instant("at", "file-at-missing", zone, visit.now(), Ahead::Refused("form-in-the-future"));
    let (true, Some(place), Some(at)) = (form.is_good(), place, at) else { return Ok(Tried::Asked(form)) };
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        published::publish(ctx, &who, &reference, number, Private::new(place), at)?;
        Ok(location)
    })
    .await
}

/// The approved page as a file for the organisation's own site.
pub async fn export(visit: Visit) -> Answer {
    let opened = open(&visit).await?;
    let version = opened.approved().filter(|_| opened.seen.audience != Audience::People).ok_or(Problem::NotFound)?;
    let number = opened.notice.number;
    let name = format!("{}-notice-{number}-v{}.html", opened.case.reference, version.number);
    Ok(download(&name, version.html.clone().into_bytes()))
}

pub async fn proof_file(visit: Visit) -> Answer {
    let who = visit.person()?.clone();
    let reference = visit.param("reference").to_owned();
    let number: u32 = visit.param("number").parse().map_err(|_| Problem::NotFound)?;
    let id: Uuid = visit.param("attachment").parse().map_err(|_| Problem::NotFound)?;
    let (name, bytes) = visit.run(move |ctx| reading::proof_file(ctx, &who, &reference, number, id)).await?;
    Ok(download(&name, bytes))
}

/// Bytes that a browser keeps and never shows: what somebody uploaded must not run on our own address.
fn download(name: &str, bytes: Vec<u8>) -> HttpResponse {
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect();
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/octet-stream"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
        ))
        .body(bytes)
}
