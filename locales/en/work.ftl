# Tasks, closing, timeline, home, register.
tasks-title = Tasks
task-by = by { $day }
task-add = Add a task
task-title = What is to be done?
task-title-hint = Begin with a verb
task-title-missing = Say what is to be done
task-phase = Phase
task-owner = Who
task-owner-hint = A member’s name as they sign in gets reminders; anybody else’s come to the DPO.
task-due = By when
handler-title = Who works on this case
handler-now = { $name }. They hear of every duty beside the DPO, where the house wants that.
handler-nobody = Nobody is named.
handler-choose = Hand it to
handler-hint = Reminders that wait go with it.
handler-button = Hand it on
handler-missing = Choose a member
handler-unknown = Choose a member who works on cases here
task-must = must be done
task-must-label = The case cannot be closed without it
task-must-hint = unless a reason is given
task-add-button = Add the task
task-done = Done
task-late = overdue
task-answer-button = Record the answer
packs-title = What is usually to be done
packs-lead = One press puts the tasks on the list, with who, by when and why; none comes twice. Pressed again later, it adds what facts have made necessary since.
packs-proposed = fits the facts
packs-count = { $new } to add, { $listed } on the list
packs-unverified = sources not yet compared with the texts
packs-button = Put on the list
packs-all = All on the list
task-is-done = Done
task-hand-in-again = Hand in again: { $to }
task-find-out = Find out: { $fact } ({ $scope })
close-title = Close the case
close-nothing-open = Nothing is open. The case stays in the register.
close-waiver-lead = Finish each of these, or pass it with a reason. Every reason stays on record with its point.
close-waiver = Why may it stay open?
close-waiver-hint = For the ticked points; each is recorded on its own
close-still-open = Points are still open: finish each, or pass it with a reason
close-button = Close the case
close-open-duty = Duty open: { $what }
close-open-proof = Proof missing: { $what }
close-open-task = Task open: { $what }
close-open-instant = Waits for a second person: { $what }
close-open-decision = Decision waits for a second person: { $what }
close-open-question = Not answered: { $what }
close-open-review = Review after release is missing: { $what }
close-open-leftover = People not told: { $what }
close-question = { $with }, answer due { $day }
close-left-waiting = { $count } not written to
close-left-failed = { $count } not reached
close-left-out = { $count } left out at the import
close-left-unclear = { $count } unclear
close-pass = Pass
close-pass-button = Pass the ticked points
close-point-missing = Tick the points that are passed
close-reason-missing = Give the reason
close-passed-by = passed by { $name }, { $at }
close-take-back = Ask for a passed point again
close-take-back-which = Which one?
close-take-back-button = Ask for it again
event-point-waived = Passed at the close, although open
event-point-waiver-taken-back = Asked for again at the close
close-open-communication = Mail-out not finished: { $what }
reopen-title = Reopen the case
reopen-lead = Say why. Clocks and reminders go on from where the law puts them.
reopen-waiver = It was closed with open points: { $reason }
reopen-button = Reopen the case
title-title = Title of the case
title-label = Title
title-hint = A few words that say what happened, no names of people concerned
title-missing = Enter a title
title-button = Save the title
timeline-title = Timeline
timeline-anyone = Anyone
timeline-kind = { $kind } ({ $count })
timeline-shown = { $shown } of { $all } entries shown
timeline-from = From
timeline-until = Until
timeline-text = Text
timeline-person = Person
timeline-kinds = Kinds
timeline-show = Show
timeline-filter = Show these
timeline-side = Filter and export
timeline-export = Export
timeline-csv = These entries as CSV
timeline-nothing = No entry fits the filter.
timeline-recorded-later = recorded { $time } later
timeline-system = System
timeline-public = Public form
timeline-to-entry = The entry
timeline-to-fact = The fact
timeline-to-decision = The record
timeline-to-notice = The notice
timeline-to-duties = The duties
list-chip = { $name }: { $value }
note-add = Add what happened
note-when = Happened at
note-when-missing = Enter when it happened
note-what = What
note-text-missing = Say what happened
note-button = Add to the record
note-stays = Entries cannot be changed later, only corrected.
entry-kind-decision = decision
entry-kind-notice = notice
entry-kind-fact = finding or fact
entry-kind-note = note
entry-kind-task = task
entry-kind-system = system
csv-number = Number
csv-happened = Happened (UTC)
csv-recorded = Recorded (UTC)
csv-kind = Kind
csv-what = What
csv-who = Who
csv-text = Text
event-case-opened = Case { $reference } opened
event-report-merged = Report { $reference } merged into this case
event-title-set = Title changed
event-controller-set = Controller recorded
event-market-set = Market recorded
event-data-set-set = Data set recorded
event-instant-recorded = { $what }: { $at }
event-instant-confirmed = Confirmed by a second person: { $what }
event-fact-set = Fact: { $fact }
event-replanned = Duties planned anew
event-advice-given = Advice: { $what }
event-decided = Decided: { $what }
event-decision-confirmed = Decision confirmed by a second person
event-decision-deferred = Not decided yet; decided by { $day }
event-notice-drafted = Notice drafted
event-notice-edited = Notice edited
event-letter-address-checked = Address of a letter checked
event-review-asked = Review asked for
event-notice-approved = Notice approved, version { $version }
event-exception = Without second approval: { $reason }
event-passed = Although something was missing: { $reason }
event-finding-passed = A finding of the check stands, with a reason
event-reviewed-afterwards = Reviewed afterwards by a second person
event-notice-handed-over = Notice handed over to the mail server
event-notice-simulated = Notice put in the tray: simulated, nothing left this machine
event-hand-over-failed = Hand-over did not succeed
event-notice-filed = Notice said to be filed
event-proof-recorded = Proof of filing recorded
event-filing-recorded = Filing recorded, said to be filed
event-filing-proven = Proof of filing recorded
event-filing-came-back = Filing came back: it counts no more
event-filing-corrected = Time of filing corrected from { $old } to { $new }
event-notice-published = Public notice published
event-communication-imported = Recipients imported
event-communication-tested = Test message sent
event-communication-text-chosen = Text of a language chosen
event-communication-retried = Sent again to those not reached
event-communication-approved = Mail-out approved
event-communication-moved = Mail-out { $number }: { $state }
event-communication-batch = Batch of the mail-out released
event-legal-hold-placed = Legal hold placed
event-legal-hold-lifted = Legal hold lifted
event-list-kept-until = Day set until which a list is kept
event-list-purged = Recipients list purged
event-task-added = Task added
event-translator-named = Translator named
event-handler-set = Handed to
event-reminder-acknowledged = Somebody is on it
event-task-done = Task done
event-note-added = Note
event-case-closed = Case closed
event-case-reopened = Case reopened
event-and-more = { $names } and { $count } more
home-title = What is due next
home-title-reporter = Report what you noticed
home-work-count = { $count } { $work }
home-reporter = It takes two minutes, and you need not be sure.
home-open-case = Open the case
home-clock-where = { $case }, { $reference }
home-due-many = { $what }: { $count } not filed
home-overdue = Overdue
home-soon = Due within 48 h
home-waiting = Waiting for you
home-unproven = Proof missing
home-nothing-overdue = Nothing is past its legal term.
home-nothing-due = Nothing is due.
home-nothing-waits = Nothing waits for you.
home-due-next = Due next
home-oldest-first = Oldest first
home-soonest-first = Soonest first; duties with the same clock on one line
home-what = What is due
home-first-lines = The first { $count } lines stand here.
home-all-overdue = All cases that are overdue
home-all-due = All cases by what is due next
home-machine = Is the machine awake?
home-since = since { $at }
home-target-passed = Target passed, legal term runs to { $legal }
home-wait-report = Triage a report: { $what }
home-wait-instant = Confirm a moment: { $what }
home-wait-decision = Confirm a decision: { $what }
home-wait-advised = Decide, the DPO has advised: { $what }
home-wait-mail-out = Approve a message to people: { $what }
home-wait-review = Review a notice: { $what }
home-wait-afterwards = Review a notice filed without second approval: { $what }
home-wait-letter = See what became of the letter: { $what }
home-wait-proof = Enter the proof of filing: { $what }
home-wait-task = { $what }
health-reminders = Reminders ran { $time } ago
health-reminders-never = Reminders have not run yet
health-sender = Mail sender ran { $time } ago
health-sender-never = The mail sender has not run yet
health-reminder-waits = A due reminder has waited for { $time }
health-nothing-waits = No due reminder waits
register-title = Register of breaches
register-lead = Every personal data breach, filed or not, with its effects and the action taken (Art. 33(5) GDPR). The export holds exactly the rows of this filter.
cases-title = Cases
cases-empty = No case fits. Take a filter away, or accept a report.
register-empty = No breach fits the filter. Take one away.
register-filter-label = Filter
register-filter-button = Filter
register-text = Text or reference
register-organisation = Organisation
register-state = State
register-risk = Risk
register-year = Year
register-due = Terms
register-overdue = Past the legal term
register-all = All
register-any = Any
register-paper-too-many = The PDF holds at most 2,000 cases. Choose a narrower filter, or take the register along as XLSX or CSV, which hold every row.
register-caption = One line per case; what is said of filing comes from its most urgent open duty
register-reference = Reference
register-title-column = Title
register-aware = Aware
register-people = People
register-authority = Authority told
register-told = People told
register-next = Next duty
register-effects = Effects
register-action = Action taken
register-filed = { $filed } of { $owed } filed
register-no-reasons = no, reasons kept
register-not-decided = not decided
register-not-told = decided, not told yet
register-unknown = not known yet
register-nothing-due = nothing open
register-filter-organisation = Organisation
register-filter-state = State
register-filter-risk = Risk
register-filter-year = Year
register-filter-due = Terms
register-filter-text = Text
risk-unlikely = Unlikely
risk-likely = Likely
risk-high = High
home-lead = { $open ->
    [one] One open case. { $due } deadlines ahead, { $waiting } things wait for you.
   *[other] { $open } open cases. { $due } deadlines ahead, { $waiting } things wait for you.
  }
close-open = { $count ->
    [one] One point is still open
   *[other] { $count } points are still open
  }
replanned-arisen = { $count ->
    [one] One duty arose.
   *[other] { $count } duties arose.
  }
replanned-moved = { $count ->
    [one] One deadline moved.
   *[other] { $count } deadlines moved.
  }
replanned-gone = { $count ->
    [one] One duty fell away.
   *[other] { $count } duties fell away.
  }
register-searched = Among the last { $most } cases that hold these words. Add a word or a filter to reach older ones; the export holds all.
register-count-more = { $shown ->
    [one] One breach on this page
   *[other] { $shown } breaches on this page, more on others
  }
register-count = { $all ->
    [one] { $shown } of { $all } breach
   *[other] { $shown } of { $all } breaches
  }
close-kind-duty = { $count ->
    [one] One duty is open
   *[other] { $count } duties are open
  }
close-kind-proof = { $count ->
    [one] One proof is missing
   *[other] { $count } proofs are missing
  }
close-kind-task = { $count ->
    [one] One task that must be done
   *[other] { $count } tasks that must be done
  }
close-kind-instant = { $count ->
    [one] One moment waits for a second person
   *[other] { $count } moments wait for a second person
  }
close-kind-decision = { $count ->
    [one] One decision waits for a second person
   *[other] { $count } decisions wait for a second person
  }
close-kind-communication = { $count ->
    [one] One message to people is not finished
   *[other] { $count } messages to people are not finished
  }
register-linked = linked with { $names }
register-linked-column = Linked cases
close-kind-question = { $count ->
    [one] One question is not answered
   *[other] { $count } questions are not answered
  }
close-kind-review = { $count ->
    [one] One review after a release is missing
   *[other] { $count } reviews after a release are missing
  }
close-kind-leftover = { $count ->
    [one] One message left people untold
   *[other] { $count } messages left people untold
  }
close-passed = { $count ->
    [one] One point was passed with a reason
   *[other] { $count } points were passed with a reason
  }
