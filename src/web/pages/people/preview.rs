//! The message of any row, in its language, as that person will read it.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;

use super::{language, mail_out, of};
use crate::app::people::texts::{self, Preview};
use crate::web::frame::Frame;
use crate::web::pages::case::{Head, framed, open};
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

#[derive(Template)]
#[template(path = "pages/people/preview.html")]
struct PreviewPage {
    f: Frame,
    head: Head,
    row: u64,
    name: String,
    address: String,
    language: String,
    language_code: String,
    by_letter: bool,
    subject: String,
    text: String,
    has_message: bool,
    frame_href: String,
    previous: String,
    next: String,
    here: String,
    back: String,
}

async fn look(visit: &Visit) -> Result<Preview, Problem> {
    let number = mail_out::number(visit)?;
    let row = visit.query("row").trim().parse().unwrap_or(0);
    let (who, reference) = (visit.person()?.clone(), visit.param("reference").to_owned());
    visit.run(move |ctx| texts::preview(ctx, &who, &reference, number, row)).await
}

pub async fn show(visit: Visit) -> Answer {
    let preview = look(&visit).await?;
    let number = mail_out::number(&visit)?;
    let (case, organisation) = open(&visit).await?;
    let t = visit.t();
    let title = t.with1("people-preview-title", "row", preview.row);
    let (f, head) = framed(&visit, &case, &organisation, "/communications", title);
    let here = format!("{}/preview", of(&case, number));
    let at = |row: Option<u64>| row.map(|row| format!("{here}?row={row}")).unwrap_or_default();
    let (subject, text) = preview.message.as_ref().map(|m| (m.subject.clone(), m.text.clone())).unwrap_or_default();
    let page = PreviewPage {
        row: preview.row,
        name: preview.name,
        address: preview.address,
        language: language(t, &preview.language),
        language_code: preview.language,
        by_letter: preview.by_letter,
        has_message: preview.message.is_some(),
        subject,
        text,
        frame_href: format!("{here}.html?row={}", preview.row),
        previous: at(preview.previous),
        next: at(preview.next),
        back: of(&case, number),
        here,
        head,
        f,
    };
    visit.page(&page)
}

/// The HTML part alone, for the frame of the preview.
pub async fn message(visit: Visit) -> Answer {
    let preview = look(&visit).await?;
    let message = preview.message.ok_or(Problem::NotFound)?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(message.html))
}
