//! What an authority knows of a case: every fact that a filing told it, beside what is true today, and what it is owed.

use askama::Template;

use super::facts::{label, value_words};
use super::{Head, address, country_name, duty_address, duty_name, framed, may_change, open};
use crate::app::Ctx;
use crate::app::notices::{self, NoticeKind};
use crate::domain::case::{Case, Duty, NoticeFiling};
use crate::domain::situation::{Knowledge, Proof};
use crate::domain::told::{Compared, Known, MOMENTS, Standing};
use crate::domain::values::At;
use crate::web::components::{Edge, SummaryRow};
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// What it knows under one rule.
pub struct KnownView {
    /// Such as `First notice within 24 hours (Regulation 611/2013)`; the name of the first duty.
    pub what: String,
    /// Which controller and market, where the case has several.
    pub about: String,
    pub filed: String,
    /// Said where a filing did not keep what it told, or where the last one took everything back.
    pub notes: Vec<String>,
    pub owed: Vec<SummaryRow>,
    pub open: Vec<SummaryRow>,
    pub same: Vec<SummaryRow>,
    pub same_heading: String,
    /// Everything that was told has been taken back, so nothing is held against today.
    pub withdrawn: bool,
    pub not_told: Vec<SummaryRow>,
    /// The duty under which the follow-up is filed, if one is open.
    pub follow_up: Option<(String, String)>,
    /// Where what was notified is amended or taken back, for those who work on an open case.
    pub after: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/case/known.html")]
pub struct KnownPage {
    pub f: Frame,
    pub head: Head,
    pub views: Vec<KnownView>,
    pub notices_href: String,
}

pub async fn page(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let key = visit.param("authority").to_owned();
    let known = case.known_to_authorities();
    let known: Vec<&Known<'_>> = known.iter().filter(|one| one.recipient.id == key).collect();
    let name = known.first().map(|one| one.recipient.name.clone()).ok_or(Problem::NotFound)?;
    let heading = visit.t().with1("known-heading", "name", visit.t().authority(&name));
    let (f, head) = framed(&visit, &case, &organisation, "/notices", heading);
    let writes = may_change(&visit, &case)?;
    let page = KnownPage {
        views: known.iter().map(|one| view(&f, visit.ctx(), &case, one, writes)).collect(),
        notices_href: address(&case, "/notices"),
        f,
        head,
    };
    visit.page(&page)
}

/// Where what an authority knows is read.
pub fn known_address(case: &Case, recipient: &str) -> String {
    address(case, &format!("/authorities/{recipient}"))
}

/// Address, name and what is owed for each authority that was notified.
pub fn lines(f: &Frame, case: &Case) -> Vec<(String, String, String)> {
    let mut lines: Vec<(String, String, usize)> = Vec::new();
    for one in case.known_to_authorities() {
        let href = known_address(case, &one.recipient.id);
        let owed = one.owed().count();
        match lines.iter_mut().find(|(known, _, _)| *known == href) {
            Some((_, _, sum)) => *sum += owed,
            None => lines.push((href, f.authority(&one.recipient.name), owed)),
        }
    }
    let line = |(href, name, owed)| (href, name, f.with1("known-owed-count", "count", owed));
    lines.into_iter().map(line).collect()
}

/// The facts that the authority of an open duty has not been told as they stand, by name, with where they are entered.
pub fn owed(f: &Frame, ctx: &Ctx, case: &Case, duty: &Duty) -> Vec<(String, String)> {
    if !duty.is_unfiled() {
        return Vec::new();
    }
    let known = case.known_at(duty.number);
    let owed = known.iter().flat_map(|one| one.owed());
    owed.map(|row| (fact_address(case, &row.id), row_label(f, ctx, case, row))).collect()
}

/// A moment stands among the moments, everything else among the facts.
fn fact_address(case: &Case, id: &str) -> String {
    match MOMENTS.iter().any(|(_, moment)| *moment == id) {
        true => address(case, "/instants"),
        false => address(case, &format!("/facts/{id}")),
    }
}

fn view(f: &Frame, ctx: &Ctx, case: &Case, one: &Known<'_>, writes: bool) -> KnownView {
    let rows = |wanted: &[Standing]| -> Vec<SummaryRow> {
        one.rows.iter().filter(|row| wanted.contains(&row.standing)).map(|row| line(f, ctx, case, row)).collect()
    };
    let controller = case.controllers.iter().find(|c| c.id == one.controller).map(|c| c.name.clone());
    let market = one.market.as_ref().map(|country| country_name(ctx, f.t.lang, country.as_str()));
    let last = one.filings.last();
    let reference = one.reference().map(|text| reference(f, one, text)).unwrap_or_default();
    let at = last.map(|filing| f.moment(&filing.at)).unwrap_or_default();
    let filed = format!("{} {reference}", f.with2("known-filed", "count", one.filings.len(), "at", at));
    let mut notes = Vec::new();
    if !one.not_recorded.is_empty() {
        notes.push(f.with1("known-not-recorded", "count", one.not_recorded.len()));
    }
    if let Some((_, at)) = one.withdrawn {
        notes.push(f.with1("known-withdrawn", "at", f.moment(&at)));
        let still: Vec<String> =
            one.duties.iter().filter(|duty| duty.is_unfiled()).map(|duty| duty_name(f.t, duty)).collect();
        if !still.is_empty() {
            notes.push(f.with1("known-withdrawn-still", "duties", f.t.list(&still)));
        }
    }
    let owed = rows(&[Standing::Arrived, Standing::Corrected]);
    let follow_up = one.duties.iter().find(|duty| !owed.is_empty() && duty.is_unfiled());
    KnownView {
        what: one.duties.first().map(|duty| duty_name(f.t, duty)).unwrap_or_default(),
        about: [controller, market].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        filed: filed.trim().to_owned(),
        notes,
        open: rows(&[Standing::StillOpen]),
        same_heading: {
            let key = if one.withdrawn.is_some() { "known-taken-back" } else { "known-same" };
            let same = |row: &&Compared| matches!(row.standing, Standing::AsTold | Standing::Erased);
            f.with1(key, "count", one.rows.iter().filter(same).count())
        },
        withdrawn: one.withdrawn.is_some(),
        same: rows(&[Standing::AsTold, Standing::Erased]),
        not_told: rows(&[Standing::NotTold]),
        after: if writes && one.withdrawn.is_none() { after(f, ctx, case, one) } else { Vec::new() },
        follow_up: follow_up.map(|duty| (duty_address(case, duty.number), duty_name(f.t, duty))),
        owed,
    }
}

/// The number that the authority gave, with the filing for which it did where that is not the last: nobody reads it beside the wrong day.
fn reference(f: &Frame, one: &Known<'_>, number: &str) -> String {
    let given =
        |filing: &&&NoticeFiling| filing.proof.as_ref().is_some_and(|proof| proof.reference.as_str().trim() == number);
    let of = one.filings.iter().rev().find(given);
    match of.filter(|filing| one.filings.last().is_some_and(|last| last.number != filing.number)) {
        Some(filing) => f.with2("known-reference-of", "at", f.moment(&filing.at), "reference", number),
        None => f.with1("known-reference", "reference", number),
    }
}

/// Where a notice is begun that amends or takes back what was notified.
fn after(f: &Frame, ctx: &Ctx, case: &Case, one: &Known<'_>) -> Vec<(String, String)> {
    let begin = |kind: NoticeKind| {
        let fits = |duty: &&&Duty| notices::choices(ctx, duty).iter().any(|choice| choice.kind == kind);
        let duty = one.duties.iter().find(fits)?;
        let href = address(case, &format!("/notices/new?duty={}&kind={kind}", duty.number));
        Some((href, f.of("known-begin", kind)))
    };
    [NoticeKind::Amendment, NoticeKind::Withdrawal].into_iter().filter_map(begin).collect()
}

fn line(f: &Frame, ctx: &Ctx, case: &Case, row: &Compared) -> SummaryRow {
    let now = row.now.as_ref();
    let today = match (row.standing, now) {
        (Standing::Erased, _) | (_, None) => f.of("known-standing", row.standing),
        (_, Some(now)) => stated(f, ctx, &row.id, now.state, &now.value, now.by),
    };
    let told = match (&row.told, row.told_in) {
        (Some(told), Some((number, at))) => {
            let was = stated(f, ctx, &row.id, told.state, &told.value, told.by);
            let unproven = case.filing(number).is_some_and(|(_, filing)| filing.proof() == Proof::None);
            f.with2(if unproven { "known-told-unproven" } else { "known-told" }, "was", was, "at", f.moment(&at))
        }
        _ => f.of("known-standing", row.standing),
    };
    let since = now.filter(|_| row.standing.is_owed() || row.standing == Standing::NotTold);
    let since = since.map(|now| f.with1("known-since", "at", f.moment(&now.since))).unwrap_or_default();
    let id = [row.id.as_str(), row.set.as_str()].join(" ");
    SummaryRow::new(row_label(f, ctx, case, row), today)
        .why(format!("{told} {since}").trim().to_owned())
        .edge(if row.standing.is_owed() { Edge::NotYetKnown } else { Edge::Plain })
        .change(fact_address(case, &row.id), f.text("known-fact"))
        .id(format!("fact-{}", id.trim_end().replace(['.', ' '], "-")))
}

/// The name of a fact, with that of the data set where it is not the same for all.
fn row_label(f: &Frame, ctx: &Ctx, case: &Case, row: &Compared) -> String {
    let name = label(ctx, f.t, &row.id);
    match case.data_sets.iter().find(|set| set.id == row.set) {
        None => name,
        Some(set) => f.with2("known-of-set", "fact", name, "set", &set.name),
    }
}

/// A value, or the state of knowledge where there is none.
fn stated(
    f: &Frame,
    ctx: &Ctx,
    id: &str,
    state: Knowledge,
    value: &serde_json::Value,
    by: Option<chrono::NaiveDate>,
) -> String {
    let moment = value.as_i64().filter(|_| MOMENTS.iter().any(|(_, moment)| *moment == id)).and_then(At::from_micros);
    match (state, by) {
        (Knowledge::Unknown, Some(day)) => f.with1("known-expected", "day", f.t.day(day)),
        (Knowledge::Unknown | Knowledge::NotApplicable, _) => f.of("knowledge", state),
        (Knowledge::Estimated, _) => {
            format!("{} ({})", value_words(ctx, f.t, id, value), f.of("knowledge", state).to_lowercase())
        }
        (Knowledge::Known, _) => moment.map_or_else(|| value_words(ctx, f.t, id, value), |at| f.moment(&at)),
    }
}
