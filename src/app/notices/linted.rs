//! What the linter says of a notice, and how somebody lets a finding stand.

use super::{Seen, seen};
use crate::app::cases::{self, Outcome};
use crate::app::member::SignedIn;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, Linted, Notice};
use crate::domain::command::Command;
use crate::domain::values::Private;
use crate::notice::lint::{Desk, Earlier, Form, Input, lint};
pub use crate::notice::lint::{Found, Level, Report, Unjudged, Why, rule_of};
use crate::notice::{Draft, NoticeFacts, Rendered};

/// Reads the rendered notice with what the desk knows beside its facts.
pub(super) fn report(
    ctx: &Ctx,
    case: &Case,
    notice: &Notice,
    draft: &Draft,
    facts: &NoticeFacts,
    rendered: &Rendered,
) -> Report {
    let desk = desk(case, notice, facts);
    let input = Input {
        form: Form::from(draft.kind),
        language: draft.language.as_str(),
        subject: &rendered.subject,
        text: &rendered.text,
        html: &rendered.html,
        digest: &rendered.digest,
        facts,
        forms: ctx.notices.templates.forms(),
        desk: &desk,
    };
    lint(input, &ctx.policy)
}

fn desk(case: &Case, notice: &Notice, facts: &NoticeFacts) -> Desk {
    let frame = &facts.frame;
    let site = frame.controller.site.trim().trim_start_matches("https://").trim_end_matches('/').to_owned();
    let mails = [&frame.dpo.email, &frame.dpo.pec, &frame.hotline.email];
    let of_mail = mails.into_iter().filter_map(|address| address.rsplit_once('@')).map(|(_, domain)| domain.to_owned());
    let own_domains = of_mail.chain([site]).filter(|domain| !domain.is_empty()).collect();
    // Whoever wrote in a notice of this case is staff, and stands in none of them.
    let writers = case.notices.iter().flat_map(|notice| &notice.authors);
    let mut names: Vec<String> = writers.map(|author| author.name.as_str().to_owned()).collect();
    names.sort();
    names.dedup();
    let others = case.notices.iter().filter(|other| other.number != notice.number && other.approval().is_some());
    let earlier = others.filter_map(|other| {
        let draft: Draft = serde_json::from_str(other.content.as_str()).ok()?;
        let bodies: Vec<&str> = draft.blocks.iter().map(|block| block.body.as_str()).collect();
        Some(Earlier { number: other.number, language: other.language.clone(), text: bodies.join("\n") })
    });
    Desk { own_domains, names, earlier: earlier.collect(), ..Desk::default() }
}

/// What the workflow asks about: errors and warnings. Advice is only shown.
pub(super) fn of_workflow(report: &Report) -> Vec<Linted> {
    report.found.iter().filter(|found| found.level != Level::Advice).map(linted).collect()
}

fn linted(found: &Found) -> Linted {
    Linted { rule: found.rule.to_owned(), key: found.key.clone(), stops: found.level == Level::Error }
}

impl Seen {
    /// A finding that stops a message to people stands in it.
    pub fn lint_stops(&self) -> bool {
        self.report.of_level(Level::Error).next().is_some()
    }

    /// Findings that want an answer and have none in this text.
    pub fn unanswered<'a>(&'a self, notice: &'a Notice) -> impl Iterator<Item = &'a Found> {
        let digest = &self.rendered.digest;
        let asked = self.report.found.iter().filter(|found| found.level != Level::Advice);
        asked.filter(move |found| notice.passed(&found.key, digest).is_none())
    }
}

/// Lets one finding stand, with a reason, in the text that was on screen.
pub fn pass(
    ctx: &Ctx,
    who: &SignedIn,
    reference: &str,
    number: u32,
    seen_digest: &str,
    key: &str,
    reason: Private,
) -> AppResult<Outcome> {
    let done = ctx.store.write(|tx| {
        let (_, case) = cases::load(tx, who, reference)?;
        let notice = case.notice(number).ok_or(AppError::NotFound)?;
        let now_seen = seen(ctx, tx, &case, notice)?;
        let found = now_seen.report.found.iter().find(|found| found.key == key && found.level != Level::Advice);
        let digest = now_seen.rendered.digest.clone();
        let Some(found) = found else {
            // The text moved on: what was read is not there any more.
            let changed = digest != seen_digest;
            return Err(if changed {
                crate::domain::refusal::Refusal::DraftChanged.into()
            } else {
                AppError::NotFound
            });
        };
        let command = Command::PassFinding {
            number,
            finding: linted(found),
            digest,
            seen_digest: seen_digest.to_owned(),
            reason,
        };
        cases::run_in(ctx, tx, who, reference, command)
    });
    ctx.wake.notify_waiters();
    done
}
