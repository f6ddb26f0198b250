//! The mail tray of the demo: what would have been sent, to whom and how it reads. Nowhere else is there such a page.

use actix_web::HttpResponse;
use actix_web::http::header;
use askama::Template;
use uuid::Uuid;

use crate::app::tray::{self, DeliveryKind, TrayMail};
use crate::domain::actor::Role;
use crate::web::components::{Pill, Shape, State};
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/tray", Permission::Roles(Role::ALL), list).frames(),
        get("/tray/{mail}/preview", Permission::Roles(Role::ALL), preview).framed(),
    ]
}

pub struct MailRow {
    pub id: String,
    pub subject: String,
    pub to: String,
    pub kind: String,
    pub at: String,
    /// None: this person may not read it.
    pub text: Option<String>,
    /// Where its HTML is shown; none for plain mails.
    pub preview: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/tray.html")]
pub struct TrayPage {
    pub f: Frame,
    /// All, and one for each kind of addressee.
    pub pills: Vec<Pill>,
    pub mails: Vec<MailRow>,
}

/// Mails of this kind are counted on a pill; the address of the page names it.
fn pills(f: &Frame, found: &[TrayMail], chosen: Option<DeliveryKind>) -> Vec<Pill> {
    let pill = |kind: Option<DeliveryKind>| Pill {
        href: kind.map_or_else(|| "/tray".to_owned(), |kind| format!("/tray?to={kind}")),
        count: f.number(found.iter().filter(|mail| kind.is_none_or(|kind| mail.kind == kind)).count()),
        state: State::new(Shape::None, kind.map_or_else(|| f.text("tray-all"), |kind| f.of("tray-pill", kind))),
        plain: true,
        current: kind == chosen,
    };
    std::iter::once(None).chain(DeliveryKind::ALL.iter().copied().map(Some)).map(pill).collect()
}

fn only_in_demo(visit: &Visit) -> Result<(), Problem> {
    if visit.asked.web.settings.demo { Ok(()) } else { Err(Problem::NotFound) }
}

async fn list(visit: Visit) -> Answer {
    only_in_demo(&visit)?;
    let who = visit.person()?.clone();
    let found: Vec<TrayMail> = visit.run(move |ctx| tray::list(ctx, &who)).await?;
    let f = visit.frame(visit.t().text("tray-title"));
    let chosen = DeliveryKind::parse(visit.query("to"));
    let pills = pills(&f, &found, chosen);
    let mails = found
        .into_iter()
        .filter(|mail| chosen.is_none_or(|kind| mail.kind == kind))
        .map(|mail| MailRow {
            subject: if mail.subject.is_empty() { f.text("tray-no-subject") } else { mail.subject },
            to: mail.to,
            kind: f.of("tray-kind", mail.kind),
            at: f.moment(&mail.written_at),
            preview: mail
                .body
                .as_ref()
                .and_then(|body| body.html.as_ref())
                .map(|_| format!("/tray/{}/preview", mail.id)),
            text: mail.body.map(|body| body.text),
            id: mail.id.to_string(),
        })
        .collect();
    visit.page(&TrayPage { f, pills, mails })
}

async fn preview(visit: Visit) -> Answer {
    only_in_demo(&visit)?;
    let who = visit.person()?.clone();
    let id: Uuid = visit.param("mail").parse().map_err(|_| Problem::NotFound)?;
    let html = visit.run(move |ctx| tray::html(ctx, &who, id)).await?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(html))
}
