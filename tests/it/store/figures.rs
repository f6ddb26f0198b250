//! What the statistics count: by month, of one organisation, without drills.

use breachdesk::domain::plan::DutyStatus;
use breachdesk::store::cases::{self, Beside, CaseRow};
use breachdesk::store::figures::{self, Alike, FigureRow};
use breachdesk::store::register::Told;
use breachdesk::store::{Store, counters};
use uuid::Uuid;

use super::cases::{a_case, a_duty, beside, figures_of, has_case, hours, noon};
use super::people::has_organisation;
use crate::support::database::on_both;

/// Saves a case with these figures; `late` gives it a duty past its legal term, with this status.
fn has_figures(store: &Store, organisation: Uuid, figures: impl Fn(FigureRow) -> FigureRow, late: Option<DutyStatus>) {
    store
        .write(|tx| {
            let mut row: CaseRow = a_case(organisation, "Lost laptop");
            row.reference = counters::next_case_reference(tx, 2026)?;
            let mut beside: Beside = beside(&row, &[], &[]);
            beside.figures = figures(figures_of(&row));
            if let Some(status) = late {
                let mut duty = a_duty(&row, "gdpr-33-1/it", status, Some(noon()));
                duty.legal_term_at = Some(noon());
                beside.duties.push(duty);
            }
            cases::save(tx, &row, &beside, 0)
        })
        .unwrap();
}

#[test]
fn cases_are_counted_by_month_outcome_kind_and_cause_and_drills_are_not() {
    on_both(|store| {
        let organisation = has_organisation(store, "lunamobile").id;
        has_case(store);
        let lost = |month: &str, row: FigureRow| FigureRow {
            month: month.into(),
            incident: Some("device_lost_stolen".into()),
            ..row
        };
        let filed = |row: FigureRow| FigureRow {
            outcome: Told::Filed,
            awareness_minutes: Some(30),
            decision_minutes: Some(90),
            in_time: 2,
            late: 1,
            ..lost("2026-09", row)
        };
        has_figures(store, organisation, filed, None);
        has_figures(store, organisation, |row| FigureRow { on_formal_count: 3, in_time: 0, ..filed(row) }, None);
        has_figures(store, organisation, |row| lost("2026-10", row), Some(DutyStatus::Due));
        has_figures(
            store,
            organisation,
            |row| FigureRow { drill: true, ..lost("2026-10", row) },
            Some(DutyStatus::Due),
        );
        has_figures(store, organisation, |row| lost("2025-10", row), Some(DutyStatus::Due));
        has_figures(store, organisation, |row| lost("2026-10", row), Some(DutyStatus::NotRequired));

        let alike = |month: &str, outcome, cases, sums: [i64; 3]| Alike {
            month: month.into(),
            outcome,
            incident: Some("device_lost_stolen".into()),
            cause: None,
            cases,
            in_time: Some(sums[0]),
            on_formal_count: Some(sums[1]),
            late: Some(sums[2]),
        };
        let mut found = store.read(|c| figures::of_months(c, organisation, "2025-11", "2026-10")).unwrap();
        found.sort_by(|one, other| one.month.cmp(&other.month));
        let expected = [alike("2026-09", Told::Filed, 2, [2, 3, 2]), alike("2026-10", Told::NotDecided, 2, [0, 0, 0])];
        assert_eq!(found, expected);
        let spans = store.read(|c| figures::spans(c, organisation, "2025-11", "2026-10")).unwrap();
        assert_eq!(spans, vec![("2026-09".to_owned(), Some(30), Some(90)); 2]);
        let missed = |now| store.read(|c| figures::missed(c, organisation, "2025-11", "2026-10", now)).unwrap();
        assert_eq!(
            missed(noon().plus(hours(1))),
            1,
            "one is past its term and owed; the drill, the old one and the one not owed are not"
        );
        assert_eq!(missed(noon().plus(hours(-1))), 0);
        let elsewhere = has_organisation(store, "elsewhere").id;
        assert_eq!(store.read(|c| figures::of_months(c, elsewhere, "2025-11", "2026-10")), Ok(Vec::new()));
    });
}
