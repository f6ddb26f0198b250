//! After a leap of the clock: what waits, and the word that the clock is right (T6).

use askama::Template;

use crate::app::AppError;
use crate::app::clock_watch::{self, CONFIRMERS};
use crate::web::frame::Frame;
use crate::web::routes::{Permission, Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    let allowed = Permission::Roles(CONFIRMERS);
    vec![get("/clock", allowed, show), post("/clock", allowed, confirm)]
}

#[derive(Template)]
#[template(path = "pages/clock.html")]
struct ClockPage {
    f: Frame,
    /// Empty where nothing is held.
    held: String,
    now: String,
}

async fn show(visit: Visit) -> Answer {
    let standing = visit.run(clock_watch::standing).await?;
    let t = visit.t();
    let f = visit.frame(t.text("clock-title"));
    let held = match standing {
        Some((at, hours)) => t.with2("clock-held", "hours", hours, "at", f.moment(&at)),
        None => String::new(),
    };
    let now = t.with1("clock-now", "now", f.moment(&f.now));
    visit.page(&ClockPage { held, now, f })
}

async fn confirm(visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let who = visit.person()?.clone();
    visit
        .once_then_see(move |ctx| {
            clock_watch::confirm(ctx, &who)?;
            Ok::<_, AppError>("/clock".to_owned())
        })
        .await
}
