//! For machines that watch the desk: is it up, and a few honest figures. Nothing here names a person or a case.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde_json::json;

use crate::app::health::{database_answers, reminders_fire};
use crate::web::problem::Problem;
use crate::web::routes::{Permission, Route, get};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![get("/health", Permission::Public, health), get("/metrics", Permission::Public, metrics)]
}

async fn health(visit: Visit) -> Answer {
    let (database, reminders) = visit.run(|ctx| Ok::<_, Problem>((database_answers(ctx), reminders_fire(ctx)))).await?;
    let pulse = &visit.ctx().pulse;
    let good = database && reminders;
    let body = json!({
        "status": if good { "ok" } else { "failing" },
        "database": database,
        "reminders": reminders,
        "quarantine": pulse.is_quarantined(),
        "mail_held": pulse.is_mail_held(),
    });
    let mut answer = if good { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    Ok(answer.insert_header((header::CONTENT_TYPE, "application/json")).body(body.to_string()))
}

async fn metrics(visit: Visit) -> Answer {
    let database = u8::from(visit.run(|ctx| Ok::<_, Problem>(database_answers(ctx))).await?);
    let counts = visit.asked.web.counts.read();
    let mut text = format!(
        "# HELP breachdesk_build_info The version that runs.\n# TYPE breachdesk_build_info gauge\n\
         breachdesk_build_info{{version=\"{}\"}} 1\n\
         # HELP breachdesk_database_up Whether the database answered just now.\n# TYPE breachdesk_database_up gauge\n\
         breachdesk_database_up {database}\n\
         # HELP breachdesk_requests_total Requests answered since start, by class of status.\n\
         # TYPE breachdesk_requests_total counter\n",
        env!("CARGO_PKG_VERSION"),
    );
    for (class, count) in counts {
        text.push_str(&format!("breachdesk_requests_total{{status=\"{class}xx\"}} {count}\n"));
    }
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")).body(text))
}
