//! What a person says of a filing, read from a form: how and when, its proof, that it came back. For notices and bare duties alike.

use chrono_tz::Tz;

use crate::app::notices::filed::{FiledGiven, ProofFile, ProofGiven};
use crate::domain::case::FilingChannel;
use crate::domain::situation::Proof;
use crate::domain::values::{At, Private};
use crate::web::form::{Ahead, Form};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

/// The chosen file, if there is one. Its kind is not believed: it is given back as a download only.
pub async fn chosen_file(visit: &mut Visit) -> Result<Option<ProofFile>, Problem> {
    match visit.upload.as_mut() {
        None => Ok(None),
        Some(upload) => {
            let bytes = upload.all().await?;
            let name = if upload.file_name.is_empty() { "proof".to_owned() } else { upload.file_name.clone() };
            Ok(Some(ProofFile { name, media_type: "application/octet-stream".into(), bytes }))
        }
    }
}

/// The filing that the form is about. It is a hidden field, so what is wrong with it is said at `beside`, a field that is seen.
fn filing_of(form: &mut Form, beside: &str) -> Option<u32> {
    let filing = form.value("filing").parse().ok();
    if filing.is_none() {
        form.problem(beside, form.words().text("refusal-no-such-entry"));
    }
    filing
}

fn entered(word: &str) -> Option<Proof> {
    Proof::parse(word).filter(|proof| proof.is_entered())
}

/// Fields `channel`, `at`, `reasons`, `kind`, `number` and the file. None where the form holds problems. `late` says whether
/// reasons for the delay are owed at a moment.
pub async fn filed(
    visit: &mut Visit,
    form: &mut Form,
    zone: Tz,
    late: impl Fn(At) -> bool,
) -> Result<Option<FiledGiven>, Problem> {
    let file = chosen_file(visit).await?;
    let channel = form.choice("channel", "file-channel-missing", FilingChannel::parse);
    let at = form.demand_instant("at", "file-at-missing", zone, visit.now(), Ahead::Refused("form-in-the-future"));
    let reasons = form.optional_text("reasons");
    let kind = form.choice("kind", "file-kind-missing", |word| match word {
        "none" => Some(Proof::None),
        word => entered(word),
    });
    let number = form.optional_line("number");
    let given = number.as_deref().is_some_and(|number| !number.is_empty()) || file.is_some();
    if kind == Some(Proof::None) && given {
        form.problem("kind", visit.t().text("file-kind-of-what-was-given"));
    }
    if kind.is_some_and(|kind| kind != Proof::None) && !given {
        form.problem("number", visit.t().text("refusal-proof-missing"));
    }
    if at.is_some_and(late) && reasons.as_deref().is_some_and(str::is_empty) {
        form.problem("reasons", visit.t().text("refusal-delay-reason-missing"));
    }
    let (true, Some(channel), Some(at), Some(reasons), Some(proof), Some(reference)) =
        (form.is_good(), channel, at, reasons, kind, number)
    else {
        return Ok(None);
    };
    let reasons_for_delay = (!reasons.is_empty()).then(|| Private::new(reasons));
    Ok(Some(FiledGiven { channel, at, reasons_for_delay, proof, reference: Private::new(reference), file }))
}

/// Fields `filing`, `kind`, `number`, `at` and the file. None where the form holds problems.
pub async fn proof(visit: &mut Visit, form: &mut Form, zone: Tz) -> Result<Option<ProofGiven>, Problem> {
    let file = chosen_file(visit).await?;
    let filing = filing_of(form, "kind");
    let kind = form.choice("kind", "file-kind-missing", entered);
    let number = form.optional_line("number");
    let at = form.demand_instant("at", "file-at-missing", zone, visit.now(), Ahead::Refused("form-in-the-future"));
    if number.as_deref().is_some_and(str::is_empty) && file.is_none() {
        form.problem("number", visit.t().text("refusal-proof-missing"));
    }
    let (true, Some(filing), Some(proof), Some(reference), Some(at)) = (form.is_good(), filing, kind, number, at)
    else {
        return Ok(None);
    };
    Ok(Some(ProofGiven { filing, proof, reference: Private::new(reference), at, file }))
}

/// Fields `filing`, `back-at` and `why`: which filing, when it came back, what was found out. None where the form holds problems.
pub fn came_back(visit: &Visit, form: &mut Form, zone: Tz) -> Option<(u32, At, Private)> {
    form.only(&["step", "filing", "back-at", "why"]);
    let ahead = Ahead::Refused("form-in-the-future");
    let at = form.demand_instant("back-at", "file-at-missing", zone, visit.now(), ahead);
    let text = form.text("why", "file-came-back-text-missing");
    let filing = filing_of(form, "why");
    match (form.is_good(), filing, at, text) {
        (true, Some(filing), Some(at), Some(text)) => Some((filing, at, Private::new(text))),
        _ => None,
    }
}
