//! Sets up the demo's organisations and people, and carries out the steps of a story.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::organisations::{self, PEOPLE};
use super::{kept, story_luna, story_ottima};
use crate::app::admin::{enter_member, enter_organisation};
use crate::app::auth::password;
use crate::app::cases::{self, Opening, Outcome};
use crate::app::member::{APPROVERS, ActiveRole, SignedIn, WORKERS};
use crate::app::notices::{self, filed};
use crate::app::reminders::fire;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Certainty, FilingChannel, Source};
use crate::domain::command::{Command, MarkFiled, RecordInstant};
use crate::domain::situation::{DecisionKind, Fact, InstantKind, Knowledge, Proof, Scope};
use crate::domain::values::{At, Private};
use crate::store::memberships::{MembershipRow, MembershipStatus};
use crate::store::organisations::OrganisationRow;
use crate::store::reminders;
use crate::store::users::{self, UserRow, UserStatus};

/// Somebody to sign in as.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoUser {
    pub name: String,
    pub email: String,
    pub password: String,
    /// `dpo of lunamobile` and so on.
    pub roles: Vec<(String, Role, bool)>,
}

/// Builds everything and leaves the clock at `stands_at`. The database must be new.
pub fn build(ctx: &Ctx, stands_at: At) -> AppResult<Vec<DemoUser>> {
    let mut desk = Desk { ctx, people: BTreeMap::new(), organisations: BTreeMap::new() };
    desk.at("2026-09-01T08:00:00Z")?;
    let users = desk.settle_in()?;
    story_ottima::tell(&mut desk, stands_at)?;
    story_luna::tell(&mut desk, stands_at)?;
    desk.pass_until(stands_at)?;
    kept::keep(ctx, &users)?;
    ctx.wake.notify_waiters();
    Ok(users)
}

pub(super) struct Desk<'a> {
    pub ctx: &'a Ctx,
    people: BTreeMap<&'static str, SignedIn>,
    organisations: BTreeMap<&'static str, Uuid>,
}

/// A fact as a story tells it.
pub(super) struct Told<'a> {
    pub id: &'a str,
    pub state: Knowledge,
    pub value: Value,
    /// How it was estimated, or who finds out.
    pub note: &'a str,
    pub by: Option<&'a str>,
    /// Where the answer came from.
    pub source: &'a str,
}

impl Desk<'_> {
    /// Moves the clock to the moment of the next step.
    pub fn at(&self, instant: &str) -> AppResult<()> {
        self.pass_until(moment(instant)?)
    }

    /// Reminders that fall due on the way are fired at their time, as the service would have done: none is late in the demo's tray.
    fn pass_until(&self, at: At) -> AppResult<()> {
        while let Some(due) = self.ctx.store.read(reminders::next_due_at)?.filter(|due| *due <= at) {
            self.ctx.clock.set(due.max(self.ctx.clock.now()));
            if fire::fire_due(self.ctx)? == 0 {
                break;
            }
        }
        self.ctx.clock.set(at);
        Ok(())
    }

    pub fn person(&self, name: &str) -> AppResult<&SignedIn> {
        self.people.get(name).ok_or_else(|| AppError::broken(format!("{name} is not in the demo")))
    }

    fn settle_in(&mut self) -> AppResult<Vec<DemoUser>> {
        let now = self.ctx.clock.now();
        let all = organisations::organisations().ok_or_else(|| AppError::broken("a demo country is no country"))?;
        let mut names = BTreeMap::new();
        for organisation in &all {
            let id = self.ctx.ids.next();
            let row = OrganisationRow {
                id,
                slug: organisation.slug.into(),
                name: organisation.name.into(),
                country: organisation.country.into(),
                zone: organisation.zone.into(),
                settings: serde_json::to_value(&organisation.settings).map_err(AppError::broken)?,
                revision: 1,
                created_at: now,
                updated_at: now,
            };
            self.ctx.store.write(|tx| enter_organisation(self.ctx, tx, &Actor::system(), &row))?;
            self.organisations.insert(organisation.slug, id);
            names.insert(organisation.slug, organisation.name);
        }
        let mut users = Vec::new();
        let mut ids: BTreeMap<&str, Uuid> = BTreeMap::new();
        for person in PEOPLE {
            // Printed on the terminal of whoever starts the demo; made anew each time.
            let password = format!("demo-{}", &self.ctx.ids.token()[..14]);
            let id = self.ctx.ids.next();
            ids.insert(person.email, id);
            let hash = password::hash(&self.ctx.ids, &password)?;
            let row = UserRow {
                id,
                name: person.name.into(),
                email: person.email.into(),
                password_hash: Some(hash),
                language: person.language.into(),
                status: UserStatus::Active,
                failed_sign_ins: 0,
                failed_since_at: None,
                last_sign_in_at: None,
                created_at: now,
            };
            let mut roles = Vec::new();
            self.ctx.store.write(|tx| {
                users::add(tx, &row)?;
                for (slug, role) in person.roles {
                    let organisation_id = self.organisations.get(slug).copied().unwrap_or_default();
                    let deputy_of = person.deputy_of.and_then(|email| ids.get(email).copied());
                    enter_member(
                        self.ctx,
                        tx,
                        &Actor::system(),
                        &MembershipRow {
                            id: self.ctx.ids.next(),
                            user_id: id,
                            organisation_id,
                            role: *role,
                            status: MembershipStatus::Active,
                            deputy_of,
                            created_at: now,
                            updated_at: now,
                        },
                    )?;
                    roles.push(ActiveRole {
                        organisation: organisation_id,
                        organisation_slug: (*slug).into(),
                        organisation_name: names.get(slug).copied().unwrap_or_default().into(),
                        role: *role,
                        deputy_of,
                    });
                }
                Ok::<_, AppError>(())
            })?;
            users.push(DemoUser {
                name: person.name.into(),
                email: person.email.into(),
                password,
                roles: roles.iter().map(|r| (r.organisation_slug.clone(), r.role, r.deputy_of.is_some())).collect(),
            });
            self.people.insert(
                person.name,
                SignedIn {
                    user: id,
                    session: Uuid::nil(),
                    name: Private::new(person.name),
                    email: Private::new(person.email),
                    language: person.language.into(),
                    reauthenticated_at: None,
                    has_second_factor: false,
                    roles,
                },
            );
        }
        Ok(users)
    }

    pub fn open(&self, who: &str, slug: &str, title: &str) -> AppResult<String> {
        let organisation = self.organisations.get(slug).copied().unwrap_or_default();
        let by = self.person(who)?.acting(organisation, WORKERS).ok_or(AppError::NotAllowed)?;
        let opening = Opening { organisation, title: Private::new(title), drill: false, report: None };
        let outcome = self.ctx.store.write(|tx| cases::open_in(self.ctx, tx, &by, opening))?;
        Ok(outcome.case.reference)
    }

    pub fn run(&self, who: &str, case: &str, command: Command) -> AppResult<Outcome> {
        cases::run(self.ctx, self.person(who)?, case, command)
    }

    /// An entry of the awareness ledger for the whole case.
    pub fn instant(&self, who: &str, case: &str, what: InstantKind, at: &str, sure: bool, how: &str) -> AppResult<()> {
        let certainty = if sure { Certainty::Confirmed } else { Certainty::Suspicion };
        let source = if sure { Source::OwnStaff } else { Source::Outsider };
        let record = RecordInstant {
            what,
            at: moment(at)?,
            scope: Scope::case(),
            certainty,
            source,
            how: Private::new(how),
            reason: Private::new(""),
            corrects: None,
        };
        self.run(who, case, Command::RecordInstant(record))?;
        Ok(())
    }

    pub fn fact(&self, who: &str, case: &str, told: Told<'_>) -> AppResult<()> {
        let signed_in = self.person(who)?;
        let (_, current) = self.ctx.store.read(|conn| cases::load(conn, signed_in, case))?;
        let seen_set_at = current.fact(told.id, &Scope::case()).map(|entry| entry.set_at);
        let vocabulary = self.ctx.policy.facts();
        vocabulary.check(told.id, &told.value).or_else(|why| match told.value.is_null() {
            true => Ok(()),
            false => Err(AppError::broken(format!("{}: {why}", told.id))),
        })?;
        let unknown = told.state == Knowledge::Unknown;
        let fact = Fact {
            id: told.id.into(),
            scope: Scope::case(),
            state: told.state,
            value: vocabulary.get(told.id).map_or(Value::Null, |fact| fact.kept(&told.value)),
            how: Private::new(if unknown { "" } else { told.note }),
            who: Private::new(if unknown { told.note } else { "" }),
            by: told.by.and_then(|day| day.parse().ok()),
        };
        self.run(who, case, Command::SetFact { fact, source: Private::new(told.source), evidence: None, seen_set_at })?;
        Ok(())
    }

    /// The number of the open duty towards a recipient.
    pub fn duty(&self, who: &str, case: &str, recipient: &str, rule: &str) -> AppResult<u32> {
        let (_, case) = self.ctx.store.read(|conn| cases::load(conn, self.person(who)?, case))?;
        case.duties
            .iter()
            .find(|duty| duty.planned.recipient.id == recipient && duty.planned.rule == rule && duty.is_unfiled())
            .map(|duty| duty.number)
            .ok_or_else(|| AppError::broken(format!("no open duty {rule} towards {recipient}")))
    }

    /// Drafts the notice of a duty; answers its number.
    pub fn draft(&self, who: &str, case: &str, duty: u32, language: &str) -> AppResult<u32> {
        let outcome = notices::prepare(self.ctx, self.person(who)?, case, duty, language)?;
        Ok(outcome.case.last_number)
    }

    pub fn ask_review(&self, who: &str, case: &str, notice: u32) -> AppResult<()> {
        self.run(who, case, Command::AskReview { number: notice })?;
        Ok(())
    }

    /// Approves what is on the screen now; what is missing follows in phases.
    pub fn approve(&self, who: &str, case: &str, notice: u32) -> AppResult<()> {
        let signed_in = self.person(who)?;
        let (digest, language) = self.ctx.store.read(|conn| {
            let (_, current) = cases::load(conn, signed_in, case)?;
            let found = current.notice(notice).ok_or(AppError::NotFound)?;
            Ok::<_, AppError>((notices::seen(self.ctx, conn, &current, found)?.rendered.digest, found.language.clone()))
        })?;
        let findings = Some(Private::new(match language.as_str() {
            "it" => "Non noto nelle prime ore; il resto segue (art. 33, par. 4).",
            _ => "Not known in the first hours; the rest follows (Art. 33(4)).",
        }));
        let release = notices::Release { exception: None, findings };
        notices::approve(self.ctx, signed_in, case, notice, &digest, release)?;
        Ok(())
    }

    /// Filed in the authority's portal at a moment; answers the number of the filing.
    pub fn filed(&self, who: &str, case: &str, notice: u32, at: &str) -> AppResult<u32> {
        let filed = MarkFiled {
            number: notice,
            channel: FilingChannel::Portal,
            at: moment(at)?,
            reasons_for_delay: None,
            proof: None,
        };
        Ok(self.run(who, case, Command::MarkFiled(filed))?.case.last_number)
    }

    /// Filed without a notice of this desk, in a portal that gave a receipt.
    pub fn filed_outside(
        &self,
        who: &str,
        case: &str,
        duty: u32,
        at: &str,
        what: &str,
        receipt: &str,
    ) -> AppResult<()> {
        let given = filed::FiledGiven {
            channel: FilingChannel::Portal,
            at: moment(at)?,
            reasons_for_delay: None,
            proof: Proof::Receipt,
            reference: Private::new(receipt),
            file: None,
        };
        filed::record_filing(self.ctx, self.person(who)?, case, vec![duty], Private::new(what), None, given)?;
        Ok(())
    }

    /// The number of the open duty of one step of a rule.
    pub fn step(&self, who: &str, case: &str, rule: &str, stage: &str) -> AppResult<u32> {
        let (_, case) = self.ctx.store.read(|conn| cases::load(conn, self.person(who)?, case))?;
        let found = case
            .duties
            .iter()
            .find(|duty| duty.planned.rule == rule && duty.planned.stage == stage && duty.is_unfiled());
        found.map(|duty| duty.number).ok_or_else(|| AppError::broken(format!("no open duty {rule}/{stage}")))
    }

    pub fn receipt(&self, who: &str, case: &str, filing: u32, reference: &str) -> AppResult<()> {
        let given = filed::ProofGiven {
            filing,
            proof: Proof::Receipt,
            reference: Private::new(reference),
            at: self.ctx.clock.now(),
            file: None,
        };
        filed::record_proof(self.ctx, self.person(who)?, case, given)?;
        Ok(())
    }

    /// Decides on all open authority duties of a rule at once.
    pub fn decide_all(&self, who: &str, case: &str, rule: &str, decision: DecisionKind, reason: &str) -> AppResult<()> {
        let signed_in = self.person(who)?;
        let (row, current) = self.ctx.store.read(|conn| cases::load(conn, signed_in, case))?;
        signed_in.acting(row.organisation_id, APPROVERS).ok_or(AppError::NotAllowed)?;
        let open = current.duties.iter().filter(|duty| duty.planned.rule == rule && duty.is_unfiled());
        let duties: Vec<u32> = open.map(|duty| duty.number).collect();
        let reason = Private::new(reason);
        self.run(who, case, Command::Decide { duties, decision, basis: None, reason })?;
        Ok(())
    }
}

pub(super) fn moment(text: &str) -> AppResult<At> {
    At::parse(text).map_err(AppError::broken)
}
