//! The duty board in words: one row per clock, its recipients behind it.

use super::{decide_by, duty_address, duty_name, left_text, recipient_name, step_link, work_state};
use crate::app::Ctx;
use crate::app::views::board::BoardRow;
use crate::app::views::case_page::BoardGroup;
use crate::domain::case::Case;
use crate::web::components::DutyRow;
use crate::web::frame::Frame;

/// A recipient behind a folded row: address, name, and the next step as address and words.
pub type Member = (String, String, Option<(String, String)>);

/// Rows of the board that stand together, as the template shows them.
pub struct Fold {
    pub row: DutyRow,
    /// Empty for a row that stands alone.
    pub members: Vec<Member>,
    pub href: String,
}

pub struct Group {
    pub heading: String,
    pub folds: Vec<Fold>,
}

pub(super) fn board_group(f: &Frame, ctx: &Ctx, case: &Case, group: &BoardGroup<'_>) -> Group {
    let heading = group
        .first()
        .map(|first| {
            let name = duty_name(f.t, first.duty);
            match first.duty.planned.status {
                crate::domain::plan::DutyStatus::NotStarted => {
                    f.with2("board-group-waits", "what", &name, "count", group.len())
                }
                _ => f.t.with3("board-group", ("what", &name), ("filed", &group.filed), ("owed", &group.owed)),
            }
        })
        .unwrap_or_default();
    Group { heading, folds: group.folds.iter().filter_map(|fold| board_fold(f, ctx, case, fold)).collect() }
}

fn board_fold(f: &Frame, ctx: &Ctx, case: &Case, fold: &[BoardRow<'_>]) -> Option<Fold> {
    let first = fold.first()?;
    let planned = &first.duty.planned;
    let (left_text, runs) = left_text(f, first);
    let due_at = if first.face.target_passed { planned.legal_term_at } else { planned.target_at };
    let due_text = match due_at {
        Some(at) if first.face.target_passed => f.with1("due-legal", "at", f.short_moment(&at)),
        Some(at) => f.short_moment(&at),
        None if first.duty.planned.status == crate::domain::plan::DutyStatus::NotStarted => f.text("due-not-started"),
        None => match decide_by(f, first.duty) {
            Some(by) => format!("{}, {by}", f.text("due-no-figure")),
            None => f.text("due-no-figure"),
        },
    };
    let members: Vec<_> = fold
        .iter()
        .map(|row| {
            (duty_address(case, row.duty.number), recipient_name(ctx, f.t, case, row.duty), step_link(f, case, row))
        })
        .collect();
    let (recipient, how) = match fold {
        [row] => (recipient_name(ctx, f.t, case, row.duty), how(f, row)),
        _ => (folded_name(f, ctx, case, fold), String::new()),
    };
    Some(Fold {
        row: DutyRow {
            recipient,
            how,
            due: due_at,
            due_text,
            left_text,
            runs,
            state: work_state(f, case, first),
            why: super::why_address(case, first.duty.number),
            action: if fold.len() == 1 { step_link(f, case, first) } else { None },
        },
        members: if fold.len() == 1 { Vec::new() } else { members },
        href: duty_address(case, first.duty.number),
    })
}

/// Up to five are named by their place, more are counted; all stand behind it, each with its link.
fn folded_name(f: &Frame, ctx: &Ctx, case: &Case, fold: &[BoardRow<'_>]) -> String {
    const NAMED: usize = 5;
    let names = fold.iter().map(|row| recipient_name(ctx, f.t, case, row.duty));
    let mut places: Vec<String> = names.map(|name| name.split(" · ").next().unwrap_or_default().to_owned()).collect();
    places.dedup();
    let count = f.with1("board-folded", "count", fold.len());
    if places.len() <= NAMED { format!("{} ({count})", places.join(", ")) } else { count }
}

/// Channel and language of the recipient, and whether anybody read its record at a source.
fn how(f: &Frame, row: &BoardRow<'_>) -> String {
    let planned = &row.duty.planned;
    let mut parts = Vec::new();
    if let Some(channel) = planned.channels.first() {
        parts.push(super::channel_name(f.t, channel));
    }
    if let Some(language) = planned.languages.first() {
        parts.push(language_name(f, language));
    }
    if planned.kind == crate::domain::plan::DutyKind::Authority && !planned.recipient.verified {
        parts.push(f.text("duty-recipient-unverified"));
    }
    parts.join(", ")
}

pub fn language_name(f: &Frame, tag: &str) -> String {
    let code = tag.split('-').next().unwrap_or(tag);
    if f.t.has(&format!("language-{code}")) { f.of("language", code) } else { tag.to_owned() }
}
