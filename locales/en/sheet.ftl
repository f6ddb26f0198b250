# The ready sheet of a duty: an authority's form, question by question.
sheet-link = Sheet for this form
sheet-of-form = Question by question, in the order of the authority’s form:
sheet-title = Sheet for the form: { $to }
sheet-lead = { $what }, to { $to }. The questions of the form in its order, each with the answer from this case. Select or copy, and type nothing twice.
sheet-not-the-form = Prepared for transcription. It is not the authority’s form.
sheet-choose = What is being filed
sheet-kind = Notification
sheet-kind-new = first
sheet-kind-follow-up = follow-up
sheet-phase = It is
sheet-phase-complete = complete
sheet-phase-incomplete = to be completed: the rest follows
sheet-phase-withdrawn = withdrawn
sheet-show = Show
sheet-nothing-to-withdraw = Only a notification that was filed can be withdrawn: choose “follow-up” as well
sheet-look = Before you fill it in
sheet-ready = Nothing is missing, nothing is too long, and the texts name what was looked for.
sheet-missing = Missing
sheet-too-long = Too long for the form
sheet-not-named = Not named in the text
sheet-still-open = { $count ->
    [one] One answer is “not known yet”
   *[other] { $count } answers are “not known yet”
  }
sheet-law-asks = the law asks for it
sheet-form-asks = the form asks for it
sheet-is-missing = Missing
sheet-open = Not known yet
sheet-open-will-do = Not known yet: enough for now
sheet-over-by = { $count ->
    [one] one character too long
   *[other] { $count } characters too long
  }
sheet-length-of = { $count } of { $most } characters
sheet-does-not-name = Does not name: { $what }
sheet-look-for-systems = the systems concerned
sheet-look-for-cause = the cause or the vulnerability
sheet-look-for-timeline = the course of events in time
sheet-look-for-measures = the measures
sheet-answered-at = Answer:
sheet-label-ours = label is ours
sheet-answer-ours = words of the answer are ours
sheet-state-answered = answered
sheet-state-open = not known yet
sheet-state-unanswered = no answer yet
sheet-state-not-applicable = does not apply
sheet-state-not-asked = Not asked: another answer rules it out.
sheet-state-at-the-form = You answer this yourself at the form.
sheet-about = About this form
sheet-form = Form
sheet-source = Where it was read
sheet-form-read = held against the authority’s own form
sheet-form-not-read = nobody has held it against the authority’s live form yet
sheet-checked-on = checked on { $day }
sheet-paper = As PDF
sheet-band = WORKING SHEET: not approved, not sent
sheet-count-missing = { $count ->
    [one] One answer is missing.
   *[other] { $count } answers are missing.
  }
sheet-count-too-long = { $count ->
    [one] One answer is too long for the form.
   *[other] { $count } answers are too long for the form.
  }
sheet-count-not-named = { $count ->
    [one] One text does not name all that was looked for.
   *[other] { $count } texts do not name all that was looked for.
  }
