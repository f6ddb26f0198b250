//! What happens outside cases: reports, organisations, members, tokens, the desk itself. The forms in which it is recorded, so
//! that old events stay readable; each has a golden file like the events of cases.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::actor::Role;
use super::event::UnreadableEvent;
use super::values::{At, Country, Private};

/// Form of the payloads below; a change of one raises it and gets an upcaster.
pub const SCHEMA_VERSION: u32 = 1;

/// Something that happened outside cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case", deny_unknown_fields)]
pub enum OutsideEvent {
    ReportReceived {
        report: Uuid,
        reference: String,
        /// How it came in: `public`, `staff`, `api`.
        channel: String,
        first_noticed_at: Option<At>,
        answers: Value,
    },
    ReportTriaged {
        report: Uuid,
        reference: String,
        /// `accepted`, `merged`, `rejected`.
        status: String,
        case: Option<Uuid>,
        reason: Option<Private>,
    },
    OrganisationAdded {
        name: String,
        slug: String,
        country: Country,
        zone: String,
        /// The whole row after the change, see `app::organisation::state`; none in events written before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<Private>,
    },
    /// One part of an organisation's record, both sides as JSON.
    OrganisationChanged {
        part: String,
        revision: i64,
        before: Private,
        after: Private,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<Private>,
    },
    /// A duty of a contract or insurer that the organisation added on screen.
    OwnRuleAdded(OwnRuleChange),
    OwnRuleFollowed(OwnRuleChange),
    OwnRuleEnded(OwnRuleChange),
    OwnRuleWithdrawn(OwnRuleChange),
    /// An authority that the organisation added on screen.
    OwnAuthorityAdded(OwnAuthorityChange),
    OwnAuthorityCorrected(OwnAuthorityChange),
    OwnAuthorityEnded(OwnAuthorityChange),
    OwnAuthorityWithdrawn(OwnAuthorityChange),
    /// Somebody checked where mail to an authority may go, or took that back.
    AuthorityAddressChecked(AddressChange),
    AuthorityAddressConfirmed(AddressChange),
    AuthorityAddressWithdrawn(AddressChange),
    /// Somebody worded a notice otherwise for the organisation, or went back to the words of the program.
    HouseTemplateKept(HouseTemplateChange),
    HouseTemplateWithdrawn(HouseTemplateChange),
    /// Who signs, who is reminded when; `own` = no longer those of the policy files.
    HabitsSet {
        own: bool,
        before: Value,
        after: Value,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<Private>,
    },
    MemberAdded {
        /// None in events written before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        membership: Option<Uuid>,
        user: Uuid,
        role: Role,
        status: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy_of: Option<Uuid>,
        /// Where the invitation went; none for who added themselves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Private>,
    },
    MemberRoleChanged {
        membership: Uuid,
        user: Uuid,
        before: Role,
        after: Role,
    },
    MemberDeputyChanged {
        membership: Uuid,
        user: Uuid,
        before: Option<Uuid>,
        after: Option<Uuid>,
    },
    MemberSuspended {
        membership: Uuid,
        user: Uuid,
    },
    MemberResumed {
        membership: Uuid,
        user: Uuid,
    },
    MemberRemoved {
        membership: Uuid,
        user: Uuid,
        role: Role,
    },
    MemberInvitedAgain {
        membership: Uuid,
        user: Uuid,
    },
    /// Somebody took up their invitation, in every organisation that had invited them.
    InvitationTaken {
        user: Uuid,
    },
    UserDisabled {
        membership: Uuid,
        user: Uuid,
    },
    UserEnabled {
        membership: Uuid,
        user: Uuid,
    },
    /// A second factor counts from here on, or a new one in the place of the old.
    SecondFactorSetUp {
        user: Uuid,
    },
    SecondFactorRemoved {
        user: Uuid,
    },
    /// A recovery code opened the desk in the place of the telephone.
    RecoveryCodeUsed {
        user: Uuid,
    },
    /// An administrator, or the operator of the machine, forgot a second factor that was lost.
    SecondFactorReset {
        /// Where an administrator did it; none where the operator did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        membership: Option<Uuid>,
        user: Uuid,
    },
    TokenAdded {
        token: Uuid,
        name: String,
        scope: String,
    },
    TokenEnded {
        token: Uuid,
    },
    DeskSetUp {
        user: Uuid,
    },
    MailServerSet {
        host: String,
        port: u16,
        security: String,
        login: bool,
        sender: Private,
        /// None before there were limits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limits: Option<Value>,
        /// Where letters come back to, if not to the sender.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bounces: Option<Private>,
    },
    /// The database was filled from a backup (R13).
    Restored {
        backup_made_at: Value,
        log_seq: i64,
        digest: String,
        unclear: i64,
    },
    /// The wall clock stood before the last recorded event (T6).
    ClockWentBack {
        seconds: i64,
        since: i64,
    },
    /// It gained hours over counted time: what leaves the house waits.
    ClockLeapt {
        seconds: i64,
    },
    ClockConfirmed {},
    /// The evidence of a case left the house as a bundle (E7).
    EvidenceExported {
        reference: String,
        manifest_sha256: String,
        size: u64,
    },
    QuarantineLifted {
        unclear: Option<i64>,
    },
}

/// One version of an own rule, as it stood after the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRuleChange {
    pub rule: String,
    pub version: u32,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    /// The rule in the form of the policy files.
    pub text: Private,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Private>,
}

/// An own authority as it stood after the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnAuthorityChange {
    pub authority: String,
    pub country: Country,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    /// The authority in the form of the policy files.
    pub text: Private,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Private>,
}

/// The mark on an authority's address before and after, as JSON; `null` for none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressChange {
    pub authority: String,
    /// What is known of the address from then on, see `app::authority_address`.
    pub standing: String,
    pub before: Private,
    pub after: Private,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Private>,
}

/// The organisation's own words of one kind of notice in one language; `null` where the program's count again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseTemplateChange {
    pub kind: String,
    pub language: String,
    pub version: u32,
    pub template: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Private>,
}

impl OutsideEvent {
    /// Every kind, in the order above.
    pub const KINDS: &[&str] = &[
        "report_received",
        "report_triaged",
        "organisation_added",
        "organisation_changed",
        "own_rule_added",
        "own_rule_followed",
        "own_rule_ended",
        "own_rule_withdrawn",
        "own_authority_added",
        "own_authority_corrected",
        "own_authority_ended",
        "own_authority_withdrawn",
        "authority_address_checked",
        "authority_address_confirmed",
        "authority_address_withdrawn",
        "house_template_kept",
        "house_template_withdrawn",
        "habits_set",
        "member_added",
        "member_role_changed",
        "member_deputy_changed",
        "member_suspended",
        "member_resumed",
        "member_removed",
        "member_invited_again",
        "invitation_taken",
        "user_disabled",
        "user_enabled",
        "second_factor_set_up",
        "second_factor_removed",
        "recovery_code_used",
        "second_factor_reset",
        "token_added",
        "token_ended",
        "desk_set_up",
        "mail_server_set",
        "restored",
        "clock_went_back",
        "clock_leapt",
        "clock_confirmed",
        "evidence_exported",
        "quarantine_lifted",
    ];

    /// The event back from what the store kept.
    pub fn from_stored(kind: &str, version: u32, payload: Value) -> Result<Self, UnreadableEvent> {
        if version != SCHEMA_VERSION {
            return Err(UnreadableEvent::Version {
                kind: kind.to_owned(),
                version: version.try_into().unwrap_or(i32::MAX),
            });
        }
        serde_json::from_value(serde_json::json!({ "kind": kind, "data": payload }))
            .map_err(|error| UnreadableEvent::Form { kind: kind.to_owned(), error: error.to_string() })
    }

    /// The payload as the store keeps it, without the kind.
    pub fn payload(&self) -> Result<Value, serde_json::Error> {
        let value = serde_json::to_value(self)?;
        Ok(value.get("data").cloned().unwrap_or(Value::Null))
    }
}
