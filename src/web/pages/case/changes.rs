//! Clocks before and after a change, side by side, in words.

use super::{country_name, duty_address, rule_name};
use crate::app::Ctx;
use crate::app::views::ledger::{self, Moved};
use crate::domain::case::Case;
use crate::web::frame::Frame;

/// A duty's clock before and after, in words.
pub struct Change {
    pub duty: String,
    pub href: String,
    pub before: String,
    pub after: String,
    pub moved_by: String,
}

pub fn changes(f: &Frame, ctx: &Ctx, case: &Case, moved: &[Moved]) -> Vec<Change> {
    let clock = |clock: &Option<ledger::Clock>| match clock {
        None => String::new(),
        Some(clock) => {
            let status = f.of("duty-status", clock.status);
            match (clock.target_at, clock.legal_term_at) {
                (Some(target), Some(legal)) => f.t.with3(
                    "change-clock",
                    ("target", &f.moment(&target)),
                    ("legal", &f.moment(&legal)),
                    ("status", &status),
                ),
                (Some(target), None) => f.with2("change-target", "target", f.moment(&target), "status", &status),
                _ => status,
            }
        }
    };
    moved
        .iter()
        .map(|moved| {
            let market = moved.market.as_ref().map(|code| format!("{} · ", country_name(ctx, f.t.lang, code)));
            let name = rule_name(f.t, &moved.rule, "", "");
            let by = match (moved.before.and_then(|c| c.target_at), moved.after.and_then(|c| c.target_at)) {
                (Some(old), Some(new)) if new < old => f.with1("change-earlier", "time", f.t.duration(old.since(new))),
                (Some(old), Some(new)) if new > old => f.with1("change-later", "time", f.t.duration(new.since(old))),
                _ if moved.arises() => f.text("change-arises"),
                _ if moved.falls_away() => f.text("change-falls-away"),
                _ => String::new(),
            };
            Change {
                duty: format!("{}{} · {name}", market.unwrap_or_default(), f.authority(&moved.recipient)),
                href: duty_address(case, moved.number),
                before: clock(&moved.before),
                after: clock(&moved.after),
                moved_by: by,
            }
        })
        .collect()
}
