//! House templates: what an organisation words otherwise in its notices, kept in versions, each change an event.

use serde_json::json;

pub use super::keeper::Keeper;
use super::organisation_event;
use crate::app::organisation::{OwnTemplate, Settings};
use crate::app::{AppError, AppResult, Ctx};
use crate::notice::house;
pub use crate::notice::house::{HouseBlock, HouseProblem, HouseTemplate, SAYS, Tried, Written};
pub use crate::notice::lint::Found;
pub use crate::notice::template::CONTEXT as NAMES;
use crate::notice::{Language, NoticeKind};
use crate::store::organisations::{self, OrganisationRow};
use crate::store::{Conn, StoreError};

/// A kind and language in which notices are drafted, and what the organisation words itself there.
#[derive(Debug, Clone)]
pub struct Line {
    pub kind: NoticeKind,
    pub language: Language,
    pub own: Option<OwnTemplate>,
}

/// The organisation with every template that it may word itself: those that are whole in their language.
pub fn list(ctx: &Ctx, keeper: &Keeper) -> AppResult<(OrganisationRow, Vec<Line>)> {
    ctx.store.read(|conn| {
        let (organisation, settings, _) = keeper.enter(conn)?;
        let templates = &ctx.notices.templates;
        let mut lines = Vec::new();
        for kind in NoticeKind::ALL {
            for language in templates.languages(*kind) {
                lines.push(Line {
                    kind: *kind,
                    language: language.clone(),
                    own: own(&settings, *kind, language).cloned(),
                });
            }
        }
        Ok((organisation, lines))
    })
}

fn own<'a>(settings: &'a Settings, kind: NoticeKind, language: &Language) -> Option<&'a OwnTemplate> {
    settings.templates.iter().find(|own| own.template.kind == kind && own.template.language == *language)
}

/// One template as it counts.
#[derive(Debug, Clone)]
pub struct Standing {
    pub organisation: OrganisationRow,
    pub kind: NoticeKind,
    pub language: Language,
    pub shipped: Written,
    /// The words that count: the organisation's over the shipped ones.
    pub words: Written,
    pub own: Option<OwnTemplate>,
    /// Version that the next change gets; whoever saves names it, so that two people do not overwrite one another.
    pub next: u32,
}

pub fn look(ctx: &Ctx, keeper: &Keeper, kind: &str, language: &str) -> AppResult<Standing> {
    let (kind, language) = NoticeKind::parse(kind).zip(Language::parse(language).ok()).ok_or(AppError::NotFound)?;
    ctx.store.read(|conn| {
        let (organisation, settings, _) = keeper.enter(conn)?;
        let shipped = ctx.notices.templates.written(kind, &language).ok_or(AppError::NotFound)?;
        let own = own(&settings, kind, &language).cloned();
        let words = own.as_ref().map_or_else(|| shipped.clone(), |own| own.template.over(&shipped));
        let next = settings.templates_given + 1;
        Ok(Standing { organisation, kind, language, shipped, words, own, next })
    })
}

/// Tries words without keeping them.
pub fn attempt(ctx: &Ctx, template: &HouseTemplate) -> Result<Tried, Vec<HouseProblem>> {
    house::check(template, &ctx.notices.templates, &ctx.notices.rules, &ctx.policy, ctx.clock.now())
}

/// Keeps words that stood the try, or goes back to the shipped ones with `None`. Drafts that were begun stay as they are.
///
/// # Errors
/// [`StoreError::Conflict`] if somebody changed a template in between.
pub fn keep(
    ctx: &Ctx,
    keeper: &Keeper,
    (kind, language): (NoticeKind, &Language),
    seen: u32,
    template: Option<HouseTemplate>,
) -> AppResult<Result<(), Vec<HouseProblem>>> {
    if let Some(template) = &template
        && let Err(problems) = attempt(ctx, template)
    {
        return Ok(Err(problems));
    }
    ctx.store.write(|tx: &mut Conn| {
        let (mut row, mut settings, by) = keeper.enter(tx)?;
        let version = settings.templates_given + 1;
        if version != seen {
            return Err(StoreError::Conflict.into());
        }
        settings.templates.retain(|own| own.template.kind != kind || own.template.language != *language);
        settings.templates_given = version;
        let own = template.clone().map(|template| OwnTemplate {
            version,
            template,
            by: by.name.as_str().to_owned(),
            at: ctx.clock.now(),
        });
        settings.templates.extend(own);
        row.settings = serde_json::to_value(&settings).map_err(AppError::broken)?;
        row.updated_at = ctx.clock.now();
        organisations::update(tx, &row)?;
        let event = if template.is_some() { "house_template_kept" } else { "house_template_withdrawn" };
        let payload = json!({ "kind": kind, "language": language, "version": version, "template": template });
        organisation_event(ctx, tx, row.id, &by, event, payload)?;
        Ok::<_, AppError>(())
    })?;
    Ok(Ok(()))
}
