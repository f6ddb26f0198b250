//! The account from which an organisation sends certified mail: its server and login, and a message to itself as a test.

use super::certified_mail::{done_at, page};
use super::mail::is_this_machine;
use super::organisation::look;
use super::{ADMIN, at_field};
use crate::app::mail_settings::{MailSecurity, MailServer, TestLetter};
use crate::app::organisation::SendingAccount;
use crate::app::pec_account;
use crate::domain::values::Private;
use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::routes::{Route, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        post("/admin/organisations/{organisation}/certified-mail/account", ADMIN, save),
        post("/admin/organisations/{organisation}/certified-mail/account/test", ADMIN, test),
    ]
}

const FIELDS: &[&str] = &["pec-address", "pec-host", "pec-port", "pec-security", "pec-user", "pec-password"];

/// What is on record, for the fields of the form.
pub fn filled(form: Form, kept: Option<&SendingAccount>) -> Form {
    let text = |of: fn(&SendingAccount) -> String, usual: &str| kept.map_or_else(|| usual.to_owned(), of);
    let values = [
        ("pec-address", text(|one| one.address.clone(), "")),
        ("pec-host", text(|one| one.host.clone(), "")),
        ("pec-port", text(|one| one.port.to_string(), "465")),
        ("pec-security", text(|one| one.security.to_string(), MailSecurity::Tls.as_str())),
        ("pec-user", text(|one| one.user.clone(), "")),
    ];
    let missing = |form: &Form, name: &str| form.values(name).is_empty();
    values
        .into_iter()
        .fold(form, |form, (name, value)| if missing(&form, name) { form.fill(name, value) } else { form })
}

async fn save(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let (row, settings) = look(&visit).await?;
    let before = settings.certified_mail.and_then(|mail| mail.sending);
    let mut form = visit.take_form();
    form.only(FIELDS);
    // Without an address there is no account.
    let wanted = match form.value("pec-address").trim() {
        "" => Some(None),
        _ => read(&visit, &mut form, row.name.clone(), before).await?.map(Some),
    };
    if let (true, Some(wanted)) = (form.is_good(), wanted) {
        let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
        let saved = visit.once(move |ctx| {
            pec_account::set(ctx, &who, &slug, wanted)?;
            Ok(done_at(&slug))
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => at_field(&mut form, visit.t(), problem)?,
        }
    }
    let page = page(&visit, Some(form), None).await?;
    visit.page_with_problems(&page)
}

async fn read(
    visit: &Visit,
    form: &mut Form,
    name: String,
    before: Option<SendingAccount>,
) -> Result<Option<MailServer>, Problem> {
    let t = visit.t();
    let address = form.email("pec-address", "form-required");
    let host = form.line("pec-host", "admin-mail-host-missing");
    if host.as_deref().is_some_and(|host| host.chars().any(char::is_whitespace)) {
        form.problem("pec-host", t.text("admin-mail-host-form"));
    }
    let port = form.number("pec-port", "admin-mail-port-missing", 1, 65_535).and_then(|port| u16::try_from(port).ok());
    let security = form.choice("pec-security", "form-required", MailSecurity::parse);
    if security == Some(MailSecurity::Plain) && host.as_deref().is_some_and(|host| !is_this_machine(host)) {
        form.problem("pec-security", t.text("admin-mail-in-the-clear"));
    }
    let user = form.line("pec-user", "form-required");
    let given = form.value("pec-password").to_owned();
    // An empty field keeps the password, but only for the server and login that it was given for: it must not be sent elsewhere.
    let same = |one: &SendingAccount| {
        Some(&one.host) == host.as_ref() && Some(one.port) == port && Some(&one.user) == user.as_ref()
    };
    let password = match (given.is_empty(), before.filter(same)) {
        (false, _) => Some(Private::new(given)),
        (true, None) => None,
        (true, Some(kept)) => opened(visit, kept).await?.map(|server| server.password),
    };
    match &password {
        None => form.problem("pec-password", t.text("mailbox-password-missing")),
        Some(password) if password.as_str().contains('\0') || password.as_str().len() > 1_000 => {
            form.problem("pec-password", t.text("form-control-characters"))
        }
        Some(_) => {}
    }
    Ok((|| {
        let (sender_address, host, port, security) = (address?, host?, port?, security?);
        let (user, password, sender_name, limits) = (user?, password?, name, Default::default());
        let bounce_address = String::new();
        Some(MailServer { host, port, security, user, password, sender_name, sender_address, bounce_address, limits })
    })())
}

/// The account with its password; none where it does not open any more.
async fn opened(visit: &Visit, kept: SendingAccount) -> Result<Option<MailServer>, Problem> {
    let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
    visit
        .run(move |ctx| {
            let (row, _) = crate::app::admin::organisations::look(ctx, &who, &slug)?;
            Ok::<_, Problem>(pec_account::opened(ctx, row.id, &row.name, &kept).ok())
        })
        .await
}

/// Sends a certified message from the account to itself, now.
async fn test(visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let t = visit.t();
    let (_, settings) = look(&visit).await?;
    let kept = settings.certified_mail.and_then(|mail| mail.sending).ok_or(Problem::NotFound)?;
    let server = opened(&visit, kept).await?;
    let outcome = match (&visit.asked.web.settings.mail_tester, server) {
        (_, None) => (false, t.text("mailbox-password-missing")),
        (None, Some(_)) => (false, t.text("admin-mail-test-tray")),
        (Some(tester), Some(server)) => {
            let letter = TestLetter {
                to_name: Private::new(server.sender_name.as_str()),
                to_address: Private::new(server.sender_address.as_str()),
                subject: t.text("pec-test-subject"),
                text: t.with1("pec-test-text", "now", t.moment(visit.now(), visit.asked.web.settings.zone)),
                language: t.lang.to_string(),
                message_id: visit.ctx().message_id(visit.ctx().ids.next()),
                date: visit.now(),
            };
            match tester.send(server, letter).await {
                Ok(reply) => (true, t.with1("pec-test-taken", "reply", reply)),
                Err(why) => (false, t.with1("admin-mail-test-failed", "why", why)),
            }
        }
    };
    let page = page(&visit, None, Some(outcome)).await?;
    visit.page(&page)
}
