//! The rows that lists over many cases read, against what the events of their case lead to.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::beside::{Found, is_erased};
use crate::app::{AppError, AppResult, rows};
use crate::domain::case::Case;
use crate::domain::values::ERASED_KEY;
use crate::store::register::RegisterRow;
use crate::store::tasks::TaskRow;
use crate::store::waiting::WaitingRow;
use crate::store::{Conn, duties, figures, register, tasks, waiting};

/// The first row that the events do not lead to, in words.
pub(super) fn check(conn: &mut Conn, case: &Case) -> AppResult<Found> {
    for check in [register_row, words, figures, duty_rows, task_rows, waiting_rows] {
        if let Some(found) = check(conn, case)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn register_row(conn: &mut Conn, case: &Case) -> AppResult<Found> {
    let made = rows::register_row(case);
    let kept = register::get(conn, case.id)?;
    // An erased title may still stand in the row.
    let made = match &kept {
        Some(kept) if is_erased(&case.title) => RegisterRow { title: kept.title.clone(), ..made },
        _ => made,
    };
    Ok((kept.as_ref() != Some(&made)).then(|| "its row of the register".to_owned()))
}

/// What the search looks through, and that it finds the case by it.
fn words(conn: &mut Conn, case: &Case) -> AppResult<Found> {
    let state = serde_json::to_string(case).map_err(AppError::broken)?;
    // Words of what was erased may still stand there until the case is saved again.
    if state.contains(ERASED_KEY) {
        return Ok(None);
    }
    let (made, words) = (rows::register_row(case), rows::words::of_case(case));
    let fits = register::sought_of(conn, case.id)?.as_deref() == Some(register::sought(&made, &words).as_str())
        && register::is_found(conn, &made, &words)?;
    Ok((!fits).then(|| "the words that it is searched by".to_owned()))
}

fn figures(conn: &mut Conn, case: &Case) -> AppResult<Found> {
    let (made, kept) = (rows::figure_row(case), figures::get(conn, case.id)?);
    Ok((kept.as_ref() != Some(&made)).then(|| "what the statistics count of it".to_owned()))
}

fn duty_rows(conn: &mut Conn, case: &Case) -> AppResult<Found> {
    let kept: BTreeMap<Uuid, _> = duties::of_case(conn, case.id)?.into_iter().map(|row| (row.id, row)).collect();
    let made: BTreeMap<Uuid, _> = rows::duty_rows(case).into_iter().map(|row| (row.id, row)).collect();
    let differs = made.iter().find(|(id, row)| kept.get(*id) != Some(*row)).map(|(_, row)| &row.key);
    let differs = differs.or_else(|| kept.iter().find(|(id, _)| !made.contains_key(*id)).map(|(_, row)| &row.key));
    Ok(differs.map(|key| format!("the duty `{key}` in the list of duties")))
}

fn task_rows(conn: &mut Conn, case: &Case) -> AppResult<Found> {
    let kept: BTreeMap<Uuid, TaskRow> = tasks::of_case(conn, case.id)?.into_iter().map(|row| (row.id, row)).collect();
    let made = rows::task_rows(case);
    for (row, task) in made.iter().zip(&case.tasks) {
        let mut expected = row.clone();
        let found = kept.get(&row.id);
        if let Some(found) = found.filter(|_| is_erased(&task.title)) {
            expected.title.clone_from(&found.title);
        }
        if found != Some(&expected) {
            return Ok(Some(format!("task {} in the list of tasks", task.number)));
        }
    }
    Ok((made.len() != kept.len()).then(|| "a task that nobody gave".to_owned()))
}

/// What waits for whom. Names and titles that were erased from the record may still stand in the rows.
fn waiting_rows(conn: &mut Conn, case: &Case) -> AppResult<Found> {
    let kept: BTreeMap<Uuid, WaitingRow> =
        waiting::of_case(conn, case.id)?.into_iter().map(|row| (row.id, row)).collect();
    let erased = case.tasks.iter().any(|task| is_erased(&task.title) || is_erased(&task.owner));
    let made = rows::waiting_rows(case);
    for row in &made {
        let found = kept.get(&row.id);
        let same = found.is_some_and(|found| {
            found == row
                || erased
                    && *found == WaitingRow { what: found.what.clone(), owner: found.owner.clone(), ..row.clone() }
        });
        if !same {
            return Ok(Some(format!("what waits at `{}` in the list of what waits", row.page)));
        }
    }
    let gone = kept.keys().find(|id| !made.iter().any(|row| row.id == **id));
    // Whose task it was cannot be told once the name is erased.
    Ok(gone.filter(|_| !erased).map(|_| "something waits that nobody waits for".to_owned()))
}
