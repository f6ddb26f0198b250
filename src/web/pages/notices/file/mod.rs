//! Hands a notice in: by mail, in a portal field by field, by post or telephone, or on the organisation's own site; and its proof.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::edit::translation;
use super::sheet::sheet_of;
use super::{framed_notice, moved, open, page_address, recipient_name, recipient_zone, state_of, worded};
use crate::app::authority_address::{CONFIRMERS, KEEPERS, Standing};
use crate::app::member::{APPROVERS, WORKERS};
use crate::app::notices::reading::{self, Opened};
use crate::app::notices::{Audience, Block, would_be_late};
use crate::domain::case::{Notice, NoticeState};
use crate::domain::situation::Proof;
use crate::web::components::{Choice, State, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::authority_address::{form_address, said, second_address};
use crate::web::pages::case::TranslationDue;
use crate::web::pages::case::{Head, address, refused_at};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

mod acts;
pub mod correct;
pub mod given;
pub mod rows;

use acts::Tried;
use correct::{Correctable, Shown};
use rows::{channel_choices, copy_parts, filing_rows, prefilled, proof_choices, publications, sha256};

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
    pub notice: Notice,
    /// Who stands behind the address of a letter, and how they checked it.
    pub checked: String,
    /// The address of a letter can be entered or replaced.
    pub takes_address: bool,
    pub may_release: bool,
    pub may_work: bool,
    /// The verified address, where the notice may go by mail.
    pub email: String,
    pub send_button: String,
    pub call_first: String,
    /// What to know where the authority takes certified mail: how it leaves from here, or how it is sent otherwise.
    pub by_pec: String,
    /// To whom it goes, and what sending it means.
    pub mail_to: String,
    pub send_note: String,
    /// What is known of the authority's address; none for another body.
    pub address_known: Option<State>,
    /// Where it is checked; empty for who does not answer for it.
    pub address_href: String,
    pub portal: Vec<(String, String)>,
    pub copy: Vec<CopyPart>,
    pub unclear: bool,
    pub unclear_lead: String,
    pub failed: String,
    pub can_mark: bool,
    /// Demands reasons where the legal term has passed.
    pub reasons_hint: String,
    pub channels: Vec<Choice>,
    pub proofs: Vec<Choice>,
    /// What the authority gives as proof, where its record says so.
    pub proven_by: String,
    pub filings: Vec<Vec<SummaryRow>>,
    /// Receipts and reports of its messages.
    pub receipts: Vec<SummaryRow>,
    /// The filing whose proof is still to come.
    pub open_filing: Option<u32>,
    /// The filing that counts, and that may turn out to have come back.
    pub handed_in: Option<u32>,
    /// The same, where a person entered its time.
    pub correctable: Option<Correctable>,
    pub has_proof: bool,
    pub can_publish: bool,
    pub export_href: String,
    pub export_hash: String,
    pub publications: Vec<SummaryRow>,
    pub check_href: String,
    pub edit_href: String,
    pub people_href: String,
    pub translation: Option<TranslationDue>,
    /// Facts or text are no longer what was approved.
    pub changed: bool,
    /// Facts that stand otherwise since the text was made, by name, where it is not handed in yet.
    pub moved: String,
    pub redraft_href: String,
    /// The answers in the order of the authority's own form.
    pub sheet_href: Option<String>,
}

impl FilePage {
    /// Handed in with somebody: an authority, or another body.
    pub fn to_body(&self) -> bool {
        self.audience.is_body()
    }
    /// A file is offered to whoever puts it on a site, prints it or hands it over.
    pub fn exports(&self) -> bool {
        matches!(self.audience, Audience::Public | Audience::Other)
    }
    /// A sentence of this page, in words of its own for a letter.
    pub fn word(&self, key: &str) -> String {
        worded(&self.f, &self.notice, key)
    }
    pub fn to_public(&self) -> bool {
        self.audience == Audience::Public
    }
    pub fn to_people(&self) -> bool {
        self.audience == Audience::People
    }
}

fn page(visit: &Visit, opened: &Opened, form: Form, shown: Option<&Shown>) -> Result<FilePage, Problem> {
    let t = visit.t();
    let notice = &opened.notice;
    let who = visit.person()?;
    let to = recipient_name(&visit.frame(""), notice);
    // Only an authority is filed with.
    let title = match opened.seen.audience {
        Audience::Authority => t.with1("file-title", "to", &to),
        Audience::People => t.text("file-title-people"),
        Audience::Public => t.text("file-title-public"),
        Audience::Other => t.with1("file-title-letter", "to", &to),
    };
    let (mut f, head) = framed_notice(visit, opened, title);
    // Times of a filing are entered on the recipient's own clock: its portal and its receipts show that one.
    let zone = recipient_zone(opened);
    let approved = opened.approved();
    let state = state_of(&f, notice);
    use NoticeState as N;
    let can_mark = notice.to_body() && matches!(notice.state, N::Draft | N::InReview | N::Approved | N::Simulated);
    let form = prefilled(form, f.now, zone);
    let form = match reasons_in_text(visit, opened) {
        Some(reasons) if can_mark && form.is_good() && form.value("reasons").is_empty() => {
            form.fill("reasons", reasons)
        }
        _ => form,
    };
    let may_release = who.has_role(opened.case.organisation, APPROVERS);
    let rows = rows::rows(&f, opened);
    let told = |filing| filing_rows(&f, &opened.case, &opened.files, filing);
    let filings = notice.filings.iter().map(told).collect();
    let handed_in = notice.filings.last().filter(|filing| filing.came_back.is_none() && !filing.is_simulated());
    let form = correct::prefilled(form, handed_in, zone);
    let correctable = correct::offered(handed_in, &f, visit, shown);
    let unproven = handed_in.filter(|filing| filing.proof() != Proof::Receipt);
    let failed = match (notice.state, notice.failure.as_deref()) {
        (N::Approved | N::Draft, Some(outcome)) => f.of("hand-over", outcome),
        _ => String::new(),
    };
    let links = [
        (opened.ways.form_url.clone(), f.text("file-form-link")),
        (opened.ways.page_url.clone(), f.text("file-page-link")),
    ];
    let portal = links.into_iter().filter_map(|(url, label)| Some((url?, label))).collect();
    let phone = opened.ways.phone.clone().unwrap_or_default();
    let call_first = match (&opened.ways.email, phone.as_str()) {
        (Some(_), _) if opened.lacks_certified_account() => f.text("pec-no-account"),
        (Some(_), _) => String::new(),
        (None, "") => worded(&f, notice, "file-call-first"),
        (None, phone) => f.with1("file-call-first-phone", "phone", phone),
    };
    let export_hash = approved.map(|version| sha256(version.html.as_bytes())).unwrap_or_default();
    let lead = match (opened.seen.audience, notice.state) {
        (_, NoticeState::Draft | NoticeState::InReview) => "file-lead-not-approved",
        (_, NoticeState::HandedOver) => "file-lead-handed-over",
        (_, NoticeState::Simulated) => "file-lead-simulated",
        (_, NoticeState::Filed) => "file-lead-unproven",
        (_, NoticeState::Confirmed) => "file-lead-confirmed",
        (_, NoticeState::Published) => "file-lead-published",
        (Audience::Authority | Audience::Other, _) => "file-lead-authority",
        (Audience::Public, _) => "file-lead-public",
        (Audience::People, _) => "file-lead-people",
    };
    let lead = match opened.certified.filter(|_| !matches!(notice.state, NoticeState::Draft | NoticeState::InReview)) {
        Some(standing) => f.of("file-lead-pec", standing.word()),
        None => worded(&f, notice, lead),
    };
    let late = would_be_late(&opened.case, &notice.duties, f.now);
    let copy = copy_parts(&f, opened);
    let publications = publications(&f, opened);
    f.zone = zone;
    Ok(FilePage {
        action: page_address(opened, "/file"),
        lead,
        state,
        rows,
        language_tag: notice.language.clone(),
        notice: notice.clone(),
        checked: checked(&f, notice),
        takes_address: notice.letter.is_some() && can_mark,
        approved: matches!(notice.state, N::Approved | N::Simulated),
        audience: opened.seen.audience,
        may_release,
        may_work: who.has_role(opened.case.organisation, WORKERS),
        send_button: f.with1(if opened.ways.certified { "pec-send" } else { "file-send" }, "to", &to),
        mail_to: mail_to(&f, opened),
        send_note: match opened.ways.certified {
            true => f.text("pec-send-note"),
            false => worded(&f, notice, "file-send-note"),
        },
        email: opened.ways.email.clone().filter(|_| !opened.lacks_certified_account()).unwrap_or_default(),
        call_first,
        address_known: opened.ways.address.as_ref().map(|known| said(&f, known)),
        address_href: match (&opened.ways.address, &notice.recipient) {
            (Some(known), Some(to))
                if known.standing == Standing::Awaited && who.has_role(opened.case.organisation, CONFIRMERS) =>
            {
                second_address(&to.id, &opened.slug)
            }
            (Some(_), Some(to)) if who.has_role(opened.case.organisation, KEEPERS) => {
                form_address(&to.id, &opened.slug)
            }
            _ => String::new(),
        },
        by_pec: by_pec(&f, opened),
        portal,
        copy,
        unclear: notice.state == NoticeState::HandedOver
            && (opened.hand_over.as_ref().is_some_and(reading::HandOver::is_unclear)
                || opened.waits_for_its_provider()),
        unclear_lead: f.text(if opened.waits_for_its_provider() { "pec-unclear-lead" } else { "file-unclear-lead" }),
        failed,
        can_mark,
        reasons_hint: f.text(if late { "file-reasons-late" } else { "file-reasons-hint" }),
        channels: channel_choices(&f, false),
        proofs: proof_choices(&f, can_mark, false),
        proven_by: rows::proven_by(&f, visit.ctx(), &opened.case, &notice.duties),
        filings,
        receipts: rows::receipt_rows(&f, &opened.case, &opened.receipts),
        open_filing: unproven.map(|filing| filing.number),
        handed_in: handed_in.map(|filing| filing.number),
        correctable,
        has_proof: unproven.is_some_and(|filing| filing.proof.is_some()),
        can_publish: notice.state == NoticeState::Approved && opened.seen.audience == Audience::Public,
        export_href: approved.map(|_| page_address(opened, "/export")).unwrap_or_default(),
        export_hash,
        publications,
        check_href: page_address(opened, "/check"),
        edit_href: page_address(opened, ""),
        people_href: address(&opened.case, "/communications"),
        translation: translation(visit, &f, opened),
        changed: opened.seen.changed_since_approval,
        moved: if can_mark { moved(visit, &f, opened) } else { String::new() },
        redraft_href: page_address(opened, "/redraft"),
        sheet_href: sheet_of(visit.ctx(), &opened.case, notice),
        f: f.problems(!form.is_good()),
        form,
        head,
    })
}

/// The reasons for a delay that the text gives already: asked for twice they would differ on record.
fn reasons_in_text(visit: &Visit, opened: &Opened) -> Option<String> {
    let draft = opened.approved().map_or(&opened.seen.draft, |version| &version.draft);
    let rules = &visit.ctx().notices.rules;
    let holds = |block: &&Block| rules.facts_of(draft.kind, &block.id).contains(&"time.delay_reason");
    let body = draft.blocks.iter().find(holds)?.body.trim().to_owned();
    (opened.seen.late && !body.is_empty()).then_some(body)
}

fn mail_to(f: &Frame, opened: &Opened) -> String {
    let address = opened.ways.email.as_deref().unwrap_or_default();
    match opened.certified_sender.as_deref().filter(|_| opened.ways.certified) {
        Some(from) => f.with2("pec-mail-to", "address", address, "from", from),
        None => f.with1("file-mail-to", "address", address),
    }
}

/// Where the authority takes certified mail, but at no address that somebody verified.
fn by_pec(f: &Frame, opened: &Opened) -> String {
    let takes = opened.ways.channels.iter().any(|kind| kind == "pec");
    let usable = opened.ways.email.is_some();
    let beside = opened.ways.address.as_ref().is_some_and(|known| known.beside_its_ways);
    match (takes && !(opened.ways.certified && usable), usable && beside) {
        (true, _) => f.text("file-by-pec"),
        (false, true) => f.text("address-beside"),
        (false, false) => String::new(),
    }
}

/// `Checked by Anna Bianchi on …: called the switchboard`
fn checked(f: &Frame, notice: &Notice) -> String {
    let checked = notice.letter.as_ref().and_then(|letter| letter.address.as_ref());
    let told = |one: &crate::domain::case::CheckedAddress| {
        f.t.with3(
            "letter-address-checked",
            ("name", &one.by.name.as_str()),
            ("at", &f.moment(&one.at)),
            ("how", &one.how.as_str()),
        )
    };
    checked.map(told).unwrap_or_default()
}

pub async fn show(visit: Visit) -> Answer {
    let opened = open(&visit).await?;
    let page = page(&visit, &opened, Form::empty(visit.t()), None)?;
    visit.page(&page)
}

pub async fn act(mut visit: Visit) -> Answer {
    let form = visit.take_form();
    let opened = open(&visit).await?;
    let step = form.value("step").to_owned();
    let (field, form) = match step.as_str() {
        "send" => ("sent", acts::send(&visit, &opened, form).await?),
        "address" => ("email", acts::address(&visit, &opened, form).await?),
        "settle" => ("arrived", acts::settle(&visit, &opened, form).await?),
        "filed" => ("at", acts::filed(&mut visit, &opened, form).await?),
        "proof" => ("number", acts::proof(&mut visit, &opened, form).await?),
        "came-back" => ("why", acts::came_back(&visit, &opened, form).await?),
        "correct" | "correct-record" => ("right-at", acts::correct(&visit, &opened, form).await?),
        "publish" => ("address", acts::publish(&visit, &opened, form).await?),
        _ => return Err(Problem::Unreadable("problem-bad-form")),
    };
    match form {
        Tried::Done(location) => visit.see_other(location),
        Tried::Previewed(form, shown) => visit.page(&page(&visit, &opened, form, Some(&shown))?),
        Tried::Asked(form) => visit.page_with_problems(&page(&visit, &open(&visit).await?, form, None)?),
        Tried::Refused(mut form, refused) => {
            refused_at(&visit, &mut form, field, refused)?;
            visit.page_with_problems(&page(&visit, &open(&visit).await?, form, None)?)
        }
    }
}

/// The approved page as a file for the organisation's own site.
pub async fn export(visit: Visit) -> Answer {
    let opened = open(&visit).await?;
    let version = opened.approved().filter(|_| opened.seen.audience != Audience::People).ok_or(Problem::NotFound)?;
    let number = opened.notice.number;
    let name = format!("{}-notice-{number}-v{}.html", opened.case.reference, version.number);
    Ok(download(&name, version.html.clone().into_bytes()))
}

/// Bytes that a browser keeps and never shows: what somebody uploaded must not run on our own address.
pub fn download(name: &str, bytes: Vec<u8>) -> HttpResponse {
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
