//! Organisations, their members, machines and the mail server: what stands in their rows is what the events outside cases say.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Misfit;
use crate::app::{AppResult, mail_settings, organisation};
use crate::domain::actor::Role;
use crate::domain::outside::OutsideEvent;
use crate::domain::values::Private;
use crate::store::events::RecordedEvent;
use crate::store::memberships::{MembershipRow, MembershipStatus};
use crate::store::users::{UserRow, UserStatus};
use crate::store::{Conn, api_tokens, memberships, organisations};

/// Everything as the events so far make it.
#[derive(Default)]
pub(super) struct Offices {
    organisations: BTreeMap<Uuid, Office>,
    members: Vec<Member>,
    accounts: BTreeMap<Uuid, Account>,
    tokens: BTreeMap<Uuid, Token>,
    mail_server: Option<(i64, OutsideEvent)>,
}

/// The digest of the row after its last change; none where that was recorded before digests were kept, or was erased since.
struct Office {
    log_seq: i64,
    state: Option<Private>,
}

struct Member {
    log_seq: i64,
    /// None where it was recorded before ids were kept.
    id: Option<Uuid>,
    organisation: Uuid,
    user: Uuid,
    role: Role,
    status: MembershipStatus,
    deputy_of: Option<Uuid>,
}

struct Account {
    status: UserStatus,
    taken_up: bool,
    email: Option<Private>,
}

struct Token {
    log_seq: i64,
    organisation: Option<Uuid>,
    name: String,
    scope: String,
    ended: bool,
}

impl Offices {
    /// Takes in the next event, in the order of the log. The error is a sentence: it speaks of something that is not on record.
    pub fn take(&mut self, at: &RecordedEvent, event: OutsideEvent) -> Result<(), String> {
        use OutsideEvent as E;
        let log_seq = at.log_seq;
        match event {
            E::OrganisationAdded { state, .. } | E::OrganisationChanged { state, .. } | E::HabitsSet { state, .. } => {
                self.organisation(at, state);
            }
            E::OwnRuleAdded(change)
            | E::OwnRuleFollowed(change)
            | E::OwnRuleEnded(change)
            | E::OwnRuleWithdrawn(change) => self.organisation(at, change.state),
            E::OwnAuthorityAdded(change)
            | E::OwnAuthorityCorrected(change)
            | E::OwnAuthorityEnded(change)
            | E::OwnAuthorityWithdrawn(change) => self.organisation(at, change.state),
            E::AuthorityAddressChecked(change)
            | E::AuthorityAddressConfirmed(change)
            | E::AuthorityAddressWithdrawn(change) => self.organisation(at, change.state),
            E::HouseTemplateKept(change) | E::HouseTemplateWithdrawn(change) => self.organisation(at, change.state),
            E::MemberAdded { membership, user, role, status, deputy_of, email } => {
                let status = MembershipStatus::parse(&status).ok_or_else(|| format!("`{status}` is no membership"))?;
                self.added(at, membership, user, role, status, deputy_of);
                let begins = if status == MembershipStatus::Active { UserStatus::Active } else { UserStatus::Invited };
                let account = self.accounts.entry(user).or_insert(Account {
                    status: begins,
                    taken_up: begins == UserStatus::Active,
                    email: None,
                });
                account.email = email.or(account.email.take());
            }
            E::MemberRoleChanged { membership, user, before, after } => {
                self.change(at, membership, user, Some(before), |member| member.role = after)?;
            }
            E::MemberDeputyChanged { membership, user, after, .. } => {
                self.change(at, membership, user, None, |member| member.deputy_of = after)?;
            }
            E::MemberSuspended { membership, user } => {
                self.change(at, membership, user, None, |member| member.status = MembershipStatus::Suspended)?;
            }
            E::MemberResumed { membership, user } => {
                self.change(at, membership, user, None, |member| member.status = MembershipStatus::Active)?;
            }
            E::MemberRemoved { membership, user, role } => {
                self.change(at, membership, user, Some(role), |member| member.status = MembershipStatus::Removed)?;
            }
            E::InvitationTaken { user } => self.taken_up(user),
            E::DeskSetUp { user } => {
                self.accounts.insert(user, Account { status: UserStatus::Active, taken_up: true, email: None });
            }
            E::UserDisabled { user, .. } => self.account(user, |account| account.status = UserStatus::Disabled)?,
            E::UserEnabled { user, .. } => self.account(user, |account| {
                account.status = if account.taken_up { UserStatus::Active } else { UserStatus::Invited };
            })?,
            E::TokenAdded { token, name, scope } => {
                let organisation = at.organisation_id;
                self.tokens.insert(token, Token { log_seq, organisation, name, scope, ended: false });
            }
            E::TokenEnded { token } => match self.tokens.get_mut(&token) {
                Some(known) => known.ended = true,
                None => return Err("a token ends that was never given".to_owned()),
            },
            set @ E::MailServerSet { .. } => self.mail_server = Some((log_seq, set)),
            E::ReportReceived { .. }
            | E::ReportTriaged { .. }
            | E::MemberInvitedAgain { .. }
            | E::SecondFactorSetUp { .. }
            | E::SecondFactorRemoved { .. }
            | E::RecoveryCodeUsed { .. }
            | E::SecondFactorReset { .. }
            | E::Restored { .. }
            | E::EvidenceExported { .. }
            | E::ClockWentBack { .. }
            | E::ClockLeapt { .. }
            | E::ClockConfirmed {}
            | E::QuarantineLifted { .. } => {}
        }
        Ok(())
    }

    fn organisation(&mut self, at: &RecordedEvent, state: Option<Private>) {
        if let Some(id) = at.organisation_id {
            self.organisations.insert(id, Office { log_seq: at.log_seq, state });
        }
    }

    fn added(
        &mut self,
        at: &RecordedEvent,
        id: Option<Uuid>,
        user: Uuid,
        role: Role,
        status: MembershipStatus,
        deputy_of: Option<Uuid>,
    ) {
        let Some(organisation) = at.organisation_id else { return };
        // Who comes back after being removed keeps the row of the role.
        self.members.retain(|member| {
            !(member.organisation == organisation
                && member.user == user
                && member.role == role
                && member.status == MembershipStatus::Removed)
        });
        self.members.push(Member { log_seq: at.log_seq, id, organisation, user, role, status, deputy_of });
    }

    fn change(
        &mut self,
        at: &RecordedEvent,
        id: Uuid,
        user: Uuid,
        role: Option<Role>,
        change: impl FnOnce(&mut Member),
    ) -> Result<(), String> {
        let by_id = self.members.iter().position(|member| member.id == Some(id));
        // Before ids were kept a membership was known by its person, and by its role where somebody has several.
        let place = by_id.or_else(|| {
            self.members.iter().position(|member| {
                member.id.is_none()
                    && Some(member.organisation) == at.organisation_id
                    && member.user == user
                    && role.is_none_or(|role| role == member.role)
            })
        });
        let member = place.and_then(|place| self.members.get_mut(place));
        let member = member.ok_or("a membership changes that nobody gave")?;
        member.id = Some(id);
        member.log_seq = at.log_seq;
        change(member);
        Ok(())
    }

    fn account(&mut self, user: Uuid, change: impl FnOnce(&mut Account)) -> Result<(), String> {
        change(self.accounts.get_mut(&user).ok_or("an account changes that nobody opened")?);
        Ok(())
    }

    fn taken_up(&mut self, user: Uuid) {
        if let Some(account) = self.accounts.get_mut(&user) {
            (account.status, account.taken_up) = (UserStatus::Active, true);
        }
        for member in self.members.iter_mut().filter(|member| member.user == user) {
            if member.status == MembershipStatus::Invited {
                member.status = MembershipStatus::Active;
            }
        }
    }

    /// The first row that the events do not lead to. `last` is where a row stands that no event tells of.
    pub fn check(mut self, conn: &mut Conn, last: i64) -> AppResult<Option<Misfit>> {
        for row in organisations::all(conn)? {
            let Some(office) = self.organisations.remove(&row.id) else {
                return Ok(misfit(last, format!("the organisation {} that no event tells of", row.slug)));
            };
            if let Some(Private::Text(state)) = &office.state
                && organisation::state(&row)? != *state
            {
                let what = format!("the record of the organisation {} is kept otherwise than it was entered", row.slug);
                return Ok(misfit(office.log_seq, what));
            }
            for (membership, user) in memberships::of_organisation(conn, row.id)? {
                if let Some(found) = self.member(&membership, &user, last) {
                    return Ok(Some(found));
                }
            }
            for token in api_tokens::of_organisation(conn, row.id)? {
                let told = self.tokens.remove(&token.id);
                let fits = told.as_ref().is_some_and(|told| {
                    told.organisation == Some(row.id)
                        && told.name == token.name
                        && told.scope == token.scope
                        && told.ended == token.ended_at.is_some()
                });
                if !fits {
                    let log_seq = told.map_or(last, |told| told.log_seq);
                    return Ok(misfit(log_seq, format!("the token {} is not the one that was given", token.id)));
                }
            }
        }
        if let Some(gone) = self.organisations.values().map(|office| office.log_seq).min() {
            return Ok(misfit(gone, "the organisation of this event is gone".to_owned()));
        }
        if let Some(gone) = self.members.iter().map(|member| member.log_seq).min() {
            return Ok(misfit(gone, "the membership of this event is gone".to_owned()));
        }
        if let Some(gone) = self.tokens.values().map(|token| token.log_seq).min() {
            return Ok(misfit(gone, "the token of this event is gone".to_owned()));
        }
        self.mail_server(conn, last)
    }

    /// Compares one row and takes its entry away.
    fn member(&mut self, row: &MembershipRow, user: &UserRow, last: i64) -> Option<Misfit> {
        let by_id = self.members.iter().position(|member| member.id == Some(row.id));
        let place = by_id.or_else(|| {
            self.members.iter().position(|member| {
                member.id.is_none()
                    && member.organisation == row.organisation_id
                    && member.user == row.user_id
                    && member.role == row.role
            })
        });
        let Some(place) = place else {
            return misfit(last, format!("the membership {} that no event tells of", row.id));
        };
        let told = self.members.swap_remove(place);
        let before_it_was_recorded = told.id.is_none() && told.status == MembershipStatus::Invited;
        let same = told.organisation == row.organisation_id
            && told.user == row.user_id
            && told.role == row.role
            && (told.status == row.status || before_it_was_recorded)
            && told.deputy_of == row.deputy_of;
        if !same {
            return misfit(told.log_seq, format!("the membership {} is kept otherwise than its events say", row.id));
        }
        let account = self.accounts.get(&user.id)?;
        let email = match &account.email {
            Some(Private::Text(email)) => *email == user.email,
            Some(Private::Erased) | None => true,
        };
        let open_before = before_it_was_recorded && account.status == UserStatus::Invited;
        if !email || (account.status != user.status && !open_before) {
            return misfit(told.log_seq, format!("the account {} is kept otherwise than its events say", user.id));
        }
        None
    }

    fn mail_server(&self, conn: &mut Conn, last: i64) -> AppResult<Option<Misfit>> {
        let kept = mail_settings::told(conn)?;
        let (log_seq, told) = match &self.mail_server {
            Some((log_seq, told)) => (*log_seq, Some(told)),
            None => (last, None),
        };
        let same = match (kept, told) {
            (None, None) => true,
            (
                Some(kept),
                Some(OutsideEvent::MailServerSet { host, port, security, login, sender, limits, bounces }),
            ) => {
                kept.host == *host
                    && kept.port == *port
                    && kept.security == *security
                    && kept.login == *login
                    && (*sender == Private::Erased || kept.sender == sender.as_str())
                    && match bounces {
                        None => kept.bounces.is_empty(),
                        Some(bounces) => *bounces == Private::Erased || kept.bounces == bounces.as_str(),
                    }
                    && limits.as_ref().is_none_or(|limits| *limits == kept.limits)
            }
            _ => false,
        };
        Ok((!same).then(|| Misfit { log_seq, what: "the mail server is kept otherwise than it was set".to_owned() }))
    }
}

fn misfit(log_seq: i64, what: String) -> Option<Misfit> {
    Some(Misfit { log_seq, what })
}
