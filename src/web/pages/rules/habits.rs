//! The habits of one organisation: who signs, who is reminded when, the escalation list, dates by which to decide.

use askama::Template;

use super::{frame, keeper, planned};
use crate::app::admin::habits::{self, Standing};
use crate::app::habits::{HabitReadiness, Habits};
use crate::app::{AppError, StoreError};
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// The fields of one row of reminders, and what it is about.
pub struct Row {
    legend: String,
    before: String,
    at_once: String,
    at_target: String,
    every: String,
}

impl Row {
    pub fn field(number: usize, what: &str) -> String {
        format!("row-{number}-{what}")
    }
}

#[derive(Template)]
#[template(path = "pages/rules/habits.html")]
struct HabitsPage {
    f: Frame,
    form: Form,
    action: String,
    seen: String,
    own: bool,
    /// How far the open cases have come with the last change; empty once all are there.
    planned: String,
    signers: Vec<Choice>,
    escalations: Vec<Choice>,
    rows: Vec<Row>,
}

async fn look(visit: &Visit) -> Result<Standing, Problem> {
    let keeper = keeper(visit)?;
    visit.run(move |ctx| habits::look(ctx, &keeper)).await
}

fn page(visit: &Visit, standing: &Standing, form: Form) -> HabitsPage {
    let t = visit.t();
    let row = &standing.organisation;
    let legend = |row: &crate::app::habits::HabitRow| match row.unit.as_str() {
        "open" => t.text("habits-row-open"),
        unit => t.with2("habits-row", "up-to", i64::from(row.up_to), "unit", t.of("period-unit", unit)),
    };
    HabitsPage {
        f: frame(visit, &row.slug, &row.name, t.text("habits-title")).problems(!form.is_good()),
        action: visit.address().trim_end_matches("/shipped").to_owned(),
        seen: standing.mark(),
        own: standing.own,
        planned: planned(t, standing.planned),
        signers: ["dpo", "controller"].into_iter().map(|role| Choice::new(role, t.of("role", role))).collect(),
        escalations: ["deputy", "controller"]
            .into_iter()
            .map(|word| Choice::new(word, t.of("habits-escalation", word)))
            .collect(),
        rows: standing
            .habits
            .reminders
            .iter()
            .enumerate()
            .map(|(number, row)| Row {
                legend: legend(row),
                before: Row::field(number, "before"),
                at_once: Row::field(number, "at-once"),
                at_target: Row::field(number, "at-target"),
                every: Row::field(number, "every"),
            })
            .collect(),
        form,
    }
}

/// The form with what stands.
pub fn filled(visit: &Visit, habits: &Habits) -> Form {
    let mut form =
        NUMBERS.iter().fold(Form::empty(visit.t()), |form, (field, get, ..)| form.fill(field, get(habits).to_string()));
    for role in &habits.signs {
        form = form.fill("signs", role);
    }
    for word in &habits.escalate_to {
        form = form.fill("escalate-to", word);
    }
    for (field, yes) in
        [("remind-case-handler", habits.remind_case_handler), ("remind-task-owner", habits.remind_task_owner)]
    {
        if yes {
            form = form.fill(field, "yes");
        }
    }
    for (number, row) in habits.reminders.iter().enumerate() {
        let before: Vec<String> = row.before_minutes.iter().map(ToString::to_string).collect();
        form = form
            .fill(&Row::field(number, "before"), before.join(", "))
            .fill(&Row::field(number, "every"), row.every_minutes_after.to_string());
        for (what, yes) in [("at-once", row.at_once), ("at-target", row.at_target)] {
            if yes {
                form = form.fill(&Row::field(number, what), "yes");
            }
        }
    }
    form
}

fn ready(habits: &Habits) -> HabitReadiness {
    habits.readiness.unwrap_or_default()
}

fn ready_of(habits: &mut Habits) -> &mut HabitReadiness {
    habits.readiness.get_or_insert_default()
}

/// Field, what stands in it, and its bounds.
type Number = (&'static str, fn(&Habits) -> u32, fn(&mut Habits) -> &mut u32, i64, i64);

pub const NUMBERS: &[Number] = &[
    ("one-person-delay-minutes", |h| h.one_person_delay_minutes, |h| &mut h.one_person_delay_minutes, 1, 1_440),
    ("second-person-review-hours", |h| h.second_person_review_hours, |h| &mut h.second_person_review_hours, 1, 168),
    ("decide-authority-hours", |h| h.decide_authority_hours, |h| &mut h.decide_authority_hours, 1, 720),
    ("decide-people-hours", |h| h.decide_people_hours, |h| &mut h.decide_people_hours, 1, 720),
    ("escalate-before-minutes", |h| h.escalate_before_minutes, |h| &mut h.escalate_before_minutes, 0, 20_160),
    ("quiet-hours", |h| h.quiet_hours, |h| &mut h.quiet_hours, 0, 72),
    ("identity-test-days", |h| ready(h).identity_test_days, |h| &mut ready_of(h).identity_test_days, 1, 730),
    ("readiness-remind-days", |h| ready(h).remind_every_days, |h| &mut ready_of(h).remind_every_days, 1, 365),
    ("address-check-days", |h| ready(h).address_check_days, |h| &mut ready_of(h).address_check_days, 0, 730),
    ("review-every-minutes", |h| h.review_every_minutes_after, |h| &mut h.review_every_minutes_after, 15, 1_440),
];

/// What was typed over what stands; `None` with every problem at its field.
pub fn read(form: &mut Form, standing: &Standing) -> Option<Habits> {
    let t = form.words();
    let mut habits = standing.habits.clone();
    for (field, _, put, least, most) in NUMBERS {
        if let Some(number) = form.number(field, "habits-number-missing", *least, *most) {
            *put(&mut habits) = u32::try_from(number).unwrap_or_default();
        }
    }
    let known = |words: &[&str], word: &str| words.contains(&word).then(|| word.to_owned());
    if let Some(signs) = form.choices("signs", |word| known(&["dpo", "controller"], word)) {
        if signs.is_empty() {
            form.problem("signs", t.text("habits-nobody-signs"));
        }
        habits.signs = signs;
    }
    if let Some(list) = form.choices("escalate-to", |word| known(&["deputy", "controller"], word)) {
        habits.escalate_to = list;
    }
    habits.remind_case_handler = form.has("remind-case-handler", "yes");
    habits.remind_task_owner = form.has("remind-task-owner", "yes");
    for (number, row) in habits.reminders.iter_mut().enumerate() {
        let field = Row::field(number, "before");
        let line = form.optional_line(&field).unwrap_or_default();
        let minutes: Option<Vec<u32>> = line
            .split([',', ';', ' '])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<u32>().ok().filter(|minutes| (1..=129_600).contains(minutes)))
            .collect();
        match minutes {
            Some(mut minutes) => {
                minutes.sort_unstable_by(|one, other| other.cmp(one));
                minutes.dedup();
                row.before_minutes = minutes;
            }
            None => form.problem(&field, t.text("habits-before-wrong")),
        }
        if let Some(every) = form.number(&Row::field(number, "every"), "habits-number-missing", 15, 20_160) {
            row.every_minutes_after = u32::try_from(every).unwrap_or_default();
        }
        row.at_once = form.has(Row::field(number, "at-once"), "yes");
        row.at_target = form.has(Row::field(number, "at-target"), "yes");
    }
    form.is_good().then_some(habits)
}

pub async fn show(visit: Visit) -> Answer {
    let standing = look(&visit).await?;
    let form = filled(&visit, &standing.habits);
    visit.page(&page(&visit, &standing, form))
}

pub async fn save(mut visit: Visit) -> Answer {
    let standing = look(&visit).await?;
    let mut form = visit.take_form();
    let mut fields: Vec<String> = NUMBERS.iter().map(|(field, ..)| (*field).to_owned()).collect();
    fields.extend(["seen", "signs", "escalate-to", "remind-case-handler", "remind-task-owner"].map(str::to_owned));
    for number in 0..standing.habits.reminders.len() {
        fields.extend(["before", "at-once", "at-target", "every"].map(|what| Row::field(number, what)));
    }
    form.only(&fields.iter().map(String::as_str).collect::<Vec<_>>());
    let seen = form.value("seen").to_owned();
    let Some(habits) = read(&mut form, &standing) else {
        return visit.page_with_problems(&page(&visit, &standing, form));
    };
    set(visit, standing, form, seen, Some(habits), "habits").await
}

pub async fn shipped(mut visit: Visit) -> Answer {
    let standing = look(&visit).await?;
    let mut form = visit.take_form();
    form.only(&["seen"]);
    let seen = form.value("seen").to_owned();
    set(visit, standing, form, seen, None, "shipped").await
}

async fn set(
    visit: Visit,
    standing: Standing,
    mut form: Form,
    seen: String,
    habits: Option<Habits>,
    done: &'static str,
) -> Answer {
    let (keeper, slug) = (keeper(&visit)?, standing.organisation.slug.clone());
    let saved = visit
        .once(move |ctx| {
            let problems = habits::set(ctx, &keeper, &seen, habits)?;
            match problems.first() {
                None => Ok(format!("/rules/{slug}?done={done}")),
                Some(problem) => Err(AppError::Broken(format!("habits that the form took were refused: {problem}"))),
            }
        })
        .await;
    match saved {
        Ok(location) => visit.see_other(location),
        Err(Problem::App(AppError::Store(StoreError::Conflict))) => {
            form.problem("signs", visit.t().text("habits-meanwhile"));
            visit.page_with_problems(&page(&visit, &standing, form))
        }
        Err(problem) => Err(problem),
    }
}
