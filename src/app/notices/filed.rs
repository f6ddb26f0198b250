//! What people record of filings: made in a portal, by post or by telephone, with proof and the files that prove it.

use uuid::Uuid;

use crate::app::cases::{self, Outcome};
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, FilingChannel};
use crate::domain::command::{Command, MarkFiled, RecordFiling};
use crate::domain::plan::DutyKind;
use crate::domain::refusal::Refusal;
use crate::domain::situation::Proof;
use crate::domain::values::{At, Private};
use crate::policy::PolicySet;
use crate::policy::practice::ProofForm;
use crate::store::{Conn, attachments, receipts};

/// What a person enters of a filing that was made outside: in a portal, by post, by telephone.
pub struct FiledGiven {
    pub channel: FilingChannel,
    pub at: At,
    pub reasons_for_delay: Option<Private>,
    /// Kind and number of the proof, where it is there already.
    pub proof: Proof,
    pub reference: Private,
    pub file: Option<ProofFile>,
}

/// Records that a notice was filed outside, with its proof, if any, in one transaction. `seen` is the revision of the text that was on the
/// page: where it is another by now, nothing is recorded, for nobody can say which of the two was handed in.
pub fn mark_filed(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    seen: Option<u32>,
    given: FiledGiven,
) -> AppResult<Outcome> {
    record(ctx, who, reference, given, Of::Notice(number, seen), |given, proof| {
        let (channel, at, reasons_for_delay) = (given.channel, given.at, given.reasons_for_delay);
        Command::MarkFiled(MarkFiled { number, channel, at, reasons_for_delay, proof })
    })
}

/// Records the filing of duties for which no notice was written here, so that what follows them starts; several where one act served
/// them all, as a mail-out to the people of many markets does. `what` says what was handed in, `filed_as` under which of the law's other words ([`crate::app::law::filed_as`]).
pub fn record_filing(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    duties: Vec<u32>,
    what: Private,
    filed_as: Option<String>,
    given: FiledGiven,
) -> AppResult<Outcome> {
    record(ctx, who, reference, given, Of::Duties(duties.clone()), |given, proof| {
        Command::RecordFiling(RecordFiling {
            duties,
            what,
            filed_as,
            channel: given.channel,
            at: given.at,
            reasons_for_delay: given.reasons_for_delay,
            proof,
        })
    })
}

/// Kind, number and kept file of a proof.
type KeptProof = Option<(Proof, Private, Option<Uuid>)>;

/// What was handed in: a notice of this desk, or what some duties asked for.
enum Of {
    /// By its number, in the revision that was on the page.
    Notice(u32, Option<u32>),
    Duties(Vec<u32>),
}

/// Whether this proof counts only with its file: a screenshot is one by its nature, and some authorities give nothing else (their records
/// say which). Without it the filing stands, said and unproven.
fn wants_file(law: &PolicySet, case: &Case, of: &Of, proof: Proof) -> bool {
    let numbers: &[u32] = match of {
        Of::Notice(number, _) => case.notice(*number).map_or(&[], |notice| notice.duties.as_slice()),
        Of::Duties(numbers) => numbers,
    };
    let duties = numbers.iter().filter_map(|number| case.duty(*number));
    let mut authorities = duties.map(|duty| &duty.planned).filter(|planned| planned.kind == DutyKind::Authority);
    authorities
        .any(|planned| proof == Proof::Screenshot || law.proof_of(&planned.recipient.id) == Some(ProofForm::File))
}

fn with_file(law: &PolicySet, case: &Case, of: &Of, proof: Proof) -> AppResult<()> {
    if wants_file(law, case, of, proof) { Err(Refusal::ProofFileMissing.into()) } else { Ok(()) }
}

/// What the records say that an authority gives as proof, for the page of a filing.
pub fn proof_form(law: &PolicySet, case: &Case, duties: &[u32]) -> Option<ProofForm> {
    let mut duties = duties.iter().filter_map(|number| case.duty(*number));
    duties.find_map(|duty| law.proof_of(&duty.planned.recipient.id))
}

fn record(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    mut given: FiledGiven,
    of: Of,
    command: impl FnOnce(FiledGiven, KeptProof) -> Command,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (row, case) = cases::load(tx, who, reference)?;
        if let Of::Notice(number, Some(seen)) = of
            && case.notice(number).is_some_and(|notice| notice.revision != seen)
        {
            return Err(Refusal::TextMoved.into());
        }
        if given.proof != Proof::None && given.file.is_none() {
            with_file(&*ctx.law_of(tx, row.organisation_id)?, &case, &of, given.proof)?;
        }
        let number = std::mem::take(&mut given.reference);
        let proof = match (given.proof, given.file.take()) {
            (Proof::None, _) => None,
            (proof, None) => Some((proof, number, None)),
            (proof, Some(file)) => {
                let kept = keep(ctx, tx, row.organisation_id, row.id, Some(who.user), file)?;
                Some((proof, number, Some(kept)))
            }
        };
        cases::run_in(ctx, tx, who, reference, command(given, proof))
    });
    ctx.wake.notify_waiters();
    done
}

/// A file that proves a filing.
pub struct ProofFile {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// What a person enters as proof of a filing.
pub struct ProofGiven {
    pub filing: u32,
    pub proof: Proof,
    pub reference: Private,
    pub at: At,
    pub file: Option<ProofFile>,
}

/// Records a receipt, a server's acceptance or a screenshot, with its file if there is one, in one transaction.
pub fn record_proof(ctx: &Ctx, who: &SignedIn, reference: &str, given: ProofGiven) -> AppResult<Outcome> {
    ctx.store.write(|tx| {
        let (row, case) = cases::load(tx, who, reference)?;
        let ProofGiven { filing, proof, reference: number, at, file } = given;
        let attachment = match file {
            Some(file) => Some(keep(ctx, tx, row.organisation_id, row.id, Some(who.user), file)?),
            None => {
                let duties = case.filing(filing).map(|(duties, _)| duties.to_vec()).unwrap_or_default();
                with_file(&*ctx.law_of(tx, row.organisation_id)?, &case, &Of::Duties(duties), proof)?;
                None
            }
        };
        let of = case.notices.iter().find(|notice| notice.filings.iter().any(|one| one.number == filing));
        let command = match of {
            Some(notice) => {
                Command::RecordProof { number: notice.number, filing, proof, reference: number, attachment, at }
            }
            None => Command::ProveFiling { filing, proof, reference: number, attachment, at },
        };
        cases::run_in(ctx, tx, who, reference, command)
    })
}

/// A file that proves a filing of this case, or a receipt of its messages: name and bytes. Any other file of the case is not found here.
pub fn proof_file(ctx: &Ctx, who: &SignedIn, reference: &str, attachment: Uuid) -> AppResult<(String, Vec<u8>)> {
    ctx.store.read(|conn| {
        let (_, case) = cases::load(conn, who, reference)?;
        let filings = case.all_filings();
        let mut proofs = filings.iter().filter_map(|(_, filing)| filing.proof.as_ref()?.attachment);
        let is_receipt = receipts::of_case(conn, case.id)?.iter().any(|row| row.attachment_id == Some(attachment));
        if !is_receipt && !proofs.any(|id| id == attachment) {
            return Err(AppError::NotFound);
        }
        let row = attachments::get(conn, attachment)?.ok_or(AppError::NotFound)?;
        let bytes = attachments::bytes(conn, attachment)?.ok_or(AppError::NotFound)?;
        Ok((row.name, bytes))
    })
}

/// The id of a file of a case: made of its bytes' digest, so that an event that names the file pins its bytes.
pub fn file_id(case: Uuid, sha256: &str) -> Uuid {
    use sha2::{Digest, Sha256};
    let digest = Sha256::new().chain_update(case.as_bytes()).chain_update("file").chain_update(sha256).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Keeps a file with the case and answers its id; the same bytes are kept once. `by` is nobody where a machine handed it in.
pub fn keep(
    ctx: &Ctx,
    tx: &mut Conn,
    organisation: Uuid,
    case: Uuid,
    by: Option<Uuid>,
    file: ProofFile,
) -> AppResult<Uuid> {
    use sha2::{Digest, Sha256};
    let sha256 = hex::encode(Sha256::digest(&file.bytes));
    let id = file_id(case, &sha256);
    if attachments::get(tx, id)?.is_some() {
        return Ok(id);
    }
    attachments::add(
        tx,
        &attachments::AttachmentRow {
            id,
            organisation_id: organisation,
            case_id: Some(case),
            report_id: None,
            sha256,
            name: file.name,
            media_type: file.media_type,
            size: file.bytes.len() as i64,
            created_at: ctx.clock.now(),
            created_by: by,
        },
        &file.bytes,
    )?;
    Ok(id)
}
