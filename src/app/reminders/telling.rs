//! What a reminder says of a duty, a review or a task, in the reader's language.

use serde_json::{Value, json};

use super::plan::review_until;
use super::{About, zone};
use crate::app::letters::{moment, span};
use crate::app::views::board::{self, Work};
use crate::app::{Ctx, duty_names};
use crate::domain::case::{Case, Duty, Task};
use crate::domain::plan::DutyStatus;
use crate::domain::values::At;
use crate::policy::House;

/// When it is due; none where the law gives no figure.
pub fn due_at(house: &House, case: &Case, about: About) -> Option<At> {
    match about {
        About::Duty(number) => case.duty(number).and_then(|duty| duty.planned.target_at),
        About::Review(number) => case.waiting_review(number).map(|approval| review_until(approval.at, house)),
        About::Task(number) => case.task(number).and_then(|task| end_of_day(case, task)),
    }
}

/// A day is over at its end.
fn end_of_day(case: &Case, task: &Task) -> Option<At> {
    let next = task.due_on?.succ_opt()?.and_time(chrono::NaiveTime::MIN);
    let midnight = next.and_local_timezone(zone(case)).earliest();
    Some(At::new(midnight.map_or_else(|| next.and_utc(), |local| local.to_utc())))
}

/// What `templates/mail/…/reminder.txt` reads of one entry; none where there is nothing to be reminded of any more.
pub fn told(ctx: &Ctx, house: &House, case: &Case, about: About, language: &str, now: At) -> Option<Value> {
    match about {
        About::Duty(number) => Some(duty(ctx, case, case.duty(number)?, language, now)),
        About::Review(number) => review(ctx, house, case, number, language, now),
        About::Task(number) => Some(task(ctx, case, case.task(number)?, language, now)),
    }
}

fn duty(ctx: &Ctx, case: &Case, duty: &Duty, language: &str, now: At) -> Value {
    let planned = &duty.planned;
    let row = board::row(case, duty, now);
    let when = |at: Option<At>| at.map(|at| moment(language, at, &case.zone));
    let left = row.face.left.map(|left| left.num_seconds());
    json!({
        "recipient": duty_names::recipient(ctx, language, planned),
        "what": duty_names::duty(language, planned),
        "why": ctx.link(&format!("/cases/{}/duties/{}/why", case.reference, duty.number)),
        "due": when(planned.target_at),
        "legal_term": when(planned.legal_term_at.filter(|legal| Some(*legal) != planned.target_at)),
        "elapsed": row.face.elapsed.map(|elapsed| span(language, elapsed.num_seconds())),
        "state": state_word(language, row.work, planned.status),
        "left": left.filter(|left| *left >= 0).map(|left| span(language, left)),
        "over": left.filter(|left| *left < 0).map(|left| span(language, left)),
    })
}

fn review(ctx: &Ctx, house: &House, case: &Case, number: u32, language: &str, now: At) -> Option<Value> {
    let (notice, approval) = (case.notice(number)?, case.waiting_review(number)?);
    let italian = language == "it";
    let until = review_until(approval.at, house);
    let to = notice.recipient.as_ref().map(|to| duty_names::called(ctx, language, &to.id, &to.name));
    let name = approval.by.name.as_str();
    let what = match italian {
        true => format!("riesame successivo: rilasciata da {name} senza seconda approvazione"),
        false => format!("review afterwards: released by {name} without second approval"),
    };
    let left = until.since(now).num_seconds();
    Some(json!({
        "recipient": to.unwrap_or_else(|| if italian { "persone interessate" } else { "data subjects" }.to_owned()),
        "what": what,
        "why": null,
        "due": moment(language, until, &case.zone),
        "legal_term": null,
        "elapsed": null,
        "state": if italian { "il riesame manca" } else { "the review is missing" },
        "left": (left >= 0).then(|| span(language, left)),
        "over": (left < 0).then(|| span(language, left)),
    }))
}

fn task(ctx: &Ctx, case: &Case, task: &Task, language: &str, now: At) -> Value {
    let italian = language == "it";
    let until = end_of_day(case, task);
    let left = until.map(|until| until.since(now).num_seconds());
    let owner = task.owner.as_str();
    let due = task.due_on.map(|day| day.format(if italian { "%d/%m/%Y" } else { "%-d %b %Y" }).to_string());
    json!({
        "recipient": task_name(ctx, task, language),
        "what": match (italian, owner) {
            (true, "") => "attività".to_owned(),
            (false, "") => "task".to_owned(),
            (true, owner) => format!("attività di {owner}"),
            (false, owner) => format!("task of {owner}"),
        },
        "why": null,
        "due": due,
        "legal_term": null,
        "elapsed": null,
        "state": if italian { "da fare" } else { "to do" },
        "left": left.filter(|left| *left >= 0).map(|left| span(language, left)),
        "over": left.filter(|left| *left < 0).map(|left| span(language, left)),
    })
}

/// The task of an unknown fact is named after the fact, in the language of the reader.
fn task_name(ctx: &Ctx, task: &Task, language: &str) -> String {
    let Some((id, _)) = &task.fact else { return task.title.as_str().to_owned() };
    match ctx.policy.facts().get(id) {
        Some(def) if language == "it" && !def.label_it.is_empty() => def.label_it.clone(),
        Some(def) => def.meaning.clone(),
        None => id.clone(),
    }
}

/// Labels always distinguish approved, handed over, said to be filed, confirmed.
fn state_word(language: &str, work: Work, status: DutyStatus) -> &'static str {
    let italian = language == "it";
    match work {
        Work::Draft if italian => "in bozza, non trasmessa",
        Work::Draft => "draft, not filed",
        Work::InReview if italian => "in revisione, non trasmessa",
        Work::InReview => "in review, not filed",
        Work::Approved if italian => "approvata, NON trasmessa",
        Work::Approved => "approved, NOT filed",
        Work::HandedOver if italian => "consegnata al server di posta, non confermata",
        Work::HandedOver => "handed to the mail server, not confirmed",
        Work::Simulated if italian => "solo nel vassoio di prova, NON trasmessa",
        Work::Simulated => "only in the tray, NOT filed",
        Work::Unclear if italian => "esito dell'invio non chiaro",
        Work::Unclear => "hand-over unclear",
        Work::FiledUnproven if italian => "dichiarata trasmessa, senza prova",
        Work::FiledUnproven => "said to be filed, unproven",
        _ if status == DutyStatus::Presumed && italian => "da trattare come dovuta finché non è chiarito, non iniziata",
        _ if status == DutyStatus::Presumed => "treat as due until clarified, not begun",
        _ if italian => "non iniziata",
        _ => "not begun",
    }
}
