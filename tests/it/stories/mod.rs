//! The stories of case work as acceptance tests: each line says what a person must be able to rely on and which test proves it. Where no test
//! of a part does, it stands in [`told`], named by its story. What the product does not do yet is [`OPEN`], said and not hidden.

mod told;

use std::collections::BTreeSet;

use crate::support::repository;

/// Story, what it promises, the tests (or steps in the browser) that prove it.
const PROVEN: &[(&str, &str, &[&str])] = &[
    (
        "US1",
        "anybody reports, the team is mailed, worst-case clock from what was first noticed",
        &[
            "anybody_reports_without_an_account_and_the_team_is_told",
            "a_report_becomes_a_case_whose_clocks_run_from_what_was_first_noticed",
            "tests/browser/steps/20-report.mjs",
        ],
    ),
    (
        "US1",
        "works without cookies, twice sent is one, problems keep what was typed",
        &[
            "a_report_without_cookies_arrives_all_the_same",
            "a_report_that_is_sent_twice_is_one",
            "what_is_wrong_is_said_at_the_field_in_the_readers_language_and_what_was_typed_stays",
        ],
    ),
    (
        "US2",
        "accept, merge with both texts, reject with a reason that stays",
        &[
            "reports_are_merged_with_both_texts_and_rejected_with_a_reason_that_stays",
            "tests/browser/steps/30-triage.mjs",
        ],
    ),
    ("US2", "rejected ones count in the statistics", &["statistics_count_what_the_cases_say"]),
    (
        "US3",
        "every duty recomputes, old and new side by side, who and why in the timeline",
        &[
            "a_correction_shows_old_and_new_deadlines_before_it_is_recorded_and_after",
            "check_3_another_start_recomputes_every_deadline_asks_for_a_reason_and_keeps_the_old_plan",
        ],
    ),
    (
        "US3",
        "a moved deadline is mailed, once each",
        &["a_later_detection_moves_every_deadline", "a_clock_that_is_set_late_is_told_at_once_and_only_once"],
    ),
    (
        "US3",
        "a later awareness waits for a second person",
        &["a_moment_that_contradicts_the_record_asks_a_second_person"],
    ),
    (
        "US3",
        "the zone stands at each moment, UTC too",
        &[
            "every_reminder_names_the_deadline_with_date_time_zone_and_utc",
            "the_two_half_past_twos_of_autumn_differ_by_their_zone",
        ],
    ),
    (
        "US4",
        "a row per authority and regime, each explained",
        &[
            "check_1_each_of_the_twenty_authorities_has_its_row_with_both_terms_in_three_clocks",
            "a_duty_explains_itself_line_by_line_in_both_languages",
            "tests/browser/steps/40-clocks.mjs",
        ],
    ),
    (
        "US4",
        "a main establishment collapses them, and the record says so",
        &[
            "us4_a_main_establishment_collapses_the_rows_and_the_record_says_that_they_fell_away",
            "a_main_establishment_makes_its_authority_the_sole_one",
        ],
    ),
    (
        "US4",
        "the entry for which each row vanished, beside it",
        &["us4_a_main_establishment_collapses_the_rows_and_the_record_says_that_they_fell_away"],
    ),
    (
        "US6",
        "a follow-up duty that names the very fact which the authority does not have yet",
        &[
            "what_was_told_as_unknown_and_is_known_now_is_a_follow_up_owed_to_that_authority_until_it_is_filed",
            "the_second_notice_holds_section_2_whole_what_changed_of_section_1_and_the_reference_and_then_nothing_is_owed",
        ],
    ),
    (
        "US5",
        "the countdown is honest to the second and says what is late",
        &[
            "twenty_one_minutes_before_the_term_the_case_is_due_in_21_minutes_and_nine_days_later_it_is_overdue",
            "a_case_entered_23_hours_after_detection_is_urgent_and_not_overdue",
            "a_case_entered_nine_days_after_detection_says_how_many_days_it_is_overdue",
            "between_target_and_legal_term_the_target_has_passed_but_nothing_is_overdue",
        ],
    ),
    (
        "US5",
        "reasons are owed from the end of the term on",
        &[
            "check_7_a_filing_after_the_term_asks_for_the_reasons_of_the_delay",
            "a_filing_at_the_end_of_the_legal_term_is_late_and_needs_reasons",
        ],
    ),
    (
        "US6",
        "unknown has an owner, a day and a task, and the notice says so",
        &["facts_decide_presumed_duties_and_unknown_ones_have_an_owner_and_a_day", "tests/browser/steps/50-facts.mjs"],
    ),
    (
        "US7",
        "factors, answers, sources; an override takes thirty characters and both stay",
        &[
            "the_page_advises_each_group_and_shows_what_a_fact_turned",
            "a_dpo_departs_from_the_advice_either_way_with_a_reason_and_both_stay",
        ],
    ),
    (
        "US8",
        "a signed record with facts, reasons, person, time and rules",
        &[
            "a_decision_keeps_the_advice_and_the_facts_as_they_stood_with_the_digest_of_the_rules",
            "the_dpo_advises_the_controller_departs_and_both_stay_side_by_side",
        ],
    ),
    (
        "US8",
        "it stands in the register, and reopening asks for a reason",
        &["us8_a_decision_not_to_notify_stands_in_the_register_and_reopening_asks_for_a_reason"],
    ),
    (
        "US9",
        "five screens and ten posts, and never for data of a communications service",
        &[
            "a_misdirected_letter_is_reported_decided_signed_and_closed_in_five_screens_and_ten_posts",
            "data_of_a_communications_service_or_not_known_to_be_none_end_at_the_notice",
            "tests/browser/steps/78-small-case.mjs",
        ],
    ),
    (
        "US19",
        "the register filters by address and exports exactly those rows",
        &[
            "an_export_holds_exactly_the_rows_of_the_filter_whatever_page_it_was_asked_on",
            "the_export_of_the_register_holds_the_filtered_rows_and_no_formula",
            "a_filter_is_kept_under_a_name_and_shared_without_showing_more_than_its_reader_may_see",
        ],
    ),
    (
        "US19",
        "an auditor reads and changes nothing",
        &[
            "an_auditor_reads_and_changes_nothing",
            "us19_an_auditor_may_send_nothing_that_changes_a_case_a_report_or_the_organisation",
        ],
    ),
    (
        "US21",
        "for everybody else a restricted case does not exist",
        &[
            "for_everybody_else_a_restricted_case_does_not_exist_on_any_route",
            "lists_search_exports_and_machines_pass_a_restricted_case_over",
            "nobody_outside_the_group_gets_mail_about_a_restricted_case",
            "a_case_restricted_after_it_was_linked_is_named_in_no_timeline_that_others_read",
            "tests/browser/steps/86-restricted.mjs",
        ],
    ),
    (
        "US22",
        "every page in English and Italian, what is in another language is marked",
        &[
            "every_page_of_both_stories_reads_in_both_languages",
            "english_on_an_italian_page_is_marked_as_english",
            "moments_carry_their_zone_and_follow_the_language",
        ],
    ),
    (
        "US22",
        "a notice in Italian by an English-speaking user is marked as Italian",
        &["us22_a_notice_in_italian_written_by_an_english_reader_is_marked_as_italian"],
    ),
];

/// Stories of case work that are held here.
const STORIES: &[&str] = &["US1", "US2", "US3", "US4", "US5", "US6", "US7", "US8", "US9", "US19", "US21", "US22"];

#[test]
fn every_story_of_case_work_has_its_tests_and_each_of_them_exists() {
    let files = repository::files();
    let mut names = BTreeSet::new();
    for (path, text) in &files {
        let is_test = path.starts_with("tests/it") || path.starts_with("src");
        if is_test && path.extension().is_some_and(|end| end == "rs") {
            let functions = text.split("fn ").skip(1);
            names.extend(functions.filter_map(|rest| rest.split('(').next()).map(str::to_owned));
        }
        names.insert(path.display().to_string());
    }
    for (story, promise, tests) in PROVEN {
        assert!(!tests.is_empty(), "{story}: {promise}");
        for test in *tests {
            assert!(names.contains(*test), "{story}, {promise}: there is no {test}");
        }
    }
    let told: BTreeSet<&str> = PROVEN.iter().map(|(story, ..)| *story).collect();
    let missing: Vec<_> = STORIES.iter().filter(|story| !told.contains(**story)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
