//! The mail server: where it is, how it is spoken to, and a test mail to oneself with the outcome in words.

use askama::Template;

use super::{ADMIN, done};
use crate::app::mail_settings::{self, MailLimits, MailSecurity, MailServer, TestLetter};
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::routes::{Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![get("/admin/mail", ADMIN, show), post("/admin/mail", ADMIN, save), post("/admin/mail/test", ADMIN, test)]
}

#[derive(Template)]
#[template(path = "pages/admin/mail.html")]
struct MailPage {
    f: Frame,
    form: Form,
    done: String,
    /// Whether a server is set, so that a test can be sent.
    is_set: bool,
    has_password: bool,
    securities: Vec<Choice>,
    own_address: String,
    /// What became of the test mail: whether it was taken, and the sentence.
    outcome: Option<(bool, String)>,
}

/// The server that is set; one whose password does not open any more counts as not set, and has to be entered anew.
async fn current(visit: &Visit) -> Result<Option<MailServer>, Problem> {
    let found = visit.run(|ctx| Ok::<_, Problem>(mail_settings::load(ctx))).await?;
    Ok(found.unwrap_or_else(|error| {
        tracing::error!("The mail server's settings cannot be read: {error}");
        None
    }))
}

fn page(visit: &Visit, server: Option<&MailServer>, form: Form) -> Result<MailPage, Problem> {
    let t = visit.t();
    Ok(MailPage {
        f: visit.frame(t.text("admin-mail")).crumb("/admin", t.text("admin-title")).problems(!form.is_good()),
        form,
        done: done(visit, &[("saved", "admin-mail-saved")]),
        is_set: server.is_some(),
        has_password: server.is_some_and(|server| !server.user.is_empty()),
        securities: MailSecurity::ALL.iter().map(|one| Choice::new(one, t.of("mail-security", one))).collect(),
        own_address: visit.person()?.email.as_str().to_owned(),
        outcome: None,
    })
}

fn filled(visit: &Visit, server: Option<&MailServer>) -> Form {
    let form = Form::empty(visit.t());
    let limits = server.map_or_else(MailLimits::default, |server| server.limits);
    let form = form
        .fill("connections", limits.connections.to_string())
        .fill("domain-at-once", limits.per_domain_at_once.to_string())
        .fill("domain-per-minute", limits.per_domain_per_minute.to_string());
    match server {
        None => form.fill("port", "587").fill("security", MailSecurity::StartTls.as_str()),
        Some(server) => form
            .fill("host", &server.host)
            .fill("port", server.port.to_string())
            .fill("security", server.security.as_str())
            .fill("user", &server.user)
            .fill("sender-name", &server.sender_name)
            .fill("sender-address", &server.sender_address)
            .fill("bounce-address", &server.bounce_address),
    }
}

async fn show(visit: Visit) -> Answer {
    let server = current(&visit).await?;
    let form = filled(&visit, server.as_ref());
    visit.page(&page(&visit, server.as_ref(), form)?)
}

/// This machine, where nobody else reads along.
pub(super) fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

const FIELDS: &[&str] = &[
    "host",
    "port",
    "security",
    "user",
    "mail-password",
    "sender-name",
    "sender-address",
    "bounce-address",
    "connections",
    "domain-at-once",
    "domain-per-minute",
];

/// A field that is left empty keeps what is usual.
fn limits(form: &mut Form) -> Option<MailLimits> {
    let usual = MailLimits::default();
    let mut read = |name: &str, least: i64, most: i64, usual: u32| -> Option<u32> {
        if form.value(name).trim().is_empty() {
            return Some(usual);
        }
        form.number(name, "form-required", least, most).and_then(|number| u32::try_from(number).ok())
    };
    let connections = read("connections", 1, 200, usual.connections);
    let at_once = read("domain-at-once", 1, 200, usual.per_domain_at_once);
    let per_minute = read("domain-per-minute", 0, 1_000_000, usual.per_domain_per_minute);
    Some(MailLimits { connections: connections?, per_domain_at_once: at_once?, per_domain_per_minute: per_minute? })
}

/// Empty for none. What stands before the @ leaves room for the tag, within the 64 octets that a mail server takes there.
fn bounces(form: &mut Form, too_long: &str) -> Option<String> {
    if form.value("bounce-address").trim().is_empty() {
        return Some(String::new());
    }
    let address = form.email("bounce-address", "form-required")?;
    if address.split('@').next().is_none_or(|local| local.len() + 1 + TAG_OCTETS > 64 || local.contains('+')) {
        form.problem("bounce-address", too_long.to_owned());
        return None;
    }
    Some(address)
}

/// Of a message's tag in the address to which it comes back.
const TAG_OCTETS: usize = 32;

async fn save(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let t = visit.t();
    let before = current(&visit).await?;
    let mut form = visit.take_form();
    form.only(FIELDS);
    let host = form.line("host", "admin-mail-host-missing");
    if host.as_deref().is_some_and(|host| host.chars().any(char::is_whitespace)) {
        form.problem("host", t.text("admin-mail-host-form"));
    }
    let port = form.number("port", "admin-mail-port-missing", 1, 65_535).and_then(|port| u16::try_from(port).ok());
    let security = form.choice("security", "form-required", MailSecurity::parse);
    if security == Some(MailSecurity::Plain) && host.as_deref().is_some_and(|host| !is_this_machine(host)) {
        form.problem("security", t.text("admin-mail-in-the-clear"));
    }
    let user = form.optional_line("user");
    let given = form.value("mail-password").to_owned();
    // An empty field keeps the password, but only for the server and login that it was given for: it must not be sent elsewhere.
    let kept = before.as_ref().filter(|before| {
        Some(&before.host) == host.as_ref() && Some(&before.user) == user.as_ref() && !before.user.is_empty()
    });
    let password = match (given.is_empty(), kept) {
        (true, Some(kept)) => kept.password.clone(),
        _ => Private::new(given),
    };
    if user.as_deref().is_some_and(|user| user.is_empty() != password.as_str().is_empty()) {
        form.problem("mail-password", t.text("admin-mail-half-a-login"));
    }
    if password.as_str().contains('\0') || password.as_str().len() > 1_000 {
        form.problem("mail-password", t.text("form-control-characters"));
    }
    let sender_name = form.line("sender-name", "admin-mail-sender-name-missing");
    let sender_address = form.email("sender-address", "admin-mail-sender-address-missing");
    let bounce_address = bounces(&mut form, &t.text("admin-mail-bounce-long"));
    let limits = limits(&mut form);
    let server = (|| {
        let (host, port, security, user) = (host?, port?, security?, user?);
        let (sender_name, sender_address, limits) = (sender_name?, sender_address?, limits?);
        let bounce_address = bounce_address?;
        Some(MailServer { host, port, security, user, password, sender_name, sender_address, bounce_address, limits })
    })();
    if let (true, Some(server)) = (form.is_good(), server) {
        let who = visit.person()?.clone();
        return visit
            .once_then_see(move |ctx| {
                mail_settings::save(ctx, &who, &server)?;
                Ok("/admin/mail?done=saved".to_owned())
            })
            .await;
    }
    visit.page_with_problems(&page(&visit, before.as_ref(), form)?)
}

async fn test(visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let t = visit.t();
    let server = current(&visit).await?.ok_or(Problem::NotFound)?;
    let who = visit.person()?;
    let id = visit.ctx().ids.next();
    let letter = TestLetter {
        to_name: who.name.clone(),
        to_address: who.email.clone(),
        subject: t.text("admin-mail-test-subject"),
        text: t.with1("admin-mail-test-text", "now", t.moment(visit.now(), visit.asked.web.settings.zone)),
        language: t.lang.to_string(),
        message_id: visit.ctx().message_id(id),
        date: visit.now(),
    };
    let outcome = match &visit.asked.web.settings.mail_tester {
        None => (false, t.text("admin-mail-test-tray")),
        Some(tester) => match tester.send(server.clone(), letter).await {
            Ok(reply) => (true, t.with1("admin-mail-test-taken", "reply", reply)),
            Err(why) => (false, t.with1("admin-mail-test-failed", "why", why)),
        },
    };
    let form = filled(&visit, Some(&server));
    let mut page = page(&visit, Some(&server), form)?;
    page.outcome = Some(outcome);
    visit.page(&page)
}
