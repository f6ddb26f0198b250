# The arithmetic of a term, line by line. Keys and arguments are those of src/policy/words.rs; a test compares the English texts.
# Instants and days arrive already worded for the reader.
arith-start =
    The clock starts at { $at } ({ $zone }) with { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }.
arith-fallback =
    Not recorded: { $asked ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }. In its place stands { $used ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }; the term is presumed until it is recorded.
arith-earlier-counts =
    The act counts from detection. Of the recorded moments that may be it, the earliest counts: { $used ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    } comes before { $asked ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }.
arith-no-start =
    No instant is recorded from which the term could run; { $asked ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    } decides.
arith-not-started = Not started: the term runs from the filing of the stage `{ $stage }`.
arith-not-needed = Not needed: the notice before it was filed as complete (`{ $word }`).
arith-target-hours = Target: { $value } elapsed hours after the start, { $at }. Weekends and holidays count.
arith-target-days = Target: { $value } times 24 elapsed hours after the start, { $at }.
arith-target-months = Target: the same time of day { $value } months later, { $at }.
arith-legal-elapsed = Legal term: the same instant, { $at }; no other way of counting is confirmed here.
arith-legal-hours = Legal term: the clock hour of the start is not counted, so { $value } hours run from { $from } to { $at }. A period in hours moves for no weekend or holiday.
arith-legal-days = Legal term: the day of the start, { $day }, is not counted; day { $value } is { $last }.
arith-legal-months = Legal term: the day of the same number { $value } months later, or the last of that month, is { $last }.
arith-two-working-days = The period would hold fewer than two working days, so it runs to { $last }.
arith-rolled-holiday = { $from } is a public holiday, so the term moves to { $to }.
arith-rolled-named-holiday = { $from } is a public holiday in { $country } ({ $name }), so the term moves to { $to }.
arith-rolled-weekend = { $from } falls on a weekend, so the term moves to { $to }.
arith-no-calendar = No public holidays are loaded for { $country } in { $year }: nothing was moved, and the true end can only be later.
arith-legal-midnight = It ends with the last hour of that day, { $at }.
arith-open = Without undue delay: the law gives no figure, so the time since the start is shown and no countdown.
arith-decide-by = Decide by { $at } (habit of the house, not a term of the law).
arith-filed-in-time = Filed at { $at }: in time.
arith-filed-after-target = Filed at { $at }: in time on the count of the law; the target had passed.
arith-filed-late = Filed at { $at }: late, reasons for the delay are needed.
arith-filed-open = Filed at { $at }; the law gives no figure to hold it against.
arith-filed-start-unsure = Filed at { $at }: in time by what is recorded, but an earlier start has not been excluded.
arith-proof-missing = Said to be filed: the proof is still missing.
arith-remark-holiday = { $day } is a public holiday in { $country } ({ $name }): the office may be closed. A term in hours is not moved by it.
arith-remark-one-source = { $day } may be a holiday in { $country } ({ $name }): only one source of the calendar has it. The office may be closed; no term moves for it.
arith-remark-representative = A representative in { $country } does not open the one-stop shop: every authority where people are affected is notified.
arith-remark-local-case = Of the States of the area only { $country } is affected, and the controller is established there: its own authority is told, not the lead authority (Arts. 55 and 56(2)). Another reading is told beside the rule.
arith-remark-may-be-local = If { $country } turns out to be the only State affected, its own authority is told and not the lead authority (Arts. 55 and 56(2)). Until then both count. Another reading is told beside the rule.
arith-remark-public-instead = Disproportionate effort asks for a public communication instead, not for nothing (Art. 34(3)(c)).
arith-target-brought-forward = The target is brought forward to the end of the legal term, { $at }.
arith-target-working-days = Target: the same time of day { $value } working days later, holidays not counted, { $at }.
arith-limit = Limit: { $at }.
arith-legal-working-days = Legal term: the day of the start, { $day }, is not counted; working day { $value } is { $last }.
arith-noon-holiday = Legal term: { $from } is a bank holiday, so noon of the next working day, { $to }, will do.
arith-noon-named-holiday = Legal term: { $from } is a bank holiday in { $country } ({ $name }), so noon of the next working day, { $to }, will do.
arith-noon-weekend = Legal term: { $from } falls on a weekend, so noon of the next working day, { $to }, will do.
arith-one-source = { $day } is a holiday in { $country } ({ $name }) by one source of the calendar alone, so the term does not move for it.
arith-no-relief = { $on } is no working day, but the relief for weekends and holidays does not reach this controller.
arith-cap-binds =
    A second clock, from { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    } ({ $start }), ends first and binds: { $at }.
arith-cap-later =
    A second clock, from { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    } ({ $start }), would end at { $at }; it does not bind.
arith-cap-passed =
    The second clock, from { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }, had ended at { $at } before this one started: the period alone counts.
arith-cap-alone =
    Not recorded: { $asked ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }. Until it is, the second clock runs alone, from { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }.
arith-on-request = Owed only when the recipient asks for it.
arith-repeats =
    Owed again after each filing, until this is recorded: { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }.
arith-repeats-no-more =
    No longer owed: { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    } is recorded at { $at }.
arith-repeats-missed =
    Later reports are not owed, but this one had fallen due before this was recorded as of { $at }: { $what ->
        [occurred] the event itself
        [first_signal] the first signal
        [detected_611] detection (Regulation 611/2013)
        [aware] awareness of the controller
        [processor_informed] the processor's notice to the controller
        [aware_significant] awareness of the significant incident
        [classified_major] classification as major
        [fix_available] a fix being available
        [incident_closed] the end of the incident
        [discovered_attack] discovery of the attack
        [facts_changed] the first entry that the recipient has not been told of
       *[stage_submitted] the filing of the notice before it
    }.
arith-overridden = The recipient itself has moved the legal term to { $at } (an outage of its form, or the like); the target stays.
arith-deferred = Put off with the authority's agreement; owed as soon as the reason for it ends.
arith-remark-via = Filed through { $platform }, for { $authority }.
holiday-moved = day off in place of { $day }
holiday-observed = { $name } (observed)
