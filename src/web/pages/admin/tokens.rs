//! Tokens with which machines report and read. A new one is shown once, on the answer to the form that made it.

use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use uuid::Uuid;

use super::organisation::frame;
use super::{ADMIN, done};
use crate::app::AppError;
use crate::app::admin::tokens;
use crate::app::api::SCOPES;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::routes::{Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/organisations/{organisation}/tokens", ADMIN, show),
        post("/admin/organisations/{organisation}/tokens", ADMIN, add),
        post("/admin/organisations/{organisation}/tokens/{token}/end", ADMIN, end),
    ]
}

struct TokenLine {
    name: String,
    may: String,
    made: String,
    used: String,
    /// Empty for one that has ended.
    end: String,
    ended: String,
}

#[derive(Template)]
#[template(path = "pages/admin/tokens.html")]
struct TokensPage {
    f: Frame,
    form: Form,
    action: String,
    done: String,
    /// The text of a token just made; empty otherwise.
    fresh: String,
    lines: Vec<TokenLine>,
    heads: Vec<(String, &'static str)>,
    scopes: Vec<Choice>,
}

async fn page(visit: &Visit, form: Form, fresh: String) -> Result<TokensPage, Problem> {
    let t = visit.t();
    let zone = visit.asked.web.settings.zone;
    let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
    let (row, all) = visit.run(move |ctx| tokens::all(ctx, &who, &slug)).await?;
    let base = format!("/admin/organisations/{}/tokens", row.slug);
    let lines = all
        .into_iter()
        .map(|token| TokenLine {
            may: t.list(
                &token.scope.split_whitespace().map(|scope| t.of("token-scope", word(scope))).collect::<Vec<_>>(),
            ),
            name: token.name,
            made: t.moment(token.created_at, zone),
            used: token.last_used_at.map_or_else(|| t.text("admin-token-never"), |at| t.moment(at, zone)),
            end: if token.ended_at.is_none() { format!("{base}/{}/end", token.id) } else { String::new() },
            ended: token.ended_at.map_or_else(String::new, |at| t.with1("admin-token-ended", "at", t.moment(at, zone))),
        })
        .collect();
    Ok(TokensPage {
        f: frame(visit, &row, t.text("admin-tokens")).problems(!form.is_good()),
        form,
        action: base,
        done: done(visit, &[("ended", "admin-token-is-ended"), ("added", "admin-token-added-before")]),
        fresh,
        lines,
        heads: ["admin-token-name", "admin-token-scope", "admin-token-made", "admin-token-used", "admin-act"]
            .into_iter()
            .map(|key| (t.text(key), ""))
            .collect(),
        scopes: SCOPES.iter().map(|scope| Choice::new(scope, t.of("token-scope", word(scope)))).collect(),
    })
}

/// A scope as the words of the screens spell it.
fn word(scope: &str) -> String {
    scope.replace(':', "-")
}

async fn show(visit: Visit) -> Answer {
    let page = page(&visit, Form::empty(visit.t()), String::new()).await?;
    visit.page(&page)
}

async fn add(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let mut form = visit.take_form();
    form.only(&["token-name", "scope"]);
    let scopes = form.choices("scope", |word| SCOPES.contains(&word).then(|| word.to_owned())).unwrap_or_default();
    if scopes.is_empty() {
        form.problem("scope", visit.t().text("admin-token-scope-missing"));
    }
    let Some(name) = form.line("token-name", "admin-token-name-missing").filter(|_| form.is_good()) else {
        let page = page(&visit, form, String::new()).await?;
        return visit.page_with_problems(&page);
    };
    let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
    // The text goes to this answer and nowhere else; a repeated form finds none and is told so.
    let made: Arc<Mutex<String>> = Arc::default();
    let keeper = made.clone();
    let added = visit
        .once(move |ctx| {
            let text = tokens::add(ctx, &who, &slug, &name, &scopes)?;
            *keeper.lock().unwrap_or_else(PoisonError::into_inner) = text;
            Ok(format!("/admin/organisations/{slug}/tokens?done=added"))
        })
        .await;
    let location = match added {
        Ok(location) => location,
        Err(Problem::App(AppError::Invalid { field, key })) => {
            form.problem(field, visit.t().text(key));
            let page = page(&visit, form, String::new()).await?;
            return visit.page_with_problems(&page);
        }
        Err(problem) => return Err(problem),
    };
    let fresh = std::mem::take(&mut *made.lock().unwrap_or_else(PoisonError::into_inner));
    if fresh.is_empty() {
        return visit.see_other(location);
    }
    let page = page(&visit, Form::empty(visit.t()), fresh).await?;
    visit.page(&page)
}

async fn end(visit: Visit) -> Answer {
    let token: Uuid = visit.param("token").parse().map_err(|_| Problem::NotFound)?;
    let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
    visit
        .once_then_see(move |ctx| {
            tokens::end(ctx, &who, &slug, token)?;
            Ok(format!("/admin/organisations/{slug}/tokens?done=ended"))
        })
        .await
}
