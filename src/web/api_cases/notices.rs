//! The notices of a case for machines: where each stands and what proves it, its answers by canonical id, its frozen texts by digest.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::json;
use super::sheet::{SheetBody, sheet_body};
use crate::app::notices::for_machines::{self, Told};
use crate::app::notices::reading::KeptFile;
use crate::app::receipts::Shown;
use crate::domain::case::{Case, NoticeFiling};
use crate::domain::values::At;
use crate::web::frame::Frame;
use crate::web::pages::notices::state_of;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Debug, Serialize, ToSchema)]
pub struct NoticesBody {
    case: String,
    drill: bool,
    notices: Vec<NoticeBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeBody {
    number: u32,
    #[schema(example = "gdpr33_initial")]
    kind: String,
    /// Stages of the duties that it is for, such as initial or supplementary; empty for a letter.
    stages: Vec<String>,
    duties: Vec<u32>,
    /// Id of the authority's record; none where it goes to people, to the public or to another body.
    recipient: Option<String>,
    recipient_name: Option<String>,
    controller: Option<String>,
    market: Option<String>,
    /// BCP 47.
    language: String,
    /// draft, in_review, approved, handed_over, simulated, filed, confirmed or published.
    state: String,
    /// The same as the screens say it, in English; approved is never sent, sent is never confirmed.
    label: String,
    /// Digest of the approval in force.
    digest: Option<String>,
    approved_at: Option<String>,
    approved_by: Option<String>,
    /// Handed over by certified mail (PEC).
    certified: bool,
    versions: Vec<VersionBody>,
    filings: Vec<FiledBody>,
    receipts: Vec<ReceiptBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VersionBody {
    version: u32,
    digest: String,
    frozen_at: String,
    /// Where its bytes are.
    document: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FiledBody {
    number: u32,
    /// 0 where nothing was approved here.
    version: u32,
    /// email, pec, portal, post, phone or site.
    channel: String,
    at: String,
    /// none, server_acceptance, screenshot, receipt, simulated and the like.
    proof: String,
    /// Number under which the authority knows it.
    reference: Option<String>,
    /// SHA-256 of the file that proves it.
    proof_sha256: Option<String>,
    came_back_at: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptBody {
    /// Such as accettazione, avvenuta-consegna or failed.
    kind: String,
    /// Whether its signature and everything it names were found good.
    believed: bool,
    /// Why not.
    doubt: Option<String>,
    /// As it says itself, where it is believed.
    happened_at: Option<String>,
    taken_at: String,
    /// Of its bytes as they came.
    sha256: String,
}

/// One notice with the answers to the questions of its authority's form, as the facts stand now.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeWithSheets {
    case: String,
    drill: bool,
    notice: NoticeBody,
    /// One for each duty of the notice that is answered on a form.
    sheets: Vec<SheetBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentBody {
    case: String,
    notice: u32,
    version: u32,
    digest: String,
    language: String,
    subject: String,
    html: String,
    text: String,
}

fn number_of(visit: &Visit) -> Result<u32, Problem> {
    visit.param("number").parse().map_err(|_| Problem::NotFound)
}

pub(super) async fn list(visit: Visit) -> Answer {
    let (machine, reference) = (visit.machine()?.clone(), visit.param("reference").to_owned());
    let listed = visit.run(move |ctx| for_machines::list(ctx, &machine, &reference)).await?;
    let f = visit.frame(String::new());
    json(&NoticesBody {
        case: listed.case.reference.clone(),
        drill: listed.case.drill,
        notices: listed.notices.iter().map(|told| body(&f, &listed.case, &listed.files, told)).collect(),
    })
}

pub(super) async fn one(visit: Visit) -> Answer {
    let number = number_of(&visit)?;
    let (machine, reference) = (visit.machine()?.clone(), visit.param("reference").to_owned());
    let (listed, sheets) = visit.run(move |ctx| for_machines::one(ctx, &machine, &reference, number)).await?;
    let f = visit.frame(String::new());
    let told = listed.notices.first().ok_or(Problem::NotFound)?;
    json(&NoticeWithSheets {
        case: listed.case.reference.clone(),
        drill: listed.case.drill,
        notice: body(&f, &listed.case, &listed.files, told),
        sheets: sheets.iter().map(sheet_body).collect(),
    })
}

pub(super) async fn document(visit: Visit) -> Answer {
    let number = number_of(&visit)?;
    let (machine, reference) = (visit.machine()?.clone(), visit.param("reference").to_owned());
    let (digest, case) = (visit.param("digest").to_owned(), reference.clone());
    let found = visit.run(move |ctx| for_machines::document(ctx, &machine, &reference, number, &digest)).await?;
    json(&DocumentBody {
        case,
        notice: number,
        version: found.version,
        digest: found.digest,
        language: found.language,
        subject: found.subject,
        html: found.html,
        text: found.text,
    })
}

fn body(f: &Frame, case: &Case, files: &BTreeMap<Uuid, KeptFile>, told: &Told) -> NoticeBody {
    let notice = &told.notice;
    let approval = notice.approval();
    let mut stages: Vec<String> =
        notice.duties.iter().filter_map(|duty| case.duty(*duty)).map(|duty| duty.planned.stage.clone()).collect();
    stages.dedup();
    let address = format!("/api/v1/cases/{}/notices/{}/documents", case.reference, notice.number);
    NoticeBody {
        number: notice.number,
        kind: notice.kind.clone(),
        stages,
        duties: notice.duties.clone(),
        recipient: notice.recipient.as_ref().map(|to| to.id.clone()),
        recipient_name: notice.addressee().map(str::to_owned),
        controller: notice.controller.clone(),
        market: notice.market.as_ref().map(|market| market.as_str().to_owned()),
        language: notice.language.clone(),
        state: notice.state.as_str().to_owned(),
        label: state_of(f, notice).label,
        digest: approval.map(|approval| approval.digest.clone()),
        approved_at: approval.map(|approval| approval.at.rfc3339()),
        approved_by: approval.map(|approval| approval.by.name.as_str().to_owned()),
        certified: notice.certified_at.is_some(),
        versions: told
            .versions
            .iter()
            .map(|frozen| VersionBody {
                version: frozen.number,
                document: format!("{address}/{}", frozen.digest),
                digest: frozen.digest.clone(),
                frozen_at: frozen.at.rfc3339(),
            })
            .collect(),
        filings: notice.filings.iter().map(|filing| filed(files, filing)).collect(),
        receipts: told.receipts.iter().map(receipt).collect(),
    }
}

fn filed(files: &BTreeMap<Uuid, KeptFile>, filing: &NoticeFiling) -> FiledBody {
    let proof = filing.proof.as_ref();
    let file = proof.and_then(|proof| proof.attachment).and_then(|id| files.get(&id));
    let reference = proof.map(|proof| proof.reference.as_str()).filter(|number| !number.trim().is_empty());
    FiledBody {
        number: filing.number,
        version: filing.version,
        channel: filing.channel.as_str().to_owned(),
        at: filing.at.rfc3339(),
        proof: filing.proof().as_str().to_owned(),
        reference: reference.map(str::to_owned),
        proof_sha256: file.map(|file| file.sha256.clone()),
        came_back_at: filing.came_back.as_ref().map(|back| back.at.rfc3339()),
    }
}

fn receipt(shown: &Shown) -> ReceiptBody {
    ReceiptBody {
        kind: shown.kind.clone(),
        believed: shown.doubt.is_none(),
        doubt: shown.doubt.clone(),
        happened_at: shown.happened_at.map(At::rfc3339),
        taken_at: shown.taken_at.rfc3339(),
        sha256: shown.sha256.clone(),
    }
}
