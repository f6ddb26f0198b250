//! Certified mail of an organisation: the account that sends, whose signature under a receipt is believed, and the mailbox in which
//! receipts are looked for.

use askama::Template;

use super::mail::is_this_machine;
use super::organisation::{frame, look};
use super::{ADMIN, at_field, certified_sending, done};
use crate::app::admin::certified_mail::{self, Trusted};
use crate::app::mail_settings::MailSecurity;
use crate::app::organisation::{CertifiedMail, MailboxAccount};
use crate::app::receipts::mailbox::{self, Account};
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::routes::{Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/organisations/{organisation}/certified-mail", ADMIN, show),
        post("/admin/organisations/{organisation}/certified-mail", ADMIN, save),
        post("/admin/organisations/{organisation}/certified-mail/mailbox", ADMIN, save_mailbox),
    ]
}

#[derive(Template)]
#[template(path = "pages/admin/certified_mail.html")]
pub(super) struct CertifiedMailPage {
    f: Frame,
    form: Form,
    done: String,
    action: String,
    trusted: Vec<Trusted>,
    /// What is kept does not read any more, so every receipt is doubted.
    broken: bool,
    /// Addresses by which providers sign.
    signers: Vec<String>,
    securities: Vec<Choice>,
    has_password: bool,
    /// How the last look into the mailbox went: whether well, and the sentence.
    looked: Option<(bool, String)>,
    /// Where notices are sent from, if anywhere; how that connection is protected.
    sends_from: String,
    ways: Vec<Choice>,
    /// What the clocks are, and whether somebody read what they rest on.
    clocks: String,
    /// What became of the test: whether it was taken, and the sentence.
    outcome: Option<(bool, String)>,
}

pub(super) async fn page(
    visit: &Visit,
    form: Option<Form>,
    outcome: Option<(bool, String)>,
) -> Result<CertifiedMailPage, Problem> {
    let (row, settings) = look(visit).await?;
    let t = visit.t();
    let mail = settings.certified_mail.unwrap_or_default();
    let trusted = certified_mail::trusted(&mail.anchors);
    let form = filled(form.unwrap_or_else(|| Form::empty(t)), &mail);
    let form = certified_sending::filled(form, mail.sending.as_ref());
    let organisation = row.id;
    let standing = visit.run(move |ctx| mailbox::standing(ctx, organisation)).await?;
    let law = visit.run(move |ctx| ctx.store.read(|conn| ctx.law_of(conn, organisation))).await?;
    let clocks = law.house().certified_mail.as_ref().map(|clocks| {
        let key = if clocks.clocks_verified { "pec-clocks" } else { "pec-clocks-unverified" };
        t.with2(key, "acceptance", clocks.acceptance_minutes, "delivery", clocks.delivery_minutes)
    });
    let zone = visit.asked.web.settings.zone;
    let looked = standing.looked_at.map(|at| match standing.problem {
        None => (true, t.with1("mailbox-looked", "at", t.moment(at, zone))),
        Some(why) => (false, t.with2("mailbox-failed", "at", t.moment(at, zone), "why", why)),
    });
    Ok(CertifiedMailPage {
        f: frame(visit, &row, t.text("certified-mail-title")).problems(!form.is_good()),
        form,
        done: [done(visit, &[("saved", "admin-saved")]), judged_again(visit)].join(" ").trim().to_owned(),
        action: format!("/admin/organisations/{}/certified-mail", row.slug),
        broken: trusted.is_none(),
        signers: mail.signers.lines().map(str::to_owned).collect(),
        trusted: trusted.unwrap_or_default(),
        securities: SECURITIES.iter().map(|one| Choice::new(one, t.of("mail-security", one))).collect(),
        has_password: mail.mailbox.is_some(),
        looked,
        sends_from: mail.sending.map(|account| account.address).unwrap_or_default(),
        ways: MailSecurity::ALL.iter().map(|one| Choice::new(one, t.of("mail-security", one))).collect(),
        clocks: clocks.unwrap_or_default(),
        outcome,
    })
}

/// How many receipts were judged again by the certificates that were just saved.
fn judged_again(visit: &Visit) -> String {
    let number = |name: &str| visit.query(name).parse::<u32>().ok();
    match (number("judged"), number("verified")) {
        (Some(judged), Some(verified)) if judged > 0 => {
            visit.t().with2("certified-mail-judged-again", "judged", judged, "verified", verified)
        }
        _ => String::new(),
    }
}

/// The page again, saying that it is saved.
pub(super) fn done_at(slug: &str) -> String {
    format!("/admin/organisations/{slug}/certified-mail?done=saved")
}

/// A mailbox is read over TLS from the first byte, or on this machine.
const SECURITIES: &[MailSecurity] = &[MailSecurity::Tls, MailSecurity::Plain];

/// What is on record in every field that was not sent: the page has two forms.
fn filled(form: Form, mail: &CertifiedMail) -> Form {
    let kept = mail.mailbox.as_ref();
    let text = |of: fn(&MailboxAccount) -> String, usual: &str| kept.map_or_else(|| usual.to_owned(), of);
    let values = [
        ("anchors", mail.anchors.clone()),
        ("signers", mail.signers.clone()),
        ("host", text(|one| one.host.clone(), "")),
        ("port", text(|one| one.port.to_string(), "993")),
        ("security", text(|one| one.security.to_string(), MailSecurity::Tls.as_str())),
        ("user", text(|one| one.user.clone(), "")),
        ("folder", text(|one| one.folder.clone(), "INBOX")),
    ];
    values
        .into_iter()
        .fold(form, |form, (name, value)| if !form.values(name).is_empty() { form } else { form.fill(name, value) })
}

async fn show(visit: Visit) -> Answer {
    let page = page(&visit, None, None).await?;
    visit.page(&page)
}

async fn save(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let mut form = visit.take_form();
    form.only(&["anchors", "signers"]);
    if form.is_good() {
        let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
        let (pem, signers) = (form.value("anchors").to_owned(), form.value("signers").to_owned());
        let saved = visit.once(move |ctx| {
            let judged = certified_mail::trust(ctx, &who, &slug, &pem, &signers)?;
            Ok(format!("{}&judged={}&verified={}", done_at(&slug), judged.looked_at, judged.verified))
        });
        match saved.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => at_field(&mut form, visit.t(), problem)?,
        }
    }
    let page = page(&visit, Some(form), None).await?;
    visit.page_with_problems(&page)
}

async fn save_mailbox(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let (_, settings) = look(&visit).await?;
    let before = settings.certified_mail.and_then(|mail| mail.mailbox);
    let mut form = visit.take_form();
    form.only(&["host", "port", "security", "user", "mailbox-password", "folder"]);
    // Without a server there is no mailbox.
    let wanted = match form.value("host").trim() {
        "" => Some(None),
        _ => read_mailbox(&visit, &mut form, before.as_ref()).await?.map(Some),
    };
    if let (true, Some(wanted)) = (form.is_good(), wanted) {
        let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
        let saved = visit.once(move |ctx| {
            mailbox::set(ctx, &who, &slug, wanted)?;
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

async fn read_mailbox(
    visit: &Visit,
    form: &mut Form,
    before: Option<&MailboxAccount>,
) -> Result<Option<Account>, Problem> {
    let t = visit.t();
    let host = form.line("host", "form-required");
    if host.as_deref().is_some_and(|host| host.chars().any(char::is_whitespace)) {
        form.problem("host", t.text("admin-mail-host-form"));
    }
    let port = form.number("port", "admin-mail-port-missing", 1, 65_535).and_then(|port| u16::try_from(port).ok());
    let security = form.choice("security", "form-required", MailSecurity::parse);
    let clear = security.is_some_and(|one| one != MailSecurity::Tls);
    if clear && host.as_deref().is_some_and(|host| !is_this_machine(host)) {
        form.problem("security", t.text("mailbox-in-the-clear"));
    }
    let user = form.line("user", "form-required");
    let folder = form.line("folder", "form-required");
    let given = form.value("mailbox-password").to_owned();
    // An empty field keeps the password, but only for the server and login that it was given for: it must not be sent elsewhere.
    let same = |one: &&MailboxAccount| {
        Some(&one.host) == host.as_ref() && Some(one.port) == port && Some(&one.user) == user.as_ref()
    };
    let password = match (given.is_empty(), before.filter(same).cloned()) {
        (false, _) => Some(Private::new(given)),
        (true, None) => {
            form.problem("mailbox-password", t.text("mailbox-password-missing"));
            None
        }
        (true, Some(kept)) => {
            let slug = visit.param("organisation").to_owned();
            let who = visit.person()?.clone();
            let opened = visit.run(move |ctx| {
                let (row, _) = crate::app::admin::organisations::look(ctx, &who, &slug)?;
                Ok::<_, Problem>(mailbox::opened(ctx, row.id, &kept).ok())
            });
            let opened = opened.await?;
            if opened.is_none() {
                form.problem("mailbox-password", t.text("mailbox-password-missing"));
            }
            opened.map(|opened| opened.password)
        }
    };
    let plain = |text: &str| text.chars().all(|c| c.is_ascii() && !c.is_control());
    if password.as_ref().is_some_and(|password| !plain(password.as_str()) || password.as_str().len() > 1_000) {
        form.problem("mailbox-password", t.text("mailbox-letters"));
    }
    for (field, text) in [("user", &user), ("folder", &folder)] {
        if text.as_deref().is_some_and(|text| !plain(text)) {
            form.problem(field, t.text("mailbox-letters"));
        }
    }
    Ok((|| {
        let (host, port, security) = (host?, port?, security?);
        Some(Account { host, port, security, user: user?, password: password?, folder: folder? })
    })())
}
