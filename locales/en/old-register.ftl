# Taking over an earlier register.
event-case-imported = Taken over from an earlier register (row { $row })
event-case-imported-as = Taken over from an earlier register (row { $row }), there “{ $reference }”
imported-risk = Risk as it was seen then: { $risk }
imported-authority = Authority told: { $said } { $at }
imported-people = People told: { $said } { $at }
told-then-yes = yes
told-then-no = no
told-then-unknown = not recorded
old-register-title = Take over an earlier register
old-register-link = Take over an earlier register
old-register-lead = Breaches from before this desk become closed cases of the register, with their record. No clock runs for them and nobody is mailed. Nothing is stored until you have seen how the file was read and accept it.
old-register-file-label = Earlier register
old-register-file-hint = CSV or XLSX, up to { $rows } rows; the first row holds the headings
old-register-check = Check this file
old-register-waiting = Files that wait to be accepted
old-register-file = { $file }: what would be taken over
old-register-import-lead = Nothing is stored yet. Rows with a problem stay out; correct them in the file and upload it again, or go on without them.
old-register-columns = What the columns mean
old-register-good = { $rows ->
    [one] One row can be taken over
   *[other] { $rows } rows can be taken over
  }
old-register-preview = The first of them
old-register-accept-what = Each row becomes a closed case. They are stored a few at a time; if that is cut short, the register says so and the import goes on where it stopped.
old-register-accept = { $rows ->
    [one] Take over one breach
   *[other] Take over { $rows } breaches
  }
old-register-bad-caption = { $shown } of { $all } rows with a problem; the file has all of them
old-register-bad-columns = The columns chosen do not fit this file
old-register-twice = Two columns were given the meaning “{ $meaning }”
old-register-empty = The file holds no rows beside its headings
old-register-no-title-column = Choose the column that holds the title or the description
old-register-no-day-column = Choose the column that says when it happened or when it became known
old-register-too-many-rows = The file has more than { $most } rows; divide it
old-register-changed = The file reads otherwise than it was shown; look again before you accept
old-register-source = Earlier register, row { $row }
old-register-source-day = Earlier register, row { $row }; it names the day, not the time
old-column-reference = Its number there
old-column-title = Title
old-column-description = What happened
old-column-happened = When it happened
old-column-aware = When it became known
old-column-people = Number of people
old-column-data = Data concerned
old-column-effects = Effects
old-column-measures = Measures
old-column-risk = Risk
old-column-authority-told = Authority told (yes, no or a day)
old-column-authority-at = Authority told on
old-column-people-told = People told (yes, no or a day)
old-column-people-at = People told on
old-column-remarks = Remarks
old-column-ignored = Not taken over
old-row-in = { $column }: { $problem } (“{ $cell }”)
old-row-no-title = neither title nor description
old-row-no-day = no day
old-row-not-a-day = this is not a day such as 2024-03-01 or 1/3/2024
old-row-in-the-future = this day is still to come
old-row-not-a-number = this is not a number of people
old-row-not-a-risk = this is not a risk: unlikely, likely or high
old-row-not-yes-or-no = this is neither yes nor no nor a day
old-row-too-long = this text is too long
old-row-control = this holds characters that nobody can read
old-row-more-cells = the row has more cells than there are headings
old-row-aware-before-breach = it became known before it happened
old-row-told-before-aware = somebody was told before it was known
old-row-not-told-with-day = “no”, and yet a day
old-row-twice-in-file = the same number stands in an earlier row
