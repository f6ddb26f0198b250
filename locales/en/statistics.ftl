# Statistics and the board's page.
statistics-title = Statistics
statistics-to = Twelve months to
statistics-lead = { $count ->
    [0] No breach in these twelve months.
    [one] One breach in these twelve months.
   *[other] { $count } breaches in these twelve months.
}
statistics-lead-no-notice = No notice to an authority fell due.
statistics-lead-notices = { $all ->
    [one] One notice to an authority was filed or fell due; by its target: { $time }.
   *[other] Of { $all } notices to authorities that were filed or fell due, { $time } went out by their target.
}
statistics-organisations = { $count } organisations
statistics-no-drills = Drills are not counted. A breach counts in the month in which its case was opened.
statistics-numbers = The numbers
statistics-number = Number
statistics-month = Month
statistics-no-case = no case
statistics-breaches = { $count ->
    [one] breach
   *[other] breaches
}
statistics-told = authority told
statistics-recorded = recorded only
statistics-open = not decided
statistics-in-time = by the target
statistics-formal = within the legal term
statistics-late = late
statistics-missed = past the term, not filed
statistics-late-or-missed = late or missed
plot-heading-by-month = Breaches by month
plot-about-by-month = Breaches by month: authority told, recorded only, not decided
plot-heading-notices = Notices to authorities
plot-about-notices = Notices by when they were filed
plot-kind-notices = When
plot-heading-incidents = Kinds of incident
plot-about-incidents = Number of breaches by kind of incident
plot-kind-incidents = Kind
plot-heading-causes = Causes
plot-about-causes = Number of breaches by cause
plot-kind-causes = Cause
plot-heading-reports = Reports
plot-about-reports = Reports that arrived in these months, by what triage made of them
plot-kind-reports = State
plot-heading-to-awareness = Time to awareness
plot-about-to-awareness = Median time from the breach, or the first sign of it, to awareness
plot-heading-to-decision = Time to the decision
plot-about-to-decision = Median time from awareness to the first decision on an authority
statistics-median = Median
statistics-median-minutes = median of the month, in minutes
statistics-median-hours = median of the month, in hours
statistics-median-days = median of the month, in days
directors-title = Report to the board
directors-link = One page for the board
directors-back = Back to the statistics
directors-period = { $organisation }, twelve months to { $month }
directors-figures = Twelve months in figures
directors-column-what = What
directors-column-figure = Figure
directors-column-meaning = What it means
directors-of = { $part } of { $all }
directors-what-breaches = Personal data breaches
directors-why-breaches = Every breach on record, notified or not (Art. 33(5) GDPR)
directors-what-told = Told to an authority
directors-why-told = At least one notice was filed
directors-what-recorded = Recorded, not notified
directors-why-recorded = Decided with reasons, or nothing was owed
directors-what-open = Not decided yet
directors-why-open = The decision on the authority is still to be made
directors-what-in-time = Notices within their legal term
directors-why-in-time = Of those that were filed or fell due
directors-what-late = Notices late or missed
directors-why-late = Filed after the legal term, or not filed at its end
directors-what-to-awareness = Time to awareness
directors-why-to-awareness = Median, from the breach or its first sign
directors-what-to-decision = Time to the decision
directors-why-to-decision = Median, from awareness to the first decision on an authority
directors-open-now = Open now
directors-open-caption = Open breaches, the next to fall due first
directors-nothing-open = No breach is open.
directors-more = { $count ->
    [one] One more open breach is in the register.
   *[other] { $count } more open breaches are in the register.
}
directors-many-more = More than fifty breaches are open; the register has them all.
