//! Opening a small case: the report, its triage and everything that was answered, in one transaction.

use chrono_tz::Tz;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::member::SignedIn;
use crate::app::report::{self, Answers, Concerned, NewReport, Reporter, YesNoUnknown};
use crate::app::triage::{self, TRIAGE};
use crate::app::views::facts::stored_as;
use crate::app::{AppError, AppResult, Ctx, cases, organisation};
use crate::domain::case::{Certainty, Source};
use crate::domain::command::{Command, RecordInstant};
use crate::domain::project::conceal;
use crate::domain::refusal::Refusal;
use crate::domain::situation::{DataScope, DataSet, Fact, InstantKind, Knowledge, Scope, Tri};
use crate::domain::values::{At, Private};
use crate::store::{Conn, organisations};

/// Whose data they were: a controller of an organisation in which the person triages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub organisation: Uuid,
    pub slug: String,
    pub controller: String,
    pub name: String,
    pub zone: Tz,
}

impl Place {
    /// As a form names it.
    pub fn word(&self) -> String {
        format!("{}/{}", self.slug, self.controller)
    }
}

pub fn places(ctx: &Ctx, who: &SignedIn) -> AppResult<Vec<Place>> {
    ctx.store.read(|conn| {
        let mut places = Vec::new();
        for id in who.organisations(TRIAGE) {
            let row = organisations::get(conn, id)?.ok_or(AppError::NotFound)?;
            let (_, settings) = organisation::load(conn, id)?;
            places.extend(settings.controllers.iter().map(|controller| Place {
                organisation: id,
                slug: row.slug.clone(),
                controller: controller.id.clone(),
                name: controller.name.clone(),
                zone: row.zone.parse().unwrap_or(Tz::UTC),
            }));
        }
        Ok(places)
    })
}

/// A report that waits for triage, and what the ledger says of the moment that it gives.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub reference: String,
    pub how: String,
}

/// What the form asked.
#[derive(Debug, Clone)]
pub struct NewSmall {
    pub place: Place,
    /// The report that waits for triage and is answered by this; none where nobody reported before.
    pub report: Option<Waiting>,
    /// Whether any of the data are held to provide a telephone, internet or messaging service.
    pub telecom: Tri,
    pub title: String,
    pub what: Private,
    /// When somebody of the house noticed it: from here the clocks run.
    pub noticed_at: At,
    pub people: Option<u64>,
    /// How it went astray, as `risk.attack_type` spells it. None where it was more than a mistake, or that is not known: then nothing
    /// follows of itself.
    pub mistake: Option<String>,
    /// Answers to the questions of the risk rules: id without `risk.`, and value.
    pub facts: Vec<(String, Value)>,
    /// What the data set, the source and the moment are called, in the language of the screen.
    pub data_name: String,
    pub source: String,
    pub language: String,
}

/// Files the report or accepts the one that waits, opens the case and records what was answered. Answers the reference of the case.
pub fn open(ctx: &Ctx, who: &SignedIn, new: &NewSmall) -> AppResult<String> {
    let opened = ctx.store.write(|tx| open_in(ctx, tx, who, new))?;
    ctx.wake.notify_waiters();
    Ok(opened)
}

fn open_in(ctx: &Ctx, tx: &mut Conn, who: &SignedIn, new: &NewSmall) -> AppResult<String> {
    if who.acting(new.place.organisation, TRIAGE).is_none() {
        return Err(AppError::NotAllowed);
    }
    let waiting = match &new.report {
        Some(waiting) => waiting.clone(),
        None => Waiting { reference: filed(ctx, tx, who, new)?, how: new.source.clone() },
    };
    let reference = triage::accept_in(ctx, tx, who, &waiting.reference, &new.title, false, &waiting.how)?;
    let (_, case) = cases::load(tx, who, &reference)?;
    if !case.controllers.iter().any(|controller| controller.id == new.place.controller) {
        return Err(Refusal::NoSuchEntry.into());
    }
    // What the organisation usually holds was not hit: what went astray stands by itself.
    let mut commands: Vec<Command> = case
        .data_sets
        .iter()
        .map(|usual| Command::SetDataSet { data_set: DataSet { hit: Tri::No, ..usual.clone() } })
        .collect();
    commands.push(Command::SetDataSet { data_set: data_set(new, &case.data_sets) });
    let signalled =
        case.instants_in_force().filter(|entry| entry.what == InstantKind::FirstSignal).map(|entry| entry.at);
    if signalled.min().is_some_and(|signal| new.noticed_at < signal) {
        // Somebody of the house noticed it before the report came in: the earlier moment is the first signal.
        commands.push(noticed(new, InstantKind::FirstSignal));
    }
    commands.push(noticed(new, InstantKind::Aware));
    let set = |(id, value): (String, Value)| {
        let kept = ctx.policy.facts().get(&id).map_or_else(|| conceal(&value), |def| stored_as(def, &value));
        Command::SetFact { fact: known(id, kept), source: Private::new(&new.source), evidence: None, seen_set_at: None }
    };
    commands.extend(answered(new).into_iter().map(set));
    cases::run_all_in(ctx, tx, who, &reference, commands)?;
    Ok(reference)
}

/// Nobody reported it before: the form is the report as well. Answers its reference.
fn filed(ctx: &Ctx, tx: &mut Conn, who: &SignedIn, new: &NewSmall) -> AppResult<String> {
    let report = NewReport {
        organisation: new.place.organisation,
        first_noticed_at: Some(new.noticed_at),
        answers: Answers {
            what: new.what.clone(),
            concerned: vec![Concerned::Unknown],
            ongoing: YesNoUnknown::No,
            works_for_us: YesNoUnknown::Yes,
            contact: Private::new(""),
            language: new.language.clone(),
            mail: None,
            processor: None,
        },
    };
    Ok(report::file_in(ctx, tx, &Reporter::Staff(who), &report)?.reference)
}

/// The moment that the form asked for.
fn noticed(new: &NewSmall, what: InstantKind) -> Command {
    Command::RecordInstant(RecordInstant {
        what,
        at: new.noticed_at,
        scope: Scope::case(),
        certainty: Certainty::Confirmed,
        source: Source::OwnStaff,
        how: Private::new(&new.source),
        reason: Private::new(""),
        corrects: None,
    })
}

/// What was answered, and what a mistake that only disclosed data says of itself.
fn answered(new: &NewSmall) -> Vec<(String, Value)> {
    let mut facts = vec![("incident.description".to_owned(), json!(new.what.as_str()))];
    if let Some(people) = new.people {
        facts.push(("subjects.count".to_owned(), json!({ "mode": "exact", "n": people })));
    }
    if let Some(way) = &new.mistake {
        facts.push(("risk.attack_type".to_owned(), json!(way)));
        facts.extend(OF_A_MISTAKE.iter().map(|(id, value)| (format!("risk.{id}"), json!(value))));
    }
    facts.extend(new.facts.iter().map(|(id, value)| (format!("risk.{id}"), value.clone())));
    facts
}

/// Nothing was lost or changed, nobody meant harm: the form asks for just that, in one question.
const OF_A_MISTAKE: &[(&str, &str)] = &[
    ("cause", "internal_nonmalicious"),
    ("confidentiality", "yes"),
    ("integrity", "no"),
    ("availability", "no"),
    ("encryption", "none"),
    ("backup", "n_a"),
    ("exfiltration", "n_a"),
    ("log_coverage", "n_a"),
    ("restored_in_time", "n_a"),
];

fn known(id: String, value: Value) -> Fact {
    Fact {
        id,
        scope: Scope::case(),
        state: Knowledge::Known,
        value,
        how: Private::new(""),
        who: Private::new(""),
        by: None,
    }
}

fn data_set(new: &NewSmall, usual: &[DataSet]) -> DataSet {
    let free = |id: &String| !usual.iter().any(|set| set.id == *id);
    let id = (1..).map(|n| format!("astray-{n}")).find(free).unwrap_or_default();
    DataSet {
        id,
        controller: new.place.controller.clone(),
        name: new.data_name.clone(),
        scope: match new.telecom {
            Tri::Yes => DataScope::TelecomService,
            Tri::No => DataScope::Other,
            Tri::Unknown => DataScope::Unknown,
        },
        hit: Tri::Yes,
    }
}
