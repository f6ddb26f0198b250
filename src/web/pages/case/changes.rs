//! Clocks before and after a change, side by side, in words. Duties that moved alike stand on one line.

use super::{country_name, duty_address, duty_name, rule_name};
use crate::app::Ctx;
use crate::app::views::ledger::{Clock, Moved};
use crate::domain::case::Case;
use crate::web::frame::Frame;

/// A clock before and after, in words, and the duties it belongs to.
pub struct Change {
    pub duty: String,
    /// Address and name of each duty that moved in the same way; empty where it is one.
    pub members: Vec<(String, String)>,
    pub before: String,
    pub after: String,
    pub moved_by: String,
}

/// What moved, the most urgent first. `case` is the state in which the duties are named.
pub fn changes(f: &Frame, ctx: &Ctx, case: &Case, moved: &[Moved]) -> Vec<Change> {
    let mut changes: Vec<(String, Change)> = Vec::new();
    for moved in moved {
        let market = moved.market.as_ref().map(|code| format!("{} · ", country_name(ctx, f.t.lang, code)));
        let to = format!("{}{}", market.unwrap_or_default(), f.authority(&moved.recipient));
        let name =
            case.duty(moved.number).map_or_else(|| rule_name(f.t, &moved.rule, "", ""), |duty| duty_name(f.t, duty));
        let (before, after) = (clock(f, moved.before), clock(f, moved.after));
        let moved_by = moved_by(f, moved);
        let member = (duty_address(case, moved.number), to);
        let alike = |(of, change): &&mut (String, Change)| {
            *of == name && change.before == before && change.after == after && change.moved_by == moved_by
        };
        match changes.iter_mut().find(alike) {
            Some((_, change)) => change.members.push(member),
            None => {
                let change = Change { duty: String::new(), members: vec![member], before, after, moved_by };
                changes.push((name, change));
            }
        }
    }
    changes.into_iter().map(|(name, change)| named(f, name, change)).collect()
}

fn named(f: &Frame, name: String, mut change: Change) -> Change {
    match change.members.as_slice() {
        [(_, to)] => {
            change.duty = format!("{to} · {name}");
            change.members.clear();
        }
        many => change.duty = format!("{name}: {}", f.with1("board-folded", "count", many.len())),
    }
    change
}

fn clock(f: &Frame, clock: Option<Clock>) -> String {
    let Some(clock) = clock else { return String::new() };
    let status = f.of("duty-status", clock.status);
    match (clock.target_at, clock.legal_term_at) {
        (Some(target), Some(legal)) => {
            f.t.with3("change-clock", ("target", &f.moment(&target)), ("legal", &f.moment(&legal)), ("status", &status))
        }
        (Some(target), None) => f.with2("change-target", "target", f.moment(&target), "status", &status),
        _ => status,
    }
}

fn moved_by(f: &Frame, moved: &Moved) -> String {
    match (moved.before.and_then(|c| c.target_at), moved.after.and_then(|c| c.target_at)) {
        (Some(old), Some(new)) if new < old => f.with1("change-earlier", "time", f.t.duration(old.since(new))),
        (Some(old), Some(new)) if new > old => f.with1("change-later", "time", f.t.duration(new.since(old))),
        _ if moved.arises() => f.text("change-arises"),
        _ if moved.falls_away() => f.text("change-falls-away"),
        _ => String::new(),
    }
}
