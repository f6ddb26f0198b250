//! Where a mail-out stands, in words: sums, speed, pills and rows of the progress page.

use super::language;
use crate::app::people::progress::{Group, Line, Progress};
use crate::domain::event::SendTotals;
use crate::web::components::{Pill, Shape, State};
use crate::web::frame::Frame;
use crate::web::i18n::Words;

pub(super) struct LineRow {
    pub row: u64,
    pub at: String,
    pub state: State,
    pub reply: String,
    pub why: String,
    pub address: String,
}

pub(super) fn state_sentence(f: &Frame, progress: &Progress) -> String {
    let communication = &progress.communication;
    match &communication.approved_by {
        Some(by) => {
            let versions: Vec<String> = communication
                .texts
                .iter()
                .map(|text| {
                    f.with2("people-text-version", "language", language(f.t, &text.language), "version", text.version)
                })
                .collect();
            f.t.with3(
                "people-approved-by",
                ("texts", &f.t.list(&versions)),
                ("name", &by.name.as_str()),
                ("count", &communication.counts.accepted),
            )
        }
        None => f.with1("people-not-approved", "count", communication.counts.accepted),
    }
}

pub(super) fn sum_line(t: &Words, progress: &Progress) -> String {
    let counts = progress.communication.counts;
    t.with(
        "people-import-sum",
        &[
            ("accepted", &counts.accepted),
            ("letters", &counts.without_address),
            ("duplicates", &counts.duplicates),
            ("rejected", &counts.rejected),
            ("rows", &counts.rows),
        ],
    )
}

pub(super) fn speed(f: &Frame, progress: &Progress, trayed: bool) -> String {
    let mut sentences = Vec::new();
    if let Some(at) = progress.communication.started_at {
        sentences.push(f.with1("people-started", "at", f.moment(&at)));
    }
    if let Some(speed) = progress.per_minute {
        sentences.push(f.with1("people-speed", "count", speed));
    }
    if let Some(at) = progress.expected_end_at {
        sentences.push(f.with1("people-expected-end", "at", f.clock_time(&at)));
    }
    sentences.push(f.text(if trayed { "people-trayed-not-sent" } else { "people-accepted-not-read" }));
    sentences.join(" ")
}

pub(super) fn pills(t: &Words, here: &str, totals: &SendTotals, current: Group, trayed: bool) -> Vec<Pill> {
    let word = |group: &Group| match group {
        Group::Accepted if trayed => t.text("people-group-trayed"),
        group => t.of("people-group", group),
    };
    let shape = |group: Group| match group {
        Group::All | Group::Waiting => Shape::Wait,
        Group::Accepted => Shape::Full,
        Group::Failed => Shape::Over,
        Group::Unclear => Shape::Receipt,
        Group::Bounced => Shape::Soon,
    };
    Group::ALL
        .iter()
        .map(|group| {
            let count = match group {
                Group::All => totals.people,
                Group::Waiting => totals.waiting + totals.cancelled,
                Group::Accepted => totals.accepted,
                Group::Failed => totals.failed,
                Group::Unclear => totals.unclear,
                Group::Bounced => totals.bounced,
            };
            Pill {
                href: format!("{here}?group={group}"),
                count: t.number(count),
                state: State::new(shape(*group), word(group)),
                plain: *group == Group::All,
                current: *group == current,
            }
        })
        .collect()
}

/// `17,019 + 31,204 + 3 + 86 = 48,312, everybody is in exactly one group.`
pub(super) fn adds_up(t: &Words, totals: &SendTotals) -> String {
    let parts = [totals.waiting + totals.cancelled, totals.accepted, totals.failed, totals.unclear];
    let sum = parts.iter().map(|part| t.number(*part)).collect::<Vec<_>>().join(" + ");
    let key = if totals.add_up() { "people-adds-up" } else { "people-does-not-add-up" };
    t.with2(key, "sum", &sum, "people", totals.people)
}

pub(super) fn line_row(f: &Frame, line: Line) -> LineRow {
    use crate::app::people::progress::DeliveryState as D;
    let shape = match line.state {
        D::Accepted | D::Simulated => Shape::Full,
        D::Delivered => Shape::Ok,
        D::Bounced => Shape::Soon,
        D::Rejected | D::GivenUp => Shape::Over,
        D::Unknown => Shape::Receipt,
        _ => Shape::Wait,
    };
    let why = match line.state {
        D::Rejected | D::GivenUp | D::Bounced => f.text("people-line-letter"),
        _ => line.next_at.map(|at| f.with1("people-line-again", "at", f.clock_time(&at))).unwrap_or_default(),
    };
    LineRow {
        row: line.row,
        at: f.short_moment(&line.at),
        state: State::new(shape, f.of("people-delivery", line.state)),
        // What the tray noted for itself is no server's reply.
        reply: if line.state == D::Simulated { String::new() } else { line.reply },
        why,
        address: line.address,
    }
}
