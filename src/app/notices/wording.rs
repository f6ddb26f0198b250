//! In whose words a notice is drafted: those of the organisation where it has a house template, else those that travel with the program.

use crate::app::organisation;
use crate::app::{AppError, AppResult, Ctx};
use crate::domain::case::{Case, Wording};
use crate::notice::house::HouseForm;
use crate::notice::{Drafted, Language, NoticeFacts, NoticeKind, generate_noting};
use crate::store::Conn;

/// Drafts a notice. A house template that cannot be filled in with these facts must not keep anybody from a statutory notice: then the
/// shipped words stand, and the notice says so.
pub(super) fn draft(
    ctx: &Ctx,
    conn: &mut Conn,
    case: &Case,
    kind: NoticeKind,
    language: &Language,
    facts: &NoticeFacts,
) -> AppResult<(Drafted, Wording)> {
    let templates = &ctx.notices.templates;
    let (_, settings) = organisation::load(conn, case.organisation)?;
    let own = settings.templates.iter().find(|own| own.template.kind == kind && own.template.language == *language);
    let shipped = || generate_noting(kind, language, facts, templates).map_err(AppError::broken);
    let Some(own) = own else { return Ok((shipped()?, Wording::Shipped)) };
    let version = own.version;
    let filled = HouseForm::of(&own.template, templates)
        .map_err(|problems| format!("{problems:?}"))
        .and_then(|form| Ok((form.draft(facts, templates).map_err(|problem| problem.to_string())?, form)));
    match filled {
        Ok((drafted, form)) => Ok((drafted, Wording::House { version, digest: form.digest().to_owned() })),
        Err(problem) => {
            tracing::error!("The house template {kind}/{language} version {version} could not be filled in: {problem}");
            Ok((shipped()?, Wording::ShippedAfterAll { version }))
        }
    }
}

/// Digest of the template that a notice was drafted by.
pub(super) fn template_digest(ctx: &Ctx, wording: Option<&Wording>, kind: NoticeKind, language: &Language) -> String {
    match wording {
        Some(Wording::House { digest, .. }) => digest.clone(),
        _ => ctx.notices.templates.digest(kind, language).unwrap_or_default().to_owned(),
    }
}
