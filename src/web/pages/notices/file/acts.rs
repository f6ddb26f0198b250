//! The steps of the filing page: send, settle, mark as filed, enter the proof, say that it came back, publish.

use super::correct::{Corrected, Shown};
use super::{correct, given};
use crate::app::AppError;
use crate::app::notices::reading::Opened;
use crate::app::notices::{filed, filing, letters, published, would_be_late};
use crate::domain::values::Private;
use crate::web::form::{Ahead, Form};
use crate::web::pages::notices::{page_address, recipient_zone};
use crate::web::problem::Problem;
use crate::web::visit::Visit;

/// How far a step came.
pub enum Tried {
    Done(String),
    /// Shown before it is recorded.
    Previewed(Form, Box<Shown>),
    /// The form holds problems.
    Asked(Form),
    Refused(Form, Problem),
}

pub async fn run_once<F>(visit: &Visit, form: Form, act: F) -> Result<Tried, Problem>
where
    F: FnOnce(&crate::app::Ctx) -> Result<String, AppError> + Send + 'static,
{
    Ok(match visit.once(act).await {
        Ok(location) => Tried::Done(location),
        Err(Problem::App(AppError::Refused(refusal))) => Tried::Refused(form, Problem::App(AppError::Refused(refusal))),
        Err(Problem::App(AppError::Invalid { field, key })) => {
            let mut form = form;
            form.problem(field, visit.t().text(key));
            Tried::Asked(form)
        }
        Err(other) => return Err(other),
    })
}

pub async fn send(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step"]);
    if !form.is_good() {
        return Ok(Tried::Asked(form));
    }
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filing::hand_over(ctx, &who, &reference, number)?;
        Ok(location)
    })
    .await
}

/// The address of a letter, typed and checked by a person.
pub async fn address(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "email", "how"]);
    let email = form.email("email", "refusal-mail-address-missing");
    let how = form.text("how", "letter-how-missing");
    let (true, Some(email), Some(how)) = (form.is_good(), email, how) else { return Ok(Tried::Asked(form)) };
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        letters::check_address(ctx, &who, &reference, number, Private::new(email), Private::new(how))?;
        Ok(location)
    })
    .await
}

pub async fn settle(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "arrived", "why"]);
    let arrived = form.choice("arrived", "file-arrived-missing", |word| match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    });
    let why = form.text("why", "file-why-missing");
    let (true, Some(arrived), Some(why)) = (form.is_good(), arrived, why) else { return Ok(Tried::Asked(form)) };
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filing::settle_unclear(ctx, &who, &reference, number, arrived, Private::new(why))?;
        Ok(location)
    })
    .await
}

pub async fn filed(visit: &mut Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "revision", "channel", "at", "reasons", "kind", "number", "file"]);
    // The text that was on the page: what is filed is what somebody copied from there, not what another wrote since.
    let seen: Option<u32> = form.value("revision").parse().ok();
    let late = |at| would_be_late(&opened.case, &opened.notice.duties, at);
    let Some(given) = given::filed(visit, &mut form, recipient_zone(opened), late).await? else {
        return Ok(Tried::Asked(form));
    };
    let (who, case, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filed::mark_filed(ctx, &who, &case, number, seen, given)?;
        Ok(location)
    })
    .await
}

pub async fn proof(visit: &mut Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "filing", "kind", "number", "at", "file"]);
    let Some(given) = given::proof(visit, &mut form, recipient_zone(opened)).await? else {
        return Ok(Tried::Asked(form));
    };
    let (who, case) = (visit.person()?.clone(), opened.case.reference.clone());
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filed::record_proof(ctx, &who, &case, given)?;
        Ok(location)
    })
    .await
}

pub async fn came_back(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    let Some((number, at, text)) = given::came_back(visit, &mut form, recipient_zone(opened)) else {
        return Ok(Tried::Asked(form));
    };
    let (who, case) = (visit.person()?.clone(), opened.case.reference.clone());
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        filing::came_back(ctx, &who, &case, number, at, text)?;
        Ok(location)
    })
    .await
}

pub async fn correct(visit: &Visit, opened: &Opened, form: Form) -> Result<Tried, Problem> {
    let location = page_address(opened, "/file");
    Ok(match correct::correct(visit, form, &opened.case, recipient_zone(opened), location).await? {
        Corrected::Recorded(location) => Tried::Done(location),
        Corrected::Previewed(form, shown) => Tried::Previewed(form, shown),
        Corrected::Asked(form) => Tried::Asked(form),
    })
}

/// A whole address of a page: what stands in the record must lead somebody there years later.
fn is_address(place: &str) -> bool {
    let rest = place.strip_prefix("https://").or_else(|| place.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.starts_with(['/', '?', '#']) && !rest.is_empty() && !place.contains(char::is_whitespace)
    })
}

pub async fn publish(visit: &Visit, opened: &Opened, mut form: Form) -> Result<Tried, Problem> {
    form.only(&["step", "address", "at"]);
    let place = form.line("address", "refusal-address-missing");
    if place.as_deref().is_some_and(|place| !is_address(place)) {
        form.problem("address", visit.t().text("file-address-form"));
    }
    let zone = recipient_zone(opened);
    let at = form.demand_instant("at", "file-at-missing", zone, visit.now(), Ahead::Refused("form-in-the-future"));
    let (true, Some(place), Some(at)) = (form.is_good(), place, at) else { return Ok(Tried::Asked(form)) };
    let (who, reference, number) = (visit.person()?.clone(), opened.case.reference.clone(), opened.notice.number);
    let location = page_address(opened, "/file");
    run_once(visit, form, move |ctx| {
        published::publish(ctx, &who, &reference, number, Private::new(place), at)?;
        Ok(location)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_of_a_published_notice_is_whole() {
        for whole in ["https://www.example.org/notice", "http://example.org", "https://example.org:8443/a?b=c#d"] {
            assert!(is_address(whole), "{whole}");
        }
        for not in [
            "",
            "example.org",
            "javascript:alert(1)",
            "https://",
            "https:///notice",
            "https://x y",
            "ftp://example.org",
        ] {
            assert!(!is_address(not), "{not}");
        }
    }
}
