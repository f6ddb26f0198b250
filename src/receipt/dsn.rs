//! Delivery reports of mail servers (RFC 3462, 3464). Nobody signs them: what they say is a claim of somebody who knew the message.

use super::Doubt;
use super::mime::{Budget, Part, Unreadable, bare_id, line};
use crate::words;

/// Recipients that are read in one report; a message of this desk has one.
const MOST_RECIPIENTS: usize = 100;
const LONGEST: usize = 600;
/// The longest part that is looked through for its fields, in bytes.
const MOST_FIELDS: usize = 256 * 1024;

words! {
    Action {
        Failed = "failed",
        Delayed = "delayed",
        Delivered = "delivered",
        Relayed = "relayed",
        Expanded = "expanded",
    }
}

/// What became of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DsnRecipient {
    /// As the sender wrote it, if the report says so.
    pub original: String,
    /// Where it ended.
    pub last: String,
    pub action: Action,
    /// Such as `5.1.1`.
    pub status: String,
    /// What the server said.
    pub diagnostic: String,
}

impl DsnRecipient {
    /// Failed for good. A report that says `failed` with a status that is not 5 contradicts itself, and is none (RFC 3463).
    pub fn is_failure(&self) -> bool {
        self.action == Action::Failed && self.status.starts_with('5')
    }
}

/// A report as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dsn {
    pub message_id: String,
    pub from: String,
    pub reporting_server: String,
    /// What may say which message it is about, the surest first: the envelope id, the address it came back to, the returned headers.
    pub about: Vec<String>,
    pub recipients: Vec<DsnRecipient>,
}

/// Reads the report that the outermost message is; `None` if it is none.
pub fn read(outer: &Part<'_>) -> Result<Option<Dsn>, Unreadable> {
    if outer.kind() != "multipart/report" || outer.parameter("report-type").as_deref() != Some("delivery-status") {
        return Ok(None);
    }
    let parts = outer.children(&mut Budget::default())?;
    let is_status =
        |part: &&Part<'_>| matches!(part.kind().as_str(), "message/delivery-status" | "message/global-delivery-status");
    let mut statuses = parts.iter().filter(is_status);
    // Two of them could contradict each other; no server writes two.
    let (Some(status), None) = (statuses.next(), statuses.next()) else { return Ok(None) };
    let groups = groups(&status.decoded());
    let Some((message, recipients)) = groups.split_first() else { return Ok(None) };
    let mut about = Vec::new();
    about.extend(value(message, "Original-Envelope-Id"));
    let to = ["X-Original-To", "Delivered-To", "Envelope-To", "To"];
    about.extend(to.iter().flat_map(|name| outer.headers(name)).filter_map(|to| returned_to(&to)));
    about.extend(parts.iter().filter_map(returned_id));
    let recipients: Vec<DsnRecipient> = recipients.iter().filter_map(recipient).collect();
    if recipients.is_empty() {
        return Ok(None);
    }
    Ok(Some(Dsn {
        message_id: outer.message_id(),
        from: outer.from(),
        reporting_server: value(message, "Reporting-MTA").map(|text| after_type(&text)).unwrap_or_default(),
        about,
        recipients,
    }))
}

/// The tag in the address that it came back to: `bounces+<tag>@…`.
fn returned_to(to: &str) -> Option<String> {
    let address = to.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
    let (local, _) = address.split_once('@')?;
    local.split_once('+').map(|(_, tag)| tag.to_owned())
}

/// Message-ID of the message that came back, whole or only its headers.
fn returned_id(part: &Part<'_>) -> Option<String> {
    let kind = part.kind();
    let body;
    let bytes = match kind.as_str() {
        "message/rfc822" | "message/global" => part.body(),
        "text/rfc822-headers" | "message/global-headers" => {
            body = part.decoded();
            &body
        }
        _ => return None,
    };
    let returned = Part::of(bytes).ok()?;
    returned.header("Message-ID").map(|id| bare_id(&id).to_owned())
}

/// Name in small letters and value of each field.
type Fields = Vec<(String, String)>;

/// The groups of fields between empty lines, folded lines put together.
fn groups(bytes: &[u8]) -> Vec<Fields> {
    let text = String::from_utf8_lossy(bytes.get(..MOST_FIELDS.min(bytes.len())).unwrap_or_default());
    let (mut groups, mut group) = (Vec::new(), Fields::new());
    for row in text.lines() {
        let row = row.trim_end_matches('\r');
        if row.trim().is_empty() {
            if !group.is_empty() {
                groups.push(std::mem::take(&mut group));
            }
        } else if row.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.last_mut()
                && value.len() < LONGEST
            {
                value.push(' ');
                value.push_str(&line(row, LONGEST));
            }
        } else if let Some((name, value)) = row.split_once(':') {
            group.push((name.trim().to_ascii_lowercase(), line(value, LONGEST)));
        }
        if groups.len() > MOST_RECIPIENTS {
            return groups;
        }
    }
    if !group.is_empty() {
        groups.push(group);
    }
    groups
}

fn value(group: &Fields, name: &str) -> Option<String> {
    let found = group.iter().find(|(found, _)| found.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
}

/// `rfc822; user@example.net` without its type.
fn after_type(text: &str) -> String {
    text.split_once(';').map_or(text, |(_, rest)| rest).trim().to_owned()
}

fn recipient(group: &Fields) -> Option<DsnRecipient> {
    let action = value(group, "Action")?;
    // Comments in brackets may follow.
    let word = action.split([' ', '(', ';']).next().unwrap_or_default().to_ascii_lowercase();
    let status = value(group, "Status")?;
    let status = status.split([' ', '(']).next().unwrap_or_default();
    if !is_status(status) {
        return None;
    }
    let address = |name| value(group, name).map(|text| bare_id(&after_type(&text)).to_owned()).unwrap_or_default();
    Some(DsnRecipient {
        original: address("Original-Recipient"),
        last: address("Final-Recipient"),
        action: Action::parse(&word)?,
        status: status.to_owned(),
        diagnostic: value(group, "Diagnostic-Code").map(|text| after_type(&text)).unwrap_or_default(),
    })
}

/// Three numbers of RFC 3463, such as `5.1.1`.
fn is_status(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    let good = |number: &str| (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    matches!(numbers.as_slice(), ["2" | "4" | "5", subject, detail] if good(subject) && good(detail))
}

impl Dsn {
    /// What the report says of this address of ours.
    pub fn of(&self, address: &str) -> Result<&DsnRecipient, Doubt> {
        let names = |one: &&DsnRecipient| {
            let written = if one.original.is_empty() { &one.last } else { &one.original };
            written.eq_ignore_ascii_case(address) || plain(written).eq_ignore_ascii_case(address)
        };
        let mut ours = self.recipients.iter().filter(names);
        let first = ours.next().ok_or(Doubt::OtherRecipient)?;
        if ours.any(|other| other.action != first.action) { Err(Doubt::Contradictory) } else { Ok(first) }
    }
}

/// An address as the command carried it, without its encoding (RFC 3461, section 4: `+2B` for `+`); some servers repeat it so.
fn plain(xtext: &str) -> String {
    let mut out = String::with_capacity(xtext.len());
    let mut rest = xtext;
    while let Some((before, after)) = rest.split_once('+') {
        out.push_str(before);
        let sign = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii_graphic);
        match sign {
            Some(sign) => {
                out.push(char::from(sign));
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push('+');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
