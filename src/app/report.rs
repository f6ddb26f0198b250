//! A report: what somebody noticed, from the public form, from staff, or from a machine. It waits for triage; the DPO team gets a mail.

use std::collections::BTreeSet;

use chrono::Datelike;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::api::Machine;
use super::letters::{self, letter};
use super::member::SignedIn;
use super::organisation::Settings;
use super::outgoing::{self, StaffMail};
use super::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::domain::values::{At, Private};
use crate::store::events::{self, NewEvent, Stream};
use crate::store::organisations::{self, OrganisationRow};
use crate::store::reports::{self, ReportChannel, ReportRow, ReportStatus};
use crate::store::{Conn, counters, memberships};
use crate::words;

words! {
    /// Whose data might be concerned, as the reporter sees it.
    Concerned { Customers = "customers", Staff = "staff", Others = "others", Unknown = "unknown" }
}

words! {
    /// Unknown is never no.
    YesNoUnknown { Yes = "yes", No = "no", Unknown = "unknown" }
}

/// The answers on the form, as they are kept with the report and in its event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    pub what: Private,
    pub concerned: Vec<Concerned>,
    pub ongoing: YesNoUnknown,
    /// Decides from when the worst-case clock runs: from what was first noticed by somebody working for the controller, from the arrival
    /// otherwise.
    pub works_for_us: YesNoUnknown,
    pub contact: Private,
    /// BCP 47, in which the reporter wrote; `und` where nobody knows.
    pub language: String,
    /// Of a report that came as an e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Mail>,
    /// Of a processor that informs its controller (Art. 33(2)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processor: Option<ProcessorNotice>,
}

/// What a processor says beside what every report says. When it became aware stands where others say when they first noticed; it is the
/// processor's moment, never the controller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessorNotice {
    /// As it calls itself: nobody has checked it.
    pub name: Private,
    pub own_reference: Private,
    /// Which of the controller's data, of about how many people.
    pub data: Private,
    /// What it has done so far.
    pub measures: Private,
}

/// What an e-mail says of itself, none of which is proven, and the files that were kept of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    pub from: Private,
    pub subject: Private,
    pub written_at: Option<At>,
    pub message_id: Private,
    /// Whether the text went on: the rest is in the message.
    pub cut: bool,
    /// The message as it came, then its attachments.
    pub files: Vec<MailFile>,
    /// Attachments that are in the message only.
    pub left_out: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailFile {
    pub id: Uuid,
    pub name: Private,
    /// In hex.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

pub struct NewReport {
    pub organisation: Uuid,
    pub first_noticed_at: Option<At>,
    pub answers: Answers,
}

/// Who hands it in.
pub enum Reporter<'a> {
    Stranger,
    Staff(&'a SignedIn),
    Machine(&'a Machine),
    /// Whoever wrote an e-mail: its sender is a claim.
    Mail,
}

/// What a form for an organisation shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    pub organisation: Uuid,
    pub slug: String,
    pub name: String,
    pub zone: Tz,
    pub dpo_email: String,
    /// Day and night number for urgent reports; empty where there is none.
    pub phone: String,
    pub phone_hours: String,
}

impl Desk {
    fn of(row: &OrganisationRow) -> AppResult<Self> {
        let settings = Settings::of(row)?;
        Ok(Self {
            organisation: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            zone: row.zone.parse().unwrap_or(Tz::UTC),
            dpo_email: settings.dpo.email,
            phone: settings.dpo.phone.unwrap_or_default(),
            phone_hours: settings.dpo.phone_hours.unwrap_or_default(),
        })
    }
}

/// The organisation of a public address, such as `lunamobile`.
pub fn desk(ctx: &Ctx, slug: &str) -> AppResult<Desk> {
    ctx.store.read(|conn| Desk::of(&organisations::by_slug(conn, slug)?.ok_or(AppError::NotFound)?))
}

/// Every organisation that takes reports.
pub fn desks(ctx: &Ctx) -> AppResult<Vec<Desk>> {
    ctx.store.read(|conn| organisations::all(conn)?.iter().map(Desk::of).collect())
}

/// The organisations to which a person belongs in any active role.
pub fn desks_of(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<Desk>> {
    let own: BTreeSet<Uuid> = who.roles.iter().map(|held| held.organisation).collect();
    Ok(desks(ctx)?.into_iter().filter(|desk| own.contains(&desk.organisation)).collect())
}

/// What the reporter keeps: reference and arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub id: Uuid,
    pub reference: String,
    pub arrived_at: At,
    pub zone: Tz,
    pub organisation_name: String,
    pub organisation_slug: String,
    pub status: ReportStatus,
}

/// Puts a report on record with its event, and queues a mail to the DPO team, in one transaction.
pub fn file(ctx: &Ctx, reporter: &Reporter<'_>, new: &NewReport) -> AppResult<Receipt> {
    let receipt = ctx.store.write(|tx| file_in(ctx, tx, reporter, new))?;
    arrived(ctx, &receipt);
    Ok(receipt)
}

/// To be called when the transaction of [`file_in`] has ended well.
pub(super) fn arrived(ctx: &Ctx, receipt: &Receipt) {
    ctx.wake.notify_waiters();
    tracing::info!(report.id = %receipt.id, "Report {} arrived", receipt.reference);
}

/// The same inside a transaction that also does something with it.
pub fn file_in(ctx: &Ctx, tx: &mut Conn, reporter: &Reporter<'_>, new: &NewReport) -> AppResult<Receipt> {
    let now = ctx.clock.now();
    let organisation = organisations::get(tx, new.organisation)?.ok_or(AppError::NotFound)?;
    let zone: Tz = organisation.zone.parse().unwrap_or(Tz::UTC);
    let (channel, actor, user) = match reporter {
        Reporter::Stranger => (ReportChannel::Public, Actor::public(), None),
        Reporter::Mail => (ReportChannel::Email, Actor::public(), None),
        Reporter::Machine(machine) => (ReportChannel::Api, Actor::api(machine.token, &machine.name), None),
        Reporter::Staff(who) => {
            let person = who.acting(organisation.id, Role::ALL).ok_or(AppError::NotAllowed)?;
            (ReportChannel::Staff, Actor::from(&person), Some(who.user))
        }
    };
    let reference = counters::next_report_reference(tx, now.in_zone(zone).year())?;
    let answers = serde_json::to_value(&new.answers).map_err(AppError::broken)?;
    let row = ReportRow {
        id: ctx.ids.next(),
        organisation_id: organisation.id,
        reference,
        arrived_at: now,
        channel,
        reporter_user_id: user,
        first_noticed_at: new.first_noticed_at,
        answers: answers.clone(),
        status: ReportStatus::New,
        case_id: None,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    reports::add(tx, &row)?;
    let event = NewEvent {
        occurred_at: now,
        kind: "report_received".to_owned(),
        schema_version: 1,
        payload: json!({
            "report": row.id,
            "reference": row.reference,
            "channel": channel,
            "first_noticed_at": new.first_noticed_at,
            "answers": answers,
        }),
    };
    events::append(tx, &Stream::Organisation(organisation.id), &actor, now, ctx.policy.digest(), &[event])?;
    tell_the_team(ctx, tx, &organisation, &row)?;
    Ok(receipt_of(row, &organisation))
}

/// One mail to everybody who triages. It names the reference and the time, nothing of the contents: mail is read in many places.
fn tell_the_team(ctx: &Ctx, tx: &mut Conn, organisation: &OrganisationRow, report: &ReportRow) -> AppResult<()> {
    let mut told = BTreeSet::new();
    for (_, user) in memberships::holders_of(tx, organisation.id, &[Role::Dpo, Role::Handler])? {
        if !told.insert(user.id) {
            continue;
        }
        let context = json!({
            "reference": report.reference,
            "organisation": organisation.name,
            "arrived": letters::moment(&user.language, report.arrived_at, &organisation.zone),
            "link": ctx.link(&format!("/reports/{}", report.reference)),
        });
        let mail = StaffMail {
            to: &user,
            organisation: organisation.id,
            case: None,
            dedupe_key: format!("report/{}/{}", report.id, user.id),
            letter: letter(&user.language, "report_received", context)?,
        };
        outgoing::staff(ctx, tx, mail)?;
    }
    Ok(())
}

fn receipt_of(row: ReportRow, organisation: &OrganisationRow) -> Receipt {
    Receipt {
        id: row.id,
        reference: row.reference,
        arrived_at: row.arrived_at,
        zone: organisation.zone.parse().unwrap_or(Tz::UTC),
        organisation_name: organisation.name.clone(),
        organisation_slug: organisation.slug.clone(),
        status: row.status,
    }
}

/// The receipt of a report by its id. Holds nothing but reference, arrival and status, because whoever has the address sees it.
pub fn receipt(ctx: &Ctx, id: Uuid) -> AppResult<Receipt> {
    ctx.store.read(|conn| {
        let row = reports::get(conn, id)?.ok_or(AppError::NotFound)?;
        let organisation = organisations::get(conn, row.organisation_id)?.ok_or(AppError::NotFound)?;
        Ok(receipt_of(row, &organisation))
    })
}

/// The same for a machine: reports of its own organisation only.
pub fn receipt_for_machine(ctx: &Ctx, machine: &Machine, id: Uuid) -> AppResult<Receipt> {
    let row = ctx.store.read(|conn| reports::get(conn, id))?;
    match row {
        Some(row) if row.organisation_id == machine.organisation => receipt(ctx, id),
        _ => Err(AppError::NotFound),
    }
}
