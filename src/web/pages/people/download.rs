//! CSV files that are handed out, written as they go, so that a large one takes no memory.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;

use super::{imports as pages, language, mail_out};
use crate::app::people::{imports, left_out as left_out_rows, sheets};
use crate::app::recipients::RowProblem;
use crate::app::{AppResult, Ctx};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

pub async fn sample(visit: Visit) -> Answer {
    let t = visit.t();
    let heads = ["email", "name", "language", "reference"].map(|word| t.of("people-column", word));
    csv_answer("sample.csv", imports::sample(heads))
}

pub async fn bad_rows(visit: Visit) -> Answer {
    let import = pages::import_id(&visit)?;
    let t = visit.t();
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let wish = pages::wish(&visit.asked.query);
    let heads = ["row", "problem", "address", "name"].map(|word| t.of("people-bad", word));
    let name = format!("{reference}-rows-with-a-problem.csv");
    let sheet = visit
        .run(move |ctx| {
            imports::bad_rows(ctx, &who, &reference, import, &wish, heads, |problem| pages::problem_words(t, problem))
        })
        .await?;
    csv_answer(&name, sheet)
}

pub async fn report(visit: Visit) -> Answer {
    let t = visit.t();
    let number = mail_out::number(&visit)?;
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let heads = ["row", "language", "state", "at", "attempts", "reply", "message-id", "address-hash"]
        .map(|word| t.of("people-report", word))
        .to_vec();
    let name = format!("{reference}-mail-out-{number}-report.csv");
    streamed(&visit, &name, move |ctx, out| {
        sheets::report(ctx, &who, &reference, number, heads, |state| t.of("people-delivery", state), out)
    })
    .await
}

pub async fn letters(visit: Visit) -> Answer {
    let t = visit.t();
    let number = mail_out::number(&visit)?;
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let heads =
        ["row", "name", "post", "language", "reference", "why"].map(|word| t.of("people-letter", word)).to_vec();
    let name = format!("{reference}-mail-out-{number}-letters.csv");
    streamed(&visit, &name, move |ctx, out| {
        let words = sheets::ListWords {
            heads,
            why: |why: &str| t.of("people-letter-why", why),
            language: |code: &str| language(t, code),
            left_out: |problem: &RowProblem| {
                t.with1("people-letter-why-left-out", "problem", pages::problem_words(t, problem))
            },
        };
        sheets::letters(ctx, &who, &reference, number, words, out)
    })
    .await
}

/// The rows that the import left out, in the columns of the upload: corrected, they are uploaded again.
pub async fn left_out(visit: Visit) -> Answer {
    let t = visit.t();
    let number = mail_out::number(&visit)?;
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    let heads = ["people-left-out-mark", "people-bad-problem"].map(|word| t.text(word));
    let name = format!("{reference}-mail-out-{number}-left-out.csv");
    streamed(&visit, &name, move |ctx, out| {
        left_out_rows::sheet(ctx, &who, &reference, number, heads, |problem| pages::problem_words(t, problem), out)
    })
    .await
}

fn csv_answer(name: &str, bytes: Vec<u8>) -> Answer {
    Ok(answer(name).body(bytes))
}

fn answer(name: &str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    let safe: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')).collect();
    answer
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{safe}\"")));
    answer
}

/// Pieces that wait for a slow reader.
const WAITING_PIECES: usize = 4;

type Piece = Result<Vec<u8>, Problem>;

async fn streamed<F>(visit: &Visit, name: &str, write: F) -> Answer
where
    F: FnOnce(&Ctx, &mut dyn FnMut(Vec<u8>) -> bool) -> AppResult<()> + Send + 'static,
{
    let ctx = visit.ctx().clone();
    let (pieces, mut written) = mpsc::channel::<Piece>(WAITING_PIECES);
    tokio::task::spawn_blocking(move || {
        // A reader who went away ends the writing.
        let done = write(&ctx, &mut |piece| pieces.blocking_send(Ok(piece)).is_ok());
        if let Err(error) = done {
            let _ = pieces.blocking_send(Err(error.into()));
        }
    });
    // Nothing is promised before the first piece is there: until then a refusal is still a page.
    let Some(first) = written.recv().await else { return Err(Problem::NotFound) };
    let first = first?;
    let rest = stream::unfold((Some(first), written), |(first, mut written)| async move {
        let piece = match first {
            Some(first) => Ok(first),
            None => written.recv().await?,
        };
        let piece = piece.map(Bytes::from).map_err(|problem| {
            tracing::error!("A list broke off while it was written: {problem:?}");
            std::io::Error::other("the list broke off")
        });
        Some((piece, (None, written)))
    });
    Ok(answer(name).streaming(rest))
}
