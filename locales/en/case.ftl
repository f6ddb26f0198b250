# What the pages of a case share: heading, tabs, board, states.
case-printed = { $reference }, printed { $at } by { $by }
case-drill-band = Drill. Nothing leaves this machine, nothing enters the register.
case-drill = Drill
case-tabs = Case { $reference }
case-tab-overview = Overview
case-tab-awareness = Awareness
case-tab-facts = Facts
case-tab-duties = Duties
case-tab-notices = Notices
case-tab-people = People
case-tab-timeline = Timeline
case-closed-tag = Closed
case-closed-takes = It still takes filings made elsewhere, proof, corrected times of filing, notes and letters. Everything else begins with reopening it.
case-why-link = Why?
case-why-deadline = Why this deadline?
case-due-one = { $what }, { $to }: not filed
case-act = { $act }: { $to }
case-problems = Look at this first
case-board = Duty board
case-all-duties = All duties, with filters
case-no-duties = No duty has arisen yet. It does as soon as a moment and a market or data set are recorded.
case-most-urgent = Most urgent first
case-tasks = Tasks
case-tasks-link = All tasks, and a new one
case-open-questions = Open questions
case-no-facts-yet = Nobody has recorded a fact yet: everything is open.
case-no-open-questions = Every fact on record is known.
case-latest = Latest entries
case-whole-timeline = Whole timeline
case-side = People, key facts, settings
case-whom-to-call = Whom to call
case-key-facts = Key facts
case-no-key-facts = Nothing recorded yet
case-settings = Also in this case
case-settings-parties = Controllers, markets, data sets
case-settings-title = Change the title
case-settings-close = Close the case
case-settings-reopen = Reopen the case
case-status-open = Open
case-status-closed = Closed
key-fact = { $what }: { $value }
standing-closed = The case is closed.
standing-not-aware = Awareness is not decided yet; the clocks run from the earliest moment on record.
standing-disputed = A later awareness waits for a second person; until then the earlier clock runs.
standing-filed = { $filed } of { $owed } notices to authorities are filed.
clock-target-passed = Target passed, the legal term still runs
clock-started = start { $at }
clock-now-gone = now { $now }, { $share } % gone
clock-ends = target { $target } · legal term { $legal }
clock-no-figure = Without undue delay
board-what = What, and to whom
board-places = { $count }: { $names }
board-places-more = { $count }: { $names } and { $more } more
board-open-all = Open every line
board-close-all = Fold every line
board-rule-unread = rule not read at its source
duty-decided-by-more = { $count ->
    [one] treat as due until known: { $facts } and one more fact
   *[other] treat as due until known: { $facts } and { $count } more facts
  }
duty-decided-by-each = treat as due; what decides it stands with each
due-from = from { $at }
board-group = { $what }: { $filed } of { $owed } filed
duty-to-people = People concerned
duty-decided-by = treat as due until known: { $facts }
duty-decide-by = decide by { $day }
duty-approved-by = by { $name }
duty-rule-unverified = rule not verified: presumed
duty-recipient-unverified = addressee not verified
duty-why-link = Why?
work-not-started = Waits
work-not-required = Not required
work-drop-waits = Decision waits for a second person
work-presumed = Presumed
work-open = Not started
work-deferred = Not decided yet
work-draft = Draft
work-in-review = In review
work-approved = Approved, not filed
work-handed-over = Handed over, not confirmed
work-simulated = In the tray, not filed
work-unclear = Outcome unclear
work-to-record = Sent or published, to be recorded
work-filed-unproven = Said to be filed, proof missing
work-met = Confirmed
work-late = Filed late
work-gone = Fell away
work-overdue = { $work }, overdue
step-none = Open
step-why-waiting = Why?
step-decide = Decide
step-confirm-decision = Confirm
step-draft = Write the notice
step-tell = Tell them and record it
step-open-draft = Open the draft
step-approve = Review and approve
step-file = File
step-watch = Follow
step-settle-unclear = Settle the outcome
step-enter-proof = Enter the proof
step-record-told = Record that they are told
step-file-elsewhere = File it elsewhere and record it
step-record-filing = Record a late filing
left-waits = waits for the filing before it
left-none = –
left-unproven = said to be filed, unproven
left-no-clock = no moment recorded
left-since = { $time } { $what }
left-over = overdue by { $time }
left-over-legal = overdue by { $time }, counted from the legal term: { $legal }
left-legal = { $time } to the legal term
left-met-before = met { $time } before
left-met-legal = after the target, in the legal term
left-late = late by { $time }
left-met-each = met, each at its time
left-each = each at its time
since-occurred = since it happened
since-first-signal = since the first signal
since-detected-611 = since detection
since-aware = since awareness
since-processor-informed = since the processor’s notice
since-aware-significant = since awareness of the significant incident
since-classified-major = since classification as major
since-fix-available = since a fix is available
since-incident-closed = since the end of the incident
since-discovered-attack = since discovery of the attack
since-stage-submitted = since the filing before it
since-facts-changed = since what it was told changed
due-legal = { $at } (legal term)
due-not-started = not started
due-no-figure = no fixed term
scope-case = Whole case
scope-controller = Controller: { $name }
scope-data-set = Data set: { $name }
scope-market = Market: { $name }
change-clock = { $target }, legal term { $legal } ({ $status })
change-target = { $target } ({ $status })
change-earlier = { $time } earlier
change-later = { $time } later
change-arises = arises
change-falls-away = falls away
change-none = No deadline moves.
change-nothing = none
change-duty = Duty
change-before = Before
change-after = After
change-caption = Old and new deadlines side by side
duty-status-presumed = presumed
duty-status-due = due
duty-status-not-started = not started
duty-status-not-required = not required
duty-status-filed-unproven = said to be filed, unproven
duty-status-met = met
duty-status-late = filed late
phase-facts = Establish facts
phase-awareness = Decide awareness
phase-risk = Assess risk
phase-duties = Decide duties
phase-authorities = Notify authorities
phase-people = Tell people
phase-learn = Learn
phase-state-not-started = Not started
phase-state-in-progress = In progress
phase-state-done = Done
phase-state-blocked = Cannot start yet (needs the decision)
phase-state-urgent = Urgent
phase-progress = { $state }, { $done } of { $all }
language-bg = Bulgarian
language-cs = Czech
language-da = Danish
language-de = German
language-el = Greek
language-en = English
language-es = Spanish
language-et = Estonian
language-fi = Finnish
language-fr = French
language-ga = Irish
language-hr = Croatian
language-hu = Hungarian
language-is = Icelandic
language-it = Italian
language-lt = Lithuanian
language-lv = Latvian
language-mk = Macedonian
language-mt = Maltese
language-nb = Norwegian
language-nl = Dutch
language-no = Norwegian
language-pl = Polish
language-pt = Portuguese
language-ro = Romanian
language-sk = Slovak
language-sl = Slovenian
language-sv = Swedish
case-due-together = { $said }; { $count } in all are due at that minute
case-due-many = { $open } of { $all } are not filed: { $what }
case-markets = { $all ->
    [one] { $affected } of { $all } market affected
   *[other] { $affected } of { $all } markets affected
  }
case-excluded = { $count ->
    [one] No duty, with the reason: one case
   *[other] No duty, with the reason: { $count } cases
  }
case-not-checked = { $count ->
    [one] Not checked here: one regime. Check it yourself
   *[other] Not checked here: { $count } regimes. Check them yourself
  }
board-no-figure-authorities = { $count ->
    [one] Authority, no fixed term
   *[other] Authorities, no fixed term: { $count } duties
  }
board-no-figure-people = { $count ->
    [one] People concerned, no fixed term
   *[other] People concerned, no fixed term: { $count } duties
  }
board-no-figure-others = { $count ->
    [one] Others, no fixed term
   *[other] Others, no fixed term: { $count } duties
  }
board-waiting = { $count ->
    [one] One waits for a filing before it
   *[other] { $count } wait for a filing before them
  }
board-settled = { $count ->
    [one] One is done and proven
   *[other] { $count } are done and proven
  }
board-dropped = { $count ->
    [one] One is not required, with its reason
   *[other] { $count } are not required, with their reasons
  }
board-unread = { $count ->
    [one] One rests on a rule that nobody has read at its source.
   *[other] { $count } rest on rules that nobody has read at their source.
  }
board-folded = { $count ->
    [one] one recipient
   *[other] { $count } recipients
  }
standing-approved = { $count ->
    [one] One is approved but not filed.
   *[other] { $count } are approved but not filed.
  }
standing-unproven = { $count ->
    [one] One is said to be filed, its proof is missing.
   *[other] { $count } are said to be filed, their proof is missing.
  }
standing-overdue = { $count ->
    [one] One is past its legal term.
   *[other] { $count } are past their legal term.
  }
standing-presumed = { $count ->
    [one] One duty is presumed: treat it as due until the fact that decides it is known.
   *[other] { $count } duties are presumed: treat them as due until the facts that decide them are known.
  }
standing-second-person = { $count ->
    [one] One entry waits for a second person.
   *[other] { $count } entries wait for a second person.
  }
case-missing = What is missing
board-later = { $count ->
    [one] One more with time left, or without a fixed term
   *[other] { $count } more with time left, or without a fixed term
  }
standing-unknown = { $count ->
    [one] One fact is not known yet, { $by }.
   *[other] { $count } facts are not known yet, the first { $by }.
  }
