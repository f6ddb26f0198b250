//! Names for filters of the register and of the list of cases. A view is an address and nothing more: who opens it sees what they may see,
//! so a restricted case stays hidden whoever shared the view (US21).

use uuid::Uuid;

use super::member::{APPROVERS, READERS, SignedIn, WORKERS};
use super::register::readable;
use super::{AppError, AppResult, Ctx};
use crate::store::saved_views::{self, SavedViewRow};
use crate::store::{Conn, StoreError};

pub use crate::store::saved_views::ViewPlace;

/// Most views of one person for one list.
pub const MOST: usize = 50;
/// Most views that an organisation's members are shown as shared.
const MOST_SHARED: i64 = 200;
/// Longest name, in characters.
pub const LONGEST_NAME: usize = 80;
/// Longest query, in bytes.
const LONGEST_QUERY: usize = 2_000;

/// A view as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub id: Uuid,
    pub name: String,
    pub place: ViewPlace,
    /// Of the address, without `?`.
    pub query: String,
    /// The organisation it is shared with.
    pub shared_with: Option<String>,
    /// Whose it is; empty where it is their own.
    pub by: String,
    pub may_remove: bool,
}

impl View {
    pub fn address(&self) -> String {
        let path = format!("/{}", self.place);
        if self.query.is_empty() { path } else { format!("{path}?{}", self.query) }
    }
}

/// What is to be kept.
#[derive(Debug, Clone)]
pub struct NewView {
    pub name: String,
    pub place: ViewPlace,
    pub query: String,
    /// Slug of the organisation to share it with.
    pub share: Option<String>,
}

/// The person's own views of a list, then those that others share with their organisations, each by name.
pub fn list(ctx: &Ctx, who: &SignedIn, place: ViewPlace) -> AppResult<Vec<View>> {
    ctx.store.read(|conn| list_in(conn, who, place))
}

pub(super) fn list_in(conn: &mut Conn, who: &SignedIn, place: ViewPlace) -> AppResult<Vec<View>> {
    let own = saved_views::of_person(conn, who.user, place, MOST as i64)?;
    let mut all: Vec<View> = own.into_iter().map(|row| view(who, row, String::new())).collect();
    for organisation in &readable(who) {
        let shared = saved_views::shared_with(conn, organisation.id, place, MOST_SHARED)?;
        let of_others = shared.into_iter().filter(|(row, _)| row.user_id != who.user);
        all.extend(of_others.map(|(row, by)| view(who, row, by)));
    }
    Ok(all)
}

fn view(who: &SignedIn, row: SavedViewRow, by: String) -> View {
    let shared = row.organisation_id.and_then(|id| readable(who).into_iter().find(|one| one.id == id));
    View {
        id: row.id,
        may_remove: may_remove(who, &row),
        name: row.name,
        place: row.place,
        query: row.query,
        shared_with: shared.map(|one| one.name),
        by,
    }
}

/// Whoever made it, and whoever answers for the organisation it is shared with.
fn may_remove(who: &SignedIn, row: &SavedViewRow) -> bool {
    row.user_id == who.user || row.organisation_id.is_some_and(|id| who.has_role(id, APPROVERS))
}

/// The organisations with which the person may share: slug and name.
pub fn may_share_with(who: &SignedIn) -> Vec<(String, String)> {
    readable(who).into_iter().filter(|one| who.has_role(one.id, WORKERS)).map(|one| (one.slug, one.name)).collect()
}

/// Keeps a view; answers its id.
///
/// # Errors
/// At `name` where the person has one of this name for the list, or too many; at `share` where they may not share with that organisation.
pub fn save(ctx: &Ctx, who: &SignedIn, new: NewView) -> AppResult<Uuid> {
    if new.query.len() > LONGEST_QUERY {
        return Err(invalid("name", "view-too-long"));
    }
    let shared = match &new.share {
        None => None,
        Some(slug) => {
            let found = readable(who).into_iter().find(|one| one.slug == *slug && who.has_role(one.id, WORKERS));
            Some(found.ok_or(invalid("share", "view-cannot-share"))?.id)
        }
    };
    let row = SavedViewRow {
        id: ctx.ids.next(),
        user_id: who.user,
        organisation_id: shared,
        name: new.name,
        place: new.place,
        query: new.query,
        created_at: ctx.clock.now(),
    };
    ctx.store.write(|tx| {
        if saved_views::of_person(tx, who.user, row.place, MOST as i64)?.len() >= MOST {
            return Err(invalid("name", "view-too-many"));
        }
        match saved_views::add(tx, &row) {
            Ok(()) => Ok(row.id),
            Err(StoreError::Unique { .. }) => Err(invalid("name", "view-name-taken")),
            Err(error) => Err(error.into()),
        }
    })
}

/// A view of this person, or one that is shared with an organisation of theirs.
pub fn get(ctx: &Ctx, who: &SignedIn, id: Uuid) -> AppResult<View> {
    let row = ctx.store.read(|conn| visible(conn, who, id))?;
    Ok(view(who, row, String::new()))
}

pub fn remove(ctx: &Ctx, who: &SignedIn, id: Uuid) -> AppResult<View> {
    ctx.store.write(|tx| {
        let row = visible(tx, who, id)?;
        if !may_remove(who, &row) {
            return Err(AppError::NotAllowed);
        }
        saved_views::remove(tx, id)?;
        Ok(view(who, row, String::new()))
    })
}

/// What an organisation's members share, for its machines, each with the name of its maker.
pub fn shared(ctx: &Ctx, organisation: Uuid, place: ViewPlace) -> AppResult<Vec<(View, String)>> {
    let rows = ctx.store.read(|conn| saved_views::shared_with(conn, organisation, place, MOST_SHARED))?;
    let plain = |row: SavedViewRow| View {
        id: row.id,
        name: row.name,
        place: row.place,
        query: row.query,
        shared_with: None,
        by: String::new(),
        may_remove: false,
    };
    Ok(rows.into_iter().map(|(row, by)| (plain(row), by)).collect())
}

fn visible(conn: &mut Conn, who: &SignedIn, id: Uuid) -> AppResult<SavedViewRow> {
    let row = saved_views::get(conn, id)?.ok_or(AppError::NotFound)?;
    let is_shared = row.organisation_id.is_some_and(|id| who.has_role(id, READERS));
    if row.user_id == who.user || is_shared { Ok(row) } else { Err(AppError::NotFound) }
}

fn invalid(field: &'static str, key: &'static str) -> AppError {
    AppError::Invalid { field, key }
}
