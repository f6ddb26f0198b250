//! What an organisation has recorded about itself: controllers, markets, the DPO in three channels, mandates.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::authority_address::AddressMark;
use super::habits::Habits;
use super::mail_settings::MailSecurity;
use super::own_authority::OwnAuthority;
use super::own_rule::OwnRule;
use super::reach::Identity;
use super::{AppError, AppResult};
use crate::domain::actor::Role;
use crate::domain::contacts::Contact;
use crate::domain::situation::{Controller, DataSet, Market};
use crate::domain::values::{At, Private};
use crate::notice::house::HouseTemplate;
use crate::store::organisations::{self, OrganisationRow};
use crate::store::{Conn, canonical, memberships};

/// The document in `organisations.settings`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub controllers: Vec<Controller>,
    /// Markets in which a breach may have effect, with the controller that answers there; a case starts from them.
    pub markets: Vec<Market>,
    /// Usual data sets, classified once in quiet times: what is held for a telecom service and what is not.
    pub data_sets: Vec<DataSet>,
    /// How each controller presents itself in notices, by controller id.
    pub cards: BTreeMap<String, Card>,
    pub dpo: ContactBlock,
    /// Line for people who have questions, where there is one beside the DPO.
    pub hotline: Option<ContactBlock>,
    /// The controller's recorded mandate under which the DPO may decide; empty for none.
    pub mandate: Option<String>,
    /// Name and address from which people are written to.
    pub sender: Option<Mailbox>,
    /// Contract and insurance duties that the organisation added, every version (`app::own_rule`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<OwnRule>,
    /// Authorities that it added for countries whose law nobody has loaded (`app::own_authority`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<OwnAuthority>,
    /// How many were ever added, so that no id is used twice.
    #[serde(skip_serializing_if = "is_zero")]
    pub authorities_added: u32,
    /// People to call, beside the members of the desk (`app::reach`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Who can file where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<Identity>,
    /// How many of both were ever entered, so that no number is used twice.
    #[serde(skip_serializing_if = "is_zero")]
    pub entries_given: u32,
    /// Addresses of authorities that somebody checked (`app::authority_address`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub address_marks: Vec<AddressMark>,
    /// Certified mail (PEC), where the organisation has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certified_mail: Option<CertifiedMail>,
    /// Notices that it words itself (`notice::house`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<OwnTemplate>,
    /// How many versions of them there were, so that no number is used twice.
    #[serde(skip_serializing_if = "is_zero")]
    pub templates_given: u32,
    /// Habits of this organisation; none = those of the policy files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub habits: Option<Habits>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A house template with who set it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTemplate {
    pub version: u32,
    pub template: HouseTemplate,
    pub by: String,
    pub at: At,
}

/// What the desk knows of the organisation's certified mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CertifiedMail {
    /// Certificates, in PEM form, of whoever vouches for the providers whose receipts are believed.
    pub anchors: String,
    /// Addresses by which those providers sign, one on each line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub signers: String,
    /// Where receipts and delivery reports arrive, if the desk is to read them there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxAccount>,
    /// The account from which notices leave by certified mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sending: Option<SendingAccount>,
}

/// A mailbox that is read over IMAP; the password as the vault sealed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailboxAccount {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    pub user: String,
    /// Key and password, in hex.
    pub sealed_key: String,
    pub sealed_password: String,
    pub folder: String,
}

/// An account of certified mail that is sent through; the password as the vault sealed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendingAccount {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    pub user: String,
    /// Key and password, in hex.
    pub sealed_key: String,
    pub sealed_password: String,
    /// Its own address: sender of the message and of its envelope.
    pub address: String,
}

/// What a notice says of a controller beside its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Card {
    pub postal_address: String,
    /// Company register or tax number.
    pub identifier: String,
    /// Bare home domain that customers know; told so that people can type it themselves.
    pub site: String,
}

/// The DPO as notices name them: three channels (Art. 33(3)(b), Annex I item 2).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContactBlock {
    pub name: String,
    pub email: String,
    /// Certified mail (PEC), where the organisation has one.
    pub certified_email: Option<String>,
    pub postal_address: String,
    pub phone: Option<String>,
    /// Hours with zone at which the telephone is answered.
    pub phone_hours: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub name: String,
    pub address: String,
}

impl Settings {
    pub fn of(row: &OrganisationRow) -> AppResult<Self> {
        serde_json::from_value(row.settings.clone()).map_err(AppError::broken)
    }

    /// The address from which it sends certified mail, where it has an account for that.
    pub fn certified_sender(&self) -> Option<&str> {
        self.certified_mail.as_ref()?.sending.as_ref().map(|account| account.address.as_str())
    }

    pub fn mandate(&self) -> Option<Private> {
        self.mandate.as_deref().filter(|text| !text.trim().is_empty()).map(Private::new)
    }
}

/// The organisation with its settings.
pub fn load(conn: &mut Conn, id: Uuid) -> AppResult<(OrganisationRow, Settings)> {
    let row = organisations::get(conn, id)?.ok_or(AppError::NotFound)?;
    let settings = Settings::of(&row)?;
    Ok((row, settings))
}

/// SHA-256 over everything an organisation recorded about itself, for the event of each change: whatever is changed beside the
/// record no longer has it.
pub fn state(row: &OrganisationRow) -> AppResult<String> {
    let whole = json!({
        "id": row.id, "slug": row.slug, "name": row.name, "country": row.country, "zone": row.zone,
        "settings": row.settings, "revision": row.revision,
    });
    Ok(hex::encode(Sha256::digest(canonical(&whole).map_err(AppError::broken)?)))
}

/// Whether one person alone holds every role that may approve; then delay, renewed sign-in and reason replace the second.
pub fn has_single_approver(conn: &mut Conn, id: Uuid) -> AppResult<bool> {
    let holders = memberships::holders_of(conn, id, &[Role::Dpo, Role::Controller])?;
    let people: BTreeSet<Uuid> = holders.iter().map(|(_, user)| user.id).collect();
    Ok(people.len() <= 1)
}
