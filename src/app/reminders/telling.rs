//! What a reminder says of duties, reviews and tasks, by clock, in the reader's language.

use serde_json::{Value, json};

use super::plan::review_until;
use super::{About, zone};
use crate::app::letters::{moment, span};
use crate::app::notices::certified;
use crate::app::views::board::{self, BoardRow, Work};
use crate::app::views::clocks::{self, ClockLine};
use crate::app::{Ctx, duty_names};
use crate::domain::case::{Case, Certified, Duty, Task};
use crate::domain::plan::{DutyKind, DutyStatus};
use crate::domain::values::At;
use crate::policy::House;

/// When it is due; none where the law gives no figure.
pub fn due_at(house: &House, case: &Case, about: About) -> Option<At> {
    match about {
        About::Duty(number) => case.duty(number).and_then(|duty| duty.planned.target_at),
        About::Review(number) => case.waiting_review(number).map(|approval| review_until(approval.at, house)),
        About::Task(number) => case.task(number).and_then(|task| end_of_day(case, task)),
        About::Receipt(number) => case.notice(number).and_then(|notice| certified::awaited(house, notice)),
    }
}

/// A day is over at its end, unless a clock says when in it.
fn end_of_day(case: &Case, task: &Task) -> Option<At> {
    if task.due_at.is_some() {
        return task.due_at;
    }
    let next = task.due_on?.succ_opt()?.and_time(chrono::NaiveTime::MIN);
    let midnight = next.and_local_timezone(zone(case)).earliest();
    Some(At::new(midnight.map_or_else(|| next.and_utc(), |local| local.to_utc())))
}

/// What `templates/mail/…/reminder.txt` reads, by clock: duties of one step that end together are one entry that names whom they
/// are owed to, so that thirty of them stay a letter that somebody reads at night. In the order given, the most urgent first.
pub fn told(ctx: &Ctx, house: &House, case: &Case, abouts: &[About], language: &str, now: At) -> Vec<Value> {
    let rows = abouts.iter().filter_map(|about| match about {
        About::Duty(number) => Some(board::row(case, case.duty(*number)?, now)),
        _ => None,
    });
    let mut clocks: Vec<(Option<At>, Value)> = by_clock(clocks::lines(rows.collect()))
        .into_iter()
        .map(|lines| (lines.first().and_then(|line| line.first.face.target_at), clock(ctx, case, &lines, language)))
        .collect();
    for about in abouts {
        let told = match about {
            About::Duty(_) => None,
            About::Review(number) => review(ctx, house, case, *number, language, now),
            About::Task(number) => case.task(*number).map(|one| task(ctx, case, one, language, now)),
            About::Receipt(number) => receipt(ctx, house, case, *number, language),
        };
        clocks.extend(told.map(|value| (due_at(house, case, *about), value)));
    }
    clocks.sort_by_key(|(due, _)| (due.is_none(), *due));
    clocks.into_iter().map(|(_, value)| value).collect()
}

/// The duty that ends before all that a message tells of, and is not in it: whoever reads of Tuesday must not believe that there is
/// time until Tuesday.
pub fn sooner(ctx: &Ctx, case: &Case, abouts: &[About], language: &str, now: At) -> Option<Value> {
    let told = |duty: &Duty| abouts.contains(&About::Duty(duty.number));
    let first_told = case.duties.iter().filter(|duty| told(duty)).filter_map(|duty| duty.planned.target_at).min();
    let earlier = case.duties.iter().filter(|duty| duty.is_unfiled() && !told(duty)).filter_map(|duty| {
        let target = duty.planned.target_at.filter(|target| *target > now)?;
        (first_told.is_none_or(|first| target < first)).then_some((target, duty))
    });
    let earlier: Vec<(At, &Duty)> = earlier.collect();
    let (target, duty) = earlier.iter().copied().min_by_key(|(_, duty)| case.urgency(duty))?;
    let others = earlier.iter().filter(|(at, _)| *at == target).count() - 1;
    Some(json!({
        "others": others,
        "what": duty_names::duty(language, &duty.planned),
        "recipient": duty_names::recipient(ctx, language, &duty.planned),
        "due": moment(language, target, &case.zone),
        "left": span(language, target.since(now).num_seconds()),
    }))
}

/// Lines of one step and one clock, whatever the work on each has come to.
fn by_clock(lines: Vec<ClockLine<'_>>) -> Vec<Vec<ClockLine<'_>>> {
    let mut clocks: Vec<Vec<ClockLine<'_>>> = Vec::new();
    for line in lines {
        match clocks.iter_mut().find(|of| of.first().is_some_and(|first| clocks::same_clock(&first.first, &line.first)))
        {
            Some(of) => of.push(line),
            None => clocks.push(vec![line]),
        }
    }
    clocks
}

fn clock(ctx: &Ctx, case: &Case, lines: &[ClockLine<'_>], language: &str) -> Value {
    let rows: Vec<&BoardRow<'_>> = lines.iter().flat_map(|line| line.rows()).collect();
    let Some(first) = rows.iter().min_by_key(|row| (row.face.target_at, row.duty.number)) else { return Value::Null };
    let planned = &first.duty.planned;
    let when = |at: Option<At>| at.map(|at| moment(language, at, &case.zone));
    let left = first.face.left.map(|left| left.num_seconds());
    let no_figure = clocks::no_figure(first);
    // Acts differ where nothing runs by a figure, so each recipient says which.
    let what =
        if no_figure { no_figure_word(language, planned.kind).to_owned() } else { duty_names::duty(language, planned) };
    let name = |row: &BoardRow<'_>| {
        let to = duty_names::recipient(ctx, language, &row.duty.planned);
        if no_figure { format!("{to} ({})", duty_names::duty(language, &row.duty.planned)) } else { to }
    };
    let parts: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "state": state_word(language, line.first.work, line.first.duty.planned.status),
                "recipients": line.rows().map(&name).collect::<Vec<_>>(),
            })
        })
        .collect();
    let legal = rows.iter().filter_map(|row| row.duty.planned.legal_term_at).min();
    json!({
        "what": what,
        "count": rows.len(),
        "why": (rows.len() == 1).then(|| ctx.link(&format!("/cases/{}/duties/{}/why", case.reference, first.duty.number))),
        "due": when(planned.target_at),
        "from": rows.iter().any(|row| row.face.target_at != first.face.target_at),
        "legal_term": when(legal.filter(|legal| Some(*legal) != planned.target_at)),
        "elapsed": first.face.elapsed.map(|elapsed| span(language, elapsed.num_seconds())),
        "left": left.filter(|left| *left >= 0).map(|left| span(language, left)),
        "over": left.filter(|left| *left < 0).map(|left| span(language, left)),
        "parts": parts,
    })
}

fn no_figure_word(language: &str, kind: DutyKind) -> &'static str {
    match (language == "it", kind) {
        (true, DutyKind::Authority) => "Autorità, senza termine fisso",
        (true, DutyKind::People) => "Interessati, senza termine fisso",
        (true, _) => "Altri destinatari, senza termine fisso",
        (false, DutyKind::Authority) => "Authorities, no fixed term",
        (false, DutyKind::People) => "People concerned, no fixed term",
        (false, _) => "Others, no fixed term",
    }
}

fn review(ctx: &Ctx, house: &House, case: &Case, number: u32, language: &str, now: At) -> Option<Value> {
    let (notice, approval) = (case.notice(number)?, case.waiting_review(number)?);
    let italian = language == "it";
    let until = review_until(approval.at, house);
    let authority = notice.recipient.as_ref().map(|to| duty_names::called(ctx, language, &to.id, &to.name));
    let to = authority.or_else(|| notice.addressee().map(str::to_owned));
    let name = approval.by.name.as_str();
    let what = match italian {
        true => format!("riesame successivo: rilasciata da {name} senza seconda approvazione"),
        false => format!("review afterwards: released by {name} without second approval"),
    };
    let left = until.since(now).num_seconds();
    let to = to.unwrap_or_else(|| if italian { "persone interessate" } else { "data subjects" }.to_owned());
    let state = if italian { "il riesame manca" } else { "the review is missing" };
    Some(single(language, what, &to, state, Some(moment(language, until, &case.zone)), Some(left)))
}

fn task(ctx: &Ctx, case: &Case, task: &Task, language: &str, now: At) -> Value {
    let italian = language == "it";
    let until = end_of_day(case, task);
    let left = until.map(|until| until.since(now).num_seconds());
    let owner = task.owner.as_str();
    let day = task.due_on.map(|day| day.format(if italian { "%d/%m/%Y" } else { "%-d %b %Y" }).to_string());
    let due = task.due_at.map(|at| moment(language, at, &case.zone)).or(day);
    let what = match (italian, owner) {
        (true, _) if task.translates.is_some() => format!("da tradurre a cura di {owner}"),
        (false, _) if task.translates.is_some() => format!("to be translated by {owner}"),
        (true, _) if task.filing.is_some() => "da trasmettere di nuovo".to_owned(),
        (false, _) if task.filing.is_some() => "to be handed in again".to_owned(),
        (true, _) if task.answers.is_some() => "da rispondere".to_owned(),
        (false, _) if task.answers.is_some() => "to be answered".to_owned(),
        (true, "") => "attività".to_owned(),
        (false, "") => "task".to_owned(),
        (true, owner) => format!("attività di {owner}"),
        (false, owner) => format!("task of {owner}"),
    };
    single(language, what, &task_name(ctx, task, language), if italian { "da fare" } else { "to do" }, due, left)
}

/// What the providers of certified mail have not said in time.
fn receipt(ctx: &Ctx, house: &House, case: &Case, number: u32, language: &str) -> Option<Value> {
    let notice = case.notice(number)?;
    let (what, state) = match (notice.certified()?, language == "it") {
        (Certified::Outstanding, true) => {
            ("posta certificata: manca l’accettazione del gestore", "consegnata al gestore PEC, NON ancora trasmessa")
        }
        (Certified::Outstanding, false) => {
            ("certified mail: the provider’s acceptance is missing", "handed to the PEC provider, NOT filed yet")
        }
        (_, true) => {
            ("posta certificata: manca la ricevuta di consegna", "accettata dal gestore, senza prova di consegna")
        }
        (_, false) => {
            ("certified mail: the receipt of delivery is missing", "accepted by the provider, delivery unproven")
        }
    };
    let to = notice.recipient.as_ref().map(|to| duty_names::called(ctx, language, &to.id, &to.name));
    let due = certified::awaited(house, notice).map(|at| moment(language, at, &case.zone));
    Some(single(language, what.to_owned(), &to.unwrap_or_default(), state, due, None))
}

/// An entry of its own: what is to be done, for whom or what, by when.
fn single(language: &str, what: String, to: &str, state: &str, due: Option<String>, left: Option<i64>) -> Value {
    json!({
        "what": what,
        "count": 1,
        "why": null,
        "due": due,
        "from": false,
        "legal_term": null,
        "elapsed": null,
        "left": left.filter(|left| *left >= 0).map(|left| span(language, left)),
        "over": left.filter(|left| *left < 0).map(|left| span(language, left)),
        "parts": [{ "state": state, "recipients": [to] }],
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
        Work::ToRecord if italian => "inviata o pubblicata, da registrare",
        Work::ToRecord => "sent or published, not recorded yet",
        Work::FiledUnproven if italian => "dichiarata trasmessa, senza prova",
        Work::FiledUnproven => "said to be filed, unproven",
        _ if status == DutyStatus::Presumed && italian => "da trattare come dovuta finché non è chiarito, non iniziata",
        _ if status == DutyStatus::Presumed => "treat as due until clarified, not begun",
        _ if italian => "non iniziata",
        _ => "not begun",
    }
}
