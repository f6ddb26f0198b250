//! What the filing pages show: the mail, each filing with its proof, the parts to copy, what was published.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::CopyPart;
use crate::app::Ctx;
use crate::app::notices::filed;
use crate::app::notices::reading::{KeptFile, Opened};
use crate::app::receipts;
use crate::domain::case::{Case, FilingChannel, NoticeFiling};
use crate::domain::situation::Proof;
use crate::domain::values::At;
use crate::web::components::{Choice, Edge, SummaryRow};
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::pages::case::address;
use crate::web::pages::notices::check::passed_row;
use crate::web::pages::notices::{block_label, short_digest};

/// The moment of filing is now, until somebody says otherwise.
pub fn prefilled(form: Form, now: At, zone: chrono_tz::Tz) -> Form {
    let form = if form.value("at").is_empty() && form.is_good() { form.fill_instant("at", now, zone) } else { form };
    if form.value("channel").is_empty() { form.fill("channel", FilingChannel::Portal.as_str()) } else { form }
}

/// How something was handed in; mail too may have gone from another mailbox than the desk's. People are told on the own site too, and
/// in no portal.
pub fn channel_choices(f: &Frame, people: bool) -> Vec<Choice> {
    let fits = |channel: &&FilingChannel| **channel != if people { FilingChannel::Portal } else { FilingChannel::Site };
    FilingChannel::ALL.iter().filter(fits).map(|channel| Choice::new(channel, f.of("filed-by", channel))).collect()
}

/// People give no authority's receipt: the same kinds of proof have words of their own for them.
pub fn proof_choices(f: &Frame, with_none: bool, people: bool) -> Vec<Choice> {
    let all = Proof::ALL.iter().filter(|proof| proof.is_entered() || with_none && **proof == Proof::None);
    let word = |proof: &Proof| match proof {
        Proof::Receipt if people => f.text("told-proof-receipt"),
        Proof::ServerAcceptance if people => f.text("told-proof-server-acceptance"),
        proof => f.of("proof", proof),
    };
    all.map(|proof| Choice::new(proof, word(proof))).collect()
}

/// What the authority gives as proof, as its record says; empty where nobody read it.
pub fn proven_by(f: &Frame, ctx: &Ctx, case: &Case, duties: &[u32]) -> String {
    filed::proof_form(&ctx.policy, case, duties).map(|form| f.of("file-proven-by", form)).unwrap_or_default()
}

pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

pub fn rows(f: &Frame, opened: &Opened) -> Vec<SummaryRow> {
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
        // What the tray noted for itself is no server's reply.
        if !hand_over.reply.is_empty() && !hand_over.is_simulated() {
            why = format!("{why} {}", f.with1("file-mail-reply", "reply", &hand_over.reply));
        }
        rows.push(SummaryRow::new(f.text("file-mail"), format!("{said}, {at}")).why(why));
    }
    rows.extend(passed_row(f, &opened.notice));
    rows
}

/// A filing as its pages tell it, with what became of it.
pub fn filing_rows(f: &Frame, case: &Case, files: &BTreeMap<Uuid, KeptFile>, filing: &NoticeFiling) -> Vec<SummaryRow> {
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
    // The newest first: it says what stood here before the time above.
    for correction in filing.corrections.iter().rev() {
        let why = f.t.with3(
            "file-corrected-by",
            ("name", &correction.by.name.as_str()),
            ("at", &f.moment(&correction.recorded_at)),
            ("reason", &correction.reason.as_str()),
        );
        let row = SummaryRow::new(f.text("file-corrected-from"), f.moment(&correction.old_at));
        rows.push(row.why(why).edge(Edge::NotApplicable));
    }
    match &filing.proof {
        None => rows.push(SummaryRow::new(f.text("file-proof"), f.text("file-proof-missing")).edge(Edge::NotYetKnown)),
        Some(proof) => {
            let mut row = SummaryRow::new(f.text("file-proof"), f.of("proof", proof.proof));
            if !proof.reference.is_blank() {
                row = row.why(proof.reference.as_str());
            }
            if let Some(id) = proof.attachment {
                let name = files.get(&id).map_or_else(|| f.text("file-proof-file"), |file| file.name.clone());
                row = row.change(address(case, &format!("/proofs/{id}")), name);
            }
            rows.push(row);
        }
    }
    if let Some(back) = &filing.came_back {
        let by = back.by.as_ref().map_or_else(|| f.text("timeline-system"), |by| by.name.as_str().to_owned());
        let row = SummaryRow::new(f.text("file-came-back-at"), f.moment(&back.at));
        rows.push(row.why(format!("{} · {by}", back.text.as_str())).edge(Edge::NotYetKnown));
    }
    rows
}

/// What came back of the notice's messages: what each says, whether it is believed, and what followed.
pub fn receipt_rows(f: &Frame, case: &Case, receipts: &[receipts::Shown]) -> Vec<SummaryRow> {
    let row = |one: &receipts::Shown| {
        let (value, edge) = match (&one.doubt, one.happened_at) {
            (Some(doubt), _) => {
                (f.with1("receipt-doubted", "why", f.of("receipt-doubt", doubt)), Some(Edge::NotYetKnown))
            }
            (None, at) => {
                let effect = f.of("receipt-effect", one.effect);
                (f.with2("receipt-verified", "effect", effect, "at", f.moment(&at.unwrap_or(one.taken_at))), None)
            }
        };
        let mut why = vec![f.with1("receipt-came", "at", f.moment(&one.taken_at))];
        why.extend(one.judged_again_at.map(|at| f.with1("receipt-judged-again", "at", f.moment(&at))));
        if !one.said.is_empty() {
            why.push(one.said.join(" · "));
        }
        if !one.signed_by.is_empty() {
            why.push(f.with1("receipt-signed-by", "address", &one.signed_by));
        }
        if !one.signer_is_sender && one.doubt.is_none() {
            why.push(f.text("receipt-signer-differs"));
        }
        let row = SummaryRow::new(f.of("receipt-kind", &one.kind), value).why(why.join(" "));
        let row = match edge {
            Some(edge) => row.edge(edge),
            None => row,
        };
        match one.file {
            None => row,
            Some(id) => row.change(address(case, &format!("/proofs/{id}")), f.text("receipt-file")),
        }
    };
    receipts.iter().map(row).collect()
}

/// Subject and blocks in the order of the form, as they were approved; before that as they stand.
pub fn copy_parts(f: &Frame, opened: &Opened) -> Vec<CopyPart> {
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
        label: block_label(f, draft, &block.id),
        length: length(&block.body),
        value: block.body.clone(),
    });
    std::iter::once(subject).chain(blocks).collect()
}

pub fn publications(f: &Frame, opened: &Opened) -> Vec<SummaryRow> {
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
