//! What a file of recipients is read with: columns, language and encoding, as somebody chose them or as the file and the organisation say.

use super::imports::Wish;
use super::{AppError, AppResult, Ctx, waiting_room};
use crate::app::organisation;
use crate::app::recipients::{Ask, Columns, Found, Limits, ScanError, Summary, Waiting, scan, workbook};
use crate::domain::case::Case;
use crate::store::Conn;

pub(super) fn walk(
    ctx: &Ctx,
    waiting: &Waiting,
    ask: &Ask,
    each: impl FnMut(Found<'_>) -> AppResult<()>,
) -> AppResult<Summary> {
    let bytes = waiting_room(ctx)?.read(waiting)?;
    scan(bytes, ask, each).map_err(|error| match error {
        ScanError::Each(error) => error,
        ScanError::Io(why) => AppError::broken(why),
    })
}

pub(super) fn ask(conn: &mut Conn, case: &Case, wish: &Wish) -> AppResult<Ask> {
    let (row, settings) = organisation::load(conn, case.organisation)?;
    let columns = match wish.columns.as_str() {
        "" => None,
        code => {
            Some(Columns::from_code(code).ok_or(AppError::Invalid { field: "columns", key: "people-bad-columns" })?)
        }
    };
    let default_language = match wish.default_language.as_str() {
        "" => own_language(&row.country).to_owned(),
        word => crate::app::recipients::language::parse(word)
            .ok_or(AppError::Invalid { field: "language", key: "people-bad-language" })?
            .to_owned(),
    };
    let own = [settings.sender.as_ref().map(|sender| sender.address.as_str()), Some(settings.dpo.email.as_str())];
    let own_domains = own
        .into_iter()
        .flatten()
        .filter_map(|address| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()))
        .collect();
    Ok(Ask {
        encoding: crate::app::recipients::Encoding::Utf8,
        separator: None,
        columns,
        default_language,
        own_domains,
        limits: Limits::default(),
    })
}

/// What the file itself says is taken from the file.
pub(super) fn ask_of(waiting: &Waiting, ask: Ask) -> Ask {
    Ask { encoding: waiting.found.encoding, separator: waiting.workbook.then_some(workbook::SEPARATOR), ..ask }
}

/// The language most people of a country read; only a proposal, the page lets it be changed.
fn own_language(country: &str) -> &'static str {
    match country {
        "IT" => "it",
        "DE" | "AT" => "de",
        "FR" => "fr",
        "ES" => "es",
        _ => "en",
    }
}
